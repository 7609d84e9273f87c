//! Whether there are rounds with at most so many idle gaps, as a Boolean formula for a SAT solver.
//!
//! The model is that of Bofill and others (JAIR 74, 2022), with what makes it propagate: an attendee without a gap has
//! their meetings in a row, so whether it has begun by a round says of every round whether they meet somebody (an order
//! encoding: Crawford and Baker, AAAI 1994); no meeting is over before the rows of both have begun, or is still to come
//! when one of them has ended; the room of a round is counted by attendees rather than by meetings, or through the few
//! who own them; and gaps are counted by attendee first. Numbers are unary, added by totalizers (Bailleux and Boufkhad,
//! CP 2003).

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
    /// By attendee and round: whether they have met somebody by the end of it. Nothing where they have one meeting.
    begun: Vec<Vec<Lit>>,
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
        let places = task.meetings.iter().map(|meeting| clauses.places(meeting.rounds, task.rounds()));
        let (at, by): (Vec<_>, Vec<_>) = places.unzip();
        clauses.share_tables(task, &at);
        let busy = clauses.busy(task, &at);
        let mut begun = Vec::new();
        let mut gaps = Vec::new();
        for (person, busy) in busy.iter().enumerate() {
            let mine = task.meetings.iter().zip(&by).filter(|(meeting, _)| meeting.people.contains(&person));
            let by: Vec<&[Lit]> = mine.map(|(_, by)| &by[..]).collect();
            let mut row = Vec::new();
            let mut waits = Vec::new();
            if by.len() > 1 {
                row = clauses.begun(busy, by.len());
                waits = clauses.gaps(busy, &row, most + 1);
                clauses.row(busy, &row, &by, waits.first().copied());
            }
            begun.push(row);
            gaps.push(waits);
        }
        Self { clauses, at, busy, begun, gaps, more: Vec::new() }
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
        let about = |(&busy, begun): (&u128, &Vec<Lit>)| {
            let now = busy.trailing_zeros() as usize;
            let early = now.checked_sub(width + 1).and_then(|round| begun.get(round)).map(|&begun| !begun);
            early.into_iter().chain(begun.get(now + width).copied())
        };
        busy.iter().zip(&self.begun).filter(in_a_row).flat_map(about).collect()
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
    /// A literal that holds.
    yes: Lit,
    /// A clause being added.
    clause: Vec<Lit>,
}

impl<'s> Clauses<'s> {
    fn new(stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        let budget = Budget { stop, conflicts: 0, most: 0, stopped: false };
        let options = SolverOpts { var_decay: DECAY, learntsize_factor: LEARNT, ..SolverOpts::default() };
        let mut solver = Solver::new(options, budget);
        let yes = Lit::new(solver.new_var_default(), true);
        let mut clauses = Self { solver, yes, clause: Vec::new() };
        clauses.add(&[yes]);
        clauses
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

    /// A meeting takes place in exactly one of its rounds: whether in this one, and by round whether by the end of it.
    fn places(&mut self, allowed: RoundSet, rounds: usize) -> (BTreeMap<usize, Lit>, Vec<Lit>) {
        let mut at = BTreeMap::new();
        let mut by = Vec::new();
        let mut before = !self.yes;
        let last = allowed.iter().last();
        for round in 0..rounds {
            if allowed.contains(round as u32 + 1) {
                let here = self.new_lit();
                let after = if last == Some(round as u32 + 1) { self.yes } else { self.new_lit() };
                self.add(&[!before, !here]);
                self.add(&[!before, after]);
                self.add(&[!here, after]);
                self.add(&[!after, before, here]);
                at.insert(round, here);
                before = after;
            }
            by.push(before);
        }
        (at, by)
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

    /// By round: whether an attendee with so many meetings has met somebody by the end of it.
    fn begun(&mut self, busy: &[Option<Lit>], meetings: usize) -> Vec<Lit> {
        let rounds = busy.len();
        let mut begun = Vec::new();
        let mut before = !self.yes;
        for (round, &busy) in busy.iter().enumerate() {
            let here = if rounds - round <= meetings { self.yes } else { self.new_lit() };
            self.add(&[!before, here]);
            if let Some(busy) = busy {
                self.add(&[!busy, here]);
            }
            begun.push(here);
            before = here;
        }
        begun
    }

    /// How many gaps an attendee has, counted up to `most`.
    fn gaps(&mut self, busy: &[Option<Lit>], begun: &[Lit], most: usize) -> Vec<Lit> {
        let mut gaps = Vec::new();
        for round in 2..busy.len() {
            let Some(busy_again) = busy[round] else { continue };
            let gap = self.new_lit();
            let last = busy[round - 1].as_slice();
            self.add(&[&[gap, !busy_again, !begun[round - 1]], last].concat());
            gaps.push(vec![gap]);
        }
        self.total(gaps, most)
    }

    /// An attendee has all their meetings in a row, or a gap. `by`: by meeting and round, whether it took place by the end
    /// of it.
    fn row(&mut self, busy: &[Option<Lit>], begun: &[Lit], by: &[&[Lit]], gap: Option<Lit>) {
        let or_gap = gap.as_slice();
        for (round, &here) in begun.iter().enumerate() {
            let over = round.checked_sub(by.len()).map_or(!self.yes, |start| begun[start]);
            let now = busy[round].unwrap_or(!self.yes);
            self.add(&[&[!now, !over], or_gap].concat());
            self.add(&[&[now, !here, over], or_gap].concat());
            let over_now = (round + 1).checked_sub(by.len()).map_or(!self.yes, |start| begun[start]);
            for by in by {
                self.add(&[!by[round], here]);
                self.add(&[&[by[round], !over_now], or_gap].concat());
            }
        }
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
