//! Rows to people: what each row says of whom, and what was left out and why.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::columns::{Choice, Column, Field};
use super::sheet::{self, Row, Sheet};
use super::wishes::{Wish, wishes};
use crate::diag::{Code, Diagnostic, is_unprintable, quoted};
use crate::domain::{Contact, fold};
use crate::input::walk::SHORT;
use crate::input::{did_you_mean, nearest};

/// The longest cell that anybody fills in, in characters.
const LONGEST_CELL: usize = 10_000;
/// The most topics of one list.
const MOST_TOPICS: usize = 50;
/// Rows among which the headers are looked for: lists often begin with a title.
const HEADER_ROWS: usize = 15;

/// A text that an attendee has, by its key in the event file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// `name`.
    Name,
    /// `company`.
    Company,
    /// `title`.
    Title,
    /// `group`.
    Group,
    /// `email`.
    Email,
    /// `phone`.
    Phone,
    /// `link`.
    Link,
}

impl Key {
    /// All of them, in the order in which they are written: those before the lists of topics, and those behind.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Company, Self::Title, Self::Group, Self::Email, Self::Phone, Self::Link];

    /// The key in the event file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Title => "title",
            Self::Group => "group",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Link => "link",
        }
    }

    fn field(self) -> Field {
        match self {
            Self::Name => Field::Name,
            Self::Company => Field::Company,
            Self::Title => Field::Title,
            Self::Group => Field::Group,
            Self::Email => Field::Email,
            Self::Phone => Field::Phone,
            Self::Link => Field::Link,
        }
    }
}

/// What registrations say of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Short texts.
    pub texts: BTreeMap<Key, String>,
    /// What they look for.
    pub wants: Vec<Wish>,
    /// What they offer.
    pub offers: Vec<Wish>,
    /// The contact details that they agree to share.
    pub share: Vec<Contact>,
}

impl Values {
    /// One of the texts; empty when there is none.
    #[must_use]
    pub fn text(&self, key: Key) -> &str {
        self.texts.get(&key).map_or("", String::as_str)
    }
}

/// One person who registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The row it stands in.
    pub row: u32,
    /// The code of the ticket or order, if it is theirs alone.
    pub code: Option<String>,
    /// What they said.
    pub values: Values,
}

/// Something about a row that the organizer should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The row; 0: the whole file.
    pub row: u32,
    /// Whether it means that nobody was taken from this row.
    pub left_out: bool,
    /// What it is.
    pub text: String,
}

/// A file of registrations, as it was understood.
#[derive(Debug, Default)]
pub struct Registrations {
    /// What kind of file it is.
    pub kind: String,
    /// What the number of a row counts: `line` or `row`.
    pub unit: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many rows stand below the headers.
    pub rows: usize,
    /// The people.
    pub people: Vec<Registration>,
    /// What was left out or mended.
    pub notes: Vec<Note>,
}

/// Reads registrations: text with something between the cells in any usual encoding, or a workbook. `typed` is what the
/// organizer says of columns now, which must be there; `earlier` what they said of other files.
///
/// # Errors
/// When it is no table, has no column of names, lacks a column that was typed, or nobody stands in it.
pub fn read(bytes: &[u8], typed: &[Choice], earlier: &[Choice]) -> Result<Registrations, Vec<Diagnostic>> {
    let Sheet { kind, unit, rows, notes, .. } = sheet::read(bytes).map_err(|error| vec![error])?;
    let choices: Vec<Choice> = typed.iter().chain(earlier).cloned().collect();
    let Some((header, columns)) = find_header(&rows, &choices) else {
        return Err(vec![no_rows("the file is empty")]);
    };
    let body = &rows[header + 1..];
    let reader = Reader::of(&columns, body);
    check(&columns, typed, &reader, body)?;
    let notes = notes.into_iter().map(|(row, text)| Note { row, left_out: false, text }).collect();
    let mut gathered = Gathered { notes, people: Vec::new() };
    for row in body {
        reader.add(row, &mut gathered);
    }
    let people = latest_of_each(gathered.people, unit, &mut gathered.notes);
    note_shared_addresses(&people, &mut gathered.notes);
    gathered.notes.sort_by_key(|note| note.row);
    Ok(Registrations { kind, unit, rows: body.len(), people, notes: gathered.notes, columns })
}

fn check(
    columns: &[Column],
    typed: &[Choice],
    reader: &Reader<'_>,
    body: &[Row],
) -> Result<(), Vec<Diagnostic>> {
    let headers: Vec<&str> =
        columns.iter().map(|column| column.header.as_str()).filter(|header| !header.is_empty()).collect();
    let is_there = |choice: &&Choice| headers.iter().any(|header| fold(header) == fold(&choice.header));
    let mut errors: Vec<Diagnostic> = typed
        .iter()
        .filter(|choice| !is_there(choice))
        .map(|choice| no_such_column(choice, &headers))
        .collect();
    if errors.is_empty() && !reader.has_names() {
        errors.push(no_names(&headers));
    } else if errors.is_empty() && body.is_empty() {
        errors.push(no_rows("there are headers, but nobody stands below them"));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn no_such_column(choice: &Choice, headers: &[&str]) -> Diagnostic {
    let near = did_you_mean(nearest(&choice.header, headers.iter().copied()));
    let message = format!("no column is called {}", quoted(&choice.header));
    let help = near.unwrap_or_else(|| format!("the columns are: {}", named(headers)));
    Diagnostic::new(Code::NoSuchColumn, message).help(help)
}

fn named(headers: &[&str]) -> String {
    headers.iter().map(|header| quoted(header)).collect::<Vec<_>>().join(", ")
}

fn no_rows(message: &str) -> Diagnostic {
    Diagnostic::new(Code::NoRegistrations, message)
        .help("import a table with a row of headers, and a row below it for each person")
}

fn no_names(headers: &[&str]) -> Diagnostic {
    let message = "no column looks like one with names";
    Diagnostic::new(Code::NoNames, message).help(format!(
        "the columns are: {}; say which one it is: --map \"HEADER=name\", or first-name, infix and last-name",
        named(headers)
    ))
}

/// The row with the most headers that mean something, and what they mean; the first row if none does.
fn find_header(rows: &[Row], choices: &[Choice]) -> Option<(usize, Vec<Column>)> {
    let candidates = rows.iter().take(HEADER_ROWS).enumerate().map(|(at, row)| {
        let columns: Vec<Column> = row.cells.iter().map(|cell| Column::of(&clean(cell).0, choices)).collect();
        let known = columns.iter().filter(|column| column.field.is_some()).count();
        (known, at, columns)
    });
    // Of equals the first.
    let best = candidates.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    Some((best.1, best.2))
}

/// What the rows are read with: the columns of each field, best first.
struct Reader<'c> {
    columns: &'c [Column],
    by_field: HashMap<Field, Vec<usize>>,
}

struct Gathered {
    people: Vec<Registration>,
    notes: Vec<Note>,
}

impl Gathered {
    fn leave_out(&mut self, row: &Row, text: impl Into<String>) {
        self.notes.push(Note { row: row.number, left_out: true, text: text.into() });
    }

    fn note(&mut self, row: &Row, text: impl Into<String>) {
        self.notes.push(Note { row: row.number, left_out: false, text: text.into() });
    }
}

impl<'c> Reader<'c> {
    fn of(columns: &'c [Column], rows: &[Row]) -> Self {
        let mut by_field: HashMap<Field, Vec<usize>> = HashMap::new();
        for (at, column) in columns.iter().enumerate() {
            if let Some(field) = column.field {
                by_field.entry(field).or_default().push(at);
            }
        }
        for found in by_field.values_mut() {
            found.sort_by_key(|at| columns[*at].rank);
        }
        let mut reader = Self { columns, by_field };
        reader.keep_own_codes(rows);
        reader
    }

    /// A code that several rows have (of an order with several tickets) is nobody's own.
    fn keep_own_codes(&mut self, rows: &[Row]) {
        let Some(columns) = self.by_field.get_mut(&Field::Code) else { return };
        columns.retain(|&column| {
            let mut seen = HashSet::new();
            rows.iter()
                .map(|row| row.cell(column))
                .filter(|code| !code.is_empty())
                .all(|code| seen.insert(code))
        });
    }

    fn of_field(&self, field: Field) -> &[usize] {
        self.by_field.get(&field).map_or(&[], Vec::as_slice)
    }

    fn has_names(&self) -> bool {
        [Field::Name, Field::FirstName, Field::LastName].iter().any(|field| self.by_field.contains_key(field))
    }

    fn add(&self, row: &Row, gathered: &mut Gathered) {
        let name = self.name(row, gathered);
        if let Some(state) = self.cancelled(row) {
            let who = if name.is_empty() { "somebody" } else { &name };
            gathered.leave_out(row, format!("{who}: {state}"));
            return;
        }
        if is_no_name(&name) {
            gathered.leave_out(row, "no name");
            return;
        }
        if name.chars().count() > SHORT {
            gathered.leave_out(row, format!("a name of {} characters", name.chars().count()));
            return;
        }
        let mut values = Values::default();
        values.texts.insert(Key::Name, name);
        for key in Key::ALL.into_iter().filter(|key| *key != Key::Name) {
            if let Some(text) = self.text(key, row, gathered) {
                values.texts.insert(key, text);
            }
        }
        values.wants = self.wishes(Field::Wants, row, gathered);
        values.offers = self.wishes(Field::Offers, row, gathered);
        values.share = self.share(row, &values, gathered);
        // What is longer is no code, and the memory of imports could not be read again.
        let short = |code: &String| code.chars().count() <= SHORT;
        let code = self.first(Field::Code, row, gathered).map(|(_, code)| code).filter(short);
        gathered.people.push(Registration { row: row.number, code, values });
    }

    fn name(&self, row: &Row, gathered: &mut Gathered) -> String {
        if let Some((_, whole)) = self.first(Field::Name, row, gathered) {
            return whole;
        }
        let parts = [Field::FirstName, Field::Infix, Field::LastName]
            .map(|field| self.first(field, row, gathered).map(|(_, part)| part));
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The first column of a field that is filled in this row: its header, and what stands there.
    fn first(&self, field: Field, row: &Row, gathered: &mut Gathered) -> Option<(&'c str, String)> {
        self.of_field(field).iter().find_map(|&column| {
            let header = self.columns[column].header.as_str();
            let text = self.cell(column, row, gathered)?;
            let (text, mended) = clean(text);
            if mended {
                gathered.note(row, format!("invisible characters under {} are left out", quoted(header)));
            }
            (!text.is_empty()).then_some((header, text))
        })
    }

    /// The text of a cell, unless it is longer than anything that somebody fills in.
    fn cell<'r>(&self, column: usize, row: &'r Row, gathered: &mut Gathered) -> Option<&'r str> {
        let text = row.cell(column);
        let length = if text.len() > LONGEST_CELL { text.chars().count() } else { 0 };
        if length > LONGEST_CELL {
            let header = quoted(&self.columns[column].header);
            gathered.note(row, format!("the cell under {header} has {length} characters and is left out"));
            return None;
        }
        Some(text)
    }

    fn text(&self, key: Key, row: &Row, gathered: &mut Gathered) -> Option<String> {
        let (header, text) = self.first(key.field(), row, gathered)?;
        let header = quoted(header);
        if text.chars().count() > SHORT {
            gathered.note(row, format!("{header} has {} characters and is left out", text.chars().count()));
            return None;
        }
        if key == Key::Email && !looks_like_an_address(&text) {
            gathered.note(row, format!("{} is no e-mail address and is left out", quoted(&text)));
            return None;
        }
        if key == Key::Email && !self.has_own_email(row) {
            gathered
                .note(row, format!("the e-mail address is the one under {header}, perhaps of somebody else"));
        }
        if key == Key::Phone && has_lost_its_zero(&text) {
            gathered
                .note(row, format!("the telephone number {} seems to have lost a 0 in front", quoted(&text)));
        }
        (!fold(&text).is_empty() && !matches!(text.as_str(), "-" | "n.v.t." | "nvt" | "n/a")).then_some(text)
    }

    /// Whether the address stands in the best of the columns for one: others may be of an order for several.
    fn has_own_email(&self, row: &Row) -> bool {
        self.of_field(Field::Email).first().is_some_and(|&column| !row.cell(column).is_empty())
    }

    /// The topics of all columns for wants, or for offers.
    fn wishes(&self, field: Field, row: &Row, gathered: &mut Gathered) -> Vec<Wish> {
        let cells: Vec<String> = self
            .of_field(field)
            .iter()
            .filter_map(|&column| self.cell(column, row, gathered))
            .map(without_unprintable)
            .collect();
        let mut found = wishes(&cells.join("\n"));
        if found.len() > MOST_TOPICS {
            gathered
                .note(row, format!("{} topics in one list: the first {MOST_TOPICS} are taken", found.len()));
            found.truncate(MOST_TOPICS);
        }
        for sentence in found.iter().filter(|wish| wish.is_sentence()) {
            gathered.note(
                row,
                format!("{} is a sentence: one to three words match better", quoted(&sentence.topic)),
            );
        }
        found
    }

    /// Why nobody comes from this row.
    fn cancelled(&self, row: &Row) -> Option<String> {
        let filled = |field: Field| {
            self.of_field(field)
                .iter()
                .map(|&column| (column, clean(row.cell(column)).0))
                .filter(|(_, text)| !text.is_empty())
        };
        let state = filled(Field::Status).find(|(_, text)| is_off(text));
        let flag = filled(Field::Cancelled).find(|(_, text)| !is_no(text));
        state
            .or(flag)
            .map(|(column, text)| format!("{} is {}", quoted(&self.columns[column].header), quoted(&text)))
    }

    /// The details that they agree to share, of those that they gave. Whatever is no clear yes shares nothing.
    fn share(&self, row: &Row, values: &Values, gathered: &mut Gathered) -> Vec<Contact> {
        let Some((header, answer)) = self.first(Field::Share, row, gathered) else { return Vec::new() };
        let given = |contact: &Contact| values.texts.contains_key(&key_of(*contact));
        let agreed = if is_yes(&answer) { asked_for(header) } else { named_in(&answer) };
        // The address of whoever paid is not theirs to share.
        let own = self.has_own_email(row);
        if agreed.is_empty() && !is_no(&answer) {
            gathered.note(row, format!("{} is no clear yes: nothing is shared", quoted(&answer)));
        }
        agreed.into_iter().filter(given).filter(|contact| own || *contact != Contact::Email).collect()
    }
}

/// Ticket shops write `Info Requested` for a guest who is not named yet.
fn is_no_name(name: &str) -> bool {
    let folded = fold(name);
    !folded.chars().any(char::is_alphanumeric) || folded.replace("info requested", "").trim().is_empty()
}

/// The key of a contact detail.
pub(super) fn key_of(contact: Contact) -> Key {
    match contact {
        Contact::Email => Key::Email,
        Contact::Phone => Key::Phone,
        Contact::Link => Key::Link,
    }
}

/// Words that name a contact detail.
const DETAILS: [(Contact, &[&str]); 3] = [
    (Contact::Email, &["mail"]),
    (Contact::Phone, &["telefoon", "mobiel", "phone", "mobile"]),
    (Contact::Link, &["linkedin", "website", "profiel", "profile"]),
];

fn details_in(text: &str) -> Vec<Contact> {
    let folded = fold(text);
    let named = DETAILS.iter().filter(|(_, words)| words.iter().any(|word| folded.contains(word)));
    named.map(|(contact, _)| *contact).collect()
}

/// The details that a question names; all of them when it names none.
fn asked_for(header: &str) -> Vec<Contact> {
    let named = details_in(header);
    if named.is_empty() { DETAILS.iter().map(|(contact, _)| *contact).collect() } else { named }
}

/// The details that an answer consists of: `E-mail, LinkedIn`. An answer with other words in it is none.
fn named_in(answer: &str) -> Vec<Contact> {
    let parts = answer.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut named = Vec::new();
    for part in parts {
        match details_in(part).as_slice() {
            [one] if part.split_whitespace().count() <= 2 => named.push(*one),
            _ => return Vec::new(),
        }
    }
    named.sort_unstable();
    named.dedup();
    named
}

fn is_yes(answer: &str) -> bool {
    let folded = fold(answer);
    let short = folded.trim_end_matches(['.', '!', ' ']);
    let words = [
        "ja", "yes", "y", "j", "true", "waar", "1", "x", "akkoord", "agree", "i agree", "ok", "oke", "✓", "✔",
    ];
    let polite = [
        "ja, graag",
        "ja graag",
        "ja hoor",
        "ja, prima",
        "yes, please",
        "yes please",
        "ja, dat mag",
        "ja dat mag",
    ];
    words.contains(&short) || polite.contains(&short)
}

fn is_no(answer: &str) -> bool {
    let folded = fold(answer);
    ["nee", "neen", "no", "n", "false", "onwaar", "0", "niet", "geen", "none", "-"]
        .contains(&folded.trim_end_matches(['.', '!', ' ']))
}

/// Whether a state means that somebody does not come.
fn is_off(state: &str) -> bool {
    let folded = fold(state);
    let parts = [
        "cancel",
        "annul",
        "refund",
        "terugbetaald",
        "expired",
        "verlopen",
        "deleted",
        "verwijderd",
        "not attending",
        "afgemeld",
        "declined",
        "afgewezen",
        "rejected",
        "waitlist",
        "waiting list",
        "wachtlijst",
        "no show",
    ];
    parts.iter().any(|part| folded.contains(part))
        && !folded.contains("partial")
        && !folded.starts_with("not cancel")
}

/// Spreadsheets take `0612345678` for a number.
fn has_lost_its_zero(text: &str) -> bool {
    text.len() == 9 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn looks_like_an_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
}

/// A text on one line, without characters that cannot be printed and without the apostrophe that keeps a spreadsheet
/// from calculating; the second says whether it had any such characters.
fn clean(text: &str) -> (String, bool) {
    let bare = without_unprintable(text);
    let mended = bare.chars().count() < text.chars().count();
    let line = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => (rest.to_owned(), mended),
        _ => (line, mended),
    }
}

/// Line breaks and tabs stay.
fn without_unprintable(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') || !is_unprintable(*c))
        .collect()
}

/// Somebody who stands in the file twice is taken as the last row has them, in the place of the first.
fn latest_of_each(people: Vec<Registration>, unit: &str, notes: &mut Vec<Note>) -> Vec<Registration> {
    let mut places: HashMap<[String; 2], usize> = HashMap::new();
    let mut kept: Vec<Registration> = Vec::new();
    for person in people {
        let place = *places.entry(signs(&person.values)).or_insert(kept.len());
        let Some(earlier) = kept.get_mut(place) else {
            kept.push(person);
            continue;
        };
        let name = person.values.text(Key::Name);
        let text = format!("{name} stands here and again in {unit} {}, which counts", person.row);
        notes.push(Note { row: earlier.row, left_out: true, text });
        *earlier = person;
    }
    kept
}

/// What makes two rows of a file the same person: name and address, or name and company where there is no address.
fn signs(values: &Values) -> [String; 2] {
    let second = match values.text(Key::Email) {
        "" => format!("at {}", fold(values.text(Key::Company))),
        address => fold(address),
    };
    [fold(values.text(Key::Name)), second]
}

/// Tickets that one person bought for several often bear one address.
fn note_shared_addresses(people: &[Registration], notes: &mut Vec<Note>) {
    let mut by_address: BTreeMap<String, Vec<&Registration>> = BTreeMap::new();
    for person in people.iter().filter(|person| !person.values.text(Key::Email).is_empty()) {
        by_address.entry(fold(person.values.text(Key::Email))).or_default().push(person);
    }
    for (address, sharers) in by_address.iter().filter(|(_, sharers)| sharers.len() > 1) {
        let names: Vec<&str> = sharers.iter().take(5).map(|person| person.values.text(Key::Name)).collect();
        let text =
            format!("{} people have the address {}: {}", sharers.len(), quoted(address), names.join(", "));
        notes.push(Note { row: sharers[0].row, left_out: false, text });
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Registrations, read};
    use crate::domain::Contact;

    fn registrations(text: &str) -> Registrations {
        read(text.as_bytes(), &[], &[]).unwrap()
    }

    fn notes(text: &str) -> Vec<String> {
        let left = |out: bool| if out { "left out: " } else { "" };
        registrations(text)
            .notes
            .iter()
            .map(|note| format!("{}: {}{}", note.row, left(note.left_out), note.text))
            .collect()
    }

    #[test]
    fn names_are_put_together() {
        let found = registrations(
            "Lijst\nVoornaam;Tussenvoegsel;Achternaam;Bedrijf\nEva;van der;Berg;Bouw BV\nBo;;;\n",
        );
        let names: Vec<&str> = found.people.iter().map(|person| person.values.text(Key::Name)).collect();
        assert_eq!(names, ["Eva van der Berg", "Bo"]);
        assert_eq!(found.people[0].values.text(Key::Company), "Bouw BV");
    }

    #[test]
    fn says_what_is_left_out_and_why() {
        let text = "Naam;E-mail;Status\nAn;an@x.nl;paid\nBo;bo;Canceled\n;x@y.nl;\nAn;AN@x.nl;paid\nCo;co;\n";
        assert_eq!(
            notes(text),
            [
                "2: left out: An stands here and again in line 5, which counts",
                "3: left out: Bo: `Status` is `Canceled`",
                "4: left out: no name",
                "6: `co` is no e-mail address and is left out",
            ]
        );
    }

    #[test]
    fn hostile_cells_are_made_harmless() {
        let long = "x".repeat(1_000_000);
        let text = format!(
            "Naam;Bedrijf;Ik zoek;Functie\n=cmd|' /C calc'!A0;\u{202e}live\u{7}\u{0}x;{long};'=1+1\n"
        );
        let text = text.replace('\u{0}', "");
        let found = registrations(&text);
        let values = &found.people[0].values;
        assert_eq!(values.text(Key::Name), "=cmd|' /C calc'!A0");
        assert_eq!(values.text(Key::Company), "livex");
        assert_eq!(values.text(Key::Title), "=1+1");
        assert!(values.wants.is_empty());
        assert_eq!(found.notes.len(), 2, "{:?}", found.notes);
    }

    #[test]
    fn only_a_clear_yes_shares() {
        let share = |header: &str, answer: &str| {
            let text = format!("Naam;E-mail;Telefoon;\"{header}\"\nAn;an@x.nl;06;\"{answer}\"\n");
            registrations(&text).people[0].values.share.clone()
        };
        let mail = "Mag je e-mailadres gedeeld worden?";
        assert_eq!(share(mail, "Ja, graag"), [Contact::Email]);
        assert_eq!(share("Mogen we je contactgegevens delen?", "ja"), [Contact::Email, Contact::Phone]);
        assert_eq!(share("Which contact details may we share?", "Phone, LinkedIn"), [Contact::Phone]);
        for answer in ["nee", "", "ja, maar niet mijn telefoon", "misschien", "liever geen e-mail"] {
            assert_eq!(share(mail, answer), [], "{answer}");
        }
        assert_eq!(share("Akkoord met de voorwaarden", "ja"), []);
    }

    #[test]
    fn files_without_people_are_refused() {
        for text in ["", "\n\n", "Naam;Bedrijf\n", "foo;bar\n1;2\n"] {
            assert!(read(text.as_bytes(), &[], &[]).is_err(), "{text:?}");
        }
    }
}
