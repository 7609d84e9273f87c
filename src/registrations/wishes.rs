//! A cell with wants or offers, taken apart into topics.

use crate::domain::fold;

/// The longest topic, in characters; what is longer becomes a note.
const LONGEST_TOPIC: usize = 200;
/// Of a text that is too long for a topic, so much becomes the topic.
const START: usize = 60;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// A topic of more words than this reads like a sentence.
const WORDS: usize = 7;
/// A slash beside a word of at most so many letters belongs to it: IT/OT, AC/DC.
const SHORT_WORD: usize = 3;

/// One topic that somebody wants or offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The topic.
    pub topic: String,
    /// What it is about, in their own words.
    pub note: Option<String>,
}

impl Wish {
    /// Whether it reads like a sentence, which will hardly fit anybody's words.
    pub(super) fn is_sentence(&self) -> bool {
        self.topic.split_whitespace().count() > WORDS
    }
}

/// The topics of a cell, each once: split at commas, semicolons, line breaks, bullets and slashes. A slash stays where a
/// word beside it has three letters or fewer (`IT/OT`), and what stands in brackets at the end becomes a note.
pub(super) fn wishes(cell: &str) -> Vec<Wish> {
    let mut wishes: Vec<Wish> = Vec::new();
    for part in parts(cell) {
        let Some(wish) = wish(&part) else { continue };
        let folded = fold(&wish.topic);
        if !wishes.iter().any(|other| fold(&other.topic) == folded) {
            wishes.push(wish);
        }
    }
    wishes
}

fn parts(cell: &str) -> Vec<String> {
    let chars: Vec<char> = cell.chars().collect();
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for (at, &c) in chars.iter().enumerate() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            // A bracket that is never closed ends with its line.
            '\n' | '\r' => depth = 0,
            _ => {}
        }
        let splits = match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => true,
            ',' => depth == 0 && !is_between_digits(&chars, at),
            ';' | '•' | '·' | '|' => depth == 0,
            '/' => depth == 0 && slash_splits(&chars, at),
            _ => false,
        };
        if splits {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// `2,5 kW`.
fn is_between_digits(chars: &[char], at: usize) -> bool {
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    digit(at.checked_sub(1)) && digit(Some(at + 1))
}

fn slash_splits(chars: &[char], at: usize) -> bool {
    let letters = |c: &&char| c.is_alphanumeric();
    let before = chars[..at].iter().rev().take_while(letters).count();
    let after = chars[at + 1..].iter().take_while(letters).count();
    let blank = |c: Option<&char>| c.is_some_and(|c| c.is_whitespace());
    let apart = blank(at.checked_sub(1).and_then(|at| chars.get(at))) && blank(chars.get(at + 1));
    apart || (before > SHORT_WORD && after > SHORT_WORD && !in_address(chars, at))
}

/// Whether a slash stands in a web address.
fn in_address(chars: &[char], at: usize) -> bool {
    let word: String = chars[..at].iter().rev().take_while(|c| !c.is_whitespace()).collect();
    word.contains('.') || word.contains(':') || word.contains('/')
}

/// What means that there is nothing.
const NOTHING: &[&str] = &[
    "-",
    "--",
    "x",
    "?",
    ".",
    "nvt",
    "n.v.t",
    "n.v.t.",
    "n/a",
    "na",
    "none",
    "nothing",
    "no",
    "nee",
    "geen",
    "niets",
    "niks",
    "etc",
    "etc.",
    "enz",
    "enz.",
    "etcetera",
    "weet ik niet",
    "weet ik nog niet",
    "geen idee",
    "not sure",
];

fn wish(part: &str) -> Option<Wish> {
    let text = plain(part);
    if NOTHING.contains(&fold(&text).as_str()) || !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    if let Some((topic, note)) = bracketed(&text) {
        return Some(Wish { topic: topic.to_owned(), note: Some(cut(note, LONGEST_NOTE)) });
    }
    if text.chars().count() > LONGEST_TOPIC {
        return Some(Wish { topic: cut(&text, START), note: Some(cut(&text, LONGEST_NOTE)) });
    }
    Some(Wish { topic: text, note: None })
}

/// Without bullets and numbers in front, `and` of a list, and a full stop.
fn plain(part: &str) -> String {
    let mut text = part.trim();
    text = text.trim_start_matches(['-', '*', '–', '—', '•', '>', '→', ':']).trim_start();
    if let Some((number, rest)) = text.split_once(['.', ')'])
        && !number.is_empty()
        && number.len() <= 2
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && rest.starts_with(char::is_whitespace)
    {
        text = rest.trim_start();
    }
    for and in ["en ", "and ", "of ", "or ", "& "] {
        text = text.strip_prefix(and).unwrap_or(text).trim_start();
    }
    let text = text.trim_end_matches(['.', ':', '!', '-']).trim_end();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `Financiering (voor een loods)`.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (topic, rest) = text.split_once('(')?;
    let note = rest.strip_suffix(')')?.trim();
    let topic = topic.trim_end();
    let fits = topic.chars().any(char::is_alphanumeric) && topic.chars().count() <= LONGEST_TOPIC;
    (fits && !note.is_empty() && !note.contains(['(', ')'])).then_some((topic, note))
}

/// The start of a text, cut between words where that is possible.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let start = &text[..end];
    let words = start.rfind(' ').map_or(start, |blank| &start[..blank]);
    words.trim_end_matches([' ', ',', '.', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::wishes;

    fn topics(cell: &str) -> Vec<String> {
        wishes(cell).into_iter().map(|wish| wish.topic).collect()
    }

    #[test]
    fn splits_where_a_list_is_meant() {
        assert_eq!(
            topics("Webdesign, SEO; Boekhouding\nFinanciering"),
            ["Webdesign", "SEO", "Boekhouding", "Financiering"]
        );
        assert_eq!(topics("- Webdesign\r\n- SEO\r\n\r\n• Taart"), ["Webdesign", "SEO", "Taart"]);
        assert_eq!(topics("1. Webdesign\n2) SEO"), ["Webdesign", "SEO"]);
        assert_eq!(
            topics("boekhouding, webdesign en SEO, en taart, enz."),
            ["boekhouding", "webdesign en SEO", "taart"]
        );
        assert_eq!(topics("Website / webshop"), ["Website", "webshop"]);
        assert_eq!(topics("Website/webshop"), ["Website", "webshop"]);
        assert_eq!(topics("webdesign, Webdesign ,WEBDESIGN"), ["webdesign"]);
    }

    #[test]
    fn keeps_what_belongs_together() {
        for whole in [
            "IT/OT",
            "UX/UI",
            "Bouw en ICT",
            "Marketing/PR",
            "24/7 beveiliging",
            "Laadpaal 7,4 kW",
            "en/of advies",
        ] {
            assert_eq!(topics(whole), [whole]);
        }
        assert_eq!(topics("https://example.org/a/bcde/efgh"), ["https://example.org/a/bcde/efgh"]);
    }

    #[test]
    fn brackets_are_notes() {
        let found = wishes("Financiering (voor een loods, of twee), Marketing (SEO)");
        let pairs: Vec<(&str, Option<&str>)> =
            found.iter().map(|wish| (wish.topic.as_str(), wish.note.as_deref())).collect();
        assert_eq!(pairs, [("Financiering", Some("voor een loods, of twee")), ("Marketing", Some("SEO"))]);
        assert_eq!(topics("(alleen dit)"), ["(alleen dit)"]);
        assert_eq!(topics("a (b, c\nd, e"), ["a (b, c", "d", "e"]);
    }

    #[test]
    fn nothing_is_no_topic() {
        for nothing in ["", "-", "n.v.t.", "Geen", ";;;", " , ", "...", "?!"] {
            assert_eq!(topics(nothing), [""; 0], "{nothing}");
        }
    }

    #[test]
    fn long_texts_keep_all_their_words() {
        let story = "Ik zoek iemand die ".repeat(20);
        let found = wishes(&story);
        assert_eq!(found.len(), 1);
        assert!(found[0].topic.chars().count() <= 60);
        assert_eq!(found[0].note.as_deref(), Some(story.trim()));
        assert!(found[0].is_sentence());
    }
}
