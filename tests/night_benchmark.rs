//! Simulated nights of every size, as a table: what each policy keeps of the points, and what it costs in paper. Run it
//! with `cargo test --release --test night_benchmark -- --ignored --nocapture`.

mod common;
#[path = "night_support/mod.rs"]
mod night_support;

use std::time::Instant;

use common::schedule_of;
use night_support::{Night, judged, replanned};
use rondje::cli::example::{self, Recipe};
use rondje::domain::{AttendeeIx, Event, Meeting, Round, RoundSet};
use rondje::input::read_event;
use rondje::plan::{Policy, Settings, Silent, plan};

const POLICIES: [(&str, Policy); 3] =
    [("keep", Policy::Keep), ("balanced", Policy::Balanced { change_cost: 400 }), ("best", Policy::Best)];

/// The same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// So many people (not among `out`), by lot.
fn drawn(dice: &mut Dice, people: usize, out: &[AttendeeIx], count: usize) -> Vec<AttendeeIx> {
    let mut left: Vec<AttendeeIx> = (0..people).filter(|person| !out.contains(person)).collect();
    (0..count).map(|_| left.swap_remove(dice.roll(left.len()))).collect()
}

fn with_rounds(event: &Event, people: &[AttendeeIx], rounds: RoundSet) -> Event {
    let mut event = event.clone();
    for &person in people {
        event.attendees[person].rounds = rounds;
    }
    event
}

/// Rounds from `from` on that people are there and have no meeting, counted for each person.
fn sit_outs(event: &Event, meetings: &[Meeting], from: Round) -> usize {
    let busy = |person: AttendeeIx, round: Round| {
        meetings.iter().any(|m| {
            let there = m.people.iter().all(|&p| event.attendees[p].rounds.contains(round));
            m.round == round && there && m.partner_of(person).is_some()
        })
    };
    let rounds = |person: AttendeeIx| event.attendees[person].rounds.iter().filter(|&round| round >= from);
    (0..event.attendees.len())
        .map(|person| rounds(person).filter(|&round| !busy(person, round)).count())
        .sum()
}

/// Lines that change in rounds to come, of people who are there.
struct Paper {
    /// People whose agenda changes.
    agendas: usize,
    /// Lines, counted for each person, that could have stayed and did not.
    broken: usize,
}

fn paper(event: &Event, before: &[Meeting], after: &[Meeting], from: Round) -> Paper {
    let line = |plan: &[Meeting], person: AttendeeIx, round: Round| {
        let meeting = plan.iter().find(|m| m.round == round && m.partner_of(person).is_some());
        meeting.map(|m| (m.table, m.partner_of(person)))
    };
    let there = |person: AttendeeIx, round: Round| event.attendees[person].rounds.contains(round);
    let mut paper = Paper { agendas: 0, broken: 0 };
    for person in 0..event.attendees.len() {
        let mut changes = false;
        for round in (from..=event.rounds.count).filter(|&round| there(person, round)) {
            let planned = line(before, person, round);
            let differs = planned != line(after, person, round);
            let stands =
                planned.is_some_and(|(_, partner)| partner.is_some_and(|partner| there(partner, round)));
            changes |= differs;
            paper.broken += usize::from(differs && stands);
        }
        paper.agendas += usize::from(changes);
    }
    paper
}

/// People who lost a partner in a round to come: their agenda changes under any policy.
fn unavoidable(event: &Event, before: &[Meeting], from: Round) -> usize {
    let there = |person: AttendeeIx, round: Round| event.attendees[person].rounds.contains(round);
    let lost = |person: &AttendeeIx| {
        before
            .iter()
            .filter(|m| m.round >= from && there(*person, m.round))
            .any(|m| m.partner_of(*person).is_some_and(|partner| !there(partner, m.round)))
    };
    (0..event.attendees.len()).filter(lost).count()
}

struct Case {
    people: usize,
    rounds: u32,
    no_shows: usize,
    walk_ins: usize,
    from: Round,
}

fn simulate(case: &Case) {
    let Case { people, rounds, no_shows, walk_ins, from } = *case;
    let guests = people * walk_ins / 100;
    let recipe = Recipe { people: people + guests, rounds, seed: 1, night: false };
    let text = example::event(recipe);
    let all = read_event(&text, &mut |_| Err(String::new())).expect("an event").event;
    let walked_in: Vec<AttendeeIx> = (people..people + guests).collect();
    // Walk-ins exist, but are not there while the evening is planned.
    let expected = with_rounds(&all, &walked_in, RoundSet::EMPTY);
    let planned = plan(&expected, Settings::default(), &Silent).expect("no clash");
    let gone = drawn(&mut Dice(7), people, &[], people * no_shows / 100);
    let event = with_rounds(&expected, &walked_in, RoundSet::span(from, rounds));
    let event = with_rounds(&event, &gone, RoundSet::span(1, from - 1));
    let before = schedule_of(&event, planned.meetings, planned.result);
    let night = Night { event, before, from };
    let there = night.event.attendees.iter().filter(|a| a.rounds.iter().any(|r| r >= from)).count();
    let waiting = sit_outs(&night.event, &night.before.meetings, from);
    let outcomes = POLICIES.map(|(name, policy)| {
        let started = Instant::now();
        let replan = replanned(&night, policy);
        let seconds = started.elapsed().as_secs_f64();
        judged(&night, policy, &replan);
        (name, replan.plan, seconds)
    });
    let best = outcomes[2].1.result.bound as f64;
    let must_change = unavoidable(&night.event, &night.before.meetings, from);
    let share = |part: usize| part as f64 / there as f64 * 100.0;
    let mut broken = Vec::new();
    for (name, plan, seconds) in &outcomes {
        let result = plan.result;
        let paper = paper(&night.event, &night.before.meetings, &plan.meetings, from);
        let gap = (result.bound - result.points) as f64 / result.bound as f64 * 100.0;
        println!(
            "| {people} × {rounds} | {no_shows} % | {walk_ins} % | {from} | {name} | {:.2} % | {:.0} % ({:.0} %) | {} | \
             {waiting} → {} | {gap:.2} % | {} | {seconds:.2} |",
            result.points as f64 / best * 100.0,
            share(paper.agendas),
            share(must_change),
            paper.broken,
            sit_outs(&night.event, &plan.meetings, from),
            result.floor,
        );
        assert!(people != 120 || *name != "best" || gap <= 0.5, "best is not within 0.5 % of its bound");
        broken.push(paper.broken);
    }
    assert_eq!(broken[0], 0, "keep keeps every line that can stay");
    assert!(
        no_shows != 25 || 2 * broken[1] <= broken[2],
        "balanced changes more than half of what best changes"
    );
}

#[test]
#[ignore = "takes minutes; for figures, in a release build"]
fn simulated_nights() {
    println!(
        "| people | no-shows | walk-ins | from round | policy | points of the best bound | agendas changed | sit-outs | gap | seconds |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (people, rounds) in [(36, 7), (120, 10), (300, 12)] {
        for no_shows in [10, 25, 50] {
            for walk_ins in [0, 5] {
                for from in [1, rounds / 2 + 1] {
                    simulate(&Case { people, rounds, no_shows, walk_ins, from });
                }
            }
        }
    }
}
