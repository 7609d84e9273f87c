//! What several documents say of the evening and of people.

use super::clean;
use super::page::{Block, Role};
use super::setting::{Composer, Misfit};
use super::words::fill;
use super::wrap::{Align, Paragraph, Style};
use crate::domain::{AttendeeIx, Colour};

impl Composer<'_> {
    /// The event and its venue to the left, date and hours to the right.
    pub(crate) fn occasion(
        &self,
        event_style: Style,
        place_style: Style,
        width: f64,
    ) -> Result<Block, Misfit> {
        let event = self.event;
        let (first, last) = (event.clock(1), event.clock(event.rounds.count));
        let dates = [self.words.date(event.date), self.words.hours(first.0, last.1)];
        let text_width = |text: &String| self.setter.width(text, place_style.weight, place_style.size);
        let right = dates.iter().map(text_width).fold(0.0, f64::max) + 0.2;
        let right = right.min(width * 0.55);
        let left = width - right - 5.0;
        let mut beside = Block::default();
        for text in dates {
            let text = Paragraph::name(text, place_style, 1).aligned(Align::Right).role(Role::Running);
            beside.below(0.0, 0.4, self.fit(None, "date", &text, right)?);
        }
        let title = Paragraph { max_lines: 5, ..Paragraph::new(clean(&event.name), event_style) };
        let mut block = self.fit(None, "name of the event", &title.role(Role::Running), left)?;
        let line = block.baseline() - beside.baseline();
        if let Some(venue) = &event.venue {
            let venue = Paragraph { max_lines: 5, ..Paragraph::new(clean(venue), place_style) };
            block.below(0.0, 0.0, self.fit(None, "venue", &venue.role(Role::Running), left)?);
        }
        block.put(width - right, line, beside);
        Ok(block)
    }

    /// Title and company, or the one that is there.
    pub(crate) fn work_line(&self, person: AttendeeIx) -> Option<String> {
        let attendee = &self.event.attendees[person];
        let company =
            attendee.company.as_ref().map(|company| clean(&company.name)).filter(|name| !name.is_empty());
        let title = attendee.title.as_deref().map(clean).filter(|title| !title.is_empty());
        match (title, company) {
            (Some(title), Some(company)) => {
                Some(fill(&self.words.agenda.work, &[("title", &title), ("company", &company)]))
            }
            (one, other) => one.or(other),
        }
    }

    /// The colour of an attendee's group, or another if it has none.
    pub(crate) fn group_colour(&self, person: AttendeeIx, otherwise: Colour) -> Colour {
        let group = self.event.attendees[person].group.map(|group| &self.event.groups[group]);
        group.and_then(|group| group.colour).unwrap_or(otherwise)
    }
}
