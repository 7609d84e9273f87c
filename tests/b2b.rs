//! The public B2B meeting scheduling instances (Bofill and others, JAIR 74, 2022): every requested meeting is placed,
//! with as few idle gaps as the best published result.
//!
//! Their licence is not stated, so they are not kept here. `RONDJE_B2B=FOLDER cargo test --release --test b2b --
//! --nocapture` reads them from a folder and prints a table; without a folder there is nothing to test.
//!
//! `RONDJE_B2B_EFFORT=high` looks for longer.
//!
//! What cannot be done is recognised too: instances with slots taken away one by one, and with meetings fixed in too few
//! slots.
//!
//! The published results keep a rule that rondje does not have: nobody has over two gaps more than another. So ours may
//! be lower; the table says what the largest difference is.

mod b2b_support;
mod common;

use std::path::{Path, PathBuf};
use std::time::Instant;

use b2b_support::{PUBLISHED, read};
use common::clashes::keep_only;
use common::schedule_of;
use rondje::audit::audit;
use rondje::domain::{Event, Meeting, Must, PairRuleKind, RoundSet};
use rondje::plan::{Effort, Fact, Plan, Settings, Silent, clash, plan};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("RONDJE_B2B").map(PathBuf::from);
    if folder.is_none() {
        println!("RONDJE_B2B names no folder with the B2B instances: nothing to test");
    }
    folder
}

fn settings() -> Settings {
    let high = std::env::var_os("RONDJE_B2B_EFFORT").is_some_and(|effort| effort == "high");
    Settings { effort: if high { Effort::High } else { Effort::Normal }, ..Settings::default() }
}

/// Idle gaps of every attendee, counted from the meetings.
fn gaps(event: &Event, meetings: &[Meeting]) -> Vec<u32> {
    let of = |person: usize| {
        let mine = |meeting: &&Meeting| meeting.people.contains(&person);
        let rounds: Vec<u32> = meetings.iter().filter(mine).map(|meeting| meeting.round).collect();
        rounds.windows(2).filter(|pair| pair[0] + 1 < pair[1]).count() as u32
    };
    (0..event.attendees.len()).map(of).collect()
}

fn audited(event: &Event, plan: &Plan) -> bool {
    let audit = audit(event, &schedule_of(event, plan.meetings.clone(), plan.result));
    audit.violations.iter().for_each(|violation| println!("  {violation}"));
    audit.is_clean()
}

fn instance(folder: &Path, name: &str) -> Event {
    let path = folder.join(format!("{name}.original.dzn"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    read(name, &text)
}

/// Plans one instance, prints its line of the table, and returns what is wrong with the plan.
fn solve(folder: &Path, name: &str, published: u32) -> Vec<String> {
    let event = instance(folder, name);
    let start = Instant::now();
    let Ok(plan) = plan(&event, settings(), &Silent) else {
        return vec![format!("{name}: said to be impossible")];
    };
    let seconds = start.elapsed().as_secs_f64();
    let gaps = gaps(&event, &plan.meetings);
    let (all, most) = (gaps.iter().sum::<u32>(), gaps.iter().max().copied().unwrap_or(0));
    println!(
        "{name:16} {:6} {:8} {:6} {:6} {all:4} {published:9} {:6} {most:6} {seconds:8.2}",
        event.attendees.len(),
        event.pairs.len(),
        event.rounds.count,
        plan.meetings.len(),
        if plan.gap_report.bound == all { "yes".to_owned() } else { format!(">= {}", plan.gap_report.bound) },
    );
    let checks = [
        (plan.meetings.len() == event.pairs.len(), "not every meeting is placed"),
        (audited(&event, &plan), "the audit found something"),
        (plan.gap_report.gaps == all, "the planner miscounted its gaps"),
        (plan.gap_report.bound <= all, "the bound on the gaps is wrong"),
        (all <= published, "more gaps than there may be"),
    ];
    checks.into_iter().filter(|(holds, _)| !holds).map(|(_, wrong)| format!("{name}: {wrong}")).collect()
}

#[test]
fn every_meeting_is_placed_with_few_gaps() {
    let Some(folder) = folder() else { return };
    println!("instance         people meetings rounds placed gaps published proved   most  seconds");
    let wrong: Vec<String> =
        PUBLISHED.into_iter().flat_map(|(name, published)| solve(&folder, name, published)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The event without its last slots.
fn with_rounds(event: &Event, count: u32) -> Event {
    let mut event = event.clone();
    let left = RoundSet::all(count);
    event.rounds.count = count;
    event.attendees.iter_mut().for_each(|attendee| attendee.rounds = attendee.rounds.and(left));
    for rule in &mut event.pairs {
        if let PairRuleKind::Must(Must { rounds: Some(rounds), .. }) = &mut rule.kind {
            *rounds = rounds.and(left);
        }
    }
    event
}

/// The event with as many meetings of its busiest attendee as there are `slots`, and one more, fixed in the first `slots`.
fn with_fixed(event: &Event, slots: u32) -> Event {
    let meetings = |person: usize| event.pairs.iter().filter(|rule| rule.people.contains(&person)).count();
    let busiest = (0..event.attendees.len()).max_by_key(|&person| meetings(person)).expect("somebody");
    let mut event = event.clone();
    let mine = event.pairs.iter_mut().filter(|rule| rule.people.contains(&busiest));
    for rule in mine.take(slots as usize + 1) {
        rule.kind = PairRuleKind::Must(Must { rounds: Some(RoundSet::all(slots)), table: None });
    }
    event
}

/// Whether a minimal clash is found, rechecked by leaving each of its facts out; prints what it says and how long it took.
fn is_impossible(name: &str, change: &str, event: &Event) -> bool {
    let start = Instant::now();
    let Some(clash) = clash(event) else { return false };
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:16} {change:20} {:5} {seconds:8.2}", clash.facts.len());
    let only = |facts: &[Fact]| rondje::plan::clash(&keep_only(event, facts));
    assert!(clash.minimal, "{name}, {change}: {clash:?}");
    assert!(only(&clash.facts).is_some(), "{name}, {change}: these facts do not clash: {clash:?}");
    for left_out in &clash.facts {
        let rest: Vec<Fact> = clash.facts.iter().copied().filter(|fact| fact != left_out).collect();
        assert_eq!(only(&rest), None, "{name}, {change}: {left_out:?} is not needed in {clash:?}");
    }
    true
}

/// Of the most slots that are too few it is said why they are; with one more the event is planned in full.
fn assert_boundary(name: &str, event: &Event) {
    let clashes = |&left: &u32| is_impossible(name, &format!("{left} slots"), &with_rounds(event, left));
    let most = (0..event.rounds.count).rev().find(clashes).expect("a number of slots that is too small");
    let event = with_rounds(event, most + 1);
    let settings = Settings { effort: Effort::Low, ..Settings::default() };
    let plan = plan(&event, settings, &Silent).unwrap_or_else(|clash| panic!("{name}: {clash:?}"));
    assert_eq!(plan.meetings.len(), event.pairs.len(), "{name}");
    assert!(audited(&event, &plan), "{name}");
}

#[test]
fn what_cannot_be_done_is_recognised() {
    let Some(folder) = folder() else { return };
    println!("instance         with                 facts  seconds");
    for (name, _) in PUBLISHED {
        let event = instance(&folder, name);
        assert_boundary(name, &event);
        for slots in [1, 3] {
            let change = format!("{} fixed in {slots}", slots + 1);
            assert!(is_impossible(name, &change, &with_fixed(&event, slots)), "{name}: {change}");
        }
    }
}
