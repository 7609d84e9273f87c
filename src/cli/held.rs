//! `held`: notes that an evening took place, so that nothing of it is changed any more.

use serde_json::json;

use super::audit::refuse_what_cannot_be;
use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::night::with_step;
use super::open::{self, Opened, OpenedSchedule};
use super::paths;
use super::settings::Held as Order;
use super::text::{Page, count, typed};
use super::world::World;
use crate::domain::Meeting;
use crate::night::{self, What};

/// Notes it. What was held is the schedule, less what the facts of the night made impossible: both stay as they are.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    opened.refuse_after_held()?;
    let read = open::schedule(world, &opened, None)?;
    refuse_what_cannot_be(&opened.event, &read, opened.event.rounds.count + 1)?;
    let (path, text, _) = with_step(world, &opened, &What::Held)?;
    world.write_files(&[(path, text.into_bytes())])?;
    let held = night::held(&opened.event, &read.schedule.meetings);
    if order.json {
        world.json(&json(&opened, &read, &held))?;
    } else {
        world.result(page(&opened, &read, &held).text())?;
    }
    Ok(Exit::Done)
}

/// The meetings that fell away.
fn lost<'a>(read: &'a OpenedSchedule, held: &'a [Meeting]) -> impl Iterator<Item = &'a Meeting> {
    read.schedule.meetings.iter().filter(|meeting| !held.contains(meeting))
}

fn page(opened: &Opened, read: &OpenedSchedule, held: &[Meeting]) -> Page {
    let event = &opened.event;
    let there = event.attendees.iter().filter(|attendee| !attendee.rounds.is_empty()).count();
    let mut page = Page::default();
    page.line(format!(
        "Held: {}, {} of {}, {} there",
        event.name,
        held.len(),
        count(read.schedule.meetings.len(), "meeting"),
        count(there, "person"),
    ));
    for meeting in lost(read, held) {
        let [one, other] = meeting.people.map(|person| evening::called(event, person));
        page.line(format!("  round {}: {one} and {other} did not meet", meeting.round));
    }
    let typed_event = opened.typed();
    page.line(format!("To take it back: rondje undo {typed_event}"));
    page.line(format!("Next: rondje report {typed_event}"));
    if let Some(name) = opened.path().map(paths::schedule).as_deref().and_then(std::path::Path::file_name) {
        page.line(format!(
            "      in your next event, under [matching]: history = [\"{}\"]",
            name.to_string_lossy()
        ));
    }
    page.line(format!("      when you are done with the names: rondje forget {}", typed(&opened.file())));
    page
}

fn json(opened: &Opened, read: &OpenedSchedule, held: &[Meeting]) -> serde_json::Value {
    let id = |person: usize| &opened.event.attendees[person].id;
    json!({
        "event": opened.event.name,
        "schedule": read.file,
        "revision": read.schedule.revision,
        "meetings": { "planned": read.schedule.meetings.len(), "held": held.len() },
        "fell_away": lost(read, held)
            .map(|meeting| json!({ "round": meeting.round, "people": meeting.people.map(id) })).collect::<Vec<_>>(),
    })
}
