//! The floor: how many rewarding meetings everyone can be guaranteed (§3).

use super::FloorReport;
use super::flow::floors_fit;
use super::model::Model;
use super::solve::{Found, Solver, Start};
use crate::domain::FloorSetting;

/// What came out for the whole evening.
pub(super) struct Floored {
    pub found: Found,
    pub floor: u32,
    pub report: FloorReport,
}

/// Finds the floor that the event asks for, and the best plan that keeps it.
pub(super) fn solve(solver: &Solver) -> Floored {
    let model = solver.model;
    let most = model.possible.iter().copied().max().unwrap_or(0);
    let (asked, highest) = match model.event.matching.floor {
        FloorSetting::Auto => (None, most),
        FloorSetting::Fixed(floor) => (Some(floor), floor.min(most)),
    };
    let free = solver.sketch();
    let without = free.found.solution.tally.points();
    let (floor, found, proved) = climb(solver, free, highest);
    let cost = (without - found.solution.tally.points()).max(0);
    // A larger floor than anyone could have changes nothing, so what is asked for beyond that is kept as well.
    let larger_impossible = proved && (floor < highest || highest == most);
    let floor = if floor == highest { asked.unwrap_or(floor) } else { floor };
    Floored { found, floor, report: FloorReport { asked, larger_impossible, cost } }
}

/// The largest floor up to `most` that a plan was found for, starting from a plan without one; the plan; and whether a
/// larger floor is proved impossible or would change nothing.
fn climb(solver: &Solver, free: Start, most: u32) -> (u32, Found, bool) {
    let model = solver.model;
    let kept = kept(solver, &free.found).min(most);
    let stop = || solver.observer.stop();
    let highest = highest_that_fits(model, kept, most, &stop);
    let mut proved = true;
    for floor in (kept..=highest).rev() {
        if stop() {
            // The floors from here on were not tried.
            proved = false;
            break;
        }
        let found = solver.solve(&model.floors(floor), &free);
        if found.solution.tally.deficit() == 0 {
            return (floor, found, proved);
        }
        // What is impossible stays so for every floor above.
        proved = found.impossible || solver.cannot_keep(&model.floors(floor));
    }
    (kept, free.found, proved)
}

/// The largest floor that a plan keeps.
fn kept(solver: &Solver, found: &Found) -> u32 {
    let possible = &solver.model.possible;
    let least = least_of_the_short(&found.solution.tally.rewarding, possible);
    least.unwrap_or_else(|| possible.iter().copied().max().unwrap_or(0))
}

/// The fewest rewarding meetings of anybody who has fewer than are possible for them alone (both by attendee): the floor
/// that is kept (§3). Nothing when everybody has all they can.
pub(super) fn least_of_the_short(rewarding: &[u32], possible: &[u32]) -> Option<u32> {
    let short = |(&has, &possible): (&u32, &u32)| (has < possible).then_some(has);
    rewarding.iter().zip(possible).filter_map(short).min()
}

/// The highest floor up to `most` that the relaxation allows; `kept` is known to be possible. Less when `stop` ends the
/// search.
fn highest_that_fits(model: &Model, kept: u32, most: u32, stop: &dyn Fn() -> bool) -> u32 {
    let (mut fits, mut above) = (kept, most + 1);
    while above - fits > 1 && !stop() {
        let middle = fits.midpoint(above);
        let possible = floors_fit(model, &model.floors(middle), stop);
        if stop() {
            break;
        }
        if possible {
            fits = middle;
        } else {
            above = middle;
        }
    }
    fits
}
