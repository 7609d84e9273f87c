//! Judges a schedule with other eyes: imports the domain and nothing else, and never stops at the first violation.
//!
//! Everything here is written from the sentences of §3 and §4, not from the code that plans, so that a wrong formula
//! there does not pass here as well. Each rule is one small function in `rules` (the hard rules) or `result` (what
//! the file says of itself); to add one, give it a name in [`Rule`] and a line in `JUDGES`.
//!
//! Two readings that the contract leaves open: a pair that meets twice breaks [`Rule::MeetOnce`] and counts once in
//! the points, and the bound is held against the points of the meetings, not against the figure in the file.

mod certificate;
mod facts;
mod floor;
mod points;
mod result;
mod revision;
mod rules;
mod topics;
mod words;

use std::fmt;

use crate::domain::{AttendeeIx, Event, Round, Schedule, TableNo};
pub use certificate::{Flaw, LargerFloor, Part, Recheck, recheck};

use facts::Facts;
use floor::Tally;
pub use revision::{Revision, audit_revision, broken_lines};
use words::Words;

/// The hard rules of §4, and what the audit checks besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Nobody is in two meetings of one round.
    OnePlaceAtATime,
    /// No pair meets twice.
    MeetOnce,
    /// A table has at most one meeting a round, and the table exists.
    TableOnce,
    /// Everyone in a meeting is there in that round, and the round exists.
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
    /// Between two plans for one evening: rounds that were over stay exactly as they were held.
    PastStays,
    /// Between two plans for one evening, where that is promised: a line that can still take place stays.
    LinesStay,
}

impl Rule {
    /// The name of the rule, as §4 and every message spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OnePlaceAtATime => "OnePlaceAtATime",
            Self::MeetOnce => "MeetOnce",
            Self::TableOnce => "TableOnce",
            Self::Present => "Present",
            Self::MayMeet => "MayMeet",
            Self::MustMeet => "MustMeet",
            Self::HostStays => "HostStays",
            Self::MaxMeetings => "MaxMeetings",
            Self::Points => "Points",
            Self::Floor => "Floor",
            Self::Bound => "Bound",
            Self::PastStays => "PastStays",
            Self::LinesStay => "LinesStay",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One thing that is wrong. Printed as `MeetOnce: Fatima El Amrani and Piet Bos meet 2 times: …`.
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

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.message)
    }
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

impl Audit {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }
}

/// Everything a rule looks at.
struct Case<'a> {
    schedule: &'a Schedule,
    facts: Facts<'a>,
    words: Words<'a>,
    /// Who met whom, each pair once, and what it brought them.
    tally: Tally,
    /// The points of the meetings, recounted.
    points: i64,
}

/// One rule: everything in the case that breaks it.
type Judge = fn(&Case) -> Vec<Violation>;

/// All rules, in the order of [`Rule`].
const JUDGES: [Judge; 11] = [
    rules::one_place_at_a_time,
    rules::meet_once,
    rules::table_once,
    rules::present,
    rules::may_meet,
    rules::must_meet,
    rules::host_stays,
    rules::max_meetings,
    result::points,
    result::floor,
    result::bound,
];

/// Judges a schedule of this event by every rule of §4, and recounts what it says of itself (§3).
///
/// The schedule may have been edited by hand: rounds and tables that do not exist and meetings listed twice are
/// violations, never a panic. It names attendees of this event only, and the event is within the limits of the
/// reader (points up to 1,000,000, percentages up to 1,000, 2,500 attendees): then no sum can overflow.
#[must_use]
pub fn audit(event: &Event, schedule: &Schedule) -> Audit {
    with_case(event, schedule, |case| Audit {
        violations: JUDGES.iter().flat_map(|judge| judge(case)).collect(),
        points: case.points,
        floor: case.tally.floor(),
        wants_served: points::wants_served(&case.facts, &case.tally.met),
        wants: event.attendees.iter().enumerate().map(|(a, _)| case.facts.wishes(a).len()).sum(),
    })
}

/// Looks everything up that the rules look at.
fn with_case<T>(event: &Event, schedule: &Schedule, look: impl FnOnce(&Case) -> T) -> T {
    let facts = Facts::of(event);
    let tally = Tally::of(&facts, &schedule.meetings);
    let points = points::of_meetings(&facts, &tally.met);
    look(&Case { schedule, words: Words::of(event), facts, tally, points })
}
