//! Which pair meets in which round: a partial proper edge colouring, with the rounds as colours.

use super::model::{Edge, Model};
use crate::domain::{AttendeeIx, RoundSet};

/// No edge, or no round.
pub(super) const NONE: usize = usize::MAX;

/// The same in the tables below, which are kept small: they are read all the time.
const NO_EDGE: u32 = u32::MAX;
const NO_ROUND: u8 = u8::MAX;

/// A partial timetable that keeps every hard rule except, perhaps, `MustMeet`. Rounds count from 0 here.
#[derive(Clone, Debug)]
pub(super) struct Timetable {
    people: usize,
    slots: usize,
    /// By round and attendee: the edge they meet along.
    meets: Vec<u32>,
    /// By round and fixed table ([`Edge::slot`]): the edge that takes place there.
    held: Vec<u32>,
    /// By edge: its round.
    round_of: Vec<u8>,
    /// By attendee: the rounds they meet somebody in.
    busy: Vec<RoundSet>,
    /// By round: how many meetings it holds.
    count: Vec<u32>,
}

fn edge_or_none(edge: u32) -> usize {
    if edge == NO_EDGE { NONE } else { edge as usize }
}

impl Timetable {
    pub fn new(model: &Model) -> Self {
        let (people, rounds) = (model.people(), model.rounds());
        Self {
            people,
            slots: model.slots,
            meets: vec![NO_EDGE; people * rounds],
            held: vec![NO_EDGE; model.slots * rounds],
            round_of: vec![NO_ROUND; model.edges.len()],
            busy: vec![RoundSet::EMPTY; people],
            count: vec![0; rounds],
        }
    }

    /// The edge along which an attendee meets in a round, or [`NONE`].
    pub fn meets(&self, round: usize, person: AttendeeIx) -> usize {
        edge_or_none(self.meets[round * self.people + person])
    }

    /// The round of an edge, or [`NONE`].
    pub fn round_of(&self, edge: usize) -> usize {
        let round = self.round_of[edge];
        if round == NO_ROUND { NONE } else { usize::from(round) }
    }

    /// How many meetings a round holds.
    pub fn count(&self, round: usize) -> u32 {
        self.count[round]
    }

    /// The rounds in which neither of an edge's people meets anybody yet and the edge may take place.
    pub fn free_for(&self, edge: &Edge) -> RoundSet {
        edge.rounds.without(self.busy[edge.people[0]]).without(self.busy[edge.people[1]])
    }

    /// The rounds in which an attendee meets somebody.
    pub fn busy(&self, person: AttendeeIx) -> RoundSet {
        self.busy[person]
    }

    /// The edges that take place in a round, ascending by their first attendee.
    pub fn in_round(&self, model: &Model, round: usize) -> Vec<usize> {
        let of = |(person, &edge): (usize, &u32)| {
            (edge != NO_EDGE && model.edges[edge as usize].people[0] == person).then_some(edge as usize)
        };
        let first = round * self.people;
        self.meets[first..first + self.people].iter().enumerate().filter_map(of).collect()
    }

    /// All edges that take place.
    pub fn placed(&self, model: &Model) -> Vec<usize> {
        (0..model.rounds()).flat_map(|round| self.in_round(model, round)).collect()
    }

    /// The edge that holds the table this edge is tied to, or [`NONE`].
    pub fn holder(&self, model: &Model, edge: usize, round: usize) -> usize {
        model.edges[edge]
            .slot
            .map_or(NONE, |slot| edge_or_none(self.held[round * self.slots + slot as usize]))
    }

    /// The different edges that stand in the way of this edge in this round: of its people, and at its table.
    pub fn in_the_way(
        &self,
        model: &Model,
        edge: usize,
        round: usize,
    ) -> impl Iterator<Item = usize> + use<> {
        let [a, b] = model.edges[edge].people;
        let (first, second) = (self.meets(round, a), self.meets(round, b));
        let third = self.holder(model, edge, round);
        let second = if second == first { NONE } else { second };
        let third = if third == first || third == second { NONE } else { third };
        [first, second, third].into_iter().filter(|&other| other != NONE)
    }

    /// Whether nothing stands in the way and the round has room.
    pub fn fits(&self, model: &Model, edge: usize, round: usize) -> bool {
        let [a, b] = model.edges[edge].people;
        model.edges[edge].rounds.contains(round as u32 + 1)
            && self.meets(round, a) == NONE
            && self.meets(round, b) == NONE
            && self.holder(model, edge, round) == NONE
            && self.count[round] < model.capacity[round]
    }

    pub fn place(&mut self, model: &Model, edge: usize, round: usize) {
        debug_assert!(self.round_of[edge] == NO_ROUND);
        for person in model.edges[edge].people {
            debug_assert!(self.meets(round, person) == NONE);
            self.meets[round * self.people + person] = edge as u32;
            self.busy[person].insert(round as u32 + 1);
        }
        if let Some(slot) = model.edges[edge].slot {
            self.held[round * self.slots + slot as usize] = edge as u32;
        }
        self.round_of[edge] = round as u8;
        self.count[round] += 1;
    }

    pub fn take(&mut self, model: &Model, edge: usize) {
        let round = self.round_of(edge);
        for person in model.edges[edge].people {
            self.meets[round * self.people + person] = NO_EDGE;
            self.busy[person].remove(round as u32 + 1);
        }
        if let Some(slot) = model.edges[edge].slot {
            self.held[round * self.slots + slot as usize] = NO_EDGE;
        }
        self.round_of[edge] = NO_ROUND;
        self.count[round] -= 1;
    }

    /// The Kempe component of an edge in two rounds: everything in either that hangs together with it through people
    /// or fixed tables.
    pub fn component(&self, model: &Model, start: usize, rounds: [usize; 2]) -> Vec<usize> {
        // An edge is known by its round and its first attendee.
        let mut seen = vec![false; 2 * self.people];
        let key =
            |edge: usize, round: usize| 2 * model.edges[edge].people[0] + usize::from(round == rounds[1]);
        seen[key(start, self.round_of(start))] = true;
        let mut component = vec![start];
        let mut next = 0;
        while next < component.len() {
            let edge = component[next];
            next += 1;
            for round in rounds {
                for other in self.in_the_way(model, edge, round) {
                    if !std::mem::replace(&mut seen[key(other, round)], true) {
                        component.push(other);
                    }
                }
            }
        }
        component
    }

    /// Whether every meeting of a component may move to the other of its two rounds, and both rounds have room.
    pub fn can_swap(&self, model: &Model, component: &[usize], rounds: [usize; 2]) -> bool {
        let mut first = 0;
        for &edge in component {
            let here = self.round_of(edge) == rounds[0];
            first += u32::from(here);
            if !model.edges[edge].rounds.contains(rounds[usize::from(here)] as u32 + 1) {
                return false;
            }
        }
        let second = component.len() as u32 - first;
        let fits = |round: usize, away: u32, here: u32| {
            here <= away || self.count[round] - away + here <= model.capacity[round]
        };
        fits(rounds[0], first, second) && fits(rounds[1], second, first)
    }

    /// Swaps two rounds within a component when every meeting of it may move and both rounds have room.
    pub fn swap(&mut self, model: &Model, component: &[usize], rounds: [usize; 2]) -> bool {
        if !self.can_swap(model, component, rounds) {
            return false;
        }
        let other = |round: usize| if round == rounds[0] { rounds[1] } else { rounds[0] };
        let moves: Vec<(usize, usize)> =
            component.iter().map(|&edge| (edge, other(self.round_of(edge)))).collect();
        for &(edge, _) in &moves {
            self.take(model, edge);
        }
        for (edge, round) in moves {
            self.place(model, edge, round);
        }
        true
    }
}
