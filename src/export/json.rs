//! The evening as JSON. The README describes every field.

use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;
use serde::Serialize;

use super::Evening;
use super::times::Span;
use crate::document::{by_attendee, clean};
use crate::domain::{AttendeeIx, Contact, Meeting, Priority, Proof, Round, TableNo};
use crate::matching::{Reason, ReasonKind, reasons};

/// The version of what follows.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Whole<'a> {
    format: u32,
    event: Occasion,
    schedule: Outcome<'a>,
    rounds: Vec<RoundTime>,
    breaks: Vec<BreakTime>,
    tables: Vec<Table>,
    attendees: Vec<Person<'a>>,
    meetings: Vec<Met<'a>>,
}

#[derive(Serialize)]
struct Occasion {
    name: String,
    date: String,
    timezone: String,
    language: &'static str,
    venue: Option<String>,
    organizer: Option<String>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    revision: u32,
    event_digest: &'a str,
    points: i64,
    bound: i64,
    floor: u32,
    proof: &'static str,
}

#[derive(Serialize)]
struct RoundTime {
    round: Round,
    from: String,
    until: String,
}

#[derive(Serialize)]
struct BreakTime {
    after: Round,
    label: Option<String>,
    from: String,
    until: String,
}

#[derive(Serialize)]
struct Table {
    table: TableNo,
    name: Option<String>,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    name: String,
    company: Option<String>,
    title: Option<String>,
    group: Option<String>,
    host: Option<TableNo>,
    rounds: Vec<Round>,
    free: Vec<Round>,
    contact: Details,
}

/// What is shared; nothing else.
#[derive(Default, Serialize)]
struct Details {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

#[derive(Serialize)]
struct Met<'a> {
    round: Round,
    table: TableNo,
    people: [&'a str; 2],
    reasons: Vec<Why<'a>>,
}

#[derive(Serialize)]
struct Why<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    what: What,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum What {
    Topic {
        wanted: String,
        offered: String,
        fit: i64,
        priority: &'static str,
        want_note: Option<String>,
        offer_note: Option<String>,
    },
    AskedFor,
}

pub(super) fn write(evening: &Evening) -> String {
    let event = evening.event;
    let whole = Whole {
        format: FORMAT,
        event: occasion(evening),
        schedule: result(evening),
        rounds: (1..=event.rounds.count).map(|round| round_time(evening, round)).collect(),
        breaks: break_times(evening),
        tables: (1..=event.tables.count).map(|table| named_table(evening, table)).collect(),
        attendees: attendees(evening),
        meetings: evening.schedule.meetings.iter().map(|meeting| met(evening, meeting)).collect(),
    };
    // Plain values with names for keys always have a JSON form.
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn occasion(evening: &Evening) -> Occasion {
    let event = evening.event;
    Occasion {
        name: clean(&event.name),
        date: event.date.to_string(),
        timezone: event.timezone.clone(),
        language: super::code(event.language),
        venue: event.venue.as_deref().map(clean),
        organizer: event.organizer.as_deref().map(clean),
    }
}

fn result<'a>(evening: &Evening<'a>) -> Outcome<'a> {
    let schedule = evening.schedule;
    Outcome {
        revision: schedule.revision,
        event_digest: &schedule.event_digest,
        points: schedule.result.points,
        bound: schedule.result.bound,
        floor: schedule.result.floor,
        proof: match schedule.result.proof {
            Proof::Optimal => "optimal",
            Proof::Gap => "gap",
        },
    }
}

/// `2026-12-10T17:30:00+01:00`.
fn moments(span: Span) -> [String; 2] {
    span.map(|at: DateTime<Tz>| at.to_rfc3339_opts(SecondsFormat::Secs, false))
}

fn round_time(evening: &Evening, round: Round) -> RoundTime {
    let [from, until] = moments(evening.times.round(evening.event, round));
    RoundTime { round, from, until }
}

fn break_times(evening: &Evening) -> Vec<BreakTime> {
    let times = evening.event.rounds.breaks.iter().map(|pause| {
        let [from, until] = moments(evening.times.pause(evening.event, pause));
        BreakTime { after: pause.after, label: pause.label.as_deref().map(clean), from, until }
    });
    times.collect()
}

fn named_table(evening: &Evening, table: TableNo) -> Table {
    Table { table, name: evening.event.tables.names.get(&table).map(|name| clean(name)) }
}

fn attendees<'a>(evening: &Evening<'a>) -> Vec<Person<'a>> {
    let meetings = by_attendee(evening.event, evening.schedule);
    meetings.iter().enumerate().map(|(person, meetings)| described(evening, person, meetings)).collect()
}

fn described<'a>(evening: &Evening<'a>, person: AttendeeIx, meetings: &[Meeting]) -> Person<'a> {
    let attendee = evening.attendee(person);
    let meets = |round: &Round| meetings.iter().any(|meeting| meeting.round == *round);
    let mut contact = Details::default();
    for (kind, text) in evening.shared(person) {
        match kind {
            Contact::Email => contact.email = Some(text),
            Contact::Phone => contact.phone = Some(text),
            Contact::Link => contact.link = Some(text),
        }
    }
    Person {
        id: &attendee.id,
        name: evening.name(person),
        company: evening.company(person),
        title: attendee.title.as_deref().map(clean),
        group: attendee.group.map(|group| clean(&evening.event.groups[group].name)),
        host: attendee.host,
        rounds: attendee.rounds.iter().collect(),
        free: attendee.rounds.iter().filter(|round| !meets(round)).collect(),
        contact,
    }
}

fn met<'a>(evening: &Evening<'a>, meeting: &Meeting) -> Met<'a> {
    let [one, other] = meeting.people;
    let all = reasons(evening.event, evening.pairs, one, other);
    Met {
        round: meeting.round,
        table: meeting.table,
        people: meeting.people.map(|person| evening.attendee(person).id.as_str()),
        reasons: all.into_iter().map(|reason| why(evening, reason)).collect(),
    }
}

fn why<'a>(evening: &Evening<'a>, reason: Reason) -> Why<'a> {
    let topic = |topic: usize| clean(&evening.event.topics[topic].name);
    let what = match reason.kind {
        ReasonKind::AskedFor => What::AskedFor,
        ReasonKind::Topic { wanted, offered, fit, priority, want_note, offer_note } => What::Topic {
            wanted: topic(wanted),
            offered: topic(offered),
            fit,
            priority: match priority {
                Priority::Low => "low",
                Priority::Normal => "normal",
                Priority::High => "high",
            },
            want_note: want_note.as_deref().map(clean),
            offer_note: offer_note.as_deref().map(clean),
        },
    };
    let id = |person: AttendeeIx| evening.attendee(person).id.as_str();
    Why { from: id(reason.giver), to: id(reason.receiver), what }
}
