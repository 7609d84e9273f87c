//! A template from text, with everything that is wrong with it found in one go.
//!
//! The reader of TOML stops at the first mistake. So each mistake is noted, what the built-in template has is put in its
//! place, and the rest is read again.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, Error};

use super::said;
use crate::diag::Diagnostic;
use crate::input::{Report, parse};

/// Bytes of a template.
type Span = std::ops::Range<usize>;

/// The most mistakes that are looked for in one template.
const MOST: usize = 200;

/// Reads a template. `model` is the built-in template that it should look like.
///
/// # Errors
/// Everything that is wrong with it, by position.
pub(super) fn read<T: DeserializeOwned>(text: &str, model: &str) -> Result<T, Vec<Diagnostic>> {
    let mut report = Report::default();
    // Behind the text of the template, so that no place in the model is taken for one in the template.
    let model = format!("{}{model}", "\n".repeat(text.len() + 1));
    let model = Model { table: parse(&model, &mut report).unwrap_or_default(), text: &model };
    let value = parse(text, &mut report).and_then(|table| read_table(table, text, &model, &mut report));
    report.finish(value).map(|(value, _)| value)
}

/// The template that is built in.
pub(super) struct Model<'m> {
    table: DeTable<'m>,
    text: &'m str,
}

impl<'m> Model<'m> {
    /// The value at a path of keys.
    fn value(&self, path: &[String]) -> Option<&Spanned<DeValue<'m>>> {
        let (last, above) = path.split_last()?;
        let mut table = &self.table;
        for key in above {
            table = table.get(key.as_str())?.get_ref().as_table()?;
        }
        table.get(last.as_str())
    }

    /// A line as the built-in template has it: `band = 8`; nothing for a table with a header of its own.
    pub(super) fn line(&self, path: &[String]) -> Option<String> {
        let value = self.value(path)?;
        let source = self.text.get(value.span())?;
        let has_header = value.get_ref().is_table() && source.starts_with('[');
        (!has_header).then(|| format!("{} = {source}", path.last().map_or("", String::as_str)))
    }
}

fn read_table<'t, T: DeserializeOwned>(
    mut table: DeTable<'t>,
    text: &str,
    model: &Model<'t>,
    report: &mut Report,
) -> Option<T> {
    for _ in 0..MOST {
        let whole = Spanned::new(0..text.len(), table.clone());
        match T::deserialize(Deserializer::from(whole)) {
            Ok(value) => return Some(value),
            Err(error) => {
                let spot = spot_of(&table, &error, text);
                report.push(said::diagnostic(error.message(), &spot, model));
                if !mend(&mut table, &spot, model) {
                    return None;
                }
            }
        }
    }
    None
}

/// Where a mistake is: the keys that lead there, and the bytes.
#[derive(Debug)]
pub(super) struct Spot {
    /// The keys that lead there, outermost first; none for the file as a whole.
    pub(super) path: Vec<String>,
    /// The place in the template.
    pub(super) span: Span,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A key that should not be there.
    Key,
    /// What stands behind a key.
    Value,
    /// One item of a list.
    Item(usize),
    /// A table that lacks a key.
    Lacks(String),
    /// Nothing that can be put right.
    Unknown,
}

fn spot_of(table: &DeTable<'_>, error: &Error, text: &str) -> Spot {
    let span = error.span().unwrap_or(0..0);
    let mut spot = find(table, &span).unwrap_or_else(|| Spot {
        path: Vec::new(),
        span: span.clone(),
        what: What::Unknown,
    });
    if let Some(key) = said::missing(error.message())
        && (matches!(spot.what, What::Value) || span == (0..text.len()))
    {
        spot.what = What::Lacks(key.to_owned());
        if spot.path.is_empty() {
            spot.span = 0..0;
        }
    }
    spot
}

/// Finds the key, value or item that stands at these bytes.
fn find(table: &DeTable<'_>, span: &Span) -> Option<Spot> {
    for (key, value) in table {
        let here = |what| Some(Spot { path: vec![key.get_ref().to_string()], span: span.clone(), what });
        if key.span() == *span {
            return here(What::Key);
        }
        if value.span() == *span {
            return here(What::Value);
        }
        match value.get_ref() {
            DeValue::Table(inner) => {
                if let Some(mut spot) = find(inner, span) {
                    spot.path.insert(0, key.get_ref().to_string());
                    return Some(spot);
                }
            }
            DeValue::Array(items) => {
                let holds = |item: &Spanned<DeValue<'_>>| {
                    item.span().start <= span.start && span.end <= item.span().end
                };
                if let Some(index) = items.iter().position(holds) {
                    return here(What::Item(index));
                }
            }
            _ => {}
        }
    }
    None
}

/// Puts what the built-in template has in the place of a mistake; false when that cannot be done.
fn mend<'t>(table: &mut DeTable<'t>, spot: &Spot, model: &Model<'t>) -> bool {
    if let What::Lacks(key) = &spot.what {
        let path: Vec<String> = spot.path.iter().chain([key]).cloned().collect();
        let Some(value) = model.value(&path).cloned() else { return replace(table, &spot.path, model) };
        let Some(table) = table_at(table, &spot.path) else { return false };
        table.insert(Spanned::new(value.span(), Cow::Owned(key.clone())), value);
        return true;
    }
    match spot.what {
        What::Key => remove(table, &spot.path),
        What::Value => replace(table, &spot.path, model),
        What::Item(index) => remove_item(table, &spot.path, index),
        What::Lacks(_) | What::Unknown => false,
    }
}

fn table_at<'a, 't>(table: &'a mut DeTable<'t>, path: &[String]) -> Option<&'a mut DeTable<'t>> {
    let mut table = table;
    for key in path {
        table = match table.get_mut(key.as_str())?.get_mut() {
            DeValue::Table(inner) => inner,
            _ => return None,
        };
    }
    Some(table)
}

fn remove(table: &mut DeTable<'_>, path: &[String]) -> bool {
    let Some((last, above)) = path.split_last() else { return false };
    table_at(table, above).is_some_and(|table| table.remove(last.as_str()).is_some())
}

fn replace<'t>(table: &mut DeTable<'t>, path: &[String], model: &Model<'t>) -> bool {
    let Some(value) = model.value(path).cloned() else { return remove(table, path) };
    let Some((last, above)) = path.split_last() else { return false };
    let place = table_at(table, above).and_then(|table| table.get_mut(last.as_str()));
    place.map(|place| *place = value).is_some()
}

fn remove_item(table: &mut DeTable<'_>, path: &[String], index: usize) -> bool {
    let Some((last, above)) = path.split_last() else { return false };
    let value = table_at(table, above).and_then(|table| table.get_mut(last.as_str()));
    let Some(DeValue::Array(items)) = value.map(Spanned::get_mut) else { return false };
    let kept = items.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, item)| item.clone());
    *items = kept.collect();
    true
}
