//! Who complements whom, on random events: the pairs, gains, points and reasons of `matching` against the plainest
//! statement of each, and its sum against the audit, which counts with other eyes.

mod common;

use common::plain::{fit, focus, gain, gains, knows, may_meet, pair_points};
use common::random::{fixed_cases, small_event};
use common::{NOTHING, event, schedule_of};
use proptest::prelude::*;
use rondje::audit::audit;
use rondje::domain::{AttendeeIx, Event, Meeting, Priority};
use rondje::matching::{Pair, Pairs, Reason, ReasonKind, count, reasons, shared_acquaintances};

/// Whether two people are ever in a place to meet.
fn can_meet(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let [one, other] = [a, b].map(|who| &event.attendees[who]);
    let one_table = one.host.is_none() || other.host.is_none() || one.host == other.host;
    one_table && !one.rounds.and(other.rounds).is_empty()
}

/// Every two attendees, the lower index first, in order.
fn everyone_with_everyone(event: &Event) -> impl Iterator<Item = [AttendeeIx; 2]> {
    let people = event.attendees.len();
    (0..people).flat_map(move |a| (a + 1..people).map(move |b| [a, b]))
}

/// What one attendee has of another: the points of every want that is served, by the sentence of §3.
fn served(event: &Event, receiver: AttendeeIx, giver: AttendeeIx) -> Vec<i64> {
    let me = &event.attendees[receiver];
    let topics = me.wants.iter().map(|want| (want.priority.weight(), fit(event, want.topic, giver)));
    let asked = me.asks_for.iter().filter(|&&asked| asked == giver).map(|_| (4, 100));
    let worth = topics.chain(asked).map(|(weight, fit)| weight * 4 * fit * focus(event, receiver) / 100);
    let mut worth: Vec<i64> = worth.filter(|&points| points > 0).collect();
    worth.sort_unstable_by_key(|&points| -points);
    worth
}

/// Whether a reason says what is so: who wants it, how much, and what of the other fits best.
fn is_true(event: &Event, reason: &Reason) -> bool {
    let [giver, receiver] = [reason.giver, reason.receiver].map(|who| &event.attendees[who]);
    match &reason.kind {
        ReasonKind::AskedFor => receiver.asks_for.contains(&reason.giver),
        ReasonKind::Topic { wanted, offered, fit: percent, priority, want_note, offer_note } => {
            let want = receiver.wants.iter().find(|want| want.topic == *wanted);
            let offer = giver.offers.iter().find(|offer| offer.topic == *offered);
            let exact = giver.offers.iter().any(|offer| offer.topic == *wanted);
            let told = want.zip(offer).is_some_and(|(want, offer)| {
                (want.priority, &want.note, &offer.note) == (*priority, want_note, offer_note)
            });
            told && *percent == fit(event, *wanted, reason.giver) && (wanted == offered) == exact
        }
    }
}

fn met(pairs: &Pairs, chosen: &[bool]) -> Vec<usize> {
    (0..pairs.pairs.len()).filter(|&ix| chosen.get(ix).copied().unwrap_or(false)).collect()
}

proptest! {
    #![proptest_config(fixed_cases(7_104, 300))]

    #[test]
    fn a_pair_is_listed_when_it_may_and_can_meet(event in small_event()) {
        let pairs = Pairs::of(&event);
        let listed: Vec<_> = pairs.pairs.iter().map(|pair| pair.people).collect();
        let expected = everyone_with_everyone(&event).filter(|&[a, b]| may_meet(&event, a, b) && can_meet(&event, a, b));
        prop_assert_eq!(&listed, &expected.collect::<Vec<_>>());
        for [a, b] in everyone_with_everyone(&event) {
            let at = listed.iter().position(|people| *people == [a, b]);
            prop_assert_eq!((pairs.find(a, b), pairs.find(b, a)), (at, at));
        }
    }

    #[test]
    fn a_pair_has_the_gains_the_points_and_the_rounds_of_the_contract(event in small_event()) {
        for Pair { people: [a, b], gains, own_points, rounds, .. } in Pairs::of(&event).pairs {
            prop_assert_eq!(gains, [gain(&event, a, b), gain(&event, b, a)]);
            prop_assert_eq!(own_points, pair_points(&event, a, b));
            prop_assert_eq!(rounds, event.attendees[a].rounds.and(event.attendees[b].rounds));
        }
    }

    #[test]
    fn the_points_are_those_that_the_audit_counts(event in small_event(), chosen in prop::collection::vec(any::<bool>(), 36)) {
        let pairs = Pairs::of(&event);
        let met = met(&pairs, &chosen);
        let score = count(&event, &pairs, met.iter().copied());
        // Where and when they meet is all the same to the points.
        let meeting = |&ix: &usize| Meeting { round: 1, table: 1, people: pairs.pairs[ix].people, pinned: false, kept: false };
        let meetings: Vec<Meeting> = met.iter().map(meeting).collect();
        let judged = audit(&event, &schedule_of(&event, meetings.clone(), NOTHING));
        prop_assert_eq!(score.points.total(), judged.points);
        prop_assert_eq!(score.served.iter().filter(|&&sum| sum > 0).count(), judged.wants_served);
        prop_assert_eq!(pairs.wants.len(), judged.wants);
        for a in 0..event.attendees.len() {
            let partners: Vec<_> = meetings.iter().filter_map(|meeting| meeting.partner_of(a)).collect();
            prop_assert_eq!(score.meetings[a] as usize, partners.len());
            prop_assert_eq!(score.rewarding[a] as usize, partners.iter().filter(|&&b| gains(&event, a, b)).count());
        }
    }

    #[test]
    fn there_is_a_true_reason_for_every_want_that_is_served(event in small_event()) {
        let pairs = Pairs::of(&event);
        for [a, b] in everyone_with_everyone(&event).flat_map(|[a, b]| [[a, b], [b, a]]) {
            let given = reasons(&event, &pairs, a, b);
            let listed = pairs.find(a, b).is_some();
            // First what a has of b, then what b has of a; the most points first.
            let expected = [[a, b], [b, a]].map(|[receiver, giver]| {
                served(&event, receiver, giver).into_iter().map(move |points| (receiver, giver, points))
            });
            let expected: Vec<_> = expected.into_iter().flatten().filter(|_| listed).collect();
            let of_points = given.iter().filter(|reason| reason.points > 0);
            let told: Vec<_> = of_points.map(|reason| (reason.receiver, reason.giver, reason.points)).collect();
            prop_assert_eq!(told, expected);
            for reason in &given {
                prop_assert!(is_true(&event, reason), "{:?}", reason);
            }
        }
    }

    #[test]
    fn shared_acquaintances_are_known_to_both(event in small_event()) {
        for [a, b] in everyone_with_everyone(&event) {
            let both = (0..event.attendees.len()).filter(|&third| knows(&event, a, third) && knows(&event, b, third));
            prop_assert_eq!(shared_acquaintances(&event, a, b), both.collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_exact_offer_is_the_reason_also_when_a_related_one_comes_first() {
    let event = event("topic web within design; a wants design!; b offers web design; c offers web");
    let pairs = Pairs::of(&event);
    let of = |giver: &str| {
        let giver = event.attendee_by_id(giver).expect("they are there");
        match &reasons(&event, &pairs, 0, giver)[..] {
            [Reason { kind: ReasonKind::Topic { wanted, offered, fit, priority, .. }, points, .. }] => {
                let names = [wanted, offered].map(|&topic| event.topics[topic].name.clone());
                (names, *fit, *priority, *points)
            }
            other => panic!("{other:?}"),
        }
    };
    let named = |wanted: &str, offered: &str| [wanted.to_owned(), offered.to_owned()];
    assert_eq!(of("b"), (named("design", "design"), 100, Priority::High, 1600));
    assert_eq!(of("c"), (named("design", "web"), 60, Priority::High, 960));
}
