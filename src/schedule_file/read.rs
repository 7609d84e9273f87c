//! A schedule from text.

use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{AttendeeIx, Event, Meeting, PlanResult, Proof, Schedule};
use crate::input::walk::{self, At, Keys, SHORT, Shape, Value, at_most};
use crate::input::{People, Report, check_format, parse};

/// A hand-edited round or table may not exist; the audit says so. Beyond this it is no number of either.
const MAX_NUMBER: u32 = 1_000_000;

/// Schedules are read up to twice the meetings that an event has room for, so that the audit can say what is too much; up
/// to this many always.
const FEWEST_MEETINGS: usize = 1_000;

/// What to do about an unknown id.
const NOBODY: &str = "write the id of an attendee; if the event file has changed, plan the event again";

const FILE: Shape = Shape {
    name: "a schedule file",
    cure: "",
    needed: &["event", "event_digest", "revision", "result"],
    keys: &[
        ("format", "1"),
        ("event", "\"Bouw & ICT borrel\""),
        ("event_digest", "\"sha256:...\""),
        ("revision", "1"),
        ("result", "{ points = 0, bound = 0, floor = 0, proof = \"gap\" }"),
        ("meeting", ""),
    ],
};

const RESULT: Shape = Shape {
    name: "[result]",
    cure: "[result] on a line of its own, and the keys below it",
    needed: &["points", "bound", "floor", "proof"],
    keys: &[("points", "71240"), ("bound", "71310"), ("floor", "3"), ("proof", "\"optimal\"")],
};

const MEETING: Shape = Shape {
    name: "[[meeting]]",
    cure: "[[meeting]] on a line of its own, and the keys below it",
    needed: &["round", "table", "people"],
    keys: &[
        ("round", "1"),
        ("table", "3"),
        ("people", "[\"fatima\", \"piet\"]"),
        ("pinned", "true"),
        ("kept", "true"),
    ],
};

/// Reads a schedule of this event. Rounds, tables and rules are not judged here: that is the audit's work. The
/// meetings come ordered by round, then table, then people.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position: not TOML, unknown keys, ids that the event does not
/// have, a meeting of fewer or more than two people or of one person with themselves.
pub fn read(text: &str, event: &Event) -> Result<Schedule, Vec<Diagnostic>> {
    let mut report = Report::default();
    let schedule = parse(text, &mut report).and_then(|table| {
        let file = Keys::of_table(&table, 0..0, &FILE, &mut report);
        read_file(&file, event, &mut report)
    });
    report.finish(schedule).map(|(schedule, _)| schedule)
}

fn read_file(file: &Keys<'_>, event: &Event, report: &mut Report) -> Option<Schedule> {
    check_format(file, report);
    let name = file.text("event", report);
    let digest = file.get("event_digest").and_then(|value| read_digest(value, file, report));
    let revision = file.number("revision", 1..=MAX_NUMBER, report);
    let result = file.get("result").and_then(|value| Keys::open(value, &RESULT, report));
    let result = result.and_then(|keys| read_result(&keys, report));
    let people = People::of_event(event);
    let most = FEWEST_MEETINGS.max(event.attendees.len() * event.rounds.count as usize);
    let mut meetings: Vec<Meeting> = at_most(file.tables("meeting", report), most, "meetings", report)
        .iter()
        .filter_map(|item| Keys::open(item, &MEETING, report))
        .collect::<Vec<_>>()
        .iter()
        .filter_map(|keys| read_meeting(keys, &people, report))
        .collect();
    meetings.sort_by_key(|meeting| (meeting.round, meeting.table, meeting.people));
    Some(Schedule {
        event: name?.value,
        event_digest: digest?,
        revision: revision?.value,
        result: result?,
        meetings,
    })
}

pub(super) fn read_digest(value: &Value<'_>, file: &Keys<'_>, report: &mut Report) -> Option<String> {
    let text = walk::text(value, &file.what("event_digest"), SHORT, report)?;
    let digits = text.value.strip_prefix("sha256:").unwrap_or_default();
    if digits.len() == 64 && digits.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
        return Some(text.value);
    }
    let message = format!("{} is not a digest", quoted(&text.value));
    let diagnostic = Diagnostic::new(Code::WrongDigest, message).at(text.span, "");
    report.push(diagnostic.help("put back the line that rondje wrote, or plan the event again"));
    None
}

fn read_result(keys: &Keys<'_>, report: &mut Report) -> Option<PlanResult> {
    let mut number =
        |key: &str| keys.get(key).and_then(|value| walk::integer(value, &keys.what(key), report));
    let (points, bound) = (number("points"), number("bound"));
    let floor = keys.number("floor", 0..=MAX_NUMBER, report);
    let proof = keys.word("proof", &[("optimal", Proof::Optimal), ("gap", Proof::Gap)], report);
    Some(PlanResult { points: points?, bound: bound?, floor: floor?.value, proof: proof?.value })
}

fn read_meeting(keys: &Keys<'_>, known: &People, report: &mut Report) -> Option<Meeting> {
    let round = keys.number("round", 0..=MAX_NUMBER, report);
    let table = keys.number("table", 0..=MAX_NUMBER, report);
    let people = keys.get("people").and_then(|value| read_people(value, keys, known, report));
    let pinned = keys.flag("pinned", report).unwrap_or(false);
    let kept = keys.flag("kept", report).unwrap_or(false);
    Some(Meeting { round: round?.value, table: table?.value, people: people?, pinned, kept })
}

fn read_people(
    value: &Value<'_>,
    keys: &Keys<'_>,
    known: &People,
    report: &mut Report,
) -> Option<[AttendeeIx; 2]> {
    let what = keys.what("people");
    let items = walk::list(value, &what, report)?;
    let typed: Vec<At<String>> =
        items.iter().filter_map(|item| walk::text(item, &what, SHORT, report)).collect();
    let found: Vec<Option<AttendeeIx>> = typed.iter().map(|id| known.find(id, NOBODY, report)).collect();
    let (message, label) = match found[..] {
        [Some(a), Some(b)] if a != b && items.len() == 2 => return Some([a.min(b), a.max(b)]),
        [Some(_), Some(_)] if items.len() == 2 => {
            (format!("{} meets themselves", quoted(&typed[0].value)), "the same person twice")
        }
        _ if items.len() == 2 => return None,
        _ => (format!("a meeting is of two people; this names {}", items.len()), ""),
    };
    let diagnostic = Diagnostic::new(Code::MeetingNotTwo, message).at(value.span(), label);
    report.push(diagnostic.help("write the ids of two different people, or leave the whole [[meeting]] out"));
    None
}
