//! `report --over`: several evenings of one circle.

use serde_json::{Value, json};

use super::audit::refuse_what_cannot_be;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened};
use super::paths::Place;
use super::settings::{Report as Order, ReportOn};
use super::text::{Align, Page, Table, count};
use super::world::World;
use crate::domain::Meeting;
use crate::forget::is_pseudonym;
use crate::matching::Pairs;
use crate::night;
use crate::report::{Guest, Member, Series, series};

/// The most guests that the page names; the JSON has all.
const MOST: usize = 30;

/// One evening, read.
struct Evening {
    opened: Opened,
    pairs: Pairs,
    meetings: Vec<Meeting>,
    identities: Vec<String>,
}

/// Reports on a series.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let ReportOn::Series(places) = &order.on else {
        return Err(Failure::bug("a report on one evening is no series"));
    };
    let evenings: Vec<Evening> = places.iter().map(|place| read(world, place)).collect::<Result<_, _>>()?;
    let members: Vec<Member> = evenings.iter().map(Evening::member).collect();
    let series = series(&members);
    if order.json {
        world.json(&json(&evenings, &series))?;
    } else {
        tell_strangers(world, &evenings);
        world.result(page(&evenings, &series).text())?;
    }
    Ok(Exit::Done)
}

/// Reads an evening, as it was held. People are told by their ids; where those of the folder were forgotten, by what the
/// key makes of them.
fn read(world: World, place: &Place) -> Result<Evening, Failure> {
    let opened = open::event(world, place)?;
    let read = open::schedule(world, &opened, None)?;
    refuse_what_cannot_be(&opened.event, &read, opened.event.rounds.count + 1)?;
    let key = match opened.path() {
        Some(path) => open::key_beside(world, path)?,
        None => None,
    };
    let identity = |id: &String| key.as_ref().map_or_else(|| id.clone(), |key| key.pseudonym(id));
    Ok(Evening {
        pairs: Pairs::of(&opened.event),
        meetings: night::held(&opened.event, &read.schedule.meetings),
        identities: opened.event.attendees.iter().map(|attendee| identity(&attendee.id)).collect(),
        opened,
    })
}

impl Evening {
    fn member(&self) -> Member<'_> {
        let Self { opened, pairs, meetings, identities } = self;
        Member { event: &opened.event, pairs, meetings, identities }
    }
}

/// Where some evenings have names and others have pseudonyms that no key leads to, nobody can be recognised.
fn tell_strangers(world: World, evenings: &[Evening]) {
    let forgotten = |evening: &&Evening| evening.identities.iter().any(|identity| is_pseudonym(identity));
    let some = evenings.iter().filter(forgotten).count();
    if some > 0 && some < evenings.len() {
        world.tell(
            "warning: the people of some of these evenings were forgotten, and the key to them is not beside the others\n  \
             help: put all the files of the series into one folder, with the file .rondje-key\n",
        );
    }
}

fn page(evenings: &[Evening], series: &Series) -> Page {
    let mut page = Page::default();
    page.line(format!("{}, {}", count(evenings.len(), "evening"), count(series.guests.len(), "guest")));
    let mut table = Table::new(&[&[Align::Left][..], &[Align::Right; 4]].concat());
    table.row(["", "people", "meetings", "wants served", "new ties"]);
    for (evening, brought) in evenings.iter().zip(&series.evenings) {
        let event = &evening.opened.event;
        let [served, all] = brought.wants();
        let there = brought.people.iter().filter(|person| person.target > 0).count();
        table.row([
            format!("{}, {}", event.date, event.name),
            there.to_string(),
            brought.ties.meetings.to_string(),
            format!("{served} of {all}"),
            brought.ties.new.to_string(),
        ]);
    }
    page.blank();
    page.table(&table);
    add_guests_to(&mut page, evenings.len(), series);
    add_topics_to(&mut page, evenings.len(), series);
    page
}

/// Who keeps missing out, and who wants the same thing in vain.
fn add_guests_to(page: &mut Page, evenings: usize, series: &Series) {
    let told = |guest: &&Guest| guest.keeps_missing_out() || !guest.open.is_empty();
    let guests: Vec<&Guest> = series.guests.iter().filter(told).collect();
    if guests.is_empty() {
        page.title("Nobody got less than most each time, and nobody wanted the same thing twice in vain.");
        return;
    }
    let columns =
        [&[Align::Left][..], &vec![Align::Right; evenings + 1], &[Align::Left, Align::Left]].concat();
    let mut table = Table::new(&columns);
    let numbers = (1..=evenings).map(|evening| evening.to_string());
    let head = std::iter::once(String::new()).chain(numbers);
    table.row(head.chain(["wants served", "", "in vain each time"].map(str::to_owned)));
    for guest in guests.iter().take(MOST) {
        let visit = |evening: usize| guest.visits.iter().find(|visit| visit.evening == evening);
        let visits = (0..evenings)
            .map(|evening| visit(evening).map_or("-".to_owned(), |v| format!("{}/{}", v.takes, v.target)));
        let [served, all] = guest.wants();
        let behind = if guest.keeps_missing_out() { "keeps missing out" } else { "" };
        let rest = [format!("{served} of {all}"), behind.to_owned(), guest.open.join(", ")];
        table.row(std::iter::once(guest.name.clone()).chain(visits).chain(rest));
    }
    page.title(
        "Who needs a better seat next time (rewarding meetings of those possible, evening by evening)",
    );
    page.table(&table);
    if guests.len() > MOST {
        page.line(format!("  and {} more: --json has all", guests.len() - MOST));
    }
    page.line("Keeps missing out: came at least twice, and got less than the guest in the middle each time.");
}

/// Which wants stay open.
fn add_topics_to(page: &mut Page, evenings: usize, series: &Series) {
    let open: Vec<_> = series.topics.iter().filter(|topic| topic.open() > 0).collect();
    if open.is_empty() {
        page.title("No want stayed open.");
        return;
    }
    let mut table = Table::new(&[&[Align::Left][..], &vec![Align::Right; evenings + 1]].concat());
    let numbers = (1..=evenings).map(|evening| evening.to_string());
    table.row(std::iter::once("Topic".to_owned()).chain(numbers).chain(["still open".to_owned()]));
    for topic in open {
        let cells = topic.wanted.iter().zip(&topic.served).map(|(wanted, served)| match wanted {
            0 => "-".to_owned(),
            _ => format!("{served}/{wanted}"),
        });
        let cells: Vec<String> = cells.collect();
        table.row(std::iter::once(topic.name.clone()).chain(cells).chain([topic.open().to_string()]));
    }
    page.title("Wants that stay open (served of wanted, evening by evening)");
    page.table(&table);
}

fn json(evenings: &[Evening], series: &Series) -> Value {
    json!({
        "evenings": evenings.iter().zip(&series.evenings).map(|(evening, brought)| {
            let [served, all] = brought.wants();
            json!({
                "file": evening.opened.file(),
                "event": evening.opened.event.name,
                "date": evening.opened.event.date.to_string(),
                "people": brought.people.iter().filter(|person| person.target > 0).count(),
                "meetings": brought.ties.meetings,
                "new_ties": brought.ties.new,
                "wants": { "served": served, "all": all },
            })
        }).collect::<Vec<_>>(),
        "guests": series.guests.iter().map(|guest| json!({
            "person": guest.identity,
            "name": guest.name,
            "keeps_missing_out": guest.keeps_missing_out(),
            "open_each_time": guest.open,
            "visits": guest.visits.iter().map(|visit| json!({
                "evening": visit.evening + 1, "takes": visit.takes, "target": visit.target,
                "wants": { "served": visit.served, "all": visit.wants }, "behind": visit.behind,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "topics": series.topics.iter().map(|topic| json!({
            "topic": topic.name, "wanted": topic.wanted, "served": topic.served, "open": topic.open(),
        })).collect::<Vec<_>>(),
    })
}
