//! Clashing hard rules, taken apart.

use rondje::domain::{Event, MAX_ROUNDS, PairRuleKind, RoundSet};
use rondje::plan::Fact;

/// The event with every hard rule taken away but these facts.
pub fn keep_only(event: &Event, facts: &[Fact]) -> Event {
    let has = |fact: Fact| facts.contains(&fact);
    let mut kept = event.clone();
    // As many as anybody could need.
    let more = (event.rounds.count + event.pairs.len() as u32).min(MAX_ROUNDS);
    if !has(Fact::RoundCount) {
        kept.rounds.count = more;
    }
    if !has(Fact::TableCount) {
        kept.tables.count += event.attendees.len() as u32;
    }
    for (person, attendee) in kept.attendees.iter_mut().enumerate() {
        attendee.company = None;
        attendee.avoids.retain(|&other| has(Fact::Avoids(person, other)));
        if !has(Fact::Rounds(person)) {
            let everywhere = event.attendees[person].rounds == RoundSet::all(event.rounds.count);
            let all = if everywhere { kept.rounds.count } else { more };
            attendee.rounds = RoundSet::all(all.min(kept.rounds.count));
        }
        if !has(Fact::MaxMeetings(person)) {
            attendee.max_meetings = None;
        }
        if !has(Fact::Host(person)) {
            attendee.host = None;
        }
    }
    let mut index = 0;
    kept.pairs.retain(|rule| {
        index += 1;
        match rule.kind {
            PairRuleKind::Must(_) => has(Fact::Must(index - 1)),
            PairRuleKind::Never => has(Fact::Never(index - 1)),
            PairRuleKind::Prefer { .. } => false,
        }
    });
    kept
}
