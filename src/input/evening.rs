//! The evening itself: `format`, [event], [rounds], [tables], [matching].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveTime};
use toml::de::DeValue;

use super::report::Report;
use super::shapes::{BREAK, EVENT, MATCHING, ROUNDS, TABLES};
use super::walk::{self, At, Keys, LONG, SHORT, Shape, Span, Value, at_most, text, wrong_type};
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{
    Break, FloorSetting, KnownRule, Language, MAX_ROUNDS, Matching, SameCompanyRule, TableNo, fold,
};

/// The most tables there can be.
const MAX_TABLES: u32 = 5_000;
/// The most earlier schedules. Each is read whole.
const MAX_HISTORY: usize = 100;
/// Limit of points for one thing.
pub(super) const POINTS: RangeInclusive<u32> = 0..=1_000_000;
/// Limit of percentages that may exceed a hundred.
pub(super) const PERCENT: RangeInclusive<u32> = 0..=1_000;

/// `format = 1`, and nothing else.
pub(crate) fn check_format(file: &Keys<'_>, report: &mut Report) {
    let wrong = |span: Span, message: &str| {
        Diagnostic::new(Code::WrongFormat, message)
            .at(span, "")
            .help("write this as the first line: format = 1")
    };
    match file.get("format") {
        None => report.push(wrong(0..0, "the file does not say which format it has")),
        Some(value) => {
            let known = matches!(value.get_ref(), DeValue::Integer(number) if number.as_str() == "1");
            if !known {
                let message =
                    "`format` must be the number 1, the only format that this version of rondje reads";
                report.push(wrong(value.span(), message));
            }
        }
    }
}

/// A table that every event file has, under a header.
fn needed_table<'a>(
    file: &Keys<'a>,
    key: &str,
    shape: &'static Shape,
    report: &mut Report,
) -> Option<Keys<'a>> {
    let Some(value) = file.get(key) else {
        let examples =
            shape.needed.iter().filter_map(|key| shape.keys.iter().find(|(known, _)| known == key));
        let lines: Vec<String> = examples.map(|(key, example)| format!("{key} = {example}")).collect();
        let diagnostic = Diagnostic::new(Code::MissingKey, format!("the file has no {}", shape.name));
        report.push(diagnostic.at(0..0, "").help(format!(
            "add, for example:\n{}\n{}",
            shape.name,
            lines.join("\n")
        )));
        return None;
    };
    Keys::open(value, shape, report)
}

/// [event], as far as it is right.
#[derive(Debug, Default)]
pub(super) struct Evening {
    pub(super) name: Option<String>,
    pub(super) date: Option<NaiveDate>,
    pub(super) start: Option<NaiveTime>,
    pub(super) timezone: String,
    pub(super) language: Option<Language>,
    pub(super) venue: Option<String>,
    pub(super) organizer: Option<String>,
    pub(super) notes: Option<String>,
}

pub(super) fn read_evening(file: &Keys<'_>, report: &mut Report) -> Evening {
    let Some(keys) = needed_table(file, "event", &EVENT, report) else {
        return Evening::default();
    };
    let words = [("nl", Language::Nl), ("en", Language::En)];
    Evening {
        name: keys.text("name", report).map(|name| name.value),
        date: keys.get("date").and_then(|value| date(value, &keys, report)),
        start: keys.get("start").and_then(|value| start(value, &keys, report)),
        timezone: timezone(&keys, report),
        language: keys.word("language", &words, report).map(|word| word.value).or(Some(Language::Nl)),
        venue: keys.text("venue", report).map(|text| text.value),
        organizer: keys.text("organizer", report).map(|text| text.value),
        notes: keys
            .get("notes")
            .and_then(|value| walk::lines(value, &keys.what("notes"), LONG, report))
            .map(|text| text.value),
    }
}

fn date(value: &Value<'_>, keys: &Keys<'_>, report: &mut Report) -> Option<NaiveDate> {
    let date = match value.get_ref() {
        DeValue::Datetime(given) if given.time.is_none() && given.offset.is_none() => given.date,
        _ => None,
    };
    let date = date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), d.month.into(), d.day.into()));
    if date.is_none() {
        wrong_date(value, keys, "date", "a plain date: year, month, day", report);
    }
    date
}

fn start(value: &Value<'_>, keys: &Keys<'_>, report: &mut Report) -> Option<NaiveTime> {
    let time = match value.get_ref() {
        DeValue::Datetime(given) if given.date.is_none() && given.offset.is_none() => given.time,
        _ => None,
    };
    let time = time.and_then(|t| {
        let second = t.second.unwrap_or_default().into();
        NaiveTime::from_hms_nano_opt(t.hour.into(), t.minute.into(), second, t.nanosecond.unwrap_or_default())
    });
    if time.is_none() {
        wrong_date(value, keys, "start", "a plain time of day: hours, minutes, seconds", report);
    }
    time
}

fn wrong_date(value: &Value<'_>, keys: &Keys<'_>, key: &str, expected: &str, report: &mut Report) {
    let what = keys.what(key);
    let message = format!("{} must be {expected}", what.name);
    let (label, help) = match value.get_ref() {
        DeValue::String(text) if text.parse::<toml::value::Datetime>().is_ok() => {
            ("this is text", format!("leave the quotation marks out: {key} = {text}"))
        }
        DeValue::String(_) => ("this is text", format!("write it without quotation marks: {}", what.example)),
        DeValue::Datetime(given) if given.offset.is_some() => (
            "this has a time zone",
            format!("write only {}; the time zone has a line of its own, `timezone`", what.example),
        ),
        DeValue::Datetime(given) if given.date.is_some() && given.time.is_some() => (
            "this is a date and a time",
            format!("write only {}; `date` and `start` are two lines", what.example),
        ),
        _ => ("", format!("write it like this: {}", what.example)),
    };
    report.push(Diagnostic::new(Code::WrongDate, message).at(value.span(), label).help(help));
}

fn timezone(keys: &Keys<'_>, report: &mut Report) -> String {
    let zone = keys.text("timezone", report);
    if let Some(At { value, span }) = &zone
        && !is_zone(value)
    {
        let message = format!("{} is not the name of a time zone", quoted(value));
        let help = "write it as Area/City, such as \"Europe/Amsterdam\" or \"Europe/Brussels\", or \"UTC\"";
        report.push(Diagnostic::new(Code::WrongTimezone, message).at(span.clone(), "").help(help));
    }
    zone.map_or_else(|| "Europe/Amsterdam".to_owned(), |zone| zone.value)
}

/// Whether it is a name of the IANA database, in full: `UTC`, or an area and a city.
fn is_zone(name: &str) -> bool {
    (name == "UTC" || name.contains('/')) && name.parse::<chrono_tz::Tz>().is_ok()
}

/// [rounds], as far as it is right.
#[derive(Debug, Default)]
pub(super) struct RoundsRead {
    pub(super) count: Option<u32>,
    pub(super) minutes: u32,
    pub(super) changeover: u32,
    pub(super) breaks: Vec<Break>,
    pub(super) span: Span,
}

pub(super) fn read_rounds(file: &Keys<'_>, report: &mut Report) -> RoundsRead {
    let Some(keys) = needed_table(file, "rounds", &ROUNDS, report) else {
        return RoundsRead::default();
    };
    let count = keys.number("count", 1..=MAX_ROUNDS, report).map(|count| count.value);
    RoundsRead {
        count,
        minutes: keys.number("minutes", 1..=240, report).map_or(0, |minutes| minutes.value),
        changeover: keys.number("changeover", 0..=120, report).map_or(2, |minutes| minutes.value),
        breaks: read_breaks(&keys, count, report),
        span: keys.key_span("count").unwrap_or(keys.span.clone()),
    }
}

fn read_breaks(rounds: &Keys<'_>, count: Option<u32>, report: &mut Report) -> Vec<Break> {
    let mut seen: BTreeMap<u32, Span> = BTreeMap::new();
    let mut breaks = Vec::new();
    for item in rounds.list("breaks", report) {
        let Some(keys) = Keys::open(item, &BREAK, report) else { continue };
        let after = keys.number("after", 1..=MAX_ROUNDS, report);
        let minutes = keys.number("minutes", 1..=600, report);
        let label = keys.text("label", report).map(|label| label.value);
        let Some(after) = after else { continue };
        check_break(&after, count, &seen, report);
        seen.entry(after.value).or_insert(after.span);
        breaks.push(Break { after: after.value, minutes: minutes.map_or(0, |minutes| minutes.value), label });
    }
    breaks.sort_by_key(|pause| pause.after);
    breaks
}

fn check_break(after: &At<u32>, count: Option<u32>, seen: &BTreeMap<u32, Span>, report: &mut Report) {
    let round = after.value;
    if let Some(count) = count.filter(|count| round >= *count) {
        let message = format!("no round follows a break after round {round}; there are {count} rounds");
        let help = match count {
            1 => "an evening of one round has no breaks: leave it out".to_owned(),
            _ => format!("write a round from 1 to {}, or leave the break out", count - 1),
        };
        report.push(Diagnostic::new(Code::BreakWithoutRound, message).at(after.span.clone(), "").help(help));
    }
    if let Some(first) = seen.get(&round) {
        let diagnostic =
            Diagnostic::new(Code::BreakTwice, format!("there are two breaks after round {round}"))
                .at(after.span.clone(), "the second")
                .related(first.clone(), "the first");
        report.push(diagnostic.help("make one break of them, or move one to another round"));
    }
}

/// [tables], as far as it is right.
#[derive(Debug, Default)]
pub(super) struct TablesRead {
    /// Given, or what follows from the number of attendees; nothing when it was wrong.
    pub(super) count: Option<u32>,
    pub(super) names: BTreeMap<TableNo, String>,
    pub(super) count_span: Option<Span>,
}

pub(super) fn read_tables(file: &Keys<'_>, attendees: usize, report: &mut Report) -> TablesRead {
    let default = (attendees as u32 / 2).clamp(1, MAX_TABLES);
    let Some(value) = file.get("tables") else {
        return TablesRead { count: Some(default), ..TablesRead::default() };
    };
    let Some(keys) = Keys::open(value, &TABLES, report) else { return TablesRead::default() };
    let given = keys.get("count").is_some();
    let number = keys.number("count", 1..=MAX_TABLES, report).map(|count| count.value);
    let count = if given { number } else { Some(default) };
    TablesRead { count, names: read_table_names(&keys, count, report), count_span: keys.key_span("count") }
}

fn read_table_names(tables: &Keys<'_>, count: Option<u32>, report: &mut Report) -> BTreeMap<TableNo, String> {
    let mut names = BTreeMap::new();
    let Some(value) = tables.get("names") else { return names };
    let what = tables.what("names");
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(value, &what, "a table of numbers and names", report);
        return names;
    };
    for (key, name) in table {
        let name = walk::text(name, &what, SHORT, report);
        let number = key.get_ref().parse::<TableNo>().ok();
        let Some(number) = number.filter(|number| number.to_string() == *key.get_ref()) else {
            let message = format!("{} is not the number of a table", quoted(key.get_ref()));
            let diagnostic = Diagnostic::new(Code::NoSuchTable, message).at(key.span(), "not a number");
            report.push(diagnostic.help(format!("write it like this: {}", what.example)));
            continue;
        };
        check_table(&At { value: number, span: key.span() }, count, report);
        names.extend(name.map(|name| (number, name.value)));
    }
    names
}

/// A table must exist.
pub(super) fn check_table(table: &At<TableNo>, count: Option<u32>, report: &mut Report) {
    let Some(count) = count else { return };
    if !(1..=count).contains(&table.value) {
        let message = format!("there is no table {}; the tables are 1 to {count}", table.value);
        let help = "write the number of a table that is there, or raise `count` of [tables]";
        report.push(Diagnostic::new(Code::NoSuchTable, message).at(table.span.clone(), "").help(help));
    }
}

/// A round must exist. Says whether it does, as far as is known.
pub(super) fn check_round(round: &At<u32>, count: Option<u32>, report: &mut Report) -> bool {
    let exists = (1..=count.unwrap_or(MAX_ROUNDS)).contains(&round.value);
    if let Some(count) = count.filter(|_| !exists) {
        let message = format!("there is no round {}; the rounds are 1 to {count}", round.value);
        let help = "write a round that is there, or raise `count` of [rounds]";
        report.push(Diagnostic::new(Code::NoSuchRound, message).at(round.span.clone(), "").help(help));
    }
    exists
}

/// [matching], and the names of earlier schedules.
pub(super) fn read_matching(file: &Keys<'_>, report: &mut Report) -> (Matching, Vec<At<String>>) {
    let defaults = Matching::default();
    let Some(keys) = file.get("matching").and_then(|value| Keys::open(value, &MATCHING, report)) else {
        return (defaults, Vec::new());
    };
    let mut number = |key: &str, limits: RangeInclusive<u32>, default: u32| {
        keys.number(key, limits, report).map_or(default, |number| number.value)
    };
    let mut matching = Matching {
        related_fit: number("related_fit", 0..=100, defaults.related_fit),
        mutual_bonus: number("mutual_bonus", PERCENT, defaults.mutual_bonus),
        new_contact: number("new_contact", POINTS, defaults.new_contact),
        other_group: number("other_group", POINTS, defaults.other_group),
        shared_acquaintance: number("shared_acquaintance", POINTS, defaults.shared_acquaintance),
        sit_out: number("sit_out", POINTS, defaults.sit_out),
        ..defaults
    };
    let companies = [("never", SameCompanyRule::Never), ("allow", SameCompanyRule::Allow)];
    let known = [("never", KnownRule::Never), ("avoid", KnownRule::Avoid), ("allow", KnownRule::Allow)];
    if let Some(rule) = keys.word("same_company", &companies, report) {
        matching.same_company = rule.value;
    }
    if let Some(rule) = keys.word("known", &known, report) {
        matching.known = rule.value;
    }
    if let Some(floor) = read_floor(&keys, report) {
        matching.floor = floor;
    }
    let what = keys.what_item("history");
    let history = at_most(keys.list("history", report), MAX_HISTORY, "earlier schedules", report);
    (matching, history.iter().filter_map(|name| text(name, &what, SHORT, report)).collect())
}

fn read_floor(keys: &Keys<'_>, report: &mut Report) -> Option<FloorSetting> {
    let value = keys.get("floor")?;
    match value.get_ref() {
        DeValue::Integer(_) => {
            keys.number("floor", 0..=100, report).map(|floor| FloorSetting::Fixed(floor.value))
        }
        DeValue::String(word) if fold(word) == "auto" => Some(FloorSetting::Auto),
        _ => {
            let diagnostic = Diagnostic::new(Code::UnknownWord, "`floor` of [matching] cannot be this");
            let help = "write floor = \"auto\", or a whole number from 0 to 100: floor = 3";
            report.push(diagnostic.at(value.span(), "neither \"auto\" nor a whole number").help(help));
            None
        }
    }
}
