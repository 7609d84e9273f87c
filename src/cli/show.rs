//! `show`: the plan by round, or the evening of one person with the reasons.

use serde_json::{Value, json};

use super::evening::{self, meeting_of, with_company};
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened, OpenedSchedule};
use super::people;
use super::reasons::{self, Exchange};
use super::settings::Show as Order;
use super::summary::{meetings_value, result_value};
use super::text::{Align, Page, Table, count};
use super::world::World;
use crate::domain::{AttendeeIx, Event, Meeting, Round};
use crate::matching::Pairs;

/// Shows a plan. A stale schedule is shown too, with a warning.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let person = order.person.as_deref().map(|typed| people::find(&opened.event, typed)).transpose()?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    read.warn_if_stale(world, &opened);
    match (person, order.json) {
        (None, false) => world.result(evening_page(&opened.event, &read.schedule.meetings).text())?,
        (None, true) => world.json(&evening_json(&opened, &read))?,
        (Some(person), false) => {
            world.result(person_page(&opened.event, &read.schedule.meetings, person).text())?;
        }
        (Some(person), true) => world.json(&person_json(&opened, &read, person))?,
    }
    Ok(Exit::Done)
}

fn evening_page(event: &Event, meetings: &[Meeting]) -> Page {
    let mut page = Page::default();
    page.line(format!("{}, {}", event.name, event.date.format("%-d %B %Y")));
    for round in 1..=event.rounds.count {
        page.title(format!("Round {round}, {}", evening::time(event, round)));
        page.table(&round_table(event, meetings, round));
        let free = evening::sit_outs(event, meetings, round);
        if !free.is_empty() {
            let names: Vec<String> = free.iter().map(|&person| evening::called(event, person)).collect();
            page.line(format!("  pause: {}", names.join(", ")));
        }
        add_breaks(&mut page, event, round);
    }
    page
}

fn round_table(event: &Event, meetings: &[Meeting], round: Round) -> Table {
    let mut table = Table::new(&[Align::Left, Align::Left, Align::Left]);
    for meeting in meetings.iter().filter(|meeting| meeting.round == round) {
        let [a, b] = meeting.people.map(|person| with_company(event, person));
        table.row([evening::table(event, meeting.table), a, b]);
    }
    table
}

fn add_breaks(page: &mut Page, event: &Event, round: Round) {
    for pause in event.rounds.breaks.iter().filter(|pause| pause.after == round) {
        let label = pause.label.as_deref().unwrap_or("Break");
        page.title(format!("{label}, {}", count(pause.minutes as usize, "minute")));
    }
}

fn person_page(event: &Event, meetings: &[Meeting], person: AttendeeIx) -> Page {
    let pairs = Pairs::of(event);
    let mut page = Page::default();
    page.line(with_company(event, person));
    let there = event.attendees[person].rounds;
    if there.is_empty() {
        page.title("Not there in any round.");
    }
    for round in there.iter() {
        let start = format!("Round {round}, {}", evening::time(event, round));
        let meeting = meeting_of(meetings, person, round);
        match meeting.and_then(|meeting| Some((meeting.table, meeting.partner_of(person)?))) {
            Some((table, partner)) => {
                let table = evening::table(event, table);
                page.title(format!("{start}, {table}: {}", with_company(event, partner)));
                reasons::add_to(&mut page, &reasons::exchange(event, &pairs, person, partner));
            }
            None => page.title(format!("{start}: pause")),
        }
        if there.iter().any(|later| later > round) {
            add_breaks(&mut page, event, round);
        }
    }
    page
}

fn evening_json(opened: &Opened, read: &OpenedSchedule) -> Value {
    let event = &opened.event;
    let meetings = &read.schedule.meetings;
    let ids = |people: Vec<AttendeeIx>| {
        people.into_iter().map(|a| event.attendees[a].id.clone()).collect::<Vec<_>>()
    };
    let free = (1..=event.rounds.count)
        .map(|round| json!({ "round": round, "people": ids(evening::sit_outs(event, meetings, round)) }));
    json!({
        "event": event.name,
        "date": event.date.to_string(),
        "revision": read.schedule.revision,
        "stale": read.stale,
        "result": result_value(read.schedule.result),
        "meetings": meetings_value(event, meetings),
        "pauses": free.collect::<Vec<_>>(),
    })
}

fn person_json(opened: &Opened, read: &OpenedSchedule, person: AttendeeIx) -> Value {
    let event = &opened.event;
    let pairs = Pairs::of(event);
    let meetings = &read.schedule.meetings;
    let own = meetings.iter().filter_map(|meeting| Some((meeting, meeting.partner_of(person)?)));
    let evening = own.map(|(meeting, partner)| {
        let exchange: Exchange = reasons::exchange(event, &pairs, person, partner);
        json!({
            "round": meeting.round,
            "table": meeting.table,
            "with": event.attendees[partner].id,
            "gets": exchange.gets,
            "gives": exchange.gives,
        })
    });
    json!({
        "event": event.name,
        "person": event.attendees[person].id,
        "name": event.attendees[person].name,
        "stale": read.stale,
        "meetings": evening.collect::<Vec<_>>(),
        "pauses": evening::free_rounds(event, meetings, person),
    })
}
