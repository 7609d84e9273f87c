//! How names compare.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::confusable_detection::skeleton;

/// The letters that a name seems to have, folded: a Cyrillic `е` is a Latin one to the eye (Unicode TR 39). Only good to
/// compare with others.
///
/// ```
/// use rondje::domain::looks;
/// assert_eq!(looks("W\u{435}bdesign"), looks("webdesign"));
/// ```
#[must_use]
pub fn looks(name: &str) -> String {
    fold(&skeleton(name).collect::<String>())
}

/// Folds a name so that spellings which mean the same compare equal (§2): Unicode NFKD, combining marks dropped,
/// case folded, white space collapsed to single spaces and trimmed.
///
/// ```
/// assert_eq!(rondje::domain::fold("  Café\tSociété "), "cafe societe");
/// ```
#[must_use]
pub fn fold(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    // Lower-casing can bring a combining mark back (İ becomes i + dot above), and ß or final sigma have no
    // single lower-case form: fold those the way Unicode case folding does.
    let folded: String = plain
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(|c| match c {
            'ß' => vec!['s', 's'],
            'ς' => vec!['σ'],
            other => vec![other],
        })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The id an attendee gets when the event file gives none (§2): the folded name with every run of
/// non-alphanumerics as one `-`, none at either end.
///
/// ```
/// assert_eq!(rondje::domain::default_id("Fatima El Amrani"), "fatima-el-amrani");
/// assert_eq!(rondje::domain::default_id("Joris van 't Hart"), "joris-van-t-hart");
/// ```
#[must_use]
pub fn default_id(name: &str) -> String {
    fold(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
