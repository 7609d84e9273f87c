//! Walks a TOML document with its positions: typed reading of keys, each mistake noted at its place.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::report::Report;
use super::suggest::{did_you_mean, nearest};
use crate::diag::{Code, Diagnostic, is_unprintable, quoted};
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

/// A kind of table: what messages call it, and the keys it may hold, each with an example value.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [(&'static str, &'static str)],
}

impl Shape {
    fn example(&self, key: &str) -> String {
        let value = self.keys.iter().find(|(known, _)| *known == key).map_or("...", |(_, example)| example);
        format!("{key} = {value}")
    }
}

/// One table of the file, its unknown keys already reported.
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
            let message = format!("{} must be a table, but this is {}", shape.name, kind(value.get_ref()));
            let keys: Vec<String> = shape.keys.iter().take(2).map(|(key, _)| shape.example(key)).collect();
            let example = format!("write a table with keys, such as {}", keys.join(" and "));
            report.push(
                Diagnostic::new(Code::WrongType, message).at(value.span(), "not a table").help(example),
            );
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

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &str, report: &mut Report) -> Option<&'a Value<'a>> {
        let value = self.get(key);
        if value.is_none() {
            let message = format!("{} has no `{key}`", self.shape.name);
            let help = format!("add a line: {}", self.shape.example(key));
            report.push(Diagnostic::new(Code::MissingKey, message).at(self.span.clone(), "").help(help));
        }
        value
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
        self.get(key).map_or(&[], |value| list(value, &self.what(key), report))
    }

    /// Short texts in a list.
    pub(crate) fn texts(&self, key: &str, report: &mut Report) -> Vec<At<String>> {
        let what = self.what(key);
        self.list(key, report).iter().filter_map(|item| text(item, &what, SHORT, report)).collect()
    }

    /// Whole numbers in a list.
    pub(crate) fn numbers(
        &self,
        key: &str,
        limits: std::ops::RangeInclusive<u32>,
        report: &mut Report,
    ) -> Vec<At<u32>> {
        let what = self.what(key);
        self.list(key, report).iter().filter_map(|item| number(item, &what, &limits, report)).collect()
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

    /// How messages name a key of this table, with an example of what to write.
    pub(crate) fn what(&self, key: &str) -> What {
        What { name: format!("`{key}` of {}", self.shape.name), example: self.shape.example(key) }
    }
}

/// How messages name a value.
pub(crate) struct What {
    pub(crate) name: String,
    /// A line that would be right.
    pub(crate) example: String,
}

fn unknown_key(key: &Spanned<std::borrow::Cow<'_, str>>, shape: &Shape, report: &mut Report) {
    let typed = key.get_ref();
    let message = format!("{} has no key {}", shape.name, quoted(typed));
    let known = || shape.keys.iter().map(|(known, _)| *known);
    let help = did_you_mean(nearest(typed, known()))
        .unwrap_or_else(|| format!("it can have: {}", known().collect::<Vec<_>>().join(", ")));
    report.push(Diagnostic::new(Code::UnknownKey, message).at(key.span(), "unknown key").help(help));
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
        let help = format!(
            "write something between the quotation marks, such as {}, or leave the line out",
            what.example
        );
        Some((Diagnostic::new(Code::EmptyText, format!("{} is empty", what.name)).help(help), "nothing here"))
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
    let DeValue::Integer(integer) = value.get_ref() else {
        wrong_type(value, what, "a whole number", report);
        return None;
    };
    let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
    let fits = number.and_then(|number| u32::try_from(number).ok()).filter(|number| limits.contains(number));
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

/// A whole number of any sign.
pub(crate) fn integer(value: &Value<'_>, what: &What, report: &mut Report) -> Option<i64> {
    let DeValue::Integer(integer) = value.get_ref() else {
        wrong_type(value, what, "a whole number", report);
        return None;
    };
    let number = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
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
        report.push(unknown_word(typed, value.span(), what, words.iter().map(|(word, _)| *word)));
    }
    found.map(|meaning| At { value: meaning, span: value.span() })
}

fn unknown_word<'w>(
    typed: &str,
    span: Span,
    what: &What,
    words: impl Iterator<Item = &'w str> + Clone,
) -> Diagnostic {
    let message = format!("{} cannot be {}", what.name, quoted(typed));
    let listed: Vec<String> = words.clone().map(|word| format!("\"{word}\"")).collect();
    let mut help = format!("write {}", listed.join(" or "));
    if let Some(question) = did_you_mean(nearest(typed, words)) {
        help = format!("{question} {help}");
    }
    Diagnostic::new(Code::UnknownWord, message)
        .at(span, "not one of the words that can stand here")
        .help(help)
}

/// The items of a list.
pub(crate) fn list<'a>(value: &'a Value<'a>, what: &What, report: &mut Report) -> &'a [Value<'a>] {
    let DeValue::Array(items) = value.get_ref() else {
        wrong_type(value, what, "a list", report);
        return &[];
    };
    items
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
