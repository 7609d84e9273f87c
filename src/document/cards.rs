//! Name cards.

use super::layout::{CardLayout, CardLine, Sheet, Type};
use super::page::{Block, Document, Item, Line, Point, Rect, Role};
use super::setting::{Composer, Misfit};
use super::wrap::{Paragraph, Style};
use super::{Problem, Weight, clean, name_parts};
use crate::domain::{AttendeeIx, Colour};

/// A name card for everyone.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.name_cards;
    let sheet = &composer.templates.card_sheet;
    let cards = Cards { composer, layout, sheet };
    let mut blocks = Vec::new();
    let mut problems = Vec::new();
    for person in composer.people(sheet.order) {
        match cards.card(person) {
            Ok(block) => blocks.push((Some(person), block)),
            Err(misfit) => problems.push(composer.problem(&misfit, "name-cards.toml")),
        }
    }
    for _ in 0..layout.blanks {
        match cards.blank() {
            Ok(block) => blocks.push((None, block)),
            Err(misfit) => problems.push(composer.problem(&misfit, "name-cards.toml")),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(composer.document(&composer.words.titles.name_cards, sheet, &layout.colours, blocks))
}

struct Cards<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a CardLayout,
    sheet: &'a Sheet,
}

/// The card that the sizes of the layout are meant for, in millimetres.
const WIDTH: f64 = 90.0;
const HEIGHT: f64 = 54.0;
/// The scales at which a card is tried.
const SCALES: [f64; 7] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

impl Cards<'_, '_> {
    fn card(&self, person: AttendeeIx) -> Result<Block, Misfit> {
        let sheet = self.sheet;
        let margin = self.margin();
        let mut card = self.band(person)?;
        let bottom = sheet.height - card.height - if card.height > 0.0 { margin / 2.0 } else { margin };
        let top = margin * 0.75;
        for scale in SCALES {
            let names = self.names(person, scale)?;
            let work = self.work(person, scale)?;
            let spare = bottom - top - names.height - 1.0 - work.height;
            if spare >= 0.0 {
                // On an upright card the name would hang at the top of an empty page.
                let down = if sheet.height > sheet.width { spare * 0.3 } else { 0.0 };
                let height = work.height;
                card.put(margin, top + down, names);
                card.put(margin, bottom - height, work);
                card.height = sheet.height;
                return Ok(card);
            }
        }
        let name = clean(&self.composer.event.attendees[person].name);
        Err(Misfit { owner: Some(person), field: "name card", text: name })
    }

    /// A card without a name: the event, and a line to write on.
    fn blank(&self) -> Result<Block, Misfit> {
        let event =
            Paragraph::name(clean(&self.composer.event.name), self.style(self.layout.faces.event, 1.0), 2);
        let mut card = Block::default();
        let event = self.composer.fit(None, "name of the event", &event.role(Role::Running), self.width())?;
        card.put(self.margin(), self.margin() * 0.75, event);
        let y = self.sheet.height * 0.6;
        let [from, to] = [self.margin(), self.margin() + self.width()].map(|x| Point { x, y });
        let colour = self.layout.colours.line.0;
        card.items.push(Item::Line(Line { from, to, weight: 0.8, colour, dashed: false }));
        Ok(card)
    }

    fn width(&self) -> f64 {
        self.sheet.width - 2.0 * self.margin()
    }

    fn margin(&self) -> f64 {
        self.layout.card.margin.0 * self.proportion()
    }

    /// The size of the card compared with the one that the layout is meant for.
    fn proportion(&self) -> f64 {
        (self.sheet.width / WIDTH).min(self.sheet.height / HEIGHT).clamp(0.6, 2.5)
    }

    fn style(&self, face: Type, scale: f64) -> Style {
        let proportion = self.proportion();
        let style = face.style(&self.layout.colours, scale);
        // On a large card small type may stay as small as on a small one.
        Style { size: style.size * proportion, smallest: style.smallest * proportion.min(1.0), ..style }
    }

    /// Event, first name, last name, and the lines below, from the top.
    fn names(&self, person: AttendeeIx, scale: f64) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let parts = name_parts(&clean(&self.composer.event.attendees[person].name));
        let event = Paragraph::name(clean(&self.composer.event.name), self.style(faces.event, scale), 2)
            .role(Role::Running);
        let mut block = self.composer.fit(None, "name of the event", &event, self.width())?;
        let first = Paragraph::name(parts.first, self.style(faces.first_name, scale), 1).role(Role::Heading);
        block.below(0.0, 0.5, self.one_or_two_lines(person, first)?);
        if !parts.last.is_empty() {
            let last = Paragraph::name(parts.last, self.style(faces.last_name, scale), 1).role(Role::Heading);
            block.below(0.0, 0.0, self.one_or_two_lines(person, last)?);
        }
        for line in &self.layout.card.lines {
            if let Some(line) = self.line(*line, person, scale)? {
                block.below(0.0, 2.5 * self.proportion() * scale, line);
            }
        }
        Ok(block)
    }

    /// A name on one line if it can stay large there, else on two.
    fn one_or_two_lines(&self, person: AttendeeIx, name: Paragraph) -> Result<Block, Misfit> {
        let large =
            Paragraph { smallest: (name.size * 0.62).max(name.smallest), leading: 1.1, ..name.clone() };
        if let Some(block) = self.composer.setter.fit(&large, self.width()) {
            return Ok(block);
        }
        let two =
            Paragraph { max_lines: 2, size: (name.size * 0.75).max(name.smallest), leading: 1.1, ..name };
        self.composer.fit(Some(person), "name", &two, self.width())
    }

    /// What they offer or look for, behind its label; nothing when there is nothing.
    fn line(&self, line: CardLine, person: AttendeeIx, scale: f64) -> Result<Option<Block>, Misfit> {
        let attendee = &self.composer.event.attendees[person];
        let words = &self.composer.words.name_card;
        let (label, topics): (&str, Vec<usize>) = match line {
            CardLine::AskMeAbout => {
                (&words.ask_me_about, attendee.offers.iter().map(|offer| offer.topic).collect())
            }
            CardLine::LookingFor => {
                (&words.looking_for, attendee.wants.iter().map(|want| want.topic).collect())
            }
        };
        if topics.is_empty() {
            return Ok(None);
        }
        let style = self.style(self.layout.faces.line, scale);
        let soft = Style { colour: self.layout.colours.soft.0, ..style };
        let bold = Style { weight: Weight::Bold, ..style };
        let mut paragraph = Paragraph::new(format!("{label} "), soft);
        for (index, topic) in topics.into_iter().enumerate() {
            if index > 0 {
                paragraph = paragraph.and(" · ", soft);
            }
            paragraph = paragraph.and(clean(&self.composer.event.topics[topic].name), bold);
        }
        self.composer.fit(Some(person), "topics", &paragraph, self.width()).map(Some)
    }

    /// Title and company.
    fn work(&self, person: AttendeeIx, scale: f64) -> Result<Block, Misfit> {
        let attendee = &self.composer.event.attendees[person];
        let faces = &self.layout.faces;
        let mut block = Block::default();
        if let Some(title) = &attendee.title {
            let paragraph =
                Paragraph { max_lines: 3, ..Paragraph::new(clean(title), self.style(faces.title, scale)) };
            block.below(0.0, 0.0, self.composer.fit(Some(person), "title", &paragraph, self.width())?);
        }
        if let Some(company) = &attendee.company {
            let paragraph = Paragraph {
                max_lines: 3,
                ..Paragraph::new(clean(&company.name), self.style(faces.company, scale))
            };
            block.below(0.0, 0.0, self.composer.fit(Some(person), "company", &paragraph, self.width())?);
        }
        Ok(block)
    }

    /// The band in the colour of the group, at the foot of the card; empty for somebody without a group.
    fn band(&self, person: AttendeeIx) -> Result<Block, Misfit> {
        let height = self.layout.card.band.0 * self.proportion();
        let Some(group) =
            self.composer.event.attendees[person].group.map(|group| &self.composer.event.groups[group])
        else {
            return Ok(Block::default());
        };
        if height <= 0.0 {
            return Ok(Block::default());
        }
        let sheet = self.sheet;
        let colours = &self.layout.colours;
        let colour = group.colour.unwrap_or(colours.accent.0);
        let style = Style {
            colour: if is_light(colour) { colours.ink.0 } else { colours.paper.0 },
            ..self.style(self.layout.faces.group, 1.0)
        };
        let paragraph = Paragraph::name(clean(&group.name), style, 1);
        let text = self.composer.fit(None, "name of a group", &paragraph, self.width())?;
        let top = sheet.height - height;
        let rect = Rect { x: 0.0, y: top, width: sheet.width, height };
        let mut band = Block { items: vec![Item::Fill(rect, colour)], height };
        let middle = top + (height - text.height) / 2.0;
        band.items.extend(text.items.into_iter().map(|item| item.shifted(self.margin(), middle)));
        Ok(band)
    }
}

/// Whether dark text reads better on a colour than white text (by relative luminance, WCAG).
pub(crate) fn is_light(colour: Colour) -> bool {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance =
        0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
    (luminance + 0.05) * (luminance + 0.05) > 1.05 * 0.06
}
