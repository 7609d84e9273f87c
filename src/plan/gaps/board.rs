//! Which meeting takes place in which round, with idle gaps always counted, and chains of meetings that can move.

use super::task::Task;
use crate::domain::AttendeeIx;

/// No meeting.
const NONE: u32 = u32::MAX;
/// What the search wants to be rid of: a gap, a round of waiting, a meeting too many in a round. Gaps are what counts;
/// the others show the way.
const GAP: i64 = 10;
const IDLE: i64 = 1;
const OVER: i64 = 5;

/// Idle gaps of one attendee: maximal runs of rounds without a meeting, between two of their meetings (§3).
/// `busy`: a bit for every round in which they meet somebody.
pub(super) fn gaps(busy: u128) -> i64 {
    let starts = busy & !(busy << 1);
    i64::from(starts.count_ones()) - i64::from(busy != 0)
}

/// How far an attendee is from having all their meetings in a row.
fn pain(busy: u128) -> i64 {
    if busy == 0 {
        return 0;
    }
    let span = 128 - busy.leading_zeros() - busy.trailing_zeros();
    GAP * gaps(busy) + IDLE * i64::from(span - busy.count_ones())
}

/// All meetings of a task, each in a round. Every hard rule holds, except that rounds may be too full.
#[derive(Clone, Debug)]
pub(super) struct Board<'t> {
    task: &'t Task,
    /// By round and attendee: their meeting, or [`NONE`].
    at: Vec<u32>,
    /// By round and fixed table: the meeting there, or [`NONE`].
    held: Vec<u32>,
    /// By meeting: its round.
    round_of: Vec<usize>,
    /// By attendee: a bit for every round in which they meet somebody.
    busy: Vec<u128>,
    /// By round: how many meetings it holds.
    count: Vec<u32>,
    /// Gaps of all attendees together.
    pub gaps: i64,
    /// Meetings too many, over all rounds.
    pub over: i64,
    /// By meeting: the number of the last chain it was in.
    seen: Vec<u64>,
    chains: u64,
}

/// Meetings that hang together in two rounds through people and fixed tables (a Kempe chain, or two): when one moves to
/// the other round, all have to.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    rounds: [usize; 2],
    meetings: Vec<u32>,
    /// Attendees who meet somebody in one of the two rounds only.
    ends: Vec<AttendeeIx>,
    /// How many more meetings move from the first round to the second than back.
    shift: i64,
    /// By how much moving would raise gaps, pain and over-full rounds.
    gaps: i64,
    pain: i64,
    over: i64,
    /// Whether every meeting may take place in the other round.
    pub allowed: bool,
}

impl Chain {
    fn clear(&mut self, rounds: [usize; 2]) {
        self.rounds = rounds;
        self.meetings.clear();
        self.ends.clear();
        (self.shift, self.gaps, self.pain, self.over, self.allowed) = (0, 0, 0, 0, true);
    }

    /// How many meetings move.
    pub fn len(&self) -> usize {
        self.meetings.len()
    }

    /// By how much moving would make things worse.
    pub fn pain(&self) -> i64 {
        self.pain + OVER * self.over
    }

    /// By how much moving would raise the number of meetings too many.
    pub fn over(&self) -> i64 {
        self.over
    }

    /// Attendees who meet somebody in one of the two rounds only: those for whom something changes.
    pub fn ends(&self) -> &[AttendeeIx] {
        &self.ends
    }

    /// The round that would be fuller than it should be after the move.
    pub fn overfilled(&self) -> Option<usize> {
        let [first, second] = self.rounds;
        (self.over > 0).then_some(if self.shift > 0 { second } else { first })
    }

    fn turn(&mut self) {
        self.shift = -self.shift;
        (self.gaps, self.pain, self.over) = (-self.gaps, -self.pain, -self.over);
    }
}

impl<'t> Board<'t> {
    /// `rounds`: by meeting, the round it takes place in.
    pub fn new(task: &'t Task, rounds: &[usize]) -> Self {
        let mut board = Self {
            task,
            at: vec![NONE; task.rounds() * task.people],
            held: vec![NONE; task.rounds() * task.slots],
            round_of: rounds.to_vec(),
            busy: vec![0; task.people],
            count: vec![0; task.rounds()],
            gaps: 0,
            over: 0,
            seen: vec![0; task.meetings.len()],
            chains: 0,
        };
        for (meeting, &round) in rounds.iter().enumerate() {
            board.put(meeting, round, meeting as u32);
            board.count[round] += 1;
            for person in task.meetings[meeting].people {
                board.busy[person] |= 1 << round;
            }
        }
        let over = |(&count, &room): (&u32, &u32)| i64::from(count.saturating_sub(room));
        board.over = board.count.iter().zip(&task.capacity).map(over).sum();
        board.gaps = board.busy.iter().map(|&busy| gaps(busy)).sum();
        board
    }

    /// By meeting: its round.
    pub fn rounds(&self) -> &[usize] {
        &self.round_of
    }

    /// A bit for every round in which an attendee meets somebody.
    pub fn busy(&self, person: AttendeeIx) -> u128 {
        self.busy[person]
    }

    /// How many meetings a round holds.
    pub fn count(&self, round: usize) -> u32 {
        self.count[round]
    }

    /// The meeting of an attendee in a round.
    pub fn at(&self, round: usize, person: AttendeeIx) -> Option<usize> {
        let meeting = self.at[round * self.task.people + person];
        (meeting != NONE).then_some(meeting as usize)
    }

    fn put(&mut self, meeting: usize, round: usize, value: u32) {
        let this = &self.task.meetings[meeting];
        for person in this.people {
            self.at[round * self.task.people + person] = value;
        }
        if let Some(slot) = this.slot {
            self.held[round * self.task.slots + slot] = value;
        }
    }

    /// Fills `chain` with a meeting and all that hangs together with it in its own round and another.
    pub fn chain(&mut self, chain: &mut Chain, meeting: usize, other: usize) {
        chain.clear([self.round_of[meeting], other]);
        self.chains += 1;
        self.grow(chain, meeting);
    }

    /// Adds another meeting of one of the two rounds, with what hangs together with it; false when it is there already.
    pub fn extend(&mut self, chain: &mut Chain, meeting: usize) -> bool {
        let fresh = self.seen[meeting] != self.chains;
        if fresh {
            self.grow(chain, meeting);
        }
        fresh
    }

    fn grow(&mut self, chain: &mut Chain, meeting: usize) {
        let mut next = chain.meetings.len();
        self.add(chain, meeting as u32);
        while next < chain.meetings.len() && chain.allowed {
            let meeting = chain.meetings[next] as usize;
            next += 1;
            let [first, second] = chain.rounds;
            let (to, shift) = if self.round_of[meeting] == first { (second, 1) } else { (first, -1) };
            let this = &self.task.meetings[meeting];
            chain.shift += shift;
            chain.allowed = this.rounds.contains(to as u32 + 1);
            for person in this.people {
                self.follow(chain, person, to);
            }
            if let Some(slot) = this.slot {
                self.add(chain, self.held[to * self.task.slots + slot]);
            }
        }
        chain.over = self.over_after(chain) - self.over;
    }

    /// Adds the meeting of an attendee in the round where the chain goes, or counts what changes for them.
    fn follow(&mut self, chain: &mut Chain, person: AttendeeIx, to: usize) {
        let other = self.at[to * self.task.people + person];
        if other != NONE {
            self.add(chain, other);
            return;
        }
        let [first, second] = chain.rounds;
        let before = self.busy[person];
        let after = before ^ (1 << first | 1 << second);
        chain.gaps += gaps(after) - gaps(before);
        chain.pain += pain(after) - pain(before);
        chain.ends.push(person);
    }

    fn add(&mut self, chain: &mut Chain, meeting: u32) {
        if meeting != NONE && self.seen[meeting as usize] != self.chains {
            self.seen[meeting as usize] = self.chains;
            chain.meetings.push(meeting);
        }
    }

    fn over_after(&self, chain: &Chain) -> i64 {
        let [first, second] = chain.rounds;
        let over = |round: usize, more: i64| {
            (i64::from(self.count[round]) + more - i64::from(self.task.capacity[round])).max(0)
        };
        self.over - over(first, 0) - over(second, 0) + over(first, -chain.shift) + over(second, chain.shift)
    }

    /// Moves every meeting of the chain to the other of its two rounds; each may be there.
    pub fn swap(&mut self, chain: &Chain) {
        let [first, second] = chain.rounds;
        for &meeting in &chain.meetings {
            self.put(meeting as usize, self.round_of[meeting as usize], NONE);
        }
        for &meeting in &chain.meetings {
            let round = first + second - self.round_of[meeting as usize];
            self.round_of[meeting as usize] = round;
            self.put(meeting as usize, round, meeting);
        }
        for &person in &chain.ends {
            self.busy[person] ^= 1 << first | 1 << second;
        }
        self.count[first] = self.count[first].wrapping_add_signed(-chain.shift as i32);
        self.count[second] = self.count[second].wrapping_add_signed(chain.shift as i32);
        self.gaps += chain.gaps;
        self.over += chain.over;
    }

    /// Takes back the move of a chain; no other may have moved in between.
    pub fn swap_back(&mut self, chain: &mut Chain) {
        chain.turn();
        self.swap(chain);
    }
}
