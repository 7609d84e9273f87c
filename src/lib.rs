#![doc = include_str!("ARCHITECTURE.md")]

pub mod audit;
pub mod cli;
pub mod diag;
pub mod document;
pub mod domain;
pub mod export;
pub mod forget;
pub mod input;
pub mod matching;
pub mod night;
pub mod pdf;
pub mod plan;
pub mod report;
pub mod schedule_file;
