//! The numbers of one evening.

use std::cmp::Reverse;

use super::ties::Ties;
use crate::domain::{Attendee, AttendeeIx, Event, GroupIx, Meeting, TopicIx, fold};
use crate::matching::{self, Pairs, Relations, Score};

/// What an evening brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evening {
    /// By attendee.
    pub people: Vec<Person>,
    /// Topics that are wanted or offered: most wanted first, then by name.
    pub topics: Vec<TopicLine>,
    /// The groups that have members, in the order of the event; then those without a group, if there are any.
    pub groups: Vec<GroupLine>,
    /// By line of `groups`, twice: how many meetings there were between two groups, or within one. It reads the same by row
    /// and by column.
    pub met: Vec<Vec<u32>>,
    /// How many people were asked for by name, and how many of them were met.
    pub asked: [usize; 2],
    /// New ties.
    pub ties: Ties,
}

/// What an evening brought one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub who: AttendeeIx,
    /// How many meetings they could have: the rounds they were there, or their maximum.
    pub target: u32,
    /// How many they had.
    pub meetings: u32,
    /// Meetings from which they gained (rewarding ones, §3).
    pub takes: u32,
    /// Meetings from which the other gained.
    pub gives: u32,
    /// What they gained over all meetings, in points (§3, gain).
    pub gained: i64,
    /// What the others gained from them, in points.
    pub given: i64,
    /// Their wants, people asked for by name included.
    pub wants: usize,
    /// How many of those somebody they met serves.
    pub served: usize,
    /// People they met whom they did not know, from other companies.
    pub new_ties: u32,
}

/// Supply and demand of one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicLine {
    /// The topic.
    pub topic: TopicIx,
    /// How many people want it.
    pub wanted: usize,
    /// How many of those who are there offer it, or a broader or narrower topic that counts.
    pub offered: usize,
    /// How many of those who want it met somebody who serves them.
    pub served: usize,
}

/// What an evening brought a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupLine {
    /// The group; none: those without one.
    pub group: Option<GroupIx>,
    /// How many people were there.
    pub people: u32,
    /// Their meetings; one of two members counts twice.
    pub meetings: u32,
    /// Meetings from which they gained.
    pub takes: u32,
    /// Meetings from which the other gained.
    pub gives: u32,
    /// Their wants.
    pub wants: usize,
    /// How many of those were served.
    pub served: usize,
}

impl Evening {
    /// Counts. `meetings` are of pairs that may meet, each pair once.
    #[must_use]
    pub fn of(event: &Event, pairs: &Pairs, meetings: &[Meeting]) -> Self {
        let met = meetings.iter().filter_map(|m| pairs.find(m.people[0], m.people[1]));
        let score = matching::count(event, pairs, met);
        let people = people(event, pairs, meetings, &score);
        let groups = groups(event, &people);
        let asked = pairs.wants.iter().zip(&score.served).filter(|(want, _)| want.asked.is_some());
        let asked = asked.fold([0, 0], |[all, met], (_, &sum)| [all + 1, met + usize::from(sum > 0)]);
        Self {
            topics: topics(event, pairs, &score),
            met: between(event, &groups, meetings),
            ties: Ties::of(event, meetings),
            asked,
            people,
            groups,
        }
    }

    /// How many wants were served, and how many there are.
    #[must_use]
    pub fn wants(&self) -> [usize; 2] {
        self.people.iter().fold([0, 0], |[served, all], person| [served + person.served, all + person.wants])
    }

    /// Everybody who was there: who got least first (their share of rewarding meetings, then of wants served), then in the
    /// order of the event.
    #[must_use]
    pub fn least_first(&self) -> Vec<&Person> {
        let mut people: Vec<&Person> = self.people.iter().filter(|person| person.target > 0).collect();
        people.sort_by_key(|p| (percent(p.takes, p.target), percent(p.served as u32, p.wants as u32), p.who));
        people
    }
}

/// A share in percent, rounded down; all of nothing is 100.
pub(super) fn percent(part: u32, whole: u32) -> u32 {
    (part * 100).checked_div(whole).unwrap_or(100)
}

fn people(event: &Event, pairs: &Pairs, meetings: &[Meeting], score: &Score) -> Vec<Person> {
    let everyone = 0..event.attendees.len();
    let mut people: Vec<Person> =
        everyone.map(|who| Person { who, target: event.target(who), ..Person::default() }).collect();
    for (want, &sum) in pairs.wants.iter().zip(&score.served) {
        people[want.owner].wants += 1;
        people[want.owner].served += usize::from(sum > 0);
    }
    let relations = Relations::of(event);
    for [a, b] in meetings.iter().map(|meeting| meeting.people) {
        let gains = pairs.find(a, b).map_or([0, 0], |pair| pairs.pairs[pair].gains);
        let [least, most] = [a.min(b), a.max(b)];
        for (who, gained, given) in [(least, gains[0], gains[1]), (most, gains[1], gains[0])] {
            let person = &mut people[who];
            person.meetings += 1;
            person.takes += u32::from(gained > 0);
            person.gives += u32::from(given > 0);
            person.gained += gained;
            person.given += given;
            person.new_ties += u32::from(relations.are_strangers(event, a, b));
        }
    }
    people
}

fn topics(event: &Event, pairs: &Pairs, score: &Score) -> Vec<TopicLine> {
    let fits = matching::fits(event);
    let line = |topic: TopicIx| {
        let wants = pairs.wants.iter().zip(&score.served).filter(|(want, _)| want.topic == Some(topic));
        let (wanted, served) =
            wants.fold((0, 0), |(all, met), (_, &sum)| (all + 1, met + usize::from(sum > 0)));
        let offers = |who: &&Attendee| {
            !who.rounds.is_empty() && who.offers.iter().any(|offer| fits[topic][offer.topic] > 0)
        };
        TopicLine { topic, wanted, served, offered: event.attendees.iter().filter(offers).count() }
    };
    let mut lines: Vec<TopicLine> = (0..event.topics.len()).map(line).collect();
    let named =
        |topic: TopicIx| event.attendees.iter().any(|who| who.offers.iter().any(|o| o.topic == topic));
    lines.retain(|line| line.wanted > 0 || named(line.topic));
    lines.sort_by_cached_key(|line| (Reverse(line.wanted), fold(&event.topics[line.topic].name)));
    lines
}

fn groups(event: &Event, people: &[Person]) -> Vec<GroupLine> {
    let all = (0..event.groups.len()).map(Some).chain([None]);
    let line = |group: Option<GroupIx>| {
        let members = people.iter().filter(|person| event.attendees[person.who].group == group);
        members.filter(|person| person.target > 0).fold(
            GroupLine { group, ..GroupLine::default() },
            |line, person| GroupLine {
                group,
                people: line.people + 1,
                meetings: line.meetings + person.meetings,
                takes: line.takes + person.takes,
                gives: line.gives + person.gives,
                wants: line.wants + person.wants,
                served: line.served + person.served,
            },
        )
    };
    all.map(line).filter(|line| line.people > 0).collect()
}

fn between(event: &Event, groups: &[GroupLine], meetings: &[Meeting]) -> Vec<Vec<u32>> {
    let mut met = vec![vec![0; groups.len()]; groups.len()];
    let line =
        |person: AttendeeIx| groups.iter().position(|line| line.group == event.attendees[person].group);
    for [a, b] in meetings.iter().map(|meeting| meeting.people) {
        let (Some(a), Some(b)) = (line(a), line(b)) else { continue };
        met[a][b] += 1;
        if a != b {
            met[b][a] += 1;
        }
    }
    met
}
