//! Looks for prices that bring the value of a case down: by a linear program where the case is small, and otherwise by
//! subgradient steps with deflected directions, which also leave a picture of how much of each pair the relaxation takes.

use super::UNIT;
use super::problem::Case;
use crate::plan::program::{Program, least};

/// What the search found.
pub(super) struct Descended {
    /// By touched piece, rounded.
    pub prices: Vec<i64>,
    /// By open edge, 0 to 1: how much of it the relaxation takes.
    pub taken: Vec<f64>,
    /// Evaluations done.
    pub evaluations: usize,
}

/// Steps without a lower value before they get shorter.
const PATIENCE: usize = 16;
/// Steps are not made shorter than this, relative to the first.
const SHORTEST: f64 = 1e-3;
/// Prices beyond this would lose digits.
const DEAREST: f64 = (1_i64 << 50) as f64;

/// The prices with the lowest value, by the linear program that is dual to choosing pairs, or good ones that are near to
/// it: starting from `start` (by touched piece), prices move step by step, each time along a program of no more than `MOST`
/// pairs, or twice as many. Ends when the value is below `goal`, or after so many `programs`. Gives their number too.
pub(super) fn refine(case: &Case, start: &[i64], goal: i128, programs: usize) -> (Vec<i64>, usize) {
    let mut best = start.to_vec();
    let (mut value, mut brings) = case.value(&best);
    let mut weighed = doubtful(&brings);
    let mut reach = REACH;
    for step in 1..=programs {
        let Some(prices) = dual(case, &best, &brings, &weighed, reach) else { return (best, step) };
        let next = case.value(&prices);
        let less = value - next.0;
        let all = brings.len() <= MOST;
        if less > 0 {
            best = prices;
            (value, brings) = next;
            // What was weighed is still near to changing sides; it is left out only where that is too many.
            let near = doubtful(&brings);
            let both: Vec<bool> =
                weighed.iter().zip(&near).map(|(weighed, near)| *weighed || *near).collect();
            weighed = if both.iter().filter(|weighed| **weighed).count() > 2 * MOST { near } else { both };
        } else {
            // Pairs that were thought sure have changed sides: they are weighed too.
            let turned = |at: usize| !weighed[at] && (brings[at] > 0) != (next.1[at] > 0);
            let more: Vec<usize> = (0..brings.len()).filter(|&at| turned(at)).collect();
            let held = weighed.iter().filter(|weighed| **weighed).count();
            if more.is_empty() || held + more.len() > 2 * MOST {
                reach /= 4.0;
                weighed = doubtful(&brings);
            } else {
                for at in more {
                    weighed[at] = true;
                }
            }
        }
        if (0..i128::from(UNIT)).contains(&less) {
            reach /= 4.0;
        }
        // Where the program held every pair, it has said all it can say.
        if value < goal || all && less < i128::from(UNIT) || reach < 1.0 {
            return (best, step);
        }
    }
    (best, programs)
}

/// How far a price may move in one program, in points for a meeting.
const REACH: f64 = 300.0;
/// The most pairs that one program weighs.
pub(super) const MOST: usize = 400;

/// The prices within `reach` of `start` at which the value is lowest, if only the pairs that are weighed could change sides.
/// Nothing when the solver has no answer.
fn dual(case: &Case, start: &[i64], brings: &[i128], weighed: &[bool], reach: f64) -> Option<Vec<i64>> {
    let points = |units: i64| units as f64 / UNIT as f64;
    let mut program = Program { variables: Vec::new(), rows: Vec::new() };
    for (((_, range, sum), &price), largest) in case.pieces().zip(start).zip(largest(case)) {
        let reach = reach / largest as f64;
        let price = points(price);
        program.variables.push((price - reach, price + reach, (sum - range.start) as f64));
    }
    // What a piece brings along each stretch within its range: nothing, or what its slope is above its price.
    for (index, (piece, range, _)) in case.pieces().enumerate() {
        for (slope, length) in piece.slopes(range) {
            let (low, high, _) = program.variables[index];
            if points(slope) >= high {
                program.variables[index].2 -= length as f64;
            } else if points(slope) > low {
                program.rows.push((vec![(program.variables.len(), 1.0), (index, 1.0)], -points(slope)));
                program.variables.push((0.0, f64::INFINITY, length as f64));
            }
        }
    }
    // What a pair brings: nothing, or its worth.
    for (edge, terms) in case.edges() {
        if weighed[edge] {
            let mut row = vec![(program.variables.len(), 1.0)];
            row.extend(terms.iter().map(|&(piece, amount)| (piece as usize, -(amount as f64))));
            program.rows.push((row, -points(case.problem.own[case.open[edge] as usize])));
            program.variables.push((0.0, f64::INFINITY, 1.0));
        } else if brings[edge] > 0 {
            for &(piece, amount) in terms {
                program.variables[piece as usize].2 += amount as f64;
            }
        }
    }
    let prices = least(program)?;
    Some(prices[..case.touched.len()].iter().map(|price| rounded(price * UNIT as f64)).collect())
}

/// By open edge: whether it is in doubt, bringing or costing little. `MOST` of them are, or all.
fn doubtful(brings: &[i128]) -> Vec<bool> {
    let mut sizes: Vec<i128> = brings.iter().map(|brings| brings.abs()).collect();
    let sure = if sizes.len() <= MOST { i128::MAX } else { *sizes.select_nth_unstable(MOST - 1).1 };
    brings.iter().map(|brings| brings.abs() <= sure).collect()
}

fn rounded(price: f64) -> i64 {
    price.clamp(-DEAREST, DEAREST).round() as i64
}

/// By touched piece: the largest amount that a pair brings it.
fn largest(case: &Case) -> Vec<i64> {
    let mut largest = vec![1; case.touched.len()];
    for (piece, amount) in case.edges().flat_map(|(_, terms)| terms) {
        let largest = &mut largest[*piece as usize];
        *largest = amount.abs().max(*largest);
    }
    largest
}

/// Looks for prices with a value below `goal`, starting from `start` (by touched piece), in `iterations` steps at most.
pub(super) fn descend(case: &Case, start: &[i64], goal: f64, iterations: usize) -> Descended {
    let mut search = Search::new(case, start);
    let mut evaluations = 0;
    while evaluations < iterations {
        evaluations += 1;
        let value = search.evaluate();
        match search.judge(value) {
            _ if search.best < goal => break,
            Judged::Enough => break,
            Judged::Back => {}
            Judged::Onward => search.step(value, goal),
        }
    }
    let prices = search.best_at.iter().map(|&price| rounded(price)).collect();
    Descended { prices, taken: search.taken, evaluations }
}

/// What to do after a value.
enum Judged {
    /// Take a step.
    Onward,
    /// Count anew at the best prices so far, to go on from there in shorter steps.
    Back,
    /// End: nothing more can be expected.
    Enough,
}

struct Search<'a> {
    case: &'a Case<'a>,
    own: Vec<f64>,
    /// By touched piece: brings amounts of percent and of meetings to one scale.
    weights: Vec<f64>,
    at: Vec<f64>,
    best: f64,
    best_at: Vec<f64>,
    gradient: Vec<f64>,
    direction: Vec<f64>,
    taken: Vec<f64>,
    scale: f64,
    since: usize,
}

impl<'a> Search<'a> {
    fn new(case: &'a Case<'a>, start: &[i64]) -> Self {
        let at: Vec<f64> = start.iter().map(|&price| price as f64).collect();
        let own = case.open.iter().map(|&edge| case.problem.own[edge as usize] as f64).collect();
        Self {
            case,
            own,
            weights: weights(case),
            best: f64::MAX,
            best_at: at.clone(),
            gradient: vec![0.0; at.len()],
            direction: vec![0.0; at.len()],
            taken: vec![0.5; case.open.len()],
            at,
            scale: 1.0,
            since: 0,
        }
    }

    /// The value at the prices of now, with its subgradient.
    fn evaluate(&mut self) -> f64 {
        let mut value = self.case.settled as f64;
        for (index, (piece, range, sum)) in self.case.pieces().enumerate() {
            let best = piece.best(self.at[index], range);
            value += piece.worth(best) as f64 - self.at[index] * (best - sum) as f64;
            self.gradient[index] = (sum - best) as f64;
        }
        for (edge, terms) in self.case.edges() {
            let mut worth = self.own[edge];
            for &(piece, amount) in terms {
                worth += self.at[piece as usize] * amount as f64;
            }
            self.taken[edge] *= 0.9;
            if worth > 0.0 {
                value += worth;
                self.taken[edge] += 0.1;
                for &(piece, amount) in terms {
                    self.gradient[piece as usize] += amount as f64;
                }
            }
        }
        value
    }

    /// Notes a value.
    fn judge(&mut self, value: f64) -> Judged {
        if value < self.best - 1e-9 * self.best.abs() {
            self.best = value;
            self.best_at.clone_from(&self.at);
            self.since = 0;
            return Judged::Onward;
        }
        self.since += 1;
        if self.since <= PATIENCE {
            return Judged::Onward;
        }
        self.since = 0;
        self.scale *= 0.7;
        self.at.clone_from(&self.best_at);
        self.direction.fill(0.0);
        if self.scale > SHORTEST { Judged::Back } else { Judged::Enough }
    }

    fn step(&mut self, value: f64, goal: f64) {
        for ((d, g), w) in self.direction.iter_mut().zip(&self.gradient).zip(&self.weights) {
            *d = 0.6 * *d + g * w;
        }
        let norm: f64 = self.direction.iter().zip(&self.gradient).map(|(d, g)| d * g).sum();
        if norm <= 0.0 {
            self.direction.fill(0.0);
            return;
        }
        let length = self.scale * (value - goal).max(1.0) / norm;
        for (x, d) in self.at.iter_mut().zip(&self.direction) {
            *x -= length * d;
        }
    }
}

fn weights(case: &Case) -> Vec<f64> {
    let largest = largest(case);
    let mut counts = vec![0_u32; case.touched.len()];
    for (piece, _) in case.edges().flat_map(|(_, terms)| terms) {
        counts[*piece as usize] += 1;
    }
    // A crowd concerns many pairs at once: its price moves more slowly.
    let weight =
        |(&largest, &count): (&i64, &u32)| 1.0 / (largest * largest) as f64 / (1.0 + f64::from(count) / 64.0);
    largest.iter().zip(&counts).map(weight).collect()
}
