//! `print`: a plan as PDF files.

use std::path::{Path, PathBuf};

use super::audit::{cure, in_words};
use super::exit::Exit;
use super::failure::Failure;
use super::look;
use super::open::{self, Opened, OpenedSchedule};
use super::people;
use super::settings::{Look, Print as Order};
use super::text::{Page, listed};
use super::world::World;
use crate::audit;
use crate::document::{self, Document, Kind, Problem, Selection, Templates};
use crate::domain::{AttendeeIx, Event, PlanResult, Proof, Schedule};
use crate::matching::Pairs;
use crate::pdf;

/// The files that were written.
pub struct Printed {
    files: Vec<PathBuf>,
    /// What is worth telling about them, a line each.
    notes: Vec<String>,
}

impl Printed {
    /// Adds one line for each file to a page.
    pub fn add_to(&self, page: &mut Page) {
        for file in self.files() {
            page.line(format!("Printed: {file}"));
        }
        for note in &self.notes {
            page.line(note);
        }
    }

    /// The paths of the files.
    pub fn files(&self) -> Vec<String> {
        self.files.iter().map(|file| file.display().to_string()).collect()
    }
}

/// Prints a plan that is not stale and keeps every rule.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let kinds = kinds(&order.only, !order.people.is_empty())?;
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    refuse_a_bad_schedule(&opened, &read)?;
    let people = match order.people.as_slice() {
        [] => None,
        typed => Some(people::find_all(&opened.event, typed)?),
    };
    let job = Job {
        kinds,
        name: people.as_deref().map(|people| name_of(&opened.event, people)),
        selection: Selection { people, ..Selection::default() },
        folder: opened.print_folder(&order.to),
    };
    let pairs = Pairs::of(&opened.event);
    let look = look::of(world, &order.look, &opened.event, &pairs)?;
    let printed = job.write(world, &opened, &pairs, &read.schedule, look)?;
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
    look: &Look,
) -> Result<Printed, Failure> {
    let job = Job {
        kinds: Kind::all().to_vec(),
        name: None,
        selection: Selection::default(),
        folder: folder.to_owned(),
    };
    let look = look::of(world, look, &opened.event, pairs)?;
    job.write(world, opened, pairs, schedule, look)
}

/// What is to be printed, and where.
struct Job {
    kinds: Vec<Kind>,
    /// What the files of a part of the guests are called after; none: all guests.
    name: Option<String>,
    selection: Selection,
    folder: PathBuf,
}

/// Whose papers these are, for the name of a file: `fatima`, `fatima+piet`, `fatima+4-more`. What was printed for
/// everybody is never replaced by what is printed for some.
fn name_of(event: &Event, people: &[AttendeeIx]) -> String {
    let ids: Vec<&str> = people.iter().map(|&person| event.attendees[person].id.as_str()).collect();
    match ids.as_slice() {
        [one, others @ ..] if others.len() > 2 => format!("{}+{}-more", shortened(one), others.len()),
        few => few.iter().map(|id| shortened(id)).collect::<Vec<_>>().join("+"),
    }
}

/// An id of a length that file names can hold.
fn shortened(id: &str) -> &str {
    let end = id.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|&end| end <= LONGEST_ID).last();
    &id[..end.unwrap_or(0)]
}

/// The most bytes of an id in the name of a file.
const LONGEST_ID: usize = 60;

/// What of an event cannot be printed, whatever its plan: characters that no font has, and texts too long for their
/// place. One sentence each, with its place, and what to do.
pub fn unprintable(opened: &Opened, pairs: &Pairs) -> Vec<(String, String)> {
    let event = &opened.event;
    let result = PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Gap };
    let empty = Schedule {
        event: event.name.clone(),
        event_digest: String::new(),
        revision: 1,
        result,
        meetings: Vec::new(),
    };
    let templates = Templates::builtin();
    let compose = |kind| document::compose(kind, event, pairs, &empty, &templates, &Selection::default());
    let found = [Kind::Agendas, Kind::NameCards].map(|kind| compose(kind).err().unwrap_or_default());
    let mut problems = found.concat();
    dedup_in_order(&mut problems);
    problems.into_iter().map(|problem| (located(opened, &problem), problem.help)).collect()
}

/// The documents that were named. When none was: all of them, for some guests only those that are theirs.
fn kinds(only: &[String], for_some: bool) -> Result<Vec<Kind>, Failure> {
    if only.is_empty() {
        return Ok(Kind::all().iter().copied().filter(|kind| !for_some || kind.is_personal()).collect());
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

impl Job {
    /// Makes all files before it writes the first.
    fn write(
        &self,
        world: World,
        opened: &Opened,
        pairs: &Pairs,
        schedule: &Schedule,
        look: look::Look,
    ) -> Result<Printed, Failure> {
        let look::Look { templates, notes } = look;
        let mut files = Vec::new();
        let mut problems = Vec::new();
        for &kind in &self.kinds {
            match document::compose(kind, &opened.event, pairs, schedule, &templates, &self.selection) {
                Ok(document) => files.push((self.file(kind), rendered(kind, &document)?)),
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
        Ok(Printed { files: files.into_iter().map(|(file, _)| file).collect(), notes })
    }

    /// `agendas.pdf`, or `agendas-fatima.pdf` for one guest.
    fn file(&self, kind: Kind) -> PathBuf {
        let name = match &self.name {
            Some(name) if kind.is_personal() => format!("{}-{name}.pdf", kind.name()),
            _ => kind.file_name().to_owned(),
        };
        self.folder.join(name)
    }
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
