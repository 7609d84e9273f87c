//! People who look the same on paper: other letters, the same shapes (Latin `a`, Cyrillic `а`).

use std::collections::HashMap;
use std::fmt::Write as _;

use unicode_security::confusable_detection::skeleton;

use super::report::Report;
use super::walk::Span;
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{Attendee, Event, fold};

/// Warns of every attendee whose id or name looks like that of an earlier one and is another. `names` is where their names
/// stand, by attendee.
pub(super) fn warn(event: &Event, names: &[Span], report: &mut Report) {
    let (mut ids, mut full_names) = (Lookalikes::default(), Lookalikes::default());
    for (person, attendee) in event.attendees.iter().enumerate() {
        let same_name = full_names.earlier(&attendee.name, person);
        let same_id = ids.earlier(&attendee.id, person);
        let Some(earlier) = same_name.or(same_id) else { continue };
        let (what, [one, other]) = spellings(&event.attendees[earlier], attendee, same_name.is_some());
        let mut message = format!("{what} {} looks like {}, and is another", quoted(other), quoted(one));
        if let Some(c) = other.chars().find(|c| !one.contains(*c)) {
            let _ = write!(message, ": it has {} (U+{:04X})", quoted(&c.to_string()), c as u32);
        }
        let diagnostic = Diagnostic::new(Code::LooksTheSame, message)
            .at(names[person].clone(), "looks the same")
            .related(names[earlier].clone(), "as this");
        report.push(diagnostic.help(
            "if this is one person, keep one of the two; if these are two, type both again by hand, and tell them \
             apart by their company or a second first name",
        ));
    }
}

/// What of two attendees looks the same, as it is spelled in each.
fn spellings<'e>(one: &'e Attendee, other: &'e Attendee, names: bool) -> (&'static str, [&'e str; 2]) {
    if names { ("the name", [&one.name, &other.name]) } else { ("the id", [&one.id, &other.id]) }
}

/// Texts by what they look like: whose was the first of each, and what it folds to.
#[derive(Default)]
struct Lookalikes(HashMap<String, (usize, String)>);

impl Lookalikes {
    /// Whose earlier text looks like this one and is another; texts that fold to the same are the same.
    fn earlier(&mut self, text: &str, person: usize) -> Option<usize> {
        let folded = fold(text);
        let (first, meant) =
            self.0.entry(skeleton(text).collect()).or_insert_with(|| (person, folded.clone()));
        (*meant != folded).then_some(*first)
    }
}

#[cfg(test)]
mod tests {
    use super::Lookalikes;

    #[test]
    fn other_letters_of_the_same_shape() {
        let mut names = Lookalikes::default();
        for (person, (name, earlier)) in [
            ("Anna de Vries", None),
            ("Anna de Vries", None),
            ("\u{410}nna de Vries", Some(0)),
            ("Ann\u{430} de Vries", Some(0)),
            ("ANNA de Vries", None),
            ("Hanna de Vries", None),
            ("Zo\u{eb}", None),
            ("Zoe\u{308}", None),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(names.earlier(name, person), earlier, "{name}");
        }
    }
}
