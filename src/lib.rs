#![doc = include_str!("ARCHITECTURE.md")]

pub mod amend;
pub mod audit;
pub mod cli;
pub mod diag;
pub mod document;
pub mod domain;
pub mod input;
pub mod matching;
pub mod night;
pub mod pdf;
pub mod plan;
pub mod registrations;
pub mod schedule_file;
pub mod thesaurus;
