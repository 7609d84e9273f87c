//! The head of an agenda: which evening, and whose.

use super::super::clean;
use super::super::page::{Block, Item, Rect, Role};
use super::super::setting::Misfit;
use super::super::words::fill;
use super::super::wrap::{Align, Paragraph};
use super::Agenda;
use crate::domain::Colour;

impl Agenda<'_, '_> {
    /// Event, name and work; `idle` for somebody without a single meeting.
    pub(super) fn header(&self, idle: bool) -> Result<Block, Misfit> {
        let mut header = self.occasion()?;
        let attendee = &self.composer.event.attendees[self.person];
        let name = Paragraph::name(clean(&attendee.name), self.style(self.layout.faces.person), 2)
            .role(Role::Heading);
        header.below(0.0, 3.0 * self.scale, self.fit(Some(self.person), "name", &name, self.width())?);
        if let Some(work) = self.work_line(self.person) {
            let paragraph =
                Paragraph { max_lines: 3, ..Paragraph::new(work, self.style(self.layout.faces.work)) };
            header.below(
                0.0,
                0.0,
                self.fit(Some(self.person), "title and company", &paragraph, self.width())?,
            );
        }
        let words = &self.composer.words.agenda;
        let host = attendee.host.map(|table| fill(&words.host, &[("table", &table.to_string())]));
        for text in host.into_iter().chain(idle.then(|| words.no_meetings.clone())) {
            let paragraph = Paragraph::new(text, self.style(self.layout.faces.notice));
            header.below(
                0.0,
                1.2 * self.scale,
                self.fit(Some(self.person), "notice", &paragraph, self.width())?,
            );
        }
        header.below(0.0, 2.0 * self.scale, self.rule());
        header.height += 0.8;
        Ok(header)
    }

    /// What stands above the rows of a further page.
    pub(super) fn continued(&self) -> Result<Block, Misfit> {
        let name = clean(&self.composer.event.attendees[self.person].name);
        let text = fill(&self.composer.words.agenda.continued, &[("name", &name)]);
        let paragraph = Paragraph::name(text, self.style(self.layout.faces.name), 2).role(Role::Running);
        let mut block = self.fit(Some(self.person), "name", &paragraph, self.width())?;
        block.below(0.0, 1.5, self.rule());
        block.height += 0.8;
        Ok(block)
    }

    /// A rule in the colour of the attendee's group.
    fn rule(&self) -> Block {
        let height = self.layout.page.rule.0;
        let rect = Rect { x: 0.0, y: 0.0, width: self.width(), height };
        Block { items: vec![Item::Fill(rect, self.group_colour())], height }
    }

    fn group_colour(&self) -> Colour {
        let event = self.composer.event;
        let group = event.attendees[self.person].group.map(|group| &event.groups[group]);
        group.and_then(|group| group.colour).unwrap_or(self.layout.colours.accent.0)
    }

    /// The event and its venue to the left, date and hours to the right.
    fn occasion(&self) -> Result<Block, Misfit> {
        let event = self.composer.event;
        let words = self.composer.words;
        let faces = &self.layout.faces;
        let (first, last) = (event.clock(1), event.clock(event.rounds.count));
        let date = Paragraph::name(words.date(event.date), self.style(faces.place), 1).aligned(Align::Right);
        let hours =
            Paragraph::name(words.hours(first.0, last.1), self.style(faces.place), 1).aligned(Align::Right);
        let style = self.style(faces.place);
        let text_width = |paragraph: &Paragraph| {
            self.composer.setter.width(&paragraph.spans[0].text, style.weight, style.size)
        };
        let right = (text_width(&date).max(text_width(&hours)) + 0.2).min(self.width() * 0.55);
        let left = self.width() - right - 5.0;
        let mut block = Block::default();
        let title = Paragraph { max_lines: 3, ..Paragraph::new(clean(&event.name), self.style(faces.event)) };
        let title = self.fit(None, "name of the event", &title.role(Role::Running), left)?;
        let mut beside = Block::default();
        beside.put(0.0, 0.0, self.fit(None, "date", &date.role(Role::Running), right)?);
        beside.below(0.0, 0.5, self.fit(None, "hours", &hours.role(Role::Running), right)?);
        block.put(0.0, 0.0, title);
        if let Some(venue) = &event.venue {
            let venue = Paragraph { max_lines: 3, ..Paragraph::new(clean(venue), style) };
            block.below(0.0, 0.0, self.fit(None, "venue", &venue.role(Role::Running), left)?);
        }
        block.put(self.width() - right, 0.0, beside);
        Ok(block)
    }

    /// Title and company, or the one that is there.
    pub(super) fn work_line(&self, person: usize) -> Option<String> {
        let attendee = &self.composer.event.attendees[person];
        let company =
            attendee.company.as_ref().map(|company| clean(&company.name)).filter(|name| !name.is_empty());
        let title = attendee.title.as_deref().map(clean).filter(|title| !title.is_empty());
        match (title, company) {
            (Some(title), Some(company)) => {
                Some(fill(&self.composer.words.agenda.work, &[("title", &title), ("company", &company)]))
            }
            (one, other) => one.or(other),
        }
    }
}
