//! The page for the projector and the host's tablet. What it does stands in `templates/screen`; here it gets its data.

use std::collections::BTreeMap;

use chrono::{DateTime, Offset};
use chrono_tz::Tz;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Evening;
use super::times::Span;
use crate::document::{ScreenWords, clean, fill, name_order, sorted_part};
use crate::domain::{AttendeeIx, Round, TableNo, fold};

const PAGE: &str = include_str!("../../templates/screen/page.html");
const STYLE: &str = include_str!("../../templates/screen/style.css");
const SCRIPT: &str = include_str!("../../templates/screen/script.js");

/// What the page knows. Names and companies are all it has of people.
#[derive(Serialize)]
struct Data<'a> {
    /// The name under which a browser keeps where the evening is: the same for every revision.
    key: String,
    language: &'static str,
    name: String,
    venue: Option<String>,
    zone: &'a str,
    words: &'a ScreenWords,
    count: u32,
    phases: Vec<Phase>,
    people: Vec<Person>,
    tables: BTreeMap<TableNo, String>,
    /// By round.
    rounds: Vec<Seats>,
}

/// A stretch of the evening.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Round,
    Change,
    Break,
}

#[derive(Serialize)]
struct Phase {
    kind: Kind,
    /// The round it is, or the one that follows.
    round: Round,
    label: Option<String>,
    /// Milliseconds since 1970.
    from: i64,
    until: i64,
    /// Minutes that clocks are ahead of UTC when it begins.
    offset: i32,
}

#[derive(Serialize)]
struct Person {
    /// What comes before the part of the name by which it is sorted: "Anna de ".
    lead: String,
    /// That part: "Vries".
    last: String,
    company: Option<String>,
}

/// Who sits where in a round. People are places in the list of people.
#[derive(Serialize)]
struct Seats {
    /// Table, and the two who meet there.
    meetings: Vec<(TableNo, usize, usize)>,
    /// Who is there and has no meeting.
    free: Vec<usize>,
}

pub(super) fn write(evening: &Evening) -> String {
    // Browsers read every line end as this one before they compare what a page may do.
    let [page, style, script] = [PAGE, STYLE, SCRIPT].map(|text| text.replace("\r\n", "\n"));
    fill(
        &page,
        &[
            ("language", super::code(evening.event.language)),
            ("title", &in_html(&clean(&evening.event.name))),
            ("no-script", &in_html(&evening.words.screen.no_script)),
            ("style-hash", &hash(&style)),
            ("script-hash", &hash(&script)),
            ("style", &style),
            ("script", &script),
            ("data", &in_script(&data(evening))),
        ],
    )
}

fn data(evening: &Evening) -> String {
    let event = evening.event;
    let there = |person: &AttendeeIx| !event.attendees[*person].rounds.is_empty();
    let mut people: Vec<AttendeeIx> = (0..event.attendees.len()).filter(there).collect();
    people.sort_by_cached_key(|&person| (name_order(&evening.attendee(person).name), person));
    let tables = event.tables.names.iter().map(|(&table, name)| (table, clean(name)));
    let data = Data {
        key: format!("rondje {} {} {}", event.date, event.start, fold(&event.name)),
        language: super::code(event.language),
        name: clean(&event.name),
        venue: event.venue.as_deref().map(clean),
        zone: &event.timezone,
        words: &evening.words.screen,
        count: event.rounds.count,
        phases: phases(evening),
        people: people.iter().map(|&person| described(evening, person)).collect(),
        tables: tables.collect(),
        rounds: (1..=event.rounds.count).map(|round| seats(evening, &people, round)).collect(),
    };
    // Plain values with names for keys always have a JSON form.
    serde_json::to_string(&data).unwrap_or_default()
}

fn described(evening: &Evening, person: AttendeeIx) -> Person {
    let (lead, last) = sorted_part(&evening.name(person));
    Person { lead, last, company: evening.company(person) }
}

fn seats(evening: &Evening, people: &[AttendeeIx], round: Round) -> Seats {
    let place = |person: AttendeeIx| people.iter().position(|&other| other == person);
    let held = evening.schedule.meetings.iter().filter(|meeting| meeting.round == round);
    let seated = |meeting: &crate::domain::Meeting| {
        let [one, other] = meeting.people.map(place);
        Some((meeting.table, one?, other?))
    };
    let meetings: Vec<(TableNo, usize, usize)> = held.filter_map(seated).collect();
    let is_free = |place: &usize| {
        evening.attendee(people[*place]).rounds.contains(round)
            && !meetings.iter().any(|&(_, one, other)| one == *place || other == *place)
    };
    let free = (0..people.len()).filter(is_free).collect();
    Seats { meetings, free }
}

/// Rounds, breaks and changeovers, in order, without a gap between them.
fn phases(evening: &Evening) -> Vec<Phase> {
    let event = evening.event;
    let mut phases = Vec::new();
    for round in 1..=event.rounds.count {
        let span = evening.times.round(event, round);
        phases.push(phase(Kind::Round, round, None, span));
        if round == event.rounds.count {
            break;
        }
        let mut ended = span[1];
        for pause in event.rounds.breaks.iter().filter(|pause| pause.after == round) {
            let span = evening.times.pause(event, pause);
            ended = span[1];
            phases.push(phase(Kind::Break, round + 1, pause.label.as_deref().map(clean), span));
        }
        let [next, _] = evening.times.round(event, round + 1);
        if next > ended {
            phases.push(phase(Kind::Change, round + 1, None, [ended, next]));
        }
    }
    phases
}

fn phase(kind: Kind, round: Round, label: Option<String>, [from, until]: Span) -> Phase {
    let milliseconds = |at: DateTime<Tz>| at.timestamp_millis();
    let offset = from.offset().fix().local_minus_utc() / 60;
    Phase { kind, round, label, from: milliseconds(from), until: milliseconds(until), offset }
}

/// Text that stays text within HTML.
fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON that cannot end the script it stands in.
fn in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    safe
}

/// By this a browser knows the script that may run: its SHA-256 in base 64.
fn hash(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut hash = String::from("sha256-");
    for bytes in Sha256::digest(text.as_bytes()).chunks(3) {
        let whole =
            bytes.iter().fold(0_u32, |whole, &byte| whole << 8 | u32::from(byte)) << (8 * (3 - bytes.len()));
        for place in 0..4 {
            let digit = DIGITS[(whole >> (18 - 6 * place) & 63) as usize];
            hash.push(if place > bytes.len() { '=' } else { char::from(digit) });
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{hash, in_html, in_script};

    #[test]
    fn text_stays_text() {
        assert_eq!(in_html("<b title=\"&\">"), "&lt;b title=&quot;&amp;&quot;&gt;");
        assert_eq!(
            in_script("\"</script><!--\u{2028}&\""),
            "\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\""
        );
    }

    #[test]
    fn hashes_are_as_browsers_write_them() {
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(hash("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }
}
