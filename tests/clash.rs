//! When the hard rules clash, the planner names facts that cannot hold together, and none that could be left out.

mod common;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::clashes::keep_only;
use common::random::small_event;
use common::{bare_attendee, event};
use proptest::prelude::*;
use rondje::domain::{Event, Must, PairRule, PairRuleKind, RoundSet};
use rondje::plan::{Clash, Fact, Observer, Progress, Settings, Silent, plan};

fn clash(event: &Event) -> Clash {
    plan(event, Settings::default(), &Silent).expect_err("the rules clash")
}

/// Checks by planning again that the facts clash on their own, and that without any one of them they do not.
fn assert_irreducible(event: &Event, clash: &Clash) {
    assert!(clash.minimal, "{clash:?}");
    assert!(!clash.facts.is_empty());
    let alone = keep_only(event, &clash.facts);
    assert!(plan(&alone, Settings::default(), &Silent).is_err(), "these facts do not clash: {clash:?}");
    for left_out in &clash.facts {
        let rest: Vec<Fact> = clash.facts.iter().copied().filter(|fact| fact != left_out).collect();
        let relaxed = keep_only(event, &rest);
        assert!(
            plan(&relaxed, Settings::default(), &Silent).is_ok(),
            "{left_out:?} is not needed in {clash:?}"
        );
    }
}

#[track_caller]
fn check(text: &str, expected: &[Fact]) {
    let event = event(text);
    let clash = clash(&event);
    assert_eq!(clash.facts, expected, "{text}");
    assert_irreducible(&event, &clash);
}

#[test]
fn a_must_and_a_never() {
    check("people a b c; rounds 3; must a b; must a c; never a b", &[Fact::Must(0), Fact::Never(2)]);
}

#[test]
fn a_must_and_somebody_who_avoids() {
    check("people a b; b avoids a; must a b", &[Fact::Must(0), Fact::Avoids(1, 0)]);
}

#[test]
fn two_people_who_are_never_there_together() {
    let facts = [Fact::Must(0), Fact::Rounds(0), Fact::Rounds(1)];
    check("people a b; rounds 4; a there 1 2; b there 3 4; must a b", &facts);
}

#[test]
fn two_hosts_of_different_tables() {
    let facts = [Fact::Must(0), Fact::Host(0), Fact::Host(1)];
    check("people a b c d; tables 2; a host 1; b host 2; must a b", &facts);
}

#[test]
fn two_pins_of_one_person_in_one_round() {
    let facts = [Fact::Must(0), Fact::Must(2)];
    check("people a b c d; rounds 3; must a b round 2; must b d; must a c round 2", &facts);
}

#[test]
fn two_pins_at_one_table_in_one_round() {
    let facts = [Fact::Must(0), Fact::Must(1)];
    check("people a b c d; rounds 3; must a b round 2 table 1; must c d round 2 table 1", &facts);
}

#[test]
fn more_musts_than_a_maximum() {
    let facts = [Fact::Must(1), Fact::Must(2), Fact::Must(3), Fact::MaxMeetings(0)];
    check("people a b c d e; rounds 4; a max 2; must b c; must a b; must a c; must a d", &facts);
}

#[test]
fn more_musts_than_rounds() {
    let facts = [Fact::Must(0), Fact::Must(1), Fact::Must(2), Fact::RoundCount];
    check("people a b c d; rounds 2; must a b; must a c; must a d", &facts);
}

#[test]
fn three_musts_at_one_table_in_two_rounds() {
    let facts = [Fact::Must(0), Fact::Must(1), Fact::Must(2), Fact::RoundCount, Fact::TableCount];
    check("people a b c d e f; rounds 2; tables 1; must a b; must c d; must e f", &facts);
}

/// Five people who must all meet need five rounds, not four: ten meetings, two a round.
#[test]
fn an_odd_clique() {
    let names = ["a", "b", "c", "d", "e"];
    let pairs = names
        .iter()
        .enumerate()
        .flat_map(|(index, one)| names[..index].iter().map(move |other| (one, other)));
    let musts: Vec<String> = pairs.map(|(one, other)| format!("must {one} {other}")).collect();
    let event = event(&format!("people a b c d e; rounds 4; tables 9; {}", musts.join("; ")));
    let clash = clash(&event);
    assert!(clash.facts.contains(&Fact::RoundCount));
    assert_irreducible(&event, &clash);
}

/// Eleven people who must all meet: too many for a search, but a round has room for five of the 55 meetings.
#[test]
fn a_large_odd_clique() {
    let mut event = evening(11, 10, 9);
    event.pairs = (0..11).flat_map(|one| (0..one).map(move |other| must(one, other))).collect();
    let clash = rondje::plan::clash(&event).expect("55 meetings, room for 50");
    assert!(clash.facts.contains(&Fact::RoundCount) && !clash.facts.contains(&Fact::TableCount));
    assert_eq!(clash.facts.len(), 52, "{clash:?}");
}

/// Gives up at some of the times it is asked.
struct GivesUp {
    asked: AtomicUsize,
    at: Range<usize>,
}

impl Observer for GivesUp {
    fn progress(&self, _: Progress) {}

    fn stop(&self) -> bool {
        self.at.contains(&self.asked.fetch_add(1, Ordering::Relaxed))
    }
}

/// Where a search is given up, all is told that may clash, and not that nothing of it could be left out.
#[test]
fn a_search_that_is_given_up() {
    let event = event("people a b c; rounds 3; must a b; must a c; never a b");
    let clash = |at: Range<usize>| {
        let observer = GivesUp { asked: AtomicUsize::new(0), at };
        plan(&event, Settings::default(), &observer).expect_err("the rules clash")
    };
    let least = [Fact::Must(0), Fact::Never(2)];
    let all = clash(0..usize::MAX);
    assert!(all.stopped && !all.minimal && all.facts.contains(&Fact::Must(1)), "{all:?}");
    let once: Vec<Clash> = (0..60).map(|asked| clash(asked..asked + 1)).collect();
    for clash in &once {
        assert!(least.iter().all(|fact| clash.facts.contains(fact)), "{clash:?}");
        assert!(!clash.minimal || clash.facts == least, "{clash:?}");
    }
    assert!(once.iter().any(|clash| !clash.minimal) && once[59].minimal && !once[59].stopped);
}

/// A large evening: hundreds of musts that can all be kept, and four that cannot.
#[test]
fn a_needle_in_three_hundred_people() {
    let mut event = event("rounds 12; tables 150; people a");
    let blank = event.attendees[0].clone();
    event.attendees = (0..300)
        .map(|person| {
            let mut attendee = blank.clone();
            attendee.id = format!("p{person}");
            attendee
        })
        .collect();
    let must = |a: usize, b: usize, round: Option<u32>| rondje::domain::PairRule {
        people: [a, b],
        kind: PairRuleKind::Must(Must { rounds: round.map(|r| RoundSet::span(r, r)), table: None }),
    };
    for step in 1..=3 {
        event.pairs.extend((0..300 - step).map(|a| must(a, a + step, None)));
    }
    let needle = event.pairs.len();
    event.pairs.push(must(17, 117, Some(4)));
    event.pairs.push(must(17, 217, Some(4)));
    let clash = clash(&event);
    assert_eq!(clash.facts, [Fact::Must(needle), Fact::Must(needle + 1)]);
    assert!(clash.minimal);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_clash_is_irreducible(event in small_event()) {
        if let Err(clash) = plan(&event, Settings::default(), &Silent) {
            assert_irreducible(&event, &clash);
        }
    }
}

/// People who are there all evening, and nothing else.
fn evening(people: usize, rounds: u32, tables: u32) -> Event {
    let mut event = event(&format!("rounds {rounds}; tables {tables}"));
    event.attendees =
        (0..people).map(|person| bare_attendee(&format!("p{person}"), RoundSet::all(rounds))).collect();
    event
}

fn must(a: usize, b: usize) -> PairRule {
    PairRule { people: [a.min(b), a.max(b)], kind: PairRuleKind::Must(Must::default()) }
}

/// Everybody in a circle meets those `near` places from them.
fn circle(event: &mut Event, near: usize) {
    let people = event.attendees.len();
    for step in 1..=near {
        event.pairs.extend((0..people).map(|person| must(person, (person + step) % people)));
    }
}

/// Twelve musts each in eleven rounds, three hundred people: one of them is enough to see it.
#[test]
fn a_round_too_few_for_three_hundred_people() {
    let mut event = evening(300, 11, 150);
    circle(&mut event, 6);
    let clash = rondje::plan::clash(&event).expect("twelve meetings in eleven rounds");
    assert!(clash.minimal);
    assert_eq!(clash.facts.len(), 13, "{clash:?}");
}

/// A hundred people with six musts each fill six rounds; with a table less than they need, one too many is left.
#[test]
fn a_table_too_few() {
    let mut event = evening(100, 6, 49);
    circle(&mut event, 3);
    let clash = rondje::plan::clash(&event).expect("300 meetings, room for 294");
    let musts = clash.facts.iter().filter(|fact| matches!(fact, Fact::Must(_))).count();
    assert_eq!(musts, 295);
    assert!(clash.facts.contains(&Fact::TableCount) && clash.facts.contains(&Fact::RoundCount));
}

/// As many tables as are needed in every round, and not one more: nothing clashes, though it is tight.
#[test]
fn just_enough_tables() {
    let mut event = evening(100, 8, 38);
    circle(&mut event, 3);
    event.pairs.extend((0..4).map(|person| must(person, person + 50)));
    assert_eq!(event.pairs.len(), 8 * 38);
    assert_eq!(rondje::plan::clash(&event), None);
}

/// Four meetings of one attendee in three rounds that all of them are limited to.
#[test]
fn four_musts_in_three_rounds_of_many() {
    let mut event = evening(60, 12, 30);
    circle(&mut event, 3);
    let limited = [0, 60, 120, 59];
    for pair in limited {
        assert!(event.pairs[pair].people.contains(&0));
        event.pairs[pair].kind = PairRuleKind::Must(Must { rounds: Some(RoundSet::span(4, 6)), table: None });
    }
    let clash = rondje::plan::clash(&event).expect("four in three");
    assert_eq!(
        clash.facts,
        limited.map(Fact::Must).into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    );
    assert!(clash.minimal);
}
