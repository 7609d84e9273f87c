//! `no-show`, `late`, `left`, `back`, `arrived`: what happens on the night goes into its log.

use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::people;
use super::settings::{Arrived, Fact};
use super::text::{Page, count, listed, typed};
use super::world::World;
use crate::domain::{AttendeeIx, Event, Round};
use crate::night::{self, Cure, Kind, Log, What};

/// Notes a fact about people.
pub fn note(world: World, order: &Fact) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    opened.refuse_after_held()?;
    check_round(opened.written(), order.round)?;
    let who = people::find_all(&opened.event, &names(world, &order.who)?)?;
    if who.is_empty() {
        return Err(Failure::usage("no names were given").help("one name a line"));
    }
    refuse_contradictions(&opened, order, &who)?;
    write(world, &opened, order.kind, &who, order.round)
}

/// What is so already, or cannot be after what was noted before, is not noted.
fn refuse_contradictions(opened: &Opened, order: &Fact, who: &[AttendeeIx]) -> Result<(), Failure> {
    let nothing = Log::default();
    let log = opened.night.as_ref().map_or(&nothing, |night| &night.log);
    let refused = night::refused(opened.written(), log, order.kind, who, order.round);
    let failures = refused.into_iter().map(|(person, conflict)| {
        let (name, kind) = (evening::called(&opened.event, person), order.kind.word());
        let by = match (conflict.step.and_then(|step| log.steps.get(step)), &opened.night) {
            (Some(step), Some(night)) => format!("line {} of {}", step.line, night.path.display()),
            _ => "the event file".to_owned(),
        };
        let message = format!(
            "{name} cannot be noted as \"{kind}\" from round {} on: by {by} this person {}",
            order.round, conflict.already
        );
        let help = instead(opened, conflict.cure, person, order.round);
        Failure::new(Exit::Errors, message).help(format!("nothing was noted; {help}"))
    });
    failures.reduce(Failure::and).map_or(Ok(()), Err)
}

/// What to do instead of noting a fact.
fn instead(opened: &Opened, cure: Cure, person: AttendeeIx, round: Round) -> String {
    let (event, id) = (opened.typed(), typed(&opened.event.attendees[person].id));
    match cure {
        Cure::LeaveOut => "it is so already, so leave this name out".to_owned(),
        Cure::NoShow => format!("for somebody who does not come: rondje no-show {event} {id}"),
        Cure::BackFrom(first) => format!("to have them back: rondje back {event} {id} --round {first}"),
        Cure::Back => format!("for somebody who comes after all: rondje back {event} {id} --round {round}"),
        Cure::Expect => {
            let line = opened.places.attendees.get(person).map(|line| format!(" (line {line})"));
            format!(
                "if they come all the same, change `rounds` of this attendee in {}{}",
                opened.file(),
                line.unwrap_or_default()
            )
        }
    }
}

/// Notes whoever is not named as a no-show, or lists them.
pub fn arrived(world: World, order: &Arrived) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    opened.refuse_after_held()?;
    check_round(opened.written(), order.round)?;
    let here = people::find_all(&opened.event, &names(world, &order.who)?)?;
    refuse_the_missing(&opened, &here, order.round)?;
    let expected = |&person: &AttendeeIx| opened.event.attendees[person].rounds.contains(order.round);
    let everyone = 0..opened.event.attendees.len();
    let missing: Vec<AttendeeIx> =
        everyone.filter(expected).filter(|person| here.binary_search(person).is_err()).collect();
    if missing.is_empty() {
        world.result(&format!("Everybody who is expected in round {} is there.\n", order.round))?;
        return Ok(Exit::Done);
    }
    if order.yes {
        return write(world, &opened, Kind::NoShow, &missing, order.round);
    }
    let mut page = Page::default();
    page.line(format!("Not on the list: {}", count(missing.len(), "person")));
    for &person in &missing {
        page.line(format!("  {}", evening::with_company(&opened.event, person)));
    }
    world.result(page.text())?;
    let message = format!(
        "{} of {} are not on the list; nothing is noted yet",
        missing.len(),
        count(opened.event.attendees.len(), "person")
    );
    Err(Failure::usage(message).help("type the same again with --yes to note them as no-shows"))
}

/// Somebody who is on the list of who came cannot be noted as missing.
fn refuse_the_missing(opened: &Opened, here: &[AttendeeIx], round: Round) -> Result<(), Failure> {
    let gone = |&&person: &&AttendeeIx| {
        let there = |event: &Event| event.attendees[person].rounds.iter().any(|there| there >= round);
        there(opened.written()) && !there(&opened.event)
    };
    let gone: Vec<AttendeeIx> = here.iter().filter(gone).copied().collect();
    if gone.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = gone.iter().map(|&person| typed(&opened.event.attendees[person].id)).collect();
    let gone: Vec<String> = gone.into_iter().map(|person| evening::called(&opened.event, person)).collect();
    let noted = if gone.len() == 1 { "is" } else { "are" };
    let message = format!("{} {noted} on the list, but noted as gone", listed(&gone, "and"));
    let help = format!(
        "note first that they are there: rondje back {} {} --round {round}",
        opened.typed(),
        ids.join(" ")
    );
    Err(Failure::new(Exit::Errors, message).help(help))
}

/// A round that the evening has.
pub fn check_round(event: &Event, round: Round) -> Result<(), Failure> {
    let last = event.rounds.count;
    if (1..=last).contains(&round) {
        return Ok(());
    }
    Err(Failure::usage(format!("there is no round {round}; the evening has rounds 1 to {last}")))
}

/// The names that were typed; `-` stands for those on standard input, one a line.
pub fn names(world: World, typed: &[String]) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for name in typed {
        if name == "-" {
            let text = world.read(&Place::Standard)?;
            names.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
        } else {
            names.push(name.clone());
        }
    }
    Ok(names)
}

/// The log of an event's night with one more step: its file, its text, and what it then says. A step that contradicts
/// what was said before is refused.
pub fn with_step(
    world: World,
    opened: &Opened,
    what: &What,
) -> Result<(std::path::PathBuf, String, Log), Failure> {
    let event = opened.written();
    let path = opened.path().map(paths::night).unwrap_or_default();
    let before = opened.night.as_ref().map_or("", |night| night.text.as_str());
    let text = night::appended(before, event, what);
    let log =
        open::read_night(world, event, &path, &text).map_err(|failure| failure.help("nothing was noted"))?;
    Ok((path, text, log))
}

fn write(
    world: World,
    opened: &Opened,
    kind: Kind,
    who: &[AttendeeIx],
    round: Round,
) -> Result<Exit, Failure> {
    let names: Vec<String> = who.iter().map(|&person| evening::called(&opened.event, person)).collect();
    let what = What::Fact { kind, who: who.to_vec(), round };
    let (path, text, log) = with_step(world, opened, &what)?;
    world.write_files(&[(path.clone(), text.into_bytes())])?;
    let mut page = Page::default();
    page.line(format!("Noted: {} {}", in_words(kind, names.len(), round), listed(&names, "and")));
    if let Some(line) = effect(world, opened, kind, who, round) {
        page.line(line);
    }
    page.line(format!("To take it back: rondje undo {}", opened.typed()));
    page.line(format!("Next: {}", opened.next_plan(world, log.next_round())));
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// What a fact says: `no-show:`, `left from round 5 on:`.
pub fn in_words(kind: Kind, people: usize, round: Round) -> String {
    match (kind, round) {
        (Kind::NoShow, 1) if people > 1 => format!("{people} no-shows:"),
        (Kind::NoShow, 1) => "no-show:".to_owned(),
        (Kind::NoShow, _) => format!("no-show from round {round} on:"),
        (Kind::Late, _) => format!("late, there from round {round} on:"),
        (Kind::Left, _) => format!("left, gone from round {round} on:"),
        (Kind::Back, _) => format!("back, there from round {round} on:"),
    }
}

/// What it does to the plan, if there is one.
fn effect(world: World, opened: &Opened, kind: Kind, who: &[AttendeeIx], round: Round) -> Option<String> {
    let path = opened.path().map(paths::schedule).filter(|path| world.is_there(path))?;
    let read = open::schedule(world, opened, Some(&Place::File(path))).ok()?;
    let away = |there: Round| match kind {
        Kind::Late => there < round,
        Kind::NoShow | Kind::Left => there >= round,
        Kind::Back => false,
    };
    let there = |person: AttendeeIx, round: Round| opened.event.attendees[person].rounds.contains(round);
    let lost = read.schedule.meetings.iter().filter(|meeting| {
        let both = meeting.people.iter().all(|&person| there(person, meeting.round));
        both && away(meeting.round) && meeting.people.iter().any(|person| who.contains(person))
    });
    Some(match lost.count() {
        0 => "No meeting of the plan falls away.".to_owned(),
        1 => "1 meeting of the plan falls away.".to_owned(),
        lost => format!("{lost} meetings of the plan fall away."),
    })
}
