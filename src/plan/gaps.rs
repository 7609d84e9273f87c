//! Fewest idle gaps: the same pairs, in rounds where people wait less between two meetings.

mod board;
mod bound;
mod cores;
mod exact;
mod formula;
mod owners;
mod search;
mod spread;
mod task;
mod windows;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use rayon::prelude::*;

use super::model::Model;
use super::timetable::Timetable;
use super::{Effort, GapReport};
use crate::domain::{AttendeeIx, Meeting};
use cores::Cores;
use formula::Formula;
use search::{Best, anneal};
use task::Task;
use windows::Windows;

/// Searches side by side in one wave.
const STARTS: u64 = 2;
/// Steps of one search in the first wave.
const STEPS: usize = 500_000;
/// Conflicts of a proof in one wave, and in one in which it goes on without annealing.
const CONFLICTS: u64 = 25_000;
const HOPEFUL: u64 = 160_000;
/// Such a wave is worth it where at least one gap in so many is proved.
const GAPS_PER_CORE: i64 = 3;
/// Conflicts of the first proof, which is short where it succeeds.
const FIRST: u64 = 40_000;
/// Windows looked through beside the first proof, and beside one that goes on without annealing.
const FIRST_LOOKS: u32 = 3;
const LOOKS: u32 = 16;

/// Moves meetings to other rounds so that there are fewer idle gaps (§3): maximal runs of rounds in which an attendee
/// meets nobody, between two of their meetings. Rounds in which they are not there count as part of a run. Points and
/// hard rules stay as they are. Stops when the number of gaps is proved to be the lowest possible, or when `stop` says so.
pub(super) fn close_gaps(
    model: &Model,
    table: &mut Timetable,
    effort: Effort,
    stop: &(dyn Fn() -> bool + Sync),
) -> GapReport {
    let (task, edges) = Task::of(model, table);
    let start: Vec<usize> = edges.iter().map(|&edge| table.round_of(edge)).collect();
    let (best, bound) = fewest(&task, start, Waves::of(&task, effort), stop);
    for &edge in &edges {
        table.take(model, edge);
    }
    for (&edge, &round) in edges.iter().zip(&best.rounds) {
        table.place(model, edge, round);
    }
    GapReport { gaps: best.gaps as u32, bound: bound as u32 }
}

/// How long to search. A wave is twice as long as the one before.
#[derive(Clone, Copy, Debug)]
struct Waves {
    /// Waves of annealing.
    alone: u32,
    /// Waves of annealing after these, with windows looked through and a proof beside them.
    together: u32,
}

impl Waves {
    /// Where people meet somebody in most rounds, there is little to gain; days with long waits are another matter.
    fn of(task: &Task, effort: Effort) -> Self {
        let mut meets = vec![false; task.people];
        task.meetings
            .iter()
            .for_each(|meeting| meeting.people.iter().for_each(|&person| meets[person] = true));
        let seats = meets.iter().filter(|&&meets| meets).count() * task.rounds();
        let waiting = 2 * (2 * task.meetings.len()) < seats;
        let (alone, together) = match (effort, waiting) {
            (Effort::Low, _) => (1 + u32::from(waiting), 0),
            (Effort::Normal, false) => (3, 0),
            (Effort::Normal, true) => (4, 4),
            (Effort::High, false) => (6, 0),
            (Effort::High, true) => (4, 6),
        };
        Self { alone, together }
    }
}

/// The idle gaps of a timetable: of every attendee, the runs of rounds between two of their meetings.
pub(super) fn count(meetings: &[Meeting]) -> u32 {
    let mut busy: BTreeMap<AttendeeIx, u128> = BTreeMap::new();
    for meeting in meetings {
        for person in meeting.people {
            *busy.entry(person).or_default() |= 1 << meeting.round;
        }
    }
    busy.values().map(|&busy| board::gaps(busy) as u32).sum()
}

/// Gives the meetings of a timetable other rounds where there are more than `capacity` (by round) in one. Every other rule
/// stays kept. Returns the edges and their rounds (from 0), or nothing when that was not found in so many moves.
pub(super) fn spread(
    model: &Model,
    table: &Timetable,
    capacity: &[u32],
    moves: usize,
) -> Option<Vec<(usize, usize)>> {
    let (mut task, edges) = Task::of(model, table);
    task.capacity = capacity.to_vec();
    let start: Vec<usize> = edges.iter().map(|&edge| table.round_of(edge)).collect();
    let rounds = spread::spread(&task, &start, moves)?;
    Some(edges.into_iter().zip(rounds).collect())
}

/// The fewest gaps found from a start (by meeting: its round), and a number that no timetable is below.
fn fewest(task: &Task, start: Vec<usize>, waves: Waves, stop: &(dyn Fn() -> bool + Sync)) -> (Best, i64) {
    let start = Best::of(task, start);
    let mut best = start.clone();
    let bound = bound::fewest(task, best.gaps);
    if best.gaps > bound
        && let Some(best) = exact::solve(task, &best)
    {
        let bound = best.gaps;
        return (best, bound);
    }
    for wave in 0..waves.alone {
        if best.gaps <= bound || stop() {
            break;
        }
        best = improved(task, best, bound, wave, stop);
    }
    if waves.together == 0 || best.gaps <= bound || !Formula::is_small(task) || stop() {
        return (best, bound);
    }
    together(task, &start, (best, bound), waves, stop)
}

/// Annealing, windows and proofs side by side.
///
/// Where one side ends the other, what it found is the answer whatever the other would have found: so the answer does not
/// depend on which of them is faster.
fn together(
    task: &Task,
    start: &Best,
    (mut best, mut bound): (Best, i64),
    waves: Waves,
    stop: &(dyn Fn() -> bool + Sync),
) -> (Best, i64) {
    let mut windows = Windows::new(task, start, best.gaps, stop);
    let mut by_owner = Cores::new(task, best.gaps, true, stop);
    let proved = AtomicBool::new(false);
    let (first, found) = rayon::join(
        || {
            let first = by_owner.search(best.gaps, FIRST);
            proved.store(first.is_some() || by_owner.found >= best.gaps, Relaxed);
            first
        },
        || windows.look(best.clone(), bound, FIRST_LOOKS, &|| proved.load(Relaxed)),
    );
    bound = bound.max(by_owner.found);
    best = if proved.into_inner() { first.unwrap_or(best) } else { found };

    let ended = AtomicBool::new(false);
    let stop_proof = || stop() || ended.load(Relaxed);
    let mut proof = Cores::new(task, best.gaps, false, &stop_proof);
    // From here on annealing goes on from what it finds itself: a better timetable from elsewhere may be a dead end.
    let mut annealed = best.clone();
    let mut annealings = waves.together;
    let mut hopeful = 0;
    while best.gaps > bound && !stop() {
        // A proof that gets on is worth going on with before annealing does: a wave for each core.
        let cores = proof.found.max(by_owner.found);
        let hope = hopeful < cores && best.gaps <= GAPS_PER_CORE * cores;
        if hope {
            hopeful += 1;
        } else if annealings > 0 {
            annealings -= 1;
        } else {
            break;
        }
        let (proved, found) = rayon::join(
            || proof.search(best.gaps, if hope { HOPEFUL } else { CONFLICTS }),
            || {
                if !hope {
                    let wave = waves.alone + waves.together - annealings - 1;
                    annealed = improved(task, annealed.clone(), bound, wave, stop);
                }
                let found = windows.look(best.clone(), bound, if hope { LOOKS } else { 1 }, &|| false);
                ended.store(found.gaps <= bound, Relaxed);
                found
            },
        );
        bound = bound.max(proof.found);
        for next in [Some(found), Some(annealed.clone()), proved].into_iter().flatten() {
            if next.gaps < best.gaps {
                best = next;
            }
        }
    }
    (best, bound)
}

/// The best of several searches, judged in order: the same for any number of threads.
fn improved(task: &Task, best: Best, goal: i64, wave: u32, stop: &(dyn Fn() -> bool + Sync)) -> Best {
    let steps = STEPS << wave;
    let seeds = u64::from(wave) * STARTS..(u64::from(wave) + 1) * STARTS;
    let found: Vec<Best> =
        seeds.into_par_iter().map(|seed| anneal(task, &best, goal, steps, seed, &|| stop())).collect();
    found.into_iter().fold(best, |best, next| if next.gaps < best.gaps { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::board::Board;
    use super::formula::{Answer, Formula};
    use super::task::{Meeting, Task};
    use super::{Best, Cores, Waves, Windows, anneal, bound, fewest};
    use crate::domain::Rng;
    use crate::domain::RoundSet;

    /// A few meetings with random lists of rounds, fixed tables and little room.
    fn random_task(rng: &mut Rng) -> Task {
        let (people, rounds) = (4 + rng.below(3), 3 + rng.below(3));
        let mut meetings = Vec::new();
        for a in 0..people {
            for b in 0..a {
                if meetings.len() < 6 && rng.below(2) == 0 {
                    let missing = rng.below(2 * rounds) as u32 + 1;
                    let rounds = (1..=rounds as u32).filter(|&round| round != missing).collect();
                    let slot = (rng.below(6) == 0).then_some(0);
                    meetings.push(Meeting { people: [b, a], rounds, slot });
                }
            }
        }
        let capacity = (0..rounds).map(|_| 1 + rng.below(3) as u32).collect();
        Task { people, meetings, capacity, slots: 1 }
    }

    fn is_legal(task: &Task, rounds: &[usize]) -> bool {
        let apart = |one: usize, other: usize| {
            let (a, b) = (&task.meetings[one], &task.meetings[other]);
            let free = a.people.iter().all(|person| !b.people.contains(person))
                && (a.slot.is_none() || a.slot != b.slot);
            free || rounds[one] != rounds[other]
        };
        let room = |round: usize| {
            rounds.iter().filter(|&&other| other == round).count() as u32 <= task.capacity[round]
        };
        (0..rounds.len()).all(|one| (0..one).all(|other| apart(one, other)))
            && (0..task.rounds()).all(room)
            && rounds
                .iter()
                .zip(&task.meetings)
                .all(|(&round, meeting)| meeting.rounds.contains(round as u32 + 1))
    }

    /// Every way to give the meetings rounds.
    fn every_timetable(task: &Task) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new()];
        for _ in &task.meetings {
            found = found
                .into_iter()
                .flat_map(|start| (0..task.rounds()).map(move |round| [&start[..], &[round]].concat()))
                .collect();
        }
        found.retain(|rounds| is_legal(task, rounds));
        found
    }

    #[test]
    fn as_few_as_the_best_of_all_timetables() {
        let mut rng = Rng::new(5);
        let (mut waiting, mut missed) = (0, 0);
        for _ in 0..300 {
            let task = random_task(&mut rng);
            let all = every_timetable(&task);
            let Some(start) = all.first() else { continue };
            let count = |rounds: &Vec<usize>| Board::new(&task, rounds).gaps;
            let least = all.iter().map(count).min().unwrap_or_default();
            let (found, bound) = fewest(&task, start.clone(), Waves { alone: 1, together: 0 }, &|| false);
            assert!(is_legal(&task, &found.rounds));
            assert_eq!([found.gaps, count(&found.rounds), bound], [least; 3], "{task:?}");
            assert!(bound::fewest(&task, 100) <= least, "{task:?}");
            for most in 0..=least as usize + 1 {
                let answer = Formula::of(&task, most, &|| false).solve(&[], u64::MAX);
                let Answer::Found(rounds) = answer else {
                    assert!((most as i64) < least && answer == Answer::Impossible, "{task:?}");
                    continue;
                };
                assert!(is_legal(&task, &rounds) && count(&rounds) <= most as i64, "{task:?}");
            }
            for by_owner in [false, true] {
                let proved = Cores::new(&task, count(start), by_owner, &|| false).search(i64::MAX, u64::MAX);
                assert!(
                    proved.is_some_and(|best| is_legal(&task, &best.rounds) && count(&best.rounds) == least)
                );
            }
            let known = Best { gaps: count(start), rounds: start.clone() };
            let annealed = anneal(&task, &known, least, 10_000, 1, &|| false);
            assert!(is_legal(&task, &annealed.rounds));
            assert_eq!(annealed.gaps, count(&annealed.rounds), "gaps were miscounted");
            waiting += least;
            missed += annealed.gaps - least;
        }
        assert!(waiting > 20, "hardly anybody had to wait");
        // Where there is little room, some timetables cannot be reached from others: that is what the exact search is for.
        assert!(missed * 10 <= waiting, "{missed} of {waiting} gaps are needless");
    }

    /// A day with more rounds than anybody has meetings, planned at random.
    fn long_day(rng: &mut Rng) -> (Task, Vec<usize>) {
        let (people, rounds) = (14, 12);
        let mut task = Task { people, meetings: Vec::new(), capacity: vec![4; rounds], slots: 0 };
        let mut start = Vec::new();
        while task.meetings.len() < 30 {
            let (a, b, round) = (rng.below(people), rng.below(people), rng.below(rounds));
            let meeting = Meeting { people: [a, b], rounds: RoundSet::all(rounds as u32), slot: None };
            task.meetings.push(meeting);
            start.push(round);
            if a == b || !is_legal(&task, &start) {
                task.meetings.pop();
                start.pop();
            }
        }
        (task, start)
    }

    #[test]
    fn windows_find_and_cores_prove_what_annealing_leaves() {
        let mut rng = Rng::new(3);
        let (mut better, mut left) = (0, 0);
        for _ in 0..20 {
            let (task, rounds) = long_day(&mut rng);
            let start = Best::of(&task, rounds);
            let mut cores = Cores::new(&task, start.gaps, false, &|| false);
            let least = cores.search(start.gaps, 1_000_000).expect("a proof");
            assert!(is_legal(&task, &least.rounds));
            assert_eq!([least.gaps, cores.found], [Board::new(&task, &least.rounds).gaps; 2], "{task:?}");
            let found =
                Windows::new(&task, &start, start.gaps, &|| false).look(start.clone(), 0, 1, &|| false);
            assert!(is_legal(&task, &found.rounds));
            assert_eq!(found.gaps, Board::new(&task, &found.rounds).gaps, "{task:?}");
            assert!(found.gaps >= least.gaps, "{task:?}");
            better += start.gaps - found.gaps;
            left += found.gaps - least.gaps;
            let (both, bound) = fewest(&task, start.rounds, Waves { alone: 0, together: 20 }, &|| false);
            assert!(is_legal(&task, &both.rounds));
            assert_eq!([both.gaps, bound], [least.gaps; 2], "{task:?}");
            let wide = Formula::of(&task, found.gaps as usize, &|| false).near(&task, &found.rounds, 12);
            assert!(wide.is_empty(), "a window over the whole day leaves something out");
        }
        assert!(better > 100 && left <= 5, "{better} gaps closed, {left} could be");
    }

    #[test]
    fn a_proof_that_must_stop_proves_nothing() {
        let (task, _) = long_day(&mut Rng::new(4));
        let mut cores = Cores::new(&task, 20, true, &|| true);
        assert!(cores.search(20, 1_000_000).is_none());
        assert_eq!(cores.found, 0);
    }

    /// Four people who meet in pairs, two at a time, with one table in the second round: somebody has to wait, and the
    /// price of that table proves it.
    #[test]
    fn the_room_of_a_round_can_force_gaps() {
        let rounds = RoundSet::all(3);
        let pairs = [[0, 1], [2, 3], [0, 2], [1, 3], [0, 3]];
        let meetings = pairs.map(|people| Meeting { people, rounds, slot: None }).to_vec();
        let task = Task { people: 4, meetings, capacity: vec![2, 1, 2], slots: 0 };
        let least = every_timetable(&task).iter().map(|rounds| Board::new(&task, rounds).gaps).min();
        assert_eq!(least, Some(2));
        assert_eq!(bound::fewest(&task, 2), 2);
    }
}
