//! The introductions board: wants that no offer serves, offers that nobody asked for, and people who have something for
//! each other and found no round for it, in words to be called out.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::flow::{Flow, FlowRow};
use super::layout::{IntroductionLayout, IntroductionPart};
use super::page::{Block, Document, Role};
use super::setting::{Composer, Desk, Misfit};
use super::words::fill;
use super::wrap::{Align, Paragraph};
use super::{Page, Problem, clean, name_parts};
use crate::domain::{AttendeeIx, Event, TopicIx, fold};
use crate::matching::{Pair, ReasonKind, reasons};

/// The introductions board.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.introductions;
    let desk = Desk::of_list(composer, &layout.colours, layout.paper, &layout.margins);
    let pages = Board { desk, layout }.pages();
    composer.list(&composer.words.titles.introductions, "introductions.toml", pages)
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
    let mut by_topic: BTreeMap<TopicIx, BTreeSet<AttendeeIx>> = BTreeMap::new();
    for person in everyone.clone() {
        for topic in theirs(person) {
            by_topic.entry(topic).or_default().insert(person);
        }
    }
    let mut found: Vec<Open> = Vec::new();
    for person in everyone {
        for (topic, note) in mine(person) {
            let mut near = by_topic.iter().filter(|(other, _)| fits(event, topic, **other));
            if near.any(|(_, people)| people.iter().any(|&other| other != person)) {
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

/// The best pairs that are not planned together, each person once: first those where both have something for the other.
fn unplanned(composer: &Composer, most: usize) -> Vec<[AttendeeIx; 2]> {
    let met: BTreeSet<[AttendeeIx; 2]> =
        composer.schedule.meetings.iter().map(|meeting| meeting.people).collect();
    let mut pairs: Vec<&Pair> = composer.pairs.pairs.iter().collect();
    pairs.retain(|pair| !met.contains(&pair.people) && pair.gains != [0, 0]);
    pairs.sort_by_key(|pair| {
        let [one, other] = pair.gains;
        (one.min(other) == 0, Reverse(one + other), pair.people)
    });
    let mut named = BTreeSet::new();
    let mut found = Vec::new();
    for pair in pairs {
        let new = pair.people.iter().all(|person| !named.contains(person));
        if found.len() < most && new && !topics_between(composer, pair.people).is_empty() {
            named.extend(pair.people);
            found.push(pair.people);
        }
    }
    found
}

/// Who can help whom of two people, and with which topics. That somebody asked for somebody by name is for no board.
fn topics_between(
    composer: &Composer,
    [one, other]: [AttendeeIx; 2],
) -> Vec<(AttendeeIx, AttendeeIx, Vec<TopicIx>)> {
    let all = reasons(composer.event, composer.pairs, one, other);
    let given = |giver: AttendeeIx, receiver: AttendeeIx| {
        let of_giver = all.iter().filter(|reason| reason.giver == giver);
        let topics = of_giver.filter_map(|reason| match reason.kind {
            ReasonKind::Topic { offered, .. } => Some(offered),
            ReasonKind::AskedFor => None,
        });
        let mut topics: Vec<TopicIx> = topics.collect();
        let mut seen = BTreeSet::new();
        topics.retain(|topic| seen.insert(*topic));
        topics.truncate(TOPICS);
        (giver, receiver, topics)
    };
    let both = [given(one, other), given(other, one)];
    both.into_iter().filter(|(_, _, topics)| !topics.is_empty()).collect()
}

struct Board<'c, 'a> {
    desk: Desk<'c, 'a>,
    layout: &'a IntroductionLayout,
}

/// How far people stand to the right of their topic, in millimetres.
const INDENT: f64 = 6.0;
/// The most topics that are named of one person for another.
const TOPICS: usize = 3;

impl Board<'_, '_> {
    fn pages(&self) -> Result<Vec<Page>, Misfit> {
        let composer = self.desk.composer;
        let faces = &self.layout.faces;
        let mut rows = Vec::new();
        for part in &self.layout.parts {
            match part {
                IntroductionPart::Wanted => self.wanted(&mut rows)?,
                IntroductionPart::Offered => self.offered(&mut rows)?,
                IntroductionPart::Pairs => self.pairs(&mut rows)?,
            }
        }
        if rows.is_empty() {
            rows.push(self.nothing()?.into());
        }
        let title = (composer.words.titles.introductions.as_str(), faces.title);
        let head = self.desk.head(title, None, faces.event)?;
        Flow::below(self.desk, (self.layout.paper, self.layout.margins), head, 3.0, faces.foot).pages(rows)
    }

    /// Wants that nobody offers.
    fn wanted(&self, rows: &mut Vec<FlowRow>) -> Result<(), Misfit> {
        let event = self.desk.composer.event;
        let words = &self.desk.composer.words.introductions;
        let open = open(
            event,
            |person| event.attendees[person].wants.iter().map(|w| (w.topic, w.note.clone())).collect(),
            |person| event.attendees[person].offers.iter().map(|offer| offer.topic).collect(),
        );
        self.part(rows, [&words.wanted, &words.wanted_hint, &words.who_can], &open)
    }

    /// Offers that nobody asked for.
    fn offered(&self, rows: &mut Vec<FlowRow>) -> Result<(), Misfit> {
        let event = self.desk.composer.event;
        let words = &self.desk.composer.words.introductions;
        let open = open(
            event,
            |person| event.attendees[person].offers.iter().map(|o| (o.topic, o.note.clone())).collect(),
            |person| event.attendees[person].wants.iter().map(|want| want.topic).collect(),
        );
        self.part(rows, [&words.offered, &words.offered_hint, &words.who_needs], &open)
    }

    /// People to be introduced to each other, because no round was left for them.
    fn pairs(&self, rows: &mut Vec<FlowRow>) -> Result<(), Misfit> {
        let words = &self.desk.composer.words.introductions;
        let pairs = unplanned(self.desk.composer, usize::from(self.layout.pairs));
        if pairs.is_empty() {
            return Ok(());
        }
        rows.push(self.heading(&words.pairs, &words.pairs_hint)?);
        for people in pairs {
            self.pair(people, rows)?;
        }
        Ok(())
    }

    /// Two people, and what they have for each other.
    fn pair(&self, people: [AttendeeIx; 2], rows: &mut Vec<FlowRow>) -> Result<(), Misfit> {
        let composer = self.desk.composer;
        let words = composer.words;
        let faces = &self.layout.faces;
        let full = people.map(|person| clean(&composer.event.attendees[person].name));
        let names = words.list(&[&full[0], &full[1]]);
        let names = Paragraph::name(names, self.desk.style(faces.topic), 3).role(Role::Heading);
        let mut block = self.desk.fit(Some(people[0]), "name", &names, self.desk.width)?;
        for (giver, receiver, topics) in topics_between(composer, people) {
            let topics: Vec<String> =
                topics.into_iter().map(|topic| clean(&composer.event.topics[topic].name)).collect();
            let topics: Vec<&str> = topics.iter().map(String::as_str).collect();
            let first = |person: AttendeeIx| name_parts(&clean(&composer.event.attendees[person].name)).first;
            let values =
                [("giver", first(giver)), ("receiver", first(receiver)), ("topics", words.list(&topics))];
            let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
            let text = fill(&words.introductions.pair, &values);
            let text = Paragraph::new(text, self.desk.style(faces.people));
            block.below(
                INDENT,
                0.3,
                self.desk.fit(Some(giver), "introduction", &text, self.desk.width - INDENT)?,
            );
        }
        block.height += 3.0;
        rows.push(block.into());
        Ok(())
    }

    /// A board that has nothing to ask for is good news.
    fn nothing(&self) -> Result<Block, Misfit> {
        let words = &self.desk.composer.words.introductions;
        let faces = &self.layout.faces;
        let width = self.desk.width;
        let mut block = Block { items: Vec::new(), height: self.layout.paper.height * 0.2 };
        let title = Paragraph::name(words.nothing.clone(), self.desk.style(faces.title), 2);
        block.below(0.0, 0.0, self.desk.fit(None, "text", &title.aligned(Align::Centre), width)?);
        let hint = Paragraph::new(words.nothing_hint.clone(), self.desk.style(faces.people));
        block.below(0.0, 4.0, self.desk.fit(None, "text", &hint.aligned(Align::Centre), width)?);
        Ok(block)
    }

    /// The title of a part, and what to do.
    fn heading(&self, title: &str, hint: &str) -> Result<FlowRow, Misfit> {
        let faces = &self.layout.faces;
        let mut heading = Block { items: Vec::new(), height: 3.0 };
        heading.below(0.0, 0.0, self.desk.rule(0.9, self.desk.palette.accent.0));
        let title = Paragraph::name(title, self.desk.style(faces.part), 1).role(Role::Heading);
        heading.below(0.0, 1.6, self.desk.fit(None, "heading", &title, self.desk.width)?);
        heading.below(0.0, 0.0, self.desk.text("hint", hint, faces.hint)?);
        heading.height += 2.0;
        Ok(FlowRow { block: heading, keep: true, ..FlowRow::default() })
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
        rows.push(self.heading(title, hint)?);
        for open in topics {
            self.topic(rows, question, open)?;
        }
        Ok(())
    }

    fn topic(&self, rows: &mut Vec<FlowRow>, question: &str, open: &Open) -> Result<(), Misfit> {
        let faces = &self.layout.faces;
        let topic = clean(&self.desk.composer.event.topics[open.topic].name);
        let question = Paragraph::new(fill(question, &[("topic", &topic)]), self.desk.style(faces.topic));
        let question = self.desk.fit(None, "topic", &question.role(Role::Heading), self.desk.width)?;
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
        let name = clean(&self.desk.composer.event.attendees[person].name);
        let text = match self.desk.composer.work_line(person) {
            Some(work) => {
                fill(&self.desk.composer.words.introductions.person, &[("name", &name), ("work", &work)])
            }
            None => name,
        };
        let mut text = Paragraph::new(text, self.desk.style(faces.people));
        if let Some(note) = note.map(clean).filter(|note| !note.is_empty()) {
            text = text.and(format!("  “{note}”"), self.desk.style(faces.note));
        }
        self.desk.fit(Some(person), "introduction", &text, self.desk.width - INDENT)
    }
}
