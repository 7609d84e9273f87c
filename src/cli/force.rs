//! What it would cost to make two people meet: the evening planned anew with a `must`.

use serde_json::{Value, json};

use super::failure::Failure;
use super::open::Opened;
use super::text::{Page, count, listed, thousands};
use super::world::World;
use super::{clash, evening, progress};
use crate::domain::{AttendeeIx, Event, Meeting, Must, PairRule, PairRuleKind, Schedule};
use crate::matching::{self, Pairs};
use crate::plan::{self, Effort, Fact, Plan, Settings};

/// Above so many people, a first good plan has to do: nobody wants to wait for an explanation.
const LARGE: usize = 300;
/// The most names that a line has.
const MOST_NAMES: usize = 8;

/// What became of an evening on which two people must meet.
pub enum Forced {
    /// It cannot be: what it clashes with, line by line.
    Clash(Vec<String>),
    /// It can be.
    Planned(Box<Difference>),
}

/// A plan with the meeting, beside the plan without it.
pub struct Difference {
    meeting: Option<Meeting>,
    /// Points without and with it.
    points: [i64; 2],
    /// Floor without and with it.
    floor: [u32; 2],
    /// Who would meet somebody else than now.
    others: Vec<AttendeeIx>,
    /// How many agendas would change, rounds and tables included.
    agendas: usize,
    /// Whether the new plan is proved to be the best there is.
    best: bool,
}

/// Plans the evening anew, with a `must` for two people.
pub fn force(
    world: World,
    opened: &Opened,
    schedule: &Schedule,
    people: [AttendeeIx; 2],
) -> Result<Forced, Failure> {
    let mut event = opened.event.clone();
    let people = [people[0].min(people[1]), people[0].max(people[1])];
    event.pairs.push(PairRule { people, kind: PairRuleKind::Must(Must::default()) });
    let effort = if event.attendees.len() > LARGE { Effort::Low } else { Effort::Normal };
    let settings = Settings { effort, ..Settings::default() };
    let forced = event.clone();
    let answer = progress::search(world, None, move |observer| plan::plan(&forced, settings, observer))?;
    Ok(match answer {
        Ok(plan) => Forced::Planned(Box::new(Difference::of(&opened.event, schedule, &plan, people))),
        Err(facts) => {
            let others = facts.facts.iter().filter(|&&fact| fact != Fact::Must(event.pairs.len() - 1));
            Forced::Clash(others.map(|&fact| clash::located(opened, &event, fact)).collect())
        }
    })
}

impl Difference {
    fn of(event: &Event, schedule: &Schedule, plan: &Plan, people: [AttendeeIx; 2]) -> Self {
        let pairs = Pairs::of(event);
        let met = schedule.meetings.iter().filter_map(|m| pairs.find(m.people[0], m.people[1]));
        let now = matching::count(event, &pairs, met).points.total();
        let everyone = 0..event.attendees.len();
        let (before, after) = (&schedule.meetings, &plan.meetings);
        let result = plan.result;
        Self {
            meeting: after.iter().find(|meeting| meeting.people == people).copied(),
            points: [now, result.points],
            floor: [schedule.result.floor, result.floor],
            others: everyone.clone().filter(|&a| partners(before, a) != partners(after, a)).collect(),
            agendas: everyone.filter(|&a| agenda(before, a) != agenda(after, a)).count(),
            best: result.points == result.bound,
        }
    }

    fn add_to(&self, event: &Event, page: &mut Page) {
        if let Some(m) = &self.meeting {
            let (time, table) = (evening::time(event, m.round), evening::table(event, m.table));
            page.line(format!("  they would meet in round {}, {time}, at {table}", m.round));
        }
        page.line(format!("  {}", self.points_in_words()));
        page.line(format!("  {}", self.floor_in_words()));
        for line in self.agendas_in_words(event) {
            page.line(format!("  {line}"));
        }
    }

    fn points_in_words(&self) -> String {
        let [now, then] = self.points;
        let left = thousands(then);
        let at_most = if self.best { "" } else { " at most" };
        match now - then {
            0 => format!("it would cost nothing: {left} points, as many as now"),
            less @ 1.. => {
                format!(
                    "it would cost {} points{at_most}: {left} instead of {}",
                    thousands(less),
                    thousands(now)
                )
            }
            more => {
                let more = thousands(-more);
                format!(
                    "it would cost nothing: planned anew, the evening has {left} points, {more} more than now"
                )
            }
        }
    }

    fn floor_in_words(&self) -> String {
        match self.floor {
            [now, then] if then < now => format!("the floor would fall from {now} to {then}"),
            [now, then] if then > now => format!("the floor would rise from {now} to {then}"),
            [now, _] => format!("the floor would stay {now}"),
        }
    }

    fn agendas_in_words(&self, event: &Event) -> Vec<String> {
        let mut names: Vec<String> =
            self.others.iter().take(MOST_NAMES).map(|&a| evening::called(event, a)).collect();
        if self.others.len() > MOST_NAMES {
            names.push(format!("{} more", self.others.len() - MOST_NAMES));
        }
        let others = count(self.others.len(), "person");
        let all = count(event.attendees.len(), "agenda");
        vec![
            format!("{others} would meet somebody else: {}", listed(&names, "and")),
            format!("{} of {all} would change, if only in round or table", self.agendas),
        ]
    }
}

/// Whom somebody meets, whenever that is.
fn partners(meetings: &[Meeting], a: AttendeeIx) -> Vec<AttendeeIx> {
    let mut partners: Vec<AttendeeIx> = meetings.iter().filter_map(|m| m.partner_of(a)).collect();
    partners.sort_unstable();
    partners
}

/// Whom somebody meets, when and where.
fn agenda(meetings: &[Meeting], a: AttendeeIx) -> Vec<(u32, u32, AttendeeIx)> {
    let line = |m: &Meeting| m.partner_of(a).map(|b| (m.round, m.table, b));
    let mut lines: Vec<(u32, u32, AttendeeIx)> = meetings.iter().filter_map(line).collect();
    lines.sort_unstable();
    lines
}

impl Forced {
    /// Adds what it would cost to a page.
    pub fn add_to(&self, event: &Event, page: &mut Page) {
        match self {
            Self::Clash(facts) if facts.is_empty() => {
                page.title("They cannot be made to meet: the other hard rules leave no room for it.");
            }
            Self::Clash(facts) => {
                page.title("They cannot be made to meet. A must for them clashes with:");
                for fact in facts {
                    page.line(format!("  {fact}"));
                }
            }
            Self::Planned(difference) => {
                page.title("If you made them meet, with rule = \"must\"");
                difference.add_to(event, page);
            }
        }
    }

    /// The same for a program.
    pub fn json(&self, event: &Event) -> Value {
        let id = |&a: &AttendeeIx| &event.attendees[a].id;
        match self {
            Self::Clash(facts) => json!({ "possible": false, "clash": facts }),
            Self::Planned(difference) => json!({
                "possible": true,
                "meeting": difference.meeting.map(|m| json!({ "round": m.round, "table": m.table })),
                "points": { "now": difference.points[0], "then": difference.points[1], "best": difference.best },
                "floor": { "now": difference.floor[0], "then": difference.floor[1] },
                "other_partners": difference.others.iter().map(id).collect::<Vec<_>>(),
                "agendas_changed": difference.agendas,
            }),
        }
    }
}
