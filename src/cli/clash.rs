//! Puts a clash of hard rules into words, with people and lines.

use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::open::Opened;
use super::text::{count, rounds};
use crate::domain::{AttendeeIx, Event, Must, PairRuleKind};
use crate::plan::{Clash, Fact};

/// Why the evening cannot be planned.
pub fn failure(opened: &Opened, clash: &Clash) -> Failure {
    if clash.facts.is_empty() && clash.stopped {
        let message = "the search had to end before everybody who must meet had a round";
        return Failure::new(Exit::Clash, message).help(
            "give it more time, or more room: take out a must or a pinned round, or add a round or a table",
        );
    }
    if clash.facts.is_empty() {
        return Failure::new(
            Exit::Clash,
            "no plan was found that keeps all hard rules, and no proof that there is none",
        )
        .help("give it more room: take out a must or a pinned round, or add a round or a table; then plan again");
    }
    let message = format!("no plan can keep all of these:\n{}", lines(opened, &clash.facts).join("\n"));
    let help = match (clash.facts.len(), clash.minimal) {
        (1, _) => "change it, and plan again",
        (_, true) => {
            "change or take out any one of them, whichever you miss least: the others can be kept together; \
             then plan again, as there may be another clash elsewhere"
        }
        (_, false) => "change or take out some of them, and plan again: there may be another clash elsewhere",
    };
    Failure::new(Exit::Clash, message).help(help)
}

/// A line for every fact; of very many meetings the first ones, and how many more there are.
fn lines(opened: &Opened, facts: &[Fact]) -> Vec<String> {
    const SHOWN: usize = 30;
    let is_must = |fact: &&Fact| matches!(fact, Fact::Must(_));
    let (musts, others): (Vec<&Fact>, Vec<&Fact>) = facts.iter().partition(is_must);
    let shown = if facts.len() > SHOWN + 1 { SHOWN.saturating_sub(others.len()) } else { musts.len() };
    let line = |fact: &&Fact| format!("  {}", located(opened, &opened.event, **fact));
    let mut lines: Vec<String> = musts.iter().take(shown).map(line).collect();
    if musts.len() > shown {
        lines.push(format!("  and {} more meetings that must take place", musts.len() - shown));
    }
    lines.extend(others.iter().map(line));
    lines
}

/// A fact of this event in words, with its place in the file. The event may have more pair rules than the file.
pub fn located(opened: &Opened, event: &Event, fact: Fact) -> String {
    let words = in_words(event, fact);
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
    let name = |a: AttendeeIx| evening::called(event, a);
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
        Fact::Rounds(a) if event.attendees[a].rounds.is_empty() => {
            format!("{} is not there in any round", name(a))
        }
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
        Fact::RoundCount => there_are(event.rounds.count, "round"),
        Fact::TableCount => there_are(event.tables.count, "table"),
    }
}

fn there_are(n: u32, noun: &str) -> String {
    format!("there {} {}", if n == 1 { "is" } else { "are" }, count(n as usize, noun))
}

fn where_and_when(must: &Must) -> String {
    let when = must.rounds.map(|set| format!(" in {}", rounds(set.iter()))).unwrap_or_default();
    let place = must.table.map(|table| format!(" at table {table}")).unwrap_or_default();
    format!("{when}{place}")
}

#[cfg(test)]
mod tests {
    use super::failure;
    use crate::cli::exit::Exit;
    use crate::cli::open::Opened;
    use crate::plan::{Clash, Fact};

    const EVENT: &str = r#"format = 1
[event]
name = "x"
date = 2026-12-10
start = 17:30:00
language = "en"
[rounds]
count = 3
minutes = 7
changeover = 2
[[attendee]]
name = "An"
wants = ["x"]
rounds = { from = 2 }
max_meetings = 1
[[attendee]]
name = "Bo"
offers = ["x"]
avoids = ["an"]
host = 1
[[pair]]
people = ["an", "bo"]
rule = "must"
rounds = [1, 2]
table = 1
[[pair]]
people = ["an", "bo"]
rule = "never"
"#;

    #[test]
    fn every_fact_is_named_with_people_and_line() {
        let opened = Opened::from_text("an-bo.toml", EVENT);
        let facts = vec![
            Fact::Must(0),
            Fact::Never(1),
            Fact::Avoids(1, 0),
            Fact::Rounds(0),
            Fact::MaxMeetings(0),
            Fact::Host(1),
            Fact::RoundCount,
            Fact::TableCount,
        ];
        let failure = failure(&opened, &Clash { facts, minimal: true, stopped: false });
        assert_eq!(failure.exit(), Exit::Clash);
        assert_eq!(
            failure.drawn(),
            "error: no plan can keep all of these:
  an-bo.toml:21: An and Bo must meet in rounds 1, 2 at table 1
  an-bo.toml:26: An and Bo must never meet
  an-bo.toml:19: Bo avoids An
  an-bo.toml:14: An is there in rounds 2, 3 only
  an-bo.toml:15: An has at most 1 meeting
  an-bo.toml:20: Bo is host and stays at table 1
  an-bo.toml:8: there are 3 rounds
  an-bo.toml: there is 1 table
  help: change or take out any one of them, whichever you miss least: the others can be kept together; then plan again, as there may be another clash elsewhere
"
        );
    }

    #[test]
    fn of_very_many_meetings_the_first_are_shown() {
        let opened = Opened::from_text("an-bo.toml", EVENT);
        let mut facts = vec![Fact::Must(0); 148];
        facts.extend([Fact::RoundCount, Fact::TableCount]);
        let failure = failure(&opened, &Clash { facts, minimal: false, stopped: false });
        let drawn = failure.drawn();
        assert_eq!(drawn.matches("must meet").count(), 28);
        assert!(drawn.contains("  and 120 more meetings that must"), "{drawn}");
    }

    #[test]
    fn a_clash_without_facts_is_still_a_clash() {
        let opened = Opened::from_text("an-bo.toml", EVENT);
        assert_eq!(
            failure(&opened, &Clash { facts: Vec::new(), minimal: false, stopped: false }).exit(),
            Exit::Clash
        );
    }
}
