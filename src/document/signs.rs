//! Table signs: a number to be read from afar, and who sits here when.

use super::layout::{Paper, SignForm, SignLayout, SignTables, Type};
use super::page::{Block, Bookmark, Document, Item, Line, Page, Point, Role};
use super::setting::{Composer, Misfit};
use super::words::{clock, fill};
use super::wrap::{Align, Paragraph, Style};
use super::{Problem, clean};
use crate::domain::{AttendeeIx, Meeting, Round, TableNo};

/// A sign for every table.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.table_signs;
    let signs = Signs { composer, layout };
    let mut pages = Vec::new();
    let mut bookmarks = Vec::new();
    for table in signs.tables() {
        match signs.page(table) {
            Ok(page) => {
                bookmarks.push(Bookmark {
                    name: signs.bookmark(table),
                    page: pages.len(),
                    at: Point::default(),
                });
                pages.push(page);
            }
            Err(misfit) => return Err(vec![composer.problem(&misfit, "table-signs.toml")]),
        }
    }
    Ok(composer.plain_document(&composer.words.titles.table_signs, pages, bookmarks))
}

struct Signs<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a SignLayout,
}

/// The scales at which a part of a sign is tried.
const SCALES: [f64; 13] = [1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4];

impl Signs<'_, '_> {
    fn tables(&self) -> Vec<TableNo> {
        let event = self.composer.event;
        let is_used = |table: TableNo| {
            self.composer.schedule.meetings.iter().any(|meeting| meeting.table == table)
                || event.attendees.iter().any(|attendee| attendee.host == Some(table))
        };
        (1..=event.tables.count)
            .filter(|&table| self.layout.tables == SignTables::All || is_used(table))
            .collect()
    }

    fn bookmark(&self, table: TableNo) -> String {
        format!("{} {table}", self.composer.words.table_sign.table)
    }

    fn page(&self, table: TableNo) -> Result<Page, Misfit> {
        let Paper { width, height } = self.layout.paper;
        let mut page = Page { width, height, items: Vec::new() };
        if self.layout.form == SignForm::Flat {
            page.items = self.sign(table, width, height)?.items;
            return Ok(page);
        }
        let half = height / 2.0;
        let sign = self.sign(table, width, half)?;
        // Both faces have their head at the fold.
        page.items.extend(sign.items.iter().cloned().map(|item| item.turned(width, half)));
        page.items.extend(sign.items.into_iter().map(|item| item.shifted(0.0, half)));
        for (from, to) in [(0.0, FOLD_MARK), (width - FOLD_MARK, width)] {
            let [from, to] = [from, to].map(|x| Point { x, y: half });
            let colour = self.layout.colours.line.0;
            page.items.push(Item::Line(Line { from, to, weight: 0.5, colour, dashed: true }));
        }
        Ok(page)
    }

    /// A sign on a face of this size.
    fn sign(&self, table: TableNo, width: f64, height: f64) -> Result<Block, Misfit> {
        let margins = &self.layout.margins;
        let (inner, tall) =
            (width - margins.left.0 - margins.right.0, height - margins.top.0 - margins.bottom.0);
        let (left, top) = (margins.left.0, margins.top.0);
        let mut sign = Block::default();
        let centred = |space: f64, block: &Block| (space - block.height) / 2.0;
        if !self.layout.list {
            let number = self.number(table, inner, tall)?;
            sign.put(left, top + centred(tall, &number), number);
        } else if width > height {
            let half = self.number_column(table, inner - COLUMN_GAP);
            let number = self.number(table, half, tall)?;
            let list = self.list(table, inner - COLUMN_GAP - half, tall)?;
            sign.put(left, top + centred(tall, &number), number);
            sign.put(left + half + COLUMN_GAP, top + centred(tall, &list), list);
        } else {
            let upper = tall * 0.52;
            let number = self.number(table, inner, upper)?;
            let list = self.list(table, inner, tall - upper - COLUMN_GAP)?;
            sign.put(left, top + centred(upper, &number), number);
            sign.put(left, top + upper + COLUMN_GAP, list);
        }
        Ok(sign)
    }

    /// How much of a width the number gets: more than the list, and what two digits need at their full size.
    fn number_column(&self, table: TableNo, width: f64) -> f64 {
        let number = self.style(self.layout.faces.number, 1.0);
        let wanted = self.composer.setter.width(&table.to_string(), number.weight, number.size);
        (wanted + 0.2).clamp(width * 0.54, width * 0.66)
    }

    fn style(&self, face: Type, scale: f64) -> Style {
        face.style(&self.layout.colours, scale)
    }

    /// The largest scale at which a part fits a height.
    fn scaled(
        &self,
        table: TableNo,
        height: f64,
        make: impl Fn(f64) -> Result<Block, Misfit>,
    ) -> Result<Block, Misfit> {
        for scale in SCALES {
            let block = make(scale)?;
            if block.height <= height {
                return Ok(block);
            }
        }
        Err(Misfit { owner: None, field: "table sign", text: self.bookmark(table) })
    }

    /// Word, number, name and host.
    fn number(&self, table: TableNo, width: f64, height: f64) -> Result<Block, Misfit> {
        self.scaled(table, height, |scale| self.number_at(table, width, scale))
    }

    fn number_at(&self, table: TableNo, width: f64, scale: f64) -> Result<Block, Misfit> {
        let words = &self.composer.words.table_sign;
        let faces = &self.layout.faces;
        let centred = |paragraph: Paragraph| paragraph.aligned(Align::Centre).role(Role::Heading);
        let word = centred(Paragraph::name(words.table.clone(), self.style(faces.word, scale), 1));
        let number = centred(Paragraph::name(table.to_string(), self.style(faces.number, scale), 1));
        // Digits need no room below the line; and four of them may be smaller than three.
        let digits = table.to_string().len().max(USUAL_DIGITS);
        let smallest = number.smallest * USUAL_DIGITS as f64 / digits as f64;
        let number = Paragraph { leading: 0.84, smallest, ..number };
        let mut block = self.composer.fit(None, "word for a table", &word, width)?;
        block.below(0.0, 0.0, self.composer.fit(None, "table number", &number, width)?);
        if let Some(name) = self.composer.event.tables.names.get(&table) {
            let name = centred(Paragraph::name(clean(name), self.style(faces.name, scale), 3));
            block.below(0.0, 5.0 * scale, self.composer.fit(None, "name of a table", &name, width)?);
        }
        for host in self.hosts(table) {
            let name = clean(&self.composer.event.attendees[host].name);
            let text = fill(&words.host, &[("name", &name)]);
            let text = centred(Paragraph::name(text, self.style(faces.host, scale), 3));
            block.below(0.0, 3.0 * scale, self.composer.fit(Some(host), "name", &text, width)?);
        }
        Ok(block)
    }

    fn hosts(&self, table: TableNo) -> Vec<AttendeeIx> {
        let attendees = self.composer.event.attendees.iter().enumerate();
        attendees.filter(|(_, attendee)| attendee.host == Some(table)).map(|(index, _)| index).collect()
    }

    /// Who sits here in each round: in ever smaller type, then closer together, and then the rounds with somebody only.
    fn list(&self, table: TableNo, width: f64, height: f64) -> Result<Block, Misfit> {
        let every: Vec<Round> = (1..=self.composer.event.rounds.count).collect();
        let taken: Vec<Round> =
            every.iter().copied().filter(|&round| self.meeting(table, round).is_some()).collect();
        let tries = [(&every, APART), (&every, CLOSE), (&taken, CLOSE)];
        let made = |(rounds, gap): (&Vec<Round>, f64)| {
            self.scaled(table, height, |scale| {
                let mut list = Block::default();
                for &round in rounds {
                    list.below(0.0, gap * scale, self.round(table, round, width, scale)?);
                }
                Ok(list)
            })
        };
        tries[1..].iter().fold(made(tries[0]), |best, &next| best.or_else(|_| made(next)))
    }

    /// The meeting at a table in a round.
    fn meeting(&self, table: TableNo, round: Round) -> Option<&Meeting> {
        self.composer
            .schedule
            .meetings
            .iter()
            .find(|meeting| meeting.round == round && meeting.table == table)
    }

    fn round(&self, table: TableNo, round: Round, width: f64, scale: f64) -> Result<Block, Misfit> {
        let event = self.composer.event;
        let faces = &self.layout.faces;
        let time = self.style(faces.time, scale);
        let indent = self.composer.setter.width("00:00", time.weight, time.size) + 3.0 * scale;
        let time = Paragraph::name(clock(event.clock(round).0), time, 1);
        let mut block = Block::default();
        block.put(0.0, 0.0, self.composer.fit(None, "time", &time, indent)?);
        block.put(indent, 0.0, self.guests(table, self.meeting(table, round), width - indent, scale)?);
        Ok(block)
    }

    /// The two who meet here, on two lines if they must; at a host's table only the guest.
    fn guests(
        &self,
        table: TableNo,
        meeting: Option<&Meeting>,
        width: f64,
        scale: f64,
    ) -> Result<Block, Misfit> {
        let words = &self.composer.words.table_sign;
        let Some(meeting) = meeting else {
            let free = Paragraph::name(words.free.clone(), self.style(self.layout.faces.free, scale), 1);
            return self.composer.fit(None, "word for a free table", &free, width);
        };
        let style = self.style(self.layout.faces.guests, scale);
        let attendees = &self.composer.event.attendees;
        let name = |person: AttendeeIx| clean(&attendees[person].name);
        let hosts = meeting.people.map(|person| attendees[person].host == Some(table));
        let parts = match (hosts, meeting.people.map(name)) {
            ([true, false], [_, guest]) | ([false, true], [guest, _]) => vec![guest],
            (_, names) => around(&words.guests, names),
        };
        // A line ends between two people rather than in the middle of a name.
        let apart = parts
            .iter()
            .fold(Paragraph { spans: Vec::new(), ..Paragraph::name("", style, 2) }, |text, part| {
                text.and(part.as_str(), style).solid()
            });
        let apart = Paragraph { smallest: style.size, ..apart };
        if let Some(block) = self.composer.setter.fit(&apart, width) {
            return Ok(block);
        }
        self.composer.fit(Some(meeting.people[0]), "name", &Paragraph::name(parts.concat(), style, 6), width)
    }
}

/// A pattern with two holes in the parts that stay together on a line: the first name with what follows it, the other.
fn around(pattern: &str, [one, other]: [String; 2]) -> Vec<String> {
    match pattern.split_once("{one}").and_then(|(_, rest)| rest.split_once("{other}")) {
        Some((between, "")) if pattern.starts_with("{one}") => vec![format!("{one}{between}"), other],
        _ => vec![fill(pattern, &[("one", &one), ("other", &other)])],
    }
}

/// Between two rounds of the list, in millimetres: as it should be, and at the least.
const APART: f64 = 2.2;
const CLOSE: f64 = 0.5;
/// The digits of a number that is as large as the layout wants it at the least.
const USUAL_DIGITS: usize = 3;
/// The length of the marks to fold by, in millimetres.
const FOLD_MARK: f64 = 7.0;
/// Between the number and the list, in millimetres.
const COLUMN_GAP: f64 = 10.0;
