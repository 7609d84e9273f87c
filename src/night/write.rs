//! The log of a night as text.

use std::fmt::Write as _;

use super::log::{Kind, Log, Replanned, What};
use crate::amend::quote;
use crate::domain::{AttendeeIx, Event};
use crate::plan::Policy;

/// What stands above every log.
const HEADER: &str = "\
# What happened on the night, one [[change]] for every step. Written by rondje.
# `rondje undo` takes back the last step; you can change this file by hand, too.
format = 1
";

/// The text of a log (empty: there is none yet) with one more step at its end; all that was there stays as it is.
#[must_use]
pub fn appended(text: &str, event: &Event, what: &What) -> String {
    let mut text = if text.trim().is_empty() { HEADER.to_owned() } else { text.to_owned() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str("\n[[change]]\n");
    match what {
        What::Fact { kind, who, round } => {
            write_fact(&mut text, *kind, who.iter().map(|&who| id(event, who)).collect(), *round);
        }
        What::WalkIn { id, .. } => {
            let _ = writeln!(text, "kind = \"walk-in\"\nwho = {}", quote(id));
        }
        What::Replan(replanned) => write_replan(&mut text, event, replanned),
        What::Held => text.push_str("kind = \"held\"\n"),
    }
    text
}

/// The text of a log without its last step, and without what stands below that. None when it has no step, or when a
/// hand has written it otherwise than under a header `[[change]]`.
#[must_use]
pub fn without_last<'t>(text: &'t str, log: &Log) -> Option<&'t str> {
    let header = log.steps.last()?.header.clone();
    if !text[header.clone()].trim_start().starts_with("[[") {
        return None;
    }
    let before = &text[..header.start];
    // The blank line above the header is the step's.
    Some(before.strip_suffix('\n').filter(|before| before.ends_with('\n')).unwrap_or(before))
}

fn write_fact(text: &mut String, kind: Kind, who: Vec<&str>, round: u32) {
    let names: Vec<String> = who.into_iter().map(quote).collect();
    let names = match names.as_slice() {
        [one] => one.clone(),
        several => format!("[{}]", several.join(", ")),
    };
    let _ = writeln!(text, "kind = \"{}\"\nwho = {names}\nround = {round}", kind.word());
}

fn write_replan(text: &mut String, event: &Event, replanned: &Replanned) {
    let Replanned { round, policy, revision, earlier, dropped } = replanned;
    let _ = writeln!(text, "kind = \"replan\"\nround = {round}");
    let _ = match policy {
        Policy::Keep => writeln!(text, "policy = \"keep\""),
        Policy::Best => writeln!(text, "policy = \"best\""),
        Policy::Balanced { change_cost } => {
            writeln!(text, "policy = \"balanced\"\nchange_cost = {change_cost}")
        }
    };
    let _ = writeln!(text, "revision = {revision}\nearlier = {}", quote(earlier));
    if !dropped.is_empty() {
        let pair = |people: &[AttendeeIx; 2]| {
            let [a, b] = people.map(|person| quote(id(event, person)));
            format!("[{a}, {b}]")
        };
        let pairs: Vec<String> = dropped.iter().map(pair).collect();
        let _ = writeln!(text, "dropped = [{}]", pairs.join(", "));
    }
}

fn id(event: &Event, person: AttendeeIx) -> &str {
    &event.attendees[person].id
}
