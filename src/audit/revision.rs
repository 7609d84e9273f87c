//! What one plan leaves of another: rounds that have been held stay what they were, and lines that people hold in their
//! hands stay where that was promised (§6).

use super::facts::Facts;
use super::words::Words;
use super::{Rule, Violation, rules};
use crate::domain::{AttendeeIx, Event, Meeting, PairRuleKind, Round, Schedule};

/// What a later plan promises of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The first round that may change.
    pub from: Round,
    /// Whether every line that can still take place stays.
    pub keep: bool,
}

/// Judges a plan against the one before it. `event` is the evening as it turned out: a meeting of somebody who was not
/// there did not take place, and is nobody's line.
#[must_use]
pub fn audit_revision(
    event: &Event,
    before: &Schedule,
    after: &Schedule,
    revision: Revision,
) -> Vec<Violation> {
    let facts = Facts::of(event);
    let words = Words::of(event);
    let held = before.meetings.iter().filter(|line| line.round < revision.from && took_place(event, line));
    let gone = held.filter(|line| !has(after, line)).map(|line| past(&words, line, "is not in it any more"));
    let made_up = after.meetings.iter().filter(|line| line.round < revision.from && !has(before, line));
    let made_up = made_up.map(|line| past(&words, line, "was not in it before"));
    let lines = before.meetings.iter().filter(|line| {
        revision.keep && line.round >= revision.from && is_possible(&facts, line) && !has(after, line)
    });
    let lines = lines.map(|line| of_line(&words, line));
    gone.chain(made_up).chain(lines).collect()
}

/// What makes it impossible that a plan was held as it stands up to a round, or that anybody can hold its lines: people
/// in two places, tables shared, pairs twice; and, before `from`, meetings that may not take place.
#[must_use]
pub fn broken_lines(event: &Event, schedule: &Schedule, from: Round) -> Vec<Violation> {
    let took_place = |line: &&Meeting| line.round >= from || took_place(event, line);
    let meetings = schedule.meetings.iter().filter(took_place).copied().collect();
    let held = Schedule { meetings, ..schedule.clone() };
    let always = |rule| matches!(rule, Rule::OnePlaceAtATime | Rule::MeetOnce);
    let before = |violation: &Violation| violation.round.is_some_and(|round| round < from);
    let counts = |violation: &Violation| match violation.rule {
        Rule::TableOnce => before(violation) || violation.people.len() > 2,
        Rule::MayMeet | Rule::HostStays => before(violation),
        Rule::MaxMeetings => true,
        rule => always(rule),
    };
    super::with_case(event, &held, |case| {
        let judges = [
            rules::one_place_at_a_time,
            rules::meet_once,
            rules::table_once,
            rules::may_meet,
            rules::host_stays,
            rules::max_meetings,
        ];
        judges.iter().flat_map(|judge| judge(case)).filter(counts).collect()
    })
}

/// The same two, in the same round, at the same table.
fn has(schedule: &Schedule, line: &Meeting) -> bool {
    let same = |other: &Meeting| {
        (other.round, other.table) == (line.round, line.table)
            && other.partner_of(line.people[0]) == Some(line.people[1])
    };
    schedule.meetings.iter().any(same)
}

fn took_place(event: &Event, line: &Meeting) -> bool {
    line.people.iter().all(|&person| event.attendees[person].rounds.contains(line.round))
}

/// Whether nothing on its own keeps a planned meeting from taking place.
fn is_possible(facts: &Facts, line: &Meeting) -> bool {
    let event = facts.event;
    let [a, b] = line.people;
    let at_home = |person: AttendeeIx| event.attendees[person].host.is_none_or(|own| own == line.table);
    let as_asked = event.pairs.iter().all(|rule| match &rule.kind {
        PairRuleKind::Must(must) if rule.people == line.people => rules::keeps(must, line),
        _ => true,
    });
    took_place(event, line)
        && facts.reasons_against(a, b).is_empty()
        && (1..=event.tables.count).contains(&line.table)
        && at_home(a)
        && at_home(b)
        && as_asked
}

fn past(words: &Words, line: &Meeting, what: &str) -> Violation {
    let message = format!(
        "Round {} was over when the plan was changed, but the meeting of {} {what}.",
        line.round,
        words.both(line.people)
    );
    violation(Rule::PastStays, line, message)
}

fn of_line(words: &Words, line: &Meeting) -> Violation {
    let message = format!(
        "{} were to meet {} and still could, but the plan was changed, and it keeps every line that it can.",
        words.both(line.people),
        words.place(line)
    );
    violation(Rule::LinesStay, line, message)
}

fn violation(rule: Rule, line: &Meeting, message: String) -> Violation {
    Violation {
        rule,
        message,
        people: line.people.to_vec(),
        round: Some(line.round),
        table: Some(line.table),
    }
}
