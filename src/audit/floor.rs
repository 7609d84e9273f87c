//! Rewarding meetings: how many everyone has, and how many are possible for each alone (§3, the floor).

use std::collections::BTreeSet;

use super::facts::{Facts, Wish};
use super::points;
use crate::domain::{AttendeeIx, Meeting};

/// What the meetings brought.
pub(super) struct Tally {
    /// By attendee: everyone they met, each once.
    pub(super) met: Vec<BTreeSet<AttendeeIx>>,
    /// By attendee: meetings from which they gain.
    pub(super) rewarding: Vec<u32>,
    /// By attendee: rewarding meetings that are possible for them alone.
    pub(super) possible: Vec<u32>,
}

impl Tally {
    pub(super) fn of(facts: &Facts, meetings: &[Meeting]) -> Self {
        let everyone = 0..facts.event.attendees.len();
        let met = met(facts, meetings);
        Self {
            rewarding: everyone.clone().map(|a| rewarding(facts, a, &met[a])).collect(),
            possible: everyone.map(|a| possible(facts, a)).collect(),
            met,
        }
    }

    /// Who has fewer rewarding meetings than are possible for them alone.
    fn short(&self) -> impl Iterator<Item = AttendeeIx> {
        (0..self.met.len()).filter(|&a| self.rewarding[a] < self.possible[a])
    }

    /// Who has fewer rewarding meetings than a floor promises them.
    pub(super) fn below(&self, floor: u32) -> impl Iterator<Item = AttendeeIx> {
        self.short().filter(move |&a| self.rewarding[a] < floor)
    }

    /// The largest floor that is kept; none if everyone has all that is possible for them alone.
    pub(super) fn floor(&self) -> Option<u32> {
        self.short().map(|a| self.rewarding[a]).min()
    }
}

fn met(facts: &Facts, meetings: &[Meeting]) -> Vec<BTreeSet<AttendeeIx>> {
    let mut met = vec![BTreeSet::new(); facts.event.attendees.len()];
    for [a, b] in meetings.iter().map(|meeting| meeting.people).filter(|[a, b]| a != b) {
        met[a].insert(b);
        met[b].insert(a);
    }
    met
}

fn rewarding(facts: &Facts, a: AttendeeIx, met: &BTreeSet<AttendeeIx>) -> u32 {
    met.iter().filter(|&&b| points::gain(facts, a, b) > 0).count() as u32
}

/// Rewarding meetings that are possible for one attendee alone: their target, or their possible partners if those
/// are fewer.
fn possible(facts: &Facts, a: AttendeeIx) -> u32 {
    let target = usize::try_from(points::target(facts, a)).unwrap_or(0);
    let partners = worth_asking(facts, a).into_iter().filter(|&b| is_possible_partner(facts, a, b));
    partners.take(target).count() as u32
}

/// Everyone from whom an attendee could gain anything at all.
fn worth_asking(facts: &Facts, a: AttendeeIx) -> Vec<AttendeeIx> {
    let mut people = Vec::new();
    for &wish in facts.wishes(a).keys() {
        match wish {
            Wish::Person(person) => people.push(person),
            Wish::Topic(topic) => people.extend(facts.offering_near(topic)),
        }
    }
    people.sort_unstable();
    people.dedup();
    people
}

/// Somebody whom an attendee may meet, can meet, and gains from.
fn is_possible_partner(facts: &Facts, a: AttendeeIx, b: AttendeeIx) -> bool {
    let [one, other] = [a, b].map(|person| &facts.event.attendees[person]);
    let kept_apart = matches!((one.host, other.host), (Some(here), Some(there)) if here != there);
    a != b
        && !kept_apart
        && !one.rounds.and(other.rounds).is_empty()
        && points::gain(facts, a, b) > 0
        && facts.reasons_against(a, b).is_empty()
}
