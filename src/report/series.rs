//! Several evenings of one circle: who keeps missing out, and which wants stay open.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::evening::{Evening, percent};
use crate::domain::{AttendeeIx, Event, Meeting, fold};
use crate::matching::{self, Pairs};

/// One evening of a series.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The evening as it turned out.
    pub event: &'a Event,
    /// Its pairs.
    pub pairs: &'a Pairs,
    /// What was held.
    pub meetings: &'a [Meeting],
    /// By attendee: what tells them from others over all evenings.
    pub identities: &'a [String],
}

/// What a series of evenings brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// By evening.
    pub evenings: Vec<Evening>,
    /// Everybody who came at least once: who kept missing out first, then by their share of wants served.
    pub guests: Vec<Guest>,
    /// Topics that were wanted, those most often left open first.
    pub topics: Vec<SeriesTopic>,
}

/// Somebody who came to some of the evenings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// What tells them from others.
    pub identity: String,
    /// Their name at the last evening they came to.
    pub name: String,
    /// The evenings they came to, first to last.
    pub visits: Vec<Visit>,
    /// Topics they wanted at two evenings or more and never met anybody for, by the name at the first of those.
    pub open: Vec<String>,
}

/// One evening of one guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Index of the evening.
    pub evening: usize,
    /// Meetings from which they gained.
    pub takes: u32,
    /// How many meetings they could have.
    pub target: u32,
    /// Their wants.
    pub wants: usize,
    /// How many of those were served.
    pub served: usize,
    /// Whether their share of rewarding meetings was below that of the guest in the middle of that evening.
    pub behind: bool,
}

impl Guest {
    /// Whether they came at least twice and got less than the guest in the middle each time.
    #[must_use]
    pub fn keeps_missing_out(&self) -> bool {
        self.visits.len() > 1 && self.visits.iter().all(|visit| visit.behind)
    }

    /// How many wants were served over all evenings, and how many there were.
    #[must_use]
    pub fn wants(&self) -> [usize; 2] {
        self.visits.iter().fold([0, 0], |[served, all], visit| [served + visit.served, all + visit.wants])
    }
}

/// A topic over the evenings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesTopic {
    /// Its name where it came up first.
    pub name: String,
    /// By evening: how many wanted it.
    pub wanted: Vec<usize>,
    /// By evening: how many of those met somebody who serves them.
    pub served: Vec<usize>,
}

impl SeriesTopic {
    /// How many wants stayed open over all evenings.
    #[must_use]
    pub fn open(&self) -> usize {
        self.wanted.iter().sum::<usize>() - self.served.iter().sum::<usize>()
    }
}

/// Looks over a series, in the order in which it is given.
#[must_use]
pub fn series(members: &[Member<'_>]) -> Series {
    let evenings: Vec<Evening> =
        members.iter().map(|member| Evening::of(member.event, member.pairs, member.meetings)).collect();
    let mut guests: BTreeMap<&str, Guest> = BTreeMap::new();
    for (index, (member, evening)) in members.iter().zip(&evenings).enumerate() {
        let middle = middle(evening);
        for person in evening.people.iter().filter(|person| person.target > 0) {
            let identity = &member.identities[person.who];
            let name = &member.event.attendees[person.who].name;
            let guest = guests.entry(identity).or_insert_with(|| Guest {
                identity: identity.clone(),
                name: String::new(),
                visits: Vec::new(),
                open: Vec::new(),
            });
            guest.name.clone_from(name);
            guest.visits.push(Visit {
                evening: index,
                takes: person.takes,
                target: person.target,
                wants: person.wants,
                served: person.served,
                behind: percent(person.takes, person.target) < middle,
            });
        }
    }
    for (identity, open) in open_wants(members) {
        if let Some(guest) = guests.get_mut(identity) {
            guest.open = open;
        }
    }
    let mut guests: Vec<Guest> = guests.into_values().collect();
    guests.sort_by_cached_key(|guest| {
        let [served, all] = guest.wants();
        let share = percent(served as u32, all as u32);
        (!guest.keeps_missing_out(), share, Reverse(all), fold(&guest.name), guest.identity.clone())
    });
    Series { topics: topics(members, &evenings), evenings, guests }
}

/// The share of rewarding meetings of the guest in the middle, in percent.
fn middle(evening: &Evening) -> u32 {
    let there = evening.people.iter().filter(|person| person.target > 0);
    let mut shares: Vec<u32> = there.map(|person| percent(person.takes, person.target)).collect();
    shares.sort_unstable();
    shares.get(shares.len() / 2).copied().unwrap_or_default()
}

/// By guest: the topics they wanted twice or more, never served.
fn open_wants<'a>(members: &[Member<'a>]) -> BTreeMap<&'a str, Vec<String>> {
    // By guest and folded topic: its first name, how often it was wanted, how often served.
    let mut wants: BTreeMap<(&str, String), (&str, u32, u32)> = BTreeMap::new();
    for member in members {
        for (owner, topic, served) in topics_wanted(member) {
            let entry =
                wants.entry((member.identities[owner].as_str(), fold(topic))).or_insert((topic, 0, 0));
            entry.1 += 1;
            entry.2 += u32::from(served);
        }
    }
    let mut open: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for ((identity, _), (name, wanted, served)) in wants {
        if wanted > 1 && served == 0 {
            open.entry(identity).or_default().push(name.to_owned());
        }
    }
    open
}

/// Whose want, for which topic, and whether it was served.
fn topics_wanted<'a>(member: &Member<'a>) -> Vec<(AttendeeIx, &'a str, bool)> {
    let met = member.meetings.iter().filter_map(|m| member.pairs.find(m.people[0], m.people[1]));
    let score = matching::count(member.event, member.pairs, met);
    let wants = member.pairs.wants.iter().zip(score.served);
    let there = wants.filter(|(want, _)| !member.event.attendees[want.owner].rounds.is_empty());
    there
        .filter_map(|(want, sum)| Some((want.owner, member.event.topics[want.topic?].name.as_str(), sum > 0)))
        .collect()
}

fn topics(members: &[Member<'_>], evenings: &[Evening]) -> Vec<SeriesTopic> {
    let mut topics: BTreeMap<String, SeriesTopic> = BTreeMap::new();
    let none = vec![0; members.len()];
    for (index, (member, evening)) in members.iter().zip(evenings).enumerate() {
        for line in evening.topics.iter().filter(|line| line.wanted > 0) {
            let name = &member.event.topics[line.topic].name;
            let topic = topics.entry(fold(name)).or_insert_with(|| SeriesTopic {
                name: name.clone(),
                wanted: none.clone(),
                served: none.clone(),
            });
            topic.wanted[index] = line.wanted;
            topic.served[index] = line.served;
        }
    }
    let mut topics: Vec<SeriesTopic> = topics.into_values().collect();
    topics.sort_by_cached_key(|topic| (Reverse(topic.open()), fold(&topic.name)));
    topics
}
