//! Why two people meet, in a form that can be printed.

use super::Pairs;
use crate::domain::{AttendeeIx, Event, Priority, TopicIx};

/// One thing that one attendee gives the other in a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Who gives.
    pub giver: AttendeeIx,
    /// Who receives: the owner of the want.
    pub receiver: AttendeeIx,
    /// What is given.
    pub kind: ReasonKind,
    /// Points this want would add on its own: weight × 4 × fit × focus / 100, rounded down.
    pub points: i64,
}

/// What one attendee gives the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    /// The giver offers what the receiver wants.
    Topic {
        /// The topic that is wanted.
        wanted: TopicIx,
        /// The topic that is offered: the same, broader or narrower.
        offered: TopicIx,
        /// Fit in percent.
        fit: i64,
        /// How much it matters to the receiver.
        priority: Priority,
        /// The receiver's words on the want.
        want_note: Option<String>,
        /// The giver's words on the offer.
        offer_note: Option<String>,
    },
    /// The receiver asked for the giver by name.
    AskedFor,
}

/// Why two attendees should meet: first what the second gives the first, then the other way; most points first.
/// Empty when neither gains, or when the two may not meet.
#[must_use]
pub fn reasons(event: &Event, pairs: &Pairs, a: AttendeeIx, b: AttendeeIx) -> Vec<Reason> {
    let Some(pair) = pairs.find(a, b).map(|index| &pairs.pairs[index]) else { return Vec::new() };
    let mut reasons: Vec<Reason> = pair
        .serves
        .iter()
        .map(|served| {
            let want = &pairs.wants[served.want];
            let receiver = want.owner;
            let giver = if receiver == a { b } else { a };
            let kind = match want.topic {
                Some(topic) => topic_reason(event, receiver, giver, topic, served.fit),
                None => ReasonKind::AskedFor,
            };
            let points = want.weight * 4 * served.fit * want.focus / 100;
            Reason { giver, receiver, kind, points }
        })
        .collect();
    reasons.sort_by_key(|reason| (reason.receiver != a, -reason.points));
    reasons
}

fn topic_reason(
    event: &Event,
    receiver: AttendeeIx,
    giver: AttendeeIx,
    wanted: TopicIx,
    fit: i64,
) -> ReasonKind {
    let related = |one: TopicIx, other: TopicIx| {
        std::iter::successors(event.topics[one].within, |&above| event.topics[above].within)
            .any(|above| above == other)
    };
    let offers = &event.attendees[giver].offers;
    let offer = offers
        .iter()
        .find(|offer| offer.topic == wanted)
        .or_else(|| offers.iter().find(|offer| related(offer.topic, wanted) || related(wanted, offer.topic)));
    let want = event.attendees[receiver].wants.iter().find(|want| want.topic == wanted);
    ReasonKind::Topic {
        wanted,
        offered: offer.map_or(wanted, |offer| offer.topic),
        fit,
        priority: want.map_or(Priority::Normal, |want| want.priority),
        want_note: want.and_then(|want| want.note.clone()),
        offer_note: offer.and_then(|offer| offer.note.clone()),
    }
}

/// Third attendees whom both know, directly or from an earlier event, ascending.
#[must_use]
pub fn shared_acquaintances(event: &Event, a: AttendeeIx, b: AttendeeIx) -> Vec<AttendeeIx> {
    (0..event.attendees.len())
        .filter(|&third| acquainted(event, a, third) && acquainted(event, b, third))
        .collect()
}

fn acquainted(event: &Event, one: AttendeeIx, other: AttendeeIx) -> bool {
    event.attendees[one].knows.contains(&other)
        || event.attendees[other].knows.contains(&one)
        || event.met_before.binary_search(&[one.min(other), one.max(other)]).is_ok()
}
