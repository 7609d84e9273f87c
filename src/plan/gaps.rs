//! Fewest idle gaps: the same pairs, in rounds where people wait less between two meetings.

use super::model::Model;
use super::rng::Rng;
use super::timetable::{NONE, Timetable};

/// Idle gaps of one attendee: maximal runs of sit-outs between two of their meetings (§3). Rounds in which they are
/// not there count as part of a run.
fn gaps_of(table: &Timetable, rounds: usize, person: usize) -> usize {
    let mut gaps = 0;
    let mut last = None;
    for round in (0..rounds).filter(|&round| table.meets(round, person) != NONE) {
        gaps += usize::from(last.is_some_and(|last| last + 1 < round));
        last = Some(round);
    }
    gaps
}

/// Swaps Kempe components between two rounds while that lowers the number of gaps, or leaves it as it is. Points and
/// hard rules stay. `work` limits the swaps tried.
pub(super) fn close_gaps(model: &Model, table: &mut Timetable, work: usize) {
    let (people, rounds) = (model.people(), model.rounds());
    let mut rng = Rng::new(3);
    let mut waiting: Vec<usize> = (0..people).filter(|&person| gaps_of(table, rounds, person) > 0).collect();
    for _ in 0..work {
        if waiting.is_empty() {
            return;
        }
        let at = rng.below(waiting.len());
        let person = waiting[at];
        if gaps_of(table, rounds, person) == 0 {
            waiting.swap_remove(at);
            continue;
        }
        let Some((start, pair)) = random_move(table, rounds, person, &mut rng) else { continue };
        let component = table.component(model, start, pair);
        let mut touched: Vec<usize> = component.iter().flat_map(|&edge| model.edges[edge].people).collect();
        touched.sort_unstable();
        touched.dedup();
        let count = |table: &Timetable| -> usize { touched.iter().map(|&p| gaps_of(table, rounds, p)).sum() };
        let before = count(table);
        if !table.swap(model, &component, pair) {
            continue;
        }
        if count(table) > before {
            let undone = table.swap(model, &component, pair);
            debug_assert!(undone, "a swap can be undone");
        } else {
            waiting.extend(touched.into_iter().filter(|&p| gaps_of(table, rounds, p) > 0));
            waiting.sort_unstable();
            waiting.dedup();
        }
    }
}

/// A meeting of this attendee, its round, and another round to swap with.
fn random_move(
    table: &Timetable,
    rounds: usize,
    person: usize,
    rng: &mut Rng,
) -> Option<(usize, [usize; 2])> {
    let from = rng.below(rounds);
    let to = rng.below(rounds);
    let start = table.meets(from, person);
    (from != to && start != NONE).then_some((start, [from, to]))
}
