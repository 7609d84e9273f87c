//! A power cut at any moment: a child process is ended before every single thing it does to a file, and the next command
//! must find files that it can read, with nothing lost. This goes for every command that writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser;
use tempfile::TempDir;

use super::args::Typed;
use super::exit::Exit;
use super::settings::Order;
use super::world::World;

/// How many file operations are left before the process ends.
static LEFT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// What the child is to do: the number of operations, a blank, the line to run.
const TASK: &str = "RONDJE_TEST_TASK";

/// A file operation is about to happen.
pub fn operation() {
    if LEFT.fetch_sub(1, Ordering::Relaxed) == 0 {
        std::process::abort();
    }
}

/// Runs a line in this process, when it is a child with a task.
#[test]
fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let (operations, line) = task.split_once(' ').expect("a task");
    let typed = Typed::try_parse_from(line.split('|')).expect("a line");
    let order = Order::try_from(typed).expect("an order");
    LEFT.store(operations.parse().expect("a number"), Ordering::Relaxed);
    let exit = super::run(World::of_process(), &order);
    LEFT.store(usize::MAX, Ordering::Relaxed);
    assert_eq!(exit, Exit::Done);
}

const NAMES: [&str; 3] = ["e.toml", "e.schedule.toml", "e.night.toml"];

/// The files of an event, before or after a command.
type Files = [Option<Vec<u8>>; 3];

fn files(folder: &Path) -> Files {
    NAMES.map(|name| fs::read(folder.join(name)).ok())
}

/// A folder with these files, and the earlier schedules of another.
fn folder(files: &Files, like: &Path) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for entry in fs::read_dir(like).expect("a folder").flatten() {
        fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
    }
    for (name, bytes) in NAMES.iter().zip(files) {
        if let Some(bytes) = bytes {
            fs::write(folder.path().join(name), bytes).expect("a file");
        }
    }
    folder
}

/// Runs a line in a child process that ends before the operation of this number; true when it came to its end.
fn ran(folder: &Path, line: &str, operations: usize) -> bool {
    let event = folder.join(NAMES[0]);
    let line = line.replace("EVENT", &event.display().to_string());
    let line = line.replace("FOLDER", &folder.display().to_string());
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "cli::night_crash::child", "--nocapture"])
        .env(TASK, format!("{operations} {line}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("a child")
        .success()
}

fn whole(folder: &Path, line: &str) {
    assert!(ran(folder, line, usize::MAX), "{line}");
}

/// Ends a command at every operation, and looks at what is left.
fn at_every_operation(before: &Path, line: &str) {
    let start = files(before);
    let done = folder(&start, before);
    whole(done.path(), line);
    let end = files(done.path());
    for operations in 0.. {
        let desk = folder(&start, before);
        if ran(desk.path(), line, operations) {
            assert!(operations > 5, "{line} does more than {operations} things to files");
            return;
        }
        let left = files(desk.path());
        for (number, name) in NAMES.iter().enumerate() {
            let is_whole = left[number] == start[number] || left[number] == end[number];
            assert!(is_whole, "{line}, ended at {operations}: {name} is neither the old nor the new");
        }
        whole(desk.path(), "rondje|show|EVENT");
        if left != end {
            // Nothing is lost: what was interrupted can be done, or taken back and done.
            if !ran(desk.path(), line, usize::MAX) {
                whole(desk.path(), "rondje|undo|EVENT");
                whole(desk.path(), line);
            }
            let again = files(desk.path());
            assert_eq!(again[0], end[0], "{line}, ended at {operations}");
            assert_eq!(meetings(&again), meetings(&end), "{line}, ended at {operations}");
        }
        whole(desk.path(), "rondje|show|EVENT");
    }
}

/// The meetings of a schedule, whatever its revision.
fn meetings(files: &Files) -> Option<String> {
    let text = String::from_utf8(files[1].clone()?).ok()?;
    text.split_once("[[meeting]]").map(|(_, meetings)| meetings.to_owned())
}

#[test]
fn a_power_cut_at_any_moment_loses_nothing() {
    let desk = TempDir::new().expect("a folder");
    fs::write(desk.path().join(NAMES[0]), include_str!("../../events/mini.toml")).expect("an event");
    whole(desk.path(), "rondje|plan|EVENT");
    for line in [
        "rondje|no-show|EVENT|piet",
        "rondje|replan|EVENT|--round|1",
        "rondje|walk-in|EVENT|--name|Eva|--wants|Website|--offers|Roofing|--round|2",
        "rondje|replan|EVENT|--round|2|--policy|best",
        "rondje|held|EVENT",
        "rondje|undo|EVENT",
        "rondje|undo|EVENT",
        "rondje|undo|EVENT",
        "rondje|undo|EVENT",
        "rondje|undo|EVENT",
    ] {
        at_every_operation(desk.path(), line);
        whole(desk.path(), line);
    }
}

/// The texts of all files in a folder, those that an interrupted command left too.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    let text = |path: &Path| fs::read_to_string(path).expect("a text");
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), text(&entry.path()))).collect()
}

#[test]
fn forgetting_can_be_finished_whenever_it_was_interrupted() {
    let desk = TempDir::new().expect("a folder");
    fs::write(desk.path().join(NAMES[0]), include_str!("../../events/mini.toml")).expect("an event");
    for line in [
        "plan|EVENT",
        "no-show|EVENT|piet",
        "replan|EVENT|--round|2",
        "left|EVENT|amber|--round|4",
        "held|EVENT",
    ] {
        whole(desk.path(), &format!("rondje|{line}"));
    }
    let forget = "rondje|forget|EVENT|--yes";
    let start = files(desk.path());
    for operations in 0.. {
        let desk = folder(&start, desk.path());
        let done = ran(desk.path(), forget, operations);
        for (name, text) in texts(desk.path()) {
            let is_whole = name.starts_with(".rondje-") || toml::from_str::<toml::Table>(&text).is_ok();
            assert!(is_whole, "ended at {operations}: {name} is cut");
        }
        whole(desk.path(), forget);
        for (name, text) in texts(desk.path()) {
            for person in ["Fatima", "fatima", "Piet", "piet", "Dakdelta", "example.org"] {
                assert!(!text.contains(person), "ended at {operations}: {person} is in {name}");
            }
        }
        // The log says that Amber left before round 4, and the plan was not made again: all that is wrong with it.
        whole(desk.path(), "rondje|report|EVENT");
        whole(desk.path(), forget);
        if done {
            assert!(operations > 30, "forgetting does more than {operations} things to files");
            return;
        }
    }
}

/// All files below a folder, by their paths in it; not those that an interrupted command left.
fn all_files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            let inner = all_files(&entry.path()).into_iter();
            files.extend(inner.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else if !name.starts_with(".rondje-") {
            files.insert(name, fs::read(entry.path()).expect("a file"));
        }
    }
    files
}

/// A new folder with these files.
fn laid_out(files: &BTreeMap<String, Vec<u8>>) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

/// Ends a command at every operation: each file is the old one or the new one, none goes, and typing the line again does the
/// rest.
fn old_or_new_at_every_operation(start: &BTreeMap<String, Vec<u8>>, line: &str) {
    let desk = laid_out(start);
    whole(desk.path(), line);
    let end = all_files(desk.path());
    assert_ne!(&end, start, "{line} writes nothing");
    for operations in 0.. {
        let desk = laid_out(start);
        let done = ran(desk.path(), line, operations);
        let left = all_files(desk.path());
        for (name, bytes) in &left {
            let is_whole = [start, &end].iter().any(|files| files.get(name) == Some(bytes));
            assert!(is_whole, "{line}, ended at {operations}: {name} is neither the old nor the new");
        }
        let gone: Vec<&String> = start.keys().filter(|name| !left.contains_key(*name)).collect();
        assert!(gone.is_empty(), "{line}, ended at {operations}: {gone:?} are gone");
        if done {
            assert_eq!(left, end, "{line}");
            assert!(operations > 5, "{line} does more than {operations} things to files");
            return;
        }
        whole(desk.path(), line);
        assert_eq!(all_files(desk.path()), end, "{line}, ended at {operations} and done again");
    }
}

/// A small evening with a plan that its event has outgrown.
fn outgrown() -> BTreeMap<String, Vec<u8>> {
    let desk = TempDir::new().expect("a folder");
    let event = include_str!("../../events/mini.toml");
    fs::write(desk.path().join(NAMES[0]), event).expect("an event");
    whole(desk.path(), "rondje|plan|EVENT");
    let table = "Naam;Bedrijf;Zoekt;Biedt\nEva Smit;Smit;Website;Roofing\nJan Bos;Bos;Roofing;Website\n";
    fs::write(desk.path().join("table.csv"), table).expect("a table");
    fs::write(desk.path().join(NAMES[0]), event.replace("count = 4", "count = 3")).expect("an event");
    all_files(desk.path())
}

#[test]
fn a_new_plan_and_an_import_are_there_or_not() {
    let start = outgrown();
    old_or_new_at_every_operation(&start, "rondje|plan|EVENT");
    old_or_new_at_every_operation(&start, "rondje|import|FOLDER/table.csv|--into|EVENT");
}

#[test]
fn accepted_proposals_are_there_or_not() {
    let event = include_str!("../../events/mini.toml").replacen("offers = [", "offers = [\"Websites\", ", 1);
    let start = BTreeMap::from([(NAMES[0].to_owned(), event.into_bytes())]);
    old_or_new_at_every_operation(&start, "rondje|check|EVENT|--fix|--accept|all");
}

#[test]
fn exports_and_printed_matter_are_there_or_not() {
    let mut start = outgrown();
    let desk = laid_out(&start);
    whole(desk.path(), "rondje|plan|EVENT");
    whole(desk.path(), "rondje|export|EVENT");
    start = all_files(desk.path());
    start.insert("e-export/meetings.csv".to_owned(), b"of last week".to_vec());
    old_or_new_at_every_operation(&start, "rondje|export|EVENT");
    old_or_new_at_every_operation(&start, "rondje|print|EVENT|--only|table-signs,run-sheet,introductions");
}
