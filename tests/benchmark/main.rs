//! The benchmark: how good and how fast plans are on invented evenings, beside what a user would pick instead, and what
//! fairness costs. It takes long, so it is run by hand:
//!
//! ```sh
//! cargo test --release --test benchmark -- --ignored --nocapture
//! ```
//!
//! These variables make it shorter: `RONDJE_BENCH_SIZES` (such as `24x6,60x8`), `RONDJE_BENCH_SEEDS` (how many),
//! `RONDJE_BENCH_KINDS` (`plain`, `night` or both), `RONDJE_BENCH_PARTS` (`plans`, `peers`, `fairness`). Everything is
//! counted by the audit, never by whoever made the plan.

mod evening;
mod peers;

use std::fmt::Write as _;

use evening::{Evening, Judged};
use peers::Attempt;

/// The sizes of the table: people and rounds.
const SIZES: &str = "24x6,60x8,120x10,300x12,1000x15,2000x20";

/// What is to be run.
struct Wanted {
    sizes: Vec<(usize, u32)>,
    seeds: u64,
    kinds: String,
    parts: String,
}

impl Wanted {
    fn of_environment() -> Self {
        let variable =
            |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
        let size = |size: &str| {
            let (people, rounds) = size.split_once('x').expect("a size such as 60x8");
            (people.parse().expect("people"), rounds.parse().expect("rounds"))
        };
        Self {
            sizes: variable("RONDJE_BENCH_SIZES", SIZES).split(',').map(size).collect(),
            seeds: variable("RONDJE_BENCH_SEEDS", "5").parse().expect("a number of seeds"),
            kinds: variable("RONDJE_BENCH_KINDS", "plain,night"),
            parts: variable("RONDJE_BENCH_PARTS", "plans,peers,fairness"),
        }
    }

    /// Every kind of evening, with all its seeds.
    fn evenings(&self) -> impl Iterator<Item = (String, Vec<Evening>)> {
        self.sizes.iter().flat_map(move |&(people, rounds)| {
            let kinds = [("plain", false), ("night", true)].into_iter();
            kinds.filter(|(kind, _)| self.kinds.contains(kind)).map(move |(kind, night)| {
                let evenings = (1..=self.seeds).map(|seed| Evening::invent(people, rounds, seed, night));
                (format!("{people} × {rounds} {kind}"), evenings.collect())
            })
        })
    }
}

#[test]
#[ignore = "takes long; run by hand, in a release build, on a quiet machine"]
fn benchmark() {
    let wanted = Wanted::of_environment();
    println!("{} seeds each; medians, and the worst where it says so.\n", wanted.seeds);
    let mut tables = Tables::default();
    for (name, evenings) in wanted.evenings() {
        let ours: Vec<Attempt> = evenings.iter().map(Evening::plan).collect();
        tables.plans(&name, &ours);
        if !wanted.parts.contains("peers") && !wanted.parts.contains("fairness") {
            continue;
        }
        let without =
            |evening: &Evening| Attempt { who: "rondje without a floor", ..evening.without_floor().plan() };
        let free: Vec<Attempt> = evenings.iter().map(without).collect();
        if wanted.parts.contains("peers") {
            tables.peers(&name, &evenings, &ours, &free);
        }
        if wanted.parts.contains("fairness") {
            tables.fairness(&name, &evenings, &ours, &free);
        }
    }
    println!("\n{}\n{}\n{}", tables.plans.finish(), tables.peers.finish(), tables.fairness.finish());
}

/// The peers keep the rules they know of, and nobody beats a bound.
#[test]
fn nobody_beats_the_bound() {
    for night in [false, true] {
        let evening = Evening::invent(16, 4, 1, night).without_floor();
        let ours = evening.plan();
        let judged = evening.judge(&ours);
        assert_eq!(judged.broken, "none");
        let bound = ours.bound.expect("we prove a bound");
        let peers =
            [peers::greedy(&evening), peers::matching(&evening, 60.0), peers::rounds_model(&evening, 0, 5.0)];
        for peer in peers {
            let judged = evening.judge(&peer);
            assert!(judged.points <= bound, "{}: {} of at most {bound}", peer.who, judged.points);
            for rule in ["OnePlaceAtATime", "MeetOnce", "Present", "MaxMeetings"] {
                assert!(!judged.broken.contains(rule), "{}: {}", peer.who, judged.broken);
            }
        }
    }
}

/// The tables, filled while the benchmark runs; each row is printed at once.
#[derive(Default)]
struct Tables {
    plans: Table,
    peers: Table,
    fairness: Table,
}

impl Tables {
    fn plans(&mut self, name: &str, ours: &[Attempt]) {
        self.plans.head(
            "Gap between points and bound, and time from start to end of the program",
            &["event", "gap", "worst gap", "proved optimal", "wall", "worst wall", "peak memory"],
        );
        let gaps = sorted(ours.iter().map(Attempt::gap));
        let walls = sorted(ours.iter().map(|ours| ours.seconds));
        let memory = ours.iter().filter_map(|ours| ours.megabytes).fold(0.0, f64::max);
        let optimal = gaps.iter().filter(|gap| **gap == 0.0).count();
        self.plans.row(&[
            name.to_owned(),
            format!("{:.3} %", 100.0 * median(&gaps)),
            format!("{:.3} %", 100.0 * gaps.last().copied().unwrap_or(0.0)),
            format!("{optimal} of {}", ours.len()),
            seconds(median(&walls)),
            seconds(walls.last().copied().unwrap_or(0.0)),
            if memory > 0.0 { format!("{memory:.0} MB") } else { "unknown".to_owned() },
        ]);
    }

    fn peers(&mut self, name: &str, evenings: &[Evening], ours: &[Attempt], free: &[Attempt]) {
        self.peers.head(
            "What a user would pick instead: the same points, counted by the audit, beside the bound of plans without a floor. \
             The model is told our floor and gets our time, 10 s at least",
            &["event", "who", "points, % of the bound", "broken rules", "worst-off: rewarding meetings", "worst-off: points of wants", "wall"],
        );
        let limits: Vec<f64> = ours.iter().map(|ours| ours.seconds.max(10.0)).collect();
        let run = |make: &dyn Fn(&Evening, usize) -> Attempt| -> Vec<Attempt> {
            evenings.iter().enumerate().map(|(seed, evening)| make(evening, seed)).collect()
        };
        let models = run(&|evening, seed| peers::rounds_model(evening, ours[seed].floor, limits[seed]));
        let matchings = run(&|evening, seed| peers::matching(evening, 6.0 * limits[seed]));
        let greedy = run(&|evening, _| peers::greedy(evening));
        for attempts in [ours, free, &models, &matchings, &greedy] {
            self.peers.row(&peer_row(name, evenings, free, attempts));
        }
    }

    fn fairness(&mut self, name: &str, evenings: &[Evening], ours: &[Attempt], free: &[Attempt]) {
        self.fairness.head(
            "Fairness: rewarding meetings (and points of wants) of the worst-off, the 10th percentile and the median attendee",
            &["event", "floor", "worst-off", "10th percentile", "median", "points", "the floor costs"],
        );
        for (label, attempts) in [("auto", ours), ("0", free)] {
            let judged: Vec<Judged> =
                evenings.iter().zip(attempts).map(|(evening, attempt)| evening.judge(attempt)).collect();
            let at = |share: f64| {
                let meetings = sorted(judged.iter().map(|judged| f64::from(at(&judged.rewarding, share))));
                let wants = sorted(judged.iter().map(|judged| at(&judged.wants, share) as f64));
                format!("{} ({})", median(&meetings), median(&wants))
            };
            let points = sorted(judged.iter().map(|judged| judged.points as f64));
            let costs = sorted(ours.iter().zip(free).map(|(ours, free)| {
                100.0 * (free.points - ours.points).max(0) as f64 / free.points.max(1) as f64
            }));
            let floors = sorted(attempts.iter().map(|attempt| f64::from(attempt.floor)));
            self.fairness.row(&[
                name.to_owned(),
                format!("{label} ({})", median(&floors)),
                at(0.0),
                at(0.1),
                at(0.5),
                format!("{}", median(&points)),
                if label == "auto" { format!("{:.2} %", median(&costs)) } else { String::new() },
            ]);
        }
    }
}

/// One row about one way to plan: medians over the seeds, broken rules of all of them. `free` has the bounds.
fn peer_row(name: &str, evenings: &[Evening], free: &[Attempt], attempts: &[Attempt]) -> [String; 7] {
    let who = attempts[0].who.to_owned();
    let mut notes: Vec<&str> = attempts.iter().filter_map(|attempt| attempt.note.as_deref()).collect();
    notes.dedup();
    let made: Vec<(usize, Judged)> = attempts
        .iter()
        .enumerate()
        .filter(|(_, attempt)| attempt.meetings.is_some())
        .map(|(seed, attempt)| (seed, evenings[seed].judge(attempt)))
        .collect();
    let walls = sorted(attempts.iter().map(|attempt| attempt.seconds));
    if made.is_empty() {
        let note = notes.join("; ");
        return [
            name.to_owned(),
            who,
            note,
            String::new(),
            String::new(),
            String::new(),
            seconds(median(&walls)),
        ];
    }
    let shares = sorted(
        made.iter()
            .map(|(seed, judged)| 100.0 * judged.points as f64 / free[*seed].bound.unwrap_or(1) as f64),
    );
    let meetings = sorted(made.iter().map(|(_, judged)| f64::from(at(&judged.rewarding, 0.0))));
    let wants = sorted(made.iter().map(|(_, judged)| at(&judged.wants, 0.0) as f64));
    let mut broken: Vec<&str> =
        made.iter().map(|(_, judged)| judged.broken.as_str()).filter(|b| *b != "none").collect();
    broken.dedup();
    let missing = attempts.len() - made.len();
    let mut points = format!("{:.2}", median(&shares));
    if missing > 0 {
        let _ = write!(points, " ({missing} of {} without an answer: {})", attempts.len(), notes.join("; "));
    }
    [
        name.to_owned(),
        who,
        points,
        if broken.is_empty() { "none".to_owned() } else { broken.join("; ") },
        median(&meetings).to_string(),
        median(&wants).to_string(),
        seconds(median(&walls)),
    ]
}

/// The value below which this share of the sorted values lies.
fn at<T: Copy + Default>(values: &[T], share: f64) -> T {
    values.get((share * values.len() as f64) as usize).copied().unwrap_or_default()
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    at(sorted, 0.5)
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}

/// A table in Markdown.
#[derive(Default)]
struct Table(String);

impl Table {
    fn head(&mut self, title: &str, columns: &[&str]) {
        if self.0.is_empty() {
            let line = "| --- ".repeat(columns.len());
            self.0 = format!("## {title}\n\n| {} |\n{line}|\n", columns.join(" | "));
        }
    }

    fn row(&mut self, cells: &[String]) {
        let row = format!("| {} |", cells.join(" | "));
        println!("{row}");
        self.0.push_str(&row);
        self.0.push('\n');
    }

    fn finish(&self) -> &str {
        &self.0
    }
}
