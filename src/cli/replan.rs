//! `replan`: plans the rounds to come again, for whoever is there.

use serde_json::{Value, json};

use super::cards::CardOrder;
use super::clash;
use super::evening;
use super::exit::Exit;
use super::failure::Failure;
use super::night::{check_round, with_step};
use super::night_changes::{Changes, SitOuts, changes, sit_outs};
use super::open::{self, Opened, OpenedSchedule};
use super::paths;
use super::plan::broken_rules;
use super::print::{self, Printed};
use super::progress;
use super::schedules::{self, SetAside};
use super::settings::{Again, Look, PrintTo, Replan as Order};
use super::summary::{points, result_value};
use super::text::{Align, Page, Table, count, listed, runs, thousands};
use super::world::World;
use crate::audit::{self, Audit, Revision};
use crate::domain::{AttendeeIx, Event, Meeting, Round, Schedule};
use crate::matching::Pairs;
use crate::night::{self, Log, Replanned, TurnedOut, What};
use crate::plan::{self, Earlier, Policy, Replan};
use crate::schedule_file;

/// The most people that one line names.
const MOST_NAMES: usize = 12;

/// Plans again.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    let read = open::schedule(world, &opened, None)?;
    let evening = Evening::of(&opened, &read, order.what)?;
    match order.what {
        Again::Compare(_, policies) => {
            let found = evening.search(world, order, &policies)?;
            let outcomes: Vec<Outcome> = found
                .into_iter()
                .map(|(policy, replan)| evening.outcome(policy, replan))
                .collect::<Result<_, _>>()?;
            compare(world, order, &evening, &outcomes)?;
        }
        Again::From(_, policy) => {
            let found = evening.search(world, order, &[policy])?;
            for (policy, replan) in found {
                finish(world, order, &evening, evening.outcome(policy, replan)?)?;
            }
        }
        Again::FromScratch => {
            let replan = evening.search_from_scratch(world, order)?;
            finish(world, order, &evening, evening.outcome(Policy::Best, replan)?)?;
        }
    }
    Ok(Exit::Done)
}

/// The evening that is planned again.
struct Evening<'a> {
    opened: &'a Opened,
    read: &'a OpenedSchedule,
    /// The evening as it turned out; every `must` that is still possible is in it.
    event: Event,
    from: Round,
    from_scratch: bool,
}

/// A new plan, judged.
struct Outcome {
    policy: Policy,
    /// The evening without the `must`s that the plan leaves out.
    event: Event,
    /// The pairs of those.
    dropped: Vec<[AttendeeIx; 2]>,
    schedule: Schedule,
    audit: Audit,
    changes: Changes,
    sit_outs: Vec<SitOuts>,
}

impl<'a> Evening<'a> {
    fn of(opened: &'a Opened, read: &'a OpenedSchedule, what: Again) -> Result<Self, Failure> {
        let nothing = Log::default();
        let log = opened.night.as_ref().map_or(&nothing, |night| &night.log);
        let TurnedOut { event, .. } = night::turned_out(opened.written(), log, &[]);
        let (from, from_scratch) = match what {
            Again::From(from, _) | Again::Compare(from, _) => (from, false),
            Again::FromScratch => (1, true),
        };
        check_round(&event, from)?;
        let evening = Self { opened, read, event, from, from_scratch };
        evening.refuse_a_broken_plan()?;
        Ok(evening)
    }

    /// Nobody can have been in two places, and what has been held cannot be forbidden afterwards.
    fn refuse_a_broken_plan(&self) -> Result<(), Failure> {
        let broken = audit::broken_lines(&self.event, &self.read.schedule, self.from);
        if broken.is_empty() || self.from_scratch {
            return Ok(());
        }
        let lines: Vec<String> = broken.iter().map(super::audit::in_words).collect();
        let message = format!("{} cannot be what happened:\n  {}", self.read.file, lines.join("\n  "));
        Err(Failure::new(Exit::Errors, message).help("mend the schedule or the event file, then plan again"))
    }

    fn search(
        &self,
        world: World,
        order: &Order,
        policies: &[Policy],
    ) -> Result<Vec<(Policy, Replan)>, Failure> {
        let (event, from, search) = (self.event.clone(), self.from, order.search);
        let meetings = self.read.schedule.meetings.clone();
        let policies = policies.to_vec();
        progress::search(world, order.time_limit, move |observer| {
            let earlier = Earlier { meetings: &meetings, from };
            let replan = |policy| (policy, plan::replan(&event, earlier, policy, search, observer));
            policies.into_iter().map(replan).collect()
        })
    }

    fn search_from_scratch(&self, world: World, order: &Order) -> Result<Replan, Failure> {
        let (event, search) = (self.event.clone(), order.search);
        let answer =
            progress::search(world, order.time_limit, move |observer| plan::plan(&event, search, observer))?;
        let plan = answer.map_err(|facts| clash::failure(self.opened, &facts))?;
        Ok(Replan { plan, dropped: Vec::new() })
    }

    /// What we print was audited (§9): the plan itself, and what it leaves of the earlier one.
    fn outcome(&self, policy: Policy, replan: Replan) -> Result<Outcome, Failure> {
        let Replan { plan, dropped } = replan;
        let people = |rule: &usize| self.event.pairs[*rule].people;
        let people: Vec<[AttendeeIx; 2]> = dropped.iter().map(people).collect();
        let mut event = self.event.clone();
        let mut rule = 0..;
        event.pairs.retain(|_| rule.next().is_some_and(|rule| dropped.binary_search(&rule).is_err()));
        let schedule = Schedule {
            event: event.name.clone(),
            event_digest: schedule_file::digest(&event),
            revision: self.read.schedule.revision,
            result: plan.result,
            meetings: plan.meetings,
        };
        let audit = audit::audit(&event, &schedule);
        let mut violations = audit.violations.clone();
        if !self.from_scratch {
            let revision = Revision { from: self.from, keep: policy == Policy::Keep };
            violations.extend(audit::audit_revision(&event, &self.read.schedule, &schedule, revision));
        }
        if !violations.is_empty() {
            return Err(broken_rules(&violations));
        }
        let before = &self.read.schedule.meetings;
        let pairs = Pairs::of(&event);
        let may_meet = |a, b| pairs.find(a, b).is_some();
        Ok(Outcome {
            policy,
            changes: changes(&event, before, &schedule.meetings, self.from),
            sit_outs: sit_outs(&event, &schedule.meetings, self.from, &may_meet),
            dropped: people,
            schedule,
            audit,
            event,
        })
    }
}

impl Outcome {
    /// Rounds that people sit out from the first that can change on, counted for each person.
    fn sitting_out(&self) -> usize {
        self.sit_outs.iter().map(|round| round.people.len()).sum()
    }

    fn is_the_same_as(&self, read: &OpenedSchedule) -> bool {
        let placed = |m: &Meeting| (m.round, m.table, m.people);
        read.schedule.event_digest == self.schedule.event_digest
            && read.schedule.meetings.iter().map(placed).eq(self.schedule.meetings.iter().map(placed))
    }
}

/// Writes the new plan, and tells of it.
fn finish(world: World, order: &Order, evening: &Evening, mut outcome: Outcome) -> Result<(), Failure> {
    let kept =
        if outcome.is_the_same_as(evening.read) { None } else { Some(save(world, evening, &mut outcome)?) };
    let printed = match &order.print {
        Some(to) => Some(print_changes(world, evening, &outcome, (to, &order.look))?),
        None => None,
    };
    if order.json {
        return world.json(&json(evening, &outcome, kept.as_ref(), printed.as_ref()));
    }
    world.result(page(evening, &outcome, kept.as_ref(), printed.as_ref()).text())
}

/// The earlier schedule is kept first; then the log and the new schedule go to their places together, so that whatever
/// happens between, both plans are there and `undo` finds its way.
fn save(world: World, evening: &Evening, outcome: &mut Outcome) -> Result<SetAside, Failure> {
    let opened = evening.opened;
    let path = opened.path().map(paths::schedule).unwrap_or_default();
    let aside = schedules::set_aside(world, &evening.event, &path)?;
    outcome.schedule.revision = aside.next;
    let replanned = Replanned {
        round: evening.from,
        policy: outcome.policy,
        revision: aside.next,
        earlier: aside.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        dropped: outcome.dropped.clone(),
    };
    let (log, text, _) = with_step(world, opened, &What::Replan(replanned))?;
    let schedule = schedule_file::write(&outcome.event, &outcome.schedule);
    world.write_files(&[(log, text.into_bytes()), (path, schedule.into_bytes())])?;
    Ok(aside)
}

fn print_changes(
    world: World,
    evening: &Evening,
    outcome: &Outcome,
    (to, look): (&PrintTo, &Look),
) -> Result<Printed, Failure> {
    let folder = print::revision_folder(evening.opened, to, outcome.schedule.revision);
    let changes = print::on_paper(&outcome.changes.agendas, evening.read.schedule.revision);
    let looks = (look, &CardOrder::default());
    print::changed(world, evening.opened, (&outcome.event, &outcome.schedule), &changes, folder, looks)
        .map_err(|failure| failure.help("the plan itself is fine; mend this, then: rondje print --changed"))
}

fn policy_name(policy: Policy) -> &'static str {
    match policy {
        Policy::Keep => "keep",
        Policy::Balanced { .. } => "balanced",
        Policy::Best => "best",
    }
}

/// How many people are there in a round that can still change.
fn present(event: &Event, from: Round) -> usize {
    let there = |rounds: crate::domain::RoundSet| rounds.iter().any(|round| round >= from);
    event.attendees.iter().filter(|attendee| there(attendee.rounds)).count()
}

fn page(evening: &Evening, outcome: &Outcome, kept: Option<&SetAside>, printed: Option<&Printed>) -> Page {
    let mut page = Page::default();
    let event = &outcome.event;
    let Changes { agendas, gaps, filled } = &outcome.changes;
    page.line(format!(
        "{}: rounds {} planned again ({})",
        event.name,
        runs(evening.from..=event.rounds.count),
        if evening.from_scratch { "from scratch" } else { policy_name(outcome.policy) },
    ));
    page.line(format!(
        "{} present, {} filled, {} to reprint",
        present(event, evening.from),
        if filled == gaps { count(*gaps, "gap") } else { format!("{filled} of {}", count(*gaps, "gap")) },
        count(agendas.len(), "agenda"),
    ));
    page.blank();
    let mut table = Table::new(&[Align::Left, Align::Left]);
    table.row(["Wants served", &format!("{} of {}", outcome.audit.wants_served, outcome.audit.wants)]);
    table.row(["Points", &points(outcome.schedule.result)]);
    table.row(["Floor", &outcome.schedule.result.floor.to_string()]);
    table.row(["Reprint", &names(event, agendas.iter().map(|changed| changed.person))]);
    page.table(&table);
    add_sit_outs(&mut page, outcome, evening.from);
    add_dropped(&mut page, evening, outcome);
    add_files(&mut page, evening, outcome, kept);
    match printed {
        Some(printed) => printed.add_to(&mut page),
        None => page.line(format!("Next: rondje print {} --changed", evening.opened.typed())),
    }
    page
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
        Policy::Keep => format!(
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
        let why = match outcome.policy {
            Policy::Keep => "no round in which both are free; --policy balanced may find one",
            _ => "no round is left for both",
        };
        page.line(format!("  {}: {why}", both(people)));
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
        }
        None => page.title(format!("Nothing changed: {} stays revision {revision}", evening.read.file)),
    }
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

/// The three policies side by side. Nothing is written.
fn compare(world: World, order: &Order, evening: &Evening, outcomes: &[Outcome]) -> Result<(), Failure> {
    if order.json {
        let outcomes: Vec<Value> =
            outcomes.iter().map(|outcome| json(evening, outcome, None, None)).collect();
        return world.json(&json!({ "policies": outcomes }));
    }
    let mut page = Page::default();
    page.line(format!("{}: rounds {}", evening.event.name, runs(evening.from..=evening.event.rounds.count)));
    page.blank();
    let mut table = Table::new(&[Align::Left, Align::Right, Align::Right, Align::Right]);
    let mut row = |what: &str, cell: &dyn Fn(&Outcome) -> String| {
        table.row(std::iter::once(what.to_owned()).chain(outcomes.iter().map(cell)));
    };
    row("", &|outcome| policy_name(outcome.policy).to_owned());
    row("Points", &|outcome| thousands(outcome.schedule.result.points));
    row("Bound", &|outcome| thousands(outcome.schedule.result.bound));
    row("Gap", &|outcome| gap(outcome.schedule.result.points, outcome.schedule.result.bound));
    row("Wants served", &|outcome| format!("{} of {}", outcome.audit.wants_served, outcome.audit.wants));
    row("Floor", &|outcome| outcome.schedule.result.floor.to_string());
    row("Sit-outs", &|outcome| outcome.sitting_out().to_string());
    row("Agendas to reprint", &|outcome| outcome.changes.agendas.len().to_string());
    page.table(&table);
    page.title("Nothing is written. To take one:");
    let typed = evening.opened.typed();
    page.line(format!("  rondje replan {typed} --round {} --policy keep", evening.from));
    world.result(page.text())
}

fn gap(points: i64, bound: i64) -> String {
    match bound - points {
        0 => "none".to_owned(),
        gap if bound > 0 => format!("{:.2} %", gap as f64 / bound as f64 * 100.0),
        gap => thousands(gap),
    }
}

fn json(evening: &Evening, outcome: &Outcome, kept: Option<&SetAside>, printed: Option<&Printed>) -> Value {
    let id = |person: &AttendeeIx| &outcome.event.attendees[*person].id;
    json!({
        "event": outcome.event.name,
        "round": evening.from,
        "policy": policy_name(outcome.policy),
        "from_scratch": evening.from_scratch,
        "revision": outcome.schedule.revision,
        "result": result_value(outcome.schedule.result),
        "present": present(&outcome.event, evening.from),
        "wants": { "served": outcome.audit.wants_served, "all": outcome.audit.wants },
        "gaps": { "all": outcome.changes.gaps, "filled": outcome.changes.filled },
        "agendas": outcome.changes.agendas.iter()
            .map(|changed| json!({ "person": id(&changed.person), "rounds": changed.rounds })).collect::<Vec<_>>(),
        "sit_outs": outcome.sit_outs.iter().map(|round| json!({
            "round": round.round,
            "people": round.people.iter().map(id).collect::<Vec<_>>(),
            "why": round.why,
        })).collect::<Vec<_>>(),
        "dropped": outcome.dropped.iter().map(|people| [id(&people[0]), id(&people[1])]).collect::<Vec<_>>(),
        "earlier_kept_as": kept.map(|aside| aside.file.display().to_string()),
        "printed": printed.map(Printed::files),
    })
}
