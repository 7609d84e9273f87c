//! The organizer's word on pairs: [[pair]].

use std::collections::BTreeMap;

use super::evening::{POINTS, check_round, check_table};
use super::report::Report;
use super::roster::{NOBODY, People};
use super::shapes::PAIR;
use super::walk::{self, At, Keys, SHORT, Span, at_most};
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{AttendeeIx, Must, PairRule, PairRuleKind, RoundSet};

/// The most pair rules of one event.
const MAX_PAIRS: usize = 20_000;
/// Points of a `prefer` that does not say.
const PREFER: u32 = 800;

/// A word of the organizer and where it stands.
pub(super) type PlacedRule = (PairRule, Span);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Must,
    Never,
    Prefer,
}

impl Kind {
    const WORDS: [(&'static str, Self); 3] =
        [("must", Self::Must), ("never", Self::Never), ("prefer", Self::Prefer)];

    fn word(self) -> &'static str {
        Self::WORDS[self as usize].0
    }
}

/// Reads [[pair]].
pub(super) fn read(
    file: &Keys<'_>,
    people: &People,
    round_count: Option<u32>,
    table_count: Option<u32>,
    report: &mut Report,
) -> Vec<PlacedRule> {
    let mut seen = BTreeMap::new();
    let mut rules = Vec::new();
    for item in at_most(file.tables("pair", report), MAX_PAIRS, "pair rules", report) {
        let Some(keys) = Keys::open(item, &PAIR, report) else { continue };
        let pair = read_people(&keys, people, report);
        let kind = keys.word("rule", &Kind::WORDS, report);
        let must = read_must(&keys, round_count, table_count, report);
        let points = keys.number("points", POINTS, report).map_or(PREFER, |points| points.value);
        let Some(kind) = kind.map(|word| word.value) else { continue };
        check_keys(&keys, kind, report);
        let Some(pair) = pair else { continue };
        check_repeated(pair, kind, &keys.span, &mut seen, report);
        let kind = match kind {
            Kind::Must => PairRuleKind::Must(must),
            Kind::Never => PairRuleKind::Never,
            Kind::Prefer => PairRuleKind::Prefer { points },
        };
        rules.push((PairRule { people: pair, kind }, keys.span));
    }
    rules
}

fn read_people(keys: &Keys<'_>, people: &People, report: &mut Report) -> Option<[AttendeeIx; 2]> {
    let value = keys.get("people")?;
    let what = keys.what("people");
    let items = walk::list(value, &what, report)?;
    if items.len() != 2 {
        let message = format!("a pair is two people; this names {}", items.len());
        let help = format!("write it like this: {}", what.example);
        report.push(Diagnostic::new(Code::PairNotTwo, message).at(value.span(), "").help(help));
    }
    let ids: Vec<At<String>> = items
        .iter()
        .take(2)
        .filter_map(|item| walk::text(item, &keys.what_item("people"), SHORT, report))
        .collect();
    let found: Vec<Option<AttendeeIx>> = ids.iter().map(|id| people.find(id, NOBODY, report)).collect();
    match found[..] {
        [Some(a), Some(b)] if a == b => {
            let message = format!("{} is paired with themselves", quoted(&ids[0].value));
            let diagnostic =
                Diagnostic::new(Code::PairNotTwo, message).at(value.span(), "the same person twice");
            report.push(diagnostic.help("write the ids of two different people"));
            None
        }
        [Some(a), Some(b)] if items.len() == 2 => Some([a.min(b), a.max(b)]),
        _ => None,
    }
}

fn read_must(
    keys: &Keys<'_>,
    round_count: Option<u32>,
    table_count: Option<u32>,
    report: &mut Report,
) -> Must {
    let round = keys.ordinal("round", report);
    let listed = keys.ordinals("rounds", report);
    let table = keys.ordinal("table", report);
    if let Some(table) = &table {
        check_table(table, table_count, report);
    }
    if let (Some(round), Some(rounds)) = (keys.key_span("round"), keys.key_span("rounds")) {
        let diagnostic = Diagnostic::new(Code::RoundAndRounds, "this pair has both `round` and `rounds`")
            .at(rounds, "this one")
            .related(round, "and this one");
        report.push(diagnostic.help("keep `round` for one round, or `rounds` for a choice of rounds"));
    }
    check_not_empty(keys, report);
    let exists = |round: &At<u32>, report: &mut Report| check_round(round, round_count, report);
    let rounds: RoundSet =
        round.iter().chain(&listed).filter(|round| exists(round, report)).map(|round| round.value).collect();
    Must { rounds: (!rounds.is_empty()).then_some(rounds), table: table.map(|table| table.value) }
}

fn check_not_empty(keys: &Keys<'_>, report: &mut Report) {
    let Some(value) = keys.get("rounds") else { return };
    if value.get_ref().as_array().is_some_and(|rounds| rounds.is_empty()) {
        let diagnostic = Diagnostic::new(Code::EmptyText, "`rounds` of [[pair]] must not be empty")
            .at(value.span(), "no round is left");
        report
            .push(diagnostic.help("name at least one round, or leave the line out: then any round will do"));
    }
}

/// `round`, `rounds` and `table` go with `must`, `points` with `prefer`.
fn check_keys(keys: &Keys<'_>, kind: Kind, report: &mut Report) {
    let owners =
        [("round", Kind::Must), ("rounds", Kind::Must), ("table", Kind::Must), ("points", Kind::Prefer)];
    for (key, owner) in owners {
        if let Some(span) = keys.key_span(key).filter(|_| owner != kind) {
            let message = format!("`{key}` does not go with rule = \"{}\"", kind.word());
            let help = format!("leave `{key}` out, or write rule = \"{}\"", owner.word());
            report.push(Diagnostic::new(Code::PairKeyMisplaced, message).at(span, "").help(help));
        }
    }
}

fn check_repeated(
    pair: [AttendeeIx; 2],
    kind: Kind,
    span: &Span,
    seen: &mut BTreeMap<([AttendeeIx; 2], Kind), Span>,
    report: &mut Report,
) {
    if let Some(first) = seen.get(&(pair, kind)) {
        let message = format!("this pair has two rules \"{}\"", kind.word());
        let diagnostic = Diagnostic::new(Code::PairTwice, message)
            .at(span.clone(), "the second")
            .related(first.clone(), "the first");
        report.push(diagnostic.help("keep one of the two"));
    } else {
        seen.insert((pair, kind), span.clone());
    }
}
