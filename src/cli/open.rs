//! Opens an event, and the schedule that belongs to it.

use std::path::{Component, Path, PathBuf};

use super::exit::Exit;
use super::failure::Failure;
use super::paths::{self, Place};
use super::schedules;
use super::settings::PrintTo;
use super::text::typed;
use super::world::{Alone, World};
use crate::diag::{Code, Diagnostic};
use crate::domain::{Event, Round, Schedule};
use crate::forget::Key;
use crate::input::{Earlier, Loaded, Places, read_event};
use crate::night::{self, Log, Replanned, TurnedOut};
use crate::schedule_file;

/// What to do when somebody of the plan is not in the event file any more.
const PUT_BACK: &str = "if somebody was taken out of the event file: put them back there; whoever does not come, or \
    has left, is noted";

/// An event that was read from a file.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The event; where there is a log of its night, as it turned out.
    pub event: Event,
    /// The log of its night, if there is one.
    pub night: Option<Night>,
    /// Where its parts stand.
    pub places: Places,
    /// What is worth knowing.
    pub warnings: Vec<Diagnostic>,
    /// The text of the file.
    pub text: String,
    place: Place,
}

/// The log of a night that was read from a file.
#[derive(Clone, Debug)]
pub struct Night {
    /// The file.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
    /// What it says; perhaps nothing any more.
    pub log: Log,
    /// The event as its file has it.
    pub written: Event,
}

impl Opened {
    /// An event without errors, for tests.
    #[cfg(test)]
    pub fn from_text(file: &str, text: &str) -> Self {
        let Loaded { event, places, warnings } =
            read_event(text, &mut |name| Err(name.to_owned())).expect("an event without errors");
        let place = Place::File(PathBuf::from(file));
        Self { event, places, warnings, text: text.to_owned(), place, night: None }
    }

    /// What the file is called in messages.
    pub fn file(&self) -> String {
        shown(&self.place)
    }

    /// What to say of a schedule made for an earlier version of the event.
    pub fn changed(&self) -> String {
        match self.steps() {
            0 => format!("{} has changed since this schedule was made", self.file()),
            _ => "the evening has changed since this schedule was made".to_owned(),
        }
    }

    /// What to type to have a schedule again that fits the event.
    pub fn again(&self) -> String {
        if self.is_held() {
            return format!("it has been held as it was; to look back: rondje report {}", self.typed());
        }
        match self.steps() {
            0 => format!("plan again: rondje plan {}", self.typed()),
            _ => format!(
                "plan the rounds to come again, from the first that has not begun: rondje replan {} --round {}",
                self.typed(),
                self.next_round()
            ),
        }
    }

    /// What to type next when the event is in order.
    pub fn next(&self, world: World) -> String {
        let event = self.typed();
        match self.steps() {
            0 => format!("rondje plan {event} --print"),
            _ if self.is_held() => format!("rondje report {event}"),
            _ => self.next_plan(world, self.next_round()),
        }
    }

    /// What to type for a plan of the rounds from this one on; where there is none yet, for the whole evening.
    pub fn next_plan(&self, world: World, from: Round) -> String {
        let event = self.typed();
        match self.path() {
            Some(path) if world.is_there(&paths::schedule(path)) => {
                format!("rondje replan {event} --round {from}")
            }
            _ => format!("rondje plan {event}"),
        }
    }

    /// The first round that the next re-plan should be about, as far as the log tells.
    pub fn next_round(&self) -> Round {
        self.night.as_ref().map_or(1, |night| night.log.next_round())
    }

    /// The last re-plan of the night.
    pub fn last_replan(&self) -> Option<&Replanned> {
        self.night.as_ref().and_then(|night| night.log.last_replan())
    }

    /// The first round that was not over at the last re-plan.
    pub fn first_round_left(&self) -> Round {
        self.last_replan().map_or(1, |replanned| replanned.round)
    }

    /// How many steps the log of the night has.
    pub fn steps(&self) -> usize {
        self.night.as_ref().map_or(0, |night| night.log.steps.len())
    }

    /// Whether the evening was noted as held.
    pub fn is_held(&self) -> bool {
        self.night.as_ref().is_some_and(|night| night.log.is_held())
    }

    /// An evening that is over can be looked at, and that is all.
    pub fn refuse_after_held(&self) -> Result<(), Failure> {
        if !self.is_held() {
            return Ok(());
        }
        let message = format!("{} has been held, and is over", self.event.name);
        Err(Failure::new(Exit::Errors, message).help(format!(
            "to look back: rondje report {0}; if it is not over: rondje undo {0}",
            self.typed()
        )))
    }

    /// The event as its file has it.
    pub fn written(&self) -> &Event {
        self.night.as_ref().map_or(&self.event, |night| &night.written)
    }

    /// The file as it would be typed in a shell.
    pub fn typed(&self) -> String {
        typed(&self.file())
    }

    /// The path of the file; none for standard input.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Standard => None,
            Place::File(path) => Some(path),
        }
    }

    /// Where the schedule stands: where the user says, or beside the event.
    pub fn schedule_place(&self, asked: Option<&Place>) -> Place {
        match (asked, &self.place) {
            (Some(place), _) => place.clone(),
            (None, Place::File(event)) => Place::File(paths::schedule(event)),
            (None, Place::Standard) => Place::Standard,
        }
    }

    /// The folder for printed matter.
    pub fn print_folder(&self, to: &PrintTo) -> PathBuf {
        match (to, &self.place) {
            (PrintTo::Folder(folder), _) => folder.clone(),
            (PrintTo::BesideEvent, Place::File(event)) => paths::print_folder(event),
            (PrintTo::BesideEvent, Place::Standard) => PathBuf::from("print"),
        }
    }
}

/// What a place is called in messages.
fn shown(place: &Place) -> String {
    match place {
        Place::Standard => "standard input".to_owned(),
        Place::File(path) => path.display().to_string(),
    }
}

/// Reads an event; where there is a log of its night, as it turned out.
pub fn event(world: World, place: &Place) -> Result<Opened, Failure> {
    on_its_night(world, as_written(world, place)?)
}

/// An event that was read as its file has it, as it turned out where there is a log of its night.
pub fn on_its_night(world: World, mut opened: Opened) -> Result<Opened, Failure> {
    let Some(path) = opened.path().map(paths::night).filter(|path| world.is_there(path)) else {
        return Ok(opened);
    };
    let text = world.read(&Place::File(path.clone()))?;
    let log = read_night(world, &opened.event, &path, &text)
        .map_err(|failure| with_interruption(failure, &opened, &text))?;
    let given_up = log.last_replan().map(|replan| replan.dropped.clone()).unwrap_or_default();
    let TurnedOut { event, dropped } = night::turned_out(&opened.event, &log, &given_up);
    let written = std::mem::replace(&mut opened.event, event);
    let mut rule = 0..;
    opened.places.pairs.retain(|_| rule.next().is_some_and(|rule| !dropped.contains(&rule)));
    opened.night = Some(Night { path, text, log, written });
    Ok(opened)
}

/// Says so when a file does not go with its event because forgetting the evening was interrupted.
fn with_interruption(failure: Failure, opened: &Opened, text: &str) -> Failure {
    if !super::forget::was_interrupted(&opened.event, text) {
        return failure;
    }
    failure.help(format!(
        "forgetting the people of this evening was interrupted; to finish it: rondje forget {} --yes",
        opened.typed()
    ))
}

/// Reads the text of the log of a night.
pub fn read_night(world: World, written: &Event, path: &Path, text: &str) -> Result<Log, Failure> {
    night::read(text, written)
        .map_err(|errors| Failure::diagnostics(&path.display().to_string(), text, &errors, world.colour()))
}

/// Keeps other commands from changing the files of an event, as long as what comes back is there.
pub fn alone(world: World, place: &Place, command: &str) -> Result<Option<Alone>, Failure> {
    match found(world, place)? {
        Place::File(event) => world.alone(&event, command),
        Place::Standard => Ok(None),
    }
}

/// Reads an event as its file has it.
pub fn as_written(world: World, place: &Place) -> Result<Opened, Failure> {
    let place = found(world, place)?;
    let text = world.read(&place)?;
    let Loaded { event, places, warnings } = read_text(world, &place, &text)?;
    Ok(Opened { event, places, warnings, text, place, night: None })
}

/// Reads another text as the file of an event.
pub fn text(world: World, opened: &Opened, text: &str) -> Result<Loaded, Failure> {
    read_text(world, &opened.place, text)
}

fn read_text(world: World, place: &Place, text: &str) -> Result<Loaded, Failure> {
    let folder = match place {
        Place::Standard => PathBuf::new(),
        Place::File(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
    };
    read_event(text, &mut |name| history(world, place, &folder, name))
        .map_err(|errors| Failure::diagnostics(&shown(place), text, &errors, world.colour()))
}

/// The file that is meant: `borrel` may stand for `borrel.toml`.
fn found(world: World, place: &Place) -> Result<Place, Failure> {
    let Place::File(path) = place else { return Ok(Place::Standard) };
    if world.is_there(path) {
        return Ok(place.clone());
    }
    let mut with_extension = path.clone().into_os_string();
    with_extension.push(".toml");
    if world.is_there(Path::new(&with_extension)) {
        return Ok(Place::File(with_extension.into()));
    }
    Err(not_there(world, path))
}

fn not_there(world: World, path: &Path) -> Failure {
    let failure = Failure::new(Exit::Files, format!("there is no file {}", path.display()));
    let wanted = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let events = world.neighbours(path).into_iter().filter(|name| is_event(name));
    let scored = events.map(|name| (strsim::jaro_winkler(&name.to_lowercase(), &wanted), name));
    match scored.max_by(|one, other| one.0.total_cmp(&other.0)) {
        Some((score, name)) if score > 0.8 => {
            let near = path.with_file_name(name);
            failure.help(format!("did you mean {}?", typed(&near.display().to_string())))
        }
        _ => failure.help(format!("to start a new event: rondje new {}", typed(&path.display().to_string()))),
    }
}

fn is_event(name: &str) -> bool {
    let path = Path::new(name);
    name.to_lowercase().ends_with(".toml")
        && [paths::is_schedule, paths::is_night, paths::is_import].iter().all(|is| !is(path))
}

/// Reads the evening of a schedule named in the event's history. It stands in the folder of the event or below; the log of
/// its night and the key to its people stand beside it.
fn history(world: World, place: &Place, folder: &Path, name: &str) -> Result<Earlier, String> {
    let inside = Path::new(name).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if !inside {
        return Err("it must stand in the folder of this event or below it".to_owned());
    }
    let path = folder.join(name);
    if let Place::File(event) = place
        && is_own_schedule(world, event, &path)
    {
        return Err("it is the plan of this very evening, and a history is of earlier ones".to_owned());
    }
    let read = |path: PathBuf| world.read(&Place::File(path)).map_err(|failure| failure.message());
    let read_if_there = |path: PathBuf| world.is_there(&path).then(|| read(path)).transpose();
    let night = match paths::event_of(&path) {
        Some(event) => read_if_there(paths::night(&event))?,
        None => None,
    };
    let key = key_beside(world, &path).map_err(|failure| failure.message())?;
    Ok(Earlier { schedule: read(path)?, night, key })
}

/// Whether this is the schedule of an event, or an earlier one that is kept beside it. Everybody would have met whom they
/// are to meet, and every plan would be out of date as soon as it was written.
fn is_own_schedule(world: World, event: &Path, schedule: &Path) -> bool {
    let own = paths::schedule(event);
    let plain = |path: &Path| -> PathBuf { path.components().filter(|c| *c != Component::CurDir).collect() };
    let [own_plain, plain] = [&own, schedule].map(plain);
    let name = plain.file_name().unwrap_or_default().to_string_lossy();
    let is_kept = plain.parent() == own_plain.parent() && paths::kept_revision(&own, &name).is_some();
    plain == own_plain || is_kept || world.same_file(&own, schedule)
}

/// The key to the people of events in the folder of this file, if there is one.
pub fn key_beside(world: World, file: &Path) -> Result<Option<Key>, Failure> {
    let path = paths::key(file);
    if !world.is_there(&path) {
        return Ok(None);
    }
    let text = world.read(&Place::File(path.clone()))?;
    Key::read(&text).map(Some).ok_or_else(|| {
        Failure::new(Exit::Errors, format!("{} is not the key that rondje wrote", path.display()))
            .help("put the file back as it was; without it, people who were forgotten cannot be recognised")
    })
}

/// A schedule that was read from a file.
#[derive(Debug)]
pub struct OpenedSchedule {
    /// The schedule.
    pub schedule: Schedule,
    /// What the file is called in messages.
    pub file: String,
    /// Whether the event has changed since the schedule was made.
    pub stale: bool,
}

impl OpenedSchedule {
    /// Says so when the event has changed since the schedule was made.
    pub fn warn_if_stale(&self, world: World, opened: &Opened) {
        if self.stale {
            world.tell(&format!("warning: {}; {}\n", opened.changed(), opened.again()));
        }
    }
}

/// Reads the schedule of an event.
pub fn schedule(world: World, opened: &Opened, asked: Option<&Place>) -> Result<OpenedSchedule, Failure> {
    let place = opened.schedule_place(asked);
    let file = shown(&place);
    if let Place::File(path) = &place
        && !world.is_there(path)
    {
        let message = format!("there is no schedule {file} yet");
        return Err(Failure::new(Exit::Files, message).help(instead(world, opened, &place, "plan first")));
    }
    let text = world.read(&place)?;
    let schedule = schedule_file::read(&text, &opened.event).map_err(|errors| {
        let failure = Failure::diagnostics(&file, &text, &errors, world.colour());
        let unknown = errors.iter().any(|error| error.code == Code::UnknownPerson);
        let help = instead(world, opened, &place, "mend the file, or plan again");
        if unknown && opened.steps() > 0 { failure.help(PUT_BACK) } else { failure }.help(help)
    });
    let schedule = schedule.map_err(|failure| with_interruption(failure, opened, &text))?;
    let stale = schedule.event_digest != schedule_file::digest(&opened.event);
    Ok(OpenedSchedule { schedule, file, stale })
}

/// What to do without a schedule. On the night, a plan that is kept comes nearer to what people hold than a new one.
fn instead(world: World, opened: &Opened, place: &Place, first: &str) -> String {
    let Some(own) = opened.path().map(paths::schedule) else { return first.to_owned() };
    let event = opened.typed();
    if opened.steps() == 0 {
        return format!("{first}: rondje plan {event}");
    }
    if *place != Place::File(own.clone()) {
        return "mend the file".to_owned();
    }
    let own_typed = typed(&own.display().to_string());
    let kept = schedules::kept(world, &own);
    let back = kept.last().map(|(_, name)| {
        let kept = typed(&own.with_file_name(name).display().to_string());
        format!("put the plan back that is kept from before: cp {kept} {own_typed}")
    });
    let remove = if world.is_there(&own) { format!("rm {own_typed}; ") } else { String::new() };
    let anew =
        (!opened.is_held()).then(|| format!("plan the whole evening anew: {remove}rondje plan {event}"));
    let either: Vec<String> = back.into_iter().chain(anew).collect();
    either.join("; or ")
}
