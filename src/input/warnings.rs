//! What is worth knowing of an event that is in order: few warnings, each with something to do.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::lookalikes;
use super::report::Report;
use super::suggest::Candidates;
use super::walk::Span;
use crate::diag::{Code, Diagnostic, listed, quoted};
use crate::domain::{AttendeeIx, Event, KnownRule, PairRuleKind, SameCompanyRule, TopicIx};

/// The most people that a warning names.
const MAX_NAMED: usize = 5;
/// The most times that wants and offers of an event may fit each other. Each takes memory as long as it is planned.
const MAX_MATCHES: usize = 10_000_000;
/// The most wants for which a near offer is looked for.
const MAX_CURES: usize = 200;

const NOBODY_OFFERS: &str =
    "find somebody who offers it, or name a broader topic with [[topic]] and `within`";

/// Where the parts of an event stand, as far as warnings point at them.
pub(super) struct Marks {
    /// By attendee: the name.
    pub(super) names: Vec<Span>,
    /// By attendee and want.
    pub(super) wants: Vec<Vec<Span>>,
    /// By attendee and offer.
    pub(super) offers: Vec<Vec<Span>>,
    /// By attendee and the one asked for.
    pub(super) asks_for: Vec<BTreeMap<AttendeeIx, Span>>,
    /// By pair rule.
    pub(super) pairs: Vec<Span>,
    /// By declared topic and group: the name.
    pub(super) topics: Vec<Span>,
    pub(super) groups: Vec<Span>,
}

impl Marks {
    /// Where an attendee wants a topic.
    fn want(&self, event: &Event, person: AttendeeIx, topic: TopicIx) -> Span {
        let wants = &event.attendees[person].wants;
        self.wants[person][wants.iter().position(|want| want.topic == topic).unwrap_or_default()].clone()
    }

    /// By topic: where it is declared, else where it is first wanted or offered.
    fn first_uses(&self, event: &Event) -> Vec<Option<Span>> {
        let mut places: Vec<Option<Span>> = self.topics.iter().cloned().map(Some).collect();
        places.resize(event.topics.len(), None);
        for (person, attendee) in event.attendees.iter().enumerate() {
            let wants = attendee.wants.iter().map(|want| want.topic).zip(&self.wants[person]);
            let offers = attendee.offers.iter().map(|offer| offer.topic).zip(&self.offers[person]);
            for (topic, place) in wants.chain(offers) {
                places[topic].get_or_insert_with(|| place.clone());
            }
        }
        places
    }
}

/// Looks the whole event over, and refuses one with more matches than can be planned.
pub(super) fn look_over(event: &Event, marks: &Marks, report: &mut Report) {
    let market = Market::of(event);
    refuse_many_matches(event, &market, marks, report);
    lookalikes::warn(event, &marks.names, report);
    look_alike_topics(event, &market, marks, report);
    unserved_wants(event, &market, marks, report);
    unused_topics(event, &market, marks, report);
    unused_groups(event, marks, report);
    let ties = Ties::of(event);
    lonely_people(event, &market, &ties, marks, report);
    asked_but_excluded(event, &ties, marks, report);
    prefer_without_meeting(event, &ties, marks, report);
}

/// Supply and demand.
struct Market {
    /// By topic: who offers it.
    offered: Vec<Vec<AttendeeIx>>,
    /// By topic: who wants it.
    wanted: Vec<Vec<AttendeeIx>>,
    /// By topic: the topics that fit it: itself, and broader and narrower ones unless these count for nothing.
    related: Vec<Vec<TopicIx>>,
}

impl Market {
    fn of(event: &Event) -> Self {
        let count = event.topics.len();
        let mut market = Self {
            offered: vec![Vec::new(); count],
            wanted: vec![Vec::new(); count],
            related: (0..count).map(|topic| vec![topic]).collect(),
        };
        for (person, attendee) in event.attendees.iter().enumerate() {
            attendee.offers.iter().for_each(|offer| market.offered[offer.topic].push(person));
            attendee.wants.iter().for_each(|want| market.wanted[want.topic].push(person));
        }
        if event.matching.related_fit > 0 {
            for topic in 0..count {
                for above in std::iter::successors(event.topics[topic].within, |up| event.topics[*up].within)
                {
                    market.related[topic].push(above);
                    market.related[above].push(topic);
                }
            }
        }
        market
    }

    /// Who offers something that fits a want of this topic.
    fn servers(&self, topic: TopicIx) -> impl Iterator<Item = AttendeeIx> {
        self.related[topic].iter().flat_map(|other| self.offered[*other].iter().copied())
    }

    /// Who wants something that an offer of this topic fits.
    fn takers(&self, topic: TopicIx) -> impl Iterator<Item = AttendeeIx> {
        self.related[topic].iter().flat_map(|other| self.wanted[*other].iter().copied())
    }
}

/// Notes when wants and offers fit each other more often than can be planned, at the topic where they do so most.
fn refuse_many_matches(event: &Event, market: &Market, marks: &Marks, report: &mut Report) {
    let servers = |topic: TopicIx| {
        market.related[topic].iter().map(|other| market.offered[*other].len()).sum::<usize>()
    };
    let matches = |topic: TopicIx| market.wanted[topic].len() * servers(topic);
    let count: usize = (0..event.topics.len()).map(matches).sum();
    if count <= MAX_MATCHES {
        return;
    }
    let most = (0..event.topics.len()).rev().max_by_key(|topic| matches(*topic));
    let Some((topic, first)) = most.and_then(|topic| Some((topic, *market.wanted[topic].first()?))) else {
        return;
    };
    let message = format!(
        "wants and offers fit each other {} million times; {} million is the most",
        count / 1_000_000,
        MAX_MATCHES / 1_000_000
    );
    let diagnostic =
        Diagnostic::new(Code::TooMany, message).at(marks.want(event, first, topic), "such as this want");
    report.push(diagnostic.help(format!(
        "write what people want and offer more precisely: {} is wanted {} times, and what fits it is offered {} times",
        quoted(&event.topics[topic].name),
        market.wanted[topic].len(),
        servers(topic)
    )));
}

/// Topics that a list of letters tells apart, and nobody's eye: what is wanted in one spelling and offered in the other never
/// meets.
fn look_alike_topics(event: &Event, market: &Market, marks: &Marks, report: &mut Report) {
    let places = marks.first_uses(event);
    for lookalikes::Pair { topics: [one, other], names: [first, second] } in lookalikes::topics(event) {
        let message = lookalikes::message("the topic", [first, second]);
        let mut diagnostic = Diagnostic::new(Code::TopicLooksTheSame, message);
        if let Some(place) = &places[other] {
            diagnostic = diagnostic.at(place.clone(), "looks the same");
        }
        if let Some(place) = &places[one] {
            diagnostic = diagnostic.related(place.clone(), "as this");
        }
        let used = |people: &[AttendeeIx], does: &str| {
            (!people.is_empty()).then(|| format!("{does} by {}", self::people(event, people)))
        };
        let used = [used(&market.wanted[other], "wanted"), used(&market.offered[other], "offered")];
        let used: Vec<String> = used.into_iter().flatten().collect();
        let is_used =
            if used.is_empty() { String::new() } else { format!(" (it is {})", used.join(" and ")) };
        report.push(diagnostic.help(format!(
            "whoever wants the one never meets who offers the other: type it again by hand{is_used}, or make it an alias \
             of the other"
        )));
    }
}

fn unserved_wants(event: &Event, market: &Market, marks: &Marks, report: &mut Report) {
    let offered: Vec<TopicIx> =
        (0..event.topics.len()).filter(|topic| !market.offered[*topic].is_empty()).collect();
    let names = Candidates::of(offered.iter().map(|topic| event.topics[*topic].name.as_str()));
    let unserved = (0..event.topics.len()).filter_map(|topic| {
        let in_vain = |person: &AttendeeIx| market.servers(topic).all(|server| server == *person);
        let people: Vec<AttendeeIx> = market.wanted[topic].iter().copied().filter(in_vain).collect();
        (!people.is_empty()).then_some((topic, people))
    });
    for (count, (topic, wanted_by)) in unserved.enumerate() {
        let name = &event.topics[topic].name;
        let near = if count < MAX_CURES { names.nearest(name).map(|index| offered[index]) } else { None };
        let help = match near.filter(|other| *other != topic) {
            Some(other) => format!("did you mean {}?", quoted(&event.topics[other].name)),
            None if name.contains(',') => {
                let parts: Vec<String> = name.split(',').map(|part| format!("\"{}\"", part.trim())).collect();
                format!(
                    "if these are several topics, write each between its own quotation marks: {}",
                    parts.join(", ")
                )
            }
            None => NOBODY_OFFERS.to_owned(),
        };
        let nobody = if market.offered[topic].is_empty() { "nobody" } else { "nobody else" };
        let message = format!("{nobody} offers {}, wanted by {}", quoted(name), people(event, &wanted_by));
        let diagnostic = Diagnostic::new(Code::WantUnserved, message);
        report.push(diagnostic.at(marks.want(event, wanted_by[0], topic), "wanted here").help(help));
    }
}

fn people(event: &Event, who: &[AttendeeIx]) -> String {
    let more = who.len().saturating_sub(MAX_NAMED);
    let names = who.iter().take(MAX_NAMED).map(|person| quoted(&event.attendees[*person].name));
    listed(names.chain((more > 0).then(|| format!("{more} more"))))
}

fn unused_topics(event: &Event, market: &Market, marks: &Marks, report: &mut Report) {
    let broader: HashSet<TopicIx> = event.topics.iter().filter_map(|topic| topic.within).collect();
    for (topic, place) in marks.topics.iter().enumerate() {
        let used = !market.offered[topic].is_empty() || !market.wanted[topic].is_empty();
        if used || broader.contains(&topic) {
            continue;
        }
        let message = format!("nobody wants or offers the topic {}", quoted(&event.topics[topic].name));
        let diagnostic = Diagnostic::new(Code::TopicUnused, message).at(place.clone(), "not used");
        report.push(diagnostic.help("leave it out, or check how the attendees spell it"));
    }
}

fn unused_groups(event: &Event, marks: &Marks, report: &mut Report) {
    let used: HashSet<_> = event.attendees.iter().filter_map(|attendee| attendee.group).collect();
    for (group, place) in marks.groups.iter().enumerate().filter(|(group, _)| !used.contains(group)) {
        let message = format!("no attendee is in the group {}", quoted(&event.groups[group].name));
        let diagnostic = Diagnostic::new(Code::GroupUnused, message).at(place.clone(), "no members");
        report.push(diagnostic.help("leave it out, or check how the attendees spell it"));
    }
}

/// What keeps two people apart; rule `MayMeet` (§4) and what makes a meeting impossible.
struct Ties {
    avoid: BTreeSet<[AttendeeIx; 2]>,
    know: BTreeSet<[AttendeeIx; 2]>,
    must: BTreeSet<[AttendeeIx; 2]>,
    never: BTreeSet<[AttendeeIx; 2]>,
}

impl Ties {
    fn of(event: &Event) -> Self {
        let rules = |wanted: fn(&PairRuleKind) -> bool| {
            event.pairs.iter().filter(|rule| wanted(&rule.kind)).map(|rule| rule.people).collect()
        };
        let mut ties = Self {
            avoid: BTreeSet::new(),
            know: event.met_before.iter().copied().collect(),
            must: rules(|kind| matches!(kind, PairRuleKind::Must(_))),
            never: rules(|kind| matches!(kind, PairRuleKind::Never)),
        };
        for (one, attendee) in event.attendees.iter().enumerate() {
            ties.avoid.extend(attendee.avoids.iter().map(|other| ordered(one, *other)));
            ties.know.extend(attendee.knows.iter().map(|other| ordered(one, *other)));
        }
        ties
    }

    /// Why two people cannot meet, if they cannot.
    fn obstacle(&self, event: &Event, one: AttendeeIx, other: AttendeeIx) -> Option<&'static str> {
        let pair = ordered(one, other);
        let (a, b) = (&event.attendees[one], &event.attendees[other]);
        let lifted = self.must.contains(&pair);
        let colleagues =
            a.company.as_ref().zip(b.company.as_ref()).is_some_and(|(a, b)| a.folded == b.folded);
        if self.avoid.contains(&pair) {
            Some("one of them avoids the other")
        } else if self.never.contains(&pair) {
            Some("a [[pair]] says never")
        } else if !lifted && colleagues && event.matching.same_company == SameCompanyRule::Never {
            Some("they work for the same company")
        } else if !lifted && event.matching.known == KnownRule::Never && self.know.contains(&pair) {
            Some("they know each other and `known` is \"never\"")
        } else if a.rounds.and(b.rounds).is_empty() {
            Some("they are never there in the same round")
        } else if a.host.zip(b.host).is_some_and(|(a, b)| a != b) {
            Some("they are hosts of different tables")
        } else {
            None
        }
    }
}

fn ordered(a: AttendeeIx, b: AttendeeIx) -> [AttendeeIx; 2] {
    [a.min(b), a.max(b)]
}

/// People without wants and offers, and people whom nobody they can meet would gain from or bring anything.
fn lonely_people(event: &Event, market: &Market, ties: &Ties, marks: &Marks, report: &mut Report) {
    let mut asked_by: BTreeMap<AttendeeIx, Vec<AttendeeIx>> = BTreeMap::new();
    for (person, attendee) in event.attendees.iter().enumerate() {
        attendee.asks_for.iter().for_each(|asked| asked_by.entry(*asked).or_default().push(person));
    }
    if event.attendees.len() < 2 {
        return;
    }
    let (mut silent, mut unmatched) = (Vec::new(), Vec::new());
    for (person, attendee) in event.attendees.iter().enumerate() {
        if attendee.wants.is_empty() && attendee.offers.is_empty() && attendee.asks_for.is_empty() {
            silent.push(person);
            continue;
        }
        let askers = asked_by.get(&person).map_or(&[][..], Vec::as_slice);
        let asked = attendee.asks_for.iter().chain(askers).copied();
        let servers = attendee.wants.iter().flat_map(|want| market.servers(want.topic));
        let takers = attendee.offers.iter().flat_map(|offer| market.takers(offer.topic));
        let mut partners = asked.chain(servers).chain(takers).filter(|other| *other != person);
        if !partners.any(|other| ties.obstacle(event, person, other).is_none()) {
            unmatched.push(person);
        }
    }
    say_of_each(event, &silent, marks, report, nothing_said);
    say_of_each(event, &unmatched, marks, report, no_match);
}

/// One warning for each of a few people, one for all of many.
fn say_of_each(
    event: &Event,
    who: &[AttendeeIx],
    marks: &Marks,
    report: &mut Report,
    say: fn(&str, &str) -> Diagnostic,
) {
    if who.len() > MAX_NAMED {
        report.push(say(&people(event, who), "have").at(marks.names[who[0]].clone(), "the first of them"));
        return;
    }
    for &person in who {
        report.push(say(&people(event, &[person]), "has").at(marks.names[person].clone(), ""));
    }
}

fn nothing_said(who: &str, have: &str) -> Diagnostic {
    Diagnostic::new(Code::NothingSaid, format!("{who} {have} no wants and no offers"))
        .help("ask what they look for and what they can do for others")
}

fn no_match(who: &str, have: &str) -> Diagnostic {
    let message = format!(
        "{who} {have} no possible match: nobody they may meet offers what they want or wants what they offer"
    );
    Diagnostic::new(Code::NoMatch, message).help(
        "add a want or an offer that others have too, or look at their rounds and at who they may not meet",
    )
}

fn asked_but_excluded(event: &Event, ties: &Ties, marks: &Marks, report: &mut Report) {
    for (person, asked) in marks.asks_for.iter().enumerate() {
        for (other, place) in asked {
            let Some(why) = ties.obstacle(event, person, *other) else { continue };
            let (asks, asked) = (&event.attendees[person].name, &event.attendees[*other].name);
            let message = format!("{} asks for {}, but they cannot meet: {why}", quoted(asks), quoted(asked));
            let diagnostic =
                Diagnostic::new(Code::AskedButExcluded, message).at(place.clone(), "asked for here");
            report.push(diagnostic.help("leave the request out, or change what keeps them apart"));
        }
    }
}

fn prefer_without_meeting(event: &Event, ties: &Ties, marks: &Marks, report: &mut Report) {
    for (rule, place) in event.pairs.iter().zip(&marks.pairs) {
        let [one, other] = rule.people;
        if !matches!(rule.kind, PairRuleKind::Prefer { .. }) {
            continue;
        }
        let Some(why) = ties.obstacle(event, one, other) else { continue };
        let (a, b) = (&event.attendees[one].name, &event.attendees[other].name);
        let message = format!("{} and {} are preferred, but they cannot meet: {why}", quoted(a), quoted(b));
        let diagnostic =
            Diagnostic::new(Code::PreferWithoutMeeting, message).at(place.clone(), "has no effect");
        report.push(diagnostic.help("leave the pair out, or change what keeps them apart"));
    }
}
