//! The report for the organizer: bars and a picture of who met whom, drawn to scale from the numbers of [`crate::report`].

use super::flow::{Flow, FlowRow};
use super::layout::{ReportLayout, ReportPart, Type};
use super::page::{Block, Document, Item, Rect, Role};
use super::setting::{Composer, Desk, Misfit};
use super::words::{ReportWords, fill};
use super::wrap::{Align, Paragraph};
use super::{Page, Problem, Selection, Templates, check, clean};
use crate::domain::{Colour, Event, Schedule};
use crate::matching::Pairs;
use crate::report::{Evening, GroupLine, Person, TopicLine};

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct ReportFacts<'a> {
    /// The numbers of the evening.
    pub evening: &'a Evening,
    /// The evening itself, partners by chance, and partners by turns.
    pub ways: [ReportWay; 3],
    /// Points that no plan can exceed, if they are known.
    pub bound: Option<i64>,
    /// Whether the evening is over.
    pub held: bool,
}

/// What one way to spend the evening brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportWay {
    /// Points (§3).
    pub points: i64,
    /// Wants served.
    pub served: usize,
    /// The floor (§3): rewarding meetings that everybody has, or as many as they can; none: all that are possible.
    pub floor: Option<u32>,
    /// New ties.
    pub new_ties: u32,
    /// Meetings.
    pub meetings: u32,
}

/// Makes the report.
///
/// # Errors
/// Everything that cannot be printed: characters that no font has, and texts that do not fit even at the smallest size.
pub fn compose_report(
    event: &Event,
    pairs: &Pairs,
    schedule: &Schedule,
    templates: &Templates,
    facts: &ReportFacts<'_>,
) -> Result<Document, Vec<Problem>> {
    let selection = Selection::default();
    let composer = Composer::new(event, pairs, schedule, templates, &selection);
    let problems = check::report(&composer);
    if !problems.is_empty() {
        return Err(problems);
    }
    let layout = &templates.report;
    let desk = Desk::of_list(&composer, &layout.colours, layout.paper, &layout.margins);
    let pages = Report { desk, layout, words: &composer.words.report, facts }.pages();
    composer.list(&composer.words.titles.report, "report.toml", pages)
}

/// From the names to the bars, in millimetres.
const NAMES: f64 = 58.0;
/// Room for a number beside a bar, in millimetres.
const NUMBER: f64 = 20.0;
/// Between two things that stand side by side, in millimetres.
const GAP: f64 = 2.0;
/// The most lines of a name.
const MOST_LINES: usize = 12;
/// The most groups in the picture of who met whom; the smallest ones stand together beyond it.
const MOST_GROUPS: usize = 12;

struct Report<'c, 'a> {
    desk: Desk<'c, 'a>,
    layout: &'a ReportLayout,
    words: &'a ReportWords,
    facts: &'c ReportFacts<'c>,
}

/// Rows of one part.
type Rows = Result<Vec<FlowRow>, Misfit>;

impl Report<'_, '_> {
    fn pages(&self) -> Result<Vec<Page>, Misfit> {
        let composer = self.desk.composer;
        let faces = &self.layout.faces;
        let mut rows = Vec::new();
        for part in &self.layout.parts {
            rows.extend(match part {
                ReportPart::Figures => self.figures()?,
                ReportPart::Compared => self.compared()?,
                ReportPart::Topics => self.topics()?,
                ReportPart::People => self.people()?,
                ReportPart::Groups => self.groups()?,
                ReportPart::Matrix => self.matrix()?,
            });
        }
        let state = if self.facts.held { &self.words.held } else { &self.words.planned };
        let head = self.desk.head((&composer.words.titles.report, faces.title), Some(state), faces.event)?;
        Flow::below(self.desk, (self.layout.paper, self.layout.margins), head, 4.0, faces.foot).pages(rows)
    }

    /// A text in a box. It takes the lines it needs, and a word may be cut: a report is better with it than without.
    fn text(&self, text: &str, face: Type, align: Align, width: f64) -> Result<Block, Misfit> {
        let paragraph = Paragraph { cut: true, ..Paragraph::name(text, self.desk.style(face), MOST_LINES) };
        let paragraph = paragraph.aligned(align);
        self.desk.fit(None, "text of the report", &paragraph, width)
    }

    /// The title of a part, and how to read it.
    fn heading(&self, title: &str, hint: &str) -> Result<FlowRow, Misfit> {
        let faces = &self.layout.faces;
        let mut block = Block { items: Vec::new(), height: 4.0 };
        block.below(0.0, 0.0, self.desk.rule(0.6, self.desk.palette.accent.0));
        let title = Paragraph::name(title, self.desk.style(faces.part), 1).role(Role::Heading);
        block.below(0.0, 1.4, self.desk.fit(None, "heading", &title, self.desk.width)?);
        block.below(0.0, 0.0, self.desk.text("hint", hint, faces.hint)?);
        block.height += 2.0;
        Ok(FlowRow { block, keep: true, ..FlowRow::default() })
    }

    fn share(&self, part: usize, all: usize) -> String {
        if all == 0 {
            return "–".to_owned();
        }
        fill(&self.words.share, &[("part", &part.to_string()), ("all", &all.to_string())])
    }

    /// A number with its thousands apart.
    fn thousands(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let mut text = String::from(if number < 0 { "-" } else { "" });
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(&self.words.thousands);
            }
            text.push(digit);
        }
        text
    }

    /// The main figures side by side.
    fn figures(&self) -> Rows {
        let (faces, words) = (&self.layout.faces, self.words);
        let own = self.facts.ways[0];
        let [served, wants] = self.facts.evening.wants();
        let floor = own.floor.map_or_else(|| "–".to_owned(), |floor| floor.to_string());
        let (of_bound, said) = match self.facts.bound.filter(|&bound| bound > 0) {
            Some(bound) => (format!("{} %", own.points * 100 / bound), &words.of_bound),
            None => (self.thousands(own.points), &words.points),
        };
        let tiles = [
            (self.share(served, wants), &words.wants),
            (self.share(own.new_ties as usize, own.meetings as usize), &words.new_ties),
            (floor, &words.floor),
            (of_bound, said),
        ];
        let width = self.desk.width / tiles.len() as f64;
        let mut row = Block::default();
        for (place, (figure, label)) in tiles.into_iter().enumerate() {
            let figure = Paragraph::name(figure, self.desk.style(faces.figure), 1);
            let mut tile = self.desk.fit(None, "figure", &figure, width - GAP)?;
            let label = Paragraph::name(label, self.desk.style(faces.label), 4);
            tile.below(0.0, 0.0, self.desk.fit(None, "label", &label, width - GAP)?);
            row.put(width * place as f64, 0.0, tile);
        }
        row.height += 2.0;
        Ok(vec![row.into()])
    }

    /// What other ways to spend the evening would have brought.
    fn compared(&self) -> Rows {
        let words = self.words;
        let ways = &self.facts.ways;
        let [_, wants] = self.facts.evening.wants();
        let meetings = ways.iter().map(|way| way.meetings).max().unwrap_or_default();
        let most = ways.iter().map(|way| way.points).chain(self.facts.bound).max().unwrap_or_default();
        let measures: [(&String, [i64; 3], i64); 3] = [
            (&words.wants, ways.map(|way| way.served as i64), wants as i64),
            (&words.new_ties, ways.map(|way| i64::from(way.new_ties)), i64::from(meetings)),
            (&words.points, ways.map(|way| way.points), most),
        ];
        let mut rows = vec![self.heading(&words.compared, &words.compared_hint)?];
        for (name, values, whole) in measures {
            rows.push(self.measure(name, values, whole)?.into());
        }
        Ok(rows)
    }

    /// A bar for each way.
    fn measure(&self, name: &str, values: [i64; 3], whole: i64) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let names = [&self.words.own, &self.words.random, &self.words.turns];
        let left = NAMES * 0.62;
        let bars = left + NAMES * 0.5;
        let room = self.desk.width - bars - NUMBER - GAP;
        let mut block = Block::default();
        block.put(0.0, 0.0, self.text(name, faces.value, Align::Left, left - GAP)?);
        let mut y = 0.0;
        for (place, (way, value)) in names.into_iter().zip(values).enumerate() {
            let label = self.text(way, faces.label, Align::Left, bars - left - GAP)?;
            let step = label.height + 0.6;
            let colour = if place == 0 { self.desk.palette.accent.0 } else { self.desk.palette.line.0 };
            let length = room * share_of(value, whole);
            block.put(left, y, label);
            block.put(bars, y + 0.8, bar(length, step - 2.0, colour));
            let value = self.text(&self.thousands(value), faces.value, Align::Left, NUMBER)?;
            block.put(bars + length + 1.0, y, value);
            y += step;
        }
        block.height += 2.0;
        Ok(block)
    }

    /// Supply and demand.
    fn topics(&self) -> Rows {
        let topics = &self.facts.evening.topics;
        if topics.is_empty() {
            return Ok(Vec::new());
        }
        let most = topics.iter().map(|line| line.wanted.max(line.offered)).max().unwrap_or_default();
        let mut names = Block::default();
        self.put_columns(&mut names, [&self.words.wants, &self.words.offers], self.layout.faces.small)?;
        names.height += 0.8;
        let mut rows = vec![self.heading(&self.words.topics, &self.words.topics_hint)?];
        rows.push(FlowRow { block: names.clone(), keep: true, ..FlowRow::default() });
        for line in topics {
            let row = FlowRow::from(self.topic(line, most)?);
            rows.push(FlowRow { continued: Some(names.clone()), ..row });
        }
        Ok(rows)
    }

    fn topic(&self, line: &TopicLine, most: usize) -> Result<Block, Misfit> {
        let (faces, palette) = (&self.layout.faces, self.desk.palette);
        let name = clean(&self.desk.composer.event.topics[line.topic].name);
        let room = self.desk.width - NAMES - 2.0 * (NUMBER + GAP);
        let length = |count: usize| room * share_of(count as i64, most as i64);
        let mut block = Block::default();
        block.put(0.0, 0.0, self.text(&name, faces.label, Align::Left, NAMES - GAP)?);
        block.put(NAMES, 0.6, bar(length(line.wanted), 2.2, palette.tint.0));
        block.put(NAMES, 0.6, bar(length(line.served), 2.2, palette.accent.0));
        block.put(NAMES, 3.2, bar(length(line.offered), 1.2, palette.soft.0));
        let numbers = [self.share(line.served, line.wanted), line.offered.to_string()];
        self.put_columns(&mut block, numbers.each_ref().map(String::as_str), faces.label)?;
        block.height = block.height.max(4.4) + 1.0;
        Ok(block)
    }

    /// What everybody gave and took.
    fn people(&self) -> Rows {
        let people = self.facts.evening.least_first();
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let most = people.iter().map(|person| person.takes.max(person.gives)).max().unwrap_or_default();
        let words = self.words;
        let names = self.columns([&words.gives, &words.takes, &words.wants, &words.new_ties])?;
        let mut rows = vec![self.heading(&words.people, &words.people_hint)?];
        rows.push(FlowRow { block: names.clone(), keep: true, ..FlowRow::default() });
        for person in people {
            let row = FlowRow::from(self.person(person, most)?);
            rows.push(FlowRow { continued: Some(names.clone()), ..row });
        }
        Ok(rows)
    }

    /// The middle between two bars, and half the room for each, in millimetres.
    fn middle(&self) -> (f64, f64) {
        let room = self.desk.width - NAMES - 2.0 * (NUMBER + GAP);
        (NAMES + room / 2.0, room / 2.0 - NUMBER / 2.0)
    }

    /// What stands above bars to both sides.
    fn columns(&self, [left, right, third, fourth]: [&str; 4]) -> Result<Block, Misfit> {
        let face = self.layout.faces.small;
        let (middle, half) = self.middle();
        let mut block = Block::default();
        block.put(middle - half, 0.0, self.text(left, face, Align::Right, half - 1.0)?);
        block.put(middle + 1.0, 0.0, self.text(right, face, Align::Left, half - 1.0)?);
        self.put_columns(&mut block, [third, fourth], face)?;
        block.height += 0.8;
        Ok(block)
    }

    /// Puts two short texts into the columns at the right.
    fn put_columns(&self, block: &mut Block, texts: [&str; 2], face: Type) -> Result<(), Misfit> {
        let columns = [self.desk.width - 2.0 * NUMBER - GAP, self.desk.width - NUMBER];
        for (text, x) in texts.into_iter().zip(columns) {
            block.put(x, 0.0, self.text(text, face, Align::Right, NUMBER)?);
        }
        Ok(())
    }

    fn person(&self, person: &Person, most: u32) -> Result<Block, Misfit> {
        let attendee = &self.desk.composer.event.attendees[person.who];
        let company = attendee.company.as_ref().map(|company| clean(&company.name));
        let face = self.layout.faces.small;
        let mut name =
            Paragraph::name(clean(&attendee.name), self.desk.style(self.layout.faces.label), MOST_LINES);
        if let Some(company) = company.filter(|company| !company.is_empty()) {
            name = name.and(format!("  {company}"), self.desk.style(face));
        }
        let name = Paragraph { cut: true, ..name };
        let name = self.desk.fit(Some(person.who), "name", &name, NAMES - GAP)?;
        let sides = [person.gives, person.takes];
        let last = [self.share(person.served, person.wants), person.new_ties.to_string()];
        self.both_ways(name, sides.map(|side| (i64::from(side), side.to_string())), i64::from(most), &last)
    }

    /// A name, a bar to either side of the middle with its number, and two columns.
    fn both_ways(
        &self,
        name: Block,
        [left, right]: [(i64, String); 2],
        most: i64,
        last: &[String; 2],
    ) -> Result<Block, Misfit> {
        let (faces, palette) = (&self.layout.faces, self.desk.palette);
        let (middle, half) = self.middle();
        let lengths = [&left, &right].map(|side| half * share_of(side.0, most));
        let mut block = name;
        let thick = 2.8;
        block.put(middle - lengths[0], 0.8, bar(lengths[0], thick, palette.soft.0));
        block.put(middle, 0.8, bar(lengths[1], thick, palette.accent.0));
        block.put(middle - 0.1, 0.0, bar(0.2, 4.4, palette.line.0));
        let number = NUMBER / 2.0 - 1.0;
        let left = self.text(&left.1, faces.small, Align::Right, number)?;
        block.put(middle - lengths[0] - number - 0.8, 0.2, left);
        let right = self.text(&right.1, faces.small, Align::Left, number)?;
        block.put(middle + lengths[1] + 0.8, 0.2, right);
        self.put_columns(&mut block, last.each_ref().map(String::as_str), faces.label)?;
        block.height += 0.9;
        Ok(block)
    }

    /// Whether the event has groups to speak of.
    fn has_groups(&self) -> bool {
        self.facts.evening.groups.iter().any(|line| line.group.is_some())
    }

    fn group_name(&self, line: &GroupLine) -> String {
        let groups = &self.desk.composer.event.groups;
        line.group.map_or_else(|| self.words.no_group.clone(), |group| clean(&groups[group].name))
    }

    /// Giving and taking by group.
    fn groups(&self) -> Rows {
        if !self.has_groups() {
            return Ok(Vec::new());
        }
        let words = self.words;
        let mut heading = self.heading(&words.groups, &words.groups_hint)?;
        let columns = self.columns([&words.gives, &words.takes, &words.wants, &words.guests])?;
        heading.block.below(0.0, 0.0, columns);
        let mut rows = vec![heading];
        for line in &self.facts.evening.groups {
            let percent = |part: u32| i64::from((part * 100).checked_div(line.meetings).unwrap_or_default());
            let sides = [line.gives, line.takes].map(|side| (percent(side), format!("{} %", percent(side))));
            let last = [self.share(line.served, line.wants), line.people.to_string()];
            let name =
                self.text(&self.group_name(line), self.layout.faces.label, Align::Left, NAMES - GAP)?;
            rows.push(self.both_ways(name, sides, 100, &last)?.into());
        }
        Ok(rows)
    }

    /// Who met whom, as a picture.
    fn matrix(&self) -> Rows {
        if !self.has_groups() {
            return Ok(Vec::new());
        }
        let (names, met) = self.condensed();
        let faces = &self.layout.faces;
        let most = met.iter().flatten().copied().max().unwrap_or_default();
        let width = ((self.desk.width - NAMES) / names.len() as f64).min(18.0);
        let mut heading = self.heading(&self.words.matrix, &self.words.matrix_hint)?;
        let mut head = Block::default();
        for place in 0..names.len() {
            let number = self.text(&(place + 1).to_string(), faces.small, Align::Centre, width)?;
            head.put(NAMES + width * place as f64, 0.0, number);
        }
        heading.block.below(0.0, 0.0, head);
        let mut rows = vec![heading];
        for (place, (name, counts)) in names.iter().zip(&met).enumerate() {
            let label = format!("{}  {name}", place + 1);
            let label = self.text(&label, faces.label, Align::Left, NAMES - GAP)?;
            let height = label.height.max(8.0);
            let mut row = Block::default();
            row.put(0.0, (height - label.height) / 2.0, label);
            for (column, &count) in counts.iter().enumerate() {
                row.put(NAMES + width * column as f64, 0.0, self.cell(count, most, (width, height))?);
            }
            row.height = height;
            rows.push(FlowRow { keep: place + 1 < names.len(), ..row.into() });
        }
        Ok(rows)
    }

    /// A field of the picture: the more meetings, the darker.
    fn cell(&self, count: u32, most: u32, (width, height): (f64, f64)) -> Result<Block, Misfit> {
        let palette = self.desk.palette;
        let share = share_of(i64::from(count), i64::from(most));
        let mut style = self.desk.style(self.layout.faces.value);
        style.colour = if share > 0.5 { palette.paper.0 } else { palette.ink.0 };
        let number = Paragraph::name(count.to_string(), style, 1).aligned(Align::Centre);
        let number = self.desk.fit(None, "number", &number, width - 0.6)?;
        let rect = Rect { x: 0.3, y: 0.3, width: width - 0.6, height: height - 0.6 };
        let fill = Item::Fill(rect, between(palette.paper.0, palette.accent.0, 0.06 + 0.94 * share));
        let mut cell = Block { items: vec![fill], height };
        cell.put(0.3, (height - number.height) / 2.0, number);
        Ok(cell)
    }

    /// The names of the groups and who met whom; of many groups the smallest stand together.
    fn condensed(&self) -> (Vec<String>, Vec<Vec<u32>>) {
        let evening = self.facts.evening;
        let mut names: Vec<String> = evening.groups.iter().map(|line| self.group_name(line)).collect();
        if names.len() <= MOST_GROUPS {
            return (names, evening.met.clone());
        }
        let mut by_size: Vec<usize> = (0..names.len()).collect();
        by_size.sort_by_key(|&line| (std::cmp::Reverse(evening.groups[line].people), line));
        let mut large: Vec<usize> = by_size[..MOST_GROUPS - 1].to_vec();
        large.sort_unstable();
        let place = |line: usize| large.iter().position(|&l| l == line).unwrap_or(MOST_GROUPS - 1);
        let mut met = vec![vec![0; MOST_GROUPS]; MOST_GROUPS];
        for (row, counts) in evening.met.iter().enumerate() {
            for (column, &count) in counts.iter().enumerate() {
                let [a, b] = [row, column].map(place);
                // Both halves of a meeting between two groups that stand together are one meeting.
                if a != b || row <= column {
                    met[a][b] += count;
                }
            }
        }
        names = large.iter().map(|&line| names[line].clone()).chain([self.words.others.clone()]).collect();
        (names, met)
    }
}

/// A part of a whole, 0 to 1.
fn share_of(part: i64, whole: i64) -> f64 {
    if whole <= 0 { 0.0 } else { (part as f64 / whole as f64).clamp(0.0, 1.0) }
}

/// A bar; nothing where it would not be seen.
fn bar(length: f64, height: f64, colour: Colour) -> Block {
    let rect = Rect { x: 0.0, y: 0.0, width: length, height };
    let items = if length > 0.05 { vec![Item::Fill(rect, colour)] } else { Vec::new() };
    Block { items, height }
}

/// A colour between two, `share` of the way.
fn between(from: Colour, to: Colour, share: f64) -> Colour {
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    Colour { red: mix(from.red, to.red), green: mix(from.green, to.green), blue: mix(from.blue, to.blue) }
}
