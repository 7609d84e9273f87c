//! What a plan is worth, in a few lines.

use serde_json::{Value, json};

use super::evening;
use super::room::Room;
use super::text::{Align, Page, Table, count, thousands};
use super::why::{Least, least};
use crate::audit::Audit;
use crate::domain::{AttendeeIx, Event, Meeting, PlanResult, Proof, Schedule};
use crate::matching::{self, Pairs, Score};
use crate::plan::{FloorReport, GapReport, Plan};

/// The most people that the line of sit-outs names.
const MOST_NAMES: usize = 8;

/// Everything the summary of a plan is made of.
pub struct Summary<'a> {
    event: &'a Event,
    schedule: &'a Schedule,
    floor: FloorReport,
    gaps: GapReport,
    audit: &'a Audit,
    stopped: bool,
    score: Score,
    least: Vec<Least>,
}

impl<'a> Summary<'a> {
    /// Counts what a plan brings.
    pub fn of(
        event: &'a Event,
        pairs: &Pairs,
        schedule: &'a Schedule,
        audit: &'a Audit,
        plan: &Plan,
    ) -> Self {
        let met = schedule.meetings.iter().filter_map(|m| pairs.find(m.people[0], m.people[1]));
        let score = matching::count(event, pairs, met);
        let least = least(event, pairs, &schedule.meetings, &score);
        let Plan { floor_report: floor, gap_report: gaps, stopped, .. } = *plan;
        Self { event, schedule, floor, gaps, audit, stopped, score, least }
    }

    /// Adds the summary to a page.
    pub fn add_to(&self, page: &mut Page) {
        let event = self.event;
        page.line(format!(
            "{}: {}, {}, {}",
            event.name,
            count(event.attendees.len(), "person"),
            count(event.rounds.count as usize, "round"),
            count(self.schedule.meetings.len(), "meeting"),
        ));
        page.blank();
        let mut table = Table::new(&[Align::Left, Align::Left]);
        table.row(["Wants served", &format!("{} of {}", self.audit.wants_served, self.audit.wants)]);
        table.row(["Points", &points(self.schedule.result)]);
        let any = self.audit.floor.is_none();
        for (i, clause) in floor(self.schedule.result.floor, any, self.floor).iter().enumerate() {
            table.row([if i == 0 { "Floor" } else { "" }, clause]);
        }
        table.row(["Sit-outs", &self.sit_outs()]);
        if self.gaps.gaps > 0 {
            table.row(["Idle gaps", &self.idle_gaps()]);
        }
        if self.stopped && self.may_get_better() {
            table.row(["Stopped", "early; with more time the plan may get better"]);
        }
        page.table(&table);
        self.add_least_to(page);
    }

    /// The summary for a program.
    pub fn json(&self) -> Value {
        let id = |a: AttendeeIx| &self.event.attendees[a].id;
        json!({
            "event": self.event.name,
            "revision": self.schedule.revision,
            "people": self.event.attendees.len(),
            "rounds": self.event.rounds.count,
            "wants": { "served": self.audit.wants_served, "all": self.audit.wants },
            "result": result_value(self.schedule.result),
            "floor": {
                "kept": self.schedule.result.floor,
                "asked": self.floor.asked,
                "larger_impossible": self.floor.larger_impossible,
                "cost": self.floor.cost,
            },
            "idle_gaps": { "all": self.gaps.gaps, "bound": self.gaps.bound },
            "stopped": self.stopped,
            "sit_outs": self.missing().into_iter()
                .map(|(a, missing)| json!({ "person": id(a), "meetings_missing": missing })).collect::<Vec<_>>(),
            "least": self.least.iter().map(|least| json!({
                "person": id(least.person),
                "rewarding_meetings": least.rewarding,
                "wants": { "served": least.served, "all": least.wants },
                "why": least.why,
            })).collect::<Vec<_>>(),
            "meetings": meetings_value(self.event, &self.schedule.meetings),
        })
    }

    /// Who misses meetings, most first.
    fn missing(&self) -> Vec<(AttendeeIx, u32)> {
        let all = (0..self.event.attendees.len())
            .map(|a| (a, self.event.target(a).saturating_sub(self.score.meetings[a])));
        let mut missing: Vec<_> = all.filter(|&(_, missing)| missing > 0).collect();
        missing.sort_by_key(|&(a, missing)| (std::cmp::Reverse(missing), a));
        missing
    }

    fn may_get_better(&self) -> bool {
        self.schedule.result.proof == Proof::Gap
            || self.floor.asked.is_none() && !self.floor.larger_impossible
    }

    fn sit_outs(&self) -> String {
        let missing = self.missing();
        let total: u32 = missing.iter().map(|&(_, missing)| missing).sum();
        if total == 0 {
            return "none".to_owned();
        }
        let mut names: Vec<String> = missing
            .iter()
            .take(MOST_NAMES)
            .map(|&(a, missing)| format!("{} {missing}", evening::called(self.event, a)))
            .collect();
        if missing.len() > MOST_NAMES {
            names.push(format!("and {} more", missing.len() - MOST_NAMES));
        }
        format!("{total}{}: {}", self.unavoidable(), names.join(", "))
    }

    /// How often somebody waits between two of their meetings, and whether that is known to be as little as possible.
    fn idle_gaps(&self) -> String {
        let GapReport { gaps, bound } = self.gaps;
        let least = match bound {
            0 => String::new(),
            _ if bound == gaps => ": as few as these meetings allow".to_owned(),
            _ => format!(" (at least {bound} with these meetings)"),
        };
        format!("{gaps}{least}")
    }

    /// How many sit-outs no plan can avoid, because of odd numbers or too few tables.
    fn unavoidable(&self) -> String {
        let wanted: u32 = (0..self.event.attendees.len()).map(|a| self.event.target(a)).sum();
        match wanted.saturating_sub(2 * Room::of(self.event).meetings()) {
            0 => String::new(),
            least => format!(" (at least {least} in any plan)"),
        }
    }

    fn add_least_to(&self, page: &mut Page) {
        if self.least.is_empty() {
            page.title("Everybody has every want served, or a rewarding meeting in every round.");
            return;
        }
        page.title("Who got least, and why");
        for least in &self.least {
            let name = evening::with_company(self.event, least.person);
            let rewarding = count(least.rewarding as usize, "rewarding meeting");
            let wants = match least.wants {
                0 => String::new(),
                all => format!(", {} of {} served", least.served, count(all, "want")),
            };
            page.line(format!("  {name}: {rewarding}{wants}"));
            for why in &least.why {
                page.line(format!("    {why}"));
            }
        }
    }
}

/// The points beside the bound. Percentages only where they mean something: points can be 0 or below.
pub fn points(result: PlanResult) -> String {
    let PlanResult { points, bound, proof, floor } = result;
    let plan = if floor > 0 { "no plan that keeps the floor" } else { "no plan" };
    if proof == Proof::Optimal {
        return format!("{}, proved optimal: {plan} has more", thousands(points));
    }
    if points <= 0 || bound <= 0 {
        return format!("{} ({plan} can have more than {})", thousands(points), thousands(bound));
    }
    // Rounded down: 100 % is for what is proved.
    let hundredths = i128::from(points) * 10_000 / i128::from(bound);
    let percent = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{}, {percent} % of the bound: {plan} can have more than {}", thousands(points), thousands(bound))
}

/// What is promised to everybody, whether more is possible, and what it costs. `any` says that everybody has all the
/// rewarding meetings they can have.
fn floor(kept: u32, any: bool, report: FloorReport) -> Vec<String> {
    if report.asked == Some(0) {
        return vec!["none, as the event asks".to_owned()];
    }
    if any {
        let all = "everybody has all the rewarding meetings they can have".to_owned();
        return if report.cost > 0 { vec![all, cost(report)] } else { vec![all] };
    }
    let promise = match kept {
        0 => "0: not everybody can be promised a rewarding meeting".to_owned(),
        kept => {
            format!(
                "{kept}: everybody has {}, or as many as they can",
                count(kept as usize, "rewarding meeting")
            )
        }
    };
    let larger = match (report.asked, report.larger_impossible) {
        (Some(asked), true) if asked > kept => format!("{asked}, as the event asks, is proved impossible"),
        (Some(asked), false) if asked > kept => format!("no plan was found with {asked}, as the event asks"),
        (Some(_), _) => "as the event asks".to_owned(),
        (None, true) => format!("{} is proved impossible", kept + 1),
        (None, false) => format!("whether {} is possible is not known", kept + 1),
    };
    vec![promise, larger, cost(report)]
}

fn cost(report: FloorReport) -> String {
    match report.cost {
        ..=0 => "no plan that was found without it has more points".to_owned(),
        cost => {
            format!("it costs {} points: the best plan found without it has as many more", thousands(cost))
        }
    }
}

/// The `[result]` of a schedule for a program.
pub fn result_value(result: PlanResult) -> Value {
    json!({
        "points": result.points,
        "bound": result.bound,
        "floor": result.floor,
        "proof": match result.proof { Proof::Optimal => "optimal", Proof::Gap => "gap" },
    })
}

/// Meetings for a program: ids, times and tables.
pub fn meetings_value<'m>(event: &Event, meetings: impl IntoIterator<Item = &'m Meeting>) -> Value {
    let value = |m: &Meeting| {
        let (from, until) = event.clock(m.round);
        json!({
            "round": m.round,
            "from": from.format("%H:%M").to_string(),
            "until": until.format("%H:%M").to_string(),
            "table": m.table,
            "people": m.people.map(|a| &event.attendees[a].id),
        })
    };
    meetings.into_iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::{floor, points};
    use crate::domain::{PlanResult, Proof};
    use crate::plan::FloorReport;

    #[test]
    fn percentages_only_where_they_mean_something() {
        let said = |points_, bound, proof| points(PlanResult { points: points_, bound, floor: 0, proof });
        assert_eq!(said(500, 500, Proof::Optimal), "500, proved optimal: no plan has more");
        assert_eq!(
            said(99_999, 100_000, Proof::Gap),
            "99,999, 99.99 % of the bound: no plan can have more than 100,000"
        );
        assert_eq!(said(-300, 20, Proof::Gap), "-300 (no plan can have more than 20)");
        assert_eq!(said(0, 0, Proof::Optimal), "0, proved optimal: no plan has more");
        let floored = PlanResult { points: 500, bound: 500, floor: 2, proof: Proof::Optimal };
        assert_eq!(points(floored), "500, proved optimal: no plan that keeps the floor has more");
    }

    #[test]
    fn the_floor_is_a_promise_with_a_price() {
        let report = |asked, larger_impossible, cost| FloorReport { asked, larger_impossible, cost };
        assert_eq!(floor(0, false, report(Some(0), false, 0)), ["none, as the event asks"]);
        assert_eq!(
            floor(3, false, report(None, true, 1200)),
            [
                "3: everybody has 3 rewarding meetings, or as many as they can",
                "4 is proved impossible",
                "it costs 1,200 points: the best plan found without it has as many more",
            ]
        );
        assert_eq!(
            floor(0, false, report(None, false, 0))[1..],
            ["whether 1 is possible is not known", "no plan that was found without it has more points"]
        );
        assert_eq!(
            floor(0, true, report(None, true, 0)),
            ["everybody has all the rewarding meetings they can have"]
        );
        assert_eq!(floor(2, false, report(Some(2), false, 0))[1], "as the event asks");
        assert_eq!(
            floor(2, false, report(Some(5), true, 0))[1],
            "5, as the event asks, is proved impossible"
        );
        assert_eq!(
            floor(2, false, report(Some(5), false, 0))[1],
            "no plan was found with 5, as the event asks"
        );
    }
}
