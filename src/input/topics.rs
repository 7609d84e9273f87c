//! Topics and groups: declared ones, used ones, and which is which.

use std::collections::HashMap;

use super::evening::PERCENT;
use super::report::Report;
use super::shapes::{GROUP, TOPIC};
use super::suggest::{did_you_mean, nearest};
use super::walk::{self, At, Keys, SHORT, Span, at_most};
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{Colour, Group, GroupIx, Topic, TopicIx, fold};

/// The most topics of one event.
const MAX_TOPICS: usize = 2_000;
/// The most aliases of all topics together.
const MAX_ALIASES: usize = 2_000;
/// The most topics that may be within one another, counted from the narrowest to the broadest.
const MAX_DEPTH: usize = 20;
/// The most groups of one event.
const MAX_GROUPS: usize = 2_000;
/// For the first so many groups that are not declared, a declared one with nearly that name is looked for.
const MAX_CURES: usize = 200;
/// The most topics of a circle that a message names.
const MAX_CIRCLE: usize = 8;

/// The topics of an event, found by any of their names.
#[derive(Debug, Default)]
pub(super) struct Topics {
    pub(super) list: Vec<Topic>,
    /// Where the declared ones (the first of the list) have their names.
    pub(super) declared: Vec<Span>,
    /// Folded names and aliases: the topic, and where the name was declared.
    names: HashMap<String, (TopicIx, Option<Span>)>,
    full: bool,
}

impl Topics {
    /// Reads [[topic]].
    pub(super) fn read(file: &Keys<'_>, report: &mut Report) -> Self {
        let mut topics = Self::default();
        let mut declared = Vec::new();
        for item in at_most(file.tables("topic", report), MAX_TOPICS, "topics", report) {
            let Some(keys) = Keys::open(item, &TOPIC, report) else { continue };
            let name = keys.text("name", report);
            let aliases = keys.texts("aliases", report);
            let within = keys.text("within", report);
            declared.extend(name.map(|name| (name, aliases, within)));
        }
        refuse_many_aliases(declared.iter().flat_map(|(_, aliases, _)| aliases), report);
        let names: Vec<&At<String>> = declared.iter().map(|(name, ..)| name).collect();
        let mut indices = topics.declare(&names, report).into_iter();
        declared.retain(|_| indices.next().flatten().is_some());
        for (topic, (_, aliases, _)) in declared.iter().enumerate() {
            topics.add_aliases(topic, aliases, report);
        }
        for (topic, (_, _, within)) in declared.iter().enumerate() {
            if let Some(broader) = within {
                topics.list[topic].within = topics.find(broader, report);
            }
        }
        let places: Vec<Option<&Span>> =
            declared.iter().map(|(.., within)| within.as_ref().map(|within| &within.span)).collect();
        if !topics.refuse_cycles(&places, report) {
            topics.refuse_depth(&places, report);
        }
        topics
    }

    /// The index of each name, nothing for one that was there before.
    fn declare(&mut self, names: &[&At<String>], report: &mut Report) -> Vec<Option<TopicIx>> {
        let mut indices = Vec::new();
        for name in names {
            let folded = fold(&name.value);
            if let Some((_, first)) = self.names.get(&folded) {
                let message = format!("the topic {} is declared twice", quoted(&name.value));
                let diagnostic =
                    Diagnostic::new(Code::TopicTwice, message).at(name.span.clone(), "again here");
                report.push(first_here(diagnostic, first.as_ref()).help(
                    "keep one [[topic]] and put the aliases of both in it; capitals, accents and spaces make no difference",
                ));
                indices.push(None);
                continue;
            }
            indices.push(Some(self.list.len()));
            self.declared.push(name.span.clone());
            self.add(&name.value, folded, Some(name.span.clone()));
        }
        indices
    }

    fn add(&mut self, name: &str, folded: String, span: Option<Span>) -> TopicIx {
        let index = self.list.len();
        self.list.push(Topic { name: name.to_owned(), aliases: Vec::new(), within: None });
        self.names.insert(folded, (index, span));
        index
    }

    fn add_aliases(&mut self, topic: TopicIx, aliases: &[At<String>], report: &mut Report) {
        for alias in aliases {
            let folded = fold(&alias.value);
            match self.names.get(&folded) {
                Some((other, _)) if *other == topic => {}
                Some((other, first)) => {
                    let (own, other) = (&self.list[topic].name, &self.list[*other].name);
                    let message = format!(
                        "the alias {} of {} also means {}",
                        quoted(&alias.value),
                        quoted(own),
                        quoted(other)
                    );
                    let diagnostic =
                        Diagnostic::new(Code::AliasClash, message).at(alias.span.clone(), "this alias");
                    report.push(
                        first_here(diagnostic, first.as_ref())
                            .help("leave the alias out in one of the two, or make one topic of them"),
                    );
                }
                None => {
                    self.names.insert(folded, (topic, Some(alias.span.clone())));
                    self.list[topic].aliases.push(alias.value.clone());
                }
            }
        }
    }

    /// The topic of this name or alias; a new one if there is none. Nothing when there are too many topics.
    pub(super) fn find(&mut self, name: &At<String>, report: &mut Report) -> Option<TopicIx> {
        let folded = fold(&name.value);
        if let Some((topic, _)) = self.names.get(&folded) {
            return Some(*topic);
        }
        if self.list.len() >= MAX_TOPICS {
            if !std::mem::replace(&mut self.full, true) {
                let message = format!("there are more than {MAX_TOPICS} different topics");
                let diagnostic =
                    Diagnostic::new(Code::TooMany, message).at(name.span.clone(), "one too many");
                report.push(
                    diagnostic.help("use the same words for the same thing; aliases of a [[topic]] help"),
                );
            }
            return None;
        }
        Some(self.add(&name.value, folded, None))
    }

    /// Topics within each other in a circle: said once, at the topic of the circle that is declared first. Whether there
    /// are any.
    fn refuse_cycles(&mut self, places: &[Option<&Span>], report: &mut Report) -> bool {
        let mut found = false;
        let mut done = vec![false; self.list.len()];
        for start in 0..self.list.len() {
            let mut path = Vec::new();
            let mut next = Some(start);
            while let Some(topic) = next.filter(|topic| !done[*topic]) {
                done[topic] = true;
                path.push(topic);
                next = self.list[topic].within;
            }
            let Some(from) = next.and_then(|topic| path.iter().position(|other| *other == topic)) else {
                continue;
            };
            report.push(self.circle(&path[from..], places));
            found = true;
        }
        found
    }

    /// Topics that are within one another too many times: said once, at the first of them. There are no circles.
    fn refuse_depth(&self, places: &[Option<&Span>], report: &mut Report) {
        let is_too_deep = |topic: &TopicIx| {
            let above = std::iter::successors(Some(*topic), |topic| self.list[*topic].within);
            above.take(MAX_DEPTH + 1).count() > MAX_DEPTH
        };
        let Some(topic) = (0..self.list.len()).find(is_too_deep) else { return };
        let name = quoted(&self.list[topic].name);
        let message =
            format!("{name} is within a topic that is within another, more than {MAX_DEPTH} topics deep");
        let mut diagnostic = Diagnostic::new(Code::TooMany, message);
        if let Some(place) = places.get(topic).copied().flatten() {
            diagnostic = diagnostic.at(place.clone(), "too deep");
        }
        report.push(diagnostic.help("name a broader topic in `within`; two or three levels will do"));
    }

    fn circle(&self, circle: &[TopicIx], places: &[Option<&Span>]) -> Diagnostic {
        let first =
            circle.iter().copied().enumerate().min_by_key(|(_, topic)| *topic).map_or(0, |(at, _)| at);
        let ordered = || circle.iter().cycle().skip(first).take(circle.len());
        let place = |topic: &TopicIx| places.get(*topic).copied().flatten().cloned();
        let mut names: Vec<String> =
            ordered().take(MAX_CIRCLE).map(|topic| quoted(&self.list[*topic].name)).collect();
        if circle.len() > MAX_CIRCLE {
            names.push("…".to_owned());
        }
        names.push(names[0].clone());
        let message = format!("topics are within each other in a circle: {}", names.join(" → "));
        let mut diagnostic = Diagnostic::new(Code::TopicCycle, message);
        for (index, topic) in ordered().take(MAX_CIRCLE).enumerate() {
            diagnostic = match place(topic) {
                Some(span) if index == 0 => diagnostic.at(span, "the circle starts here"),
                Some(span) => diagnostic.related(span, "and goes on here"),
                None => diagnostic,
            };
        }
        diagnostic.help("`within` names the broader topic; leave it out at the broadest one")
    }
}

/// Notes when all topics together have too many aliases, where they become too many.
fn refuse_many_aliases<'a>(aliases: impl Iterator<Item = &'a At<String>> + Clone, report: &mut Report) {
    let Some(extra) = aliases.clone().nth(MAX_ALIASES) else { return };
    let message = format!("all topics together have {} aliases; {MAX_ALIASES} is the most", aliases.count());
    let diagnostic =
        Diagnostic::new(Code::TooMany, message).at(extra.span.clone(), "from here on it is too many");
    report.push(diagnostic.help("keep the names that attendees use, and leave the others out"));
}

fn first_here(diagnostic: Diagnostic, first: Option<&Span>) -> Diagnostic {
    match first {
        Some(span) => diagnostic.related(span.clone(), "first here"),
        None => diagnostic,
    }
}

/// The groups of an event, found by name.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) list: Vec<Group>,
    /// Where the declared ones (the first of the list) have their names.
    pub(super) declared: Vec<Span>,
    names: HashMap<String, GroupIx>,
}

impl Groups {
    /// Reads [[group]].
    pub(super) fn read(file: &Keys<'_>, report: &mut Report) -> Self {
        let mut groups = Self::default();
        for item in at_most(file.tables("group", report), MAX_GROUPS, "groups", report) {
            let Some(keys) = Keys::open(item, &GROUP, report) else { continue };
            let name = keys.text("name", report);
            let colour = read_colour(&keys, report);
            let focus = keys.number("focus", PERCENT, report).map_or(100, |focus| focus.value);
            if let Some(name) = name {
                groups.declare(&name, colour, focus, report);
            }
        }
        groups
    }

    fn declare(&mut self, name: &At<String>, colour: Option<Colour>, focus: u32, report: &mut Report) {
        if let Some(first) = self.names.get(&fold(&name.value)) {
            let message = format!("the group {} is declared twice", quoted(&name.value));
            let diagnostic = Diagnostic::new(Code::GroupTwice, message).at(name.span.clone(), "again here");
            let diagnostic = first_here(diagnostic, self.declared.get(*first));
            report.push(
                diagnostic.help("keep one of the two; capitals, accents and spaces make no difference"),
            );
            return;
        }
        self.declared.push(name.span.clone());
        self.add(Group { name: name.value.clone(), colour, focus });
    }

    fn add(&mut self, group: Group) -> GroupIx {
        let index = self.list.len();
        self.names.insert(fold(&group.name), index);
        self.list.push(group);
        index
    }

    /// The group of this name; a new one if there is none, with a warning when others were declared.
    pub(super) fn find(&mut self, name: &At<String>, report: &mut Report) -> GroupIx {
        if let Some(group) = self.names.get(&fold(&name.value)) {
            return *group;
        }
        if !self.declared.is_empty() {
            let message = format!("the group {} is not declared, and is made now", quoted(&name.value));
            let declared = self.list[..self.declared.len()].iter().map(|group| group.name.as_str());
            let few = self.list.len() - self.declared.len() < MAX_CURES;
            let near = if few { nearest(&name.value, declared) } else { None };
            let help = did_you_mean(near).unwrap_or_else(|| {
                format!("to give it a colour, add [[group]] with name = {:?}", name.value)
            });
            report.push(Diagnostic::new(Code::GroupUndeclared, message).at(name.span.clone(), "").help(help));
        }
        self.add(Group { name: name.value.clone(), colour: None, focus: 100 })
    }
}

fn read_colour(keys: &Keys<'_>, report: &mut Report) -> Option<Colour> {
    let value = keys.get("color")?;
    let text = walk::text(value, &keys.what("color"), SHORT, report)?;
    let colour = parse_colour(&text.value);
    if colour.is_none() {
        let message = format!("{} is not a colour", quoted(&text.value));
        let help =
            "write # and six digits or letters a to f, two each for red, green and blue: color = \"#C75B12\"";
        report.push(Diagnostic::new(Code::WrongColour, message).at(text.span, "").help(help));
    }
    colour
}

fn parse_colour(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some(Colour { red: part(0)?, green: part(2)?, blue: part(4)? })
}
