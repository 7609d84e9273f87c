//! Chooses pairs, rounds left aside: a degree-constrained subgraph of greatest value, as a model for `good_lp`.
//!
//! The planner never hands over a whole evening: most pairs are decided beforehand by their reduced costs, and what is
//! left is small. This is the only place that knows `good_lp` and its solver.

use good_lp::{
    Expression, IntoAffineExpression as _, ProblemVariables, ResolutionError, Solution as _, SolverModel,
    Variable, constraint, variable,
};

use std::collections::BTreeSet;

use super::model::Model;
use crate::domain::TableNo;

/// A choice with most pairs decided.
#[derive(Clone, Debug)]
pub(super) struct Remainder<'a> {
    /// Pairs that are in.
    pub fixed: Vec<usize>,
    /// Pairs that are open.
    pub free: Vec<usize>,
    /// By attendee: rewarding meetings to guarantee.
    pub floors: &'a [u32],
}

/// What became of a remainder.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The best choice found, fixed pairs included, ascending.
    pub chosen: Option<Vec<usize>>,
    /// Points that no choice within the remainder exceeds; none when it has no solution at all.
    pub bound: Option<i64>,
}

/// The answer of one linear relaxation.
pub(super) struct Relaxed {
    /// By free edge: how much of it is taken, 0 to 1.
    pub taken: Vec<f64>,
    pub points: f64,
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
    remainder: &Remainder,
    cutoff: i64,
    nodes: usize,
    stop: &dyn Fn() -> bool,
) -> Choice {
    let root = match relax(model, remainder.floors, remainder.fixed.clone(), remainder.free.clone()) {
        Ok(Some(root)) => root,
        Ok(None) => return Choice { chosen: None, bound: None },
        Err(Unanswered) => return Choice { chosen: None, bound: Some(i64::MAX) },
    };
    let floors = remainder.floors;
    let open = vec![root];
    let mut search = Search {
        model,
        floors,
        best: None,
        best_points: cutoff,
        open,
        unanswered: i64::MIN,
        left: nodes,
        stop,
    };
    search.round_root();
    search.run();
    let open = search.open.iter().map(|node| floor_points(node.relaxed.points)).max();
    let bound = open.unwrap_or(i64::MIN).max(search.best_points).max(search.unanswered);
    Choice { chosen: search.best, bound: Some(bound) }
}

fn floor_points(points: f64) -> i64 {
    (points + TOLERANCE).floor() as i64
}

struct Search<'a, 'e> {
    model: &'a Model<'e>,
    floors: &'a [u32],
    best: Option<Vec<usize>>,
    best_points: i64,
    open: Vec<Node>,
    /// The highest bound of a node whose children the solver could not answer.
    unanswered: i64,
    /// Linear programs that may still be solved.
    left: usize,
    stop: &'a dyn Fn() -> bool,
}

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
        let mut concerned = vec![false; self.model.people()];
        for (&edge, _) in root.free.iter().zip(&partial).filter(|(_, partial)| **partial) {
            for person in self.model.edges[edge].people {
                concerned[person] = true;
            }
        }
        let near = |edge: usize| self.model.edges[edge].people.into_iter().any(|person| concerned[person]);
        let wider: Vec<bool> = root.free.iter().map(|&edge| near(edge)).collect();
        for keep_open in [partial, wider] {
            self.round(&keep_open);
            if self.best.is_some() {
                return;
            }
        }
        self.plunge();
    }

    /// Takes many pairs at a time, those first that the relaxation takes most of, until all are whole.
    fn plunge(&mut self) {
        let root = &self.open[0];
        let mut fixed = root.fixed.clone();
        let mut free = root.free.clone();
        let mut taken = root.relaxed.taken.clone();
        let mut share = 3;
        while !(self.stop)() {
            let batch = batch(self.model, &free, &taken, share);
            let rest: Vec<usize> = free.iter().copied().filter(|edge| !batch.contains(edge)).collect();
            let with: Vec<usize> = fixed.iter().chain(&batch).copied().collect();
            // A batch that does not fit is made smaller; a single pair that does not fit is out.
            let (next_fixed, next_free) = match relax(self.model, self.floors, with, rest.clone()) {
                Ok(Some(node)) if most_fractional(&node.relaxed.taken).is_none() => {
                    return self.accept(&node);
                }
                Ok(Some(node)) => {
                    taken = node.relaxed.taken;
                    (node.fixed, node.free)
                }
                _ if batch.len() > 1 => {
                    share *= 4;
                    continue;
                }
                _ => match relax(self.model, self.floors, fixed, rest) {
                    Ok(Some(node)) if most_fractional(&node.relaxed.taken).is_none() => {
                        return self.accept(&node);
                    }
                    Ok(Some(node)) => {
                        taken = node.relaxed.taken;
                        (node.fixed, node.free)
                    }
                    _ => return,
                },
            };
            (fixed, free) = (next_fixed, next_free);
        }
    }

    /// Searches with the root's pairs decided as it takes them, but for those kept open.
    fn round(&mut self, keep_open: &[bool]) {
        let root = &self.open[0];
        let mut fixed = root.fixed.clone();
        let mut free = Vec::new();
        for ((&edge, taken), keep) in root.free.iter().zip(&root.relaxed.taken).zip(keep_open) {
            if *keep {
                free.push(edge);
            } else if *taken > 0.5 {
                fixed.push(edge);
            }
        }
        let programs = ROUNDING_WORK / free.len().max(1);
        if let Ok(Some(node)) = relax(self.model, self.floors, fixed, free) {
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
        let up = self.child(node, with, free.clone());
        let down = self.child(node, node.fixed.clone(), free);
        let worth = |node: &Option<Node>| node.as_ref().map_or(f64::MIN, |node| node.relaxed.points);
        if worth(&up) >= worth(&down) { [up, down] } else { [down, up] }
    }

    fn child(&mut self, parent: &Node, fixed: Vec<usize>, free: Vec<usize>) -> Option<Node> {
        relax(self.model, self.floors, fixed, free).unwrap_or_else(|Unanswered| {
            self.unanswered = self.unanswered.max(floor_points(parent.relaxed.points));
            None
        })
    }

    fn accept(&mut self, node: &Node) {
        if floor_points(node.relaxed.points) <= self.best_points {
            return;
        }
        let taken = node.free.iter().zip(&node.relaxed.taken).filter(|(_, taken)| **taken > 0.5);
        let mut chosen: Vec<usize> = node.fixed.iter().copied().chain(taken.map(|(&edge, _)| edge)).collect();
        chosen.sort_unstable();
        self.best_points = floor_points(node.relaxed.points);
        self.best = Some(chosen);
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
    let mut problem = vars.minimise(cost).using(good_lp::microlp);
    for (terms, constant) in program.rows {
        let sum: Expression = terms.into_iter().map(|(index, factor)| factor * all[index]).sum();
        problem = problem.with(constraint!(sum >= -constant));
    }
    let solution = problem.solve().ok()?;
    Some(all.into_iter().map(|variable| solution.value(variable)).collect())
}

/// The answer of the linear relaxation of a remainder; nothing when it has no solution, or the solver no answer.
pub(super) fn relaxed(model: &Model, remainder: Remainder) -> Option<Relaxed> {
    let Remainder { fixed, free, floors } = remainder;
    relax(model, floors, fixed, free).ok().flatten().map(|node| node.relaxed)
}

/// The linear relaxation with some pairs decided; nothing when it has no solution.
fn relax(
    model: &Model,
    floors: &[u32],
    fixed: Vec<usize>,
    free: Vec<usize>,
) -> Result<Option<Node>, Unanswered> {
    let mut builder = Builder::new(model, floors, &fixed, &free);
    builder.wants();
    if builder.people().is_none() || builder.room().is_none() {
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
    let mut builder = Builder::new(model, floors, &[], &all);
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

struct Builder<'a, 'e> {
    model: &'a Model<'e>,
    floors: &'a [u32],
    fixed: &'a [usize],
    free: &'a [usize],
    vars: ProblemVariables,
    x: Vec<Variable>,
    objective: Expression,
    /// At most 0.
    rows: Vec<Expression>,
}

impl<'a, 'e> Builder<'a, 'e> {
    fn new(model: &'a Model<'e>, floors: &'a [u32], fixed: &'a [usize], free: &'a [usize]) -> Self {
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
        Self { model, floors, fixed, free, vars, x, objective, rows: Vec::new() }
    }

    /// Served wants with diminishing returns.
    fn wants(&mut self) {
        let wants = &self.model.pairs.wants;
        let mut served = vec![0i64; wants.len()];
        for &edge in self.fixed {
            for s in &self.model.pairs.pairs[edge].serves {
                served[s.want] += s.fit;
            }
        }
        let mut open: Vec<Vec<(usize, i64)>> = vec![Vec::new(); wants.len()];
        for (index, &edge) in self.free.iter().enumerate() {
            for s in &self.model.pairs.pairs[edge].serves {
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
        let people = self.model.people();
        let mut meetings = vec![0i64; people];
        let mut rewarding = vec![0i64; people];
        for &edge in self.fixed {
            let pair = &self.model.pairs.pairs[edge];
            for (&person, gain) in pair.people.iter().zip(pair.gains) {
                meetings[person] += 1;
                rewarding[person] += i64::from(gain > 0);
            }
        }
        let mut open: Vec<Vec<(usize, i64)>> = vec![Vec::new(); people];
        let mut open_rewarding: Vec<Vec<usize>> = vec![Vec::new(); people];
        for (index, &edge) in self.free.iter().enumerate() {
            let pair = &self.model.pairs.pairs[edge];
            for (&person, gain) in pair.people.iter().zip(pair.gains) {
                open[person].push((index, 1));
                if gain > 0 {
                    open_rewarding[person].push(index);
                }
            }
        }
        let sit_out = f64::from(self.model.event.matching.sit_out);
        for person in 0..people {
            let target = i64::from(self.model.targets[person]);
            let slopes: Vec<f64> = (0..target).map(|k| (target - k) as f64 * sit_out).collect();
            self.objective += -((target * (target + 1) / 2) as f64) * sit_out;
            self.concave(&slopes, 1, meetings[person], &open[person]);
            let left = i64::from(self.model.most[person]) - meetings[person];
            if left < 0 {
                return None;
            }
            if open[person].len() as i64 > left {
                let mut row = Expression::from(-(left as f64));
                row += open[person].iter().map(|&(index, _)| self.x[index]).sum::<Expression>();
                self.rows.push(row);
            }
            let missing = i64::from(self.floors[person]) - rewarding[person];
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
        let left = self.model.total_capacity() - self.fixed.len() as i64;
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

    /// Rounds and tables: one variable for each pair and each round it may take place in.
    fn rounds(&mut self) -> Vec<(usize, usize, Variable)> {
        let model = self.model;
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
        if self.x.is_empty() {
            return Ok(Some(Relaxed { taken: Vec::new(), points: self.objective.constant() }));
        }
        let objective = self.objective.clone();
        let x = self.x.clone();
        let solution = self.solved()?;
        Ok(solution.map(|solution| {
            let taken = x.into_iter().map(|x| solution.value(x)).collect();
            Relaxed { taken, points: solution.eval(&objective) }
        }))
    }

    /// Nothing when there is no solution.
    fn solved(self) -> Result<Option<impl good_lp::Solution>, Unanswered> {
        let mut problem = self.vars.maximise(self.objective).using(good_lp::microlp);
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
