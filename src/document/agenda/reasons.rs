//! Why two people meet, in words.

use super::super::check::contact_detail;
use super::super::clean;
use super::super::layout::AgendaLine;
use super::super::page::Block;
use super::super::setting::Misfit;
use super::super::words::fill;
use super::super::wrap::Paragraph;
use super::Agenda;
use crate::domain::AttendeeIx;
use crate::matching::{Reason, ReasonKind, reasons, shared_acquaintances};

/// What two people have for each other.
pub(super) struct Reasons {
    /// Who asked for the other by name: the owner of the agenda, the partner.
    asked: [bool; 2],
    /// What the partner gives the owner of the agenda.
    they_give: Vec<Reason>,
    /// What the owner of the agenda gives the partner.
    you_give: Vec<Reason>,
}

impl Reasons {
    fn are_none(&self) -> bool {
        self.they_give.is_empty() && self.you_give.is_empty() && self.asked == [false, false]
    }

    /// Whether both give and take.
    pub(super) fn is_mutual(&self) -> bool {
        (self.asked[0] || !self.they_give.is_empty()) && (self.asked[1] || !self.you_give.is_empty())
    }
}

/// A reason in words: what stands out, and what is added.
struct Phrase {
    main: String,
    aside: String,
}

/// The most acquaintances that are named.
const ACQUAINTANCES: usize = 3;

impl Agenda<'_, '_> {
    pub(super) fn reasons(&self, partner: AttendeeIx) -> Reasons {
        let all = reasons(self.composer.event, self.composer.pairs, self.person, partner);
        let (named, topics): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|reason| reason.kind == ReasonKind::AskedFor);
        let asked = [self.person, partner].map(|person| named.iter().any(|reason| reason.receiver == person));
        let (they_give, you_give) = topics.into_iter().partition(|reason| reason.receiver == self.person);
        Reasons { asked, they_give, you_give }
    }

    /// One of the lines below a name; nothing where there is nothing to say.
    pub(super) fn line(
        &self,
        line: AgendaLine,
        partner: AttendeeIx,
        reasons: &Reasons,
    ) -> Result<Option<Block>, Misfit> {
        let words = &self.composer.words.agenda;
        match line {
            AgendaLine::Work => self.details(partner, self.composer.work_line(partner)),
            AgendaLine::Asked => self.asked(partner, reasons.asked),
            AgendaLine::TheyOffer if reasons.are_none() => {
                let known = self.know_each_other(partner);
                let text = if known { &words.old_face } else { &words.new_face };
                self.details(partner, Some(text.clone()))
            }
            AgendaLine::TheyOffer => self.labelled(partner, &words.they_offer, &reasons.they_give),
            AgendaLine::YouOffer => self.labelled(partner, &words.you_offer, &reasons.you_give),
            AgendaLine::Acquaintances => self.details(partner, self.acquaintances(partner)),
            AgendaLine::Contact => self.contact(partner),
        }
    }

    /// Who asked for whom by name.
    fn asked(&self, partner: AttendeeIx, asked: [bool; 2]) -> Result<Option<Block>, Misfit> {
        let words = &self.composer.words.agenda;
        let text = match asked {
            [true, true] => &words.both_asked,
            [true, false] => &words.you_asked,
            [false, true] => &words.they_asked,
            [false, false] => return Ok(None),
        };
        let paragraph = Paragraph::new(text.clone(), self.style(self.layout.faces.asked));
        self.fit(Some(partner), "request", &paragraph, self.main_width()).map(Some)
    }

    fn know_each_other(&self, partner: AttendeeIx) -> bool {
        let event = self.composer.event;
        let pair = [self.person.min(partner), self.person.max(partner)];
        event.attendees[self.person].knows.contains(&partner)
            || event.attendees[partner].knows.contains(&self.person)
            || event.met_before.contains(&pair)
    }

    fn details(&self, owner: AttendeeIx, text: Option<String>) -> Result<Option<Block>, Misfit> {
        let Some(text) = text else { return Ok(None) };
        let paragraph = Paragraph::new(text, self.style(self.layout.faces.details));
        self.fit(Some(owner), "title and company", &paragraph, self.main_width()).map(Some)
    }

    fn acquaintances(&self, partner: AttendeeIx) -> Option<String> {
        let event = self.composer.event;
        let shared = shared_acquaintances(event, self.person, partner);
        let names: Vec<String> =
            shared.iter().take(ACQUAINTANCES).map(|&third| clean(&event.attendees[third].name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| {
            fill(&self.composer.words.agenda.acquaintance, &[("names", &self.composer.words.list(&names))])
        })
    }

    /// Reasons behind their label.
    fn labelled(
        &self,
        partner: AttendeeIx,
        label: &str,
        reasons: &[Reason],
    ) -> Result<Option<Block>, Misfit> {
        if reasons.is_empty() {
            return Ok(None);
        }
        let reason = self.style(self.layout.faces.reason);
        let soft = self.style(self.layout.faces.details);
        let bold = super::super::wrap::Style { weight: super::super::Weight::Bold, ..reason };
        let mut paragraph = Paragraph::new(String::new(), bold);
        let most = usize::from(self.layout.round.reasons).max(1);
        // A rest of one takes no more room than saying so.
        let named = if reasons.len() <= most + 1 { reasons.len() } else { most };
        for (index, reason) in reasons[..named].iter().enumerate() {
            let Some(phrase) = self.phrase(reason, index == 0) else { continue };
            if index > 0 {
                paragraph = paragraph.and(" · ", soft);
            }
            paragraph = paragraph.and(phrase.main, bold);
            if !phrase.aside.is_empty() {
                paragraph = paragraph.and(format!(" {}", phrase.aside), soft);
            }
        }
        if named < reasons.len() {
            let count = (reasons.len() - named).to_string();
            paragraph = paragraph
                .and(" · ", soft)
                .and(fill(&self.composer.words.agenda.more, &[("count", &count)]), soft);
        }
        self.beside_label(partner, label, &paragraph).map(Some)
    }

    fn beside_label(&self, partner: AttendeeIx, label: &str, text: &Paragraph) -> Result<Block, Misfit> {
        let indent = self.label_width();
        let label = Paragraph::name(label, self.style(self.layout.faces.label), 1);
        let label = self.fit(None, "label of a reason", &label, indent)?;
        let text = self.fit(Some(partner), "reason", text, self.main_width() - indent)?;
        let mut block = Block::default();
        block.put(0.0, text.baseline() - label.baseline(), label);
        block.put(indent, 0.0, text);
        Ok(block)
    }

    /// The width of the words before reasons: the widest of them, and some air.
    fn label_width(&self) -> f64 {
        let words = &self.composer.words.agenda;
        let style = self.style(self.layout.faces.label);
        let labels = [&words.they_offer, &words.you_offer, &words.contact];
        let widths = labels.map(|label| self.composer.setter.width(label, style.weight, style.size));
        widths.into_iter().fold(0.0, f64::max) + 3.5 * self.scale
    }

    fn phrase(&self, reason: &Reason, first: bool) -> Option<Phrase> {
        let words = &self.composer.words.agenda;
        let to_you = reason.receiver == self.person;
        let ReasonKind::Topic { wanted, offered, want_note, offer_note, .. } = &reason.kind else {
            return None;
        };
        let topic = |topic: usize| clean(&self.composer.event.topics[topic].name);
        let quoted = |note: &Option<String>| note.as_deref().map(clean).filter(|note| !note.is_empty());
        let mut asides = Vec::new();
        let (main, other, related, note) = if to_you {
            (offered, wanted, &words.related, offer_note)
        } else {
            (wanted, offered, &words.related_them, want_note)
        };
        if main != other {
            asides.push(format!("({})", fill(related, &[("topic", &topic(*other))])));
        }
        if let Some(note) = quoted(note) {
            asides.push(format!("“{note}”"));
        } else if let Some(note) = quoted(want_note).filter(|_| to_you && first) {
            // They wrote it themselves: once is enough to remember it by.
            asides.push(format!("({})", fill(&words.your_question, &[("note", &note)])));
        }
        Some(Phrase { main: topic(*main), aside: asides.join(" ") })
    }

    /// What the partner agreed to share.
    fn contact(&self, partner: AttendeeIx) -> Result<Option<Block>, Misfit> {
        let attendee = &self.composer.event.attendees[partner];
        let details: Vec<String> = attendee
            .share
            .iter()
            .filter_map(|&contact| contact_detail(attendee, contact))
            .map(clean)
            .collect();
        if details.is_empty() {
            return Ok(None);
        }
        let style = self.style(self.layout.faces.details);
        let mut text = Paragraph { hyphenate: false, cut: true, ..Paragraph::new(String::new(), style) };
        for (index, detail) in details.into_iter().enumerate() {
            if index > 0 {
                text = text.and(" · ", style);
            }
            text = text.and(detail, style).solid();
        }
        self.beside_label(partner, &self.composer.words.agenda.contact, &text).map(Some)
    }
}
