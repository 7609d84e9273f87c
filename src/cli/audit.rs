//! `audit`: judges a schedule, whoever made it.

use serde_json::{Value, json};

use super::certificate::Brought;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened, OpenedSchedule};
use super::paths::{self, Place};
use super::settings::Audit as Order;
use super::summary::result_value;
use super::text::{Page, count, thousands};
use super::world::World;
use crate::audit::{self, Audit, Revision, Rule, Violation};
use crate::domain::{Event, Round};
use crate::plan::Policy;

/// Judges a schedule. A schedule made for an earlier version of the event fails too: it would not be printed.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    let mut audit = audit::audit(&opened.event, &read.schedule);
    audit.violations.extend(of_revision(world, order, &opened, &read)?);
    let path = order.certificate.as_ref();
    let brought = path.map(|path| Brought::read(world, &opened, path)).transpose()?;
    if order.json {
        let mut value = json(&opened, &read, &audit);
        if let Some(brought) = &brought {
            value["certificate"] = brought.json(audit.floor);
        }
        world.json(&value)?;
    } else {
        let mut page = page(&opened, &read, &audit);
        if let Some(brought) = &brought {
            page.blank();
            for line in brought.in_words(&read.schedule, audit.points, audit.floor) {
                page.line(line);
            }
        }
        world.result(page.text())?;
    }
    let proved = brought.is_none_or(|brought| brought.holds(audit.floor));
    Ok(if audit.violations.is_empty() && !read.stale && proved { Exit::Done } else { Exit::Errors })
}

/// What a re-plan breaks of its promises to the plan before it, as far as that is kept.
fn of_revision(
    world: World,
    order: &Order,
    opened: &Opened,
    read: &OpenedSchedule,
) -> Result<Vec<Violation>, Failure> {
    let last = opened.night.as_ref().and_then(|night| night.log.last_replan());
    let Some(replanned) = last.filter(|last| last.revision == read.schedule.revision && !read.stale) else {
        return Ok(Vec::new());
    };
    let path = opened.path().map(paths::schedule).unwrap_or_default().with_file_name(&replanned.earlier);
    if order.schedule.is_some() || !world.is_there(&path) {
        return Ok(Vec::new());
    }
    let earlier = open::schedule(world, opened, Some(&Place::File(path)))?.schedule;
    let revision = Revision { from: replanned.round, keep: replanned.policy == Policy::Keep };
    Ok(audit::audit_revision(&opened.event, &earlier, &read.schedule, revision))
}

fn page(opened: &Opened, read: &OpenedSchedule, audit: &Audit) -> Page {
    let mut page = Page::default();
    for violation in &audit.violations {
        page.line(in_words(violation));
    }
    if read.stale {
        page.line(format!("Stale: {}", opened.changed()));
    }
    match cure(audit) {
        Some(cure) => page.paragraph(&cure),
        None if audit.violations.is_empty() && !read.stale => {
            page.line("Every rule is kept, and the figures are right.");
        }
        None => {}
    }
    let floor = audit.floor.map_or_else(|| "any".to_owned(), |floor| floor.to_string());
    page.title(format!(
        "{}: {}, {} points, floor {floor}, {} of {} served",
        read.file,
        count(read.schedule.meetings.len(), "meeting"),
        thousands(audit.points),
        audit.wants_served,
        count(audit.wants, "want"),
    ));
    page
}

/// Nobody can have been in two places, and what was forbidden was not held: a plan of which rounds before `from` were held
/// keeps some rules in any case. `event` is the evening as it turned out.
pub fn refuse_what_cannot_be(event: &Event, read: &OpenedSchedule, from: Round) -> Result<(), Failure> {
    let broken = audit::broken_lines(event, &read.schedule, from);
    if broken.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = broken.iter().map(in_words).collect();
    let message = format!("{} cannot be what happened:\n  {}", read.file, lines.join("\n  "));
    Err(Failure::new(Exit::Errors, message).help("mend the schedule or the event file, then type this again"))
}

/// A broken rule in one line.
pub fn in_words(violation: &Violation) -> String {
    format!("{:?}: {}", violation.rule, violation.message)
}

/// When only the figures are wrong, as after a change by hand: the lines to put in their place.
pub fn cure(audit: &Audit) -> Option<String> {
    let figures = |rule| matches!(rule, Rule::Points | Rule::Floor | Rule::Bound);
    let only_figures = !audit.violations.is_empty() && audit.violations.iter().all(|v| figures(v.rule));
    only_figures.then(|| {
        let floor = audit.floor.map(|floor| format!("\n  floor = {floor}")).unwrap_or_default();
        format!(
            "the meetings are fine; if you changed them by hand, put the new figures in [result] too:\n  \
             points = {}{floor}\n  proof = \"gap\"   # \"optimal\" if points = bound",
            audit.points
        )
    })
}

fn json(opened: &Opened, read: &OpenedSchedule, audit: &Audit) -> Value {
    let id = |&a: &usize| &opened.event.attendees[a].id;
    json!({
        "schedule": read.file,
        "revision": read.schedule.revision,
        "stale": read.stale,
        "result": result_value(read.schedule.result),
        "violations": audit.violations.iter().map(|v| json!({
            "rule": format!("{:?}", v.rule),
            "message": v.message,
            "people": v.people.iter().map(id).collect::<Vec<_>>(),
            "round": v.round,
            "table": v.table,
        })).collect::<Vec<_>>(),
        "points": audit.points,
        "floor": audit.floor,
        "wants": { "served": audit.wants_served, "all": audit.wants },
    })
}
