//! Agendas: for each attendee whom they meet, when, where and why.

mod bar;
mod header;
mod reasons;
mod rows;

use super::layout::{AgendaLayout, Type};
use super::page::{Block, Document, Item, Line, Point};
use super::setting::{Composer, Misfit};
use super::slots::{Slot, by_attendee, slots};
use super::words::fill;
use super::wrap::{Align, Paragraph, Style};
use super::{Problem, Role, clean};
use crate::domain::AttendeeIx;

/// An agenda for everyone. All have type of the same size where they can; one that is long has smaller type.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.agendas;
    let meetings = by_attendee(composer.event, composer.schedule);
    let unplanned = bar::unplanned(composer, usize::from(layout.page.bar));
    let mut common = layout.page.largest_scale.0.max(1.0);
    let mut problems: Vec<Problem> = Vec::new();
    let mut drafts = Vec::new();
    for person in composer.people(layout.sheet.order) {
        let slots = slots(composer.event, person, &meetings[person]);
        let draft = Draft { composer, layout, person, slots, unplanned: &unplanned[person] };
        match draft.largest_scale(common) {
            Ok(size) => {
                common = size.map_or(common, |size| common.min(size.scale.max(1.0)));
                drafts.push((draft, size));
            }
            Err(misfit) => note(composer, &misfit, &mut problems),
        }
    }
    let mut blocks = Vec::new();
    for (draft, size) in drafts {
        match draft.pages(size.map(|size| Size { scale: size.scale.min(common), ..size })) {
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
    Ok(composer.document(&composer.words.titles.agendas, &layout.sheet, &layout.colours, blocks))
}

fn note(composer: &Composer, misfit: &Misfit, problems: &mut Vec<Problem>) {
    let problem = composer.problem(misfit, "agendas.toml");
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// What an agenda is made from, before its size is known.
struct Draft<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a AgendaLayout,
    person: AttendeeIx,
    slots: Vec<Slot>,
    unplanned: &'c [AttendeeIx],
}

/// How large an agenda is set on its one page.
#[derive(Clone, Copy)]
struct Size {
    scale: f64,
    /// Whether there is room to name people to meet at the bar.
    bar: bool,
}

/// The smallest scale at which people to meet at the bar are named.
const BAR_SCALE: f64 = 0.92;
/// How much smaller each try is.
const SCALE_STEP: f64 = 0.04;

impl<'c, 'a> Draft<'c, 'a> {
    fn at(&self, size: Size) -> Agenda<'c, 'a> {
        let unplanned = if size.bar { self.unplanned } else { &[] };
        Agenda {
            composer: self.composer,
            layout: self.layout,
            person: self.person,
            scale: size.scale,
            unplanned,
        }
    }

    /// The largest size, from a scale of `most` down, at which an agenda fits on one page; none when it does not at
    /// any. The line about the bar gives way before type becomes much smaller than normal.
    fn largest_scale(&self, most: f64) -> Result<Option<Size>, Misfit> {
        for (bar, from, until) in [(true, most, BAR_SCALE), (false, 1.0, self.layout.page.smallest_scale.0)] {
            let mut scale = from;
            while scale >= until - 1e-9 {
                let size = Size { scale, bar };
                let agenda = self.at(size);
                if agenda.parts(&self.slots)?.height() <= agenda.room() {
                    return Ok(Some(size));
                }
                scale -= SCALE_STEP;
            }
        }
        Ok(None)
    }

    /// The pages: one at the size given, or as many as are needed.
    fn pages(&self, size: Option<Size>) -> Result<Vec<Block>, Misfit> {
        if let Some(size) = size {
            let agenda = self.at(size);
            return agenda.on_pages(agenda.parts(&self.slots)?, &[self.slots.len()]);
        }
        for scale in [1.0, self.layout.page.smallest_scale.0] {
            let agenda = self.at(Size { scale, bar: false });
            let parts = agenda.parts(&self.slots)?;
            if let Some(spread) = agenda.spread(&parts) {
                return agenda.on_pages(parts, &spread);
            }
        }
        let name = clean(&self.composer.event.attendees[self.person].name);
        Err(Misfit { owner: Some(self.person), field: "agenda", text: name })
    }
}

/// One agenda at one scale.
struct Agenda<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a AgendaLayout,
    person: AttendeeIx,
    scale: f64,
    /// Whom to name at the foot.
    unplanned: &'c [AttendeeIx],
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
}

impl Parts {
    fn height(&self) -> f64 {
        let bar = self.bar.as_ref().map_or(0.0, |bar| bar.height + BAR_GAP);
        self.header.height + self.rows.iter().map(|row| row.block.height).sum::<f64>() + bar
    }
}

impl Agenda<'_, '_> {
    fn style(&self, face: Type) -> Style {
        face.style(&self.layout.colours, self.scale)
    }

    fn width(&self) -> f64 {
        let margins = &self.layout.page.margins;
        self.layout.sheet.width - margins.left.0 - margins.right.0
    }

    /// The height for header and rows.
    fn room(&self) -> f64 {
        let margins = &self.layout.page.margins;
        self.layout.sheet.height - margins.top.0 - margins.bottom.0 - FOOT
    }

    fn fit(
        &self,
        owner: Option<AttendeeIx>,
        field: &'static str,
        paragraph: &Paragraph,
        width: f64,
    ) -> Result<Block, Misfit> {
        self.composer.fit(owner, field, paragraph, width)
    }

    fn parts(&self, slots: &[Slot]) -> Result<Parts, Misfit> {
        let rows = slots.iter().map(|slot| self.row(*slot)).collect::<Result<_, _>>()?;
        let idle = !slots.iter().any(|slot| matches!(slot, Slot::Meeting { .. }));
        Ok(Parts { header: self.header(idle)?, rows, bar: self.at_the_bar()? })
    }

    /// How many rows come on each page: as few pages as possible, the fullest of them as empty as possible. Nothing
    /// when a row is higher than a page.
    fn spread(&self, parts: &Parts) -> Option<Vec<usize>> {
        let continued = self.continued().ok()?.height;
        let room = self.room();
        let mut best = filled(parts, continued, room)?;
        let (mut low, mut high) = (0.0, room);
        while high - low > 0.5 {
            let middle = f64::midpoint(low, high);
            match filled(parts, continued, middle).filter(|spread| spread.len() == best.len()) {
                Some(spread) => {
                    best = spread;
                    high = middle;
                }
                None => low = middle,
            }
        }
        Some(best)
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
            pages.push(self.page(header, taken, bar, (index + 1, spread.len()))?);
        }
        Ok(pages)
    }

    /// One page: header, rows with the room that is left shared among them, foot.
    fn page(
        &self,
        header: Block,
        rows: Vec<Row>,
        bar: Option<Block>,
        number: (usize, usize),
    ) -> Result<Block, Misfit> {
        let margins = &self.layout.page.margins;
        let parts = Parts { header, rows, bar };
        let used = parts.height();
        let Parts { header, rows, bar } = parts;
        let open = rows.iter().filter(|row| row.open).count().max(1);
        let stretch = ((self.room() - used) / open as f64).clamp(0.0, self.layout.round.stretch.0 * 2.0);
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
            let height = row.block.height;
            page.put(margins.left.0, y + extra / 2.0, row.block);
            page.height = y + height + extra;
        }
        if let Some(bar) = bar {
            page.put(margins.left.0, margins.top.0 + self.room() - bar.height, bar);
        }
        let foot = self.foot(number)?;
        page.put(margins.left.0, self.layout.sheet.height - margins.bottom.0 - foot.height, foot);
        Ok(page)
    }

    fn hairline(&self, x: f64, y: f64) -> Item {
        let from = Point { x, y };
        let to = Point { x: x + self.width(), y };
        Item::Line(Line { from, to, weight: 0.5, colour: self.layout.colours.line.0, dashed: false })
    }

    /// Who organizes the evening, which version this is, and which sheet of how many.
    fn foot(&self, (page, pages): (usize, usize)) -> Result<Block, Misfit> {
        let words = &self.composer.words.agenda;
        let style = self.layout.faces.foot.style(&self.layout.colours, 1.0);
        let mut right = Vec::new();
        if self.composer.schedule.revision > 1 {
            right.push(fill(&words.revision, &[("revision", &self.composer.schedule.revision.to_string())]));
        }
        if pages > 1 {
            right.push(fill(&words.sheet, &[("page", &page.to_string()), ("pages", &pages.to_string())]));
        }
        let right = right.join(" · ");
        let side = self.composer.setter.width(&right, style.weight, style.size) + 0.1;
        let right = Paragraph::name(right, style, 1).aligned(Align::Right).role(Role::Running);
        let mut foot = Block::default();
        foot.put(self.width() - side, 0.0, self.fit(None, "foot", &right, side)?);
        if let Some(organizer) = &self.composer.event.organizer {
            let text = fill(&words.organizer, &[("organizer", &clean(organizer))]);
            let left = Paragraph::name(text, style, 2).role(Role::Running);
            foot.put(0.0, 0.0, self.fit(None, "organizer", &left, self.width() - side - 4.0)?);
        }
        Ok(foot)
    }
}

/// How many rows come on each page when pages are filled up to a height; a break stays below the round before it where
/// it can. Nothing when a row is higher than that.
fn filled(parts: &Parts, continued: f64, height: f64) -> Option<Vec<usize>> {
    let mut spread = Vec::new();
    let mut rows = 0;
    let mut used = parts.header.height;
    for row in &parts.rows {
        if used + row.block.height > height {
            spread.push(rows);
            rows = 0;
            used = continued;
        }
        if used + row.block.height > height {
            return None;
        }
        rows += 1;
        used += row.block.height;
    }
    spread.push(rows);
    Some(spread)
}

/// Between the rounds and the line about the bar, in millimetres.
const BAR_GAP: f64 = 3.0;
/// The height kept free for the foot, in millimetres.
const FOOT: f64 = 5.0;
