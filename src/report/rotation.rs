//! What an evening would be without wants and offers: the same people, rounds and tables, and partners by chance or by
//! turns. The hard rules (§4) hold as far as such a rotation can keep them: nobody meets who may not, nobody twice, nobody
//! over their maximum, hosts stay; pairs that must meet come first in a round that suits them, if there is one.

use std::collections::BTreeSet;

use crate::domain::{AttendeeIx, Event, Meeting, PairRuleKind, Rng, Round, TableNo};
use crate::matching::{self, Pairs};

/// How many random rotations are made; the one in the middle, by points, is shown.
pub const SHUFFLES: u64 = 9;

/// Partners by chance: the middle one, by points, of [`SHUFFLES`] rotations. The same event gives the same one.
#[must_use]
pub fn random_rotation(event: &Event, pairs: &Pairs) -> Vec<Meeting> {
    let rotations = (0..SHUFFLES).map(|seed| shuffled(event, pairs, seed));
    let mut rotations: Vec<(i64, Vec<Meeting>)> =
        rotations.map(|meetings| (points(event, pairs, &meetings), meetings)).collect();
    rotations.sort();
    rotations.swap_remove(rotations.len() / 2).1
}

fn points(event: &Event, pairs: &Pairs, meetings: &[Meeting]) -> i64 {
    let met = meetings.iter().filter_map(|meeting| pairs.find(meeting.people[0], meeting.people[1]));
    matching::count(event, pairs, met).points.total()
}

fn shuffled(event: &Event, pairs: &Pairs, seed: u64) -> Vec<Meeting> {
    let mut chance = Rng::new(seed);
    let mut board = Board::of(event, pairs);
    for round in 1..=event.rounds.count {
        board.open(round);
        let everyone = 0..event.attendees.len();
        let mut people: Vec<AttendeeIx> =
            everyone.filter(|&person| event.attendees[person].rounds.contains(round)).collect();
        chance.shuffle(&mut people);
        for (at, &one) in people.iter().enumerate() {
            if board.is_full() {
                break;
            }
            let others = people[at + 1..].iter();
            let _ = others.copied().find(|&other| board.seat([one, other], None));
        }
    }
    board.meetings
}

/// Partners by turns, as on a rotation sheet: everybody stands in a circle in the order of the event, one stays in place,
/// and the others move on by one place each round. A pair that cannot meet sits out.
#[must_use]
pub fn round_robin(event: &Event, pairs: &Pairs) -> Vec<Meeting> {
    let mut board = Board::of(event, pairs);
    // With an odd number, whoever stands across the empty place sits out.
    let places = event.attendees.len().next_multiple_of(2);
    for round in 1..=event.rounds.count {
        board.open(round);
        for pair in turn(places, round as usize - 1) {
            if pair.iter().all(|&person| person < event.attendees.len()) {
                board.seat(pair, None);
            }
        }
    }
    board.meetings
}

/// Who stands across whom after so many turns.
fn turn(places: usize, turns: usize) -> Vec<[usize; 2]> {
    let Some(moving) = places.checked_sub(1).filter(|&moving| moving > 0) else { return Vec::new() };
    let at = |place: usize| (place + turns) % moving;
    let across = (1..places / 2).map(|place| [at(place), at(moving - place)]);
    std::iter::once([at(0), moving]).chain(across).collect()
}

/// Meetings that are put down one by one.
struct Board<'a> {
    event: &'a Event,
    pairs: &'a Pairs,
    meetings: Vec<Meeting>,
    met: BTreeSet<[AttendeeIx; 2]>,
    /// By attendee: how many meetings they have.
    count: Vec<u32>,
    round: Round,
    /// By attendee: whether they have a meeting in this round.
    busy: Vec<bool>,
    /// The tables that are free in this round, those without a host first.
    free: Vec<TableNo>,
}

impl<'a> Board<'a> {
    fn of(event: &'a Event, pairs: &'a Pairs) -> Self {
        let people = event.attendees.len();
        Self {
            event,
            pairs,
            meetings: Vec::new(),
            met: BTreeSet::new(),
            count: vec![0; people],
            round: 0,
            busy: vec![false; people],
            free: Vec::new(),
        }
    }

    /// Begins a round, with the pairs that must meet.
    fn open(&mut self, round: Round) {
        let event = self.event;
        let hosted: BTreeSet<TableNo> = event.attendees.iter().filter_map(|attendee| attendee.host).collect();
        self.round = round;
        self.busy.fill(false);
        self.free = (1..=event.tables.count).collect();
        self.free.sort_by_key(|table| (hosted.contains(table), *table));
        for rule in &event.pairs {
            if let PairRuleKind::Must(must) = &rule.kind
                && must.rounds.is_none_or(|rounds| rounds.contains(round))
            {
                self.seat(rule.people, must.table);
            }
        }
    }

    fn is_full(&self) -> bool {
        self.free.is_empty()
    }

    /// Puts a meeting down in this round, if no rule is against it.
    fn seat(&mut self, [a, b]: [AttendeeIx; 2], table: Option<TableNo>) -> bool {
        let people = [a.min(b), a.max(b)];
        if !people.iter().all(|&person| self.is_free(person))
            || self.pairs.find(a, b).is_none()
            || self.met.contains(&people)
        {
            return false;
        }
        let Some(place) = self.place(people, table) else { return false };
        let table = self.free.remove(place);
        self.met.insert(people);
        for person in people {
            self.busy[person] = true;
            self.count[person] += 1;
        }
        self.meetings.push(Meeting { round: self.round, table, people, pinned: false, kept: false });
        true
    }

    fn is_free(&self, person: AttendeeIx) -> bool {
        let there = self.event.attendees[person].rounds.contains(self.round);
        there && !self.busy[person] && self.count[person] < self.event.target(person)
    }

    /// Where a table for them stands among the free ones.
    fn place(&self, people: [AttendeeIx; 2], table: Option<TableNo>) -> Option<usize> {
        let hosts = people.iter().filter_map(|&person| self.event.attendees[person].host);
        let mut tied: Vec<TableNo> = hosts.chain(table).collect();
        tied.dedup();
        match tied.as_slice() {
            [] => (!self.free.is_empty()).then_some(0),
            [table] => self.free.iter().position(|free| free == table),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::turn;

    #[test]
    fn by_turns_everybody_stands_across_everybody_once() {
        for places in [2, 4, 6, 10] {
            let mut met = BTreeSet::new();
            for turns in 0..places - 1 {
                let pairs = turn(places, turns);
                let people: BTreeSet<usize> = pairs.iter().flatten().copied().collect();
                assert_eq!((pairs.len(), people.len()), (places / 2, places), "{turns} of {places}");
                met.extend(pairs.into_iter().map(|[a, b]| [a.min(b), a.max(b)]));
            }
            assert_eq!(met.len(), places * (places - 1) / 2, "{places}");
        }
        assert_eq!(turn(0, 3), Vec::<[usize; 2]>::new());
    }
}
