//! What an evening brought, as numbers for its organizer (§3): supply and demand, giving and taking, who met whom, and how
//! much of it any rotation would have brought.
//!
//! Everything is counted over the meetings that are given: the plan before the evening, what was held after it.

mod evening;
mod rotation;
mod series;
mod ties;

pub use evening::{Evening, GroupLine, Person, TopicLine};
pub use rotation::{SHUFFLES, random_rotation, round_robin};
pub use series::{Guest, Member, Series, SeriesTopic, Visit, series};
pub use ties::Ties;
