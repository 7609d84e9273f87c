//! What an event says of people and of pairs, looked up fast.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::topics::Contents;
use crate::domain::{AttendeeIx, Event, KnownRule, PairRuleKind, Priority, SameCompanyRule, TopicIx};

/// Two attendees, the lower index first.
pub(super) type Pair = [AttendeeIx; 2];

/// The pair of two attendees.
pub(super) fn pair(a: AttendeeIx, b: AttendeeIx) -> Pair {
    [a.min(b), a.max(b)]
}

/// What one want asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wish {
    /// Somebody who offers this topic, or a broader or narrower one.
    Topic(TopicIx),
    /// This person, asked for by name.
    Person(AttendeeIx),
}

/// The event, with indices.
pub(super) struct Facts<'a> {
    pub(super) event: &'a Event,
    pub(super) topics: Contents,
    wishes: Vec<BTreeMap<Wish, i64>>,
    known: Vec<BTreeSet<AttendeeIx>>,
    avoided: BTreeSet<Pair>,
    never: BTreeSet<Pair>,
    must: BTreeSet<Pair>,
    preferred: BTreeMap<Pair, i64>,
    /// Number of a topic and who offers it, sorted.
    offers: Vec<(usize, AttendeeIx)>,
}

impl<'a> Facts<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        let everyone = 0..event.attendees.len();
        let topics = Contents::of(&event.topics);
        let mut facts = Self {
            event,
            wishes: everyone.clone().map(|a| wishes(event, a)).collect(),
            known: known(event),
            avoided: avoided(event),
            never: BTreeSet::new(),
            must: BTreeSet::new(),
            preferred: BTreeMap::new(),
            offers: offers(event, &topics),
            topics,
        };
        facts.note_pair_rules();
        facts
    }

    fn note_pair_rules(&mut self) {
        for rule in &self.event.pairs {
            let [a, b] = rule.people;
            let pair = pair(a, b);
            match &rule.kind {
                PairRuleKind::Must(_) => {
                    self.must.insert(pair);
                }
                PairRuleKind::Never => {
                    self.never.insert(pair);
                }
                PairRuleKind::Prefer { points } => {
                    *self.preferred.entry(pair).or_default() += i64::from(*points);
                }
            }
        }
    }

    /// What an attendee wants, each thing once, with its weight.
    pub(super) fn wishes(&self, a: AttendeeIx) -> &BTreeMap<Wish, i64> {
        &self.wishes[a]
    }

    /// Percent by which an attendee's wants weigh.
    pub(super) fn focus(&self, a: AttendeeIx) -> i64 {
        let group = self.event.attendees[a].group;
        group.map_or(100, |group| i64::from(self.event.groups[group].focus))
    }

    /// Whether one of them says they know the other, or they met at an event of the history.
    pub(super) fn know_each_other(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        self.known[a].contains(&b)
    }

    /// Whether a third attendee is known to both. Nobody is among those they know themselves.
    pub(super) fn share_an_acquaintance(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        !self.known[a].is_disjoint(&self.known[b])
    }

    /// Whether they work at one company.
    pub(super) fn are_colleagues(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        let company = |a: AttendeeIx| self.event.attendees[a].company.as_ref().map(|company| &company.folded);
        company(a).is_some() && company(a) == company(b)
    }

    /// Whether both belong to a group, and not to the same.
    pub(super) fn are_of_two_groups(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        let group = |a: AttendeeIx| self.event.attendees[a].group;
        group(a).is_some() && group(b).is_some() && group(a) != group(b)
    }

    /// Whether the organizer wants the two to meet without fail.
    pub(super) fn must_meet(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        self.must.contains(&pair(a, b))
    }

    /// The points of every `prefer` on the pair.
    pub(super) fn preferred_points(&self, a: AttendeeIx, b: AttendeeIx) -> i64 {
        self.preferred.get(&pair(a, b)).copied().unwrap_or(0)
    }

    /// Why two people may not meet (§4, `MayMeet`), in words that follow "but"; nothing if they may.
    pub(super) fn reasons_against(&self, a: AttendeeIx, b: AttendeeIx) -> Vec<&'static str> {
        let lifted = self.must.contains(&pair(a, b));
        let colleagues =
            self.event.matching.same_company == SameCompanyRule::Never && self.are_colleagues(a, b);
        let known = self.event.matching.known == KnownRule::Never && self.know_each_other(a, b);
        let reasons = [
            (self.never.contains(&pair(a, b)), "a pair rule says that they never meet"),
            (self.avoided.contains(&pair(a, b)), "one of them avoids the other"),
            (colleagues && !lifted, "they work at the same company and same_company is \"never\""),
            (known && !lifted, "they know each other and known is \"never\""),
        ];
        reasons.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect()
    }

    /// Everyone who offers a topic, something within it, or something it lies within.
    pub(super) fn offering_near(&self, topic: TopicIx) -> impl Iterator<Item = AttendeeIx> {
        let broader =
            std::iter::successors(self.event.topics[topic].within, |&t| self.event.topics[t].within);
        let exactly = |topic| self.topics.number(topic)..self.topics.number(topic) + 1;
        std::iter::once(self.topics.run(topic))
            .chain(broader.map(exactly))
            .flat_map(|numbers| self.offering(numbers))
    }

    fn offering(&self, numbers: Range<usize>) -> impl Iterator<Item = AttendeeIx> {
        let first = self.offers.partition_point(|(number, _)| *number < numbers.start);
        let offers = self.offers[first..].iter().take_while(move |(number, _)| numbers.contains(number));
        offers.map(|&(_, who)| who)
    }
}

fn wishes(event: &Event, a: AttendeeIx) -> BTreeMap<Wish, i64> {
    let attendee = &event.attendees[a];
    let mut wishes = BTreeMap::new();
    for want in &attendee.wants {
        let weight: &mut i64 = wishes.entry(Wish::Topic(want.topic)).or_default();
        *weight = (*weight).max(weight_of(want.priority));
    }
    wishes.extend(attendee.asks_for.iter().map(|&person| (Wish::Person(person), 4)));
    wishes
}

fn weight_of(priority: Priority) -> i64 {
    match priority {
        Priority::Low => 1,
        Priority::Normal => 2,
        Priority::High => 4,
    }
}

fn known(event: &Event) -> Vec<BTreeSet<AttendeeIx>> {
    let mut known = vec![BTreeSet::new(); event.attendees.len()];
    let said = event.attendees.iter().enumerate().flat_map(|(a, who)| who.knows.iter().map(move |&b| [a, b]));
    for [a, b] in said.chain(event.met_before.iter().copied()) {
        known[a].insert(b);
        known[b].insert(a);
    }
    known
}

fn avoided(event: &Event) -> BTreeSet<Pair> {
    let said = event.attendees.iter().enumerate();
    said.flat_map(|(a, who)| who.avoids.iter().map(move |&b| pair(a, b))).collect()
}

fn offers(event: &Event, topics: &Contents) -> Vec<(usize, AttendeeIx)> {
    let everyone = event.attendees.iter().enumerate();
    let mut offers: Vec<_> = everyone
        .flat_map(|(a, who)| who.offers.iter().map(move |offer| (topics.number(offer.topic), a)))
        .collect();
    offers.sort_unstable();
    offers
}
