//! The wall chart: everyone by last name, and at which table they sit in each round.

use super::flow::{Flow, FlowRow};
use super::layout::{ChartLayout, Order};
use super::names::{in_alphabet, sorted_part};
use super::page::{Block, Document, Item, Line, Point, Rect, Role};
use super::setting::{Composer, Desk, Misfit};
use super::slots::by_attendee;
use super::words::{clock, fill};
use super::wrap::{Align, Paragraph, Style};
use super::{Page, Problem, Weight, clean};
use crate::domain::{AttendeeIx, Meeting};

/// The wall chart.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.wall_chart;
    let desk = Desk::of_list(composer, &layout.colours, layout.paper, &layout.margins);
    let pages = Chart { desk, layout }.pages();
    composer.list(&composer.words.titles.wall_chart, "wall-chart.toml", pages)
}

struct Chart<'c, 'a> {
    desk: Desk<'c, 'a>,
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
    /// The width of a column of tables.
    fn cell(&self) -> f64 {
        let rounds = f64::from(self.desk.composer.event.rounds.count.max(1));
        ((self.desk.width - self.layout.letter.0 - NAMES) / rounds).min(self.layout.cell.0)
    }

    /// Where the column of a round begins.
    fn column(&self, round: u32) -> f64 {
        let rounds = self.desk.composer.event.rounds.count;
        self.desk.width - self.cell() * f64::from(rounds + 1 - round)
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
        let meetings = by_attendee(self.desk.composer.event, self.desk.composer.schedule);
        let mut rows = Vec::new();
        let mut before = None;
        for (index, person) in self.desk.composer.everyone(Order::LastName).into_iter().enumerate() {
            let letter = self.letter_of(person);
            let starts = before.as_ref() != Some(&letter);
            let row = Row { height, striped: index % 2 == 0, letter: &letter, starts };
            rows.push(self.row(row, person, &meetings[person])?);
            before = Some(letter);
        }
        let words = &self.desk.composer.words.wall_chart;
        let flow = Flow {
            desk: self.desk,
            paper: self.layout.paper,
            margins: self.layout.margins,
            head: self.head()?,
            foot: (format!("–  {}", words.free), self.layout.faces.foot),
        };
        flow.pages(rows)
    }

    /// Title and evening, beside them what to do, and the band with the rounds.
    fn head(&self) -> Result<Block, Misfit> {
        let words = self.desk.composer.words;
        let faces = &self.layout.faces;
        let title = Paragraph::name(words.titles.wall_chart.clone(), self.desk.style(faces.title), 1);
        let title = self.desk.fit(None, "title", &title, self.desk.width)?;
        let beside = (title.right() + 8.0).min(self.desk.width / 2.0);
        let hint = Paragraph::new(words.wall_chart.hint.clone(), self.desk.style(faces.hint));
        let hint = hint.aligned(Align::Right).role(Role::Running);
        let hint = self.desk.fit(None, "hint", &hint, self.desk.width - beside)?;
        let narrow =
            Desk { width: if hint.height > title.height { beside } else { self.desk.width }, ..self.desk };
        let mut head = narrow.head((&words.titles.wall_chart, faces.title), None, faces.event)?;
        head.put(beside, (head.baseline() - hint.baseline()).max(0.0), hint);
        head.below(0.0, 3.0, self.rounds()?);
        head.height += 0.5;
        Ok(head)
    }

    /// The band with the rounds and their times.
    fn rounds(&self) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let mut columns = Block::default();
        for round in 1..=self.desk.composer.event.rounds.count {
            let number = fill(&self.desk.composer.words.wall_chart.round, &[("round", &round.to_string())]);
            let number = Paragraph::name(number, self.desk.style(faces.round), 1).aligned(Align::Centre);
            let time = Paragraph::name(
                clock(self.desk.composer.event.clock(round).0),
                self.desk.style(faces.time),
                1,
            );
            let inner = self.cell() - 0.8;
            let mut column = self.desk.fit(None, "round", &number, inner)?;
            column.below(0.0, -0.4, self.desk.fit(None, "time", &time.aligned(Align::Centre), inner)?);
            columns.put(self.column(round) + 0.4, 1.0, column);
        }
        let height = columns.height + 1.0;
        let rect = Rect { x: 0.0, y: 0.0, width: self.desk.width, height };
        let mut band = Block { items: vec![Item::Fill(rect, self.desk.palette.ink.0)], height };
        let word = Paragraph::name(
            self.desk.composer.words.wall_chart.rounds.clone(),
            self.desk.style(faces.time),
            1,
        );
        let word = self.desk.fit(None, "round", &word.aligned(Align::Right), self.names_width())?;
        let line = columns.baseline() - word.baseline();
        band.put(self.layout.letter.0 + 2.0, line, word);
        band.put(0.0, 0.0, columns);
        Ok(band)
    }

    fn letter_of(&self, person: AttendeeIx) -> String {
        let name = clean(&self.desk.composer.event.attendees[person].name);
        let (_, sorted) = sorted_part(&name);
        in_alphabet(&sorted)
            .chars()
            .find(|c| c.is_alphanumeric())
            .map(|c| c.to_uppercase().collect())
            .unwrap_or_default()
    }

    fn row(&self, as_row: Row, person: AttendeeIx, meetings: &[Meeting]) -> Result<FlowRow, Misfit> {
        let faces = &self.layout.faces;
        let name = self.desk.fit(Some(person), "name", &self.name(person), self.names_width())?;
        let height = as_row.height.max(name.height + 0.4);
        let mut row = Block::default();
        if as_row.striped {
            let rect = Rect {
                x: self.layout.letter.0,
                y: 0.0,
                width: self.desk.width - self.layout.letter.0,
                height,
            };
            row.items.push(Item::Fill(rect, self.desk.palette.tint.0));
        }
        let letter = Paragraph::name(as_row.letter, self.desk.style(faces.letter), 1);
        let letter = self.desk.fit(Some(person), "first letter", &letter, self.layout.letter.0 - 1.0)?;
        let mut label = Block::default();
        label.put(0.0, (height - letter.height) / 2.0, letter);
        if as_row.starts {
            row.items.extend(label.items.clone());
            row.items.push(self.separator());
        }
        row.put(self.layout.letter.0 + 2.0, (height - name.height) / 2.0, name);
        for round in 1..=self.desk.composer.event.rounds.count {
            if let Some(cell) = self.at(person, round, meetings)? {
                if self.desk.composer.changes.touch(person, round) {
                    row.items.push(self.changed(round, height));
                }
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
        let [from, to] = [0.0, self.desk.width].map(|x| Point { x, y: 0.0 });
        Item::Line(Line { from, to, weight: 0.8, colour: self.desk.palette.soft.0, dashed: false })
    }

    /// A name; the part by which it is sorted is bold.
    fn name(&self, person: AttendeeIx) -> Paragraph {
        let style = self.desk.style(self.layout.faces.name);
        let name = clean(&self.desk.composer.event.attendees[person].name);
        let (lead, sorted) = sorted_part(&name);
        let paragraph = Paragraph::name(lead, style, 2);
        paragraph.and(sorted, Style { weight: Weight::Bold, ..style })
    }

    /// A box around what is not on the chart that hung there before.
    fn changed(&self, round: u32, height: f64) -> Item {
        let cell = self.cell();
        let rect = Rect { x: self.column(round) + 0.2, y: 0.2, width: cell - 0.4, height: height - 0.4 };
        Item::Fill(rect, self.desk.palette.accent.0)
    }

    /// The table in a round, a dash for a pause, nothing for somebody who is not there.
    fn at(&self, person: AttendeeIx, round: u32, meetings: &[Meeting]) -> Result<Option<Block>, Misfit> {
        let faces = &self.layout.faces;
        let meeting = meetings.iter().find(|meeting| meeting.round == round);
        let (text, face) = match meeting {
            Some(meeting) => (meeting.table.to_string(), faces.table),
            None if self.desk.composer.event.attendees[person].rounds.contains(round) => {
                ("–".to_owned(), faces.free)
            }
            None => return Ok(None),
        };
        let mut style = self.desk.style(face);
        if self.desk.composer.changes.touch(person, round) {
            style.colour = self.desk.palette.paper.0;
        }
        let paragraph = Paragraph::name(text, style, 1).aligned(Align::Centre);
        self.desk.fit(None, "table number", &paragraph, self.cell() - 0.8).map(Some)
    }
}
