//! Looks for prices that bring the value of a case down: subgradient steps with deflected directions, which also leave a
//! picture of how much of each pair the relaxation takes.

use super::problem::Case;

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
const PATIENCE: usize = 8;
/// Steps are not made shorter than this, relative to the first.
const SHORTEST: f64 = 1e-3;
/// Prices beyond this would lose digits.
const DEAREST: f64 = (1_i64 << 50) as f64;

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
    let prices = search.best_at.iter().map(|price| price.clamp(-DEAREST, DEAREST).round() as i64).collect();
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
        self.scale *= 0.6;
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
    let mut largest = vec![1_i64; case.touched.len()];
    for (piece, amount) in case.edges().flat_map(|(_, terms)| terms) {
        let largest = &mut largest[*piece as usize];
        *largest = (*largest).max(amount.abs());
    }
    let mut counts = vec![0_u32; case.touched.len()];
    for (piece, _) in case.edges().flat_map(|(_, terms)| terms) {
        counts[*piece as usize] += 1;
    }
    // A crowd concerns many pairs at once: its price moves more slowly.
    let weight =
        |(&largest, &count): (&i64, &u32)| 1.0 / (largest * largest) as f64 / (1.0 + f64::from(count) / 64.0);
    largest.iter().zip(&counts).map(weight).collect()
}
