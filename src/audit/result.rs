//! What the schedule file says of itself: points, floor, bound and proof.

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
    let floor = case.schedule.result.floor;
    let message = format!(
        "The file says `floor = {floor}`, but {} has {}, where {} possible for them alone.",
        case.words.person(who),
        count(case.tally.rewarding[who] as usize, "rewarding meeting"),
        match case.tally.possible[who] {
            1 => "1 is".to_owned(),
            possible => format!("{possible} are"),
        },
    );
    Violation { people: vec![who], ..of_schedule(Rule::Floor, message) }
}

/// The bound is not below the points, and `proof` says whether they meet.
pub(super) fn bound(case: &Case) -> Vec<Violation> {
    let (points, bound) = (case.points, case.schedule.result.bound);
    let message = if bound < points {
        format!(
            "The file says that no schedule can have more than {bound} points, but its meetings give {points}."
        )
    } else {
        match (case.schedule.result.proof, bound == points) {
            (Proof::Optimal, true) | (Proof::Gap, false) => return Vec::new(),
            (Proof::Optimal, false) => format!(
                "The file says `proof = \"optimal\"`, but its meetings give {points} points and the bound is {bound}. \
                 If you changed the meetings by hand, write `proof = \"gap\"`."
            ),
            (Proof::Gap, true) => {
                format!(
                    "The file says `proof = \"gap\"`, but points and bound are both {bound}: that is `\"optimal\"`."
                )
            }
        }
    };
    vec![of_schedule(Rule::Bound, message)]
}
