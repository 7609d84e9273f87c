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

/// Ejections before the exact search is asked, whoever waits: few seconds among thousands of meetings.
const EJECTIONS: usize = 20_000;
/// Moves that spread meetings over rounds with few tables.
const MOVES: usize = 300_000;
/// Work of one exact search, and of all together: a unit is a look at a pair.
const ONE_SEARCH: usize = 6_000_000;
const ALL_SEARCHES: usize = 100_000_000;
/// Work of counting, for each pair.
const COUNTING: usize = 10;
/// So many meetings that must take place are first narrowed to those that counting shows to clash.
const MANY: usize = 500;

/// What may still be done to find out.
struct Budget<'s> {
    /// The work that is left.
    work: usize,
    stop: &'s dyn Fn() -> bool,
}

impl Budget<'_> {
    fn is_spent(&self) -> bool {
        self.work == 0 || (self.stop)()
    }
}

/// Places the pairs that must meet. Whoever asks to stop waits for the first try, without which there is no plan at all.
///
/// # Errors
/// The facts that make it impossible; none when it was neither found possible nor proved impossible.
pub(super) fn arrange_musts(model: &Model, stop: &dyn Fn() -> bool) -> Result<Timetable, Clash> {
    let facts = facts(model.event);
    let question = Question::of(model.event, &facts);
    let mut budget = Budget { work: ALL_SEARCHES, stop };
    if question.contradiction().is_none() && within_targets(model) {
        let musts: Vec<usize> = (0..model.edges.len()).filter(|&edge| model.edges[edge].must).collect();
        if musts.len() == question.pairs.len()
            && let Some(table) = arranged_in_time(model, &musts, stop)
        {
            return Ok(table);
        }
        match question.answer(&mut budget) {
            Answer::Yes(rounds) => return Ok(place(model, &question, &rounds)),
            Answer::Unknown => return Err(Clash { facts: Vec::new(), minimal: false, stopped: stop() }),
            Answer::No(_) => {}
        }
    }
    Err(reduce(model.event, facts, &mut budget))
}

fn arranged_in_time(model: &Model, musts: &[usize], stop: &dyn Fn() -> bool) -> Option<Timetable> {
    let table = arranged(model, musts, &|| false);
    table.or_else(|| if stop() { None } else { spread_out(model, musts, stop) })
}

fn arranged(model: &Model, musts: &[usize], stop: &dyn Fn() -> bool) -> Option<Timetable> {
    let mut table = Timetable::new(model);
    let left = arrange(model, &mut table, musts, EJECTIONS, &mut Rng::new(7), stop);
    left.is_empty().then_some(table)
}

/// Arranges as if there were tables enough, then moves meetings out of rounds that hold too many.
fn spread_out(model: &Model, musts: &[usize], stop: &dyn Fn() -> bool) -> Option<Timetable> {
    let mut event = model.event.clone();
    event.tables.count = event.tables.count.max(model.people() as u32);
    let roomy = Model::new(&event, model.pairs);
    let table = arranged(&roomy, musts, stop)?;
    let slots = gaps::spread(&roomy, &table, &model.capacity, MOVES)?;
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
    let mut nevers: BTreeMap<[AttendeeIx; 2], Vec<Fact>> = BTreeMap::new();
    for (index, rule) in event.pairs.iter().enumerate().filter(|(_, rule)| rule.kind == PairRuleKind::Never) {
        nevers.entry(rule.people).or_default().push(Fact::Never(index));
    }
    for (index, rule) in event.pairs.iter().enumerate() {
        if !matches!(rule.kind, PairRuleKind::Must(_)) {
            continue;
        }
        facts.insert(Fact::Must(index));
        let [a, b] = rule.people;
        facts.extend(nevers.get(&[a, b]).into_iter().flatten());
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
fn reduce(event: &Event, facts: BTreeSet<Fact>, budget: &mut Budget<'_>) -> Clash {
    let mut needed = narrowed(event, facts, budget);
    // Meetings come first in the order of facts, so they are left out first and few of them remain.
    let mut minimal = true;
    let mut chunk = needed.len().div_ceil(2).max(1);
    loop {
        let mut start = 0;
        while start < needed.len() {
            let end = (start + chunk).min(needed.len());
            let rest: BTreeSet<Fact> = needed[..start].iter().chain(&needed[end..]).copied().collect();
            match Question::of(event, &rest).answer(budget) {
                Answer::No(_) => drop(needed.drain(start..end)),
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
    minimal &= matches!(Question::of(event, &all).answer(budget), Answer::No(_));
    Clash { facts: needed, minimal, stopped: (budget.stop)() }
}

/// Of very many meetings those that clash among themselves, as far as that is seen at once.
fn narrowed(event: &Event, mut facts: BTreeSet<Fact>, budget: &mut Budget<'_>) -> Vec<Fact> {
    let is_must = |fact: &Fact| matches!(fact, Fact::Must(_));
    let musts: Vec<Fact> = facts.iter().copied().filter(is_must).collect();
    if musts.len() > MANY
        && let Answer::No(pairs) = Question::of(event, &facts).answer(budget)
    {
        facts.retain(|fact| !is_must(fact));
        facts.extend(pairs.into_iter().map(|pair| musts[pair]));
    }
    facts.into_iter().collect()
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
    /// These pairs cannot all meet, even if there were no others.
    No(Vec<usize>),
    /// The search ran out of steps, or had to stop.
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
        let nevers: BTreeSet<[AttendeeIx; 2]> = facts.iter().filter_map(|fact| never(event, *fact)).collect();
        for fact in facts {
            match *fact {
                Fact::Must(index) => {
                    let mut pair = must_pair(event, facts, index, rounds);
                    pair.forbidden |= nevers.contains(&pair.people);
                    pairs.push(pair);
                }
                Fact::MaxMeetings(person) => {
                    limits.extend(event.attendees[person].max_meetings.map(|most| (person, most as usize)));
                }
                _ => {}
            }
        }
        Self { pairs, limits, tables }
    }

    /// The pairs that contradict each other at first sight: a pair alone, the pairs of one attendee, of one table, of people
    /// who only meet each other, or all of them together.
    fn contradiction(&self) -> Option<Vec<usize>> {
        let sound = |pair: &MustPair| !pair.forbidden && pair.tables.len() <= 1 && !pair.rounds.is_empty();
        if let Some(pair) = self.pairs.iter().position(|pair| !sound(pair)) {
            return Some(vec![pair]);
        }
        let [of_person, of_table] = self.one_at_a_time();
        let over =
            |&&(person, most): &&(usize, usize)| of_person.get(&person).is_some_and(|all| all.len() > most);
        if let Some((person, _)) = self.limits.iter().find(over) {
            return of_person.get(person).cloned();
        }
        let rounds = |pairs: &[usize]| pairs.iter().map(|&pair| self.pairs[pair].rounds).collect::<Vec<_>>();
        let clash = |pairs: &Vec<usize>| !have_room(&rounds(pairs), |_| 1);
        if let Some(pairs) = of_person.into_values().chain(of_table.into_values()).find(clash) {
            return Some(pairs);
        }
        let all: Vec<usize> = (0..self.pairs.len()).collect();
        self.parts().into_iter().chain([all]).find(|pairs| !self.have_tables(pairs))
    }

    /// The pairs that cannot share a round: those of each attendee, and of each fixed table.
    fn one_at_a_time(&self) -> [BTreeMap<usize, Vec<usize>>; 2] {
        let [mut of_person, mut of_table] = [BTreeMap::new(), BTreeMap::new()];
        for (index, pair) in self.pairs.iter().enumerate() {
            for person in pair.people {
                of_person.entry(person).or_insert_with(Vec::new).push(index);
            }
            for &table in &pair.tables {
                of_table.entry(table as usize).or_insert_with(Vec::new).push(index);
            }
        }
        [of_person, of_table]
    }

    /// Whether these pairs could get rounds if only the tables were in the way, and that half of those who could meet in a
    /// round are too few for another meeting (Edmonds' odd sets, for all of them).
    fn have_tables(&self, pairs: &[usize]) -> bool {
        let lists: Vec<RoundSet> = pairs.iter().map(|&pair| self.pairs[pair].rounds).collect();
        let mut there: BTreeMap<AttendeeIx, RoundSet> = BTreeMap::new();
        for &pair in pairs {
            for person in self.pairs[pair].people {
                let rounds = there.entry(person).or_insert(RoundSet::EMPTY);
                *rounds = rounds.or(self.pairs[pair].rounds);
            }
        }
        let mut people = vec![0_usize; MAX_ROUNDS as usize + 1];
        there.values().flat_map(|rounds| rounds.iter()).for_each(|round| people[round as usize] += 1);
        have_room(&lists, |round| (people[round] / 2).min(self.tables))
    }

    fn answer(&self, budget: &mut Budget<'_>) -> Answer {
        budget.work = budget.work.saturating_sub(COUNTING * self.pairs.len());
        if budget.is_spent() {
            return Answer::Unknown;
        }
        if let Some(pairs) = self.contradiction() {
            return Answer::No(pairs);
        }
        let mut rounds = vec![NONE; self.pairs.len()];
        // Parts that share neither people nor fixed tables only meet at the number of tables.
        for part in self.parts() {
            match self.search(&part, usize::MAX, budget) {
                Answer::Yes(found) => part.iter().zip(found).for_each(|(&pair, round)| rounds[pair] = round),
                other => return other,
            }
        }
        if self.tables >= self.pairs.len() || self.within_tables(&rounds) {
            return Answer::Yes(rounds);
        }
        let all: Vec<usize> = (0..self.pairs.len()).collect();
        self.search(&all, self.tables, budget)
    }

    fn search(&self, part: &[usize], tables: usize, budget: &mut Budget<'_>) -> Answer {
        let limit = ONE_SEARCH.min(budget.work);
        let mut steps = limit / part.len().max(1);
        let mut colouring = Colouring::new(self, part, tables);
        let found = colouring.search(&mut steps, budget.stop);
        budget.work -= limit - (steps * part.len()).min(limit);
        match found {
            Some(true) => Answer::Yes(colouring.round),
            Some(false) => Answer::No(part.to_vec()),
            None => Answer::Unknown,
        }
    }

    fn within_tables(&self, rounds: &[usize]) -> bool {
        let mut used = vec![0_usize; MAX_ROUNDS as usize + 1];
        for &round in rounds {
            used[round] += 1;
        }
        used.iter().all(|used| *used <= self.tables)
    }

    /// The connected parts of the pairs, in the order of their last pairs.
    fn parts(&self) -> Vec<Vec<usize>> {
        let mut parts: Vec<Vec<usize>> = Vec::new();
        // By part: the part it became one with.
        let mut became: Vec<usize> = Vec::new();
        let mut of: BTreeMap<(bool, usize), usize> = BTreeMap::new();
        for (index, pair) in self.pairs.iter().enumerate() {
            let tables = pair.tables.iter().map(|&table| (true, table as usize));
            let keys: Vec<(bool, usize)> =
                pair.people.map(|person| (false, person)).into_iter().chain(tables).collect();
            let mut touched: Vec<usize> =
                keys.iter().filter_map(|key| of.get(key)).map(|&part| root(&mut became, part)).collect();
            touched.sort_by_key(|&part| parts[part].last().copied());
            touched.dedup();
            let into = touched.first().copied().unwrap_or_else(|| {
                became.push(parts.len());
                parts.push(Vec::new());
                parts.len() - 1
            });
            for other in touched.into_iter().skip(1) {
                let mut moved = std::mem::take(&mut parts[other]);
                parts[into].append(&mut moved);
                became[other] = into;
            }
            parts[into].push(index);
            of.extend(keys.into_iter().map(|key| (key, into)));
        }
        parts.retain(|part| !part.is_empty());
        parts.sort_by_key(|part| part.last().copied());
        parts
    }
}

/// The part that a part has become one with, and the way there made short.
fn root(became: &mut [usize], part: usize) -> usize {
    let mut at = part;
    while became[at] != at {
        became[at] = became[became[at]];
        at = became[at];
    }
    at
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
    let avoids = |one, other| facts.contains(&Fact::Avoids(one, other));
    pair.forbidden = avoids(people[0], people[1]) || avoids(people[1], people[0]);
    pair
}

/// The people of a `never`.
fn never(event: &Event, fact: Fact) -> Option<[AttendeeIx; 2]> {
    if let Fact::Never(index) = fact { Some(event.pairs[index].people) } else { None }
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
        let apart = apart(question, part);
        let columns: Vec<Vec<bool>> =
            (0..=MAX_ROUNDS).map(|round| open.iter().map(|set| set.contains(round)).collect()).collect();
        let kind = columns
            .iter()
            .map(|column| columns.iter().position(|other| other == column).unwrap_or_default())
            .collect();
        Self { apart, round: vec![NONE; part.len()], used: vec![0; columns.len()], kind, tables, open }
    }

    /// Whether the rest can be coloured; nothing when the steps ran out, or somebody asked to stop.
    fn search(&mut self, steps: &mut usize, stop: &dyn Fn() -> bool) -> Option<bool> {
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
            *steps = steps.checked_sub(1).filter(|_| !stop())?;
            let before = self.open.clone();
            if self.assign(pair, round) && self.search(steps, stop)? {
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

/// By pair of a part: the others that cannot share a round with it, in their order.
fn apart(question: &Question, part: &[usize]) -> Vec<Vec<usize>> {
    let mut together: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    let keys = |at: usize| {
        let pair = &question.pairs[part[at]];
        let tables = pair.tables.iter().map(|&table| (true, table as usize));
        pair.people.map(|person| (false, person)).into_iter().chain(tables)
    };
    for at in 0..part.len() {
        keys(at).for_each(|key| together.entry(key).or_default().push(at));
    }
    let others = |at: usize| {
        let all = keys(at).filter_map(|key| together.get(&key)).flatten().copied();
        all.filter(|&other| other != at).collect::<BTreeSet<_>>().into_iter().collect()
    };
    (0..part.len()).map(others).collect()
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
