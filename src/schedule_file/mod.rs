//! The schedule file (§5): plain TOML that can be edited by hand.

use crate::diag::Diagnostic;
use crate::domain::{Event, Schedule};

/// The digest of what an event means to the planner: everything the points and the hard rules depend on, whatever the
/// order of the attendees. Names, notes, times and colours are not part of it, so a spelling can be mended after
/// planning. `sha256:` and 64 hexadecimal digits.
#[must_use]
pub fn digest(event: &Event) -> String {
    let _ = event;
    unimplemented!()
}

/// Writes a schedule.
#[must_use]
pub fn write(event: &Event, schedule: &Schedule) -> String {
    let _ = (event, schedule);
    unimplemented!()
}

/// Reads a schedule of this event. Rounds, tables and rules are not judged here: that is the audit's work.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position: not TOML, unknown keys, ids that the event does not
/// have, a meeting of fewer or more than two people or of one person with themselves.
pub fn read(text: &str, event: &Event) -> Result<Schedule, Vec<Diagnostic>> {
    let _ = (text, event);
    unimplemented!()
}
