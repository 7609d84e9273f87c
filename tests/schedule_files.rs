//! Schedule files: what is written is read again, and the digest says what the planner would see.

use proptest::prelude::*;
use rondje::diag::Code;
use rondje::domain::{Event, Meeting, PlanResult, Proof, Schedule};
use rondje::input::read_event;
use rondje::schedule_file::{digest, read, write};

const EVENT: &str = r##"format = 1

[event]
name = "Borrel"
date = 2026-12-10
start = 17:30:00
language = "nl"
notes = "x"

[rounds]
count = 6
minutes = 8
breaks = [{ after = 2, minutes = 15 }]

[tables]
count = 3
names = { 1 = "Bar" }

[matching]
related_fit = 50
sit_out = 90
history = ["a.schedule.toml"]

[[topic]]
name = "Webdesign"
aliases = ["websites"]
within = "Marketing"

[[topic]]
name = "Marketing"

[[group]]
name = "Bouw"
color = "#C75B12"
focus = 150

[[attendee]]
id = "anna"
name = "Anna"
company = "Dakdelta"
group = "Bouw"
wants = ["Webdesign", { topic = "Financiering", priority = "high", note = "loods" }]
offers = ["Dakisolatie"]
asks_for = ["bert"]
knows = ["cor"]
rounds = { from = 2 }
max_meetings = 3

[[attendee]]
id = "bert"
name = "Bert"
offers = ["Marketing", "Financiering"]
avoids = ["dirk"]
host = 2

[[attendee]]
id = "cor"
name = "Cor"
wants = ["Dakisolatie"]
title = "Baas"

[[attendee]]
id = "dirk"
name = "Dirk"
wants = ["Dakisolatie", "Marketing"]
company = "Dirk BV"

[[pair]]
people = ["anna", "cor"]
rule = "must"
round = 3

[[pair]]
people = ["cor", "dirk"]
rule = "prefer"
"##;

fn event(text: &str) -> Event {
    let mut history = |_: &str| Ok("[[meeting]]\npeople = [\"cor\", \"bert\"]\n".to_owned().into());
    read_event(text, &mut history).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}")).event
}

fn schedule(meetings: Vec<Meeting>) -> Schedule {
    Schedule {
        event: "Borrel".into(),
        event_digest: digest(&event(EVENT)),
        revision: 1,
        result: PlanResult { points: 71_240, bound: 71_310, floor: 3, proof: Proof::Gap },
        meetings,
    }
}

fn meeting(round: u32, table: u32, people: [usize; 2]) -> Meeting {
    Meeting { round, table, people, pinned: false, kept: false }
}

#[test]
fn a_schedule_looks_like_this() {
    let mut first = meeting(1, 1, [2, 3]);
    first.pinned = true;
    first.kept = true;
    let written = write(&event(EVENT), &schedule(vec![meeting(2, 1, [0, 1]), meeting(1, 3, [0, 1]), first]));
    let expected = "\
# Who meets whom, when and at which table. Written by rondje; all printing reads this file.
# You can change it by hand: `rondje audit` then says whether every rule still holds.
format = 1
event = \"Borrel\"
event_digest = \"DIGEST\"
revision = 1

[result]
points = 71240
bound = 71310
floor = 3
proof = \"gap\"

[[meeting]]
round = 1
table = 1
people = [\"cor\", \"dirk\"]
pinned = true
kept = true

[[meeting]]
round = 1
table = 3
people = [\"anna\", \"bert\"]

[[meeting]]
round = 2
table = 1
people = [\"anna\", \"bert\"]
";
    assert_eq!(written, expected.replace("DIGEST", &digest(&event(EVENT))));
}

#[test]
fn the_digest_has_its_shape() {
    let digest = digest(&event(EVENT));
    let digits = digest.strip_prefix("sha256:").expect("the name of the sum");
    assert!(digits.len() == 64 && digits.chars().all(|c| c.is_ascii_hexdigit()), "{digest}");
}

#[test]
fn the_digest_ignores_what_the_planner_does_not_see() {
    let before = digest(&event(EVENT));
    for (old, new) in [
        ("name = \"Borrel\"", "name = \"Kerstborrel\""),
        ("2026-12-10", "2026-12-11"),
        ("start = 17:30:00", "start = 18:00:00"),
        ("language = \"nl\"", "language = \"en\""),
        ("notes = \"x\"\n", ""),
        ("minutes = 8", "minutes = 9"),
        ("after = 2", "after = 3"),
        ("names = { 1 = \"Bar\" }\n", ""),
        ("#C75B12", "#000000"),
        ("name = \"Anna\"", "name = \"Anna de Boer\""),
        ("company = \"Dakdelta\"", "company = \"DAKDELTA\""),
        ("company = \"Dakdelta\"", "email = \"a@b.nl\"\nshare = [\"email\"]\ncompany = \"Dakdelta\""),
        ("title = \"Baas\"\n", ""),
        ("wants = [\"Webdesign\"", "wants = [\"websites\""),
        ("note = \"loods\"", "note = \"schuur\""),
        ("offers = [\"Marketing\", \"Financiering\"]", "offers = [\"financiering\", \"marketing\"]"),
        ("avoids = [\"dirk\"]", "knows = [\"cor\"]\navoids = [\"dirk\"]"),
        ("people = [\"anna\", \"cor\"]", "people = [\"cor\", \"anna\"]"),
        ("round = 3", "rounds = [3]"),
        ("rule = \"prefer\"", "rule = \"prefer\"\npoints = 800"),
        ("sit_out = 90", "sit_out = 90\nknown = \"allow\""),
        ("[[group]]", "[[topic]]\nname = \"Ongebruikt\"\nwithin = \"Marketing\"\n[[group]]"),
        ("rounds = { from = 2 }", "rounds = { from = 2, until = 6 }"),
    ] {
        assert!(EVENT.contains(old), "{old}");
        assert_eq!(digest(&event(&EVENT.replacen(old, new, 1))), before, "{new}");
    }
}

#[test]
fn the_digest_notices_what_the_planner_sees() {
    let before = digest(&event(EVENT));
    for (old, new) in [
        ("count = 6", "count = 5"),
        ("count = 3", "count = 4"),
        ("related_fit = 50", "related_fit = 60"),
        ("sit_out = 90", "sit_out = 90\nmutual_bonus = 51"),
        ("sit_out = 90", "sit_out = 90\nnew_contact = 99"),
        ("sit_out = 90", "sit_out = 90\nother_group = 51"),
        ("sit_out = 90", "sit_out = 90\nshared_acquaintance = 26"),
        ("sit_out = 90", "sit_out = 91"),
        ("sit_out = 90", "sit_out = 90\nsame_company = \"allow\""),
        ("sit_out = 90", "sit_out = 90\nknown = \"never\""),
        ("sit_out = 90", "sit_out = 90\nfloor = 0"),
        ("history = [\"a.schedule.toml\"]\n", ""),
        ("within = \"Marketing\"\n", ""),
        ("focus = 150", "focus = 151"),
        ("id = \"anna\"\nname", "id = \"anna2\"\nname"),
        ("company = \"Dakdelta\"\n", ""),
        ("company = \"Dirk BV\"", "company = \"Dakdelta\""),
        ("group = \"Bouw\"\n", ""),
        ("\"Webdesign\", {", "{"),
        ("priority = \"high\"", "priority = \"low\""),
        ("offers = [\"Dakisolatie\"]\n", ""),
        ("asks_for = [\"bert\"]\n", ""),
        ("knows = [\"cor\"]\n", ""),
        ("avoids = [\"dirk\"]\n", ""),
        ("host = 2\n", ""),
        ("rounds = { from = 2 }\n", ""),
        ("max_meetings = 3\n", ""),
        ("round = 3\n", ""),
        ("round = 3", "round = 3\ntable = 1"),
        ("rule = \"prefer\"", "rule = \"prefer\"\npoints = 799"),
        ("rule = \"prefer\"", "rule = \"never\""),
    ] {
        assert!(EVENT.contains(old), "{old}");
        let mut changed = EVENT.replacen(old, new, 1);
        if new.contains("anna2") {
            changed = changed.replace("\"anna\", \"cor\"", "\"anna2\", \"cor\"");
        }
        assert_ne!(digest(&event(&changed)), before, "{new}");
    }
}

#[test]
fn the_digest_does_not_depend_on_order() {
    let (head, blocks) = EVENT.split_once("[[topic]]").expect("topics");
    let mut blocks: Vec<String> = format!("[[topic]]{blocks}")
        .split("\n[[")
        .map(|block| format!("\n[[{}", block.trim_start_matches("[[")))
        .collect();
    let before = digest(&event(EVENT));
    for _ in 0..blocks.len() {
        blocks.rotate_left(1);
        assert_eq!(digest(&event(&format!("{head}{}", blocks.concat()))), before);
    }
    blocks.reverse();
    assert_eq!(digest(&event(&format!("{head}{}", blocks.concat()))), before);
}

#[test]
fn all_errors_come_at_once() {
    let text = "format = 1\nevent = \"Borrel\"\nevent_digest = \"x\"\nrevison = 1\n[result]\npoints = 1\n\
                [[meeting]]\nround = 1\ntable = 1\npeople = [\"ana\", \"bert\"]\n\
                [[meeting]]\nround = 1\npeople = [\"bert\", \"bert\"]\n";
    let errors = read(text, &event(EVENT)).expect_err("errors");
    let codes: Vec<Code> = errors.iter().map(|error| error.code).collect();
    assert_eq!(
        codes,
        [
            Code::MissingKey,
            Code::WrongDigest,
            Code::UnknownKey,
            Code::MissingKey,
            Code::UnknownPerson,
            Code::MissingKey,
            Code::MeetingNotTwo
        ]
    );
    assert_eq!(errors[4].help.as_deref(), Some("did you mean `anna`?"));
}

#[test]
fn rounds_and_tables_are_left_to_the_audit() {
    let text = write(&event(EVENT), &schedule(vec![meeting(99, 999, [0, 1]), meeting(99, 999, [0, 1])]));
    assert_eq!(read(&text, &event(EVENT)).map(|schedule| schedule.meetings.len()), Ok(2));
}

/// The event with ids and a name that need care.
fn careful_event() -> Event {
    let mut event = event(EVENT);
    event.attendees[0].id = "ána_1.b-2".into();
    event.attendees[1].id = "анна".into();
    event
}

fn meetings() -> impl Strategy<Value = Vec<Meeting>> {
    let one = (1..=100_u32, 1..=5_000_u32, 0..4_usize, 1..4_usize, any::<bool>(), any::<bool>());
    let one = one.prop_map(|(round, table, a, step, pinned, kept)| {
        let b = (a + step) % 4;
        Meeting { round, table, people: [a.min(b), a.max(b)], pinned, kept }
    });
    prop::collection::vec(one, 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(
        mut meetings in meetings(),
        name in "[a-zA-Z0-9\"\\\\'#=é ж漢\u{300}]{0,40}",
        revision in 1..1_000_000_u32,
        points in any::<i64>(),
        optimal in any::<bool>(),
    ) {
        let event = careful_event();
        meetings.sort_by_key(|meeting| (meeting.round, meeting.table, meeting.people));
        meetings.dedup_by_key(|meeting| (meeting.round, meeting.table, meeting.people));
        let proof = if optimal { Proof::Optimal } else { Proof::Gap };
        let schedule = Schedule {
            event: format!("x{name}x"),
            revision,
            result: PlanResult { points, bound: points, floor: revision % 100, proof },
            ..schedule(meetings)
        };
        let text = write(&event, &schedule);
        prop_assert_eq!(read(&text, &event), Ok(schedule.clone()));
        let mut shuffled = schedule;
        shuffled.meetings.reverse();
        prop_assert_eq!(write(&event, &shuffled), text);
    }

    #[test]
    fn no_damage_makes_it_fall_over(at in 0..700_usize, length in 0..40_usize, token in "[\\[\\]{}=,.\"0-9a-z\n-]{0,6}") {
        let event = event(EVENT);
        let mut text = write(&event, &schedule(vec![meeting(1, 3, [0, 1]), meeting(2, 1, [2, 3])]));
        let from = at.min(text.len());
        let until = (from + length).min(text.len());
        text.replace_range(from..until, &token);
        if let Err(errors) = read(&text, &event) {
            prop_assert!(errors.iter().all(|error| error.help.is_some()));
        }
    }
}
