//! Who met at earlier events: the people of their schedule files, less the meetings that the night made impossible.

use std::collections::{BTreeSet, HashMap};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::parse;
use super::report::Report;
use super::walk::At;
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{AttendeeIx, MAX_ROUNDS, Round, RoundSet};
use crate::forget::{Key, is_pseudonym};

/// An earlier evening, as its files tell it.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The text of its schedule.
    pub schedule: String,
    /// The text of the log of its night, if there is one.
    pub night: Option<String>,
    /// The key to its people, where they were forgotten.
    pub key: Option<Key>,
}

impl From<String> for Earlier {
    /// An evening that took place as it was planned.
    fn from(schedule: String) -> Self {
        Self { schedule, night: None, key: None }
    }
}

/// Brings an earlier evening, or says in words why it cannot.
pub(super) type Fetch<'f> = dyn FnMut(&str) -> Result<Earlier, String> + 'f;

/// The pairs of tonight's attendees that met at one of these events; lower index first, sorted, unique.
pub(super) fn read(
    names: &[At<String>],
    ids: &HashMap<&str, AttendeeIx>,
    fetch: &mut Fetch<'_>,
    report: &mut Report,
) -> Vec<[AttendeeIx; 2]> {
    let mut met = BTreeSet::new();
    for name in names {
        if let Some(problem) = escapes(&name.value) {
            let message = format!("{} {problem}", quoted(&name.value));
            let help = "write the name of a schedule file in the folder of the event, such as \"2026-09.schedule.toml\"";
            report.push(Diagnostic::new(Code::HistoryName, message).at(name.span.clone(), "").help(help));
            continue;
        }
        match fetch(&name.value).and_then(|earlier| pairs_of(&earlier, ids)) {
            Ok(found) => {
                met.extend(found.pairs);
                if found.unknown {
                    report.push(without_key(name));
                }
            }
            Err(why) => report.push(unreadable(name, &why)),
        }
    }
    met.into_iter().collect()
}

fn without_key(name: &At<String>) -> Diagnostic {
    let message =
        format!("the people of {} were forgotten, and there is no key to them", quoted(&name.value));
    Diagnostic::new(Code::HistoryWithoutKey, message).at(name.span.clone(), "").help(
        "put the file `.rondje-key` in the folder of that schedule; if you deleted it, leave the schedule out of \
         `history`: nobody of it can be recognised",
    )
}

fn unreadable(name: &At<String>, why: &str) -> Diagnostic {
    let message = format!("the earlier schedule {} cannot be read: {why}", quoted(&name.value));
    Diagnostic::new(Code::HistoryUnreadable, message).at(name.span.clone(), "").help(
        "put the schedule file of that event in the folder of this one, or leave its name out of `history`",
    )
}

/// Why a name is no plain relative path that stays in its folder.
fn escapes(name: &str) -> Option<&'static str> {
    if name.contains('\\') {
        Some("has a backslash; folders are divided by `/`")
    } else if name.starts_with('/') || name.contains(':') {
        Some("is not relative to the folder of the event")
    } else if name.split('/').any(|part| part == "..") {
        Some("leads out of the folder of the event")
    } else if name.split('/').any(str::is_empty) || name.ends_with("/.") || name == "." {
        Some("is not the name of a file")
    } else {
        None
    }
}

/// What was found of an earlier evening.
struct Found {
    pairs: Vec<[AttendeeIx; 2]>,
    /// Whether its people were forgotten and there is no key.
    unknown: bool,
}

/// The meetings of tonight's attendees that took place.
fn pairs_of(earlier: &Earlier, ids: &HashMap<&str, AttendeeIx>) -> Result<Found, String> {
    let file =
        parse(&earlier.schedule, &mut Report::default()).ok_or("it is not a TOML file, or far too large")?;
    let pseudonyms: HashMap<String, AttendeeIx> = match &earlier.key {
        Some(key) => ids.iter().map(|(id, attendee)| (key.pseudonym(id), *attendee)).collect(),
        None => HashMap::new(),
    };
    let away = Away::of(earlier.night.as_deref())?;
    let find = |id: &str| ids.get(id).or_else(|| pseudonyms.get(id)).copied();
    let mut found = Found { pairs: Vec::new(), unknown: false };
    for meeting in meetings(&file)? {
        let [one, other] = people(meeting.get_ref())?;
        found.unknown |= earlier.key.is_none() && is_pseudonym(one);
        let round = meeting.get_ref().get("round").and_then(|round| number(round.get_ref()));
        let took_place = round.is_none_or(|round| [one, other].iter().all(|id| !away.is_away(id, round)));
        if let (Some(a), Some(b)) = (find(one), find(other))
            && a != b
            && took_place
        {
            found.pairs.push([a.min(b), a.max(b)]);
        }
    }
    Ok(found)
}

fn meetings<'t>(file: &'t DeTable<'_>) -> Result<&'t [Spanned<DeValue<'t>>], String> {
    match file.get("meeting").map(Spanned::get_ref) {
        Some(DeValue::Array(meetings)) => Ok(meetings),
        None if file.contains_key("event_digest") => Ok(&[]),
        _ => Err("it has no [[meeting]]: is it a schedule file?".to_owned()),
    }
}

/// The two ids of a meeting; empty where there is something else than a text.
fn people<'t>(meeting: &'t DeValue<'_>) -> Result<[&'t str; 2], String> {
    let people = meeting.get("people").and_then(|people| people.get_ref().as_array());
    match people.map_or(&[][..], |people| people) {
        [a, b] => Ok([a, b].map(|id| id.get_ref().as_str().unwrap_or_default())),
        _ => Err("it has a [[meeting]] without two `people`".to_owned()),
    }
}

/// A number of a round that an evening can have.
fn number(value: &DeValue<'_>) -> Option<Round> {
    let DeValue::Integer(number) = value else { return None };
    Round::from_str_radix(number.as_str(), number.radix())
        .ok()
        .filter(|round| (1..=MAX_ROUNDS).contains(round))
}

/// By id: the rounds of an earlier evening in which somebody who was expected was not there, as its log tells it.
#[derive(Default)]
struct Away(HashMap<String, RoundSet>);

impl Away {
    fn of(night: Option<&str>) -> Result<Self, String> {
        let mut away = Self::default();
        let Some(text) = night else { return Ok(away) };
        let file = parse(text, &mut Report::default()).ok_or("the log of its night is not a TOML file")?;
        let changes = file.get("change").and_then(|changes| changes.get_ref().as_array());
        for change in changes.into_iter().flat_map(|changes| changes.iter()) {
            away.note(change.get_ref());
        }
        Ok(away)
    }

    /// Notes what one step says of people; other steps say nothing of who is there.
    fn note(&mut self, change: &DeValue<'_>) {
        let word = |key: &str| change.get(key).map(Spanned::get_ref);
        let kind = word("kind").and_then(DeValue::as_str).unwrap_or_default();
        let Some(round) = word("round").map_or(Some(1), number) else { return };
        let from = RoundSet::span(round, MAX_ROUNDS);
        let before = RoundSet::span(1, round - 1);
        let who = match word("who") {
            Some(DeValue::Array(ids)) => ids.iter().filter_map(|id| id.get_ref().as_str()).collect(),
            Some(id) => id.as_str().into_iter().collect(),
            None => Vec::new(),
        };
        for id in who {
            let away = self.0.entry(id.to_owned()).or_default();
            *away = match kind {
                "no-show" | "left" => away.or(from),
                "late" => away.or(before),
                "back" => away.without(from),
                _ => *away,
            };
        }
    }

    /// Whether somebody was away in a round.
    fn is_away(&self, id: &str, round: Round) -> bool {
        self.0.get(id).is_some_and(|away| away.contains(round))
    }
}

#[cfg(test)]
mod tests {
    use super::escapes;

    #[test]
    fn names_stay_in_their_folder() {
        for name in ["2026-09.schedule.toml", "vorig jaar/mei.schedule.toml", "a..b.toml", ".hidden.toml"] {
            assert_eq!(escapes(name), None, "{name}");
        }
        for name in ["../x", "a/../../x", "/etc/passwd", "C:/x", "a\\b", "..", "a//b", "a/", "."] {
            assert!(escapes(name).is_some(), "{name}");
        }
    }
}
