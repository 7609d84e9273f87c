//! Who may meet and who gains, in the plainest words (§3, §4): slow, short, and only for small events.

use rondje::domain::{AttendeeIx, Event, KnownRule, PairRuleKind, SameCompanyRule, TopicIx, Want};

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

/// How well `b` serves the wish of someone for this topic, in percent.
pub fn fit(event: &Event, want: TopicIx, b: AttendeeIx) -> i64 {
    let fit = |offer: TopicIx| match want == offer {
        true => 100,
        false if is_within(event, want, offer) || is_within(event, offer, want) => event.matching.related_fit,
        false => 0,
    };
    i64::from(event.attendees[b].offers.iter().map(|offer| fit(offer.topic)).max().unwrap_or(0))
}

/// The focus of the group of `a`, in percent.
pub fn focus(event: &Event, a: AttendeeIx) -> i64 {
    event.attendees[a].group.map_or(100, |group| i64::from(event.groups[group].focus))
}

/// The gain of `a` from meeting `b`.
pub fn gain(event: &Event, a: AttendeeIx, b: AttendeeIx) -> i64 {
    let me = &event.attendees[a];
    let topics: i64 =
        me.wants.iter().map(|want| want.priority.weight() * 4 * fit(event, want.topic, b)).sum();
    let asked: i64 = if me.asks_for.contains(&b) { 1600 } else { 0 };
    (topics + asked) * focus(event, a) / 100
}

/// Whether a meeting with `b` is rewarding for `a`.
pub fn gains(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    gain(event, a, b) > 0
}

/// What a meeting of the two adds, whatever else they do: mutual bonus, contact points, prefer.
pub fn pair_points(event: &Event, a: AttendeeIx, b: AttendeeIx) -> i64 {
    let matching = &event.matching;
    let mutual = i64::from(matching.mutual_bonus) * gain(event, a, b).min(gain(event, b, a)) / 100;
    let preferred = event.pairs.iter().filter(|rule| rule.people == [a.min(b), a.max(b)]);
    let preferred = preferred.map(|rule| match rule.kind {
        PairRuleKind::Prefer { points } => i64::from(points),
        _ => 0,
    });
    mutual + contact_points(event, a, b) + preferred.sum::<i64>()
}

fn contact_points(event: &Event, a: AttendeeIx, b: AttendeeIx) -> i64 {
    if knows(event, a, b) || colleagues(event, a, b) {
        return 0;
    }
    let matching = &event.matching;
    let groups = [a, b].map(|who| event.attendees[who].group);
    let strangers = groups[0].is_some() && groups[1].is_some() && groups[0] != groups[1];
    let shared = (0..event.attendees.len()).any(|third| knows(event, a, third) && knows(event, b, third));
    i64::from(matching.new_contact)
        + if strangers { i64::from(matching.other_group) } else { 0 }
        + if shared { i64::from(matching.shared_acquaintance) } else { 0 }
}

/// What the wants of `a` are worth and what their sit-outs cost, when they meet these people.
pub fn personal_points(event: &Event, a: AttendeeIx, met: &[AttendeeIx]) -> i64 {
    let me = &event.attendees[a];
    let topic = |want: &Want| (want.priority.weight(), met.iter().map(|&b| fit(event, want.topic, b)).sum());
    let asked = |other: &AttendeeIx| (4, if met.contains(other) { 100 } else { 0 });
    let wishes = me.wants.iter().map(topic).chain(me.asks_for.iter().map(asked));
    let served = wishes.map(|(weight, q): (i64, i64)| {
        let first = q.min(100);
        let second = (q - 100).clamp(0, 100);
        let third = (q - 200).clamp(0, 100);
        weight * (4 * first + 2 * second + third) * focus(event, a) / 100
    });
    let target = me.max_meetings.map_or(me.rounds.len(), |max| max.min(me.rounds.len()));
    let missing = (i64::from(target) - met.len() as i64).max(0);
    served.sum::<i64>() - missing * (missing + 1) / 2 * i64::from(event.matching.sit_out)
}

/// How many rewarding meetings are possible for `a` alone.
pub fn possible(event: &Event, a: AttendeeIx) -> u32 {
    (rewarding_partners(event, a) as u32).min(event.target(a))
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
