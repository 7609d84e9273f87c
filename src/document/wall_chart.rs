//! The wall chart: everyone by last name, and at which table they sit in each round.

use super::flow::{Flow, FlowRow};
use super::layout::{ChartLayout, Order, Type};
use super::names::{in_alphabet, sorted_part};
use super::page::{Block, Bookmark, Document, Item, Line, Point, Rect, Role};
use super::setting::{Composer, Misfit};
use super::slots::by_attendee;
use super::words::{clock, fill};
use super::wrap::{Align, Paragraph, Style};
use super::{Page, Problem, Weight, clean};
use crate::domain::{AttendeeIx, Meeting};

/// The wall chart.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.wall_chart;
    let chart = Chart { composer, layout };
    match chart.pages() {
        Ok(pages) => {
            let title = &composer.words.titles.wall_chart;
            let bookmark = Bookmark { name: title.clone(), page: 0, at: Point::default() };
            Ok(composer.plain_document(title, pages, vec![bookmark]))
        }
        Err(misfit) => Err(vec![composer.problem(&misfit, "wall-chart.toml")]),
    }
}

struct Chart<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a ChartLayout,
}

/// How a row looks among the others.
#[derive(Clone, Copy)]
struct Row<'l> {
    /// The least height.
    height: f64,
    striped: bool,
    /// The letter under which it stands.
    letter: &'l str,
    /// Whether it is the first of its letter.
    starts: bool,
}

/// By how much lower rows are tried, in millimetres.
const ROW_STEP: f64 = 0.2;
/// The narrowest a column of names may be, in millimetres.
const NAMES: f64 = 58.0;

impl Chart<'_, '_> {
    fn width(&self) -> f64 {
        Flow::width(self.layout.paper, &self.layout.margins)
    }

    fn style(&self, face: Type) -> Style {
        face.style(&self.layout.colours, 1.0)
    }

    /// The width of a column of tables.
    fn cell(&self) -> f64 {
        let rounds = f64::from(self.composer.event.rounds.count.max(1));
        ((self.width() - self.layout.letter.0 - NAMES) / rounds).min(self.layout.cell.0)
    }

    /// Where the column of a round begins.
    fn column(&self, round: u32) -> f64 {
        let rounds = self.composer.event.rounds.count;
        self.width() - self.cell() * f64::from(rounds + 1 - round)
    }

    /// As few pages as the smallest rows give, with rows as high as these pages allow.
    fn pages(&self) -> Result<Vec<Page>, Misfit> {
        let (most, least) = (self.layout.row.0, self.layout.smallest_row.0.min(self.layout.row.0));
        let mut pages = self.pages_of(least)?;
        let mut height = most;
        while height > least {
            let higher = self.pages_of(height)?;
            if higher.len() == pages.len() {
                pages = higher;
                break;
            }
            height -= ROW_STEP;
        }
        Ok(pages)
    }

    fn pages_of(&self, height: f64) -> Result<Vec<Page>, Misfit> {
        let meetings = by_attendee(self.composer.event, self.composer.schedule);
        let mut rows = Vec::new();
        let mut before = None;
        for (index, person) in self.composer.everyone(Order::LastName).into_iter().enumerate() {
            let letter = self.letter_of(person);
            let starts = before.as_ref() != Some(&letter);
            let row = Row { height, striped: index % 2 == 0, letter: &letter, starts };
            rows.push(self.row(row, person, &meetings[person])?);
            before = Some(letter);
        }
        let words = &self.composer.words.wall_chart;
        let flow = Flow {
            composer: self.composer,
            paper: self.layout.paper,
            margins: self.layout.margins,
            head: self.head()?,
            foot: format!("–  {}", words.free),
            foot_style: self.style(self.layout.faces.foot),
        };
        flow.pages(rows)
    }

    fn head(&self) -> Result<Block, Misfit> {
        let event = self.composer.event;
        let words = self.composer.words;
        let faces = &self.layout.faces;
        let title =
            Paragraph::name(words.titles.wall_chart.clone(), self.style(faces.title), 1).role(Role::Heading);
        let hint =
            Paragraph::new(words.wall_chart.hint.clone(), self.style(faces.hint)).aligned(Align::Right);
        let mut head = self.composer.fit(None, "title", &title, self.width())?;
        let beside = (head.right() + 8.0).min(self.width() / 2.0);
        let hint = self.composer.fit(None, "hint", &hint.role(Role::Running), self.width() - beside)?;
        head.put(beside, (head.baseline() - hint.baseline()).max(0.0), hint);
        let when = format!("{} · {}", clean(&event.name), words.date(event.date));
        let when = Paragraph::new(when, self.style(faces.event)).role(Role::Running);
        head.below(0.0, 0.0, self.composer.fit(None, "name of the event", &when, self.width())?);
        head.below(0.0, 3.0, self.rounds()?);
        head.height += 0.5;
        Ok(head)
    }

    /// The band with the rounds and their times.
    fn rounds(&self) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let mut columns = Block::default();
        for round in 1..=self.composer.event.rounds.count {
            let number = fill(&self.composer.words.wall_chart.round, &[("round", &round.to_string())]);
            let number = Paragraph::name(number, self.style(faces.round), 1).aligned(Align::Centre);
            let time = Paragraph::name(clock(self.composer.event.clock(round).0), self.style(faces.time), 1);
            let inner = self.cell() - 0.8;
            let mut column = self.composer.fit(None, "round", &number, inner)?;
            column.below(0.0, -0.4, self.composer.fit(None, "time", &time.aligned(Align::Centre), inner)?);
            columns.put(self.column(round) + 0.4, 1.0, column);
        }
        let height = columns.height + 1.0;
        let rect = Rect { x: 0.0, y: 0.0, width: self.width(), height };
        let mut band = Block { items: vec![Item::Fill(rect, self.layout.colours.ink.0)], height };
        let word = Paragraph::name(self.composer.words.wall_chart.rounds.clone(), self.style(faces.time), 1);
        let word = self.composer.fit(None, "round", &word.aligned(Align::Right), self.names_width())?;
        let line = columns.baseline() - word.baseline();
        band.put(self.layout.letter.0 + 2.0, line, word);
        band.put(0.0, 0.0, columns);
        Ok(band)
    }

    fn letter_of(&self, person: AttendeeIx) -> String {
        let name = clean(&self.composer.event.attendees[person].name);
        let (_, sorted) = sorted_part(&name);
        in_alphabet(&sorted)
            .chars()
            .find(|c| c.is_alphanumeric())
            .map(|c| c.to_uppercase().collect())
            .unwrap_or_default()
    }

    fn row(&self, as_row: Row, person: AttendeeIx, meetings: &[Meeting]) -> Result<FlowRow, Misfit> {
        let faces = &self.layout.faces;
        let name = self.composer.fit(Some(person), "name", &self.name(person), self.names_width())?;
        let height = as_row.height.max(name.height + 0.4);
        let mut row = Block::default();
        if as_row.striped {
            let rect =
                Rect { x: self.layout.letter.0, y: 0.0, width: self.width() - self.layout.letter.0, height };
            row.items.push(Item::Fill(rect, self.layout.colours.tint.0));
        }
        let letter = Paragraph::name(as_row.letter, self.style(faces.letter), 1);
        let letter = self.composer.fit(Some(person), "first letter", &letter, self.layout.letter.0 - 1.0)?;
        let mut label = Block::default();
        label.put(0.0, (height - letter.height) / 2.0, letter);
        if as_row.starts {
            row.items.extend(label.items.clone());
            row.items.push(self.separator());
        }
        row.put(self.layout.letter.0 + 2.0, (height - name.height) / 2.0, name);
        for round in 1..=self.composer.event.rounds.count {
            if let Some(cell) = self.at(person, round, meetings)? {
                row.put(self.column(round) + 0.4, (height - cell.height) / 2.0, cell);
            }
        }
        row.height = height;
        // The label of a page may be higher than the row it stands beside.
        let label = Block { height: 0.0, ..label };
        Ok(FlowRow { block: row, keep: false, continued: None, label: (!as_row.starts).then_some(label) })
    }

    fn names_width(&self) -> f64 {
        self.column(1) - self.layout.letter.0 - 4.0
    }

    /// A line above the first name of a letter.
    fn separator(&self) -> Item {
        let [from, to] = [0.0, self.width()].map(|x| Point { x, y: 0.0 });
        Item::Line(Line { from, to, weight: 0.8, colour: self.layout.colours.soft.0, dashed: false })
    }

    /// A name; the part by which it is sorted is bold.
    fn name(&self, person: AttendeeIx) -> Paragraph {
        let style = self.style(self.layout.faces.name);
        let name = clean(&self.composer.event.attendees[person].name);
        let (lead, sorted) = sorted_part(&name);
        let paragraph = Paragraph::name(lead, style, 2);
        paragraph.and(sorted, Style { weight: Weight::Bold, ..style })
    }

    /// The table in a round, a dash for a pause, nothing for somebody who is not there.
    fn at(&self, person: AttendeeIx, round: u32, meetings: &[Meeting]) -> Result<Option<Block>, Misfit> {
        let faces = &self.layout.faces;
        let meeting = meetings.iter().find(|meeting| meeting.round == round);
        let (text, face) = match meeting {
            Some(meeting) => (meeting.table.to_string(), faces.table),
            None if self.composer.event.attendees[person].rounds.contains(round) => {
                ("–".to_owned(), faces.free)
            }
            None => return Ok(None),
        };
        let paragraph = Paragraph::name(text, self.style(face), 1).aligned(Align::Centre);
        self.composer.fit(None, "table number", &paragraph, self.cell() - 0.8).map(Some)
    }
}
