//! Fewer idle gaps near what annealing finds, by a SAT solver.
//!
//! Annealing brings most people's meetings into rows at about the right time, but seldom all of them. Where every row may
//! move by a few rounds only, a SAT solver soon finds out whether there is a better timetable (large-neighbourhood
//! search).

use super::formula::{Answer, Formula};
use super::search::{Best, anneal};
use super::task::Task;

/// Steps of annealing before a window is looked through.
const STEPS: usize = 4_000_000;
/// Conflicts of one search.
const CONFLICTS: u64 = 10_000;
/// How far rows may move, in rounds.
const WIDTH: usize = 2;

/// A search that can be gone on with.
pub(super) struct Windows<'s> {
    task: &'s Task,
    /// Where annealing starts.
    start: &'s Best,
    stop: &'s (dyn Fn() -> bool + Sync),
    /// The formula, with what was learnt in all windows.
    near: Formula<'s>,
    /// Windows looked through.
    looks: u64,
}

impl<'s> Windows<'s> {
    /// For timetables with at most `most` gaps.
    pub fn new(task: &'s Task, start: &'s Best, most: i64, stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        Self { task, start, stop, near: Formula::of(task, most as usize, stop), looks: 0 }
    }

    /// Looks through so many windows at most, until there are no more than `bound` gaps or `enough` says so. Returns the
    /// best found.
    pub fn look(&mut self, mut best: Best, bound: i64, looks: u32, enough: &dyn Fn() -> bool) -> Best {
        for _ in 0..looks {
            if best.gaps <= bound || enough() || (self.stop)() {
                break;
            }
            best = self.search(best, bound);
        }
        best
    }

    /// Looks near what a new annealing finds, or near the best known, by turns. Returns the best found, and does not look
    /// for fewer gaps than `bound`.
    fn search(&mut self, best: Best, bound: i64) -> Best {
        let Self { task, start, stop, .. } = *self;
        let seed = self.looks;
        self.looks += 1;
        let fresh = || anneal(task, start, bound, STEPS, seed, &|| stop());
        let base = if seed.is_multiple_of(2) { fresh() } else { best.clone() };
        let found = look(task, &mut self.near, base, best.gaps, bound);
        if found.gaps < best.gaps { found } else { best }
    }
}

/// Looks near a timetable for one with fewer than the least gaps known, then near that one, until there is none.
fn look(task: &Task, windows: &mut Formula<'_>, mut base: Best, least: i64, bound: i64) -> Best {
    let mut least = least.min(base.gaps);
    while least > bound {
        let near = windows.near(task, &base.rounds, WIDTH);
        let assumptions = [near, windows.at_most(least as usize - 1)].concat();
        let Answer::Found(rounds) = windows.solve(&assumptions, CONFLICTS) else { break };
        base = Best::of(task, rounds);
        least = base.gaps;
    }
    base
}
