//! Supply and demand of topics.

use std::collections::{BTreeSet, HashSet};

use super::topics;
use crate::domain::{Attendee, AttendeeIx, Event, TopicIx, fold};

/// How alike the names of two topics must be to call one near the other, 0 to 1.
const NEAR: f64 = 0.75;

/// One topic: who wants it and who offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The topic.
    pub topic: TopicIx,
    /// Who wants it.
    pub wanted: Vec<AttendeeIx>,
    /// Who offers exactly it.
    pub offered: Vec<AttendeeIx>,
    /// Who offers a broader or narrower topic that counts, and not it.
    pub related: Vec<AttendeeIx>,
}

impl Demand {
    /// Every topic that is wanted or offered: most wanted first, then by name.
    pub fn of(event: &Event) -> Vec<Self> {
        let offers = |person: &Attendee| person.offers.iter().map(|offer| offer.topic).collect::<Vec<_>>();
        let offered = by_topic(event, offers);
        let wanted = by_topic(event, |person| person.wants.iter().map(|want| want.topic).collect());
        let mut demand: Vec<Self> = wanted
            .into_iter()
            .enumerate()
            .filter(|(topic, wanted)| !wanted.is_empty() || !offered[*topic].is_empty())
            .map(|(topic, wanted)| {
                let (offered, related) = (offered[topic].clone(), related(event, topic, &offered));
                Self { topic, wanted, offered, related }
            })
            .collect();
        demand.sort_by_cached_key(|demand| {
            (std::cmp::Reverse(demand.wanted.len()), fold(&event.topics[demand.topic].name))
        });
        demand
    }

    /// Whether somebody wants it and nobody else offers anything that fits.
    pub fn is_unserved(&self) -> bool {
        let others =
            |owner: AttendeeIx| self.offered.iter().chain(&self.related).any(|&giver| giver != owner);
        self.wanted.iter().any(|&owner| !others(owner))
    }
}

/// By topic: the people who wish for it, in the order of the event.
fn by_topic(event: &Event, wishes: impl Fn(&Attendee) -> Vec<TopicIx>) -> Vec<Vec<AttendeeIx>> {
    let mut people = vec![Vec::new(); event.topics.len()];
    for (person, attendee) in event.attendees.iter().enumerate() {
        for topic in wishes(attendee) {
            people[topic].push(person);
        }
    }
    people
}

/// Who offers what fits a topic, and not it, in the order of the event.
fn related(event: &Event, topic: TopicIx, offered: &[Vec<AttendeeIx>]) -> Vec<AttendeeIx> {
    let others = (0..event.topics.len()).filter(|other| *other != topic && !offered[*other].is_empty());
    let near = others.filter(|other| topics::fits(event, topic, *other));
    let givers: BTreeSet<AttendeeIx> = near.flat_map(|other| offered[other].iter().copied()).collect();
    let exact: HashSet<AttendeeIx> = offered[topic].iter().copied().collect();
    givers.into_iter().filter(|giver| !exact.contains(giver)).collect()
}

/// The topics that somebody offers, to find those that are near others.
pub struct Offered<'e> {
    event: &'e Event,
    /// With folded names.
    topics: Vec<(TopicIx, String)>,
}

impl<'e> Offered<'e> {
    /// What is offered, going by the demand.
    pub fn of(event: &'e Event, demand: &[Demand]) -> Self {
        let offered = demand.iter().filter(|demand| !demand.offered.is_empty());
        let topics = offered.map(|demand| (demand.topic, fold(&event.topics[demand.topic].name))).collect();
        Self { event, topics }
    }

    /// The offered topic that is nearest to a wanted one that nobody offers: a related one, or one with a name like it.
    pub fn nearest(&self, wanted: TopicIx) -> Option<TopicIx> {
        let name = fold(&self.event.topics[wanted].name);
        let others = self.topics.iter().filter(|(topic, _)| *topic != wanted);
        let scored = others.map(|(topic, other)| (self.likeness(wanted, &name, *topic, other), *topic));
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
        best.filter(|(score, _)| *score >= NEAR).map(|(_, topic)| topic)
    }

    fn likeness(&self, wanted: TopicIx, name: &str, offered: TopicIx, other: &str) -> f64 {
        if topics::related(self.event, wanted, offered) {
            return 1.0;
        }
        let shorter = name.chars().count().min(other.chars().count());
        if shorter >= 4 && (name.contains(other) || other.contains(name)) {
            return 0.95;
        }
        strsim::jaro_winkler(name, other)
    }
}
