//! Judges a schedule with other eyes: imports the domain and nothing else, and never stops at the first violation.

use crate::domain::{AttendeeIx, Event, Round, Schedule, TableNo};

/// The hard rules of §4, and what the audit checks besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Nobody is in two meetings of one round.
    OnePlaceAtATime,
    /// No pair meets twice.
    MeetOnce,
    /// A table has at most one meeting a round, and the table exists.
    TableOnce,
    /// Everyone in a meeting is there in that round.
    Present,
    /// No pair that is `never`, `avoids`, or excluded by `same_company` or `known`; a `must` lifts only the last two.
    MayMeet,
    /// Every `must` pair meets, in its round and at its table where given.
    MustMeet,
    /// A host's meetings are at their own table.
    HostStays,
    /// Nobody is over their maximum.
    MaxMeetings,
    /// The points in the file are the points of the meetings.
    Points,
    /// The floor in the file is kept.
    Floor,
    /// The bound is not below the points, and `proof` says whether they meet.
    Bound,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule that is broken.
    pub rule: Rule,
    /// In plain words, with names.
    pub message: String,
    /// Who is concerned.
    pub people: Vec<AttendeeIx>,
    /// In which round, if one.
    pub round: Option<Round>,
    /// At which table, if one.
    pub table: Option<TableNo>,
}

/// What the audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Everything that is wrong, in the order of [`Rule`].
    pub violations: Vec<Violation>,
    /// The points, recounted (§3).
    pub points: i64,
    /// The largest floor that the meetings keep (capped at what is possible for each alone); none when any floor is
    /// kept because nobody can gain more.
    pub floor: Option<u32>,
    /// Wants served by at least one person met.
    pub wants_served: usize,
    /// All wants, people asked for by name included.
    pub wants: usize,
}

/// Judges a schedule.
#[must_use]
pub fn audit(event: &Event, schedule: &Schedule) -> Audit {
    let _ = (event, schedule);
    unimplemented!()
}
