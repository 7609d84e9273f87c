//! Which people would match, if topics were related as proposed.

use std::collections::{BTreeMap, BTreeSet};

use super::proposals::NAMED;
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
        if topic == broad || self.within[topic].is_some() || self.is_above(topic, broad) {
            return false;
        }
        self.within[topic] = Some(broad);
        true
    }

    /// Whether one is the other, or broader or narrower at any depth.
    pub(super) fn are_related(&self, one: TopicIx, other: TopicIx) -> bool {
        let (one, other) = (self.same[one], self.same[other]);
        one == other || self.is_above(other, one) || self.is_above(one, other)
    }

    /// Whether a topic is another, or broader at any depth.
    fn holds(&self, broad: TopicIx, topic: TopicIx) -> bool {
        let (broad, topic) = (self.same[broad], self.same[topic]);
        broad == topic || self.is_above(broad, topic)
    }

    /// Whether somebody who offers one helps somebody who wants the other.
    fn fits(&self, wanted: TopicIx, offered: TopicIx) -> bool {
        self.same[wanted] == self.same[offered] || (self.related_counts && self.are_related(wanted, offered))
    }

    fn is_above(&self, broad: TopicIx, topic: TopicIx) -> bool {
        let next = |topic: &TopicIx| self.within[*topic].map(|broad| self.same[broad]);
        std::iter::successors(next(&topic), next).take(self.same.len()).any(|above| above == broad)
    }
}

/// Who wants and who offers each topic.
#[derive(Debug)]
pub(super) struct People {
    pub(super) wanted: Vec<Vec<AttendeeIx>>,
    pub(super) offered: Vec<Vec<AttendeeIx>>,
    /// By wanted topic: the topics that fit it, as the event says.
    fitting: Vec<Vec<TopicIx>>,
}

impl People {
    pub(super) fn of(event: &Event, relations: &Relations) -> Self {
        let topics = 0..event.topics.len();
        let fitting =
            |wanted| topics.clone().filter(|offered| relations.fits(wanted, *offered)).collect::<Vec<_>>();
        let mut people = Self {
            wanted: vec![Vec::new(); event.topics.len()],
            offered: vec![Vec::new(); event.topics.len()],
            fitting: topics.clone().map(fitting).collect(),
        };
        for (person, attendee) in event.attendees.iter().enumerate() {
            attendee.wants.iter().for_each(|want| people.wanted[want.topic].push(person));
            attendee.offers.iter().for_each(|offer| people.offered[offer.topic].push(person));
        }
        people
    }

    /// The pairs (who wants, who offers) that fit after a change and did not before: how many, and the first [`NAMED`] of
    /// them. The change lies between a topic and a broader one, or makes both one topic.
    pub(super) fn new_matches(
        &self,
        event: &Event,
        link: [TopicIx; 2],
        relations: [&Relations; 2],
    ) -> (usize, Vec<[AttendeeIx; 2]>) {
        let offered = self.newly_fitting(link, relations);
        let takers: BTreeSet<AttendeeIx> =
            offered.keys().flat_map(|wanted| self.wanted[*wanted].iter().copied()).collect();
        let (mut count, mut first) = (0, Vec::new());
        for taker in takers {
            let wants = || event.attendees[taker].wants.iter();
            let mut served = vec![false; self.wanted.len()];
            wants().flat_map(|want| &self.fitting[want.topic]).for_each(|topic| served[*topic] = true);
            let new: BTreeSet<&TopicIx> =
                wants().filter_map(|want| offered.get(&want.topic)).flatten().collect();
            let mut givers: Vec<AttendeeIx> =
                new.into_iter().flat_map(|topic| self.offered[*topic].iter().copied()).collect();
            givers.sort_unstable();
            givers.dedup();
            let helps_already =
                |giver: AttendeeIx| event.attendees[giver].offers.iter().any(|offer| served[offer.topic]);
            givers.retain(|giver| *giver != taker && !helps_already(*giver));
            count += givers.len();
            let room = NAMED.saturating_sub(first.len());
            first.extend(givers.into_iter().take(room).map(|giver| [taker, giver]));
        }
        (count, first)
    }

    /// By wanted topic: the offered topics that fit it after a change and did not before. Whatever they are, one of the two
    /// is at or below the narrow end of the change, and the other at or above its broad end.
    fn newly_fitting(
        &self,
        [narrow, broad]: [TopicIx; 2],
        [before, after]: [&Relations; 2],
    ) -> BTreeMap<TopicIx, Vec<TopicIx>> {
        let topics = || 0..self.wanted.len();
        let lower: Vec<TopicIx> = topics().filter(|topic| after.holds(narrow, *topic)).collect();
        let upper: Vec<TopicIx> = topics().filter(|topic| after.holds(*topic, broad)).collect();
        let mut found: BTreeMap<TopicIx, BTreeSet<TopicIx>> = BTreeMap::new();
        for (&one, &other) in lower.iter().flat_map(|one| upper.iter().map(move |other| (one, other))) {
            for (wanted, offered) in [(one, other), (other, one)] {
                let used = !self.wanted[wanted].is_empty() && !self.offered[offered].is_empty();
                if used && after.fits(wanted, offered) && !before.fits(wanted, offered) {
                    found.entry(wanted).or_default().insert(offered);
                }
            }
        }
        found.into_iter().map(|(wanted, offered)| (wanted, offered.into_iter().collect())).collect()
    }
}
