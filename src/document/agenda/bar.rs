//! Whom it is worth meeting besides: the best matches that found no place in the rounds.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::clean;
use super::super::page::Block;
use super::super::setting::{Composer, Misfit};
use super::super::wrap::{Paragraph, Style};
use super::super::{Role, Weight};
use super::Agenda;
use crate::domain::{AttendeeIx, TopicIx};
use crate::matching::{Reason, ReasonKind, reasons};

/// For every attendee the people they gain most from without meeting them in a round, best first, at most `most`.
pub(super) fn unplanned(composer: &Composer, most: usize) -> Vec<Vec<AttendeeIx>> {
    let met: BTreeSet<[AttendeeIx; 2]> =
        composer.schedule.meetings.iter().map(|meeting| meeting.people).collect();
    let mut found: Vec<Vec<(Reverse<i64>, AttendeeIx)>> = vec![Vec::new(); composer.event.attendees.len()];
    for pair in composer.pairs.pairs.iter().filter(|pair| !met.contains(&pair.people)) {
        let both = pair.gains[0] + pair.gains[1];
        for (side, &person) in pair.people.iter().enumerate() {
            if pair.gains[side] > 0 {
                found[person].push((Reverse(both), pair.people[1 - side]));
            }
        }
    }
    let best = |mut list: Vec<(Reverse<i64>, AttendeeIx)>| {
        list.sort_unstable();
        list.into_iter().take(most).map(|(_, person)| person).collect()
    };
    found.into_iter().map(best).collect()
}

impl Agenda<'_, '_> {
    /// The line at the foot of the page; nothing when there is nobody to name.
    pub(super) fn at_the_bar(&self) -> Result<Option<Block>, Misfit> {
        if self.unplanned.is_empty() {
            return Ok(None);
        }
        let words = &self.desk.composer.words.agenda;
        let soft = self.desk.style(self.layout.faces.details);
        let mark = Style { colour: self.desk.palette.accent.0, weight: Weight::Bold, ..soft };
        let bold = Style { colour: self.desk.palette.ink.0, weight: Weight::Bold, ..soft };
        let mut paragraph = Paragraph::new(format!("{}  ", words.bar), mark).role(Role::Body);
        let event = self.desk.composer.event;
        for (index, &(other, topic)) in self.unplanned.iter().enumerate() {
            if index > 0 {
                paragraph = paragraph.and(" · ", soft);
            }
            paragraph = paragraph.and(clean(&event.attendees[other].name), bold);
            if let Some(topic) = topic {
                let topic = clean(&event.topics[topic].name);
                paragraph = paragraph.and(format!(" ({topic})"), soft);
            }
        }
        self.desk.fit(Some(self.person), "line about the bar", &paragraph, self.desk.width).map(Some)
    }
}

/// The topic for which somebody is worth meeting.
pub(super) fn best_topic(composer: &Composer, person: AttendeeIx, other: AttendeeIx) -> Option<TopicIx> {
    let gives = |reason: &Reason| match reason.kind {
        ReasonKind::Topic { offered, .. } if reason.receiver == person => Some(offered),
        _ => None,
    };
    reasons(composer.event, composer.pairs, person, other).iter().find_map(gives)
}
