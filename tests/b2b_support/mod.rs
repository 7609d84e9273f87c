//! Reads the public B2B meeting scheduling instances (`MiniZinc` data) as events.

use std::collections::BTreeMap;

use rondje::domain::{Company, Event, Must, PairRule, PairRuleKind, RoundSet};

use crate::common::{bare_attendee, bare_event};

/// Participants become attendees, slots rounds and locations tables. Every requested meeting becomes a `must`, with the
/// rounds of its slot where it has one, or of the half of the day it is wished for. A pair requested twice meets once,
/// in the rounds that both requests allow. All attendees work for one company, so that nobody else meets.
///
/// # Panics
/// If the text is not such an instance, or asks for an order of meetings (none of the twenty does; rondje has no such
/// rule).
pub fn read(name: &str, text: &str) -> Event {
    let data = Data { text };
    assert!(
        data.sets("precedences").iter().all(|before| before.iter().all(|&m| m == 0)),
        "{name}: precedences"
    );
    let mut event = bare_event();
    name.clone_into(&mut event.name);
    event.rounds.count = data.number("nTotalSlots");
    event.tables.count = data.number("nTables");
    for (index, absent) in data.sets("forbidden").into_iter().enumerate() {
        let rounds = (1..=event.rounds.count).filter(|round| !absent.contains(round)).collect();
        let mut attendee = bare_attendee(&format!("p{}", index + 1), rounds);
        attendee.company = Some(Company { name: "one".to_owned(), folded: "one".to_owned() });
        event.attendees.push(attendee);
    }
    assert_eq!(event.attendees.len(), data.number("nBusiness") as usize, "{name}");
    event.pairs = pairs(&data, event.rounds.count);
    event
}

fn pairs(data: &Data, count: u32) -> Vec<PairRule> {
    let morning = data.number("nMorningSlots");
    let mut rounds_of: BTreeMap<[usize; 2], RoundSet> = BTreeMap::new();
    let requested = data.numbers("requested");
    for (request, &fixed) in requested.chunks_exact(3).zip(&data.numbers("fixed")) {
        let [a, b] = [request[0] as usize - 1, request[1] as usize - 1];
        let half = match request[2] {
            1 => RoundSet::span(1, morning),
            2 => RoundSet::span(morning + 1, count),
            _ => RoundSet::all(count),
        };
        let wished = if fixed == 0 { half } else { RoundSet::span(fixed, fixed) };
        let rounds = rounds_of.entry([a.min(b), a.max(b)]).or_insert(RoundSet::all(count));
        *rounds = rounds.and(wished);
    }
    let rule = |(people, rounds): ([usize; 2], RoundSet)| {
        let rounds = (rounds != RoundSet::all(count)).then_some(rounds);
        PairRule { people, kind: PairRuleKind::Must(Must { rounds, table: None }) }
    };
    rounds_of.into_iter().map(rule).collect()
}

/// `key = value;` lines.
struct Data<'t> {
    text: &'t str,
}

impl Data<'_> {
    fn value(&self, key: &str) -> &str {
        let statement =
            self.text.split(';').find_map(|part| part.trim().strip_prefix(key)?.trim().strip_prefix('='));
        statement.unwrap_or_else(|| panic!("`{key}` is missing"))
    }

    fn number(&self, key: &str) -> u32 {
        self.numbers(key)[0]
    }

    fn numbers(&self, key: &str) -> Vec<u32> {
        numbers(self.value(key))
    }

    /// A list of sets in braces.
    fn sets(&self, key: &str) -> Vec<Vec<u32>> {
        let sets = self.value(key).split('{').skip(1);
        sets.map(|set| numbers(set.split('}').next().unwrap_or_default())).collect()
    }
}

fn numbers(text: &str) -> Vec<u32> {
    let words = text.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
    words.map(|word| word.parse().expect("a number")).collect()
}

/// The fewest breaks published for each instance, with fairness 2 (JAIR 74, 2022, table 3, "original").
pub const PUBLISHED: [(&str, u32); 20] = [
    ("forum-13", 0),
    ("forum-13crafb", 6),
    ("forum-13crafc", 1),
    ("forum-14", 2),
    ("forumt-14", 5),
    ("forumt-14crafc", 5),
    ("forumt-14crafd", 4),
    ("forumt-14crafe", 5),
    ("tic-12", 0),
    ("tic-12crafc", 0),
    ("tic-13", 0),
    ("tic-13crafb", 0),
    ("tic-13crafc", 4),
    ("tic-14crafa", 0),
    ("tic-14crafc", 0),
    ("tic-14crafd", 0),
    ("ticf-13crafa", 0),
    ("ticf-13crafb", 3),
    ("ticf-13crafc", 1),
    ("ticf-14crafa", 0),
];
