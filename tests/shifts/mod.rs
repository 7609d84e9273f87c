//! Evenings on which people come and go.

use rondje::cli::example::{self, Recipe};
use rondje::domain::{Event, RoundSet};
use rondje::input::read_event;

/// An invented evening on which people come and go in turns: one after the other from the first of these rounds until the
/// second.
pub fn in_shifts(people: usize, rounds: u32, seed: u64, shifts: &[(u32, u32)]) -> Event {
    let text = example::event(Recipe { people, rounds, seed, night: false });
    let read = read_event(&text, &mut |name| Err(format!("no {name}")));
    let mut event = read.expect("an event without errors").event;
    for (attendee, &(from, until)) in event.attendees.iter_mut().zip(shifts.iter().cycle()) {
        attendee.rounds = RoundSet::span(from, until);
    }
    event
}
