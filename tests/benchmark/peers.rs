//! What a user would pick instead: a model of rounds × pairs for a general solver, the best matching of every round one
//! after the other, and taking the best pair each time. They aim at the same points and know the same rules.

use std::time::Instant;

use good_lp::{
    Expression, ProblemVariables, Solution as _, SolverModel as _, Variable, WithTimeLimit as _, constraint,
    variable,
};
use rondje::domain::{Event, Meeting, Must, PairRuleKind, Round, TableNo};
use rondje::matching::{Pair, Pairs, want_points};

use super::evening::Evening;

/// More variables than this are not given to the general solver.
const VARIABLES: usize = 100_000;
/// A pair that must meet comes before all others.
const MUST: i64 = 1_000_000;

/// One way to plan an evening, and what came of it.
pub struct Attempt {
    pub who: &'static str,
    /// None when it gave no answer.
    pub meetings: Option<Vec<Meeting>>,
    /// What it says of itself; only ours does.
    pub points: i64,
    pub bound: Option<i64>,
    pub floor: u32,
    pub seconds: f64,
    pub megabytes: Option<f64>,
    /// Why there is no answer.
    pub note: Option<String>,
}

impl Attempt {
    /// An attempt without an answer.
    pub fn nothing(who: &'static str, seconds: f64, note: Option<String>) -> Self {
        Self { who, meetings: None, points: 0, bound: None, floor: 0, seconds, megabytes: None, note }
    }

    fn of(who: &'static str, started: Instant, evening: &Evening, rounds: &[Vec<usize>]) -> Self {
        let meetings = seated(evening, rounds);
        Self { meetings: Some(meetings), ..Self::nothing(who, started.elapsed().as_secs_f64(), None) }
    }

    /// (bound − points) / bound.
    pub fn gap(&self) -> f64 {
        let bound = self.bound.unwrap_or(0);
        (bound - self.points) as f64 / bound.max(1) as f64
    }
}

/// What has been planned so far, and what one more meeting would add.
struct Plan<'a> {
    event: &'a Event,
    pairs: &'a Pairs,
    served: Vec<i64>,
    meetings: Vec<u32>,
    used: Vec<bool>,
}

impl<'a> Plan<'a> {
    fn new(evening: &'a Evening) -> Self {
        let Evening { event, pairs, .. } = evening;
        Self {
            event,
            pairs,
            served: vec![0; pairs.wants.len()],
            meetings: vec![0; event.attendees.len()],
            used: vec![false; pairs.pairs.len()],
        }
    }

    /// The pairs that can meet in a round, with what they would add.
    fn open(&self, round: Round) -> Vec<(i64, usize)> {
        let open = (0..self.used.len()).filter(|&index| {
            let pair = &self.pairs.pairs[index];
            let wanted = |person: usize| self.meetings[person] < self.event.target(person);
            !self.used[index]
                && pair.rounds.contains(round)
                && pair.people.into_iter().all(wanted)
                && musts(self.event, pair).all(|must| must.rounds.is_none_or(|rounds| rounds.contains(round)))
        });
        open.map(|index| (self.adds(index), index)).filter(|&(adds, _)| adds > 0).collect()
    }

    fn adds(&self, index: usize) -> i64 {
        let pair = &self.pairs.pairs[index];
        let want = |served: &rondje::matching::Served| {
            let (want, sum) = (&self.pairs.wants[served.want], self.served[served.want]);
            want_points(want, sum + served.fit) - want_points(want, sum)
        };
        let missing = |person: usize| i64::from(self.event.target(person)) - i64::from(self.meetings[person]);
        let sit_outs: i64 = pair.people.into_iter().map(missing).sum();
        let must = if musts(self.event, pair).next().is_some() { MUST } else { 0 };
        pair.own_points
            + pair.serves.iter().map(want).sum::<i64>()
            + sit_outs * i64::from(self.event.matching.sit_out)
            + must
    }

    fn add(&mut self, index: usize) {
        let pair = &self.pairs.pairs[index];
        self.used[index] = true;
        for served in &pair.serves {
            self.served[served.want] += served.fit;
        }
        for person in pair.people {
            self.meetings[person] += 1;
        }
    }

    /// Takes pairs into a round, best first, as far as people and tables go.
    fn fill(&mut self, mut best_first: Vec<(i64, usize)>) -> Vec<usize> {
        best_first.sort_by_key(|&(adds, index)| (-adds, index));
        let mut busy = vec![false; self.meetings.len()];
        let mut tables: Vec<TableNo> = Vec::new();
        let mut round = Vec::new();
        for (_, index) in best_first {
            let pair = &self.pairs.pairs[index];
            let table = fixed_table(self.event, pair);
            let taken = table.is_some_and(|table| tables.contains(&table));
            if round.len() < self.event.tables.count as usize
                && !taken
                && !pair.people.into_iter().any(|person| busy[person])
            {
                pair.people.into_iter().for_each(|person| busy[person] = true);
                tables.extend(table);
                self.add(index);
                round.push(index);
            }
        }
        round
    }
}

fn musts<'a>(event: &'a Event, pair: &Pair) -> impl Iterator<Item = &'a Must> {
    let people = pair.people;
    event.pairs.iter().filter(move |rule| rule.people == people).filter_map(|rule| match &rule.kind {
        PairRuleKind::Must(must) => Some(must),
        _ => None,
    })
}

/// The table a pair has to be at: a host's, or the organizer's.
fn fixed_table(event: &Event, pair: &Pair) -> Option<TableNo> {
    let host = pair.people.into_iter().find_map(|person| event.attendees[person].host);
    host.or_else(|| musts(event, pair).find_map(|must| must.table))
}

fn seated(evening: &Evening, rounds: &[Vec<usize>]) -> Vec<Meeting> {
    let Evening { event, pairs, .. } = evening;
    let mut meetings = Vec::new();
    for (round, chosen) in (1..).zip(rounds) {
        let fixed: Vec<Option<TableNo>> =
            chosen.iter().map(|&index| fixed_table(event, &pairs.pairs[index])).collect();
        let mut free = (1..).filter(|table| !fixed.contains(&Some(*table)));
        for (&index, &fixed) in chosen.iter().zip(&fixed) {
            let table = fixed.or_else(|| free.next()).unwrap_or_default();
            let people = pairs.pairs[index].people;
            meetings.push(Meeting { round, table, people, pinned: false, kept: false });
        }
    }
    meetings.sort_unstable();
    meetings
}

/// Round after round, the pair that adds most, then the next.
pub fn greedy(evening: &Evening) -> Attempt {
    let started = Instant::now();
    let mut plan = Plan::new(evening);
    let rounds: Vec<Vec<usize>> = (1..=evening.event.rounds.count)
        .map(|round| {
            let open = plan.open(round);
            plan.fill(open)
        })
        .collect();
    Attempt::of("greedy", started, evening, &rounds)
}

/// Round after round, the pairs that together add most (a maximum-weight matching).
pub fn matching(evening: &Evening, limit: f64) -> Attempt {
    let started = Instant::now();
    let who = "best matching per round";
    let mut plan = Plan::new(evening);
    let mut rounds = Vec::new();
    for round in 1..=evening.event.rounds.count {
        let seconds = started.elapsed().as_secs_f64();
        if seconds > limit {
            let note = format!("{} of {} rounds in {seconds:.0} s", round - 1, evening.event.rounds.count);
            return Attempt::nothing(who, seconds, Some(note));
        }
        let open = plan.open(round);
        let edges = open.iter().map(|&(adds, index)| {
            let [a, b] = evening.pairs.pairs[index].people;
            // Even weights: then all prices within the algorithm are whole.
            (a, b, 2 * adds as i32)
        });
        let mates = mwmatching::Matching::new(edges.collect()).solve();
        let matched = |&(_, index): &(i64, usize)| {
            let [a, b] = evening.pairs.pairs[index].people;
            mates.get(a) == Some(&b)
        };
        rounds.push(plan.fill(open.into_iter().filter(matched).collect()));
    }
    Attempt::of(who, started, evening, &rounds)
}

/// Everything at once: a variable for every pair and every round, given to a general solver for so many seconds. The
/// floor that we found is told to it.
pub fn rounds_model(evening: &Evening, floor: u32, limit: f64) -> Attempt {
    let started = Instant::now();
    let who = "rounds × pairs model";
    let size: u32 = evening.pairs.pairs.iter().map(|pair| pair.rounds.len()).sum();
    if size as usize > VARIABLES {
        return Attempt::nothing(who, 0.0, Some(format!("not tried: {size} variables")));
    }
    let model = Model::of(evening, floor);
    let mut problem = model.vars.maximise(model.objective).using(good_lp::microlp);
    for row in model.rows {
        problem = problem.with(constraint!(row <= 0.0));
    }
    match problem.with_time_limit(limit).solve() {
        Ok(solution) => {
            let mut rounds = vec![Vec::new(); evening.event.rounds.count as usize];
            for (index, round, slot) in model.slots {
                if solution.value(slot) > 0.5 {
                    rounds[round as usize - 1].push(index);
                }
            }
            Attempt::of(who, started, evening, &rounds)
        }
        Err(error) => {
            let seconds = started.elapsed().as_secs_f64();
            Attempt::nothing(who, seconds, Some(format!("no answer in {seconds:.0} s: {error}")))
        }
    }
}

struct Model {
    vars: ProblemVariables,
    objective: Expression,
    /// At most 0.
    rows: Vec<Expression>,
    /// Pair, round and the variable of both.
    slots: Vec<(usize, Round, Variable)>,
}

impl Model {
    fn of(evening: &Evening, floor: u32) -> Self {
        let (vars, objective) = (ProblemVariables::new(), Expression::from(0.0));
        let mut model = Self { vars, objective, rows: Vec::new(), slots: Vec::new() };
        let Evening { event, pairs, .. } = evening;
        let mut served = vec![Expression::from(0.0); pairs.wants.len()];
        let mut meetings = vec![Expression::from(0.0); event.attendees.len()];
        let mut rewarding = meetings.clone();
        let mut partners = vec![0; event.attendees.len()];
        for (index, pair) in pairs.pairs.iter().enumerate() {
            let met = model.pair(event, index, pair);
            model.objective += pair.own_points as f64 * met.clone();
            for s in &pair.serves {
                served[s.want] += s.fit as f64 * met.clone();
            }
            for (person, gain) in pair.people.into_iter().zip(pair.gains) {
                meetings[person] += met.clone();
                if gain > 0 {
                    rewarding[person] += met.clone();
                    partners[person] += 1;
                }
            }
        }
        for (want, sum) in pairs.wants.iter().zip(served) {
            let slope = (want.weight * want.focus) as f64 / 100.0;
            model.concave(&[4.0 * slope, 2.0 * slope, slope], 100.0, sum);
        }
        for (person, (met, rewarding)) in meetings.into_iter().zip(rewarding).enumerate() {
            let target = event.target(person);
            let least = floor.min(target).min(partners[person]);
            model.rows.push(Expression::from(f64::from(least)) - rewarding);
            model.rows.push(met.clone() - f64::from(target));
            let slopes: Vec<f64> =
                (0..target).map(|had| f64::from((target - had) * event.matching.sit_out)).collect();
            model.concave(&slopes, 1.0, met);
        }
        model.places(evening);
        model
    }

    /// The rounds of a pair; gives how often it meets.
    fn pair(&mut self, event: &Event, index: usize, pair: &Pair) -> Expression {
        let mut met = Expression::from(0.0);
        let mut rounds = pair.rounds;
        for must in musts(event, pair) {
            rounds = must.rounds.map_or(rounds, |only| rounds.and(only));
        }
        for round in rounds.iter() {
            let slot = self.vars.add(variable().binary());
            self.slots.push((index, round, slot));
            met += slot;
        }
        self.rows.push(met.clone() - 1.0);
        if musts(event, pair).next().is_some() {
            self.rows.push(1.0 - met.clone());
        }
        met
    }

    /// A sum that is worth less with every stretch.
    fn concave(&mut self, slopes: &[f64], length: f64, sum: Expression) {
        let mut row = Expression::from(0.0);
        for &slope in slopes {
            let part = self.vars.add(variable().min(0.0).max(length));
            self.objective += slope * part;
            row += part;
        }
        self.rows.push(row - sum);
    }

    /// One place at a time, as many meetings as tables, one meeting at a fixed table.
    fn places(&mut self, evening: &Evening) {
        let Evening { event, pairs, .. } = evening;
        for round in 1..=event.rounds.count {
            let mut people = vec![Expression::from(-1.0); event.attendees.len()];
            let mut tables = vec![Expression::from(-1.0); event.tables.count as usize + 1];
            tables[0] = Expression::from(-f64::from(event.tables.count));
            for &(index, _, slot) in self.slots.iter().filter(|slot| slot.1 == round) {
                let pair = &pairs.pairs[index];
                tables[0] += slot;
                if let Some(table) = fixed_table(event, pair) {
                    tables[table as usize] += slot;
                }
                pair.people.into_iter().for_each(|person| people[person] += slot);
            }
            self.rows.extend(people.into_iter().chain(tables));
        }
    }
}
