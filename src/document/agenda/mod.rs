//! Agendas: for each attendee whom they meet, when, where and why.

mod bar;
mod draft;
mod folded;
mod header;
mod reasons;
mod rows;

use std::collections::BTreeMap;

use super::layout::{AgendaForm, AgendaLayout, Sheet};
use super::page::{Block, Document, Item, Line, Point, Rect};
use super::setting::{Composer, Desk, Misfit};
use super::slots::{Slot, by_attendee, slots};
use super::words::fill;
use super::wrap::{Align, Paragraph};
use super::{Problem, Role, clean};
use crate::domain::{AttendeeIx, TopicIx};
use draft::Draft;
use reasons::Reasons;

/// The template that is blamed for what does not fit.
const TEMPLATE: &str = "agendas.toml";

/// An agenda for everyone. All have type of the same size where they can; one that is long has smaller type.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let (layout, form) = (&composer.templates.agendas, &composer.templates.agenda_form);
    let normal = form.page.scale.normal;
    let mut common = form.page.scale.largest;
    let mut problems: Vec<Problem> = Vec::new();
    let mut sized = Vec::new();
    let drafts = drafts(composer).map_err(|misfit| vec![composer.problem(&misfit, TEMPLATE)])?;
    for draft in drafts {
        match draft.largest(common) {
            Ok(size) => {
                common = size.map_or(common, |size| common.min(size.scale.max(normal)));
                sized.push((draft, size));
            }
            Err(misfit) => note(composer, &misfit, &mut problems),
        }
    }
    let mut blocks = Vec::new();
    for (draft, size) in sized {
        match draft.sheets(size.map(|size| size.at_most(common))) {
            Ok(pages) => {
                let owners = std::iter::once(Some(draft.person)).chain(std::iter::repeat(None));
                blocks.extend(owners.zip(pages));
            }
            Err(misfit) => note(composer, &misfit, &mut problems),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(composer.document(&composer.words.titles.agendas, &sheet(form), &layout.colours, blocks))
}

fn drafts<'c, 'a>(composer: &'c Composer<'a>) -> Result<Vec<Draft<'c, 'a>>, Misfit> {
    let layout = &composer.templates.agendas;
    let width = width(&composer.templates.agenda_form);
    // No agenda has more than 99 pages; more digits would take a little more room.
    let foot = (foot(composer, layout, width, (99, 99))?.height + FOOT_GAP).max(FOOT);
    let meetings = by_attendee(composer.event, composer.schedule);
    let unplanned = bar::unplanned(composer, usize::from(layout.bar));
    let draft = |person: AttendeeIx| {
        let slots = slots(composer.event, person, &meetings[person]);
        let partners = meetings[person].iter().filter_map(|meeting| meeting.partner_of(person));
        let reasons =
            partners.map(|partner| (partner, Reasons::between(composer, person, partner))).collect();
        let unplanned = unplanned[person].iter();
        let unplanned = unplanned.map(|&other| (other, bar::best_topic(composer, person, other))).collect();
        Draft { composer, person, slots, foot, reasons, unplanned }
    };
    Ok(composer.people(layout.order).into_iter().map(draft).collect())
}

/// The width between the margins.
fn width(form: &AgendaForm) -> f64 {
    form.sheet.width - form.page.margins.left.0 - form.page.margins.right.0
}

fn note(composer: &Composer, misfit: &Misfit, problems: &mut Vec<Problem>) {
    let problem = composer.problem(misfit, TEMPLATE);
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// The sheets that agendas come on: where they are folded, a sheet of paper each.
fn sheet(form: &AgendaForm) -> Sheet {
    let sheet = form.sheet.clone();
    if !form.folded {
        return sheet;
    }
    let (width, height) = (sheet.paper.width, sheet.paper.height);
    Sheet { columns: 1, rows: 1, width, height, left: 0.0, top: 0.0, pitch: [width, height], ..sheet }
}

/// How much is said of each meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    /// Everything that the layout asks for.
    Full,
    /// Everything, but questions to open with only for half of the meetings or more.
    Half,
    /// Everything, but only those questions for which there is room.
    Few,
    /// Fewer reasons, and no questions.
    Short,
    /// One reason each way, without notes.
    Brief,
}

/// One agenda at one scale.
struct Agenda<'c, 'a> {
    desk: Desk<'c, 'a>,
    layout: &'a AgendaLayout,
    form: &'a AgendaForm,
    person: AttendeeIx,
    detail: Detail,
    /// The height kept free for the foot, in millimetres.
    foot: f64,
    /// By partner: what they and the owner have for each other.
    reasons: &'c BTreeMap<AttendeeIx, Reasons>,
    /// Whom to name at the foot, and for which topic.
    unplanned: &'c [(AttendeeIx, Option<TopicIx>)],
}

/// The parts of an agenda before they are put on pages.
struct Parts {
    header: Block,
    rows: Vec<Row>,
    /// Whom to meet at the bar.
    bar: Option<Block>,
}

/// One round, break or absence.
struct Row {
    block: Block,
    /// Whether a line is drawn above it, and space may be added to it.
    open: bool,
    /// Whether it differs from the sheet that its owner holds.
    changed: bool,
}

impl Parts {
    fn bar_height(&self) -> f64 {
        self.bar.as_ref().map_or(0.0, |bar| bar.height + BAR_GAP)
    }

    fn height(&self) -> f64 {
        self.header.height + self.rows.iter().map(|row| row.block.height).sum::<f64>() + self.bar_height()
    }

    /// How many rows come on each page when pages are filled up to a height, the bar below the last. Pages after the
    /// first begin with a header of the height given. Nothing when a row is higher than that.
    fn filled(&self, continued: f64, height: f64) -> Option<Vec<usize>> {
        let mut spread = Vec::new();
        let mut rows = 0;
        let mut used = self.header.height;
        for (index, row) in self.rows.iter().enumerate() {
            let below = if index + 1 == self.rows.len() { self.bar_height() } else { 0.0 };
            let need = row.block.height + below;
            if used + need > height {
                spread.push(rows);
                rows = 0;
                used = continued;
            }
            if used + need > height {
                return None;
            }
            rows += 1;
            used += row.block.height;
        }
        spread.push(rows);
        Some(spread)
    }

    /// As few pages as possible, the fullest of them as empty as possible.
    fn spread(&self, continued: f64, room: f64) -> Option<Vec<usize>> {
        let mut best = self.filled(continued, room)?;
        let (mut low, mut high) = (0.0, room);
        while high - low > 0.5 {
            let middle = f64::midpoint(low, high);
            match self.filled(continued, middle).filter(|spread| spread.len() == best.len()) {
                Some(spread) => {
                    best = spread;
                    high = middle;
                }
                None => low = middle,
            }
        }
        Some(best)
    }
}

impl Agenda<'_, '_> {
    /// The height for header and rows.
    fn room(&self) -> f64 {
        let margins = &self.form.page.margins;
        self.form.sheet.height - margins.top.0 - margins.bottom.0 - self.foot
    }

    fn parts(&self, slots: &[Slot]) -> Result<Parts, Misfit> {
        let idle = !slots.iter().any(|slot| matches!(slot, Slot::Meeting { .. }));
        let rows = self.rows(slots, self.detail == Detail::Full)?;
        let mut parts = Parts { header: self.header(idle)?, rows, bar: self.at_the_bar()? };
        if matches!(self.detail, Detail::Half | Detail::Few) {
            self.ask_where_there_is_room(slots, &mut parts)?;
        }
        Ok(parts)
    }

    fn rows(&self, slots: &[Slot], ask: bool) -> Result<Vec<Row>, Misfit> {
        slots.iter().map(|slot| self.row(*slot, ask)).collect()
    }

    /// Adds questions to open with, first to the meetings that have the least to talk about. With [`Detail::Half`], at
    /// least to half of them, whether there is room or not.
    fn ask_where_there_is_room(&self, slots: &[Slot], parts: &mut Parts) -> Result<(), Misfit> {
        let mut meetings: Vec<(usize, usize)> = Vec::new();
        for (index, slot) in slots.iter().enumerate() {
            if let Slot::Meeting { partner, .. } = slot {
                meetings.push((self.reasons(*partner).count(), index));
            }
        }
        meetings.sort_unstable();
        let least = if self.detail == Detail::Half { meetings.len().div_ceil(2) } else { 0 };
        let mut spare = self.room() - parts.height();
        for (number, (_, index)) in meetings.into_iter().enumerate() {
            let asked = self.row(slots[index], true)?;
            let more = asked.block.height - parts.rows[index].block.height;
            if more <= spare || number < least {
                spare -= more;
                parts.rows[index] = asked;
            }
        }
        Ok(())
    }

    fn on_pages(&self, parts: Parts, spread: &[usize]) -> Result<Vec<Block>, Misfit> {
        let mut rows = parts.rows.into_iter();
        let mut first = Some(parts.header);
        let mut bar = parts.bar;
        let mut pages = Vec::new();
        for (index, &number) in spread.iter().enumerate() {
            let header = match first.take() {
                Some(header) => header,
                None => self.continued()?,
            };
            let taken: Vec<Row> = rows.by_ref().take(number).collect();
            let bar = if index + 1 == spread.len() { bar.take() } else { None };
            let mut page = self.page(Parts { header, rows: taken, bar });
            self.add_foot(&mut page, (index + 1, spread.len()))?;
            pages.push(page);
        }
        Ok(pages)
    }

    /// One page: header, rows with the room that is left shared among them, the bar at the bottom.
    fn page(&self, parts: Parts) -> Block {
        let margins = &self.form.page.margins;
        let used = parts.height();
        let Parts { header, rows, bar } = parts;
        let open = rows.iter().filter(|row| row.open).count().max(1);
        let stretch = ((self.room() - used) / open as f64).clamp(0.0, self.form.round.stretch.0 * 2.0);
        let mut page = Block::default();
        page.put(margins.left.0, margins.top.0, header);
        let mut above_is_open = false;
        for row in rows {
            let extra = if row.open { stretch } else { 0.0 };
            let y = page.height;
            if row.open && above_is_open {
                page.items.push(self.hairline(margins.left.0, y));
            }
            above_is_open = row.open;
            let height = row.block.height + extra;
            if row.changed {
                page.items.push(self.change_bar(y, height));
            }
            page.put(margins.left.0, y + extra / 2.0, row.block);
            page.height = y + height;
        }
        if let Some(bar) = bar {
            page.put(margins.left.0, margins.top.0 + self.room() - bar.height, bar);
        }
        page
    }

    fn hairline(&self, x: f64, y: f64) -> Item {
        let from = Point { x, y };
        let to = Point { x: x + self.desk.width, y };
        Item::Line(Line { from, to, weight: 0.5, colour: self.desk.palette.line.0, dashed: false })
    }

    /// A bar in the margin beside a row that is not on the earlier sheet.
    fn change_bar(&self, y: f64, height: f64) -> Item {
        let x = self.form.page.margins.left.0 - CHANGE_BAR * 2.0;
        let rect = Rect { x, y: y + CHANGE_BAR, width: CHANGE_BAR, height: height - 2.0 * CHANGE_BAR };
        Item::Fill(rect, self.desk.palette.ink.0)
    }

    fn add_foot(&self, page: &mut Block, number: (usize, usize)) -> Result<(), Misfit> {
        let foot = foot(self.desk.composer, self.layout, self.desk.width, number)?;
        let margins = &self.form.page.margins;
        page.put(margins.left.0, self.form.sheet.height - margins.bottom.0 - foot.height, foot);
        Ok(())
    }
}

/// Who organizes the evening, which version this is, and which sheet of how many.
fn foot(
    composer: &Composer,
    layout: &AgendaLayout,
    width: f64,
    (number, count): (usize, usize),
) -> Result<Block, Misfit> {
    let words = &composer.words.agenda;
    let style = layout.faces.foot.style(&layout.colours, 1.0);
    let mut right = Vec::new();
    if composer.schedule.revision > 1 {
        right.push(fill(&words.revision, &[("revision", &composer.schedule.revision.to_string())]));
    }
    if count > 1 {
        right.push(fill(&words.sheet, &[("page", &number.to_string()), ("pages", &count.to_string())]));
    }
    let right = right.join(" · ");
    let side = composer.setter.width(&right, style.weight, style.size) + 0.1;
    let right = Paragraph::name(right, style, 1).aligned(Align::Right).role(Role::Running);
    let mut foot = Block::default();
    foot.put(width - side, 0.0, composer.fit(None, "foot", &right, side)?);
    if let Some(organizer) = &composer.event.organizer {
        let text = fill(&words.organizer, &[("organizer", &clean(organizer))]);
        let left = Paragraph::name(text, style, 2).role(Role::Running);
        foot.put(0.0, 0.0, composer.fit(None, "organizer", &left, width - side - 4.0)?);
    }
    Ok(foot)
}

/// Between the rounds and the line about the bar, in millimetres.
const BAR_GAP: f64 = 3.0;
/// Between the foot and what is above it, and the least height kept free for both, in millimetres.
const FOOT_GAP: f64 = 2.0;
const FOOT: f64 = 5.0;
/// The width of the bar beside a changed row, and its distance from the row, in millimetres.
const CHANGE_BAR: f64 = 1.3;
