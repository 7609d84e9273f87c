//! Random small events for property tests, of every kind that an organizer can write: 1 to 9 people (odd numbers too),
//! 1 to 4 rounds, late, early, absent in between, hosts, pins with and without a table, few tables, colleagues,
//! acquaintances, people who avoid each other, focus, related topics, maxima, every kind of floor, and evenings on
//! which nobody wants anything.
//!
//! The events are built as values, without TOML. They obey what the reader promises (valid indices, everyone there in
//! at least one round, nobody naming themselves, no rule twice for one pair); their hard rules may clash.

use std::collections::BTreeSet;

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rondje::domain::{
    Attendee, AttendeeIx, Company, Event, FloorSetting, Group, KnownRule, Matching, Meeting, Must, Offer,
    PairRule, PairRuleKind, Priority, RoundSet, SameCompanyRule, Topic, TopicIx, Want,
};

use super::{bare_attendee, bare_event};

const TOPICS: usize = 6;
const GROUPS: usize = 3;
const COMPANIES: usize = 4;

/// The size of an evening, which everything else depends on.
#[derive(Clone, Copy, Debug)]
struct Size {
    people: usize,
    rounds: u32,
    tables: u32,
}

/// So many cases from this seed. It is fixed: a test that fails is the doing of a change, never of chance.
pub fn fixed_cases(seed: u64, cases: u32) -> ProptestConfig {
    let rng_seed = RngSeed::Fixed(seed);
    let failure_persistence = None;
    ProptestConfig {
        cases,
        rng_seed,
        failure_persistence,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    }
}

/// A random small event.
pub fn small_event() -> impl Strategy<Value = Event> {
    prop_oneof![1 => event_of(1..=2, 1..=4), 6 => event_of(3..=9, 1..=4)]
}

/// A random event of this many people and rounds.
pub fn event_of(
    people: std::ops::RangeInclusive<usize>,
    rounds: std::ops::RangeInclusive<u32>,
) -> impl Strategy<Value = Event> {
    let size = (people, rounds).prop_flat_map(|(people, rounds)| {
        let most = (people as u32 / 2).max(1);
        let tables = prop_oneof![4 => Just(most), 1 => 1..=most, 1 => Just(most + 1)];
        tables.prop_map(move |tables| Size { people, rounds, tables })
    });
    size.prop_flat_map(|size| {
        let parts = (
            vec(attendee(size), size.people),
            matching(),
            topics(),
            vec(prop_oneof![3 => Just(100_u32), 1 => Just(0), 1 => 1..=400_u32], GROUPS),
            pair_rules(size),
            some_pairs(size, 0..=3),
            prop::bool::weighted(0.1),
        );
        parts.prop_map(move |parts| assemble(size, parts))
    })
}

type Parts = (Vec<Attendee>, Matching, Vec<Topic>, Vec<u32>, Vec<PairRule>, BTreeSet<[AttendeeIx; 2]>, bool);

fn assemble(size: Size, (people, matching, topics, focus, pairs, met, nobody_wants): Parts) -> Event {
    let mut event = bare_event();
    event.rounds.count = size.rounds;
    event.tables.count = size.tables;
    event.matching = matching;
    event.topics = topics;
    event.groups = focus.into_iter().enumerate().map(|(ix, focus)| group(ix, focus)).collect();
    event.attendees = people;
    event.pairs = pairs;
    event.met_before = met.into_iter().collect();
    for (ix, attendee) in event.attendees.iter_mut().enumerate() {
        attendee.id = format!("p{ix}");
        attendee.name = format!("P{ix}");
        for others in [&mut attendee.asks_for, &mut attendee.knows, &mut attendee.avoids] {
            others.retain(|&other| other != ix);
        }
        if nobody_wants {
            attendee.wants.clear();
            attendee.asks_for.clear();
        }
    }
    event
}

fn group(ix: usize, focus: u32) -> Group {
    Group { name: format!("Group {ix}"), colour: None, focus }
}

fn matching() -> impl Strategy<Value = Matching> {
    let default = Matching::default();
    let points = (0..=300_u32, 0..=100_u32, 0..=100_u32, prop_oneof![2 => Just(100_u32), 1 => 0..=300_u32]);
    let percents =
        (prop_oneof![2 => Just(60_u32), 1 => 0..=100_u32], prop_oneof![2 => Just(50_u32), 1 => 0..=200_u32]);
    let same_company = prop_oneof![2 => Just(SameCompanyRule::Never), 1 => Just(SameCompanyRule::Allow)];
    let known =
        prop_oneof![2 => Just(KnownRule::Avoid), 1 => Just(KnownRule::Never), 1 => Just(KnownRule::Allow)];
    let floor = prop_oneof![2 => Just(FloorSetting::Auto), 1 => (0..=4_u32).prop_map(FloorSetting::Fixed)];
    let settings = (points, percents, same_company, known, floor);
    let chosen = settings.prop_map(|(points, (related_fit, mutual_bonus), same_company, known, floor)| {
        let (new_contact, other_group, shared_acquaintance, sit_out) = points;
        Matching {
            related_fit,
            mutual_bonus,
            new_contact,
            other_group,
            shared_acquaintance,
            sit_out,
            same_company,
            known,
            floor,
        }
    });
    prop_oneof![Just(default), chosen]
}

/// Topics of which some lie within an earlier one, so never in a cycle.
fn topics() -> impl Strategy<Value = Vec<Topic>> {
    let within = vec(weighted(0.4, any::<prop::sample::Index>()), TOPICS);
    within.prop_map(|within| {
        let topic = |(ix, within): (usize, Option<prop::sample::Index>)| Topic {
            name: format!("Topic {ix}"),
            aliases: Vec::new(),
            within: within.filter(|_| ix > 0).map(|within| within.index(ix)),
        };
        within.into_iter().enumerate().map(topic).collect()
    })
}

fn attendee(size: Size) -> impl Strategy<Value = Attendee> {
    let matters =
        (wants(), btree_set(0..TOPICS, 0..=3), others(size, 0.15), others(size, 0.15), others(size, 0.05));
    let belongs = (weighted(0.4, 0..COMPANIES), weighted(0.7, 0..GROUPS));
    let evening = (presence(size.rounds), weighted(0.1, 0..=size.rounds), weighted(0.08, 1..=size.tables));
    (matters, belongs, evening).prop_map(|(matters, (company, group), (rounds, max_meetings, host))| {
        let (wants, offers, asks_for, knows, avoids) = matters;
        Attendee {
            wants,
            offers: offers.into_iter().map(|topic| Offer { topic, note: None }).collect(),
            asks_for,
            knows,
            avoids,
            company: company
                .map(|ix| Company { name: format!("Company {ix}"), folded: format!("company {ix}") }),
            group,
            max_meetings,
            host,
            ..bare_attendee("", rounds)
        }
    })
}

fn wants() -> impl Strategy<Value = Vec<Want>> {
    let priority = prop_oneof![Just(Priority::Low), Just(Priority::Normal), Just(Priority::High)];
    let want = |(topic, priority): (TopicIx, Priority)| Want { topic, priority, note: None };
    btree_map(0..TOPICS, priority, 0..=3).prop_map(move |wants| wants.into_iter().map(want).collect())
}

/// Now and then somebody else, or two.
fn others(size: Size, often: f64) -> impl Strategy<Value = Vec<AttendeeIx>> {
    let some = weighted(often, btree_set(0..size.people, 1..=2.min(size.people)));
    some.prop_map(|some| some.into_iter().flatten().collect())
}

/// The rounds somebody is there: mostly all, at least one.
fn presence(rounds: u32) -> impl Strategy<Value = RoundSet> {
    let all = RoundSet::all(rounds);
    let except = (1..=rounds).prop_map(move |out| {
        let mut set = all;
        set.remove(out);
        if set.is_empty() { all } else { set }
    });
    prop_oneof![
        8 => Just(all),
        1 => (1..=rounds).prop_map(move |from| RoundSet::span(from, rounds)),
        1 => (1..=rounds).prop_map(|until| RoundSet::span(1, until)),
        1 => except,
    ]
}

fn some_pairs(
    size: Size,
    how_many: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = BTreeSet<[AttendeeIx; 2]>> {
    let pairs = vec((0..size.people, 0..size.people), how_many);
    pairs.prop_map(|pairs| {
        pairs.into_iter().filter(|(a, b)| a != b).map(|(a, b)| [a.min(b), a.max(b)]).collect()
    })
}

/// One pair, in one event out of four: rules that hold together are the interesting case.
fn now_and_then(size: Size) -> impl Strategy<Value = BTreeSet<[AttendeeIx; 2]>> {
    prop_oneof![3 => some_pairs(size, 0..=0), 1 => some_pairs(size, 1..=1)]
}

fn pair_rules(size: Size) -> impl Strategy<Value = Vec<PairRule>> {
    let never = (some_pairs(size, 0..=1), Just(PairRuleKind::Never));
    let prefer = (some_pairs(size, 0..=2), (0..=900_u32).prop_map(|points| PairRuleKind::Prefer { points }));
    let must = (now_and_then(size), must(size).prop_map(PairRuleKind::Must));
    let pin = (now_and_then(size), must_round(size).prop_map(PairRuleKind::Must));
    (never, prefer, must, pin).prop_map(|(never, prefer, must, pin)| {
        let rules = [never, prefer, must, pin].into_iter();
        let rules = rules.flat_map(|(pairs, kind)| {
            pairs.into_iter().map(move |people| PairRule { people, kind: kind.clone() })
        });
        without_repeats(rules)
    })
}

/// The reader refuses the same rule twice for one pair.
fn without_repeats(rules: impl Iterator<Item = PairRule>) -> Vec<PairRule> {
    let mut seen = BTreeSet::new();
    let kind = |rule: &PairRule| match rule.kind {
        PairRuleKind::Must(_) => 0,
        PairRuleKind::Never => 1,
        PairRuleKind::Prefer { .. } => 2,
    };
    rules.filter(|rule| seen.insert((rule.people, kind(rule)))).collect()
}

fn must(size: Size) -> impl Strategy<Value = Must> {
    let rounds = weighted(0.4, btree_set(1..=size.rounds, 1..=size.rounds as usize));
    let table = weighted(0.3, 1..=size.tables);
    (rounds, table).prop_map(|(rounds, table)| Must { rounds: rounds.map(RoundSet::from_iter), table })
}

fn must_round(size: Size) -> impl Strategy<Value = Must> {
    let table = weighted(0.5, 1..=size.tables);
    (1..=size.rounds, table)
        .prop_map(|(round, table)| Must { rounds: Some(RoundSet::span(round, round)), table })
}

/// Any meetings at all of this event, as a careless hand might write them: most rules will be broken.
pub fn careless_meetings(event: &Event) -> impl Strategy<Value = Vec<Meeting>> + use<> {
    let (rounds, tables, people) = (event.rounds.count, event.tables.count, event.attendees.len());
    let meeting = (0..=rounds + 1, 0..=tables + 1, 0..people, 0..people);
    vec(meeting, 0..=8).prop_map(|meetings| {
        let different = meetings.into_iter().filter(|(_, _, a, b)| a != b);
        let meeting = |(round, table, a, b): (u32, u32, usize, usize)| Meeting {
            round,
            table,
            people: [a.min(b), a.max(b)],
            pinned: false,
            kept: false,
        };
        let mut meetings: Vec<Meeting> = different.map(meeting).collect();
        meetings.sort_unstable();
        meetings
    })
}
