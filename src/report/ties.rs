//! Who is new to whom.

use std::collections::BTreeSet;

use crate::domain::{AttendeeIx, Event, Meeting};

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
        let circles = Circles::of(event);
        let mut ties = Self::default();
        for [a, b] in meetings.iter().map(|meeting| meeting.people) {
            let [one, other] = [a, b].map(|person| event.attendees[person].group);
            let new = circles.are_strangers(a, b);
            ties.meetings += 1;
            ties.new += u32::from(new);
            ties.other_group += u32::from(new && one.is_some() && other.is_some() && one != other);
            ties.introduced += u32::from(new && circles.share_an_acquaintance(a, b));
        }
        ties
    }
}

/// Who knows whom before the evening.
pub(super) struct Circles<'a> {
    event: &'a Event,
    /// By attendee: whom they know, both ways.
    known: Vec<BTreeSet<AttendeeIx>>,
}

impl<'a> Circles<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        let said = event.attendees.iter().enumerate();
        let said = said.flat_map(|(a, who)| who.knows.iter().map(move |&b| [a, b]));
        let mut known = vec![BTreeSet::new(); event.attendees.len()];
        for [a, b] in said.chain(event.met_before.iter().copied()) {
            known[a].insert(b);
            known[b].insert(a);
        }
        Self { event, known }
    }

    /// Whether two people neither know each other nor share a company.
    pub(super) fn are_strangers(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        let company = |person: AttendeeIx| self.event.attendees[person].company.as_ref().map(|c| &c.folded);
        let colleagues = company(a).is_some() && company(a) == company(b);
        !colleagues && !self.known[a].contains(&b)
    }

    fn share_an_acquaintance(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        !self.known[a].is_disjoint(&self.known[b])
    }
}
