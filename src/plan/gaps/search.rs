//! Looks for a timetable with fewer gaps: simulated annealing over Kempe chains, where a chain that makes things worse is
//! followed by others that mend it (as Lin and Kernighan do for round trips, Operations Research 21, 1973).

use super::board::{Board, Chain, gaps};
use super::task::Task;
use crate::domain::AttendeeIx;
use crate::domain::Rng;

/// The chance that things stay worse by one unit of pain: at the start, and at the end.
const HOT: f64 = 0.75;
const COLD: f64 = 0.58;
/// How often the chance is lowered.
const LEVELS: usize = 128;
/// The most pain that a first chain may cause.
const MOST: i64 = 40;
/// Chains that may follow it, and how many are looked at for each.
const DEPTH: usize = 20;
const TRIES: usize = 16;
/// Meetings looked at as company for a chain whose round is full.
const COMPANY: usize = 4;

/// The best that was found.
#[derive(Clone, Debug)]
pub(super) struct Best {
    pub gaps: i64,
    /// By meeting: its round.
    pub rounds: Vec<usize>,
}

impl Best {
    /// A timetable (by meeting: its round) with its gaps counted.
    pub fn of(task: &Task, rounds: Vec<usize>) -> Self {
        Self { gaps: Board::new(task, &rounds).gaps, rounds }
    }
}

/// Anneals from a start (by meeting: its round; every rule holds) until there are no more than `goal` gaps, `steps` are
/// done, or `stop` says so. A step is about one meeting looked at.
pub(super) fn anneal(
    task: &Task,
    start: &Best,
    goal: i64,
    steps: usize,
    seed: u64,
    stop: &dyn Fn() -> bool,
) -> Best {
    let mut best = start.clone();
    let mut search = Search::new(task, &start.rounds, seed);
    for level in 0..LEVELS {
        let cooled = level as f64 / LEVELS as f64;
        search.set_chance(HOT + (COLD - HOT) * cooled);
        while search.spent < steps / LEVELS * (level + 1) {
            if best.gaps <= goal {
                return best;
            }
            search.step();
            if search.board.gaps < best.gaps && search.board.over == 0 {
                best = Best { gaps: search.board.gaps, rounds: search.board.rounds().to_vec() };
            }
        }
        if stop() {
            break;
        }
    }
    best
}

struct Search<'t> {
    task: &'t Task,
    board: Board<'t>,
    rng: Rng,
    /// Steps done.
    spent: usize,
    /// By pain: the odds that it is accepted, of 2^64.
    odds: [u64; 64],
    /// The chain looked at.
    chain: Chain,
    /// Chains moved since things were last in order.
    trail: Vec<Chain>,
    /// Attendees for whom they changed something.
    touched: Vec<AttendeeIx>,
    /// All rounds, as bits.
    all: u128,
}

impl<'t> Search<'t> {
    fn new(task: &'t Task, rounds: &[usize], seed: u64) -> Self {
        Self {
            task,
            board: Board::new(task, rounds),
            rng: Rng::new(seed),
            spent: 0,
            odds: [0; 64],
            chain: Chain::default(),
            trail: vec![Chain::default(); DEPTH + 1],
            touched: Vec::new(),
            all: (1 << task.rounds()) - 1,
        }
    }

    fn set_chance(&mut self, unit: f64) {
        // Products only: powers and exponentials differ between machines.
        let mut chance = 1.0;
        for odds in &mut self.odds {
            *odds = (chance * u64::MAX as f64) as u64;
            chance *= unit;
        }
    }

    fn accepts(&mut self, pain: i64) -> bool {
        let odds = self.odds.get(pain.max(0) as usize).copied().unwrap_or(0);
        pain <= 0 || self.rng.draw() < odds
    }

    /// Tries one chain; when it makes things worse, others that could mend it.
    fn step(&mut self) {
        self.spent += 1;
        let Some((meeting, to)) = self.pick() else { return };
        let Some(pain) = self.look(meeting, to) else { return };
        if pain <= 0 {
            self.board.swap(&self.chain);
        } else if pain <= MOST {
            self.pursue(pain);
        }
    }

    /// Moves the chain and goes after what it made worse; takes all back if too little comes of it.
    fn pursue(&mut self, pain: i64) {
        let mut total = pain;
        let mut moved = 0;
        self.touched.clear();
        self.push(moved);
        while moved < DEPTH && total > 0 {
            let Some(change) = self.mend(moved, total) else { break };
            moved += 1;
            total += change;
            self.push(moved);
        }
        if !self.accepts(total) {
            for chain in self.trail[..=moved].iter_mut().rev() {
                self.board.swap_back(chain);
            }
        }
    }

    /// Moves the chain and keeps it as number `at` of the trail.
    fn push(&mut self, at: usize) {
        self.board.swap(&self.chain);
        self.touched.extend(self.chain.ends());
        std::mem::swap(&mut self.chain, &mut self.trail[at]);
    }

    /// Looks for a chain that closes a gap of somebody whom the trail has touched; returns how much worse it makes things,
    /// which is never above 0.
    fn mend(&mut self, last: usize, total: i64) -> Option<i64> {
        for _ in 0..TRIES {
            self.spent += 1;
            let at = self.rng.below(self.touched.len().max(1));
            let person = *self.touched.get(at)?;
            if gaps(self.board.busy(person)) == 0 {
                self.touched.swap_remove(at);
                continue;
            }
            let Some((meeting, to)) = self.closer(person) else { continue };
            let Some(pain) = self.look(meeting, to) else { continue };
            if pain < 0 || total + pain <= 0 || pain == 0 && last + 1 < DEPTH {
                return Some(pain);
            }
        }
        None
    }

    /// Fills the chain of a meeting that would move to another round, with company if that round is full. Returns how
    /// much worse it would make things; nothing when it may not move.
    fn look(&mut self, meeting: usize, to: usize) -> Option<i64> {
        self.board.chain(&mut self.chain, meeting, to);
        if self.chain.allowed
            && let Some(full) = self.chain.overfilled()
        {
            self.accompany(full);
        }
        self.spent += self.chain.len();
        self.chain.allowed.then(|| self.chain.pain())
    }

    /// Lets something move out of a full round in exchange.
    fn accompany(&mut self, full: usize) {
        for _ in 0..COMPANY {
            let person = self.rng.below(self.task.people);
            self.spent += 1;
            if let Some(meeting) = self.board.at(full, person)
                && self.board.extend(&mut self.chain, meeting)
            {
                return;
            }
        }
    }

    /// A meeting and another round for it.
    fn pick(&mut self) -> Option<(usize, usize)> {
        let targeted = self.rng.below(5) > 0;
        let person = if targeted { self.waiting() } else { self.rng.below(self.task.people) };
        if self.rng.below(10) > 0 {
            return self.border(person);
        }
        let (from, to) = (self.rng.below(self.task.rounds()), self.rng.below(self.task.rounds()));
        if from == to { None } else { Some((self.board.at(from, person)?, to)) }
    }

    /// Somebody, preferably with a gap.
    fn waiting(&mut self) -> AttendeeIx {
        const LOOKS: usize = 8;
        let mut person = self.rng.below(self.task.people);
        for _ in 1..LOOKS {
            if gaps(self.board.busy(person)) > 0 {
                break;
            }
            person = self.rng.below(self.task.people);
        }
        person
    }

    /// The first or last meeting of a run of an attendee's meetings, and a round next to a run.
    fn border(&mut self, person: AttendeeIx) -> Option<(usize, usize)> {
        let busy = self.board.busy(person);
        let borders = busy & !(busy << 1) | busy & !(busy >> 1);
        let single = busy & (busy.wrapping_sub(1)) == 0;
        let near = if single { self.all } else { (busy << 1 | busy >> 1) & self.all } & !busy;
        let from = self.any_of(borders)?;
        let to = self.any_of(near)?;
        Some((self.board.at(from, person)?, to))
    }

    /// As [`Self::border`], where it closes a gap of this attendee.
    fn closer(&mut self, person: AttendeeIx) -> Option<(usize, usize)> {
        let busy = self.board.busy(person);
        let (meeting, to) = self.border(person)?;
        let after = busy ^ (1 << self.board.rounds()[meeting] | 1 << to);
        (gaps(after) < gaps(busy)).then_some((meeting, to))
    }

    /// The number of one of these bits.
    fn any_of(&mut self, bits: u128) -> Option<usize> {
        if bits == 0 {
            return None;
        }
        let mut rest = bits;
        for _ in 0..self.rng.below(bits.count_ones() as usize) {
            rest &= rest - 1;
        }
        Some(rest.trailing_zeros() as usize)
    }
}
