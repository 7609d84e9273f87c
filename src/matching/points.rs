//! The points of a set of meetings (§3).

use super::{Pairs, WantInfo};
use crate::domain::{AttendeeIx, Event};

/// What a want is worth when the fits of the people met add up to `sum` percent (§3, diminishing returns).
#[must_use]
pub fn want_points(want: &WantInfo, sum: i64) -> i64 {
    let steps = 4 * sum.min(100) + 2 * (sum - 100).clamp(0, 100) + (sum - 200).clamp(0, 100);
    want.weight * steps * want.focus / 100
}

/// Points lost by an attendee who misses `missing` meetings (§3, sitting out).
#[must_use]
pub fn sit_out_cost(event: &Event, missing: u32) -> i64 {
    let missing = i64::from(missing);
    missing * (missing + 1) / 2 * i64::from(event.matching.sit_out)
}

/// The points of a schedule, in parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// From served wants.
    pub wants: i64,
    /// From the pairs themselves: mutual bonus, contact points, prefer.
    pub pairs: i64,
    /// Lost by sitting out; 0 or more, to be subtracted.
    pub sit_outs: i64,
}

impl Points {
    /// The points of the schedule.
    #[must_use]
    pub fn total(self) -> i64 {
        self.wants + self.pairs - self.sit_outs
    }
}

/// What a set of meetings brings each attendee and in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The points.
    pub points: Points,
    /// By want: the sum of the fits of the people met, in percent.
    pub served: Vec<i64>,
    /// By attendee: how many meetings they have.
    pub meetings: Vec<u32>,
    /// By attendee: how many of them are rewarding for that attendee (§3, floor).
    pub rewarding: Vec<u32>,
}

/// Counts the points of the meetings of these pairs (indices in [`Pairs::pairs`], each at most once).
#[must_use]
pub fn count(event: &Event, pairs: &Pairs, met: impl IntoIterator<Item = usize>) -> Score {
    let n = event.attendees.len();
    let mut score = Score {
        points: Points::default(),
        served: vec![0; pairs.wants.len()],
        meetings: vec![0; n],
        rewarding: vec![0; n],
    };
    for pair in met.into_iter().map(|index| &pairs.pairs[index]) {
        score.points.pairs += pair.own_points;
        for served in &pair.serves {
            score.served[served.want] += served.fit;
        }
        for (&person, gain) in pair.people.iter().zip(pair.gains) {
            score.meetings[person] += 1;
            score.rewarding[person] += u32::from(gain > 0);
        }
    }
    score.points.wants =
        pairs.wants.iter().zip(&score.served).map(|(want, &sum)| want_points(want, sum)).sum();
    score.points.sit_outs = (0..n).map(|a| missing_cost(event, a, score.meetings[a])).sum();
    score
}

fn missing_cost(event: &Event, attendee: AttendeeIx, meetings: u32) -> i64 {
    sit_out_cost(event, event.target(attendee).saturating_sub(meetings))
}
