//! `export`: a plan as a list, calendars, JSON, or the page for the projector.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::args::ExportArgs;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::print::refuse_a_bad_schedule;
use super::schedules;
use super::settings::{Look, event_and_schedule};
use super::text::{Page, count};
use super::world::World;
use super::{look, people};
use crate::domain::{AttendeeIx, Schedule, fold};
use crate::export::Evening;
use crate::matching::Pairs;
use crate::night::What;
use crate::schedule_file;

/// The folder of everybody's own calendar.
const CALENDARS: &str = "calendars";
/// The most bytes of an id in the name of a file.
const LONGEST_ID: usize = 60;

/// What to export.
#[derive(Debug)]
pub struct Order {
    /// The event file.
    event: Place,
    /// The schedule file; none: beside the event.
    schedule: Option<Place>,
    /// As what, each once.
    formats: Vec<Format>,
    /// Where to.
    to: To,
    /// Whose calendars; none: everybody's, and that of all meetings.
    people: Vec<String>,
    /// The revision that people have in their calendars.
    since: Option<u32>,
    /// The words.
    look: Look,
}

/// A form to export in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    List,
    Calendars,
    Json,
    Screen,
}

impl Format {
    const ALL: [Self; 4] = [Self::List, Self::Calendars, Self::Json, Self::Screen];

    fn flag(self) -> &'static str {
        match self {
            Self::List => "--csv",
            Self::Calendars => "--ics",
            Self::Json => "--json",
            Self::Screen => "--html",
        }
    }

    /// The name of its file, if it is named by us.
    fn file_name(self) -> &'static str {
        match self {
            Self::List => "meetings.csv",
            Self::Calendars => "calendar.ics",
            Self::Json => "evening.json",
            Self::Screen => "screen.html",
        }
    }

    /// Whether a file is called like one of this form.
    fn is_named(self, path: &Path) -> bool {
        let extension = self.file_name().rsplit('.').next();
        path.extension().and_then(|found| found.to_str()).map(str::to_lowercase).as_deref() == extension
    }
}

/// Where to export.
#[derive(Clone, Debug, PartialEq, Eq)]
enum To {
    /// The folder `NAME-export` beside the event.
    BesideEvent,
    /// A folder.
    Folder(PathBuf),
    /// A file, or standard output.
    One(Place),
}

impl Order {
    /// What is meant by what was typed.
    pub fn of(args: ExportArgs) -> Result<Self, Failure> {
        let typed = [args.csv, args.ics, args.json, args.html];
        let mut formats: Vec<Format> = Format::ALL
            .into_iter()
            .zip(typed)
            .filter(|(_, typed)| *typed)
            .map(|(format, _)| format)
            .collect();
        if formats.is_empty() {
            formats = Format::ALL.to_vec();
        }
        let to = destination(args.output, &formats)?;
        let (event, schedule) = event_and_schedule(args.event, args.schedule.file)?;
        if event == Place::Standard && to == To::BesideEvent {
            let failure = Failure::usage("an event from standard input needs a place to export to");
            return Err(failure.help("name a folder: -o DIR; or one form and a file: --csv -o FILE"));
        }
        if !args.person.is_empty() && formats != [Format::Calendars] {
            return Err(Failure::usage("--person is about calendars").help("add --ics, and no other form"));
        }
        if args.person.len() > 1 && matches!(to, To::One(_)) {
            return Err(Failure::usage("one file is for one person's calendar").help("name a folder: -o DIR"));
        }
        let look = Look { templates: args.templates, ..Look::default() };
        Ok(Self { event, schedule, formats, to, people: args.person, since: args.since, look })
    }

    /// Whether standard output is to be one JSON document.
    pub fn json(&self) -> bool {
        self.formats == [Format::Json] && self.to == To::One(Place::Standard)
    }
}

fn destination(output: Option<PathBuf>, formats: &[Format]) -> Result<To, Failure> {
    let Some(output) = output else { return Ok(To::BesideEvent) };
    match (Place::typed(output), formats) {
        (Place::Standard, [_]) => Ok(To::One(Place::Standard)),
        (Place::Standard, _) => {
            let flags = Format::ALL.map(Format::flag).join(", ");
            Err(Failure::usage("standard output takes one form only").help(format!("choose one of {flags}")))
        }
        (Place::File(path), [format]) if format.is_named(&path) => Ok(To::One(Place::File(path))),
        (Place::File(path), _) => Ok(To::Folder(path)),
    }
}

/// Exports a plan that is not stale and keeps every rule.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    refuse_a_bad_schedule(&opened, &read)?;
    let people = people::find_all(&opened.event, &order.people)?;
    let pairs = Pairs::of(&opened.event);
    let templates = look::templates(world, &order.look)?;
    let evening = Evening::of(&opened.event, &pairs, &read.schedule, &templates)
        .map_err(|zone| Failure::new(Exit::Errors, format!("there is no time zone \"{}\"", zone.0)))?;
    let earlier = if order.formats.contains(&Format::Calendars) {
        earlier(world, order, &opened, &read.schedule)
    } else {
        Vec::new()
    };
    let task = Task { opened: &opened, evening: &evening, earlier: &earlier, people: &people };
    match &order.to {
        To::One(place) => task.write_one(world, order.formats[0], place),
        To::Folder(folder) => task.write_all(world, &order.formats, folder),
        To::BesideEvent => {
            let folder = opened.path().map(paths::export_folder).unwrap_or_default();
            task.write_all(world, &order.formats, &folder)
        }
    }
}

/// The schedules that people may have in their calendars, first to last: from the revision that was named on, or those
/// that were in force on the night.
fn earlier(world: World, order: &Order, opened: &Opened, now: &Schedule) -> Vec<Schedule> {
    let Place::File(path) = opened.schedule_place(order.schedule.as_ref()) else { return Vec::new() };
    let names: Vec<String> = match (order.since, &opened.night) {
        (Some(since), _) => {
            let kept = schedules::kept(world, &path).into_iter();
            kept.filter(|kept| kept.0 >= since).map(|(_, name)| name).collect()
        }
        (None, Some(night)) => replaced_on_the_night(&night.log.steps),
        (None, None) => Vec::new(),
    };
    let read = |name: String| {
        let text = world.read(&Place::File(path.with_file_name(name))).ok()?;
        schedule_file::read(&text, &opened.event).ok()
    };
    let mut earlier: Vec<Schedule> = names.into_iter().filter_map(read).collect();
    earlier.retain(|schedule| schedule.revision < now.revision);
    earlier.sort_by_key(|schedule| schedule.revision);
    earlier
}

fn replaced_on_the_night(steps: &[crate::night::Step]) -> Vec<String> {
    let replaced = |step: &crate::night::Step| match &step.what {
        What::Replan(replanned) => Some(replanned.earlier.clone()),
        _ => None,
    };
    steps.iter().filter_map(replaced).collect()
}

/// Everything there is to export from.
struct Task<'a> {
    opened: &'a Opened,
    evening: &'a Evening<'a>,
    earlier: &'a [Schedule],
    people: &'a [AttendeeIx],
}

impl Task<'_> {
    /// One form; of calendars, the one that is asked for, or that of all meetings.
    fn write_one(&self, world: World, format: Format, place: &Place) -> Result<Exit, Failure> {
        let bytes = match format {
            Format::List => self.evening.list(),
            Format::Json => self.evening.json().into_bytes(),
            Format::Screen => self.evening.screen().into_bytes(),
            Format::Calendars => {
                let calendar = self.evening.calendar(self.people.first().copied(), self.earlier);
                calendar.ok_or_else(nothing_to_put_in)?.into_bytes()
            }
        };
        match place {
            Place::Standard => world.result_bytes(&bytes)?,
            Place::File(path) => {
                world.write_files(&[(path.clone(), bytes)])?;
                world.result(&format!("Written: {}\n", path.display()))?;
            }
        }
        Ok(Exit::Done)
    }

    /// All forms into a folder. Everything is made before the first file is written.
    fn write_all(&self, world: World, formats: &[Format], folder: &Path) -> Result<Exit, Failure> {
        let mut page = Page::default();
        let mut files = Vec::new();
        for &format in formats {
            let path = folder.join(format.file_name());
            match format {
                Format::List => files.push((path.clone(), self.evening.list())),
                Format::Json => files.push((path.clone(), self.evening.json().into_bytes())),
                Format::Screen => files.push((path.clone(), self.evening.screen().into_bytes())),
                Format::Calendars => {
                    self.add_calendars(folder, &mut page, &mut files)?;
                    continue;
                }
            }
            page.line(format!("Written: {}", path.display()));
            if format == Format::Screen {
                page.line("         open it in a browser, on the projector and on the host's tablet");
            }
        }
        world.write_files(&files)?;
        world.result(page.text())?;
        Ok(Exit::Done)
    }

    /// The calendar of all meetings, unless it is for some people only, and everybody's own.
    fn add_calendars(
        &self,
        folder: &Path,
        page: &mut Page,
        files: &mut Vec<(PathBuf, Vec<u8>)>,
    ) -> Result<(), Failure> {
        if self.people.is_empty() {
            let path = folder.join(Format::Calendars.file_name());
            let all = self.evening.calendar(None, self.earlier).ok_or_else(nothing_to_put_in)?;
            page.line(format!("Written: {}", path.display()));
            files.push((path, all.into_bytes()));
        }
        let folder = folder.join(CALENDARS);
        let own = self.own_calendars(&folder);
        if own.is_empty() {
            return Err(nothing_to_put_in());
        }
        page.line(format!("Written: {} in {}", count(own.len(), "calendar"), folder.display()));
        files.extend(own);
        Ok(())
    }

    /// A calendar for everybody who has something in it.
    fn own_calendars(&self, folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let attendees = &self.opened.event.attendees;
        let everybody: Vec<AttendeeIx> = (0..attendees.len()).collect();
        // Names stay the same whoever is asked for.
        let mut taken = BTreeSet::new();
        let names: Vec<String> =
            attendees.iter().map(|attendee| file_name(&attendee.id, &mut taken)).collect();
        let people = if self.people.is_empty() { &everybody } else { self.people };
        let own = people.iter().filter_map(|&person| {
            let calendar = self.evening.calendar(Some(person), self.earlier)?;
            Some((folder.join(&names[person]), calendar.into_bytes()))
        });
        own.collect()
    }
}

fn nothing_to_put_in() -> Failure {
    Failure::new(Exit::Errors, "there are no meetings, so there is nothing to put into a calendar")
}

/// The name of a calendar: the id of its owner. An id has no separators, but may be too long for a file, differ from
/// another only in capitals, or be a name that Windows keeps for itself.
fn file_name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let end = id.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|&end| end <= LONGEST_ID).last();
    let start = &id[..end.unwrap_or(0)];
    let first = start.split('.').next().unwrap_or_default().to_lowercase();
    let port = |kind: &str| first.strip_prefix(kind).is_some_and(|n| n.len() == 1 && n.parse::<u8>().is_ok());
    let reserved = ["con", "prn", "aux", "nul"].contains(&first.as_str()) || port("com") || port("lpt");
    let start = if reserved { format!("_{start}") } else { start.to_owned() };
    let mut name = start.clone();
    let mut next = 2;
    while !taken.insert(fold(&name)) {
        name = format!("{start}-{next}");
        next += 1;
    }
    name + ".ics"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::file_name;

    #[test]
    fn every_calendar_has_a_file_of_its_own() {
        let mut taken = BTreeSet::new();
        let mut name = |id: &str| file_name(id, &mut taken);
        assert_eq!(name("fatima"), "fatima.ics");
        assert_eq!(name("Fatima"), "Fatima-2.ics");
        assert_eq!(name("nul"), "_nul.ics");
        assert_eq!(name("com1.x"), "_com1.x.ics");
        assert_eq!(name("company"), "company.ics");
        assert_eq!(name(&"é".repeat(200)).len(), 64);
        assert_eq!(name(&"é".repeat(201)), format!("{}-2.ics", "é".repeat(30)));
    }
}
