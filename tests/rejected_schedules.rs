//! Bad schedules, kept for ever: each with the exact text a person sees, so that no rule ever falls asleep.
//!
//! Every `tests/rejected/NAME.toml` is a schedule of the evening in `tests/rejected/evening.toml`, and what the audit
//! says of it must be `tests/rejected/NAME.txt`. After a change that is meant, `RONDJE_BLESS=1 cargo test --test
//! rejected_schedules` writes the texts anew: read every difference as an organizer would.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rondje::audit::{Audit, Rule, audit};
use rondje::domain::Event;
use rondje::{input, schedule_file};

const EVENING: &str = "evening";

fn path(name: &str, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rejected").join(name).with_extension(extension)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The schedules in the folder, by name.
fn names() -> BTreeSet<String> {
    let folder = path("", "").read_dir().expect("tests/rejected can be listed");
    let files = folder.map(|entry| entry.expect("an entry of tests/rejected").path());
    let schedules = files.filter(|file| file.extension().is_some_and(|extension| extension == "toml"));
    let names = schedules.map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned());
    names.filter(|name| name != EVENING).collect()
}

fn evening() -> Event {
    let text = read(&path(EVENING, "toml"));
    input::read_event(&text, &mut |_| Err(String::new())).expect("the evening is in order").event
}

fn judge(name: &str) -> Audit {
    let event = evening();
    let schedule =
        schedule_file::read(&read(&path(name, "toml")), &event).expect("a schedule that can be read");
    audit(&event, &schedule)
}

fn said_of(name: &str) -> String {
    let lines: Vec<String> = judge(name).violations.iter().map(ToString::to_string).collect();
    lines.join("\n") + if lines.is_empty() { "" } else { "\n" }
}

#[test]
fn says_exactly_this() {
    let bless = std::env::var_os("RONDJE_BLESS").is_some();
    let mut wrong = Vec::new();
    for name in names() {
        let (said, expected) = (said_of(&name), path(&name, "txt"));
        if bless {
            std::fs::write(&expected, &said).expect("tests/rejected can be written");
        }
        if said != std::fs::read_to_string(&expected).unwrap_or_default() {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "not what is expected:\n\n{}", wrong.join("\n"));
}

#[test]
fn only_the_good_one_is_clean() {
    let clean: Vec<String> = names().into_iter().filter(|name| judge(name).is_clean()).collect();
    assert_eq!(clean, ["good"]);
}

#[test]
fn every_rule_has_a_schedule_that_breaks_it_alone() {
    let alone = names().into_iter().filter_map(|name| {
        let rules: BTreeSet<Rule> = judge(&name).violations.iter().map(|violation| violation.rule).collect();
        if rules.len() == 1 { rules.into_iter().next() } else { None }
    });
    let all = [
        Rule::OnePlaceAtATime,
        Rule::MeetOnce,
        Rule::TableOnce,
        Rule::Present,
        Rule::MayMeet,
        Rule::MustMeet,
        Rule::HostStays,
        Rule::MaxMeetings,
        Rule::Points,
        Rule::Floor,
        Rule::Bound,
    ];
    assert_eq!(alone.collect::<BTreeSet<_>>(), BTreeSet::from(all));
}
