//! The rows of an agenda.

use super::super::clean;
use super::super::layout::AgendaLine;
use super::super::page::{Block, Item, MM_PER_POINT, Point, Rect, Role};
use super::super::setting::Misfit;
use super::super::slots::{Absence, Slot};
use super::super::words::{clock, fill};
use super::super::wrap::{Align, Paragraph};
use super::{Agenda, Row};
use crate::domain::{AttendeeIx, Meeting, Round, TableNo};

impl Agenda<'_, '_> {
    pub(super) fn row(&self, slot: Slot, ask: bool) -> Result<Row, Misfit> {
        let (block, round) = match slot {
            Slot::Meeting { meeting, partner } => (self.meeting(meeting, partner, ask)?, meeting.round),
            Slot::Pause(round) => (self.pause(round)?, round),
            Slot::Absent { from, until, kind } => (self.absent(from, until, kind)?, from),
            Slot::Break(index) => {
                return Ok(Row { block: self.pause_between(index)?, open: false, changed: false });
            }
        };
        Ok(Row { block, open: true, changed: self.desk.composer.changes.touch(self.person, round) })
    }

    fn space(&self) -> f64 {
        self.form.round.space.0 * self.desk.scale
    }

    /// Where the column with the names begins.
    fn main_left(&self) -> f64 {
        let round = &self.form.round;
        round.time.0 + round.table.0 + round.gap.0 * 1.25
    }

    pub(super) fn main_width(&self) -> f64 {
        self.desk.width - self.main_left()
    }

    fn meeting(&self, meeting: Meeting, partner: AttendeeIx, ask: bool) -> Result<Block, Misfit> {
        let main = self.main(ask.then_some(meeting.round), partner)?;
        let time = self.time(meeting.round, &[meeting.round])?;
        let table = self.table(meeting.table)?;
        let space = self.space();
        let mut row = Block::default();
        // The three columns stand on the baseline of the name.
        let line = main.baseline();
        row.put(0.0, space + line - time.baseline(), time);
        let capital = self.desk.style(self.layout.faces.name).size * MM_PER_POINT * CAPITAL;
        row.put(self.form.round.time.0, space + line - capital, table);
        row.put(self.main_left(), space, main);
        row.height += space;
        Ok(row)
    }

    /// Clock time, and which round it is.
    fn time(&self, at: Round, rounds: &[Round]) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.agenda;
        let faces = &self.layout.faces;
        let width = self.form.round.time.0 - 1.0;
        let time =
            Paragraph::name(clock(self.desk.composer.event.clock(at).0), self.desk.style(faces.time), 1);
        let mut block = self.desk.fit(None, "time", &time, width)?;
        let label = match rounds {
            [from, .., until] => {
                fill(&words.rounds, &[("from", &from.to_string()), ("until", &until.to_string())])
            }
            _ => fill(&words.round, &[("round", &at.to_string())]),
        };
        let label = Paragraph::new(label, self.desk.style(faces.round));
        block.below(0.0, 0.3, self.desk.fit(None, "word for a round", &label, width)?);
        if self.desk.composer.changes.touch(self.person, at) {
            block.below(0.0, 0.8, self.changed_mark(width)?);
        }
        Ok(block)
    }

    /// A word in a dark box: this is not on the sheet that they hold.
    fn changed_mark(&self, width: f64) -> Result<Block, Misfit> {
        let style = self.desk.style(self.layout.faces.changed);
        let word = self.desk.composer.words.agenda.changed.clone();
        let inset = 0.9;
        let text = self.desk.composer.setter.width(&word, style.weight, style.size) + 0.1;
        let text = text.min(width - 2.0 * inset);
        let word = self.desk.fit(None, "mark of a change", &Paragraph::name(word, style, 1), text)?;
        let rect = Rect { x: 0.0, y: 0.0, width: text + 2.0 * inset, height: word.height + 0.4 };
        let mut mark = Block { items: vec![Item::Fill(rect, self.desk.palette.ink.0)], height: rect.height };
        mark.put(inset, 0.2, word);
        Ok(mark)
    }

    /// The table number in a box, its name below.
    fn table(&self, table: TableNo) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let width = self.form.round.table.0;
        let word = Paragraph::name(
            self.desk.composer.words.agenda.table.clone(),
            self.desk.style(faces.table_word),
            1,
        );
        let number = Paragraph::name(table.to_string(), self.desk.style(faces.table_number), 1);
        let word = self.desk.fit(None, "word for a table", &word.aligned(Align::Centre), width - 1.0)?;
        let number = Paragraph { leading: 1.0, ..number };
        let number = self.desk.fit(None, "table number", &number.aligned(Align::Centre), width - 2.0)?;
        let mut inside = Block::default();
        inside.put(0.5, 0.9, word);
        inside.below(1.0, -0.2, number);
        inside.height += 0.6;
        let rect = Rect { x: 0.0, y: 0.0, width, height: inside.height };
        let mut block = Block { items: vec![Item::Fill(rect, self.desk.palette.tint.0)], height: 0.0 };
        block.put(0.0, 0.0, inside);
        if let Some(name) = self.desk.composer.event.tables.names.get(&table) {
            let name =
                Paragraph { leading: 1.15, ..Paragraph::new(clean(name), self.desk.style(faces.table_name)) };
            block.below(
                0.0,
                0.6,
                self.desk.fit(None, "name of a table", &name.aligned(Align::Centre), width)?,
            );
        }
        Ok(block)
    }

    /// Who it is, and why; with a question to open with where a round is given, another one each round.
    fn main(&self, round: Option<Round>, partner: AttendeeIx) -> Result<Block, Misfit> {
        let reasons = self.reasons(partner);
        let attendee = &self.desk.composer.event.attendees[partner];
        let name = Paragraph::name(clean(&attendee.name), self.desk.style(self.layout.faces.name), 3)
            .role(Role::Heading);
        let mut block = Block::default();
        if reasons.is_mutual() {
            let mark = self.mutual_mark()?;
            let width = self.main_width() - mark.1 - 2.0;
            let name = self.desk.fit(Some(partner), "name", &name, width)?;
            let y = name.baseline() - mark.0.baseline();
            block.put(0.0, 0.0, name);
            block.put(self.main_width() - mark.1, y, mark.0);
        } else {
            block.put(0.0, 0.0, self.desk.fit(Some(partner), "name", &name, self.main_width())?);
        }
        for line in &self.layout.lines {
            if let Some(text) = self.line(*line, round, partner, reasons)? {
                let gap = if *line == AgendaLine::Work { 0.0 } else { 0.35 * self.desk.scale };
                block.below(0.0, gap, text);
            }
        }
        Ok(block)
    }

    /// Two arrows and a word: both have something for the other. With its width.
    fn mutual_mark(&self) -> Result<(Block, f64), Misfit> {
        let style = self.desk.style(self.layout.faces.mark);
        let word = self.desk.composer.words.agenda.mutual.clone();
        let text = self.desk.composer.setter.width(&word, style.weight, style.size) + 0.1;
        let em = style.size * MM_PER_POINT;
        let mut block = self.desk.fit(None, "mutual mark", &Paragraph::name(word, style, 1), text)?;
        block.items = block.items.into_iter().map(|item| item.shifted(em * 1.55, 0.0)).collect();
        let middle = block.baseline() - em * 0.27;
        let arrow = |tip: f64, back: f64, y: f64| {
            let half = em * 0.2;
            let ring =
                vec![Point { x: tip, y }, Point { x: back, y: y - half }, Point { x: back, y: y + half }];
            Item::Polygon(vec![ring], style.colour)
        };
        block.items.push(arrow(0.0, em * 0.5, middle));
        block.items.push(arrow(em * 1.15, em * 0.65, middle));
        Ok((block, em * 1.55 + text))
    }

    fn pause(&self, round: Round) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.agenda;
        let faces = &self.layout.faces;
        let mut main = Block::default();
        let title = Paragraph::name(words.pause.clone(), self.desk.style(faces.pause), 2);
        main.put(0.0, 0.0, self.desk.fit(None, "word for a pause", &title, self.main_width())?);
        let hint = Paragraph::new(words.pause_hint.clone(), self.desk.style(faces.details));
        main.below(0.0, 0.0, self.desk.fit(None, "hint for a pause", &hint, self.main_width())?);
        Ok(self.beside_time(self.time(round, &[round])?, main))
    }

    fn absent(&self, from: Round, until: Round, kind: Absence) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.agenda;
        let text = match kind {
            Absence::NotYet => &words.not_yet,
            Absence::Away => &words.away,
            Absence::Gone => &words.gone,
        };
        let text = Paragraph::new(text.clone(), self.desk.style(self.layout.faces.details));
        let main = self.desk.fit(None, "word for an absence", &text, self.main_width())?;
        let rounds: Vec<Round> = (from..=until).collect();
        Ok(self.beside_time(self.time(from, &rounds)?, main))
    }

    fn beside_time(&self, time: Block, main: Block) -> Block {
        let mut row = Block::default();
        let space = self.space();
        let line = time.baseline().max(main.baseline());
        row.put(0.0, space + line - time.baseline(), time);
        row.put(self.main_left(), space + line - main.baseline(), main);
        row.height += space;
        row
    }

    /// A break for everybody: a bar over the full width.
    fn pause_between(&self, index: usize) -> Result<Block, Misfit> {
        let event = self.desk.composer.event;
        let pause = &event.rounds.breaks[index];
        let words = &self.desk.composer.words.agenda;
        let label = pause.label.as_deref().map(clean).filter(|label| !label.is_empty());
        let label = label.unwrap_or_else(|| words.pause_between.clone());
        let minutes = fill(&words.break_minutes, &[("minutes", &pause.minutes.to_string())]);
        let faces = &self.layout.faces;
        let starts = clock(event.clock(pause.after).1);
        // The bar reaches a little into the margins, so that its time stands below the other times.
        let inset = 2.0;
        let time = Paragraph::name(starts, self.desk.style(faces.time), 1);
        let label = Paragraph::name(label, self.desk.style(faces.name), 2);
        let style = self.desk.style(faces.details);
        let side = self.desk.composer.setter.width(&minutes, style.weight, style.size) + 0.1;
        let minutes = Paragraph::name(minutes, style, 1).aligned(Align::Right);
        let time = self.desk.fit(None, "time", &time, self.form.round.time.0 - 1.0)?;
        let label = self.desk.fit(None, "label of a break", &label, self.main_width() - side - 2.0)?;
        let minutes = self.desk.fit(None, "length of a break", &minutes, side)?;
        let line = label.baseline();
        let height = label.height + 2.0 * inset * 0.75;
        let rect = Rect { x: -inset, y: 1.0, width: self.desk.width + 2.0 * inset, height };
        let mut row = Block { items: vec![Item::Fill(rect, self.desk.palette.tint.0)], height: 0.0 };
        let top = 1.0 + inset * 0.75;
        row.put(0.0, top + line - time.baseline(), time);
        row.put(self.main_left(), top, label);
        row.put(self.desk.width - side, top + line - minutes.baseline(), minutes);
        row.height = height + 2.0;
        Ok(row)
    }
}

/// The height of capitals, in ems.
const CAPITAL: f64 = 0.714;
