//! The night (§6): what happened, as a log, and the evening as it turned out.
//!
//! The log is a text that only grows, a `[[change]]` for every step the organizer took: facts about people, walk-ins,
//! re-plans. So the last step can be taken back by cutting it off, as often as there are steps.

mod log;
mod presence;
mod read;
mod turned_out;
mod write;

pub use log::{Kind, Log, Replanned, Step, What};
pub use presence::{Conflict, Cure, refused};
pub use read::read;
pub use turned_out::{TurnedOut, held, turned_out};
pub use write::{appended, without_last};
