//! `explain EVENT A B`: why two people meet or do not.

use serde_json::{Value, json};

use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::force;
use super::open::{self, Opened, OpenedSchedule};
use super::people;
use super::reasons::{self, Exchange};
use super::settings::Explain as Order;
use super::text::{Align, Page, Table, listed, rounds, thousands};
use super::world::World;
use crate::domain::{AttendeeIx, Event, KnownRule, Meeting, PairRule, PairRuleKind, SameCompanyRule};
use crate::matching::{self, Pair, Pairs};

/// Explains why two people meet or do not.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let people = two_people(&opened.event, &order.people)?;
    let read = schedule(world, order, &opened)?;
    let meetings = read.as_ref().map(|read| read.schedule.meetings.as_slice());
    let case = Case::of(&opened, meetings, people);
    let forced = match &read {
        Some(read) if case.meeting().is_none() => Some(force::force(world, &opened, &read.schedule, people)?),
        _ => None,
    };
    if order.json {
        let mut value = case.json();
        value["forced"] = forced.map_or(Value::Null, |forced| forced.json(&opened.event));
        world.json(&value)?;
    } else {
        let mut page = case.page();
        if let Some(forced) = &forced {
            forced.add_to(&opened.event, &mut page);
        }
        world.result(page.text())?;
    }
    Ok(Exit::Done)
}

fn two_people(event: &Event, typed: &[String; 2]) -> Result<[AttendeeIx; 2], Failure> {
    let [a, b] = typed;
    match (people::find(event, a), people::find(event, b)) {
        (Ok(a), Ok(b)) if a == b => Err(Failure::usage("both are the same person")),
        (Ok(a), Ok(b)) => Ok([a, b]),
        (Err(one), Err(_)) if a == b => Err(one),
        (Err(one), Err(other)) => Err(one.and(other)),
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// The schedule, if there is one yet.
fn schedule(world: World, order: &Order, opened: &Opened) -> Result<Option<OpenedSchedule>, Failure> {
    let planned = opened.path().is_some_and(|event| world.is_there(&super::paths::schedule(event)));
    if order.schedule.is_none() && !planned {
        return Ok(None);
    }
    let read = open::schedule(world, opened, order.schedule.as_ref())?;
    read.warn_if_stale(world, opened);
    Ok(Some(read))
}

/// All there is to say of two people.
struct Case<'a> {
    opened: &'a Opened,
    meetings: Option<&'a [Meeting]>,
    people: [AttendeeIx; 2],
    pairs: Pairs,
    exchange: Exchange,
    /// Why they cannot meet; empty when they can.
    obstacles: Vec<String>,
}

impl<'a> Case<'a> {
    fn of(opened: &'a Opened, meetings: Option<&'a [Meeting]>, people: [AttendeeIx; 2]) -> Self {
        let pairs = Pairs::of(&opened.event);
        let exchange = reasons::exchange(&opened.event, &pairs, people[0], people[1]);
        let obstacles = match pairs.find(people[0], people[1]) {
            Some(_) => Vec::new(),
            None => obstacles(opened, people),
        };
        Self { opened, meetings, people, pairs, exchange, obstacles }
    }

    fn pair(&self) -> Option<&Pair> {
        self.pairs.find(self.people[0], self.people[1]).map(|index| &self.pairs.pairs[index])
    }

    fn meeting(&self) -> Option<&Meeting> {
        let [a, b] = self.people;
        self.meetings?.iter().find(|meeting| meeting.partner_of(a) == Some(b))
    }

    fn name(&self, person: AttendeeIx) -> String {
        evening::called(&self.opened.event, person)
    }

    fn page(&self) -> Page {
        let mut page = Page::default();
        let [a, b] = self.people.map(|person| evening::with_company(&self.opened.event, person));
        page.line(format!("{a} and {b}"));
        page.title(self.verdict());
        for obstacle in &self.obstacles {
            page.line(format!("  {obstacle}"));
        }
        if let Some(pair) = self.pair() {
            self.add_worth_to(&mut page, pair);
            match (self.meeting(), self.meetings) {
                (None, Some(_)) => self.add_instead_to(&mut page),
                (Some(meeting), _) => {
                    let worth = thousands(self.worth(meeting));
                    page.line(format!("  without it, this plan would have {worth} points less"));
                }
                (None, None) => {}
            }
        }
        page
    }

    fn verdict(&self) -> String {
        let event = &self.opened.event;
        match (self.meeting(), self.meetings, self.obstacles.is_empty()) {
            (Some(m), ..) => format!(
                "They meet in round {}, {}, at {}.",
                m.round,
                evening::time(event, m.round),
                evening::table(event, m.table)
            ),
            (None, _, false) => "They cannot meet:".to_owned(),
            (None, Some(_), true) => "They could meet, but do not in this plan.".to_owned(),
            (None, None, true) => "They can meet. There is no schedule yet.".to_owned(),
        }
    }

    fn add_worth_to(&self, page: &mut Page, pair: &Pair) {
        let [a, b] = self.people;
        page.title("What the meeting is worth, in points");
        page.line(self.gain(pair, a, b, &self.exchange.gets));
        page.line(self.gain(pair, b, a, &self.exchange.gives));
        for (what, points) in self.own_points(pair) {
            page.line(format!("  {what} adds {}", thousands(points)));
        }
        let shared = matching::shared_acquaintances(&self.opened.event, a, b);
        if !shared.is_empty() {
            let names: Vec<String> = shared.iter().map(|&person| self.name(person)).collect();
            page.line(format!("  both know {}", listed(&names, "and")));
        }
    }

    /// The points that the meeting adds on its own, in parts.
    fn own_points(&self, pair: &Pair) -> Vec<(&'static str, i64)> {
        let event = &self.opened.event;
        let prefer =
            event.pairs.iter().filter(|rule| rule.people == pair.people).map(|rule| match rule.kind {
                PairRuleKind::Prefer { points } => i64::from(points),
                _ => 0,
            });
        let prefer = prefer.sum();
        let mutual = i64::from(event.matching.mutual_bonus) * pair.gains[0].min(pair.gains[1]) / 100;
        let contact = pair.own_points - mutual - prefer;
        let parts = [("the mutual bonus", mutual), ("a new contact", contact), ("your preference", prefer)];
        parts.into_iter().filter(|(_, points)| *points != 0).collect()
    }

    fn gain(&self, pair: &Pair, who: AttendeeIx, from: AttendeeIx, items: &[String]) -> String {
        let gain = thousands(pair.gains[usize::from(pair.people[1] == who)]);
        match items {
            [] => format!("  {} wants nothing that {} offers", self.name(who), self.name(from)),
            items => format!("  {} gains {gain}: {}", self.name(who), items.join("; ")),
        }
    }

    /// What the two do in the rounds in which they could have met, and what that is worth.
    fn add_instead_to(&self, page: &mut Page) {
        let event = &self.opened.event;
        let [a, b] = self.people;
        page.title("What they do instead");
        let mut table = Table::new(&[Align::Left, Align::Left, Align::Left, Align::Left]);
        for round in event.attendees[a].rounds.and(event.attendees[b].rounds).iter() {
            let first = (a, format!("round {round}"));
            for (person, round_words) in [first, (b, String::new())] {
                let [doing, gains, worth] = self.doing(person, round);
                table.row([round_words, format!("{} {doing}", self.name(person)), gains, worth]);
            }
        }
        page.table(&table);
    }

    /// What somebody does in a round: what it is, what they gain, and what it is worth to the plan.
    fn doing(&self, person: AttendeeIx, round: u32) -> [String; 3] {
        let found = evening::meeting_of(self.meetings.unwrap_or_default(), person, round);
        let Some((meeting, partner)) = found.and_then(|m| m.partner_of(person).map(|partner| (m, partner)))
        else {
            return ["pauses".to_owned(), String::new(), String::new()];
        };
        let gain = self.pairs.find(person, partner).map_or(0, |index| {
            let pair = &self.pairs.pairs[index];
            pair.gains[usize::from(pair.people[1] == person)]
        });
        [
            format!("meets {}", self.name(partner)),
            format!("gains {}", thousands(gain)),
            format!("worth {} to the plan", thousands(self.worth(meeting))),
        ]
    }

    /// The points that the plan would lose without a meeting.
    fn worth(&self, meeting: &Meeting) -> i64 {
        let points = |but: Option<&Meeting>| {
            let meetings = self.meetings.unwrap_or_default().iter().filter(|other| Some(*other) != but);
            let met = meetings.filter_map(|m| self.pairs.find(m.people[0], m.people[1]));
            matching::count(&self.opened.event, &self.pairs, met).points.total()
        };
        points(None) - points(Some(meeting))
    }

    fn json(&self) -> Value {
        let id = |person: AttendeeIx| &self.opened.event.attendees[person].id;
        let [a, b] = self.people;
        let meeting = self.meeting().map(|m| json!({ "round": m.round, "table": m.table }));
        let gain = |person| self.pair().map(|pair| pair.gains[usize::from(pair.people[1] == person)]);
        json!({
            "people": [id(a), id(b)],
            "planned": self.meetings.is_some(),
            "meeting": meeting,
            "worth": self.meeting().map(|meeting| self.worth(meeting)),
            "obstacles": self.obstacles,
            "gains": [gain(a), gain(b)],
            "first_gets": self.exchange.gets,
            "first_gives": self.exchange.gives,
            "pair_points": self.pair().map(|pair| {
                self.own_points(pair).into_iter().map(|(what, points)| json!({ "what": what, "points": points }))
                    .collect::<Vec<_>>()
            }),
        })
    }
}

/// Everything that keeps two people apart, with lines where there are any.
fn obstacles(opened: &Opened, people: [AttendeeIx; 2]) -> Vec<String> {
    let event = &opened.event;
    let [a, b] = people;
    let mut found = never(opened, people);
    for (one, other) in [(a, b), (b, a)] {
        if event.attendees[one].avoids.contains(&other) {
            let line = opened.places.avoids.get(&(one, other)).copied();
            found.push(format!(
                "{} avoids {}{}",
                evening::called(event, one),
                evening::called(event, other),
                at_line(opened, line)
            ));
        }
    }
    found.extend(apart(event, a, b));
    let must =
        |rule: &&PairRule| rule.people == [a.min(b), a.max(b)] && matches!(rule.kind, PairRuleKind::Must(_));
    if event.pairs.iter().any(|rule| must(&rule)) {
        // A `must` lifts what follows.
        return found;
    }
    if event.matching.same_company == SameCompanyRule::Never
        && let (Some(one), Some(other)) = (&event.attendees[a].company, &event.attendees[b].company)
        && one.folded == other.folded
    {
        found.push(format!("both work at {} (same_company = \"never\")", one.name));
    }
    if event.matching.known == KnownRule::Never && know_each_other(event, a, b) {
        found.push("they know each other (known = \"never\")".to_owned());
    }
    found
}

fn never(opened: &Opened, [a, b]: [AttendeeIx; 2]) -> Vec<String> {
    let people = [a.min(b), a.max(b)];
    let rules = opened.event.pairs.iter().zip(&opened.places.pairs);
    rules
        .filter(|(rule, _)| rule.people == people && rule.kind == PairRuleKind::Never)
        .map(|(_, &line)| format!("the organizer says never{}", at_line(opened, Some(line))))
        .collect()
}

fn at_line(opened: &Opened, line: Option<u32>) -> String {
    line.map(|line| format!(" ({}:{line})", opened.file())).unwrap_or_default()
}

fn know_each_other(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    event.attendees[a].knows.contains(&b)
        || event.attendees[b].knows.contains(&a)
        || event.met_before.binary_search(&[a.min(b), a.max(b)]).is_ok()
}

/// Rounds and tables that keep two people apart.
fn apart(event: &Event, a: AttendeeIx, b: AttendeeIx) -> Vec<String> {
    let mut found = Vec::new();
    let (one, other) = (&event.attendees[a], &event.attendees[b]);
    if one.rounds.and(other.rounds).is_empty() {
        found.push(format!(
            "they are never there together: {} in {}, {} in {}",
            one.name,
            rounds(one.rounds.iter()),
            other.name,
            rounds(other.rounds.iter())
        ));
    }
    if let (Some(here), Some(there)) = (one.host, other.host)
        && here != there
    {
        found.push(format!("both are hosts, at tables {here} and {there}, and stay there"));
    }
    found
}
