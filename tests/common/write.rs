//! An event as one line of the harness' text: what a failing property test shows.

use std::fmt::Write as _;

use rondje::domain::{
    Attendee, Event, FloorSetting, KnownRule, Matching, Must, PairRule, PairRuleKind, Priority,
    SameCompanyRule,
};

/// Phrases that [`super::event`] reads back as the same event.
///
/// Topics are called `t0`, `t1` …, groups `g0`, `g1` …; people go by their ids.
pub fn text_of(event: &Event) -> String {
    let mut text = format!("rounds {}; tables {}; people", event.rounds.count, event.tables.count);
    for attendee in &event.attendees {
        write!(text, " {}", attendee.id).expect("a string takes anything");
    }
    let topics = event.topics.iter().enumerate();
    let within =
        topics.filter_map(|(ix, topic)| topic.within.map(|broad| format!("topic t{ix} within t{broad}")));
    let groups = event.groups.iter().enumerate().filter(|(_, group)| group.focus != 100);
    let phrases = settings(&event.matching)
        .into_iter()
        .chain(within)
        .chain(groups.map(|(ix, group)| format!("group g{ix} focus {}", group.focus)))
        .chain(event.attendees.iter().flat_map(|attendee| about(event, attendee)))
        .chain(event.pairs.iter().map(|rule| pair(event, rule)))
        .chain(event.met_before.iter().map(|&people| format!("met {}", names(event, &people))));
    for phrase in phrases {
        write!(text, "; {phrase}").expect("a string takes anything");
    }
    text
}

fn settings(matching: &Matching) -> Vec<String> {
    let usual = Matching::default();
    let numbers = [
        ("related_fit", matching.related_fit, usual.related_fit),
        ("mutual_bonus", matching.mutual_bonus, usual.mutual_bonus),
        ("new_contact", matching.new_contact, usual.new_contact),
        ("other_group", matching.other_group, usual.other_group),
        ("shared_acquaintance", matching.shared_acquaintance, usual.shared_acquaintance),
        ("sit_out", matching.sit_out, usual.sit_out),
    ];
    let numbers = numbers.into_iter().filter(|(_, number, usual)| number != usual);
    let mut phrases: Vec<String> = numbers.map(|(name, number, _)| format!("{name} {number}")).collect();
    if let FloorSetting::Fixed(floor) = matching.floor {
        phrases.push(format!("floor {floor}"));
    }
    if matching.same_company == SameCompanyRule::Allow {
        phrases.push("same_company allow".to_owned());
    }
    if matching.known == KnownRule::Never {
        phrases.push("known never".to_owned());
    }
    phrases
}

fn about(event: &Event, attendee: &Attendee) -> Vec<String> {
    let wants: Vec<String> = attendee
        .wants
        .iter()
        .map(|want| {
            let mark = match want.priority {
                Priority::Low => "?",
                Priority::Normal => "",
                Priority::High => "!",
            };
            format!("t{}{mark}", want.topic)
        })
        .collect();
    let offers: Vec<String> = attendee.offers.iter().map(|offer| format!("t{}", offer.topic)).collect();
    let missing = (1..=event.rounds.count).filter(|&round| !attendee.rounds.contains(round));
    let missing: Vec<String> = missing.map(|round| round.to_string()).collect();
    let parts = [
        ("wants", wants.join(" ")),
        ("offers", offers.join(" ")),
        ("asks", names(event, &attendee.asks_for)),
        ("knows", names(event, &attendee.knows)),
        ("avoids", names(event, &attendee.avoids)),
        (
            "company",
            attendee.company.as_ref().map_or_else(String::new, |company| company.folded.replace(' ', "-")),
        ),
        ("group", attendee.group.map_or_else(String::new, |group| format!("g{group}"))),
        ("max", attendee.max_meetings.map_or_else(String::new, |max| max.to_string())),
        ("host", attendee.host.map_or_else(String::new, |table| table.to_string())),
        ("except", missing.join(" ")),
    ];
    let said = parts.into_iter().filter(|(_, words)| !words.is_empty());
    said.map(|(verb, words)| format!("{} {verb} {words}", attendee.id)).collect()
}

fn names(event: &Event, people: &[usize]) -> String {
    people.iter().map(|&who| event.attendees[who].id.as_str()).collect::<Vec<_>>().join(" ")
}

fn pair(event: &Event, rule: &PairRule) -> String {
    let people = names(event, &rule.people);
    match &rule.kind {
        PairRuleKind::Never => format!("never {people}"),
        PairRuleKind::Prefer { points } => format!("prefer {people} {points}"),
        PairRuleKind::Must(Must { rounds, table }) => {
            let rounds = rounds.iter().flat_map(|rounds| rounds.iter()).map(|round| format!(" {round}"));
            let rounds: String = rounds.collect();
            let rounds = if rounds.is_empty() { rounds } else { format!(" rounds{rounds}") };
            let table = table.map_or_else(String::new, |table| format!(" table {table}"));
            format!("must {people}{rounds}{table}")
        }
    }
}
