//! Improves a timetable by matching one round again, exactly, while the others stand.
//!
//! Within one round every attendee meets at most one other, so what a pair adds does not depend on the other pairs of
//! the round: the best round, given the rest, is a maximum-weight matching.

use super::blossom::max_weight_matching;
use super::model::{Model, Tally};
use super::rng::Rng;
use super::timetable::{NONE, Timetable};

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

/// Matches one round again. The value never falls. `candidates` are the edges to consider besides those that stand in
/// the round now. Returns by how much the value rose.
pub(super) fn rematch(
    model: &Model,
    solution: &mut Solution,
    round: usize,
    candidates: &[usize],
    rng: &mut Rng,
) -> i64 {
    let before = solution.tally.value;
    let standing = solution.table.in_round(model, round);
    let (musts, loose): (Vec<usize>, Vec<usize>) =
        standing.into_iter().partition(|&edge| model.edges[edge].must);
    for &edge in &loose {
        solution.take(model, edge);
    }
    let barred = barred_hosts(model, solution, round, rng);
    let number = Numbering::of(model, solution, round, &barred);
    let ties = (TIES / (number.people.len() as i64 + 1)).max(1) as usize;
    let mut edges = Vec::new();
    let mut ids = Vec::new();
    for &edge in candidates.iter().chain(&loose) {
        let [a, b] = model.edges[edge].people;
        let (u, v) = (number.of_person[a], number.of_person[b]);
        if u == NONE || v == NONE || solution.table.round_of(edge) != NONE {
            continue;
        }
        if !model.edges[edge].rounds.contains(round as u32 + 1) {
            continue;
        }
        let gain = solution.tally.gain(model, edge) + model.edges[edge].extra(round);
        if gain > 0 {
            edges.push((u, v, gain * TIES + rng.below(ties) as i64));
            ids.push(edge);
        }
    }
    let limit = model.capacity[round] as usize - musts.len();
    let mates = max_weight_matching(number.people.len(), &edges, limit);
    let mut chosen: Vec<usize> = mates.into_iter().flatten().map(|index| ids[index]).collect();
    chosen.sort_unstable();
    chosen.dedup();
    for &edge in &chosen {
        solution.place(model, edge, round);
    }
    if solution.tally.value < before {
        // Only possible when a host was barred who met before: put the round back as it was.
        for edge in chosen {
            solution.take(model, edge);
        }
        for edge in loose {
            solution.place(model, edge, round);
        }
    }
    solution.tally.value - before
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
    fn of(model: &Model, solution: &Solution, round: usize, barred: &[usize]) -> Self {
        let free = |person: &usize| {
            model.event.attendees[*person].rounds.contains(round as u32 + 1)
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

/// Matches every round again, in random order, until a whole pass brings nothing. Then shakes and goes on, until
/// `patience` passes in a row bring nothing, after four times as many in any case, or when `stop` says so.
pub(super) fn polish(
    model: &Model,
    solution: &mut Solution,
    candidates: &[usize],
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
            rise += rematch(model, solution, round, candidates, rng);
            if stop(solution) {
                return;
            }
        }
        idle = if rise > 0 { 0 } else { idle + 1 };
        shake(model, solution, 2 * model.people(), rng);
    }
}
