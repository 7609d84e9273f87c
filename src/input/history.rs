//! Who met at earlier events: the people of their schedule files, and nothing else of them.

use std::collections::{BTreeSet, HashMap};

use toml::de::DeValue;

use super::document::parse;
use super::report::Report;
use super::walk::At;
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::AttendeeIx;

/// Brings the text of an earlier schedule, or says in words why it cannot.
pub(super) type Fetch<'f> = dyn FnMut(&str) -> Result<String, String> + 'f;

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
        match fetch(&name.value).and_then(|text| pairs_of(&text, ids)) {
            Ok(pairs) => met.extend(pairs),
            Err(why) => report.push(unreadable(name, &why)),
        }
    }
    met.into_iter().collect()
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

fn pairs_of(text: &str, ids: &HashMap<&str, AttendeeIx>) -> Result<Vec<[AttendeeIx; 2]>, String> {
    let file = parse(text, &mut Report::default()).ok_or("it is not a TOML file, or far too large")?;
    let no_meetings = || "it has no [[meeting]]: is it a schedule file?".to_owned();
    let meetings = match file.get("meeting").map(toml::Spanned::get_ref) {
        Some(DeValue::Array(meetings)) => meetings,
        None if file.contains_key("event_digest") => return Ok(Vec::new()),
        _ => return Err(no_meetings()),
    };
    let mut pairs = Vec::new();
    for meeting in meetings {
        let people = meeting.get_ref().get("people").and_then(|people| people.get_ref().as_array());
        let [a, b] = people.map_or(&[][..], |people| people) else {
            return Err("it has a [[meeting]] without two `people`".to_owned());
        };
        let find =
            |id: &toml::Spanned<DeValue<'_>>| id.get_ref().as_str().and_then(|id| ids.get(id).copied());
        if let (Some(a), Some(b)) = (find(a), find(b))
            && a != b
        {
            pairs.push([a.min(b), a.max(b)]);
        }
    }
    Ok(pairs)
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
