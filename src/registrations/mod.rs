//! Registrations to attendees: what forms and ticket shops export, as text of an event file.
//!
//! Bytes become a table (`sheet`), its columns get a meaning (`columns`), its rows become people (`people`), and these are
//! compared with the event and with what the last import wrote (`memory`): new people are added, changed cells are updated
//! where the organizer has not touched them (`merge`). Nobody is ever taken out.

mod bounds;
mod columns;
mod decode;
mod memory;
mod merge;
mod old;
mod people;
mod recognise;
mod sheet;
mod wishes;

pub use columns::{Choice, Column, Field};
pub use memory::{Memory, Remembered};
pub use merge::{Difference, Merged, merge};
pub use people::{Key, Note, Registration, Registrations, Values, read};
pub use wishes::Wish;
