//! What all documents are made with, and how they say that something does not fit.

use super::layout::{Order, Palette, Sheet, Type};
use super::page::{Block, Bookmark, Document, Item, Page, Point, Rect};
use super::shape::Shaper;
use super::sheet::Place;
use super::templates::Templates;
use super::words::Words;
use super::wrap::{Paragraph, Setter, Style};
use super::{Changes, Problem, Selection, clean, name_order};
use crate::domain::{AttendeeIx, Colour, Event, Schedule};
use crate::matching::Pairs;

/// A text that does not fit its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// Whose text it is, if it is somebody's.
    pub(crate) owner: Option<AttendeeIx>,
    /// What it is: "name", "company" …
    pub(crate) field: &'static str,
    pub(crate) text: String,
}

/// What the texts of one document have in common: its colours, its scale, and the width between its margins.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'c, 'a> {
    pub(crate) composer: &'c Composer<'a>,
    pub(crate) palette: &'a Palette,
    /// Of type sizes: 1 for those of the layout.
    pub(crate) scale: f64,
    /// In millimetres.
    pub(crate) width: f64,
}

impl Desk<'_, '_> {
    /// A type of the layout at the scale.
    pub(crate) fn style(&self, face: Type) -> Style {
        face.style(self.palette, self.scale)
    }

    /// Sets a paragraph, or says that it does not fit.
    pub(crate) fn fit(
        &self,
        owner: Option<AttendeeIx>,
        field: &'static str,
        paragraph: &Paragraph,
        width: f64,
    ) -> Result<Block, Misfit> {
        self.composer.fit(owner, field, paragraph, width)
    }

    /// Sets a text of the document's own over its whole width.
    pub(crate) fn text(&self, field: &'static str, text: &str, face: Type) -> Result<Block, Misfit> {
        self.fit(None, field, &Paragraph::new(text, self.style(face)), self.width)
    }

    /// A rule over the whole width, in millimetres.
    pub(crate) fn rule(&self, height: f64, colour: Colour) -> Block {
        let rect = Rect { x: 0.0, y: 0.0, width: self.width, height };
        Block { items: vec![Item::Fill(rect, colour)], height }
    }
}

/// The event and everything that is needed to print it.
pub(crate) struct Composer<'a> {
    pub(crate) event: &'a Event,
    pub(crate) pairs: &'a Pairs,
    pub(crate) schedule: &'a Schedule,
    pub(crate) templates: &'a Templates,
    pub(crate) words: &'a Words,
    pub(crate) setter: Setter<'a>,
    /// What differs from the sheets that people hold.
    pub(crate) changes: &'a Changes,
    people: Vec<AttendeeIx>,
}

impl<'a> Composer<'a> {
    pub(crate) fn new(
        event: &'a Event,
        pairs: &'a Pairs,
        schedule: &'a Schedule,
        templates: &'a Templates,
        selection: &'a Selection,
    ) -> Self {
        let mut people: Vec<AttendeeIx> = match &selection.people {
            Some(people) => people.iter().copied().filter(|&person| person < event.attendees.len()).collect(),
            None => (0..event.attendees.len()).collect(),
        };
        people.sort_unstable();
        people.dedup();
        let setter = Setter { shaper: Shaper::new(&templates.fonts), language: event.language };
        let words = templates.words(event.language);
        Self { event, pairs, schedule, templates, words, setter, changes: &selection.changes, people }
    }

    /// For whom to print, in order.
    pub(crate) fn people(&self, order: Order) -> Vec<AttendeeIx> {
        self.sorted(self.people.clone(), order)
    }

    /// All attendees who are there in some round, in order: for documents that are about the whole evening whoever is
    /// printed for.
    pub(crate) fn everyone(&self, order: Order) -> Vec<AttendeeIx> {
        let there = |person: &AttendeeIx| !self.event.attendees[*person].rounds.is_empty();
        self.sorted((0..self.event.attendees.len()).filter(there).collect(), order)
    }

    fn sorted(&self, mut people: Vec<AttendeeIx>, order: Order) -> Vec<AttendeeIx> {
        if order == Order::LastName {
            people.sort_by_cached_key(|&person| (name_order(&self.event.attendees[person].name), person));
        }
        people
    }

    /// Sets a paragraph, or says that it does not fit.
    pub(crate) fn fit(
        &self,
        owner: Option<AttendeeIx>,
        field: &'static str,
        paragraph: &Paragraph,
        width: f64,
    ) -> Result<Block, Misfit> {
        self.setter.fit(paragraph, width).ok_or_else(|| {
            let text = paragraph.spans.iter().map(|span| span.text.as_str()).collect();
            Misfit { owner, field, text }
        })
    }

    /// What to tell the organizer about a text that does not fit.
    pub(crate) fn problem(&self, misfit: &Misfit, template: &str) -> Problem {
        let whose = match misfit.owner {
            Some(owner) => format!(" of {}", clean(&self.event.attendees[owner].name)),
            None => String::new(),
        };
        Problem {
            attendee: misfit.owner,
            message: format!(
                "the {}{whose} does not fit, even at the smallest size: “{}”",
                misfit.field, misfit.text
            ),
            help: format!("write it shorter in the event file, or give it more room in `{template}`"),
        }
    }

    /// Puts blocks on sheets; a bookmark for each person whose first block it is.
    pub(crate) fn document(
        &self,
        title: &str,
        sheet: &Sheet,
        palette: &Palette,
        blocks: Vec<(Option<AttendeeIx>, Block)>,
    ) -> Document {
        let (owners, blocks): (Vec<_>, Vec<_>) = blocks.into_iter().unzip();
        let (pages, places) = sheet.impose(blocks, palette);
        self.plain_document(title, pages, self.bookmarks(&owners, &places))
    }

    /// A bookmark for each person at the place of what is theirs.
    pub(crate) fn bookmarks(&self, owners: &[Option<AttendeeIx>], places: &[Place]) -> Vec<Bookmark> {
        let mark = |(owner, place): (&Option<AttendeeIx>, &Place)| {
            let name = clean(&self.event.attendees[(*owner)?].name);
            Some(Bookmark { name, page: place.page, at: Point { x: place.cell.x, y: place.cell.y } })
        };
        owners.iter().zip(places).filter_map(mark).collect()
    }

    /// A list about the whole evening: its pages, and one bookmark. `template` is blamed for what does not fit.
    pub(crate) fn list(
        &self,
        title: &str,
        template: &str,
        pages: Result<Vec<Page>, Misfit>,
    ) -> Result<Document, Vec<Problem>> {
        let pages = pages.map_err(|misfit| vec![self.problem(&misfit, template)])?;
        let bookmark = Bookmark { name: title.to_owned(), page: 0, at: Point::default() };
        Ok(self.plain_document(title, pages, vec![bookmark]))
    }

    /// A document of finished pages.
    pub(crate) fn plain_document(
        &self,
        title: &str,
        mut pages: Vec<Page>,
        bookmarks: Vec<Bookmark>,
    ) -> Document {
        // No reader opens a PDF without pages.
        if pages.is_empty() {
            pages.push(Page { width: 210.0, height: 297.0, items: Vec::new() });
        }
        Document {
            title: format!("{} – {title}", clean(&self.event.name)),
            author: self.event.organizer.as_deref().map(clean),
            language: self.event.language,
            date: self.event.date.and_time(self.event.start),
            pages,
            bookmarks,
            fonts: std::sync::Arc::clone(&self.templates.fonts),
            flip: None,
        }
    }
}
