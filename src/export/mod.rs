//! What leaves the house besides paper: a list for a spreadsheet, calendars, JSON, and the page for the projector.
//!
//! Values in, text out: nothing here writes a file, and there is no clock. `avoids` is never read. Contact details go
//! where their owner agreed (`share`): to the people they meet, and never to the page for the projector.

mod calendar;
mod json;
mod list;
mod reasons;
mod screen;
mod times;
mod zone;

use crate::document::{Templates, Words, clean, contact_detail};
use crate::domain::{Attendee, AttendeeIx, Contact, Event, Language, Schedule};
use crate::matching::Pairs;

pub use times::UnknownZone;

use times::Times;

/// An evening that is to be exported: the event as it turned out, and its schedule, which the audit has passed.
pub struct Evening<'a> {
    event: &'a Event,
    pairs: &'a Pairs,
    schedule: &'a Schedule,
    words: &'a Words,
    times: Times,
}

impl<'a> Evening<'a> {
    /// An evening in the words of the templates.
    ///
    /// # Errors
    /// The time zone of the event does not exist.
    pub fn of(
        event: &'a Event,
        pairs: &'a Pairs,
        schedule: &'a Schedule,
        templates: &'a Templates,
    ) -> Result<Self, UnknownZone> {
        let words = templates.words(event.language);
        Ok(Self { event, pairs, schedule, words, times: Times::of(event)? })
    }

    /// Who meets whom, as comma-separated values that a spreadsheet opens as they are: a line for every attendee and
    /// round they are there, by last name. In Dutch the separator is `;`, as spreadsheets there expect; otherwise `,`.
    /// No cell is a formula.
    #[must_use]
    pub fn list(&self) -> Vec<u8> {
        list::write(self)
    }

    /// A calendar (RFC 5545) of one attendee, or of all meetings; none when there is nothing to put in. What `earlier`
    /// schedules (first to last) had and this one has not, is in it as cancelled.
    #[must_use]
    pub fn calendar(&self, whose: Option<AttendeeIx>, earlier: &[Schedule]) -> Option<String> {
        calendar::write(self, whose, earlier)
    }

    /// The evening as one JSON document, in the form that the README describes.
    #[must_use]
    pub fn json(&self) -> String {
        json::write(self)
    }

    /// One HTML page with everything in it, for the projector and the host: clock, tables, search. Names and companies
    /// only.
    #[must_use]
    pub fn screen(&self) -> String {
        screen::write(self)
    }

    fn attendee(&self, person: AttendeeIx) -> &'a Attendee {
        &self.event.attendees[person]
    }

    fn name(&self, person: AttendeeIx) -> String {
        clean(&self.attendee(person).name)
    }

    fn company(&self, person: AttendeeIx) -> Option<String> {
        let company = self.attendee(person).company.as_ref();
        company.map(|company| clean(&company.name)).filter(|name| !name.is_empty())
    }

    /// `Fatima El Amrani (Dakdelta)`.
    fn with_company(&self, person: AttendeeIx) -> String {
        match self.company(person) {
            Some(company) => format!("{} ({company})", self.name(person)),
            None => self.name(person),
        }
    }

    /// What an attendee shares with the people they meet.
    fn shared(&self, person: AttendeeIx) -> Vec<(Contact, String)> {
        let attendee = self.attendee(person);
        let detail = |&contact| contact_detail(attendee, contact).map(|text| (contact, clean(text)));
        attendee.share.iter().filter_map(detail).filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// A language, as files name it.
fn code(language: Language) -> &'static str {
    match language {
        Language::Nl => "nl",
        Language::En => "en",
    }
}
