//! Topics in free text: which are the same in other words, and which is a part of another. Nothing is decided here: these
//! are proposals, each with what it would bring, and the organizer accepts or not.
//!
//! Words are compared in `likeness`, people in `matches`; `proposals` puts them together, `accept` writes them down.

mod accept;
mod likeness;
mod matches;
mod proposals;

pub use accept::accept;
pub use proposals::{Kind, NAMED, Proposal, Usage, proposals};
