//! How many meetings an evening has room for, and what the hard rules take away.

use std::collections::BTreeSet;

use super::text::count;
use crate::domain::{Event, KnownRule, PairRuleKind, Round, SameCompanyRule};

/// The room for meetings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// By round: the people who are there.
    present: Vec<u32>,
    /// The number of tables.
    tables: u32,
    /// What rules pairs out, one line each.
    pub excluded: Vec<String>,
}

impl Room {
    /// Counts the room of an event.
    pub fn of(event: &Event) -> Self {
        let there =
            |round: Round| event.attendees.iter().filter(|person| person.rounds.contains(round)).count();
        Self {
            present: (1..=event.rounds.count).map(|round| there(round) as u32).collect(),
            tables: event.tables.count,
            excluded: excluded(event),
        }
    }

    /// The most meetings that people and tables allow, whoever may meet.
    pub fn meetings(&self) -> u32 {
        self.present.iter().map(|&present| self.in_round(present)).sum()
    }

    fn in_round(&self, present: u32) -> u32 {
        (present / 2).min(self.tables)
    }

    /// Rounds in which somebody must sit out, by the reason.
    pub fn tight(&self) -> Vec<(String, Vec<Round>)> {
        let mut tight: Vec<(String, Vec<Round>)> = Vec::new();
        for (round, &present) in (1..).zip(&self.present) {
            let out = present - 2 * self.in_round(present);
            if out == 0 {
                continue;
            }
            let why = if present / 2 > self.tables {
                format!("{} for {present} people", count(self.tables as usize, "table"))
            } else {
                format!("{present} is an odd number")
            };
            let sits = if out == 1 { "sits" } else { "sit" };
            let reason = format!("at least {} {sits} out: {why}", count(out as usize, "person"));
            match tight.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, rounds)) => rounds.push(round),
                None => tight.push((reason, vec![round])),
            }
        }
        tight
    }
}

/// The pairs that the hard rules take out, counted by rule.
fn excluded(event: &Event) -> Vec<String> {
    let never = event.pairs.iter().filter(|rule| rule.kind == PairRuleKind::Never).count();
    let lines = [
        (colleagues(event), "of one company"),
        (acquainted(event), "who know each other"),
        (never, "marked never"),
        (avoiding(event), "where one avoids the other"),
        (hosts(event), "of two hosts"),
    ];
    let told = lines.into_iter().filter(|(pairs, _)| *pairs > 0);
    told.map(|(pairs, why)| format!("not to meet: {} {why}", count(pairs, "pair"))).collect()
}

fn avoiding(event: &Event) -> usize {
    let people = event.attendees.iter().enumerate();
    let pairs = people.flat_map(|(a, person)| person.avoids.iter().map(move |&b| [a.min(b), a.max(b)]));
    pairs.collect::<BTreeSet<_>>().len()
}

/// Pairs that must meet: neither company nor acquaintance keeps them apart.
fn musts(event: &Event) -> BTreeSet<[usize; 2]> {
    let musts = event.pairs.iter().filter(|rule| matches!(rule.kind, PairRuleKind::Must(_)));
    musts.map(|rule| rule.people).collect()
}

fn colleagues(event: &Event) -> usize {
    if event.matching.same_company == SameCompanyRule::Allow {
        return 0;
    }
    let mut companies: Vec<&str> = event
        .attendees
        .iter()
        .filter_map(|person| person.company.as_ref())
        .map(|c| c.folded.as_str())
        .collect();
    companies.sort_unstable();
    let pairs = companies.chunk_by(|one, other| one == other).map(|same| same.len() * (same.len() - 1) / 2);
    let company = |person: usize| event.attendees[person].company.as_ref().map(|c| c.folded.as_str());
    let lifted = musts(event).into_iter().filter(|&[a, b]| company(a).is_some() && company(a) == company(b));
    pairs.sum::<usize>() - lifted.count()
}

fn acquainted(event: &Event) -> usize {
    if event.matching.known != KnownRule::Never {
        return 0;
    }
    let people = event.attendees.iter().enumerate();
    let said = people.flat_map(|(a, person)| person.knows.iter().map(move |&b| [a.min(b), a.max(b)]));
    let known: BTreeSet<[usize; 2]> = said.chain(event.met_before.iter().copied()).collect();
    known.difference(&musts(event)).count()
}

/// Pairs of hosts of different tables: neither leaves their own.
fn hosts(event: &Event) -> usize {
    let mut tables: Vec<u32> = event.attendees.iter().filter_map(|person| person.host).collect();
    tables.sort_unstable();
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let at_one_table: usize = tables.chunk_by(|one, other| one == other).map(|same| pairs(same.len())).sum();
    pairs(tables.len()) - at_one_table
}

#[cfg(test)]
mod tests {
    use super::Room;
    use crate::cli::open::Opened;

    #[test]
    fn counts_every_pair_that_is_ruled_out_once() {
        let person =
            |name: &str, more: &str| format!("[[attendee]]\nname = \"{name}\"\ncompany = \"X\"\n{more}\n");
        let text = [
            "format = 1\n[event]\nname = \"E\"\ndate = 2026-12-10\nstart = 17:30:00\n".to_owned(),
            "[rounds]\ncount = 2\nminutes = 7\n[matching]\nknown = \"never\"\n".to_owned(),
            person("A", "knows = [\"b\", \"c\"]"),
            person("B", "knows = [\"a\"]\navoids = [\"c\"]"),
            person("C", "avoids = [\"b\"]"),
            "[[pair]]\npeople = [\"a\", \"b\"]\nrule = \"must\"\n".to_owned(),
        ];
        assert_eq!(
            Room::of(&Opened::from_text("e.toml", &text.concat()).event).excluded,
            [
                "not to meet: 2 pairs of one company",
                "not to meet: 1 pair who know each other",
                "not to meet: 1 pair where one avoids the other",
            ]
        );
    }

    #[test]
    fn says_who_must_sit_out_and_why() {
        let room = Room { present: vec![7, 8, 12, 7], tables: 4, excluded: Vec::new() };
        assert_eq!(room.meetings(), 3 + 4 + 4 + 3);
        assert_eq!(
            room.tight(),
            [
                ("at least 1 person sits out: 7 is an odd number".to_owned(), vec![1, 4]),
                ("at least 4 people sit out: 4 tables for 12 people".to_owned(), vec![3]),
            ]
        );
    }
}
