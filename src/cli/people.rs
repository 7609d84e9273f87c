//! Finds the person that was typed: an id, or any part of a name that fits one person only.

use super::failure::Failure;
use super::text::{harmless_line, listed};
use crate::domain::{AttendeeIx, Event, fold};

/// How alike a name must be to be proposed, 0 to 1.
const ALIKE: f64 = 0.75;
/// The most people that a message lists.
const MOST: usize = 12;

/// Finds one person.
pub fn find(event: &Event, typed: &str) -> Result<AttendeeIx, Failure> {
    let wanted = fold(typed);
    let exactly = event.attendee_by_id(typed).or_else(|| only(&matching(event, |name| name == wanted)));
    if let Some(person) = exactly {
        return Ok(person);
    }
    if wanted.is_empty() {
        return Err(Failure::usage("which person? The name is empty"));
    }
    match matching(event, |name| name.contains(&wanted)).as_slice() {
        [] => Err(nobody(event, typed, &wanted)),
        [one] => Ok(*one),
        several => Err(ambiguous(event, typed, several)),
    }
}

/// Finds several people, each once, in the order of the event. All that cannot be found are reported in one go.
pub fn find_all(event: &Event, typed: &[String]) -> Result<Vec<AttendeeIx>, Failure> {
    let (found, lost): (Vec<_>, Vec<_>) = typed.iter().map(|name| find(event, name)).partition(Result::is_ok);
    if let Some(failure) = lost.into_iter().filter_map(Result::err).reduce(Failure::and) {
        return Err(failure);
    }
    let mut found: Vec<AttendeeIx> = found.into_iter().flatten().collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn matching(event: &Event, fits: impl Fn(&str) -> bool) -> Vec<AttendeeIx> {
    let people = event.attendees.iter().enumerate();
    people
        .filter(|(_, person)| fits(&fold(&person.name)) || fits(&fold(&person.id)))
        .map(|(ix, _)| ix)
        .collect()
}

fn only(people: &[AttendeeIx]) -> Option<AttendeeIx> {
    if let [one] = people { Some(*one) } else { None }
}

fn nobody(event: &Event, typed: &str, wanted: &str) -> Failure {
    let failure = Failure::usage(format!("nobody at this event is called \"{}\"", harmless_line(typed)));
    let alike: Vec<String> =
        alike(event, wanted).into_iter().map(|person| described(event, person)).collect();
    if alike.is_empty() {
        failure.help("type an id, or any part of a name that fits one person only")
    } else {
        failure.help(format!("did you mean {}?", listed(&alike, "or")))
    }
}

/// At most three people whose name or one word of it is like the wanted one, best first.
fn alike(event: &Event, wanted: &str) -> Vec<AttendeeIx> {
    let mut scored: Vec<(f64, AttendeeIx)> = event
        .attendees
        .iter()
        .enumerate()
        .map(|(ix, person)| {
            let name = fold(&person.name);
            let words = name.split(' ').chain([name.as_str()]);
            (words.map(|word| strsim::jaro_winkler(word, wanted)).fold(0.0, f64::max), ix)
        })
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    scored.into_iter().take(3).map(|(_, ix)| ix).collect()
}

fn ambiguous(event: &Event, typed: &str, people: &[AttendeeIx]) -> Failure {
    let mut lines: Vec<String> =
        people.iter().take(MOST).map(|&person| format!("  {}", described(event, person))).collect();
    if people.len() > MOST {
        lines.push(format!("  and {} more", people.len() - MOST));
    }
    let typed = harmless_line(typed);
    let message = format!("\"{typed}\" fits {} people:\n{}", people.len(), lines.join("\n"));
    Failure::usage(message).help("type more of the name, or the id")
}

/// `Fatima El Amrani, Dakdelta (fatima)`.
fn described(event: &Event, person: AttendeeIx) -> String {
    let person = &event.attendees[person];
    let company = person.company.as_ref().map(|company| format!(", {}", company.name)).unwrap_or_default();
    harmless_line(&format!("{}{company} ({})", person.name, person.id))
}
