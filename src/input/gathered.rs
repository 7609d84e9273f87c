//! What the first two passes leave, and the event it makes.

use super::Places;
use super::evening::{Evening, RoundsRead, TablesRead};
use super::pairs::PlacedRule;
use super::people::{self, Draft, Listed};
use super::roster::Named;
use super::topics::{Groups, Topics};
use super::walk::Span;
use super::warnings::Marks;
use crate::diag::Lines;
use crate::domain::{Attendee, AttendeeIx, Event, Matching, Rounds, Tables};

/// The parts of an event, with their places.
pub(super) struct Gathered {
    pub(super) evening: Evening,
    pub(super) rounds: RoundsRead,
    pub(super) tables: TablesRead,
    pub(super) matching: Matching,
    pub(super) topics: Topics,
    pub(super) groups: Groups,
    pub(super) people: Vec<Draft>,
    /// By attendee.
    pub(super) named: Vec<Named>,
    pub(super) pairs: Vec<PlacedRule>,
    pub(super) met_before: Vec<[AttendeeIx; 2]>,
}

impl Gathered {
    /// The lines that later messages name.
    pub(super) fn places(&self, lines: &Lines<'_>) -> Places {
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

    /// The places that warnings point at.
    pub(super) fn marks(&self) -> Marks {
        let name = |draft: &Draft| draft.name.as_ref().map_or(draft.span.clone(), |name| name.span.clone());
        let places = |listed: &[Listed]| listed.iter().map(|listed| listed.span.clone()).collect();
        Marks {
            names: self.people.iter().map(name).collect(),
            wants: self.people.iter().map(|draft| places(&draft.wants)).collect(),
            offers: self.people.iter().map(|draft| places(&draft.offers)).collect(),
            asks_for: self.named.iter().map(|named| named.asks_for.clone()).collect(),
            pairs: self.pairs.iter().map(|(_, span)| span.clone()).collect(),
            topics: self.topics.declared.clone(),
            groups: self.groups.declared.clone(),
        }
    }

    /// The event. Nothing only when a part is missing, which is an error that was noted before.
    pub(super) fn into_event(self) -> Option<Event> {
        let attendees: Option<Vec<Attendee>> = self
            .people
            .into_iter()
            .zip(&self.named)
            .map(|(draft, named)| people::finish(draft, named))
            .collect();
        let (evening, rounds, tables) = (self.evening, self.rounds, self.tables);
        Some(Event {
            name: evening.name?,
            date: evening.date?,
            start: evening.start?,
            timezone: evening.timezone,
            language: evening.language?,
            venue: evening.venue,
            organizer: evening.organizer,
            notes: evening.notes,
            rounds: Rounds {
                count: rounds.count?,
                minutes: rounds.minutes,
                changeover: rounds.changeover,
                breaks: rounds.breaks,
            },
            tables: Tables { count: tables.count?, names: tables.names },
            matching: self.matching,
            topics: self.topics.list,
            groups: self.groups.list,
            attendees: attendees?,
            pairs: self.pairs.into_iter().map(|(rule, _)| rule).collect(),
            met_before: self.met_before,
        })
    }
}
