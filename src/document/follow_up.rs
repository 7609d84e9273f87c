//! Follow-up sheets: whom somebody met, how to reach them, and room for what was promised.

use super::check::contact_detail;
use super::layout::{FollowUpLayout, FollowUpLine};
use super::page::{Block, Document, Item, Line, Point, Role};
use super::run_sheet::tick_box;
use super::setting::{Composer, Desk, Misfit};
use super::slots::by_attendee;
use super::words::fill;
use super::wrap::Paragraph;
use super::{Problem, clean};
use crate::domain::{AttendeeIx, Meeting};

/// A sheet for everyone.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.follow_up;
    let meetings = by_attendee(composer.event, composer.schedule);
    let margins = &layout.page.margins;
    let width = layout.sheet.width - margins.left.0 - margins.right.0;
    let sheets = FollowUp { desk: Desk { composer, palette: &layout.colours, scale: 1.0, width }, layout };
    let mut blocks = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    for person in composer.people(layout.sheet.order) {
        match sheets.pages(person, &meetings[person]) {
            Ok(pages) => {
                let owners = std::iter::once(Some(person)).chain(std::iter::repeat(None));
                blocks.extend(owners.zip(pages));
            }
            Err(misfit) => {
                let problem = composer.problem(&misfit, "follow-up.toml");
                if !problems.contains(&problem) {
                    problems.push(problem);
                }
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(composer.document(&composer.words.titles.follow_up, &layout.sheet, &layout.colours, blocks))
}

struct FollowUp<'c, 'a> {
    desk: Desk<'c, 'a>,
    layout: &'a FollowUpLayout,
}

/// Where names begin, beside the box to tick, in millimetres.
const INDENT: f64 = 8.0;
/// Between the names and the promises, in millimetres.
const GAP: f64 = 5.0;
/// The side of a box to tick, in millimetres.
const BOX: f64 = 4.0;

impl FollowUp<'_, '_> {
    /// Where the promises begin.
    fn middle(&self) -> f64 {
        self.desk.width * 0.56
    }

    fn room(&self) -> f64 {
        let margins = &self.layout.page.margins;
        self.layout.sheet.height - margins.top.0 - margins.bottom.0
    }

    /// The people met, then empty rows, on as many pages as that takes; rows as high as there is room for.
    fn pages(&self, person: AttendeeIx, meetings: &[Meeting]) -> Result<Vec<Block>, Misfit> {
        let partners = meetings.iter().filter_map(|meeting| meeting.partner_of(person));
        let mut rows = partners.map(|partner| self.met(partner)).collect::<Result<Vec<_>, _>>()?;
        for _ in 0..self.layout.page.others {
            rows.push(self.other()?);
        }
        let mut pages = Vec::new();
        let mut rows = rows.into_iter().peekable();
        while pages.is_empty() || rows.peek().is_some() {
            let header = if pages.is_empty() { self.header(person)? } else { self.continued(person)? };
            let room = self.room() - header.height;
            let mut taken: Vec<Block> = Vec::new();
            let mut used = 0.0;
            while let Some(row) = rows.next_if(|row| used + self.least(row) <= room) {
                used += self.least(&row);
                taken.push(row);
            }
            if taken.is_empty() && rows.peek().is_some() {
                return Err(Misfit { owner: Some(person), field: "follow-up sheet", text: String::new() });
            }
            pages.push(self.page(header, taken, used));
        }
        Ok(pages)
    }

    /// The least height of a row.
    fn least(&self, row: &Block) -> f64 {
        (row.height + 3.0).max(self.layout.page.smallest_row.0)
    }

    fn page(&self, header: Block, rows: Vec<Block>, used: f64) -> Block {
        let margins = &self.layout.page.margins;
        let spare = (self.room() - header.height - used) / rows.len().max(1) as f64;
        let mut content = header;
        for row in rows {
            let least = self.least(&row);
            let height = (least + spare).min(self.layout.page.row.0.max(least));
            let y = content.height;
            content.items.push(self.line(self.middle(), y + height - 2.5));
            content.put(0.0, y + 1.0, row);
            content.height = y + height;
        }
        let mut page = Block::default();
        page.put(margins.left.0, margins.top.0, content);
        page
    }

    /// A line to write on, from here to the right edge.
    fn line(&self, x: f64, y: f64) -> Item {
        let [from, to] = [x, self.desk.width].map(|x| Point { x, y });
        Item::Line(Line { from, to, weight: 0.6, colour: self.desk.palette.line.0, dashed: false })
    }

    fn header(&self, person: AttendeeIx) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let composer = self.desk.composer;
        let mut header =
            composer.occasion(self.desk.style(faces.event), self.desk.style(faces.place), self.desk.width)?;
        let name = clean(&composer.event.attendees[person].name);
        let name = Paragraph::name(name, self.desk.style(faces.person), 2).role(Role::Heading);
        header.below(0.0, 3.0, self.desk.fit(Some(person), "name", &name, self.desk.width)?);
        let hint = Paragraph::new(composer.words.follow_up.hint.clone(), self.desk.style(faces.hint));
        header.below(0.0, 0.0, self.desk.fit(None, "hint", &hint, self.desk.width)?);
        self.add_rule(&mut header, person);
        Ok(header)
    }

    fn continued(&self, person: AttendeeIx) -> Result<Block, Misfit> {
        let name = clean(&self.desk.composer.event.attendees[person].name);
        let text = fill(&self.desk.composer.words.follow_up.continued, &[("name", &name)]);
        let text = Paragraph::name(text, self.desk.style(self.layout.faces.name), 2).role(Role::Running);
        let mut header = self.desk.fit(Some(person), "name", &text, self.desk.width)?;
        self.add_rule(&mut header, person);
        Ok(header)
    }

    fn add_rule(&self, header: &mut Block, person: AttendeeIx) {
        let colour = self.desk.composer.group_colour(person, self.desk.palette.accent.0);
        header.below(0.0, 2.0, self.desk.rule(self.layout.page.rule.0, colour));
        header.height += 2.0;
    }

    /// A box to tick, who it is, how to reach them, and a line for a promise.
    fn met(&self, partner: AttendeeIx) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let attendee = &self.desk.composer.event.attendees[partner];
        let width = self.middle() - INDENT - GAP;
        let owner = Some(partner);
        let name = Paragraph::name(clean(&attendee.name), self.desk.style(faces.name), 2).role(Role::Heading);
        let mut who = self.desk.fit(owner, "name", &name, width)?;
        for line in &self.layout.page.lines {
            match line {
                FollowUpLine::Work => self.add_work(&mut who, partner, width)?,
                FollowUpLine::Contact => self.add_contact(&mut who, partner, width)?,
            }
        }
        let promise = self.desk.composer.words.follow_up.promise.clone();
        let mut row = self.row(who.baseline(), promise)?;
        row.put(INDENT, 0.0, who);
        Ok(row)
    }

    fn add_work(&self, who: &mut Block, partner: AttendeeIx, width: f64) -> Result<(), Misfit> {
        if let Some(work) = self.desk.composer.work_line(partner) {
            let work = Paragraph::new(work, self.desk.style(self.layout.faces.details));
            who.below(0.0, 0.0, self.desk.fit(Some(partner), "title and company", &work, width)?);
        }
        Ok(())
    }

    /// What they agreed to share.
    fn add_contact(&self, who: &mut Block, partner: AttendeeIx, width: f64) -> Result<(), Misfit> {
        let attendee = &self.desk.composer.event.attendees[partner];
        for text in attendee.share.iter().filter_map(|&contact| contact_detail(attendee, contact)) {
            let text = Paragraph::new(clean(text), self.desk.style(self.layout.faces.contact)).solid();
            let text = Paragraph { hyphenate: false, cut: true, ..text };
            who.below(0.0, 0.0, self.desk.fit(Some(partner), "contact detail", &text, width)?);
        }
        Ok(())
    }

    /// A row for somebody met by chance.
    fn other(&self) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.follow_up;
        let other = Paragraph::new(words.other.clone(), self.desk.style(self.layout.faces.promise));
        let other = self.desk.fit(None, "word for others", &other, self.middle() - INDENT - GAP)?;
        let mut row = self.row(other.baseline(), words.promise.clone())?;
        row.put(INDENT, 0.0, other);
        Ok(row)
    }

    fn row(&self, baseline: f64, promise: String) -> Result<Block, Misfit> {
        let promise = Paragraph::new(promise, self.desk.style(self.layout.faces.promise));
        let promise = self.desk.fit(None, "word for a promise", &promise, self.desk.width - self.middle())?;
        let mut row = Block::default();
        row.items.extend(tick_box(0.0, (baseline - BOX + 0.6).max(0.0), BOX, self.desk.palette.soft.0));
        row.put(self.middle(), (baseline - promise.baseline()).max(0.0), promise);
        Ok(row)
    }
}
