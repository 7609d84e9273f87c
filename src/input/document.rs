//! Text to TOML: what is said when a file is no TOML at all.

use toml::de::{DeTable, DeValue, Error};

use super::report::Report;
use super::walk::Span;
use crate::diag::{Code, Diagnostic, Lines, quoted};

/// The largest file that is read, in bytes.
const LARGEST: usize = 20_000_000;
/// Files up to this size are searched for all their syntax errors, larger ones for the first.
const SEARCHED: usize = 1_000_000;
/// The most syntax errors that are searched for.
const MOST: usize = 50;
/// Bytes that are read again and again in that search, in all.
const WORK: usize = 5_000_000;
/// What the parser says of a key that stands twice.
const DUPLICATE: &str = "duplicate key";

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
        Err(_) if text.len() <= SEARCHED => {
            syntax_errors(text, report);
            None
        }
        Err(first) => {
            report.push(syntax_error(&first, text, &Lines::of(text)));
            None
        }
    }
}

/// Finds the syntax errors one after the other. Whatever follows the first may only be its echo (a list that is not
/// closed swallows the lines after it), so the statement it stands in is blanked out and the rest is read again.
fn syntax_errors(text: &str, report: &mut Report) {
    let lines = Lines::of(text);
    let mut rest = text.to_owned();
    for _ in 0..(WORK / text.len().max(1)).clamp(1, MOST) {
        let (table, errors) = DeTable::parse_recoverable(&rest);
        let (twice, others): (Vec<Error>, Vec<Error>) =
            errors.into_iter().partition(|error| error.message() == DUPLICATE);
        let Some(first) = others.iter().min_by_key(|error| start(error)) else {
            for error in &twice {
                report.push(duplicate_key(error.span().unwrap_or(0..0), text, table.get_ref()));
            }
            return;
        };
        let statement = statement_of(first, text, &lines);
        let mut diagnostic = syntax_error(first, text, &lines);
        let is_list = echoes(first);
        if is_list && lines.line(statement.start) != lines.line(start(first)) {
            diagnostic = diagnostic.related(lines.mark(statement.start), "it starts here");
        }
        report.push(diagnostic);
        let blank = blanked(&rest, statement);
        if blank == rest {
            return;
        }
        rest = blank;
    }
}

fn start(error: &Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// Whether the place of an error may be lines below its cause: lists and braces that are not closed.
fn echoes(error: &Error) -> bool {
    ["missing comma", "unclosed array", "unclosed inline", "unexpected `=` in array"]
        .iter()
        .any(|start| error.message().starts_with(start))
}

/// The bytes of the statement that an error stands in: its line, or from the line where its list starts.
fn statement_of(error: &Error, text: &str, lines: &Lines<'_>) -> Span {
    let last = lines.line(start(error)) as usize - 1;
    let at_start = lines.content(last)
        [..start(error).saturating_sub(lines.start(last)).min(lines.content(last).len())]
        .trim()
        .is_empty();
    let first = (0..=last)
        .rev()
        .filter(|line| echoes(error) && (*line < last || !at_start))
        .find(|line| assigns(lines.content(*line)))
        .unwrap_or(last);
    // The line on which the parser noticed that a list above is not closed is none of the list.
    let last = if first < last && at_start { last - 1 } else { last };
    lines.start(first)..(lines.start(last) + lines.content(last).len()).min(text.len())
}

/// Whether a line starts with `key =`.
fn assigns(line: &str) -> bool {
    let Some((key, _)) = line.split_once('=') else { return false };
    let key = key.trim();
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\''))
}

/// The text with these bytes as spaces; lines and positions stay what they are.
fn blanked(text: &str, bytes: Span) -> String {
    let blank: String = text[bytes.clone()]
        .chars()
        .flat_map(|c| std::iter::repeat_n(if c == '\n' { '\n' } else { ' ' }, c.len_utf8()))
        .collect();
    [&text[..bytes.start], &blank, &text[bytes.end..]].concat()
}

fn syntax_error(error: &Error, text: &str, lines: &Lines<'_>) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    if error.message() == DUPLICATE {
        return duplicate_key(span, text, &DeTable::new());
    }
    if let Some(why) = ["invalid date", "invalid time"].iter().find_map(|no| error.message().strip_prefix(no))
    {
        let message = format!("there is no such date or time{}", why.replacen(", expected", "; it has a", 1));
        let diagnostic = Diagnostic::new(Code::WrongDate, message).at(span, "");
        return diagnostic.help("write dates as 2026-12-10 (year, month, day) and times as 17:30:00");
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
    } else if (starts("key with no value") || starts("invalid unquoted key"))
        && line.contains(':')
        && !line.contains('=')
    {
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

const TABLE_TWICE: &str = "put everything under one header; only [[topic]], [[group]], [[attendee]] and [[pair]], with \
    double brackets, can be repeated";

/// A key that stands twice, with the place where it stood before.
fn duplicate_key(span: Span, text: &str, table: &DeTable<'_>) -> Diagnostic {
    let name = text.get(span.clone()).unwrap_or_default();
    let header = is_header(text, span.start);
    let (message, help) = if header {
        (format!("the table {} stands twice", quoted(name)), TABLE_TWICE)
    } else if matches!(name, "id" | "name") {
        (
            format!("the key {} stands twice", quoted(name)),
            "if this is another attendee, put [[attendee]] above it",
        )
    } else {
        (format!("the key {} stands twice", quoted(name)), "keep one of the two")
    };
    let diagnostic = Diagnostic::new(Code::DuplicateKey, message).at(span.clone(), "again here").help(help);
    let earlier = if header { earlier_header(text, &span) } else { earlier_key(text, &span, table) };
    match earlier {
        Some(place) => diagnostic.related(place, "first here"),
        None => diagnostic,
    }
}

/// The last key of this name before this one that also starts a line, or also does not.
fn earlier_key(text: &str, span: &Span, table: &DeTable<'_>) -> Option<Span> {
    let mut earlier: Option<Span> = None;
    find_earlier(table, text.get(span.clone())?, span, &mut |place| {
        let alike = starts_its_line(text, place.start) == starts_its_line(text, span.start);
        if alike && earlier.as_ref().is_none_or(|other| other.start < place.start) {
            earlier = Some(place);
        }
    });
    earlier
}

/// The first line before this one with the same header.
fn earlier_header(text: &str, span: &Span) -> Option<Span> {
    let header = format!("[{}]", text.get(span.clone())?);
    let mut start = 0;
    for line in text.get(..span.start)?.split_inclusive('\n') {
        let bare: String = line.chars().take_while(|c| *c != '#').filter(|c| !c.is_whitespace()).collect();
        if bare == header {
            let indent = line.len() - line.trim_start().len();
            return Some(start + indent..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
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
