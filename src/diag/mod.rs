//! Messages as data: code, cause, cure, position. Drawing them is [`draw`]'s work, printing them the command line's.
//!
//! Where to add a message: one line in the table of `code.rs`, and one page of prose in `explain/`. A test reads every
//! page: its first example must bring the message about, its second must not.

mod code;
mod draw;
mod lines;
mod visible;

use std::ops::Range;

pub use code::Code;
pub use draw::draw;
pub use lines::Lines;
pub use visible::{is_unprintable, listed, quoted, visible};

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

impl Diagnostic {
    /// A message without a place and without a cure; the methods below add them.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), at: None, related: Vec::new(), help: None }
    }

    /// Says where it is (bytes of the file), with a few words to set beside the mark (may be empty).
    #[must_use]
    pub fn at(mut self, place: Range<usize>, label: impl Into<String>) -> Self {
        self.at = Some((place, label.into()));
        self
    }

    /// Adds another place that matters (bytes of the file), with a few words.
    #[must_use]
    pub fn related(mut self, place: Range<usize>, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// How bad it is: a property of the code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What messages are ordered by: position (those without one first), then code, then text.
    pub(crate) fn order(&self) -> (Option<usize>, Code, &str) {
        (self.at.as_ref().map(|(place, _)| place.start), self.code, &self.message)
    }
}
