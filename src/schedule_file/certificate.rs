//! The certificate file: a proof of the bound that anybody can recheck ([`Certificate`]).
//!
//! Prices stand in lists. Their order is given once: the attendees as they are listed, and their wants, attendee after
//! attendee, topics before people asked for. So a certificate outlives a change of order in the event file.

use std::fmt::Write as _;

use super::read::read_digest;
use super::write::quote;
use crate::diag::Diagnostic;
use crate::domain::{AttendeeIx, Certificate, Epoch, Event, MAX_SCALE, Next, Prices, Step, fold};
use crate::input::walk::{self, Keys, Shape};
use crate::input::{People, Report, check_format, parse};

/// What stands above every certificate.
const HEADER: &str = "\
# The proof that no plan of this event which keeps the floor has more points than the bound. Written by rondje.
# To recheck it: rondje audit EVENT --certificate FILE. How it works is in the README, under \"The certificate\".
";

/// Columns after which a list of prices goes on on the next line.
const COLUMNS: usize = 110;

/// A certificate as it stands in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFile {
    /// Digest of the meaning of the event it was made for ([`super::digest`]).
    pub event_digest: String,
    /// What it proves.
    pub certificate: Certificate,
}

const FILE: Shape = Shape {
    name: "a certificate",
    cure: "",
    needed: &["event", "event_digest", "floor", "bound", "scale", "points"],
    keys: &[
        ("format", "1"),
        ("event", "\"Bouw & ICT borrel\""),
        ("event_digest", "\"sha256:...\""),
        ("floor", "3"),
        ("bound", "71310"),
        ("scale", "12800"),
        ("crowds", "[[\"fatima\", \"piet\", \"kees\"]]"),
        ("attendee", ""),
        ("epoch", ""),
        ("points", ""),
        ("larger_floor", ""),
    ],
};

const ATTENDEE: Shape = Shape {
    name: "[[attendee]]",
    cure: "[[attendee]] on a line of its own, and the keys below it",
    needed: &["id"],
    keys: &[("id", "\"fatima\""), ("wants", "[\"Webdesign\"]"), ("asks_for", "[\"piet\"]")],
};

const EPOCH: Shape = Shape {
    name: "[[epoch]]",
    cure: "[[epoch]] on a line of its own, and the keys below it",
    needed: &["rounds", "room", "time"],
    keys: &[("rounds", "[1, 2]"), ("room", "0"), ("time", "[0, 12800]")],
};

const STEP: Shape = Shape {
    name: "a step of the proof",
    cure: "[[points]] on a line of its own, and the keys below it",
    needed: &["time", "wants", "floor", "crowds"],
    keys: &[
        ("time", "[0, 12800]"),
        ("wants", "[0, 12800]"),
        ("floor", "[0, 12800]"),
        ("crowds", "[0]"),
        ("again", "true"),
        ("split", "[\"fatima\", \"piet\"]"),
    ],
};

/// Writes a certificate of this event.
#[must_use]
pub fn write_certificate(event: &Event, file: &CertificateFile) -> String {
    let Certificate { floor, bound, scale, crowds, epochs, points, larger_floor } = &file.certificate;
    let mut text = String::from(HEADER);
    let _ = write!(
        text,
        "format = 1\nevent = {}\nevent_digest = {}\n\nfloor = {floor}\nbound = {bound}\n\
         scale = {scale}   # prices are in {scale}ths of a point\n",
        quote(&event.name),
        quote(&file.event_digest),
    );
    if !crowds.is_empty() {
        let crowds: Vec<String> = crowds.iter().map(|crowd| ids(event, crowd)).collect();
        let _ = writeln!(text, "crowds = [\n  {},\n]", crowds.join(",\n  "));
    }
    for attendee in &event.attendees {
        let wants: Vec<String> =
            attendee.wants.iter().map(|want| quote(&event.topics[want.topic].name)).collect();
        let _ = writeln!(text, "\n[[attendee]]\nid = {}", quote(&attendee.id));
        if !wants.is_empty() {
            let _ = writeln!(text, "wants = [{}]", wants.join(", "));
        }
        if !attendee.asks_for.is_empty() {
            let _ = writeln!(text, "asks_for = {}", ids(event, &attendee.asks_for));
        }
    }
    for epoch in epochs {
        let rounds: Vec<String> = epoch.rounds.iter().map(|round| round.to_string()).collect();
        let _ = writeln!(text, "\n[[epoch]]\nrounds = [{}]\nroom = {}", rounds.join(", "), epoch.room);
        write_prices(&mut text, "time", &epoch.time);
    }
    for (header, steps) in [("points", points), ("larger_floor", larger_floor)] {
        for step in steps {
            write_step(&mut text, event, header, step);
        }
    }
    text
}

fn ids(event: &Event, people: &[AttendeeIx]) -> String {
    let ids: Vec<String> = people.iter().map(|&person| quote(&event.attendees[person].id)).collect();
    format!("[{}]", ids.join(", "))
}

fn write_step(text: &mut String, event: &Event, header: &str, step: &Step) {
    let _ = writeln!(text, "\n[[{header}]]");
    let Prices { time, wants, floor, crowds } = &step.prices;
    for (key, prices) in [("time", time), ("wants", &wants.concat()), ("floor", floor), ("crowds", crowds)] {
        write_prices(text, key, prices);
    }
    match step.next {
        Next::Closed => {}
        Next::Again => text.push_str("again = true\n"),
        Next::Split(pair) => _ = writeln!(text, "split = {}", ids(event, &pair)),
    }
}

fn write_prices(text: &mut String, key: &str, prices: &[i64]) {
    let mut line = format!("{key} = [");
    for (index, price) in prices.iter().enumerate() {
        let comma = if index + 1 < prices.len() { ", " } else { "" };
        let item = format!("{price}{comma}");
        if line.len() + item.len() > COLUMNS {
            text.push_str(line.trim_end());
            text.push('\n');
            "  ".clone_into(&mut line);
        }
        line.push_str(&item);
    }
    let _ = writeln!(text, "{line}]");
}

/// Reads a certificate of this event. Whether it proves anything is not judged here: that is the audit's work. What it
/// says of wants that the event does not have is left out.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position: not TOML, unknown keys, ids that the event does not have.
pub fn read_certificate(text: &str, event: &Event) -> Result<CertificateFile, Vec<Diagnostic>> {
    let mut report = Report::default();
    let read = parse(text, &mut report).and_then(|table| {
        let file = Keys::of_table(&table, 0..0, &FILE, &mut report);
        read_file(&file, event, &mut report)
    });
    report.finish(read).map(|(file, _)| file)
}

fn read_file(file: &Keys<'_>, event: &Event, report: &mut Report) -> Option<CertificateFile> {
    check_format(file, report);
    let people = People::of_event(event);
    file.text("event", report);
    let event_digest = file.get("event_digest").and_then(|value| read_digest(value, file, report));
    let floor = file.number("floor", 0..=u32::MAX, report);
    let bound = file.get("bound").and_then(|value| walk::integer(value, &file.what("bound"), report));
    let scale = file.number("scale", 1..=MAX_SCALE, report);
    let crowds = file.list("crowds", report).iter();
    let what = file.what_item("crowds");
    let crowds: Vec<Vec<AttendeeIx>> = crowds
        .filter_map(|crowd| walk::list(crowd, &what, report))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|crowd| crowd.iter().filter_map(|id| find(id, &what, &people, report)).collect())
        .collect();
    let order = Order::read(file, event, &people, report);
    let epochs: Vec<Keys<'_>> =
        file.tables("epoch", report).iter().filter_map(|epoch| Keys::open(epoch, &EPOCH, report)).collect();
    let epochs = epochs.iter().map(|epoch| read_epoch(epoch, event, &order, report)).collect();
    let [points, larger_floor] = ["points", "larger_floor"].map(|key| {
        let steps = file.tables(key, report).iter();
        let steps: Vec<Keys<'_>> = steps.filter_map(|step| Keys::open(step, &STEP, report)).collect();
        steps.iter().map(|step| read_step(step, event, &order, &people, report)).collect()
    });
    let certificate = Certificate {
        floor: floor?.value,
        bound: bound?,
        scale: scale?.value,
        crowds,
        epochs,
        points,
        larger_floor,
    };
    Some(CertificateFile { event_digest: event_digest?, certificate })
}

fn find(
    value: &walk::Value<'_>,
    what: &walk::What,
    people: &People,
    report: &mut Report,
) -> Option<AttendeeIx> {
    let id = walk::text(value, what, walk::SHORT, report)?;
    people.find(&id, "the event may have changed since: make a new certificate with rondje plan", report)
}

/// Whose the prices of a list are.
struct Order {
    people: Vec<AttendeeIx>,
    /// Owner and place among their wants; none for a want that the event does not have.
    wants: Vec<Option<(AttendeeIx, usize)>>,
}

impl Order {
    fn read(file: &Keys<'_>, event: &Event, known: &People, report: &mut Report) -> Self {
        let mut order = Self { people: Vec::new(), wants: Vec::new() };
        for item in file.tables("attendee", report) {
            let Some(keys) = Keys::open(item, &ATTENDEE, report) else { continue };
            let id = keys.get("id").and_then(|id| find(id, &keys.what("id"), known, report));
            let Some(person) = id else { continue };
            order.people.push(person);
            let attendee = &event.attendees[person];
            for topic in keys.texts("wants", report) {
                let called = fold(&topic.value);
                let place =
                    attendee.wants.iter().position(|want| fold(&event.topics[want.topic].name) == called);
                order.wants.push(place.map(|place| (person, place)));
            }
            for asked in keys.list("asks_for", report) {
                let asked = find(asked, &keys.what_item("asks_for"), known, report);
                let place = attendee.asks_for.iter().position(|&other| Some(other) == asked);
                order.wants.push(place.map(|place| (person, attendee.wants.len() + place)));
            }
        }
        order
    }

    /// Prices of attendees in the order of the event; as they stand when there are too many or too few.
    fn sort_people(&self, event: &Event, prices: Vec<i64>) -> Vec<i64> {
        if prices.len() != self.people.len() {
            return prices;
        }
        let mut sorted = vec![0; event.attendees.len()];
        for (&person, price) in self.people.iter().zip(prices) {
            sorted[person] = price;
        }
        sorted
    }

    /// Prices of wants in the order of the event; none when there are too many or too few.
    fn sort_wants(&self, event: &Event, prices: &[i64]) -> Vec<Vec<i64>> {
        if prices.len() != self.wants.len() {
            return Vec::new();
        }
        let wants = |attendee: &crate::domain::Attendee| attendee.wants.len() + attendee.asks_for.len();
        let mut sorted: Vec<Vec<i64>> = event.attendees.iter().map(|a| vec![0; wants(a)]).collect();
        for (want, &price) in self.wants.iter().zip(prices) {
            if let Some((person, place)) = *want {
                sorted[person][place] = price;
            }
        }
        sorted
    }
}

fn read_epoch(keys: &Keys<'_>, event: &Event, order: &Order, report: &mut Report) -> Epoch {
    let what = keys.what_item("rounds");
    let rounds = keys.list("rounds", report).iter();
    let all = 1..=event.rounds.count;
    let rounds = rounds.filter_map(|round| walk::number(round, &what, &all, report));
    Epoch {
        rounds: rounds.map(|round| round.value).collect(),
        room: keys.get("room").and_then(|room| walk::integer(room, &keys.what("room"), report)).unwrap_or(0),
        time: order.sort_people(event, integers(keys, "time", report)),
    }
}

/// The whole numbers in a list.
fn integers(keys: &Keys<'_>, key: &str, report: &mut Report) -> Vec<i64> {
    let what = keys.what_item(key);
    keys.list(key, report).iter().filter_map(|item| walk::integer(item, &what, report)).collect()
}

fn read_step(keys: &Keys<'_>, event: &Event, order: &Order, people: &People, report: &mut Report) -> Step {
    let [time, wants, floor, crowds] =
        ["time", "wants", "floor", "crowds"].map(|key| integers(keys, key, report));
    let prices = Prices {
        time: order.sort_people(event, time),
        wants: order.sort_wants(event, &wants),
        floor: order.sort_people(event, floor),
        crowds,
    };
    let split = keys.list("split", report).iter();
    let split: Vec<Option<AttendeeIx>> =
        split.map(|id| find(id, &keys.what_item("split"), people, report)).collect();
    let again = keys.flag("again", report).unwrap_or(false);
    let next = match split[..] {
        [] if again => Next::Again,
        [Some(a), Some(b)] if a != b => Next::Split([a.min(b), a.max(b)]),
        // No split; or one that makes no sense, which proves nothing, and the audit says so.
        _ => Next::Closed,
    };
    Step { prices, next }
}
