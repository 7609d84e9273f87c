//! `print`: a plan as PDF files.

use std::path::{Path, PathBuf};

use super::audit::{cure, in_words};
use super::exit::Exit;
use super::failure::Failure;
use super::night_changes::{Changed, changes};
use super::open::{self, Opened, OpenedSchedule};
use super::paths::{self, Place};
use super::people;
use super::settings::{Print as Order, PrintTo};
use super::text::{Page, listed};
use super::world::World;
use crate::audit;
use crate::document::{self, Document, Kind, Problem, Selection, Templates};
use crate::domain::{AttendeeIx, Event, PlanResult, Proof, Schedule};
use crate::matching::Pairs;
use crate::night::What;
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
    if order.changed {
        return run_changed(world, order);
    }
    let kinds = kinds(&order.only)?;
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    refuse_a_bad_schedule(&opened, &read)?;
    let selection = match order.people.as_slice() {
        [] => everybody(&opened),
        typed => Selection { people: Some(people::find_all(&opened.event, typed)?) },
    };
    let pairs = Pairs::of(&opened.event);
    let folder = opened.print_folder(&order.to);
    let parts: Vec<(Kind, Selection)> = kinds.into_iter().map(|kind| (kind, selection.clone())).collect();
    let printed = write(world, &opened, (&opened.event, &pairs, &read.schedule), &folder, &parts)?;
    let mut page = Page::default();
    printed.add_to(&mut page);
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// Prints what the last re-plan changed.
fn run_changed(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    refuse_a_bad_schedule(&opened, &read)?;
    let replanned = opened.night.as_ref().and_then(|night| night.log.last_replan());
    let Some(replanned) = replanned.filter(|replanned| replanned.revision == read.schedule.revision) else {
        let message = format!("{} is no re-plan, so there is nothing that it changed", read.file);
        return Err(Failure::new(Exit::Errors, message)
            .help(format!("print it all: rondje print {}", opened.typed())));
    };
    let path = opened.path().map(paths::schedule).unwrap_or_default().with_file_name(&replanned.earlier);
    let earlier = open::schedule(world, &opened, Some(&Place::File(path)))?;
    let event = &opened.event;
    let people = changes(event, &earlier.schedule.meetings, &read.schedule.meetings, replanned.round).agendas;
    let folder = revision_folder(&opened, &order.to, read.schedule.revision);
    let printed = changed(world, &opened, event, &read.schedule, &people, &folder)?;
    let mut page = Page::default();
    printed.add_to(&mut page);
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// The folder for what a re-plan changed: what was printed before stays.
pub fn revision_folder(opened: &Opened, to: &PrintTo, revision: u32) -> PathBuf {
    match to {
        PrintTo::Folder(folder) => folder.clone(),
        PrintTo::BesideEvent => opened.print_folder(to).join(format!("revision-{revision}")),
    }
}

/// Prints the agendas of those whose evening changed, the run sheet and the wall chart, and name cards of those who
/// walked in.
pub fn changed(
    world: World,
    opened: &Opened,
    event: &Event,
    schedule: &Schedule,
    people: &[Changed],
    folder: &Path,
) -> Result<Printed, Failure> {
    let pairs = Pairs::of(event);
    let changed: Vec<AttendeeIx> = people.iter().map(|changed| changed.person).collect();
    let walked_in = walked_in(opened);
    let everybody = Selection::default();
    let mut parts = vec![(Kind::RunSheet, everybody.clone()), (Kind::WallChart, everybody)];
    for (kind, people) in [(Kind::Agendas, changed), (Kind::NameCards, walked_in)] {
        if !people.is_empty() {
            parts.push((kind, Selection { people: Some(people) }));
        }
    }
    write(world, opened, (event, &pairs, schedule), folder, &parts)
}

/// Who walked in and is still there in some round.
fn walked_in(opened: &Opened) -> Vec<AttendeeIx> {
    let Some(night) = &opened.night else { return Vec::new() };
    let steps = night.log.steps.iter();
    steps.filter_map(|step| if let What::WalkIn { who, .. } = step.what { who } else { None }).collect()
}

/// Prints every document for everybody.
pub fn everything(
    world: World,
    opened: &Opened,
    pairs: &Pairs,
    schedule: &Schedule,
    folder: &Path,
) -> Result<Printed, Failure> {
    let parts: Vec<(Kind, Selection)> = Kind::all().iter().map(|&kind| (kind, everybody(opened))).collect();
    write(world, opened, (&opened.event, pairs, schedule), folder, &parts)
}

/// Everybody who is there in some round; who is not, needs no paper.
fn everybody(opened: &Opened) -> Selection {
    let attendees = &opened.event.attendees;
    let there = |person: &AttendeeIx| !attendees[*person].rounds.is_empty();
    let people: Vec<AttendeeIx> = (0..attendees.len()).filter(there).collect();
    Selection { people: (people.len() < attendees.len()).then_some(people) }
}

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
        return Err(Failure::new(Exit::Errors, message).help(opened.again()));
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
        None => failure.help(format!("mend it by hand, or {}", opened.again())),
    })
}

/// Makes all files before it writes the first.
fn write(
    world: World,
    opened: &Opened,
    (event, pairs, schedule): (&Event, &Pairs, &Schedule),
    folder: &Path,
    parts: &[(Kind, Selection)],
) -> Result<Printed, Failure> {
    let templates = Templates::builtin();
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for (kind, selection) in parts {
        let kind = *kind;
        match document::compose(kind, event, pairs, schedule, &templates, selection) {
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
