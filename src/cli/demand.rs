//! Supply and demand of topics.

use super::topics;
use crate::domain::{AttendeeIx, Event, TopicIx, fold};

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
        let mut demand: Vec<Self> = (0..event.topics.len())
            .map(|topic| Self::of_topic(event, topic))
            .filter(|demand| !demand.wanted.is_empty() || !demand.offered.is_empty())
            .collect();
        demand.sort_by_cached_key(|demand| {
            (std::cmp::Reverse(demand.wanted.len()), fold(&event.topics[demand.topic].name))
        });
        demand
    }

    fn of_topic(event: &Event, topic: TopicIx) -> Self {
        let people = |wish: &dyn Fn(AttendeeIx) -> bool| -> Vec<AttendeeIx> {
            (0..event.attendees.len()).filter(|&a| wish(a)).collect()
        };
        let offers = |a: AttendeeIx| event.attendees[a].offers.iter().map(|offer| offer.topic);
        Self {
            topic,
            wanted: people(&|a| event.attendees[a].wants.iter().any(|want| want.topic == topic)),
            offered: people(&|a| offers(a).any(|offered| offered == topic)),
            related: people(&|a| {
                offers(a).all(|offered| offered != topic)
                    && offers(a).any(|offered| topics::fits(event, topic, offered))
            }),
        }
    }

    /// Whether somebody wants it and nobody else offers anything that fits.
    pub fn is_unserved(&self) -> bool {
        let others =
            |owner: AttendeeIx| self.offered.iter().chain(&self.related).any(|&giver| giver != owner);
        self.wanted.iter().any(|&owner| !others(owner))
    }
}

/// The offered topic that is nearest to a wanted one that nobody offers: a related one, or one with a name like it.
pub fn nearest_offer(event: &Event, wanted: TopicIx) -> Option<TopicIx> {
    let name = fold(&event.topics[wanted].name);
    let offered = event.attendees.iter().flat_map(|person| person.offers.iter().map(|offer| offer.topic));
    let scored =
        offered.filter(|&topic| topic != wanted).map(|topic| (likeness(event, wanted, &name, topic), topic));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    best.filter(|(score, _)| *score >= NEAR).map(|(_, topic)| topic)
}

fn likeness(event: &Event, wanted: TopicIx, name: &str, offered: TopicIx) -> f64 {
    if topics::related(event, wanted, offered) {
        return 1.0;
    }
    let other = fold(&event.topics[offered].name);
    let shorter = name.chars().count().min(other.chars().count());
    if shorter >= 4 && (name.contains(&other) || other.contains(name)) {
        return 0.95;
    }
    strsim::jaro_winkler(name, &other)
}
