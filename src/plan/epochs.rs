//! Epochs: rounds in which the same people are there.
//!
//! Rounds are interchangeable only as long as nobody comes or goes. Where many come late or leave early, a choice of pairs
//! that looks at the evening as a whole gives people more partners of one part of the evening than it has rounds. Then
//! the evening is cut into epochs, and every pair meets in one of them. Any cut of the rounds into parts gives a true
//! bound; this one loses nothing against single rounds, because within an epoch rounds are interchangeable again.

use std::collections::BTreeMap;

use super::model::Model;
use crate::domain::RoundSet;

/// Pairs times the epochs they may take place in, up to which epochs are told apart.
const MOST: usize = 1_500_000;

/// The parts of an evening.
#[derive(Clone, Debug)]
pub(super) struct Epochs {
    /// By epoch: its rounds.
    pub rounds: Vec<RoundSet>,
}

impl Epochs {
    /// The evening as a whole.
    pub fn one(model: &Model) -> Self {
        Self { rounds: vec![RoundSet::all(model.rounds() as u32)] }
    }

    /// Rounds with the same people there, in the order of their first rounds; those apart that are past.
    fn of(model: &Model) -> Self {
        let mut parts: BTreeMap<(bool, Vec<bool>), RoundSet> = BTreeMap::new();
        for round in 1..=model.rounds() as u32 {
            let there = model.event.attendees.iter().map(|attendee| attendee.rounds.contains(round));
            let ahead = model.edges.iter().any(|edge| !edge.must && edge.rounds.contains(round));
            parts.entry((ahead, there.collect())).or_default().insert(round);
        }
        let mut rounds: Vec<RoundSet> = parts.into_values().collect();
        rounds.sort_by_key(|rounds| rounds.iter().next());
        Self { rounds }
    }

    /// The same, where it makes more than one part, and few enough of them to be looked at pair by pair.
    pub fn finer(model: &Model) -> Option<Self> {
        let parts = Self::of(model);
        let pairs = || model.edges.iter().map(|edge| parts.within(edge.rounds).count()).sum::<usize>();
        (parts.len() > 1 && pairs() <= MOST).then_some(parts)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rounds.len()
    }

    /// By epoch: the most meetings that it can hold.
    pub fn capacity(&self, model: &Model) -> Vec<i64> {
        let held = |round: u32| i64::from(model.capacity[round as usize - 1]);
        self.rounds.iter().map(|rounds| rounds.iter().map(held).sum()).collect()
    }

    /// By attendee: the most meetings they can have in each epoch.
    pub fn time(&self, model: &Model) -> Vec<Vec<i64>> {
        let time =
            |there: RoundSet| self.rounds.iter().map(|part| i64::from(part.and(there).len())).collect();
        model.event.attendees.iter().map(|attendee| time(attendee.rounds)).collect()
    }

    /// The epochs that share a round with this set.
    pub fn within(&self, rounds: RoundSet) -> impl Iterator<Item = usize> {
        (0..self.rounds.len()).filter(move |&epoch| !self.rounds[epoch].and(rounds).is_empty())
    }
}
