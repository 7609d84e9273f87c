//! How many meetings an evening has room for, and what the hard rules take away.

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
    let avoids = event.attendees.iter().map(|person| person.avoids.len()).sum();
    let lines = [
        (colleagues(event), "of one company"),
        (acquainted(event), "who know each other"),
        (never, "marked never"),
        (avoids, "where one avoids the other"),
        (hosts(event), "of two hosts"),
    ];
    let told = lines.into_iter().filter(|(pairs, _)| *pairs > 0);
    told.map(|(pairs, why)| format!("not to meet: {} {why}", count(pairs, "pair"))).collect()
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
    companies.chunk_by(|one, other| one == other).map(|same| same.len() * (same.len() - 1) / 2).sum()
}

fn acquainted(event: &Event) -> usize {
    if event.matching.known != KnownRule::Never {
        return 0;
    }
    let people = event.attendees.iter().enumerate();
    let said = people.flat_map(|(a, person)| person.knows.iter().map(move |&b| [a.min(b), a.max(b)]));
    let mut known: Vec<[usize; 2]> = said.chain(event.met_before.iter().copied()).collect();
    known.sort_unstable();
    known.dedup();
    known.len()
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
