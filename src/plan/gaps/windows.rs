//! Fewer idle gaps near what annealing finds, and a proof that there are no fewer, by a SAT solver.
//!
//! Annealing brings most people's meetings into rows at about the right time, but seldom all of them. Where every row may
//! move by a few rounds only, a SAT solver soon finds out whether there is a better timetable (large-neighbourhood
//! search). On the whole formula it takes too long for that, but can often prove that nothing better exists.

use super::board;
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
    /// The formula to prove something of, and the one to look through windows of, with what was learnt of each.
    whole: Formula<'s>,
    near: Formula<'s>,
    /// Waves made.
    waves: u64,
}

impl<'s> Windows<'s> {
    /// For timetables with at most `most` gaps.
    pub fn new(task: &'s Task, start: &'s Best, most: i64, stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        let formula = || Formula::of(task, most as usize, stop);
        Self { task, start, stop, whole: formula(), near: formula(), waves: 0 }
    }

    /// The fewest gaps found, and a number that no timetable is below. `best` is the best known, `bound` a number that no
    /// timetable is below. Each wave goes on with the proof, and looks through one window.
    pub fn search(&mut self, mut best: Best, mut bound: i64, waves: u32) -> (Best, i64) {
        let Self { task, start, stop, .. } = *self;
        for _ in 0..waves {
            if best.gaps <= bound || stop() {
                break;
            }
            let seed = self.waves;
            self.waves += 1;
            let (whole, near) = (&mut self.whole, &mut self.near);
            let (proof, found) = rayon::join(
                || prove(task, whole, best.gaps, bound),
                || {
                    let fresh = || anneal(task, start, bound, STEPS, seed, &|| stop());
                    let base = if seed.is_multiple_of(2) { fresh() } else { best.clone() };
                    look(task, near, base, best.gaps, bound)
                },
            );
            bound = proof.1;
            for next in [Some(found), proof.0].into_iter().flatten() {
                if next.gaps < best.gaps {
                    best = next;
                }
            }
        }
        (best, bound)
    }
}

/// Asks whether there are timetables with as few gaps as the bound, and raises it where there are none. Returns a better
/// timetable where it comes across one, and the bound.
fn prove(task: &Task, whole: &mut Formula<'_>, least: i64, mut bound: i64) -> (Option<Best>, i64) {
    while bound < least {
        match whole.solve(&whole.at_most(bound as usize), CONFLICTS) {
            Answer::Found(rounds) => return (Some(counted(task, rounds)), bound),
            Answer::Impossible => bound += 1,
            Answer::Unknown => break,
        }
    }
    (None, bound)
}

/// Looks near a timetable for one with fewer than the least gaps known, then near that one, until there is none.
fn look(task: &Task, windows: &mut Formula<'_>, mut base: Best, least: i64, bound: i64) -> Best {
    let mut least = least.min(base.gaps);
    while least > bound {
        let near = windows.near(task, &base.rounds, WIDTH);
        let assumptions = [near, windows.at_most(least as usize - 1)].concat();
        let Answer::Found(rounds) = windows.solve(&assumptions, CONFLICTS) else { break };
        base = counted(task, rounds);
        least = base.gaps;
    }
    base
}

fn counted(task: &Task, rounds: Vec<usize>) -> Best {
    Best { gaps: board::Board::new(task, &rounds).gaps, rounds }
}
