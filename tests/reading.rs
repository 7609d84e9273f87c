//! Event files that are in order: every key, every default, what merges, and that nothing makes the reader fall over.

use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;
use rondje::diag::{Code, Diagnostic, draw};
use rondje::domain::{
    Break, Colour, Contact, Event, FloorSetting, KnownRule, Language, Matching, Must, PairRuleKind, Priority,
    RoundSet, SameCompanyRule,
};
use rondje::input::{Loaded, Places, read_event};

/// An event with every key there is.
const FULL: &str = r##"format = 1

[event]
name = "Bouw & ICT borrel"
date = 2026-12-10
start = 17:30:15
timezone = "Europe/Brussels"
language = "en"
venue = "De Oude Bibliotheek, Delft"
organizer = "Ondernemerskring"
notes = """
Eerste regel
tweede regel"""

[rounds]
count = 6
minutes = 8
changeover = 3
breaks = [{ after = 4, minutes = 15, label = "Drankje" }, { after = 2, minutes = 5 }]

[tables]
count = 3
names = { 3 = "Bij de bar" }

[matching]
related_fit = 50
mutual_bonus = 40
new_contact = 90
other_group = 30
shared_acquaintance = 20
sit_out = 80
same_company = "allow"
known = "never"
floor = 2
history = ["2026-09.schedule.toml"]

[[topic]]
name = "Webdesign"
aliases = ["websites", "Web  Design"]
within = "Marketing"

[[group]]
name = "Bouw"
color = "#C75b12"
focus = 150

[[attendee]]
id = "fatima"
name = "Fatima El Amrani"
company = "Dakdelta"
title = "Eigenaar"
group = "BOUW"
wants = ["Websites", { topic = "Financiering", priority = "high", note = "voor een nieuwe loods" }]
offers = ["Dakisolatie", { topic = "Stageplek", note = "vanaf februari" }]
asks_for = ["piet-de-vries"]
knows = ["joris"]
avoids = ["kees"]
rounds = { from = 2, until = 5, except = [3] }
max_meetings = 2
host = 3
email = "fatima@dakdelta.nl"
phone = "06 12345678"
link = "https://dakdelta.nl"
share = ["phone", "email"]

[[attendee]]
name = "Piet de Vries"
company = "  DAKDELTA "
wants = ["Dakisolatie"]
offers = ["marketing", "financiering"]

[[attendee]]
id = "joris"
name = "Joris van 't Hart"
group = "Zorg"
wants = ["stageplek"]

[[attendee]]
id = "kees"
name = "Kees"
offers = ["web design"]
wants = ["Dakisolatie"]

[[pair]]
people = ["piet-de-vries", "fatima"]
rule = "must"
round = 4
table = 3

[[pair]]
people = ["joris", "kees"]
rule = "prefer"

[[pair]]
people = ["joris", "piet-de-vries"]
rule = "must"
rounds = [1, 2]

[[pair]]
people = ["joris", "fatima"]
rule = "never"
"##;

const SEPTEMBER: &str = r#"
format = 1
[[meeting]]
round = 1
table = 1
people = ["kees", "fatima"]
[[meeting]]
people = ["kees", "somebody-else"]
[[meeting]]
people = ["fatima", "kees"]
[[meeting]]
people = ["piet-de-vries", "joris"]
"#;

const MINIMAL: &str = r#"format = 1
event = { name = "Borrel", date = 2026-12-10, start = 17:30 }
rounds = { count = 4, minutes = 7 }

[[attendee]]
name = "Ánna  de Boer"
wants = ["Webdesign"]
[[attendee]]
name = "Bert"
offers = ["webdésign"]
[[attendee]]
name = "Cor"
wants = ["Webdesign"]
[[attendee]]
name = "Dirk"
offers = ["Webdesign"]
[[attendee]]
name = "Els"
wants = ["Webdesign"]
"#;

fn read(text: &str) -> Result<Loaded, Vec<Diagnostic>> {
    read_event(text, &mut |name| match name {
        "2026-09.schedule.toml" => Ok(SEPTEMBER.to_owned().into()),
        _ => Err("there is no such file".to_owned()),
    })
}

fn event(text: &str) -> Event {
    read(text).unwrap_or_else(|errors| panic!("{}", draw("test", text, &errors, false))).event
}

fn codes(text: &str) -> Vec<Code> {
    read(text).map_or_else(|errors| errors, |loaded| loaded.warnings).iter().map(|said| said.code).collect()
}

/// A text of many numbered pieces.
fn pieces(count: u32, piece: impl Fn(u32) -> String) -> String {
    (0..count).map(piece).collect::<Vec<_>>().concat()
}

/// An attendee of this number and nothing else.
fn person(number: u32) -> String {
    format!("[[attendee]]\nname = \"P {number}\"\n")
}

fn with_attendees(lines: &str) -> String {
    let head = "format = 1\nevent = { name = \"B\", date = 2026-12-10, start = 17:30:00 }\n\
                rounds = { count = 4, minutes = 7 }\n";
    format!("{head}{lines}")
}

#[test]
fn reads_the_evening() {
    let event = event(FULL);
    assert_eq!(event.name, "Bouw & ICT borrel");
    assert_eq!(Some(event.date), NaiveDate::from_ymd_opt(2026, 12, 10));
    assert_eq!(Some(event.start), NaiveTime::from_hms_opt(17, 30, 15));
    assert_eq!(event.timezone, "Europe/Brussels");
    assert_eq!(event.language, Language::En);
    assert_eq!(event.venue.as_deref(), Some("De Oude Bibliotheek, Delft"));
    assert_eq!(event.organizer.as_deref(), Some("Ondernemerskring"));
    assert_eq!(event.notes.as_deref(), Some("Eerste regel\ntweede regel"));
    assert_eq!((event.rounds.count, event.rounds.minutes, event.rounds.changeover), (6, 8, 3));
    let breaks = [
        Break { after: 2, minutes: 5, label: None },
        Break { after: 4, minutes: 15, label: Some("Drankje".into()) },
    ];
    assert_eq!(event.rounds.breaks, breaks);
    assert_eq!(event.tables.count, 3);
    assert_eq!(event.tables.names.into_iter().collect::<Vec<_>>(), [(3, "Bij de bar".to_owned())]);
}

#[test]
fn reads_what_counts() {
    let expected = Matching {
        related_fit: 50,
        mutual_bonus: 40,
        new_contact: 90,
        other_group: 30,
        shared_acquaintance: 20,
        sit_out: 80,
        same_company: SameCompanyRule::Allow,
        known: KnownRule::Never,
        floor: FloorSetting::Fixed(2),
    };
    assert_eq!(event(FULL).matching, expected);
}

#[test]
fn reads_topics_and_groups_in_the_order_of_appearance() {
    let event = event(FULL);
    let topics: Vec<&str> = event.topics.iter().map(|topic| topic.name.as_str()).collect();
    assert_eq!(topics, ["Webdesign", "Marketing", "Financiering", "Dakisolatie", "Stageplek"]);
    // `Web  Design` is not the name folded, `websites` is another one.
    assert_eq!(event.topics[0].aliases, ["websites", "Web  Design"]);
    assert_eq!(event.topics[0].within, Some(1));
    let groups: Vec<&str> = event.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["Bouw", "Zorg"]);
    assert_eq!(event.groups[0].colour, Some(Colour { red: 0xC7, green: 0x5B, blue: 0x12 }));
    assert_eq!((event.groups[0].focus, event.groups[1].focus), (150, 100));
}

#[test]
fn reads_attendees() {
    let event = event(FULL);
    let fatima = &event.attendees[0];
    assert_eq!((fatima.id.as_str(), fatima.name.as_str()), ("fatima", "Fatima El Amrani"));
    assert_eq!(fatima.title.as_deref(), Some("Eigenaar"));
    assert_eq!(fatima.group, Some(0));
    let wants: Vec<_> =
        fatima.wants.iter().map(|want| (want.topic, want.priority, want.note.as_deref())).collect();
    assert_eq!(wants, [(0, Priority::Normal, None), (2, Priority::High, Some("voor een nieuwe loods"))]);
    let offers: Vec<_> = fatima.offers.iter().map(|offer| (offer.topic, offer.note.as_deref())).collect();
    assert_eq!(offers, [(3, None), (4, Some("vanaf februari"))]);
    assert_eq!((&fatima.asks_for[..], &fatima.knows[..], &fatima.avoids[..]), (&[1][..], &[2][..], &[3][..]));
    assert_eq!(fatima.rounds, [2, 4, 5].into_iter().collect::<RoundSet>());
    assert_eq!((fatima.max_meetings, fatima.host), (Some(2), Some(3)));
    assert_eq!(fatima.email.as_deref(), Some("fatima@dakdelta.nl"));
    assert_eq!(fatima.phone.as_deref(), Some("06 12345678"));
    assert_eq!(fatima.link.as_deref(), Some("https://dakdelta.nl"));
    assert_eq!(fatima.share, [Contact::Email, Contact::Phone]);
    let companies: Vec<_> = event.attendees.iter().filter_map(|who| who.company.clone()).collect();
    assert_eq!((companies[0].name.as_str(), companies[1].name.as_str()), ("Dakdelta", "DAKDELTA"));
    assert_eq!(companies[0].folded, companies[1].folded);
    assert_eq!(event.attendees[1].id, "piet-de-vries");
    let of_kees: Vec<_> = event.attendees[3].offers.iter().map(|offer| offer.topic).collect();
    assert_eq!(of_kees, [0], "an alias is the topic itself");
}

#[test]
fn reads_pairs() {
    let event = event(FULL);
    let must = |rounds: &[u32], table| {
        PairRuleKind::Must(Must { rounds: Some(rounds.iter().copied().collect()), table })
    };
    let rules: Vec<_> = event.pairs.into_iter().map(|rule| (rule.people, rule.kind)).collect();
    let expected = [
        ([0, 1], must(&[4], Some(3))),
        ([2, 3], PairRuleKind::Prefer { points: 800 }),
        ([1, 2], must(&[1, 2], None)),
        ([0, 2], PairRuleKind::Never),
    ];
    assert_eq!(rules, expected);
}

#[test]
fn reads_who_met_before() {
    assert_eq!(event(FULL).met_before, [[0, 3], [1, 2]]);
}

#[test]
fn knows_the_lines() {
    let places = read(FULL).expect("an event in order").places;
    let lines = |text: &str| -> Vec<u32> {
        let all = FULL.lines().zip(1..);
        all.filter(|(line, _)| *line == text).map(|(_, number)| number).collect()
    };
    let line = |text: &str| lines(text).first().copied();
    let expected = Places {
        attendees: lines("[[attendee]]"),
        avoids: line("avoids = [\"kees\"]").map(|line| ((0, 3), line)).into_iter().collect(),
        companies: vec![line("company = \"Dakdelta\""), line("company = \"  DAKDELTA \""), None, None],
        rounds: vec![line("rounds = { from = 2, until = 5, except = [3] }"), None, None, None],
        max_meetings: vec![line("max_meetings = 2"), None, None, None],
        hosts: vec![line("host = 3"), None, None, None],
        pairs: lines("[[pair]]"),
        round_count: line("count = 6").expect("a line"),
        table_count: line("count = 3"),
    };
    assert_eq!(places, expected);
}

#[test]
fn fills_in_the_defaults() {
    let loaded = read(MINIMAL).expect("an event in order");
    assert_eq!(loaded.warnings, []);
    let event = loaded.event;
    assert_eq!((event.timezone.as_str(), event.language), ("Europe/Amsterdam", Language::Nl));
    assert_eq!((event.venue, event.organizer, event.notes), (None, None, None));
    assert_eq!((event.rounds.changeover, event.rounds.breaks), (2, vec![]));
    assert_eq!((event.tables.count, event.tables.names.len()), (2, 0));
    assert_eq!(event.matching, Matching::default());
    assert_eq!((event.groups.len(), event.pairs.len(), event.met_before.len()), (0, 0, 0));
    let anna = &event.attendees[0];
    assert_eq!((anna.id.as_str(), anna.name.as_str()), ("anna-de-boer", "Ánna  de Boer"));
    assert_eq!(anna.rounds, RoundSet::all(4));
    assert_eq!((anna.max_meetings, anna.host, anna.group), (None, None, None));
    assert!(anna.share.is_empty() && anna.company.is_none() && anna.title.is_none());
    assert_eq!(event.topics.len(), 1);
    assert_eq!(loaded.places.table_count, None);
}

#[test]
fn there_is_at_least_one_table() {
    for (people, tables) in [(0, 1), (1, 1), (2, 1), (3, 1), (7, 3)] {
        let attendees = pieces(people, person);
        assert_eq!(event(&with_attendees(&attendees)).tables.count, tables);
    }
}

#[test]
fn repeated_wants_and_offers_merge() {
    let text = with_attendees(
        "[[topic]]\nname = \"Web\"\naliases = [\"sites\"]\n[[attendee]]\nname = \"Anna\"\n\
         wants = [{ topic = \"WEB\", priority = \"low\" }, { topic = \"sites\", priority = \"high\", note = \"x\" }, \
         { topic = \"web\", note = \"y\" }]\n\
         offers = [\"Taart\", { topic = \"taart\", note = \"z\" }]\n",
    );
    let event = event(&text);
    let anna = &event.attendees[0];
    assert_eq!(anna.wants.len(), 1);
    assert_eq!((anna.wants[0].priority, anna.wants[0].note.as_deref()), (Priority::High, Some("x")));
    assert_eq!(anna.offers.len(), 1);
    assert_eq!(anna.offers[0].note.as_deref(), Some("z"));
    let said = codes(&text);
    assert_eq!(said.iter().filter(|code| **code == Code::WantRepeated).count(), 2);
    assert_eq!(said.iter().filter(|code| **code == Code::OfferRepeated).count(), 1);
}

#[test]
fn broader_topics_serve_a_want() {
    let text = |fit: u32| {
        with_attendees(&format!(
            "[matching]\nrelated_fit = {fit}\n[[topic]]\nname = \"Web\"\nwithin = \"Marketing\"\n\
             [[topic]]\nname = \"Marketing\"\nwithin = \"Communicatie\"\n\
             [[attendee]]\nname = \"Anna\"\nwants = [\"Web\"]\n[[attendee]]\nname = \"Bert\"\noffers = [\"Communicatie\"]\n"
        ))
    };
    assert_eq!(codes(&text(60)), []);
    let with_nothing = codes(&text(0));
    assert!(
        with_nothing.contains(&Code::WantUnserved) && with_nothing.contains(&Code::NoMatch),
        "{with_nothing:?}"
    );
}

#[test]
fn a_spelling_mistake_finds_the_offer() {
    let text = with_attendees(
        "[[attendee]]\nname = \"Anna\"\nwants = [\"Financering\"]\n[[attendee]]\nname = \"Bert\"\noffers = [\"Financiering\"]\n",
    );
    let loaded = read(&text).expect("an event in order");
    let said = loaded.warnings.iter().find(|said| said.code == Code::WantUnserved).expect("a warning");
    assert_eq!(said.help.as_deref(), Some("did you mean `Financiering`?"));
}

#[test]
fn files_from_windows_are_read() {
    let text = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    let loaded = read(&text).unwrap_or_else(|errors| panic!("{}", draw("test", &text, &errors, false)));
    let plain = read(FULL).expect("an event in order");
    assert_eq!(loaded.places, plain.places);
    assert_eq!(loaded.event.attendees, plain.event.attendees);
}

#[test]
fn limits_hold() {
    assert_eq!(codes(&with_attendees(&pieces(5_001, person))), [Code::TooMany]);
    let listed = |key: &str, count: u32| {
        let items: Vec<String> = (0..count).map(|number| format!("\"t {number}\"")).collect();
        with_attendees(&format!("[[attendee]]\nname = \"Anna\"\n{key} = [{}]\n", items.join(", ")))
    };
    for key in ["wants", "offers"] {
        assert!(!codes(&listed(key, 200)).contains(&Code::TooMany));
        assert_eq!(codes(&listed(key, 201)), [Code::TooMany]);
    }
    let topics = pieces(2_001, |number| format!("[[topic]]\nname = \"T {number}\"\n"));
    assert_eq!(codes(&with_attendees(&topics)), [Code::TooMany]);
    let used = pieces(11, |who| {
        let wants = pieces(200, |number| format!("\"t {who} {number}\", "));
        format!("{}wants = [{wants}]\n", person(who))
    });
    assert_eq!(codes(&with_attendees(&used)), [Code::TooMany]);
    assert_eq!(codes(&"x".repeat(20_000_001)), [Code::TooLarge]);
}

#[test]
fn thousands_of_errors_are_cut_off() {
    let text = pieces(3_000, |number| format!("key{number} = 1\n"));
    let errors = read(&text).expect_err("many errors");
    assert_eq!(errors.len(), 1_001);
    assert_eq!(errors.last().map(|last| last.code), Some(Code::TooManyErrors));
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{ a = ", "}"), ("[{ a = ", "}]")] {
        let text = format!("a = {}{}", open.repeat(100_000), close.repeat(100_000));
        assert!(codes(&text).contains(&Code::NotToml), "{open}");
    }
    assert!(codes(&format!("{}a = 1", "a.".repeat(100_000))).contains(&Code::NotToml));
    assert!(codes(&format!("[{}a]", "a.".repeat(100_000))).contains(&Code::NotToml));
}

/// What happens to a text in a mutation.
#[derive(Clone, Debug)]
enum Mutation {
    Delete(usize, usize),
    Duplicate(usize, usize),
    Replace(usize, String),
}

fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let token = prop::sample::select(vec![
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        "=",
        ",",
        "\n",
        "#",
        ".",
        "-",
        "0",
        "9999999999",
        "true",
        "\u{202e}",
        "\u{0}",
        "\\",
        "\"\"\"",
        "[[",
        "]]",
        "anna",
        "2026-02-30",
        "17:61",
        "é",
        "\u{feff}",
        "\r",
        "name",
        "1e9",
        "nan",
        "[[pair]]\n",
    ]);
    let at = 0..FULL.len();
    let one = prop_oneof![
        (at.clone(), 1..40_usize).prop_map(|(from, length)| Mutation::Delete(from, length)),
        (at.clone(), 1..200_usize).prop_map(|(from, length)| Mutation::Duplicate(from, length)),
        (at, token).prop_map(|(from, token)| Mutation::Replace(from, token.to_owned())),
    ];
    prop::collection::vec(one, 1..6)
}

fn mutate(text: &str, mutations: &[Mutation]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for mutation in mutations {
        let clamp = |at: usize| at.min(bytes.len());
        match mutation {
            Mutation::Delete(from, length) => drop(bytes.drain(clamp(*from)..clamp(from + length))),
            Mutation::Duplicate(from, length) => {
                let piece = bytes[clamp(*from)..clamp(from + length)].to_vec();
                let at = clamp(*from);
                bytes.splice(at..at, piece);
            }
            Mutation::Replace(from, token) => {
                let range = clamp(*from)..clamp(from + 1);
                bytes.splice(range, token.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_makes_it_fall_over(mutations in mutations()) {
        let text = mutate(FULL, &mutations);
        match read(&text) {
            Ok(loaded) => {
                let event = loaded.event;
                prop_assert!(event.pairs.iter().all(|rule| rule.people[0] < rule.people[1]));
                prop_assert!(event.attendees.iter().all(|who| !who.rounds.is_empty()));
                let drawn = draw("test", &text, &loaded.warnings, true);
                prop_assert_eq!(drawn.is_empty(), loaded.warnings.is_empty());
            }
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                prop_assert!(errors.iter().all(|error| error.code.as_str().starts_with('E')));
                prop_assert!(errors.iter().all(|error| error.help.is_some()));
                let drawn = draw("test", &text, &errors, false);
                prop_assert!(!drawn.contains(['\u{202e}', '\u{0}', '\u{1b}', '\r']), "{}", drawn);
            }
        }
    }
}
