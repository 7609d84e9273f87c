//! What people hold in their hands when a plan changes: the plan that was printed last, which need not be the last one.

use std::path::PathBuf;

use super::exit::Exit;
use super::failure::Failure;
use super::night_changes::{Changed, changes};
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::print::revision_folder;
use super::schedules;
use super::settings::PrintTo;
use super::text::listed;
use super::world::World;
use crate::domain::{Event, Meeting, Round, Schedule};
use crate::night::{Replanned, What};

/// The plans that people may hold agendas of.
#[derive(Debug)]
pub struct Paper {
    /// By revision, ascending; at least one.
    plans: Vec<Schedule>,
}

impl Paper {
    /// What people hold before a new plan takes the place of this one.
    pub fn before(world: World, opened: &Opened, newest: &Schedule) -> Self {
        Self::of(world, opened, &replans(opened), newest)
    }

    /// What people hold when this plan is to be printed; nothing when there is none that they could hold instead.
    pub fn replaced_by(world: World, opened: &Opened, plan: &Schedule) -> Result<Option<Self>, Failure> {
        let replans = replans(opened);
        if let [before @ .., last] = replans.as_slice()
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
    fn of(world: World, opened: &Opened, replans: &[&Replanned], newest: &Schedule) -> Self {
        let printed = |revision: u32| world.is_there(&folder(opened, revision));
        let last = replans.iter().rposition(|replanned| printed(replanned.revision));
        // The plan before the first re-plan that was not printed.
        let mut plans = match replans.get(last.map_or(0, |last| last + 1)) {
            Some(next) => vec![read(world, opened, &next.earlier).unwrap_or_else(|_| newest.clone())],
            None => vec![newest.clone()],
        };
        let in_hand = plans[0].revision;
        let stand = self::replans(opened);
        let stands = |revision: u32| stand.iter().any(|replanned| replanned.revision == revision);
        for (revision, name) in kept(world, opened) {
            if revision > in_hand && !stands(revision) && printed(revision) {
                plans.extend(read(world, opened, &name).ok());
            }
        }
        Self { plans }
    }

    /// One revision, which the organizer knows that people hold.
    pub fn since(world: World, opened: &Opened, revision: u32) -> Result<Self, Failure> {
        let kept = kept(world, opened);
        if let Some((_, name)) = kept.iter().find(|kept| kept.0 == revision) {
            return Ok(Self { plans: vec![read(world, opened, name)?] });
        }
        let numbers: Vec<String> = kept.iter().map(|kept| kept.0.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        Err(Failure::new(Exit::Errors, format!("no plan of revision {revision} is kept"))
            .help(format!("--since takes a revision whose plan is kept: {}", listed(&numbers, "or"))))
    }

    /// The newest revision that people may hold.
    pub fn revision(&self) -> u32 {
        self.plans.last().map_or(0, |plan| plan.revision)
    }

    /// Whose agenda a new plan changes, in the order of the event. What is past is the same in all plans.
    pub fn changes(&self, event: &Event, after: &[Meeting]) -> Vec<Changed> {
        let each = self.plans.iter().map(|plan| changes(event, &plan.meetings, after, 1).agendas);
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

/// The re-plans of a night, in order; none before it began.
fn replans(opened: &Opened) -> Vec<&Replanned> {
    let steps = opened.night.iter().flat_map(|night| &night.log.steps);
    steps
        .filter_map(|step| if let What::Replan(replanned) = &step.what { Some(replanned) } else { None })
        .collect()
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
