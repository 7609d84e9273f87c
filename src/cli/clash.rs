//! Puts a clash of hard rules into words, with people and lines.

use super::exit::Exit;
use super::failure::Failure;
use super::open::Opened;
use super::text::{count, rounds};
use crate::domain::{AttendeeIx, Event, Must, PairRuleKind};
use crate::plan::{Clash, Fact};

/// Why the evening cannot be planned.
pub fn failure(opened: &Opened, clash: &Clash) -> Failure {
    let lines: Vec<String> = clash.facts.iter().map(|&fact| format!("  {}", located(opened, fact))).collect();
    let message = format!("no plan can keep all of these:\n{}", lines.join("\n"));
    let help = match (clash.facts.len(), clash.minimal) {
        (1, _) => "change it, and plan again",
        (_, true) => "change or take out any one of them: the others can be kept together",
        (_, false) => "change or take out some of them, and plan again",
    };
    Failure::new(Exit::Clash, message).help(help)
}

fn located(opened: &Opened, fact: Fact) -> String {
    let words = in_words(&opened.event, fact);
    match line(opened, fact) {
        Some(line) => format!("{}:{line}: {words}", opened.file()),
        None => format!("{}: {words}", opened.file()),
    }
}

fn line(opened: &Opened, fact: Fact) -> Option<u32> {
    let places = &opened.places;
    let of = |lines: &[Option<u32>], a: AttendeeIx| {
        lines.get(a).copied().flatten().or_else(|| places.attendees.get(a).copied())
    };
    match fact {
        Fact::Must(pair) | Fact::Never(pair) => places.pairs.get(pair).copied(),
        Fact::Avoids(a, b) => {
            places.avoids.get(&(a, b)).copied().or_else(|| places.attendees.get(a).copied())
        }
        Fact::Rounds(a) => of(&places.rounds, a),
        Fact::MaxMeetings(a) => of(&places.max_meetings, a),
        Fact::Host(a) => of(&places.hosts, a),
        Fact::RoundCount => Some(places.round_count),
        Fact::TableCount => places.table_count,
    }
}

fn in_words(event: &Event, fact: Fact) -> String {
    let name = |a: AttendeeIx| event.attendees[a].name.as_str();
    match fact {
        Fact::Must(pair) => {
            let rule = &event.pairs[pair];
            let [a, b] = rule.people;
            let place =
                if let PairRuleKind::Must(must) = &rule.kind { where_and_when(must) } else { String::new() };
            format!("{} and {} must meet{place}", name(a), name(b))
        }
        Fact::Never(pair) => {
            let [a, b] = event.pairs[pair].people;
            format!("{} and {} must never meet", name(a), name(b))
        }
        Fact::Avoids(a, b) => format!("{} avoids {}", name(a), name(b)),
        Fact::Rounds(a) => {
            format!("{} is there in {} only", name(a), rounds(event.attendees[a].rounds.iter()))
        }
        Fact::MaxMeetings(a) => {
            let most = event.attendees[a].max_meetings.unwrap_or(0);
            format!("{} has at most {}", name(a), count(most as usize, "meeting"))
        }
        Fact::Host(a) => match event.attendees[a].host {
            Some(table) => format!("{} is host and stays at table {table}", name(a)),
            None => format!("{} is host", name(a)),
        },
        Fact::RoundCount => format!("there are {}", count(event.rounds.count as usize, "round")),
        Fact::TableCount => format!("there are {}", count(event.tables.count as usize, "table")),
    }
}

fn where_and_when(must: &Must) -> String {
    let when = must.rounds.map(|set| format!(" in {}", rounds(set.iter()))).unwrap_or_default();
    let place = must.table.map(|table| format!(" at table {table}")).unwrap_or_default();
    format!("{when}{place}")
}
