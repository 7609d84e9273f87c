//! The lines of an earlier plan, and which of them can still take place.

use std::collections::BTreeMap;

use crate::domain::{AttendeeIx, Event, Meeting, Must, PairRuleKind, Round};
use crate::matching::Pairs;

/// What people hold in their hands when the evening is planned again.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// The meetings of the earlier plan. No two of them may be of one attendee in one round, of one pair, or at one
    /// table in one round; of such meetings only the first counts.
    pub meetings: &'a [Meeting],
    /// The first round that can still change; those before have been held.
    pub from: Round,
}

/// The meetings of an earlier plan that can still take place (`before` the round from which it may change, they did).
/// This is what [`Policy::Keep`] keeps.
#[must_use]
pub fn still_possible(event: &Event, earlier: Earlier) -> Vec<Meeting> {
    let lines = Lines::of(event, &Pairs::of(event), earlier);
    [lines.past, lines.ahead].concat()
}

/// The lines of an earlier plan that can (still) take place.
pub(super) struct Lines {
    /// Before the round from which the plan may change.
    pub past: Vec<Meeting>,
    /// From it on.
    pub ahead: Vec<Meeting>,
    /// All of them by their people.
    pub by_people: BTreeMap<[AttendeeIx; 2], Meeting>,
}

impl Lines {
    pub fn of(event: &Event, pairs: &Pairs, earlier: Earlier) -> Self {
        let mut lines: Vec<Meeting> = Vec::new();
        for &line in earlier.meetings {
            let fits = |other: &Meeting| !in_each_others_way(&line, other);
            if can_take_place(event, pairs, earlier.from, &line) && lines.iter().all(fits) {
                lines.push(line);
            }
        }
        lines.sort_unstable();
        let by_people = lines.iter().map(|line| (line.people, *line)).collect();
        let (past, ahead) = lines.into_iter().partition(|line| line.round < earlier.from);
        Self { past, ahead, by_people }
    }
}

fn in_each_others_way(one: &Meeting, other: &Meeting) -> bool {
    let share = one.people.iter().any(|&person| other.partner_of(person).is_some());
    one.people == other.people || one.round == other.round && (share || one.table == other.table)
}

fn can_take_place(event: &Event, pairs: &Pairs, from: Round, line: &Meeting) -> bool {
    let there = |&person: &AttendeeIx| event.attendees[person].rounds.contains(line.round);
    let may_meet = pairs.find(line.people[0], line.people[1]).is_some();
    let exists = (1..=event.tables.count).contains(&line.table);
    let at_home = |&person: &AttendeeIx| event.attendees[person].host.is_none_or(|own| own == line.table);
    let [people, homes] = [line.people.iter().all(there), line.people.iter().all(at_home)];
    let asked = line.round < from || musts_on(event, line.people).all(|must| as_asked(must, line));
    may_meet && exists && people && homes && asked
}

/// Whether a meeting takes place in the round and at the table that a `must` names.
pub(super) fn as_asked(must: &Must, meeting: &Meeting) -> bool {
    must.rounds.is_none_or(|rounds| rounds.contains(meeting.round))
        && must.table.is_none_or(|table| table == meeting.table)
}

/// What the organizer asks of a pair that must meet.
pub(super) fn musts_on(event: &Event, people: [AttendeeIx; 2]) -> impl Iterator<Item = &Must> {
    event.pairs.iter().filter(move |rule| rule.people == people).filter_map(|rule| match &rule.kind {
        PairRuleKind::Must(must) => Some(must),
        _ => None,
    })
}

/// The same two, in the same round, at the same table.
pub(super) fn same_line(one: &Meeting, other: &Meeting) -> bool {
    (one.round, one.table, one.people) == (other.round, other.table, other.people)
}
