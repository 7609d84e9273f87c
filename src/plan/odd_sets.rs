//! Odd sets: people who can have fewer meetings among themselves than everybody's time would allow.
//!
//! Of nine people, one sits out in every round, whatever is planned. A linear program that counts only everybody's time
//! does not see that, and chooses pairs that no timetable has rounds for. The sets that a choice breaks are looked for,
//! and become rows of the program.
//! Sources: J. Edmonds, J. Res. Nat. Bur. Standards 69B (1965), for matchings; P. D. Seymour, Proc. London Math. Soc. 38
//! (1979), for edge colourings.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::epochs::Epochs;
use super::model::Model;
use crate::domain::{AttendeeIx, Round};

/// People, and the most meetings they can have among themselves in an epoch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OddSet {
    pub epoch: usize,
    /// Ascending.
    pub people: Vec<AttendeeIx>,
    pub room: i64,
}

impl OddSet {
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
        let worst = worst_around(model, epochs, epoch, &met, first);
        found.extend(worst.filter(|(_, odd)| seen.insert(odd.people.clone())));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.truncate(AT_A_TIME);
    found.into_iter().map(|(_, odd)| odd).collect()
}

/// The set that is broken most of those that grow from one attendee, and by how much. `met`: by attendee, whom they meet,
/// and how much of that.
fn worst_around(
    model: &Model,
    epochs: &Epochs,
    epoch: usize,
    met: &[Vec<(AttendeeIx, f64)>],
    first: AttendeeIx,
) -> Option<(f64, OddSet)> {
    let rounds: Vec<Round> = epochs.rounds[epoch].iter().collect();
    let mut there = vec![0; rounds.len()];
    let mut pull = vec![0.0_f64; met.len()];
    let mut inside = vec![false; met.len()];
    let mut set = Vec::new();
    let (mut within, mut worst) = (0.0, None);
    // Whoever is pulled more stands in it again; the bits of numbers above 0 are in the order of the numbers.
    let mut waiting = BinaryHeap::from([(0, Reverse(first))]);
    while let Some((_, Reverse(person))) = waiting.pop() {
        if std::mem::replace(&mut inside[person], true) {
            continue;
        }
        within += pull[person];
        set.push(person);
        for &(other, share) in met[person].iter().filter(|(other, _)| !inside[*other]) {
            pull[other] += share;
            waiting.push((pull[other].to_bits(), Reverse(other)));
        }
        for (there, &round) in there.iter_mut().zip(&rounds) {
            *there += u32::from(model.event.attendees[person].rounds.contains(round));
        }
        if set.len() >= 3 && set.len() % 2 == 1 {
            let held = |(&there, &round): (&u32, &Round)| (there / 2).min(model.capacity[round as usize - 1]);
            let room: u32 = there.iter().zip(&rounds).map(held).sum();
            let broken = within - f64::from(room);
            if broken > worst.map_or(BROKEN, |(worst, _, _)| worst) {
                worst = Some((broken, set.len(), i64::from(room)));
            }
        }
    }
    worst.map(|(broken, size, room)| {
        set.truncate(size);
        set.sort_unstable();
        (broken, OddSet { epoch, people: set, room })
    })
}
