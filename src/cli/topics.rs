//! Which topics fit which, for messages.

use crate::domain::{AttendeeIx, Event, TopicIx};

/// Whether somebody who offers `offered` helps somebody who wants `wanted` (§3, fit above 0).
pub fn fits(event: &Event, wanted: TopicIx, offered: TopicIx) -> bool {
    wanted == offered || (event.matching.related_fit > 0 && related(event, wanted, offered))
}

/// Whether one topic is broader than the other, at any depth.
pub fn related(event: &Event, one: TopicIx, other: TopicIx) -> bool {
    is_within(event, one, other) || is_within(event, other, one)
}

fn is_within(event: &Event, topic: TopicIx, broad: TopicIx) -> bool {
    let above = std::iter::successors(event.topics[topic].within, |&topic| event.topics[topic].within);
    above.take(event.topics.len()).any(|topic| topic == broad)
}

/// Those who offer what fits a wanted topic, `except` left out, in the order of the event.
pub fn givers(event: &Event, wanted: TopicIx, except: AttendeeIx) -> Vec<AttendeeIx> {
    let offers =
        |a: AttendeeIx| event.attendees[a].offers.iter().any(|offer| fits(event, wanted, offer.topic));
    (0..event.attendees.len()).filter(|&a| a != except && offers(a)).collect()
}
