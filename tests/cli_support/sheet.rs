//! A printed sheet drawn with letters, for the README: what stands where is read from the pages themselves.

use rondje::document::{Item, Kind, Page, Selection, Templates, Text, compose};
use rondje::domain::Event;
use rondje::matching::Pairs;
use rondje::schedule_file;

/// Millimetres for one letter.
const LETTER: f64 = 1.72;
/// Baselines closer than this share a line; further apart than `GAP`, they have a blank line between them. Millimetres.
const SAME: f64 = 1.3;
const GAP: f64 = 6.6;

/// The agenda of one attendee.
pub fn agenda(event: &Event, schedule: &str, id: &str) -> String {
    let schedule = schedule_file::read(schedule, event).unwrap();
    let selection =
        Selection { people: Some(vec![event.attendee_by_id(id).unwrap()]), ..Selection::default() };
    let pairs = Pairs::of(event);
    let document =
        compose(Kind::Agendas, event, &pairs, &schedule, &Templates::builtin(), &selection).unwrap();
    drawn(&document.pages[0])
}

/// The left half of a page, where the first of two agendas stands.
fn drawn(page: &Page) -> String {
    let half = page.width / 2.0;
    let mut texts: Vec<&Text> = page
        .items
        .iter()
        .filter_map(|item| if let Item::Text(text) = item { Some(text) } else { None })
        .filter(|text| text.at.x < half && !text.source().trim().is_empty())
        .collect();
    texts.sort_by(|one, other| one.at.y.total_cmp(&other.at.y));
    let width = (half / LETTER) as usize;
    let mut lines = vec![String::new()];
    let mut above = 0.0;
    for row in texts.chunk_by(|one, other| other.at.y - one.at.y < SAME) {
        let y = row[0].at.y;
        if y - above > GAP && above > 0.0 {
            lines.push(String::new());
        }
        lines.push(line(row));
        above = y;
    }
    lines.push(String::new());
    let framed = lines.iter().map(|line| format!("│{line:<width$}│\n"));
    let bar = "─".repeat(width);
    format!("┌{bar}┐\n{}└{bar}┘\n", framed.collect::<String>())
}

/// The texts of one line, each as near to its place as those before it allow.
fn line(row: &[&Text]) -> String {
    let mut row = row.to_vec();
    row.sort_by(|one, other| one.at.x.total_cmp(&other.at.x));
    let mut line = String::new();
    let mut end = 0.0;
    for text in row {
        let touches = text.at.x - end < LETTER && !line.is_empty();
        if !touches {
            let column = (text.at.x / LETTER) as usize;
            let blanks = column.saturating_sub(line.chars().count()).max(usize::from(!line.is_empty()));
            line.push_str(&" ".repeat(blanks));
        }
        line.push_str(&text.source());
        end = text.at.x + text.width();
    }
    line.trim_end().to_owned()
}
