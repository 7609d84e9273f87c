//! How few idle gaps there can be at least.
//!
//! Every attendee alone has a cheapest pattern of rounds for their meetings. A price on a seat in each round stands for
//! the tables: with any prices, what the cheapest patterns cost together, less the price of all seats there are, is
//! never more than the gaps of a timetable (Lagrangian relaxation). Prices are whole numbers, so the bound is exact.

use std::collections::BTreeMap;

use super::task::Task;

/// Costs and prices are whole multiples of this part of a gap.
const UNIT: i64 = 1 << 16;
const NEVER: i64 = i64::MAX / 4;
/// Prices tried at most, and cells of tables filled for them.
const PRICES: usize = 1_000;
const CELLS: usize = 40_000_000;

/// Attendees whose meetings are alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    meetings: usize,
    /// The rounds that any of their meetings may take place in, as bits.
    open: u128,
    /// By round, and once more at the end: how many of their meetings can only be before it, and how many can be.
    before: Vec<[usize; 2]>,
}

/// A number of gaps that no timetable of these meetings can be below. Stops looking for a higher one at `enough`.
pub(super) fn fewest(task: &Task, enough: i64) -> i64 {
    let kinds = kinds(task);
    let cells: usize = kinds.keys().map(|kind| 2 * (kind.meetings + 1) * task.rounds()).sum();
    let mut prices = Prices::new(task.rounds());
    let mut best = 0;
    for _ in 0..(CELLS / cells.max(1)).clamp(1, PRICES) {
        let (value, excess) = value(task, &kinds, &prices.now);
        best = best.max((value + UNIT - 1).div_euclid(UNIT));
        if best >= enough || !prices.improve(value, &excess) {
            break;
        }
    }
    best
}

/// Prices of a seat in each round, which a subgradient search improves. Its steps may be as inexact as they like.
struct Prices {
    now: Vec<i64>,
    best: (i64, Vec<i64>),
    /// A running mean of the last directions, which keeps the search from swinging to and fro.
    direction: Vec<f64>,
    step: f64,
    /// Steps since the value last rose.
    idle: usize,
}

impl Prices {
    fn new(rounds: usize) -> Self {
        let free = vec![0; rounds];
        Self {
            now: free.clone(),
            best: (i64::MIN, free),
            direction: vec![0.0; rounds],
            step: 2.0 * UNIT as f64,
            idle: 0,
        }
    }

    /// Raises the prices of rounds that are asked for too much, lowers the others. False when there is nothing to do.
    fn improve(&mut self, value: i64, excess: &[i64]) -> bool {
        const PATIENCE: usize = 30;
        self.idle += 1;
        if value > self.best.0 {
            self.best = (value, self.now.clone());
            self.idle = 0;
        } else if self.idle >= PATIENCE {
            self.now.clone_from(&self.best.1);
            self.step *= 0.7;
            self.idle = 0;
        }
        for (direction, &excess) in self.direction.iter_mut().zip(excess) {
            *direction = 0.7 * *direction + 0.3 * excess as f64;
        }
        let norm: f64 = self.direction.iter().map(|part| part * part).sum();
        for (price, part) in self.now.iter_mut().zip(&self.direction) {
            *price = (*price + (self.step / norm.max(1.0) * part) as i64).max(0);
        }
        self.step > 1.0
    }
}

/// The attendees who meet anybody, by kind, and how many there are of each.
fn kinds(task: &Task) -> BTreeMap<Kind, i64> {
    let mut lists = vec![Vec::new(); task.people];
    for meeting in &task.meetings {
        let rounds = meeting.rounds.iter().fold(0u128, |bits, round| bits | 1 << (round - 1));
        for person in meeting.people {
            lists[person].push(rounds);
        }
    }
    let mut kinds = BTreeMap::new();
    for lists in lists.iter().filter(|lists| !lists.is_empty()) {
        *kinds.entry(kind(lists, task.rounds())).or_insert(0) += 1;
    }
    kinds
}

fn kind(lists: &[u128], rounds: usize) -> Kind {
    let before = |round: usize| {
        let earlier = (1u128 << round) - 1;
        let only = lists.iter().filter(|&&list| list & !earlier == 0).count();
        let can = lists.iter().filter(|&&list| list & earlier != 0).count();
        [only, can]
    };
    Kind {
        meetings: lists.len(),
        open: lists.iter().fold(0, |open, list| open | list),
        before: (0..=rounds).map(before).collect(),
    }
}

/// The value of these prices in units, and by round how many more seats are asked for than there are.
fn value(task: &Task, kinds: &BTreeMap<Kind, i64>, prices: &[i64]) -> (i64, Vec<i64>) {
    let mut excess: Vec<i64> = task.capacity.iter().map(|&room| -2 * i64::from(room)).collect();
    let mut value: i64 = prices.iter().zip(&excess).map(|(price, seats)| price * seats).sum();
    for (kind, people) in kinds {
        let pattern = Patterns::of(kind, prices).cheapest();
        value += pattern.cost * people;
        for (round, excess) in excess.iter_mut().enumerate() {
            *excess += i64::from(pattern.busy >> round & 1 == 1) * people;
        }
    }
    (value, excess)
}

/// The rounds of an attendee's meetings, as bits, and what they cost: gaps, and prices of seats.
struct Pattern {
    cost: i64,
    busy: u128,
}

/// By round: the least cost of so many meetings before it, without and with one in the round just before.
struct Patterns<'k> {
    kind: &'k Kind,
    prices: &'k [i64],
    cells: Vec<[i64; 2]>,
}

impl<'k> Patterns<'k> {
    fn of(kind: &'k Kind, prices: &'k [i64]) -> Self {
        let width = kind.meetings + 1;
        let mut patterns = Self { kind, prices, cells: vec![[NEVER; 2]; width * (prices.len() + 1)] };
        patterns.cells[0] = [0, NEVER];
        for round in 1..=prices.len() {
            let [only, can] = kind.before[round];
            for count in only..=can.min(kind.meetings) {
                patterns.cells[round * width + count] = [
                    patterns.at(round - 1, count).into_iter().min().unwrap_or(NEVER),
                    (0..2).map(|last| patterns.with(round, count, last)).min().unwrap_or(NEVER),
                ];
            }
        }
        patterns
    }

    fn at(&self, round: usize, count: usize) -> [i64; 2] {
        self.cells[round * (self.kind.meetings + 1) + count]
    }

    /// The cost of a meeting in the round before `round`, the last of `count`, after a round without (`last` 0) or with
    /// one (1).
    fn with(&self, round: usize, count: usize, last: usize) -> i64 {
        if count == 0 || self.kind.open >> (round - 1) & 1 == 0 {
            return NEVER;
        }
        let gap = if last == 0 && count > 1 { UNIT } else { 0 };
        (self.at(round - 1, count - 1)[last] + gap + self.prices[round - 1]).min(NEVER)
    }

    fn cheapest(&self) -> Pattern {
        let mut count = self.kind.meetings;
        let end = self.at(self.prices.len(), count);
        let mut last = usize::from(end[1] < end[0]);
        let cost = end[last];
        let mut busy = 0;
        for round in (1..=self.prices.len()).rev() {
            if last == 0 {
                let before = self.at(round - 1, count);
                last = usize::from(before[1] < before[0]);
            } else {
                busy |= 1 << (round - 1);
                last = usize::from(self.with(round, count, 1) < self.with(round, count, 0));
                count -= 1;
            }
        }
        Pattern { cost, busy }
    }
}
