//! Which people would match, if topics were related as proposed.

use std::collections::{BTreeSet, HashMap};

use crate::domain::{AttendeeIx, Event, TopicIx};

/// How the topics of an event are related: as it says, or as proposed.
#[derive(Clone, Debug)]
pub(super) struct Relations {
    /// By topic: the one it is the same as.
    same: Vec<TopicIx>,
    /// By topic: the broader one.
    within: Vec<Option<TopicIx>>,
    related_counts: bool,
}

impl Relations {
    /// As the event says.
    pub(super) fn of(event: &Event) -> Self {
        Self {
            same: (0..event.topics.len()).collect(),
            within: event.topics.iter().map(|topic| topic.within).collect(),
            related_counts: event.matching.related_fit > 0,
        }
    }

    /// Makes one topic the same as another.
    pub(super) fn join(&mut self, topic: TopicIx, main: TopicIx) {
        self.same[topic] = main;
        if self.within[main].is_none() {
            self.within[main] = self.within[topic];
        }
    }

    /// Makes one topic a kind of another. Nothing is done where that would make a circle, or where it has a broader one.
    pub(super) fn put_within(&mut self, topic: TopicIx, broad: TopicIx) -> bool {
        let (topic, broad) = (self.same[topic], self.same[broad]);
        if topic == broad || self.within[topic].is_some() || self.above(broad).contains(&topic) {
            return false;
        }
        self.within[topic] = Some(broad);
        true
    }

    /// Whether one is the other, or broader or narrower at any depth.
    pub(super) fn are_related(&self, one: TopicIx, other: TopicIx) -> bool {
        let (one, other) = (self.same[one], self.same[other]);
        one == other || self.above(one).contains(&other) || self.above(other).contains(&one)
    }

    /// Whether somebody who offers one helps somebody who wants the other.
    fn fits(&self, wanted: TopicIx, offered: TopicIx) -> bool {
        self.same[wanted] == self.same[offered] || (self.related_counts && self.are_related(wanted, offered))
    }

    fn above(&self, topic: TopicIx) -> Vec<TopicIx> {
        let next = |topic: &TopicIx| self.within[*topic].map(|broad| self.same[broad]);
        std::iter::successors(next(&topic), next).take(self.same.len()).collect()
    }
}

/// Who wants and who offers each topic.
#[derive(Debug)]
pub(super) struct People {
    pub(super) wanted: Vec<Vec<AttendeeIx>>,
    pub(super) offered: Vec<Vec<AttendeeIx>>,
}

impl People {
    pub(super) fn of(event: &Event) -> Self {
        let mut people = Self {
            wanted: vec![Vec::new(); event.topics.len()],
            offered: vec![Vec::new(); event.topics.len()],
        };
        for (person, attendee) in event.attendees.iter().enumerate() {
            attendee.wants.iter().for_each(|want| people.wanted[want.topic].push(person));
            attendee.offers.iter().for_each(|offer| people.offered[offer.topic].push(person));
        }
        people
    }

    /// The pairs (who wants, who offers) that fit after a change and did not before, through the topics that it touches.
    pub(super) fn new_matches(
        &self,
        event: &Event,
        touched: &[TopicIx],
        [before, after]: [&Relations; 2],
    ) -> Vec<[AttendeeIx; 2]> {
        let near: Vec<TopicIx> = (0..event.topics.len())
            .filter(|topic| touched.iter().any(|other| after.are_related(*topic, *other)))
            .collect();
        let mut pairs = BTreeSet::new();
        for &wanted in &near {
            for &offered in
                near.iter().filter(|offered| after.fits(wanted, **offered) && !before.fits(wanted, **offered))
            {
                for &taker in &self.wanted[wanted] {
                    pairs.extend(
                        self.offered[offered]
                            .iter()
                            .filter(|giver| **giver != taker)
                            .map(|giver| [taker, *giver]),
                    );
                }
            }
        }
        let mut known: HashMap<[AttendeeIx; 2], bool> = HashMap::new();
        pairs.retain(|pair| !*known.entry(*pair).or_insert_with(|| fits_already(event, *pair, before)));
        pairs.into_iter().collect()
    }
}

fn fits_already(event: &Event, [taker, giver]: [AttendeeIx; 2], relations: &Relations) -> bool {
    let offers = &event.attendees[giver].offers;
    event.attendees[taker]
        .wants
        .iter()
        .any(|want| offers.iter().any(|offer| relations.fits(want.topic, offer.topic)))
}
