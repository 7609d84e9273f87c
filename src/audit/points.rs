//! The points of a schedule, recounted from the sentences of §3.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::facts::{Facts, Wish};
use crate::domain::AttendeeIx;

/// By attendee: everyone they met, each once.
pub(super) type Met = [BTreeSet<AttendeeIx>];

/// Percent: how well a person serves a wish. Of their offers the best fit counts; a wish for a person is served by
/// that person alone.
pub(super) fn fit(facts: &Facts, wish: Wish, by: AttendeeIx) -> i64 {
    match wish {
        Wish::Person(person) => i64::from(person == by) * 100,
        Wish::Topic(wanted) => {
            let offers = &facts.event.attendees[by].offers;
            offers.iter().map(|offer| topic_fit(facts, wanted, offer.topic)).max().unwrap_or(0)
        }
    }
}

/// Percent: 100 the same topic, `related_fit` where one is broader than the other, else 0.
fn topic_fit(facts: &Facts, wanted: usize, offered: usize) -> i64 {
    if wanted == offered {
        100
    } else if facts.topics.related(wanted, offered) {
        i64::from(facts.event.matching.related_fit)
    } else {
        0
    }
}

/// The gain of `a` from a meeting with `b`.
pub(super) fn gain(facts: &Facts, a: AttendeeIx, b: AttendeeIx) -> i64 {
    let sum: i64 = facts.wishes(a).iter().map(|(&wish, weight)| weight * 4 * fit(facts, wish, b)).sum();
    sum * facts.focus(a) / 100
}

/// The points of all meetings together; each pair counts once.
pub(super) fn of_meetings(facts: &Facts, met: &Met) -> i64 {
    let everyone = met.iter().enumerate();
    everyone
        .map(|(a, met)| of_wishes(facts, a, met) + of_pairs(facts, a, met) - of_sit_outs(facts, a, met))
        .sum()
}

/// What the served wants of an attendee are worth.
fn of_wishes(facts: &Facts, a: AttendeeIx, met: &BTreeSet<AttendeeIx>) -> i64 {
    let worth = |(&wish, &weight)| worth_of_want(weight, sum_of_fits(facts, wish, met), facts.focus(a));
    facts.wishes(a).iter().map(worth).sum()
}

fn sum_of_fits(facts: &Facts, wish: Wish, met: &BTreeSet<AttendeeIx>) -> i64 {
    met.iter().map(|&b| fit(facts, wish, b)).sum()
}

/// A want with diminishing returns: the first 100 percent of fit count four times, the next 100 twice, the next 100
/// once, and more is worth nothing.
fn worth_of_want(weight: i64, fits: i64, focus: i64) -> i64 {
    let between = |low: i64, high: i64| fits.clamp(low, high) - low;
    weight * (4 * between(0, 100) + 2 * between(100, 200) + between(200, 300)) * focus / 100
}

/// What the pairs of an attendee with those of a higher index add.
fn of_pairs(facts: &Facts, a: AttendeeIx, met: &BTreeSet<AttendeeIx>) -> i64 {
    met.range((Bound::Excluded(a), Bound::Unbounded)).map(|&b| of_pair(facts, a, b)).sum()
}

/// What a pair that meets adds: mutual bonus, contact points, and the points of a `prefer`.
pub(super) fn of_pair(facts: &Facts, a: AttendeeIx, b: AttendeeIx) -> i64 {
    mutual_bonus(facts, a, b) + contact_points(facts, a, b) + facts.preferred_points(a, b)
}

fn mutual_bonus(facts: &Facts, a: AttendeeIx, b: AttendeeIx) -> i64 {
    let smaller = gain(facts, a, b).min(gain(facts, b, a));
    i64::from(facts.event.matching.mutual_bonus) * smaller / 100
}

fn contact_points(facts: &Facts, a: AttendeeIx, b: AttendeeIx) -> i64 {
    if facts.know_each_other(a, b) || facts.are_colleagues(a, b) {
        return 0;
    }
    let matching = &facts.event.matching;
    let other_group = i64::from(facts.are_of_two_groups(a, b)) * i64::from(matching.other_group);
    let introduction = i64::from(facts.share_an_acquaintance(a, b)) * i64::from(matching.shared_acquaintance);
    i64::from(matching.new_contact) + other_group + introduction
}

/// What the rounds an attendee sits out cost: the k-th costs k times `sit_out`.
fn of_sit_outs(facts: &Facts, a: AttendeeIx, met: &BTreeSet<AttendeeIx>) -> i64 {
    let missing = (target(facts, a) - met.len() as i64).max(0);
    missing * (missing + 1) / 2 * i64::from(facts.event.matching.sit_out)
}

/// The rounds an attendee is there, or their maximum if that is smaller.
pub(super) fn target(facts: &Facts, a: AttendeeIx) -> i64 {
    let attendee = &facts.event.attendees[a];
    let there = i64::from(attendee.rounds.len());
    attendee.max_meetings.map_or(there, |max| there.min(i64::from(max)))
}

/// How many wants are served by at least one person met.
pub(super) fn wants_served(facts: &Facts, met: &Met) -> usize {
    let served = |(a, met): (AttendeeIx, &BTreeSet<AttendeeIx>)| {
        facts.wishes(a).keys().filter(|&&wish| sum_of_fits(facts, wish, met) > 0).count()
    };
    met.iter().enumerate().map(served).sum()
}
