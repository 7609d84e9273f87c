//! Improves a timetable by matching one round again, exactly, while the others stand.
//!
//! Within one round every attendee meets at most one other, so what a pair adds does not depend on the other pairs of
//! the round: the best round, given the rest, is a maximum-weight matching. Where there are many people, only a window
//! of them is matched again at a time: those with a free round, and whom they could meet.

use std::ops::Range;

use super::blossom::max_weight_matching;
use super::model::{Model, Tally};
use super::timetable::{NONE, Timetable};
use crate::domain::{AttendeeIx, Rng};

/// Weights are multiplied by this to leave room for random tie-breaks.
const TIES: i64 = 1 << 13;

/// A timetable and what it is worth.
#[derive(Clone, Debug)]
pub(super) struct Solution {
    pub table: Timetable,
    pub tally: Tally,
}

impl Solution {
    pub fn new(model: &Model, table: Timetable, floors: Vec<u32>) -> Self {
        let mut tally = Tally::new(model, floors);
        for edge in table.placed(model) {
            tally.add(model, edge);
            tally.value += model.edges[edge].extra(table.round_of(edge));
        }
        Self { table, tally }
    }

    pub fn place(&mut self, model: &Model, edge: usize, round: usize) {
        self.tally.add(model, edge);
        self.tally.value += model.edges[edge].extra(round);
        self.table.place(model, edge, round);
    }

    pub fn take(&mut self, model: &Model, edge: usize) {
        self.tally.remove(model, edge);
        self.tally.value -= model.edges[edge].extra(self.table.round_of(edge));
        self.table.take(model, edge);
    }
}

/// Attendees in a window: a matching among so many takes milliseconds.
const WINDOW: usize = 160;

/// The pairs to consider besides those that stand in a round.
pub(super) struct Candidates {
    /// By attendee, the best first.
    by_person: Vec<Vec<usize>>,
}

impl Candidates {
    /// For every attendee the `keep` pairs of the highest worth. `worth`: by edge. Of partners who are worth the same,
    /// everybody takes those who come next after them: where many are alike, the first would be too few for all.
    pub fn new(model: &Model, worth: &[i64], keep: usize) -> Self {
        let people = model.people();
        let best = |(person, edges): (AttendeeIx, &Vec<usize>)| {
            let after = |edge: usize| {
                let [one, other] = model.edges[edge].people;
                (one + other + 2 * (people - person)) % people
            };
            let mut edges = edges.clone();
            edges.sort_unstable_by_key(|&edge| (-worth[edge], after(edge)));
            edges.truncate(keep);
            edges
        };
        Self { by_person: model.incident.iter().enumerate().map(best).collect() }
    }

    /// The pairs among these attendees, ascending.
    fn among(&self, model: &Model, people: &[usize], inside: &[bool]) -> Vec<usize> {
        let mut edges: Vec<usize> = people
            .iter()
            .flat_map(|&person| &self.by_person[person])
            .copied()
            .filter(|&edge| model.edges[edge].people.into_iter().all(|person| inside[person]))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// Matches one round again, among the attendees `inside` a window. The value never falls. Returns by how much it rose.
fn rematch(
    model: &Model,
    solution: &mut Solution,
    round: usize,
    candidates: &Candidates,
    inside: &[bool],
    rng: &mut Rng,
) -> i64 {
    let before = solution.tally.value;
    let stays = |&edge: &usize| {
        model.edges[edge].must || model.edges[edge].people.into_iter().any(|person| !inside[person])
    };
    let (others, loose): (Vec<usize>, Vec<usize>) =
        solution.table.in_round(model, round).into_iter().partition(stays);
    for &edge in &loose {
        solution.take(model, edge);
    }
    let barred = barred_hosts(model, solution, round, rng);
    let number = Numbering::of(model, solution, round, inside, &barred);
    let (edges, ids) = round_graph(model, solution, round, candidates, &number, &loose, rng);
    let limit = model.capacity[round] as usize - others.len();
    let mates = max_weight_matching(number.people.len(), &edges, limit);
    let mut chosen: Vec<usize> = mates.into_iter().flatten().map(|index| ids[index]).collect();
    chosen.sort_unstable();
    chosen.dedup();
    // A pair that is tied to a table may find it taken.
    chosen.retain(|&edge| {
        let free = solution.table.holder(model, edge, round) == NONE;
        if free {
            solution.place(model, edge, round);
        }
        free
    });
    if solution.tally.value < before {
        // Only possible when a host was barred who met before, or a table was taken: put the round back as it was.
        for edge in chosen {
            solution.take(model, edge);
        }
        for edge in loose {
            solution.place(model, edge, round);
        }
    }
    solution.tally.value - before
}

/// Matches one round again, window by window. Returns by how much the value rose.
pub(super) fn rematch_windows(
    model: &Model,
    solution: &mut Solution,
    round: usize,
    candidates: &Candidates,
    rng: &mut Rng,
) -> i64 {
    let windows = 0..model.people().div_ceil(WINDOW);
    windows
        .map(|_| {
            let inside = window(model, solution, round, candidates, rng);
            rematch(model, solution, round, candidates, &inside, rng)
        })
        .sum()
}

/// Empties one of these rounds, and matches another and then that one again; back to what it was if it got worse.
pub(super) fn rematch_two(
    model: &Model,
    solution: &mut Solution,
    rounds: Range<usize>,
    candidates: &Candidates,
    rng: &mut Rng,
) {
    if rounds.len() < 2 {
        return;
    }
    let emptied = rng.below(rounds.len());
    let other = (emptied + 1 + rng.below(rounds.len() - 1)) % rounds.len();
    let before = solution.clone();
    for edge in solution.table.in_round(model, rounds.start + emptied) {
        if !model.edges[edge].must {
            solution.take(model, edge);
        }
    }
    for round in [other, emptied] {
        rematch_windows(model, solution, rounds.start + round, candidates, rng);
    }
    if solution.tally.value < before.tally.value {
        *solution = before;
    }
}

/// What the numbered people could do in a round: the edges of the matching, and which pairs they are.
fn round_graph(
    model: &Model,
    solution: &Solution,
    round: usize,
    candidates: &Candidates,
    number: &Numbering,
    loose: &[usize],
    rng: &mut Rng,
) -> (Vec<(usize, usize, i64)>, Vec<usize>) {
    let ties = (TIES / (number.people.len() as i64 + 1)).max(1) as usize;
    let free: Vec<bool> = number.of_person.iter().map(|&number| number != NONE).collect();
    let mut pairs = candidates.among(model, &number.people, &free);
    pairs.extend(loose);
    pairs.sort_unstable();
    pairs.dedup();
    let mut edges = Vec::new();
    let mut ids = Vec::new();
    for edge in pairs {
        let [u, v] = model.edges[edge].people.map(|person| number.of_person[person]);
        let open = u != NONE && v != NONE && solution.table.round_of(edge) == NONE;
        if !open || !model.edges[edge].rounds.contains(round as u32 + 1) {
            continue;
        }
        let gain = solution.tally.gain(model, edge) + model.edges[edge].extra(round);
        if gain > 0 {
            edges.push((u, v, gain * TIES + rng.below(ties) as i64));
            ids.push(edge);
        }
    }
    (edges, ids)
}

/// A window of attendees to match again in a round: those who could use a meeting first, then whom they could meet and
/// whom those meet now. Everybody, where there are few.
fn window(
    model: &Model,
    solution: &Solution,
    round: usize,
    candidates: &Candidates,
    rng: &mut Rng,
) -> Vec<bool> {
    const NEIGHBOURS: usize = 6;
    let n = model.people();
    if n <= WINDOW {
        return vec![true; n];
    }
    let there = |person: usize| model.event.attendees[person].rounds.contains(round as u32 + 1);
    let mut order: Vec<usize> = (0..n).filter(|&person| there(person)).collect();
    rng.shuffle(&mut order);
    order.sort_by_key(|&person| {
        let idle = solution.table.meets(round, person) == NONE;
        !(idle && solution.tally.meetings[person] < model.targets[person])
    });
    let mut inside = vec![false; n];
    let mut size = 0;
    for seed in order {
        let mut queue = vec![seed];
        let mut next = 0;
        while next < queue.len() && size < WINDOW {
            let person = queue[next];
            next += 1;
            if std::mem::replace(&mut inside[person], true) {
                continue;
            }
            size += 1;
            let standing = solution.table.meets(round, person);
            let near = &candidates.by_person[person];
            let some = (0..NEIGHBOURS.min(near.len())).map(|_| near[rng.below(near.len())]);
            let edges = std::iter::once(standing).filter(|&edge| edge != NONE).chain(some);
            queue.extend(edges.flat_map(|edge| model.edges[edge].people).filter(|&other| there(other)));
        }
        if size >= WINDOW {
            break;
        }
    }
    inside
}

/// Hosts who cannot meet in this round because a `must` holds their table, or because another host of the same table
/// goes first (by lot).
fn barred_hosts(model: &Model, solution: &Solution, round: usize, rng: &mut Rng) -> Vec<usize> {
    let hosts = |person: usize| model.event.attendees[person].host;
    let mut barred = Vec::new();
    let mut taken = Vec::new();
    for edge in solution.table.in_round(model, round) {
        taken.extend(model.edges[edge].table);
    }
    let mut order: Vec<usize> = (0..model.people()).filter(|&person| hosts(person).is_some()).collect();
    rng.shuffle(&mut order);
    for person in order {
        let Some(table) = hosts(person) else { continue };
        if !model.event.attendees[person].rounds.contains(round as u32 + 1) {
            continue;
        }
        if taken.contains(&table) {
            barred.push(person);
        } else {
            taken.push(table);
        }
    }
    barred
}

/// The attendees who are free in a round, numbered for the matching.
struct Numbering {
    people: Vec<usize>,
    of_person: Vec<usize>,
}

impl Numbering {
    fn of(model: &Model, solution: &Solution, round: usize, inside: &[bool], barred: &[usize]) -> Self {
        let free = |person: &usize| {
            inside[*person]
                && model.event.attendees[*person].rounds.contains(round as u32 + 1)
                && solution.table.meets(round, *person) == NONE
                && solution.tally.meetings[*person] < model.targets[*person]
                && !barred.contains(person)
        };
        let people: Vec<usize> = (0..model.people()).filter(free).collect();
        let mut of_person = vec![NONE; model.people()];
        for (number, &person) in people.iter().enumerate() {
            of_person[person] = number;
        }
        Self { people, of_person }
    }
}

/// Swaps random Kempe components: the same pairs in other rounds, so that the next matching finds other ways.
pub(super) fn shake(model: &Model, solution: &mut Solution, times: usize, rng: &mut Rng) {
    let rounds = model.rounds();
    if rounds < 2 {
        return;
    }
    for _ in 0..times {
        let first = rng.below(rounds);
        let second = (first + 1 + rng.below(rounds - 1)) % rounds;
        let edge = solution.table.meets(first, rng.below(model.people()));
        if edge != NONE {
            let component = solution.table.component(model, edge, [first, second]);
            solution.table.swap(model, &component, [first, second]);
        }
    }
}

/// Matches every round again, window by window and in random order, until a whole pass brings nothing. Then shakes and goes on, until
/// `patience` passes in a row bring nothing, after four times as many in any case, or when `stop` says so.
pub(super) fn polish(
    model: &Model,
    solution: &mut Solution,
    candidates: &Candidates,
    patience: usize,
    rng: &mut Rng,
    stop: &mut dyn FnMut(&Solution) -> bool,
) {
    let mut order: Vec<usize> = (0..model.rounds()).collect();
    let mut idle = 0;
    for _ in 0..4 * patience {
        if idle >= patience {
            return;
        }
        rng.shuffle(&mut order);
        let mut rise = 0;
        for &round in &order {
            for _ in 0..model.people().div_ceil(WINDOW) {
                let inside = window(model, solution, round, candidates, rng);
                rise += rematch(model, solution, round, candidates, &inside, rng);
                if stop(solution) {
                    return;
                }
            }
        }
        idle = if rise > 0 { 0 } else { idle + 1 };
        shake(model, solution, 2 * model.people(), rng);
    }
}
