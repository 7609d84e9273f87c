//! Whether there are rounds with at most so many idle gaps, as a Boolean formula for a SAT solver.
//!
//! The model is that of Bofill and others (JAIR 74, 2022), with what makes it propagate: an attendee without a gap has
//! their meetings in a row, so one variable says where the row starts; the room of a round is counted by attendees rather
//! than by meetings, or through the few who own them; and gaps are counted by attendee first. Numbers are unary, added
//! by totalizers (Bailleux and Boufkhad, CP 2003).

use std::collections::BTreeMap;

pub(super) use batsat::Lit;
use batsat::{Callbacks, ClauseKind, Solver, SolverInterface, SolverOpts, lbool};

use super::board;
use super::owners::owners;
use super::task::Task;
use crate::domain::RoundSet;

/// Conflicts between two looks at whether to stop.
const LOOK: u64 = 64;
/// How fast variables of old conflicts are forgotten: faster than is usual, as these conflicts are local.
const DECAY: f64 = 0.9;
/// Clauses that are learnt and kept, as a part of those given: fewer than is usual, as many are given.
const LEARNT: f64 = 0.1;

/// What a search for values ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// By meeting: its round.
    Found(Vec<usize>),
    /// There are none, which is proved.
    Impossible,
    /// The conflicts were used up, or it had to stop.
    Unknown,
}

/// Ends a search after so many conflicts.
struct Budget<'s> {
    stop: &'s (dyn Fn() -> bool + Sync),
    conflicts: u64,
    most: u64,
    stopped: bool,
}

impl Callbacks for Budget<'_> {
    fn on_new_clause(&mut self, _: &[Lit], kind: ClauseKind) {
        if kind == ClauseKind::Learnt {
            self.conflicts += 1;
            self.stopped |= self.conflicts.is_multiple_of(LOOK) && (self.stop)();
        }
    }

    fn stop(&self) -> bool {
        self.stopped || self.conflicts >= self.most
    }
}

/// The formula of a task.
pub(super) struct Formula<'s> {
    clauses: Clauses<'s>,
    /// By meeting: the rounds it may take place in, with the variable that says that it does.
    at: Vec<BTreeMap<usize, Lit>>,
    /// By attendee and round: whether they meet somebody; nothing where they cannot.
    busy: Vec<Vec<Option<Lit>>>,
    /// By attendee: the rounds that a row of all their meetings may start in, with the variable that says that it does.
    starts: Vec<BTreeMap<usize, Lit>>,
    /// By attendee: true at `n` where they have more than `n` gaps.
    gaps: Vec<Vec<Lit>>,
    /// True at `n` where there are more than `n` gaps.
    more: Vec<Lit>,
}

impl<'s> Formula<'s> {
    /// Whether the formula of a task is of a size that can be searched.
    pub fn is_small(task: &Task) -> bool {
        const SEATS: usize = 60_000;
        const PLACES: usize = 600_000;
        let room: usize = task.capacity.iter().map(|&room| room as usize).sum();
        task.people * room <= SEATS && task.meetings.len() * task.rounds() * task.rounds() <= PLACES
    }

    /// Timetables with at most `most` gaps that keep every rule.
    pub fn of(task: &Task, most: usize, stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        let mut formula = Self::roomy(task, most, stop);
        for (round, &room) in task.capacity.iter().enumerate() {
            formula.leave_room(round, room);
        }
        formula.more = formula.clauses.total(formula.gaps.clone(), most + 1);
        if let Some(&too_many) = formula.more.get(most) {
            formula.clauses.add(&[!too_many]);
        }
        formula
    }

    /// Timetables in which rounds may hold more meetings than they have room for ([`Self::leave_room`]), with any number of
    /// gaps, which are counted up to `most + 1` an attendee.
    pub fn roomy(task: &Task, most: usize, stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        let mut clauses = Clauses::new(stop);
        let at: Vec<_> = task.meetings.iter().map(|meeting| clauses.places(meeting.rounds)).collect();
        clauses.share_tables(task, &at);
        let busy = clauses.busy(task, &at);
        let mut starts = Vec::new();
        let mut gaps = Vec::new();
        for (person, busy) in busy.iter().enumerate() {
            let meetings = task.meetings.iter().filter(|meeting| meeting.people.contains(&person)).count();
            let mine = clauses.gaps(busy, most + 1);
            starts.push(clauses.row(busy, meetings, mine.first().copied()));
            gaps.push(mine);
        }
        Self { clauses, at, busy, starts, gaps, more: Vec::new() }
    }

    /// A round holds no more meetings than this.
    pub fn leave_room(&mut self, round: usize, room: u32) {
        let seats = 2 * room as usize;
        let taken: Vec<Lit> = self.busy.iter().filter_map(|busy| busy[round]).collect();
        self.clauses.no_more_than(seats, &taken);
    }

    /// The same as [`Self::leave_room`] of the same round says, counted through few attendees ([`owners`]).
    pub fn leave_owners_room(&mut self, task: &Task, round: usize, room: u32) {
        let meetings = task.meetings.iter().zip(&self.at);
        let here = meetings.filter_map(|(meeting, at)| Some((meeting.people, *at.get(&round)?)));
        let (people, lits): (Vec<_>, Vec<Lit>) = here.unzip();
        let mut taken = Vec::new();
        for owner in owners(&people) {
            let owned: Vec<Lit> = owner.meetings.iter().map(|&meeting| lits[meeting]).collect();
            let busy = self.busy[owner.person][round].filter(|_| owner.all);
            taken.extend(busy.or_else(|| self.clauses.one_of(&owned)));
        }
        self.clauses.no_more_than(room as usize, &taken);
    }

    /// By attendee: true at `n` where they have more than `n` gaps.
    pub fn gaps(&self) -> &[Vec<Lit>] {
        &self.gaps
    }

    /// Of literals of which at least one holds: the number of them that hold, true at `n` where it is more than `n`.
    pub fn count(&mut self, lits: &[Lit]) -> Vec<Lit> {
        self.clauses.add(lits);
        self.clauses.total(lits.iter().map(|&lit| vec![lit]).collect(), lits.len())
    }

    /// What it takes for at most `most` gaps.
    pub fn at_most(&self, most: usize) -> Vec<Lit> {
        self.more.get(most).map(|&more| !more).into_iter().collect()
    }

    /// What it takes for everybody who has no gap in this timetable (by meeting: its round) to start within so many rounds
    /// from where they do now, or to get a gap.
    pub fn near(&self, task: &Task, rounds: &[usize], width: usize) -> Vec<Lit> {
        let mut busy = vec![0_u128; task.people];
        for (meeting, round) in task.meetings.iter().zip(rounds) {
            meeting.people.iter().for_each(|&person| busy[person] |= 1 << round);
        }
        let in_a_row = |row: &(&u128, _)| *row.0 != 0 && board::gaps(*row.0) == 0;
        let far = |(&busy, starts): (&u128, &BTreeMap<usize, Lit>)| {
            let now = busy.trailing_zeros() as usize;
            let far = starts.iter().filter(|(start, _)| start.abs_diff(now) > width);
            far.map(|(_, &lit)| !lit).collect::<Vec<_>>()
        };
        busy.iter().zip(&self.starts).filter(in_a_row).flat_map(far).collect()
    }

    /// Conflicts there were in all searches together.
    pub fn conflicts(&self) -> u64 {
        self.clauses.solver.cb().conflicts
    }

    /// Which of the assumptions of the last search, which ended with [`Answer::Impossible`], cannot hold together.
    pub fn clash(&self, assumptions: &[Lit]) -> Vec<Lit> {
        let solver = &self.clauses.solver;
        assumptions.iter().copied().filter(|lit| solver.unsat_core_contains_var(lit.var())).collect()
    }

    /// Searches for a timetable under these assumptions, for so many conflicts. What is learnt stays for the next search.
    pub fn solve(&mut self, assumptions: &[Lit], conflicts: u64) -> Answer {
        let solver = &mut self.clauses.solver;
        let budget = solver.cb_mut();
        budget.most = budget.conflicts + conflicts;
        let result = solver.solve_limited(assumptions);
        if result == lbool::FALSE {
            return Answer::Impossible;
        }
        let holds = |lit: &Lit| solver.value_lit(*lit) == lbool::TRUE;
        let round =
            |at: &BTreeMap<usize, Lit>| at.iter().find(|(_, lit)| holds(lit)).map(|(&round, _)| round);
        let found = (result == lbool::TRUE).then(|| self.at.iter().map(round).collect::<Option<_>>());
        found.flatten().map_or(Answer::Unknown, Answer::Found)
    }
}

/// A formula in the making: clauses, of which one literal each has to hold.
struct Clauses<'s> {
    solver: Solver<Budget<'s>>,
    /// A clause being added.
    clause: Vec<Lit>,
}

impl<'s> Clauses<'s> {
    fn new(stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        let budget = Budget { stop, conflicts: 0, most: 0, stopped: false };
        let options = SolverOpts { var_decay: DECAY, learntsize_factor: LEARNT, ..SolverOpts::default() };
        Self { solver: Solver::new(options, budget), clause: Vec::new() }
    }

    fn new_lit(&mut self) -> Lit {
        Lit::new(self.solver.new_var_default(), true)
    }

    fn add(&mut self, clause: &[Lit]) {
        self.clause.clear();
        self.clause.extend(clause);
        self.solver.add_clause_reuse(&mut self.clause);
    }

    fn at_most_one(&mut self, lits: &[Lit]) {
        for (at, &one) in lits.iter().enumerate() {
            for &other in &lits[..at] {
                self.add(&[!one, !other]);
            }
        }
    }

    /// Whether one of these holds, of which at most one may.
    fn one_of(&mut self, lits: &[Lit]) -> Option<Lit> {
        self.at_most_one(lits);
        if lits.len() < 2 {
            return lits.first().copied();
        }
        let any = self.new_lit();
        for &lit in lits {
            self.add(&[!lit, any]);
        }
        self.add(&[lits, &[!any]].concat());
        Some(any)
    }

    /// A meeting takes place in exactly one of its rounds.
    fn places(&mut self, rounds: RoundSet) -> BTreeMap<usize, Lit> {
        let at: BTreeMap<usize, Lit> =
            rounds.iter().map(|round| (round as usize - 1, self.new_lit())).collect();
        let lits: Vec<Lit> = at.values().copied().collect();
        self.add(&lits);
        self.at_most_one(&lits);
        at
    }

    /// At a fixed table there is one meeting at a time.
    fn share_tables(&mut self, task: &Task, at: &[BTreeMap<usize, Lit>]) {
        for slot in 0..task.slots {
            for round in 0..task.rounds() {
                let here = task.meetings.iter().zip(at).filter(|(meeting, _)| meeting.slot == Some(slot));
                let lits: Vec<Lit> = here.filter_map(|(_, at)| at.get(&round).copied()).collect();
                self.at_most_one(&lits);
            }
        }
    }

    /// By attendee and round: whether they meet somebody; nothing where they cannot.
    fn busy(&mut self, task: &Task, at: &[BTreeMap<usize, Lit>]) -> Vec<Vec<Option<Lit>>> {
        let mut lits = vec![vec![Vec::new(); task.rounds()]; task.people];
        for (meeting, at) in task.meetings.iter().zip(at) {
            for person in meeting.people {
                for (&round, &lit) in at {
                    lits[person][round].push(lit);
                }
            }
        }
        lits.iter().map(|rounds| rounds.iter().map(|lits| self.one_of(lits)).collect()).collect()
    }

    /// How many gaps an attendee has, counted up to `most`.
    fn gaps(&mut self, busy: &[Option<Lit>], most: usize) -> Vec<Lit> {
        let mut gaps = Vec::new();
        // By round: whether they met somebody by the end of it.
        let mut met: Vec<Option<Lit>> = Vec::new();
        for (round, &now) in busy.iter().enumerate() {
            if let Some(now) = now
                && let Some(before) = round.checked_sub(2).and_then(|earlier| met[earlier])
            {
                let gap = self.new_lit();
                let last = busy[round - 1].as_slice();
                self.add(&[&[gap, !now, !before], last].concat());
                gaps.push(vec![gap]);
            }
            let before = met.last().copied().flatten();
            met.push(match (before, now) {
                (Some(before), Some(now)) => {
                    let either = self.new_lit();
                    self.add(&[!before, either]);
                    self.add(&[!now, either]);
                    Some(either)
                }
                _ => before.or(now),
            });
        }
        self.total(gaps, most)
    }

    /// An attendee has all their meetings in a row, from one of the rounds returned, or a gap. Without a gap, a row is over
    /// every round in which they meet somebody.
    fn row(&mut self, busy: &[Option<Lit>], meetings: usize, gap: Option<Lit>) -> BTreeMap<usize, Lit> {
        let mut starts = BTreeMap::new();
        if meetings < 2 {
            return starts;
        }
        for start in 0..=busy.len().saturating_sub(meetings) {
            let row = start..start + meetings;
            if busy.get(row.clone()).is_none_or(|row| row.contains(&None)) {
                continue;
            }
            let here = self.new_lit();
            for (round, &busy) in busy.iter().enumerate() {
                let Some(busy) = busy else { continue };
                self.add(&[!here, if row.contains(&round) { busy } else { !busy }]);
            }
            starts.insert(start, here);
        }
        let any: Vec<Lit> = starts.values().copied().chain(gap).collect();
        self.add(&any);
        for (round, &busy) in busy.iter().enumerate() {
            let Some(busy) = busy else { continue };
            let over = starts.range((round + 1).saturating_sub(meetings)..=round).map(|(_, &row)| row);
            let clause: Vec<Lit> = over.chain(gap).chain([!busy]).collect();
            self.add(&clause);
        }
        starts
    }

    /// At most so many of these hold.
    fn no_more_than(&mut self, most: usize, lits: &[Lit]) {
        if lits.len() > most {
            let total = self.total(lits.iter().map(|&lit| vec![lit]).collect(), most + 1);
            self.add(&[!total[most]]);
        }
    }

    /// The sum of unary numbers, counted up to `most`: true at `n` where it is more than `n`.
    fn total(&mut self, mut numbers: Vec<Vec<Lit>>, most: usize) -> Vec<Lit> {
        while numbers.len() > 1 {
            numbers = numbers
                .chunks(2)
                .map(|pair| match pair {
                    [one, other] => self.sum(one, other, most),
                    _ => pair.concat(),
                })
                .collect();
        }
        numbers.pop().unwrap_or_default()
    }

    fn sum(&mut self, one: &[Lit], other: &[Lit], most: usize) -> Vec<Lit> {
        let sum: Vec<Lit> = (0..(one.len() + other.len()).min(most)).map(|_| self.new_lit()).collect();
        for a in 0..=one.len() {
            for b in 0..=other.len() {
                let Some(reached) = (a + b).min(most).checked_sub(1) else { continue };
                let parts = [a.checked_sub(1).map(|at| !one[at]), b.checked_sub(1).map(|at| !other[at])];
                let clause: Vec<Lit> = parts.into_iter().flatten().chain([sum[reached]]).collect();
                self.add(&clause);
            }
        }
        sum
    }
}
