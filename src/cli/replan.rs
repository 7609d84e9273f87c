//! `replan`: plans the rounds to come again, for whoever is there.

use serde_json::{Value, json};

use super::cards::CardOrder;
use super::clash;
use super::exit::Exit;
use super::failure::Failure;
use super::night::{check_round, with_step};
use super::night_changes::{Changes, SitOuts, changes, sit_outs};
use super::open::{self, Opened, OpenedSchedule};
use super::paper::Paper;
use super::paths;
use super::plan::broken_rules;
use super::print::{self, Differs, Printed};
use super::progress;
use super::replan_page::{self, policy_name, present};
use super::schedules::{self, SetAside};
use super::settings::{Again, Look, PrintTo, Replan as Order};
use super::summary::result_value;
use super::text::{Align, Page, Table, rounds, thousands};
use super::world::World;
use crate::audit::{self, Audit, Revision};
use crate::domain::{AttendeeIx, Event, Meeting, Round, Schedule};
use crate::matching::Pairs;
use crate::night::{self, Log, Replanned, TurnedOut, What};
use crate::plan::{self, Earlier, Policy, Replan};
use crate::schedule_file;

/// Plans again.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    opened.refuse_after_held()?;
    let read = open::schedule(world, &opened, None)?;
    let evening = Evening::of(world, &opened, &read, order.what)?;
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
pub struct Evening<'a> {
    /// The event and its night.
    pub opened: &'a Opened,
    /// The plan so far.
    pub read: &'a OpenedSchedule,
    /// The plan that people hold on paper.
    pub paper: Paper,
    /// The evening as it turned out; every `must` that is still possible is in it.
    pub event: Event,
    /// The first round that can change.
    pub from: Round,
    /// Whether nothing of the earlier plan counts.
    pub from_scratch: bool,
}

/// A new plan, judged.
pub struct Outcome {
    /// How much could change.
    pub policy: Policy,
    /// The evening without the `must`s that the plan leaves out.
    pub event: Event,
    /// The pairs of those.
    pub dropped: Vec<[AttendeeIx; 2]>,
    /// The new plan.
    pub schedule: Schedule,
    /// What the audit counted.
    pub audit: Audit,
    /// What it changes for whoever holds an agenda.
    pub changes: Changes,
    /// Who sits out from the first round that can change on.
    pub sit_outs: Vec<SitOuts>,
}

impl<'a> Evening<'a> {
    fn of(world: World, opened: &'a Opened, read: &'a OpenedSchedule, what: Again) -> Result<Self, Failure> {
        let nothing = Log::default();
        let log = opened.night.as_ref().map_or(&nothing, |night| &night.log);
        let TurnedOut { event, .. } = night::turned_out(opened.written(), log, &[]);
        let (from, from_scratch) = match what {
            Again::From(from, _) | Again::Compare(from, _) => (from, false),
            Again::FromScratch => (1, true),
        };
        check_round(&event, from)?;
        let paper = Paper::before(world, opened, &read.schedule);
        let evening = Self { opened, read, paper, event, from, from_scratch };
        evening.refuse_a_broken_plan()?;
        Ok(evening)
    }

    /// Nobody can have been in two places, and what has been held cannot be forbidden afterwards.
    fn refuse_a_broken_plan(&self) -> Result<(), Failure> {
        if self.from_scratch {
            return Ok(());
        }
        super::audit::refuse_what_cannot_be(&self.event, self.read, self.from)
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
            changes: Changes {
                agendas: self.paper.changes(&event, &schedule.meetings),
                ..changes(&event, before, &schedule.meetings, self.from)
            },
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

    /// Whether there is nothing to write. A schedule that is out of date is written anew even if it has the same meetings:
    /// the log then says which pairs were given up.
    fn is_the_same_as(&self, read: &OpenedSchedule) -> bool {
        let placed = |m: &Meeting| (m.round, m.table, m.people);
        !read.stale
            && read.schedule.event_digest == self.schedule.event_digest
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
    world.result(replan_page::page(evening, &outcome, kept.as_ref(), printed.as_ref()).text())
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
    let differs = Differs { people: &outcome.changes.agendas, from: evening.paper.revision() };
    let looks = (look, &CardOrder::default());
    print::changed(world, evening.opened, (&outcome.event, &outcome.schedule), &differs, folder, looks)
        .map_err(|failure| {
            let event = evening.opened.typed();
            failure.help(format!("the plan itself is fine; mend this, then: rondje print {event} --changed"))
        })
}

/// The three policies side by side. Nothing is written.
fn compare(world: World, order: &Order, evening: &Evening, outcomes: &[Outcome]) -> Result<(), Failure> {
    if order.json {
        let outcomes: Vec<Value> =
            outcomes.iter().map(|outcome| json(evening, outcome, None, None)).collect();
        return world.json(&json!({ "policies": outcomes }));
    }
    let mut page = Page::default();
    page.line(format!("{}: {}", evening.event.name, rounds(evening.from..=evening.event.rounds.count)));
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
