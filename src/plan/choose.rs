//! Chooses pairs, rounds left aside: a degree-constrained subgraph of greatest value, as a model for `good_lp`.
//!
//! The planner never hands over a whole evening: most pairs are decided beforehand by their reduced costs, and what is
//! left is small. This is the only place that knows `good_lp` and its solver.

use good_lp::{
    Expression, IntoAffineExpression as _, ProblemVariables, ResolutionError, Solution as _, SolverModel,
    Variable, constraint, variable,
};

#[cfg(feature = "highs")]
use good_lp::highs as solver;
#[cfg(not(feature = "highs"))]
use good_lp::microlp as solver;

use rayon::prelude::*;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::epochs::Epochs;
use super::model::Model;
use super::odd_sets::{OddSet, broken};
use crate::domain::{AttendeeIx, TableNo};

/// In which epochs pairs may take place.
#[derive(Clone, Debug)]
pub(super) struct Timing<'a> {
    pub epochs: &'a Epochs,
    /// By edge: the epochs to choose from; at least one for every pair that is in or open.
    pub of: Vec<Vec<usize>>,
}

/// A choice with most pairs decided.
#[derive(Clone, Debug)]
pub(super) struct Remainder<'a> {
    /// Pairs that are in.
    pub fixed: Vec<usize>,
    /// Pairs that are open.
    pub free: Vec<usize>,
    /// By attendee: rewarding meetings to guarantee.
    pub floors: &'a [u32],
    /// When pairs may take place, where that is looked at.
    pub timing: Option<Timing<'a>>,
    /// Sets of people who can have only so many meetings among themselves.
    pub odd_sets: Vec<OddSet>,
    /// Whether any good choice will do.
    pub quick: bool,
}

impl Remainder<'_> {
    /// How large its linear program is: open pairs, and epochs of pairs that may take place in several.
    pub fn size(&self) -> usize {
        let parts = |edge: &usize| self.timing.as_ref().map_or(0, |timing| timing.of[*edge].len());
        let parts = self.fixed.iter().chain(&self.free).map(parts).filter(|&parts| parts > 1);
        self.free.len() + parts.sum::<usize>()
    }
}

/// Pairs that go together.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// Ascending.
    pub edges: Vec<usize>,
    /// Some of them, with the epoch in which there is time for them; ascending.
    pub epochs: Vec<(usize, usize)>,
}

/// What became of a remainder.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The choices found, fixed pairs included; the best first.
    pub chosen: Vec<Chosen>,
    /// Points that no choice within the remainder exceeds; none when it has no solution at all.
    pub bound: Option<i64>,
}

/// The answer of one linear relaxation.
pub(super) struct Relaxed {
    /// By free edge: how much of it is taken, 0 to 1.
    pub taken: Vec<f64>,
    pub points: f64,
    /// Pairs that may take place in several epochs, and how much of each takes place in which.
    parts: Vec<(usize, usize, f64)>,
}

/// What stays the same in all linear programs of a search.
#[derive(Clone, Copy)]
struct Terms<'a, 'e> {
    model: &'a Model<'e>,
    /// By attendee: rewarding meetings to guarantee.
    floors: &'a [u32],
    timing: Option<&'a Timing<'a>>,
    odd_sets: &'a [OddSet],
}

impl<'a, 'e> Terms<'a, 'e> {
    fn of(model: &'a Model<'e>, remainder: &'a Remainder) -> Self {
        let Remainder { floors, timing, odd_sets, .. } = remainder;
        Self { model, floors, timing: timing.as_ref(), odd_sets }
    }

    /// The epochs of these edges, as far as a relaxation knows them.
    fn epochs(&self, edges: &[usize], relaxed: &Relaxed) -> Vec<(usize, usize)> {
        let Some(timing) = self.timing else { return Vec::new() };
        let largest = |parts: &[(usize, usize, f64)]| {
            let largest = parts.iter().max_by(|a, b| a.2.total_cmp(&b.2));
            largest.map(|&(edge, epoch, _)| (edge, epoch))
        };
        let parts = relaxed.parts.chunk_by(|a, b| a.0 == b.0);
        let several: BTreeMap<usize, usize> = parts.filter_map(largest).collect();
        let epoch = |&edge: &usize| {
            let only = timing.of[edge].first().copied().filter(|_| timing.of[edge].len() == 1);
            Some((edge, several.get(&edge).copied().or(only)?))
        };
        edges.iter().filter_map(epoch).collect()
    }

    /// How much of which pair takes place in which epoch.
    fn shares(&self, node: &Node) -> Vec<(usize, usize, f64)> {
        let fixed = node.fixed.iter().map(|&edge| (edge, 1.0));
        let free = node.free.iter().copied().zip(node.relaxed.taken.iter().copied());
        let only = |edge: usize| match self.timing {
            None => Some(0),
            Some(timing) => timing.of[edge].first().copied().filter(|_| timing.of[edge].len() == 1),
        };
        let whole = fixed.chain(free).filter_map(|(edge, share)| Some((edge, only(edge)?, share)));
        whole.chain(node.relaxed.parts.iter().copied()).collect()
    }
}

/// One open part of the tree: some free pairs decided.
struct Node {
    fixed: Vec<usize>,
    free: Vec<usize>,
    relaxed: Relaxed,
}

/// Within this of a whole number, the solver means the whole number. Its values are good to about 1e-9 of some 1e7
/// points, and bounds are rounded down to whole points only after this is added.
const TOLERANCE: f64 = 0.02;

/// A pair taken to within this of 0 or 1 is out or in.
const WHOLE: f64 = 1e-6;

/// Linear programs times open pairs that rounding the root may cost.
const ROUNDING_WORK: usize = 12_000;

/// Solves a remainder to the end by branch and bound, or until `nodes` linear programs are solved. Only choices of
/// more than `cutoff` points are of interest.
/// `stop` ends the search early.
pub(super) fn choose(
    model: &Model,
    remainder: &mut Remainder,
    cutoff: i64,
    nodes: usize,
    stop: &(dyn Fn() -> bool + Sync),
) -> Choice {
    let root = match root(model, remainder) {
        Ok(Some(root)) => root,
        Ok(None) => return Choice { chosen: Vec::new(), bound: None },
        Err(Unanswered) => return Choice { chosen: Vec::new(), bound: Some(i64::MAX) },
    };
    let ways = if remainder.quick { 1 } else { ways(remainder.size()) };
    let terms = Terms::of(model, remainder);
    let (found, open) = (Vec::new(), vec![root]);
    let mut search =
        Search { terms, found, best_points: cutoff, open, unanswered: i64::MIN, left: nodes, ways, stop };
    search.round_root();
    search.run();
    let open = search.open.iter().map(|node| floor_points(node.relaxed.points)).max();
    let bound = open.unwrap_or(i64::MIN).max(search.best_points).max(search.unanswered);
    let mut found = search.found;
    found.sort_by_key(|&(points, _)| Reverse(points));
    Choice { chosen: found.into_iter().map(|(_, chosen)| chosen).collect(), bound: Some(bound) }
}

/// Whether the relaxation of a remainder shows that nothing in it keeps all rules and floors.
pub(super) fn is_impossible(model: &Model, remainder: &mut Remainder) -> bool {
    matches!(root(model, remainder), Ok(None))
}

/// How many of the [`PLUNGES`] are worth their time in a remainder of this size.
fn ways(size: usize) -> usize {
    match size {
        0..=400 => 4,
        401..=800 => 2,
        _ => 1,
    }
}

/// How often the relaxation is solved again with the odd sets that it breaks.
const CUTS: usize = 6;

/// The relaxation of the whole remainder; the odd sets that it breaks become part of that.
fn root(model: &Model, remainder: &mut Remainder) -> Result<Option<Node>, Unanswered> {
    let one = Epochs::one(model);
    for _ in 0..CUTS {
        let terms = Terms::of(model, remainder);
        let Some(root) = relax(terms, remainder.fixed.clone(), remainder.free.clone())? else {
            return Ok(None);
        };
        let epochs = remainder.timing.as_ref().map_or(&one, |timing| timing.epochs);
        let broken = broken(model, epochs, &terms.shares(&root));
        if broken.is_empty() {
            return Ok(Some(root));
        }
        remainder.odd_sets.extend(broken);
    }
    relax(Terms::of(model, remainder), remainder.fixed.clone(), remainder.free.clone())
}

fn floor_points(points: f64) -> i64 {
    (points + TOLERANCE).floor() as i64
}

struct Search<'a, 'e> {
    terms: Terms<'a, 'e>,
    /// Choices, with their points.
    found: Vec<(i64, Chosen)>,
    best_points: i64,
    open: Vec<Node>,
    /// The highest bound of a node whose children the solver could not answer.
    unanswered: i64,
    /// Linear programs that may still be solved.
    left: usize,
    /// How many ways to look for whole solutions.
    ways: usize,
    stop: &'a (dyn Fn() -> bool + Sync),
}

/// How whole solutions are looked for where epochs are told apart: whether all open pairs of the people concerned are
/// decided anew, or only those that the relaxation takes in part; and that one in so many is decided at a time. Which of
/// these ways is best differs from evening to evening.
const PLUNGES: [(bool, usize); 4] = [(false, 8), (false, 20), (true, 3), (true, 20)];

impl Search<'_, '_> {
    /// A first whole solution near the root's. Only the pairs that it takes in part are decided; if that leads
    /// nowhere, all open pairs of the people concerned; if that leads nowhere either, all.
    fn round_root(&mut self) {
        let root = &self.open[0];
        let partial: Vec<bool> =
            root.relaxed.taken.iter().map(|taken| (taken - taken.round()).abs() > WHOLE).collect();
        if !partial.contains(&true) {
            return;
        }
        let mut concerned = vec![false; self.terms.model.people()];
        for (&edge, _) in root.free.iter().zip(&partial).filter(|(_, partial)| **partial) {
            for person in self.terms.model.edges[edge].people {
                concerned[person] = true;
            }
        }
        let near =
            |edge: usize| self.terms.model.edges[edge].people.into_iter().any(|person| concerned[person]);
        let wider: Vec<bool> = root.free.iter().map(|&edge| near(edge)).collect();
        if self.terms.timing.is_some() {
            // A program takes so long here that there must be few of them.
            let plunge = |(all, share)| self.plunge(self.part(if all { &wider } else { &partial }), share);
            let nodes: Vec<Option<Node>> = PLUNGES[..self.ways].par_iter().copied().map(plunge).collect();
            nodes.iter().flatten().for_each(|node| self.keep(node));
        } else {
            for keep_open in [partial, wider] {
                self.round(&keep_open);
                if !self.found.is_empty() {
                    return;
                }
            }
        }
        if self.found.is_empty()
            && let Some(node) = self.plunge(self.part(&vec![true; self.open[0].free.len()]), 3)
        {
            self.keep(&node);
        }
    }

    /// The root with its pairs decided as it takes them, but for those kept open: what is fixed, what is free, and how
    /// much of that is taken.
    fn part(&self, keep_open: &[bool]) -> (Vec<usize>, Vec<usize>, Vec<f64>) {
        let root = &self.open[0];
        let (mut fixed, mut free, mut taken) = (root.fixed.clone(), Vec::new(), Vec::new());
        for ((&edge, &share), keep) in root.free.iter().zip(&root.relaxed.taken).zip(keep_open) {
            if *keep {
                free.push(edge);
                taken.push(share);
            } else if share > 0.5 {
                fixed.push(edge);
            }
        }
        (fixed, free, taken)
    }

    /// Takes many pairs at a time, one in `share`, those first that the relaxation takes most of, until all are whole.
    fn plunge(
        &self,
        (mut fixed, mut free, mut taken): (Vec<usize>, Vec<usize>, Vec<f64>),
        mut share: usize,
    ) -> Option<Node> {
        while !(self.stop)() {
            let batch = batch(self.terms.model, &free, &taken, share);
            let rest: Vec<usize> = free.iter().copied().filter(|edge| !batch.contains(edge)).collect();
            let with: Vec<usize> = fixed.iter().chain(&batch).copied().collect();
            // A batch that does not fit is made smaller; a single pair that does not fit is out.
            let node = match relax(self.terms, with, rest.clone()) {
                Ok(Some(node)) => node,
                _ if batch.len() > 1 => {
                    share *= 4;
                    continue;
                }
                _ => relax(self.terms, fixed, rest).ok().flatten()?,
            };
            if most_fractional(&node.relaxed.taken).is_none() {
                return Some(node);
            }
            taken = node.relaxed.taken;
            (fixed, free) = (node.fixed, node.free);
        }
        None
    }

    /// Searches with the root's pairs decided as it takes them, but for those kept open.
    fn round(&mut self, keep_open: &[bool]) {
        let (fixed, free, _) = self.part(keep_open);
        let programs = ROUNDING_WORK / free.len().max(1);
        if let Ok(Some(node)) = relax(self.terms, fixed, free) {
            let open = std::mem::replace(&mut self.open, vec![node]);
            let left = std::mem::replace(&mut self.left, programs);
            let unanswered = self.unanswered;
            self.run();
            self.open = open;
            self.left = left;
            self.unanswered = unanswered;
        }
    }

    fn run(&mut self) {
        while let Some(node) = self.next() {
            self.dive(node);
            self.open.retain(|node| floor_points(node.relaxed.points) > self.best_points);
            if self.left == 0 {
                return;
            }
        }
    }

    /// The open node with the highest bound.
    fn next(&mut self) -> Option<Node> {
        let best = (0..self.open.len()).max_by(|&a, &b| {
            self.open[a].relaxed.points.total_cmp(&self.open[b].relaxed.points).then(b.cmp(&a))
        });
        best.map(|index| self.open.swap_remove(index))
    }

    /// Follows the more promising child down to a whole solution; the other children stay open.
    fn dive(&mut self, mut node: Node) {
        loop {
            if floor_points(node.relaxed.points) <= self.best_points {
                return;
            }
            let Some(branch) = most_fractional(&node.relaxed.taken) else {
                return self.accept(&node);
            };
            if self.left == 0 {
                self.open.push(node);
                return;
            }
            let [one, other] = self.children(&node, branch);
            match (one, other) {
                (Some(child), sibling) => {
                    self.open.extend(sibling);
                    node = child;
                }
                (None, Some(child)) => node = child,
                (None, None) => return,
            }
        }
    }

    fn children(&mut self, node: &Node, branch: usize) -> [Option<Node>; 2] {
        let mut free = node.free.clone();
        let edge = free.remove(branch);
        let mut with = node.fixed.clone();
        with.push(edge);
        self.left = if (self.stop)() { 0 } else { self.left.saturating_sub(2) };
        let terms = self.terms;
        let (up, down) = rayon::join(
            || relax(terms, with, free.clone()),
            || relax(terms, node.fixed.clone(), free.clone()),
        );
        let [up, down] = [up, down].map(|child| self.answered(node, child));
        let worth = |node: &Option<Node>| node.as_ref().map_or(f64::MIN, |node| node.relaxed.points);
        if worth(&up) >= worth(&down) { [up, down] } else { [down, up] }
    }

    /// A child; nothing where it has no solution, or none is known: then its parent's bound stands.
    fn answered(&mut self, parent: &Node, child: Result<Option<Node>, Unanswered>) -> Option<Node> {
        child.unwrap_or_else(|Unanswered| {
            self.unanswered = self.unanswered.max(floor_points(parent.relaxed.points));
            None
        })
    }

    fn accept(&mut self, node: &Node) {
        if floor_points(node.relaxed.points) > self.best_points {
            self.keep(node);
        }
    }

    fn keep(&mut self, node: &Node) {
        let taken = node.free.iter().zip(&node.relaxed.taken).filter(|(_, taken)| **taken > 0.5);
        let mut edges: Vec<usize> = node.fixed.iter().copied().chain(taken.map(|(&edge, _)| edge)).collect();
        edges.sort_unstable();
        let points = floor_points(node.relaxed.points);
        self.best_points = self.best_points.max(points);
        self.found.push((points, Chosen { epochs: self.terms.epochs(&edges, &node.relaxed), edges }));
    }
}

/// One in `share` of the pairs that are taken in part, at least one: those taken most, no two of one attendee.
fn batch(model: &Model, free: &[usize], taken: &[f64], share: usize) -> Vec<usize> {
    let mut partial: Vec<(f64, usize)> = taken.iter().copied().zip(free.iter().copied()).collect();
    partial.retain(|(taken, _)| (taken - taken.round()).abs() > WHOLE);
    partial.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut busy = vec![false; model.people()];
    let mut batch = Vec::new();
    for &(_, edge) in partial.iter().take((partial.len() / share).max(1)) {
        let people = model.edges[edge].people;
        if people.into_iter().all(|person| !std::mem::replace(&mut busy[person], true)) {
            batch.push(edge);
        }
    }
    batch
}

fn most_fractional(taken: &[f64]) -> Option<usize> {
    let distance = |x: f64| (x - x.round()).abs();
    let most = (0..taken.len())
        .max_by(|&a, &b| distance(taken[a]).total_cmp(&distance(taken[b])).then(b.cmp(&a)))?;
    (distance(taken[most]) > WHOLE).then_some(most)
}

/// The solver neither solved a program nor proved that it has no solution.
#[derive(Debug)]
pub(super) struct Unanswered;

/// A linear program in general.
pub(super) struct Program {
    /// By variable: the least it can be, the most, and what a unit of it costs.
    pub variables: Vec<(f64, f64, f64)>,
    /// Sums of variables (with their factors) and a constant that must not be below 0.
    pub rows: Vec<(Vec<(usize, f64)>, f64)>,
}

/// The values of the variables at which a program costs least; nothing when the solver has no answer.
pub(super) fn least(program: Program) -> Option<Vec<f64>> {
    let mut vars = ProblemVariables::new();
    let mut cost = Expression::from(0.0);
    let mut all = Vec::new();
    for (low, high, unit) in program.variables {
        let variable = vars.add(variable().min(low).max(high));
        cost += unit * variable;
        all.push(variable);
    }
    let mut problem = vars.minimise(cost).using(solver);
    for (terms, constant) in program.rows {
        let sum: Expression = terms.into_iter().map(|(index, factor)| factor * all[index]).sum();
        problem = problem.with(constraint!(sum >= -constant));
    }
    let solution = problem.solve().ok()?;
    Some(all.into_iter().map(|variable| solution.value(variable)).collect())
}

/// The answer of the linear relaxation of a remainder; nothing when it has no solution, or the solver no answer.
pub(super) fn relaxed(model: &Model, remainder: &Remainder) -> Option<Relaxed> {
    let terms = Terms::of(model, remainder);
    relax(terms, remainder.fixed.clone(), remainder.free.clone()).ok().flatten().map(|node| node.relaxed)
}

/// The linear relaxation with some pairs decided; nothing when it has no solution.
fn relax(terms: Terms, fixed: Vec<usize>, free: Vec<usize>) -> Result<Option<Node>, Unanswered> {
    let mut builder = Builder::new(terms, &fixed, &free);
    builder.wants();
    if builder.people().is_none()
        || builder.room().is_none()
        || builder.epochs().is_none()
        || builder.odd_sets().is_none()
    {
        return Ok(None);
    }
    Ok(builder.solve()?.map(|relaxed| Node { fixed, free, relaxed }))
}

/// The whole evening in one model, rounds and all: for evenings so small that nothing cleverer is needed. Returns the
/// edges with their rounds (from 0), or nothing when no schedule keeps the hard rules and the floors (by attendee);
/// `Err` when the solver has no answer.
pub(super) fn whole_evening(
    model: &Model,
    floors: &[u32],
) -> Result<Option<Vec<(usize, usize)>>, Unanswered> {
    let all: Vec<usize> = (0..model.edges.len()).collect();
    let mut builder = Builder::new(Terms { model, floors, timing: None, odd_sets: &[] }, &[], &all);
    builder.wants();
    if builder.people().is_none() {
        return Ok(None);
    }
    let slots = builder.rounds();
    let solution = builder.solved()?;
    Ok(solution.map(|solution| {
        let taken = slots.into_iter().filter(|slot| solution.value(slot.2) > 0.5);
        taken.map(|(edge, round, _)| (edge, round)).collect()
    }))
}

/// How much time attendees have, and how many meetings there is room for, by epoch.
struct Limits {
    people: usize,
    epochs: usize,
    /// What is left: by attendee, and in it by epoch; then by epoch.
    left: Vec<i64>,
    /// What may use that up.
    used: Vec<Vec<Variable>>,
}

impl Limits {
    fn of(model: &Model, epochs: &Epochs) -> Self {
        let mut left = epochs.time(model).concat();
        left.extend(epochs.capacity(model));
        let used = vec![Vec::new(); left.len()];
        Self { people: model.people(), epochs: epochs.len(), left, used }
    }

    /// What a meeting of two people takes in an epoch.
    fn places(&self, people: [AttendeeIx; 2], epoch: usize) -> [usize; 3] {
        [people[0], people[1], self.people].map(|row| row * self.epochs + epoch)
    }

    fn take(&mut self, people: [AttendeeIx; 2], epoch: usize) {
        for place in self.places(people, epoch) {
            self.left[place] -= 1;
        }
    }

    fn use_up(&mut self, people: [AttendeeIx; 2], epoch: usize, taken: Variable) {
        for place in self.places(people, epoch) {
            self.used[place].push(taken);
        }
    }
}

struct Builder<'a, 'e> {
    terms: Terms<'a, 'e>,
    fixed: &'a [usize],
    free: &'a [usize],
    vars: ProblemVariables,
    x: Vec<Variable>,
    /// Edges that may take place in several epochs: how much of each takes place in which.
    parts: Vec<(usize, usize, Variable)>,
    objective: Expression,
    /// At most 0.
    rows: Vec<Expression>,
}

impl<'a, 'e> Builder<'a, 'e> {
    fn new(terms: Terms<'a, 'e>, fixed: &'a [usize], free: &'a [usize]) -> Self {
        let model = terms.model;
        let mut vars = ProblemVariables::new();
        let mut objective = Expression::from(0.0);
        for &edge in fixed {
            objective += model.pairs.pairs[edge].own_points as f64;
        }
        let mut x = Vec::new();
        for &edge in free {
            let taken = vars.add(variable().min(0.0).max(1.0));
            objective += model.pairs.pairs[edge].own_points as f64 * taken;
            x.push(taken);
        }
        Self { terms, fixed, free, vars, x, parts: Vec::new(), objective, rows: Vec::new() }
    }

    /// Served wants with diminishing returns.
    fn wants(&mut self) {
        let wants = &self.terms.model.pairs.wants;
        let mut served = vec![0i64; wants.len()];
        for &edge in self.fixed {
            for s in &self.terms.model.pairs.pairs[edge].serves {
                served[s.want] += s.fit;
            }
        }
        let mut open: Vec<Vec<(usize, i64)>> = vec![Vec::new(); wants.len()];
        for (index, &edge) in self.free.iter().enumerate() {
            for s in &self.terms.model.pairs.pairs[edge].serves {
                open[s.want].push((index, s.fit));
            }
        }
        for (want, open) in open.iter().enumerate() {
            let slope = (wants[want].weight * wants[want].focus) as f64 / 100.0;
            self.concave(&[4.0 * slope, 2.0 * slope, slope], 100, served[want], open);
        }
    }

    /// A sum over pairs that is worth `slopes[k]` per unit in its k-th stretch of `length` units, `already` of them
    /// used.
    fn concave(&mut self, slopes: &[f64], length: i64, already: i64, open: &[(usize, i64)]) {
        let value = |sum: i64| -> f64 {
            slopes
                .iter()
                .enumerate()
                .map(|(k, slope)| slope * (sum - k as i64 * length).clamp(0, length) as f64)
                .sum()
        };
        self.objective += value(already);
        if let [(index, amount)] = *open {
            self.objective += (value(already + amount) - value(already)) * self.x[index];
            return;
        }
        let reachable: i64 = open.iter().map(|&(_, amount)| amount).sum();
        let mut row = Expression::from(0.0);
        let mut left = reachable;
        for (k, &slope) in slopes.iter().enumerate() {
            let room = ((k as i64 + 1) * length - already).clamp(0, length).min(left);
            if room > 0 {
                let part = self.vars.add(variable().min(0.0).max(room as f64));
                self.objective += slope * part;
                row += part;
                left -= room;
            }
        }
        for &(index, amount) in open {
            row -= amount as f64 * self.x[index];
        }
        if !open.is_empty() {
            self.rows.push(row);
        }
    }

    /// Targets, sit-outs and floors. Nothing when they cannot be kept.
    fn people(&mut self) -> Option<()> {
        let people = self.terms.model.people();
        let mut meetings = vec![0i64; people];
        let mut rewarding = vec![0i64; people];
        for &edge in self.fixed {
            let pair = &self.terms.model.pairs.pairs[edge];
            for (&person, gain) in pair.people.iter().zip(pair.gains) {
                meetings[person] += 1;
                rewarding[person] += i64::from(gain > 0);
            }
        }
        let mut open: Vec<Vec<(usize, i64)>> = vec![Vec::new(); people];
        let mut open_rewarding: Vec<Vec<usize>> = vec![Vec::new(); people];
        for (index, &edge) in self.free.iter().enumerate() {
            let pair = &self.terms.model.pairs.pairs[edge];
            for (&person, gain) in pair.people.iter().zip(pair.gains) {
                open[person].push((index, 1));
                if gain > 0 {
                    open_rewarding[person].push(index);
                }
            }
        }
        let sit_out = f64::from(self.terms.model.event.matching.sit_out);
        for person in 0..people {
            let target = i64::from(self.terms.model.targets[person]);
            let slopes: Vec<f64> = (0..target).map(|k| (target - k) as f64 * sit_out).collect();
            self.objective += -((target * (target + 1) / 2) as f64) * sit_out;
            self.concave(&slopes, 1, meetings[person], &open[person]);
            let left = i64::from(self.terms.model.most[person]) - meetings[person];
            if left < 0 {
                return None;
            }
            if open[person].len() as i64 > left {
                let mut row = Expression::from(-(left as f64));
                row += open[person].iter().map(|&(index, _)| self.x[index]).sum::<Expression>();
                self.rows.push(row);
            }
            let missing = i64::from(self.terms.floors[person]) - rewarding[person];
            if missing > 0 {
                let mut row = Expression::from(missing as f64);
                row -= open_rewarding[person].iter().map(|&index| self.x[index]).sum::<Expression>();
                if (open_rewarding[person].len() as i64) < missing {
                    return None;
                }
                self.rows.push(row);
            }
        }
        Some(())
    }

    /// Tables and people limit the evening as a whole. Nothing when there is no room for the fixed pairs.
    fn room(&mut self) -> Option<()> {
        let left = self.terms.model.total_capacity() - self.fixed.len() as i64;
        if left < 0 {
            return None;
        }
        if (self.x.len() as i64) > left {
            let mut row = Expression::from(-(left as f64));
            row += self.x.iter().sum::<Expression>();
            self.rows.push(row);
        }
        Some(())
    }

    /// Nobody has more meetings in an epoch than it has rounds for them, and it holds no more than there is room for.
    /// Nothing when the fixed pairs break that.
    fn epochs(&mut self) -> Option<()> {
        let Some(timing) = self.terms.timing else { return Some(()) };
        let model = self.terms.model;
        let mut limits = Limits::of(model, timing.epochs);
        for &edge in self.fixed {
            let people = model.edges[edge].people;
            if let [epoch] = *timing.of[edge] {
                limits.take(people, epoch);
            } else {
                let whole = Expression::from(1.0);
                self.part(&mut limits, edge, &timing.of[edge], whole);
            }
        }
        for (index, &edge) in self.free.iter().enumerate() {
            let x = self.x[index];
            if let [epoch] = *timing.of[edge] {
                limits.use_up(model.edges[edge].people, epoch, x);
            } else {
                self.part(&mut limits, edge, &timing.of[edge], x.into());
            }
        }
        for (left, used) in limits.left.into_iter().zip(limits.used) {
            if left < 0 {
                return None;
            }
            if used.len() as i64 > left {
                self.rows.push(used.into_iter().sum::<Expression>() - left as f64);
            }
        }
        Some(())
    }

    /// Parts an edge, as far as it is taken, among several epochs.
    fn part(&mut self, limits: &mut Limits, edge: usize, epochs: &[usize], taken: Expression) {
        let mut row = taken;
        for &epoch in epochs {
            let part = self.vars.add(variable().min(0.0).max(1.0));
            row -= part;
            self.parts.push((edge, epoch, part));
            limits.use_up(self.terms.model.edges[edge].people, epoch, part);
        }
        self.rows.push(row);
    }

    /// Odd sets of people have no more meetings among themselves than there can be. Nothing when the fixed pairs break
    /// that. To be called after the epochs.
    fn odd_sets(&mut self) -> Option<()> {
        let within = |set: &OddSet, edge: usize| set.holds(self.terms.model.edges[edge].people);
        let only = |set: &OddSet, edge: usize| match self.terms.timing {
            None => true,
            Some(timing) => *timing.of[edge] == [set.epoch],
        };
        for set in self.terms.odd_sets {
            let fixed = self.fixed.iter().filter(|&&edge| only(set, edge) && within(set, edge)).count();
            let left = set.room - fixed as i64;
            if left < 0 {
                return None;
            }
            let free = self.free.iter().zip(&self.x);
            let free = free.filter(|&(&edge, _)| only(set, edge) && within(set, edge)).map(|(_, &x)| x);
            let parts = self.parts.iter().filter(|part| part.1 == set.epoch && within(set, part.0));
            let used: Vec<Variable> = free.chain(parts.map(|part| part.2)).collect();
            if used.len() as i64 > left {
                self.rows.push(used.into_iter().sum::<Expression>() - left as f64);
            }
        }
        Some(())
    }

    /// Rounds and tables: one variable for each pair and each round it may take place in.
    fn rounds(&mut self) -> Vec<(usize, usize, Variable)> {
        let model = self.terms.model;
        let mut slots = Vec::new();
        for (edge, &x) in self.x.iter().enumerate() {
            let mut sum = Expression::from(0.0);
            for round in model.edges[edge].rounds.iter() {
                let y = self.vars.add(variable().binary());
                sum += y;
                slots.push((edge, round as usize - 1, y));
            }
            self.rows.push(sum.clone() - x);
            self.rows.push(x - sum);
            if model.edges[edge].must {
                self.rows.push(1.0 - x);
            }
        }
        let mut at_most = |of: &dyn Fn(usize, usize) -> bool, most: u32| {
            let mut row = Expression::from(-f64::from(most));
            row += slots
                .iter()
                .filter(|(edge, round, _)| of(*edge, *round))
                .map(|slot| slot.2)
                .sum::<Expression>();
            self.rows.push(row);
        };
        let tables: BTreeSet<TableNo> = model.edges.iter().filter_map(|edge| edge.table).collect();
        for round in 0..model.rounds() {
            at_most(&|_, at| at == round, model.capacity[round]);
            for person in 0..model.people() {
                at_most(&|edge, at| at == round && model.edges[edge].people.contains(&person), 1);
            }
            for &table in &tables {
                at_most(&|edge, at| at == round && model.edges[edge].table == Some(table), 1);
            }
        }
        slots
    }

    fn solve(self) -> Result<Option<Relaxed>, Unanswered> {
        if self.x.is_empty() && self.parts.is_empty() {
            let points = self.objective.constant();
            return Ok(Some(Relaxed { taken: Vec::new(), points, parts: Vec::new() }));
        }
        let objective = self.objective.clone();
        let x = self.x.clone();
        let parts = self.parts.clone();
        let solution = self.solved()?;
        Ok(solution.map(|solution| {
            let taken = x.into_iter().map(|x| solution.value(x)).collect();
            let part = |(edge, epoch, part)| (edge, epoch, solution.value(part));
            let parts = parts.into_iter().map(part).collect();
            Relaxed { taken, points: solution.eval(&objective), parts }
        }))
    }

    /// Nothing when there is no solution.
    fn solved(self) -> Result<Option<impl good_lp::Solution>, Unanswered> {
        let mut problem = self.vars.maximise(self.objective).using(solver);
        for row in self.rows {
            problem = problem.with(constraint!(row <= 0.0));
        }
        match problem.solve() {
            Ok(solution) => Ok(Some(solution)),
            Err(ResolutionError::Infeasible) => Ok(None),
            Err(_) => Err(Unanswered),
        }
    }
}
