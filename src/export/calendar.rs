//! Calendars (RFC 5545). A pair has one entry, whatever its round: when the plan changes, the entry moves.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, NaiveTime, TimeZone};
use chrono_tz::Tz;
use sha2::{Digest, Sha256};

use super::Evening;
use super::reasons::told;
use super::times::Span;
use super::zone::{Change, Shown, changes};
use crate::document::{clean, fill};
use crate::domain::{AttendeeIx, MAX_ROUNDS, Meeting, Schedule, TableNo, fold};

/// The most bytes of a line.
const LINE: usize = 75;

/// A calendar's time of day, without a zone.
const LOCAL: &str = "%Y%m%dT%H%M%S";

/// The same in UTC.
const UTC: &str = "%Y%m%dT%H%M%SZ";

pub(super) fn write(evening: &Evening, whose: Option<AttendeeIx>, earlier: &[Schedule]) -> Option<String> {
    let entries = entries(evening.schedule, whose, earlier);
    if entries.is_empty() {
        return None;
    }
    let mut lines = Lines::default();
    lines.plain("BEGIN", "VCALENDAR");
    lines.plain("VERSION", "2.0");
    lines.plain("PRODID", "-//rondje//rondje//EN");
    lines.plain("CALSCALE", "GREGORIAN");
    lines.text("X-WR-CALNAME", &clean(&evening.event.name));
    add_zone(&mut lines, evening.times.start);
    for entry in entries {
        add_entry(&mut lines, evening, whose, entry);
    }
    lines.plain("END", "VCALENDAR");
    Some(lines.0)
}

/// A meeting, or one that is no longer planned.
#[derive(Clone, Copy)]
struct Entry {
    meeting: Meeting,
    cancelled: bool,
}

/// The meetings of somebody, or all, by round; then those that only earlier schedules have, as they had them last.
fn entries(schedule: &Schedule, whose: Option<AttendeeIx>, earlier: &[Schedule]) -> Vec<Entry> {
    let theirs = |meeting: &&Meeting| whose.is_none_or(|person| meeting.people.contains(&person));
    let mut gone: BTreeMap<[AttendeeIx; 2], Meeting> = BTreeMap::new();
    for meeting in earlier.iter().flat_map(|earlier| &earlier.meetings).filter(theirs) {
        if (1..=MAX_ROUNDS).contains(&meeting.round) {
            gone.insert(meeting.people, *meeting);
        }
    }
    for meeting in &schedule.meetings {
        gone.remove(&meeting.people);
    }
    let planned = schedule.meetings.iter().filter(theirs);
    let planned = planned.map(|&meeting| Entry { meeting, cancelled: false });
    let gone = gone.into_values().map(|meeting| Entry { meeting, cancelled: true });
    planned.chain(gone).collect()
}

fn add_entry(lines: &mut Lines, evening: &Evening, whose: Option<AttendeeIx>, entry: Entry) {
    let Entry { meeting, cancelled } = entry;
    lines.plain("BEGIN", "VEVENT");
    lines.plain("UID", &identity(evening, whose, meeting.people));
    lines.plain("DTSTAMP", &stamp(evening));
    lines.plain("SEQUENCE", &evening.schedule.revision.to_string());
    lines.plain("STATUS", if cancelled { "CANCELLED" } else { "CONFIRMED" });
    add_span(lines, evening.times.zone, evening.times.round(evening.event, meeting.round));
    lines.text("SUMMARY", &title(evening, whose, &meeting));
    lines.text("LOCATION", &place(evening, meeting.table));
    lines.text("DESCRIPTION", &description(evening, whose, &meeting));
    lines.plain("END", "VEVENT");
}

/// The same for every revision of an evening: made from its name and date, the two ids, and whose calendar it is in, so
/// that those who put both calendars of a pair in one have both entries.
fn identity(evening: &Evening, whose: Option<AttendeeIx>, people: [AttendeeIx; 2]) -> String {
    let id = |person: AttendeeIx| evening.attendee(person).id.as_str();
    let owner = whose.map(id).unwrap_or_default();
    let mut pair = people.map(id);
    pair.sort_unstable();
    let date = evening.event.date.to_string();
    let mut digest = Sha256::new();
    for part in [&fold(&evening.event.name), &date, pair[0], pair[1], owner] {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    let mut uid = String::new();
    for byte in &digest.finalize()[..16] {
        let _ = write!(uid, "{byte:02x}");
    }
    uid + "@rondje"
}

/// When an entry was made. There is no clock here: midnight before the evening, and a second later for every revision.
fn stamp(evening: &Evening) -> String {
    let revision = Duration::seconds(i64::from(evening.schedule.revision));
    (evening.event.date.and_time(NaiveTime::MIN) + revision).format(UTC).to_string()
}

fn title(evening: &Evening, whose: Option<AttendeeIx>, meeting: &Meeting) -> String {
    let words = &evening.words.calendar;
    let people = if let Some(partner) = whose.and_then(|person| meeting.partner_of(person)) {
        evening.with_company(partner)
    } else {
        let [one, other] = meeting.people.map(|person| evening.with_company(person));
        fill(&words.both, &[("one", &one), ("other", &other)])
    };
    fill(&words.title, &[("table", &meeting.table.to_string()), ("people", &people)])
}

fn place(evening: &Evening, table: TableNo) -> String {
    let words = &evening.words.calendar;
    let number = table.to_string();
    let table = match evening.event.tables.names.get(&table) {
        Some(name) => fill(&words.named_table, &[("table", &number), ("name", &clean(name))]),
        None => fill(&words.table, &[("table", &number)]),
    };
    match &evening.event.venue {
        Some(venue) => format!("{}, {table}", clean(venue)),
        None => table,
    }
}

/// What the evening is, which round, and for one attendee what their agenda says of the partner.
fn description(evening: &Evening, whose: Option<AttendeeIx>, meeting: &Meeting) -> String {
    let (round, count) = (meeting.round.to_string(), evening.event.rounds.count.to_string());
    let round = fill(&evening.words.calendar.round, &[("round", &round), ("count", &count)]);
    let mut lines = vec![clean(&evening.event.name), round];
    if let Some(person) = whose
        && let Some(partner) = meeting.partner_of(person)
    {
        let words = &evening.words.agenda;
        let told = told(evening, person, partner);
        let shared: Vec<String> = evening.shared(partner).into_iter().map(|(_, text)| text).collect();
        lines.extend(Some(told.asked).filter(|asked| !asked.is_empty()));
        let labelled = [
            (&words.they_offer, told.they_offer),
            (&words.you_offer, told.you_offer),
            (&words.contact, shared.join(" · ")),
        ];
        let said = labelled.iter().filter(|(_, text)| !text.is_empty());
        lines.extend(said.map(|(label, text)| format!("{label}: {text}")));
    }
    lines.join("\n")
}

/// From when until when: on the clock of the zone, or in UTC where that clock shows the same time twice.
fn add_span(lines: &mut Lines, zone: Tz, span: Span) {
    let first =
        |at: &DateTime<Tz>| zone.from_local_datetime(&at.naive_local()).earliest().as_ref() == Some(at);
    let plain = span.iter().all(first);
    for (name, at) in ["DTSTART", "DTEND"].into_iter().zip(span) {
        if zone == Tz::UTC || !plain {
            lines.plain(name, &at.naive_utc().format(UTC).to_string());
        } else {
            lines.plain(&format!("{name};TZID={}", zone.name()), &at.format(LOCAL).to_string());
        }
    }
}

fn add_zone(lines: &mut Lines, start: DateTime<Tz>) {
    if start.timezone() == Tz::UTC {
        return;
    }
    lines.plain("BEGIN", "VTIMEZONE");
    lines.plain("TZID", start.timezone().name());
    for change in changes(start) {
        add_change(lines, &change);
    }
    lines.plain("END", "VTIMEZONE");
}

fn add_change(lines: &mut Lines, change: &Change) {
    let kind = if change.to.summer { "DAYLIGHT" } else { "STANDARD" };
    let begins = change.local.map_or("19700101T000000".to_owned(), |local| local.format(LOCAL).to_string());
    lines.plain("BEGIN", kind);
    lines.plain("DTSTART", &begins);
    lines.plain("TZOFFSETFROM", &offset(change.from));
    lines.plain("TZOFFSETTO", &offset(change.to));
    if let Some(name) = &change.name {
        lines.text("TZNAME", name);
    }
    lines.plain("END", kind);
}

/// `+0100`, with seconds where there are some.
fn offset(Shown { seconds, .. }: Shown) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let rest = if seconds % 60 == 0 { String::new() } else { format!("{:02}", seconds % 60) };
    format!("{sign}{:02}{:02}{rest}", seconds / 3600, seconds / 60 % 60)
}

/// The lines of a calendar, of at most 75 bytes each.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line with a value that needs no escaping.
    fn plain(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A line with text.
    fn text(&mut self, name: &str, text: &str) {
        self.plain(name, &escaped(text));
    }
}

/// Text in which the signs that mean something to a calendar stand for themselves.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Lines, Shown, escaped, offset};

    #[test]
    fn text_stands_for_itself() {
        assert_eq!(escaped("a;b,c\\d\ne\r\u{7}"), "a\\;b\\,c\\\\d\\ne");
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", &"é".repeat(100));
        assert!(lines.0.ends_with("\r\n") && lines.0.matches("\r\n").count() == 3, "{}", lines.0);
        assert!(lines.0.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(lines.0.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "é".repeat(100)));
    }

    #[test]
    fn offsets_are_signed_hours_and_minutes() {
        let said = |seconds| offset(Shown { seconds, summer: false });
        assert_eq!([said(3600), said(-12600), said(1172), said(0)], ["+0100", "-0330", "+001932", "+0000"]);
    }
}
