//! The audit: points recounted by hand from the sentences of the contract (§3), and for every rule (§4) schedules
//! that keep it and schedules that break exactly that one.

mod common;

use common::{broken, event, schedule};
use rondje::audit::{Audit, Rule, audit};
use rondje::domain::{Event, Proof, Schedule};

/// The points of these meetings of this event.
fn points(of: &str, meetings: &str) -> i64 {
    let event = event(of);
    audit(&event, &schedule(&event, meetings)).points
}

/// The settings that count nothing but wants.
const WANTS_ONLY: &str = "mutual_bonus 0; new_contact 0; other_group 0; shared_acquaintance 0; sit_out 0; ";

fn want_points(of: &str, meetings: &str) -> i64 {
    points(&format!("{WANTS_ONLY}{of}"), meetings)
}

// Points, §3.

#[test]
fn a_served_want_is_worth_four_times_its_weight_per_percent() {
    assert_eq!(want_points("a wants x; b offers x", "1/1 a b"), 2 * 4 * 100);
    assert_eq!(want_points("a wants x?; b offers x", "1/1 a b"), 4 * 100);
    assert_eq!(want_points("a wants x!; b offers x", "1/1 a b"), 4 * 4 * 100);
    assert_eq!(want_points("a wants x; b offers y", "1/1 a b"), 0);
}

#[test]
fn of_a_topic_that_is_wanted_twice_the_higher_priority_counts() {
    assert_eq!(want_points("a wants x! x?; b offers x", "1/1 a b"), 4 * 4 * 100);
    assert_eq!(want_points("a wants x? x!; b offers x", "1/1 a b"), 4 * 4 * 100);
}

#[test]
fn a_broader_or_narrower_topic_fits_at_any_depth() {
    let tree = "topic web within design; topic design within marketing; topic print within design; ";
    let worth = |wanted: &str, offered: &str| {
        want_points(&format!("{tree} a wants {wanted}; b offers {offered}"), "1/1 a b")
    };
    assert_eq!(worth("web", "design"), 2 * 4 * 60);
    assert_eq!(worth("web", "marketing"), 2 * 4 * 60);
    assert_eq!(worth("marketing", "web"), 2 * 4 * 60);
    assert_eq!(worth("web", "print"), 0, "siblings are not related");
    assert_eq!(worth("web", "design web"), 2 * 4 * 100, "the best fit of the offers counts");
    assert_eq!(worth("web", "design marketing"), 2 * 4 * 60, "and only the best");
}

#[test]
fn related_fit_is_the_organizers() {
    let of = "related_fit 35; topic web within design; a wants web; b offers design";
    assert_eq!(want_points(of, "1/1 a b"), 2 * 4 * 35);
}

#[test]
fn returns_diminish_from_four_to_two_to_one_to_nothing() {
    let of = "rounds 4; people a b c d e; a wants x; b offers x; c offers x; d offers x; e offers x";
    assert_eq!(want_points(of, "1/1 a b"), 800);
    assert_eq!(want_points(of, "1/1 a b; 2/1 a c"), 800 + 400);
    assert_eq!(want_points(of, "1/1 a b; 2/1 a c; 3/1 a d"), 800 + 400 + 200);
    assert_eq!(
        want_points(of, "1/1 a b; 2/1 a c; 3/1 a d; 4/1 a e"),
        1400,
        "the fourth is worth nothing more"
    );
}

#[test]
fn two_related_offers_add_up_over_the_step() {
    let of = "rounds 2; topic web within design; a wants web; b offers design; c offers design";
    // q = 120: the first 100 at four, the other 20 at two.
    assert_eq!(want_points(of, "1/1 a b; 2/1 a c"), 2 * (4 * 100 + 2 * 20));
}

#[test]
fn focus_is_rounded_down_per_want() {
    let of = "group bouw focus 133; related_fit 33; topic p within q; topic r within s; \
              a group bouw; a wants p? r?; b offers q s";
    // Each want: 4 × 33 = 132, times 1.33 = 175.56: rounded down per want, not over the sum (351).
    assert_eq!(want_points(of, "1/1 a b"), 175 + 175);
}

#[test]
fn focus_150_is_half_as_much_again() {
    assert_eq!(want_points("group bouw focus 150; a group bouw; a wants x; b offers x", "1/1 a b"), 1200);
    assert_eq!(
        want_points("group bouw focus 150; b group bouw; a wants x; b offers x", "1/1 a b"),
        800,
        "wants only"
    );
}

#[test]
fn somebody_asked_for_is_a_want_of_weight_four_beside_the_topics() {
    assert_eq!(want_points("a asks b", "1/1 a b"), 1600);
    assert_eq!(want_points("a asks b; a wants x; b offers x", "1/1 a b"), 1600 + 800);
    assert_eq!(want_points("people a b c; a asks b", "1/1 a c"), 0, "only that person serves it");
    assert_eq!(want_points("group g focus 150; a group g; a asks b", "1/1 a b"), 2400);
}

#[test]
fn the_mutual_bonus_is_a_part_of_the_smaller_gain_rounded_down() {
    let only = "new_contact 0; sit_out 0; ";
    let of = format!("{only} a wants x; b offers x; b wants y!; a offers y");
    assert_eq!(points(&of, "1/1 a b"), 800 + 1600 + 400);
    // Smaller gain: 1 × 4 × 33 = 132; 33 % of it is 43.56.
    let of =
        format!("{only} mutual_bonus 33; related_fit 33; topic p within q; a wants p?; b offers q; b asks a");
    assert_eq!(points(&of, "1/1 a b"), 132 + 1600 + 43);
    let of = format!("{only} a wants x; b offers x");
    assert_eq!(points(&of, "1/1 a b"), 800, "none where only one gains");
}

#[test]
fn gain_is_rounded_down_once_at_the_end() {
    let of = "new_contact 0; sit_out 0; mutual_bonus 100; group g focus 133; related_fit 33; \
              topic p within q; topic r within s; a group g; a wants p? r?; b offers q s; b asks a";
    // Served wants: 175 + 175 and 1600. Gain of a: 264 × 1.33 = 351.12, so the bonus is 351 and not 350.
    assert_eq!(points(of, "1/1 a b"), 350 + 1600 + 351);
}

#[test]
fn a_new_contact_counts_and_more_across_groups_and_through_an_acquaintance() {
    let contact = |facts: &str| points(&format!("sit_out 0; people a b c; {facts}"), "1/1 a b");
    assert_eq!(contact(""), 100);
    assert_eq!(contact("a group g; b group h"), 150);
    assert_eq!(contact("a group g; b group g"), 100);
    assert_eq!(contact("a group g"), 100, "both need a group");
    assert_eq!(contact("a knows c; c knows b"), 125, "who knows whom counts both ways");
    assert_eq!(contact("a knows c; met b c"), 125, "and so does an earlier event");
    assert_eq!(contact("a group g; b group h; c knows a b"), 175);
    assert_eq!(contact("a knows c"), 100);
}

#[test]
fn no_contact_points_among_acquaintances_and_colleagues() {
    let contact = |facts: &str| {
        points(
            &format!(
                "sit_out 0; same_company allow; people a b c; a group g; b group h; c knows a b; {facts}"
            ),
            "1/1 a b",
        )
    };
    assert_eq!(contact(""), 175);
    assert_eq!(contact("a knows b"), 0);
    assert_eq!(contact("b knows a"), 0);
    assert_eq!(contact("met a b"), 0);
    assert_eq!(contact("a company Café-Zon; b company CAFÉ-zon"), 0, "folded names are compared");
    assert_eq!(contact("a company zon; b company maan"), 175);
}

#[test]
fn prefer_adds_its_points_and_several_add_up() {
    assert_eq!(want_points("prefer a b 800", "1/1 a b"), 800);
    assert_eq!(want_points("prefer a b 800; prefer b a 30", "1/1 a b"), 830);
    assert_eq!(want_points("prefer a b 800", ""), 0);
}

#[test]
fn the_kth_sit_out_costs_k_times() {
    let of = "new_contact 0; rounds 3; people a b c; c there 1 1; c max 0";
    // a and b miss all three rounds: 1 + 2 + 3 = 6 times 100 each.
    assert_eq!(points(of, ""), -1200);
    assert_eq!(points(of, "1/1 a b"), -2 * 300);
    assert_eq!(
        points("sit_out 7; rounds 3; people a; a except 2", ""),
        -3 * 7,
        "only the rounds they are there"
    );
}

#[test]
fn max_meetings_lowers_the_target() {
    assert_eq!(points("new_contact 0; rounds 3; people a b; a max 1", "1/1 a b"), -300);
    assert_eq!(
        points("new_contact 0; rounds 3; people a b; a max 9", "1/1 a b"),
        -600,
        "but never raises it"
    );
    assert_eq!(
        points("new_contact 0; rounds 2; people a b; a max 0; b max 0", "1/1 a b"),
        0,
        "no reward for more"
    );
}

#[test]
fn more_meetings_than_the_target_cost_nothing() {
    let of = "new_contact 0; rounds 3; people a b c; a max 0; b max 1; c max 1";
    assert_eq!(points(of, "1/1 a b; 2/1 a c"), 0);
}

#[test]
fn a_whole_evening_by_hand() {
    let event = event(
        "rounds 2; group bouw focus 150; a group bouw; b group ict; c group ict; d group zorg; \
         topic web within marketing; a wants web!; b offers marketing; b wants roof; a offers roof; \
         c asks d; d knows c; d knows a; prefer a c 40",
    );
    let schedule = schedule(&event, "1/1 a b; 1/2 c d; 2/1 a c");
    // a: weight 4, q = 60: 4 × 240 × 1.5 = 1440. b: 800. c: 1600.
    // a-b: bonus 50 % of min(1440, 800) = 400, contact 150. c-d: known, 0. a-c: contact 150, d known to both 25, prefer 40.
    // b and d miss one of two: 100 each.
    assert_eq!(audit(&event, &schedule).points, 1440 + 800 + 1600 + 400 + 150 + 150 + 25 + 40 - 200);
}

#[test]
fn wants_are_counted_with_those_asked_for() {
    let event = event("topic web within design; a wants web y; a asks b c; b offers design; c wants z");
    let audit = audit(&event, &schedule(&event, "1/1 a b"));
    assert_eq!((audit.wants_served, audit.wants), (2, 5));
}

// Hard rules, §4.

const EVENING: &str = "rounds 3; tables 3; people a b c d e f; a wants x; b offers x";
const GOOD: &str = "1/1 a b; 1/2 c d; 1/3 e f; 2/1 a c; 2/2 b e; 2/3 d f; 3/1 a d; 3/2 b f; 3/3 c e";

fn judge(of: &Event, meetings: &str) -> Audit {
    audit(of, &schedule(of, meetings))
}

/// Asserts that the meetings of `GOOD`, with one of them put differently, break exactly this rule.
#[track_caller]
fn breaks(rule: Rule, more: &str, instead_of: &str, meeting: &str) -> Audit {
    assert!(GOOD.contains(instead_of), "`{instead_of}` is in the good schedule");
    let event = event(&format!("{EVENING}; {more}"));
    let audit = judge(&event, &GOOD.replace(instead_of, meeting));
    assert_eq!(broken(&audit), [rule], "{:#?}", audit.violations);
    audit
}

#[track_caller]
fn is_clean(more: &str, meetings: &str) {
    let event = event(&format!("{EVENING}; {more}"));
    let audit = judge(&event, meetings);
    assert!(audit.is_clean(), "{:#?}", audit.violations);
}

fn messages(audit: &Audit) -> Vec<&str> {
    audit.violations.iter().map(|violation| violation.message.as_str()).collect()
}

#[test]
fn a_good_schedule_is_clean() {
    is_clean("", GOOD);
    is_clean("", "");
    is_clean("a company zon; f company zon; b knows c; known never; a avoids f; never b c", GOOD);
}

#[test]
fn one_place_at_a_time() {
    let audit = breaks(Rule::OnePlaceAtATime, "", "1/2 c d; 1/3 e f", "1/2 a e; 1/3 c d");
    let said = ["a is in 2 meetings in round 1: at table 1 with b and at table 2 with e. Keep one of them."];
    assert_eq!(messages(&audit), said);
    let audit = breaks(Rule::OnePlaceAtATime, "", "3/2 b f", "3/2 a f");
    assert_eq!((audit.violations[0].round, &audit.violations[0].people[..]), (Some(3), &[0][..]));
}

#[test]
fn meet_once() {
    let audit = breaks(Rule::MeetOnce, "", "2/1 a c; 2/2 b e", "2/1 a b");
    let said = [
        "a and b meet 2 times: in round 1 at table 1 and in round 2 at table 1. Keep one of these meetings.",
    ];
    assert_eq!(messages(&audit), said);
    let audit = breaks(Rule::MeetOnce, "", "3/1 a d; 3/2 b f; 3/3 c e", "3/1 a b; 3/2 c d; 3/3 e f");
    assert_eq!(audit.violations.len(), 3);
}

#[test]
fn a_pair_that_meets_twice_counts_once() {
    let of = event("rounds 3; people a b; a wants x; b offers x");
    let twice = judge(&of, "1/1 a b; 2/1 a b");
    assert_eq!((twice.points, broken(&twice)), (judge(&of, "1/1 a b").points, vec![Rule::MeetOnce]));
}

#[test]
fn table_once() {
    let audit = breaks(Rule::TableOnce, "", "1/3 e f", "1/2 e f");
    let said = ["Round 1 has 2 meetings at table 2: c with d and e with f. Give each a table of its own."];
    assert_eq!(messages(&audit), said);
    let audit = breaks(Rule::TableOnce, "", "1/3 e f", "1/4 e f");
    let said = ["e and f meet in round 1 at table 4, which does not exist. The tables are numbered 1 to 3."];
    assert_eq!(messages(&audit), said);
    breaks(Rule::TableOnce, "", "1/3 e f", "1/0 e f");
    breaks(Rule::TableOnce, "", "1/3 e f", "1/4294967295 e f");
    breaks(Rule::TableOnce, "tables 2", "1/3 e f", "1/3 e f");
}

#[test]
fn what_does_not_exist_is_said_to_be_missing() {
    let mut event = event("rounds 1; people a b");
    let said = |event: &Event, meetings: &str| judge(event, meetings).violations[0].message.clone();
    let at_2 = "a and b meet in round 1 at table 2, which does not exist. ";
    assert_eq!(said(&event, "1/2 a b"), format!("{at_2}There is only table 1."));
    let in_2 = "a and b meet in round 2, which does not exist. There is only round 1.";
    assert_eq!(said(&event, "2/1 a b"), in_2);
    event.tables.count = 0;
    assert_eq!(said(&event, "1/2 a b"), format!("{at_2}There are no tables."));
}

#[test]
fn a_schedule_with_violations_is_not_clean() {
    let event = event(EVENING);
    let audit = judge(&event, "1/1 a b; 1/2 a c");
    assert!(!audit.is_clean());
    assert_eq!(audit.violations[0].to_string(), format!("OnePlaceAtATime: {}", messages(&audit)[0]));
    assert_eq!(format!("{:>16}|{:<6}", Rule::MeetOnce, Rule::Floor), "        MeetOnce|Floor ");
}

#[test]
fn present() {
    let audit = breaks(Rule::Present, "a there 2 3", "1/1 a b", "1/1 a b");
    let said = ["a meets b in round 1 at table 1, but is there in rounds 2 and 3 only."];
    assert_eq!(messages(&audit), said);
    assert_eq!(audit.violations[0].people, [0], "it concerns who is absent");
    let audit = breaks(Rule::Present, "c except 1; d except 1", GOOD, GOOD);
    assert_eq!(audit.violations.len(), 2, "one for each who is absent");
    let audit = breaks(Rule::Present, "", "3/3 c e", "99/3 c e");
    let said = ["c and e meet in round 99, which does not exist. The rounds are numbered 1 to 3."];
    assert_eq!(messages(&audit), said);
    breaks(Rule::Present, "", "3/3 c e", "0/3 c e");
    breaks(Rule::Present, "", "3/3 c e", "4/3 c e");
    breaks(Rule::Present, "", "3/3 c e", "4294967295/3 c e");
}

#[test]
fn may_meet() {
    let breaks = |more: &str| breaks(Rule::MayMeet, more, GOOD, GOOD);
    let audit = breaks("never b a");
    assert_eq!(
        messages(&audit),
        ["a and b meet in round 1 at table 1, but a pair rule says that they never meet."]
    );
    let audit = breaks("b avoids a; never a b");
    let said = "a and b meet in round 1 at table 1, but a pair rule says that they never meet and one of them \
                avoids the other.";
    assert_eq!(messages(&audit), [said]);
    breaks("a avoids b");
    breaks("a company Zon; b company zon");
    breaks("known never; a knows b");
    breaks("known never; b knows a");
    breaks("known never; met a b");
}

#[test]
fn a_must_lifts_same_company_and_known_only() {
    is_clean("must a b; a company zon; b company zon", GOOD);
    is_clean("must a b; known never; a knows b", GOOD);
    is_clean("same_company allow; a company zon; b company zon", GOOD);
    is_clean("known avoid; a knows b", GOOD);
    is_clean("known allow; a knows b", GOOD);
    breaks(Rule::MayMeet, "must a b; never a b", GOOD, GOOD);
    breaks(Rule::MayMeet, "must a b; a avoids b", GOOD, GOOD);
    breaks(Rule::MayMeet, "prefer a b 5; a company zon; b company zon", GOOD, GOOD);
}

#[test]
fn must_meet() {
    let audit = breaks(Rule::MustMeet, "must a f", GOOD, GOOD);
    assert_eq!(messages(&audit), ["a and f must meet, but they do not meet."]);
    let audit = breaks(Rule::MustMeet, "must a b round 2 table 3", GOOD, GOOD);
    let said = ["a and b must meet in round 2 at table 3, but they meet in round 1 at table 1."];
    assert_eq!(messages(&audit), said);
    assert_eq!((audit.violations[0].round, audit.violations[0].table), (Some(2), Some(3)));
    let audit = breaks(Rule::MustMeet, "must a b rounds 2 3", GOOD, GOOD);
    let said = ["a and b must meet in one of rounds 2 and 3, but they meet in round 1 at table 1."];
    assert_eq!(messages(&audit), said);
    breaks(Rule::MustMeet, "must a b table 2", GOOD, GOOD);
    breaks(Rule::MustMeet, "must a b", "1/1 a b; ", "");
}

#[test]
fn a_must_that_is_kept_is_fine() {
    is_clean(
        "must a b; must c d round 1; must e f table 3; must d f round 2 table 3; must c e rounds 2 3",
        GOOD,
    );
}

#[test]
fn host_stays() {
    is_clean("a host 1", GOOD);
    let audit = breaks(Rule::HostStays, "f host 3", "3/2 b f; 3/3 c e", "3/2 b f; 3/3 c e");
    assert_eq!(messages(&audit), ["f hosts table 3, but is at table 2 with b in round 3."]);
    assert_eq!(audit.violations[0].people, [5], "it concerns the host");
    let audit = breaks(Rule::HostStays, "a host 1", "1/1 a b; 1/2 c d", "1/2 a b; 1/1 c d");
    assert_eq!((audit.violations[0].round, audit.violations[0].table), (Some(1), Some(2)));
    let audit = breaks(Rule::HostStays, "a host 1; d host 3", "3/1 a d", "3/1 a d");
    assert_eq!(audit.violations.len(), 2, "d is away in round 1 and in round 3: {:#?}", audit.violations);
}

#[test]
fn max_meetings() {
    is_clean("a max 3; b max 9", GOOD);
    let audit = breaks(Rule::MaxMeetings, "a max 2", GOOD, GOOD);
    assert_eq!(messages(&audit), ["a has 3 meetings, but wants 2 at most."]);
    breaks(Rule::MaxMeetings, "a max 0; b max 2", GOOD, GOOD);
}

// What the file says of itself.

/// The broken rules after a change of the result.
fn broken_by(of: &str, meetings: &str, change: impl Fn(&mut Schedule)) -> Vec<Rule> {
    let event = event(of);
    let mut schedule = schedule(&event, meetings);
    change(&mut schedule);
    broken(&audit(&event, &schedule))
}

#[test]
fn points_must_be_those_of_the_meetings() {
    assert_eq!(broken_by(EVENING, GOOD, |s| s.result.points += 1), [Rule::Points]);
    assert_eq!(broken_by(EVENING, GOOD, |s| s.result.points = i64::MIN), [Rule::Points]);
}

#[test]
fn the_bound_is_not_below_the_points_and_the_proof_fits() {
    let gap = |s: &mut Schedule, bound: i64| {
        s.result.bound += bound;
        s.result.proof = Proof::Gap;
    };
    assert_eq!(broken_by(EVENING, GOOD, |s| gap(s, 1)), []);
    assert_eq!(broken_by(EVENING, GOOD, |s| gap(s, 0)), [Rule::Bound]);
    assert_eq!(broken_by(EVENING, GOOD, |s| gap(s, -1)), [Rule::Bound]);
    assert_eq!(broken_by(EVENING, GOOD, |s| s.result.bound += 1), [Rule::Bound]);
    assert_eq!(broken_by(EVENING, GOOD, |s| s.result.bound -= 1), [Rule::Bound]);
}

#[test]
fn the_floor_is_the_least_among_those_who_could_have_more() {
    // a gains from b, c and d; e from a only; f from nobody.
    let of = "rounds 3; a wants x; b offers x; c offers x; d offers x; e wants y; a offers y; people f";
    let floor = |meetings: &str| {
        let event = event(of);
        judge(&event, meetings).floor
    };
    assert_eq!(floor(""), Some(0));
    assert_eq!(floor("1/1 a b; 2/1 a e"), Some(1), "e has all that is possible");
    assert_eq!(floor("1/1 a b; 2/1 a c"), Some(0), "e could have one");
    assert_eq!(floor("1/1 a b; 2/1 a c; 3/1 a d"), Some(0));
    let of = "rounds 3; a wants x; b offers x; c offers x; d offers x";
    assert_eq!(judge(&event(of), "1/1 a b; 2/1 a c; 3/1 a d").floor, None, "nobody can gain more");
}

#[test]
fn a_promised_floor_is_kept() {
    let of = "rounds 3; a wants x; b offers x; c offers x; d offers x; e wants y; a offers y; people f";
    let promise = |floor: u32| broken_by(of, "1/1 a b; 2/1 a e", |s| s.result.floor = floor);
    assert_eq!((promise(0), promise(1)), (vec![], vec![]));
    assert_eq!((promise(2), promise(u32::MAX)), (vec![Rule::Floor], vec![Rule::Floor]));
    let event = event(of);
    let mut schedule = schedule(&event, "1/1 a b; 2/1 a e");
    schedule.result.floor = 2;
    let said = [
        "The file says `floor = 2`, but a has 1 rewarding meeting, though 3 are possible. The meetings keep `floor = 1`.",
    ];
    assert_eq!(messages(&audit(&event, &schedule)), said);
}

/// What is possible for `a` alone, read off from what is missing without any meeting.
fn possible_for_a(more: &str) -> usize {
    let event = event(&format!("rounds 3; a wants x; b offers x; c offers x; d offers z; {more}"));
    let mut schedule = schedule(&event, "");
    schedule.result.floor = 1;
    let audit = audit(&event, &schedule);
    let of_a = audit.violations.iter().find(|violation| violation.people == [0]);
    let words = of_a
        .and_then(|violation| violation.message.split(" though ").nth(1)?.split(' ').next()?.parse().ok());
    words.unwrap_or(0)
}

#[test]
fn what_is_possible_alone_counts_target_and_partners() {
    assert_eq!(possible_for_a(""), 2);
    assert_eq!(possible_for_a("a asks d"), 3);
    assert_eq!(possible_for_a("topic z within x"), 3, "related topics count");
    assert_eq!(possible_for_a("topic z within x; related_fit 0"), 2);
    assert_eq!(possible_for_a("a max 1"), 1);
    assert_eq!(possible_for_a("a there 2 2"), 1);
    assert_eq!(possible_for_a("a there 2 2; b except 2; c except 2"), 0, "they share no round");
    assert_eq!(possible_for_a("a avoids b"), 1);
    assert_eq!(possible_for_a("never a b; never a c"), 0);
    assert_eq!(possible_for_a("a company zon; b company zon"), 1);
    assert_eq!(possible_for_a("a company zon; b company zon; must a b"), 2);
    assert_eq!(possible_for_a("a knows b; known never"), 1);
    assert_eq!(possible_for_a("a host 1; b host 2; c host 1"), 1, "hosts of two tables cannot meet");
    assert_eq!(possible_for_a("group g focus 0; a group g"), 0, "no gain");
}

// Everything at once.

#[test]
fn every_violation_is_reported() {
    let event = event(
        "rounds 3; tables 3; people a b c d e f; never a b; must e f round 2; c host 1; d max 1; b there 1 2; \
         a wants x; b offers x; c wants y; e offers y",
    );
    let mut schedule = schedule(&event, "1/1 a b; 1/1 c d; 1/9 a e; 3/2 a b; 2/2 d f; 7/1 e f");
    schedule.result.points += 5;
    schedule.result.bound -= 5;
    schedule.result.floor = 1;
    let all = [
        Rule::OnePlaceAtATime,
        Rule::MeetOnce,
        Rule::TableOnce,
        Rule::Present,
        Rule::MayMeet,
        Rule::MustMeet,
        Rule::MaxMeetings,
        Rule::Points,
        Rule::Floor,
        Rule::Bound,
    ];
    assert_eq!(broken(&audit(&event, &schedule)), all);
    schedule.meetings[1].table = 2;
    assert!(broken(&audit(&event, &schedule)).contains(&Rule::HostStays));
}

#[test]
fn the_same_line_twice_is_reported_and_counts_once() {
    let of = event("rounds 2; tables 2; people a b c d");
    let audit = judge(&of, "1/1 a b; 1/1 a b");
    assert_eq!(broken(&audit), [Rule::OnePlaceAtATime, Rule::MeetOnce, Rule::TableOnce]);
    assert_eq!(audit.points, judge(&of, "1/1 a b").points);
}

#[test]
fn somebody_who_meets_themselves_does_no_harm() {
    let of = event("rounds 2; people a b; a knows a; a asks a; a avoids a; a wants x; a offers x");
    let audit = judge(&of, "1/1 a a; 2/1 a b");
    assert!(audit.violations.iter().any(|violation| violation.people.contains(&0)));
}

#[test]
fn an_event_without_anybody_is_clean() {
    for of in ["", "people a", "rounds 4; people a b"] {
        let audit = judge(&event(of), "");
        assert!(audit.is_clean(), "{:#?}", audit.violations);
    }
}

#[test]
fn people_of_one_name_are_told_apart_and_named_tables_named() {
    let mut event = event("rounds 2; tables 2; people a b c; must a b table 2");
    event.attendees[0].name = "Jan de Vries".to_owned();
    event.attendees[1].name = "Jan de Vries".to_owned();
    event.tables.names.insert(2, "Bij de bar".to_owned());
    let audit = judge(&event, "");
    let said = "MustMeet: Jan de Vries (a) and Jan de Vries (b) must meet at table 2 (Bij de bar), but they do not meet.";
    assert_eq!(audit.violations[0].to_string(), said);
}

#[test]
fn topics_nested_very_deep_are_no_burden() {
    use rondje::domain::Topic;
    let mut event = event("rounds 1; a wants t0; b offers t0");
    let deep = 50_000;
    event.topics[0].within = Some(1);
    for ix in 1..=deep {
        let within = (ix < deep).then_some(ix + 1);
        event.topics.push(Topic { name: format!("t{ix}"), aliases: Vec::new(), within });
    }
    event.attendees[1].offers[0].topic = deep;
    assert_eq!(judge(&event, "1/1 a b").points, 2 * 4 * 60 + 100);
}
