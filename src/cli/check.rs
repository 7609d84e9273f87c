//! `check`: looks an event over before it is planned.

use serde_json::{Value, json};

use super::clash;
use super::demand::{Demand, Offered};
use super::evening;
use super::exit::Exit;
use super::failure::{Failure, diagnostic_value};
use super::open::{self, Opened};
use super::print;
use super::room::Room;
use super::settings::{Accept, Check as Order};
use super::suggestions::Suggestions;
use super::text::{Align, Page, Table, count, rounds};
use super::world::World;
use crate::diag;
use crate::domain::{AttendeeIx, Event, PairRuleKind, TopicIx};
use crate::matching::Pairs;
use crate::plan::{self, Clash};

/// The most people who are named in one line.
const MAX_NAMED: usize = 20;
/// The most wants in vain for which a near offer is looked for.
const MAX_CURES: usize = 200;

/// Checks an event, or writes proposals into it. Errors end it with all of them drawn, a clash of hard rules with the facts; warnings do not.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::as_written(world, &order.event)?;
    let night = open::on_its_night(world, opened.clone())?;
    if let Some(accept) = &order.accept {
        night.refuse_after_held()?;
        return fix(world, order, &opened, accept);
    }
    let pairs = Pairs::of(&opened.event);
    let findings = Findings::of(&opened, &pairs);
    if order.json {
        world.json(&findings.json(&opened))?;
    } else {
        world.tell_drawn(&diag::draw(&opened.file(), &opened.text, &opened.warnings, world.colour()));
        for (problem, help) in &findings.unprintable {
            world.tell(&format!("{}\n  help: {help}\n\n", print::warning(problem)));
        }
        world.result(findings.page(&opened, &night.next(world)).text())?;
    }
    let Some(failure) = findings.clash else { return Ok(Exit::Done) };
    world.tell_drawn(failure.drawn());
    Ok(failure.exit())
}

/// Why the hard rules cannot all hold. Where nobody must meet, an empty evening keeps them all.
fn clash(event: &Event) -> Option<Clash> {
    let musts = event.pairs.iter().any(|rule| matches!(rule.kind, PairRuleKind::Must(_)));
    if musts { plan::clash(event) } else { None }
}

/// Writes the proposals that are accepted into the event file.
fn fix(world: World, order: &Order, opened: &Opened, accept: &Accept) -> Result<Exit, Failure> {
    let suggestions = Suggestions::of(opened);
    let (text, page, value) = suggestions.accepted(opened, accept)?;
    if text != opened.text {
        open::text(world, opened, &text)
            .map_err(|failure| failure.help("the event would not be in order; nothing was written"))?;
        if let Some(path) = opened.path() {
            world.write_files(&[(path.to_owned(), text.into_bytes())])?;
        }
    }
    if order.json {
        world.json(&value)?;
    } else {
        world.result(page.text())?;
    }
    Ok(Exit::Done)
}

/// What there is to know of an event before it is planned.
struct Findings<'a> {
    event: &'a Event,
    demand: Vec<Demand>,
    suggestions: Suggestions<'a>,
    room: Room,
    /// People whom nobody may meet, ever.
    alone: Vec<AttendeeIx>,
    /// People who gain from nobody and from whom nobody gains.
    unmatched: Vec<AttendeeIx>,
    /// What cannot be printed, and what to do.
    unprintable: Vec<(String, String)>,
    /// Why the hard rules cannot all hold.
    clash: Option<Failure>,
}

impl<'a> Findings<'a> {
    fn of(opened: &'a Opened, pairs: &Pairs) -> Self {
        let event = &opened.event;
        let everyone = 0..event.attendees.len();
        let mut meets = vec![false; event.attendees.len()];
        let mut matches = vec![false; event.attendees.len()];
        for pair in &pairs.pairs {
            for person in pair.people {
                meets[person] = true;
                matches[person] |= pair.gains != [0, 0];
            }
        }
        Self {
            event,
            demand: Demand::of(event),
            suggestions: Suggestions::of(opened),
            room: Room::of(event),
            alone: everyone.clone().filter(|&a| !meets[a]).collect(),
            clash: clash(event).map(|facts| clash::failure(opened, &facts)),
            unprintable: print::unprintable(opened, pairs),
            unmatched: everyone.filter(|&a| meets[a] && !matches[a]).collect(),
        }
    }

    fn page(&self, opened: &Opened, next: &str) -> Page {
        let event = self.event;
        let mut page = Page::default();
        page.line(format!(
            "{}: {}, {}, {}",
            event.name,
            count(event.attendees.len(), "person"),
            count(event.rounds.count as usize, "round"),
            count(event.tables.count as usize, "table"),
        ));
        self.add_demand_to(&mut page);
        self.add_unserved_to(&mut page);
        self.suggestions.add_to(&mut page, opened);
        self.add_people_to(
            &mut page,
            "Nobody to meet: everybody else is ruled out or not there",
            &self.alone,
        );
        self.add_people_to(
            &mut page,
            "No match: nobody offers what they want or wants what they offer",
            &self.unmatched,
        );
        self.add_room_to(&mut page);
        if self.clash.is_none() {
            page.title(format!("Next: {next}"));
        }
        page
    }

    fn add_demand_to(&self, page: &mut Page) {
        if self.demand.is_empty() {
            return;
        }
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Right, Align::Right]);
        table.row(["Topic", "wanted", "offered", "related"]);
        for demand in &self.demand {
            let number = |people: &[AttendeeIx]| people.len().to_string();
            let name = self.event.topics[demand.topic].name.clone();
            table.row([name, number(&demand.wanted), number(&demand.offered), number(&demand.related)]);
        }
        page.title("Supply and demand, in people (related: they offer a broader or narrower topic)");
        page.table(&table);
    }

    /// Wants that nobody offers, each with the nearest offer.
    fn add_unserved_to(&self, page: &mut Page) {
        let unserved: Vec<&Demand> = self.demand.iter().filter(|demand| demand.is_unserved()).collect();
        if unserved.is_empty() {
            return;
        }
        let mut table = Table::new(&[Align::Left, Align::Left, Align::Left]);
        let offered = Offered::of(self.event, &self.demand);
        for (count, demand) in unserved.into_iter().enumerate() {
            let name = self.event.topics[demand.topic].name.clone();
            let near = if count < MAX_CURES { offered.nearest(demand.topic) } else { None };
            table.row([name, format!("for {}", self.names(&demand.wanted)), self.nearest(near)]);
        }
        page.title("Wanted, but nobody offers it");
        page.table(&table);
    }

    fn nearest(&self, near: Option<TopicIx>) -> String {
        match near {
            Some(near) => {
                let givers = self.demand.iter().find(|other| other.topic == near);
                let givers = givers.map(|other| self.names(&other.offered)).unwrap_or_default();
                format!("nearest offer: {} ({givers})", self.event.topics[near].name)
            }
            None => "no offer comes near".to_owned(),
        }
    }

    fn add_people_to(&self, page: &mut Page, title: &str, people: &[AttendeeIx]) {
        if !people.is_empty() {
            page.title(title);
        }
        for &person in people {
            page.line(format!("  {}", evening::called(self.event, person)));
        }
    }

    fn add_room_to(&self, page: &mut Page) {
        page.title(format!("Room for meetings: at most {}", count(self.room.meetings() as usize, "meeting")));
        for (reason, rounds_of) in self.room.tight() {
            page.line(format!("  {}: {reason}", rounds(rounds_of)));
        }
        for line in &self.room.excluded {
            page.line(format!("  {line}"));
        }
    }

    fn names(&self, people: &[AttendeeIx]) -> String {
        let named = people.iter().take(MAX_NAMED).map(|&a| evening::called(self.event, a));
        let more = people.len().saturating_sub(MAX_NAMED);
        named.chain((more > 0).then(|| format!("{more} more"))).collect::<Vec<_>>().join(", ")
    }

    fn json(&self, opened: &Opened) -> Value {
        let ids = |people: &[AttendeeIx]| -> Vec<&str> {
            people.iter().map(|&a| self.event.attendees[a].id.as_str()).collect()
        };
        let offered = Offered::of(self.event, &self.demand);
        let mut cures = 0..MAX_CURES;
        let topics = self.demand.iter().map(|demand| {
            let asked = demand.is_unserved() && cures.next().is_some();
            let nearest = if asked { offered.nearest(demand.topic) } else { None };
            json!({
                "topic": self.event.topics[demand.topic].name,
                "wanted_by": ids(&demand.wanted),
                "offered_by": ids(&demand.offered),
                "related_offered_by": ids(&demand.related),
                "nearest_offer": nearest.map(|topic| &self.event.topics[topic].name),
            })
        });
        let warnings =
            opened.warnings.iter().map(|warning| diagnostic_value(&opened.file(), &opened.text, warning));
        json!({
            "event": self.event.name,
            "people": self.event.attendees.len(),
            "rounds": self.event.rounds.count,
            "tables": self.event.tables.count,
            "warnings": warnings.collect::<Vec<_>>(),
            "unprintable": self.unprintable.iter()
                .map(|(problem, help)| json!({ "message": problem, "help": help })).collect::<Vec<_>>(),
            "topics": topics.collect::<Vec<_>>(),
            "proposals": self.suggestions.json(),
            "nobody_to_meet": ids(&self.alone),
            "without_match": ids(&self.unmatched),
            "most_meetings": self.room.meetings(),
            "clash": self.clash.as_ref().map(Failure::message),
        })
    }
}
