//! The hard rules of §4, one function each.

use std::collections::BTreeMap;

use super::words::{count, list, rounds};
use super::{Case, Rule, Violation, facts};
use crate::domain::{AttendeeIx, Meeting, Must, PairRule, PairRuleKind};

/// Meetings by something they have in common.
type Grouped<'a, K> = BTreeMap<K, Vec<&'a Meeting>>;

fn grouped<K: Ord>(meetings: &[Meeting], keys: impl Fn(&Meeting) -> Vec<K>) -> Grouped<'_, K> {
    let mut grouped = Grouped::new();
    for meeting in meetings {
        for key in keys(meeting) {
            grouped.entry(key).or_default().push(meeting);
        }
    }
    grouped
}

fn more_than_one<K: Ord>(grouped: Grouped<'_, K>) -> impl Iterator<Item = (K, Vec<&Meeting>)> {
    grouped.into_iter().filter(|(_, meetings)| meetings.len() > 1)
}

/// A violation that concerns one meeting.
fn of_meeting(rule: Rule, meeting: &Meeting, message: String) -> Violation {
    let people = meeting.people.to_vec();
    Violation { rule, message, people, round: Some(meeting.round), table: Some(meeting.table) }
}

/// Nobody is in two meetings of one round.
pub(super) fn one_place_at_a_time(case: &Case) -> Vec<Violation> {
    let by_person = grouped(&case.schedule.meetings, |m| m.people.map(|a| (m.round, a)).to_vec());
    let broken = more_than_one(by_person).map(|((round, who), meetings)| Violation {
        rule: Rule::OnePlaceAtATime,
        message: format!(
            "{} is in {} in round {round}: {}. Keep one of them.",
            case.words.person(who),
            count(meetings.len(), "meeting"),
            list(meetings.iter().map(|m| with_whom(case, who, m)).collect()),
        ),
        people: vec![who],
        round: Some(round),
        table: None,
    });
    broken.collect()
}

/// "at table 2 with Piet Bos".
fn with_whom(case: &Case, who: AttendeeIx, meeting: &Meeting) -> String {
    let partner = meeting.partner_of(who).unwrap_or(who);
    format!("at {} with {}", case.words.table(meeting.table), case.words.person(partner))
}

/// No pair meets twice.
pub(super) fn meet_once(case: &Case) -> Vec<Violation> {
    let by_pair = grouped(&case.schedule.meetings, |m| vec![facts::pair(m.people[0], m.people[1])]);
    let broken = more_than_one(by_pair).map(|(pair, meetings)| Violation {
        rule: Rule::MeetOnce,
        message: format!(
            "{} meet {} times: {}. Keep one of these meetings.",
            case.words.both(pair),
            meetings.len(),
            case.words.places(&meetings),
        ),
        people: pair.to_vec(),
        round: None,
        table: None,
    });
    broken.collect()
}

/// A table has at most one meeting a round, and the table exists.
pub(super) fn table_once(case: &Case) -> Vec<Violation> {
    let shared = grouped(&case.schedule.meetings, |m| vec![(m.round, m.table)]);
    let shared = more_than_one(shared).map(|((round, table), meetings)| Violation {
        rule: Rule::TableOnce,
        message: format!(
            "Round {round} has {} at {}: {}. Give each a table of its own.",
            count(meetings.len(), "meeting"),
            case.words.table(table),
            list(meetings.iter().map(|m| case.words.one_with_other(m.people)).collect()),
        ),
        people: meetings.iter().flat_map(|m| m.people).collect(),
        round: Some(round),
        table: Some(table),
    });
    shared.chain(missing_tables(case)).collect()
}

fn missing_tables<'a>(case: &'a Case) -> impl Iterator<Item = Violation> + 'a {
    let tables = case.facts.event.tables.count;
    let broken = case.schedule.meetings.iter().filter(move |m| !(1..=tables).contains(&m.table));
    broken.map(move |meeting| {
        let message = format!(
            "{} meet in round {} at table {}, which does not exist. {}",
            case.words.both(meeting.people),
            meeting.round,
            meeting.table,
            numbered(tables, "table"),
        );
        of_meeting(Rule::TableOnce, meeting, message)
    })
}

/// What numbers exist: "The tables are numbered 1 to 12."
fn numbered(last: u32, what: &str) -> String {
    match last {
        0 => format!("There are no {what}s."),
        1 => format!("There is only {what} 1."),
        _ => format!("The {what}s are numbered 1 to {last}."),
    }
}

/// Everyone in a meeting is there in that round, and the round exists.
pub(super) fn present(case: &Case) -> Vec<Violation> {
    case.schedule.meetings.iter().flat_map(|meeting| not_there(case, meeting)).collect()
}

fn not_there(case: &Case, meeting: &Meeting) -> Vec<Violation> {
    let last = case.facts.event.rounds.count;
    if !(1..=last).contains(&meeting.round) {
        let both = case.words.both(meeting.people);
        let message = format!(
            "{both} meet in round {}, which does not exist. {}",
            meeting.round,
            numbered(last, "round")
        );
        return vec![of_meeting(Rule::Present, meeting, message)];
    }
    let absent =
        meeting.people.into_iter().filter(|&a| !case.facts.event.attendees[a].rounds.contains(meeting.round));
    absent.map(|who| absent_from(case, who, meeting)).collect()
}

fn absent_from(case: &Case, who: AttendeeIx, meeting: &Meeting) -> Violation {
    let message = format!(
        "{} meets {} {}, but is there in {} only.",
        case.words.person(who),
        case.words.person(meeting.partner_of(who).unwrap_or(who)),
        case.words.place(meeting),
        rounds(case.facts.event.attendees[who].rounds),
    );
    Violation { people: vec![who], ..of_meeting(Rule::Present, meeting, message) }
}

/// No pair meets that may not.
pub(super) fn may_meet(case: &Case) -> Vec<Violation> {
    let broken = case.schedule.meetings.iter().filter_map(|meeting| {
        let reasons = case.facts.reasons_against(meeting.people[0], meeting.people[1]);
        let reasons = list(reasons.into_iter().map(str::to_owned).collect());
        let both = case.words.both(meeting.people);
        let message = || format!("{both} meet {}, but {reasons}.", case.words.place(meeting));
        (!reasons.is_empty()).then(|| of_meeting(Rule::MayMeet, meeting, message()))
    });
    broken.collect()
}

/// Every `must` pair meets, in its round and at its table where given.
pub(super) fn must_meet(case: &Case) -> Vec<Violation> {
    let by_pair = grouped(&case.schedule.meetings, |m| vec![facts::pair(m.people[0], m.people[1])]);
    let unmet = |rule: &PairRule| {
        let PairRuleKind::Must(must) = &rule.kind else { return None };
        let pair = facts::pair(rule.people[0], rule.people[1]);
        let meetings = by_pair.get(&pair).map_or(&[][..], Vec::as_slice);
        (!meetings.iter().any(|meeting| keeps(must, meeting))).then(|| unkept(case, pair, must, meetings))
    };
    case.facts.event.pairs.iter().filter_map(unmet).collect()
}

/// Whether a meeting takes place in the round and at the table that a `must` names.
pub(super) fn keeps(must: &Must, meeting: &Meeting) -> bool {
    must.rounds.is_none_or(|rounds| rounds.contains(meeting.round))
        && must.table.is_none_or(|table| table == meeting.table)
}

fn unkept(case: &Case, pair: [AttendeeIx; 2], must: &Must, meetings: &[&Meeting]) -> Violation {
    let instead = match meetings {
        [] => "they do not meet".to_owned(),
        meetings => format!("they meet {}", case.words.places(meetings)),
    };
    Violation {
        rule: Rule::MustMeet,
        message: format!("{} must meet{}, but {instead}.", case.words.both(pair), asked(case, must)),
        people: pair.to_vec(),
        round: must.rounds.filter(|rounds| rounds.len() == 1).and_then(|rounds| rounds.iter().next()),
        table: must.table,
    }
}

/// What a `must` asks for: " in round 3 at table 2".
fn asked(case: &Case, must: &Must) -> String {
    let when = match must.rounds {
        None => String::new(),
        Some(set) if set.len() > 1 => format!(" in one of {}", rounds(set)),
        Some(set) => format!(" in {}", rounds(set)),
    };
    let place = must.table.map(|table| format!(" at {}", case.words.table(table)));
    when + &place.unwrap_or_default()
}

/// A host's meetings are at their own table.
pub(super) fn host_stays(case: &Case) -> Vec<Violation> {
    case.schedule.meetings.iter().flat_map(|meeting| hosts_away(case, meeting)).collect()
}

fn hosts_away(case: &Case, meeting: &Meeting) -> Vec<Violation> {
    let away = meeting.people.into_iter().filter_map(|host| {
        let own = case.facts.event.attendees[host].host.filter(|&own| own != meeting.table)?;
        let message = format!(
            "{} hosts {}, but is {} in round {}.",
            case.words.person(host),
            case.words.table(own),
            with_whom(case, host, meeting),
            meeting.round,
        );
        Some(Violation { people: vec![host], ..of_meeting(Rule::HostStays, meeting, message) })
    });
    away.collect()
}

/// Nobody is over their maximum.
pub(super) fn max_meetings(case: &Case) -> Vec<Violation> {
    let by_person = grouped(&case.schedule.meetings, |m| m.people.to_vec());
    let over = by_person.into_iter().filter_map(|(who, meetings)| {
        let max = case.facts.event.attendees[who].max_meetings?;
        let has = count(meetings.len(), "meeting");
        let message = format!("{} has {has}, but wants {max} at most.", case.words.person(who));
        (meetings.len() > max as usize).then(|| Violation {
            rule: Rule::MaxMeetings,
            message,
            people: vec![who],
            round: None,
            table: None,
        })
    });
    over.collect()
}
