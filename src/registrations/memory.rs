//! What earlier imports wrote, `NAME.import.toml`: with it, the next import tells apart what changed in the registrations
//! and what the organizer changed by hand.

use std::fmt::Write as _;

use toml::de::DeValue;

use super::columns::{Choice, Field};
use super::people::{Key, Values};
use super::wishes::Wish;
use crate::amend::quote;
use crate::diag::Diagnostic;
use crate::domain::{Contact, fold};
use crate::input::walk::{self, Keys, LONG, SHORT, Shape, Value};
use crate::input::{Report, check_format, parse};

/// What stands above every such file.
const HEADER: &str = "\
# What the last import of registrations said, written by rondje: the next import compares with it, and so keeps what you
# change by hand in the event file. It holds personal data; rondje works without it, but then recognises people by e-mail
# and name only.
format = 1
";

/// What earlier imports said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// What the organizer said of columns.
    pub choices: Vec<Choice>,
    /// The people, in the order in which they came.
    pub people: Vec<Remembered>,
}

/// One person of earlier imports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remembered {
    /// Their id in the event file.
    pub id: String,
    /// The code of their ticket or order.
    pub code: Option<String>,
    /// What the last import that had them said.
    pub values: Values,
}

const FILE: Shape = Shape {
    name: "the memory of imports",
    cure: "",
    needed: &[],
    keys: &[("format", "1"), ("column", ""), ("person", "")],
};

const COLUMN: Shape = Shape {
    name: "[[column]]",
    cure: "[[column]] on a line of its own, and the keys below it",
    needed: &["header", "holds"],
    keys: &[("header", "\"Ik zoek\""), ("holds", "\"wants\"")],
};

const PERSON: Shape = Shape {
    name: "[[person]]",
    cure: "[[person]] on a line of its own, and the keys below it",
    needed: &["id"],
    keys: &[
        ("id", "\"fatima\""),
        ("code", "\"AB12C\""),
        ("name", "\"Fatima El Amrani\""),
        ("company", "\"Dakdelta\""),
        ("title", "\"Eigenaar\""),
        ("group", "\"Bouw\""),
        ("wants", "[\"Webdesign\"]"),
        ("offers", "[\"Dakisolatie\"]"),
        ("email", "\"fatima@example.org\""),
        ("phone", "\"0612345678\""),
        ("link", "\"example.org\""),
        ("share", "[\"email\"]"),
    ],
};

const WISH: Shape = Shape {
    name: "a topic with a note",
    cure: "{ topic = \"Financiering\", note = \"voor een loods\" }",
    needed: &["topic", "note"],
    keys: &[("topic", "\"Financiering\""), ("note", "\"voor een loods\"")],
};

/// The word for a column that is not used.
const UNUSED: &str = "-";

impl Memory {
    /// Reads the file.
    ///
    /// # Errors
    /// Everything that is wrong with it, ordered by position.
    pub fn read(text: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut report = Report::default();
        let read = parse(text, &mut report).map(|table| {
            let file = Keys::of_table(&table, 0..0, &FILE, &mut report);
            check_format(&file, &mut report);
            let mut memory = Self::default();
            for item in file.tables("column", &mut report) {
                memory.choices.extend(read_choice(item, &mut report));
            }
            for item in file.tables("person", &mut report) {
                memory.people.extend(read_person(item, &mut report));
            }
            memory
        });
        report.finish(read).map(|(memory, _)| memory)
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = HEADER.to_owned();
        for Choice { header, field } in &self.choices {
            let holds = field.map_or(UNUSED, Field::as_str);
            let _ = write!(text, "\n[[column]]\nheader = {}\nholds = {}\n", quote(header), quote(holds));
        }
        for person in &self.people {
            write_person(&mut text, person);
        }
        text
    }

    /// What the organizer says now, and what they said before of other columns.
    #[must_use]
    pub fn choices_with(&self, said: &[Choice]) -> Vec<Choice> {
        let is_said =
            |earlier: &Choice| said.iter().any(|choice| fold(&choice.header) == fold(&earlier.header));
        self.choices.iter().filter(|earlier| !is_said(earlier)).chain(said).cloned().collect()
    }
}

fn read_choice(item: &Value<'_>, report: &mut Report) -> Option<Choice> {
    let keys = Keys::open(item, &COLUMN, report)?;
    let words: Vec<(&str, Option<Field>)> = std::iter::once((UNUSED, None))
        .chain(Field::ALL.iter().map(|(field, word)| (*word, Some(*field))))
        .collect();
    let header = keys.text("header", report)?.value;
    let field = keys.word("holds", &words, report)?.value;
    Some(Choice { header, field })
}

fn read_person(item: &Value<'_>, report: &mut Report) -> Option<Remembered> {
    let keys = Keys::open(item, &PERSON, report)?;
    let mut values = Values::default();
    for key in Key::ALL {
        if let Some(text) = keys.text(key.as_str(), report) {
            values.texts.insert(key, text.value);
        }
    }
    values.wants = read_wishes(&keys, "wants", report);
    values.offers = read_wishes(&keys, "offers", report);
    let what = keys.what_item("share");
    values.share = keys
        .list("share", report)
        .iter()
        .filter_map(|item| walk::word(item, &what, &Contact::ALL, report).map(|contact| contact.value))
        .collect();
    let code = keys.text("code", report).map(|code| code.value);
    Some(Remembered { id: keys.text("id", report)?.value, code, values })
}

fn read_wishes(keys: &Keys<'_>, key: &str, report: &mut Report) -> Vec<Wish> {
    let what = keys.what_item(key);
    let mut wishes = Vec::new();
    for item in keys.list(key, report) {
        if matches!(item.get_ref(), DeValue::String(_)) {
            let topic = walk::text(item, &what, SHORT, report);
            wishes.extend(topic.map(|topic| Wish { topic: topic.value, note: None }));
        } else if let Some(table) = Keys::open(item, &WISH, report) {
            let topic = table.text("topic", report);
            let note = table.get("note").and_then(|note| walk::text(note, &table.what("note"), LONG, report));
            wishes.extend(topic.map(|topic| Wish { topic: topic.value, note: note.map(|note| note.value) }));
        }
    }
    wishes
}

fn write_person(text: &mut String, person: &Remembered) {
    let _ = write!(text, "\n[[person]]\nid = {}\n", quote(&person.id));
    if let Some(code) = &person.code {
        let _ = writeln!(text, "code = {}", quote(code));
    }
    for (key, value) in &person.values.texts {
        let _ = writeln!(text, "{} = {}", key.as_str(), quote(value));
    }
    for (key, wishes) in [("wants", &person.values.wants), ("offers", &person.values.offers)] {
        write_list(text, key, &wishes.iter().map(wish_item).collect::<Vec<_>>());
    }
    let share = person.values.share.iter().map(|contact| quote(contact.as_str()));
    write_list(text, "share", &share.collect::<Vec<_>>());
}

fn wish_item(wish: &Wish) -> String {
    match &wish.note {
        Some(note) => format!("{{ topic = {}, note = {} }}", quote(&wish.topic), quote(note)),
        None => quote(&wish.topic),
    }
}

fn write_list(text: &mut String, key: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(text, "{key} = [{}]", items.join(", "));
    }
}

#[cfg(test)]
mod tests {
    use super::{Memory, Remembered};
    use crate::domain::Contact;
    use crate::registrations::{Choice, Field, Key, Values, Wish};

    #[test]
    fn what_is_written_is_read() {
        let mut values = Values::default();
        values.texts.insert(Key::Name, "Ann \"the\" \\ 'Boss'".to_owned());
        values.texts.insert(Key::Link, "example.org".to_owned());
        values.wants = vec![
            Wish { topic: "Taart".into(), note: None },
            Wish { topic: "Geld".into(), note: Some("voor \"x\"".into()) },
        ];
        values.share = vec![Contact::Email, Contact::Link];
        let memory = Memory {
            choices: vec![
                Choice { header: "Ik zoek".into(), field: Some(Field::Wants) },
                Choice { header: "x".into(), field: None },
            ],
            people: vec![
                Remembered { id: "ann".into(), code: Some("A1".into()), values },
                Remembered { id: "bo".into(), ..Remembered::default() },
            ],
        };
        let text = memory.text();
        assert_eq!(Memory::read(&text).unwrap(), memory, "{text}");
        assert!(Memory::read("format = 1\n[[person]]\nname = 3\n").is_err());
    }
}
