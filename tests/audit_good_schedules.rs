//! The audit on schedules that obey every hard rule by construction: it must have nothing to say, and the best of them
//! are those that a person works out.

mod common;

use common::brute::{best, every_schedule};
use common::random::{event_of, fixed_cases};
use common::{event, with_true_result};
use proptest::prelude::*;
use rondje::audit::audit;
use rondje::domain::{PairRuleKind, Schedule};

/// Every so many schedules of an event, the first included.
fn some_schedules(event: &rondje::domain::Event, every: usize) -> Vec<Schedule> {
    let (mut seen, mut some) = (0, Vec::new());
    every_schedule(event, &mut |schedule| {
        if seen % every == 0 {
            some.push(schedule);
        }
        seen += 1;
    });
    some
}

proptest! {
    #![proptest_config(fixed_cases(20_261_124, 100))]

    #[test]
    fn what_obeys_every_rule_is_clean(event in prop_oneof![1 => event_of(1..=3, 1..=3), 3 => event_of(4..=5, 2..=3)]) {
        for schedule in some_schedules(&event, 97) {
            let schedule = with_true_result(&event, schedule);
            let audit = audit(&event, &schedule);
            prop_assert!(audit.is_clean(), "{:#?}\n{:#?}", audit.violations, schedule.meetings);
        }
    }

    #[test]
    fn the_best_keeps_the_floor_it_promises(event in event_of(1..=5, 1..=2)) {
        if let Some(best) = best(&event) {
            let audit = audit(&event, &best.schedule);
            prop_assert!(audit.is_clean(), "{:#?}", audit.violations);
            prop_assert!(audit.floor.is_none_or(|floor| floor >= best.floor));
        } else {
            prop_assert!(event.pairs.iter().any(|rule| matches!(rule.kind, PairRuleKind::Must(_))));
        }
    }
}

#[test]
fn the_best_of_a_small_evening_is_what_a_person_finds() {
    // Two rounds, one table: a and b help each other, a and c do not; the floor wants c to gain something too.
    let of = "rounds 2; tables 1; a wants x; b offers x; b wants y; a offers y; c wants y; new_contact 0; sit_out 0";
    let found = best(&event(of)).expect("nothing clashes");
    // a 800, b 800, their bonus 400, and c 800 from a.
    assert_eq!((found.floor, found.schedule.result.points), (u32::MAX, 2800));
    let found = best(&event(&format!("{of}; rounds 1"))).expect("nothing clashes");
    assert_eq!((found.floor, found.schedule.result.points), (0, 2000));
}

#[test]
fn a_floor_may_cost_points() {
    // Two meetings in all: a is helped by b, b and c by each other, and the organizer would love to see b and d meet.
    let of = "rounds 2; tables 1; sit_out 0; new_contact 0; a wants x?; b offers x; b wants y!; c offers y; \
              c wants z!; b offers z; prefer b d 5000; people d; c max 1";
    let (auto, none) = (best(&event(of)), best(&event(&format!("{of}; floor 0"))));
    let (auto, none) = (auto.expect("no clash"), none.expect("no clash"));
    assert_eq!((auto.floor, none.floor), (u32::MAX, 0));
    assert!(auto.schedule.result.points < none.schedule.result.points);
}

#[test]
fn rules_that_clash_have_no_schedule() {
    assert!(best(&event("must a b; never a b")).is_none());
    assert!(best(&event("rounds 1; must a b; must a c")).is_none());
    assert!(best(&event("rounds 2; must a b round 2; a there 1 1")).is_none());
    assert!(best(&event("tables 2; must a b table 1; a host 2")).is_none());
}
