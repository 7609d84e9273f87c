//! Registrations into the text of an event file.

use std::collections::{HashMap, HashSet};

use super::memory::{Memory, Remembered};
use super::people::{Key, Registration, Values, key_of};
use super::recognise::{Traits, recognise};
use super::wishes::Wish;
use crate::amend::{Draft, Entry, ListItem};
use crate::domain::{AttendeeIx, Contact, Event, default_id, fold};

/// A value that is not what it was, or not what the registrations say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose.
    pub who: String,
    /// The key in the event file.
    pub key: &'static str,
    /// What the event file had before; none: nothing.
    pub before: Option<String>,
    /// What the registrations say; none: nothing.
    pub said: Option<String>,
}

/// What an import makes of an event file.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The text of the event file.
    pub text: String,
    /// What to remember for the next import.
    pub memory: Memory,
    /// New people: id and name.
    pub added: Vec<(String, String)>,
    /// Values that were updated.
    pub changed: Vec<Difference>,
    /// Values that changed in the registrations, but stay as the organizer has them.
    pub kept: Vec<Difference>,
    /// People whom the event file had already, though not from an import.
    pub met: Vec<String>,
    /// People whom the organizer has taken out of the event file: they stay out.
    pub taken_out: Vec<String>,
    /// People of earlier imports who are not among the registrations any more: they stay in.
    pub missing: Vec<String>,
    /// How many people are as they were.
    pub unchanged: usize,
}

/// Merges people into the text of an event file, which `event` was read from. None when its attendees are not written
/// under headers `[[attendee]]`.
#[must_use]
pub fn merge(text: &str, event: &Event, memory: &Memory, people: &[Registration]) -> Option<Merged> {
    let mut draft = Draft::of(text)?;
    if draft.count("attendee")? != event.attendees.len() {
        return None;
    }
    let known = recognise(&all(people, of_registration), &all(&memory.people, of_remembered));
    let seats = Seats::of(event, memory, people, &known);
    let mut merged = Merged { memory: memory.clone(), ..Merged::default() };
    merged.missing = missing(event, memory, &known);
    let mut ids = Ids::of(event);
    for (at, person) in people.iter().enumerate() {
        let (earlier, seat) = (known[at], seats.of_person[at]);
        let base = earlier.map(|earlier| memory.people[earlier].values.clone());
        let name = person.values.text(Key::Name);
        let id = match (earlier, seat) {
            (_, Some(seat)) => event.attendees[seat].id.clone(),
            (Some(earlier), None) => memory.people[earlier].id.clone(),
            (None, None) => ids.free(name),
        };
        match (earlier, seat) {
            (_, Some(seat)) => {
                if earlier.is_none() {
                    merged.met.push(event.attendees[seat].name.clone());
                }
                update(&mut draft.entry("attendee", seat)?, &id, base, &person.values, &mut merged);
            }
            (Some(_), None) => merged.taken_out.push(name.to_owned()),
            (None, None) => {
                append(&mut draft.push("attendee", None)?, &id, &person.values);
                merged.added.push((id.clone(), name.to_owned()));
            }
        }
        merged.remember(earlier, Remembered { id, code: person.code.clone(), values: person.values.clone() });
    }
    let same = merged.added.is_empty() && merged.changed.is_empty();
    merged.text = if same { text.to_owned() } else { draft.text() };
    Some(merged)
}

impl Merged {
    /// Keeps in mind what was said of somebody, in the place of what was said before.
    fn remember(&mut self, earlier: Option<usize>, person: Remembered) {
        match earlier {
            Some(earlier) => self.memory.people[earlier] = person,
            None => self.memory.people.push(person),
        }
    }
}

fn traits_of(values: &Values, code: Option<&str>) -> Traits {
    let text = |key| values.text(key);
    Traits::of(text(Key::Name), text(Key::Company), text(Key::Email), code.unwrap_or_default())
}

fn all<T>(people: &[T], traits: fn(&T) -> Traits) -> Vec<Traits> {
    people.iter().map(traits).collect()
}

fn of_registration(person: &Registration) -> Traits {
    traits_of(&person.values, person.code.as_deref())
}

fn of_remembered(person: &Remembered) -> Traits {
    traits_of(&person.values, person.code.as_deref())
}

/// Those of earlier imports who are in the event, and not in this file.
fn missing(event: &Event, memory: &Memory, known: &[Option<usize>]) -> Vec<String> {
    let here: HashSet<usize> = known.iter().copied().flatten().collect();
    let ids: HashMap<&str, &str> =
        event.attendees.iter().map(|attendee| (attendee.id.as_str(), attendee.name.as_str())).collect();
    let gone = memory.people.iter().enumerate().filter(|(at, _)| !here.contains(at));
    gone.filter_map(|(_, person)| ids.get(person.id.as_str()).map(|name| (*name).to_owned())).collect()
}

/// Where in the event each person of the file has their place.
struct Seats {
    of_person: Vec<Option<AttendeeIx>>,
}

impl Seats {
    /// First by the id that was remembered; then, among attendees that no import has named, as people are recognised.
    fn of(event: &Event, memory: &Memory, people: &[Registration], known: &[Option<usize>]) -> Self {
        let by_id: HashMap<&str, AttendeeIx> =
            event.attendees.iter().enumerate().map(|(at, attendee)| (attendee.id.as_str(), at)).collect();
        let of_memory = |at: usize| by_id.get(memory.people[at].id.as_str()).copied();
        let mut of_person: Vec<Option<AttendeeIx>> = known.iter().map(|at| at.and_then(of_memory)).collect();
        let named: HashSet<AttendeeIx> = (0..memory.people.len()).filter_map(of_memory).collect();
        let strangers: Vec<AttendeeIx> =
            (0..event.attendees.len()).filter(|at| !named.contains(at)).collect();
        let faces: Vec<Traits> = strangers.iter().map(|at| face(event, *at)).collect();
        let unseated: Vec<usize> = (0..people.len()).filter(|at| of_person[*at].is_none()).collect();
        let newcomers: Vec<Traits> = unseated.iter().map(|at| of_registration(&people[*at])).collect();
        for (at, found) in unseated.iter().zip(recognise(&newcomers, &faces)) {
            of_person[*at] = found.map(|stranger| strangers[stranger]);
        }
        Self { of_person }
    }
}

fn face(event: &Event, attendee: AttendeeIx) -> Traits {
    let attendee = &event.attendees[attendee];
    let company = attendee.company.as_ref().map_or("", |company| &company.name);
    Traits::of(&attendee.name, company, attendee.email.as_deref().unwrap_or_default(), "")
}

/// Ids that nobody has yet.
struct Ids {
    taken: HashSet<String>,
    /// By id: the number to try next.
    next: HashMap<String, u32>,
}

impl Ids {
    fn of(event: &Event) -> Self {
        let taken = event.attendees.iter().map(|attendee| attendee.id.clone()).collect();
        Self { taken, next: HashMap::new() }
    }

    fn free(&mut self, name: &str) -> String {
        let plain = Some(default_id(name)).filter(|id| !id.is_empty()).unwrap_or_else(|| "guest".to_owned());
        let mut id = plain.clone();
        while !self.taken.insert(id.clone()) {
            let next = self.next.entry(plain.clone()).or_insert(2);
            id = format!("{plain}-{next}");
            *next += 1;
        }
        id
    }
}

/// Writes a new attendee.
fn append(entry: &mut Entry<'_>, id: &str, values: &Values) {
    entry.set_text("id", id);
    for key in [Key::Name, Key::Company, Key::Title, Key::Group] {
        write_text(entry, key, values);
    }
    for (key, wishes) in [("wants", &values.wants), ("offers", &values.offers)] {
        for wish in wishes {
            entry.push_item(key, &wish.topic, wish.note.as_deref());
        }
    }
    for key in [Key::Email, Key::Phone, Key::Link] {
        write_text(entry, key, values);
    }
    write_share(entry, &values.share);
}

fn write_text(entry: &mut Entry<'_>, key: Key, values: &Values) {
    match values.text(key) {
        "" => entry.remove(key.as_str()),
        text => entry.set_text(key.as_str(), text),
    }
}

fn write_share(entry: &mut Entry<'_>, share: &[Contact]) {
    if share.is_empty() {
        entry.remove("share");
    } else {
        entry.set_texts("share", share.iter().map(|contact| contact.as_str()));
    }
}

/// Brings an attendee up to date. `base` is what the last import said; none for somebody whom no import has brought: then
/// whatever the organizer has written stays, and what is not there at all is filled in.
fn update(entry: &mut Entry<'_>, id: &str, base: Option<Values>, said: &Values, merged: &mut Merged) {
    let who = entry.text("name").unwrap_or_default();
    let before = (merged.changed.len(), merged.kept.len());
    let base = base.unwrap_or_else(|| {
        merged.kept.extend(otherwise(entry, &who, said));
        as_if_said(entry, said)
    });
    for key in Key::ALL {
        update_text(entry, id, &who, key, [base.text(key), said.text(key)], merged);
    }
    update_list(entry, &who, "wants", [&base.wants, &said.wants], merged);
    update_list(entry, &who, "offers", [&base.offers, &said.offers], merged);
    update_share(entry, &who, [&base.share, &said.share], merged);
    if before == (merged.changed.len(), merged.kept.len()) {
        merged.unchanged += 1;
    }
}

/// For an attendee whom no import has brought: what is in the file as if an import had said the same as now.
fn as_if_said(entry: &Entry<'_>, said: &Values) -> Values {
    let mut base = said.clone();
    base.texts.retain(|key, _| entry.has(key.as_str()));
    for (key, list) in [("wants", &mut base.wants), ("offers", &mut base.offers)] {
        if entry.items(key).is_empty() {
            list.clear();
        }
    }
    // Whoever wrote the contact details decides whether they are shared.
    let own = |contact: &Contact| entry.has(key_of(*contact).as_str());
    base.share.retain(|contact| entry.has("share") || own(contact));
    base
}

/// Where an attendee whom no import has brought differs from what the registrations say.
fn otherwise(entry: &Entry<'_>, who: &str, said: &Values) -> Vec<Difference> {
    let texts = said.texts.iter().filter_map(|(key, said)| {
        let before = entry.text(key.as_str()).filter(|before| before != said)?;
        Some((key.as_str(), Some(before), said.clone()))
    });
    let lists = [("wants", &said.wants), ("offers", &said.offers)].into_iter().filter_map(|(key, list)| {
        let items = entry.items(key);
        let is_there = |wish: &&Wish| items.iter().any(|item| fold(&item.topic) == fold(&wish.topic));
        let more: Vec<&str> =
            list.iter().filter(|wish| !is_there(wish)).map(|wish| wish.topic.as_str()).collect();
        (!items.is_empty() && !more.is_empty()).then(|| (key, None, format!("also {}", more.join(", "))))
    });
    let difference = |(key, before, said)| Difference { who: who.to_owned(), key, before, said: Some(said) };
    texts.chain(lists).map(difference).collect()
}

fn update_text(
    entry: &mut Entry<'_>,
    id: &str,
    who: &str,
    key: Key,
    [base, said]: [&str; 2],
    merged: &mut Merged,
) {
    let now = entry.text(key.as_str()).unwrap_or_default();
    if base == said || now == said {
        return;
    }
    let full = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let difference =
        Difference { who: who.to_owned(), key: key.as_str(), before: full(&now), said: full(said) };
    if now != base {
        merged.kept.push(difference);
        return;
    }
    if key == Key::Name && !entry.has("id") {
        // The id was made from the name, and others may name it.
        entry.set_first("id", id);
    }
    match said {
        "" => entry.remove(key.as_str()),
        text => entry.set_text(key.as_str(), text),
    }
    merged.changed.push(difference);
}

/// Topic by topic: each of a list is a value of its own.
fn update_list(
    entry: &mut Entry<'_>,
    who: &str,
    key: &'static str,
    [base, said]: [&Vec<Wish>; 2],
    merged: &mut Merged,
) {
    let find =
        |list: &[Wish], topic: &str| list.iter().find(|wish| fold(&wish.topic) == fold(topic)).cloned();
    let difference = |before: Option<&Wish>, said: Option<&Wish>| Difference {
        who: who.to_owned(),
        key,
        before: before.map(shown),
        said: said.map(shown),
    };
    for old in base {
        let new = find(said, &old.topic);
        if new.as_ref().is_some_and(|new| new.note == old.note) {
            continue;
        }
        let items = entry.items(key);
        let place = items.iter().position(|item| fold(&item.topic) == fold(&old.topic));
        match (place, &new) {
            // The organizer has taken it out.
            (None, _) => {}
            (Some(at), _) if !is_as_written(&items[at], old) => {
                merged.kept.push(difference(Some(old), new.as_ref()));
            }
            (Some(at), Some(new)) => {
                entry.replace_item(key, at, &new.topic, new.note.as_deref());
                merged.changed.push(difference(Some(old), Some(new)));
            }
            (Some(at), None) => {
                entry.remove_item(key, at);
                merged.changed.push(difference(Some(old), None));
            }
        }
    }
    for new in said.iter().filter(|new| find(base, &new.topic).is_none()) {
        if entry.items(key).iter().all(|item| fold(&item.topic) != fold(&new.topic)) {
            entry.push_item(key, &new.topic, new.note.as_deref());
            merged.changed.push(difference(None, Some(new)));
        }
    }
}

fn shown(wish: &Wish) -> String {
    match &wish.note {
        Some(note) => format!("{} ({note})", wish.topic),
        None => wish.topic.clone(),
    }
}

fn is_as_written(item: &ListItem, wish: &Wish) -> bool {
    !item.more && item.topic == wish.topic && item.note == wish.note
}

fn update_share(entry: &mut Entry<'_>, who: &str, [base, said]: [&[Contact]; 2], merged: &mut Merged) {
    let words = entry.texts("share");
    let now: Vec<Contact> = Contact::ALL
        .iter()
        .filter(|(word, _)| words.iter().any(|typed| fold(typed) == *word))
        .map(|(_, contact)| *contact)
        .collect();
    let sorted = |list: &[Contact]| -> Vec<Contact> {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    let (base, said) = (sorted(base), sorted(said));
    if base == said || now == said {
        return;
    }
    let words = |list: &[Contact]| {
        let words: Vec<&str> = list.iter().map(|contact| contact.as_str()).collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    let difference =
        Difference { who: who.to_owned(), key: "share", before: words(&now), said: words(&said) };
    if now == base {
        write_share(entry, &said);
        merged.changed.push(difference);
    } else {
        merged.kept.push(difference);
    }
}

#[cfg(test)]
mod tests {
    use super::{Memory, Merged, merge};
    use crate::input::read_event;
    use crate::registrations::read;

    const EVENT: &str = "\
format = 1
[event]
name = \"Borrel\"
date = 2026-12-10
start = 17:30:00
[rounds]
count = 4
minutes = 7

# The people
[[attendee]]   # by hand
name = \"Piet de Vries\"
company = \"Vries\"
wants = [\"Webdesign\"]   # for his shop
# the end
";
    const FIRST: &str = "Naam;Bedrijf;E-mail;Ik zoek;Ik bied\nEva Smit;Smit;eva@smit.nl;Webdesign, Taart;Catering\n\
        Piet de Vries;Vries;piet@vries.nl;Boekhouding;Hout\n";

    fn import(event: &str, memory: &Memory, table: &str) -> Merged {
        let loaded = read_event(event, &mut |_| Err(String::new())).expect("an event in order");
        let people = read(table.as_bytes(), &[], &[]).unwrap().people;
        let merged = merge(event, &loaded.event, memory, &people).unwrap();
        read_event(&merged.text, &mut |_| Err(String::new())).expect("what was merged is an event");
        merged
    }

    fn first() -> Merged {
        import(EVENT, &Memory::default(), FIRST)
    }

    #[test]
    fn new_people_are_added_and_known_ones_filled_in() {
        let merged = first();
        assert_eq!(merged.added, [("eva-smit".to_owned(), "Eva Smit".to_owned())]);
        assert_eq!(merged.met, ["Piet de Vries"]);
        let piet = "[[attendee]]   # by hand\nname = \"Piet de Vries\"\ncompany = \"Vries\"\n\
            wants = [\"Webdesign\"]   # for his shop\nemail = \"piet@vries.nl\"\noffers = [\"Hout\"]\n";
        let eva = "\n[[attendee]]\nid = \"eva-smit\"\nname = \"Eva Smit\"\ncompany = \"Smit\"\n\
            wants = [\"Webdesign\", \"Taart\"]\noffers = [\"Catering\"]\nemail = \"eva@smit.nl\"\n# the end\n";
        assert!(merged.text.contains(piet), "{}", merged.text);
        assert!(merged.text.ends_with(eva), "{}", merged.text);
    }

    #[test]
    fn the_same_again_changes_nothing() {
        let once = first();
        let twice = import(&once.text, &once.memory, FIRST);
        assert_eq!((&twice.text, &twice.memory, twice.unchanged), (&once.text, &once.memory, 2));
    }

    #[test]
    fn changes_reach_what_the_organizer_has_not_touched() {
        let once = first();
        let by_hand = once.text.replace("company = \"Smit\"", "company = \"Smit & Zn\"");
        let by_hand =
            by_hand.replace("\"Taart\"]", "{ topic = \"Taart\", priority = \"high\" }, \"Borrelhapjes\"]");
        let later = FIRST
            .replace("Eva Smit;Smit;eva@smit.nl;Webdesign, Taart", "Eva Smit-Jansen;Smit BV;eva@smit.nl;SEO")
            .replace("Hout", "Hout (ook eiken)");
        let twice = import(&by_hand, &once.memory, &later);
        let eva = "id = \"eva-smit\"\nname = \"Eva Smit-Jansen\"\ncompany = \"Smit & Zn\"\n\
            wants = [{ topic = \"Taart\", priority = \"high\" }, \"Borrelhapjes\", \"SEO\"]";
        assert!(twice.text.contains(eva), "{}", twice.text);
        assert!(
            twice.text.contains("offers = [{ topic = \"Hout\", note = \"ook eiken\" }]"),
            "{}",
            twice.text
        );
        let kept: Vec<&str> = twice.kept.iter().map(|kept| kept.key).collect();
        assert_eq!(kept, ["company", "wants"]);
        let thrice = import(&twice.text, &twice.memory, &later);
        assert_eq!((thrice.text, thrice.kept), (twice.text, Vec::new()));
    }

    #[test]
    fn who_disappears_stays_and_who_was_taken_out_stays_out() {
        let once = first();
        let only_piet =
            "Naam;Bedrijf;E-mail;Ik zoek;Ik bied\nPiet de Vries;Vries;piet@vries.nl;Boekhouding;Hout\n";
        let twice = import(&once.text, &once.memory, only_piet);
        assert_eq!((&twice.text, &twice.missing[..]), (&once.text, &["Eva Smit".to_owned()][..]));
        let without_eva = once.text.split("\n[[attendee]]\nid").next().unwrap().to_owned() + "# the end\n";
        let thrice = import(&without_eva, &twice.memory, FIRST);
        assert_eq!((&thrice.text, &thrice.taken_out[..]), (&without_eva, &["Eva Smit".to_owned()][..]));
    }

    #[test]
    fn a_name_that_changes_keeps_its_id() {
        let once = first();
        let later = FIRST.replace("Piet de Vries;", "Piet de Vries-Bos;");
        let twice = import(&once.text, &once.memory, &later);
        assert!(
            twice.text.contains("# by hand\nid = \"piet-de-vries\"\nname = \"Piet de Vries-Bos\""),
            "{}",
            twice.text
        );
    }

    #[test]
    fn namesakes_get_ids_of_their_own() {
        let merged = import(
            EVENT,
            &Memory::default(),
            "Naam;Bedrijf\nJan;A\nJan;B\nJan;C\nPiet de Vries;Elders\n***;x\n",
        );
        let ids: Vec<&str> = merged.added.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["jan", "jan-2", "jan-3", "piet-de-vries-2"]);
    }
}
