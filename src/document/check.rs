//! Whether every character can be printed.

use std::collections::BTreeMap;

use super::setting::Composer;
use super::{Kind, Problem, clean};
use crate::domain::{Attendee, AttendeeIx, Contact};

/// Finds the characters that no font has, with whose text they are in.
pub(crate) fn characters(composer: &Composer, kind: Kind) -> Vec<Problem> {
    let mut check = Check { composer, known: BTreeMap::new(), problems: Vec::new() };
    if kind == Kind::Alignment {
        return Vec::new();
    }
    check.event(kind);
    for (index, attendee) in composer.event.attendees.iter().enumerate() {
        check.attendee(kind, index, attendee);
    }
    check.problems
}

struct Check<'c, 'a> {
    composer: &'c Composer<'a>,
    known: BTreeMap<char, bool>,
    problems: Vec<Problem>,
}

impl Check<'_, '_> {
    fn event(&mut self, kind: Kind) {
        let event = self.composer.event;
        self.text(None, "name of the event", &event.name);
        for group in &event.groups {
            self.text(None, "name of a group", &group.name);
        }
        if kind == Kind::NameCards {
            return;
        }
        for (field, text) in [("venue", &event.venue), ("organizer", &event.organizer)] {
            if let Some(text) = text {
                self.text(None, field, text);
            }
        }
        for label in event.rounds.breaks.iter().filter_map(|pause| pause.label.as_ref()) {
            self.text(None, "label of a break", label);
        }
        for name in event.tables.names.values() {
            self.text(None, "name of a table", name);
        }
    }

    fn attendee(&mut self, kind: Kind, index: AttendeeIx, attendee: &Attendee) {
        let owner = Some(index);
        self.text(owner, "name", &attendee.name);
        if let Some(company) = &attendee.company {
            self.text(owner, "company", &company.name);
        }
        if let Some(title) = &attendee.title {
            self.text(owner, "title", title);
        }
        let templates = self.composer.templates;
        let on_cards = kind == Kind::NameCards && templates.name_cards.names_topics(&templates.card_sheet);
        if on_cards || matches!(kind, Kind::Agendas | Kind::Introductions) {
            self.topics(index, attendee);
        }
        if matches!(kind, Kind::Agendas | Kind::FollowUp) {
            for &contact in &attendee.share {
                if let Some(text) = contact_detail(attendee, contact) {
                    self.text(owner, "contact detail", text);
                }
            }
        }
    }

    fn topics(&mut self, index: AttendeeIx, attendee: &Attendee) {
        let wants = attendee.wants.iter().map(|want| (want.topic, &want.note));
        let offers = attendee.offers.iter().map(|offer| (offer.topic, &offer.note));
        for (topic, note) in wants.chain(offers) {
            self.text(Some(index), "topic", &self.composer.event.topics[topic].name);
            if let Some(note) = note {
                self.text(Some(index), "note", note);
            }
        }
    }

    fn text(&mut self, owner: Option<AttendeeIx>, field: &str, text: &str) {
        let shaper = &self.composer.setter.shaper;
        let mut missing: Vec<char> = Vec::new();
        for c in clean(text).chars() {
            if !*self.known.entry(c).or_insert_with(|| shaper.covers(c)) && !missing.contains(&c) {
                missing.push(c);
            }
        }
        if missing.is_empty() {
            return;
        }
        let listed: Vec<String> =
            missing.iter().map(|c| format!("“{c}” (U+{:04X})", u32::from(*c))).collect();
        let whose = match owner {
            Some(owner) => format!(" of {}", clean(&self.composer.event.attendees[owner].name)),
            None => String::new(),
        };
        let problem = Problem {
            attendee: owner,
            message: format!(
                "the {field}{whose} has {}, which no font has: “{}”",
                listed.join(" and "),
                clean(text)
            ),
            help: "write it in other letters, or add a font that has them".into(),
        };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// A contact detail, if there is one.
pub(crate) fn contact_detail(attendee: &Attendee, contact: Contact) -> Option<&str> {
    match contact {
        Contact::Email => attendee.email.as_deref(),
        Contact::Phone => attendee.phone.as_deref(),
        Contact::Link => attendee.link.as_deref(),
    }
}
