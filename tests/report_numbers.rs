//! The numbers of a report are those of the audit, and add up.

mod common;

use common::random::{event_of, fixed_cases};
use common::{NOTHING, broken, event, schedule, schedule_of};
use proptest::prelude::*;
use rondje::audit::{Audit, Rule, audit};
use rondje::domain::{Event, Meeting};
use rondje::matching::{self, Pairs};
use rondje::report::{Evening, Member, Ties, random_rotation, round_robin, series};

fn judged(event: &Event, meetings: &[Meeting]) -> Audit {
    audit(event, &schedule_of(event, meetings.to_vec(), NOTHING))
}

proptest! {
    #![proptest_config(fixed_cases(62, 200))]

    #[test]
    fn a_rotation_keeps_every_rule_but_perhaps_a_must(event in event_of(1..=9, 1..=4)) {
        let pairs = Pairs::of(&event);
        for meetings in [random_rotation(&event, &pairs), round_robin(&event, &pairs)] {
            let figures = [Rule::MustMeet, Rule::Points, Rule::Floor, Rule::Bound];
            let broken = broken(&judged(&event, &meetings));
            prop_assert!(broken.iter().all(|rule| figures.contains(rule)), "{:?} {:?}", broken, meetings);
        }
        prop_assert_eq!(random_rotation(&event, &pairs), random_rotation(&event, &pairs));
    }

    #[test]
    fn the_numbers_are_those_of_the_audit(event in event_of(1..=9, 1..=4)) {
        let pairs = Pairs::of(&event);
        for meetings in [random_rotation(&event, &pairs), round_robin(&event, &pairs)] {
            let evening = Evening::of(&event, &pairs, &meetings);
            let audit = judged(&event, &meetings);
            prop_assert_eq!(evening.wants(), [audit.wants_served, audit.wants]);
            let met = meetings.iter().filter_map(|m| pairs.find(m.people[0], m.people[1]));
            let score = matching::count(&event, &pairs, met);
            prop_assert_eq!(score.points.total(), audit.points);

            let people = &evening.people;
            let takes: Vec<u32> = people.iter().map(|person| person.takes).collect();
            prop_assert_eq!(&takes, &score.rewarding);
            // What somebody takes, somebody gives.
            prop_assert_eq!(takes.iter().sum::<u32>(), people.iter().map(|person| person.gives).sum::<u32>());
            let gained: i64 = people.iter().map(|person| person.gained).sum();
            prop_assert_eq!(gained, people.iter().map(|person| person.given).sum::<i64>());
            let ties: u32 = people.iter().map(|person| person.new_ties).sum();
            prop_assert_eq!(ties, 2 * evening.ties.new);
            prop_assert_eq!(evening.ties, Ties::of(&event, &meetings));
            prop_assert_eq!(evening.ties.meetings as usize, meetings.len());

            // Topics and people asked for by name are all wants.
            let topics = evening.topics.iter().map(|line| [line.served, line.wanted]);
            let all = topics.fold([0, 0], |[a, b], [c, d]| [a + c, b + d]);
            prop_assert_eq!([all[0] + evening.asked[1], all[1] + evening.asked[0]], evening.wants());

            // Every meeting stands in the picture of who met whom; those within a group once.
            for (row, counts) in evening.met.iter().enumerate() {
                let own = counts.iter().sum::<u32>() + counts[row];
                prop_assert_eq!(own, evening.groups[row].meetings);
                for (column, count) in counts.iter().enumerate() {
                    prop_assert_eq!(*count, evening.met[column][row]);
                }
            }
            let there = people.iter().filter(|person| person.target > 0).count();
            prop_assert_eq!(evening.groups.iter().map(|line| line.people as usize).sum::<usize>(), there);
        }
    }
}

#[test]
fn an_evening_in_numbers() {
    let event = event(
        "rounds 2; a wants x y; a asks d; b offers x; c wants z; d offers y; a knows b; c knows b; a group g; b group h; \
         c group g; a company k; d company k; same_company allow",
    );
    let schedule = schedule(&event, "1/1 a b; 1/2 c d; 2/1 a c");
    let evening = Evening::of(&event, &Pairs::of(&event), &schedule.meetings);
    let of = |name: &str| &evening.people[event.attendee_by_id(name).expect("somebody")];
    assert_eq!((of("a").takes, of("a").gives, of("a").served, of("a").wants), (1, 0, 1, 3));
    assert_eq!((of("b").takes, of("b").gives, of("b").new_ties), (0, 1, 0));
    assert_eq!((of("c").takes, of("c").served, of("c").wants), (0, 0, 1));
    assert_eq!(evening.asked, [1, 0]);
    // c and d are strangers; a and c too, and both know b; a and b know each other.
    assert_eq!(evening.ties, Ties { meetings: 3, new: 2, other_group: 0, introduced: 1 });
    let topics: Vec<_> = evening
        .topics
        .iter()
        .map(|line| (event.topics[line.topic].name.as_str(), line.wanted, line.offered, line.served))
        .collect();
    assert_eq!(topics, [("x", 1, 1, 1), ("y", 1, 1, 0), ("z", 1, 0, 0)]);
    assert_eq!(evening.met, [[1, 1, 1], [1, 0, 0], [1, 0, 0]]);
}

#[test]
fn a_series_tells_who_keeps_missing_out() {
    let first = event("rounds 1; a wants x; b offers x; c wants x; d wants y; c offers y; people e");
    let second = event("rounds 1; a wants x; b offers x; c wants x; people e; d wants y; c offers y");
    let schedules = [schedule(&first, "1/1 a b; 1/2 c d"), schedule(&second, "1/1 a b; 1/2 c e")];
    let pairs = [&first, &second].map(Pairs::of);
    let identities = [&first, &second]
        .map(|event| event.attendees.iter().map(|attendee| attendee.id.clone()).collect::<Vec<String>>());
    let member = |i: usize, event| Member {
        event,
        pairs: &pairs[i],
        meetings: &schedules[i].meetings,
        identities: &identities[i],
    };
    let series = series(&[member(0, &first), member(1, &second)]);
    let guest = |name: &str| series.guests.iter().find(|guest| guest.identity == name).expect("a guest");
    assert_eq!(guest("c").open, ["x"]);
    assert_eq!(guest("c").wants(), [0, 2]);
    assert_eq!(guest("a").open, Vec::<String>::new());
    assert_eq!(guest("d").wants(), [1, 2]);
    assert!(guest("d").open.is_empty(), "it was served once");
    assert_eq!(series.topics[0].name, "x");
    assert_eq!((&series.topics[0].wanted, &series.topics[0].served), (&vec![2, 2], &vec![1, 1]));
    assert!(!series.guests.iter().any(|guest| guest.visits.len() != 2));
}
