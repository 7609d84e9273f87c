//! Certificates: what the planner proves in whole numbers, the audit rechecks from the event alone. A certificate that is
//! tampered with is caught, or proves less and still the truth.

mod cli_support;
mod common;
mod shifts;

use cli_support::Desk;
use common::brute::{Best, best};
use common::event;
use common::plain::possible;
use common::random::{event_of, fixed_cases};
use common::write::text_of;
use proptest::prelude::*;
use rondje::audit::{Flaw, LargerFloor, Part, recheck};
use rondje::cli::example::{self, Recipe};
use rondje::domain::{Certificate, Event, FloorSetting, Next, Prices};
use rondje::input::read_event;
use rondje::plan::{Effort, Plan, Settings, Silent, certify, plan};
use rondje::schedule_file::{CertificateFile, digest, read_certificate, write_certificate};
use shifts::in_shifts;

const SETTINGS: Settings = Settings { effort: Effort::Low, threads: Some(1) };

fn tiny_event() -> impl Strategy<Value = Event> {
    prop_oneof![1 => event_of(1..=3, 1..=4), 2 => event_of(4..=5, 1..=3), 2 => event_of(6..=6, 1..=3)]
}

/// A plan and its certificate, which must be without flaw.
fn certified(event: &Event) -> Option<(Plan, Certificate)> {
    let plan = plan(event, SETTINGS, &Silent).ok()?;
    let certificate = certify(event, &plan, SETTINGS, &Silent);
    let rechecked = recheck(event, &certificate);
    assert_eq!(rechecked.flaws, [], "{}\n{certificate:#?}", text_of(event));
    assert!(certificate.bound >= plan.result.points, "{}", text_of(event));
    Some((plan, certificate))
}

/// The most points of any schedule that keeps this floor; none when there is no such schedule.
fn most_points(event: &Event, floor: u32) -> Option<i64> {
    let mut event = event.clone();
    event.matching.floor = FloorSetting::Fixed(floor);
    let most = (0..event.attendees.len()).map(|a| possible(&event, a)).max().unwrap_or(0);
    let Best { floor: kept, schedule } = best(&event)?;
    (kept >= floor.min(most)).then_some(schedule.result.points)
}

proptest! {
    #![proptest_config(fixed_cases(20_261_210, 120))]

    #[test]
    fn what_is_certified_is_true(event in tiny_event()) {
        if let Some((plan, certificate)) = certified(&event) {
            let most = most_points(&event, plan.result.floor);
            prop_assert!(most.is_none_or(|most| most <= certificate.bound), "{most:?} {}", text_of(&event));
            if recheck(&event, &certificate).larger_floor == LargerFloor::Impossible {
                prop_assert_eq!(most_points(&event, plan.result.floor + 1), None, "{}", text_of(&event));
            }
        }
    }

    #[test]
    fn a_certificate_survives_being_written_down(event in event_of(3..=9, 1..=4)) {
        if let Some((_, certificate)) = certified(&event) {
            let file = CertificateFile { event_digest: digest(&event), certificate };
            let text = write_certificate(&event, &file);
            let read = read_certificate(&text, &event).expect("what was written can be read");
            prop_assert_eq!(&read, &file);
        }
    }
}

/// Every way to change one number or word of a certificate.
fn tampered(certificate: &Certificate, kind: u32, at: prop::sample::Index, by: i64) -> Certificate {
    let mut changed = certificate.clone();
    let steps = if kind.is_multiple_of(2) || changed.larger_floor.is_empty() {
        &mut changed.points
    } else {
        &mut changed.larger_floor
    };
    let step = at.index(steps.len());
    let Prices { time, wants, floor, crowds } = &mut steps[step].prices;
    let mut prices: Vec<&mut i64> =
        time.iter_mut().chain(wants.iter_mut().flatten()).chain(floor).chain(crowds).collect();
    match kind / 2 {
        0..=3 => {
            let price = at.index(1_000_003) % prices.len();
            *prices[price] += by;
        }
        4 => changed.bound += by,
        5 => changed.floor = changed.floor.saturating_add_signed(by as i32 % 3),
        6 => drop(steps.remove(step)),
        7 => steps[step].next = Next::Closed,
        8 => steps[step].next = Next::Again,
        9 => steps[step].next = Next::Split([0, 1]),
        10 if by % 2 == 0 => drop(changed.epochs.pop()),
        10 => changed.scale = changed.scale.saturating_add_signed(by as i32 * 100),
        _ => changed.crowds.push(vec![0, 1, 2]),
    }
    changed
}

proptest! {
    #![proptest_config(fixed_cases(20_261_210, 200))]

    #[test]
    fn tampering_is_caught_or_proves_the_truth(
        event in event_of(4..=6, 2..=3),
        kind in 0..24_u32,
        at in any::<prop::sample::Index>(),
        by in prop_oneof![-3_i64..=3, -200_000_i64..=200_000, Just(i64::MIN / 4), Just(i64::MAX / 4)],
    ) {
        if let Some((_, certificate)) = certified(&event) {
            let changed = tampered(&certificate, kind, at, by);
            let rechecked = recheck(&event, &changed);
            if rechecked.flaws.is_empty() {
                let most = most_points(&event, changed.floor);
                prop_assert!(most.is_none_or(|most| most <= changed.bound), "{most:?} {changed:#?} {}", text_of(&event));
                if rechecked.larger_floor == LargerFloor::Impossible {
                    prop_assert_eq!(most_points(&event, changed.floor + 1), None);
                }
            }
        }
    }
}

/// Invented evenings whose proofs have several cases.
fn split_proofs() -> Vec<(Event, Plan, Certificate)> {
    let invented = (1..=40).map(|seed| {
        let text = example::event(Recipe { people: 15, rounds: 4, seed, night: seed % 2 == 0 });
        read_event(&text, &mut |name| Err(format!("no {name}"))).expect("an event without errors").event
    });
    let proved = invented.filter_map(|event| certified(&event).map(|(plan, proof)| (event, plan, proof)));
    let is_split = |proof: &Certificate| proof.points.iter().any(|step| matches!(step.next, Next::Split(_)));
    proved.filter(|(_, _, proof)| is_split(proof)).take(4).collect()
}

/// A proof with cases, with any one step left out, cut short, prolonged or split elsewhere, or another pair: what is still
/// accepted is not below what a plan really has.
#[test]
fn no_case_can_be_left_out() {
    let proofs = split_proofs();
    assert!(!proofs.is_empty(), "no proof has cases");
    for (event, plan, certificate) in proofs {
        let accepted = |changed: &Certificate| {
            let sound = changed.bound >= plan.result.points || !recheck(&event, changed).flaws.is_empty();
            assert!(sound, "{} of {}: {changed:#?}", changed.bound, plan.result.points);
        };
        let lower = Certificate { bound: plan.result.points - 1, ..certificate.clone() };
        accepted(&lower);
        for step in 0..certificate.points.len() {
            let mut without = lower.clone();
            without.points.remove(step);
            accepted(&without);
            for next in [Next::Closed, Next::Again, Next::Split([0, 1]), Next::Split([2, 9])] {
                let mut other = lower.clone();
                other.points[step].next = next;
                accepted(&other);
            }
            let mut dearer = lower.clone();
            dearer.points[step].prices.time.iter_mut().for_each(|price| *price += 1_000_000);
            accepted(&dearer);
        }
    }
}

const EVENING: &str = "rounds 2; a wants x! y; b offers x; b wants z; c offers z x; c wants y; d offers y; d wants x; \
                       e wants x; e offers z; f offers y; f wants z!";

/// Half are there for the first four of six rounds and half for the last four, or a third each come and go.
#[test]
fn a_proof_for_an_evening_in_shifts_tells_rounds_apart() {
    for (seed, shifts) in [(1, &[(1, 4), (3, 6)][..]), (2, &[(1, 3), (2, 5), (4, 6)])] {
        let event = in_shifts(24, 6, seed, shifts);
        let (plan, certificate) = certified(&event).expect("no clash");
        assert!(certificate.epochs.len() > 1, "{:?}", certificate.epochs);
        let above = certificate.bound - plan.result.points;
        assert!(above * 100 <= plan.result.points, "{} above {}", certificate.bound, plan.result.points);
        // What the epochs cost is part of the proof: without it, it proves nothing of the kind.
        let whole = Certificate { epochs: Vec::new(), ..certificate.clone() };
        assert!(matches!(recheck(&event, &whole).flaws[..], [Flaw::Above { .. }]));
        let file = CertificateFile { event_digest: digest(&event), certificate };
        let read = read_certificate(&write_certificate(&event, &file), &event);
        assert_eq!(read.expect("what was written can be read"), file);
    }
}

#[test]
fn a_bound_that_is_too_low_is_caught() {
    let event = event(EVENING);
    let (plan, certificate) = certified(&event).expect("no clash");
    assert_eq!(certificate.bound, plan.result.points, "the points are proved to be the most");
    let lower = Certificate { bound: certificate.bound - 1, ..certificate.clone() };
    let caught = Flaw::Above { claimed: lower.bound, proved: certificate.bound };
    assert_eq!(recheck(&event, &lower).flaws, [caught]);
}

#[test]
fn a_certificate_of_another_event_is_caught() {
    let (_, certificate) = certified(&event(EVENING)).expect("no clash");
    let richer = event(&format!("{EVENING}; prefer a d 900"));
    assert!(matches!(recheck(&richer, &certificate).flaws[..], [Flaw::Above { .. }]));
    let larger = event(&format!("{EVENING}; people g"));
    assert!(matches!(recheck(&larger, &certificate).flaws[..], [Flaw::Prices(Part::Points, 1), ..]));
}

#[test]
fn a_proof_without_steps_or_with_too_many_is_caught() {
    let event = event(EVENING);
    let (_, certificate) = certified(&event).expect("no clash");
    let none = Certificate { points: Vec::new(), ..certificate.clone() };
    assert_eq!(recheck(&event, &none).flaws, [Flaw::Unfinished(Part::Points)]);
    let mut twice = certificate.clone();
    twice.points.extend(certificate.points.clone());
    assert_eq!(recheck(&event, &twice).flaws, [Flaw::LeftOver(Part::Points)]);
    let odd = Certificate { scale: 150, ..certificate };
    assert_eq!(recheck(&event, &odd).flaws, [Flaw::Scale]);
}

/// The program: a folder with the small example, planned, and its proof beside it.
fn desk() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    let said = desk.ok("plan mini.toml --certificate mini.proof.toml");
    assert!(
        said.contains("Certificate: mini.proof.toml: no plan that keeps floor 2 has more than"),
        "{said}"
    );
    desk
}

#[test]
fn the_program_rechecks_what_it_proved() {
    let desk = desk();
    let said = desk.ok("audit mini.toml --certificate mini.proof.toml");
    assert!(said.contains("mini.proof.toml: proved: no plan that keeps floor 2 has more than"), "{said}");
    assert!(said.contains("this schedule has as many: it is optimal"), "{said}");
    assert!(said.contains("none keeps floor 3"), "{said}");
    let value = desk.run("audit mini.toml --certificate mini.proof.toml --json").ends_with(0).json();
    assert_eq!(value["certificate"]["bound"], value["points"]);
    assert_eq!(value["certificate"]["larger_floor"], "impossible");
    let value = desk.run("plan mini.toml --certificate mini.proof.toml --json").ends_with(0).json();
    assert_eq!(value["certificate"]["bound"], value["result"]["bound"]);
}

#[test]
fn the_program_says_what_is_wrong_with_a_proof() {
    let desk = desk();
    let proof = desk.read("mini.proof.toml");
    let bound = proof.lines().find(|line| line.starts_with("bound = ")).expect("a bound").to_owned();
    let audit = "audit mini.toml --certificate mini.proof.toml";
    desk.edit("mini.proof.toml", &bound, "bound = 1000");
    let said = desk.run(audit).ends_with(1).out;
    assert!(
        said.contains("claims that no schedule has more than 1000 points, but its prices prove only"),
        "{said}"
    );
    desk.edit("mini.proof.toml", "bound = 1000", "bound = \"1000\"");
    desk.run(audit)
        .ends_with(1)
        .says(&["leave the quotation marks out", "rondje plan mini.toml --certificate"]);
    desk.write("mini.proof.toml", &proof);
    desk.edit("mini.toml", "count = 4", "count = 5");
    let said = desk.run(audit).ends_with(1).out;
    assert!(said.contains("was made for an earlier version of the event"), "{said}");
    desk.run("audit mini.toml --certificate nothing.toml").ends_with(5);
}

#[test]
fn a_proof_replaces_neither_event_nor_schedule() {
    let desk = desk();
    let said = ["the certificate would replace the event or the schedule"];
    desk.run("plan mini.toml --certificate mini.toml").ends_with(2).says(&said);
    desk.run("plan mini.toml --certificate mini.schedule.toml").ends_with(2).says(&said);
}
