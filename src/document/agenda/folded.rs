//! Agendas on a sheet of paper that is folded twice: the evening at a glance in front, the reasons inside.
//!
//! The upper half of the sheet goes back, then the left half. So the lower right quarter is the front and the lower left
//! one the back, and the upper ones, upside down, face each other inside: first the right one, then the left one.

use super::super::page::{Block, Item, Line, Point, Rect, Role};
use super::super::setting::Misfit;
use super::super::slots::{Absence, Slot};
use super::super::words::{clock, fill};
use super::super::wrap::{Align, Paragraph, Style};
use super::super::{Weight, clean};
use super::{Agenda, Detail, Parts};
use crate::domain::Round;

/// The pages inside and at the back: how many of them there are for rounds.
const INSIDE: usize = 3;
/// The part of the normal scale above which rounds must leave the back free.
const SPACIOUS: f64 = 0.88;
/// How much larger than the rest the evening at a glance may be.
const GLANCE: f64 = 1.35;
/// The length of the marks to fold by, in millimetres.
const FOLD_MARK: f64 = 5.0;
/// From one line to write on to the next, in millimetres.
const NOTE_LINE: f64 = 8.5;

impl Agenda<'_, '_> {
    /// The rounds and how they come on the pages inside; nothing when they do not.
    pub(super) fn inside(&self, slots: &[Slot]) -> Result<Option<(Parts, Vec<usize>)>, Misfit> {
        let parts = Parts {
            header: Block::default(),
            rows: self.rows(slots, self.detail == Detail::Full)?,
            bar: None,
        };
        let spacious =
            self.detail == Detail::Full && self.desk.scale >= self.form.page.scale.normal * SPACIOUS;
        let most = if spacious { INSIDE - 1 } else { INSIDE };
        if let Some(spread) = parts.spread(0.0, self.room()).filter(|spread| spread.len() < INSIDE) {
            return Ok(Some((parts, spread)));
        }
        let parts = Parts { bar: self.at_the_bar()?, ..parts };
        let spread = parts.spread(0.0, self.room()).filter(|spread| spread.len() <= most);
        Ok(spread.map(|spread| (parts, spread)))
    }

    /// One sheet.
    pub(super) fn folded(&self, slots: &[Slot]) -> Result<Vec<Block>, Misfit> {
        let front = self.front(slots, (1, 1))?;
        let Some((parts, spread)) = self.inside(slots)? else { return Ok(Vec::new()) };
        let back = spread.len() < INSIDE;
        let mut pages = vec![front];
        pages.extend(self.plain_pages(parts, &spread));
        while pages.len() < INSIDE {
            pages.push(Block::default());
        }
        if back {
            pages.push(self.back()?);
        }
        Ok(vec![self.fold(pages)])
    }

    /// More than one sheet, for evenings without an end: agenda pages in their order, four on each.
    pub(super) fn folded_several(&self, parts: Parts, spread: &[usize]) -> Result<Vec<Block>, Misfit> {
        let pages = self.on_pages(parts, spread)?;
        Ok(pages.chunks(INSIDE + 1).map(|pages| self.fold(pages.to_vec())).collect())
    }

    /// Pages of rounds, without headers.
    fn plain_pages(&self, parts: Parts, spread: &[usize]) -> Vec<Block> {
        let mut rows = parts.rows.into_iter();
        let mut bar = parts.bar;
        let last = spread.len().saturating_sub(1);
        let pages = spread.iter().enumerate().map(|(index, &number)| {
            let rows = rows.by_ref().take(number).collect();
            let bar = if index == last { bar.take() } else { None };
            self.page(Parts { header: Block::default(), rows, bar })
        });
        pages.collect()
    }

    /// Puts four pages on a sheet, so that they stand upright and in order when it is folded.
    fn fold(&self, pages: Vec<Block>) -> Block {
        let (width, height) = (self.form.sheet.width, self.form.sheet.height);
        let places = [(width, height, false), (width, 0.0, true), (0.0, 0.0, true), (0.0, height, false)];
        let mut sheet = Block::default();
        for (page, (x, y, turned)) in pages.into_iter().zip(places) {
            let items =
                page.items.into_iter().map(|item| if turned { item.turned(width, height) } else { item });
            sheet.items.extend(items.map(|item| item.shifted(x, y)));
        }
        let (paper, colour) = (self.form.sheet.paper, self.desk.palette.line.0);
        let ends = [
            [(0.0, height), (FOLD_MARK, height)],
            [(paper.width - FOLD_MARK, height), (paper.width, height)],
            [(width, 0.0), (width, FOLD_MARK)],
            [(width, paper.height - FOLD_MARK), (width, paper.height)],
        ];
        sheet.items.extend(ends.map(|ends| {
            let [from, to] = ends.map(|(x, y)| Point { x, y });
            Item::Line(Line { from, to, weight: 0.5, colour, dashed: true })
        }));
        sheet.height = paper.height;
        sheet
    }

    /// Whose evening it is, and where to be when: all that one needs in a hurry.
    fn front(&self, slots: &[Slot], number: (usize, usize)) -> Result<Block, Misfit> {
        let idle = !slots.iter().any(|slot| matches!(slot, Slot::Meeting { .. }));
        let header = self.header(idle)?;
        let margins = &self.form.page.margins;
        let room = self.room() - header.height;
        let mut page = Block::default();
        page.put(margins.left.0, margins.top.0, header);
        page.put(margins.left.0, page.height, self.glance(slots, room)?);
        self.add_foot(&mut page, number)?;
        Ok(page)
    }

    /// A line for each part of the evening, in as large a type as there is room for.
    fn glance(&self, slots: &[Slot], room: f64) -> Result<Block, Misfit> {
        let mut scale = self.desk.scale * GLANCE;
        loop {
            let desk = super::Desk { scale, ..self.desk };
            let agenda = Agenda { desk, unplanned: self.unplanned, ..*self };
            let lines = slots.iter().map(|slot| agenda.glance_line(*slot)).collect::<Result<Vec<_>, _>>()?;
            let used: f64 = lines.iter().map(|line| line.height).sum();
            if used <= room {
                let gap = ((room - used) / lines.len().max(1) as f64).min(self.form.round.stretch.0 * 2.0);
                let mut glance = Block::default();
                for line in lines {
                    glance.below(0.0, gap, line);
                }
                return Ok(glance);
            }
            scale *= 0.94;
            if scale < 0.2 {
                let name = clean(&self.desk.composer.event.attendees[self.person].name);
                return Err(Misfit { owner: Some(self.person), field: "evening at a glance", text: name });
            }
        }
    }

    fn glance_line(&self, slot: Slot) -> Result<Block, Misfit> {
        let event = self.desk.composer.event;
        let words = &self.desk.composer.words.agenda;
        match slot {
            Slot::Meeting { meeting, partner } => {
                let name = clean(&event.attendees[partner].name);
                self.at_a_glance(meeting.round, Some(meeting.table), &name, true)
            }
            Slot::Pause(round) => self.at_a_glance(round, None, &words.pause, false),
            Slot::Absent { from, kind, .. } => {
                let text = match kind {
                    Absence::NotYet => &words.not_yet,
                    Absence::Away => &words.away,
                    Absence::Gone => &words.gone,
                };
                self.at_a_glance(from, None, text, false)
            }
            Slot::Break(index) => {
                let pause = &event.rounds.breaks[index];
                let label = pause.label.as_deref().map(clean).filter(|label| !label.is_empty());
                let label = label.unwrap_or_else(|| words.pause_between.clone());
                let minutes = fill(&words.break_minutes, &[("minutes", &pause.minutes.to_string())]);
                let mut line = Block::default();
                let text = Paragraph::name(
                    format!("{label}, {minutes}"),
                    self.desk.style(self.layout.faces.details),
                    2,
                );
                let left = self.glance_left();
                line.put(left, 0.4, self.desk.fit(None, "label of a break", &text, self.desk.width - left)?);
                line.height += 0.6;
                Ok(line)
            }
        }
    }

    /// Where names begin at a glance.
    fn glance_left(&self) -> f64 {
        self.form.round.time.0 + self.form.round.table.0 + self.form.round.gap.0
    }

    fn at_a_glance(
        &self,
        round: Round,
        table: Option<u32>,
        text: &str,
        meets: bool,
    ) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let new = self.desk.composer.changes.touch(self.person, round);
        let style = self.desk.style(if meets { faces.glance } else { faces.details });
        let left = self.glance_left();
        let text = Paragraph::name(text, style, 2).role(Role::Body);
        let text = self.desk.fit(Some(self.person), "name", &text, self.desk.width - left)?;
        let clock = clock(self.desk.composer.event.clock(round).0);
        let time =
            Paragraph::name(clock, Style { weight: Weight::Bold, ..self.desk.style(faces.details) }, 1);
        let time = self.desk.fit(None, "time", &time, self.form.round.time.0 - 1.0)?;
        let mut line = Block::default();
        let base = text.baseline();
        let height = text.height;
        if let Some(table) = table {
            let width = self.form.round.table.0;
            let tone = if new { self.desk.palette.ink } else { self.desk.palette.tint };
            let mut number_style = self.desk.style(faces.glance);
            if new {
                number_style.colour = self.desk.palette.paper.0;
            }
            line.items.push(Item::Fill(Rect { x: self.form.round.time.0, y: 0.0, width, height }, tone.0));
            let number = Paragraph::name(table.to_string(), number_style, 1).aligned(Align::Centre);
            let number = self.desk.fit(None, "table number", &number, width - 1.0)?;
            line.put(self.form.round.time.0 + 0.5, base - number.baseline(), number);
        }
        line.put(0.0, base - time.baseline(), time);
        line.put(left, 0.0, text);
        line.height += 0.5;
        Ok(line)
    }

    /// The back: whom to meet at the bar, and room for notes.
    fn back(&self) -> Result<Block, Misfit> {
        let margins = &self.form.page.margins;
        let mut content = Block::default();
        if let Some(bar) = self.at_the_bar()? {
            content.put(0.0, 0.0, bar);
            content.height += 6.0;
        }
        let words = &self.desk.composer.words.agenda;
        content.below(0.0, 0.0, self.desk.text("heading", &words.notes, self.layout.faces.notice)?);
        let mut y = content.height + NOTE_LINE;
        while y <= self.room() {
            content.items.push(self.hairline(0.0, y));
            y += NOTE_LINE;
        }
        let mut page = Block::default();
        page.put(margins.left.0, margins.top.0, content);
        Ok(page)
    }
}
