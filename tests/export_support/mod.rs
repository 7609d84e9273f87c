//! A strict reader of calendars, written from RFC 5545 and not from our writer.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// An entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub uid: String,
    pub sequence: u32,
    pub status: String,
    pub stamp: String,
    pub start: DateTime<Utc>,
    pub end: DateTime<Utc>,
    pub summary: String,
    pub location: String,
    pub description: String,
}

/// A line: name, parameters, value.
type Line = (String, BTreeMap<String, String>, String);

/// A component: its own lines, and what is within it.
#[derive(Debug)]
struct Component {
    name: String,
    lines: Vec<Line>,
    inner: Vec<Component>,
}

/// Reads a calendar, or says what is wrong with it by panicking.
pub fn read(text: &str) -> Vec<Entry> {
    assert!(text.ends_with("\r\n"), "the last line has no end");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "a line of {} bytes: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "an end of a line that is none: {line:?}");
        assert!(!line.chars().any(char::is_control), "a control character: {line:?}");
    }
    let unfolded = text.replace("\r\n ", "");
    let mut lines = unfolded.trim_end_matches("\r\n").split("\r\n").map(line);
    let first = lines.next().unwrap();
    assert_eq!((first.0.as_str(), first.2.as_str()), ("BEGIN", "VCALENDAR"));
    let calendar = component("VCALENDAR".to_owned(), &mut lines);
    assert!(lines.next().is_none(), "something after the end");
    assert_eq!(one(&calendar, "VERSION"), "2.0");
    assert!(one(&calendar, "PRODID").starts_with("-//"));
    let zones: Vec<&Component> = calendar.inner.iter().filter(|inner| inner.name == "VTIMEZONE").collect();
    for zone in &zones {
        check_zone(zone);
    }
    let named: Vec<&str> = zones.iter().map(|zone| one(zone, "TZID")).collect();
    let entries: Vec<Entry> = calendar
        .inner
        .iter()
        .filter(|inner| inner.name == "VEVENT")
        .map(|inner| entry(inner, &named))
        .collect();
    assert_eq!(zones.len() + entries.len(), calendar.inner.len(), "an unknown component");
    let mut uids: Vec<&str> = entries.iter().map(|entry| entry.uid.as_str()).collect();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), entries.len(), "two entries with one UID");
    entries
}

fn line(text: &str) -> Line {
    let (head, value) = text.split_once(':').unwrap_or_else(|| panic!("no value: {text}"));
    let mut parts = head.split(';');
    let name = parts.next().unwrap().to_owned();
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '-'), "{text}");
    let parameters = parts.map(|part| {
        let (key, value) =
            part.split_once('=').unwrap_or_else(|| panic!("a parameter without value: {text}"));
        (key.to_owned(), value.to_owned())
    });
    (name, parameters.collect(), value.to_owned())
}

fn component(name: String, lines: &mut impl Iterator<Item = Line>) -> Component {
    let mut component = Component { name, lines: Vec::new(), inner: Vec::new() };
    while let Some(line) = lines.next() {
        match line.0.as_str() {
            "BEGIN" => component.inner.push(self::component(line.2, lines)),
            "END" => {
                assert_eq!(line.2, component.name);
                return component;
            }
            _ => component.lines.push(line),
        }
    }
    panic!("{} does not end", component.name);
}

fn line_of<'c>(component: &'c Component, name: &str) -> &'c Line {
    let found: Vec<&Line> = component.lines.iter().filter(|line| line.0 == name).collect();
    assert_eq!(found.len(), 1, "{name} in {component:?}");
    found[0]
}

fn one<'c>(component: &'c Component, name: &str) -> &'c str {
    &line_of(component, name).2
}

fn check_zone(zone: &Component) {
    assert!(!zone.inner.is_empty(), "a zone without a clock");
    for clock in &zone.inner {
        assert!(["STANDARD", "DAYLIGHT"].contains(&clock.name.as_str()), "{}", clock.name);
        local(one(clock, "DTSTART"));
        for name in ["TZOFFSETFROM", "TZOFFSETTO"] {
            let offset = one(clock, name);
            let (sign, digits) = offset.split_at(1);
            assert!(["+", "-"].contains(&sign) && [4, 6].contains(&digits.len()), "{offset}");
            assert!(digits.chars().all(|c| c.is_ascii_digit()) && offset != "-0000", "{offset}");
        }
    }
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn moment((_, parameters, value): &Line, zones: &[&str]) -> DateTime<Utc> {
    match parameters.get("TZID") {
        Some(zone) => {
            assert!(zones.contains(&zone.as_str()), "{zone} is not described");
            let zone: Tz = zone.parse().unwrap();
            zone.from_local_datetime(&local(value)).earliest().unwrap().to_utc()
        }
        None => local(value.strip_suffix('Z').unwrap_or_else(|| panic!("{value} has no zone"))).and_utc(),
    }
}

/// Text as it was before it was escaped.
fn text(value: &str) -> String {
    let mut plain = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(c @ ('\\' | ';' | ',')) => plain.push(c),
                other => panic!("\\{other:?} in {value}"),
            },
            ';' | ',' => panic!("a bare {c} in {value}"),
            c => plain.push(c),
        }
    }
    plain
}

fn entry(component: &Component, zones: &[&str]) -> Entry {
    let start_and_end = ["DTSTART", "DTEND"].map(|name| line_of(component, name));
    assert_eq!(start_and_end[0].1, start_and_end[1].1, "one in a zone and one not");
    let [start, end] = start_and_end.map(|line| moment(line, zones));
    assert!(start < end);
    let stamp = one(component, "DTSTAMP").to_owned();
    local(stamp.strip_suffix('Z').unwrap());
    let status = one(component, "STATUS").to_owned();
    assert!(["CONFIRMED", "CANCELLED"].contains(&status.as_str()));
    let known =
        ["UID", "DTSTAMP", "SEQUENCE", "STATUS", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"];
    assert!(component.lines.iter().all(|line| known.contains(&line.0.as_str())), "{component:?}");
    Entry {
        uid: one(component, "UID").to_owned(),
        sequence: one(component, "SEQUENCE").parse().unwrap(),
        status,
        stamp,
        start,
        end,
        summary: text(one(component, "SUMMARY")),
        location: text(one(component, "LOCATION")),
        description: text(one(component, "DESCRIPTION")),
    }
}
