//! Walks a TOML document with its positions: typed reading of keys, each mistake noted at its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::report::Report;
use super::suggest::{did_you_mean, nearest};
use crate::diag::{Code, Diagnostic, is_unprintable, listed, quoted};
use crate::domain::fold;

/// A value as it stands in the file.
pub(crate) type Value<'a> = Spanned<DeValue<'a>>;
/// Bytes of the file.
pub(crate) type Span = Range<usize>;

/// Longest name, company, topic or other short text, in characters.
pub(crate) const SHORT: usize = 200;
/// Longest note, in characters.
pub(crate) const LONG: usize = 2_000;

/// Something and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A kind of table.
pub(crate) struct Shape {
    /// What messages call it.
    pub(crate) name: &'static str,
    /// What to write when something else stands in its place.
    pub(crate) cure: &'static str,
    /// The keys that must be there.
    pub(crate) needed: &'static [&'static str],
    /// The keys it may hold, each with an example of what to write.
    pub(crate) keys: &'static [(&'static str, &'static str)],
}

impl Shape {
    fn example(&self, key: &str) -> &'static str {
        self.keys.iter().find(|(known, _)| *known == key).map_or("...", |(_, example)| example)
    }
}

/// One table of the file, its unknown and missing keys already reported.
#[derive(Clone)]
pub(crate) struct Keys<'a> {
    table: &'a DeTable<'a>,
    shape: &'static Shape,
    /// Where the table starts: its header, or the braces.
    pub(crate) span: Span,
}

impl<'a> Keys<'a> {
    /// Opens a value that should be a table of this shape.
    pub(crate) fn open(value: &'a Value<'a>, shape: &'static Shape, report: &mut Report) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            let found = kind(value.get_ref());
            let message = format!("{} must be a table, but this is {found}", shape.name);
            let diagnostic =
                Diagnostic::new(Code::WrongType, message).at(value.span(), format!("this is {found}"));
            report.push(diagnostic.help(format!("write it like this: {}", shape.cure)));
            return None;
        };
        Some(Self::of_table(table, value.span(), shape, report))
    }

    /// A table that is known to be one: the whole file.
    pub(crate) fn of_table(
        table: &'a DeTable<'a>,
        span: Span,
        shape: &'static Shape,
        report: &mut Report,
    ) -> Self {
        for (key, _) in table {
            if !shape.keys.iter().any(|(known, _)| known == key.get_ref()) {
                unknown_key(key, shape, report);
            }
        }
        let missing: Vec<&str> =
            shape.needed.iter().copied().filter(|key| !table.contains_key(*key)).collect();
        if !missing.is_empty() {
            report.push(missing_keys(&missing, span.clone(), shape));
        }
        Self { table, shape, span }
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        debug_assert!(self.shape.keys.iter().any(|(known, _)| *known == key), "{key} is not in the shape");
        self.table.get(key)
    }

    /// The place of a key that is there.
    pub(crate) fn key_span(&self, key: &str) -> Option<Span> {
        self.table.get_key_value(key).map(|(key, _)| key.span())
    }

    /// A short text of one line, trimmed; nothing when absent or wrong.
    pub(crate) fn text(&self, key: &str, report: &mut Report) -> Option<At<String>> {
        self.get(key).and_then(|value| text(value, &self.what(key), SHORT, report))
    }

    /// A whole number within limits.
    pub(crate) fn number(
        &self,
        key: &str,
        limits: std::ops::RangeInclusive<u32>,
        report: &mut Report,
    ) -> Option<At<u32>> {
        self.get(key).and_then(|value| number(value, &self.what(key), &limits, report))
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)], report: &mut Report) -> Option<At<T>> {
        self.get(key).and_then(|value| word(value, &self.what(key), words, report))
    }

    /// The items of a list; nothing when absent or wrong.
    pub(crate) fn list(&self, key: &str, report: &mut Report) -> &'a [Value<'a>] {
        self.get(key).and_then(|value| list(value, &self.what(key), report)).unwrap_or_default()
    }

    /// Short texts in a list.
    pub(crate) fn texts(&self, key: &str, report: &mut Report) -> Vec<At<String>> {
        let what = self.what_item(key);
        self.list(key, report).iter().filter_map(|item| text(item, &what, SHORT, report)).collect()
    }

    /// The number of a round or table, whether or not there is one: numbers that cannot be come as the nearest that can.
    pub(crate) fn ordinal(&self, key: &str, report: &mut Report) -> Option<At<u32>> {
        self.get(key).and_then(|value| ordinal(value, &self.what(key), report))
    }

    /// Numbers of rounds or tables in a list.
    pub(crate) fn ordinals(&self, key: &str, report: &mut Report) -> Vec<At<u32>> {
        let what = self.what_item(key);
        self.list(key, report).iter().filter_map(|item| ordinal(item, &what, report)).collect()
    }

    /// True or false.
    pub(crate) fn flag(&self, key: &str, report: &mut Report) -> Option<bool> {
        let value = self.get(key)?;
        let DeValue::Boolean(flag) = value.get_ref() else {
            wrong_type(value, &self.what(key), "true or false", report);
            return None;
        };
        Some(*flag)
    }

    /// The tables under headers such as `[[attendee]]`; nothing when there are none, or something else.
    pub(crate) fn tables(&self, key: &str, report: &mut Report) -> &'a [Value<'a>] {
        match self.get(key).map(|value| (value.span(), value.get_ref())) {
            None => &[],
            Some((_, DeValue::Array(items))) => items,
            Some((span, DeValue::Table(_))) => {
                let message = format!("the header `{key}` needs double brackets");
                let diagnostic = Diagnostic::new(Code::WrongType, message).at(span, "single brackets");
                report.push(diagnostic.help(format!("write [[{key}]] above every one of them")));
                &[]
            }
            Some((span, other)) => {
                let message = format!("`{key}` must be a table, but this is {}", kind(other));
                let diagnostic = Diagnostic::new(Code::WrongType, message).at(span, "");
                report.push(diagnostic.help(format!("write a header [[{key}]] and the keys below it")));
                &[]
            }
        }
    }

    /// How messages name a key of this table, with an example of what to write.
    pub(crate) fn what(&self, key: &str) -> What {
        What {
            name: format!("`{key}` of {}", self.shape.name),
            example: format!("{key} = {}", self.shape.example(key)),
            optional: !self.shape.needed.contains(&key),
        }
    }

    /// How messages name one item of a list.
    pub(crate) fn what_item(&self, key: &str) -> What {
        let list = self.what(key);
        What { name: format!("an item of {}", list.name), optional: true, ..list }
    }
}

/// How messages name a value.
pub(crate) struct What {
    pub(crate) name: String,
    /// A line that would be right.
    pub(crate) example: String,
    /// Whether it can be left out.
    optional: bool,
}

fn unknown_key(key: &Spanned<std::borrow::Cow<'_, str>>, shape: &Shape, report: &mut Report) {
    let typed = key.get_ref();
    let message = format!("{} has no key {}", shape.name, quoted(typed));
    let known = || shape.keys.iter().map(|(known, _)| *known);
    let near = if report.wants_cures() { nearest(typed, known()) } else { None };
    let help = did_you_mean(near)
        .unwrap_or_else(|| format!("it can have: {}", known().collect::<Vec<_>>().join(", ")));
    report.push(Diagnostic::new(Code::UnknownKey, message).at(key.span(), "unknown key").help(help));
}

fn missing_keys(missing: &[&str], span: Span, shape: &Shape) -> Diagnostic {
    let examples: Vec<String> = missing.iter().map(|key| format!("{key} = {}", shape.example(key))).collect();
    let message = format!("{} lacks {}", shape.name, listed(missing.iter().map(|key| quoted(key))));
    Diagnostic::new(Code::MissingKey, message)
        .at(span, "")
        .help(format!("add what is missing, for example:\n{}", examples.join("\n")))
}

/// What a value is, in an organizer's words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Notes that a value is of another kind than it should be.
pub(crate) fn wrong_type(value: &Value<'_>, what: &What, expected: &str, report: &mut Report) {
    let found = kind(value.get_ref());
    let message = format!("{} must be {expected}, but this is {found}", what.name);
    let help = format!("write it like this: {}", what.example);
    report.push(
        Diagnostic::new(Code::WrongType, message).at(value.span(), format!("this is {found}")).help(help),
    );
}

/// A text of one line, trimmed, neither empty nor too long.
pub(crate) fn text(value: &Value<'_>, what: &What, limit: usize, report: &mut Report) -> Option<At<String>> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(value, what, "text", report);
        return None;
    };
    let text = text.trim();
    check_text(text, text.chars().find(|c| is_unprintable(*c)), value, what, limit, report)
}

/// A text that may have several lines.
pub(crate) fn lines(value: &Value<'_>, what: &What, limit: usize, report: &mut Report) -> Option<At<String>> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(value, what, "text", report);
        return None;
    };
    let text = text.trim();
    let bad = text.chars().find(|c| is_unprintable(*c) && !matches!(c, '\n' | '\r' | '\t'));
    check_text(text, bad, value, what, limit, report)
}

fn check_text(
    text: &str,
    unprintable: Option<char>,
    value: &Value<'_>,
    what: &What,
    limit: usize,
    report: &mut Report,
) -> Option<At<String>> {
    let length = text.chars().count();
    let problem = if length > limit {
        Some(too_long(length, limit, what))
    } else if let Some(c) = unprintable {
        Some(unprintable_text(c, what))
    } else if fold(text).is_empty() {
        Some((empty_text(what), "nothing here"))
    } else {
        None
    };
    match problem {
        Some((diagnostic, label)) => {
            report.push(diagnostic.at(value.span(), label));
            None
        }
        None => Some(At { value: text.to_owned(), span: value.span() }),
    }
}

fn empty_text(what: &What) -> Diagnostic {
    let rest = if what.optional { ", or leave it out" } else { "" };
    let help = format!("write something between the quotation marks, such as {}{rest}", what.example);
    Diagnostic::new(Code::EmptyText, format!("{} must not be empty", what.name)).help(help)
}

fn too_long(length: usize, limit: usize, what: &What) -> (Diagnostic, &'static str) {
    let message = format!("{} has {length} characters; {limit} is the most", what.name);
    (Diagnostic::new(Code::TooLongText, message).help("make it shorter"), "too long")
}

fn unprintable_text(c: char, what: &What) -> (Diagnostic, &'static str) {
    let (name, help) = match c {
        '\n' | '\r' => ("a line break".to_owned(), "write it on one line"),
        '\t' => ("a tab".to_owned(), "write a space instead of the tab"),
        other => (
            format!("an invisible character (U+{:04X})", other as u32),
            "type the text again by hand; such characters come along with copying and pasting",
        ),
    };
    let message = format!("{} holds {name}, which cannot be printed", what.name);
    (Diagnostic::new(Code::UnprintableText, message).help(help), "in this text")
}

/// A whole number within limits.
pub(crate) fn number(
    value: &Value<'_>,
    what: &What,
    limits: &std::ops::RangeInclusive<u32>,
    report: &mut Report,
) -> Option<At<u32>> {
    let number = integer_of(value, what, report)?;
    let fits = u32::try_from(number).ok().filter(|number| limits.contains(number));
    if fits.is_none() {
        let (least, most) = (limits.start(), limits.end());
        let message = format!("{} must be {least} to {most}", what.name);
        let help = format!("write a whole number from {least} to {most}");
        report.push(
            Diagnostic::new(Code::OutOfRange, message).at(value.span(), "outside the limits").help(help),
        );
    }
    fits.map(|value_in| At { value: value_in, span: value.span() })
}

fn ordinal(value: &Value<'_>, what: &What, report: &mut Report) -> Option<At<u32>> {
    let number = integer_of(value, what, report)?;
    let nearest = u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    Some(At { value: nearest, span: value.span() })
}

/// The number that stands here; a very large one as the largest there is.
fn integer_of(value: &Value<'_>, what: &What, report: &mut Report) -> Option<i128> {
    match value.get_ref() {
        DeValue::Integer(integer) => {
            Some(i128::from_str_radix(integer.as_str(), integer.radix()).unwrap_or(i128::MAX))
        }
        DeValue::String(text) if text.trim().parse::<i64>().is_ok() => {
            let message = format!("{} must be a whole number, but this is text", what.name);
            let diagnostic = Diagnostic::new(Code::WrongType, message).at(value.span(), "this is text");
            report.push(diagnostic.help(format!("leave the quotation marks out: {}", text.trim())));
            None
        }
        _ => {
            wrong_type(value, what, "a whole number", report);
            None
        }
    }
}

/// A whole number of any sign.
pub(crate) fn integer(value: &Value<'_>, what: &What, report: &mut Report) -> Option<i64> {
    let number = i64::try_from(integer_of(value, what, report)?).ok();
    if number.is_none() {
        let message = format!("{} is too large a number", what.name);
        let diagnostic = Diagnostic::new(Code::OutOfRange, message).at(value.span(), "too large");
        report.push(diagnostic.help("write a number of at most 18 digits"));
    }
    number
}

/// One of a few words; capitals do not matter.
pub(crate) fn word<T: Copy>(
    value: &Value<'_>,
    what: &What,
    words: &[(&str, T)],
    report: &mut Report,
) -> Option<At<T>> {
    let DeValue::String(typed) = value.get_ref() else {
        wrong_type(value, what, "text", report);
        return None;
    };
    let found = words.iter().find(|(word, _)| fold(word) == fold(typed)).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let near =
            if report.wants_cures() { nearest(typed, words.iter().map(|(word, _)| *word)) } else { None };
        report.push(unknown_word(typed, value.span(), what, words.iter().map(|(word, _)| *word), near));
    }
    found.map(|meaning| At { value: meaning, span: value.span() })
}

fn unknown_word<'w>(
    typed: &str,
    span: Span,
    what: &What,
    words: impl Iterator<Item = &'w str>,
    near: Option<&str>,
) -> Diagnostic {
    let message = format!("{} cannot be {}", what.name, quoted(typed));
    let choice: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    let mut help = format!("write {}", choice.join(" or "));
    if let Some(question) = did_you_mean(near) {
        help = format!("{question} {help}");
    }
    Diagnostic::new(Code::UnknownWord, message)
        .at(span, "not one of the words that can stand here")
        .help(help)
}

/// The items of a list; nothing when it is none.
pub(crate) fn list<'a>(value: &'a Value<'a>, what: &What, report: &mut Report) -> Option<&'a [Value<'a>]> {
    let DeValue::Array(items) = value.get_ref() else {
        wrong_type(value, what, "a list", report);
        return None;
    };
    Some(items)
}

/// Cuts a list that is longer than its limit, and says so at the first item too many.
pub(crate) fn at_most<'a>(
    items: &'a [Value<'a>],
    limit: usize,
    what: &str,
    report: &mut Report,
) -> &'a [Value<'a>] {
    let Some(extra) = items.get(limit) else { return items };
    let message = format!("there are {} {what}; {limit} is the most", items.len());
    let diagnostic = Diagnostic::new(Code::TooMany, message).at(extra.span(), "from here on it is too many");
    report.push(diagnostic.help("is this the right file? If so, leave some out"));
    &items[..limit]
}
