//! Seats meetings at tables: fixed tables first, then as few changes as possible, low numbers first.

use std::collections::BTreeSet;

use super::blossom::max_weight_matching;
use super::model::Model;
use super::timetable::Timetable;
use crate::domain::TableNo;

/// How often every round is seated again between its neighbours.
const SWEEPS: usize = 4;

/// The tables of one round: edge and table, by edge.
type Seating = Vec<(usize, TableNo)>;

/// Seats every round. Returns by round (from 0) the meetings and their tables. After `stop` says so, nobody looks at
/// where people sat before.
pub(super) fn seat(model: &Model, timetable: &Timetable, stop: &dyn Fn() -> bool) -> Vec<Seating> {
    let rounds: Vec<Vec<usize>> = (0..model.rounds()).map(|round| timetable.in_round(model, round)).collect();
    let tables = tables_in_use(model, &rounds);
    let mut seats: Vec<Seating> = vec![Vec::new(); rounds.len()];
    let mut changes = usize::MAX;
    for sweep in 0..SWEEPS {
        let mut next = seats.clone();
        for (round, edges) in rounds.iter().enumerate() {
            if !stop() {
                next[round] = seat_round(model, edges, &tables, &neighbours(model, &next, round));
            } else if sweep == 0 {
                next[round] = seat_round(model, edges, &tables, &vec![Vec::new(); model.people()]);
            }
        }
        let now = table_changes(model, &next);
        if now >= changes {
            break;
        }
        (seats, changes) = (next, now);
    }
    seats
}

/// How often somebody's table differs from the table of their meeting before.
pub(super) fn table_changes(model: &Model, seats: &[Seating]) -> usize {
    let mut last: Vec<Option<TableNo>> = vec![None; model.people()];
    let mut changes = 0;
    for &(edge, table) in seats.iter().flatten() {
        for person in model.edges[edge].people {
            changes += usize::from(last[person].replace(table).is_some_and(|before| before != table));
        }
    }
    changes
}

/// The tables worth using: those of hosts, and as many of the lowest others as the fullest round and the pins need.
fn tables_in_use(model: &Model, rounds: &[Vec<usize>]) -> Vec<TableNo> {
    let hosted: BTreeSet<TableNo> =
        model.event.attendees.iter().filter_map(|attendee| attendee.host).collect();
    let loose = |edges: &Vec<usize>| edges.iter().filter(|&&edge| model.edges[edge].table.is_none()).count();
    let pinned: BTreeSet<TableNo> =
        rounds.iter().flatten().filter_map(|&edge| model.edges[edge].table).collect();
    let most = rounds.iter().map(loose).max().unwrap_or(0) + pinned.difference(&hosted).count();
    let all = 1..=model.event.tables.count;
    let mut tables: Vec<TableNo> = all.clone().filter(|table| !hosted.contains(table)).take(most).collect();
    // Tables of hosts come last: a host who sits out stays there.
    tables.extend(all.filter(|table| hosted.contains(table)));
    tables
}

/// By attendee: the tables of their meetings just before and just after this round, where seated.
fn neighbours(model: &Model, seats: &[Seating], round: usize) -> Vec<Vec<TableNo>> {
    let mut near = vec![Vec::new(); model.people()];
    for side in [seats[..round].iter().rev().collect::<Vec<_>>(), seats[round + 1..].iter().collect()] {
        let mut found = vec![false; model.people()];
        for &(edge, table) in side.into_iter().flatten() {
            for person in model.edges[edge].people {
                if !std::mem::replace(&mut found[person], true) {
                    near[person].push(table);
                }
            }
        }
    }
    near
}

fn seat_round(model: &Model, edges: &[usize], tables: &[TableNo], near: &[Vec<TableNo>]) -> Seating {
    let taken: BTreeSet<TableNo> = edges.iter().filter_map(|&edge| model.edges[edge].table).collect();
    let loose: Vec<usize> = edges.iter().copied().filter(|&edge| model.edges[edge].table.is_none()).collect();
    let open: Vec<TableNo> = tables.iter().copied().filter(|table| !taken.contains(table)).collect();
    let mut wishes = Vec::new();
    for (number, &edge) in loose.iter().enumerate() {
        let wanted = model.edges[edge].people.iter().flat_map(|&person| &near[person]);
        let mut counts: Vec<(usize, i64)> = Vec::new();
        for slot in wanted.filter_map(|wish| open.iter().position(|table| table == wish)) {
            match counts.iter_mut().find(|(known, _)| *known == slot) {
                Some((_, count)) => *count += 1,
                None => counts.push((slot, 1)),
            }
        }
        wishes.extend(counts.into_iter().map(|(slot, count)| (number, loose.len() + slot, count)));
    }
    let mates = max_weight_matching(loose.len() + open.len(), &wishes, usize::MAX);
    let mut free: BTreeSet<usize> =
        (0..open.len()).filter(|slot| mates[loose.len() + slot].is_none()).collect();
    let mut seating: Seating =
        edges.iter().filter_map(|&edge| model.edges[edge].table.map(|table| (edge, table))).collect();
    for (number, &edge) in loose.iter().enumerate() {
        let slot = mates[number].map(|wish| wishes[wish].1 - loose.len()).or_else(|| free.pop_first());
        let slot = slot.expect("a round never holds more meetings than there are tables");
        seating.push((edge, open[slot]));
    }
    seating.sort_unstable();
    seating
}
