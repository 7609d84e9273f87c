//! `walk-in`: adds somebody who came unannounced to the event file, and leaves everything else in it as it is.

use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::night::{check_round, with_step};
use super::open::{self, Opened};
use super::people;
use super::print;
use super::settings::WalkIn as Order;
use super::text::{Page, rounds, typed};
use super::world::World;
use crate::amend::quote;
use crate::diag::Diagnostic;
use crate::document::Selection;
use crate::domain::{Event, default_id};
use crate::input::Loaded;
use crate::matching::Pairs;
use crate::night::What;

/// What stands above an attendee who walked in.
const REMARK: &str = "# walked in on the night";

/// Adds an attendee. The log goes first: where it names somebody whom the event file does not have, the step was
/// interrupted, and nothing is lost.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    opened.refuse_after_held()?;
    check_round(opened.written(), order.round)?;
    let knows = people::find_all(&opened.event, &order.knows)?;
    let id = id(&opened, order)?;
    let knows: Vec<String> =
        knows.into_iter().map(|person| opened.event.attendees[person].id.clone()).collect();
    let block = block(order, &id, &knows);
    let text = with_block(&opened.text, &block);
    // What is not right is not written.
    let loaded = open::text(world, &opened, &text).map_err(|failure| failure.help("nothing was written"))?;
    let (path, log, _) = with_step(world, &opened, &What::WalkIn { id: id.clone(), who: None })?;
    let event = opened.path().unwrap_or(&path).to_owned();
    world.write_files(&[(path, log.into_bytes()), (event, text.into_bytes())])?;
    world.result(told(world, &opened, &loaded, &id).text())?;
    Ok(Exit::Done)
}

fn told(world: World, opened: &Opened, loaded: &Loaded, id: &str) -> Page {
    let mut page = Page::default();
    let Some(person) = loaded.event.attendee_by_id(id) else { return page };
    let attendee = &loaded.event.attendees[person];
    let name = evening::with_company(&loaded.event, person);
    page.line(format!("Added: {name}, there in {} (id {id})", rounds(attendee.rounds.iter())));
    let is_own = |warning: &&Diagnostic| {
        warning.at.as_ref().is_some_and(|(place, _)| place.start >= opened.text.len())
    };
    for warning in loaded.warnings.iter().filter(is_own) {
        page.line(format!("warning[{}]: {}", warning.code, warning.message));
    }
    // At the door it can still be asked how else the name is written.
    let alone = Selection { people: Some(vec![person]), ..Selection::default() };
    for problem in print::problems(&loaded.event, &Pairs::of(&loaded.event), &alone) {
        page.line(print::warning(&problem.message));
        page.line(format!("  help: {}", problem.help));
    }
    let round = attendee.rounds.iter().next().unwrap_or(1).max(opened.first_round_left());
    page.line(format!("To take it back: rondje undo {}", opened.typed()));
    page.line(format!("Next: {}", opened.next_plan(world, round)));
    page
}

/// The id that was typed, which nobody else may have, or one that is made from the name.
fn id(opened: &Opened, order: &Order) -> Result<String, Failure> {
    let event = opened.written();
    let Some(id) = &order.id else {
        let plain = default_id(&order.name);
        if plain.is_empty() && !order.name.trim().is_empty() {
            let message = format!("no id can be made from the name {}: no letter or digit in it", order.name);
            return Err(Failure::usage(message).help("type one, too, such as --id guest-1"));
        }
        return Ok(free_id(event, plain));
    };
    let Some(other) = event.attendee_by_id(id) else { return Ok(id.clone()) };
    let message = format!("{} has the id {id} already", evening::with_company(event, other));
    let free = typed(&free_id(event, id.clone()));
    Err(Failure::usage(message).help(format!("leave --id out, or type another, such as --id {free}")))
}

/// This id, with a number where somebody has it already.
fn free_id(event: &Event, plain: String) -> String {
    if plain.is_empty() || event.attendee_by_id(&plain).is_none() {
        return plain;
    }
    let mut numbered = (2_u32..).map(|number| format!("{plain}-{number}"));
    numbered.find(|id| event.attendee_by_id(id).is_none()).unwrap_or(plain)
}

/// The lines of the new attendee.
fn block(order: &Order, id: &str, knows: &[String]) -> String {
    let list = |texts: &[String]| {
        let texts = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
        let quoted: Vec<String> = texts.map(quote).collect();
        (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(", ")))
    };
    let text = |text: &Option<String>| text.as_deref().map(quote);
    let from = (order.round > 1).then(|| format!("{{ from = {} }}", order.round));
    let keys = [
        ("id", (!id.is_empty()).then(|| quote(id))),
        ("name", Some(quote(&order.name))),
        ("company", text(&order.company)),
        ("title", text(&order.title)),
        ("group", text(&order.group)),
        ("wants", list(&order.wants)),
        ("offers", list(&order.offers)),
        ("knows", list(knows)),
        ("rounds", from),
    ];
    let lines: Vec<String> =
        keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}\n", value?))).collect();
    format!("[[attendee]]  {REMARK}\n{}", lines.concat())
}

/// The text of an event file with a block at its end, in the line endings of the file.
fn with_block(text: &str, block: &str) -> String {
    let windows = text.contains("\r\n");
    let end = if text.ends_with('\n') { "\n" } else { "\n\n" };
    let added = format!("{end}{block}");
    let added = if windows { added.replace('\n', "\r\n") } else { added };
    format!("{text}{added}")
}

/// The text of an event file without the attendee with this id: exactly as it was before they walked in, if nothing else
/// was changed since. None when the file has no such attendee.
pub fn without(text: &str, event: &Event, lines: &[u32], id: &str) -> Option<String> {
    let first = *lines.get(event.attendee_by_id(id)?)? as usize - 1;
    let all: Vec<&str> = text.split_inclusive('\n').collect();
    let is_header = |line: &&str| line.trim_start().starts_with('[');
    let end = all[first + 1..].iter().position(is_header).map_or(all.len(), |next| first + 1 + next);
    // Blank lines and remarks at the end belong to what comes below.
    let is_own = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let own = all[first..end].iter().rposition(is_own).map_or(1, |last| last + 1);
    let start = if first > 0 && all[first - 1].trim().is_empty() { first - 1 } else { first };
    Some([all[..start].concat(), all[first + own..].concat()].concat())
}
