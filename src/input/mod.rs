//! TOML to the domain, with positions.
//!
//! A file is read in three passes, and each notes all it finds: what stands at every key on its own (`evening`,
//! `topics`, `people`, `pairs`), who and what the names mean, and, when nothing is wrong, what is worth knowing
//! (`warnings`). Where to add a key: its line in `shapes`, its reading beside its neighbours.

mod document;
mod evening;
mod gathered;
mod history;
mod lookalikes;
mod pairs;
mod people;
mod plain_words;
mod report;
mod roster;
mod shapes;
mod suggest;
mod topics;
pub(crate) mod walk;
mod warnings;

use std::collections::{BTreeMap, HashMap};

pub(crate) use document::parse;
pub(crate) use evening::check_format;
pub use history::Earlier;
pub(crate) use report::Report;
pub(crate) use roster::People;
pub(crate) use suggest::{did_you_mean, nearest};

use crate::diag::{Diagnostic, Lines};
use crate::domain::{AttendeeIx, Event};
use gathered::Gathered;
use people::Setting;
use roster::Named;
use topics::{Groups, Topics};
use walk::Keys;

/// An event that passed every check.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The event.
    pub event: Event,
    /// Where its parts stand in the file.
    pub places: Places,
    /// What is worth knowing, ordered by position.
    pub warnings: Vec<Diagnostic>,
}

/// Where the parts of an event stand in its file: line numbers from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// By attendee: the line of `[[attendee]]`.
    pub attendees: Vec<u32>,
    /// By attendee and the one they avoid, as typed: the line of that id in `avoids`.
    pub avoids: BTreeMap<(AttendeeIx, AttendeeIx), u32>,
    /// By attendee: the line of `company`, where given.
    pub companies: Vec<Option<u32>>,
    /// By attendee: the line of `rounds`, where given.
    pub rounds: Vec<Option<u32>>,
    /// By attendee: the line of `max_meetings`, where given.
    pub max_meetings: Vec<Option<u32>>,
    /// By attendee: the line of `host`, where given.
    pub hosts: Vec<Option<u32>>,
    /// By pair rule: the line of `[[pair]]`.
    pub pairs: Vec<u32>,
    /// The line of `count` in `[rounds]`.
    pub round_count: u32,
    /// The line of `count` in `[tables]`, where given.
    pub table_count: Option<u32>,
}

/// Reads an event file. `history` brings the evening of a schedule file named in `matching.history`, or says in words
/// why it cannot; it is only asked for plain relative names that stay within their folder.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position.
pub fn read_event(
    text: &str,
    history: &mut dyn FnMut(&str) -> Result<Earlier, String>,
) -> Result<Loaded, Vec<Diagnostic>> {
    let mut report = Report::default();
    let read = parse(text, &mut report).and_then(|table| {
        let file = Keys::of_table(&table, 0..0, &shapes::FILE, &mut report);
        read_file(&file, text, history, &mut report)
    });
    let ((event, places), warnings) = report.finish(read)?;
    Ok(Loaded { event, places, warnings })
}

fn read_file(
    file: &Keys<'_>,
    text: &str,
    history: &mut history::Fetch<'_>,
    report: &mut Report,
) -> Option<(Event, Places)> {
    check_format(file, report);
    let evening = evening::read_evening(file, report);
    let rounds = evening::read_rounds(file, report);
    let tables = evening::read_tables(file, people::count(file), report);
    let (matching, earlier) = evening::read_matching(file, report);
    let mut topics = Topics::read(file, report);
    let mut groups = Groups::read(file, report);
    let mut setting = Setting {
        round_count: rounds.count,
        table_count: tables.count,
        topics: &mut topics,
        groups: &mut groups,
    };
    let (drafts, complete) = people::read(file, &mut setting, report);
    let known = People::of(&drafts, complete, report);
    let named: Vec<Named> =
        drafts.iter().enumerate().map(|(own, draft)| roster::resolve(draft, own, &known, report)).collect();
    let pairs = pairs::read(file, &known, rounds.count, tables.count, report);
    let ids: HashMap<&str, AttendeeIx> = known.ids().collect();
    let met_before = history::read(&earlier, &ids, history, report);
    if report.has_errors() {
        return None;
    }
    let gathered = Gathered {
        evening,
        rounds,
        tables,
        matching,
        topics,
        groups,
        people: drafts,
        named,
        pairs,
        met_before,
    };
    let (places, marks) = (gathered.places(&Lines::of(text)), gathered.marks());
    let event = gathered.into_event()?;
    warnings::look_over(&event, &marks, report);
    Some((event, places))
}
