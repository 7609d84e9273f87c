//! A schedule as text.

use std::fmt::Write as _;

use crate::domain::{Event, Meeting, Proof, Schedule};

/// What stands above every schedule.
const HEADER: &str = "\
# Who meets whom, when and at which table. Written by rondje; all printing reads this file.
# You can change it by hand: `rondje audit` then says whether every rule still holds.
";

/// Writes a schedule: the same meetings give the same text, whatever their order.
#[must_use]
pub fn write(event: &Event, schedule: &Schedule) -> String {
    let mut text = String::from(HEADER);
    write_head(&mut text, schedule);
    let mut meetings: Vec<(&Meeting, [&str; 2])> =
        schedule.meetings.iter().map(|meeting| (meeting, ids(event, meeting))).collect();
    meetings.sort_by_key(|(meeting, ids)| (meeting.round, meeting.table, *ids));
    for (meeting, ids) in meetings {
        write_meeting(&mut text, meeting, ids);
    }
    text
}

/// The ids of the two, in the order of the alphabet: it outlives a change of order in the event file.
fn ids<'e>(event: &'e Event, meeting: &Meeting) -> [&'e str; 2] {
    let mut ids = meeting.people.map(|person| event.attendees[person].id.as_str());
    ids.sort_unstable();
    ids
}

fn write_head(text: &mut String, schedule: &Schedule) {
    let result = &schedule.result;
    let proof = match result.proof {
        Proof::Optimal => "optimal",
        Proof::Gap => "gap",
    };
    let _ = write!(
        text,
        "format = 1\nevent = {}\nevent_digest = {}\nrevision = {}\n\n\
         [result]\npoints = {}\nbound = {}\nfloor = {}\nproof = \"{proof}\"\n",
        quote(&schedule.event),
        quote(&schedule.event_digest),
        schedule.revision,
        result.points,
        result.bound,
        result.floor,
    );
}

fn write_meeting(text: &mut String, meeting: &Meeting, ids: [&str; 2]) {
    let _ = write!(
        text,
        "\n[[meeting]]\nround = {}\ntable = {}\npeople = [{}, {}]\n",
        meeting.round,
        meeting.table,
        quote(ids[0]),
        quote(ids[1]),
    );
    if meeting.pinned {
        text.push_str("pinned = true\n");
    }
    if meeting.kept {
        text.push_str("kept = true\n");
    }
}

/// A TOML basic string.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if crate::diag::is_unprintable(c) => {
                let _ = write!(quoted, "\\U{:08X}", c as u32);
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
