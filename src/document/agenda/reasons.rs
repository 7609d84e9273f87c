//! Why two people meet, in words.

use super::super::check::contact_detail;
use super::super::clean;
use super::super::layout::AgendaLine;
use super::super::page::Block;
use super::super::setting::{Composer, Misfit};
use super::super::words::fill;
use super::super::wrap::Paragraph;
use super::{Agenda, Detail};
use crate::domain::{AttendeeIx, Round};
use crate::matching::{Reason, ReasonKind, reasons, shared_acquaintances};

/// What two people have for each other.
pub(super) struct Reasons {
    /// Who asked for the other by name: the owner of the agenda, the partner.
    asked: [bool; 2],
    /// What the partner gives the owner of the agenda.
    they_give: Vec<Reason>,
    /// What the owner of the agenda gives the partner.
    you_give: Vec<Reason>,
    /// Whom both know.
    acquaintances: Vec<AttendeeIx>,
    /// Whether they know each other.
    known: bool,
}

impl Reasons {
    /// Between the owner of an agenda and a partner.
    pub(super) fn between(composer: &Composer, person: AttendeeIx, partner: AttendeeIx) -> Self {
        let event = composer.event;
        let all = reasons(event, composer.pairs, person, partner);
        let (named, topics): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|reason| reason.kind == ReasonKind::AskedFor);
        let asked = [person, partner].map(|one| named.iter().any(|reason| reason.receiver == one));
        let (they_give, you_give) = topics.into_iter().partition(|reason| reason.receiver == person);
        let pair = [person.min(partner), person.max(partner)];
        let known = event.attendees[person].knows.contains(&partner)
            || event.attendees[partner].knows.contains(&person)
            || event.met_before.binary_search(&pair).is_ok();
        let mut acquaintances = shared_acquaintances(event, person, partner);
        acquaintances.truncate(ACQUAINTANCES);
        Self { asked, they_give, you_give, acquaintances, known }
    }

    fn are_none(&self) -> bool {
        self.they_give.is_empty() && self.you_give.is_empty() && self.asked == [false, false]
    }

    /// How much there is to talk about.
    pub(super) fn count(&self) -> usize {
        let asked = self.asked.iter().filter(|asked| **asked).count();
        self.they_give.len() + self.you_give.len() + asked
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
    /// What the owner and somebody they meet have for each other.
    pub(super) fn reasons(&self, partner: AttendeeIx) -> &Reasons {
        &self.reasons[&partner]
    }

    /// Whether nothing is left out of the reasons.
    fn says_all(&self) -> bool {
        !matches!(self.detail, Detail::Short | Detail::Brief)
    }

    /// One of the lines below a name; nothing where there is nothing to say.
    pub(super) fn line(
        &self,
        line: AgendaLine,
        ask: Option<Round>,
        partner: AttendeeIx,
        reasons: &Reasons,
    ) -> Result<Option<Block>, Misfit> {
        let words = &self.desk.composer.words.agenda;
        match line {
            AgendaLine::Work => self.details(partner, self.desk.composer.work_line(partner)),
            AgendaLine::Asked => self.asked(partner, reasons.asked),
            AgendaLine::TheyOffer if reasons.are_none() => {
                let text = if reasons.known { &words.old_face } else { &words.new_face };
                self.details(partner, Some(text.clone()))
            }
            AgendaLine::TheyOffer => self.labelled(partner, &words.they_offer, &reasons.they_give),
            AgendaLine::YouOffer => self.labelled(partner, &words.you_offer, &reasons.you_give),
            AgendaLine::Question => ask.map(|round| self.question(round, partner, reasons)).transpose(),
            AgendaLine::Acquaintances if self.detail == Detail::Brief => Ok(None),
            AgendaLine::Acquaintances => self.details(partner, self.acquaintances(&reasons.acquaintances)),
            AgendaLine::Contact => self.contact(partner),
        }
    }

    /// Who asked for whom by name.
    fn asked(&self, partner: AttendeeIx, asked: [bool; 2]) -> Result<Option<Block>, Misfit> {
        let words = &self.desk.composer.words.agenda;
        let text = match asked {
            [true, true] => &words.both_asked,
            [true, false] => &words.you_asked,
            [false, true] => &words.they_asked,
            [false, false] => return Ok(None),
        };
        let paragraph = Paragraph::new(text.clone(), self.desk.style(self.layout.faces.asked));
        self.desk.fit(Some(partner), "request", &paragraph, self.main_width()).map(Some)
    }

    /// A question to open the conversation with: about the best of what one has for the other, another one each round.
    fn question(&self, round: Round, partner: AttendeeIx, reasons: &Reasons) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.agenda;
        let best = |reasons: &[Reason]| reasons.first().map(|reason| (reason.points, reason.kind.clone()));
        let (they, you) = (best(&reasons.they_give), best(&reasons.you_give));
        let points = |side: &Option<(i64, ReasonKind)>| side.as_ref().map_or(-1, |(points, _)| *points);
        // What is worth the same both ways is asked about in turn.
        let yours = (points(&they), round % 2 == 1) > (points(&you), false);
        let (questions, about) = match if yours { they.or(you) } else { you.or(they) } {
            Some((_, ReasonKind::Topic { offered, .. })) if yours => {
                (&words.questions_they_offer, Some(offered))
            }
            Some((_, ReasonKind::Topic { wanted, .. })) => (&words.questions_you_offer, Some(wanted)),
            _ if reasons.known => (&words.questions_old_face, None),
            _ => (&words.questions_new_face, None),
        };
        let topic =
            about.map(|topic| clean(&self.desk.composer.event.topics[topic].name)).unwrap_or_default();
        let text = fill(questions.pick(round as usize), &[("topic", &topic)]);
        let text = Paragraph::new(text, self.desk.style(self.layout.faces.question));
        self.beside_label(partner, &words.question, &text)
    }

    fn details(&self, owner: AttendeeIx, text: Option<String>) -> Result<Option<Block>, Misfit> {
        let Some(text) = text else { return Ok(None) };
        let paragraph = Paragraph::new(text, self.desk.style(self.layout.faces.details));
        self.desk.fit(Some(owner), "title and company", &paragraph, self.main_width()).map(Some)
    }

    fn acquaintances(&self, shared: &[AttendeeIx]) -> Option<String> {
        let attendees = &self.desk.composer.event.attendees;
        let names: Vec<String> = shared.iter().map(|&third| clean(&attendees[third].name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| {
            fill(
                &self.desk.composer.words.agenda.acquaintance,
                &[("names", &self.desk.composer.words.list(&names))],
            )
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
        let reason = self.desk.style(self.layout.faces.reason);
        let soft = self.desk.style(self.layout.faces.details);
        let bold = super::super::wrap::Style { weight: super::super::Weight::Bold, ..reason };
        let mut paragraph = Paragraph::new(String::new(), bold);
        let most = match self.detail {
            Detail::Full | Detail::Half | Detail::Few => usize::from(self.layout.reasons).max(1),
            Detail::Short => usize::from(self.layout.reasons).clamp(1, 2),
            Detail::Brief => 1,
        };
        // A rest of one takes no more room than saying so.
        let named = if reasons.len() <= most + usize::from(self.says_all()) { reasons.len() } else { most };
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
                .and(fill(&self.desk.composer.words.agenda.more, &[("count", &count)]), soft);
        }
        self.beside_label(partner, label, &paragraph).map(Some)
    }

    fn beside_label(&self, partner: AttendeeIx, label: &str, text: &Paragraph) -> Result<Block, Misfit> {
        let indent = self.label_width();
        let label = Paragraph::name(label, self.desk.style(self.layout.faces.label), 1);
        let label = self.desk.fit(None, "label of a reason", &label, indent)?;
        let text = self.desk.fit(Some(partner), "reason", text, self.main_width() - indent)?;
        let mut block = Block::default();
        block.put(0.0, text.baseline() - label.baseline(), label);
        block.put(indent, 0.0, text);
        Ok(block)
    }

    /// The width of the words before reasons: the widest of them, and some air.
    fn label_width(&self) -> f64 {
        let words = &self.desk.composer.words.agenda;
        let style = self.desk.style(self.layout.faces.label);
        let labels = [&words.they_offer, &words.you_offer, &words.question, &words.contact];
        let widths = labels.map(|label| self.desk.composer.setter.width(label, style.weight, style.size));
        widths.into_iter().fold(0.0, f64::max) + 3.5 * self.desk.scale
    }

    fn phrase(&self, reason: &Reason, first: bool) -> Option<Phrase> {
        let words = &self.desk.composer.words.agenda;
        let to_you = reason.receiver == self.person;
        let ReasonKind::Topic { wanted, offered, want_note, offer_note, .. } = &reason.kind else {
            return None;
        };
        let topic = |topic: usize| clean(&self.desk.composer.event.topics[topic].name);
        let quoted = |note: &Option<String>| note.as_deref().map(clean).filter(|note| !note.is_empty());
        let mut asides = Vec::new();
        let (main, other, related, note) = if to_you {
            (offered, wanted, &words.related, offer_note)
        } else {
            (wanted, offered, &words.related_them, want_note)
        };
        let note = quoted(note).filter(|_| self.detail != Detail::Brief);
        // They wrote it themselves: once is enough to remember it by.
        let own_note = quoted(want_note).filter(|_| to_you && first && note.is_none() && self.says_all());
        match (main != other, &own_note) {
            (true, Some(own)) => {
                let both = format!("{}, {own}", topic(*other));
                asides.push(format!("({})", fill(related, &[("topic", &both)])));
            }
            (true, None) => asides.push(format!("({})", fill(related, &[("topic", &topic(*other))]))),
            (false, Some(own)) => asides.push(format!("({})", fill(&words.your_question, &[("note", own)]))),
            (false, None) => {}
        }
        asides.extend(note.map(|note| format!("“{note}”")));
        Some(Phrase { main: topic(*main), aside: asides.join(" ") })
    }

    /// What the partner agreed to share.
    fn contact(&self, partner: AttendeeIx) -> Result<Option<Block>, Misfit> {
        let attendee = &self.desk.composer.event.attendees[partner];
        let details: Vec<String> = attendee
            .share
            .iter()
            .filter_map(|&contact| contact_detail(attendee, contact))
            .map(clean)
            .collect();
        if details.is_empty() {
            return Ok(None);
        }
        let style = self.desk.style(self.layout.faces.details);
        let mut text = Paragraph { hyphenate: false, cut: true, ..Paragraph::new(String::new(), style) };
        for (index, detail) in details.into_iter().enumerate() {
            if index > 0 {
                text = text.and(" · ", style);
            }
            text = text.and(detail, style).solid();
        }
        self.beside_label(partner, &self.desk.composer.words.agenda.contact, &text).map(Some)
    }
}
