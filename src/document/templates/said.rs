//! What is said of a mistake in a template.

use super::reading::{Model, Spot};
use crate::diag::{Code, Diagnostic, quoted};
use crate::input::{did_you_mean, nearest};

/// The key that is missing, when that is what the reader of TOML complains about.
pub(super) fn missing(complaint: &str) -> Option<&str> {
    complaint.strip_prefix("missing field `")?.split('`').next()
}

/// A complaint of the reader of TOML in an organizer's words.
pub(super) fn diagnostic(complaint: &str, spot: &Spot, model: &Model<'_>) -> Diagnostic {
    if let Some(key) = missing(complaint) {
        return lacks(key, spot, model);
    }
    let span = spot.span.clone();
    let (start, rest) = complaint.split_once(", expected ").unwrap_or((complaint, ""));
    if let Some(key) = start.strip_prefix("unknown field ") {
        let message = format!("{} has no key {key}", table_name(&spot.path));
        return Diagnostic::new(Code::UnknownKey, message).at(span, "unknown key").help(choice(
            key,
            rest,
            "it can have",
        ));
    }
    if let Some(word) = start.strip_prefix("unknown variant ") {
        let message = format!("{} cannot be {word}", name(&spot.path));
        return Diagnostic::new(Code::UnknownWord, message).at(span, "not one of the words").help(choice(
            word,
            rest,
            "write one of",
        ));
    }
    let message = match start.split_once(": ") {
        Some(("invalid type", found)) => {
            format!("{} must be {}, but this is {}", name(&spot.path), wanted(rest), kind(found))
        }
        Some(("invalid value" | "invalid length", found)) => {
            format!("{} must be {}, but this is {found}", name(&spot.path), wanted(rest))
        }
        _ => return refused(complaint, spot, model),
    };
    let code = if start.starts_with("invalid type") { Code::WrongType } else { Code::OutOfRange };
    with_model(Diagnostic::new(code, message).at(span, ""), spot, model)
}

/// A value of the right kind that makes no sense, in the words of the place that refused it: what is wrong, and after
/// a semicolon what to do.
fn refused(complaint: &str, spot: &Spot, model: &Model<'_>) -> Diagnostic {
    let code = if spot.path == ["format"] { Code::WrongFormat } else { Code::TemplateValue };
    let (message, cure) = complaint.split_once("; ").unwrap_or((complaint, ""));
    let diagnostic = Diagnostic::new(code, message).at(spot.span.clone(), "");
    if cure.is_empty() { with_model(diagnostic, spot, model) } else { diagnostic.help(cure) }
}

fn lacks(key: &str, spot: &Spot, model: &Model<'_>) -> Diagnostic {
    let path: Vec<String> = spot.path.iter().cloned().chain([key.to_owned()]).collect();
    let help = match model.line(&path) {
        Some(line) => format!("add what is missing, for example:\n{line}"),
        None => format!("copy [{key}] and the lines below it from the template that rondje brings along"),
    };
    let message = format!("{} lacks `{key}`", table_name(&path));
    Diagnostic::new(Code::MissingKey, message).at(spot.span.clone(), "").help(help)
}

fn with_model(diagnostic: Diagnostic, spot: &Spot, model: &Model<'_>) -> Diagnostic {
    match model.line(&spot.path) {
        Some(line) => diagnostic.help(format!("rondje brings along: {line}")),
        None => diagnostic.help("compare it with the template that rondje brings along"),
    }
}

/// `margin` of `card`.
fn name(path: &[String]) -> String {
    let names: Vec<String> = path.iter().rev().map(|key| quoted(key)).collect();
    if names.is_empty() { "this template".to_owned() } else { names.join(" of ") }
}

/// The table in which the last key of a path stands.
fn table_name(path: &[String]) -> String {
    name(path.split_last().map_or(path, |(_, above)| above))
}

/// What could stand there, and what was probably meant.
fn choice(typed: &str, expected: &str, lead: &str) -> String {
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    match did_you_mean(nearest(typed.trim_matches('`'), known.iter().copied())) {
        Some(question) => question,
        None => format!("{lead}: {}", known.join(", ")),
    }
}

/// What should stand there: the words of our own types, and those of the reader of TOML in plain ones.
fn wanted(expected: &str) -> &str {
    match expected {
        "u8" => "a whole number from 0 to 255",
        "u16" | "u32" | "i64" => "a whole number",
        "a nonzero u8" => "a whole number from 1 to 255",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a string" | "string" | "variant identifier" => "a text between quotation marks",
        "a sequence" => "a list between [ and ]",
        other if other.starts_with("struct ") => "a table between { and }",
        other if other.starts_with("an array of length 2") => "a list of two",
        other if other.starts_with("an array") => "a list of that length",
        other => other,
    }
}

fn kind(found: &str) -> &'static str {
    let kinds = [
        ("string", "text"),
        ("integer", "a whole number"),
        ("floating point", "a number with a decimal point"),
        ("boolean", "true or false"),
        ("sequence", "a list"),
        ("map", "a table"),
    ];
    kinds.iter().find(|(start, _)| found.starts_with(start)).map_or("something else", |(_, words)| words)
}
