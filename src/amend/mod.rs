//! Changes to the text of an event file: what is not changed stays byte for byte, comments and order included.
//!
//! Only this room knows how TOML is edited. It knows tables and keys, and not what they mean.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// The text of a file while it is being changed.
#[derive(Debug)]
pub struct Draft {
    document: DocumentMut,
    /// Whether its lines end as on Windows.
    windows: bool,
}

/// One item of a list of topics: a text, or a table with a topic and more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// The topic.
    pub topic: String,
    /// Its note.
    pub note: Option<String>,
    /// Whether the table says more than that, such as a priority.
    pub more: bool,
}

impl Draft {
    /// Begins to change a text. None when it is no TOML; whoever has read it as an event knows that it is.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let windows = text.contains("\r\n");
        let text = if windows { text.replace("\r\n", "\n") } else { text.to_owned() };
        Some(Self { document: text.parse().ok()?, windows })
    }

    /// The text as it is now.
    #[must_use]
    pub fn text(&self) -> String {
        let text = self.document.to_string();
        if self.windows { text.replace('\n', "\r\n") } else { text }
    }

    /// How many tables stand under `[[name]]`. None when they are written in another way, as `name = [{ … }]`.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<usize> {
        match self.document.get(name) {
            None => Some(0),
            Some(item) => item.as_array_of_tables().map(ArrayOfTables::len),
        }
    }

    /// One of the tables under `[[name]]`, from 0.
    pub fn entry(&mut self, name: &str, index: usize) -> Option<Entry<'_>> {
        let tables = self.document.get_mut(name)?.as_array_of_tables_mut()?;
        tables.get_mut(index).map(Entry)
    }

    /// Adds a table under `[[name]]`, behind the others; where there is none yet, at the end of the file, or, with
    /// `before`, above the first table of that name. None when they are written in another way.
    pub fn push(&mut self, name: &str, before: Option<&str>) -> Option<Entry<'_>> {
        let position = self.place_before(name, before);
        let tables = self
            .document
            .entry(name)
            .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
            .as_array_of_tables_mut()?;
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        if let Some(position) = position {
            table.set_position(Some(position));
        }
        tables.push(table);
        let last = tables.len() - 1;
        tables.get_mut(last).map(Entry)
    }

    /// The position of the table that stands above the first of `before`, so that the new one comes right behind it.
    fn place_before(&self, name: &str, before: Option<&str>) -> Option<isize> {
        if self.document.contains_key(name) {
            return None;
        }
        let first = self.document.get(before?)?.as_array_of_tables()?.get(0)?.position()?;
        Some(first - 1)
    }
}

/// A table of the file.
#[derive(Debug)]
pub struct Entry<'d>(&'d mut Table);

impl Entry<'_> {
    /// The text of a key, trimmed as everything reads it.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.0.get(key)?.as_str().map(|text| text.trim().to_owned())
    }

    /// Whether the key is there.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Writes a text; a remark behind the old one stays.
    pub fn set_text(&mut self, key: &str, text: &str) {
        self.set(key, Value::from(text));
    }

    /// Writes a list of texts; a remark behind the old one stays.
    pub fn set_texts<'t>(&mut self, key: &str, texts: impl IntoIterator<Item = &'t str>) {
        self.set(key, Value::Array(texts.into_iter().collect()));
    }

    /// Writes a text as the first key of the table.
    pub fn set_first(&mut self, key: &str, text: &str) {
        self.set_text(key, text);
        let first = key.to_owned();
        self.0.sort_values_by(|one, _, other, _| (one.get() != first).cmp(&(other.get() != first)));
    }

    fn set(&mut self, key: &str, mut value: Value) {
        if let Some(old) = self.0.get(key).and_then(Item::as_value) {
            *value.decor_mut() = old.decor().clone();
        }
        match self.0.get_mut(key) {
            Some(item) => *item = Item::Value(value),
            None => drop(self.0.insert(key, Item::Value(value))),
        }
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// The texts of a list.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.items(key).into_iter().map(|item| item.topic).collect()
    }

    /// The items of a list of topics.
    #[must_use]
    pub fn items(&self, key: &str) -> Vec<ListItem> {
        self.0.get(key).and_then(Item::as_array).into_iter().flatten().map(list_item).collect()
    }

    /// Adds an item at the end of a list of topics, which is made where it is not there.
    pub fn push_item(&mut self, key: &str, topic: &str, note: Option<&str>) {
        let Some(array) = self.0.get_mut(key).and_then(Item::as_array_mut) else {
            let list: Array = std::iter::once(item_value(topic, note)).collect();
            self.0.insert(key, Item::Value(Value::Array(list)));
            return;
        };
        array.push(item_value(topic, note));
    }

    /// Takes an item (from 0) out of a list; an empty list goes too.
    pub fn remove_item(&mut self, key: &str, index: usize) {
        let Some(array) = self.0.get_mut(key).and_then(Item::as_array_mut) else { return };
        if index >= array.len() {
            return;
        }
        let removed = array.remove(index);
        if array.is_empty() {
            self.0.remove(key);
        } else if let Some(first) = array.get_mut(0).filter(|_| index == 0) {
            let prefix = removed.decor().prefix().cloned().unwrap_or_default();
            first.decor_mut().set_prefix(prefix);
        }
    }

    /// Gives an item (from 0) of a list another topic or note.
    pub fn replace_item(&mut self, key: &str, index: usize, topic: &str, note: Option<&str>) {
        let Some(array) = self.0.get_mut(key).and_then(Item::as_array_mut) else { return };
        if let Some(item) = array.get_mut(index) {
            let decor = item.decor().clone();
            *item = item_value(topic, note);
            *item.decor_mut() = decor;
        }
    }
}

fn list_item(value: &Value) -> ListItem {
    let text = |key: &str| {
        let table = value.as_inline_table()?;
        table.get(key)?.as_str().map(|text| text.trim().to_owned())
    };
    let topic = value.as_str().map(|text| text.trim().to_owned()).or_else(|| text("topic"));
    let more = value
        .as_inline_table()
        .is_some_and(|table| table.iter().any(|(key, _)| !matches!(key, "topic" | "note")));
    ListItem { topic: topic.unwrap_or_default(), note: text("note"), more }
}

fn item_value(topic: &str, note: Option<&str>) -> Value {
    let Some(note) = note else { return Value::from(topic) };
    let mut table = InlineTable::new();
    table.insert("topic", Value::from(topic));
    table.insert("note", Value::from(note));
    Value::InlineTable(table)
}

/// A text as a TOML string.
#[must_use]
pub fn quote(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::Draft;

    const TEXT: &str = "\
# an evening
format = 1

[[topic]]   # ours
name = \"Web\"  # first

# the people
[[attendee]]
name = \"Fatima\"   # chair
wants = [
    \"Webdesign\",   # for the shop
    { topic = \"Taart\", priority = \"high\" },
]

# rules below
[[pair]]
people = [\"a\", \"b\"]
# the end
";

    #[test]
    fn what_is_not_changed_stays() {
        for text in [TEXT.to_owned(), TEXT.replace('\n', "\r\n"), String::new()] {
            assert_eq!(Draft::of(&text).unwrap().text(), text);
        }
    }

    #[test]
    fn new_tables_stand_behind_their_like() {
        let mut draft = Draft::of(TEXT).unwrap();
        draft.push("attendee", None).unwrap().set_text("name", "Piet");
        let expected = TEXT.replace("# rules below", "[[attendee]]\nname = \"Piet\"\n\n# rules below");
        assert_eq!(draft.text(), expected);
    }

    #[test]
    fn the_first_topic_stands_above_the_people() {
        let text = TEXT.replace("[[topic]]   # ours\nname = \"Web\"  # first\n\n", "");
        let mut draft = Draft::of(&text).unwrap();
        draft.push("topic", Some("attendee")).unwrap().set_text("name", "Taart");
        let text = draft.text();
        assert!(text.find("Taart").unwrap() < text.find("Fatima").unwrap(), "{text}");
        let mut draft = Draft::of("format = 1\n[event]\nname = \"x\"\n").unwrap();
        draft.push("attendee", None).unwrap().set_text("name", "Piet");
        assert_eq!(draft.text(), "format = 1\n[event]\nname = \"x\"\n\n[[attendee]]\nname = \"Piet\"\n");
    }

    #[test]
    fn values_change_and_remarks_stay() {
        let mut draft = Draft::of(TEXT).unwrap();
        let mut fatima = draft.entry("attendee", 0).unwrap();
        fatima.set_text("name", "Fatima El Amrani");
        fatima.set_first("id", "fatima");
        fatima.push_item("wants", "Boekhouding", Some("voor de BV"));
        fatima.remove_item("wants", 0);
        fatima.push_item("offers", "Isolatie", None);
        let text = draft.text();
        for part in [
            "[[attendee]]\nid = \"fatima\"\nname = \"Fatima El Amrani\"   # chair\n",
            "{ topic = \"Taart\", priority = \"high\" }",
            "{ topic = \"Boekhouding\", note = \"voor de BV\" }",
            "offers = [\"Isolatie\"]\n",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(Draft::of(&text).is_some(), "{text}");
    }
}
