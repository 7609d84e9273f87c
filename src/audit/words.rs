//! People, rounds and tables in plain words.

use std::collections::BTreeMap;

use crate::domain::{AttendeeIx, Event, Meeting, Round, RoundSet, TableNo};

/// How the people and tables of an event are called.
pub(super) struct Words<'a> {
    event: &'a Event,
    names: Vec<String>,
}

impl<'a> Words<'a> {
    pub(super) fn of(event: &'a Event) -> Self {
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        for attendee in &event.attendees {
            *times.entry(&attendee.name).or_default() += 1;
        }
        // Two people of one name are told apart by their ids.
        let name = |attendee: &crate::domain::Attendee| match times[attendee.name.as_str()] {
            1 => attendee.name.clone(),
            _ => format!("{} ({})", attendee.name, attendee.id),
        };
        Self { event, names: event.attendees.iter().map(name).collect() }
    }

    /// One person.
    pub(super) fn person(&self, a: AttendeeIx) -> &str {
        &self.names[a]
    }

    /// Two people: "Fatima El Amrani and Piet Bos".
    pub(super) fn both(&self, [a, b]: [AttendeeIx; 2]) -> String {
        format!("{} and {}", self.person(a), self.person(b))
    }

    /// Two people among other pairs: "Fatima El Amrani with Piet Bos".
    pub(super) fn one_with_other(&self, [a, b]: [AttendeeIx; 2]) -> String {
        format!("{} with {}", self.person(a), self.person(b))
    }

    /// A table: "table 3", or "table 3 (Bij de bar)".
    pub(super) fn table(&self, table: TableNo) -> String {
        match self.event.tables.names.get(&table) {
            Some(name) => format!("table {table} ({name})"),
            None => format!("table {table}"),
        }
    }

    /// Where a meeting is: "in round 2 at table 3".
    pub(super) fn place(&self, meeting: &Meeting) -> String {
        format!("in round {} at {}", meeting.round, self.table(meeting.table))
    }

    /// Where several meetings are, one after the other.
    pub(super) fn places(&self, meetings: &[&Meeting]) -> String {
        list(meetings.iter().map(|meeting| self.place(meeting)).collect())
    }
}

/// "2 rounds", "1 round".
pub(super) fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(mut items: Vec<String>) -> String {
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

/// "round 3", "rounds 1 to 4 and 6", "no round".
pub(super) fn rounds(set: RoundSet) -> String {
    let runs = runs(set);
    let words = runs.iter().map(|&(from, until)| match until - from {
        0 => from.to_string(),
        1 => format!("{from} and {until}"),
        _ => format!("{from} to {until}"),
    });
    match set.len() {
        0 => "no round".to_owned(),
        1 => format!("round {}", list(words.collect())),
        _ => format!("rounds {}", list(words.collect())),
    }
}

/// The set as runs of rounds that follow each other: first and last.
fn runs(set: RoundSet) -> Vec<(Round, Round)> {
    let mut runs: Vec<(Round, Round)> = Vec::new();
    for round in set.iter() {
        match runs.last_mut() {
            Some((_, until)) if *until + 1 == round => *until = round,
            _ => runs.push((round, round)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{list, rounds};
    use crate::domain::RoundSet;

    #[test]
    fn lists_read_like_a_sentence() {
        let items = |n: usize| list(["a", "b", "c"][..n].iter().map(ToString::to_string).collect());
        assert_eq!([items(0), items(1), items(2), items(3)], ["", "a", "a and b", "a, b and c"]);
    }

    #[test]
    fn rounds_that_follow_each_other_are_one_run() {
        let set = |numbers: &[u32]| rounds(numbers.iter().copied().collect::<RoundSet>());
        assert_eq!(set(&[]), "no round");
        assert_eq!(set(&[3]), "round 3");
        assert_eq!(set(&[2, 3]), "rounds 2 and 3");
        assert_eq!(set(&[1, 2, 3, 4, 6]), "rounds 1 to 4 and 6");
    }
}
