//! A proved bound: Lagrangian relaxation of the choice of pairs, evaluated in integers.
//!
//! Relax rounds to what they imply: nobody has more meetings than their target, and the evening holds at most its total
//! capacity. Then price every attendee's time, every want and the room. For given prices the best choice falls apart
//! into one test per pair and one small maximum per attendee and want, and its value is never below the points of any
//! schedule (weak duality). Subgradient steps look for good prices in floating point; the value that counts is computed
//! at prices rounded to integers, in integers, so it holds whatever the search did.
//! Sources: M. Held, R. M. Karp, Math. Programming 1 (1971); M. L. Fisher, Management Science 27 (1981).

use super::model::Model;

/// Prices and values are counted in this fraction of a point. A multiple of 100, because focus is a percentage.
pub(super) const UNIT: i64 = 12_800;

/// Prices per unit of time, want and room, in [`UNIT`]s (per percent for wants).
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// By attendee: what an hour of theirs costs.
    pub time: Vec<i64>,
    /// By piece: what a unit of it is worth.
    pub pieces: Vec<i64>,
    /// What a meeting's room costs; 0 or more.
    pub room: i64,
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
    ends: Vec<[u32; 2]>,
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
    sit_out: i64,
    capacity: i64,
    /// Constant to add, in [`UNIT`]s.
    constant: i64,
}

/// The value of the relaxation at some prices.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// In [`UNIT`]s: no schedule has more.
    pub total: i64,
    /// By edge, in [`UNIT`]s: its reduced cost. Leaving out an edge above 0, or taking one below 0, costs at least that.
    pub reduced: Vec<i64>,
}

impl Relaxation {
    /// Points, with everybody's floor kept. `floors` by attendee.
    pub fn points(model: &Model, floors: &[u32]) -> Self {
        let mut relaxation = Self::empty(model);
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

    fn empty(model: &Model) -> Self {
        Self {
            ends: model.edges.iter().map(|edge| edge.people.map(|person| person as u32)).collect(),
            own: Vec::new(),
            forced: model.edges.iter().map(|edge| edge.must).collect(),
            term_ends: Vec::new(),
            terms: Vec::new(),
            pieces: Vec::new(),
            targets: model.targets.iter().map(|&target| i64::from(target)).collect(),
            most: model.most.iter().map(|&most| i64::from(most)).collect(),
            sit_out: 0,
            capacity: model.total_capacity(),
            constant: 0,
        }
    }

    /// Exact value at these prices.
    pub fn value(&self, prices: &Prices) -> Value {
        let mut total = self.constant + prices.room * self.capacity;
        let mut reduced = Vec::with_capacity(self.own.len());
        let mut term = 0;
        for (edge, &[i, j]) in self.ends.iter().enumerate() {
            let mut worth = self.own[edge] - prices.time[i as usize] - prices.time[j as usize] - prices.room;
            while term < self.term_ends[edge] as usize {
                let (piece, amount) = self.terms[term];
                worth += prices.pieces[piece as usize] * i64::from(amount);
                term += 1;
            }
            total += if self.forced[edge] { worth } else { worth.max(0) };
            reduced.push(worth);
        }
        for (piece, &price) in self.pieces.iter().zip(&prices.pieces) {
            total +=
                piece.stretches.iter().map(|&(slope, length)| (slope - price).max(0) * length).sum::<i64>();
        }
        for (person, &price) in prices.time.iter().enumerate() {
            total += self.time_value(person, self.best_meetings(person, price), price);
        }
        Value { total, reduced }
    }

    /// How many meetings an attendee would choose at this price of their time: income from it, less sit-outs.
    fn best_meetings(&self, person: usize, price: i64) -> i64 {
        let (target, most) = (self.targets[person], self.most[person]);
        // The m-th missing meeting costs m × sit_out: keep missing while that is cheaper than the (negative) price.
        if price >= 0 {
            most
        } else if self.sit_out == 0 {
            0
        } else {
            (target - (price.saturating_neg() / self.sit_out).min(target)).min(most)
        }
    }

    fn time_value(&self, person: usize, meetings: i64, price: i64) -> i64 {
        let missing = self.targets[person] - meetings;
        price * meetings - missing * (missing + 1) / 2 * self.sit_out
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
        let prices = search.rounded();
        let value = self.value(&prices);
        (prices, value)
    }
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
}

impl<'a> Descent<'a> {
    fn new(relaxation: &'a Relaxation, start: Option<&Prices>) -> Self {
        let at: Vec<f64> = match start {
            Some(prices) => {
                prices.time.iter().chain(&prices.pieces).chain([&prices.room]).map(|&p| p as f64).collect()
            }
            None => relaxation.first_prices(),
        };
        let direction = vec![0.0; at.len()];
        Self { relaxation, best_at: at.clone(), sure: (f64::MAX, at.clone()), at, best: f64::MAX, direction }
    }

    fn run(&mut self, target: f64, iterations: usize, stop: &dyn Fn() -> bool) {
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
                let seen = if self.confirm() { near(step) } else { 4.0 * near(step) };
                active = self.relaxation.in_sight(&self.at, seen);
            }
            let value = self.relaxation.evaluate(&self.at, &active, &mut gradient);
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
            self.step(value, target, scale, &gradient);
        }
    }

    /// Values counted without the edges out of sight are too low. Counts the best again with all of them; false, and
    /// back to the best confirmed before, when it was not as good as it seemed.
    fn confirm(&mut self) -> bool {
        let everything: Vec<u32> = (0..self.relaxation.ends.len() as u32).collect();
        let mut gradient = vec![0.0; self.at.len()];
        self.best = self.relaxation.evaluate(&self.best_at, &everything, &mut gradient);
        if self.best > self.sure.0 {
            (self.best, self.best_at) = self.sure.clone();
            self.at.clone_from(&self.best_at);
            return false;
        }
        self.sure = (self.best, self.best_at.clone());
        true
    }

    fn step(&mut self, value: f64, target: f64, scale: f64, gradient: &[f64]) {
        let n = self.relaxation.targets.len();
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
        let room = self.at.len() - 1;
        self.at[room] = self.at[room].max(0.0);
        for x in &mut self.at[n..room] {
            *x = x.max(0.0);
        }
    }

    fn rounded(&self) -> Prices {
        let n = self.relaxation.targets.len();
        let room = self.best_at.len() - 1;
        let round = |x: &f64| x.round() as i64;
        Prices {
            time: self.best_at[..n].iter().map(round).collect(),
            pieces: self.best_at[n..room].iter().map(round).collect(),
            room: round(&self.best_at[room]).max(0),
        }
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
        for (edge, &[i, j]) in self.ends.iter().enumerate() {
            let worth = self.income(edge, &pieces);
            worths[i as usize].push(worth);
            worths[j as usize].push(worth);
        }
        let last = |(mut worths, &target): (Vec<f64>, &i64)| {
            let last = (target as usize).min(worths.len()).checked_sub(1);
            last.map_or(0.0, |last| *worths.select_nth_unstable_by(last, |a, b| b.total_cmp(a)).1 / 2.0)
        };
        worths.into_iter().zip(&self.targets).map(last).chain(pieces).chain([0.0]).collect()
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
        let (time, rest) = at.split_at(self.targets.len());
        let (pieces, room) = rest.split_at(self.pieces.len());
        let seen = |&edge: &u32| {
            let [i, j] = self.ends[edge as usize];
            let price = time[i as usize] + time[j as usize] + room[0];
            self.forced[edge as usize] || self.income(edge as usize, pieces) - price > -(near * UNIT as f64)
        };
        (0..self.ends.len() as u32).filter(seen).collect()
    }

    /// The value at these prices if only these edges existed, and a subgradient.
    fn evaluate(&self, at: &[f64], edges: &[u32], gradient: &mut [f64]) -> f64 {
        let n = self.targets.len();
        let (time, rest) = at.split_at(n);
        let (pieces, room) = rest.split_at(self.pieces.len());
        gradient.fill(0.0);
        let last = gradient.len() - 1;
        let mut total = self.constant as f64 + room[0] * self.capacity as f64;
        gradient[last] = self.capacity as f64;
        for edge in edges.iter().map(|&edge| edge as usize) {
            let [i, j] = self.ends[edge];
            let terms = self.terms_of(edge);
            let worth = self.income(edge, pieces) - time[i as usize] - time[j as usize] - room[0];
            if worth > 0.0 || self.forced[edge] {
                total += worth;
                gradient[i as usize] -= 1.0;
                gradient[j as usize] -= 1.0;
                gradient[last] -= 1.0;
                for &(piece, amount) in terms {
                    gradient[n + piece as usize] += f64::from(amount);
                }
            }
        }
        for (index, (piece, &price)) in self.pieces.iter().zip(pieces).enumerate() {
            for &(slope, length) in &piece.stretches {
                if slope as f64 > price {
                    total += (slope as f64 - price) * length as f64;
                    gradient[n + index] -= length as f64;
                }
            }
        }
        for (person, &price) in time.iter().enumerate() {
            let meetings = self.best_meetings(person, price as i64);
            total += price * meetings as f64 + self.time_value(person, meetings, 0) as f64;
            gradient[person] += meetings as f64;
        }
        total
    }
}
