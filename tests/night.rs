//! Simulated nights: people do not come, come late, leave, walk in, and the evening is planned again and again. Every
//! plan is audited, every promise of a policy is held against it, and small evenings are compared with every schedule
//! there is.

mod common;
#[path = "night_support/mod.rs"]
mod night_support;

use common::brute::every_schedule;
use common::plain::{gains, may_meet};
use common::random::{event_of, fixed_cases};
use common::write::text_of;
use common::{event, schedule, schedule_of};
use night_support::{Night, judged, replanned};
use proptest::prelude::*;
use rondje::audit::{Revision, Rule, audit, audit_revision, broken_lines};
use rondje::domain::{
    AttendeeIx, Event, FloorSetting, Meeting, Must, PairRule, PairRuleKind, Round, RoundSet, Schedule,
};
use rondje::plan::{Earlier, Policy, Replan, Settings, Silent, plan, still_possible};

const BALANCED: Policy = Policy::Balanced { change_cost: 400 };

/// What becomes of each attendee: rounds taken away, by a number of sixteen bits.
fn absences() -> impl Strategy<Value = Vec<Option<(bool, u32)>>> {
    prop::collection::vec(prop::option::weighted(0.4, (any::<bool>(), 1..=4_u32)), 9)
}

/// The event with these people gone from a round on, or there from a round on only.
fn with_absences(event: &Event, absences: &[Option<(bool, u32)>]) -> Event {
    let mut event = event.clone();
    let last = event.rounds.count;
    for (attendee, absence) in event.attendees.iter_mut().zip(absences) {
        let there = match *absence {
            Some((true, round)) => RoundSet::span(1, round - 1),
            Some((false, round)) => RoundSet::span(round, last.max(round)),
            None => RoundSet::all(last),
        };
        attendee.rounds = attendee.rounds.and(there);
    }
    event
}

/// A plan made before the night, the evening as it turned out, and the round from which it is planned again.
fn night(event: &Event, absences: &[Option<(bool, u32)>], from: u32) -> Option<Night> {
    let planned = plan(event, Settings::default(), &Silent).ok()?;
    let event = with_absences(event, absences);
    let from = 1 + from % event.rounds.count;
    Some(Night { before: schedule_of(&event, planned.meetings, planned.result), event, from })
}

proptest! {
    #![proptest_config(fixed_cases(20_261_122, 80))]

    #[test]
    fn every_new_plan_keeps_its_promises(event in event_of(3..=9, 1..=4), gone in absences(), from in 0..4_u32) {
        let Some(night) = night(&event, &gone, from) else { return Ok(()) };
        let [keep, balanced, best] = [Policy::Keep, BALANCED, Policy::Best].map(|policy| {
            let replan = replanned(&night, policy);
            judged(&night, policy, &replan);
            replan
        });
        nobody_is_left_who_would_gain(&night, &keep);
        for other in [&balanced, &best] {
            let worth = |replan: &Replan| (std::cmp::Reverse(replan.dropped.len()), replan.plan.result.floor);
            prop_assert!(worth(other) >= worth(&keep), "{}", text_of(&night.event));
        }
        if best.dropped == keep.dropped && best.plan.result.floor == keep.plan.result.floor {
            prop_assert!(best.plan.result.points >= keep.plan.result.points, "{}", text_of(&night.event));
        }
    }
}

/// A `must` that the organizer adds when the evening has begun: two people, and perhaps a round and a table.
type Late = (usize, usize, Option<u32>, Option<u32>);

fn late_musts() -> impl Strategy<Value = Vec<Late>> {
    let sometimes = || prop::option::of(0..9_u32);
    prop::collection::vec((0..9_usize, 0..9_usize, sometimes(), sometimes()), 1..=3)
}

/// Adds what the organizer asks for, where no rule speaks of the two and nothing forbids it.
fn ask(event: &mut Event, late: &[Late]) {
    let people = event.attendees.len();
    for &(a, b, round, table) in late {
        let pair = [(a % people).min(b % people), (a % people).max(b % people)];
        let round = round.map(|round| 1 + round % event.rounds.count);
        let table = table.map(|table| 1 + table % event.tables.count);
        let told = event.pairs.iter().any(|rule| rule.people == pair);
        let away = |&who: &usize| table.is_some() && event.attendees[who].host.is_some();
        if pair[0] == pair[1] || told || pair.iter().any(away) {
            continue;
        }
        let must = Must { rounds: round.map(|round| RoundSet::span(round, round)), table };
        event.pairs.push(PairRule { people: pair, kind: PairRuleKind::Must(must) });
        if !may_meet(event, pair[0], pair[1]) {
            event.pairs.pop();
        }
    }
}

proptest! {
    #![proptest_config(fixed_cases(20_261_125, 60))]

    #[test]
    fn what_is_asked_too_late_breaks_nothing(
        event in event_of(4..=9, 2..=4),
        gone in absences(),
        late in late_musts(),
        from in 0..4_u32,
    ) {
        let Some(mut night) = night(&event, &gone, from) else { return Ok(()) };
        ask(&mut night.event, &late);
        for policy in [Policy::Keep, BALANCED, Policy::Best] {
            judged(&night, policy, &replanned(&night, policy));
        }
    }
}

/// Under `keep`, no two people are free in a round who may meet, do not meet, and would gain.
fn nobody_is_left_who_would_gain(night: &Night, replan: &Replan) {
    let Night { event, from, .. } = night;
    let meetings = &replan.plan.meetings;
    let count = |a: AttendeeIx| meetings.iter().filter(|m| m.partner_of(a).is_some()).count() as u32;
    for round in *from..=event.rounds.count {
        let held: Vec<&Meeting> = meetings.iter().filter(|m| m.round == round).collect();
        if held.len() >= event.tables.count as usize {
            continue;
        }
        let free = |a: &AttendeeIx| {
            event.attendees[*a].rounds.contains(round)
                && count(*a) < event.target(*a)
                && held.iter().all(|m| m.partner_of(*a).is_none())
        };
        let free: Vec<AttendeeIx> = (0..event.attendees.len()).filter(free).collect();
        for &a in &free {
            for &b in free.iter().filter(|&&b| b > a) {
                let met = meetings.iter().any(|m| m.people == [a, b]);
                let gain = gains(event, a, b) || gains(event, b, a);
                let host = event.attendees[a].host.or(event.attendees[b].host);
                let table_is_free = host.is_none_or(|table| held.iter().all(|m| m.table != table));
                assert!(
                    met || !may_meet(event, a, b) || !gain || !table_is_free || apart(event, a, b),
                    "{a} and {b} are free in round {round}: {}",
                    text_of(event)
                );
            }
        }
    }
}

/// Two hosts of different tables; or a pair that has to meet at another time.
fn apart(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let hosts = matches!((event.attendees[a].host, event.attendees[b].host), (Some(x), Some(y)) if x != y);
    hosts || event.pairs.iter().any(|rule| rule.people == [a, b])
}

/// Without tables that somebody is tied to: what the oracle tries says nothing of tables.
fn without_tables(mut event: Event) -> Event {
    event.attendees.iter_mut().for_each(|attendee| attendee.host = None);
    event.pairs.clear();
    event
}

/// What a plan may be, and what it is worth under a policy.
struct Oracle<'a> {
    night: &'a Night,
    policy: Policy,
    lines: Vec<Meeting>,
}

impl Oracle<'_> {
    /// Floor, and points less the cost of changes, of a schedule that the policy allows.
    fn worth(&self, schedule: &Schedule) -> Option<(u32, i64)> {
        let has = |line: &&Meeting| {
            schedule.meetings.iter().any(|m| (m.round, m.people) == (line.round, line.people))
        };
        let from = self.night.from;
        let held = self.lines.iter().filter(|line| line.round < from);
        let new = schedule.meetings.iter().filter(|m| m.round < from).count();
        let past_stays = held.clone().count() == new && held.clone().all(|line| has(&line));
        let changed = self.lines.iter().filter(|line| line.round >= from && !has(line)).count() as i64;
        let cost = match self.policy {
            Policy::Keep if changed > 0 => return None,
            Policy::Balanced { change_cost } => 2 * i64::from(change_cost) * changed,
            Policy::Keep | Policy::Best => 0,
        };
        let judged = audit(&self.night.event, schedule);
        past_stays.then_some((judged.floor.unwrap_or(u32::MAX), judged.points - cost))
    }
}

proptest! {
    #![proptest_config(fixed_cases(20_261_122, 60))]

    #[test]
    fn no_schedule_beats_the_bound(
        event in event_of(3..=5, 2..=3).prop_map(without_tables),
        gone in absences(),
        from in 0..3_u32,
        cost in 0..600_u32,
    ) {
        let Some(night) = night(&event, &gone, from) else { return Ok(()) };
        let earlier = Earlier { meetings: &night.before.meetings, from: night.from };
        let lines = still_possible(&night.event, earlier);
        for policy in [Policy::Keep, Policy::Balanced { change_cost: cost }, Policy::Best] {
            let replan = replanned(&night, policy);
            let result = replan.plan.result;
            let oracle = Oracle { night: &night, policy, lines: lines.clone() };
            let ours = schedule_of(&night.event, replan.plan.meetings.clone(), result);
            let (_, own) = oracle.worth(&ours).expect("our own plan is allowed");
            let own_cost = result.points - own;
            let mut best = (0, i64::MIN);
            every_schedule(&night.event, &mut |schedule| {
                if let Some((floor, worth)) = oracle.worth(&schedule) {
                    best = best.max((floor, worth));
                    if floor >= result.floor {
                        assert!(
                            worth + own_cost <= result.bound,
                            "{policy:?}: {worth} + {own_cost} beats {result:?}: {}\nbefore {:?}\nthere {:?}",
                            text_of(&night.event), night.before.meetings, schedule.meetings
                        );
                    }
                }
            });
            if policy != Policy::Keep && !matches!(policy, Policy::Balanced { .. }) {
                prop_assert!(own >= best.1 || result.floor < best.0, "{policy:?}: {own} of {best:?}");
            }
        }
    }
}

fn no_floor(text: &str) -> Event {
    let mut event = event(text);
    event.matching.floor = FloorSetting::Fixed(0);
    event
}

fn night_of(text: &str, before: &str, from: Round, gone: &[(&str, Round)]) -> Night {
    let mut event = no_floor(text);
    let before = schedule(&event, before);
    for (name, round) in gone {
        let person = event.attendee_by_id(name).unwrap();
        event.attendees[person].rounds = RoundSet::span(1, round - 1);
    }
    Night { event, before, from }
}

fn lines(night: &Night, replan: &Replan) -> Vec<String> {
    let name = |a: AttendeeIx| night.event.attendees[a].id.as_str();
    let line = |m: &Meeting| {
        let kept = if m.kept { " kept" } else { "" };
        format!("{}/{} {} {}{kept}", m.round, m.table, name(m.people[0]), name(m.people[1]))
    };
    replan.plan.meetings.iter().map(line).collect()
}

#[test]
fn whoever_is_left_alone_gets_a_new_partner_at_the_same_table() {
    // b and d do not come: a and c are left over.
    let night = night_of(
        "rounds 1; a wants x; b offers x; c offers x; c wants y; d offers y; e wants x; f offers x",
        "1/1 e f; 1/2 a b; 1/3 c d",
        1,
        &[("b", 1), ("d", 1)],
    );
    let replan = replanned(&night, Policy::Keep);
    assert_eq!(lines(&night, &replan), ["1/1 e f kept", "1/2 a c"]);
}

#[test]
fn what_is_past_is_never_changed_and_what_did_not_happen_is_dropped() {
    // b left before round 2; rounds 1 and 2 are over.
    let night = night_of(
        "rounds 3; a wants x; b offers x; c offers x; d wants x",
        "1/1 a b; 1/2 c d; 2/1 b d; 2/2 a c; 3/1 a d; 3/2 b c",
        3,
        &[("b", 2)],
    );
    let best = replanned(&night, Policy::Best);
    assert_eq!(lines(&night, &best)[..3], ["1/1 a b kept", "1/2 c d kept", "2/2 a c kept"]);
    let keep = replanned(&night, Policy::Keep);
    assert_eq!(lines(&night, &keep), ["1/1 a b kept", "1/2 c d kept", "2/2 a c kept", "3/1 a d kept"]);
}

#[test]
fn a_must_without_a_round_is_dropped_and_told() {
    let mut night = night_of(
        "rounds 3; a wants x; b offers x; c wants x; d offers x; must a b round 3",
        "1/1 a c; 1/2 b d; 2/1 a d; 2/2 b c; 3/1 a b; 3/2 c d",
        3,
        &[],
    );
    assert_eq!(replanned(&night, Policy::Keep).dropped, [] as [usize; 0]);
    // b left after round 2, and the rule names round 3.
    night.event.attendees[1].rounds = RoundSet::span(1, 2);
    for policy in [Policy::Keep, BALANCED, Policy::Best] {
        assert_eq!(replanned(&night, policy).dropped, [0], "{policy:?}");
    }
}

#[test]
fn a_must_that_comes_too_late_does_not_cost_the_line_of_its_pair() {
    let text = "rounds 3; a wants x; b offers x; c wants x; d offers x";
    let before = "1/1 a c; 1/2 b d; 2/1 a d; 2/2 b c; 3/1 a b; 3/2 c d";
    // Round 1 is over, round 2 is taken by other lines, and so is table 2 in round 3.
    for must in
        ["must a b round 1", "must a b round 2", "must a b round 2; must c d round 1", "must a b table 2"]
    {
        let night = night_of(&format!("{text}; {must}"), before, 2, &[]);
        let replan = replanned(&night, Policy::Keep);
        judged(&night, Policy::Keep, &replan);
        assert_eq!(replan.dropped, (0..night.event.pairs.len()).collect::<Vec<_>>(), "{must}");
        assert_eq!(replan.plan.meetings.iter().filter(|m| m.kept).count(), 6, "{must}");
        for policy in [BALANCED, Policy::Best] {
            judged(&night, policy, &replanned(&night, policy));
        }
    }
}

#[test]
fn a_change_must_be_worth_its_cost() {
    // c does not come; b would gain from a, who has a line with d that brings nobody anything.
    let text = "rounds 1; new_contact 0; b wants x; c offers x; a offers x; people d";
    let night = night_of(text, "1/1 b c; 1/2 a d", 1, &[("c", 1)]);
    let with = |change_cost| lines(&night, &replanned(&night, Policy::Balanced { change_cost }));
    assert_eq!(lines(&night, &replanned(&night, Policy::Keep)), ["1/2 a d kept"]);
    assert_eq!(lines(&night, &replanned(&night, Policy::Best)), ["1/1 b a"]);
    assert_eq!(with(0), ["1/1 b a"]);
    assert_eq!(with(399), ["1/1 b a"], "800 points for 798");
    assert_eq!(with(401), ["1/2 a d kept"]);
}

#[test]
fn the_audit_sees_what_a_plan_leaves_of_the_one_before() {
    let event = event("rounds 2; people a b c d");
    let before = schedule(&event, "1/1 a b; 1/2 c d; 2/1 a c; 2/2 b d");
    let broken = |after: &str, from: Round, keep: bool| -> Vec<Rule> {
        let after = schedule(&event, after);
        audit_revision(&event, &before, &after, Revision { from, keep }).iter().map(|v| v.rule).collect()
    };
    assert_eq!(broken("1/1 a b; 1/2 c d; 2/1 a c; 2/2 b d", 2, true), []);
    assert_eq!(broken("1/1 a b; 1/2 c d; 2/1 a d; 2/2 b c", 2, false), []);
    assert_eq!(broken("1/1 a b; 1/2 c d; 2/1 a d; 2/2 b c", 2, true), [Rule::LinesStay, Rule::LinesStay]);
    assert_eq!(broken("1/1 a b; 2/1 a c; 2/2 b d", 2, false), [Rule::PastStays]);
    assert_eq!(broken("1/2 a b; 1/1 c d; 2/1 a c; 2/2 b d", 2, false), [Rule::PastStays; 4]);
    assert_eq!(broken("1/1 a b; 1/2 c d; 2/2 a c; 2/1 b d", 2, true), [Rule::LinesStay; 2]);
    let twice = schedule(&event, "1/1 a b; 2/1 a b; 2/2 a c");
    let rules: Vec<Rule> = broken_lines(&event, &twice, 1).iter().map(|v| v.rule).collect();
    assert_eq!(rules, [Rule::OnePlaceAtATime, Rule::MeetOnce]);
}
