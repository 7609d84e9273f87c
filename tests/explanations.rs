//! The pages of `rondje explain CODE` are read like tests: the wrong example must bring the message about, the right one
//! must not.

use rondje::diag::{Code, Diagnostic};
use rondje::document::Templates;
use rondje::input::read_event;
use rondje::night;
use rondje::registrations::{self, Choice, Field};
use rondje::schedule_file;

/// Codes whose mistake is too large for a page.
const WITHOUT_EXAMPLE: [Code; 4] = [Code::TooLarge, Code::TooManyErrors, Code::TooLongText, Code::TooMany];

const FORMAT: &str = "format = 1\n";
const EVENT: &str = "[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30:00\n";
const ROUNDS: &str = "[rounds]\ncount = 8\nminutes = 7\n";
const PEOPLE: &str = "
[[attendee]]
id = \"fatima\"
name = \"Fatima El Amrani\"
wants = [\"Webdesign\"]
offers = [\"Dakisolatie\"]
[[attendee]]
id = \"piet\"
name = \"Piet de Vries\"
wants = [\"Dakisolatie\"]
offers = [\"Webdesign\"]
";
const DIGEST: &str =
    "event_digest = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"\n";
const SCHEDULE: &str = "event = \"Borrel\"\nrevision = 1\n";
const RESULT: &str = "[result]\npoints = 0\nbound = 0\nfloor = 0\nproof = \"gap\"\n";

/// The indented lines after `Wrong:` or `Right:`.
fn example(page: &str, heading: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("{heading}:\n\n"))?;
    let lines = rest.lines().take_while(|line| line.is_empty() || line.starts_with("    "));
    Some(lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n") + "\n")
}

/// An event file around an example; what the example brings itself is left out.
fn event_around(example: &str) -> String {
    if example.contains("format =") {
        return example.to_owned();
    }
    let mut text = String::from(FORMAT);
    for (header, part) in [("[event]", EVENT), ("[rounds]", ROUNDS)] {
        if !example.contains(header) {
            text.push_str(part);
        }
    }
    text.push_str(example);
    if !example.contains("[[attendee]]") {
        text.push_str(PEOPLE);
    }
    text
}

fn schedule_around(example: &str) -> String {
    let (own, rest) = if example.contains("event_digest") { (example, "") } else { (DIGEST, example) };
    [FORMAT, SCHEDULE, own, RESULT, rest].concat()
}

fn said_of_event(text: &str) -> Vec<Diagnostic> {
    let mut history = |name: &str| match name {
        "2026-09.schedule.toml" => Ok("[[meeting]]\npeople = [\"a\", \"b\"]\n".to_owned().into()),
        "forgotten.schedule.toml" => {
            let people = [1, 2].map(|person| format!("anon-{person:024}"));
            Ok(format!("[[meeting]]\npeople = {people:?}\n").into())
        }
        _ => Err("there is no such file".to_owned()),
    };
    match read_event(text, &mut history) {
        Ok(loaded) => loaded.warnings,
        Err(errors) => errors,
    }
}

/// What is said of the built-in template that has a line with the key of an example, with that line instead.
fn said_of_template(example: &str) -> Vec<Diagnostic> {
    let (key, _) = example.trim().split_once('=').expect("an example is one line");
    let is_its_line = |line: &&str| line.starts_with(key);
    let (name, text) =
        Templates::texts().iter().find(|(_, text)| text.lines().any(|line| is_its_line(&line))).unwrap();
    let line = text.lines().find(is_its_line).unwrap();
    let own = [((*name).to_owned(), text.replacen(line, example.trim(), 1))];
    let bad = Templates::from_texts(&own).err().unwrap_or_default();
    bad.into_iter().flat_map(|bad| bad.diagnostics).collect()
}

/// What is said of registrations that are imported with `--map "Ik zoek=wants"`, where the page says so.
fn said_of_registrations(code: Code, example: &str) -> Vec<Diagnostic> {
    let choice = Choice { header: "Ik zoek".to_owned(), field: Some(Field::Wants) };
    let typed = if code == Code::NoSuchColumn { &[choice][..] } else { &[] };
    registrations::read(example.as_bytes(), typed, &[]).err().unwrap_or_default()
}

fn said(code: Code, example: &str) -> Vec<Diagnostic> {
    if code.as_str().starts_with("E8") {
        return said_of_registrations(code, example);
    }
    if code.as_str().starts_with("E6") {
        return said_of_template(example);
    }
    let event =
        || read_event(&event_around(""), &mut |_| Err(String::new())).expect("the event is in order").event;
    if code.as_str().starts_with("E5") {
        schedule_file::read(&schedule_around(example), &event()).err().unwrap_or_default()
    } else if code.as_str().starts_with("E7") {
        night::read(&[FORMAT, example].concat(), &event()).err().unwrap_or_default()
    } else {
        said_of_event(&event_around(example))
    }
}

#[test]
fn wrong_examples_are_wrong_and_right_ones_right() {
    for code in Code::all().filter(|code| !WITHOUT_EXAMPLE.contains(code)) {
        let page = code.explanation();
        let wrong = example(page, "Wrong").unwrap_or_else(|| panic!("{code} has no wrong example"));
        let right = example(page, "Right").unwrap_or_else(|| panic!("{code} has no right example"));
        let codes: Vec<Code> = said(code, &wrong).iter().map(|message| message.code).collect();
        assert!(codes.contains(&code), "{code}: the wrong example gives {codes:?}");
        let errors: Vec<Diagnostic> = said(code, &right);
        let bad = |message: &&Diagnostic| message.code == code || message.code.as_str().starts_with('E');
        assert_eq!(errors.iter().find(bad), None, "{code}: the right example is wrong");
    }
}

#[test]
fn pages_are_fit_for_a_terminal() {
    for code in Code::all() {
        let page = code.explanation();
        assert!(page.ends_with('\n') && page.len() > 80, "{code} says too little");
        for line in page.lines() {
            assert!(line.chars().count() <= 100, "{code}: {line}");
        }
    }
}
