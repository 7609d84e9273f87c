//! Who is who: ids, looked up, and whom attendees name.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::people::Draft;
use super::report::Report;
use super::suggest::Candidates;
use super::walk::{At, Span};
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{AttendeeIx, Event, default_id};

/// What to do about an unknown id.
pub(super) const NOBODY: &str = "write the id of an attendee of this event";

/// Who has which id.
#[derive(Debug, Default)]
pub(crate) struct People {
    by_id: HashMap<String, AttendeeIx>,
    /// Ids and names in the order of the file.
    names: Vec<(String, String)>,
    /// The two, prepared for "did you mean" when it is first asked.
    candidates: OnceCell<[Candidates; 2]>,
    /// Whether somebody of the file has no id here; then an unknown id proves nothing.
    incomplete: bool,
}

impl People {
    /// Gathers the ids, and notes those that stand twice.
    pub(super) fn of(drafts: &[Draft], complete: bool, report: &mut Report) -> Self {
        let mut people = Self { incomplete: !complete, ..Self::default() };
        let ids: HashSet<&str> =
            drafts.iter().filter_map(|draft| draft.id.as_ref()).map(|id| id.value.as_str()).collect();
        let mut proposed = Proposed::default();
        for (index, draft) in drafts.iter().enumerate() {
            let Some(id) = &draft.id else {
                people.incomplete = true;
                people.names.push(<(String, String)>::default());
                continue;
            };
            let name = draft.name.as_ref().map_or(&id.value, |name| &name.value);
            people.names.push((id.value.clone(), name.clone()));
            if let Some(first) = people.by_id.get(&id.value) {
                let free = proposed.free_id(&id.value, &ids);
                report.push(id_twice(draft, &drafts[*first], id, &free));
            } else {
                people.by_id.insert(id.value.clone(), index);
            }
        }
        people
    }

    /// The people of an event that was read before.
    pub(crate) fn of_event(event: &Event) -> Self {
        let attendees = || event.attendees.iter();
        Self {
            by_id: attendees().enumerate().map(|(index, attendee)| (attendee.id.clone(), index)).collect(),
            names: attendees().map(|attendee| (attendee.id.clone(), attendee.name.clone())).collect(),
            ..Self::default()
        }
    }

    /// Every id and whose it is.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&str, AttendeeIx)> {
        self.by_id.iter().map(|(id, attendee)| (id.as_str(), *attendee))
    }

    /// Looks an id up; an unknown one is noted, with a cure for when no other id is near.
    pub(crate) fn find(&self, id: &At<String>, otherwise: &str, report: &mut Report) -> Option<AttendeeIx> {
        let found = self.by_id.get(&id.value).copied();
        if found.is_none() && !self.incomplete {
            let near = if report.wants_cures() { self.nearest(&id.value) } else { None };
            let help = match near {
                Some((known, true)) => format!("people are named by their id here: write \"{known}\""),
                Some((known, false)) => format!("did you mean {}?", quoted(known)),
                None => otherwise.to_owned(),
            };
            let message = format!("nobody has the id {}", quoted(&id.value));
            let diagnostic = Diagnostic::new(Code::UnknownPerson, message).at(id.span.clone(), "unknown");
            report.push(diagnostic.help(help));
        }
        found
    }

    /// The id that was probably meant, and whether what was typed is the very name: by the spelling of the id, by that
    /// of the name, or by a part of the id that only one has.
    fn nearest(&self, typed: &str) -> Option<(&str, bool)> {
        if let Some((id, _)) = self.names.iter().find(|(id, name)| name == typed && id != typed) {
            return Some((id, true));
        }
        let [ids, names] = self.candidates.get_or_init(|| {
            [
                Candidates::of(self.names.iter().map(|(id, _)| id.as_str())),
                Candidates::of(self.names.iter().map(|(_, name)| name.as_str())),
            ]
        });
        if let Some(near) = ids.nearest(typed).or_else(|| names.nearest(typed)) {
            return Some((&self.names[near].0, false));
        }
        let part = default_id(typed);
        let has_part = |id: &&str| !part.is_empty() && id.split('-').any(|word| word == part);
        let mut holding = self.names.iter().map(|(id, _)| id.as_str()).filter(has_part);
        holding.next().filter(|_| holding.next().is_none()).map(|id| (id, false))
    }
}

/// Ids that were proposed to people of whom there are several.
#[derive(Default)]
struct Proposed {
    ids: HashSet<String>,
    /// By id: the number that was tried last. Of five thousand people of one name, none starts from the beginning.
    last: HashMap<String, u32>,
}

impl Proposed {
    /// The id with the lowest number behind it that nobody has and that was not proposed before.
    fn free_id(&mut self, id: &str, taken: &HashSet<&str>) -> String {
        let last = self.last.entry(id.to_owned()).or_insert(1);
        loop {
            *last += 1;
            let free = format!("{id}-{last}");
            if !taken.contains(free.as_str()) && self.ids.insert(free.clone()) {
                return free;
            }
        }
    }
}

fn id_twice(draft: &Draft, first: &Draft, id: &At<String>, free: &str) -> Diagnostic {
    let message = format!("two attendees have the id {}", quoted(&id.value));
    let help = if draft.id_given {
        format!("give one of them another id, such as id = \"{free}\"")
    } else {
        format!("an id is made from the name; if this is another person, add a line: id = \"{free}\"")
    };
    let diagnostic =
        Diagnostic::new(Code::IdTwice, message).at(id.span.clone(), "the same id again").help(help);
    match &first.id {
        Some(other) => diagnostic.related(other.span.clone(), "first here"),
        None => diagnostic,
    }
}

/// Who an attendee names, with the places.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) asks_for: BTreeMap<AttendeeIx, Span>,
    pub(super) knows: BTreeMap<AttendeeIx, Span>,
    pub(super) avoids: BTreeMap<AttendeeIx, Span>,
}

/// Looks up everyone that an attendee names.
pub(super) fn resolve(draft: &Draft, own: AttendeeIx, people: &People, report: &mut Report) -> Named {
    let mut look_up = |ids: &[At<String>], verb: &str| {
        let mut found = BTreeMap::new();
        for id in ids {
            match people.find(id, NOBODY, report) {
                Some(other) if other == own => report.push(names_themselves(id, verb)),
                Some(other) => drop(found.entry(other).or_insert_with(|| id.span.clone())),
                None => {}
            }
        }
        found
    };
    Named {
        asks_for: look_up(&draft.asks_for, "asks for"),
        knows: look_up(&draft.knows, "knows"),
        avoids: look_up(&draft.avoids, "avoids"),
    }
}

fn names_themselves(id: &At<String>, verb: &str) -> Diagnostic {
    let message = format!("{} {verb} themselves", quoted(&id.value));
    Diagnostic::new(Code::NamesThemselves, message)
        .at(id.span.clone(), "this is the attendee's own id")
        .help("leave it out, or write the id of somebody else")
}
