//! The head of an agenda: which evening, and whose.

use super::super::clean;
use super::super::page::{Block, Role};
use super::super::setting::Misfit;
use super::super::words::fill;
use super::super::wrap::Paragraph;
use super::Agenda;

impl Agenda<'_, '_> {
    /// Event, name and work; `idle` for somebody without a single meeting.
    pub(super) fn header(&self, idle: bool) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let (event, place) = (self.desk.style(faces.event), self.desk.style(faces.place));
        let mut header = self.desk.composer.occasion(event, place, self.desk.width)?;
        let attendee = &self.desk.composer.event.attendees[self.person];
        let name = Paragraph::name(clean(&attendee.name), self.desk.style(self.layout.faces.person), 2)
            .role(Role::Heading);
        header.below(
            0.0,
            3.0 * self.desk.scale,
            self.desk.fit(Some(self.person), "name", &name, self.desk.width)?,
        );
        if let Some(work) = self.desk.composer.work_line(self.person) {
            let paragraph =
                Paragraph { max_lines: 3, ..Paragraph::new(work, self.desk.style(self.layout.faces.work)) };
            header.below(
                0.0,
                0.0,
                self.desk.fit(Some(self.person), "title and company", &paragraph, self.desk.width)?,
            );
        }
        let words = &self.desk.composer.words.agenda;
        let host = attendee.host.map(|table| fill(&words.host, &[("table", &table.to_string())]));
        for text in self.replaces().into_iter().chain(host).chain(idle.then(|| words.no_meetings.clone())) {
            let paragraph = Paragraph::new(text, self.desk.style(self.layout.faces.notice));
            header.below(
                0.0,
                1.2 * self.desk.scale,
                self.desk.fit(Some(self.person), "notice", &paragraph, self.desk.width)?,
            );
        }
        header.below(0.0, 2.0 * self.desk.scale, self.rule());
        header.height += 0.8;
        Ok(header)
    }

    /// What stands above the rows of a further page.
    pub(super) fn continued(&self) -> Result<Block, Misfit> {
        let name = clean(&self.desk.composer.event.attendees[self.person].name);
        let text = fill(&self.desk.composer.words.agenda.continued, &[("name", &name)]);
        let paragraph = Paragraph::name(text, self.desk.style(self.layout.faces.name), 2).role(Role::Running);
        let mut block = self.desk.fit(Some(self.person), "name", &paragraph, self.desk.width)?;
        block.below(0.0, 1.5, self.rule());
        block.height += 0.8;
        Ok(block)
    }

    /// A rule in the colour of the attendee's group.
    fn rule(&self) -> Block {
        let colour = self.desk.composer.group_colour(self.person, self.desk.palette.accent.0);
        self.desk.rule(self.form.page.rule.0, colour)
    }

    /// That this sheet takes the place of an earlier one, and where it differs.
    fn replaces(&self) -> Option<String> {
        let composer = self.desk.composer;
        let words = &composer.words.agenda;
        let rounds = composer.changes.rounds.get(&self.person).filter(|rounds| !rounds.is_empty())?;
        let rounds: Vec<String> =
            rounds.iter().map(|round| fill(&words.round, &[("round", &round.to_string())])).collect();
        let rounds: Vec<&str> = rounds.iter().map(String::as_str).collect();
        let revision = composer.changes.replaces?.to_string();
        let rounds = composer.words.list(&rounds);
        Some(fill(&words.replaces, &[("revision", &revision), ("rounds", &rounds)]))
    }
}
