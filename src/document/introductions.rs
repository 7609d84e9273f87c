//! The introductions board: wants that no offer serves, offers that nobody asked for, in words to be called out.

use super::flow::{Flow, FlowRow};
use super::layout::{IntroductionLayout, Type};
use super::page::{Block, Bookmark, Document, Item, Point, Rect, Role};
use super::setting::{Composer, Misfit};
use super::words::fill;
use super::wrap::{Paragraph, Style};
use super::{Page, Problem, clean};
use crate::domain::{AttendeeIx, Event, TopicIx, fold};

/// The introductions board.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let board = Board { composer, layout: &composer.templates.introductions };
    match board.pages() {
        Ok(pages) => {
            let title = &composer.words.titles.introductions;
            let bookmark = Bookmark { name: title.clone(), page: 0, at: Point::default() };
            Ok(composer.plain_document(title, pages, vec![bookmark]))
        }
        Err(misfit) => Err(vec![composer.problem(&misfit, "introductions.toml")]),
    }
}

/// A topic, and who wants or offers it, with their notes.
struct Open {
    topic: TopicIx,
    people: Vec<(AttendeeIx, Option<String>)>,
}

/// Whether an offer of one topic serves a want of another: the same, or one is broader than the other.
fn fits(event: &Event, one: TopicIx, other: TopicIx) -> bool {
    let above = |topic: TopicIx| std::iter::successors(Some(topic), |&topic| event.topics[topic].within);
    one == other
        || (event.matching.related_fit > 0
            && (above(one).any(|t| t == other) || above(other).any(|t| t == one)))
}

/// The topics of one side that nobody else has on the other side, by name.
fn open(
    event: &Event,
    mine: impl Fn(AttendeeIx) -> Vec<(TopicIx, Option<String>)>,
    theirs: impl Fn(AttendeeIx) -> Vec<TopicIx>,
) -> Vec<Open> {
    let everyone = 0..event.attendees.len();
    let mut found: Vec<Open> = Vec::new();
    for person in everyone.clone() {
        for (topic, note) in mine(person) {
            let others = everyone.clone().filter(|&other| other != person);
            if others.flat_map(&theirs).any(|other| fits(event, topic, other)) {
                continue;
            }
            match found.iter_mut().find(|open| open.topic == topic) {
                Some(open) => open.people.push((person, note)),
                None => found.push(Open { topic, people: vec![(person, note)] }),
            }
        }
    }
    found.sort_by_cached_key(|open| (fold(&event.topics[open.topic].name), open.topic));
    found
}

struct Board<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a IntroductionLayout,
}

/// How far people stand to the right of their topic, in millimetres.
const INDENT: f64 = 6.0;

impl Board<'_, '_> {
    fn width(&self) -> f64 {
        Flow::width(self.layout.paper, &self.layout.margins)
    }

    fn style(&self, face: Type) -> Style {
        face.style(&self.layout.colours, 1.0)
    }

    fn pages(&self) -> Result<Vec<Page>, Misfit> {
        let event = self.composer.event;
        let words = &self.composer.words.introductions;
        let wants = |person: AttendeeIx| &event.attendees[person].wants;
        let offers = |person: AttendeeIx| &event.attendees[person].offers;
        let wanted = open(
            event,
            |person| wants(person).iter().map(|want| (want.topic, want.note.clone())).collect(),
            |person| offers(person).iter().map(|offer| offer.topic).collect(),
        );
        let offered = open(
            event,
            |person| offers(person).iter().map(|offer| (offer.topic, offer.note.clone())).collect(),
            |person| wants(person).iter().map(|want| want.topic).collect(),
        );
        let mut rows = Vec::new();
        self.part(&mut rows, [&words.wanted, &words.wanted_hint, &words.who_can], &wanted)?;
        self.part(&mut rows, [&words.offered, &words.offered_hint, &words.who_needs], &offered)?;
        if rows.is_empty() {
            let nothing = Paragraph::new(words.nothing.clone(), self.style(self.layout.faces.topic));
            rows.push(self.composer.fit(None, "text", &nothing, self.width())?.into());
        }
        let flow = Flow {
            composer: self.composer,
            paper: self.layout.paper,
            margins: self.layout.margins,
            head: self.head()?,
            foot: clean(&event.name),
            foot_style: self.style(self.layout.faces.foot),
        };
        flow.pages(rows)
    }

    fn head(&self) -> Result<Block, Misfit> {
        let event = self.composer.event;
        let words = self.composer.words;
        let faces = &self.layout.faces;
        let title = Paragraph::name(words.titles.introductions.clone(), self.style(faces.title), 1);
        let mut head = self.composer.fit(None, "title", &title.role(Role::Heading), self.width())?;
        let when = format!("{} · {}", clean(&event.name), words.date(event.date));
        let when = Paragraph::new(when, self.style(faces.event)).role(Role::Running);
        head.below(0.0, 0.0, self.composer.fit(None, "name of the event", &when, self.width())?);
        head.height += 3.0;
        Ok(head)
    }

    /// A heading, what to do, and the topics; nothing when there are none.
    fn part(
        &self,
        rows: &mut Vec<FlowRow>,
        [title, hint, question]: [&str; 3],
        topics: &[Open],
    ) -> Result<(), Misfit> {
        if topics.is_empty() {
            return Ok(());
        }
        let faces = &self.layout.faces;
        let rule = Rect { x: 0.0, y: 3.0, width: self.width(), height: 0.9 };
        let mut heading = Block { items: vec![Item::Fill(rule, self.layout.colours.accent.0)], height: 5.5 };
        let title = Paragraph::name(title, self.style(faces.part), 1).role(Role::Heading);
        heading.below(0.0, 0.0, self.composer.fit(None, "heading", &title, self.width())?);
        let hint = Paragraph::new(hint, self.style(faces.hint));
        heading.below(0.0, 0.0, self.composer.fit(None, "hint", &hint, self.width())?);
        heading.height += 2.0;
        rows.push(FlowRow { block: heading, keep: true, ..FlowRow::default() });
        for open in topics {
            self.topic(rows, question, open)?;
        }
        Ok(())
    }

    fn topic(&self, rows: &mut Vec<FlowRow>, question: &str, open: &Open) -> Result<(), Misfit> {
        let faces = &self.layout.faces;
        let topic = clean(&self.composer.event.topics[open.topic].name);
        let question = Paragraph::new(fill(question, &[("topic", &topic)]), self.style(faces.topic));
        let question = self.composer.fit(None, "topic", &question.role(Role::Heading), self.width())?;
        rows.push(FlowRow { block: question, keep: true, ..FlowRow::default() });
        for (index, (person, note)) in open.people.iter().enumerate() {
            let mut row = Block::default();
            row.put(INDENT, 0.0, self.person(*person, note.as_deref())?);
            row.height += if index + 1 == open.people.len() { 3.0 } else { 0.5 };
            rows.push(row.into());
        }
        Ok(())
    }

    fn person(&self, person: AttendeeIx, note: Option<&str>) -> Result<Block, Misfit> {
        let faces = &self.layout.faces;
        let name = clean(&self.composer.event.attendees[person].name);
        let text = match self.composer.work_line(person) {
            Some(work) => {
                fill(&self.composer.words.introductions.person, &[("name", &name), ("work", &work)])
            }
            None => name,
        };
        let mut text = Paragraph::new(text, self.style(faces.people));
        if let Some(note) = note.map(clean).filter(|note| !note.is_empty()) {
            text = text.and(format!("  “{note}”"), self.style(faces.note));
        }
        self.composer.fit(Some(person), "introduction", &text, self.width() - INDENT)
    }
}
