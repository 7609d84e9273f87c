//! From a model and a floor to the best timetable that can be found, with a bound.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::arrange::arrange;
use super::bound::{Prices, Relaxation, UNIT, Value};
use super::choose::{Budget, Chosen, Remainder, choose, is_impossible};
use super::epochs::Epochs;
use super::flow::obstacle_among;
use super::model::{Model, Tally};
use super::polish::{Candidates, Solution, polish};
use super::program::{Timing, whole_evening};
use super::timetable::Timetable;
use super::{Effort, Observer, Phase, Progress};
use crate::domain::{AttendeeIx, Rng};

/// How much work each part may do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Steps of the subgradient search.
    descent: usize,
    /// Steps for each width where prices are looked for smoothly.
    smooth: usize,
    /// Whether to plan again by the prices found so, where a bound is rough.
    again: bool,
    /// Pairs that the model of a first choice leaves open, more or less.
    open: usize,
    /// How large that model may be where epochs are told apart.
    timed: usize,
    /// Pairs that a model may leave open to prove that nothing is better.
    proof: usize,
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
            Effort::Low => Self {
                descent: 250,
                smooth: 100,
                again: false,
                open: 700,
                timed: 400,
                proof: 500,
                programs: 600,
                ejections: 2_000,
                starts: 1,
                patience: 1,
            },
            Effort::Normal => Self {
                descent: 500,
                smooth: 250,
                again: true,
                open: 2_400,
                timed: 700,
                proof: 1_200,
                programs: 4_000,
                ejections: 4_000,
                starts: 3,
                patience: 3,
            },
            Effort::High => Self {
                descent: 3_000,
                smooth: 1_500,
                again: true,
                open: 3_600,
                timed: 1_500,
                proof: 2_400,
                programs: 30_000,
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

    /// How often a choice may be made anew, when one takes so many open pairs.
    fn choices(open: usize) -> usize {
        (9_000_000 / (open.max(1) * open.max(1))).clamp(1, 4)
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
    /// Sets of people who can have fewer meetings among themselves than a choice would have had them.
    pub crowds: BTreeSet<Vec<AttendeeIx>>,
}

impl Found {
    fn new(solution: Solution, bound: i64, impossible: bool) -> Self {
        Self { solution, bound, impossible, crowds: BTreeSet::new() }
    }
}

/// Pairs × rounds up to which one model decides the whole evening.
const TINY: u32 = 64;

/// Whether an evening is so small that one model decides all of it.
pub(super) fn is_tiny(model: &Model) -> bool {
    model.edges.iter().map(|edge| edge.rounds.len()).sum::<u32>() <= TINY
}

/// A plan within this part of its bound needs no polish.
const POLISHED: i64 = 3_000;

/// Within this part of the points, prices are as good as they have to be.
const SHARP: i64 = 20_000;

/// Beyond this part of the points, a bound is so rough that prices cannot be right yet.
const ROUGH: i64 = 1_000;

/// Pairs up to which the value of prices is smoothed then.
const SMOOTHED: usize = 200_000;

/// Steps of the subgradient search after which it is seen whether epochs are worth it, at least.
const FEW_STEPS: usize = 150;

/// Pairs that a program of a choice may leave open, and no more: it takes seconds then, and cannot be interrupted. Among
/// very many people who want and offer the same, all pairs are in doubt; then prices alone make the choice.
const PROGRAM: usize = 8_000;

/// How much longer a proof may take than a choice.
const PROOF: usize = 4;

/// How often more pairs are opened where a floor cannot be kept otherwise.
const LOOSENINGS: usize = 8;

/// Solves for one floor.
pub(super) struct Solver<'a, 'e> {
    pub model: &'a Model<'e>,
    /// A timetable of the pairs that must meet, and nothing else.
    pub musts: &'a Timetable,
    /// Parts of the evening that it may be worth telling apart; none: it is looked at as a whole.
    pub epochs: Option<&'a Epochs>,
    pub work: Work,
    pub observer: &'a dyn Observer,
}

/// What choices are made from: prices, and what they were found for.
#[derive(Clone, Copy)]
struct Relaxed<'a> {
    /// By attendee: rewarding meetings to guarantee.
    floors: &'a [u32],
    epochs: &'a Epochs,
    value: &'a Value,
}

/// What is decided of a pair before a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    In,
    Out,
    Open,
    /// It found no round before.
    Excluded,
}

/// Where to start from: a plan, and the prices that led to it.
#[derive(Clone, Debug)]
pub(super) struct Start {
    pub found: Found,
    prices: Option<Prices>,
    /// Those for the evening as a whole.
    whole: Option<Prices>,
    /// The parts of the evening that the prices tell apart.
    epochs: Epochs,
}

impl Solver<'_, '_> {
    /// A good plan without any floor, not polished, and a bound.
    pub fn sketch(&self) -> Start {
        let floors = self.model.floors(0);
        if let Some(found) = self.solve_tiny(&floors) {
            return Start { found, prices: None, whole: None, epochs: Epochs::one(self.model) };
        }
        let mut found = self.first(&floors);
        let target = found.solution.tally.points();
        let one = Epochs::one(self.model);
        let relaxation = Relaxation::points(self.model, &floors, &one);
        let (mut prices, mut value) = self.descend(&relaxation, &mut found, None, target);
        let whole = prices.clone();
        let mut epochs = one;
        if let Some(finer) = self.epochs.filter(|_| !self.stop()) {
            let relaxation = Relaxation::points(self.model, &floors, finer);
            let (start, few) = (prices.parted(finer.len()), (self.work.descent / 3).max(FEW_STEPS));
            let (start, first) = relaxation.descend(Some(&start), target, few, &|| self.stop());
            if first.is_worth_it(&value) {
                (prices, value) = self.descend(&relaxation, &mut found, Some(&start), target);
                epochs = finer.clone();
            }
        }
        self.improve(&mut found, Relaxed { floors: &floors, epochs: &epochs, value: &value }, 1);
        Start { found, prices: Some(prices), whole: Some(whole), epochs }
    }

    /// The best timetable found for these floors (by attendee), and a bound, starting from a plan for other floors. The
    /// timetable may miss floor meetings, when that cannot be helped or no better was found.
    pub fn solve(&self, floors: &[u32], start: &Start) -> Found {
        if let Some(found) = self.solve_tiny(floors) {
            return found;
        }
        let mut found = self.solve_in(floors, start, start.prices.as_ref(), &start.epochs);
        // A floor that is hard to keep is sometimes found where nobody looked at epochs, from one set of prices or another.
        for prices in [None, start.whole.as_ref()] {
            if found.solution.tally.deficit() == 0 || start.epochs.len() == 1 || self.stop() {
                break;
            }
            let one = self.solve_in(floors, start, prices, &Epochs::one(self.model));
            if one.solution.tally.value > found.solution.tally.value {
                found.solution = one.solution;
            }
        }
        found
    }

    /// The same where these epochs are told apart, and from prices that tell them apart, if there are any.
    fn solve_in(&self, floors: &[u32], start: &Start, prices: Option<&Prices>, epochs: &Epochs) -> Found {
        let mut found = self.first(floors);
        let relaxation = Relaxation::points(self.model, floors, epochs);
        let warm = Solution::new(self.model, start.found.solution.table.clone(), floors.to_vec());
        if warm.tally.value > found.solution.tally.value {
            found.solution = warm;
        }
        // A floor costs a few percent of the points at most; a nearer target would make the steps too short.
        let target = start.found.bound - start.found.bound.abs() / 20;
        let (mut prices, value) = self.descend(&relaxation, &mut found, prices, target);
        // What no schedule exceeds, no schedule exceeds that keeps a floor.
        found.bound = found.bound.min(start.found.bound);
        self.plan_by(&mut found, Relaxed { floors, epochs, value: &value });
        if self.work.again && epochs.len() == 1 && self.is_rough(&found, ROUGH) {
            let points = found.solution.tally.value;
            let (smooth, better) =
                relaxation.descend_smoothly(None, points, self.work.smooth, &|| self.stop());
            if better.is_worth_it(&value) {
                self.lower(&mut found, better.total);
                self.plan_by(&mut found, Relaxed { floors, epochs, value: &better });
                prices = smooth;
            }
        }
        self.tighten(&mut found, floors, &relaxation, &prices, epochs);
        found
    }

    /// Whether a bound is further away than this part of it, so that better prices are worth looking for, and there are not
    /// too many pairs for that.
    fn is_rough(&self, found: &Found, part: i64) -> bool {
        let short = found.bound - found.solution.tally.value;
        let few = self.model.edges.len() <= SMOOTHED;
        few && short > found.bound.abs() / part && !self.stop()
    }

    /// Chooses, arranges and polishes by these prices; the better plan stays.
    fn plan_by(&self, found: &mut Found, relaxed: Relaxed) {
        let arranged = self.improve(found, relaxed, usize::MAX);
        // Where there are many people, much was decided by the sign of a reduced cost alone.
        let short = found.bound - found.solution.tally.value;
        if !arranged || short > found.bound.abs() / POLISHED {
            self.polish(found, relaxed.value);
        }
    }

    /// One exact model for everything; nothing when the evening is too large for that, or the solver has no answer.
    fn solve_tiny(&self, floors: &[u32]) -> Option<Found> {
        let model = self.model;
        if !is_tiny(model) {
            return None;
        }
        let Some(slots) = whole_evening(model, floors).ok()? else {
            return Some(Found::new(self.greedy(floors), i64::MAX, true));
        };
        let mut table = Timetable::new(model);
        for (edge, round) in slots {
            table.place(model, edge, round);
        }
        let solution = Solution::new(model, table, floors.to_vec());
        let bound = solution.tally.points();
        Some(Found::new(solution, bound, false))
    }

    /// A first plan with no bound yet.
    fn first(&self, floors: &[u32]) -> Found {
        let found = Found::new(self.greedy(floors), i64::MAX, false);
        self.report(Phase::Bound, Some(found.solution.tally.points()), None);
        found
    }

    /// Good prices, and the bound they prove. `target`: about how low the bound may get, in points.
    fn descend(
        &self,
        relaxation: &Relaxation,
        found: &mut Found,
        start: Option<&Prices>,
        target: i64,
    ) -> (Prices, Value) {
        let (prices, value) = relaxation.descend(start, target, self.work.descent, &|| self.stop());
        self.lower(found, value.total);
        self.report(Phase::Choose, Some(found.solution.tally.points()), Some(found.bound));
        (prices, value)
    }

    /// Takes over a bound in units, if it is lower.
    fn lower(&self, found: &mut Found, units: i64) {
        found.bound = found.bound.min(self.model.whole(units.div_euclid(UNIT)));
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
    /// `excluded` pairs are out. With it, how many pairs were left open. Nothing when those are too many for a program.
    fn choose_near(&self, relaxed: Relaxed, excluded: &[usize], quick: bool) -> Option<(Vec<Chosen>, usize)> {
        let mut open = (7 * self.model.people() / 2).clamp(60, self.work.open);
        for _ in 0..3 {
            if self.stop() {
                break;
            }
            let mut remainder = self.remainder(relaxed, open, excluded)?;
            // A good choice is enough here; the proof comes later, and with better prices.
            let programs = self.work.programs(remainder.size()) / 2;
            let budget = Budget { cutoff: i64::MIN, programs, quick };
            // Where epochs are told apart, a choice takes several times as many programs.
            let size = remainder.size() * if relaxed.epochs.len() > 1 { 3 } else { 1 };
            let choice = choose(self.model, &mut remainder, budget, &|| self.stop());
            if !choice.chosen.is_empty() || self.stop() {
                return Some((choice.chosen, size));
            }
            // Too much was decided: leave more open.
            open *= 2;
        }
        Some((Vec::new(), open))
    }

    /// A choice by prices: the pairs of the highest reduced costs first, by lot where they are the same, as long as people
    /// have time for them, there is room, and they add something.
    fn choose_by_price(&self, relaxed: Relaxed) -> Chosen {
        let (model, reduced) = (self.model, &relaxed.value.reduced);
        let mut order: Vec<usize> = (0..model.edges.len()).collect();
        Rng::new(3).shuffle(&mut order);
        order.sort_by_key(|&edge| (Reverse(model.edges[edge].must), Reverse(reduced[edge])));
        let mut tally = Tally::new(model, relaxed.floors.to_vec());
        let mut room = model.total_capacity();
        let mut edges = Vec::new();
        for edge in order {
            let has_time = |&person: &AttendeeIx| tally.meetings[person] < model.most[person];
            let fits = room > 0 && model.edges[edge].people.iter().all(has_time);
            if model.edges[edge].must || fits && tally.gain(model, edge) > 0 {
                tally.add(model, edge);
                room -= 1;
                edges.push(edge);
            }
        }
        edges.sort_unstable();
        Chosen { edges, epochs: Vec::new() }
    }

    /// Leaves the `open` pairs open whose reduced costs are nearest to zero, and as many more as it takes for nobody to
    /// have too many meetings decided, or too few left to keep their floor. Nothing when that is too many for a program.
    fn remainder<'f>(&self, relaxed: Relaxed<'f>, open: usize, excluded: &[usize]) -> Option<Remainder<'f>> {
        let Relaxed { floors, value, .. } = relaxed;
        let model = self.model;
        let mut doubt: Vec<(i64, usize)> =
            value.reduced.iter().enumerate().map(|(edge, cost)| (cost.abs(), edge)).collect();
        if open < doubt.len() {
            doubt.select_nth_unstable(open);
        }
        let mut state: Vec<Decision> =
            value.reduced.iter().map(|&cost| if cost > 0 { Decision::In } else { Decision::Out }).collect();
        let reach = doubt.iter().take(open).map(|&(cost, _)| cost).max().unwrap_or(0);
        for &(_, edge) in doubt.iter().take(open) {
            state[edge] = Decision::Open;
        }
        for (state, edge) in state.iter_mut().zip(&model.edges) {
            if edge.must {
                *state = Decision::In;
            }
        }
        for &edge in excluded {
            state[edge] = Decision::Excluded;
        }
        for (person, &floor) in floors.iter().enumerate() {
            self.loosen(person, floor, 0, value, &mut state);
        }
        if state.iter().filter(|&&decision| decision == Decision::Open).count() > PROGRAM {
            return None;
        }
        let all = |state: &[Decision], wanted: Decision| -> Vec<usize> {
            (0..state.len()).filter(|&edge| state[edge] == wanted).collect()
        };
        for more in 1..=LOOSENINGS {
            let (fixed, free) = (all(&state, Decision::In), all(&state, Decision::Open));
            let Some(cut) = obstacle_among(model, floors, &fixed, &free, &|| self.stop()) else {
                break;
            };
            for person in cut.near {
                self.loosen(person, floors[person], more, value, &mut state);
            }
        }
        let (fixed, free) = (all(&state, Decision::In), all(&state, Decision::Open));
        let remainder = Remainder { fixed, free, floors, timing: None, odd_sets: Vec::new() };
        let remainder = self.timed(remainder, relaxed, reach, self.work.timed);
        (remainder.size() <= PROGRAM).then_some(remainder)
    }

    /// Lets pairs take place in the epochs that cost at most `reach` more than the best for them, or less where the program
    /// would be larger than `most`; and in any, where too many pairs that are in would come together.
    fn timed<'f>(
        &self,
        mut remainder: Remainder<'f>,
        relaxed: Relaxed<'f>,
        mut reach: i64,
        most: usize,
    ) -> Remainder<'f> {
        if relaxed.epochs.len() == 1 {
            return remainder;
        }
        loop {
            let of = self.near_epochs(&remainder, relaxed, reach);
            remainder.timing = Some(Timing { epochs: relaxed.epochs, of });
            if reach == 0 || remainder.size() <= most {
                return remainder;
            }
            reach /= 2;
        }
    }

    /// By edge: the epochs that cost at most `reach` more than the best for it; all, where too many pairs that are in have
    /// no other. None for pairs that are out.
    fn near_epochs(&self, remainder: &Remainder, relaxed: Relaxed, reach: i64) -> Vec<Vec<usize>> {
        let Relaxed { epochs, value, .. } = relaxed;
        let mut of = vec![Vec::new(); self.model.edges.len()];
        for &edge in remainder.fixed.iter().chain(&remainder.free) {
            let near = value.epochs[edge].iter().filter(|&&(_, dearer)| dearer <= reach);
            of[edge] = near.map(|&(epoch, _)| epoch).collect();
        }
        let mut left = epochs.time(self.model);
        let people = |edge: usize| self.model.edges[edge].people.into_iter();
        let settled: Vec<usize> =
            remainder.fixed.iter().copied().filter(|&edge| of[edge].len() == 1).collect();
        for &edge in &settled {
            people(edge).for_each(|person| left[person][of[edge][0]] -= 1);
        }
        for edge in settled {
            if people(edge).any(|person| left[person][of[edge][0]] < 0) {
                of[edge] = value.epochs[edge].iter().map(|&(epoch, _)| epoch).collect();
            }
        }
        of
    }

    /// Whether it can be shown that no timetable keeps these floors, by a program of all pairs: where that is small enough.
    pub fn cannot_keep(&self, floors: &[u32]) -> bool {
        let model = self.model;
        let one = Epochs::one(model);
        let epochs = self.epochs.unwrap_or(&one);
        let of = model.edges.iter().map(|edge| epochs.within(edge.rounds).collect());
        let timing = (epochs.len() > 1).then(|| Timing { epochs, of: of.collect() });
        let (fixed, free) = (0..model.edges.len()).partition(|&edge| model.edges[edge].must);
        let mut remainder = Remainder { fixed, free, floors, timing, odd_sets: Vec::new() };
        remainder.size() <= self.work.proof && is_impossible(model, &mut remainder, &|| self.stop())
    }

    /// Opens more pairs of one attendee where what is decided leaves them no choice: too many meetings, too few to
    /// fill their time, or too few that reward them; and `more` of each kind besides.
    fn loosen(&self, person: usize, floor: u32, more: usize, value: &Value, state: &mut [Decision]) {
        const SPARE: usize = 2;
        let model = self.model;
        let mut edges: Vec<usize> =
            model.incident[person].iter().copied().filter(|&edge| !model.edges[edge].must).collect();
        edges.sort_unstable_by_key(|&edge| (value.reduced[edge].abs(), edge));
        let rewards = |edge: usize| {
            let pair = &model.pairs.pairs[edge];
            pair.gains[usize::from(pair.people[1] == person)] > 0
        };
        let open = |state: &mut [Decision], fitting: &dyn Fn(Decision, bool) -> bool, needed: usize| {
            let needed = if needed > 0 { needed + SPARE } else { 0 };
            let fits = |edge: &&usize| fitting(state[**edge], rewards(**edge));
            let opened: Vec<usize> = edges.iter().filter(fits).take(needed.max(more)).copied().collect();
            for edge in opened {
                state[edge] = Decision::Open;
            }
        };
        let count = |state: &[Decision], fitting: &dyn Fn(Decision, bool) -> bool| {
            model.incident[person].iter().filter(|&&edge| fitting(state[edge], rewards(edge))).count()
        };
        let (target, floor) = (model.most[person] as usize, floor as usize);
        let hopeful = |state: Decision| matches!(state, Decision::In | Decision::Open);
        let decided = |state: Decision, _: bool| state == Decision::In;
        open(state, &decided, count(state, &decided).saturating_sub(target));
        let idle = |state: Decision, rewards: bool| state == Decision::In && !rewards;
        open(state, &idle, (count(state, &idle) + floor).saturating_sub(target));
        let good = count(state, &|state, rewards| hopeful(state) && rewards);
        open(state, &|state, rewards| state == Decision::Out && rewards, floor.saturating_sub(good));
        let any = count(state, &|state, _| hopeful(state));
        open(state, &|state, _| state == Decision::Out, target.saturating_sub(any));
    }

    /// Chooses and arranges. What finds no round is excluded and the choice made anew, up to `choices` times: among so
    /// many pairs there is nearly always another of the same worth. Where too much is in doubt for a program, prices make
    /// the choice. True when a choice was arranged in full, or there was nothing to improve.
    fn improve(&self, found: &mut Found, relaxed: Relaxed, choices: usize) -> bool {
        if found.solution.tally.value >= found.bound {
            return true;
        }
        let Some(choice) = self.choose_near(relaxed, &[], choices == 1) else {
            self.report(Phase::Arrange, Some(found.solution.tally.points()), Some(found.bound));
            let (solution, _) = self.arrange(&self.choose_by_price(relaxed), relaxed);
            if solution.tally.value > found.solution.tally.value {
                found.solution = solution;
            }
            return false;
        };
        self.improve_from(found, relaxed, choices, choice)
    }

    /// The same, from a choice that was made. True when a choice was arranged in full.
    fn improve_from(
        &self,
        found: &mut Found,
        relaxed: Relaxed,
        choices: usize,
        (mut chosen, mut open): (Vec<Chosen>, usize),
    ) -> bool {
        let mut excluded = Vec::new();
        let mut made = 0;
        loop {
            if chosen.is_empty() {
                return false;
            }
            made += 1;
            self.report(Phase::Arrange, Some(found.solution.tally.points()), Some(found.bound));
            let (solution, left) = self.arrange_best(&chosen, relaxed, found.bound);
            if solution.tally.value > found.solution.tally.value {
                found.solution = solution;
            }
            if left.is_empty() {
                return true;
            }
            if made >= choices.min(Work::choices(open)) || self.stop() {
                return false;
            }
            excluded.extend(left);
            let Some(next) = self.choose_near(relaxed, &excluded, false) else { return false };
            (chosen, open) = next;
        }
    }

    /// The best arrangement of several choices, and what found no round in it. Where epochs are told apart, what found no
    /// round is so much that only polished plans can be compared.
    fn arrange_best(&self, chosen: &[Chosen], relaxed: Relaxed, bound: i64) -> (Solution, Vec<usize>) {
        if relaxed.epochs.len() == 1 {
            return self.arrange(&chosen[0], relaxed);
        }
        let arranged = chosen.par_iter().map(|chosen| {
            let (solution, left) = self.arrange(chosen, relaxed);
            (self.polished(solution, bound, relaxed.value), left)
        });
        let arranged: Vec<_> = arranged.collect();
        let best = (0..arranged.len()).max_by_key(|&at| (arranged[at].0.tally.value, Reverse(at)));
        arranged.into_iter().nth(best.unwrap_or(0)).expect("there is a choice")
    }

    /// The best of several arrangements of a choice, and what found no round in it.
    fn arrange(&self, chosen: &Chosen, relaxed: Relaxed) -> (Solution, Vec<usize>) {
        let Relaxed { floors, epochs, .. } = relaxed;
        let model = self.model;
        let edges = chosen.edges.iter().copied();
        let loose: Vec<usize> = edges.filter(|&edge| !model.edges[edge].must).collect();
        let narrow = model.narrowed(chosen.epochs.iter().map(|&(edge, epoch)| (edge, epochs.rounds[epoch])));
        // An ejection in a large evening costs more.
        let ejections = self.work.ejections.min(2_000_000 / loose.len().max(1));
        let attempt = |start: usize| {
            let mut table = self.musts.clone();
            let mut rng = Rng::new(start as u64);
            let mut left = loose.clone();
            // First in the epochs that were chosen with the pairs; what finds no round there, in any.
            for model in narrow.iter().chain([model]) {
                left = arrange(model, &mut table, &left, ejections, &mut rng, &|| self.stop());
            }
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
        if self.stop() {
            return;
        }
        self.report(Phase::Polish, Some(found.solution.tally.points()), Some(found.bound));
        found.solution = self.polished(found.solution.clone(), found.bound, value);
    }

    fn polished(&self, mut solution: Solution, bound: i64, value: &Value) -> Solution {
        let candidates = Candidates::new(self.model, &value.reduced, (3 * self.model.rounds()).max(24));
        let mut best = solution.clone();
        let mut rng = Rng::new(1);
        polish(self.model, &mut solution, &candidates, self.work.patience, &mut rng, &mut |now| {
            if now.tally.value > best.tally.value {
                best = now.clone();
            }
            now.tally.value >= bound || self.stop()
        });
        if best.tally.value > solution.tally.value { best } else { solution }
    }

    /// Lowers the bound: first by better prices, now that good points are known; then by solving to the end what those
    /// leave in doubt, if that is little enough.
    fn tighten(
        &self,
        found: &mut Found,
        floors: &[u32],
        relaxation: &Relaxation,
        prices: &Prices,
        epochs: &Epochs,
    ) {
        let points = found.solution.tally.value;
        if points >= found.bound || found.solution.tally.deficit() > 0 || self.stop() {
            return;
        }
        let (prices, mut value) =
            relaxation.descend(Some(prices), points, self.work.descent, &|| self.stop());
        self.lower(found, value.total);
        if self.is_rough(found, SHARP) {
            // Prices that are far off lead astray, unless the plan was made again by better ones.
            let start = (self.work.again || !self.is_rough(found, ROUGH)).then_some(&prices);
            let (_, better) = relaxation.descend_smoothly(start, points, self.work.smooth, &|| self.stop());
            if better.total < value.total {
                value = better;
                self.lower(found, value.total);
            }
        }
        let relaxed = Relaxed { floors, epochs, value: &value };
        for _ in 0..4 {
            let points = found.solution.tally.value;
            self.report(Phase::Polish, Some(points), Some(found.bound));
            if points >= found.bound || self.stop() {
                return;
            }
            if !self.close(found, relaxed) {
                return;
            }
        }
    }

    /// Solves exactly what could still beat the points found. True when the points rose and it is worth going on.
    fn close(&self, found: &mut Found, relaxed: Relaxed) -> bool {
        let Relaxed { floors, value, .. } = relaxed;
        let points = found.solution.tally.value;
        // Only more points are of interest: a pair whose reduced cost takes the bound below that is decided.
        let slack = value.total - self.model.more(points) * UNIT;
        let open = value.reduced.iter().filter(|cost| cost.abs() <= slack).count();
        if open > self.work.proof {
            return false;
        }
        let free: Vec<usize> = (0..self.model.edges.len())
            .filter(|&edge| value.reduced[edge].abs() <= slack && !self.model.edges[edge].must)
            .collect();
        let fixed = (0..self.model.edges.len())
            .filter(|&edge| self.model.edges[edge].must || value.reduced[edge] > slack)
            .collect();
        let remainder = Remainder { fixed, free, floors, timing: None, odd_sets: Vec::new() };
        let remainder = self.timed(remainder, relaxed, slack, usize::MAX);
        if remainder.size() > self.work.proof {
            return false;
        }
        self.end(found, remainder, relaxed);
        found.solution.tally.value > points
    }

    /// Solves exactly what is left: outside of it, nothing beats the points found.
    fn end(&self, found: &mut Found, mut remainder: Remainder, relaxed: Relaxed) {
        let points = found.solution.tally.value;
        let open = remainder.free.len();
        // A proof is worth more than a better choice, and programs are quick where epochs are not told apart.
        let programs =
            self.work.programs(remainder.size()) * if relaxed.epochs.len() == 1 { PROOF } else { 1 };
        let budget = Budget { cutoff: points, programs, quick: false };
        let choice = choose(self.model, &mut remainder, budget, &|| self.stop());
        if relaxed.epochs.len() == 1 {
            found.crowds.extend(remainder.odd_sets.into_iter().map(|set| set.people));
        }
        found.bound = found.bound.min(choice.bound.unwrap_or(points).max(points));
        self.improve_from(found, relaxed, usize::MAX, (choice.chosen, open));
    }
}
