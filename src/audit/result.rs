//! What the schedule file says of itself: points, floor, bound and proof.

use std::cmp::Ordering;

use super::words::count;
use super::{Case, Rule, Violation};
use crate::domain::{AttendeeIx, Proof};

/// A violation that concerns the whole schedule.
fn of_schedule(rule: Rule, message: String) -> Violation {
    Violation { rule, message, people: Vec::new(), round: None, table: None }
}

/// The points in the file are the points of the meetings.
pub(super) fn points(case: &Case) -> Vec<Violation> {
    let (said, counted) = (case.schedule.result.points, case.points);
    let message = format!(
        "The file says {said} points, but its meetings give {counted}. \
         If you changed the meetings by hand, write `points = {counted}` under [result]."
    );
    if said == counted { Vec::new() } else { vec![of_schedule(Rule::Points, message)] }
}

/// The floor in the file is kept.
pub(super) fn floor(case: &Case) -> Vec<Violation> {
    case.tally.below(case.schedule.result.floor).map(|who| below_floor(case, who)).collect()
}

fn below_floor(case: &Case, who: AttendeeIx) -> Violation {
    let message = format!(
        "The file says `floor = {}`, but {} has {}, though {} possible. The meetings keep `floor = {}`.",
        case.schedule.result.floor,
        case.words.person(who),
        count(case.tally.rewarding[who] as usize, "rewarding meeting"),
        match case.tally.possible[who] {
            1 => "1 is".to_owned(),
            possible => format!("{possible} are"),
        },
        case.tally.floor().unwrap_or_default(),
    );
    Violation { people: vec![who], ..of_schedule(Rule::Floor, message) }
}

/// The bound is not below the points, and `proof` says whether they meet.
pub(super) fn bound(case: &Case) -> Vec<Violation> {
    at_odds(case).map(|message| of_schedule(Rule::Bound, message)).into_iter().collect()
}

/// What is wrong with bound and proof, if anything.
fn at_odds(case: &Case) -> Option<String> {
    let (points, bound) = (case.points, case.schedule.result.bound);
    match (case.schedule.result.proof, points.cmp(&bound)) {
        (Proof::Optimal, Ordering::Equal) | (Proof::Gap, Ordering::Less) => None,
        (_, Ordering::Greater) => Some(format!(
            "The file says that no schedule can have more than {bound} points, but its meetings give {points}. \
             If the event has changed since, plan it again."
        )),
        (Proof::Optimal, Ordering::Less) => Some(format!(
            "The file says `proof = \"optimal\"`, but its meetings give {points} points and the bound is {bound}. \
             If you changed the meetings by hand, write `proof = \"gap\"`."
        )),
        (Proof::Gap, Ordering::Equal) => Some(format!(
            "The file says `proof = \"gap\"`, but points and bound are both {bound}: write `proof = \"optimal\"`."
        )),
    }
}
