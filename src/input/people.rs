//! Attendees, each on its own; who means whom is `roster`'s.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use toml::de::DeValue;

use super::evening::{check_round, check_table};
use super::report::Report;
use super::roster::Named;
use super::shapes::{ATTENDEE, OFFER, PRESENCE, WANT};
use super::topics::{Groups, Topics};
use super::walk::{self, At, Keys, LONG, SHORT, Span, Value, at_most, wrong_type};
use crate::diag::{Code, Diagnostic, quoted};
use crate::domain::{
    Attendee, AttendeeIx, Company, Contact, GroupIx, MAX_ROUNDS, Offer, Priority, Round, RoundSet, TableNo,
    TopicIx, Want, default_id, fold,
};

/// The most attendees of one event. Memory and time grow with their square: a plan for so many takes about a gigabyte.
const MAX_ATTENDEES: usize = 2_500;
/// The most wants of all attendees together, and the most offers: twenty each of as many attendees as can be.
const MAX_WISHES: usize = 50_000;
/// The most wants, offers, or people named by one attendee.
const MAX_LISTED: usize = 200;

/// An attendee as it stands in the file: every key read, nobody looked up.
#[derive(Debug)]
pub(super) struct Draft {
    /// The header, or the braces.
    pub(super) span: Span,
    /// The id, given or made from the name, and where it comes from.
    pub(super) id: Option<At<String>>,
    pub(super) id_given: bool,
    pub(super) name: Option<At<String>>,
    pub(super) company: Option<At<String>>,
    title: Option<String>,
    group: Option<GroupIx>,
    pub(super) wants: Vec<Listed>,
    pub(super) offers: Vec<Listed>,
    pub(super) asks_for: Vec<At<String>>,
    pub(super) knows: Vec<At<String>>,
    pub(super) avoids: Vec<At<String>>,
    rounds: RoundSet,
    pub(super) rounds_span: Option<Span>,
    max_meetings: Option<u32>,
    pub(super) max_meetings_span: Option<Span>,
    host: Option<TableNo>,
    pub(super) host_span: Option<Span>,
    email: Option<String>,
    phone: Option<String>,
    link: Option<String>,
    share: Vec<Contact>,
}

/// A want or an offer; offers have normal priority.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) topic: TopicIx,
    pub(super) span: Span,
    priority: Priority,
    note: Option<String>,
}

/// What attendees are read against.
pub(super) struct Setting<'s> {
    pub(super) round_count: Option<u32>,
    pub(super) table_count: Option<u32>,
    pub(super) topics: &'s mut Topics,
    pub(super) groups: &'s mut Groups,
}

/// How many attendees the file has.
pub(super) fn count(file: &Keys<'_>) -> usize {
    match file.get("attendee").map(toml::Spanned::get_ref) {
        Some(DeValue::Array(items)) => items.len(),
        _ => 0,
    }
}

/// Reads [[attendee]]; the second says whether every attendee is among them.
pub(super) fn read(file: &Keys<'_>, setting: &mut Setting<'_>, report: &mut Report) -> (Vec<Draft>, bool) {
    let all = file.tables("attendee", report);
    let items = at_most(all, MAX_ATTENDEES, "attendees", report);
    let drafts: Vec<Draft> = items
        .iter()
        .filter_map(|item| Keys::open(item, &ATTENDEE, report))
        .collect::<Vec<_>>()
        .iter()
        .map(|keys| read_draft(keys, setting, report))
        .collect();
    refuse_many_wishes(&drafts, report);
    if all.is_empty() && !report.has_errors() {
        let message = "nobody takes part in this event yet";
        report.push(
            Diagnostic::new(Code::NobodyYet, message).help("add people, each under a header [[attendee]]"),
        );
    }
    let complete = drafts.len() == all.len() && (!all.is_empty() || file.get("attendee").is_none());
    (drafts, complete)
}

/// Notes when all attendees together want or offer too much, where it becomes too much.
fn refuse_many_wishes(drafts: &[Draft], report: &mut Report) {
    refuse_many(drafts.iter().map(|draft| &draft.wants[..]), "wants", report);
    refuse_many(drafts.iter().map(|draft| &draft.offers[..]), "offers", report);
}

fn refuse_many<'d>(wishes: impl Iterator<Item = &'d [Listed]> + Clone, plural: &str, report: &mut Report) {
    let count: usize = wishes.clone().map(<[_]>::len).sum();
    let Some(extra) = wishes.flatten().nth(MAX_WISHES) else { return };
    let message = format!("all attendees together have {count} {plural}; {MAX_WISHES} is the most");
    let diagnostic =
        Diagnostic::new(Code::TooMany, message).at(extra.span.clone(), "from here on it is too many");
    report.push(diagnostic.help("leave to each attendee what matters most to them: five or six will do"));
}

fn read_draft(keys: &Keys<'_>, setting: &mut Setting<'_>, report: &mut Report) -> Draft {
    let name = keys.text("name", report);
    let given = keys.get("id").is_some();
    let (rounds, rounds_span) = read_presence(keys, setting.round_count, report);
    let host = keys.ordinal("host", report);
    if let Some(host) = &host {
        check_table(host, setting.table_count, report);
    }
    let max_meetings = keys.number("max_meetings", 0..=MAX_ROUNDS, report).map(|most| most.value);
    let mut text = |key: &str| keys.text(key, report).map(|text| text.value);
    let (title, email, phone, link) = (text("title"), text("email"), text("phone"), text("link"));
    let share = read_share(keys, report);
    Draft {
        span: keys.span.clone(),
        id: if given { read_id(keys, report) } else { make_id(name.as_ref(), report) },
        id_given: given,
        company: keys.text("company", report),
        group: keys.text("group", report).map(|group| setting.groups.find(&group, report)),
        wants: read_listed(keys, Side::Want, setting.topics, report),
        offers: read_listed(keys, Side::Offer, setting.topics, report),
        asks_for: read_ids(keys, "asks_for", report),
        knows: read_ids(keys, "knows", report),
        avoids: read_ids(keys, "avoids", report),
        max_meetings_span: keys.key_span("max_meetings"),
        host_span: keys.key_span("host"),
        host: host.map(|host| host.value),
        name,
        title,
        rounds,
        rounds_span,
        max_meetings,
        email,
        phone,
        link,
        share,
    }
}

/// The attendee in a message: their name, if they have one.
fn who(keys: &Keys<'_>) -> String {
    match keys.get("name").map(toml::Spanned::get_ref) {
        Some(DeValue::String(name)) if !name.trim().is_empty() => quoted(name),
        _ => "this attendee".to_owned(),
    }
}

/// An id is a safe file name: letters, digits, `-`, `_` and `.`, no dot in front.
fn read_id(keys: &Keys<'_>, report: &mut Report) -> Option<At<String>> {
    let id = keys.text("id", report)?;
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.value.chars().all(fine) && !id.value.starts_with('.') {
        return Some(id);
    }
    let message = format!("{} cannot be an id", quoted(&id.value));
    let mut help = "use letters, digits, `-`, `_` and `.`, and do not start with `.`".to_owned();
    if let cure @ 1.. = default_id(&id.value).len() {
        help = format!("{help}; for example id = \"{}\"", &default_id(&id.value)[..cure]);
    }
    report.push(Diagnostic::new(Code::WrongId, message).at(id.span, "").help(help));
    None
}

fn make_id(name: Option<&At<String>>, report: &mut Report) -> Option<At<String>> {
    let name = name?;
    let id = default_id(&name.value);
    if id.is_empty() {
        let message = format!("no id can be made from the name {}", quoted(&name.value));
        let diagnostic =
            Diagnostic::new(Code::NoId, message).at(name.span.clone(), "no letter or digit in it");
        report.push(diagnostic.help("add a line with an id of your own: id = \"guest-1\""));
        return None;
    }
    Some(At { value: id, span: name.span.clone() })
}

fn read_ids(keys: &Keys<'_>, key: &str, report: &mut Report) -> Vec<At<String>> {
    let what = keys.what_item(key);
    at_most(keys.list(key, report), MAX_LISTED, "people in this list", report)
        .iter()
        .filter_map(|item| walk::text(item, &what, SHORT, report))
        .collect()
}

/// When an attendee is there; all rounds when `rounds` is absent or wrong.
fn read_presence(keys: &Keys<'_>, count: Option<u32>, report: &mut Report) -> (RoundSet, Option<Span>) {
    let last = count.unwrap_or(MAX_ROUNDS);
    let all = RoundSet::all(last);
    let Some(value) = keys.get("rounds") else { return (all, None) };
    let span = keys.key_span("rounds");
    let Some(presence) = Keys::open(value, &PRESENCE, report) else { return (all, span) };
    let mut round =
        |key: &str| presence.ordinal(key, report).filter(|round| check_round(round, count, report));
    let (from, until) = (round("from"), round("until"));
    let first = from.as_ref().map_or(1, |from| from.value);
    let until_round = until.as_ref().map_or(last, |until| until.value);
    if let (Some(from), Some(until)) = (&from, &until)
        && first > until_round
    {
        let message = format!("{} leaves after round {until_round} but comes in round {first}", who(keys));
        let diagnostic = Diagnostic::new(Code::RoundsBackwards, message)
            .at(from.span.clone(), "comes")
            .related(until.span.clone(), "leaves");
        report.push(diagnostic.help("`from` is the first round they are there, `until` the last"));
        return (all, span);
    }
    let mut rounds = RoundSet::span(first, until_round);
    for except in presence.ordinals("except", report) {
        if check_round(&except, count, report) {
            check_except(&except, first..=until_round, keys, report);
            rounds.remove(except.value);
        }
    }
    if rounds.is_empty() {
        let diagnostic =
            Diagnostic::new(Code::NeverThere, format!("{} is there in no round at all", who(keys)))
                .at(value.span(), "no round is left");
        report.push(diagnostic.help("leave the attendee out, or give them at least one round"));
        return (all, span);
    }
    (rounds, span)
}

fn check_except(except: &At<Round>, there: RangeInclusive<Round>, keys: &Keys<'_>, report: &mut Report) {
    if there.contains(&except.value) {
        return;
    }
    let message = format!(
        "round {} is left out, but {} is only there in rounds {} to {}",
        except.value,
        who(keys),
        there.start(),
        there.end()
    );
    report.push(
        Diagnostic::new(Code::NoSuchRound, message)
            .at(except.span.clone(), "not there anyway")
            .help("leave this round out of `except`, or change `from` or `until`"),
    );
}

fn read_share(keys: &Keys<'_>, report: &mut Report) -> Vec<Contact> {
    let what = keys.what_item("share");
    let mut share = Vec::new();
    for item in keys.list("share", report) {
        let Some(contact) = walk::word(item, &what, &Contact::ALL, report) else { continue };
        let key = contact.value.as_str();
        if keys.get(key).is_none() {
            let message = format!("`share` names {key}, but {} has no `{key}`", who(keys));
            let diagnostic =
                Diagnostic::new(Code::NothingToShare, message).at(contact.span, "nothing to print");
            report.push(diagnostic.help(format!("add a line with the {key}, or leave it out of `share`")));
        } else if !share.contains(&contact.value) {
            share.push(contact.value);
        }
    }
    share.sort_unstable();
    share
}

/// The two sides of a match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Want,
    Offer,
}

/// Wants or offers, each topic once.
fn read_listed(keys: &Keys<'_>, side: Side, topics: &mut Topics, report: &mut Report) -> Vec<Listed> {
    let (key, plural) = match side {
        Side::Want => ("wants", "wants"),
        Side::Offer => ("offers", "offers"),
    };
    let what = keys.what_item(key);
    let mut listed: Vec<Listed> = Vec::new();
    for item in at_most(keys.list(key, report), MAX_LISTED, plural, report) {
        let Some(entry) = read_entry(item, side, &what, topics, report) else { continue };
        match listed.iter_mut().find(|other| other.topic == entry.topic) {
            Some(first) => {
                let said = (side, who(keys), topics.list[first.topic].name.as_str());
                merge(first, entry, said, report);
            }
            None => listed.push(entry),
        }
    }
    listed
}

/// A topic as plain text, or a table with more about it.
fn read_entry(
    item: &Value<'_>,
    side: Side,
    what: &walk::What,
    topics: &mut Topics,
    report: &mut Report,
) -> Option<Listed> {
    match item.get_ref() {
        DeValue::String(_) => {
            let name = walk::text(item, what, SHORT, report)?;
            let topic = topics.find(&name, report)?;
            Some(Listed { topic, span: name.span, priority: Priority::Normal, note: None })
        }
        DeValue::Table(_) => {
            let keys = Keys::open(item, if side == Side::Want { &WANT } else { &OFFER }, report)?;
            let name = keys.text("topic", report);
            let words = [("low", Priority::Low), ("normal", Priority::Normal), ("high", Priority::High)];
            let priority = if side == Side::Want { keys.word("priority", &words, report) } else { None };
            let note = keys.get("note").and_then(|note| walk::text(note, &keys.what("note"), LONG, report));
            let name = name?;
            let topic = topics.find(&name, report)?;
            let priority = priority.map_or(Priority::Normal, |word| word.value);
            Some(Listed { topic, span: name.span, priority, note: note.map(|note| note.value) })
        }
        _ => {
            wrong_type(item, what, "text", report);
            None
        }
    }
}

/// The higher priority counts, and the first note that is there.
fn merge(first: &mut Listed, again: Listed, said: (Side, String, &str), report: &mut Report) {
    let (side, who, topic) = said;
    let (code, what) = match side {
        Side::Want => (Code::WantRepeated, "wants"),
        Side::Offer => (Code::OfferRepeated, "offers"),
    };
    let message = format!("{who} {what} {} twice; it counts once", quoted(topic));
    let diagnostic =
        Diagnostic::new(code, message).at(again.span, "again here").related(first.span.clone(), "first here");
    let help = match side {
        Side::Want => "leave one out; until then the higher priority and the first note count",
        Side::Offer => "leave one out; until then the first note counts",
    };
    report.push(diagnostic.help(help));
    first.priority = first.priority.max(again.priority);
    first.note = first.note.take().or(again.note);
}

/// An attendee for the domain; nothing when the id or the name was wrong.
pub(super) fn finish(draft: Draft, named: &Named) -> Option<Attendee> {
    let ids = |people: &BTreeMap<AttendeeIx, Span>| people.keys().copied().collect();
    Some(Attendee {
        id: draft.id?.value,
        name: draft.name?.value,
        company: draft.company.map(|company| Company { folded: fold(&company.value), name: company.value }),
        title: draft.title,
        group: draft.group,
        wants: draft
            .wants
            .into_iter()
            .map(|want| Want { topic: want.topic, priority: want.priority, note: want.note })
            .collect(),
        offers: draft
            .offers
            .into_iter()
            .map(|offer| Offer { topic: offer.topic, note: offer.note })
            .collect(),
        asks_for: ids(&named.asks_for),
        knows: ids(&named.knows),
        avoids: ids(&named.avoids),
        rounds: draft.rounds,
        max_meetings: draft.max_meetings,
        host: draft.host,
        email: draft.email,
        phone: draft.phone,
        link: draft.link,
        share: draft.share,
    })
}
