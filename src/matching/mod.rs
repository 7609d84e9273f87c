//! Who complements whom: fit, gain, what a pair is worth, and why (§3).
//!
//! [`Pairs`] holds every pair that may meet, with the points it adds on its own and the wants it serves. [`reasons`]
//! puts the same facts in a form that can be printed.

mod pairs;
mod points;
mod reasons;

pub use pairs::{Pair, Pairs, Relations, Served, WantInfo, fits};
pub use points::{Points, Score, count, sit_out_cost, want_points};
pub use reasons::{Reason, ReasonKind, reasons, shared_acquaintances};
