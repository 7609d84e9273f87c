//! `print`: a plan as PDF files.

use std::path::{Path, PathBuf};

use super::audit::{cure, in_words};
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened, OpenedSchedule};
use super::people;
use super::settings::Print as Order;
use super::text::{Page, listed};
use super::world::World;
use crate::audit;
use crate::document::{self, Document, Kind, Problem, Selection, Templates};
use crate::domain::Schedule;
use crate::matching::Pairs;
use crate::pdf;

/// The files that were written.
pub struct Printed {
    files: Vec<PathBuf>,
}

impl Printed {
    /// Adds one line for each file to a page.
    pub fn add_to(&self, page: &mut Page) {
        for file in self.files() {
            page.line(format!("Printed: {file}"));
        }
    }

    /// The paths of the files.
    pub fn files(&self) -> Vec<String> {
        self.files.iter().map(|file| file.display().to_string()).collect()
    }
}

/// Prints a plan that is not stale and keeps every rule.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let kinds = kinds(&order.only)?;
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    refuse_a_bad_schedule(&opened, &read)?;
    let selection = match order.people.as_slice() {
        [] => Selection::default(),
        typed => Selection { people: Some(people::find_all(&opened.event, typed)?) },
    };
    let pairs = Pairs::of(&opened.event);
    let folder = opened.print_folder(&order.to);
    let printed = write(world, &opened, &pairs, &read.schedule, &folder, &kinds, &selection)?;
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
    write(world, opened, pairs, schedule, folder, Kind::all(), &Selection::default())
}

/// The documents that were named; all of them when none was.
fn kinds(only: &[String]) -> Result<Vec<Kind>, Failure> {
    if only.is_empty() {
        return Ok(Kind::all().to_vec());
    }
    let names: Vec<&str> = Kind::all().iter().map(|kind| kind.name()).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Failure::usage(format!("there is no document \"{unknown}\""))
            .help(format!("--only takes {}, with commas between", listed(&names, "and"))));
    }
    Ok(Kind::all().iter().copied().filter(|kind| only.iter().any(|name| name == kind.name())).collect())
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

/// Makes all files before it writes the first.
fn write(
    world: World,
    opened: &Opened,
    pairs: &Pairs,
    schedule: &Schedule,
    folder: &Path,
    kinds: &[Kind],
    selection: &Selection,
) -> Result<Printed, Failure> {
    let templates = Templates::builtin();
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for &kind in kinds {
        match document::compose(kind, &opened.event, pairs, schedule, &templates, selection) {
            Ok(document) => files.push((folder.join(kind.file_name()), rendered(kind, &document)?)),
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
    Ok(Printed { files: files.into_iter().map(|(file, _)| file).collect() })
}

fn problem_in_words(opened: &Opened, problem: &Problem) -> Failure {
    let line = problem.attendee.and_then(|a| opened.places.attendees.get(a));
    let place = line.map_or_else(|| opened.file(), |line| format!("{}:{line}", opened.file()));
    Failure::new(Exit::Errors, format!("{place}: {}", problem.message)).help(&problem.help)
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
