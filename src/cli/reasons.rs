//! Why two people meet, in words for the terminal.

use super::text::harmless_line;
use crate::domain::{AttendeeIx, Event, Priority};
use crate::matching::{self, Pairs, Reason, ReasonKind};

/// What one person gets from another and gives them, each in a few words, most points first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// What the first gets.
    pub gets: Vec<String>,
    /// What the first gives.
    pub gives: Vec<String>,
}

/// What the first person gets and gives.
pub fn exchange(event: &Event, pairs: &Pairs, person: AttendeeIx, partner: AttendeeIx) -> Exchange {
    let reasons = matching::reasons(event, pairs, person, partner);
    let (gets, gives): (Vec<_>, Vec<_>) = reasons.iter().partition(|reason| reason.receiver == person);
    let words = |reasons: Vec<&Reason>| reasons.into_iter().map(|reason| in_words(event, reason)).collect();
    Exchange { gets: words(gets), gives: words(gives) }
}

/// The exchange as indented lines.
pub fn lines(event: &Event, exchange: &Exchange) -> String {
    let _ = event;
    let line = |what: &str, items: &[String]| match items {
        [] => String::new(),
        items => format!("  {what:<6} {}\n", harmless_line(&items.join("; "))),
    };
    let lines = line("gets", &exchange.gets) + &line("gives", &exchange.gives);
    if lines.is_empty() { "  a new contact\n".to_owned() } else { lines }
}

fn in_words(event: &Event, reason: &Reason) -> String {
    match &reason.kind {
        ReasonKind::AskedFor => {
            format!("{} asked for {}", event.attendees[reason.receiver].name, event.attendees[reason.giver].name)
        }
        ReasonKind::Topic { wanted, offered, priority, want_note, offer_note, .. } => {
            let mut words = event.topics[*wanted].name.clone();
            if offered != wanted {
                words.push_str(&format!(" (from {})", event.topics[*offered].name));
            }
            for note in [want_note, offer_note].into_iter().flatten() {
                words.push_str(&format!(" \"{note}\""));
            }
            match priority {
                Priority::High => words.push_str(", wanted most"),
                Priority::Normal => {}
                Priority::Low => words.push_str(", wanted a little"),
            }
            words
        }
    }
}
