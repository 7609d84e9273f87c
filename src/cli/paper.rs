//! What people hold in their hands when a plan changes: the plan that was printed last, which need not be the last one.

use std::path::PathBuf;

use super::exit::Exit;
use super::failure::Failure;
use super::night_changes::{Changed, Sheets};
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::print::revision_folder;
use super::schedules;
use super::settings::PrintTo;
use super::text::listed;
use super::world::World;
use crate::domain::{Event, Meeting, Round, Schedule};
use crate::night::{self, Replanned, What};

/// The agendas that people may hold.
#[derive(Debug)]
pub struct Paper {
    /// What everybody holds; and what else they may hold, if plans were printed and then taken back.
    sheets: Vec<Sheets>,
    /// The newest revision among them.
    revision: u32,
}

impl Paper {
    /// What people hold before a new plan takes the place of this one.
    pub fn before(world: World, opened: &Opened, newest: &Schedule) -> Self {
        Self::of(world, opened, &replans(opened), newest)
    }

    /// What people hold when this plan is to be printed; nothing when there is none that they could hold instead.
    pub fn replaced_by(world: World, opened: &Opened, plan: &Schedule) -> Result<Option<Self>, Failure> {
        let replans = replans(opened);
        if let [before @ .., (_, last)] = replans.as_slice()
            && last.revision == plan.revision
        {
            let newest = read(world, opened, &last.earlier)?;
            return Ok(Some(Self::of(world, opened, before, &newest)));
        }
        let paper = Self::of(world, opened, &replans, plan);
        Ok((paper.revision() != plan.revision).then_some(paper))
    }

    /// What people hold when `newest` is the plan that the last of these re-plans made, or the one that the night began
    /// with. Whoever prints what changed leaves a folder for each revision, so the plan in hand is the last one with a
    /// folder, or else the one that the night began with. A plan that was printed and then taken back is in hands, too.
    /// A kept plan that cannot be read any more, such as one with a walk-in who was taken out again, is passed over.
    fn of(world: World, opened: &Opened, replans: &[Step], newest: &Schedule) -> Self {
        let printed = |revision: u32| world.is_there(&folder(opened, revision));
        // The plan before each re-plan, and the last.
        let plan = |number: usize| match replans.get(number) {
            Some((_, next)) => read(world, opened, &next.earlier).ok(),
            None => Some(newest.clone()),
        };
        let first = plan(0).unwrap_or_else(|| newest.clone());
        let mut revision = first.revision;
        let mut held = Sheets::of(&opened.event, &first.meetings);
        for (number, (steps, replanned)) in replans.iter().enumerate() {
            if printed(replanned.revision)
                && let Some(plan) = plan(number + 1)
            {
                let event = after_steps(opened, *steps);
                held.replace(&event, &Sheets::of(&event, &plan.meetings));
                revision = plan.revision;
            }
        }
        let mut paper = Self { sheets: vec![held], revision };
        let stand = self::replans(opened);
        let stands = |revision: u32| stand.iter().any(|(_, replanned)| replanned.revision == revision);
        for (other, name) in kept(world, opened) {
            if other > revision
                && !stands(other)
                && printed(other)
                && let Ok(plan) = read(world, opened, &name)
            {
                paper.sheets.push(Sheets::of(&opened.event, &plan.meetings));
                paper.revision = plan.revision;
            }
        }
        paper
    }

    /// One revision, which the organizer knows that people hold.
    pub fn since(world: World, opened: &Opened, revision: u32) -> Result<Self, Failure> {
        let kept = kept(world, opened);
        if let Some((_, name)) = kept.iter().find(|kept| kept.0 == revision) {
            let plan = read(world, opened, name)?;
            let sheets = vec![Sheets::of(&opened.event, &plan.meetings)];
            return Ok(Self { sheets, revision: plan.revision });
        }
        let numbers: Vec<String> = kept.iter().map(|kept| kept.0.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        Err(Failure::new(Exit::Errors, format!("no plan of revision {revision} is kept"))
            .help(format!("--since takes a revision whose plan is kept: {}", listed(&numbers, "or"))))
    }

    /// The newest revision that people may hold.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whose agenda a new plan changes, in the order of the event. What is past is the same in all plans.
    pub fn changes(&self, event: &Event, after: &[Meeting]) -> Vec<Changed> {
        let after = Sheets::of(event, after);
        let each = self.sheets.iter().map(|sheets| sheets.changed(event, &after, 1));
        each.reduce(either).unwrap_or_default()
    }
}

/// What changes for those who may hold one sheet or the other; both ascending by person.
fn either(one: Vec<Changed>, other: Vec<Changed>) -> Vec<Changed> {
    let mut all = one;
    for changed in other {
        match all.binary_search_by_key(&changed.person, |known| known.person) {
            Ok(at) => {
                let known = &mut all[at];
                known.was_planned |= changed.was_planned;
                let more: Vec<Round> =
                    changed.rounds.into_iter().filter(|round| !known.rounds.contains(round)).collect();
                known.rounds.extend(more);
                known.rounds.sort_unstable();
            }
            Err(at) => all.insert(at, changed),
        }
    }
    all
}

/// A re-plan, and how many steps of the night there were with it.
type Step<'a> = (usize, &'a Replanned);

/// The re-plans of a night, in order; none before it began.
fn replans(opened: &Opened) -> Vec<Step<'_>> {
    let steps = opened.night.iter().flat_map(|night| &night.log.steps);
    let replanned = steps.enumerate().filter_map(|(number, step)| match &step.what {
        What::Replan(replanned) => Some((number + 1, replanned)),
        _ => None,
    });
    replanned.collect()
}

/// The evening as it was known after so many steps.
fn after_steps(opened: &Opened, steps: usize) -> Event {
    let mut log = opened.night.as_ref().map(|night| night.log.clone()).unwrap_or_default();
    log.steps.truncate(steps);
    night::turned_out(opened.written(), &log, &[]).event
}

fn folder(opened: &Opened, revision: u32) -> PathBuf {
    revision_folder(opened, &PrintTo::BesideEvent, revision)
}

fn kept(world: World, opened: &Opened) -> Vec<(u32, String)> {
    opened.path().map(|event| schedules::kept(world, &paths::schedule(event))).unwrap_or_default()
}

fn read(world: World, opened: &Opened, name: &str) -> Result<Schedule, Failure> {
    let path = opened.path().map(paths::schedule).unwrap_or_default().with_file_name(name);
    Ok(open::schedule(world, opened, Some(&Place::File(path)))?.schedule)
}
