//! Why two people meet, in words for the terminal.

use super::text::Page;
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

/// Adds the exchange to a page, indented.
pub fn add_to(page: &mut Page, exchange: &Exchange) {
    for (what, items) in [("gets", &exchange.gets), ("gives", &exchange.gives)] {
        if !items.is_empty() {
            page.line(format!("  {what:<6} {}", items.join("; ")));
        }
    }
    if exchange.gets.is_empty() && exchange.gives.is_empty() {
        page.line("  a new contact");
    }
}

fn in_words(event: &Event, reason: &Reason) -> String {
    match &reason.kind {
        ReasonKind::AskedFor => format!("a meeting that {} asked for", event.attendees[reason.receiver].name),
        ReasonKind::Topic { wanted, offered, priority, want_note, offer_note, .. } => {
            let mut details = Vec::new();
            if offered != wanted {
                details.push(format!("related: {}", event.topics[*offered].name));
            }
            details.extend(importance(*priority).map(str::to_owned));
            details.extend(want_note.as_ref().map(|note| format!("\"{note}\"")));
            details.extend(offer_note.as_ref().map(|note| format!("offered: \"{note}\"")));
            with_details(&event.topics[*wanted].name, &details)
        }
    }
}

fn importance(priority: Priority) -> Option<&'static str> {
    match priority {
        Priority::High => Some("wanted most"),
        Priority::Normal => None,
        Priority::Low => Some("wanted a little"),
    }
}

fn with_details(topic: &str, details: &[String]) -> String {
    if details.is_empty() { topic.to_owned() } else { format!("{topic} ({})", details.join("; ")) }
}
