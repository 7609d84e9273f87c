//! The question as plain numbers: meetings with the rounds they may take place in, and the room of each round.

use crate::domain::{AttendeeIx, RoundSet};
use crate::plan::model::Model;
use crate::plan::timetable::Timetable;

/// One chosen pair.
#[derive(Clone, Debug)]
pub struct Meeting {
    pub people: [AttendeeIx; 2],
    /// The rounds it may take place in.
    pub rounds: RoundSet,
    /// The fixed table it takes place at ([`crate::plan::model::Edge::slot`]).
    pub slot: Option<usize>,
}

/// Chosen pairs that are to get rounds. Rounds count from 0 here, except in [`RoundSet`].
#[derive(Clone, Debug)]
pub struct Task {
    pub people: usize,
    pub meetings: Vec<Meeting>,
    /// By round: the most meetings it can hold.
    pub capacity: Vec<u32>,
    /// How many fixed tables there are.
    pub slots: usize,
}

impl Task {
    /// The pairs that have a round in a timetable, and the round that each has.
    pub fn of(model: &Model, table: &Timetable) -> (Self, Vec<usize>) {
        let edges = table.placed(model);
        let meeting = |&edge: &usize| {
            let edge = &model.edges[edge];
            Meeting { people: edge.people, rounds: edge.rounds, slot: edge.slot.map(|slot| slot as usize) }
        };
        let meetings = edges.iter().map(meeting).collect();
        let capacity = model.capacity.clone();
        (Self { people: model.people(), meetings, capacity, slots: model.slots }, edges)
    }

    pub fn rounds(&self) -> usize {
        self.capacity.len()
    }
}
