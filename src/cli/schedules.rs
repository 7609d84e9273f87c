//! Puts a new schedule in the place of the old one, and keeps the old one.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::exit::Exit;
use super::failure::Failure;
use super::paths;
use super::world::World;
use crate::domain::{Event, Meeting, Schedule};
use crate::schedule_file;

/// What became of the schedule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was none before.
    First,
    /// The plan is the one that was there; nothing was written.
    Unchanged,
    /// The meetings are the same, what is said of them is new.
    SameMeetings,
    /// The earlier schedule is kept in this file.
    Replaced(PathBuf),
    /// What was there cannot be read as a schedule; it is kept in this file.
    Rescued(PathBuf),
}

/// What was in the place of the schedule.
struct Earlier {
    bytes: Vec<u8>,
    /// Its revision, if that much can be read.
    revision: Option<u32>,
    /// The schedule, if it can be read and fits the event.
    schedule: Option<Schedule>,
}

/// The part of a schedule file that can be read without its event.
#[derive(Deserialize)]
struct Header {
    revision: u32,
}

/// Writes a schedule to its place and gives it its revision, which is at least the one it has when there is none before.
/// The earlier schedule is kept beside it under its own revision, and stays in its place when anything fails.
pub fn save(world: World, event: &Event, path: &Path, schedule: &mut Schedule) -> Result<Outcome, Failure> {
    let earlier = world.read_bytes_if_file(path)?.map(|bytes| Earlier::of(bytes, event));
    let Some(earlier) = earlier else {
        schedule.revision = schedule.revision.max(newest_kept(world, path).saturating_add(1));
        write(world, event, path, schedule)?;
        return Ok(Outcome::First);
    };
    if let Some(old) = &earlier.schedule
        && same_meetings(old, schedule)
    {
        schedule.revision = old.revision;
        if old.result == schedule.result {
            return Ok(Outcome::Unchanged);
        }
        write(world, event, path, schedule)?;
        return Ok(Outcome::SameMeetings);
    }
    schedule.revision = newest_kept(world, path).max(earlier.revision.unwrap_or(0)).saturating_add(1);
    let outcome = keep(world, path, &earlier)?;
    write(world, event, path, schedule)?;
    Ok(outcome)
}

/// The earlier schedule, kept under a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The file that keeps it.
    pub file: PathBuf,
    /// The revision of the one to come.
    pub next: u32,
}

/// Keeps the schedule that stands in its place under a name of its own, too; it stays in its place.
pub fn set_aside(world: World, event: &Event, path: &Path) -> Result<SetAside, Failure> {
    let Some(bytes) = world.read_bytes_if_file(path)? else {
        let message = format!("there is no schedule {} any more", path.display());
        return Err(Failure::new(Exit::Files, message));
    };
    let earlier = Earlier::of(bytes, event);
    let next = newest_kept(world, path).max(earlier.revision.unwrap_or(0)).saturating_add(1);
    let (Outcome::Replaced(file) | Outcome::Rescued(file)) = keep(world, path, &earlier)? else {
        return Err(Failure::bug("a schedule was not kept"));
    };
    Ok(SetAside { file, next })
}

impl Earlier {
    fn of(bytes: Vec<u8>, event: &Event) -> Self {
        let text = str::from_utf8(&bytes).unwrap_or_default();
        let revision = toml::from_str::<Header>(text).ok().map(|header| header.revision);
        let schedule = schedule_file::read(text, event).ok();
        Self { bytes, revision, schedule }
    }
}

fn write(world: World, event: &Event, path: &Path, schedule: &Schedule) -> Result<(), Failure> {
    world.write_files(&[(path.to_owned(), schedule_file::write(event, schedule).into_bytes())])
}

fn same_meetings(old: &Schedule, new: &Schedule) -> bool {
    let placed = |m: &Meeting| (m.round, m.table, m.people);
    old.event_digest == new.event_digest
        && old.meetings.iter().map(placed).eq(new.meetings.iter().map(placed))
}

/// The highest revision among the schedules that are kept beside this one; 0 when there is none.
fn newest_kept(world: World, path: &Path) -> u32 {
    kept(world, path).last().map_or(0, |kept| kept.0)
}

/// The schedules that are kept beside this one: their revisions, ascending, and the names of their files.
pub fn kept(world: World, path: &Path) -> Vec<(u32, String)> {
    let names = world.neighbours(path).into_iter();
    let mut kept: Vec<(u32, String)> =
        names.filter_map(|name| Some((paths::kept_revision(path, &name)?, name))).collect();
    kept.sort();
    kept
}

/// Copies the earlier schedule to a name of its own that is still free.
fn keep(world: World, path: &Path, earlier: &Earlier) -> Result<Outcome, Failure> {
    let mark = earlier.revision.map_or_else(|| "broken".to_owned(), |revision| revision.to_string());
    let mut copy = paths::kept(path, &mark);
    let mut next = 2;
    while world.is_there(&copy) && !world.holds(&copy, &earlier.bytes) {
        copy = paths::kept(path, &format!("{mark}-{next}"));
        next += 1;
    }
    if !world.is_there(&copy) {
        world.write_new(&copy, &earlier.bytes)?;
    }
    Ok(if earlier.revision.is_some() { Outcome::Replaced(copy) } else { Outcome::Rescued(copy) })
}
