//! The command line: the only place with files, clock and terminal.
pub mod example;
