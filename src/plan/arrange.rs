//! Arranges chosen pairs into rounds: list edge colouring by insertion, Kempe chains and ejections.

use super::model::Model;
use super::rng::Rng;
use super::timetable::{NONE, Timetable};

/// Places as many of `edges` as it can without dropping anything for good that was placed before, except that an
/// ejection may leave one edge out in favour of another. Returns the edges that found no round.
///
/// `work` limits the ejections; `stop` ends them early.
pub(super) fn arrange(
    model: &Model,
    table: &mut Timetable,
    edges: &[usize],
    work: usize,
    rng: &mut Rng,
    stop: &dyn Fn() -> bool,
) -> Vec<usize> {
    let mut arranger = Arranger { model, table, rng, tabu: vec![0; model.edges.len()], time: 0 };
    arranger.run(edges, work, stop)
}

/// Tries to find a round for one edge without leaving any other out.
pub(super) fn insert(model: &Model, table: &mut Timetable, edge: usize, rng: &mut Rng) -> bool {
    insert_directly(model, table, edge, rng) || insert_by_kempe(model, table, edge)
}

struct Arranger<'a, 'e> {
    model: &'a Model<'e>,
    table: &'a mut Timetable,
    rng: &'a mut Rng,
    /// By edge: the time until which it should not be ejected.
    tabu: Vec<usize>,
    time: usize,
}

/// What putting an edge into a round would push out.
struct Ejection {
    /// Protected edges and edges pushed out; then a lot.
    cost: (usize, usize, u64),
    round: usize,
    way: Vec<usize>,
}

impl Arranger<'_, '_> {
    fn run(&mut self, edges: &[usize], work: usize, stop: &dyn Fn() -> bool) -> Vec<usize> {
        let mut waiting: Vec<usize> = edges.to_vec();
        self.rng.shuffle(&mut waiting);
        // The least movable last, because the list is worked off from its end.
        waiting.sort_by_key(|&edge| {
            let edge = &self.model.edges[edge];
            (!edge.must, edge.rounds.len() * 2 - u32::from(edge.table.is_some()))
        });
        waiting.reverse();
        let mut best = (waiting.clone(), self.table.clone());
        // Edges for which there is nothing that may be pushed out.
        let mut lost = Vec::new();
        while let Some(edge) = waiting.pop() {
            if insert(self.model, self.table, edge, self.rng) {
                continue;
            }
            if waiting.len() + lost.len() + 1 < best.0.len() {
                let left = waiting.iter().chain(&lost).copied().chain([edge]).collect();
                best = (left, self.table.clone());
            }
            if self.time >= work || stop() {
                *self.table = best.1;
                return best.0;
            }
            self.time += 1;
            match self.eject(edge) {
                Some(ejected) => waiting.extend(ejected),
                None => lost.push(edge),
            }
        }
        if lost.is_empty() || lost.len() < best.0.len() {
            return lost;
        }
        *self.table = best.1;
        best.0
    }

    /// Puts an edge into the round where it pushes out least, and returns what it pushed out. Only a must may push out
    /// a must; nothing when there is no round without one.
    fn eject(&mut self, edge: usize) -> Option<Vec<usize>> {
        let mut best: Option<Ejection> = None;
        for round in self.model.edges[edge].rounds.iter().map(|round| round as usize - 1) {
            let mut way = self.table.in_the_way(self.model, edge, round);
            if way.is_empty() && self.table.count(round) >= self.model.capacity[round] {
                way.extend(self.relief(round));
            }
            let tabu = way.iter().filter(|&&other| self.tabu[other] > self.time).count();
            let cost = (tabu, way.len(), self.rng.next());
            let must_stay = |&other: &usize| self.model.edges[other].must && !self.model.edges[edge].must;
            if way.is_empty() || way.iter().any(must_stay) {
                continue;
            }
            if best.as_ref().is_none_or(|best| cost < best.cost) {
                best = Some(Ejection { cost, round, way });
            }
        }
        let Ejection { round, way, .. } = best?;
        for &other in &way {
            self.table.take(self.model, other);
        }
        self.table.place(self.model, edge, round);
        self.tabu[edge] = self.time + 10 + self.rng.below(10);
        Some(way)
    }

    /// Somebody to push out of a full round.
    fn relief(&mut self, round: usize) -> Option<usize> {
        let mut candidates = self.table.in_round(self.model, round);
        self.rng.shuffle(&mut candidates);
        candidates.into_iter().min_by_key(|&edge| {
            (
                self.model.edges[edge].must,
                self.tabu[edge] > self.time,
                self.model.edges[edge].rounds.len() == 1,
            )
        })
    }
}

fn insert_directly(model: &Model, table: &mut Timetable, edge: usize, rng: &mut Rng) -> bool {
    let spare = |round: usize| model.capacity[round] - table.count(round);
    let round = model.edges[edge]
        .rounds
        .iter()
        .map(|round| round as usize - 1)
        .filter(|&round| table.fits(model, edge, round))
        .max_by_key(|&round| (spare(round), rng.next()));
    if let Some(round) = round {
        table.place(model, edge, round);
    }
    round.is_some()
}

/// Frees a round for the edge by swapping two rounds along a Kempe chain.
fn insert_by_kempe(model: &Model, table: &mut Timetable, edge: usize) -> bool {
    let [i, j] = model.edges[edge].people;
    let allowed = model.edges[edge].rounds;
    for (free, blocked) in [(i, j), (j, i)] {
        for round in table.free_rounds(free, allowed) {
            let obstacle = table.meets(round, blocked);
            if obstacle == NONE {
                if relieve(model, table, edge, round) {
                    return true;
                }
                continue;
            }
            if try_chains(model, table, edge, round, obstacle) {
                return true;
            }
        }
    }
    false
}

fn try_chains(model: &Model, table: &mut Timetable, edge: usize, round: usize, obstacle: usize) -> bool {
    for other in model.edges[obstacle].rounds.iter().map(|round| round as usize - 1) {
        if other == round {
            continue;
        }
        let component = table.component(model, obstacle, [round, other]);
        if swap_and_place(model, table, &component, [round, other], edge) {
            return true;
        }
    }
    false
}

/// Swaps a component between two rounds, and places the edge in the first; all stays as it was if either cannot be.
fn swap_and_place(
    model: &Model,
    table: &mut Timetable,
    component: &[usize],
    rounds: [usize; 2],
    edge: usize,
) -> bool {
    if !table.swap(model, component, rounds) {
        return false;
    }
    if table.fits(model, edge, rounds[0]) {
        table.place(model, edge, rounds[0]);
        return true;
    }
    let undone = table.swap(model, component, rounds);
    debug_assert!(undone, "a swap can be undone");
    false
}

/// Both people are free but the round is full, or the table is taken: moves one meeting's worth elsewhere.
fn relieve(model: &Model, table: &mut Timetable, edge: usize, round: usize) -> bool {
    let holder = table.holder(model, edge, round);
    if holder != NONE {
        return try_chains(model, table, edge, round, holder);
    }
    for other in (0..model.rounds()).filter(|&other| other != round) {
        if table.count(other) >= model.capacity[other] {
            continue;
        }
        let mut seen: Vec<usize> = Vec::new();
        for start in table.in_round(model, round) {
            if seen.contains(&start) {
                continue;
            }
            let component = table.component(model, start, [round, other]);
            seen.extend(&component);
            let here = component.iter().filter(|&&edge| table.round_of(edge) == round).count();
            if 2 * here > component.len() && swap_and_place(model, table, &component, [round, other], edge) {
                return true;
            }
        }
    }
    false
}
