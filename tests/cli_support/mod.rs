//! Runs the program the way a person does: in a folder of its own, with a line typed.

#![allow(dead_code, reason = "each test file uses its part of the harness")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder to work in, thrown away at the end.
pub struct Desk {
    folder: TempDir,
}

/// What a command said.
#[derive(Debug)]
pub struct Ran {
    pub line: String,
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// A folder with these examples of `events/` in it.
    pub fn with(examples: &[&str]) -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        for name in examples {
            fs::copy(repository().join("events").join(name), desk.path(name)).unwrap();
        }
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Replaces a part of a file that must be there.
    pub fn edit(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{name} has no {old:?}");
        self.write(name, &text.replace(old, new));
    }

    /// The names in the folder, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The program, ready to run here, with the words of a line after `rondje`. Single quotes keep words together.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rondje"));
        command.args(words(line)).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs a line.
    pub fn run(&self, line: &str) -> Ran {
        Ran::of(line, &self.command(line).output().unwrap())
    }

    /// Runs a line that must end well; gives what it said on standard output.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        self.run(line).ends_with(0).out
    }

    /// Runs a line with something on standard input.
    pub fn run_with_input(&self, line: &str, input: &str) -> Ran {
        let mut command = self.command(line);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::of(line, &child.wait_with_output().unwrap())
    }
}

impl Ran {
    fn of(line: &str, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            line: line.to_owned(),
            code: output.status.code(),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// Checks the exit code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        let Self { line, out, err, .. } = &self;
        assert_eq!(
            self.code,
            Some(code),
            "rondje {line}\n--- standard output\n{out}--- standard error\n{err}"
        );
        self
    }

    /// Checks that the message has these parts.
    #[track_caller]
    pub fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.err.contains(part), "rondje {} does not say {part:?}:\n{}", self.line, self.err);
        }
        self
    }

    /// Standard output as exactly one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in: {}", self.out))
    }
}

/// The folder of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares with a file of the repository; with `RONDJE_BLESS=1` writes it instead.
#[track_caller]
pub fn same_as_file(file: &str, text: &str) {
    let path = repository().join(file);
    if std::env::var_os("RONDJE_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        expected == text,
        "{file} differs; look at the change, and run the test with RONDJE_BLESS=1 if it is meant\n--- in the file\n\
         {expected}--- now\n{text}"
    );
}

/// The words of a line as a shell would see them; single quotes keep words together.
pub fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
