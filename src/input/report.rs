//! Gathers what is wrong with a file, so that it is all said in one run.

use crate::diag::{Code, Diagnostic, Severity};

/// The most errors that are kept: beyond it the file is not what it claims to be.
const MOST: usize = 1_000;

/// More errors than this are not read by anybody in one go.
const READ: usize = 200;

/// Errors and warnings on their way to the organizer.
#[derive(Debug, Default)]
pub(crate) struct Report {
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
    left_out: usize,
}

impl Report {
    /// Notes a message.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity() {
            Severity::Warning => self.warnings.push(diagnostic),
            Severity::Error if self.is_full() => self.left_out += 1,
            Severity::Error => self.errors.push(diagnostic),
        }
    }

    /// Whether it is worth to look long for a cure: not when there are more errors than anybody reads.
    pub(crate) fn wants_cures(&self) -> bool {
        self.errors.len() < READ
    }

    fn is_full(&self) -> bool {
        self.errors.len() >= MOST
    }

    /// Whether an error was noted.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The value with its warnings, or the errors; ordered by position.
    pub(crate) fn finish<T>(mut self, value: Option<T>) -> Result<(T, Vec<Diagnostic>), Vec<Diagnostic>> {
        match value {
            Some(value) if self.errors.is_empty() => {
                self.warnings.sort_by(|a, b| a.order().cmp(&b.order()));
                Ok((value, self.warnings))
            }
            _ => Err(self.into_errors()),
        }
    }

    fn into_errors(mut self) -> Vec<Diagnostic> {
        self.errors.sort_by(|a, b| a.order().cmp(&b.order()));
        if self.left_out > 0 {
            let message =
                format!("there are {} more errors; these are the first {MOST} found", self.left_out);
            self.errors.push(
                Diagnostic::new(Code::TooManyErrors, message)
                    .help("mend these first; often one cause is behind many errors"),
            );
        }
        self.errors
    }
}
