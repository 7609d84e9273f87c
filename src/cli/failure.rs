//! Why a command could not do its work.

use std::path::Path;

use serde_json::{Value, json};

use super::exit::Exit;
use super::text::harmless;
use crate::diag::Diagnostic;

/// The end of a command that could not do its work: what to say, and the exit code.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    /// Drawn for a person; safe to print as it is.
    drawn: String,
    /// The same for a program: one value for each error.
    errors: Vec<Value>,
}

impl Failure {
    /// One error: what is wrong, in one sentence without a full stop. Lines after the first are details.
    pub fn new(exit: Exit, message: impl AsRef<str>) -> Self {
        let message = harmless(message.as_ref());
        Self { exit, drawn: format!("error: {message}\n"), errors: vec![json!({ "message": message })] }
    }

    /// The command line is wrong.
    pub fn usage(message: impl AsRef<str>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A file cannot be read or written: `doing` says what was tried.
    pub fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let failure = Self::new(Exit::Files, format!("cannot {doing} {}: {}", path.display(), plain(error)));
        match remedy(error) {
            Some(help) => failure.help(help),
            None => failure,
        }
    }

    /// Our own bug: nothing was written.
    pub fn bug(message: impl AsRef<str>) -> Self {
        Self::new(Exit::Bug, message).help(
            "this is a bug in rondje, not a mistake of yours; nothing was written. Please report it, with the event \
             file if you may share it",
        )
    }

    /// Nobody reads standard output any more: end without a word.
    pub fn nobody_listens() -> Self {
        Self { exit: Exit::Done, drawn: String::new(), errors: Vec::new() }
    }

    /// Everything that is wrong with a file.
    pub fn diagnostics(file: &str, text: &str, diagnostics: &[Diagnostic], colour: bool) -> Self {
        Self {
            exit: Exit::Errors,
            drawn: crate::diag::draw(file, text, diagnostics, colour),
            errors: diagnostics.iter().map(|diagnostic| diagnostic_value(file, text, diagnostic)).collect(),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl AsRef<str>) -> Self {
        let help = harmless(help.as_ref());
        self.drawn.extend(["  help: ", &help, "\n"]);
        if let Some(error) = self.errors.last_mut() {
            error["help"] = json!(help);
        }
        self
    }

    /// Joins the errors of two failures; the exit code of the first stays.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.drawn.push_str(&other.drawn);
        self.errors.extend(other.errors);
        self
    }

    /// What is wrong, without what to do.
    pub fn message(&self) -> String {
        let messages = self.errors.iter().filter_map(|error| error["message"].as_str());
        messages.collect::<Vec<_>>().join("; ")
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// What a person reads.
    pub fn drawn(&self) -> &str {
        &self.drawn
    }

    /// What a program reads.
    pub fn json(&self) -> Value {
        json!({ "exit": self.exit.code(), "errors": self.errors })
    }
}

/// An error of the operating system in plain words.
fn plain(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "you have no permission".to_owned(),
        ErrorKind::AlreadyExists => "there is something with that name already".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is not a folder".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        _ => error.to_string(),
    }
}

/// What helps against an error of the operating system, if that is plain.
fn remedy(error: &std::io::Error) -> Option<&'static str> {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied => Some(
            "work on a copy in a folder of your own, or have its owner let you in; then type the same again",
        ),
        ErrorKind::StorageFull => Some("make room on the disk, then type the same again"),
        ErrorKind::ReadOnlyFilesystem => {
            Some("copy the folder to a disk that you may write on, and work there")
        }
        _ => None,
    }
}

/// One message about a file, for a program: lines and columns count from 1, columns in characters.
pub fn diagnostic_value(file: &str, text: &str, diagnostic: &Diagnostic) -> Value {
    let mut value = json!({
        "code": diagnostic.code.as_str(),
        "message": diagnostic.message,
        "file": file,
    });
    if let Some((range, _)) = &diagnostic.at {
        let (line, column) = line_and_column(text, range.start);
        value["line"] = json!(line);
        value["column"] = json!(column);
    }
    if let Some(help) = &diagnostic.help {
        value["help"] = json!(help);
    }
    value
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before: &str = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::{Failure, line_and_column};
    use crate::cli::exit::Exit;

    #[test]
    fn says_what_is_wrong_and_what_to_do() {
        let failure = Failure::usage("nobody is called Pi\u{7}et").help("try Piet");
        assert_eq!(failure.drawn(), "error: nobody is called Pi�et\n  help: try Piet\n");
        assert_eq!(failure.exit(), Exit::Usage);
        assert_eq!(failure.json()["errors"][0]["help"], "try Piet");
    }

    #[test]
    fn counts_lines_and_columns_from_one() {
        let text = "één = 1\ntwee = 2\n";
        assert_eq!(line_and_column(text, 0), (1, 1));
        assert_eq!(line_and_column(text, text.find("= 1").unwrap()), (1, 5));
        assert_eq!(line_and_column(text, text.find("= 2").unwrap()), (2, 6));
        assert_eq!(line_and_column(text, 4000), (3, 1));
    }
}
