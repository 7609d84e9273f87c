//! A proved bound: Lagrangian relaxation of the choice of pairs, evaluated in integers.
//!
//! Relax rounds to what they imply: nobody has more meetings than their target, nor in any epoch more than it has rounds
//! for them, and an epoch holds at most its total capacity. Then price every attendee's time and the room in each epoch,
//! and every want. For given prices the best choice falls apart into one test per pair, in the epoch where it costs
//! least, and one small maximum per attendee and want, and its value is never below the points of any schedule (weak
//! duality). Subgradient steps look for good prices in floating point; the value that counts is computed
//! at prices rounded to integers, in integers, so it holds whatever the search did.
//! Sources: M. Held, R. M. Karp, Math. Programming 1 (1971); M. L. Fisher, Management Science 27 (1981).

use std::cmp::Reverse;
use std::iter::repeat_n;

use super::epochs::Epochs;
use super::model::Model;

/// Prices and values are counted in this fraction of a point. A multiple of 100, because focus is a percentage.
pub(super) const UNIT: i64 = 12_800;

/// Prices per unit of time, want and room, in [`UNIT`]s (per percent for wants).
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// By attendee, and in it by epoch: what a meeting of theirs costs.
    pub time: Vec<i64>,
    /// By piece: what a unit of it is worth.
    pub pieces: Vec<i64>,
    /// By epoch: what a meeting's room costs; 0 or more.
    pub room: Vec<i64>,
}

impl Prices {
    /// Prices for one epoch as prices for several, the same in all.
    pub fn parted(&self, epochs: usize) -> Self {
        let all = |prices: &[i64]| prices.iter().flat_map(|&price| repeat_n(price, epochs)).collect();
        Self { time: all(&self.time), pieces: self.pieces.clone(), room: all(&self.room) }
    }
}

/// A concave function of a sum over the chosen pairs: a want with its diminishing returns, or an attendee's floor.
#[derive(Clone, Debug)]
struct Piece {
    /// Slope (in [`UNIT`]s per unit) and length of each stretch, slopes falling.
    stretches: Vec<(i64, i64)>,
    /// What one meeting usually adds to the sum.
    unit: f64,
}

/// The relaxed problem.
pub(super) struct Relaxation {
    /// How many epochs there are.
    epochs: usize,
    /// By edge: where its places end in `places`; they start where those of the edge before end.
    place_ends: Vec<u32>,
    /// Where an edge can take place: what it takes of the two ends' time, and of the room.
    places: Vec<[u32; 3]>,
    own: Vec<i64>,
    forced: Vec<bool>,
    /// By edge: where its terms end in `terms`; they start where those of the edge before end.
    term_ends: Vec<u32>,
    /// Piece and amount.
    terms: Vec<(u32, i32)>,
    pieces: Vec<Piece>,
    targets: Vec<i64>,
    /// By attendee: the most meetings they can come to.
    most: Vec<i64>,
    /// By attendee, and in it by epoch: the most meetings they can have in it.
    time: Vec<i64>,
    sit_out: i64,
    /// By epoch.
    capacity: Vec<i64>,
    /// Constant to add, in [`UNIT`]s.
    constant: i64,
}

/// The value of the relaxation at some prices.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// In [`UNIT`]s: no schedule has more.
    pub total: i64,
    /// By edge, in [`UNIT`]s: its reduced cost, in the epoch where that is best. Leaving out an edge above 0, or taking
    /// one below 0, costs at least that.
    pub reduced: Vec<i64>,
    /// By edge: the epochs in which it can take place, and what it costs more there than in the best; empty when there is
    /// one epoch only.
    pub epochs: Vec<Vec<(usize, i64)>>,
}

/// Telling epochs apart takes time, and so does a plan by other prices: it has to lower the bound by this part of it.
const WORTH_IT: i64 = 3_000;

impl Value {
    /// Whether this is so much lower than another value that it is worth going on with.
    pub fn is_worth_it(&self, one: &Self) -> bool {
        one.total - self.total > one.total.abs() / WORTH_IT
    }
}

impl Relaxation {
    /// Points, with everybody's floor kept. `floors` by attendee.
    pub fn points(model: &Model, floors: &[u32], epochs: &Epochs) -> Self {
        let mut relaxation = Self::empty(model, epochs);
        relaxation.sit_out = i64::from(model.event.matching.sit_out) * UNIT;
        for want in &model.pairs.wants {
            let slope = want.weight * want.focus * (UNIT / 100);
            let stretches = [4, 2, 1].into_iter().map(|step| (step * slope, 100)).collect();
            relaxation.pieces.push(Piece { stretches, unit: 100.0 });
        }
        let steep = floor_slope(model);
        let first_floor = relaxation.pieces.len();
        for &floor in floors {
            relaxation.pieces.push(Piece { stretches: vec![(steep, i64::from(floor))], unit: 1.0 });
            relaxation.constant -= steep * i64::from(floor);
        }
        for pair in &model.pairs.pairs {
            relaxation.own.push(pair.own_points * UNIT);
            relaxation.terms.extend(pair.serves.iter().map(|served| (served.want as u32, served.fit as i32)));
            for (&person, gain) in pair.people.iter().zip(pair.gains) {
                if gain > 0 && floors[person] > 0 {
                    relaxation.terms.push(((first_floor + person) as u32, 1));
                }
            }
            relaxation.term_ends.push(relaxation.terms.len() as u32);
        }
        relaxation
    }

    fn empty(model: &Model, epochs: &Epochs) -> Self {
        let mut place_ends = Vec::with_capacity(model.edges.len());
        let mut places = Vec::with_capacity(model.edges.len());
        for edge in &model.edges {
            let [i, j] = edge.people.map(|person| person * epochs.len());
            let place = |epoch| [i + epoch, j + epoch, epoch].map(|index| index as u32);
            let before = places.len();
            places.extend(epochs.within(edge.rounds).map(place));
            if places.len() == before {
                // Asked for when there is no round left for it: whether it fits is not seen here.
                places.push(place(0));
            }
            place_ends.push(places.len() as u32);
        }
        Self {
            epochs: epochs.len(),
            place_ends,
            places,
            own: Vec::new(),
            forced: model.edges.iter().map(|edge| edge.must).collect(),
            term_ends: Vec::new(),
            terms: Vec::new(),
            pieces: Vec::new(),
            targets: model.targets.iter().map(|&target| i64::from(target)).collect(),
            most: model.most.iter().map(|&most| i64::from(most)).collect(),
            time: epochs.time(model).concat(),
            sit_out: 0,
            capacity: epochs.capacity(model),
            constant: 0,
        }
    }

    /// Exact value at these prices.
    pub fn value(&self, prices: &Prices) -> Value {
        let mut total = self.constant;
        total += prices.room.iter().zip(&self.capacity).map(|(price, room)| price * room).sum::<i64>();
        let mut reduced = Vec::with_capacity(self.own.len());
        let mut epochs = Vec::new();
        for edge in 0..self.own.len() {
            let cost = |&place: &[u32; 3]| {
                let [i, j, epoch] = indices(place);
                prices.time[i] + prices.time[j] + prices.room[epoch]
            };
            let least = self.places(edge).iter().map(cost).min().unwrap_or(0);
            let terms = self.terms_of(edge).iter();
            let worth = terms.fold(self.own[edge] - least, |sum, &(piece, amount)| {
                sum + prices.pieces[piece as usize] * i64::from(amount)
            });
            total += if self.forced[edge] { worth } else { worth.max(0) };
            reduced.push(worth);
            if self.epochs > 1 {
                let dearer = |place: &[u32; 3]| (place[2] as usize, cost(place) - least);
                epochs.push(self.places(edge).iter().map(dearer).collect());
            }
        }
        for (piece, &price) in self.pieces.iter().zip(&prices.pieces) {
            total +=
                piece.stretches.iter().map(|&(slope, length)| (slope - price).max(0) * length).sum::<i64>();
        }
        for person in 0..self.targets.len() {
            let mut meetings = 0;
            self.best_meetings(
                person,
                |slot| prices.time[slot],
                |slot, count| {
                    total += prices.time[slot] * count;
                    meetings += count;
                },
            );
            total -= self.sitting_out(person, meetings);
        }
        Value { total, reduced, epochs }
    }

    /// The places of an edge, at least one.
    fn places(&self, edge: usize) -> &[[u32; 3]] {
        let first = edge.checked_sub(1).map_or(0, |before| self.place_ends[before] as usize);
        &self.places[first..self.place_ends[edge] as usize]
    }

    /// The place where an edge costs least at these prices.
    #[inline]
    fn cheapest(&self, edge: usize, time: &[f64], room: &[f64]) -> [usize; 3] {
        let cost = |[i, j, epoch]: [usize; 3]| time[i] + time[j] + room[epoch];
        let places = self.places(edge);
        let mut best = indices(places[0]);
        for &place in &places[1..] {
            let place = indices(place);
            if cost(place) < cost(best) {
                best = place;
            }
        }
        best
    }

    /// How many meetings an attendee would choose in each epoch at these prices of their time: income from it, less
    /// sit-outs. Tells every number that is above 0.
    fn best_meetings(&self, person: usize, price: impl Fn(usize) -> i64, mut tell: impl FnMut(usize, i64)) {
        let first = person * self.epochs;
        let mut slots: Vec<(i64, usize)> =
            (first..first + self.epochs).map(|slot| (price(slot), slot)).collect();
        slots.sort_unstable_by_key(|&(price, slot)| (Reverse(price), slot));
        let (target, most) = (self.targets[person], self.most[person]);
        let mut meetings = 0;
        for (price, slot) in slots {
            // The m-th missing meeting costs m × sit_out: keep missing while that is cheaper than the (negative) price.
            let wished = if price >= 0 {
                most
            } else if self.sit_out == 0 {
                0
            } else {
                target - (price.saturating_neg() / self.sit_out).min(target)
            };
            let count = (wished.min(most) - meetings).clamp(0, self.time[slot]);
            if count > 0 {
                tell(slot, count);
                meetings += count;
            }
        }
    }

    /// What an attendee's missing meetings cost.
    fn sitting_out(&self, person: usize, meetings: i64) -> i64 {
        let missing = self.targets[person] - meetings;
        missing * (missing + 1) / 2 * self.sit_out
    }

    /// Looks for prices with a low value. `best`: points known to be reachable (in points), which set the step;
    /// `iterations` limits the work; `stop` ends it early.
    pub fn descend(
        &self,
        start: Option<&Prices>,
        best: i64,
        iterations: usize,
        stop: &dyn Fn() -> bool,
    ) -> (Prices, Value) {
        let mut search = Descent::new(self, start);
        search.run(best as f64 * UNIT as f64, iterations, stop);
        search.confirm();
        self.at(search.rounded())
    }

    /// Looks for prices with a low value where many pairs are worth the same, as they are where many people choose from few
    /// topics: there a subgradient takes all of them or none, and leads nowhere. Those within a band above zero count in
    /// part instead, which makes the value smooth, and the band is made narrower step by step (Nesterov, Math. Programming
    /// 103, 2005). Arguments as for [`Self::descend`]; `iterations` is for each width.
    pub fn descend_smoothly(
        &self,
        start: Option<&Prices>,
        best: i64,
        iterations: usize,
        stop: &dyn Fn() -> bool,
    ) -> (Prices, Value) {
        let target = best as f64 * UNIT as f64;
        let mut search = Descent::new(self, start);
        // Prices that are good already would only be lost in a wide band.
        let bands = if start.is_some() { &BANDS[NARROWED..] } else { &BANDS };
        for band in bands {
            (search.band, search.best) = (band * UNIT as f64, f64::MAX);
            search.run(target, iterations, stop);
            search.band = 0.0;
            search.confirm();
        }
        search.run(target, iterations, stop);
        search.confirm();
        self.at(search.rounded())
    }

    fn at(&self, prices: Prices) -> (Prices, Value) {
        let value = self.value(&prices);
        (prices, value)
    }
}

/// How much of something is taken that is worth so much, above 0.
#[inline]
fn share(worth: f64, band: f64) -> f64 {
    if worth >= band { 1.0 } else { worth / band }
}

/// A place, to look things up with.
#[inline]
fn indices([i, j, epoch]: [u32; 3]) -> [usize; 3] {
    [i as usize, j as usize, epoch as usize]
}

/// Above any points that one meeting could add, so that the relaxation never gains by breaking a floor.
fn floor_slope(model: &Model) -> i64 {
    let most = model.pairs.pairs.iter().map(|pair| pair.own_points + pair.gains[0] + pair.gains[1]).max();
    (most.unwrap_or(0) + 4 * i64::from(model.event.matching.sit_out)).max(1) * UNIT
}

/// Steps after which prices no longer jump, so that fewer edges need to be in sight.
const SETTLED: usize = 120;
/// Steps after which the edges in sight are chosen anew.
const REFRESH: usize = 30;
/// An edge is in sight when its reduced cost is above minus this many points: at first, and once prices have settled.
const NEAR: [f64; 2] = [800.0, 200.0];

/// What a step hopes to win of a smoothed value, which may well be below any points: this part of it.
const STRIDE: f64 = 0.03;
/// How wide the band above zero is in which pairs count in part, in points: one after the other.
const BANDS: [f64; 9] = [240.0, 120.0, 60.0, 30.0, 15.0, 8.0, 4.0, 2.0, 1.0];
/// The first of them where there are good prices to start from.
const NARROWED: usize = 3;

/// Subgradient descent in floating point, with deflected directions (Camerini, Fratta, Maffioli, 1975) and Polyak steps.
struct Descent<'a> {
    relaxation: &'a Relaxation,
    /// Times, then pieces, then room, in units.
    at: Vec<f64>,
    best_at: Vec<f64>,
    best: f64,
    /// The lowest value that was counted with all edges, and where.
    sure: (f64, Vec<f64>),
    direction: Vec<f64>,
    /// In units: what is above zero by less than this counts in part for the direction. 0: a subgradient.
    band: f64,
}

impl<'a> Descent<'a> {
    fn new(relaxation: &'a Relaxation, start: Option<&Prices>) -> Self {
        let at: Vec<f64> = match start {
            Some(prices) => {
                prices.time.iter().chain(&prices.pieces).chain(&prices.room).map(|&p| p as f64).collect()
            }
            None => relaxation.first_prices(),
        };
        let direction = vec![0.0; at.len()];
        let (best_at, sure) = (at.clone(), (f64::MAX, at.clone()));
        Self { relaxation, best_at, sure, at, best: f64::MAX, direction, band: 0.0 }
    }

    fn run(&mut self, target: f64, iterations: usize, stop: &dyn Fn() -> bool) {
        // What was learnt of another value leads astray.
        self.direction.fill(0.0);
        let mut scale = 1.0;
        let mut since = 0;
        let mut gradient = vec![0.0; self.at.len()];
        let near = |step: usize| NEAR[usize::from(step >= SETTLED)];
        let mut active = self.relaxation.in_sight(&self.at, near(0));
        for step in 0..iterations {
            if stop() {
                return;
            }
            if step > 0 && step % REFRESH == 0 {
                // What seemed good with too few edges in sight sends the search back; then it looks further.
                let seen = if self.band > 0.0 || self.confirm() { near(step) } else { 4.0 * near(step) };
                active = self.relaxation.in_sight(&self.at, seen);
            }
            let value = self.relaxation.evaluate(&self.at, &active, self.band, &mut gradient);
            if value < self.best - 1e-9 * self.best.abs() {
                since = 0;
                self.best = value;
                self.best_at.clone_from(&self.at);
            } else {
                since += 1;
                if since > 12 {
                    scale *= 0.7;
                    since = 0;
                    self.at.clone_from(&self.best_at);
                    self.direction.fill(0.0);
                    if scale < 1e-6 {
                        return;
                    }
                    continue;
                }
            }
            let target = if self.band > 0.0 { value - STRIDE * value.abs() } else { target };
            self.step(value, target, scale, &gradient);
        }
    }

    /// Values counted without the edges out of sight are too low. Counts the best again with all of them; false, and
    /// back to the best confirmed before, when it was not as good as it seemed.
    fn confirm(&mut self) -> bool {
        let everything: Vec<u32> = (0..self.relaxation.own.len() as u32).collect();
        let mut gradient = vec![0.0; self.at.len()];
        self.best = self.relaxation.evaluate(&self.best_at, &everything, 0.0, &mut gradient);
        if self.best > self.sure.0 {
            (self.best, self.best_at) = self.sure.clone();
            self.at.clone_from(&self.best_at);
            return false;
        }
        self.sure = (self.best, self.best_at.clone());
        true
    }

    fn step(&mut self, value: f64, target: f64, scale: f64, gradient: &[f64]) {
        let n = self.relaxation.time.len();
        let weights = |index: usize| if index < n { 1.0 } else { self.relaxation.piece_weight(index - n) };
        for (index, (d, g)) in self.direction.iter_mut().zip(gradient).enumerate() {
            *d = 0.6 * *d + g * weights(index);
        }
        let norm: f64 = self.direction.iter().zip(gradient).map(|(d, g)| d * g).sum();
        if norm <= 0.0 {
            self.direction.fill(0.0);
            return;
        }
        let length = scale * (value - target).max(value.abs() * 1e-7) / norm;
        for (x, d) in self.at.iter_mut().zip(&self.direction) {
            *x -= length * d;
        }
        for x in &mut self.at[n..] {
            *x = x.max(0.0);
        }
    }

    fn rounded(&self) -> Prices {
        let (time, pieces, room) = self.relaxation.parts(&self.best_at);
        let whole = |prices: &[f64]| prices.iter().map(|price| price.round() as i64).collect();
        Prices { time: whole(time), pieces: whole(pieces), room: whole(room) }
    }
}

impl Relaxation {
    /// Wants start in the middle, floors as if they cost nothing, and everybody's time at half of what the last
    /// partner they have time for would then be worth: both ends pay.
    fn first_prices(&self) -> Vec<f64> {
        let pieces: Vec<f64> = self
            .pieces
            .iter()
            .map(|piece| piece.stretches[0].0 as f64 * if piece.unit > 1.0 { 0.5 } else { 0.0 })
            .collect();
        let mut worths = vec![Vec::new(); self.targets.len()];
        for edge in 0..self.own.len() {
            let worth = self.income(edge, &pieces);
            let [i, j, _] = indices(self.places(edge)[0]);
            worths[i / self.epochs].push(worth);
            worths[j / self.epochs].push(worth);
        }
        let last = |(mut worths, &target): (Vec<f64>, &i64)| {
            let last = (target as usize).min(worths.len()).checked_sub(1);
            last.map_or(0.0, |last| *worths.select_nth_unstable_by(last, |a, b| b.total_cmp(a)).1 / 2.0)
        };
        let time = worths.into_iter().zip(&self.targets).map(last);
        let time = time.flat_map(|price| repeat_n(price, self.epochs));
        time.chain(pieces).chain(repeat_n(0.0, self.epochs)).collect()
    }

    /// Prices of time, pieces and room.
    fn parts<'p>(&self, at: &'p [f64]) -> (&'p [f64], &'p [f64], &'p [f64]) {
        let (time, rest) = at.split_at(self.time.len());
        let (pieces, room) = rest.split_at(self.pieces.len());
        (time, pieces, room)
    }

    /// What an edge brings at these prices of the pieces, its people's time left aside.
    fn income(&self, edge: usize, pieces: &[f64]) -> f64 {
        let terms = self.terms_of(edge).iter();
        terms.fold(self.own[edge] as f64, |sum, &(piece, amount)| {
            sum + pieces[piece as usize] * f64::from(amount)
        })
    }

    /// Wants are counted in percent, time in meetings: this brings their steps to one scale.
    fn piece_weight(&self, piece: usize) -> f64 {
        let Some(piece) = self.pieces.get(piece) else { return 2.0 / self.targets.len() as f64 };
        1.0 / (piece.unit * piece.unit)
    }

    /// The terms of an edge.
    fn terms_of(&self, edge: usize) -> &[(u32, i32)] {
        let first = edge.checked_sub(1).map_or(0, |before| self.term_ends[before] as usize);
        &self.terms[first..self.term_ends[edge] as usize]
    }

    /// The edges that could be taken at prices near these: whose reduced cost is above minus `near` points.
    fn in_sight(&self, at: &[f64], near: f64) -> Vec<u32> {
        let (time, pieces, room) = self.parts(at);
        let seen = |&edge: &u32| {
            let [i, j, epoch] = self.cheapest(edge as usize, time, room);
            let price = time[i] + time[j] + room[epoch];
            self.forced[edge as usize] || self.income(edge as usize, pieces) - price > -(near * UNIT as f64)
        };
        (0..self.own.len() as u32).filter(seen).collect()
    }

    /// The value at these prices if only these edges existed, and a subgradient; with a band, the smoothed value and its
    /// gradient.
    fn evaluate(&self, at: &[f64], edges: &[u32], band: f64, gradient: &mut [f64]) -> f64 {
        let n = self.time.len();
        let (time, pieces, room) = self.parts(at);
        let rooms = n + pieces.len();
        gradient.fill(0.0);
        let mut total = self.constant as f64;
        for (epoch, (price, &capacity)) in room.iter().zip(&self.capacity).enumerate() {
            total += price * capacity as f64;
            gradient[rooms + epoch] = capacity as f64;
        }
        for edge in edges.iter().map(|&edge| edge as usize) {
            let [i, j, epoch] = self.cheapest(edge, time, room);
            let worth = self.income(edge, pieces) - time[i] - time[j] - room[epoch];
            if worth > 0.0 || self.forced[edge] {
                let taken = if self.forced[edge] { 1.0 } else { share(worth, band) };
                total += taken * worth - band * taken * taken / 2.0;
                gradient[i] -= taken;
                gradient[j] -= taken;
                gradient[rooms + epoch] -= taken;
                for &(piece, amount) in self.terms_of(edge) {
                    gradient[n + piece as usize] += taken * f64::from(amount);
                }
            }
        }
        for (index, (piece, &price)) in self.pieces.iter().zip(pieces).enumerate() {
            for &(slope, length) in &piece.stretches {
                if slope as f64 > price {
                    let (more, band) = (slope as f64 - price, band / piece.unit);
                    let taken = share(more, band);
                    total += (taken * more - band * taken * taken / 2.0) * length as f64;
                    gradient[n + index] -= taken * length as f64;
                }
            }
        }
        for person in 0..self.targets.len() {
            let (mut paid, mut meetings) = (0.0, 0);
            self.best_meetings(
                person,
                |slot| time[slot] as i64,
                |slot, count| {
                    paid += time[slot] * count as f64;
                    gradient[slot] += count as f64;
                    meetings += count;
                },
            );
            total += paid - self.sitting_out(person, meetings) as f64;
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::{Prices, Relaxation, UNIT, Value, floor_slope};
    use crate::domain::{Event, Must, PairRule, PairRuleKind, Rng, RoundSet};
    use crate::matching::Pairs;
    use crate::plan::epochs::Epochs;
    use crate::plan::model::tests::random_event;
    use crate::plan::model::{Model, Tally};
    use crate::plan::timetable::{NONE, Timetable};

    /// People some of whom come late, leave early, want few meetings or have to meet; with few tables.
    fn coming_and_going(rng: &mut Rng) -> Event {
        let mut event = random_event(rng, 10, 150, 60);
        for attendee in &mut event.attendees {
            match rng.below(5) {
                0 => attendee.rounds = RoundSet::span(4, 6),
                1 => attendee.rounds = RoundSet::span(1, 4),
                2 => attendee.max_meetings = Some(2),
                _ => {}
            }
        }
        event.tables.count = 4;
        event.pairs = (0..2)
            .map(|pair| PairRule {
                people: [pair, 7 + pair],
                kind: PairRuleKind::Must(Must { rounds: Some(RoundSet::span(4, 4)), table: None }),
            })
            .collect();
        event
    }

    /// The pairs that must meet, then others in this order, while they fit.
    fn timetable(model: &Model, order: &[usize], floors: &[u32]) -> (Timetable, Tally) {
        let (mut table, mut tally) = (Timetable::new(model), Tally::new(model, floors.to_vec()));
        let musts = (0..model.edges.len()).filter(|&edge| model.edges[edge].must);
        for edge in musts.chain(order.iter().copied()) {
            let has_time = model.edges[edge].people.iter().all(|&p| tally.meetings[p] < model.most[p]);
            let round = (0..model.rounds()).find(|&round| table.fits(model, edge, round));
            if let Some(round) = round.filter(|_| has_time && table.round_of(edge) == NONE) {
                table.place(model, edge, round);
                tally.add(model, edge);
            }
        }
        (table, tally)
    }

    /// What a value says that a timetable is worth at most, in units: every pair that is in although it costs, out although
    /// it brings something, or in an epoch that is not its best, takes that away.
    fn most(model: &Model, epochs: &Epochs, value: &Value, table: &Timetable) -> i64 {
        let lost = |edge: usize| {
            let (reduced, round) = (value.reduced[edge], table.round_of(edge));
            if round == NONE {
                return reduced.max(0);
            }
            let against = if model.edges[edge].must { 0 } else { (-reduced).max(0) };
            let here = |&&(epoch, _): &&(usize, i64)| epochs.rounds[epoch].contains(round as u32 + 1);
            let dearer = value.epochs.get(edge).map(|epochs| epochs.iter().find(here).expect("an epoch").1);
            against + dearer.unwrap_or(0)
        };
        value.total - (0..model.edges.len()).map(lost).sum::<i64>()
    }

    fn nearby(prices: &Prices, rng: &mut Rng) -> Prices {
        let mut moved =
            |price: &i64, least: i64| (price + (rng.below(401) as i64 - 200) * UNIT / 10).max(least);
        Prices {
            time: prices.time.iter().map(|price| moved(price, i64::MIN)).collect(),
            pieces: prices.pieces.iter().map(|price| moved(price, 0)).collect(),
            room: prices.room.iter().map(|price| moved(price, 0)).collect(),
        }
    }

    #[test]
    fn whatever_the_prices_no_timetable_is_worth_more() {
        let mut rng = Rng::new(2);
        let (mut near, mut several) = (0, 0);
        for _ in 0..30 {
            let event = coming_and_going(&mut rng);
            let pairs = Pairs::of(&event);
            let model = Model::new(&event, &pairs);
            let floors = model.floors(rng.below(4) as u32);
            for epochs in [Some(Epochs::one(&model)), Epochs::finer(&model)].into_iter().flatten() {
                let relaxation = Relaxation::points(&model, &floors, &epochs);
                let (start, _) = relaxation.descend(None, 5_000, 60, &|| false);
                let (smooth, _) = relaxation.descend_smoothly(Some(&start), 5_000, 30, &|| false);
                let mut all = vec![start, smooth];
                all.extend((0..4).map(|at| nearby(&all[at % 2], &mut rng)).collect::<Vec<_>>());
                for prices in &all {
                    let value = relaxation.value(prices);
                    let mut order: Vec<usize> = (0..model.edges.len()).collect();
                    order.sort_by_cached_key(|&edge| -value.reduced[edge] - rng.below(300) as i64 * UNIT);
                    let (table, tally) = timetable(&model, &order, &floors);
                    let worth = tally.points() * UNIT - floor_slope(&model) * i64::from(tally.deficit());
                    let most = most(&model, &epochs, &value, &table);
                    assert!(most >= worth, "{most} says the value, {worth} is the timetable");
                    near += usize::from(most - worth < worth / 50);
                }
                several += usize::from(epochs.len() > 1);
            }
        }
        assert!(near > 5 && several > 20, "{near} are near, {several} tell epochs apart");
    }

    /// In whole numbers and in floating point, the value of prices is the same. Smoothed it is lower, and its gradient tells
    /// how it changes.
    #[test]
    fn the_value_that_is_searched_is_the_one_that_counts() {
        let mut rng = Rng::new(6);
        for _ in 0..10 {
            let event = coming_and_going(&mut rng);
            let pairs = Pairs::of(&event);
            let model = Model::new(&event, &pairs);
            let floors = model.floors(1);
            let epochs = Epochs::finer(&model).unwrap_or_else(|| Epochs::one(&model));
            let relaxation = Relaxation::points(&model, &floors, &epochs);
            let prices = nearby(&relaxation.descend(None, 5_000, 40, &|| false).0, &mut rng);
            let parts = prices.time.iter().chain(&prices.pieces).chain(&prices.room);
            let at: Vec<f64> = parts.map(|&price| price as f64).collect();
            let edges: Vec<u32> = (0..model.edges.len() as u32).collect();
            let mut gradient = vec![0.0; at.len()];
            let value = relaxation.evaluate(&at, &edges, 0.0, &mut gradient);
            assert!((value - relaxation.value(&prices).total as f64).abs() < 1.0);
            let band = 60.0 * UNIT as f64;
            let smoothed = relaxation.evaluate(&at, &edges, band, &mut gradient);
            assert!(smoothed < value);
            let mut elsewhere = vec![0.0; at.len()];
            for (index, told) in gradient.iter().enumerate() {
                let mut beside = |step: f64| {
                    let moved: Vec<f64> = (0..)
                        .zip(&at)
                        .map(|(other, price)| price + if other == index { step } else { 0.0 })
                        .collect();
                    relaxation.evaluate(&moved, &edges, band, &mut elsewhere)
                };
                let slope = (beside(8.0) - beside(-8.0)) / 16.0;
                assert!((slope - told).abs() < 0.2, "{index}: {slope}, and not {told}");
            }
        }
    }
}
