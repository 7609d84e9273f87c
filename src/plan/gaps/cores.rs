//! A proof that there are no fewer idle gaps, from groups of people who cannot all be without one (cores).
//!
//! At first everybody is hoped to have no gap. When the SAT solver finds people of whom that cannot be, one gap is proved,
//! and the hope for them together is that there is no other (OLL: Morgado, Dodaro and Marques-Silva, CP 2014; as in RC2 by
//! Ignatiev and others, 2019). Everybody else still has their meetings in a row, which leaves far less to search through
//! than a sum over all. As soon as all hopes come true, nothing better exists.
//!
//! That rounds have no more room than they have is left out until a timetable asks for it: most cores do not need it.

use super::formula::{Answer, Formula, Lit};
use super::search::Best;
use super::task::Task;

/// Conflicts to find out whether a core needs one of its members.
const TRIAL: u64 = 500;
/// Members in a row that seem to be needed, after which the others are not tried.
const NEEDED: u32 = 3;

/// A number that is hoped to be no more than what is proved.
struct Hope {
    /// True at `n` where the number is more than `n`.
    more: Vec<Lit>,
    /// What the number is at least.
    least: usize,
}

impl Hope {
    /// That the number is no more; nothing when it cannot be more.
    fn assumption(&self) -> Option<Lit> {
        self.more.get(self.least).map(|&more| !more)
    }
}

/// A proof that can be gone on with.
pub(super) struct Cores<'s> {
    task: &'s Task,
    formula: Formula<'s>,
    hopes: Vec<Hope>,
    /// By round: whether the formula knows how much room it has.
    limited: Vec<bool>,
    /// Whether the room is counted through owners as well ([`super::owners`]).
    by_owner: bool,
    /// Cores found: there are at least as many gaps.
    pub found: i64,
}

impl<'s> Cores<'s> {
    /// For timetables with about `most` gaps. `by_owner` is better where rounds are full, so that few cores need nearly
    /// everybody.
    pub fn new(task: &'s Task, most: i64, by_owner: bool, stop: &'s (dyn Fn() -> bool + Sync)) -> Self {
        let formula = Formula::roomy(task, most as usize, stop);
        let hopes = formula.gaps().iter().map(|gaps| Hope { more: gaps.clone(), least: 0 }).collect();
        Self { task, formula, hopes, limited: vec![false; task.rounds()], by_owner, found: 0 }
    }

    /// Goes on for about so many conflicts, or until there are `enough` cores. A timetable that is returned has as many gaps
    /// as there are cores, so that none has fewer.
    pub fn search(&mut self, enough: i64, conflicts: u64) -> Option<Best> {
        let end = self.formula.conflicts() + conflicts;
        while self.found < enough
            && let left @ 1.. = end.saturating_sub(self.formula.conflicts())
        {
            let assumptions: Vec<Lit> = self.hopes.iter().filter_map(Hope::assumption).collect();
            match self.formula.solve(&assumptions, left) {
                Answer::Unknown => break,
                Answer::Found(rounds) if self.leave_room(&rounds) => {}
                Answer::Found(rounds) => return Some(Best::of(self.task, rounds)),
                Answer::Impossible => {
                    let core = self.formula.clash(&assumptions);
                    let core = self.without_the_needless(core);
                    self.lower_hopes(&core);
                }
            }
        }
        None
    }

    /// Limits rounds that hold more meetings than they have room for, and those next to them, where the meetings would go.
    /// False when there are none.
    fn leave_room(&mut self, rounds: &[usize]) -> bool {
        let room = &self.task.capacity;
        let full =
            |&round: &usize| rounds.iter().filter(|&&other| other == round).count() > room[round] as usize;
        let full: Vec<usize> = (0..room.len()).filter(full).collect();
        for (round, &room) in room.iter().enumerate() {
            if full.iter().any(|full| full.abs_diff(round) <= 1) && !self.limited[round] {
                self.formula.leave_room(round, room);
                if self.by_owner {
                    self.formula.leave_owners_room(self.task, round, room);
                }
                self.limited[round] = true;
            }
        }
        !full.is_empty()
    }

    /// A core with fewer members, where that is soon found.
    fn without_the_needless(&mut self, mut core: Vec<Lit>) -> Vec<Lit> {
        let (mut at, mut needed) = (0, 0);
        while at < core.len() && needed < NEEDED {
            let mut rest = core.clone();
            rest.remove(at);
            if self.formula.solve(&rest, TRIAL) == Answer::Impossible {
                core = self.formula.clash(&rest);
                needed = 0;
            } else {
                at += 1;
                needed += 1;
            }
        }
        core
    }

    /// One of these hopes cannot come true: each number may be one more, and all together no more than one.
    fn lower_hopes(&mut self, core: &[Lit]) {
        for hope in &mut self.hopes {
            hope.least += usize::from(hope.assumption().is_some_and(|lit| core.contains(&lit)));
        }
        let disappointed: Vec<Lit> = core.iter().map(|&lit| !lit).collect();
        let more = self.formula.count(&disappointed);
        self.hopes.push(Hope { more, least: 1 });
        self.found += 1;
    }
}
