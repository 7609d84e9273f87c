//! The example events: they can be read, they warn of nothing but what is meant, and they hold what they promise.

mod common;

use std::collections::BTreeSet;

use common::plain::rewarding_partners;
use rondje::diag::{Code, draw};
use rondje::domain::{AttendeeIx, Event, Language, PairRuleKind};
use rondje::input::{Loaded, read_event};

/// Reads an example of the folder `events`.
#[track_caller]
fn load(name: &str) -> Loaded {
    let path = format!("{}/events/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the example is there");
    let mut no_history = |file: &str| Err(format!("{file} is not there"));
    read_event(&text, &mut no_history)
        .unwrap_or_else(|errors| panic!("{name} has errors:\n{}", draw(&path, &text, &errors, false)))
}

#[track_caller]
fn warns(loaded: &Loaded, codes: &[Code]) {
    let found: Vec<Code> = loaded.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(found, codes, "{:#?}", loaded.warnings);
}

/// How many are there in each round.
fn present(event: &Event) -> Vec<usize> {
    let there = |round| event.attendees.iter().filter(|attendee| attendee.rounds.contains(round)).count();
    (1..=event.rounds.count).map(there).collect()
}

fn everyone(event: &Event) -> std::ops::Range<AttendeeIx> {
    0..event.attendees.len()
}

#[test]
fn mini_fits_on_a_screen_and_a_half() {
    let loaded = load("mini");
    warns(&loaded, &[]);
    let event = &loaded.event;
    assert_eq!((event.attendees.len(), event.rounds.count, event.language), (8, 4, Language::En));
    assert_eq!(event.tables.count, 4, "half the attendees");
    for a in everyone(event) {
        assert!(rewarding_partners(event, a) >= 2, "{}", event.attendees[a].name);
    }
}

#[test]
fn borrel_is_a_whole_evening() {
    let loaded = load("borrel");
    // One want that nobody offers: somebody to find before the evening. And somebody who wants nothing.
    warns(&loaded, &[Code::WantUnserved]);
    let event = &loaded.event;
    assert_eq!((event.attendees.len(), event.rounds.count, event.language), (36, 7, Language::Nl));
    assert_eq!(event.groups.len(), 5, "five sectors");
    assert_eq!(event.groups.iter().filter(|group| group.focus != 100).count(), 1);
    assert_eq!(present(event), [33, 35, 36, 35, 36, 35, 34]);
    assert_eq!(event.rounds.breaks.len(), 1);
    assert_eq!(event.attendees.iter().filter(|attendee| attendee.host.is_some()).count(), 3);
    assert_eq!(event.attendees.iter().filter(|attendee| attendee.wants.is_empty()).count(), 1);
    let five = everyone(event).filter(|&a| rewarding_partners(event, a) >= 5).count();
    assert_eq!(five, 35, "everyone who wants anything has five people to gain from");
}

#[test]
fn borrel_has_what_real_evenings_have() {
    let event = load("borrel").event;
    let some = |what: fn(&rondje::domain::Attendee) -> bool| event.attendees.iter().any(what);
    assert!(some(|attendee| attendee.max_meetings.is_some()));
    assert!(some(|attendee| !attendee.knows.is_empty()));
    assert!(some(|attendee| !attendee.avoids.is_empty()));
    assert!(some(|attendee| !attendee.asks_for.is_empty()));
    assert!(some(|attendee| !attendee.share.is_empty()));
    assert!(some(|attendee| attendee.name.chars().count() == 60), "a name that must wrap");
    for name in
        ["Żaneta Żółć", "Aylin Yılmaz", "Nguyễn Thị Mai", "Łukasz Wójcik", "Joris 't Hart", "Ingrid Ångström"]
    {
        assert!(event.attendees.iter().any(|attendee| attendee.name == name), "{name}");
    }
    let is = |what: fn(&PairRuleKind) -> bool| event.pairs.iter().filter(|rule| what(&rule.kind)).count();
    assert_eq!(is(|kind| matches!(kind, PairRuleKind::Must(_))), 2);
    assert_eq!(is(|kind| matches!(kind, PairRuleKind::Never)), 1);
    assert_eq!(is(|kind| matches!(kind, PairRuleKind::Prefer { .. })), 1);
}

#[test]
fn borrel_has_offices_of_two_and_three() {
    let event = load("borrel").event;
    let companies = event.attendees.iter().filter_map(|attendee| attendee.company.as_ref());
    let companies: Vec<&str> = companies.map(|company| company.folded.as_str()).collect();
    let sizes = |size| {
        let of_size =
            companies.iter().filter(|one| companies.iter().filter(|other| other == one).count() == size);
        of_size.collect::<BTreeSet<_>>().len()
    };
    assert_eq!((sizes(2), sizes(3)), (5, 1));
}

#[test]
fn beursvloer_has_two_sides_of_which_one_stays() {
    let loaded = load("beursvloer");
    warns(&loaded, &[]);
    let event = &loaded.event;
    assert_eq!((event.attendees.len(), event.rounds.count, event.language), (24, 6, Language::En));
    let hosts: BTreeSet<_> = event.attendees.iter().filter_map(|attendee| attendee.host).collect();
    assert_eq!(hosts.len(), 11, "every association has a table of its own");
    for attendee in &event.attendees {
        let side = attendee.group.map(|group| event.groups[group].name.as_str());
        assert_eq!(side == Some("Associations"), attendee.host.is_some(), "{}", attendee.name);
    }
    for a in everyone(event) {
        assert!(rewarding_partners(event, a) >= 4, "{}", event.attendees[a].name);
    }
}

#[test]
fn invented_people_have_invented_addresses() {
    for name in ["mini", "borrel", "beursvloer"] {
        for attendee in load(name).event.attendees {
            let invented = |email: &str| email.ends_with("example.nl") || email.ends_with("example.org");
            assert!(attendee.email.as_deref().is_none_or(invented), "{}", attendee.name);
            assert!(attendee.phone.as_deref().is_none_or(|phone| phone.contains("00")), "{}", attendee.name);
        }
    }
}
