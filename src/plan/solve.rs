//! From a model and a floor to the best timetable that can be found, with a bound.

use rayon::prelude::*;

use super::arrange::arrange;
use super::bound::{Prices, Relaxation, UNIT, Value};
use super::choose::{Remainder, choose, whole_evening};
use super::model::{Model, Tally};
use super::polish::{Solution, polish};
use super::rng::Rng;
use super::timetable::Timetable;
use super::{Effort, Observer, Phase, Progress};

/// How much work each part may do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Steps of the subgradient search.
    descent: usize,
    /// Pairs that one model may leave open.
    open: usize,
    /// Linear programs per model, at 100 open pairs; fewer where there are more.
    programs: usize,
    /// Ejections per arrangement.
    ejections: usize,
    /// Starts of an arrangement, from different random numbers.
    starts: usize,
    /// Passes without success before polishing ends.
    patience: usize,
}

impl Work {
    pub fn of(effort: Effort) -> Self {
        match effort {
            Effort::Low => {
                Self { descent: 300, open: 500, programs: 40, ejections: 2_000, starts: 1, patience: 1 }
            }
            Effort::Normal => {
                Self { descent: 900, open: 1_200, programs: 240, ejections: 4_000, starts: 3, patience: 3 }
            }
            Effort::High => Self {
                descent: 3_000,
                open: 2_400,
                programs: 2_000,
                ejections: 60_000,
                starts: 16,
                patience: 12,
            },
        }
    }

    fn programs(&self, open: usize) -> usize {
        // A linear program of twice the size takes about four times as long.
        (self.programs * 10_000 / (open.max(50) * open.max(50))).max(2)
    }
}

/// What was found for one floor.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub solution: Solution,
    /// Points that no schedule exceeds which keeps the floor.
    pub bound: i64,
    /// Whether it is proved that no schedule keeps the floor.
    pub impossible: bool,
}

/// Pairs × rounds up to which one model decides the whole evening.
const TINY: u32 = 64;

/// Whether an evening is so small that one model decides all of it.
pub(super) fn is_tiny(model: &Model) -> bool {
    model.edges.iter().map(|edge| edge.rounds.len()).sum::<u32>() <= TINY
}

/// Solves for one floor.
pub(super) struct Solver<'a, 'e> {
    pub model: &'a Model<'e>,
    /// A timetable of the pairs that must meet, and nothing else.
    pub musts: &'a Timetable,
    pub work: Work,
    pub observer: &'a dyn Observer,
}

impl Solver<'_, '_> {
    /// The best timetable found for these floors (by attendee), and a bound. The timetable may miss floor meetings,
    /// when that cannot be helped or no better was found.
    /// `warm`: a timetable to start from.
    pub fn solve(&self, floors: &[u32], warm: Option<&Timetable>) -> Found {
        self.solve_tiny(floors).unwrap_or_else(|| self.solve_large(floors, warm))
    }

    /// One exact model for everything; nothing when the evening is too large for that, or the solver has no answer.
    fn solve_tiny(&self, floors: &[u32]) -> Option<Found> {
        let model = self.model;
        if !is_tiny(model) {
            return None;
        }
        let Some(slots) = whole_evening(model, floors).ok()? else {
            return Some(Found { solution: self.greedy(floors), bound: i64::MAX, impossible: true });
        };
        let mut table = Timetable::new(model);
        for (edge, round) in slots {
            table.place(model, edge, round);
        }
        let solution = Solution::new(model, table, floors.to_vec());
        let bound = solution.tally.points();
        Some(Found { solution, bound, impossible: false })
    }

    fn solve_large(&self, floors: &[u32], warm: Option<&Timetable>) -> Found {
        let model = self.model;
        let relaxation = Relaxation::points(model, floors);
        let mut start = self.greedy(floors);
        let greedy_points = start.tally.points();
        if let Some(warm) = warm.map(|table| Solution::new(model, table.clone(), floors.to_vec()))
            && warm.tally.value > start.tally.value
        {
            start = warm;
        }
        self.report(Phase::Bound, Some(start.tally.points()), None);
        let (prices, value) = relaxation.descend(None, greedy_points, self.work.descent, &|| self.stop());
        let bound = value.total.div_euclid(UNIT);
        self.report(Phase::Choose, Some(start.tally.points()), Some(bound));
        let mut found = Found { solution: start, bound, impossible: false };
        if bound < greedy_points {
            // Even a greedy plan has more points than the bound allows one that keeps these floors: they cannot be
            // kept, or hardly, and more work would be lost.
            return found;
        }
        if !self.improve(&mut found, floors, &value, self.choose_near(floors, &value, &[])) {
            self.polish(&mut found, &value);
        }
        self.tighten(&mut found, floors, &relaxation, &prices);
        found
    }

    fn stop(&self) -> bool {
        self.observer.stop()
    }

    fn report(&self, phase: Phase, best: Option<i64>, bound: Option<i64>) {
        self.observer.progress(Progress { phase, best, bound });
    }

    /// The pairs that must meet, then the others by what they add, each in the first round that takes it.
    fn greedy(&self, floors: &[u32]) -> Solution {
        let model = self.model;
        let mut solution = Solution::new(model, self.musts.clone(), floors.to_vec());
        let empty = Tally::new(model, floors.to_vec());
        let mut order: Vec<(i64, usize)> =
            (0..model.edges.len()).map(|edge| (-empty.gain(model, edge), edge)).collect();
        order.sort_unstable();
        for (_, edge) in order {
            let room =
                model.edges[edge].people.iter().all(|&p| solution.tally.meetings[p] < model.targets[p]);
            if solution.table.round_of(edge) == super::timetable::NONE
                && room
                && solution.tally.gain(model, edge) > 0
                && let Some(round) =
                    (0..model.rounds()).find(|&round| solution.table.fits(model, edge, round))
            {
                solution.place(model, edge, round);
            }
        }
        solution
    }

    /// The best choice among the pairs that the reduced costs leave in doubt; the others are decided by their sign.
    /// `excluded` pairs are out.
    fn choose_near(&self, floors: &[u32], value: &Value, excluded: &[usize]) -> Option<Vec<usize>> {
        let mut open = (7 * self.model.people() / 2).clamp(60, self.work.open);
        for _ in 0..3 {
            let remainder = self.remainder(floors, value, open, excluded);
            // A good choice is enough here; the proof comes later, and with better prices.
            let programs = self.work.programs(remainder.free.len()) / 4;
            let choice = choose(self.model, &remainder, i64::MIN, programs, &|| self.stop());
            if choice.chosen.is_some() || self.stop() {
                return choice.chosen;
            }
            // Too much was decided to keep every floor: leave more open.
            open *= 2;
        }
        None
    }

    /// Leaves the `open` pairs open whose reduced costs are nearest to zero.
    fn remainder<'f>(
        &self,
        floors: &'f [u32],
        value: &Value,
        open: usize,
        excluded: &[usize],
    ) -> Remainder<'f> {
        let mut doubt: Vec<(i64, usize)> =
            value.reduced.iter().enumerate().map(|(edge, cost)| (cost.abs(), edge)).collect();
        if open < doubt.len() {
            doubt.select_nth_unstable(open);
        }
        let mut free: Vec<usize> = doubt.iter().take(open).map(|&(_, edge)| edge).collect();
        free.retain(|edge| !self.model.edges[*edge].must && !excluded.contains(edge));
        free.sort_unstable();
        let is_free = |edge: &usize| free.binary_search(edge).is_ok();
        let fixed = (0..self.model.edges.len())
            .filter(|edge| self.model.edges[*edge].must || value.reduced[*edge] > 0 && !is_free(edge))
            .filter(|edge| !excluded.contains(edge))
            .collect();
        Remainder { fixed, free, floors }
    }

    /// Arranges a choice. What finds no round is excluded and the choice made anew, a few times over: among so many
    /// pairs there is nearly always another of the same worth. True when a choice was arranged in full.
    fn improve(&self, found: &mut Found, floors: &[u32], value: &Value, choice: Option<Vec<usize>>) -> bool {
        const CHOICES: usize = 4;
        let mut excluded = Vec::new();
        let mut choice = choice;
        for _ in 0..CHOICES {
            let Some(chosen) = choice else { return false };
            self.report(Phase::Arrange, Some(found.solution.tally.points()), Some(found.bound));
            let (solution, left) = self.arrange(&chosen, floors);
            if solution.tally.value > found.solution.tally.value {
                found.solution = solution;
            }
            if left.is_empty() {
                return true;
            }
            if self.stop() {
                return false;
            }
            excluded.extend(left);
            choice = self.choose_near(floors, value, &excluded);
        }
        false
    }

    /// The best of several arrangements of a choice, and what found no round in it.
    fn arrange(&self, chosen: &[usize], floors: &[u32]) -> (Solution, Vec<usize>) {
        let model = self.model;
        let loose: Vec<usize> = chosen.iter().copied().filter(|&edge| !model.edges[edge].must).collect();
        // An ejection in a large evening costs more.
        let ejections = self.work.ejections.min(2_000_000 / loose.len().max(1));
        let attempt = |start: usize| {
            let mut table = self.musts.clone();
            let mut rng = Rng::new(start as u64);
            let left = arrange(model, &mut table, &loose, ejections, &mut rng, &|| self.stop());
            (Solution::new(model, table, floors.to_vec()), left)
        };
        let mut best = attempt(0);
        if best.1.is_empty() || self.stop() {
            return best;
        }
        // Side by side, and judged in order: the same result for any number of threads.
        let others: Vec<_> = (1..self.work.starts).into_par_iter().map(attempt).collect();
        for next in others {
            if next.0.tally.value > best.0.tally.value {
                best = next;
            }
        }
        best
    }

    /// Matches rounds again, along the pairs that could be worth it.
    fn polish(&self, found: &mut Found, value: &Value) {
        self.report(Phase::Polish, Some(found.solution.tally.points()), Some(found.bound));
        let candidates = self.candidates(value);
        let mut best = found.solution.clone();
        let mut rng = Rng::new(1);
        let bound = found.bound;
        polish(self.model, &mut found.solution, &candidates, self.work.patience, &mut rng, &mut |now| {
            if now.tally.value > best.tally.value {
                best = now.clone();
            }
            now.tally.value >= bound || self.stop()
        });
        if best.tally.value > found.solution.tally.value {
            found.solution = best;
        }
    }

    /// For every attendee the pairs with the highest reduced costs.
    fn candidates(&self, value: &Value) -> Vec<usize> {
        const PER_ROUND: usize = 3;
        let model = self.model;
        let keep = (PER_ROUND * model.rounds()).max(24);
        let mut candidates = Vec::new();
        for edges in &model.incident {
            let mut edges: Vec<(i64, usize)> =
                edges.iter().map(|&edge| (-value.reduced[edge], edge)).collect();
            edges.sort_unstable();
            candidates.extend(edges.into_iter().take(keep).map(|(_, edge)| edge));
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// Lowers the bound: first by better prices, now that good points are known; then by solving to the end what those
    /// leave in doubt, if that is little enough.
    fn tighten(&self, found: &mut Found, floors: &[u32], relaxation: &Relaxation, prices: &Prices) {
        let points = found.solution.tally.value;
        if points >= found.bound || found.solution.tally.deficit() > 0 {
            return;
        }
        let (_, value) = relaxation.descend(Some(prices), points, self.work.descent, &|| self.stop());
        found.bound = found.bound.min(value.total.div_euclid(UNIT));
        for _ in 0..4 {
            let points = found.solution.tally.value;
            self.report(Phase::Polish, Some(points), Some(found.bound));
            if points >= found.bound || self.stop() {
                return;
            }
            if !self.close(found, floors, &value) {
                return;
            }
        }
    }

    /// Solves exactly what could still beat the points found. True when the points rose and it is worth going on.
    fn close(&self, found: &mut Found, floors: &[u32], value: &Value) -> bool {
        let points = found.solution.tally.value;
        // Only more points are of interest, and points are whole: a pair whose reduced cost takes the bound below
        // that is decided.
        let slack = value.total - (points + 1) * UNIT;
        let open = value.reduced.iter().filter(|cost| cost.abs() <= slack).count();
        if open > self.work.open {
            return false;
        }
        let free: Vec<usize> = (0..self.model.edges.len())
            .filter(|&edge| value.reduced[edge].abs() <= slack && !self.model.edges[edge].must)
            .collect();
        let fixed = (0..self.model.edges.len())
            .filter(|&edge| self.model.edges[edge].must || value.reduced[edge] > slack)
            .collect();
        let remainder = Remainder { fixed, free, floors };
        let choice =
            choose(self.model, &remainder, points, self.work.programs(remainder.free.len()), &|| self.stop());
        found.bound = found.bound.min(choice.bound.unwrap_or(points).max(points));
        self.improve(found, floors, value, choice.chosen);
        found.solution.tally.value > points
    }
}
