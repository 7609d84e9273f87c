//! Odd sets: people who can have fewer meetings among themselves than everybody's time would allow.
//!
//! Of nine people, one sits out in every round, whatever is planned. A linear program that counts only everybody's time
//! does not see that, and chooses pairs that no timetable has rounds for. The sets that a choice breaks are looked for,
//! and become rows of the program.
//! Sources: J. Edmonds, J. Res. Nat. Bur. Standards 69B (1965), for matchings; P. D. Seymour, Proc. London Math. Soc. 38
//! (1979), for edge colourings.

use std::collections::BTreeSet;

use super::epochs::Epochs;
use super::model::Model;
use crate::domain::AttendeeIx;

/// People, and the most meetings they can have among themselves in an epoch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OddSet {
    pub epoch: usize,
    /// Ascending.
    pub people: Vec<AttendeeIx>,
    pub room: i64,
}

impl OddSet {
    fn new(model: &Model, epochs: &Epochs, epoch: usize, mut people: Vec<AttendeeIx>) -> Self {
        people.sort_unstable();
        let there = |round| {
            people.iter().filter(|&&person| model.event.attendees[person].rounds.contains(round)).count()
        };
        let held = |round: u32| i64::from(model.capacity[round as usize - 1]).min(there(round) as i64 / 2);
        let room = epochs.rounds[epoch].iter().map(held).sum();
        Self { epoch, people, room }
    }

    /// Whether a pair meets within the set.
    pub fn holds(&self, people: [AttendeeIx; 2]) -> bool {
        people.into_iter().all(|person| self.people.binary_search(&person).is_ok())
    }
}

/// More people than this are not searched: what a set of them forbids is a small part of so many meetings.
const MOST: usize = 400;
/// A set that is broken by less than this is not worth a row.
const BROKEN: f64 = 0.05;
/// The most sets of an epoch at a time.
const AT_A_TIME: usize = 12;

/// Sets that a choice breaks, the worst of each epoch first. `shares`: pairs, and how much of each takes place in which
/// epoch. Sets grow from every attendee, by whoever meets most within them; not all that are broken are found.
pub(super) fn broken(model: &Model, epochs: &Epochs, shares: &[(usize, usize, f64)]) -> Vec<OddSet> {
    if model.people() > MOST {
        return Vec::new();
    }
    let of = |epoch| {
        let of = shares.iter().filter(move |share| share.1 == epoch);
        broken_in(model, epochs, epoch, of.map(|&(edge, _, share)| (model.edges[edge].people, share)))
    };
    (0..epochs.len()).flat_map(of).collect()
}

fn broken_in(
    model: &Model,
    epochs: &Epochs,
    epoch: usize,
    shares: impl Iterator<Item = ([AttendeeIx; 2], f64)>,
) -> Vec<OddSet> {
    let mut met = vec![Vec::new(); model.people()];
    for ([a, b], share) in shares.filter(|share| share.1 > 0.0) {
        met[a].push((b, share));
        met[b].push((a, share));
    }
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for first in (0..met.len()).filter(|&person| !met[person].is_empty()) {
        let mut set = vec![first];
        let mut within = 0.0;
        let mut pull = vec![0.0; met.len()];
        let mut inside = vec![false; met.len()];
        let mut worst: Option<(f64, OddSet)> = None;
        loop {
            let last = set[set.len() - 1];
            inside[last] = true;
            for &(other, share) in &met[last] {
                pull[other] += share;
            }
            let outside = (0..met.len()).filter(|&person| !inside[person] && pull[person] > 0.0);
            let Some(next) = outside.max_by(|&a, &b| pull[a].total_cmp(&pull[b]).then(b.cmp(&a))) else {
                break;
            };
            within += pull[next];
            set.push(next);
            if set.len() % 2 == 1 {
                let odd = OddSet::new(model, epochs, epoch, set.clone());
                let broken = within - odd.room as f64;
                if broken > worst.as_ref().map_or(BROKEN, |(worst, _)| *worst) {
                    worst = Some((broken, odd));
                }
            }
        }
        found.extend(worst.filter(|(_, odd)| seen.insert(odd.people.clone())));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.truncate(AT_A_TIME);
    found.into_iter().map(|(_, odd)| odd).collect()
}
