//! Proposals about topics: shown by `check`, written by `check --fix`.

use serde_json::{Value, json};

use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::open::Opened;
use super::settings::Accept;
use super::text::{Page, count, listed};
use crate::amend::Draft;
use crate::domain::{Event, TopicIx};
use crate::thesaurus::{self, Kind, Proposal, Usage};

/// Of many proposals so many are shown.
const SHOWN: usize = 25;
/// Of the matches that a proposal brings, so many are named.
const NAMED: usize = 3;

/// What is proposed about the topics of an event, numbered from 1.
pub struct Suggestions<'a> {
    event: &'a Event,
    proposals: Vec<Proposal>,
}

impl<'a> Suggestions<'a> {
    /// Looks for what is worth proposing.
    pub fn of(opened: &'a Opened) -> Self {
        let event = opened.written();
        let declared = Draft::of(&opened.text).and_then(|draft| draft.count("topic")).unwrap_or_default();
        Self { event, proposals: thesaurus::proposals(event, declared) }
    }

    /// Adds them to a page, with what to type to accept them.
    pub fn add_to(&self, page: &mut Page, opened: &Opened) {
        if self.proposals.is_empty() {
            return;
        }
        page.title("Topics that may be the same, or one a part of another");
        for (at, proposal) in self.proposals.iter().take(SHOWN).enumerate() {
            page.line(format!("{:>4}  {}", at + 1, self.sentence(&proposal.kind)));
            page.line(format!("      {}", self.effect(proposal)));
        }
        if self.proposals.len() > SHOWN {
            page.line(format!(
                "      ... and {} more, which bring less (all of them: --json)",
                self.proposals.len() - SHOWN
            ));
        }
        page.line(format!(
            "  To write those that are right into the event, by their numbers: rondje check {} --fix --accept 1{}",
            opened.typed(),
            if self.proposals.len() > 1 { ",2" } else { "" },
        ));
    }

    fn name(&self, topic: TopicIx) -> String {
        format!("\"{}\"", self.event.topics[topic].name)
    }

    fn sentence(&self, kind: &Kind) -> String {
        match kind {
            Kind::Same { main, others, typing } => {
                let names: Vec<String> = others.iter().map(|other| self.name(*other)).collect();
                let are = if others.len() == 1 { "is" } else { "are" };
                let what = if *typing { "perhaps mistyped, for" } else { "in other words" };
                format!("{} {are} {what} {}", listed(&names, "and"), self.name(*main))
            }
            Kind::Within { topic, broad } => {
                format!("{} is a kind of {}", self.name(*topic), self.name(*broad))
            }
        }
    }

    fn effect(&self, proposal: &Proposal) -> String {
        let used = proposal.usage.iter().map(|usage| {
            let Usage { topic, wanted, offered } = *usage;
            format!("{} is wanted by {wanted} and offered by {offered}", self.name(topic))
        });
        let used = used.collect::<Vec<_>>().join(", ");
        let named = proposal.matches.iter().take(NAMED).map(|&[taker, giver]| {
            format!("{} from {}", evening::called(self.event, taker), evening::called(self.event, giver))
        });
        let named = named.collect::<Vec<_>>().join(", ");
        match proposal.match_count {
            0 => format!("{used}; brings no new match yet"),
            few if few <= NAMED => format!("{used}; brings {}: {named}", matches(few)),
            many => format!("{used}; brings {}, such as {named}", matches(many)),
        }
    }

    /// The proposals for a program.
    pub fn json(&self) -> Value {
        self.proposals.iter().enumerate().map(|(at, proposal)| self.value(at, proposal)).collect()
    }

    fn value(&self, at: usize, proposal: &Proposal) -> Value {
        let name = |topic: TopicIx| self.event.topics[topic].name.as_str();
        let id = |person: usize| self.event.attendees[person].id.as_str();
        let used = proposal.usage.iter().map(
            |usage| json!({ "topic": name(usage.topic), "wanted": usage.wanted, "offered": usage.offered }),
        );
        let brought =
            proposal.matches.iter().map(|&[taker, giver]| json!({ "wants": id(taker), "offers": id(giver) }));
        let mut value = json!({
            "number": at + 1,
            "used": used.collect::<Vec<_>>(),
            "new_match_count": proposal.match_count,
            "new_matches": brought.collect::<Vec<_>>(),
        });
        match &proposal.kind {
            Kind::Same { main, others, typing } => {
                value["topic"] = json!(name(*main));
                value["aliases"] = others.iter().map(|other| name(*other)).collect();
                value["typing_mistake"] = json!(typing);
            }
            Kind::Within { topic, broad } => {
                value["topic"] = json!(name(*topic));
                value["within"] = json!(name(*broad));
            }
        }
        value
    }

    /// The text of the event file with the proposals that are accepted, and what to say of it.
    pub fn accepted(&self, opened: &Opened, accept: &Accept) -> Result<(String, Page, Value), Failure> {
        let chosen = self.chosen(accept, opened)?;
        let proposals: Vec<&Proposal> = chosen.iter().map(|at| &self.proposals[*at]).collect();
        let text = thesaurus::accept(&opened.text, self.event, &proposals).ok_or_else(|| {
            let message =
                format!("the topics in {} stand in another form than rondje can add to", opened.file());
            Failure::new(Exit::Errors, message)
                .help("write every topic under a header [[topic]], and try again")
        })?;
        let mut page = Page::default();
        for proposal in &proposals {
            page.line(format!("Accepted: {}", self.sentence(&proposal.kind)));
        }
        if proposals.is_empty() {
            page.line("There is nothing to accept; nothing is written");
        } else {
            page.line(format!("Written: {}", opened.file()));
        }
        page.line(format!("Next: rondje check {}", opened.typed()));
        let accepted: Value = chosen.iter().map(|at| self.value(*at, &self.proposals[*at])).collect();
        Ok((text, page, json!({ "event": self.event.name, "accepted": accepted })))
    }

    /// The places of the proposals that are accepted, ascending, each once.
    fn chosen(&self, accept: &Accept, opened: &Opened) -> Result<Vec<usize>, Failure> {
        let most = self.proposals.len();
        let Accept::These(numbers) = accept else { return Ok((0..most).collect()) };
        if let Some(number) = numbers.iter().find(|number| **number > most) {
            let message = format!("there is no proposal {number}; there are {most}");
            return Err(Failure::usage(message).help(format!("to see them: rondje check {}", opened.typed())));
        }
        let mut places: Vec<usize> = numbers.iter().map(|number| number - 1).collect();
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }
}

fn matches(number: usize) -> String {
    match number {
        1 => "1 new match".to_owned(),
        _ => count(number, "new matche"),
    }
}
