//! How fast and how large: `cargo test --release --test print_speed -- --ignored --nocapture`.

mod print_support;

use std::time::Instant;

use print_support::{add, borrel, greedy};
use rondje::document::{Kind, Selection, Templates, compose};
use rondje::domain::Language;
use rondje::matching::Pairs;

#[test]
#[ignore = "a measurement, for release builds"]
fn three_hundred_people() {
    let mut event = borrel(Language::Nl);
    let first = event.attendees.clone();
    event.attendees.clear();
    event.tables.count = 150;
    for index in 0..300 {
        let model = &first[index % first.len()];
        let mut person = model.clone();
        person.name =
            format!("{} {}", model.name, ["Adema", "Bos", "Çelik", "Dijk", "Evers", "Faber"][index / 17 % 6]);
        person.id = format!("p{index}");
        person.knows.clear();
        person.avoids.clear();
        person.asks_for.clear();
        person.host = None;
        if let Some(company) = &mut person.company {
            company.folded = format!("{} {index}", company.folded);
        }
        event.attendees.push(person);
    }
    add(&mut event, "Zoë Zwart", "", "", &["Webdesign"], &["Boekhouding"]);
    let (pairs, schedule, templates) = (Pairs::of(&event), greedy(&event), Templates::builtin());
    println!("{} attendees, {} meetings", event.attendees.len(), schedule.meetings.len());
    let begin = Instant::now();
    let mut most_printed = std::time::Duration::ZERO;
    for &kind in Kind::all() {
        let start = Instant::now();
        let document = compose(kind, &event, &pairs, &schedule, &templates, &Selection::default()).unwrap();
        let composed = start.elapsed();
        let start = Instant::now();
        let bytes = rondje::pdf::render(&document).unwrap();
        if matches!(kind, Kind::Agendas | Kind::NameCards) {
            most_printed += composed + start.elapsed();
        }
        println!(
            "{}: {} pages, composed in {composed:.2?}, written in {:.2?}, {} kB",
            kind.name(),
            document.pages.len(),
            start.elapsed(),
            bytes.len() / 1000
        );
    }
    println!("agendas and name cards {most_printed:.2?}, everything {:.2?}", begin.elapsed());
}
