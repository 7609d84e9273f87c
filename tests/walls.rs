//! The walls between the rooms of the house, and what may stand at the top of the repository. What must stay absent is
//! written down in `src/ARCHITECTURE.md`; this test reads the imports and fails when a wall is broken.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which rooms each room may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("diag", &[]),
    ("amend", &[]),
    ("matching", &["domain"]),
    ("forget", &["domain", "amend"]),
    ("report", &["domain", "matching"]),
    ("plan", &["domain", "matching"]),
    ("audit", &["domain"]),
    ("input", &["domain", "diag", "forget"]),
    ("schedule_file", &["domain", "diag", "input"]),
    ("night", &["domain", "diag", "input", "plan", "amend"]),
    ("document", &["domain", "matching", "report", "diag", "input"]),
    ("pdf", &["document", "domain"]),
    ("export", &["document", "domain", "matching"]),
    ("registrations", &["domain", "diag", "input", "amend"]),
    ("thesaurus", &["domain", "amend"]),
    (
        "cli",
        &[
            "amend",
            "audit",
            "diag",
            "document",
            "domain",
            "export",
            "forget",
            "input",
            "matching",
            "night",
            "pdf",
            "plan",
            "registrations",
            "report",
            "schedule_file",
            "thesaurus",
        ],
    ),
];

/// Crates that only these rooms know.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("good_lp", &["plan"]),
    ("batsat", &["plan"]),
    ("microlp", &["plan"]),
    ("printpdf", &["pdf"]),
    ("lopdf", &["pdf"]),
    ("png", &["document"]),
    ("qrcodegen", &["document"]),
    ("calamine", &["registrations"]),
    ("cfb", &["registrations"]),
    ("csv", &["export", "registrations"]),
    ("encoding_rs", &["registrations"]),
    ("zip", &["registrations"]),
    ("rust_stemmers", &["thesaurus"]),
    ("clap", &["cli"]),
    ("ctrlc", &["cli"]),
    ("tempfile", &["cli"]),
    ("getrandom", &["cli"]),
    ("hmac", &["forget"]),
    ("serde_json", &["cli", "export"]),
    ("chrono_tz", &["export", "input"]),
];

/// The world, which only the command line may touch: files, environment, clock, network, terminal, processes.
const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "SystemTime",
    "Instant",
    "Utc",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
];

/// What may stand at the top of the repository, besides names that begin with a dot.
const TOP: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "events",
    "templates",
    "tests",
    "README.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

#[test]
fn no_room_reaches_through_a_wall() {
    let mut broken = Vec::new();
    for path in sources(&root().join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        broken.extend(offences(path.strip_prefix(root().join("src")).unwrap(), &text));
    }
    assert!(broken.is_empty(), "walls are broken:\n{}", broken.join("\n"));
}

#[test]
fn every_room_has_its_walls() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = MAY_NAME.iter().any(|(room, _)| *room == name);
        let thin = ["lib.rs", "main.rs", "ARCHITECTURE.md"].contains(&name.as_str());
        assert!(known || thin, "src/{name} is a room without walls: add it to MAY_NAME in tests/walls.rs");
    }
}

#[test]
fn the_top_of_the_repository_is_tidy() {
    let strangers: Vec<String> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && name != "target" && !TOP.contains(&name.as_str()))
        .collect();
    assert!(strangers.is_empty(), "these do not belong at the top: {strangers:?}");
    for name in TOP {
        assert!(root().join(name).exists(), "{name} is missing");
    }
}

#[test]
fn offenders_are_caught() {
    let caught = |file: &str, text: &str| offences(Path::new(file), text).len();
    assert_eq!(caught("audit/rules.rs", "use crate::domain::Event;"), 0);
    assert_eq!(caught("audit/rules.rs", "use crate::matching::Pairs;"), 1);
    assert_eq!(caught("audit/rules.rs", "use crate::{domain::Event, matching::{Pairs, Pair}, plan};"), 3);
    assert_eq!(caught("audit/mod.rs", "fn f() { super::matching::count() }"), 1);
    assert_eq!(caught("audit/rules.rs", "fn f() { super::super::matching::count() }"), 1);
    assert_eq!(caught("audit/rules.rs", "fn f() { super::matching() }"), 0, "a neighbour of the same name");
    assert_eq!(caught("domain/event.rs", "use rondje::cli;"), 1);
    assert_eq!(caught("matching/mod.rs", "use good_lp::variable;"), 1);
    assert_eq!(caught("plan/program.rs", "use good_lp::variable; let t = std::time::Duration::ZERO;"), 0);
    assert_eq!(caught("plan/program.rs", "use std::time::{Duration, Instant};"), 1);
    assert_eq!(caught("plan/program.rs", "let now = std::time::Instant::now();"), 1);
    assert_eq!(caught("input/mod.rs", "use std::{collections::BTreeMap, fs};"), 1);
    assert_eq!(caught("input/mod.rs", "fn f() { println!(\"x\"); }"), 1);
    assert_eq!(caught("input/mod.rs", "// use crate::plan; std::fs\nlet s = \"crate::plan println!\";"), 0);
    assert_eq!(caught("input/mod.rs", "/* std::fs */ let c = '\"'; use crate::plan;"), 1);
    assert_eq!(caught("cli/world.rs", "use std::fs; use crate::plan;"), 0);
    assert_eq!(caught("pdf/mod.rs", "use crate::matching::Pairs;"), 1);
    assert_eq!(caught("lib.rs", "pub mod plan;"), 0);
    let tests = "use crate::domain::A;\n#[cfg(test)]\nmod tests { use crate::plan; use std::fs; }\n";
    assert_eq!(caught("audit/mod.rs", tests), 0, "tests may look around");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What a file (its path below `src`) names that it must not.
fn offences(file: &Path, text: &str) -> Vec<String> {
    let parts: Vec<&str> = file.iter().map(|part| part.to_str().unwrap()).collect();
    let [room, rest @ ..] = parts.as_slice() else { return Vec::new() };
    if rest.is_empty() {
        // `lib.rs` names the rooms, `main.rs` the command line.
        return Vec::new();
    }
    let depth = rest.len() + usize::from(rest.last() != Some(&"mod.rs"));
    let names = names(&tokens(&without_tests(text)), depth);
    let walls = MAY_NAME.iter().find(|(name, _)| name == room).map_or(&[][..], |(_, may)| may);
    names
        .iter()
        .filter(|name| is_offence(room, walls, name))
        .map(|name| format!("src/{}: {name}", file.display()))
        .collect()
}

fn is_offence(room: &str, walls: &[&str], name: &str) -> bool {
    if let Some(path) = name.strip_prefix("crate::") {
        let other = path.split("::").next().unwrap_or(path);
        let is_room = MAY_NAME.iter().any(|(name, _)| *name == other);
        return is_room && other != room && !walls.contains(&other);
    }
    let head = name.split("::").next().unwrap_or(name);
    // A word alone is a method or a variable: `one.zip(other)`.
    let owned = name.contains("::")
        && ONLY_IN.iter().any(|(krate, owners)| *krate == head && !owners.contains(&room));
    let touches = |part: &str| name == part || name.starts_with(&format!("{part}::"));
    owned || (room != "cli" && WORLD.iter().any(|part| touches(part)))
}

/// The text up to the tests at its end.
fn without_tests(text: &str) -> String {
    let starts = ["mod ", "pub(super) mod "].map(|tests| text.find(&format!("#[cfg(test)]\n{tests}")));
    let end = starts.into_iter().flatten().min().unwrap_or(text.len());
    text[..end].to_owned()
}

/// Words, `::`, `{`, `}`, `,` and `!` of Rust code, without comments, strings and characters.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let rest = &chars[i..];
        let skipped = comment(rest).or_else(|| string(rest)).or_else(|| character(rest));
        if let Some(length) = skipped {
            tokens.push(" ".to_owned());
            i += length;
        } else if chars[i].is_alphanumeric() || chars[i] == '_' {
            let word: String = rest.iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
            i += word.chars().count();
            tokens.push(word);
        } else {
            let double = rest.starts_with(&[':', ':']);
            if !chars[i].is_whitespace() {
                tokens.push(if double { "::".to_owned() } else { chars[i].to_string() });
            }
            i += if double { 2 } else { 1 };
        }
    }
    tokens
}

fn comment(rest: &[char]) -> Option<usize> {
    if rest.starts_with(&['/', '/']) {
        return Some(rest.iter().position(|&c| c == '\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with(&['/', '*']) {
        return None;
    }
    let end = rest.windows(2).skip(2).position(|pair| pair == ['*', '/']);
    Some(end.map_or(rest.len(), |end| end + 4))
}

fn string(rest: &[char]) -> Option<usize> {
    let raw = rest[0] == 'r' && matches!(rest.get(1), Some('"' | '#'));
    if raw {
        let hashes = rest[1..].iter().take_while(|&&c| c == '#').count();
        let mut end = vec!['"'];
        end.extend(std::iter::repeat_n('#', hashes));
        let body = hashes + 2;
        let found = rest.get(body..)?.windows(end.len()).position(|window| window == end)?;
        return Some(body + found + end.len());
    }
    if rest[0] != '"' {
        return None;
    }
    let mut escaped = false;
    for (i, &c) in rest.iter().enumerate().skip(1) {
        match c {
            '"' if !escaped => return Some(i + 1),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    Some(rest.len())
}

/// A character literal, not a lifetime.
fn character(rest: &[char]) -> Option<usize> {
    match rest {
        ['\'', '\\', ..] => rest.iter().skip(3).position(|&c| c == '\'').map(|end| end + 4),
        ['\'', _, '\'', ..] => Some(3),
        _ => None,
    }
}

/// Every path that is named, groups in braces taken apart, `super` and `rondje` turned into `crate`; macros with `!`.
fn names(tokens: &[String], depth: usize) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut i = 0;
    while i < tokens.len() {
        if is_word(&tokens[i]) {
            i = path(tokens, i, &[], depth, &mut names);
        } else {
            i += 1;
        }
    }
    names
}

/// Reads one path that starts at a word, and adds it; gives the place behind it.
fn path(
    tokens: &[String],
    at: usize,
    before: &[String],
    depth: usize,
    names: &mut BTreeSet<String>,
) -> usize {
    let mut parts = before.to_vec();
    parts.push(tokens[at].clone());
    let next = |i: usize| tokens.get(i).map(String::as_str);
    match (next(at + 1), next(at + 2)) {
        (Some("::"), Some("{")) => group(tokens, at + 3, &parts, depth, names),
        (Some("::"), Some(word)) if is_word(word) => path(tokens, at + 2, &parts, depth, names),
        (Some("!"), _) => {
            names.insert(format!("{}!", parts.join("::")));
            at + 2
        }
        _ => {
            names.insert(absolute(&parts, depth));
            at + 1
        }
    }
}

fn group(
    tokens: &[String],
    mut at: usize,
    before: &[String],
    depth: usize,
    names: &mut BTreeSet<String>,
) -> usize {
    while at < tokens.len() && tokens[at] != "}" {
        at = if is_word(&tokens[at]) { path(tokens, at, before, depth, names) } else { at + 1 };
    }
    at + 1
}

fn absolute(parts: &[String], depth: usize) -> String {
    let up = parts.iter().take_while(|part| *part == "super").count();
    match parts[0].as_str() {
        "super" if up == depth => format!("crate::{}", parts[up..].join("::")),
        "rondje" => format!("crate::{}", parts[1..].join("::")),
        _ => parts.join("::"),
    }
}

fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_')
}
