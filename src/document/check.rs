//! Whether every character can be printed.

use std::collections::{BTreeMap, BTreeSet};

use super::setting::Composer;
use super::shape::letters;
use super::{Kind, Problem, clean};
use crate::domain::{Attendee, AttendeeIx, Contact};

/// Finds the characters that no font has, with whose text they are in.
pub(crate) fn characters(composer: &Composer, kind: Kind) -> Vec<Problem> {
    let mut check = Check { composer, known: BTreeMap::new(), problems: Vec::new() };
    check.everything(kind);
    check.problems
}

/// Finds the characters of a report that no font has, with whose text they are in.
pub(crate) fn report(composer: &Composer) -> Vec<Problem> {
    let mut check = Check { composer, known: BTreeMap::new(), problems: Vec::new() };
    check.everything(Kind::RunSheet);
    for topic in &composer.event.topics {
        check.text(None, "topic", &topic.name);
    }
    check.problems
}

/// The characters of an event that no font has, whatever is printed.
pub(crate) fn missing(composer: &Composer) -> BTreeSet<char> {
    let mut check = Check { composer, known: BTreeMap::new(), problems: Vec::new() };
    for &kind in Kind::all() {
        check.everything(kind);
    }
    check.known.into_values().flatten().collect()
}

struct Check<'c, 'a> {
    composer: &'c Composer<'a>,
    /// What no font has of the letters seen so far.
    known: BTreeMap<String, Vec<char>>,
    problems: Vec<Problem>,
}

impl Check<'_, '_> {
    fn everything(&mut self, kind: Kind) {
        if kind == Kind::Alignment {
            return;
        }
        self.event(kind);
        for (index, attendee) in self.composer.event.attendees.iter().enumerate() {
            self.attendee(kind, index, attendee);
        }
    }

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

    /// The characters of a text that no font has, each once.
    fn missing(&mut self, text: &str) -> Vec<char> {
        let mut missing: Vec<char> = Vec::new();
        for letter in letters(text) {
            if let Some(known) = self.known.get(letter) {
                missing.extend(known);
                continue;
            }
            let found = self.composer.setter.shaper.missing(letter);
            missing.extend(&found);
            self.known.insert(letter.to_owned(), found);
        }
        let mut seen = BTreeSet::new();
        missing.retain(|c| seen.insert(*c));
        missing
    }

    fn text(&mut self, owner: Option<AttendeeIx>, field: &str, text: &str) {
        let text = clean(text);
        let missing = self.missing(&text);
        if missing.is_empty() {
            return;
        }
        let whose = match owner {
            Some(owner) => format!(" of {}", clean(&self.composer.event.attendees[owner].name)),
            None => String::new(),
        };
        let listed: Vec<String> =
            missing.iter().map(|c| format!("“{c}” (U+{:04X})", u32::from(*c))).collect();
        let message = format!("the {field}{whose} has {}, which no font has: “{text}”", listed.join(" and "));
        let help = if missing.iter().all(|c| is_emoji(*c)) {
            "emoji cannot be printed: leave them out, or write what they say"
        } else {
            "name a font that has them, such as --font NotoSansHebrew-Regular.ttf, or write it in other letters"
        };
        let problem = Problem { attendee: owner, message, help: help.into() };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// Pictures that fonts for text do not have.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{200d}' | '\u{20e3}')
}

/// A contact detail, if there is one.
pub(crate) fn contact_detail(attendee: &Attendee, contact: Contact) -> Option<&str> {
    match contact {
        Contact::Email => attendee.email.as_deref(),
        Contact::Phone => attendee.phone.as_deref(),
        Contact::Link => attendee.link.as_deref(),
    }
}
