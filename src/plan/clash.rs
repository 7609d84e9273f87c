//! When the hard rules cannot all hold: proves it, and reduces the reasons to a set that cannot be made smaller.
//!
//! Only meetings that must take place can make the rules clash, for an empty evening keeps all the others. So the
//! question is a small list edge colouring: the `must` pairs are the edges, the rounds they may take place in their
//! colours. Counting answers it most of the time, else a search with forward checking; a deletion filter (Chinneck, Dravnieks, ORSA J. Computing 3,
//! 1991) keeps only the facts without which the clash would be gone.

use std::collections::{BTreeMap, BTreeSet};

use super::arrange::arrange;
use super::gaps;
use super::model::Model;
use super::timetable::{NONE, Timetable};
use super::{Clash, Fact};
use crate::domain::Rng;
use crate::domain::{AttendeeIx, Event, MAX_ROUNDS, Must, PairRuleKind, RoundSet, TableNo};

/// Ejections before the exact search is asked.
const EJECTIONS: usize = 20_000;
/// Moves that spread meetings over rounds with few tables.
const MOVES: usize = 300_000;
/// Work of one exact search, and of all together: a unit is a look at a pair.
const ONE_SEARCH: usize = 6_000_000;
const ALL_SEARCHES: usize = 100_000_000;

/// Places the pairs that must meet.
///
/// # Errors
/// The facts that make it impossible; none when it was neither found possible nor proved impossible.
pub(super) fn arrange_musts(model: &Model) -> Result<Timetable, Clash> {
    let facts = facts(model.event);
    let question = Question::of(model.event, &facts);
    let mut work = ALL_SEARCHES;
    if question.may_hold() && within_targets(model) {
        let musts: Vec<usize> = (0..model.edges.len()).filter(|&edge| model.edges[edge].must).collect();
        if musts.len() == question.pairs.len()
            && let Some(table) = arranged(model, &musts).or_else(|| spread_out(model, &musts))
        {
            return Ok(table);
        }
        match question.answer(&mut work) {
            Answer::Yes(rounds) => return Ok(place(model, &question, &rounds)),
            Answer::Unknown => return Err(Clash { facts: Vec::new(), minimal: false }),
            Answer::No => {}
        }
    }
    Err(reduce(model.event, facts, &mut work))
}

fn arranged(model: &Model, musts: &[usize]) -> Option<Timetable> {
    let mut table = Timetable::new(model);
    let left = arrange(model, &mut table, musts, EJECTIONS, &mut Rng::new(7), &|| false);
    left.is_empty().then_some(table)
}

/// Arranges as if there were tables enough, then moves meetings out of rounds that hold too many.
fn spread_out(model: &Model, musts: &[usize]) -> Option<Timetable> {
    let mut event = model.event.clone();
    event.tables.count = event.tables.count.max(model.people() as u32);
    let roomy = Model::new(&event, model.pairs);
    let slots = gaps::spread(&roomy, &arranged(&roomy, musts)?, &model.capacity, MOVES)?;
    let mut table = Timetable::new(model);
    for (edge, round) in slots {
        table.place(model, edge, round);
    }
    Some(table)
}

fn within_targets(model: &Model) -> bool {
    let mut musts = vec![0; model.people()];
    for edge in model.edges.iter().filter(|edge| edge.must) {
        for person in edge.people {
            musts[person] += 1;
        }
    }
    musts.iter().zip(&model.targets).all(|(musts, target)| musts <= target)
}

fn place(model: &Model, question: &Question, rounds: &[usize]) -> Timetable {
    let mut table = Timetable::new(model);
    for (pair, &round) in question.pairs.iter().zip(rounds) {
        let [a, b] = pair.people;
        if let Some(edge) = model.pairs.find(a, b) {
            table.place(model, edge, round - 1);
        }
    }
    table
}

/// Every fact that has to do with a `must`.
fn facts(event: &Event) -> BTreeSet<Fact> {
    let mut facts = BTreeSet::from([Fact::RoundCount, Fact::TableCount]);
    for (index, rule) in event.pairs.iter().enumerate() {
        if !matches!(rule.kind, PairRuleKind::Must(_)) {
            continue;
        }
        facts.insert(Fact::Must(index));
        let [a, b] = rule.people;
        let nevers = event.pairs.iter().enumerate();
        let nevers = nevers.filter(|(_, other)| other.people == [a, b] && other.kind == PairRuleKind::Never);
        facts.extend(nevers.map(|(index, _)| Fact::Never(index)));
        for (one, other) in [(a, b), (b, a)] {
            let attendee = &event.attendees[one];
            if attendee.avoids.contains(&other) {
                facts.insert(Fact::Avoids(one, other));
            }
            if attendee.rounds != RoundSet::all(event.rounds.count) {
                facts.insert(Fact::Rounds(one));
            }
            if attendee.max_meetings.is_some() {
                facts.insert(Fact::MaxMeetings(one));
            }
            if attendee.host.is_some() {
                facts.insert(Fact::Host(one));
            }
        }
    }
    facts
}

/// Leaves out what is not needed for the clash: first many facts at a time, then one by one.
fn reduce(event: &Event, facts: BTreeSet<Fact>, work: &mut usize) -> Clash {
    let mut needed: Vec<Fact> = facts.into_iter().collect();
    // Meetings come first in the order of facts, so they are left out first and few of them remain.
    let mut minimal = true;
    let mut chunk = needed.len().div_ceil(2).max(1);
    loop {
        let mut start = 0;
        while start < needed.len() {
            let end = (start + chunk).min(needed.len());
            let rest: BTreeSet<Fact> = needed[..start].iter().chain(&needed[end..]).copied().collect();
            match Question::of(event, &rest).answer(work) {
                Answer::No => drop(needed.drain(start..end)),
                Answer::Yes(_) => start = end,
                Answer::Unknown => {
                    minimal &= chunk > 1;
                    start = end;
                }
            }
        }
        if chunk == 1 {
            break;
        }
        chunk = chunk.div_ceil(2);
    }
    let all: BTreeSet<Fact> = needed.iter().copied().collect();
    minimal &= matches!(Question::of(event, &all).answer(work), Answer::No);
    Clash { facts: needed, minimal }
}

/// A pair that must meet, as far as the facts tell.
#[derive(Clone, Debug)]
struct MustPair {
    people: [AttendeeIx; 2],
    /// The rounds it may take place in.
    rounds: RoundSet,
    /// The tables it is tied to: of the rule, of its hosts. More than one is a contradiction.
    tables: BTreeSet<TableNo>,
    forbidden: bool,
}

/// Can these pairs all meet?
struct Question {
    pairs: Vec<MustPair>,
    /// The most meetings of an attendee, where limited.
    limits: Vec<(AttendeeIx, usize)>,
    tables: usize,
}

enum Answer {
    /// By pair: its round.
    Yes(Vec<usize>),
    No,
    /// The search ran out of steps.
    Unknown,
}

impl Question {
    /// The question that these facts ask, and no others.
    fn of(event: &Event, facts: &BTreeSet<Fact>) -> Self {
        let musts = facts.iter().filter(|fact| matches!(fact, Fact::Must(_))).count() as u32;
        let rounds = if facts.contains(&Fact::RoundCount) {
            event.rounds.count
        } else {
            (event.rounds.count + musts).min(MAX_ROUNDS)
        };
        let tables = if facts.contains(&Fact::TableCount) { event.tables.count as usize } else { usize::MAX };
        let mut pairs = Vec::new();
        let mut limits = Vec::new();
        for fact in facts {
            match *fact {
                Fact::Must(index) => pairs.push(must_pair(event, facts, index, rounds)),
                Fact::MaxMeetings(person) => {
                    limits.extend(event.attendees[person].max_meetings.map(|most| (person, most as usize)));
                }
                _ => {}
            }
        }
        Self { pairs, limits, tables }
    }

    /// Whether nothing contradicts itself at first sight: not a pair alone, nor the pairs of one attendee, of one table,
    /// or all of them together.
    fn may_hold(&self) -> bool {
        let sound = |pair: &MustPair| !pair.forbidden && pair.tables.len() <= 1 && !pair.rounds.is_empty();
        let meetings = |person| self.pairs.iter().filter(|pair| pair.people.contains(&person)).count();
        self.pairs.iter().all(sound)
            && self.limits.iter().all(|&(person, most)| meetings(person) <= most)
            && self.one_at_a_time().iter().all(|lists| have_room(lists, |_| 1))
            && self.have_tables(&self.pairs.iter().collect::<Vec<_>>())
    }

    /// The rounds of the pairs that cannot share one: those of each attendee, and of each fixed table.
    fn one_at_a_time(&self) -> Vec<Vec<RoundSet>> {
        let mut of_person: BTreeMap<AttendeeIx, Vec<RoundSet>> = BTreeMap::new();
        let mut of_table: BTreeMap<TableNo, Vec<RoundSet>> = BTreeMap::new();
        for pair in &self.pairs {
            for person in pair.people {
                of_person.entry(person).or_default().push(pair.rounds);
            }
            for &table in &pair.tables {
                of_table.entry(table).or_default().push(pair.rounds);
            }
        }
        of_person.into_values().chain(of_table.into_values()).collect()
    }

    /// Whether these pairs could get rounds if only the tables were in the way, and that half of those who could meet in a
    /// round are too few for another meeting (Edmonds' odd sets, for all of them).
    fn have_tables(&self, pairs: &[&MustPair]) -> bool {
        let mut people: Vec<BTreeSet<AttendeeIx>> = vec![BTreeSet::new(); MAX_ROUNDS as usize + 1];
        for pair in pairs {
            pair.rounds.iter().for_each(|round| people[round as usize].extend(pair.people));
        }
        let lists: Vec<RoundSet> = pairs.iter().map(|pair| pair.rounds).collect();
        have_room(&lists, |round| (people[round].len() / 2).min(self.tables))
    }

    fn answer(&self, work: &mut usize) -> Answer {
        if !self.may_hold() {
            return Answer::No;
        }
        let mut rounds = vec![NONE; self.pairs.len()];
        // Parts that share neither people nor fixed tables only meet at the number of tables.
        for part in self.parts() {
            match self.search(&part, usize::MAX, work) {
                Answer::Yes(found) => part.iter().zip(found).for_each(|(&pair, round)| rounds[pair] = round),
                other => return other,
            }
        }
        if self.tables >= self.pairs.len() || self.within_tables(&rounds) {
            return Answer::Yes(rounds);
        }
        let all: Vec<usize> = (0..self.pairs.len()).collect();
        self.search(&all, self.tables, work)
    }

    fn search(&self, part: &[usize], tables: usize, work: &mut usize) -> Answer {
        if !self.have_tables(&part.iter().map(|&pair| &self.pairs[pair]).collect::<Vec<_>>()) {
            return Answer::No;
        }
        let limit = ONE_SEARCH.min(*work);
        let mut steps = limit / part.len().max(1);
        let answer = Colouring::new(self, part, tables).run(&mut steps);
        *work -= limit - (steps * part.len()).min(limit);
        answer
    }

    fn within_tables(&self, rounds: &[usize]) -> bool {
        rounds.iter().all(|round| rounds.iter().filter(|other| *other == round).count() <= self.tables)
    }

    /// The connected parts of the pairs.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for index in 0..self.pairs.len() {
            let touches = |part: &Vec<usize>| part.iter().any(|&other| self.share(index, other));
            let (mut joined, apart): (Vec<_>, Vec<_>) = parts.into_iter().partition(touches);
            joined.push(vec![index]);
            parts = apart;
            parts.push(joined.concat());
        }
        parts
    }

    /// Whether two pairs cannot take place in one round.
    fn share(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.pairs[one], &self.pairs[other]);
        one.people.iter().any(|person| other.people.contains(person))
            || !one.tables.is_disjoint(&other.tables)
    }
}

fn must_pair(event: &Event, facts: &BTreeSet<Fact>, index: usize, rounds: u32) -> MustPair {
    let rule = &event.pairs[index];
    let any = Must::default();
    let must = if let PairRuleKind::Must(must) = &rule.kind { must } else { &any };
    let people = rule.people;
    let mut pair = MustPair {
        people,
        rounds: must.rounds.unwrap_or_else(|| RoundSet::all(rounds)),
        tables: must.table.into_iter().collect(),
        forbidden: false,
    };
    for person in people {
        let attendee = &event.attendees[person];
        if facts.contains(&Fact::Rounds(person)) {
            pair.rounds = pair.rounds.and(attendee.rounds);
        }
        if facts.contains(&Fact::Host(person)) {
            pair.tables.extend(attendee.host);
        }
    }
    let never = |fact: &Fact| matches!(*fact, Fact::Never(other) if event.pairs[other].people == people);
    let avoids = |one, other| facts.contains(&Fact::Avoids(one, other));
    pair.forbidden = facts.iter().any(never) || avoids(people[0], people[1]) || avoids(people[1], people[0]);
    pair
}

/// An exact search for a list edge colouring: the pair with the fewest rounds left first, forward checking, and one
/// of several interchangeable rounds.
struct Colouring {
    /// By pair of the part: the rounds still open.
    open: Vec<RoundSet>,
    /// By pair: the pairs that cannot share a round with it.
    apart: Vec<Vec<usize>>,
    /// By pair: its round, or [`NONE`].
    round: Vec<usize>,
    /// By round: how many pairs it holds.
    used: Vec<usize>,
    /// By round: a number that is equal for rounds open to the same pairs.
    kind: Vec<usize>,
    tables: usize,
}

impl Colouring {
    fn new(question: &Question, part: &[usize], tables: usize) -> Self {
        let open: Vec<RoundSet> = part.iter().map(|&pair| question.pairs[pair].rounds).collect();
        let apart = (0..part.len())
            .map(|one| {
                (0..part.len())
                    .filter(|&other| other != one && question.share(part[one], part[other]))
                    .collect()
            })
            .collect();
        let columns: Vec<Vec<bool>> =
            (0..=MAX_ROUNDS).map(|round| open.iter().map(|set| set.contains(round)).collect()).collect();
        let kind = columns
            .iter()
            .map(|column| columns.iter().position(|other| other == column).unwrap_or_default())
            .collect();
        Self { apart, round: vec![NONE; part.len()], used: vec![0; columns.len()], kind, tables, open }
    }

    fn run(mut self, steps: &mut usize) -> Answer {
        match self.search(steps) {
            Some(true) => Answer::Yes(self.round),
            Some(false) => Answer::No,
            None => Answer::Unknown,
        }
    }

    /// Whether the rest can be coloured; nothing when the steps ran out.
    fn search(&mut self, steps: &mut usize) -> Option<bool> {
        let next = (0..self.round.len()).filter(|&pair| self.round[pair] == NONE);
        let Some(pair) =
            next.min_by_key(|&pair| (self.open[pair].len(), std::cmp::Reverse(self.apart[pair].len())))
        else {
            return Some(true);
        };
        let mut fresh = Vec::new();
        for round in self.open[pair].iter().map(|round| round as usize) {
            if self.used[round] == 0 {
                if fresh.contains(&self.kind[round]) {
                    continue;
                }
                fresh.push(self.kind[round]);
            }
            if self.used[round] >= self.tables {
                continue;
            }
            *steps = steps.checked_sub(1)?;
            let before = self.open.clone();
            if self.assign(pair, round) && self.search(steps)? {
                return Some(true);
            }
            self.open = before;
            self.round[pair] = NONE;
            self.used[round] -= 1;
        }
        Some(false)
    }

    /// Gives a pair its round; false when another pair has none left.
    fn assign(&mut self, pair: usize, round: usize) -> bool {
        self.round[pair] = round;
        self.used[round] += 1;
        let mut sound = true;
        for &other in &self.apart[pair] {
            if self.round[other] == NONE {
                self.open[other].remove(round as u32);
                sound &= !self.open[other].is_empty();
            }
        }
        sound
    }
}

/// Whether every list of rounds can have one of its own, when a round has room for so many (Hall's condition, by
/// augmenting paths).
fn have_room(lists: &[RoundSet], room: impl Fn(usize) -> usize) -> bool {
    let mut held: Vec<Vec<usize>> = vec![Vec::new(); MAX_ROUNDS as usize + 1];
    (0..lists.len()).all(|list| {
        let mut seen = RoundSet::EMPTY;
        find_room(lists, &room, &mut held, &mut seen, list)
    })
}

fn find_room(
    lists: &[RoundSet],
    room: &impl Fn(usize) -> usize,
    held: &mut [Vec<usize>],
    seen: &mut RoundSet,
    list: usize,
) -> bool {
    let free = lists[list].iter().find(|&round| held[round as usize].len() < room(round as usize));
    if let Some(round) = free {
        held[round as usize].push(list);
        return true;
    }
    for round in lists[list].iter() {
        if seen.contains(round) {
            continue;
        }
        seen.insert(round);
        for place in 0..held[round as usize].len() {
            let other = held[round as usize][place];
            if find_room(lists, room, held, seen, other) {
                held[round as usize][place] = list;
                return true;
            }
        }
    }
    false
}
