//! What the process says to the shell when it ends.

use std::process::ExitCode;

/// The exit codes (§7): a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Done,
    /// The event, the schedule or other data has errors.
    Errors,
    /// The command line is wrong.
    Usage,
    /// The hard rules clash.
    Clash,
    /// `--require-optimal` was asked for and is not met.
    NotOptimal,
    /// Files cannot be read or written.
    Files,
    /// Our own bug.
    Bug,
    /// Interrupted by the user.
    Interrupted,
}

impl Exit {
    /// All of them, ascending.
    pub const ALL: [Self; 8] = [
        Self::Done,
        Self::Errors,
        Self::Usage,
        Self::Clash,
        Self::NotOptimal,
        Self::Files,
        Self::Bug,
        Self::Interrupted,
    ];

    /// The number that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Errors => 1,
            Self::Usage => 2,
            Self::Clash => 3,
            Self::NotOptimal => 4,
            Self::Files => 5,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }

    /// What it means, in the words of the README.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "Done.",
            Self::Errors => "The event, the schedule or other data has errors. They are all listed.",
            Self::Usage => "The command was typed wrong.",
            Self::Clash => "The hard rules clash. The people and lines that clash are named.",
            Self::NotOptimal => "`--require-optimal` was asked for, and the best is not proved.",
            Self::Files => "A file cannot be read or written.",
            Self::Bug => "A bug in rondje. Nothing is written as if it were good.",
            Self::Interrupted => "Interrupted. Nothing is half-written.",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
