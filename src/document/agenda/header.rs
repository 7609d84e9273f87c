//! The head of an agenda: which evening, and whose.

use super::super::LogoPlace;
use super::super::clean;
use super::super::page::{Block, Role};
use super::super::setting::Misfit;
use super::super::words::fill;
use super::super::wrap::Paragraph;
use super::Agenda;

/// Between the logo and the text beside it, in millimetres.
const LOGO_GAP: f64 = 4.0;
/// The part of the width that a logo may take.
const WIDEST_LOGO: f64 = 0.3;

impl Agenda<'_, '_> {
    /// Event, name and work, with the logo beside them; `idle` for somebody without a single meeting.
    pub(super) fn header(&self, idle: bool) -> Result<Block, Misfit> {
        let (logo, taken) = self.logo().unwrap_or_default();
        let beside = if taken > 0.0 { self.desk.width - taken - LOGO_GAP } else { self.desk.width };
        let mut header = self.whose(beside, logo.height)?;
        header.put(self.desk.width - taken, 0.0, logo);
        let words = &self.desk.composer.words.agenda;
        let host = self.desk.composer.event.attendees[self.person]
            .host
            .map(|table| fill(&words.host, &[("table", &table.to_string())]));
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

    /// Which evening, whose agenda, and what they do. `beside`: the width beside a logo that is so high; what is wider
    /// begins below it.
    fn whose(&self, beside: f64, logo: f64) -> Result<Block, Misfit> {
        let (composer, faces, width) = (self.desk.composer, &self.layout.faces, self.desk.width);
        let (event, place) = (self.desk.style(faces.event), self.desk.style(faces.place));
        let mut block = composer.occasion(event, place, beside)?;
        let name = clean(&composer.event.attendees[self.person].name);
        let name = Paragraph::name(name, self.desk.style(faces.person), 2).role(Role::Heading);
        let name = self.desk.fit(Some(self.person), "name", &name, width)?;
        let work = composer.work_line(self.person).map(|work| {
            let work = Paragraph { max_lines: 3, ..Paragraph::new(work, self.desk.style(faces.work)) };
            self.desk.fit(Some(self.person), "title and company", &work, width)
        });
        let lines = [Some((3.0 * self.desk.scale, name)), work.transpose()?.map(|work| (0.0, work))];
        for (gap, line) in lines.into_iter().flatten() {
            let down = if line.right() > beside { logo + LOGO_GAP / 2.0 - block.height } else { 0.0 };
            block.below(0.0, gap.max(down), line);
        }
        Ok(block)
    }

    /// The logo and its width; nothing when there is none.
    fn logo(&self) -> Option<(Block, f64)> {
        let height = self.layout.logo_height.0 * self.desk.scale;
        self.desk.composer.templates.logo(LogoPlace::Agendas, height, self.desk.width * WIDEST_LOGO)
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
