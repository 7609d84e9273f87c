//! `print`: a plan as PDF files.

use std::path::PathBuf;

use super::audit::{cure, in_words, refuse_what_cannot_be};
use super::cards::{CardOrder, both_sides};
use super::exit::Exit;
use super::failure::Failure;
use super::look;
use super::night_changes::Changed;
use super::open::{self, Opened, OpenedSchedule};
use super::paper::Paper;
use super::people;
use super::settings::{Look, Print as Order, PrintTo};
use super::text::{Page, listed};
use super::world::World;
use crate::audit;
use crate::document::{self, Changes, Document, Kind, Problem, Selection, Templates};
use crate::domain::{AttendeeIx, Event, Schedule};
use crate::matching::Pairs;
use crate::night::{self, What};
use crate::pdf;

/// The files that were written.
pub struct Printed {
    /// Each with what to know when it is printed.
    files: Vec<(PathBuf, Option<&'static str>)>,
    /// What is worth telling about the fonts, a line each.
    notes: Vec<String>,
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
        for note in &self.notes {
            page.line(note);
        }
    }

    /// The paths of the files.
    pub fn files(&self) -> Vec<String> {
        self.files.iter().map(|(file, _)| file.display().to_string()).collect()
    }
}

/// Prints a plan that is not stale and keeps every rule.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    if order.changed {
        return run_changed(world, order);
    }
    let kinds = kinds(&order.only, !order.people.is_empty())?;
    let opened = open::event(world, &order.event)?;
    let schedule = if kinds == [Kind::Alignment] {
        // A printer is tried before there is a plan.
        Schedule::unjudged(&opened.event, Vec::new())
    } else {
        to_print(&opened, open::schedule(world, &opened, order.schedule.as_ref())?)?
    };
    let (selection, name) = match order.people.as_slice() {
        [] => (everybody(&opened), None),
        typed => {
            let people = people::find_all(&opened.event, typed)?;
            let name = name_of(&opened.event, &people);
            (Selection { people: Some(people), ..Selection::default() }, Some(name))
        }
    };
    let pairs = Pairs::of(&opened.event);
    let parts: Vec<(Kind, Selection)> = kinds.into_iter().map(|kind| (kind, selection.clone())).collect();
    let look = look::of(world, (&order.look, &order.cards), &opened.event, &pairs)?;
    let matter = Matter { folder: opened.print_folder(&order.to), name, parts, look };
    let printed = matter.write(world, &opened, (&opened.event, &pairs, &schedule))?;
    let mut page = Page::default();
    printed.add_to(&mut page);
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// Prints what re-plans changed since people were given paper.
fn run_changed(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    refuse_a_bad_schedule(&opened, &read)?;
    let paper = match order.since {
        Some(revision) => Some(Paper::since(world, &opened, revision)?),
        None => Paper::replaced_by(world, &opened, &read.schedule)
            .map_err(|failure| failure.help(format!("or print it all: rondje print {}", opened.typed())))?,
    };
    let Some(paper) = paper else {
        let message = format!("{} is no re-plan, so there is nothing that it changed", read.file);
        return Err(Failure::new(Exit::Errors, message)
            .help(format!("print it all: rondje print {}", opened.typed())));
    };
    let event = &opened.event;
    let people = paper.changes(event, &read.schedule.meetings);
    let folder = revision_folder(&opened, &order.to, read.schedule.revision);
    let differs = Differs { people: &people, from: paper.revision() };
    let looks = (&order.look, &order.cards);
    let printed = changed(world, &opened, (event, &read.schedule), &differs, folder, looks)?;
    let mut page = Page::default();
    page.line(match order.since {
        Some(revision) => format!("What changed since revision {revision}"),
        None => format!(
            "What changed since revision {}, the last that was printed (people hold another? --since REVISION)",
            paper.revision()
        ),
    });
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

/// What a re-plan changed.
pub struct Differs<'a> {
    /// Whose evening.
    pub people: &'a [Changed],
    /// From which revision.
    pub from: u32,
}

impl Differs<'_> {
    /// Whoever walked in since holds no earlier sheet.
    fn are_new(&self, walked_in: &[AttendeeIx]) -> Vec<AttendeeIx> {
        let is_new = |changed: &&Changed| !changed.was_planned && walked_in.contains(&changed.person);
        self.people.iter().filter(is_new).map(|changed| changed.person).collect()
    }

    /// What is marked on the sheets that replace earlier ones.
    fn on_paper(&self, new: &[AttendeeIx]) -> Changes {
        let hold = self.people.iter().filter(|changed| !new.contains(&changed.person));
        let rounds = hold.map(|changed| (changed.person, changed.rounds.iter().copied().collect()));
        Changes { replaces: Some(self.from), rounds: rounds.collect() }
    }
}

/// Prints the agendas of those whose evening changed, the run sheet and the wall chart, and name cards of those who
/// walked in.
pub fn changed(
    world: World,
    opened: &Opened,
    (event, schedule): (&Event, &Schedule),
    differs: &Differs,
    folder: PathBuf,
    looks: (&Look, &CardOrder),
) -> Result<Printed, Failure> {
    let pairs = Pairs::of(event);
    let new = differs.are_new(&walked_in(opened));
    let changes = differs.on_paper(&new);
    let of = |people| Selection { people, changes: changes.clone() };
    let people: Vec<AttendeeIx> = differs.people.iter().map(|changed| changed.person).collect();
    let mut parts = vec![(Kind::RunSheet, of(None)), (Kind::WallChart, of(None))];
    for (kind, people) in [(Kind::Agendas, people), (Kind::NameCards, new)] {
        if !people.is_empty() {
            parts.push((kind, of(Some(people))));
        }
    }
    let look = look::of(world, looks, event, &pairs)?;
    Matter { folder, name: None, parts, look }.write(world, opened, (event, &pairs, schedule))
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
    folder: PathBuf,
    look: &Look,
) -> Result<Printed, Failure> {
    let parts = Kind::all().iter().map(|&kind| (kind, everybody(opened))).collect();
    let look = look::of(world, (look, &CardOrder::default()), &opened.event, pairs)?;
    let matter = Matter { folder, name: None, parts, look };
    matter.write(world, opened, (&opened.event, pairs, schedule))
}

/// Everybody who is there in some round; who is not, needs no paper.
fn everybody(opened: &Opened) -> Selection {
    let attendees = &opened.event.attendees;
    let there = |person: &AttendeeIx| !attendees[*person].rounds.is_empty();
    let people: Vec<AttendeeIx> = (0..attendees.len()).filter(there).collect();
    let people = (people.len() < attendees.len()).then_some(people);
    Selection { people, ..Selection::default() }
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
    let problems = problems(&opened.event, pairs, &Selection::default());
    problems.into_iter().map(|problem| (located(opened, &problem), problem.help)).collect()
}

/// A problem of [`unprintable`] or [`problems`], as it is told before anything is printed.
pub fn warning(problem: &str) -> String {
    format!("warning: it cannot be printed like this: {problem}")
}

/// What of these people cannot be printed, whatever the plan; each problem once.
pub fn problems(event: &Event, pairs: &Pairs, people: &Selection) -> Vec<Problem> {
    let empty = Schedule::unjudged(event, Vec::new());
    let templates = Templates::builtin();
    let compose = |kind| document::compose(kind, event, pairs, &empty, &templates, people);
    let found = [Kind::Agendas, Kind::NameCards].map(|kind| compose(kind).err().unwrap_or_default());
    let mut problems = found.concat();
    dedup_in_order(&mut problems);
    problems
}

/// The documents that were named. When none was: all of them, for some guests only those that are theirs.
fn kinds(only: &[String], for_some: bool) -> Result<Vec<Kind>, Failure> {
    if only.is_empty() {
        return Ok(Kind::all().iter().copied().filter(|kind| !for_some || kind.is_personal()).collect());
    }
    let known = Kind::named();
    let names: Vec<&str> = known.iter().map(|kind| kind.name()).collect();
    if let Some(unknown) = only.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Failure::usage(format!("there is no document \"{unknown}\""))
            .help(format!("--only takes {}, with commas between", listed(&names, "and"))));
    }
    Ok(known.into_iter().filter(|kind| only.iter().any(|name| name == kind.name())).collect())
}

/// A plan that is up to date and keeps every rule; of an evening that was held, what took place.
fn to_print(opened: &Opened, read: OpenedSchedule) -> Result<Schedule, Failure> {
    if !opened.is_held() {
        refuse_a_bad_schedule(opened, &read)?;
        return Ok(read.schedule);
    }
    refuse_what_cannot_be(&opened.event, &read, opened.event.rounds.count + 1)?;
    let meetings = night::held(&opened.event, &read.schedule.meetings);
    Ok(Schedule { meetings, ..read.schedule })
}

/// A schedule that is out of date or breaks a rule goes nowhere.
pub fn refuse_a_bad_schedule(opened: &Opened, read: &OpenedSchedule) -> Result<(), Failure> {
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

/// What to print, for whom, where, and what it looks like.
struct Matter {
    folder: PathBuf,
    /// What the files of a part of the guests are called after; none: all guests.
    name: Option<String>,
    parts: Vec<(Kind, Selection)>,
    look: look::Look,
}

impl Matter {
    /// Makes all files before it writes the first.
    fn write(
        &self,
        world: World,
        opened: &Opened,
        (event, pairs, schedule): (&Event, &Pairs, &Schedule),
    ) -> Result<Printed, Failure> {
        let mut sides = Vec::new();
        let mut files = Vec::new();
        let mut problems = Vec::new();
        for (kind, selection) in &self.parts {
            match document::compose(*kind, event, pairs, schedule, &self.look.templates, selection) {
                Ok(document) => {
                    sides.push(both_sides(&document));
                    files.push((self.file(*kind), rendered(*kind, &document)?));
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
        let files = files.into_iter().map(|(file, _)| file).zip(sides).collect();
        Ok(Printed { files, notes: self.look.notes.clone() })
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

/// What cannot be printed, with its place.
pub fn problem_in_words(opened: &Opened, problem: &Problem) -> Failure {
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
