//! A proof in integers that no schedule has more points than a bound.
//!
//! Prices prove a bound by weak duality. Every attendee's time, every want, every floor and the room of every crowd has
//! a price. What a pair that meets brings or takes is paid for at these prices, and so the evening falls apart: each pair
//! is taken if it pays, each want, attendee, floor and crowd chooses the best for itself. The sum of all that, the
//! *value*, is never below the points of any schedule, whatever the prices are; only good prices bring it down.
//!
//! Where people come late or leave early, rounds are told apart as *epochs*. Nobody has more meetings in an epoch than it
//! has rounds for them, and there are no more than it has room for. So every pair that meets pays, besides, for the two
//! people's time and the room in the epoch where that is cheapest for it, and as much is given as all the time and room
//! are worth at those prices.
//!
//! A value above the bound is brought down further in two ways. A pair without which (or with which) the value is within
//! the bound must (or cannot) be part of any schedule with more points: it is decided. And a case can be split in two: a
//! pair meets, or it does not.

use super::{AttendeeIx, RoundSet};

/// Prices, in fractions of a point (see [`Certificate::scale`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// By attendee: what each of their meetings costs.
    pub time: Vec<i64>,
    /// By attendee, then by want ([`super::Attendee::wants`], then [`super::Attendee::asks_for`]): what each percent of
    /// fit brings.
    pub wants: Vec<Vec<i64>>,
    /// By attendee: what each of their rewarding meetings brings towards their floor.
    pub floor: Vec<i64>,
    /// By crowd, everyone first, then [`Certificate::crowds`]: what each meeting within it costs.
    pub crowds: Vec<i64>,
}

/// Rounds that a proof of points tells apart, and prices in them, in fractions of a point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Epoch {
    /// The rounds.
    pub rounds: RoundSet,
    /// What the room of a meeting costs; 0 or more.
    pub room: i64,
    /// By attendee: what each of their meetings costs; 0 or more.
    pub time: Vec<i64>,
}

/// What a proof does after its prices have decided what they decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the value is within the bound.
    Closed,
    /// The next step prices what is left.
    Again,
    /// Two cases: first this pair meets, and all the steps of that case; then it does not, and the steps of that.
    Split([AttendeeIx; 2]),
}

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The prices.
    pub prices: Prices,
    /// What follows.
    pub next: Next,
}

/// What is proved of all schedules that obey the hard rules (§4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The floor (§3) that the schedules keep of which the bound is proved.
    pub floor: u32,
    /// No such schedule has more points.
    pub bound: i64,
    /// How many of the units in which prices are counted make a point: a multiple of 100, at most [`MAX_SCALE`].
    pub scale: u32,
    /// Sets of attendees, besides everyone: within a crowd there are in each round no more meetings than tables, and no
    /// more than half of its members who are there.
    pub crowds: Vec<Vec<AttendeeIx>>,
    /// The rounds that the proof of the bound tells apart: every round in one epoch. None, when it looks at the evening as
    /// a whole.
    pub epochs: Vec<Epoch>,
    /// The proof of the bound.
    pub points: Vec<Step>,
    /// The proof that no schedule keeps a floor one higher; empty when that is not claimed.
    pub larger_floor: Vec<Step>,
}

/// The largest [`Certificate::scale`].
pub const MAX_SCALE: u32 = 1_000_000;
