//! Why two people meet, in the words of agendas.

use super::Evening;
use crate::document::clean;
use crate::domain::AttendeeIx;
use crate::matching::{Reason, ReasonKind, reasons};

/// Why two people meet; empty where there is nothing to say.
pub(super) struct Told {
    /// Topics that the partner offers.
    pub(super) they_offer: String,
    /// Topics that the partner looks for.
    pub(super) you_offer: String,
    /// Who asked for whom by name.
    pub(super) asked: String,
}

/// What one attendee is told of another.
pub(super) fn told(evening: &Evening, person: AttendeeIx, partner: AttendeeIx) -> Told {
    let words = &evening.words.agenda;
    let all = reasons(evening.event, evening.pairs, person, partner);
    let (to_you, to_them): (Vec<_>, Vec<_>) = all.iter().partition(|reason| reason.receiver == person);
    let by_name = |reasons: &[&Reason]| reasons.iter().any(|reason| reason.kind == ReasonKind::AskedFor);
    let asked = match (by_name(&to_you), by_name(&to_them)) {
        (true, true) => &words.both_asked,
        (true, false) => &words.you_asked,
        (false, true) => &words.they_asked,
        (false, false) => "",
    };
    let topics = |reasons: Vec<&Reason>| {
        let topics: Vec<String> =
            reasons.into_iter().filter_map(|reason| topic(evening, reason, person)).collect();
        topics.join(" · ")
    };
    Told { they_offer: topics(to_you), you_offer: topics(to_them), asked: asked.to_owned() }
}

/// A topic, with the words of whoever offers or wants it: `Stageplek “vanaf februari”`.
fn topic(evening: &Evening, reason: &Reason, person: AttendeeIx) -> Option<String> {
    let ReasonKind::Topic { wanted, offered, want_note, offer_note, .. } = &reason.kind else { return None };
    let (topic, note) = if reason.receiver == person { (offered, offer_note) } else { (wanted, want_note) };
    let name = clean(&evening.event.topics[*topic].name);
    let note = note.as_deref().map(clean).filter(|note| !note.is_empty());
    Some(match note {
        Some(note) => format!("{name} “{note}”"),
        None => name,
    })
}
