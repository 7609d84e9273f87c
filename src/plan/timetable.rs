//! Which pair meets in which round: a partial proper edge colouring, with the rounds as colours.

use std::collections::HashMap;

use super::model::Model;
use crate::domain::{AttendeeIx, RoundSet, TableNo};

/// No edge, or no round.
pub(super) const NONE: usize = usize::MAX;

/// A partial timetable that keeps every hard rule except, perhaps, `MustMeet`. Rounds count from 0 here.
#[derive(Clone, Debug)]
pub(super) struct Timetable {
    /// By round and attendee: the edge they meet along, or [`NONE`].
    meets: Vec<Vec<usize>>,
    /// By round and fixed table (index into `fixed_tables`): the edge that takes place there, or [`NONE`].
    held: Vec<Vec<usize>>,
    /// By edge: its round, or [`NONE`].
    round_of: Vec<usize>,
    /// By round: how many meetings it holds.
    count: Vec<u32>,
    /// Tables that some meeting is tied to.
    fixed_tables: HashMap<TableNo, usize>,
}

impl Timetable {
    pub fn new(model: &Model) -> Self {
        let mut fixed_tables = HashMap::new();
        for edge in &model.edges {
            if let Some(table) = edge.table {
                let next = fixed_tables.len();
                fixed_tables.entry(table).or_insert(next);
            }
        }
        Self {
            meets: vec![vec![NONE; model.people()]; model.rounds()],
            held: vec![vec![NONE; fixed_tables.len()]; model.rounds()],
            round_of: vec![NONE; model.edges.len()],
            count: vec![0; model.rounds()],
            fixed_tables,
        }
    }

    /// The edge along which an attendee meets in a round, or [`NONE`].
    pub fn meets(&self, round: usize, person: AttendeeIx) -> usize {
        self.meets[round][person]
    }

    /// The round of an edge, or [`NONE`].
    pub fn round_of(&self, edge: usize) -> usize {
        self.round_of[edge]
    }

    /// How many meetings a round holds.
    pub fn count(&self, round: usize) -> u32 {
        self.count[round]
    }

    /// The edges that take place in a round, ascending by their first attendee.
    pub fn in_round(&self, model: &Model, round: usize) -> Vec<usize> {
        let of = |(person, &edge): (usize, &usize)| {
            (edge != NONE && model.edges[edge].people[0] == person).then_some(edge)
        };
        self.meets[round].iter().enumerate().filter_map(of).collect()
    }

    /// All edges that take place.
    pub fn placed(&self, model: &Model) -> Vec<usize> {
        (0..model.rounds()).flat_map(|round| self.in_round(model, round)).collect()
    }

    fn slot(&self, model: &Model, edge: usize) -> Option<usize> {
        model.edges[edge].table.map(|table| self.fixed_tables[&table])
    }

    /// The edge that holds the table this edge is tied to, or [`NONE`].
    pub fn holder(&self, model: &Model, edge: usize, round: usize) -> usize {
        self.slot(model, edge).map_or(NONE, |slot| self.held[round][slot])
    }

    /// The different edges that stand in the way of this edge in this round: of its people, and at its table.
    pub fn in_the_way(&self, model: &Model, edge: usize, round: usize) -> Vec<usize> {
        let [a, b] = model.edges[edge].people;
        let mut way = vec![self.meets[round][a], self.meets[round][b], self.holder(model, edge, round)];
        way.retain(|&other| other != NONE);
        way.sort_unstable();
        way.dedup();
        way
    }

    /// Whether nothing stands in the way and the round has room.
    pub fn fits(&self, model: &Model, edge: usize, round: usize) -> bool {
        let [a, b] = model.edges[edge].people;
        model.edges[edge].rounds.contains(round as u32 + 1)
            && self.meets[round][a] == NONE
            && self.meets[round][b] == NONE
            && self.holder(model, edge, round) == NONE
            && self.count[round] < model.capacity[round]
    }

    pub fn place(&mut self, model: &Model, edge: usize, round: usize) {
        debug_assert!(self.round_of[edge] == NONE);
        for person in model.edges[edge].people {
            debug_assert!(self.meets[round][person] == NONE);
            self.meets[round][person] = edge;
        }
        if let Some(slot) = self.slot(model, edge) {
            self.held[round][slot] = edge;
        }
        self.round_of[edge] = round;
        self.count[round] += 1;
    }

    pub fn take(&mut self, model: &Model, edge: usize) {
        let round = self.round_of[edge];
        for person in model.edges[edge].people {
            self.meets[round][person] = NONE;
        }
        if let Some(slot) = self.slot(model, edge) {
            self.held[round][slot] = NONE;
        }
        self.round_of[edge] = NONE;
        self.count[round] -= 1;
    }

    /// The rounds (from 0) in which this attendee meets nobody, of those allowed.
    pub fn free_rounds(&self, person: AttendeeIx, allowed: RoundSet) -> Vec<usize> {
        allowed
            .iter()
            .map(|round| round as usize - 1)
            .filter(|&round| self.meets[round][person] == NONE)
            .collect()
    }

    /// The Kempe component of an edge in two rounds: everything in either that hangs together with it through people
    /// or fixed tables.
    pub fn component(&self, model: &Model, start: usize, rounds: [usize; 2]) -> Vec<usize> {
        let mut component = vec![start];
        let mut next = 0;
        while next < component.len() {
            let edge = component[next];
            next += 1;
            for round in rounds {
                for other in self.in_the_way(model, edge, round) {
                    // Components are short: a scan beats a set.
                    if !component.contains(&other) {
                        component.push(other);
                    }
                }
            }
        }
        component
    }

    /// Swaps two rounds within a component when every meeting of it may move and both rounds have room.
    pub fn swap(&mut self, model: &Model, component: &[usize], rounds: [usize; 2]) -> bool {
        let other = |round: usize| if round == rounds[0] { rounds[1] } else { rounds[0] };
        let may_move =
            |&edge: &usize| model.edges[edge].rounds.contains(other(self.round_of[edge]) as u32 + 1);
        if !component.iter().all(may_move) {
            return false;
        }
        let first = component.iter().filter(|&&edge| self.round_of[edge] == rounds[0]).count() as u32;
        let second = component.len() as u32 - first;
        let new_first = self.count[rounds[0]] - first + second;
        let new_second = self.count[rounds[1]] - second + first;
        if new_first > model.capacity[rounds[0]] && new_first > self.count[rounds[0]]
            || new_second > model.capacity[rounds[1]] && new_second > self.count[rounds[1]]
        {
            return false;
        }
        let moves: Vec<(usize, usize)> =
            component.iter().map(|&edge| (edge, other(self.round_of[edge]))).collect();
        for &(edge, _) in &moves {
            self.take(model, edge);
        }
        for (edge, round) in moves {
            self.place(model, edge, round);
        }
        true
    }
}
