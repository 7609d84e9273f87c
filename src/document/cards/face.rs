//! One side of a name card.

use super::code::contact_code;
use super::layout::{CardLayout, CardLine, Side};
use crate::document::layout::Type;
use crate::document::page::{Block, Item, Line, Point, Rect, Role};
use crate::document::setting::{Composer, Misfit};
use crate::document::words::fill;
use crate::document::wrap::{Paragraph, Style};
use crate::document::{LogoPlace, Weight, clean, name_parts};
use crate::domain::{Attendee, AttendeeIx, Colour, Priority, TopicIx};

/// Which side of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Front,
    Back,
}

/// A side of a card, before anything stands on it: its size in millimetres as it is read.
pub(super) struct Face<'c, 'a> {
    pub(super) composer: &'c Composer<'a>,
    pub(super) layout: &'a CardLayout,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The card that the sizes of the layout are meant for, in millimetres.
const WIDTH: f64 = 90.0;
const HEIGHT: f64 = 54.0;
/// The width of a card that hangs upright and has type of the same size: names are short of room there.
const UPRIGHT: f64 = 70.0;

/// How a side is tried: the scale of its type, and the most topics in a line. Fewer topics come before small type; the
/// last resort is small type and no topics.
const TRIES: [(f64, usize); 25] = [
    (1.0, usize::MAX),
    (0.9, usize::MAX),
    (0.8, usize::MAX),
    (1.0, 8),
    (0.9, 8),
    (0.8, 8),
    (0.9, 6),
    (0.8, 6),
    (0.9, 5),
    (0.8, 5),
    (0.9, 4),
    (0.8, 4),
    (0.9, 3),
    (0.8, 3),
    (0.7, 3),
    (0.8, 2),
    (0.7, 2),
    (0.8, 1),
    (0.7, 1),
    (0.6, 1),
    (0.8, 0),
    (0.7, 0),
    (0.6, 0),
    (0.5, 0),
    (0.4, 0),
];

/// Between the text and what stands beside it, in millimetres on a card of 90 by 54.
const GUTTER: f64 = 3.0;

/// Whose card it is, and what stands at the edges of this side.
struct Content<'s> {
    person: AttendeeIx,
    which: Which,
    side: &'s Side,
    /// The band at its foot.
    band: Block,
    logo: Option<Block>,
    /// The logo's width, or 0.
    logo_width: f64,
    code: Option<Block>,
    /// The side of the code, or 0.
    code_side: f64,
}

impl Face<'_, '_> {
    /// A side of somebody's card. A back that would be empty is the front once more: badges turn around.
    pub(super) fn of(&self, person: AttendeeIx, which: Which) -> Result<Block, Misfit> {
        let side = match which {
            Which::Front => &self.layout.front,
            Which::Back => &self.layout.back,
        };
        let band = self.band(person)?;
        let code = self.code(person, side, &band)?;
        let says_nothing =
            code.is_none() && side.lines.iter().all(|&line| self.topics(line, person).is_empty());
        if which == Which::Back && says_nothing {
            return self.of(person, Which::Front);
        }
        let logo = if which == Which::Front { self.logo() } else { None };
        let content = Content {
            person,
            which,
            side,
            band,
            logo_width: logo.as_ref().map_or(0.0, |(_, width)| *width),
            logo: logo.map(|(block, _)| block),
            code_side: code.as_ref().map_or(0.0, |code| code.height),
            code,
        };
        for (scale, topics) in TRIES {
            if let Some(block) = self.attempt(&content, scale, topics)? {
                return Ok(block);
            }
        }
        let text = clean(&self.attendee(person).name);
        Err(Misfit { owner: Some(person), field: "name card", text })
    }

    /// The side at a scale, if everything has room: above the code with all of the width, or else beside it.
    fn attempt(&self, content: &Content, scale: f64, topics: usize) -> Result<Option<Block>, Misfit> {
        let foot = self.foot(&content.band);
        let beside = self.column(content.code_side);
        let work = self.work(content.person, scale, beside)?;
        let header = self.header(content, scale)?;
        let top = self.top() + header.height;
        let above_work = foot - work.height - 1.0;
        let above_code = above_work.min(foot - content.code_side - self.gutter());
        for (width, bottom) in [(self.inner(), above_code), (beside, above_work)] {
            let Some(upper) = self.upper(content, scale, topics, width)? else { continue };
            let spare = bottom - top - upper.height;
            if spare >= 0.0 {
                // On an upright card the name would hang at the top of an empty page.
                let down = if self.height > self.width { spare * 0.3 } else { 0.0 };
                let mut card = content.band.clone();
                card.put(self.margin(), self.top(), header);
                card.put(self.margin(), top + down, upper);
                card.put(self.margin(), foot - work.height, work);
                self.put_corners(&mut card, content, foot);
                card.height = self.height;
                return Ok(Some(card));
            }
        }
        Ok(None)
    }

    /// Names, and the lines below them; nothing when a line would have to be set much smaller than the other.
    fn upper(
        &self,
        content: &Content,
        scale: f64,
        topics: usize,
        width: f64,
    ) -> Result<Option<Block>, Misfit> {
        let mut upper = match content.which {
            Which::Front => self.names(content, scale, width)?,
            Which::Back => self.short_names(content.person, scale, width)?,
        };
        for &line in &content.side.lines {
            if let Some(line) = self.line(line, content.person, scale, topics) {
                let Some(line) = self.composer.setter.fit(&line, width) else { return Ok(None) };
                upper.below(0.0, 2.2 * self.proportion() * scale, line);
            }
        }
        Ok(Some(upper))
    }

    /// Logo and code, at the right.
    fn put_corners(&self, card: &mut Block, corners: &Content, bottom: f64) {
        let right = self.width - self.margin();
        if let Some(logo) = &corners.logo {
            card.put(right - corners.logo_width, self.top(), logo.clone());
        }
        if let Some(code) = &corners.code {
            card.put(right - corners.code_side, bottom - corners.code_side, code.clone());
        }
    }

    /// A card without a name: the event, and lines to write on.
    pub(super) fn blank(&self) -> Result<Block, Misfit> {
        let logo = self.logo();
        let taken = logo.as_ref().map_or(0.0, |(_, width)| width + self.gutter());
        let mut card = Block::default();
        card.put(self.margin(), self.top(), self.event(1.0, self.inner() - taken)?);
        if let Some((logo, width)) = logo {
            card.put(self.width - self.margin() - width, self.top(), logo);
        }
        for part in [0.6, 0.85] {
            let y = self.height * part;
            let [from, to] = [self.margin(), self.margin() + self.inner()].map(|x| Point { x, y });
            let colour = self.layout.colours.line.0;
            card.items.push(Item::Line(Line { from, to, weight: 0.8, colour, dashed: false }));
        }
        Ok(card)
    }

    fn inner(&self) -> f64 {
        self.width - 2.0 * self.margin()
    }

    /// The width of the text beside something of this width.
    fn column(&self, beside: f64) -> f64 {
        if beside > 0.0 { self.inner() - beside - self.gutter() } else { self.inner() }
    }

    fn margin(&self) -> f64 {
        self.layout.card.margin.0 * self.proportion()
    }

    /// Where text begins, from above.
    fn top(&self) -> f64 {
        self.margin() * 0.75
    }

    fn gutter(&self) -> f64 {
        GUTTER * self.proportion()
    }

    /// Where text ends, above the band.
    fn foot(&self, band: &Block) -> f64 {
        self.height - band.height - if band.height > 0.0 { self.margin() / 2.0 } else { self.margin() }
    }

    /// The size of the card compared with the one that the layout is meant for.
    fn proportion(&self) -> f64 {
        let (long, short) = (self.width.max(self.height), self.width.min(self.height));
        let upright = if self.height > self.width { self.width / UPRIGHT } else { f64::INFINITY };
        (long / WIDTH).min(short / HEIGHT).min(upright).clamp(0.6, 2.5)
    }

    fn style(&self, face: Type, scale: f64) -> Style {
        let proportion = self.proportion();
        let style = face.style(&self.layout.colours, scale);
        // On a large card small type may stay as small as on a small one.
        Style { size: style.size * proportion, smallest: style.smallest * proportion.min(1.0), ..style }
    }

    fn attendee(&self, person: AttendeeIx) -> &Attendee {
        &self.composer.event.attendees[person]
    }

    fn event(&self, scale: f64, width: f64) -> Result<Block, Misfit> {
        let style = self.style(self.layout.faces.event, scale);
        let event = Paragraph::name(clean(&self.composer.event.name), style, 4).role(Role::Running);
        self.composer.fit(None, "name of the event", &event, width)
    }

    /// What stands above the name.
    fn header(&self, content: &Content, scale: f64) -> Result<Block, Misfit> {
        match content.which {
            Which::Front => self.event(scale, self.column(content.logo_width)),
            Which::Back => Ok(Block::default()),
        }
    }

    /// First name and last name. They begin below the logo where they reach as far.
    fn names(&self, content: &Content, scale: f64, width: f64) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let parts = name_parts(&clean(&self.attendee(content.person).name));
        let first = Paragraph::name(parts.first, self.style(faces.first_name, scale), 1).role(Role::Heading);
        let first = self.on_few_lines(content.person, first, width)?;
        let logo = content.logo.as_ref().map_or(0.0, |logo| logo.height);
        let gap = if first.right() > self.column(content.logo_width) {
            logo - self.header(content, scale)?.height
        } else {
            0.0
        };
        let mut block = Block::default();
        block.below(0.0, gap.max(0.5), first);
        if !parts.last.is_empty() {
            let last = Paragraph::name(parts.last, self.style(faces.last_name, scale), 1).role(Role::Heading);
            block.below(0.0, 0.0, self.on_few_lines(content.person, last, width)?);
        }
        Ok(block)
    }

    /// The whole name in one size, for a back that says more than names.
    fn short_names(&self, person: AttendeeIx, scale: f64, width: f64) -> Result<Block, Misfit> {
        let style = self.style(self.layout.faces.back_name, scale);
        let name = Paragraph::name(clean(&self.attendee(person).name), style, 1).role(Role::Heading);
        self.on_few_lines(person, name, width)
    }

    /// A name on one line if it can stay large there, else on two, else on three.
    fn on_few_lines(&self, person: AttendeeIx, name: Paragraph, width: f64) -> Result<Block, Misfit> {
        let smallest = |part: f64| (name.size * part).max(name.smallest);
        let large = Paragraph { smallest: smallest(0.62), leading: 1.1, ..name.clone() };
        let two = Paragraph { max_lines: 2, size: smallest(0.75), leading: 1.1, ..name.clone() };
        let three = Paragraph { max_lines: 3, size: smallest(0.5), leading: 1.1, ..name };
        for paragraph in [large, two] {
            if let Some(block) = self.composer.setter.fit(&paragraph, width) {
                return Ok(block);
            }
        }
        self.composer.fit(Some(person), "name", &three, width)
    }

    /// What they offer or look for; what matters most to them first.
    fn topics(&self, line: CardLine, person: AttendeeIx) -> Vec<TopicIx> {
        let attendee = self.attendee(person);
        match line {
            CardLine::AskMeAbout => attendee.offers.iter().map(|offer| offer.topic).collect(),
            CardLine::LookingFor => {
                let mut wants: Vec<(Priority, TopicIx)> =
                    attendee.wants.iter().map(|want| (want.priority, want.topic)).collect();
                wants.sort_by_key(|(priority, _)| std::cmp::Reverse(*priority));
                wants.into_iter().map(|(_, topic)| topic).collect()
            }
        }
    }

    /// Some topics behind their label, and how many more there are; nothing when there are none.
    fn line(&self, line: CardLine, person: AttendeeIx, scale: f64, most: usize) -> Option<Paragraph> {
        let topics = self.topics(line, person);
        if topics.is_empty() || most == 0 {
            return None;
        }
        let words = &self.composer.words.name_card;
        let label = match line {
            CardLine::AskMeAbout => &words.ask_me_about,
            CardLine::LookingFor => &words.looking_for,
        };
        let style = self.style(self.layout.faces.line, scale);
        let soft = Style { colour: self.layout.colours.soft.0, ..style };
        let bold = Style { weight: Weight::Bold, ..style };
        let mut paragraph = Paragraph::new(format!("{label} "), soft);
        for (index, &topic) in topics.iter().take(most).enumerate() {
            if index > 0 {
                paragraph = paragraph.and(" · ", soft);
            }
            paragraph = paragraph.and(clean(&self.composer.event.topics[topic].name), bold);
        }
        if topics.len() > most {
            let count = (topics.len() - most).to_string();
            let more = fill(&self.composer.words.agenda.more, &[("count", &count)]);
            paragraph = paragraph.and(format!(" {more}"), soft);
        }
        Some(Paragraph { smallest: (style.size * 0.85).max(style.smallest), ..paragraph })
    }

    /// Title and company.
    fn work(&self, person: AttendeeIx, scale: f64, width: f64) -> Result<Block, Misfit> {
        let attendee = self.attendee(person);
        let faces = &self.layout.faces;
        let company = attendee.company.as_ref().map(|company| &company.name);
        let mut block = Block::default();
        for (field, text, face) in
            [("title", attendee.title.as_ref(), faces.title), ("company", company, faces.company)]
        {
            if let Some(text) = text {
                let paragraph = Paragraph::new(clean(text), self.style(face, scale));
                let paragraph = Paragraph { max_lines: 5, ..paragraph };
                block.below(0.0, 0.0, self.composer.fit(Some(person), field, &paragraph, width)?);
            }
        }
        Ok(block)
    }

    /// The logo and its width; nothing when there is none.
    fn logo(&self) -> Option<(Block, f64)> {
        let height = self.layout.card.logo_height.0 * self.proportion();
        self.composer.templates.logo(LogoPlace::NameCards, height, self.inner() * 0.4)
    }

    /// The code with the contact details that somebody shares; nothing when there are none.
    fn code(&self, person: AttendeeIx, side: &Side, band: &Block) -> Result<Option<Block>, Misfit> {
        let length = side.code.0 * self.proportion();
        if length <= 0.0 {
            return Ok(None);
        }
        let most = (self.inner() * 0.45).min(self.foot(band) - self.margin() * 0.75).max(length);
        let code = contact_code(self.attendee(person), length, most).map_err(|text| Misfit {
            owner: Some(person),
            field: "code with contact details",
            text,
        })?;
        let colour = self.layout.colours.ink.0;
        Ok(code.map(|code| Block { items: vec![Item::Polygon(code.rings, colour)], height: code.side }))
    }

    /// The band in the colour of the group, at the foot of the card; empty for somebody without a group.
    fn band(&self, person: AttendeeIx) -> Result<Block, Misfit> {
        let height = self.layout.card.band.0 * self.proportion();
        let event = self.composer.event;
        let Some(group) = self.attendee(person).group.map(|group| &event.groups[group]) else {
            return Ok(Block::default());
        };
        if height <= 0.0 {
            return Ok(Block::default());
        }
        let colours = &self.layout.colours;
        let colour = group.colour.unwrap_or(colours.accent.0);
        let style = Style {
            colour: if is_light(colour) { colours.ink.0 } else { colours.paper.0 },
            ..self.style(self.layout.faces.group, 1.0)
        };
        let text = self.group_name(&group.name, style)?;
        let top = self.height - height;
        let rect = Rect { x: 0.0, y: top, width: self.width, height };
        let mut band = Block { items: vec![Item::Fill(rect, colour)], height };
        let middle = top + (height - text.height) / 2.0;
        band.items.extend(text.items.into_iter().map(|item| item.shifted(self.margin(), middle)));
        Ok(band)
    }

    /// The name of a group on one line if it can stay large there, else on two.
    fn group_name(&self, name: &str, style: Style) -> Result<Block, Misfit> {
        let part = (style.size * 0.8).max(style.smallest);
        let one = Paragraph { smallest: part, ..Paragraph::name(clean(name), style, 1) };
        if let Some(block) = self.composer.setter.fit(&one, self.inner()) {
            return Ok(block);
        }
        let two = Paragraph { size: part, leading: 1.1, ..Paragraph::name(clean(name), style, 2) };
        self.composer.fit(None, "name of a group", &two, self.inner())
    }
}

/// Whether dark text reads better on a colour than white text (by relative luminance, WCAG).
fn is_light(colour: Colour) -> bool {
    let luminance =
        0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
    lighter_than_even(luminance) > 0.0
}

/// The light of a channel. `powf` is the only function here that machines may round differently; a test shows that no
/// colour is so near the limit that it could matter.
fn linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// Above 0 where dark text has more contrast than white text, below where it has less.
fn lighter_than_even(luminance: f64) -> f64 {
    (luminance + 0.05) * (luminance + 0.05) - 1.05 * 0.06
}

#[cfg(test)]
mod tests {
    use super::{lighter_than_even, linear};

    #[test]
    fn no_colour_is_so_near_the_limit_that_rounding_tells() {
        let light: Vec<f64> = (0..=255).map(linear).collect();
        let mut nearest = f64::MAX;
        for red in &light {
            for green in &light {
                let both = 0.2126 * red + 0.7152 * green;
                let distances = light.iter().map(|blue| lighter_than_even(both + 0.0722 * blue).abs());
                nearest = distances.fold(nearest, f64::min);
            }
        }
        assert!(nearest > 1e-12, "{nearest}");
    }
}
