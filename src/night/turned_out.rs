//! The evening as it turned out: the event file, less what did not happen.

use super::log::Log;
use super::presence::Presence;
use crate::domain::{AttendeeIx, Event, Meeting, PairRule, PairRuleKind};

/// An event as it turned out.
#[derive(Clone, Debug)]
pub struct TurnedOut {
    /// The event: everybody there in the rounds they are there (perhaps none), without the `must`s that are impossible.
    pub event: Event,
    /// Indices of the pair rules that are left out, as they were numbered before; ascending.
    pub dropped: Vec<usize>,
}

/// The event after these steps. Meetings that must take place are left out when the two are never there together in a
/// round that the rule names, and when one of `given_up` names them.
#[must_use]
pub fn turned_out(event: &Event, log: &Log, given_up: &[[AttendeeIx; 2]]) -> TurnedOut {
    let mut event = event.clone();
    let presence = Presence::after(&event, log);
    for (attendee, rounds) in event.attendees.iter_mut().zip(presence.now()) {
        attendee.rounds = *rounds;
    }
    let dropped: Vec<usize> =
        (0..event.pairs.len()).filter(|&rule| is_impossible(&event, &event.pairs[rule], given_up)).collect();
    let mut number = 0..;
    event.pairs.retain(|_| number.next().is_some_and(|rule| dropped.binary_search(&rule).is_err()));
    TurnedOut { event, dropped }
}

/// The meetings of a schedule that took place: both were there. `event` is the evening as it turned out.
#[must_use]
pub fn held(event: &Event, meetings: &[Meeting]) -> Vec<Meeting> {
    let there = |meeting: &&Meeting| {
        meeting.people.iter().all(|&person| event.attendees[person].rounds.contains(meeting.round))
    };
    meetings.iter().filter(there).copied().collect()
}

fn is_impossible(event: &Event, rule: &PairRule, given_up: &[[AttendeeIx; 2]]) -> bool {
    let PairRuleKind::Must(must) = &rule.kind else { return false };
    let [a, b] = rule.people.map(|person| event.attendees[person].rounds);
    let together = a.and(b);
    must.rounds.map_or(together, |rounds| together.and(rounds)).is_empty() || given_up.contains(&rule.people)
}
