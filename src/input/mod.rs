//! TOML to the domain, with positions.

use crate::diag::Diagnostic;
use crate::domain::{AttendeeIx, Event};

/// An event that passed every check.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The event.
    pub event: Event,
    /// Where its parts stand in the file.
    pub places: Places,
    /// What is worth knowing, ordered by position.
    pub warnings: Vec<Diagnostic>,
}

/// Where the parts of an event stand in its file: line numbers from 1.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// By attendee: the line of `[[attendee]]`.
    pub attendees: Vec<u32>,
    /// By attendee and attendee avoided (as typed): the line of `avoids`.
    pub avoids: Vec<Option<u32>>,
    /// By attendee: the line of `rounds`, where given.
    pub rounds: Vec<Option<u32>>,
    /// By attendee: the line of `max_meetings`, where given.
    pub max_meetings: Vec<Option<u32>>,
    /// By attendee: the line of `host`, where given.
    pub hosts: Vec<Option<u32>>,
    /// By pair rule: the line of `[[pair]]`.
    pub pairs: Vec<u32>,
    /// The line of `[rounds]`.
    pub round_count: u32,
    /// The line of `[tables]`, where given.
    pub table_count: Option<u32>,
}

/// Reads an event file. `history` brings the text of a schedule file named in `matching.history`, or says in words
/// why it cannot.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position.
pub fn read_event(
    text: &str,
    history: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Loaded, Vec<Diagnostic>> {
    let _ = (text, history, AttendeeIx::MAX);
    unimplemented!()
}
