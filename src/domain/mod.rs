//! The evening as values: people, topics, rounds, rules and the schedule.
//!
//! This room has no serde and no input or output. Everything in it has passed the checks of [`crate::input`]
//! (or was built by a test through the same doors), so indices are valid and names are folded where they must be.
//! Sections (§) refer to the design contract, which `README.md` repeats for organizers.

mod certificate;
mod event;
mod rng;
mod rounds;
mod schedule;
mod text;

pub use certificate::{Certificate, Epoch, MAX_SCALE, Next, Prices, Step};
pub use event::{
    Attendee, Break, Colour, Company, Contact, Event, FloorSetting, Group, KnownRule, Language, Matching,
    Must, Offer, PairRule, PairRuleKind, Priority, Rounds, SameCompanyRule, Tables, Topic, Want,
};
pub use rng::Rng;
pub use rounds::RoundSet;
pub use schedule::{Meeting, PlanResult, Proof, Schedule};
pub use text::{default_id, fold, looks};

/// Index of an attendee in [`Event::attendees`].
pub type AttendeeIx = usize;
/// Index of a topic in [`Event::topics`].
pub type TopicIx = usize;
/// Index of a group in [`Event::groups`].
pub type GroupIx = usize;
/// Number of a round, 1 to [`Rounds::count`].
pub type Round = u32;
/// Number of a table, 1 to [`Tables::count`].
pub type TableNo = u32;

/// The most rounds an evening can have.
pub const MAX_ROUNDS: u32 = 100;
