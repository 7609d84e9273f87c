//! The best schedule of a very small event, found by trying every schedule there is. Slow and plain: up to about five
//! people by three rounds, or six by two. What it tries obeys the hard rules by construction; the audit counts.

use std::collections::BTreeMap;

use rondje::audit::audit;
use rondje::domain::{
    AttendeeIx, Event, FloorSetting, Meeting, Must, PairRuleKind, PlanResult, Proof, Round, Schedule, TableNo,
};

use super::plain::may_meet;

/// The best that can be had.
#[derive(Clone, Debug)]
pub struct Best {
    /// The floor that is kept: with `auto` the largest possible, with a number that number or the largest below it
    /// that is possible. `u32::MAX` when everyone gets all that is possible for them.
    pub floor: u32,
    /// One of the schedules with the most points among those which keep the floor.
    pub schedule: Schedule,
}

/// The best schedule; none when the hard rules clash.
pub fn best(event: &Event) -> Option<Best> {
    // By floor: the most points, and how.
    let mut by_floor: BTreeMap<u32, Schedule> = BTreeMap::new();
    every_schedule(event, &mut |schedule| {
        let judged = audit(event, &schedule);
        let floor = judged.floor.unwrap_or(u32::MAX);
        let better = by_floor.get(&floor).is_none_or(|best| best.result.points < judged.points);
        if better {
            let result = PlanResult { points: judged.points, bound: judged.points, ..schedule.result };
            by_floor.insert(floor, Schedule { result, ..schedule });
        }
    });
    let largest = *by_floor.keys().next_back()?;
    let floor = match event.matching.floor {
        FloorSetting::Auto => largest,
        FloorSetting::Fixed(floor) => floor.min(largest),
    };
    let keeping = by_floor.into_iter().filter(|(kept, _)| *kept >= floor);
    let mut schedule = keeping.map(|(_, schedule)| schedule).max_by_key(|schedule| schedule.result.points)?;
    schedule.result.floor = floor;
    Some(Best { floor, schedule })
}

/// Shows every schedule that obeys the hard rules, seated in one way.
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
    from_person(event, round, 0, &mut Vec::new(), meetings, visit);
}

/// Decides for this person and all after them whom they meet in this round, if anybody.
fn from_person(
    event: &Event,
    round: Round,
    a: AttendeeIx,
    pairs: &mut Vec<[AttendeeIx; 2]>,
    meetings: &mut Vec<Meeting>,
    visit: &mut dyn FnMut(&[Meeting]),
) {
    if a == event.attendees.len() {
        let before = meetings.len();
        if let Some(seated) = seat(event, round, pairs) {
            meetings.extend(seated);
            from_round(event, round + 1, meetings, visit);
            meetings.truncate(before);
        }
        return;
    }
    from_person(event, round, a + 1, pairs, meetings, visit);
    let busy = |who: AttendeeIx, pairs: &[[AttendeeIx; 2]]| pairs.iter().any(|pair| pair.contains(&who));
    for b in a + 1..event.attendees.len() {
        if !busy(a, pairs) && !busy(b, pairs) && can_meet(event, round, [a, b], meetings) {
            pairs.push([a, b]);
            from_person(event, round, a + 1, pairs, meetings, visit);
            pairs.pop();
        }
    }
}

/// Whether two people can meet now, after these meetings.
fn can_meet(event: &Event, round: Round, pair: [AttendeeIx; 2], meetings: &[Meeting]) -> bool {
    let free = |a: AttendeeIx| {
        let attendee = &event.attendees[a];
        let had = meetings.iter().filter(|meeting| meeting.people.contains(&a)).count();
        attendee.rounds.contains(round) && attendee.max_meetings.is_none_or(|max| had < max as usize)
    };
    // A pair meets once, so a `must` for certain rounds excludes all others.
    let in_time = |must: &Must| must.rounds.is_none_or(|rounds| rounds.contains(round));
    may_meet(event, pair[0], pair[1])
        && pair.into_iter().all(free)
        && !meetings.iter().any(|meeting| meeting.people == pair)
        && musts(event, pair).all(in_time)
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
