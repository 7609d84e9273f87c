//! Text to TOML: what is said when a file is no TOML at all.

use toml::de::{DeTable, DeValue, Error};

use super::report::Report;
use super::walk::Span;
use crate::diag::{Code, Diagnostic, Lines, quoted};

/// The largest file that is read, in bytes.
const LARGEST: usize = 20_000_000;
/// Files up to this size are searched for all their syntax errors, larger ones for the first.
const SEARCHED: usize = 1_000_000;

/// Parses a file. Nothing comes back when it is too large or no TOML; then the errors are in the report.
pub(crate) fn parse<'a>(text: &'a str, report: &mut Report) -> Option<DeTable<'a>> {
    if text.len() > LARGEST {
        let message =
            format!("the file has {} million bytes; 20 million is the most", text.len() / 1_000_000);
        report.push(Diagnostic::new(Code::TooLarge, message).help("is this the right file?"));
        return None;
    }
    match DeTable::parse(text) {
        Ok(table) => Some(table.into_inner()),
        Err(first) => {
            syntax_errors(text, first, report);
            None
        }
    }
}

fn syntax_errors(text: &str, first: Error, report: &mut Report) {
    let lines = Lines::of(text);
    if text.len() > SEARCHED {
        report.push(syntax_error(&first, text, &lines, &DeTable::new()));
        return;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in without_echoes(errors, &lines) {
        report.push(syntax_error(&error, text, &lines, table.get_ref()));
    }
}

/// Leaves out errors that only follow from another: a list that is not closed swallows the lines after it, and one
/// mistake on a line makes the parser stumble over the rest of the line.
fn without_echoes(mut errors: Vec<Error>, lines: &Lines<'_>) -> Vec<Error> {
    let start = |error: &Error| error.span().map_or(0, |span| span.start);
    errors.sort_by_key(start);
    let unclosed = errors.iter().rposition(|error| is_unclosed_list(error));
    let broken = |error: &Error| is_unclosed_list(error) || error.message().starts_with("missing comma");
    let mut kept: Vec<Error> = Vec::new();
    let mut swallowed = false;
    for (index, error) in errors.into_iter().enumerate() {
        let same_line = kept.last().is_some_and(|last| lines.line(start(last)) == lines.line(start(&error)));
        if !same_line && !swallowed {
            swallowed = unclosed.is_some_and(|last| index <= last) && broken(&error);
            kept.push(error);
        }
        swallowed &= unclosed.is_some_and(|last| index < last);
    }
    kept
}

fn is_unclosed_list(error: &Error) -> bool {
    ["unclosed array", "unclosed inline table"].iter().any(|start| error.message().starts_with(start))
}

fn syntax_error(error: &Error, text: &str, lines: &Lines<'_>, table: &DeTable<'_>) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    if error.message() == "duplicate key" {
        return duplicate_key(span, text, table);
    }
    let found = text.get(span.clone()).unwrap_or_default();
    let line = lines.content(lines.line(span.start) as usize - 1);
    let (message, help) = in_plain_words(error.message(), found, line);
    Diagnostic::new(Code::NotToml, message).at(span, "").help(help)
}

/// What the parser says, and what to do, for an organizer. The parser's own words stay where there are none better.
fn in_plain_words(message: &str, found: &str, line: &str) -> (String, String) {
    let starts = |start: &str| message.starts_with(start);
    let (message, help) = if found.contains(['“', '”', '‘', '’', '„']) {
        ("text stands between curly quotation marks", "use straight quotation marks: \"like this\"")
    } else if starts("string values must be quoted") && found.is_empty() {
        ("there is nothing after the `=`", "write a value, or leave the line out")
    } else if starts("string values must be quoted") {
        ("text stands without quotation marks", "write text between quotation marks: \"like this\"")
    } else if starts("key with no value") && line.contains(':') {
        ("this line has a `:` where a `=` should be", "write it like this: key = value")
    } else if starts("key with no value") {
        ("this line has no `=`", "write it like this: key = value")
    } else if starts("missing comma between array") || starts("unclosed array") {
        (
            "a list goes wrong here: a comma or the closing `]` is missing",
            "put commas between the items and a `]` at the end",
        )
    } else if starts("missing comma between key-value") || starts("unclosed inline table") {
        (
            "a table between braces goes wrong here: a comma or the closing `}` is missing",
            "put commas between the parts and a `}` at the end",
        )
    } else if starts("unclosed table") {
        ("a header is not closed", "write it as [event], or with double brackets as [[attendee]]")
    } else if starts("invalid basic string") && found.chars().any(char::is_control) {
        ("an invisible control character stands in a text", "type the text again by hand")
    } else if starts("invalid basic string") || starts("invalid literal string") {
        ("a text is not closed", "put a quotation mark at the end of the text, the same as at its start")
    } else if starts("missing escaped value") || starts("invalid escape") {
        (
            "a backslash stands in a text between double quotation marks",
            "write two backslashes, or put the text between 'single' quotation marks",
        )
    } else if starts("invalid boolean") {
        ("`true` and `false` are written in small letters", "write true or false")
    } else if starts("unexpected leading zero") {
        ("a number starts with a zero", "leave the zero out; put telephone numbers between quotation marks")
    } else if starts("cannot recurse") || starts("recursion limit") {
        (
            "lists or tables stand too deep inside one another",
            "an event file never needs more than three levels",
        )
    } else {
        return (
            format!("this is not valid TOML: {message}"),
            "compare the line with the example event that `rondje new` writes".into(),
        );
    };
    (message.to_owned(), help.to_owned())
}

/// A key that stands twice, with the place where it stood before.
fn duplicate_key(span: Span, text: &str, table: &DeTable<'_>) -> Diagnostic {
    let name = text.get(span.clone()).unwrap_or_default();
    let header = is_header(text, span.start);
    let (message, help) = if header {
        (
            format!("the table {} stands twice", quoted(name)),
            "put everything under one header; only [[topic]], [[group]], [[attendee]] and [[pair]], with double brackets, can be repeated",
        )
    } else {
        (
            format!("the key {} stands twice in one place", quoted(name)),
            "keep one of the two; if this is another attendee, put [[attendee]] above it",
        )
    };
    let mut diagnostic =
        Diagnostic::new(Code::DuplicateKey, message).at(span.clone(), "again here").help(help);
    let mut earlier = None;
    find_earlier(table, name, &span, &mut |place| {
        if starts_its_line(text, place.start) == starts_its_line(text, span.start) {
            earlier = earlier.take().max(Some((place.start, place.end)));
        }
    });
    if let Some((start, end)) = earlier {
        diagnostic = diagnostic.related(start..end, "first here");
    }
    diagnostic
}

fn find_earlier(table: &DeTable<'_>, name: &str, before: &Span, found: &mut dyn FnMut(Span)) {
    for (key, value) in table {
        if key.get_ref() == name.trim_matches(['"', '\'']) && key.span().end <= before.start {
            found(key.span());
        }
        find_in_value(value.get_ref(), name, before, found);
    }
}

fn find_in_value(value: &DeValue<'_>, name: &str, before: &Span, found: &mut dyn FnMut(Span)) {
    match value {
        DeValue::Table(table) => find_earlier(table, name, before, found),
        DeValue::Array(items) => {
            items.iter().for_each(|item| find_in_value(item.get_ref(), name, before, found));
        }
        _ => {}
    }
}

/// The line up to this byte.
fn line_before(text: &str, byte: usize) -> &str {
    let before = text.get(..byte).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

fn is_header(text: &str, byte: usize) -> bool {
    line_before(text, byte).trim_start().starts_with('[')
}

fn starts_its_line(text: &str, byte: usize) -> bool {
    line_before(text, byte).chars().all(|c| c.is_whitespace() || c == '[')
}
