//! What an evening brought, on a terminal.

use std::path::Path;

use super::evening;
use super::report::{Report, Way};
use super::text::{Align, Page, Table, count, thousands};
use crate::domain::Event;
use crate::report::GroupLine;

/// The page.
pub fn page(report: &Report, pdf: Option<&Path>) -> Page {
    let event = report.event();
    let mut page = Page::default();
    let state = if report.opened.is_held() { "held" } else { "planned" };
    page.line(format!("{}, {}, as {state}", event.name, event.date.format("%-d %B %Y")));
    let there = event.attendees.iter().filter(|attendee| !attendee.rounds.is_empty()).count();
    let mut figures = vec![
        count(there, "person"),
        count(event.rounds.count as usize, "round"),
        count(report.schedule.meetings.len(), "meeting"),
    ];
    if report.lost > 0 {
        figures.push(format!("{} fell away", report.lost));
    }
    page.line(figures.join(", "));
    page.blank();
    page.table(&ways(report));
    add_bound_to(&mut page, report);
    add_topics_to(&mut page, report);
    add_people_to(&mut page, report);
    add_groups_to(&mut page, report);
    if let Some(file) = pdf {
        page.title(format!("Printed: {}", file.display()));
    }
    page
}

fn ways(report: &Report) -> Table {
    let mut table = Table::new(&[Align::Left, Align::Right, Align::Right, Align::Right]);
    let own = if report.opened.is_held() { "this evening" } else { "this plan" };
    table.row(["", own, "by chance", "by turns"]);
    let mut row = |what: &str, cell: &dyn Fn(&Way) -> String| {
        table.row(std::iter::once(what.to_owned()).chain(report.ways.iter().map(cell)));
    };
    row("Points", &|way| thousands(way.audit.points));
    row("Wants served", &|way| format!("{} of {}", way.audit.wants_served, way.audit.wants));
    row("Floor", &|way| way.audit.floor.map_or_else(|| "any".to_owned(), |floor| floor.to_string()));
    row("Meetings", &|way| way.ties.meetings.to_string());
    row("New ties", &|way| way.ties.new.to_string());
    row("  of two groups", &|way| way.ties.other_group.to_string());
    row("  with an acquaintance in common", &|way| way.ties.introduced.to_string());
    row("Sit-outs", &|way| way.sit_outs.to_string());
    if report.ways.iter().any(|way| way.broken > 0) {
        row("Broken rules", &|way| way.broken.to_string());
    }
    table
}

fn add_bound_to(page: &mut Page, report: &Report) {
    page.blank();
    page.line(
        "By chance: the same people, rounds and tables, partners drawn by lot (the middle one of 9 draws).",
    );
    page.line("By turns: as on a rotation sheet. Both keep the hard rules as far as a rotation can.");
    match (report.bound, report.gap()) {
        (Some(bound), _) if bound == report.ways[0].audit.points => {
            page.line("No plan that keeps the floor has more points than this one: that is proved.");
        }
        (Some(bound), Some(gap)) => page.line(format!(
            "No plan that keeps the floor has more than {} points; this one is {gap:.2} % below that.",
            thousands(bound)
        )),
        _ => page.line("How many points were possible for the evening as it turned out is not known."),
    }
    let [all, met] = report.evening.asked;
    if all > 0 {
        page.line(format!("Asked for by name: {met} of {} met.", count(all, "person")));
    }
}

fn add_topics_to(page: &mut Page, report: &Report) {
    let topics = &report.evening.topics;
    if topics.is_empty() {
        return;
    }
    let mut table = Table::new(&[Align::Left, Align::Right, Align::Right, Align::Right]);
    table.row(["Topic", "wanted", "offered", "served"]);
    for line in topics {
        let number = |people: usize| people.to_string();
        let name = report.event().topics[line.topic].name.clone();
        table.row([name, number(line.wanted), number(line.offered), number(line.served)]);
    }
    page.title("Supply and demand, in people (offered: it, or a broader or narrower topic)");
    page.table(&table);
}

fn add_people_to(page: &mut Page, report: &Report) {
    let people = report.evening.least_first();
    if people.is_empty() {
        return;
    }
    let right = [Align::Right; 5];
    let mut table = Table::new(&[&[Align::Left][..], &right].concat());
    table.row(["Person", "meetings", "takes", "gives", "wants served", "new ties"]);
    for person in people {
        table.row([
            evening::with_company(report.event(), person.who),
            format!("{} of {}", person.meetings, person.target),
            person.takes.to_string(),
            person.gives.to_string(),
            format!("{} of {}", person.served, person.wants),
            person.new_ties.to_string(),
        ]);
    }
    page.title(
        "Giving and taking, in meetings (takes: they gain; gives: the other gains); who took least first",
    );
    page.table(&table);
}

/// What a line of groups is called.
pub fn group_name(event: &Event, line: &GroupLine) -> String {
    line.group.map_or_else(|| "(no group)".to_owned(), |group| event.groups[group].name.clone())
}

fn add_groups_to(page: &mut Page, report: &Report) {
    let evening = &report.evening;
    if evening.groups.iter().all(|line| line.group.is_none()) {
        return;
    }
    let mut table = Table::new(&[&[Align::Left][..], &[Align::Right; 5]].concat());
    table.row(["Group", "people", "meetings", "takes", "gives", "wants served"]);
    let mut met = Table::new(&[&[Align::Left][..], &vec![Align::Right; evening.groups.len()]].concat());
    let names: Vec<String> = evening.groups.iter().map(|line| group_name(report.event(), line)).collect();
    met.row(std::iter::once(String::new()).chain(names.iter().cloned()));
    for ((line, row), name) in evening.groups.iter().zip(&evening.met).zip(names) {
        table.row([
            name.clone(),
            line.people.to_string(),
            line.meetings.to_string(),
            line.takes.to_string(),
            line.gives.to_string(),
            format!("{} of {}", line.served, line.wants),
        ]);
        met.row(std::iter::once(name).chain(row.iter().map(u32::to_string)));
    }
    page.title("Groups (a meeting of two members counts twice)");
    page.table(&table);
    page.title("Who met whom, in meetings");
    page.table(&met);
}
