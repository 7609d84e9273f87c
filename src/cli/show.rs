//! `show`: the plan by round, or the evening of one person with the reasons.

use serde_json::{Value, json};

use super::evening::{self, meeting_of, with_company};
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened, OpenedSchedule};
use super::reasons::{self, Exchange};
use super::settings::Show as Order;
use super::summary::{meetings_value, result_value};
use super::text::{Align, Table, count, harmless_line};
use super::world::World;
use super::{audit, people};
use crate::domain::{AttendeeIx, Event, Meeting, Round};
use crate::matching::Pairs;

/// Shows a plan. A stale schedule is shown too, with a warning.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let person = order.person.as_deref().map(|typed| people::find(&opened.event, typed)).transpose()?;
    let read = open::schedule(world, &opened, order.schedule.as_ref())?;
    if read.stale {
        world.tell(&format!("warning: {}; plan again: rondje plan {}\n", audit::stale(&opened), opened.typed()));
    }
    match (person, order.json) {
        (None, false) => world.result(&evening_text(&opened.event, &read.schedule.meetings))?,
        (None, true) => world.json(&evening_json(&opened, &read))?,
        (Some(person), false) => {
            world.result(&person_text(&opened.event, &read.schedule.meetings, person))?;
        }
        (Some(person), true) => world.json(&person_json(&opened, &read, person))?,
    }
    Ok(Exit::Done)
}

fn evening_text(event: &Event, meetings: &[Meeting]) -> String {
    let mut text = format!("{}, {}\n", harmless_line(&event.name), event.date.format("%-d %B %Y"));
    for round in 1..=event.rounds.count {
        text.push_str(&format!("\nRound {round}, {}\n", evening::time(event, round)));
        text.push_str(&round_table(event, meetings, round).draw(2));
        text.push_str(&sit_outs(event, meetings, round));
        text.push_str(&breaks(event, round));
    }
    text
}

fn round_table(event: &Event, meetings: &[Meeting], round: Round) -> Table {
    let mut table = Table::new(&[Align::Left, Align::Left, Align::Left]);
    for meeting in meetings.iter().filter(|meeting| meeting.round == round) {
        let [a, b] = meeting.people.map(|person| with_company(event, person));
        table.row([evening::table(event, meeting.table), a, b]);
    }
    table
}

fn sit_outs(event: &Event, meetings: &[Meeting], round: Round) -> String {
    let free = evening::sit_outs(event, meetings, round);
    if free.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = free.iter().map(|&person| event.attendees[person].name.as_str()).collect();
    format!("  pause: {}\n", harmless_line(&names.join(", ")))
}

fn breaks(event: &Event, round: Round) -> String {
    let after = event.rounds.breaks.iter().filter(|pause| pause.after == round);
    let line = |pause: &crate::domain::Break| {
        let label = pause.label.as_deref().unwrap_or("Break");
        format!("\n{}, {}\n", harmless_line(label), count(pause.minutes as usize, "minute"))
    };
    after.map(line).collect()
}

fn person_text(event: &Event, meetings: &[Meeting], person: AttendeeIx) -> String {
    let pairs = Pairs::of(event);
    let mut text = format!("{}\n", harmless_line(&with_company(event, person)));
    for round in event.attendees[person].rounds.iter() {
        text.push_str(&format!("\nRound {round}, {}", evening::time(event, round)));
        let meeting = meeting_of(meetings, person, round);
        match meeting.and_then(|meeting| Some((meeting, meeting.partner_of(person)?))) {
            Some((meeting, partner)) => {
                let table = evening::table(event, meeting.table);
                let partner_name = with_company(event, partner);
                text.push_str(&harmless_line(&format!(", {table}: {partner_name}")));
                text.push('\n');
                text.push_str(&reasons::lines(event, &reasons::exchange(event, &pairs, person, partner)));
            }
            None => text.push_str(": pause\n"),
        }
        text.push_str(&breaks(event, round));
    }
    text
}

fn evening_json(opened: &Opened, read: &OpenedSchedule) -> Value {
    let event = &opened.event;
    let meetings = &read.schedule.meetings;
    let ids = |people: Vec<AttendeeIx>| people.into_iter().map(|a| event.attendees[a].id.clone()).collect::<Vec<_>>();
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
