//! Arranges chosen pairs into rounds: list edge colouring by insertion, Kempe chains and ejections.

use super::model::Model;
use super::timetable::{NONE, Timetable};
use crate::domain::Rng;

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
            (!edge.must, (edge.rounds.len() * 2).saturating_sub(u32::from(edge.table.is_some())))
        });
        waiting.reverse();
        let mut best = (waiting.clone(), self.table.clone());
        // Edges for which there is nothing that may be pushed out.
        let mut lost = Vec::new();
        while let Some(edge) = waiting.pop() {
            if stop() {
                waiting.push(edge);
                break;
            }
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
        lost.append(&mut waiting);
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
            let mut way: Vec<usize> = self.table.in_the_way(self.model, edge, round).collect();
            if way.is_empty() && self.table.count(round) >= self.model.capacity[round] {
                way.extend(self.relief(round));
            }
            let tabu = way.iter().filter(|&&other| self.tabu[other] > self.time).count();
            let cost = (tabu, way.len(), self.rng.draw());
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
    let round = table
        .free_for(&model.edges[edge])
        .iter()
        .map(|round| round as usize - 1)
        .filter(|&round| table.fits(model, edge, round))
        .max_by_key(|&round| (spare(round), rng.draw()));
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
        for round in allowed.without(table.busy(free)).iter().map(|round| round as usize - 1) {
            let obstacle = table.meets(round, blocked);
            let inserted = if obstacle == NONE {
                relieve(model, table, edge, round)
            } else {
                try_chains(model, table, edge, round, obstacle)
            };
            if inserted {
                return true;
            }
        }
    }
    false
}

/// Takes the obstacle out of the way into another round, with all that has to move with it.
fn try_chains(model: &Model, table: &mut Timetable, edge: usize, round: usize, obstacle: usize) -> bool {
    let [i, j] = model.edges[edge].people;
    let blocks = |person: usize| model.edges[obstacle].people.contains(&person);
    let mut others = model.edges[obstacle].rounds;
    others.remove(round as u32 + 1);
    // Whoever it is that the obstacle keeps busy must have nothing in the other round: it would come here instead.
    for person in [i, j].into_iter().filter(|&person| blocks(person)) {
        others = others.without(table.busy(person));
    }
    others.iter().map(|other| other as usize - 1).any(|other| {
        let component = table.component(model, obstacle, [round, other]);
        swap_and_place(model, table, &component, [round, other], edge)
    })
}

/// Swaps a component between two rounds and places the edge in the first; nothing happens when that cannot be.
fn swap_and_place(
    model: &Model,
    table: &mut Timetable,
    component: &[usize],
    rounds: [usize; 2],
    edge: usize,
) -> bool {
    let leaves = table.in_the_way(model, edge, rounds[0]).all(|other| component.contains(&other));
    let enters = table.in_the_way(model, edge, rounds[1]).any(|other| component.contains(&other));
    if !leaves || enters {
        return false;
    }
    let out = component.iter().filter(|&&other| table.round_of(other) == rounds[0]).count();
    let count = table.count(rounds[0]) as usize - out + (component.len() - out);
    if count >= model.capacity[rounds[0]] as usize || !table.swap(model, component, rounds) {
        return false;
    }
    table.place(model, edge, rounds[0]);
    true
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
        let mut seen = vec![false; model.people()];
        for start in table.in_round(model, round) {
            if seen[model.edges[start].people[0]] {
                continue;
            }
            let component = table.component(model, start, [round, other]);
            let mut here = 0;
            for &edge in component.iter().filter(|&&edge| table.round_of(edge) == round) {
                seen[model.edges[edge].people[0]] = true;
                here += 1;
            }
            if 2 * here > component.len() && swap_and_place(model, table, &component, [round, other], edge) {
                return true;
            }
        }
    }
    false
}
