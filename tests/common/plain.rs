//! Who may meet and who gains, in the plainest words (§3, §4): slow, short, and only for small events.

use rondje::domain::{AttendeeIx, Event, KnownRule, PairRuleKind, SameCompanyRule, TopicIx};

/// Whether they know each other, by their word or from an earlier event.
pub fn knows(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    event.attendees[a].knows.contains(&b)
        || event.attendees[b].knows.contains(&a)
        || event.met_before.contains(&[a.min(b), a.max(b)])
}

/// Whether they work at one company.
pub fn colleagues(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let [a, b] = [a, b].map(|who| event.attendees[who].company.as_ref());
    a.zip(b).is_some_and(|(a, b)| a.folded == b.folded)
}

/// Whether no rule keeps the two apart.
pub fn may_meet(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let said = |is: fn(&PairRuleKind) -> bool| {
        event.pairs.iter().any(|rule| rule.people == [a.min(b), a.max(b)] && is(&rule.kind))
    };
    let never = said(|kind| *kind == PairRuleKind::Never);
    let must = said(|kind| matches!(kind, PairRuleKind::Must(_)));
    let avoids = event.attendees[a].avoids.contains(&b) || event.attendees[b].avoids.contains(&a);
    let company = event.matching.same_company == SameCompanyRule::Never && colleagues(event, a, b);
    let known = event.matching.known == KnownRule::Never && knows(event, a, b);
    !never && !avoids && (must || (!company && !known))
}

fn is_within(event: &Event, narrow: TopicIx, broad: TopicIx) -> bool {
    event.topics[narrow].within.is_some_and(|within| within == broad || is_within(event, within, broad))
}

/// Whether a meeting with `b` is rewarding for `a`.
pub fn gains(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let fit = |want: TopicIx, offer: TopicIx| match want == offer {
        true => 100,
        false if is_within(event, want, offer) || is_within(event, offer, want) => event.matching.related_fit,
        false => 0,
    };
    let (me, other) = (&event.attendees[a], &event.attendees[b]);
    let best = |want: TopicIx| other.offers.iter().map(|offer| fit(want, offer.topic)).max().unwrap_or(0);
    let topics: i64 =
        me.wants.iter().map(|want| want.priority.weight() * 4 * i64::from(best(want.topic))).sum();
    let asked: i64 = if me.asks_for.contains(&b) { 1600 } else { 0 };
    let focus = me.group.map_or(100, |group| event.groups[group].focus);
    (topics + asked) * i64::from(focus) / 100 > 0
}

/// How many people `a` may meet, can meet, and gains from.
pub fn rewarding_partners(event: &Event, a: AttendeeIx) -> usize {
    let can_meet = |b: AttendeeIx| {
        let [one, other] = [a, b].map(|who| &event.attendees[who]);
        let one_table = one.host.is_none() || other.host.is_none() || one.host == other.host;
        one_table && !one.rounds.and(other.rounds).is_empty() && may_meet(event, a, b)
    };
    (0..event.attendees.len()).filter(|&b| b != a && gains(event, a, b) && can_meet(b)).count()
}
