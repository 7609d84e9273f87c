//! Text to TOML: what is said when a file is no TOML at all.

use toml::de::{DeTable, DeValue, Error};

use super::plain_words;
use super::report::Report;
use super::walk::Span;
use crate::diag::{Code, Diagnostic, Lines, quoted};

/// The largest file that is read, in bytes.
const LARGEST: usize = 20_000_000;
/// The most signs that part values from each other. Each value takes some hundred bytes of memory once it is read.
const MOST_SIGNS: usize = 3_000_000;
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
    let signs = text.bytes().filter(|byte| matches!(byte, b',' | b'=' | b'[' | b'{')).count();
    if signs > MOST_SIGNS {
        let message = format!("the file has {} million values; 3 million is the most", signs / 1_000_000);
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
    let mut header_lost = false;
    for _ in 0..(WORK / text.len().max(1)).clamp(1, MOST) {
        let (table, errors) = DeTable::parse_recoverable(&rest);
        let (twice, others): (Vec<Error>, Vec<Error>) =
            errors.into_iter().partition(|error| error.message() == DUPLICATE);
        let Some(first) = others.iter().min_by_key(|error| start(error)) else {
            // Below a header that was blanked out or stands twice, keys seem to stand twice.
            let headers: Vec<Option<usize>> = twice
                .iter()
                .filter(|error| is_header(text, start(error)))
                .map(|error| header_above(text, start(error)))
                .collect();
            let is_echo = |error: &&Error| {
                !is_header(text, start(error)) && headers.contains(&header_above(text, start(error)))
            };
            for error in twice.iter().filter(|error| !header_lost && !is_echo(error)) {
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
        header_lost |= is_header(text, start(first));
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
    let said = error.message();
    let starts = ["missing comma", "unclosed array", "unclosed inline", "unexpected `=` in array"];
    !said.starts_with("unclosed array table") && starts.iter().any(|start| said.starts_with(start))
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
    if error.message().starts_with("invalid date") || error.message().starts_with("invalid time") {
        let why = error
            .message()
            .split_once("expected ")
            .map_or(String::new(), |(_, why)| format!(": expected {why}"));
        let diagnostic =
            Diagnostic::new(Code::WrongDate, format!("this cannot be read as a date or time{why}"));
        return diagnostic.at(span, "").help(DATES);
    }
    if looks_like_a_date(text.get(span.clone()).unwrap_or_default()) {
        return Diagnostic::new(Code::WrongDate, "this is not how a date is written here")
            .at(span, "")
            .help(DATES);
    }
    let span =
        if error.message().starts_with("invalid multi-line") { last_opening(text, span) } else { span };
    let found = text.get(span.clone()).unwrap_or_default();
    let line = lines.content(lines.line(span.start) as usize - 1);
    let (message, help) = plain_words::explain(error.message(), found, line);
    Diagnostic::new(Code::NotToml, message).at(span, "").help(help)
}

const DATES: &str = "write dates as 2026-12-10 (year, month, day) and times as 17:30:00";

/// `17/12/2026`, `17.12.2026`: numbers with something between that is no TOML.
fn looks_like_a_date(found: &str) -> bool {
    let parts: Vec<&str> = found.trim().split(['/', '.']).collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// A text of several lines that is not closed is noticed at the end of the file: mark its start.
fn last_opening(text: &str, noticed: Span) -> Span {
    let before = text.get(..noticed.start).unwrap_or_default();
    let opening = ["\"\"\"", "'''"].iter().filter_map(|quotes| before.rfind(quotes)).max();
    opening.map_or(noticed, |start| start..start + 3)
}

fn table_twice(name: &str) -> String {
    match name.trim() {
        name @ ("topic" | "group" | "attendee" | "pair") => {
            format!("put double brackets around it each time: [[{name}]]")
        }
        _ => "put everything under one header; only [[topic]], [[group]], [[attendee]] and [[pair]], with double \
              brackets, can be repeated"
            .to_owned(),
    }
}

/// A key that stands twice, with the place where it stood before.
fn duplicate_key(span: Span, text: &str, table: &DeTable<'_>) -> Diagnostic {
    let name = text.get(span.clone()).unwrap_or_default();
    let header = is_header(text, span.start);
    let (message, help) = if header {
        (format!("the table {} stands twice", quoted(name)), table_twice(name))
    } else if matches!(name, "id" | "name") {
        (
            format!("the key {} stands twice", quoted(name)),
            "if this is another attendee, put [[attendee]] above it".to_owned(),
        )
    } else {
        (format!("the key {} stands twice", quoted(name)), "keep one of the two".to_owned())
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

/// Where the line of the last header up to this byte starts.
fn header_above(text: &str, byte: usize) -> Option<usize> {
    let before = text.get(..byte)?;
    let starts = before.rmatch_indices('\n').map(|(at, _)| at + 1).chain([0]);
    starts.into_iter().find(|&start| text[start..].trim_start_matches([' ', '\t']).starts_with('['))
}

fn is_header(text: &str, byte: usize) -> bool {
    line_before(text, byte).trim_start().starts_with('[')
}

fn starts_its_line(text: &str, byte: usize) -> bool {
    line_before(text, byte).chars().all(|c| c.is_whitespace() || c == '[')
}
