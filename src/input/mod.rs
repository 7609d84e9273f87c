//! TOML to the domain, with positions.
//!
//! A file is read in three passes, and each notes all it finds: what stands at every key on its own (`evening`,
//! `topics`, `people`, `pairs`), who and what the names mean, and, when nothing is wrong, what is worth knowing
//! (`warnings`). Where to add a key: its line in `shapes`, its reading beside its neighbours.

mod document;
mod evening;
mod history;
mod pairs;
mod people;
mod plain_words;
mod report;
mod shapes;
mod suggest;
mod topics;
pub(crate) mod walk;
mod warnings;

use std::collections::{BTreeMap, HashMap};

pub(crate) use document::parse;
pub(crate) use evening::check_format;
pub(crate) use people::People;
pub(crate) use report::Report;

use crate::diag::{Diagnostic, Lines};
use crate::domain::{Attendee, AttendeeIx, Event, Rounds, Tables};
use evening::{Evening, RoundsRead, TablesRead};
use pairs::PlacedRule;
use people::{Draft, Named, Setting};
use topics::{Groups, Topics};
use walk::{Keys, Span};

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

/// Reads an event file. `history` brings the text of a schedule file named in `matching.history`, or says in words
/// why it cannot; it is only asked for plain relative names that stay within their folder.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position.
pub fn read_event(
    text: &str,
    history: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Loaded, Vec<Diagnostic>> {
    let mut report = Report::default();
    let read = parse(text, &mut report).and_then(|table| {
        let file = Keys::of_table(&table, 0..0, &shapes::FILE, &mut report);
        read_file(&file, text, history, &mut report)
    });
    let ((event, places), warnings) = report.finish(read)?;
    Ok(Loaded { event, places, warnings })
}

/// What the first pass leaves.
struct Draught {
    evening: Evening,
    rounds: RoundsRead,
    tables: TablesRead,
    topics: Topics,
    groups: Groups,
    people: Vec<Draft>,
    named: Vec<Named>,
    pairs: Vec<PlacedRule>,
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
        drafts.iter().enumerate().map(|(own, draft)| people::resolve(draft, own, &known, report)).collect();
    let pairs = pairs::read(file, &known, rounds.count, tables.count, report);
    let ids: HashMap<&str, AttendeeIx> = known.ids().collect();
    let met_before = history::read(&earlier, &ids, history, report);
    if report.has_errors() {
        return None;
    }
    let draught = Draught { evening, rounds, tables, topics, groups, people: drafts, named, pairs };
    let places = draught.places(&Lines::of(text));
    let event = draught.into_event(matching, met_before, report)?;
    Some((event, places))
}

impl Draught {
    fn places(&self, lines: &Lines<'_>) -> Places {
        let line = |span: &Span| lines.line(span.start);
        let of_people = |part: fn(&Draft) -> Option<&Span>| -> Vec<Option<u32>> {
            self.people.iter().map(|draft| part(draft).map(line)).collect()
        };
        let avoids = self.named.iter().enumerate().flat_map(|(own, named)| {
            named.avoids.iter().map(move |(other, span)| ((own, *other), line(span)))
        });
        Places {
            attendees: self.people.iter().map(|draft| line(&draft.span)).collect(),
            avoids: avoids.collect(),
            companies: of_people(|draft| draft.company.as_ref().map(|company| &company.span)),
            rounds: of_people(|draft| draft.rounds_span.as_ref()),
            max_meetings: of_people(|draft| draft.max_meetings_span.as_ref()),
            hosts: of_people(|draft| draft.host_span.as_ref()),
            pairs: self.pairs.iter().map(|(_, span)| line(span)).collect(),
            round_count: line(&self.rounds.span),
            table_count: self.tables.count_span.as_ref().map(line),
        }
    }

    /// The event, looked over for what is worth knowing. Nothing only when a part is missing, which is an error
    /// that was noted before.
    fn into_event(
        self,
        matching: crate::domain::Matching,
        met_before: Vec<[AttendeeIx; 2]>,
        report: &mut Report,
    ) -> Option<Event> {
        let names: Vec<Span> = self
            .people
            .iter()
            .map(|draft| draft.name.as_ref().map_or(0..0, |name| name.span.clone()))
            .collect();
        let wants: Vec<Vec<Span>> = self
            .people
            .iter()
            .map(|draft| draft.wants.iter().map(|want| want.span.clone()).collect())
            .collect();
        let attendees: Option<Vec<Attendee>> = self
            .people
            .into_iter()
            .zip(&self.named)
            .map(|(draft, named)| people::finish(draft, named))
            .collect();
        let (pairs, pair_places): (Vec<_>, Vec<_>) = self.pairs.into_iter().unzip();
        let evening = self.evening;
        let event = Event {
            name: evening.name?,
            date: evening.date?,
            start: evening.start?,
            timezone: evening.timezone,
            language: evening.language?,
            venue: evening.venue,
            organizer: evening.organizer,
            notes: evening.notes,
            rounds: Rounds {
                count: self.rounds.count?,
                minutes: self.rounds.minutes,
                changeover: self.rounds.changeover,
                breaks: self.rounds.breaks,
            },
            tables: Tables { count: self.tables.count?, names: self.tables.names },
            matching,
            topics: self.topics.list,
            groups: self.groups.list,
            attendees: attendees?,
            pairs,
            met_before,
        };
        let marks = warnings::Marks {
            names: &names,
            wants: &wants,
            named: &self.named,
            pairs: &pair_places,
            topics: &self.topics.declared,
            groups: &self.groups.declared,
        };
        warnings::look_over(&event, &marks, report);
        Some(event)
    }
}
