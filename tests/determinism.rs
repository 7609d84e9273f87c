//! The same event gives the same bytes: with one, two and eight threads, in debug and in release, today and on another
//! machine. The witness is `tests/expected/digests.txt`, with the SHA-256 of every file that the program makes of the
//! example events and of an invented night: schedule, certificate, every PDF, every export.
//!
//! After a change that is meant, `RONDJE_BLESS=1 cargo test --test determinism` writes the digests anew. That they are the
//! same in release shows `cargo test --release --test determinism`. Another solver may choose among plans of the same worth.

#![cfg(not(feature = "highs"))]

mod cli_support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cli_support::Desk;
use sha2::{Digest, Sha256};

/// The evenings, and how each comes to be: an example, or an evening that is invented.
const EVENINGS: [(&str, Option<&str>); 3] = [
    ("borrel", None),
    ("beursvloer", None),
    ("night", Some("new --example 24x6 --seed 7 --night night.toml")),
];

const THREADS: [usize; 3] = [1, 2, 8];

/// Digests by the path of a file.
type Digests = BTreeMap<String, String>;

fn witness() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected/digests.txt")
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes anything");
        hex
    })
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(below).collect()
}

/// The digests of everything that was made of an evening: of its files, in the folder of the desk. The calendars of each
/// attendee are left out: the one of all meetings has the same in it.
fn digests(desk: &Desk, name: &str) -> Digests {
    let folder = desk.path("");
    let made = files(&folder)
        .into_iter()
        .filter(|path| !path.parent().is_some_and(|above| above.ends_with("calendars")));
    let made = made.map(|path| {
        let below = path.strip_prefix(&folder).expect("it is in there").to_str().expect("a plain name");
        let unix = below.replace('\\', "/");
        (format!("{name}/{unix}"), sha256(&fs::read(&path).unwrap()))
    });
    made.collect()
}

/// Plans, proves, prints and exports an evening.
fn made_of(name: &str, invented: Option<&str>, threads: usize) -> Digests {
    let file = format!("{name}.toml");
    let desk = match invented {
        None => Desk::with(&[&file]),
        Some(line) => {
            let desk = Desk::with(&[]);
            desk.ok(line);
            desk
        }
    };
    desk.ok(&format!("plan {file} --threads {threads} --certificate {name}.certificate.toml --print"));
    desk.ok(&format!("print {file} --only alignment"));
    desk.ok(&format!("export {file}"));
    digests(&desk, name)
}

/// What differs between two runs, or from what is expected.
fn differences(one: &Digests, other: &Digests) -> BTreeSet<String> {
    let names = one.keys().chain(other.keys());
    names.filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

fn read_witness() -> Digests {
    let text = fs::read_to_string(witness()).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once("  "));
    lines.map(|(digest, name)| (name.to_owned(), digest.to_owned())).collect()
}

#[test]
fn the_same_event_gives_the_same_bytes() {
    let mut all = Digests::new();
    for (name, invented) in EVENINGS {
        let [one, two, eight] = THREADS.map(|threads| made_of(name, invented, threads));
        assert_eq!(differences(&one, &two), BTreeSet::new(), "with two threads");
        assert_eq!(differences(&one, &eight), BTreeSet::new(), "with eight threads");
        all.extend(one);
    }
    if std::env::var_os("RONDJE_BLESS").is_some() {
        let lines = all.iter().map(|(name, digest)| format!("{digest}  {name}\n"));
        fs::write(witness(), lines.collect::<String>()).unwrap();
    }
    let different = differences(&all, &read_witness());
    assert_eq!(different, BTreeSet::new(), "not the bytes of tests/expected/digests.txt");
}
