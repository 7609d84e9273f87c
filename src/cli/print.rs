//! `print`: a plan as PDF files.

use std::path::{Path, PathBuf};

use super::audit::{cure, in_words};
use super::cards::both_sides;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened, OpenedSchedule};
use super::people;
use super::settings::Print as Order;
use super::text::{Page, listed};
use super::world::World;
use crate::audit;
use crate::document::{self, Document, Kind, Problem, Selection, Templates};
use crate::domain::{Event, PlanResult, Proof, Schedule};
use crate::matching::Pairs;
use crate::pdf;

/// The files that were written.
pub struct Printed {
    /// Each with what to know when it is printed.
    files: Vec<(PathBuf, Option<&'static str>)>,
}

impl Printed {
    /// Adds one line for each file to a page.
    pub fn add_to(&self, page: &mut Page) {
        for (file, note) in &self.files {
            page.line(format!("Printed: {}", file.display()));
            if let Some(note) = note {
                page.line(format!("         {note}"));
            }
        }
    }

    /// The paths of the files.
    pub fn files(&self) -> Vec<String> {
        self.files.iter().map(|(file, _)| file.display().to_string()).collect()
    }
}

/// Prints a plan that is not stale and keeps every rule.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let kinds = kinds(&order.only)?;
    let opened = open::event(world, &order.event)?;
    let schedule = if kinds == [Kind::Alignment] {
        // A printer is tried before there is a plan.
        nothing_planned(&opened.event)
    } else {
        let read = open::schedule(world, &opened, order.schedule.as_ref())?;
        refuse_a_bad_schedule(&opened, &read)?;
        read.schedule
    };
    let selection = match order.people.as_slice() {
        [] => Selection::default(),
        typed => Selection { people: Some(people::find_all(&opened.event, typed)?) },
    };
    let pairs = Pairs::of(&opened.event);
    let folder = opened.print_folder(&order.to);
    let templates = order.cards.applied(world, Templates::builtin(), None)?;
    let matter = Matter { kinds: &kinds, selection: &selection, templates: &templates };
    let printed = write(world, &opened, &pairs, &schedule, &folder, &matter)?;
    let mut page = Page::default();
    printed.add_to(&mut page);
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// Prints every document for everybody.
pub fn everything(
    world: World,
    opened: &Opened,
    pairs: &Pairs,
    schedule: &Schedule,
    folder: &Path,
) -> Result<Printed, Failure> {
    let (templates, selection) = (Templates::builtin(), Selection::default());
    let matter = Matter { kinds: Kind::all(), selection: &selection, templates: &templates };
    write(world, opened, pairs, schedule, folder, &matter)
}

/// What of an event cannot be printed, whatever its plan: characters that no font has, and texts too long for their
/// place. One sentence each, with its place, and what to do.
pub fn unprintable(opened: &Opened, pairs: &Pairs) -> Vec<(String, String)> {
    let event = &opened.event;
    let empty = nothing_planned(event);
    let templates = Templates::builtin();
    let compose = |kind| document::compose(kind, event, pairs, &empty, &templates, &Selection::default());
    let found = [Kind::Agendas, Kind::NameCards].map(|kind| compose(kind).err().unwrap_or_default());
    let mut problems = found.concat();
    dedup_in_order(&mut problems);
    problems.into_iter().map(|problem| (located(opened, &problem), problem.help)).collect()
}

/// A schedule without meetings.
fn nothing_planned(event: &Event) -> Schedule {
    Schedule {
        event: event.name.clone(),
        event_digest: String::new(),
        revision: 1,
        result: PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Gap },
        meetings: Vec::new(),
    }
}

/// The documents that were named; all of them when none was.
fn kinds(only: &[String]) -> Result<Vec<Kind>, Failure> {
    if only.is_empty() {
        return Ok(Kind::all().to_vec());
    }
    let known = Kind::named();
    let names: Vec<&str> = known.iter().map(|kind| kind.name()).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Failure::usage(format!("there is no document \"{unknown}\""))
            .help(format!("--only takes {}, with commas between", listed(&names, "and"))));
    }
    Ok(known.into_iter().filter(|kind| only.iter().any(|name| name == kind.name())).collect())
}

fn refuse_a_bad_schedule(opened: &Opened, read: &OpenedSchedule) -> Result<(), Failure> {
    if read.stale {
        let message = format!("{} is out of date: {}", read.file, opened.changed());
        return Err(
            Failure::new(Exit::Errors, message).help(format!("plan again: rondje plan {}", opened.typed()))
        );
    }
    let audit = audit::audit(&opened.event, &read.schedule);
    if audit.violations.is_empty() {
        return Ok(());
    }
    let broken: Vec<String> = audit.violations.iter().map(in_words).collect();
    let failure =
        Failure::new(Exit::Errors, format!("{} is not right:\n  {}", read.file, broken.join("\n  ")));
    Err(match cure(&audit) {
        Some(cure) => failure.help(cure),
        None => failure.help(format!("mend it by hand, or plan again: rondje plan {}", opened.typed())),
    })
}

/// What to print, for whom, and what it looks like.
struct Matter<'m> {
    kinds: &'m [Kind],
    selection: &'m Selection,
    templates: &'m Templates,
}

/// Makes all files before it writes the first.
fn write(
    world: World,
    opened: &Opened,
    pairs: &Pairs,
    schedule: &Schedule,
    folder: &Path,
    matter: &Matter,
) -> Result<Printed, Failure> {
    let mut notes = Vec::new();
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for &kind in matter.kinds {
        match document::compose(kind, &opened.event, pairs, schedule, matter.templates, matter.selection) {
            Ok(document) => {
                notes.push(both_sides(&document));
                files.push((folder.join(kind.file_name()), rendered(kind, &document)?));
            }
            Err(found) => problems.extend(found),
        }
    }
    dedup_in_order(&mut problems);
    if let Some(failure) =
        problems.iter().map(|problem| problem_in_words(opened, problem)).reduce(Failure::and)
    {
        return Err(failure);
    }
    world.write_files(&files)?;
    Ok(Printed { files: files.into_iter().map(|(file, _)| file).zip(notes).collect() })
}

fn problem_in_words(opened: &Opened, problem: &Problem) -> Failure {
    Failure::new(Exit::Errors, located(opened, problem)).help(&problem.help)
}

fn located(opened: &Opened, problem: &Problem) -> String {
    let line = problem.attendee.and_then(|a| opened.places.attendees.get(a));
    let place = line.map_or_else(|| opened.file(), |line| format!("{}:{line}", opened.file()));
    format!("{place}: {}", problem.message)
}

fn rendered(kind: Kind, document: &Document) -> Result<Vec<u8>, Failure> {
    pdf::render(document).map_err(|error| Failure::bug(format!("cannot make {}: {error}", kind.file_name())))
}

/// The same name is wrong on every document; once is enough.
fn dedup_in_order(problems: &mut Vec<Problem>) {
    let mut seen: Vec<Problem> = Vec::new();
    problems.retain(|problem| {
        let new = !seen.contains(problem);
        if new {
            seen.push(problem.clone());
        }
        new
    });
}
