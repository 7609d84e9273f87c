//! The audit of what one plan leaves of another, by hand: what was held stays what it was, and so do the lines that people
//! hold, where that was promised and can be.

mod common;

use common::{event, schedule};
use rondje::audit::{Revision, Rule, audit_revision, broken_lines};

const EVENING: &str = "rounds 3; tables 3; people a b c d e f";
const BEFORE: &str = "1/1 a b; 1/2 c d; 2/1 a c; 2/2 b d; 3/1 a d; 3/2 b c";

/// The rules that a plan breaks which came after `BEFORE`, with the round of each.
fn broken(more: &str, after: &str, from: u32, keep: bool) -> Vec<(Rule, u32)> {
    let event = event(&format!("{EVENING}; {more}"));
    let found =
        audit_revision(&event, &schedule(&event, BEFORE), &schedule(&event, after), Revision { from, keep });
    found.iter().map(|violation| (violation.rule, violation.round.expect("a line has a round"))).collect()
}

/// `BEFORE` with one meeting put differently.
fn but(instead_of: &str, meeting: &str) -> String {
    assert!(BEFORE.contains(instead_of), "`{instead_of}` is in the plan before");
    BEFORE.replace(instead_of, meeting)
}

#[test]
fn nothing_is_said_of_a_plan_that_stays() {
    for from in 1..=4 {
        assert_eq!(broken("", BEFORE, from, true), []);
        assert_eq!(broken("", "3/2 c b; 3/1 d a; 2/2 d b; 2/1 c a; 1/2 d c; 1/1 b a", from, true), []);
    }
}

#[test]
fn what_was_held_stays() {
    let without = but("2/1 a c; ", "");
    assert_eq!(broken("", &without, 1, false), []);
    assert_eq!(broken("", &without, 2, false), [], "round 2 may change");
    assert_eq!(broken("", &without, 3, false), [(Rule::PastStays, 2)]);
    assert_eq!(broken("", &without, 4, false), [(Rule::PastStays, 2)]);
}

#[test]
fn what_was_not_held_is_not_made_up() {
    let more = format!("{BEFORE}; 2/3 e f");
    assert_eq!(broken("", &more, 1, true), []);
    assert_eq!(broken("", &more, 2, true), [], "round 2 may change");
    assert_eq!(broken("", &more, 3, true), [(Rule::PastStays, 2)]);
}

#[test]
fn a_meeting_that_was_held_is_the_same_two_at_the_same_table_in_the_same_round() {
    for other in ["1/3 a b", "2/3 a b", "1/1 a e", "1/1 b f"] {
        let found = broken("", &but("1/1 a b", other), 4, false);
        assert!(found.contains(&(Rule::PastStays, 1)) && found.len() == 2, "{other}: {found:?}");
    }
}

#[test]
fn a_meeting_of_somebody_who_was_not_there_was_not_held() {
    let without = but("2/1 a c; ", "");
    for absent in ["a except 2", "c except 2", "a except 2; c except 2"] {
        assert_eq!(broken(absent, &without, 3, true), [], "{absent}");
    }
    assert_eq!(broken("b except 2", &without, 3, true), [(Rule::PastStays, 2)], "b has no part in it");
}

#[test]
fn a_line_stays_where_that_is_promised() {
    let without = but("2/1 a c; ", "");
    assert_eq!(broken("", &without, 1, true), [(Rule::LinesStay, 2)]);
    assert_eq!(broken("", &without, 2, true), [(Rule::LinesStay, 2)], "from round 2 on");
    assert_eq!(broken("", &without, 2, false), [], "where it is not promised");
    assert_eq!(broken("", &without, 3, true), [(Rule::PastStays, 2)], "what is over is no line");
    assert_eq!(broken("", &but("2/1 a c", "2/3 a c"), 2, true), [(Rule::LinesStay, 2)]);
}

#[test]
fn a_line_that_cannot_be_kept_need_not_stay() {
    let without = but("3/2 b c", "");
    let impossible = [
        "b except 3",
        "c except 3",
        "never b c",
        "c avoids b",
        "b company zon; c company zon",
        "tables 1",
        "b host 1",
        "c host 3",
        "must b c round 2",
        "must b c table 3",
    ];
    for why in impossible {
        assert_eq!(broken(why, &without, 2, true), [], "{why}");
    }
}

#[test]
fn a_line_that_could_be_kept_stays() {
    let without = but("3/2 b c", "");
    let possible = [
        "d except 3",
        "never b e",
        "tables 2",
        "b host 2",
        "c host 2",
        "b host 2; c host 2",
        "must b c",
        "must b c round 3 table 2",
        "must a d round 3 table 1",
        "must b e round 1",
        "prefer b c 5",
    ];
    for why in possible {
        assert_eq!(broken(why, &without, 2, true), [(Rule::LinesStay, 3)], "{why}");
    }
}

#[test]
fn what_a_plan_leaves_out_is_said_in_words() {
    let event = event(EVENING);
    let after = schedule(&event, "1/3 e f; 2/1 a c; 2/2 b d; 3/1 a d");
    let before = schedule(&event, "1/1 a b; 2/1 a c; 2/2 b d; 3/1 a d; 3/2 b c");
    let found = audit_revision(&event, &before, &after, Revision { from: 2, keep: true });
    let said: Vec<&str> = found.iter().map(|violation| violation.message.as_str()).collect();
    let expected = [
        "Round 1 was over when the plan was changed, but the meeting of a and b is not in it any more.",
        "Round 1 was over when the plan was changed, but the meeting of e and f was not in it before.",
        "b and c were to meet in round 3 at table 2 and still could, but the plan was changed, and it keeps every line \
         that it can.",
    ];
    assert_eq!(said, expected);
    let b_and_c = &found[2];
    assert_eq!((&b_and_c.people[..], b_and_c.round, b_and_c.table), (&[1, 2][..], Some(3), Some(2)));
}

/// What makes it impossible that these meetings were held up to a round, with the round of each.
fn impossible(more: &str, meetings: &str, from: u32) -> Vec<(Rule, Option<u32>)> {
    let event = event(&format!("{EVENING}; {more}"));
    let found = broken_lines(&event, &schedule(&event, meetings), from);
    found.iter().map(|violation| (violation.rule, violation.round)).collect()
}

#[test]
fn nobody_holds_lines_that_contradict_each_other() {
    let busy = [(Rule::OnePlaceAtATime, Some(2))];
    let twice = [(Rule::MeetOnce, None)];
    let shared = [(Rule::TableOnce, Some(2))];
    for from in 1..=4 {
        assert_eq!(impossible("", BEFORE, from), []);
        assert_eq!(impossible("", "2/1 a b; 2/2 a c", from), busy);
        assert_eq!(impossible("", "2/1 a b; 3/1 a b", from), twice);
        assert_eq!(impossible("", "2/1 a b; 2/1 c d", from), shared);
        assert_eq!(impossible("a max 1", "2/1 a b; 3/1 a c", from), [(Rule::MaxMeetings, None)]);
        assert_eq!(impossible("must a f; floor 3", BEFORE, from), [], "what is still to come is not asked");
    }
}

#[test]
fn what_cannot_be_was_not_held_and_may_still_change() {
    let cases = [
        ("", "2/4 a b", Rule::TableOnce),
        ("never a b", "2/1 a b", Rule::MayMeet),
        ("a host 3", "2/1 a b", Rule::HostStays),
    ];
    for (more, meetings, rule) in cases {
        for from in [1, 2] {
            assert_eq!(impossible(more, meetings, from), [], "{rule} from {from}");
        }
        for from in [3, 4] {
            assert_eq!(impossible(more, meetings, from), [(rule, Some(2))], "{rule} from {from}");
        }
    }
}

#[test]
fn who_was_not_there_was_in_no_two_places() {
    for from in [1, 2] {
        let busy = impossible("a except 2", "2/1 a b; 2/2 a c", from);
        assert_eq!(busy, [(Rule::OnePlaceAtATime, Some(2))], "a line still, from {from}");
    }
    for from in [3, 4] {
        assert_eq!(impossible("a except 2", "2/1 a b; 2/2 a c", from), [], "not held, from {from}");
    }
    // Who was there was: b and c met, and a second meeting of b with the absent a was not held.
    assert_eq!(impossible("a except 2", "2/1 b c; 2/2 a b", 3), []);
    assert_eq!(impossible("a except 2", "2/1 b c; 2/2 b d", 3), [(Rule::OnePlaceAtATime, Some(2))]);
}
