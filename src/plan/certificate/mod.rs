//! Certificates: the bound proved by prices in whole numbers, for anybody to recheck ([`crate::domain::Certificate`]).
//!
//! The prices that `bound` finds are the start. Where they leave a gap, cases are split as in any branch and bound, each
//! with prices of its own; no linear program and no floating point number is part of the proof. What the certificate
//! claims is only what its own steps prove, whatever else the planner may have concluded.

mod descent;
mod problem;
mod tree;

use super::bound::{self, Prices as Found, Relaxation};
use super::choose::{Remainder, relaxed};
use super::epochs::Epochs;
use super::flow::{self, Cut};
use super::model::Model;
use super::{Effort, Observer, Phase, Plan, Progress, Settings};
use crate::domain::{
    AttendeeIx, Certificate, Epoch, Event, MAX_SCALE, Next, Prices, Proof as Standing, RoundSet, Step,
};
use crate::matching::Pairs;

use problem::{Layout, Problem, State};
use tree::{Guide, Node, Proof, Relaxed, Work};

/// Prices and values are counted in this fraction of a point: finer than in the search for a bound, because proofs are
/// about the last point. A multiple of 100, because focus is a percentage.
const UNIT: i64 = MAX_SCALE as i64;

/// The most prices in a certificate: a file of some 10 MB.
const PRICES: usize = 1_500_000;
/// Open pairs up to which a linear program shows the way.
const PROGRAM: usize = 1_200;
/// Steps of the first search for prices.
const DESCENT: usize = 900;

/// Proves as much as can be proved of a plan of this event: a bound for the floor that the plan keeps, which is the
/// points of the plan at best, and that no schedule keeps a larger floor. Stops early when the observer says so; then
/// less is proved.
#[must_use]
pub fn certify(event: &Event, plan: &Plan, settings: Settings, observer: &dyn Observer) -> Certificate {
    let result = plan.result;
    let (best, bound) = (Some(result.points), Some(result.bound));
    observer.progress(Progress { phase: Phase::Certify, best, bound });
    super::in_threads(settings.threads, || {
        let pairs = Pairs::of(event);
        let model = Model::new(event, &pairs);
        let mut crowds = circles(&model);
        crowds
            .extend(plan.crowds.iter().filter(|crowd| !crowds.contains(crowd)).cloned().collect::<Vec<_>>());
        let mut work = work(settings.effort);
        work.steps = work.steps.min(PRICES / (2 * model.people() + pairs.wants.len() + 1));
        Certifier { model: &model, crowds, work, observer }.certify(plan)
    })
}

impl Plan {
    /// Takes over what a certificate of this plan proves beyond what the planner could: it is the more patient of the two.
    pub fn learn(&mut self, certificate: &Certificate) {
        let result = &mut self.result;
        if certificate.floor == result.floor {
            result.bound = result.bound.min(certificate.bound).max(result.points);
            result.proof = if result.bound == result.points { Standing::Optimal } else { Standing::Gap };
            self.floor_report.larger_impossible |= !certificate.larger_floor.is_empty();
        }
    }
}

fn work(effort: Effort) -> Work {
    match effort {
        Effort::Low => Work { terms: 100_000_000, steps: 100 },
        Effort::Normal => Work { terms: 1_500_000_000, steps: 1_000 },
        Effort::High => Work { terms: 20_000_000_000, steps: 10_000 },
    }
}

struct Certifier<'a> {
    model: &'a Model<'a>,
    crowds: Vec<Vec<AttendeeIx>>,
    work: Work,
    observer: &'a dyn Observer,
}

impl Certifier<'_> {
    fn certify(&self, plan: &Plan) -> Certificate {
        let floor = plan.result.floor;
        let (problem, proof, epochs) = self.points(floor, plan.result.points);
        let points = steps(self.model, problem.layout, &proof);
        Certificate {
            floor,
            bound: proof.bound,
            scale: UNIT as u32,
            points,
            larger_floor: self.larger_floor(floor),
            crowds: self.crowds.clone(),
            epochs,
        }
    }

    fn points(&self, floor: u32, points: i64) -> (Problem, Proof, Vec<Epoch>) {
        let floors = self.model.floors(floor);
        let stop = || self.observer.stop();
        let (prices, epochs) = self.prices(&floors, points);
        let problem = Problem::points(self.model, &floors, &self.crowds, &epochs);
        let start = start(problem.layout, &prices);
        // A program that looks at the evening as a whole would have it that nothing better can be proved.
        let relax = |state: &State| if epochs.is_empty() { relax(self.model, state, &floors) } else { None };
        let guide = Guide { relax: &relax, stop: &stop, work: self.work };
        let proof = tree::prove(&problem, start, points, &guide);
        (problem, proof, epochs)
    }

    /// Prices to start from; and epochs with theirs, where it proves more to tell rounds apart.
    fn prices(&self, floors: &[u32], points: i64) -> (Found, Vec<Epoch>) {
        let stop = || self.observer.stop();
        let one = Epochs::one(self.model);
        // A floor costs a few percent of the points at most: prices without one are where to begin.
        let free = Relaxation::points(self.model, &self.model.floors(0), &one);
        let (prices, _) = free.descend(None, points, DESCENT, &stop);
        let relaxation = Relaxation::points(self.model, floors, &one);
        let (prices, _) = relaxation.descend(Some(&prices), points - points.abs() / 20, DESCENT, &stop);
        let (prices, value) = relaxation.descend(Some(&prices), points, DESCENT, &stop);
        let Some(finer) = Epochs::finer(self.model) else { return (prices, Vec::new()) };
        let relaxation = Relaxation::points(self.model, floors, &finer);
        let parted = prices.parted(finer.len());
        let (finer_prices, finer_value) = relaxation.descend(Some(&parted), points, DESCENT, &stop);
        if finer_value.is_worth_it(&value) {
            apart(self.model, &finer, &finer_prices)
        } else {
            (prices, Vec::new())
        }
    }

    /// The proof that no schedule keeps a larger floor; empty when there is none, or when a larger floor would ask
    /// nothing more of anybody.
    fn larger_floor(&self, floor: u32) -> Vec<Step> {
        let floors = self.model.floors(floor.saturating_add(1));
        if floors == self.model.floors(floor) {
            return Vec::new();
        }
        let wanted: i64 = floors.iter().map(|&floor| i64::from(floor)).sum();
        let stop = || self.observer.stop();
        let problem = Problem::floor_only(self.model, &floors, &self.crowds);
        let start = start_of_floors(problem.layout, flow::obstacle(self.model, &floors, &stop));
        let guide = Guide { relax: &|_| None, stop: &stop, work: self.work };
        let proof = tree::prove(&problem, start, wanted - 1, &guide);
        if proof.bound < wanted { steps(self.model, problem.layout, &proof) } else { Vec::new() }
    }
}

/// The linear relaxation of a case, where that is not too much to ask.
fn relax(model: &Model, state: &State, floors: &[u32]) -> Option<Relaxed> {
    if state.open.len() > PROGRAM {
        return None;
    }
    let edges = |edges: &[u32]| edges.iter().map(|&edge| edge as usize).collect();
    let remainder = Remainder {
        fixed: edges(&state.chosen),
        free: edges(&state.open),
        floors,
        timing: None,
        odd_sets: Vec::new(),
    };
    relaxed(model, &remainder).map(|answer| (answer.taken, answer.points))
}

/// Prices in epochs as prices for the evening as a whole, and what each epoch costs more.
fn apart(model: &Model, epochs: &Epochs, found: &Found) -> (Found, Vec<Epoch>) {
    if epochs.len() == 1 {
        return (found.clone(), Vec::new());
    }
    let time = epochs.time(model);
    let prices = |person: usize| &found.time[person * epochs.len()..][..epochs.len()];
    let least = |person: usize| {
        let there = prices(person).iter().zip(&time[person]).filter(|&(_, &rounds)| rounds > 0);
        there.map(|(&price, _)| price).min().unwrap_or(0)
    };
    let least: Vec<i64> = (0..model.people()).map(least).collect();
    let room = found.room.iter().copied().min().unwrap_or(0);
    let epoch = |(index, &rounds): (usize, &RoundSet)| Epoch {
        rounds,
        room: scaled(found.room[index] - room),
        time: (0..model.people())
            .map(|person| scaled((prices(person)[index] - least[person]).max(0)))
            .collect(),
    };
    let apart = epochs.rounds.iter().enumerate().map(epoch).collect();
    (Found { time: least, pieces: found.pieces.clone(), room: vec![room] }, apart)
}

/// A price of the search for a bound as one of a proof.
fn scaled(price: i64) -> i64 {
    (i128::from(price) * i128::from(UNIT) / i128::from(bound::UNIT)) as i64
}

/// The planner's prices in the order of the pieces: costs of time have the opposite sign.
fn start(layout: Layout, found: &Found) -> Vec<i64> {
    let mut prices: Vec<i64> = found.time.iter().map(|price| -price).chain(found.pieces.clone()).collect();
    prices.extend(&found.room);
    prices.resize(layout.crowd(layout.crowds), 0);
    prices.into_iter().map(scaled).collect()
}

/// Prices at which floors ask too much, if it is known; otherwise time and rewards cost the same.
fn start_of_floors(layout: Layout, cut: Option<Cut>) -> Vec<i64> {
    let even = vec![2; layout.people];
    let (time, rewards, room) =
        cut.map_or_else(|| (even.clone(), even.clone(), 0), |cut| (cut.time, cut.rewards, cut.room));
    let mut prices: Vec<i64> = time.iter().map(|halves| -halves * UNIT / 2).collect();
    prices.resize(layout.floor(0), 0);
    prices.extend(rewards.iter().map(|halves| halves * UNIT / 2));
    prices.push(room * UNIT / 2);
    prices.resize(layout.crowd(layout.crowds), 0);
    prices
}

/// The circles of people who may only meet each other, where there are several.
fn circles(model: &Model) -> Vec<Vec<AttendeeIx>> {
    let mut circle_of = vec![usize::MAX; model.people()];
    let mut circles = Vec::new();
    for first in 0..model.people() {
        if circle_of[first] != usize::MAX {
            continue;
        }
        let mut circle = vec![first];
        circle_of[first] = circles.len();
        let mut next = 0;
        while let Some(&person) = circle.get(next) {
            for &other in model.incident[person].iter().flat_map(|&edge| &model.edges[edge].people) {
                if circle_of[other] == usize::MAX {
                    circle_of[other] = circles.len();
                    circle.push(other);
                }
            }
            next += 1;
        }
        circles.push(circle);
    }
    circles.retain(|circle| (3..model.people()).contains(&circle.len()));
    circles
}

/// The steps of a proof: a case, then what follows from it, the case that a pair meets before the other.
fn steps(model: &Model, layout: Layout, proof: &Proof) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut waiting = vec![0];
    while let Some(node) = waiting.pop() {
        let Node { prices, next, split } = &proof.nodes[node];
        waiting.extend(next.iter().rev());
        let next = match split {
            Some(edge) => Next::Split(model.edges[*edge as usize].people),
            None if next.is_empty() => Next::Closed,
            None => Next::Again,
        };
        steps.push(Step { prices: prices_of(model, layout, prices), next });
    }
    steps
}

fn prices_of(model: &Model, layout: Layout, prices: &[i64]) -> Prices {
    let people = model.people();
    let mut wants = vec![Vec::new(); people];
    for (index, want) in model.pairs.wants.iter().enumerate() {
        wants[want.owner].push(prices[layout.want(index)]);
    }
    Prices {
        time: (0..people).map(|person| -prices[person]).collect(),
        wants,
        floor: (0..people).map(|person| prices[layout.floor(person)]).collect(),
        crowds: (0..layout.crowds).map(|crowd| prices[layout.crowd(crowd)]).collect(),
    }
}
