//! Plans the rest of an evening again, when people did not show up, left, or walked in (§6).
//!
//! What lies behind, and under [`Policy::Keep`] every line that can still take place, is frozen: its pair has to meet,
//! in its round and at its table. All else is planned as ever, on the same [`Model`]: pairs may meet in the rounds that
//! are left, and nobody comes to more meetings than they have had and have rounds left. Under [`Policy::Balanced`] a
//! line that stays as it is is worth the cost of a change to both. The planner chooses as if the pair of such a line met
//! in its round or not at all; after that, rounds are matched again one by one, and a pair may move. The bound counts
//! what staying is worth for every such pair that meets at all, so no plan exceeds it.

use std::cmp::Reverse;

use super::arrange::arrange;
use super::bound::{Relaxation, UNIT};
use super::epochs::Epochs;
use super::floor::Floored;
use super::lines::{Earlier, Lines, as_asked, musts_on, same_line};
use super::model::{Edge, Model, number_tables, possible};
use super::polish::{Candidates, Solution, rematch_two, rematch_windows};
use super::solve::{Solver, Work, is_tiny};
use super::timetable::{NONE, Timetable};
use super::{
    Effort, FloorReport, GapReport, Observer, Phase, Plan, Progress, Settings, floor, gaps, in_threads, seat,
};
use crate::domain::{
    Attendee, AttendeeIx, Event, FloorSetting, Meeting, PairRule, PairRuleKind, PlanResult, Proof, Rng,
    Round, RoundSet, TableNo,
};
use crate::matching::{self, Pair, Pairs};

/// Ejections when the pairs that must meet are placed among what is frozen.
const EJECTIONS: usize = 5_000;

/// Passes over all rounds, each matched again.
const PASSES: usize = 6;
/// Times that two rounds are matched again together, where there are few people; fewer where there are more.
const TRIES: usize = 60;
const FEW: usize = 120;
/// Steps of the search for the bound of a tiny evening.
const TINY_STEPS: usize = 900;

/// What an attendee whose line changes costs by default, in points.
pub const CHANGE_COST: u32 = 400;

/// How much of the agendas that people hold may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Policy {
    /// No line that can still take place; only holes are filled.
    Keep,
    /// A line that can still take place, at this cost in points for each attendee whose line it is.
    Balanced {
        /// Points per attendee whose line changes.
        change_cost: u32,
    },
    /// Everything; changes are free.
    Best,
}

/// An evening planned again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replan {
    /// The whole evening. The bound is one for plans that leave the same rounds as they were, and keep as many lines as
    /// the policy asks or this plan keeps.
    pub plan: Plan,
    /// Indices in [`Event::pairs`] of the `must`s for which there is no room any more, ascending. The plan leaves
    /// them out.
    pub dropped: Vec<usize>,
}

/// Plans the rounds of an evening from `earlier.from` on. `event` is the evening as it turned out, with everybody there
/// in the rounds they are there. Meetings that cannot take place are dropped from every round; those before
/// `earlier.from` that can are never changed.
#[must_use]
pub fn replan(
    event: &Event,
    earlier: Earlier,
    policy: Policy,
    settings: Settings,
    observer: &dyn Observer,
) -> Replan {
    let all = Pairs::of(event);
    let lines = Lines::of(event, &all, earlier);
    let night = Night { event, all: &all, lines: &lines, earlier, settings, observer };
    let answer = in_threads(settings.threads, || night.replan(policy));
    if has_line(event, earlier, &answer.dropped) {
        let answer_without = |event: &Event| replan(event, earlier, policy, settings, observer);
        without(event, answer.dropped, answer_without)
    } else {
        answer
    }
}

/// Whether one of these `must`s is about two people who are still to meet in the earlier plan.
fn has_line(event: &Event, earlier: Earlier, dropped: &[usize]) -> bool {
    let people = |rule: &usize| event.pairs[*rule].people;
    let ahead = |people| earlier.meetings.iter().any(|m| m.people == people && m.round >= earlier.from);
    dropped.iter().map(people).any(ahead)
}

/// Plans again as if nobody had asked for what cannot be: the two keep the line that they have.
fn without(event: &Event, dropped: Vec<usize>, replan: impl FnOnce(&Event) -> Replan) -> Replan {
    let mut asked = event.clone();
    let left: Vec<usize> = (0..event.pairs.len()).filter(|rule| !dropped.contains(rule)).collect();
    asked.pairs = left.iter().map(|&rule| event.pairs[rule].clone()).collect();
    let answer = replan(&asked);
    let mut dropped = [dropped, answer.dropped.iter().map(|&rule| left[rule]).collect()].concat();
    dropped.sort_unstable();
    Replan { dropped, ..answer }
}

/// The plan that is worth more, the first when both are worth the same. The bound is of the first, so the other must
/// not leave out a `must` that the first does not.
fn better(one: Candidate, other: Candidate) -> Candidate {
    let comparable = other.dropped.iter().all(|rule| one.dropped.contains(rule));
    if comparable && other.worth() > one.worth() { other } else { one }
}

/// What it is worth that one line stays: the cost of a change to both.
fn bonus(policy: Policy) -> i64 {
    match policy {
        Policy::Balanced { change_cost } => 2 * i64::from(change_cost),
        Policy::Keep | Policy::Best => 0,
    }
}

/// Everything a re-plan looks at.
struct Night<'a> {
    event: &'a Event,
    all: &'a Pairs,
    lines: &'a Lines,
    earlier: Earlier<'a>,
    settings: Settings,
    observer: &'a dyn Observer,
}

/// A plan for the whole evening, and what it is judged by.
struct Candidate {
    meetings: Vec<Meeting>,
    dropped: Vec<usize>,
    floor: u32,
    points: i64,
    /// Lines that could stay and do not.
    changed: usize,
    /// What its changes cost under the policy.
    cost: i64,
    /// No plan of the policy has more points, less what its changes cost.
    bound: i64,
    report: FloorReport,
}

impl Candidate {
    /// What one plan is better for than another: hard rules, then the floor, then points less changes, and paper where
    /// all that is the same.
    fn worth(&self) -> (Reverse<usize>, u32, i64, Reverse<usize>) {
        (Reverse(self.dropped.len()), self.floor, self.points - self.cost, Reverse(self.changed))
    }
}

impl Night<'_> {
    fn replan(&self, policy: Policy) -> Replan {
        let mut best = self.candidate(policy);
        if policy != Policy::Keep {
            // What changes nothing is a plan under every policy, and nearly free to find.
            let kept = self.candidate(Policy::Keep);
            let kept = self.judged(policy, kept.meetings, best.bound, best.report);
            best = better(best, kept);
        }
        if policy != Policy::Best {
            let improved = self.improved(policy, &best);
            best = better(best, improved);
        }
        let points = best.points;
        let bound = best.bound.saturating_add(best.cost).max(points);
        let proof = if points == bound { Proof::Optimal } else { Proof::Gap };
        let result = PlanResult { points, bound, floor: best.floor, proof };
        let stopped = self.observer.stop();
        let gap_report = GapReport { gaps: gaps::count(&best.meetings), bound: 0 };
        let crowds = Vec::new();
        let plan =
            Plan { meetings: best.meetings, result, floor_report: best.report, gap_report, crowds, stopped };
        Replan { plan, dropped: best.dropped }
    }

    fn candidate(&self, policy: Policy) -> Candidate {
        let pairs = self.open_pairs(policy);
        let mut model = self.model(&pairs, policy);
        let musts = self.place_musts(&mut model);
        let work = Work::of(self.effort(policy));
        // Where lines are to stay, pairs are tied to their rounds, and epochs say little.
        let epochs = Epochs::finer(&model).filter(|_| policy == Policy::Best);
        let epochs = epochs.as_ref();
        let solver = Solver { model: &model, musts: &musts, epochs, work, observer: self.observer };
        let floored = floor::solve(&solver);
        self.observer.progress(Progress { phase: Phase::Seat, best: None, bound: None });
        let bound = self.bound(policy, &model, &floored);
        let mut solution = floored.found.solution;
        if policy != Policy::Keep {
            gaps::close_gaps(&model, &mut solution.table, Effort::Low, &|| self.observer.stop());
        }
        self.fill(&model, &mut solution);
        let meetings = self.seat(&mut model, &solution.table);
        self.judged(policy, meetings, bound, floored.report)
    }

    /// Where most lines stay, little is left to search, and people are waiting.
    fn effort(&self, policy: Policy) -> Effort {
        match (policy, self.settings.effort) {
            (Policy::Keep | Policy::Balanced { .. }, Effort::Normal) => Effort::Low,
            (_, effort) => effort,
        }
    }

    fn judged(&self, policy: Policy, meetings: Vec<Meeting>, bound: i64, report: FloorReport) -> Candidate {
        let (points, floor) = self.count(&meetings);
        let changed = self.changed(&meetings);
        let cost = bonus(policy) * changed as i64;
        let dropped = self.dropped(&meetings);
        Candidate { meetings, dropped, floor, points, changed, cost, bound, report }
    }

    /// Points less the cost of changes that no plan exceeds which keeps the floor.
    fn bound(&self, policy: Policy, model: &Model, floored: &Floored) -> i64 {
        let bonus = bonus(policy);
        let mut bound = floored.found.bound.max(floored.found.solution.tally.points());
        if bonus > 0 && is_tiny(model) {
            // What is exact for pairs that meet in their round or not at all is no bound for others.
            let (best, floors) = (floored.found.solution.tally.points(), model.floors(floored.floor));
            let relaxation = Relaxation::points(model, &floors, &Epochs::one(model));
            let (_, value) = relaxation.descend(None, best, TINY_STEPS, &|| false);
            bound = bound.max(value.total.div_euclid(UNIT));
        }
        bound - bonus * self.lines.ahead.len() as i64
    }

    /// Matches one round after the other again while that brings more than it costs.
    fn improved(&self, policy: Policy, start: &Candidate) -> Candidate {
        // Lines that may change are worth their bonus only in their round, so they are no part of the pairs' worth.
        let frozen = if policy == Policy::Keep { Policy::Keep } else { Policy::Best };
        let pairs = self.open_pairs(frozen);
        let mut model = self.model(&pairs, frozen);
        let _ = self.place_musts(&mut model);
        for line in &self.lines.ahead {
            if let Some(edge) = pairs.find(line.people[0], line.people[1]) {
                model.edges[edge].stays = Some((line.round as usize - 1, bonus(policy)));
            }
        }
        let mut table = Timetable::new(&model);
        for meeting in &start.meetings {
            if let Some(edge) = pairs.find(meeting.people[0], meeting.people[1]) {
                table.place(&model, edge, meeting.round as usize - 1);
            }
        }
        let mut solution = Solution::new(&model, table, model.floors(start.floor));
        let candidates = Self::worth_a_try(&model);
        let mut rng = Rng::new(5);
        let ahead = self.earlier.from as usize - 1..model.rounds();
        self.rematch_all(&model, &mut solution, &candidates, &mut rng);
        for _ in 0..(TRIES * FEW / model.people().max(FEW)) {
            if self.observer.stop() {
                break;
            }
            rematch_two(&model, &mut solution, ahead.clone(), &candidates, &mut rng);
        }
        self.rematch_all(&model, &mut solution, &candidates, &mut rng);
        self.fill(&model, &mut solution);
        let meetings = self.seat(&mut model, &solution.table);
        self.judged(policy, meetings, start.bound, start.report)
    }

    /// Matches every round to come again, until that brings nothing.
    fn rematch_all(&self, model: &Model, solution: &mut Solution, candidates: &Candidates, rng: &mut Rng) {
        for _ in 0..PASSES {
            let mut rise = 0;
            for round in self.earlier.from as usize - 1..model.rounds() {
                if self.observer.stop() {
                    return;
                }
                rise += rematch_windows(model, solution, round, candidates, rng);
            }
            if rise == 0 {
                return;
            }
        }
    }

    /// For every attendee their line, and the pairs that are worth most on their own.
    fn worth_a_try(model: &Model) -> Candidates {
        const EACH: usize = 30;
        let worth = |(edge, pair): (&Edge, &Pair)| match edge.stays {
            Some(_) => i64::MAX,
            None => pair.own_points + pair.gains[0] + pair.gains[1],
        };
        let worth: Vec<i64> = model.edges.iter().zip(&model.pairs.pairs).map(worth).collect();
        Candidates::new(model, &worth, EACH)
    }

    /// How many lines could stay and do not.
    fn changed(&self, meetings: &[Meeting]) -> usize {
        let stays = |line: &&Meeting| meetings.iter().any(|meeting| same_line(line, meeting));
        self.lines.ahead.len() - self.lines.ahead.iter().filter(stays).count()
    }

    fn is_frozen(&self, policy: Policy, line: &Meeting) -> bool {
        policy == Policy::Keep || line.round < self.earlier.from
    }

    fn frozen(&self, policy: Policy) -> impl Iterator<Item = &Meeting> {
        self.lines.past.iter().chain(&self.lines.ahead).filter(move |line| self.is_frozen(policy, line))
    }

    /// The pairs that are frozen, and those that can still meet, with the rounds that are left for them.
    fn open_pairs(&self, policy: Policy) -> Pairs {
        let left = RoundSet::span(self.earlier.from, self.event.rounds.count);
        let mut free = vec![left; self.event.attendees.len()];
        let mut held: Vec<(Round, TableNo)> = Vec::new();
        let mut frozen = vec![None; self.all.pairs.len()];
        for line in self.frozen(policy) {
            line.people.iter().for_each(|&person| free[person].remove(line.round));
            held.push((line.round, line.table));
            if let Some(pair) = self.all.find(line.people[0], line.people[1]) {
                frozen[pair] = Some(line.round);
            }
        }
        held.sort_unstable();
        let open = |(pair, frozen): (&Pair, &Option<Round>)| {
            let [a, b] = pair.people;
            let rounds = frozen.map_or_else(
                || self.with_table(pair, pair.rounds.and(free[a]).and(free[b]), &held),
                |round| RoundSet::span(round, round),
            );
            (!rounds.is_empty()).then(|| self.priced(policy, pair, rounds))
        };
        let pairs = self.all.pairs.iter().zip(&frozen).filter_map(open).collect();
        Pairs { wants: self.all.wants.clone(), pairs }
    }

    /// The rounds of these in which the table is free that a host of the pair is tied to.
    fn with_table(&self, pair: &Pair, rounds: RoundSet, held: &[(Round, TableNo)]) -> RoundSet {
        let home = pair.people.iter().find_map(|&person| self.event.attendees[person].host);
        match home {
            Some(table) => {
                rounds.iter().filter(|&round| held.binary_search(&(round, table)).is_err()).collect()
            }
            None => rounds,
        }
    }

    /// A pair with what it is worth that its line stays.
    fn priced(&self, policy: Policy, pair: &Pair, rounds: RoundSet) -> Pair {
        let mut pair = Pair { rounds, ..pair.clone() };
        let bonus = bonus(policy);
        if bonus > 0
            && let Some(line) = self.lines.by_people.get(&pair.people)
            && line.round >= self.earlier.from
        {
            pair.own_points += bonus;
            if musts_on(self.event, pair.people).next().is_none() {
                pair.rounds = RoundSet::span(line.round, line.round);
            }
        }
        pair
    }

    fn model<'p>(&'p self, pairs: &'p Pairs, policy: Policy) -> Model<'p> {
        let mut model = Model::new(self.event, pairs);
        model.possible = possible(self.all, &model.targets);
        let mut held = vec![0_u32; model.rounds()];
        let mut had = vec![0_u32; model.people()];
        for line in self.frozen(policy) {
            if let Some(edge) = pairs.find(line.people[0], line.people[1]) {
                model.edges[edge].must = true;
                model.edges[edge].rounds = RoundSet::span(line.round, line.round);
                model.edges[edge].table = Some(line.table);
            }
            held[line.round as usize - 1] += 1;
        }
        for line in &self.lines.past {
            line.people.iter().for_each(|&person| had[person] += 1);
        }
        if bonus(policy) > 0 {
            self.tie_to_tables(&mut model);
        }
        model.slots = number_tables(&mut model.edges);
        self.limit(&mut model, policy, &held, &had);
        model
    }

    /// A line stays only if it stays at its table.
    fn tie_to_tables(&self, model: &mut Model) {
        for line in &self.lines.ahead {
            if let Some(edge) = model.pairs.find(line.people[0], line.people[1])
                && !model.edges[edge].must
            {
                model.edges[edge].table = Some(line.table);
            }
        }
    }

    /// Rounds hold what they held, and what is left in them; people come to what they had, and have left.
    fn limit(&self, model: &mut Model, policy: Policy, held: &[u32], had: &[u32]) {
        let from = self.earlier.from;
        for (round, capacity) in (1..).zip(&mut model.capacity) {
            let held = held[round as usize - 1];
            let there =
                self.event.attendees.iter().filter(|attendee| attendee.rounds.contains(round)).count();
            let free = (there as u32).saturating_sub(2 * held);
            if round < from {
                *capacity = held;
            } else if policy == Policy::Keep {
                *capacity = held + (self.event.tables.count.saturating_sub(held)).min(free / 2);
            }
        }
        let left = RoundSet::span(from, self.event.rounds.count);
        for (person, most) in model.most.iter_mut().enumerate() {
            let rounds = self.event.attendees[person].rounds.and(left).len();
            *most = (*most).min(had[person] + rounds);
        }
    }

    /// A timetable of what is frozen and of the pairs that must meet. Those that find no round lose their claim.
    fn place_musts(&self, model: &mut Model) -> Timetable {
        let musts: Vec<usize> = (0..model.edges.len()).filter(|&edge| model.edges[edge].must).collect();
        let mut table = Timetable::new(model);
        let mut asked = Vec::new();
        for edge in musts {
            match self.lines.by_people.get(&model.edges[edge].people) {
                Some(line) if table.fits(model, edge, line.round as usize - 1) => {
                    table.place(model, edge, line.round as usize - 1);
                }
                _ => asked.push(edge),
            }
        }
        // Only a must may push out a must, so what is placed stays.
        for &edge in &asked {
            model.edges[edge].must = false;
        }
        // Whoever is told to stop still has to keep them.
        let left = arrange(model, &mut table, &asked, EJECTIONS, &mut Rng::new(7), &|| false);
        for edge in asked {
            model.edges[edge].must = !left.contains(&edge);
        }
        table
    }

    /// The `must`s that a plan leaves out, because there is no round left for them.
    fn dropped(&self, meetings: &[Meeting]) -> Vec<usize> {
        let unmet = |rule: &usize| {
            let PairRule { people, kind } = &self.event.pairs[*rule];
            let PairRuleKind::Must(must) = kind else { return false };
            !meetings.iter().any(|meeting| meeting.people == *people && as_asked(must, meeting))
        };
        (0..self.event.pairs.len()).filter(unmet).collect()
    }

    /// Leaves no two free people unmatched who may meet and would gain.
    fn fill(&self, model: &Model, solution: &mut Solution) {
        for round in self.earlier.from as usize - 1..model.rounds() {
            let mut order: Vec<(i64, usize)> = (0..model.edges.len())
                .filter(|&edge| {
                    solution.table.round_of(edge) == NONE && solution.table.fits(model, edge, round)
                })
                .map(|edge| (-solution.tally.gain(model, edge), edge))
                .collect();
            order.sort_unstable();
            for (_, edge) in order {
                let has_time = |&person: &AttendeeIx| solution.tally.meetings[person] < model.targets[person];
                if solution.table.fits(model, edge, round)
                    && model.edges[edge].people.iter().all(has_time)
                    && solution.tally.gain(model, edge) > 0
                {
                    solution.place(model, edge, round);
                }
            }
        }
    }

    /// Tables: those of the lines that stay; then, for whoever meets somebody else, the one they would have had.
    fn seat(&self, model: &mut Model, table: &Timetable) -> Vec<Meeting> {
        for round in (1..=self.event.rounds.count).filter(|&round| round >= self.earlier.from) {
            let edges = table.in_round(model, round as usize - 1);
            for stays in [true, false] {
                for &edge in &edges {
                    let wish = self.wish(model.edges[edge].people, round, stays);
                    let free = |wish| edges.iter().all(|&other| model.edges[other].table != Some(wish));
                    if model.edges[edge].table.is_none()
                        && let Some(wish) = wish.into_iter().flatten().find(|&wish| free(wish))
                    {
                        model.edges[edge].table = Some(wish);
                    }
                }
            }
        }
        let seats = seat::seat(model, table, &|| self.observer.stop());
        let mut meetings: Vec<Meeting> = (1..)
            .zip(&seats)
            .flat_map(|(round, seats)| seats.iter().map(move |&(edge, table)| (round, edge, table)))
            .map(|(round, edge, table)| self.meeting(round, table, model.edges[edge].people))
            .collect();
        meetings.sort_unstable();
        meetings
    }

    /// The table where the two would have met in this round, if that `stays`; else the ones where each would have sat.
    fn wish(&self, people: [AttendeeIx; 2], round: Round, stays: bool) -> [Option<TableNo>; 2] {
        let open = |table: &TableNo| {
            // A host who sits out stays at their table; whoever sat there before may stay as well.
            let hosted = |attendee: &Attendee| attendee.host == Some(*table);
            (1..=self.event.tables.count).contains(table)
                && (stays || !self.event.attendees.iter().any(hosted))
        };
        people.map(|person| {
            let mut lines = self.earlier.meetings.iter();
            let line = lines.find(|line| line.round == round && line.partner_of(person).is_some())?;
            (!stays || line.people == people).then_some(line.table).filter(open)
        })
    }

    fn meeting(&self, round: Round, table: TableNo, people: [AttendeeIx; 2]) -> Meeting {
        let new = Meeting { round, table, people, pinned: false, kept: false };
        let pinned = musts_on(self.event, people).any(|must| must.rounds.is_some() || must.table.is_some());
        let kept = self.earlier.meetings.iter().any(|line| same_line(line, &new));
        Meeting { pinned, kept, ..new }
    }

    /// The points of a plan, and the floor it keeps.
    fn count(&self, meetings: &[Meeting]) -> (i64, u32) {
        let met = meetings.iter().filter_map(|meeting| self.all.find(meeting.people[0], meeting.people[1]));
        let score = matching::count(self.event, self.all, met);
        let targets: Vec<u32> =
            (0..self.event.attendees.len()).map(|person| self.event.target(person)).collect();
        let possible = possible(self.all, &targets);
        let most = possible.iter().copied().max().unwrap_or(0);
        let kept = floor::least_of_the_short(&score.rewarding, &possible);
        let floor = match self.event.matching.floor {
            FloorSetting::Auto => kept.unwrap_or(most),
            FloorSetting::Fixed(asked) => kept.unwrap_or(asked).min(asked),
        };
        (score.points.total(), floor)
    }
}
