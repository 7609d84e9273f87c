//! The choice of pairs, rounds left aside, as pairs that bring amounts to concave pieces.
//!
//! Everything that limits or rewards a choice is a piece: an attendee's meetings with the cost of sitting out, a want with
//! its diminishing returns, a floor, the room of a crowd. At given prices of the pieces the best choice falls apart into
//! one test per pair and one small maximum per piece.

use std::collections::BTreeSet;
use std::ops::Range;

use super::UNIT;
use crate::domain::{AttendeeIx, Epoch};
use crate::matching::Pair;

use crate::plan::model::Model;

/// A concave function of the sum that the chosen pairs bring it. It rises along the stretches from 0, is level before
/// and behind them, and forbids all below `least` and above `most`.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub least: i64,
    pub most: i64,
    /// Slope (in [`UNIT`]s) and length of each stretch, slopes falling.
    pub stretches: Vec<(i64, i64)>,
}

impl Piece {
    /// Its worth at a sum.
    pub fn worth(&self, sum: i64) -> i64 {
        let mut left = sum.max(0);
        let mut worth = 0;
        for &(slope, length) in &self.stretches {
            worth += slope * left.min(length);
            left -= left.min(length);
        }
        worth
    }

    /// Slope and length of each stretch within a range of sums.
    pub fn slopes(&self, range: &Range<i64>) -> impl Iterator<Item = (i64, i64)> {
        let (low, high) = (range.start, range.end - 1);
        let end: i64 = self.stretches.iter().map(|&(_, length)| length).sum();
        let level = [(0, low.min(0), 0), (0, end, high)];
        let mut start = 0;
        let rising = self.stretches.iter().map(move |&(slope, length)| {
            start += length;
            (slope, start - length, start)
        });
        let all = level[..1].iter().copied().chain(rising).chain(level[1..].iter().copied());
        let within = all.map(|(slope, from, to)| (slope, to.min(high) - from.max(low)));
        within.filter(|&(_, length)| length > 0).collect::<Vec<_>>().into_iter()
    }

    /// The sum within a range at which its worth less `price` for every unit is greatest.
    pub fn best(&self, price: f64, range: &Range<i64>) -> i64 {
        let (low, high) = (range.start, range.end - 1);
        let mut end = low.min(0);
        for &(slope, length) in &self.stretches {
            if slope as f64 <= price {
                return end.clamp(low, high);
            }
            end += length;
        }
        if price < 0.0 { high } else { end.clamp(low, high) }
    }
}

/// The pieces stand in this order: attendees' time (as the attendees), wants, floors, crowds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub people: usize,
    pub wants: usize,
    pub crowds: usize,
}

impl Layout {
    pub fn want(self, want: usize) -> usize {
        self.people + want
    }

    pub fn floor(self, person: AttendeeIx) -> usize {
        self.people + self.wants + person
    }

    pub fn crowd(self, crowd: usize) -> usize {
        2 * self.people + self.wants + crowd
    }

    fn pieces(self) -> usize {
        2 * self.people + self.wants + self.crowds
    }
}

/// The problem.
pub(super) struct Problem {
    pub layout: Layout,
    pub pieces: Vec<Piece>,
    /// By edge: what it brings by itself, in [`UNIT`]s.
    pub own: Vec<i64>,
    /// By edge: where its terms end in `terms`; they start where those of the edge before end.
    term_ends: Vec<u32>,
    /// Piece and amount.
    terms: Vec<(u32, i64)>,
    /// By edge: whether it has to be part of any choice.
    forced: Vec<bool>,
    /// Points lost before anything is chosen, in [`UNIT`]s.
    lost: i64,
}

impl Problem {
    /// Points, everybody's floor kept. `floors` by attendee; `crowds` without everyone; `epochs` with their prices, none
    /// where the evening is looked at as a whole.
    pub fn points(model: &Model, floors: &[u32], crowds: &[Vec<AttendeeIx>], epochs: &[Epoch]) -> Self {
        let sit_out = i64::from(model.event.matching.sit_out) * UNIT;
        let mut problem = Self::empty(model, crowds);
        for (person, (&target, &floor)) in model.targets.iter().zip(floors).enumerate() {
            let target = i64::from(target);
            problem.pieces[person].stretches = (0..target).map(|met| ((target - met) * sit_out, 1)).collect();
            problem.pieces[problem.layout.floor(person)].least = i64::from(floor);
            problem.lost += target * (target + 1) / 2 * sit_out;
        }
        for (index, want) in model.pairs.wants.iter().enumerate() {
            let slope = want.weight * want.focus * (UNIT / 100);
            problem.pieces[problem.layout.want(index)].stretches =
                [4, 2, 1].map(|step| (step * slope, 100)).to_vec();
        }
        problem.add_edges(model, floors, crowds, true);
        for (own, pair) in problem.own.iter_mut().zip(&model.pairs.pairs) {
            *own -= paid(epochs, pair);
        }
        problem.lost -= epochs.iter().map(|epoch| given(model, epoch)).sum::<i64>();
        problem
    }

    /// Rewarding meetings up to everybody's floor, a point each, and nothing else.
    pub fn floor_only(model: &Model, floors: &[u32], crowds: &[Vec<AttendeeIx>]) -> Self {
        let mut problem = Self::empty(model, crowds);
        for (person, &floor) in floors.iter().enumerate() {
            problem.pieces[problem.layout.floor(person)].stretches = vec![(UNIT, i64::from(floor))];
        }
        problem.add_edges(model, floors, crowds, false);
        problem
    }

    fn empty(model: &Model, crowds: &[Vec<AttendeeIx>]) -> Self {
        let layout =
            Layout { people: model.people(), wants: model.pairs.wants.len(), crowds: crowds.len() + 1 };
        let free = Piece { least: 0, most: i64::from(u32::MAX), stretches: Vec::new() };
        let mut pieces = vec![free; layout.pieces()];
        for (person, &target) in model.targets.iter().enumerate() {
            pieces[person].most = i64::from(target);
        }
        let everyone: Vec<AttendeeIx> = (0..model.people()).collect();
        for (index, crowd) in std::iter::once(&everyone).chain(crowds).enumerate() {
            // Counted downwards, so that a price is a cost.
            pieces[layout.crowd(index)] =
                Piece { least: -room(model, crowd), most: 0, stretches: Vec::new() };
        }
        let forced = model.edges.iter().map(|edge| edge.must).collect();
        let (own, term_ends, terms) = (Vec::new(), Vec::new(), Vec::new());
        Self { layout, pieces, own, term_ends, terms, forced, lost: 0 }
    }

    fn add_edges(&mut self, model: &Model, floors: &[u32], crowds: &[Vec<AttendeeIx>], points: bool) {
        let layout = self.layout;
        let crowds: Vec<BTreeSet<AttendeeIx>> =
            crowds.iter().map(|crowd| crowd.iter().copied().collect()).collect();
        for pair in &model.pairs.pairs {
            let mut term = |piece: usize, amount| self.terms.push((piece as u32, amount));
            for (&person, gain) in pair.people.iter().zip(pair.gains) {
                term(person, 1);
                if gain > 0 && floors[person] > 0 {
                    term(layout.floor(person), 1);
                }
            }
            term(layout.crowd(0), -1);
            for (index, crowd) in crowds.iter().enumerate() {
                if pair.people.iter().all(|person| crowd.contains(person)) {
                    term(layout.crowd(index + 1), -1);
                }
            }
            if points {
                pair.serves.iter().for_each(|served| term(layout.want(served.want), served.fit));
            }
            self.own.push(if points { pair.own_points * UNIT } else { 0 });
            self.term_ends.push(self.terms.len() as u32);
        }
    }

    /// The terms of an edge.
    pub fn terms(&self, edge: u32) -> &[(u32, i64)] {
        let edge = edge as usize;
        let first = edge.checked_sub(1).map_or(0, |before| self.term_ends[before] as usize);
        &self.terms[first..self.term_ends[edge] as usize]
    }

    /// Nothing decided but what has to be.
    pub fn start(&self) -> State {
        let open = (0..self.own.len() as u32).collect();
        let mut state = State { open, chosen: Vec::new(), sums: vec![0; self.pieces.len()], own: -self.lost };
        state.decide(self, |_, edge| self.forced[edge as usize].then_some(true));
        state
    }
}

/// The most meetings that a crowd can have among its own: in every round no more than tables, and half of those there.
fn room(model: &Model, crowd: &[AttendeeIx]) -> i64 {
    let event = model.event;
    let there =
        |round| crowd.iter().filter(|&&person| event.attendees[person].rounds.contains(round)).count();
    (1..=event.rounds.count).map(|round| i64::from(event.tables.count).min(there(round) as i64 / 2)).sum()
}

/// What a pair pays for a meeting in the epoch where that is cheapest, in [`UNIT`]s.
fn paid(epochs: &[Epoch], pair: &Pair) -> i64 {
    let [a, b] = pair.people;
    let together = epochs.iter().filter(|epoch| !epoch.rounds.and(pair.rounds).is_empty());
    together.map(|epoch| epoch.room + epoch.time[a] + epoch.time[b]).min().unwrap_or(0)
}

/// What all time and room in an epoch are worth, in [`UNIT`]s.
fn given(model: &Model, epoch: &Epoch) -> i64 {
    let rooms: i64 = epoch.rounds.iter().map(|round| i64::from(model.capacity[round as usize - 1])).sum();
    let time = model.event.attendees.iter().zip(&epoch.time);
    let time = time.map(|(attendee, price)| i64::from(attendee.rounds.and(epoch.rounds).len()) * price);
    epoch.room * rooms + time.sum::<i64>()
}

/// What is decided of a choice, and what is open.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The open edges, ascending.
    pub open: Vec<u32>,
    /// The edges that are in.
    pub chosen: Vec<u32>,
    /// By piece: what the chosen edges bring it.
    sums: Vec<i64>,
    /// What the chosen edges bring by themselves, in `UNIT`s.
    own: i64,
}

impl State {
    /// Decides open edges, as `fate` says of an edge and its place among the open ones: in, out, or not yet.
    pub fn decide(&mut self, problem: &Problem, fate: impl Fn(usize, u32) -> Option<bool>) {
        let open = std::mem::take(&mut self.open);
        for (at, edge) in open.into_iter().enumerate() {
            match fate(at, edge) {
                None => self.open.push(edge),
                Some(false) => {}
                Some(true) => {
                    self.chosen.push(edge);
                    self.own += problem.own[edge as usize];
                    for &(piece, amount) in problem.terms(edge) {
                        self.sums[piece as usize] += amount;
                    }
                }
            }
        }
    }
}

/// A state made ready for counting: only the pieces that open edges touch are left, and everything else is a constant.
pub(super) struct Case<'a> {
    pub problem: &'a Problem,
    pub open: &'a [u32],
    /// The pieces that open edges touch, ascending.
    pub touched: Vec<u32>,
    /// By touched piece: the sums it can have, and the sum it has already.
    pub ranges: Vec<(Range<i64>, i64)>,
    /// Terms of the open edges, with places in `touched`; by open edge, where they end.
    pub terms: Vec<(u32, i64)>,
    pub term_ends: Vec<u32>,
    /// What is settled, in `UNIT`s.
    pub settled: i64,
}

impl<'a> Case<'a> {
    /// Nothing when the decisions cannot all hold.
    pub fn of(problem: &'a Problem, state: &'a State) -> Option<Self> {
        let mut reach = vec![(0, 0, false); problem.pieces.len()];
        for &(piece, amount) in state.open.iter().flat_map(|&edge| problem.terms(edge)) {
            let (down, up, touched) = &mut reach[piece as usize];
            *down += amount.min(0);
            *up += amount.max(0);
            *touched = true;
        }
        let mut case = Self {
            problem,
            open: &state.open,
            touched: Vec::new(),
            ranges: Vec::new(),
            terms: Vec::new(),
            term_ends: Vec::new(),
            settled: state.own,
        };
        let mut places = vec![0; problem.pieces.len()];
        for (index, piece) in problem.pieces.iter().enumerate() {
            let (sum, (down, up, touched)) = (state.sums[index], reach[index]);
            let range = piece.least.max(sum + down)..piece.most.min(sum + up) + 1;
            if range.is_empty() {
                return None;
            }
            if touched {
                places[index] = case.touched.len() as u32;
                case.touched.push(index as u32);
                case.ranges.push((range, sum));
            } else {
                case.settled += piece.worth(sum);
            }
        }
        for &edge in case.open {
            case.terms.extend(problem.terms(edge).iter().map(|&(piece, n)| (places[piece as usize], n)));
            case.term_ends.push(case.terms.len() as u32);
        }
        Some(case)
    }

    /// The open edges as places in `open`, each with its terms.
    pub fn edges(&self) -> impl Iterator<Item = (usize, &[(u32, i64)])> {
        let mut first = 0;
        self.term_ends.iter().enumerate().map(move |(at, &end)| {
            let terms = &self.terms[first..end as usize];
            first = end as usize;
            (at, terms)
        })
    }

    /// The pieces that are touched.
    pub fn pieces(&self) -> impl Iterator<Item = (&Piece, &Range<i64>, i64)> {
        let piece = |&index: &u32| &self.problem.pieces[index as usize];
        self.touched.iter().map(piece).zip(&self.ranges).map(|(piece, (range, sum))| (piece, range, *sum))
    }

    /// The exact value at these prices (by touched piece), and by open edge what taking it brings; in `UNIT`s.
    pub fn value(&self, prices: &[i64]) -> (i128, Vec<i128>) {
        let mut value = i128::from(self.settled);
        for ((piece, range, sum), &price) in self.pieces().zip(prices) {
            let best = piece.best(price as f64, range);
            value += i128::from(piece.worth(best)) - i128::from(price) * i128::from(best - sum);
        }
        let mut brings = Vec::with_capacity(self.open.len());
        for (at, terms) in self.edges() {
            let own = i128::from(self.problem.own[self.open[at] as usize]);
            let income = terms.iter().map(|&(piece, n)| i128::from(prices[piece as usize]) * i128::from(n));
            let worth: i128 = own + income.sum::<i128>();
            value += worth.max(0);
            brings.push(worth);
        }
        (value, brings)
    }
}
