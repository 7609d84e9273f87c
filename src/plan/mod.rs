//! The planner: choose, arrange, seat, prove.

mod arrange;
mod blossom;
mod bound;
mod certificate;
mod choose;
mod clash;
mod epochs;
mod floor;
mod flow;
mod gaps;
mod lines;
mod model;
mod odd_sets;
mod polish;
mod program;
mod replan;
mod seat;
mod solve;
mod timetable;

pub use certificate::certify;

use epochs::Epochs;

use crate::domain::{AttendeeIx, Event, Meeting, PlanResult, Proof, TableNo};
use crate::matching::Pairs;
pub use lines::{Earlier, still_possible};
use model::{Edge, Model};
pub use replan::{CHANGE_COST, Policy, Replan, replan};
use solve::{Solver, Work};

/// How much work to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// A first good plan.
    Low,
    /// The default.
    #[default]
    Normal,
    /// Until little more can be expected.
    High,
}

/// How to plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Work, not seconds.
    pub effort: Effort,
    /// Threads to use; none: as many as there are cores. The plan is the same for any number.
    pub threads: Option<usize>,
}

/// What the planner is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Proving a bound.
    Bound,
    /// Choosing pairs.
    Choose,
    /// Arranging them into rounds.
    Arrange,
    /// Seating them at tables.
    Seat,
    /// Improving the plan.
    Polish,
    /// Writing the proof of the bound.
    Certify,
}

/// How far the planner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Points of the best plan so far.
    pub best: Option<i64>,
    /// The bound so far.
    pub bound: Option<i64>,
}

/// The planner's line to the outside: it reports, and asks whether to stop.
pub trait Observer: Sync {
    /// Called now and then.
    fn progress(&self, progress: Progress);
    /// Whether to end with the best plan so far.
    fn stop(&self) -> bool;
}

/// An observer that sees nothing and never stops the planner.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {
    fn progress(&self, _: Progress) {}
    fn stop(&self) -> bool {
        false
    }
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The meetings, by round, then table.
    pub meetings: Vec<Meeting>,
    /// Points, bound, floor and proof.
    pub result: PlanResult,
    /// What is known of a larger floor.
    pub floor_report: FloorReport,
    /// What is known of idle gaps.
    pub gap_report: GapReport,
    /// Sets of people who can have fewer meetings among themselves than everybody's time would allow, as far as that
    /// mattered for the bound.
    pub crowds: Vec<Vec<AttendeeIx>>,
    /// Whether the observer ended the work early.
    pub stopped: bool,
}

/// What is known of the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FloorReport {
    /// The floor that the event asks for; none: the largest possible.
    pub asked: Option<u32>,
    /// Whether a floor one higher is proved impossible (or would change nothing for anyone).
    pub larger_impossible: bool,
    /// Points that the floor costs: those of the best plan found without one, less those of this plan; 0 or more.
    pub cost: i64,
}

/// What is known of idle gaps (§3): maximal runs of rounds in which an attendee meets nobody, between two of their
/// meetings, whether they are there or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapReport {
    /// The gaps of all attendees together.
    pub gaps: u32,
    /// No timetable of the same pairs has fewer; proved. Equal to `gaps` when these are the fewest possible.
    pub bound: u32,
}

/// Why no plan can keep all hard rules: a set of facts that cannot hold together; leaving any one of them out, the
/// rest can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The facts, in a readable order. None, when no plan was found that keeps all rules, and no proof that there is none.
    pub facts: Vec<Fact>,
    /// Whether it was proved that no fact can be left out.
    pub minimal: bool,
    /// Whether the observer ended the search before more was known.
    pub stopped: bool,
}

/// One fact of the event that takes part in a clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// The `must` with this index in [`Event::pairs`].
    Must(usize),
    /// The `never` with this index in [`Event::pairs`].
    Never(usize),
    /// The first avoids the second.
    Avoids(AttendeeIx, AttendeeIx),
    /// The rounds that this attendee is there.
    Rounds(AttendeeIx),
    /// The maximum of this attendee's meetings.
    MaxMeetings(AttendeeIx),
    /// The table where this attendee is host.
    Host(AttendeeIx),
    /// The number of rounds.
    RoundCount,
    /// The number of tables.
    TableCount,
}

/// Plans an evening.
///
/// # Errors
/// A small set of clashing facts, when the hard rules (§4) cannot all hold.
pub fn plan(event: &Event, settings: Settings, observer: &dyn Observer) -> Result<Plan, Clash> {
    let pairs = Pairs::of(event);
    let model = Model::new(event, &pairs);
    let musts = clash::arrange_musts(&model, &|| observer.stop())?;
    let epochs = Epochs::finer(&model);
    let work = Work::of(settings.effort);
    let solver = Solver { model: &model, musts: &musts, epochs: epochs.as_ref(), work, observer };
    let mut floored = in_threads(settings.threads, || floor::solve(&solver));
    observer.progress(Progress { phase: Phase::Seat, best: None, bound: None });
    let gap_report = in_threads(settings.threads, || {
        gaps::close_gaps(&model, &mut floored.found.solution.table, settings.effort, &|| observer.stop())
    });
    let seats = seat::seat(&model, &floored.found.solution.table, &|| observer.stop());
    let points = floored.found.solution.tally.points();
    let bound = floored.found.bound.max(points);
    let proof = if points == bound { Proof::Optimal } else { Proof::Gap };
    Ok(Plan {
        meetings: meetings(&model, &seats),
        result: PlanResult { points, bound, floor: floored.floor, proof },
        floor_report: floored.report,
        gap_report,
        crowds: floored.found.crowds.into_iter().collect(),
        stopped: observer.stop(),
    })
}

/// Why the hard rules (§4) of an event cannot all hold; none when they can. Plans nothing, so it is quick.
#[must_use]
pub fn clash(event: &Event) -> Option<Clash> {
    let pairs = Pairs::of(event);
    clash::arrange_musts(&Model::new(event, &pairs), &|| false).err()
}

/// Runs the work on so many threads, or on the usual number when that many cannot be had.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

fn meetings(model: &Model, seats: &[Vec<(usize, TableNo)>]) -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for (round, seats) in (1..).zip(seats) {
        for &(edge, table) in seats {
            let Edge { people, pinned, .. } = model.edges[edge];
            meetings.push(Meeting { round, table, people, pinned, kept: false });
        }
    }
    meetings.sort_unstable();
    meetings
}
