//! Broken event files, each with the exact text a person sees.
//!
//! Every `tests/broken/NAME.toml` is read, and what is said of it must be `tests/broken/NAME.txt`; the same goes for
//! the schedules in `tests/broken/schedules`. After a change that is
//! meant, `RONDJE_BLESS=1 cargo test --test broken_events` writes the texts anew: read every difference as an organizer
//! would.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rondje::diag::{Code, Diagnostic, draw};
use rondje::input::{Earlier, read_event};
use rondje::schedule_file;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

fn files() -> Vec<PathBuf> {
    files_in(&folder())
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be listed")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

/// The earlier schedules that broken files may name.
fn history(name: &str) -> Result<Earlier, String> {
    match name {
        "2026-09.schedule.toml" => {
            Ok("format = 1\n[[meeting]]\npeople = [\"anna\", \"bert\"]\n".to_owned().into())
        }
        "vergeten.schedule.toml" => {
            let people = [1, 2].map(|person| format!("anon-{person:024}"));
            Ok(format!("format = 1\n[[meeting]]\npeople = {people:?}\n").into())
        }
        "leeg.schedule.toml" => Ok("format = 1\n[event]\nname = \"x\"\n".to_owned().into()),
        "kapot.schedule.toml" => Ok("format = \n".to_owned().into()),
        _ => Err("there is no such file".into()),
    }
}

/// What is said of a file: the errors, or the warnings of a file that is in order.
fn messages(text: &str) -> Vec<Diagnostic> {
    match read_event(text, &mut history) {
        Ok(loaded) => loaded.warnings,
        Err(errors) => errors,
    }
}

/// What is said of a schedule of the event in `tests/broken/schedules/event.txt`.
fn messages_of_schedule(text: &str) -> Vec<Diagnostic> {
    let event = std::fs::read_to_string(folder().join("schedules/event.txt")).expect("the event");
    let event = read_event(&event, &mut history).expect("an event in order").event;
    schedule_file::read(text, &event).err().unwrap_or_default()
}

#[test]
fn says_exactly_this_of_events() {
    compare(&files(), messages);
}

#[test]
fn says_exactly_this_of_schedules() {
    compare(&files_in(&folder().join("schedules")), messages_of_schedule);
}

fn compare(files: &[PathBuf], messages: fn(&str) -> Vec<Diagnostic>) {
    let bless = std::env::var_os("RONDJE_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in files {
        let name = path.file_name().expect("a file name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("a readable file");
        let said = draw(&name, &text, &messages(&text), false);
        let expected_path = path.with_extension("txt");
        if bless {
            std::fs::write(&expected_path, &said).expect("tests/broken can be written");
        }
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_an_event_file_is_shown() {
    let shown: BTreeSet<Code> = files()
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a readable file"))
        .flat_map(|text| messages(&text))
        .map(|message| message.code)
        .collect();
    // Mistakes of other files, or too large for a file here.
    let elsewhere = [
        Code::TooLarge,
        Code::TooManyErrors,
        Code::TooMany,
        Code::MeetingNotTwo,
        Code::WrongDigest,
        Code::TemplateValue,
        Code::NoSuchTemplate,
        Code::Contradiction,
        Code::NoNames,
        Code::NoRegistrations,
        Code::NoSuchColumn,
    ];
    let missing: Vec<Code> =
        Code::all().filter(|code| !shown.contains(code) && !elsewhere.contains(code)).collect();
    assert!(missing.is_empty(), "no file in tests/broken shows {missing:?}");
}

#[test]
fn there_are_enough_files() {
    assert!(files().len() >= 30, "{}", files().len());
}

#[test]
fn messages_come_in_the_order_of_the_file() {
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let starts: Vec<Option<usize>> =
            messages(&text).iter().map(|message| message.at.as_ref().map(|(place, _)| place.start)).collect();
        assert!(starts.is_sorted(), "{}", path.display());
    }
}

#[test]
fn every_message_says_what_to_do() {
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        for message in messages(&text) {
            assert!(
                message.help.is_some_and(|help| !help.is_empty()),
                "{}: {}",
                path.display(),
                message.message
            );
        }
    }
}
