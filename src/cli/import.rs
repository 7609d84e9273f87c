//! `import`: takes registrations into an event file, and says first what it understood.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::settings::Import as Order;
use super::text::{Align, Page, Table, count};
use super::world::World;
use crate::forget::is_pseudonym;
use crate::registrations::{self, Difference, Field, Memory, Merged, Note, Registrations};

/// Of a long list, so many lines are shown; JSON has them all.
const SHOWN: usize = 30;

/// Imports registrations. The event file and the memory of imports are written together, after the new event was read
/// without errors.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    if !order.dry_run {
        opened.refuse_after_held()?;
        refuse_after_forgetting(&opened)?;
    }
    let event_path = opened.path().unwrap_or(Path::new("")).to_owned();
    let memory_path = paths::import(&event_path);
    let memory = read_memory(world, &memory_path)?;
    let file = shown(&order.registrations);
    let bytes = world.bytes_of(&order.registrations)?;
    let found = registrations::read(&bytes, &order.choices, &memory.choices)
        .map_err(|errors| Failure::diagnostics(&file, "", &errors, world.colour()))?;
    let mut merged = registrations::merge(&opened.text, opened.written(), &memory, &found.people)
        .ok_or_else(|| not_under_headers(&opened))?;
    merged.memory.choices = memory.choices_with(&order.choices);
    if merged.text != opened.text {
        open::text(world, &opened, &merged.text)
            .map_err(|failure| failure.help("the event would not be in order; nothing was written"))?;
    }
    let files = files(&opened, &merged, &memory, [event_path, memory_path]);
    let told = Told { file: &file, opened: &opened, found: &found, merged: &merged };
    if !order.json {
        world.result(told.page().text())?;
    }
    if !order.dry_run {
        world.write_files(&files)?;
    }
    let written: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    if order.json {
        world.json(&told.json(if order.dry_run { &[] } else { &written }))?;
    } else {
        world.result(ending(order, &opened, &written).text())?;
    }
    Ok(Exit::Done)
}

/// Registrations would bring back the names of those who were forgotten.
fn refuse_after_forgetting(opened: &Opened) -> Result<(), Failure> {
    if !opened.event.attendees.iter().any(|attendee| is_pseudonym(&attendee.id)) {
        return Ok(());
    }
    let message =
        format!("the people of {} were forgotten, and registrations have their names", opened.file());
    Err(Failure::new(Exit::Errors, message)
        .help("for the next evening, start a new event: rondje new next.toml"))
}

fn read_memory(world: World, path: &Path) -> Result<Memory, Failure> {
    if !world.is_there(path) {
        return Ok(Memory::default());
    }
    let text = world.read(&Place::File(path.to_owned()))?;
    Memory::read(&text).map_err(|errors| {
        Failure::diagnostics(&path.display().to_string(), &text, &errors, world.colour()).help(
            "mend the file, or take it away: then people are recognised by e-mail and name, and what the event file has \
             stays",
        )
    })
}

fn not_under_headers(opened: &Opened) -> Failure {
    let message = format!("the attendees in {} stand in another form than rondje can add to", opened.file());
    Failure::new(Exit::Errors, message)
        .help("write every attendee under a header [[attendee]], and import again")
}

/// What is to be written: nothing that is there already.
fn files(
    opened: &Opened,
    merged: &Merged,
    memory: &Memory,
    [event, remembered]: [PathBuf; 2],
) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    // The event goes first: whoever is remembered but not in the event was taken out by the organizer.
    if merged.text != opened.text {
        files.push((event, merged.text.clone().into_bytes()));
    }
    if merged.memory != *memory {
        files.push((remembered, merged.memory.text().into_bytes()));
    }
    files
}

fn shown(place: &Place) -> String {
    match place {
        Place::Standard => "standard input".to_owned(),
        Place::File(path) => path.display().to_string(),
    }
}

fn ending(order: &Order, opened: &Opened, written: &[String]) -> Page {
    let mut page = Page::default();
    page.blank();
    if order.dry_run {
        page.line("Nothing is written: this was a dry run");
        return page;
    }
    match written {
        [] => page.line("Nothing has changed, nothing is written"),
        files => page.line(format!("Written: {}", files.join(", "))),
    }
    page.line(format!("Next: rondje check {}", opened.typed()));
    page
}

/// What an import understood and did.
struct Told<'a> {
    file: &'a str,
    opened: &'a Opened,
    found: &'a Registrations,
    merged: &'a Merged,
}

impl Told<'_> {
    fn page(&self) -> Page {
        let mut page = Page::default();
        let found = self.found;
        page.line(format!("{}: {}", self.file, found.kind));
        self.add_columns_to(&mut page);
        let (left_out, mended): (Vec<&Note>, Vec<&Note>) = found.notes.iter().partition(|note| note.left_out);
        page.title(format!(
            "{}: {}, {} left out",
            count(found.rows, "row"),
            count(found.people.len(), "person"),
            left_out.len(),
        ));
        let noted = |notes: &[&Note]| -> Vec<String> { notes.iter().map(|note| self.noted(note)).collect() };
        add_lines(&mut page, noted(&left_out));
        add_section(&mut page, "Worth a look", noted(&mended));
        self.add_outcome_to(&mut page);
        page
    }

    fn add_columns_to(&self, page: &mut Page) {
        let mut table = Table::new(&[Align::Left, Align::Left]);
        for column in self.found.columns.iter().filter(|column| !column.header.is_empty()) {
            let field = column.field.map_or("not used", Field::as_str);
            let said = if column.chosen { ", as you say" } else { "" };
            table.row([clipped(&column.header), format!("{field}{said}")]);
        }
        page.title("Columns (another meaning: --map \"HEADER=FIELD\")");
        page.table(&table);
        let is_there = |field: Field| self.found.columns.iter().any(|column| column.field == Some(field));
        if !is_there(Field::Wants) && !is_there(Field::Offers) {
            page.line("  No column looks like one with wants or offers: without them nobody can be matched");
        }
    }

    fn noted(&self, note: &Note) -> String {
        format!("{} {}: {}", self.found.unit, note.row, note.text)
    }

    fn add_outcome_to(&self, page: &mut Page) {
        let merged = self.merged;
        let names = merged.added.iter().map(|(id, name)| format!("{name} ({id})"));
        add_section(page, &format!("New: {}", count(merged.added.len(), "person")), names.collect());
        let changed = merged.changed.iter().map(change);
        add_section(page, "Changed in the registrations, and now in the event too", changed.collect());
        let kept = merged.kept.iter().map(kept);
        add_section(
            page,
            "Otherwise in the registrations, but written by you: it stays as it is",
            kept.collect(),
        );
        add_section(
            page,
            "In the event already: what you wrote stays, the rest is filled in",
            merged.met.clone(),
        );
        add_section(page, "Taken out of the event by you: they stay out", merged.taken_out.clone());
        add_section(
            page,
            "From an earlier import, but not in this file: they stay in the event",
            merged.missing.clone(),
        );
        if merged.unchanged > 0 {
            page.title(format!("As they were: {}", count(merged.unchanged, "person")));
        }
    }

    fn json(&self, written: &[String]) -> Value {
        let (found, merged) = (self.found, self.merged);
        let notes = |left_out: bool| -> Vec<Value> {
            let notes = found.notes.iter().filter(|note| note.left_out == left_out);
            notes.map(|note| json!({ "row": note.row, "text": note.text })).collect()
        };
        let columns = found.columns.iter().map(|column| {
            json!({ "header": column.header, "field": column.field.map(Field::as_str), "said": column.chosen })
        });
        let added = merged.added.iter().map(|(id, name)| json!({ "id": id, "name": name }));
        let differences = |list: &[Difference]| -> Vec<Value> {
            let value = |it: &Difference| json!({ "name": it.who, "key": it.key, "before": it.before, "said": it.said });
            list.iter().map(value).collect()
        };
        json!({
            "event": self.opened.event.name,
            "file": { "kind": found.kind, "rows_count": found.unit },
            "columns": columns.collect::<Vec<_>>(),
            "rows": found.rows,
            "people": found.people.len(),
            "left_out": notes(true),
            "notes": notes(false),
            "added": added.collect::<Vec<_>>(),
            "changed": differences(&merged.changed),
            "kept": differences(&merged.kept),
            "already_there": merged.met,
            "taken_out": merged.taken_out,
            "missing": merged.missing,
            "unchanged": merged.unchanged,
            "written": written,
        })
    }
}

/// A value that was updated.
fn change(it: &Difference) -> String {
    let Difference { who, key, before, said } = it;
    match (before, said) {
        (None, Some(said)) => format!("{who}: {key}: {} added", clipped(said)),
        (Some(before), None) => format!("{who}: {key}: {} is gone", clipped(before)),
        (before, said) => format!("{who}: {key}: {} is now {}", full(before.as_ref()), full(said.as_ref())),
    }
}

/// A value that was not updated.
fn kept(it: &Difference) -> String {
    let Difference { who, key, before, said } = it;
    match before {
        None => format!("{who}: {key}: the registrations say {}", full(said.as_ref())),
        Some(before) => {
            format!("{who}: {key}: {}; the registrations say {}", clipped(before), full(said.as_ref()))
        }
    }
}

fn full(text: Option<&String>) -> String {
    text.map_or_else(|| "nothing".to_owned(), |text| clipped(text))
}

/// Of a long text the start.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(70) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn add_section(page: &mut Page, title: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        page.title(title);
        add_lines(page, lines);
    }
}

fn add_lines(page: &mut Page, lines: Vec<String>) {
    let more = lines.len().saturating_sub(SHOWN);
    for line in lines.into_iter().take(SHOWN) {
        page.line(format!("  {line}"));
    }
    if more > 0 {
        page.line(format!("  ... and {more} more (all of them: --json)"));
    }
}
