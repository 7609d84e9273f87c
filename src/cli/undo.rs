//! `undo`: takes back the last step of the night. The log says which that was; the steps before it stay.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::night::in_words;
use super::open::{self, Night, Opened};
use super::paths;
use super::schedules;
use super::settings::Undo as Order;
use super::text::{Page, count, listed};
use super::walk_in;
use super::world::World;
use crate::domain::AttendeeIx;
use crate::night::{self, Replanned, What};

/// Takes back the last step.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let Some((night, step)) = opened.night.as_ref().and_then(|night| Some((night, night.log.steps.last()?)))
    else {
        return Err(Failure::new(
            Exit::Errors,
            "there is nothing to take back: no step of the night is noted",
        ));
    };
    let Some(log) = night::without_last(&night.text, &night.log) else {
        let message = format!("the last step of {} was written by hand", night.path.display());
        return Err(
            Failure::new(Exit::Errors, message).help(format!("take line {} out by hand, too", step.line))
        );
    };
    let log = (night.path.clone(), log.as_bytes().to_vec());
    // The log goes last: a step is there until all of it is taken back.
    let (said, mut files) = match &step.what {
        What::Fact { kind, who, round } => {
            (fact(&opened, who, &in_words(*kind, who.len(), *round)), Vec::new())
        }
        What::WalkIn { id, .. } => without_walk_in(world, &opened, night, id)?,
        What::Held => ("that this evening has been held".to_owned(), Vec::new()),
        What::Replan(replanned) => without_replan(world, &opened, replanned)?,
    };
    files.push(log);
    world.write_files(&files)?;
    let mut page = Page::default();
    page.line(format!("Taken back: {said}"));
    page.line(match night.log.steps.len() - 1 {
        0 => "No step of the night is left.".to_owned(),
        left => format!("{} of the night left in {}", count(left, "step"), night.path.display()),
    });
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// Files to write, with what to say.
type Steps = (String, Vec<(PathBuf, Vec<u8>)>);

fn fact(opened: &Opened, who: &[AttendeeIx], said: &str) -> String {
    let names: Vec<String> = who.iter().map(|&person| evening::called(&opened.event, person)).collect();
    format!("{said} {}", listed(&names, "and"))
}

fn without_walk_in(world: World, opened: &Opened, night: &Night, id: &str) -> Result<Steps, Failure> {
    let event = &night.written;
    let Some(text) = walk_in::without(&opened.text, event, &opened.places.attendees, id) else {
        return Ok((format!("walk-in {id}, who is not in {}", opened.file()), Vec::new()));
    };
    let name =
        event.attendee_by_id(id).map(|person| evening::with_company(event, person)).unwrap_or_default();
    open::text(world, opened, &text).map_err(|failure| {
        failure.help(format!("{name} cannot be taken out of the event file; take out first what names them"))
    })?;
    let path = opened.path().unwrap_or(Path::new("")).to_owned();
    Ok((format!("walk-in {name}; out of {} again", opened.file()), vec![(path, text.into_bytes())]))
}

/// The part of a schedule file that can be read without its event.
#[derive(Deserialize)]
struct Header {
    revision: u32,
}

fn without_replan(world: World, opened: &Opened, replanned: &Replanned) -> Result<Steps, Failure> {
    let path = opened.path().map(paths::schedule).unwrap_or_default();
    let now = world.read_bytes_if_file(&path)?.unwrap_or_default();
    let revision = toml::from_str::<Header>(str::from_utf8(&now).unwrap_or_default()).ok();
    let said = format!("re-plan from round {}", replanned.round);
    if revision.is_none_or(|now| now.revision < replanned.revision) && !now.is_empty() {
        return Ok((format!("{said}, which was interrupted"), Vec::new()));
    }
    let kept = path.with_file_name(&replanned.earlier);
    let Some(earlier) = world.read_bytes_if_file(&kept)? else {
        let message = format!("the earlier schedule {} is gone", kept.display());
        return Err(
            Failure::new(Exit::Files, message).help(format!("nothing was taken back; {}", opened.again()))
        );
    };
    if !now.is_empty() {
        schedules::set_aside(world, opened.written(), &path)?;
    }
    Ok((
        format!("{said}; {} is the plan that is kept as {} again", path.display(), kept.display()),
        vec![(path, earlier)],
    ))
}
