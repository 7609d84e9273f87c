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

/// The fewest gaps found, and a number that no timetable is below. `start` is where annealing starts; `best` is the best
/// known, `bound` a number that no timetable is below. Each wave goes on with the proof, and looks through one window.
pub(super) fn search(
    task: &Task,
    start: &Best,
    mut best: Best,
    mut bound: i64,
    waves: u32,
    stop: &(dyn Fn() -> bool + Sync),
) -> (Best, i64) {
    let most = best.gaps as usize;
    let (mut whole, mut windows) = (Formula::of(task, most, stop), Formula::of(task, most, stop));
    for wave in 0..waves {
        if best.gaps <= bound || stop() {
            break;
        }
        let (proof, found) = rayon::join(
            || prove(task, &mut whole, best.gaps, bound),
            || {
                let seed = u64::from(wave);
                let fresh = || anneal(task, start, bound, STEPS, seed, &|| stop());
                let base = if wave % 2 == 0 { fresh() } else { best.clone() };
                look(task, &mut windows, base, best.gaps, bound)
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
