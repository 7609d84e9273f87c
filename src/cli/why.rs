//! Who got least out of a plan, and why.

use super::evening::free_rounds;
use super::text::{count, rounds};
use super::topics;
use crate::domain::{AttendeeIx, Event, Meeting};
use crate::matching::{Pairs, Score, WantInfo};

/// The most people that are named.
const MOST: usize = 5;

/// What one person got, and why not more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Least {
    /// Who.
    pub person: AttendeeIx,
    /// Meetings that are rewarding for them.
    pub rewarding: u32,
    /// Their wants that are served.
    pub served: usize,
    /// All their wants.
    pub wants: usize,
    /// Why not more, each a clause without capital or full stop.
    pub why: Vec<String>,
}

/// The people who got least: fewest rewarding meetings, then fewest wants served. Those whose wants are all served and
/// who miss no meeting are never among them, nor are those with a rewarding meeting in every round.
pub fn least(event: &Event, pairs: &Pairs, meetings: &[Meeting], score: &Score) -> Vec<Least> {
    let mut people: Vec<AttendeeIx> = (0..event.attendees.len())
        .filter(|&a| score.rewarding[a] < event.target(a) && misses_something(event, pairs, score, a))
        .collect();
    people.sort_by_key(|&a| (score.rewarding[a], served(pairs, score, a).0, a));
    people.truncate(MOST);
    people.into_iter().map(|a| of_one(event, pairs, meetings, score, a)).collect()
}

fn misses_something(event: &Event, pairs: &Pairs, score: &Score, person: AttendeeIx) -> bool {
    let (served, wants) = served(pairs, score, person);
    wants == 0 || served < wants || score.meetings[person] < event.target(person)
}

/// How many of an attendee's wants are served, of how many.
pub fn served(pairs: &Pairs, score: &Score, person: AttendeeIx) -> (usize, usize) {
    let own = pairs.wants.iter().zip(&score.served).filter(|(want, _)| want.owner == person);
    own.fold((0, 0), |(served, all), (_, &sum)| (served + usize::from(sum > 0), all + 1))
}

fn of_one(event: &Event, pairs: &Pairs, meetings: &[Meeting], score: &Score, person: AttendeeIx) -> Least {
    let (served, wants) = served(pairs, score, person);
    let mut why = Vec::new();
    if wants == 0 {
        why.push("has no wants in the event file".to_owned());
    }
    let open = pairs.wants.iter().zip(&score.served).filter(|(want, sum)| want.owner == person && **sum == 0);
    why.extend(open.map(|(want, _)| why_open(event, pairs, want)));
    why.extend(scarcity(event, pairs, score, person, wants));
    why.extend(limits(event, person));
    let missing = event.target(person).saturating_sub(score.meetings[person]) as usize;
    if missing > 0 {
        let free = free_rounds(event, meetings, person);
        let when = if free.len() == missing { format!(": {}", rounds(free)) } else { String::new() };
        why.push(format!("sits out {}{when}", count(missing, "time")));
    }
    Least { person, rewarding: score.rewarding[person], served, wants, why }
}

/// Why nobody met serves this want.
fn why_open(event: &Event, pairs: &Pairs, want: &WantInfo) -> String {
    let (what, givers) = match (want.topic, want.asked) {
        (Some(topic), _) => (event.topics[topic].name.clone(), topics::givers(event, topic, want.owner)),
        (None, asked) => {
            let asked: Vec<AttendeeIx> = asked.into_iter().collect();
            (asked.iter().map(|&a| event.attendees[a].name.as_str()).collect(), asked)
        }
    };
    let open = givers.iter().filter(|&&giver| pairs.find(want.owner, giver).is_some()).count();
    match (want.topic, givers.len(), open) {
        (Some(_), 0, _) => format!("nobody offers {what}"),
        (Some(_), 1, 0) => format!("1 person offers {what}, and cannot be met"),
        (Some(_), all, 0) => format!("{all} people offer {what}, and none of them can be met"),
        (Some(_), _, 1) => format!("1 person could help with {what}, and is planned with others"),
        (Some(_), _, open) => format!("{open} people could help with {what}, and are planned with others"),
        (None, _, 0) => format!("asked for {what}, who cannot be met"),
        (None, ..) => format!("asked for {what}, who is planned with others"),
    }
}

/// Fewer people to gain from than rounds to meet them in.
fn scarcity(event: &Event, pairs: &Pairs, score: &Score, person: AttendeeIx, wants: usize) -> Option<String> {
    let givers = pairs.pairs.iter().filter(|pair| gain(pair, person) > 0).count();
    let all_met = givers == score.rewarding[person] as usize;
    let scarce = wants > 0 && givers > 0 && all_met && (givers as u32) < event.target(person);
    scarce.then(|| {
        let only = if givers == 1 { "only 1 person offers" } else { &format!("only {givers} people offer") };
        format!("{only} something wanted, and meets them")
    })
}

fn gain(pair: &crate::matching::Pair, person: AttendeeIx) -> i64 {
    let gains = pair.people.iter().zip(pair.gains);
    gains.filter(|(who, _)| **who == person).map(|(_, gain)| gain).sum()
}

/// What the event file says of the person that leaves fewer meetings.
fn limits(event: &Event, person: AttendeeIx) -> Vec<String> {
    let attendee = &event.attendees[person];
    let mut limits = Vec::new();
    if attendee.rounds.len() < event.rounds.count {
        limits.push(format!("there in {} only", rounds(attendee.rounds.iter())));
    }
    if let Some(most) = attendee.max_meetings.filter(|&most| most < attendee.rounds.len()) {
        limits.push(format!("wants at most {}", count(most as usize, "meeting")));
    }
    let hosts = event.attendees.iter().filter(|other| other.host.is_some()).count();
    if let Some(table) = attendee.host.filter(|_| hosts > 1) {
        limits.push(format!("host at table {table}, so cannot meet other hosts"));
    }
    limits
}
