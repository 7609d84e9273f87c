//! Proposals about the topics of an event.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::likeness::{Ear, Name, Sameness, is_kind_of, length, sameness};
use super::matches::{People, Relations};
use crate::domain::{AttendeeIx, Event, TopicIx, fold};

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// These topics are the main one in other words: they become its aliases.
    Same {
        /// The topic that stays.
        main: TopicIx,
        /// The others.
        others: Vec<TopicIx>,
        /// Whether one of them only looks like a typing mistake.
        typing: bool,
    },
    /// This topic is a kind of the other.
    Within {
        /// The narrower topic.
        topic: TopicIx,
        /// The broader one.
        broad: TopicIx,
    },
}

/// How much a topic is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The topic.
    pub topic: TopicIx,
    /// How many people want it.
    pub wanted: usize,
    /// How many people offer it.
    pub offered: usize,
}

/// A proposal, and what it would bring on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What is proposed.
    pub kind: Kind,
    /// How much its topics are used, the main or broader one first.
    pub usage: Vec<Usage>,
    /// How many pairs of people would match that did not before.
    pub match_count: usize,
    /// The first of them, at most [`NAMED`]: who wants, who offers.
    pub matches: Vec<[AttendeeIx; 2]>,
}

/// The most matches of a proposal that are listed; of a large event it can bring millions.
pub const NAMED: usize = 1_000;

/// What is worth proposing: first topics that are the same, then kinds; those that bring most first. The first `declared`
/// topics have a `[[topic]]` of their own: they are never made aliases, nor is anything proposed that the event says
/// already.
#[must_use]
pub fn proposals(event: &Event, declared: usize) -> Vec<Proposal> {
    let finder = Finder::of(event, declared);
    let same = finder.same();
    let mut joined = finder.before.clone();
    for kind in &same {
        if let Kind::Same { main, others, .. } = kind {
            for other in others {
                joined.join(*other, *main);
            }
        }
    }
    let within = finder.within(&joined, &same);
    let mut found: Vec<Proposal> = same.into_iter().chain(within).map(|kind| finder.proposal(kind)).collect();
    found.sort_by_cached_key(|proposal| {
        let is_kind = matches!(proposal.kind, Kind::Within { .. });
        let name = proposal.usage.first().map(|usage| fold(&event.topics[usage.topic].name));
        (is_kind, Reverse(proposal.match_count), name)
    });
    found
}

struct Finder<'e> {
    event: &'e Event,
    people: People,
    /// By topic: its name and its aliases.
    names: Vec<Vec<Name>>,
    before: Relations,
    declared: usize,
}

impl<'e> Finder<'e> {
    fn of(event: &'e Event, declared: usize) -> Self {
        let ear = Ear::new();
        let names = event
            .topics
            .iter()
            .map(|topic| {
                std::iter::once(&topic.name).chain(&topic.aliases).map(|name| ear.hear(name)).collect()
            })
            .collect();
        let before = Relations::of(event);
        Self { event, people: People::of(event, &before), names, before, declared }
    }

    fn usage(&self, topic: TopicIx) -> Usage {
        Usage { topic, wanted: self.people.wanted[topic].len(), offered: self.people.offered[topic].len() }
    }

    /// Each topic goes to the first, in the order of use, that it is the same as: nobody joins over a third.
    fn same(&self) -> Vec<Kind> {
        let mut order: Vec<TopicIx> = (0..self.event.topics.len()).collect();
        order.sort_by_cached_key(|&topic| {
            let Usage { wanted, offered, .. } = self.usage(topic);
            (topic >= self.declared, Reverse(wanted + offered), topic)
        });
        let mut mains: Vec<(TopicIx, Vec<(TopicIx, Sameness)>)> = Vec::new();
        for topic in order {
            let joins = |(main, _): &&mut (TopicIx, Vec<_>)| {
                topic >= self.declared && self.sameness(*main, topic).is_some()
            };
            match mains.iter_mut().find(joins) {
                Some((main, others)) => others.extend(self.sameness(*main, topic).map(|why| (topic, why))),
                None => mains.push((topic, Vec::new())),
            }
        }
        mains.retain(|(_, others)| !others.is_empty());
        let kind = |(main, others): (TopicIx, Vec<(TopicIx, Sameness)>)| Kind::Same {
            main,
            typing: others.iter().any(|(_, why)| *why == Sameness::Typing),
            others: others.into_iter().map(|(topic, _)| topic).collect(),
        };
        mains.into_iter().map(kind).collect()
    }

    fn sameness(&self, one: TopicIx, other: TopicIx) -> Option<Sameness> {
        let pairs =
            self.names[one].iter().flat_map(|one| self.names[other].iter().map(move |other| (one, other)));
        let found = pairs.filter_map(|(one, other)| sameness(one, other)).min();
        found.filter(|_| !self.before.are_related(one, other))
    }

    /// Each topic without a broader one goes within the longest name that it is a kind of.
    fn within(&self, joined: &Relations, same: &[Kind]) -> Vec<Kind> {
        let mut relations = joined.clone();
        let others: HashSet<TopicIx> = same
            .iter()
            .flat_map(|kind| if let Kind::Same { others, .. } = kind { &others[..] } else { &[] })
            .copied()
            .collect();
        let topics = || (0..self.event.topics.len()).filter(|topic| !others.contains(topic));
        let mut kinds = Vec::new();
        for topic in topics().filter(|topic| self.event.topics[*topic].within.is_none()) {
            let broader = topics()
                .filter(|broad| *broad != topic && self.is_kind(topic, *broad))
                .filter(|broad| !relations.are_related(topic, *broad))
                .max_by_key(|broad| (length(&self.names[*broad][0]), Reverse(*broad)));
            if let Some(broad) = broader
                && relations.put_within(topic, broad)
            {
                kinds.push(Kind::Within { topic, broad });
            }
        }
        kinds
    }

    fn is_kind(&self, narrow: TopicIx, broad: TopicIx) -> bool {
        self.names[narrow]
            .iter()
            .any(|narrow| self.names[broad].iter().any(|broad| is_kind_of(narrow, broad)))
    }

    fn proposal(&self, kind: Kind) -> Proposal {
        let mut after = self.before.clone();
        let (topics, link): (Vec<TopicIx>, _) = match &kind {
            Kind::Same { main, others, .. } => {
                for other in others {
                    after.join(*other, *main);
                }
                (std::iter::once(*main).chain(others.iter().copied()).collect(), [*main, *main])
            }
            Kind::Within { topic, broad } => {
                after.put_within(*topic, *broad);
                (vec![*broad, *topic], [*topic, *broad])
            }
        };
        let (match_count, matches) = self.people.new_matches(self.event, link, [&self.before, &after]);
        let usage = topics.iter().map(|topic| self.usage(*topic)).collect();
        Proposal { kind, usage, match_count, matches }
    }
}
