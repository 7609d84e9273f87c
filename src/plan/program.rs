//! Linear programs of the choice of pairs, for `good_lp`. This is the only place that knows it; its children know a solver
//! each, and one of them is built.

#[cfg(feature = "highs")]
mod highs;
#[cfg(not(feature = "highs"))]
mod microlp;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use good_lp::{
    Expression, IntoAffineExpression as _, ProblemVariables, ResolutionError, Solution as _, SolverModel,
    Variable, constraint, variable,
};
#[cfg(feature = "highs")]
use highs::{Solved, Warm, solver};
#[cfg(not(feature = "highs"))]
use microlp::{Solved, Warm, solver};

use super::epochs::Epochs;
use super::model::Model;
use super::odd_sets::OddSet;
use crate::domain::{AttendeeIx, TableNo};

/// In which epochs pairs may take place.
#[derive(Clone, Debug)]
pub(super) struct Timing<'a> {
    pub epochs: &'a Epochs,
    /// By edge: the epochs to choose from; at least one for every pair that is in or open.
    pub of: Vec<Vec<usize>>,
}

/// The answer of one linear relaxation.
pub(super) struct Relaxed {
    /// By free edge: how much of it is taken, 0 to 1.
    pub taken: Vec<f64>,
    pub points: f64,
    /// Pairs that may take place in several epochs, and how much of each takes place in which.
    pub parts: Vec<(usize, usize, f64)>,
    /// Where to go on from when more is decided, if the solver can.
    warm: Option<(Warm, Arc<Reading>)>,
}

/// How to read the values of a solved program.
struct Reading {
    /// All variables. Those of the pairs come first.
    variables: Vec<Variable>,
    /// By free edge: the number of its variable.
    x: BTreeMap<usize, usize>,
    parts: Vec<(usize, usize, Variable)>,
    objective: Expression,
}

impl Reading {
    fn read(&self, value: impl Fn(Variable) -> f64, points: f64, free: &[usize]) -> Relaxed {
        let taken = free.iter().map(|edge| value(self.variables[self.x[edge]])).collect();
        let parts = self.parts.iter().map(|&(edge, epoch, part)| (edge, epoch, value(part))).collect();
        Relaxed { taken, points, parts, warm: None }
    }
}

/// What stays the same in all linear programs of a search.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a, 'e> {
    pub model: &'a Model<'e>,
    /// By attendee: rewarding meetings to guarantee.
    pub floors: &'a [u32],
    /// When pairs may take place, where that is looked at.
    pub timing: Option<&'a Timing<'a>>,
    /// Sets of people who can have only so many meetings among themselves.
    pub odd_sets: &'a [OddSet],
}

impl Terms<'_, '_> {
    /// The epochs of these edges, as far as a relaxation knows them.
    pub fn epochs(&self, edges: &[usize], relaxed: &Relaxed) -> Vec<(usize, usize)> {
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

/// The linear relaxation with some pairs decided; nothing when it has no solution.
pub(super) fn relax(terms: Terms, fixed: &[usize], free: &[usize]) -> Result<Option<Relaxed>, Unanswered> {
    let mut builder = Builder::new(terms, fixed, free);
    builder.wants();
    let limits = [Builder::people, Builder::room, Builder::epochs, Builder::odd_sets];
    if limits.into_iter().any(|limit| limit(&mut builder).is_none()) {
        return Ok(None);
    }
    builder.solve()
}

/// The same with some of its free pairs decided (true: in), so that these pairs are fixed and those are free. Its points may
/// be a little higher than those of [`relax`], which knows exactly what a pair brings to a want that no other open pair serves.
pub(super) fn relax_on(
    terms: Terms,
    relaxed: &Relaxed,
    decided: &[(usize, bool)],
    fixed: &[usize],
    free: &[usize],
) -> Result<Option<Relaxed>, Unanswered> {
    // What seems to have no solution is looked at anew: from one solution to the next, small errors add up.
    let warmer = relaxed.warm.as_ref().and_then(|(warm, reading)| {
        let value = |&(edge, is_in): &(usize, bool)| (reading.x[&edge], f64::from(u8::from(is_in)));
        let warm = warm.fixed(&decided.iter().map(value).collect::<Vec<_>>())?;
        let values: HashMap<Variable, f64> = reading.variables.iter().copied().zip(warm.values()).collect();
        let points = values.eval(&reading.objective);
        let relaxed = reading.read(|variable| values[&variable], points, free);
        Some(Relaxed { warm: Some((warm, Arc::clone(reading))), ..relaxed })
    });
    warmer.map_or_else(|| relax(terms, fixed, free), |relaxed| Ok(Some(relaxed)))
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
    /// All of them.
    all: Vec<Variable>,
    x: Vec<Variable>,
    /// Edges that may take place in several epochs: how much of each takes place in which.
    parts: Vec<(usize, usize, Variable)>,
    objective: Expression,
    /// At most 0.
    rows: Vec<Expression>,
}

impl<'a, 'e> Builder<'a, 'e> {
    fn new(terms: Terms<'a, 'e>, fixed: &'a [usize], free: &'a [usize]) -> Self {
        let own_points = |edge: usize| terms.model.pairs.pairs[edge].own_points as f64;
        let mut builder = Self {
            terms,
            fixed,
            free,
            vars: ProblemVariables::new(),
            all: Vec::new(),
            x: Vec::new(),
            parts: Vec::new(),
            objective: fixed.iter().map(|&edge| own_points(edge)).sum::<f64>().into(),
            rows: Vec::new(),
        };
        for &edge in free {
            let taken = builder.up_to(1.0);
            builder.objective += own_points(edge) * taken;
            builder.x.push(taken);
        }
        builder
    }

    /// A new variable, from 0.
    fn up_to(&mut self, most: f64) -> Variable {
        let variable = self.vars.add(variable().min(0.0).max(most));
        self.all.push(variable);
        variable
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
                let part = self.up_to(room as f64);
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
            let part = self.up_to(1.0);
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
        let free = self.free;
        let reading = Reading {
            variables: self.all.clone(),
            x: free.iter().copied().zip(0..).collect(),
            parts: self.parts.clone(),
            objective: self.objective.clone(),
        };
        if reading.variables.is_empty() {
            return Ok(Some(reading.read(|_| 0.0, self.objective.constant(), free)));
        }
        Ok(self.solved()?.map(|solution| {
            let points = solution.eval(&reading.objective);
            let relaxed = reading.read(|variable| solution.value(variable), points, free);
            Relaxed { warm: Some((Warm::of(solution), Arc::new(reading))), ..relaxed }
        }))
    }

    /// Nothing when there is no solution.
    fn solved(self) -> Result<Option<Solved>, Unanswered> {
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

#[cfg(test)]
mod tests {
    use super::{Terms, relax, relax_on};
    use crate::domain::Rng;
    use crate::matching::Pairs;
    use crate::plan::model::Model;
    use crate::plan::model::tests::random_event;

    #[test]
    fn going_on_from_a_solution_gives_the_answers_of_starting_anew() {
        let mut rng = Rng::new(9);
        let (mut answers, mut close, mut dead_ends) = (0, 0, 0);
        for people in [9, 10, 11, 12, 13, 14] {
            let event = random_event(&mut rng, people, 150, 60);
            let pairs = Pairs::of(&event);
            let model = Model::new(&event, &pairs);
            let floors = model.floors(2);
            let terms = Terms { model: &model, floors: &floors, timing: None, odd_sets: &[] };
            let (mut fixed, mut free) = (Vec::new(), (0..model.edges.len()).collect::<Vec<_>>());
            let mut now = relax(terms, &fixed, &free).unwrap().expect("nothing is decided yet");
            while free.len() > 3 {
                let decided: Vec<(usize, bool)> = (0..=rng.below(2))
                    .map(|_| (free.swap_remove(rng.below(free.len())), rng.below(3) == 0))
                    .collect();
                fixed.extend(decided.iter().filter(|(_, is_in)| *is_in).map(|(edge, _)| edge));
                let anew = relax(terms, &fixed, &free).unwrap();
                let on = relax_on(terms, &now, &decided, &fixed, &free).unwrap();
                assert_eq!(anew.is_some(), on.is_some());
                let (Some(anew), Some(on)) = (anew, on) else {
                    dead_ends += 1;
                    break;
                };
                assert!(on.points > anew.points - 1e-5, "{} or {}", anew.points, on.points);
                close += usize::from(on.points < anew.points + 1e-5);
                assert_eq!(on.taken.len(), free.len());
                answers += 1;
                now = on;
            }
        }
        assert!(close * 10 > answers * 9, "{close} of {answers}");
        assert!(answers > 50 && dead_ends > 0, "{answers} answers, {dead_ends} dead ends");
    }
}
