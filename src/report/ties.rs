//! Who is new to whom.

use crate::domain::{Event, Meeting};
use crate::matching::Relations;

/// What kinds of people meetings brought together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// All meetings.
    pub meetings: u32,
    /// Meetings of two people who neither know each other nor share a company: new ties.
    pub new: u32,
    /// New ties between two groups.
    pub other_group: u32,
    /// New ties of two people who have an acquaintance in common.
    pub introduced: u32,
}

impl Ties {
    /// Counts the ties of meetings.
    #[must_use]
    pub fn of(event: &Event, meetings: &[Meeting]) -> Self {
        let relations = Relations::of(event);
        let mut ties = Self::default();
        for [a, b] in meetings.iter().map(|meeting| meeting.people) {
            let [one, other] = [a, b].map(|person| event.attendees[person].group);
            let new = relations.are_strangers(event, a, b);
            ties.meetings += 1;
            ties.new += u32::from(new);
            ties.other_group += u32::from(new && one.is_some() && other.is_some() && one != other);
            ties.introduced += u32::from(new && relations.share_an_acquaintance(a, b));
        }
        ties
    }
}
