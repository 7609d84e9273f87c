//! `report`: what an evening brought, for its organizer; or several evenings of one circle.

use serde_json::{Value, json};

use super::audit::refuse_what_cannot_be;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened, OpenedSchedule};
use super::report_page;
use super::report_pdf;
use super::series;
use super::settings::{Report as Order, ReportOn};
use super::world::World;
use crate::audit::{self, Audit, Rule};
use crate::domain::{AttendeeIx, Event, Meeting, Schedule};
use crate::matching::Pairs;
use crate::night;
use crate::report::{Evening, GroupLine, Person, Ties, random_rotation, round_robin};

/// Reports.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let ReportOn::Evening { event, schedule, pdf } = &order.on else {
        return series::run(world, order);
    };
    let opened = open::event(world, event)?;
    let read = open::schedule(world, &opened, schedule.as_ref())?;
    refuse_what_cannot_be(&opened.event, &read, opened.event.rounds.count + 1)?;
    if !opened.is_held() {
        read.warn_if_stale(world, &opened);
    }
    let pairs = Pairs::of(&opened.event);
    let report = Report::of(&opened, &read, &pairs);
    let file = pdf.as_ref().map(|pdf| report_pdf::write(world, &report, &pairs, pdf)).transpose()?;
    if order.json {
        let mut value = report.json();
        if let Some(file) = &file {
            value["pdf"] = json!(file.display().to_string());
        }
        world.json(&value)?;
    } else {
        world.result(report_page::page(&report, file.as_deref()).text())?;
    }
    Ok(Exit::Done)
}

/// What an evening brought, and what other ways would have brought.
pub struct Report<'a> {
    /// The event, as it turned out.
    pub opened: &'a Opened,
    /// Its schedule.
    pub read: &'a OpenedSchedule,
    /// How many meetings of the schedule fell away.
    pub lost: usize,
    /// What is counted: the meetings of the schedule that take place, or did.
    pub schedule: Schedule,
    /// The numbers.
    pub evening: Evening,
    /// The evening itself, partners by chance, and partners by turns.
    pub ways: [Way; 3],
    /// Points that no plan can exceed, where they are known for the evening as it is.
    pub bound: Option<i64>,
}

/// One way to spend the evening.
pub struct Way {
    /// What the audit counts of it.
    pub audit: Audit,
    /// Its meetings, and how many of them are new ties.
    pub ties: Ties,
    /// Rounds sat out, counted for each person.
    pub sit_outs: u32,
    /// How many pairs that must meet do not.
    pub broken: usize,
}

impl Way {
    /// Judges a way by the audit. The figures of the schedule are not its own.
    fn of(event: &Event, meetings: &[Meeting]) -> Self {
        let schedule = Schedule::unjudged(event, meetings.to_vec());
        let audit = audit::audit(event, &schedule);
        let figures = |rule| matches!(rule, Rule::Points | Rule::Floor | Rule::Bound);
        let broken = audit.violations.iter().filter(|violation| !figures(violation.rule)).count();
        let mut count = vec![0; event.attendees.len()];
        meetings.iter().flat_map(|meeting| meeting.people).for_each(|person| count[person] += 1);
        let missing = |person: AttendeeIx| event.target(person).saturating_sub(count[person]);
        let sit_outs = (0..count.len()).map(missing).sum();
        Self { audit, ties: Ties::of(event, meetings), sit_outs, broken }
    }
}

impl<'a> Report<'a> {
    fn of(opened: &'a Opened, read: &'a OpenedSchedule, pairs: &Pairs) -> Self {
        let event = &opened.event;
        let held = night::held(event, &read.schedule.meetings);
        let lost = read.schedule.meetings.len() - held.len();
        // The bound of a re-plan is one of all plans that keep what was fixed by then.
        let replanned = opened.night.as_ref().is_some_and(|night| night.log.last_replan().is_some());
        let ways = [held.clone(), random_rotation(event, pairs), round_robin(event, pairs)];
        Self {
            evening: Evening::of(event, pairs, &held),
            ways: ways.map(|meetings| Way::of(event, &meetings)),
            bound: (lost == 0 && !read.stale && !replanned).then_some(read.schedule.result.bound),
            schedule: Schedule { meetings: held, ..read.schedule.clone() },
            opened,
            read,
            lost,
        }
    }

    /// The event, as it turned out.
    pub fn event(&self) -> &Event {
        &self.opened.event
    }

    /// How far the points are below the bound, in percent; none when no bound is known.
    pub fn gap(&self) -> Option<f64> {
        let bound = self.bound?;
        (bound > 0).then(|| (bound - self.ways[0].audit.points) as f64 / bound as f64 * 100.0)
    }

    fn json(&self) -> Value {
        let event = self.event();
        let evening = &self.evening;
        let group = |line: &GroupLine| line.group.map(|group| &event.groups[group].name);
        let [own, random, turns] = &self.ways;
        json!({
            "event": event.name,
            "date": event.date.to_string(),
            "schedule": self.read.file,
            "revision": self.schedule.revision,
            "held": self.opened.is_held(),
            "stale": self.read.stale,
            "meetings": { "held": self.schedule.meetings.len(), "fell_away": self.lost },
            "bound": self.bound,
            "evening": way_value(own),
            "random_rotation": way_value(random),
            "round_robin": way_value(turns),
            "asked_for": { "met": evening.asked[1], "all": evening.asked[0] },
            "topics": evening.topics.iter().map(|line| json!({
                "topic": event.topics[line.topic].name,
                "wanted": line.wanted, "offered": line.offered, "served": line.served,
            })).collect::<Vec<_>>(),
            "people": evening.people.iter().map(|person| person_value(event, person)).collect::<Vec<_>>(),
            "groups": evening.groups.iter().map(|line| json!({
                "group": group(line), "people": line.people, "meetings": line.meetings,
                "takes": line.takes, "gives": line.gives,
                "wants": { "served": line.served, "all": line.wants },
            })).collect::<Vec<_>>(),
            "met": evening.met,
        })
    }
}

fn way_value(way: &Way) -> Value {
    json!({
        "points": way.audit.points,
        "floor": way.audit.floor,
        "wants": { "served": way.audit.wants_served, "all": way.audit.wants },
        "meetings": way.ties.meetings,
        "new_ties": way.ties.new,
        "new_ties_with_other_group": way.ties.other_group,
        "new_ties_with_shared_acquaintance": way.ties.introduced,
        "sit_outs": way.sit_outs,
        "broken_rules": way.broken,
    })
}

fn person_value(event: &Event, person: &Person) -> Value {
    json!({
        "person": event.attendees[person.who].id,
        "meetings": person.meetings,
        "target": person.target,
        "takes": person.takes,
        "gives": person.gives,
        "gained_points": person.gained,
        "given_points": person.given,
        "wants": { "served": person.served, "all": person.wants },
        "new_ties": person.new_ties,
    })
}
