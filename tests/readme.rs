//! The README is run: its commands, its output, its example event and its tables are what the program really does.
//! With `RONDJE_BLESS=1` the generated parts are written anew.

mod cli_support;
#[path = "cli_support/sheet.rs"]
mod sheet;

use std::fs;

use cli_support::{Desk, repository, same_as_file};
use rondje::audit::Rule;
use rondje::cli::Exit;
use rondje::diag::{Code, Severity, draw};
use rondje::document::Kind;
use rondje::domain::{Event, Matching};
use rondje::input::read_event;
use rondje::registrations::Field;

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).unwrap().replace("\r\n", "\n")
}

/// A desk that looks like a clone of the repository.
fn clone() -> Desk {
    let desk = Desk::with(&[]);
    fs::create_dir(desk.path("events")).unwrap();
    for name in ["mini.toml", "borrel.toml", "beursvloer.toml"] {
        fs::copy(repository().join("events").join(name), desk.path("events").join(name)).unwrap();
    }
    fs::copy(repository().join("tests/registrations/google-forms.csv"), desk.path("registrations.csv"))
        .unwrap();
    desk
}

#[test]
fn the_generated_parts_are_what_the_program_says() {
    let desk = clone();
    let mut written = String::new();
    let text = readme();
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        written.push_str(line);
        written.push('\n');
        let marker = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        if let Some(part) = marker.and_then(|marker| generated(&desk, marker)) {
            written.push_str(&part);
            assert!(rest.by_ref().any(|line| line == "<!-- end -->"), "no end after {line}");
            written.push_str("<!-- end -->\n");
        }
    }
    same_as_file("README.md", &format!("{}\n", written.trim_end()));
}

/// What belongs between a marker and its end; none when the marker is of another kind.
fn generated(desk: &Desk, marker: &str) -> Option<String> {
    if let Some(line) = marker.strip_prefix("run: ") {
        return Some(format!("```text\n$ rondje {line}\n{}```\n", desk.ok(line)));
    }
    if let Some(file) = marker.strip_prefix("file: ") {
        let text = fs::read_to_string(repository().join(file)).unwrap();
        return Some(format!("```toml\n{}\n```\n", text.trim_end()));
    }
    if let Some(id) = marker.strip_prefix("sheet: ") {
        let event = event(&desk.read("events/mini.toml"));
        return Some(format!(
            "```text\n{}```\n",
            sheet::agenda(&event, &desk.read("events/mini.schedule.toml"), id)
        ));
    }
    match marker {
        "exit-codes" => Some(exit_codes()),
        "messages" => Some(messages()),
        "contents" => Some(contents()),
        "headers" => Some(headers()),
        _ => None,
    }
}

/// A link to every chapter.
fn contents() -> String {
    let text = readme();
    let links = text.lines().filter_map(|line| line.strip_prefix("## ")).map(|title| {
        let kept = title.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != ' ' && c != '-', "");
        format!("[{title}](#{})", kept.replace(' ', "-"))
    });
    format!("\n{}\n\n", links.collect::<Vec<_>>().join(" ·\n"))
}

fn exit_codes() -> String {
    let rows = Exit::ALL.map(|exit| format!("| {} | {} |\n", exit.code(), exit.meaning()));
    format!("| exit code | meaning |\n| --- | --- |\n{}", rows.concat())
}

fn headers() -> String {
    let row = |(field, word): (Field, &str)| match field.headers() {
        [] => format!("| `{word}` | questions whether contact details may be shared, or which |\n"),
        headers => format!("| `{word}` | {} |\n", headers.join(", ")),
    };
    format!("| field | headers |\n| --- | --- |\n{}", Field::ALL.map(row).concat())
}

fn messages() -> String {
    let row = |code: Code| {
        let kind = if code.severity() == Severity::Error { "error" } else { "warning" };
        format!("| {code} | {kind} | {} |\n", code.title())
    };
    let rows: String = Code::all().map(row).collect();
    format!("| code | kind | what it is about |\n| --- | --- | --- |\n{rows}")
}

/// The lines of all blocks that a person is to type.
fn typed() -> Vec<String> {
    let text = readme();
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    blocks.flat_map(str::lines).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_command_works() {
    let desk = clone();
    let mut ran = 0;
    for line in typed() {
        let command = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("rondje "));
        match command {
            Some(command) => drop(desk.ok(command)),
            None => assert!(
                line == "cargo test" || is_the_benchmark(&line),
                "nobody runs {line}, which is in the README"
            ),
        }
        ran += 1;
    }
    assert!(ran >= 5, "only {ran} commands were found");
    let text = readme();
    for kind in Kind::all() {
        let file = kind.file_name();
        assert!(desk.path("events/borrel-print").join(file).exists(), "{file}");
        assert!(text.contains(&format!("`{file}`")), "the README does not name {file}");
    }
    assert!(desk.path("events/borrel.schedule.toml").exists());
}

/// It takes too long to be run; that it is the command of the benchmark has to do.
fn is_the_benchmark(line: &str) -> bool {
    let benchmark = fs::read_to_string(repository().join("tests/benchmark/main.rs")).unwrap();
    benchmark.lines().any(|said| said.strip_prefix("//! ") == Some(line))
}

#[test]
fn the_first_command_is_the_main_job() {
    assert_eq!(
        typed().first().map(String::as_str),
        Some("cargo run --release -- plan events/borrel.toml --print")
    );
}

#[test]
fn the_test_command_is_what_continuous_integration_runs() {
    let ci = fs::read_to_string(repository().join(".ci/run")).unwrap();
    let command = typed().into_iter().find(|line| line.starts_with("cargo test")).expect("a test command");
    assert!(ci.lines().any(|line| line == command), ".ci/run does not run {command}");
}

fn reference() -> Event {
    let text = readme();
    let block =
        text.split("<!-- check: reference -->\n```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let text = block.expect("the reference event");
    event(text)
}

/// An event without errors and warnings.
fn event(text: &str) -> Event {
    let loaded = read_event(text, &mut |name| Err(format!("no {name}")))
        .unwrap_or_else(|errors| panic!("{}", draw("event", text, &errors, false)));
    assert!(loaded.warnings.is_empty(), "{}", draw("event", text, &loaded.warnings, false));
    loaded.event
}

#[test]
fn the_reference_event_is_right_and_shows_the_defaults() {
    let event = reference();
    assert_eq!(event.matching, Matching::default());
    assert_eq!(event.attendees[0].avoids, [3]);
}

#[test]
fn the_rules_have_the_names_of_the_audit() {
    let text = readme();
    let table =
        text.split("| rule | holds when |\n| --- | --- |\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names: Vec<&str> = table.lines().map(|row| row.split('|').nth(1).unwrap().trim()).collect();
    let rules = [
        Rule::OnePlaceAtATime,
        Rule::MeetOnce,
        Rule::TableOnce,
        Rule::Present,
        Rule::MayMeet,
        Rule::MustMeet,
        Rule::HostStays,
        Rule::MaxMeetings,
    ];
    assert_eq!(names, rules.map(|rule| format!("{rule:?}")));
}

/// The crates that `Cargo.toml` names, sorted.
fn crates() -> Vec<String> {
    let manifest = fs::read_to_string(repository().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let tables = ["dependencies", "dev-dependencies"].map(|name| manifest[name].as_table().unwrap());
    let mut names: Vec<String> = tables.iter().flat_map(|table| table.keys().cloned()).collect();
    names.sort();
    names
}

#[test]
fn every_crate_has_a_reason() {
    let text = readme();
    let table = text.split("| crate | what it is for |\n| --- | --- |\n").nth(1).unwrap();
    let rows = table.split("\n\n").next().unwrap().lines();
    let mut named: Vec<String> = rows.map(|row| row.split('`').nth(1).expect("a crate").to_owned()).collect();
    named.sort();
    assert_eq!(named, crates());
}

#[test]
fn the_changes_have_this_version() {
    assert!(readme().contains(concat!("\n### ", env!("CARGO_PKG_VERSION"), "\n")));
}
