//! Who meets whom, when and where.

use super::{AttendeeIx, Event, Round, TableNo};

/// One meeting of two attendees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Meeting {
    /// The round it takes place in; a schedule edited by hand may name a round that does not exist.
    pub round: Round,
    /// The table it takes place at; a schedule edited by hand may name a table that does not exist.
    pub table: TableNo,
    /// The two attendees; different people, the lower index first.
    pub people: [AttendeeIx; 2],
    /// Asked for by a `must` with a round or a table.
    pub pinned: bool,
    /// Carried over from an earlier revision.
    pub kept: bool,
}

impl Meeting {
    /// Who the attendee meets here, or nothing if the attendee is not in this meeting.
    #[must_use]
    pub fn partner_of(&self, attendee: AttendeeIx) -> Option<AttendeeIx> {
        match self.people {
            [a, b] if a == attendee => Some(b),
            [a, b] if b == attendee => Some(a),
            _ => None,
        }
    }
}

/// How good a schedule is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The points equal the bound within the floor.
    Optimal,
    /// The bound is above the points.
    Gap,
}

/// What the planner says of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanResult {
    /// The points of the schedule (§3).
    pub points: i64,
    /// Points that no schedule which keeps the floor can exceed; never below `points`.
    pub bound: i64,
    /// The floor that is kept: rewarding meetings guaranteed to everyone, capped at what is possible for each alone.
    pub floor: u32,
    /// Whether points and bound meet.
    pub proof: Proof,
}

/// A planned evening, as kept in the schedule file (§5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The name of the event it was made for.
    pub event: String,
    /// Digest of the meaning of the event it was made for, `sha256:` and 64 hexadecimal digits.
    pub event_digest: String,
    /// 1 for the first plan, one more for every later one.
    pub revision: u32,
    /// What the planner said.
    pub result: PlanResult,
    /// The meetings, ordered by round, then table.
    pub meetings: Vec<Meeting>,
}

impl Schedule {
    /// Meetings of which nobody has said yet what they are worth.
    #[must_use]
    pub fn unjudged(event: &Event, meetings: Vec<Meeting>) -> Self {
        let result = PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Gap };
        Self { event: event.name.clone(), event_digest: String::new(), revision: 1, result, meetings }
    }
}
