//! The head of an agenda: which evening, and whose.

use super::super::clean;
use super::super::page::{Block, Item, Rect, Role};
use super::super::setting::Misfit;
use super::super::words::fill;
use super::super::wrap::Paragraph;
use super::Agenda;

impl Agenda<'_, '_> {
    /// Event, name and work; `idle` for somebody without a single meeting.
    pub(super) fn header(&self, idle: bool) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let (event, place) = (self.style(faces.event), self.style(faces.place));
        let mut header = self.composer.occasion(event, place, self.width())?;
        let attendee = &self.composer.event.attendees[self.person];
        let name = Paragraph::name(clean(&attendee.name), self.style(self.layout.faces.person), 2)
            .role(Role::Heading);
        header.below(0.0, 3.0 * self.scale, self.fit(Some(self.person), "name", &name, self.width())?);
        if let Some(work) = self.composer.work_line(self.person) {
            let paragraph =
                Paragraph { max_lines: 3, ..Paragraph::new(work, self.style(self.layout.faces.work)) };
            header.below(
                0.0,
                0.0,
                self.fit(Some(self.person), "title and company", &paragraph, self.width())?,
            );
        }
        let words = &self.composer.words.agenda;
        let host = attendee.host.map(|table| fill(&words.host, &[("table", &table.to_string())]));
        for text in host.into_iter().chain(idle.then(|| words.no_meetings.clone())) {
            let paragraph = Paragraph::new(text, self.style(self.layout.faces.notice));
            header.below(
                0.0,
                1.2 * self.scale,
                self.fit(Some(self.person), "notice", &paragraph, self.width())?,
            );
        }
        header.below(0.0, 2.0 * self.scale, self.rule());
        header.height += 0.8;
        Ok(header)
    }

    /// What stands above the rows of a further page.
    pub(super) fn continued(&self) -> Result<Block, Misfit> {
        let name = clean(&self.composer.event.attendees[self.person].name);
        let text = fill(&self.composer.words.agenda.continued, &[("name", &name)]);
        let paragraph = Paragraph::name(text, self.style(self.layout.faces.name), 2).role(Role::Running);
        let mut block = self.fit(Some(self.person), "name", &paragraph, self.width())?;
        block.below(0.0, 1.5, self.rule());
        block.height += 0.8;
        Ok(block)
    }

    /// A rule in the colour of the attendee's group.
    fn rule(&self) -> Block {
        let height = self.layout.page.rule.0;
        let rect = Rect { x: 0.0, y: 0.0, width: self.width(), height };
        Block {
            items: vec![Item::Fill(
                rect,
                self.composer.group_colour(self.person, self.layout.colours.accent.0),
            )],
            height,
        }
    }
}
