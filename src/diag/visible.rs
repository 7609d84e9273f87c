//! Text from outside, made fit to be shown.

use std::borrow::Cow;

/// The most characters of a text that a message quotes.
const QUOTE: usize = 60;

/// Whether a character has no business in a name: control characters, bidi overrides and isolates, invisible spaces,
/// tags. Joiners and direction marks, which some scripts need, are printable.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200b}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// A visible stand-in, one character for one, so that columns stay what they are.
pub(super) fn stand_in(c: char) -> char {
    match c {
        '\t' => c,
        '\u{7f}' => '\u{2421}',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        other if is_unprintable(other) => '\u{fffd}',
        other => other,
    }
}

/// The text with everything invisible made visible. Nothing in it can steer a terminal.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unprintable) {
        text.chars().map(|c| if c == '\t' { ' ' } else { stand_in(c) }).collect::<String>().into()
    } else {
        text.into()
    }
}

/// The text in backquotes, as messages quote what stands in a file: visible, and shortened when it is long.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut start: String = text.chars().take(QUOTE).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("`{}`", visible(&start))
}

/// Things in a sentence: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn listed(things: impl IntoIterator<Item = String>) -> String {
    let mut things: Vec<String> = things.into_iter().collect();
    match things.pop() {
        None => String::new(),
        Some(only) if things.is_empty() => only,
        Some(last) => format!("{} and {last}", things.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{listed, quoted, visible};

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\u{7f}\n"), "a␛[31mb\u{fffd}c␡␊");
        assert_eq!(visible("Żółć 'نور"), "Żółć 'نور");
    }

    #[test]
    fn quotes_are_short() {
        assert_eq!(quoted("Piet"), "`Piet`");
        assert_eq!(quoted(&"x".repeat(1_000_000)).chars().count(), 63);
    }

    #[test]
    fn lists_read_like_sentences() {
        let things = |count: usize| listed(["a", "b", "c"].into_iter().take(count).map(str::to_owned));
        assert_eq!([things(0), things(1), things(2), things(3)], ["", "a", "a and b", "a, b and c"]);
    }
}
