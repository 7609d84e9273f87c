//! What a re-plan changed, in words.

use super::evening;
use super::night_changes::{Changes, SitOuts};
use super::print::Printed;
use super::replan::{Evening, Outcome};
use super::schedules::SetAside;
use super::text::{Align, Page, Table, count, listed, rounds, thousands};
use crate::domain::{AttendeeIx, Event, Meeting, PlanResult, Proof, Round, RoundSet};
use crate::night;
use crate::plan::Policy;

/// The most people that one line names.
const MOST_NAMES: usize = 12;

/// The name of a policy, as it is typed.
pub fn policy_name(policy: Policy) -> &'static str {
    match policy {
        Policy::Keep => "keep",
        Policy::Balanced { .. } => "balanced",
        Policy::Best => "best",
    }
}

/// The points beside the bound, which is one for plans that leave as much as the policy asks.
fn points(outcome: &Outcome) -> String {
    let PlanResult { points, bound, proof, .. } = outcome.schedule.result;
    let others = match outcome.policy {
        Policy::Keep => "no plan that keeps these lines",
        Policy::Balanced { .. } => "no plan that changes as few lines",
        Policy::Best => "no plan for the rounds to come",
    };
    match proof {
        Proof::Optimal => format!("{}, proved optimal: {others} has more", thousands(points)),
        Proof::Gap => format!("{} ({others} can have more than {})", thousands(points), thousands(bound)),
    }
}

/// How many people are there in a round that can still change.
pub fn present(event: &Event, from: Round) -> usize {
    let there = |rounds: RoundSet| rounds.iter().any(|round| round >= from);
    event.attendees.iter().filter(|attendee| there(attendee.rounds)).count()
}

/// What agendas are compared with, where that is not the plan before this one.
fn since(evening: &Evening) -> String {
    match evening.paper.revision() {
        revision if revision == evening.read.schedule.revision => String::new(),
        revision => format!(" (since revision {revision}, the last that was printed)"),
    }
}

/// The summary.
pub fn page(
    evening: &Evening,
    outcome: &Outcome,
    kept: Option<&SetAside>,
    printed: Option<&Printed>,
) -> Page {
    let mut page = Page::default();
    let event = &outcome.event;
    let Changes { agendas, gaps, filled } = &outcome.changes;
    page.line(format!(
        "{}: {} planned again ({})",
        event.name,
        rounds(evening.from..=event.rounds.count),
        if evening.from_scratch { "from scratch" } else { policy_name(outcome.policy) },
    ));
    page.line(format!(
        "{} present, {} filled, {} to reprint{}",
        present(event, evening.from),
        if filled == gaps { count(*gaps, "gap") } else { format!("{filled} of {}", count(*gaps, "gap")) },
        count(agendas.len(), "agenda"),
        since(evening),
    ));
    page.blank();
    let mut table = Table::new(&[Align::Left, Align::Left]);
    table.row(["Wants served", &format!("{} of {}", outcome.audit.wants_served, outcome.audit.wants)]);
    table.row(["Points", &points(outcome)]);
    table.row(["Floor", &outcome.schedule.result.floor.to_string()]);
    table.row(["Reprint", &names(event, agendas.iter().map(|changed| changed.person))]);
    page.table(&table);
    add_sit_outs(&mut page, outcome, evening.from);
    add_dropped(&mut page, evening, outcome);
    add_files(&mut page, evening, outcome, kept);
    if let Some(printed) = printed {
        printed.add_to(&mut page);
    } else {
        let changed = if is_on_paper(evening, outcome, kept) { "" } else { " --changed" };
        page.line(format!("Next: rondje print {}{changed}", evening.opened.typed()));
    }
    page
}

/// Whether nothing was planned again that could be printed as a change.
fn is_on_paper(evening: &Evening, outcome: &Outcome, kept: Option<&SetAside>) -> bool {
    let revision = outcome.schedule.revision;
    let replanned = evening.opened.last_replan().is_some_and(|last| last.revision == revision);
    kept.is_none() && !replanned && evening.paper.revision() == revision
}

fn add_sit_outs(page: &mut Page, outcome: &Outcome, from: Round) {
    if outcome.sit_outs.is_empty() {
        page.title("Nobody who is there sits out.");
        return;
    }
    page.title("Who sits out");
    for SitOuts { round, people, why } in &outcome.sit_outs {
        let who = names(&outcome.event, people.iter().copied());
        let verb = if people.len() == 1 { "sits" } else { "sit" };
        let people = count(people.len(), "person");
        page.line(format!("  round {round}: {people} {verb} out, {why}: {who}"));
    }
    add_without_meetings(page, outcome, from);
}

/// Whoever has nothing to do any more wants to know what would help.
fn add_without_meetings(page: &mut Page, outcome: &Outcome, from: Round) {
    let event = &outcome.event;
    let meets = |person: AttendeeIx| {
        let mut ahead = outcome.schedule.meetings.iter().filter(|meeting| meeting.round >= from);
        ahead.any(|meeting| meeting.partner_of(person).is_some())
    };
    let mut idle: Vec<AttendeeIx> = outcome.sit_outs.iter().flat_map(|round| round.people.clone()).collect();
    idle.retain(|&person| !meets(person));
    idle.sort_unstable();
    idle.dedup();
    if idle.is_empty() {
        return;
    }
    let verb = if idle.len() == 1 { "has" } else { "have" };
    let who = names(event, idle.into_iter());
    page.line(match outcome.policy {
        Policy::Keep if present(event, from) > 1 => format!(
            "  {who} {verb} no meeting any more; --policy balanced or best may find some, for more agendas to reprint"
        ),
        _ => format!("  {who} {verb} no meeting any more"),
    });
}

fn add_dropped(page: &mut Page, evening: &Evening, outcome: &Outcome) {
    let event = &evening.event;
    let impossible = impossible_musts(evening);
    if impossible.is_empty() && outcome.dropped.is_empty() {
        return;
    }
    page.title("Pairs that you wanted to meet, and cannot any more");
    let both = |people: &[AttendeeIx; 2]| listed(&people.map(|person| evening::called(event, person)), "and");
    for people in &impossible {
        page.line(format!("  {}: not there together any more", both(people)));
    }
    for people in &outcome.dropped {
        page.line(format!("  {}: {}", both(people), why_dropped(outcome, *people)));
    }
}

/// What became of a pair whose `must` was left out.
fn why_dropped(outcome: &Outcome, people: [AttendeeIx; 2]) -> String {
    let found = outcome.schedule.meetings.iter().find(|meeting| meeting.people == people);
    match (found, outcome.policy) {
        (Some(Meeting { round, table, .. }), _) => {
            format!("not as you asked; they meet in round {round} at table {table}")
        }
        (None, Policy::Keep) => "no round in which both are free; --policy balanced may find one".to_owned(),
        (None, _) => "no round is left for both".to_owned(),
    }
}

/// The pairs of `must`s that the facts of the night make impossible.
fn impossible_musts(evening: &Evening) -> Vec<[AttendeeIx; 2]> {
    let written = evening.opened.written();
    let Some(night) = &evening.opened.night else { return Vec::new() };
    let dropped = night::turned_out(written, &night.log, &[]).dropped;
    dropped.into_iter().map(|rule| written.pairs[rule].people).collect()
}

fn add_files(page: &mut Page, evening: &Evening, outcome: &Outcome, kept: Option<&SetAside>) {
    let revision = outcome.schedule.revision;
    match kept {
        Some(aside) => {
            page.title(format!(
                "Written: {} (revision {revision}; the earlier one is kept as {})",
                evening.read.file,
                aside.file.display()
            ));
            page.line(format!("To take it back: rondje undo {}", evening.opened.typed()));
            if let Some(line) = planned_again_though_over(evening, outcome) {
                page.line(line);
            }
        }
        None => page.title(format!("Nothing changed: {} stays revision {revision}", evening.read.file)),
    }
}

/// Rounds that were over at the last re-plan are planned again by a slip, or because that one was.
fn planned_again_though_over(evening: &Evening, outcome: &Outcome) -> Option<String> {
    let over = evening.opened.first_round_left();
    let held = |meetings: &[Meeting]| -> Vec<_> {
        let before = meetings.iter().filter(|meeting| meeting.round < over);
        before.map(|meeting| (meeting.round, meeting.table, meeting.people)).collect()
    };
    let changed = held(&evening.read.schedule.meetings) != held(&outcome.schedule.meetings);
    (evening.from < over && changed).then(|| {
        let have = if evening.from + 1 < over { "have" } else { "has" };
        let rounds = rounds(evening.from..over);
        format!("  Do so if {rounds} {have} been held: the last re-plan was from round {over} on.")
    })
}

fn names(event: &Event, people: impl Iterator<Item = AttendeeIx>) -> String {
    let mut names: Vec<String> = people.map(|person| evening::called(event, person)).collect();
    if names.is_empty() {
        return "none".to_owned();
    }
    let more = names.len().saturating_sub(MOST_NAMES);
    if more > 0 {
        names.truncate(MOST_NAMES);
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}
