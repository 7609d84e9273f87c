//! `check`: looks an event over before it is planned.

use serde_json::{Value, json};

use super::demand::{Demand, nearest_offer};
use super::exit::Exit;
use super::failure::{Failure, diagnostic_value};
use super::open::{self, Opened};
use super::room::Room;
use super::settings::Check as Order;
use super::text::{Align, Table, count, harmless_line, rounds};
use super::world::World;
use crate::diag;
use crate::domain::{AttendeeIx, Event};
use crate::matching::Pairs;

/// Checks an event. Errors end it with all of them drawn; warnings do not.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let pairs = Pairs::of(&opened.event);
    let findings = Findings::of(&opened.event, &pairs);
    if order.json {
        world.json(&findings.json(&opened))?;
    } else {
        world.tell_drawn(&diag::draw(&opened.file(), &opened.text, &opened.warnings, world.colour()));
        world.result(&findings.text(&opened))?;
    }
    Ok(Exit::Done)
}

/// What there is to know of an event before it is planned.
struct Findings<'a> {
    event: &'a Event,
    demand: Vec<Demand>,
    room: Room,
    /// People whom nobody may meet, ever.
    alone: Vec<AttendeeIx>,
    /// People who gain from nobody and from whom nobody gains.
    unmatched: Vec<AttendeeIx>,
}

impl<'a> Findings<'a> {
    fn of(event: &'a Event, pairs: &Pairs) -> Self {
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
            room: Room::of(event),
            alone: everyone.clone().filter(|&a| !meets[a]).collect(),
            unmatched: everyone.filter(|&a| meets[a] && !matches[a]).collect(),
        }
    }

    fn text(&self, opened: &Opened) -> String {
        let event = self.event;
        let mut text = format!(
            "{}: {}, {}, {}\n",
            harmless_line(&event.name),
            count(event.attendees.len(), "person"),
            count(event.rounds.count as usize, "round"),
            count(event.tables.count as usize, "table"),
        );
        text.push_str(&self.supply_and_demand());
        text.push_str(&self.unserved());
        text.push_str(&self.people("Nobody to meet: every other person is ruled out or not there", &self.alone));
        text.push_str(&self.people("No match: they want nothing that is offered, and offer nothing that is wanted", &self.unmatched));
        text.push_str(&self.room_text());
        text.push_str(&format!("\nNext: rondje plan {} --print\n", opened.typed()));
        text
    }

    fn supply_and_demand(&self) -> String {
        if self.demand.is_empty() {
            return String::new();
        }
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Right, Align::Right]);
        table.row(["Topic", "wanted", "offered", "related"]);
        for demand in &self.demand {
            let number = |people: &[AttendeeIx]| people.len().to_string();
            let name = self.event.topics[demand.topic].name.clone();
            table.row([name, number(&demand.wanted), number(&demand.offered), number(&demand.related)]);
        }
        format!("\nSupply and demand, in people (related: they offer a broader or narrower topic)\n{}", table.draw(2))
    }

    /// Wants that nobody offers, each with the nearest offer.
    fn unserved(&self) -> String {
        let mut table = Table::new(&[Align::Left, Align::Left, Align::Left]);
        let mut any = false;
        for demand in self.demand.iter().filter(|demand| demand.is_unserved()) {
            any = true;
            let name = &self.event.topics[demand.topic].name;
            table.row([name.clone(), format!("for {}", self.names(&demand.wanted)), self.nearest(demand)]);
        }
        if any { format!("\nWanted, but nobody offers it\n{}", table.draw(2)) } else { String::new() }
    }

    fn nearest(&self, demand: &Demand) -> String {
        match nearest_offer(self.event, demand.topic) {
            Some(near) => {
                let givers = self.demand.iter().find(|other| other.topic == near);
                let givers = givers.map(|other| self.names(&other.offered)).unwrap_or_default();
                format!("nearest offer: {} ({givers})", self.event.topics[near].name)
            }
            None => "no offer comes near".to_owned(),
        }
    }

    fn people(&self, title: &str, people: &[AttendeeIx]) -> String {
        if people.is_empty() {
            return String::new();
        }
        let lines = people.iter().map(|&a| format!("  {}\n", harmless_line(&self.event.attendees[a].name)));
        format!("\n{title}\n{}", lines.collect::<String>())
    }

    fn room_text(&self) -> String {
        let room = &self.room;
        let mut text = format!("\nRoom for meetings: at most {}\n", count(room.meetings() as usize, "meeting"));
        for (reason, rounds_of) in room.tight(self.event.tables.count) {
            text.push_str(&format!("  {}: {reason}\n", rounds(rounds_of)));
        }
        for line in &room.excluded {
            text.push_str(&format!("  {line}\n"));
        }
        text
    }

    fn names(&self, people: &[AttendeeIx]) -> String {
        let names: Vec<&str> = people.iter().map(|&a| self.event.attendees[a].name.as_str()).collect();
        names.join(", ")
    }

    fn json(&self, opened: &Opened) -> Value {
        let ids = |people: &[AttendeeIx]| -> Vec<&str> {
            people.iter().map(|&a| self.event.attendees[a].id.as_str()).collect()
        };
        let topics = self.demand.iter().map(|demand| {
            let nearest = if demand.is_unserved() { nearest_offer(self.event, demand.topic) } else { None };
            json!({
                "topic": self.event.topics[demand.topic].name,
                "wanted_by": ids(&demand.wanted),
                "offered_by": ids(&demand.offered),
                "related_offered_by": ids(&demand.related),
                "nearest_offer": nearest.map(|topic| &self.event.topics[topic].name),
            })
        });
        let warnings = opened.warnings.iter().map(|warning| diagnostic_value(&opened.file(), &opened.text, warning));
        json!({
            "event": self.event.name,
            "people": self.event.attendees.len(),
            "rounds": self.event.rounds.count,
            "tables": self.event.tables.count,
            "warnings": warnings.collect::<Vec<_>>(),
            "topics": topics.collect::<Vec<_>>(),
            "nobody_to_meet": ids(&self.alone),
            "without_match": ids(&self.unmatched),
            "most_meetings": self.room.meetings(),
        })
    }
}
