//! The audit on random events and careless schedules: every rule against the plainest statement of it, whatever the
//! order of attendees and meetings.

mod common;

use common::plain::{gains, may_meet, rewarding_partners};
use common::random::{careless_meetings, fixed_cases, small_event};
use common::{NOTHING, broken, schedule_of, with_true_result};
use proptest::prelude::*;
use rondje::audit::{Rule, audit};
use rondje::domain::{AttendeeIx, Event, Meeting, Must, PairRuleKind, Schedule};

fn event_and_schedule() -> impl Strategy<Value = (Event, Schedule)> {
    small_event().prop_flat_map(|event| {
        let meetings = careless_meetings(&event);
        (Just(event), meetings).prop_map(|(event, meetings)| {
            let schedule = with_true_result(&event, schedule_of(&event, meetings, NOTHING));
            (event, schedule)
        })
    })
}

/// Whether any two of the meetings are at odds.
fn any_two(meetings: &[Meeting], at_odds: impl Fn(&Meeting, &Meeting) -> bool) -> bool {
    meetings.iter().enumerate().any(|(ix, one)| meetings[..ix].iter().any(|other| at_odds(one, other)))
}

fn is_kept(must: &Must, people: [AttendeeIx; 2], meetings: &[Meeting]) -> bool {
    meetings.iter().any(|m| {
        m.people == people
            && must.rounds.is_none_or(|rounds| rounds.contains(m.round))
            && must.table.is_none_or(|table| table == m.table)
    })
}

/// The rules that are broken, each as §4 says it.
fn plainly_broken(event: &Event, meetings: &[Meeting]) -> Vec<Rule> {
    let exists = |number: u32, last: u32| number >= 1 && number <= last;
    let shares = |m: &Meeting, n: &Meeting| m.people.iter().any(|a| n.people.contains(a));
    let there = |m: &Meeting| m.people.iter().all(|&a| event.attendees[a].rounds.contains(m.round));
    let at_home =
        |m: &Meeting| m.people.iter().all(|&a| event.attendees[a].host.is_none_or(|own| own == m.table));
    let often = |a: AttendeeIx| meetings.iter().filter(|m| m.people.contains(&a)).count();
    let over = |(a, max): (AttendeeIx, Option<u32>)| max.is_some_and(|max| often(a) > max as usize);
    let maxima = event.attendees.iter().map(|attendee| attendee.max_meetings).enumerate();
    let unmet = event.pairs.iter().any(|rule| match &rule.kind {
        PairRuleKind::Must(must) => !is_kept(must, rule.people, meetings),
        _ => false,
    });
    let rules = [
        (Rule::OnePlaceAtATime, any_two(meetings, |m, n| m.round == n.round && shares(m, n))),
        (Rule::MeetOnce, any_two(meetings, |m, n| m.people == n.people)),
        (
            Rule::TableOnce,
            any_two(meetings, |m, n| (m.round, m.table) == (n.round, n.table))
                || meetings.iter().any(|m| !exists(m.table, event.tables.count)),
        ),
        (Rule::Present, meetings.iter().any(|m| !exists(m.round, event.rounds.count) || !there(m))),
        (Rule::MayMeet, meetings.iter().any(|m| !may_meet(event, m.people[0], m.people[1]))),
        (Rule::MustMeet, unmet),
        (Rule::HostStays, meetings.iter().any(|m| !at_home(m))),
        (Rule::MaxMeetings, { maxima }.any(over)),
    ];
    rules.into_iter().filter(|(_, broken)| *broken).map(|(rule, _)| rule).collect()
}

/// Rewarding meetings of `a`, and how many are possible for `a` alone.
fn rewarding(event: &Event, meetings: &[Meeting], a: AttendeeIx) -> (usize, usize) {
    let met = |b: AttendeeIx| meetings.iter().any(|m| m.partner_of(a) == Some(b));
    let has = (0..event.attendees.len()).filter(|&b| met(b) && gains(event, a, b)).count();
    (has, rewarding_partners(event, a).min(event.target(a) as usize))
}

fn keeps_floor(event: &Event, meetings: &[Meeting], floor: usize) -> bool {
    (0..event.attendees.len()).all(|a| {
        let (has, possible) = rewarding(event, meetings, a);
        has >= floor.min(possible)
    })
}

/// The same event and schedule with the attendees in the opposite order.
fn turned_round(event: &Event, schedule: &Schedule) -> (Event, Schedule) {
    let (mut event, mut schedule) = (event.clone(), schedule.clone());
    let last = event.attendees.len() - 1;
    let turn = |pair: &mut [AttendeeIx; 2]| *pair = [last - pair[1], last - pair[0]];
    event.attendees.reverse();
    for attendee in &mut event.attendees {
        for others in [&mut attendee.asks_for, &mut attendee.knows, &mut attendee.avoids] {
            for other in others {
                *other = last - *other;
            }
        }
    }
    event.pairs.iter_mut().for_each(|rule| turn(&mut rule.people));
    event.met_before.iter_mut().for_each(turn);
    schedule.meetings.iter_mut().for_each(|meeting| turn(&mut meeting.people));
    schedule.meetings.reverse();
    (event, schedule)
}

proptest! {
    #![proptest_config(fixed_cases(20_261_123, 500))]

    #[test]
    fn the_broken_rules_are_those_of_the_contract((event, schedule) in event_and_schedule()) {
        let audit = audit(&event, &schedule);
        prop_assert_eq!(broken(&audit), plainly_broken(&event, &schedule.meetings), "{:#?}", audit.violations);
    }

    #[test]
    fn the_floor_is_the_largest_that_is_kept((event, schedule) in event_and_schedule()) {
        match audit(&event, &schedule).floor {
            None => prop_assert!(keeps_floor(&event, &schedule.meetings, usize::MAX)),
            Some(floor) => {
                prop_assert!(keeps_floor(&event, &schedule.meetings, floor as usize));
                prop_assert!(!keeps_floor(&event, &schedule.meetings, floor as usize + 1));
            }
        }
    }

    #[test]
    fn a_floor_in_the_file_is_broken_exactly_above_it((event, mut schedule) in event_and_schedule(), floor in 0..6_u32) {
        schedule.result.floor = floor;
        let kept = keeps_floor(&event, &schedule.meetings, floor as usize);
        prop_assert_eq!(broken(&audit(&event, &schedule)).contains(&Rule::Floor), !kept);
    }

    #[test]
    fn the_order_of_attendees_and_meetings_does_not_matter((event, schedule) in event_and_schedule()) {
        let (turned, turned_schedule) = turned_round(&event, &schedule);
        let (one, other) = (audit(&event, &schedule), audit(&turned, &turned_schedule));
        prop_assert_eq!(one.points, other.points);
        prop_assert_eq!((one.floor, one.wants_served, one.wants), (other.floor, other.wants_served, other.wants));
        prop_assert_eq!(one.violations.len(), other.violations.len());
    }

    #[test]
    fn more_meetings_serve_no_fewer_wants((event, mut schedule) in event_and_schedule()) {
        let all = audit(&event, &schedule).wants_served;
        schedule.meetings.pop();
        prop_assert!(audit(&event, &schedule).wants_served <= all);
    }
}
