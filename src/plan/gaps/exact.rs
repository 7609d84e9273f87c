//! The fewest gaps of a small evening, by trying everything that could be better.

use super::search::Best;
use super::task::Task;

/// More meetings are not tried.
const MEETINGS: usize = 24;
/// Ways to give the next meeting a round that are tried in all.
const STEPS: usize = 100_000;

/// The best timetable of all, which is the best known unless there is a better; nothing when that would take too long to
/// find out.
pub(super) fn solve(task: &Task, known: &Best) -> Option<Best> {
    if task.meetings.len() > MEETINGS {
        return None;
    }
    let mut search = Search {
        task,
        busy: vec![0; task.people],
        held: vec![0; task.slots],
        count: vec![0; task.rounds()],
        rounds: vec![0; task.meetings.len()],
        left: meetings_of(task),
        best: known.clone(),
        steps: STEPS,
    };
    search.go(0).then_some(search.best)
}

/// By attendee: how many meetings they have.
fn meetings_of(task: &Task) -> Vec<u32> {
    let mut meetings = vec![0; task.people];
    for person in task.meetings.iter().flat_map(|meeting| meeting.people) {
        meetings[person] += 1;
    }
    meetings
}

struct Search<'t> {
    task: &'t Task,
    /// By attendee and by fixed table: a bit for every round that is taken.
    busy: Vec<u128>,
    held: Vec<u128>,
    /// By round: how many meetings it holds.
    count: Vec<u32>,
    /// By meeting: its round, where it has one.
    rounds: Vec<usize>,
    /// By attendee: meetings that have no round yet.
    left: Vec<u32>,
    best: Best,
    steps: usize,
}

impl Search<'_> {
    /// Gives rounds to this meeting and all after it. False when the steps ran out.
    fn go(&mut self, meeting: usize) -> bool {
        let gaps = self.least();
        if gaps >= self.best.gaps {
            return true;
        }
        let Some(this) = self.task.meetings.get(meeting) else {
            self.best = Best { gaps, rounds: self.rounds.clone() };
            return true;
        };
        for round in this.rounds.iter().map(|round| round as usize - 1) {
            if !self.fits(meeting, round) {
                continue;
            }
            if self.steps == 0 {
                return false;
            }
            self.steps -= 1;
            self.rounds[meeting] = round;
            self.mark(meeting, round);
            self.count[round] += 1;
            this.people.iter().for_each(|&person| self.left[person] -= 1);
            let finished = self.go(meeting + 1);
            self.mark(meeting, round);
            self.count[round] -= 1;
            this.people.iter().for_each(|&person| self.left[person] += 1);
            if !finished {
                return false;
            }
        }
        true
    }

    fn fits(&self, meeting: usize, round: usize) -> bool {
        let this = &self.task.meetings[meeting];
        let free = |bits: u128| bits >> round & 1 == 0;
        this.people.iter().all(|&person| free(self.busy[person]))
            && this.slot.is_none_or(|slot| free(self.held[slot]))
            && self.count[round] < self.task.capacity[round]
    }

    /// Marks the people and the table of a meeting as taken, or as free again.
    fn mark(&mut self, meeting: usize, round: usize) {
        let this = &self.task.meetings[meeting];
        for person in this.people {
            self.busy[person] ^= 1 << round;
        }
        if let Some(slot) = this.slot {
            self.held[slot] ^= 1 << round;
        }
    }

    /// The gaps that are left even if every attendee's other meetings fill the shortest.
    fn least(&self) -> i64 {
        self.busy.iter().zip(&self.left).map(|(&busy, &left)| unfilled(busy, left)).sum()
    }
}

/// How many gaps are left when so many more meetings fill the shortest of them.
fn unfilled(busy: u128, mut more: u32) -> i64 {
    let mut lengths = Vec::new();
    let mut rest = busy.checked_shr(busy.trailing_zeros()).unwrap_or(0);
    loop {
        rest >>= rest.trailing_ones();
        if rest == 0 {
            break;
        }
        lengths.push(rest.trailing_zeros());
        rest >>= rest.trailing_zeros();
    }
    lengths.sort_unstable();
    let filled = lengths.iter().take_while(|&&length| {
        let fits = length <= more;
        more = more.saturating_sub(length);
        fits
    });
    (lengths.len() - filled.count()) as i64
}

#[cfg(test)]
mod tests {
    use super::unfilled;

    #[test]
    fn the_shortest_gaps_are_filled_first() {
        assert_eq!(unfilled(0, 3), 0);
        assert_eq!(unfilled(0b1_0001, 2), 1);
        assert_eq!(unfilled(0b1_0001, 3), 0);
        assert_eq!(unfilled(0b101_0011_0001_0100, 0), 4);
        assert_eq!(unfilled(0b101_0011_0001_0100, 3), 2);
        assert_eq!(unfilled((1 << 100) - 1, 0), 0);
        assert_eq!(unfilled(1 << 99 | 1, 98), 0);
        assert_eq!(unfilled(1 << 99 | 1, 97), 1);
    }
}
