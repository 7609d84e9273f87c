//! The best schedule of a very small event, found by trying every set of pairs that some schedule brings together. Slow
//! and plain: up to six people by three rounds in a moment, seven in a second or two. What is tried obeys the hard rules
//! by construction.
//!
//! Points and floor depend only on which pairs meet, not on when and where. So it is enough to know which sets of pairs
//! fit into the first round, into the first two, and so on: a set fits into one round more when it is one that fitted
//! before, and other pairs that fit into this round together.

use std::collections::BTreeMap;

use rondje::domain::{
    AttendeeIx, Event, FloorSetting, Meeting, Must, PairRuleKind, PlanResult, Proof, Round, Schedule, TableNo,
};

use super::plain::{gains, may_meet, pair_points, personal_points, possible};

/// The best that can be had.
#[derive(Clone, Debug)]
pub struct Best {
    /// The floor that is kept: with `auto` the largest possible, with a number that number or the largest below it
    /// that is possible. `u32::MAX` when everyone gets all that is possible for them.
    pub floor: u32,
    /// One of the schedules with the most points among those which keep the floor.
    pub schedule: Schedule,
}

/// A set of pairs: bit `k` is the `k`-th of [`Brute::pairs`].
type Set = u64;

/// The best schedule; none when the hard rules clash.
pub fn best(event: &Event) -> Option<Best> {
    let brute = Brute::of(event);
    let fitting = brute.fitting();
    let last = fitting.last().expect("at least the sets before round 1");
    let mut by_floor: BTreeMap<u32, (i64, Set)> = BTreeMap::new();
    for &set in last.keys().filter(|&&set| brute.has_every_must(set)) {
        let (floor, points) = (brute.floor(set), brute.points(set));
        let best = by_floor.entry(floor).or_insert((points, set));
        if points > best.0 {
            *best = (points, set);
        }
    }
    let largest = *by_floor.keys().next_back()?;
    let floor = match event.matching.floor {
        FloorSetting::Auto => largest,
        FloorSetting::Fixed(floor) => floor.min(largest),
    };
    let (_, &(points, set)) = by_floor.range(floor..).max_by_key(|(_, (points, _))| points)?;
    let mut schedule = schedule_of(event, brute.meetings(&fitting, set));
    schedule.result = PlanResult { points, bound: points, floor, proof: Proof::Optimal };
    Some(Best { floor, schedule })
}

struct Brute<'e> {
    event: &'e Event,
    /// The pairs that may meet.
    pairs: Vec<[AttendeeIx; 2]>,
    /// By pair.
    pair_points: Vec<i64>,
    /// By attendee and set of people they meet (bits).
    personal_points: Vec<Vec<i64>>,
    /// By attendee: the people they gain from (bits).
    rewarding: Vec<usize>,
    possible: Vec<u32>,
}

impl<'e> Brute<'e> {
    fn of(event: &'e Event) -> Self {
        let n = event.attendees.len();
        assert!(n <= 9, "{n} people are too many to try everything");
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| [a, b]));
        let pairs: Vec<[AttendeeIx; 2]> = pairs.filter(|&[a, b]| may_meet(event, a, b)).collect();
        let people = |met: usize| (0..n).filter(|b| met >> b & 1 == 1).collect::<Vec<_>>();
        let personal = |a| (0..1 << n).map(|met| personal_points(event, a, &people(met))).collect();
        let rewarding = |a| (0..n).filter(|&b| b != a && gains(event, a, b)).map(|b| 1 << b).sum();
        Self {
            event,
            pair_points: pairs.iter().map(|&[a, b]| pair_points(event, a, b)).collect(),
            personal_points: (0..n).map(personal).collect(),
            rewarding: (0..n).map(rewarding).collect(),
            possible: (0..n).map(|a| possible(event, a)).collect(),
            pairs,
        }
    }

    /// By number of rounds, from none: every set that fits into them, and how much of it fits into them without the
    /// last.
    fn fitting(&self) -> Vec<BTreeMap<Set, Set>> {
        let mut fitting = vec![BTreeMap::from([(0, 0)])];
        for round in 1..=self.event.rounds.count {
            let together = self.fitting_together(round);
            let mut next = BTreeMap::new();
            for &before in fitting[round as usize - 1].keys() {
                for new in together.iter().filter(|&&new| new & before == 0) {
                    if self.keeps_maxima(before | new) {
                        next.entry(before | new).or_insert(before);
                    }
                }
            }
            fitting.push(next);
        }
        fitting
    }

    /// Every set of pairs that can meet in one round.
    fn fitting_together(&self, round: Round) -> Vec<Set> {
        let mut sets = Vec::new();
        each_round(self.event, round, &mut |meetings| {
            sets.push(meetings.iter().map(|meeting| 1 << self.index(meeting.people)).sum());
        });
        sets
    }

    fn index(&self, people: [AttendeeIx; 2]) -> usize {
        self.pairs.iter().position(|&pair| pair == people).expect("only pairs that may meet are tried")
    }

    fn of_set(&self, set: Set) -> impl Iterator<Item = usize> {
        (0..self.pairs.len()).filter(move |pair| set >> pair & 1 == 1)
    }

    /// By attendee: whom they meet (bits).
    fn met(&self, set: Set) -> Vec<usize> {
        let mut met = vec![0; self.event.attendees.len()];
        for [a, b] in self.of_set(set).map(|pair| self.pairs[pair]) {
            met[a] |= 1 << b;
            met[b] |= 1 << a;
        }
        met
    }

    fn keeps_maxima(&self, set: Set) -> bool {
        let maxima = self.event.attendees.iter().map(|attendee| attendee.max_meetings);
        self.met(set).into_iter().zip(maxima).all(|(met, max)| max.is_none_or(|max| met.count_ones() <= max))
    }

    fn has_every_must(&self, set: Set) -> bool {
        let must = self.event.pairs.iter().filter(|rule| matches!(rule.kind, PairRuleKind::Must(_)));
        must.into_iter().all(|rule| self.of_set(set).any(|pair| self.pairs[pair] == rule.people))
    }

    fn points(&self, set: Set) -> i64 {
        let met = self.met(set).into_iter().enumerate();
        let personal: i64 = met.map(|(a, met)| self.personal_points[a][met]).sum();
        personal + self.of_set(set).map(|pair| self.pair_points[pair]).sum::<i64>()
    }

    fn floor(&self, set: Set) -> u32 {
        let has =
            self.met(set).into_iter().enumerate().map(|(a, met)| (met & self.rewarding[a]).count_ones());
        let short = has.zip(&self.possible).filter_map(|(has, &possible)| (has < possible).then_some(has));
        short.min().unwrap_or(u32::MAX)
    }

    /// The meetings that bring exactly this set together.
    fn meetings(&self, fitting: &[BTreeMap<Set, Set>], set: Set) -> Vec<Meeting> {
        let (mut all, mut left) = (Vec::new(), set);
        for round in (1..=self.event.rounds.count).rev() {
            let before = fitting[round as usize][&left];
            let pairs: Vec<[AttendeeIx; 2]> =
                self.of_set(left & !before).map(|pair| self.pairs[pair]).collect();
            all.extend(seat(self.event, round, &pairs).expect("it fitted before"));
            left = before;
        }
        all.sort_unstable();
        all
    }
}

/// Shows every schedule that obeys the hard rules, seated in one way: only for up to five people by three rounds, or six
/// by two.
pub fn every_schedule(event: &Event, visit: &mut dyn FnMut(Schedule)) {
    from_round(event, 1, &mut Vec::new(), &mut |meetings| {
        if all_musts_met(event, meetings) {
            visit(schedule_of(event, meetings.to_vec()));
        }
    });
}

fn schedule_of(event: &Event, meetings: Vec<Meeting>) -> Schedule {
    let result = PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Optimal };
    Schedule { event: event.name.clone(), event_digest: String::new(), revision: 1, result, meetings }
}

fn from_round(event: &Event, round: Round, meetings: &mut Vec<Meeting>, visit: &mut dyn FnMut(&[Meeting])) {
    if round > event.rounds.count {
        return visit(meetings);
    }
    each_round(event, round, &mut |seated| {
        let repeats = |new: &Meeting| meetings.iter().any(|old| old.people == new.people);
        let full = |a: AttendeeIx| {
            let had = meetings.iter().filter(|meeting| meeting.people.contains(&a)).count();
            event.attendees[a].max_meetings.is_some_and(|max| had >= max as usize)
        };
        if !seated.iter().any(|new| repeats(new) || new.people.into_iter().any(full)) {
            let before = meetings.len();
            meetings.extend(seated);
            from_round(event, round + 1, meetings, visit);
            meetings.truncate(before);
        }
    });
}

/// Shows every way to spend one round, leaving the others aside.
fn each_round(event: &Event, round: Round, visit: &mut dyn FnMut(&[Meeting])) {
    from_person(event, round, 0, &mut Vec::new(), visit);
}

/// Decides for this person and all after them whom they meet in this round, if anybody.
fn from_person(
    event: &Event,
    round: Round,
    a: AttendeeIx,
    pairs: &mut Vec<[AttendeeIx; 2]>,
    visit: &mut dyn FnMut(&[Meeting]),
) {
    if a == event.attendees.len() {
        if let Some(seated) = seat(event, round, pairs) {
            visit(&seated);
        }
        return;
    }
    from_person(event, round, a + 1, pairs, visit);
    let busy = |who: AttendeeIx, pairs: &[[AttendeeIx; 2]]| pairs.iter().any(|pair| pair.contains(&who));
    for b in a + 1..event.attendees.len() {
        if !busy(a, pairs) && !busy(b, pairs) && can_meet(event, round, [a, b]) {
            pairs.push([a, b]);
            from_person(event, round, a + 1, pairs, visit);
            pairs.pop();
        }
    }
}

/// Whether two people can meet in this round.
fn can_meet(event: &Event, round: Round, pair: [AttendeeIx; 2]) -> bool {
    let free = |a: AttendeeIx| {
        let attendee = &event.attendees[a];
        attendee.rounds.contains(round) && attendee.max_meetings != Some(0)
    };
    // A pair meets once, so a `must` for certain rounds excludes all others.
    let in_time = |must: &Must| must.rounds.is_none_or(|rounds| rounds.contains(round));
    may_meet(event, pair[0], pair[1]) && pair.into_iter().all(free) && musts(event, pair).all(in_time)
}

fn musts(event: &Event, pair: [AttendeeIx; 2]) -> impl Iterator<Item = &Must> {
    event.pairs.iter().filter(move |rule| rule.people == pair).filter_map(|rule| match &rule.kind {
        PairRuleKind::Must(must) => Some(must),
        _ => None,
    })
}

/// Gives every pair a table: the one it must have, or the first that is left. None if that cannot be.
fn seat(event: &Event, round: Round, pairs: &[[AttendeeIx; 2]]) -> Option<Vec<Meeting>> {
    let needed: Vec<Vec<TableNo>> = pairs.iter().map(|&pair| needed_tables(event, pair)).collect();
    let fixed: Vec<TableNo> = needed.iter().filter_map(|tables| tables.first().copied()).collect();
    let clash = |ix: usize| fixed[..ix].contains(&fixed[ix]);
    if needed.iter().any(|tables| tables.len() > 1) || (0..fixed.len()).any(clash) {
        return None;
    }
    let mut left = (1..=event.tables.count).filter(|table| !fixed.contains(table));
    let seated = pairs.iter().zip(needed).map(|(&people, needed)| {
        let table = needed.first().copied().or_else(|| left.next())?;
        Some(Meeting { round, table, people, pinned: false, kept: false })
    });
    seated.collect()
}

/// The different tables a pair must have, as hosts or by the organizer's word.
fn needed_tables(event: &Event, pair: [AttendeeIx; 2]) -> Vec<TableNo> {
    let hosts = pair.into_iter().filter_map(|a| event.attendees[a].host);
    let mut tables: Vec<TableNo> = hosts.chain(musts(event, pair).filter_map(|must| must.table)).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

fn all_musts_met(event: &Event, meetings: &[Meeting]) -> bool {
    event.pairs.iter().all(|rule| {
        !matches!(rule.kind, PairRuleKind::Must(_))
            || meetings.iter().any(|meeting| meeting.people == rule.people)
    })
}
