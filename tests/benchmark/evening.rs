//! An invented evening: planned by the real program, and judged by the audit.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rondje::audit::{Rule, audit};
use rondje::cli::example::{self, Recipe};
use rondje::domain::{Event, Meeting, PlanResult, Proof, Schedule};
use rondje::input::read_event;
use rondje::matching::{self, Pairs, want_points};
use rondje::schedule_file;

use super::peers::Attempt;

/// An evening and all its pairs.
pub struct Evening {
    text: String,
    pub event: Event,
    pub pairs: Pairs,
}

/// What a plan is worth, whoever made it.
pub struct Judged {
    pub points: i64,
    /// The names of the broken rules, each with how often: `MustMeet 2`; or `none`.
    pub broken: String,
    /// Rewarding meetings of everybody, sorted.
    pub rewarding: Vec<u32>,
    /// Points of served wants of everybody who has wants, sorted.
    pub wants: Vec<i64>,
}

impl Evening {
    /// The evening that `rondje new --example` writes.
    pub fn invent(people: usize, rounds: u32, seed: u64, night: bool) -> Self {
        Self::of(example::event(Recipe { people, rounds, seed, night }))
    }

    fn of(text: String) -> Self {
        let loaded =
            read_event(&text, &mut |name| Err(format!("no {name}"))).expect("an event without errors");
        Self { text, pairs: Pairs::of(&loaded.event), event: loaded.event }
    }

    /// The same evening, where nobody is promised anything.
    pub fn without_floor(&self) -> Self {
        Self::of(format!("{}\n[matching]\nfloor = 0\n", self.text))
    }

    /// Plans it with the program, as a user would: from the event file to the schedule file.
    pub fn plan(&self) -> Attempt {
        let desk = tempfile::tempdir().expect("a folder");
        let path = desk.path().join("event.toml");
        fs::write(&path, &self.text).expect("the event is written");
        let started = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_rondje"));
        let child = command.arg("plan").arg(&path).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let megabytes = wait(&mut child.expect("the program starts"));
        let seconds = started.elapsed().as_secs_f64();
        let text = fs::read_to_string(desk.path().join("event.schedule.toml")).expect("a schedule");
        let schedule = schedule_file::read(&text, &self.event).expect("a schedule without errors");
        Attempt {
            points: schedule.result.points,
            bound: Some(schedule.result.bound),
            floor: schedule.result.floor,
            meetings: Some(schedule.meetings),
            megabytes,
            ..Attempt::nothing("rondje", seconds, None)
        }
    }

    /// Judges a plan by the audit.
    pub fn judge(&self, attempt: &Attempt) -> Judged {
        let meetings = attempt.meetings.clone().unwrap_or_default();
        let met = meetings.iter().filter_map(|m: &Meeting| self.pairs.find(m.people[0], m.people[1]));
        let score = matching::count(&self.event, &self.pairs, met);
        let result = PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Gap };
        let schedule =
            Schedule { event: String::new(), event_digest: String::new(), revision: 1, result, meetings };
        let audit = audit(&self.event, &schedule);
        let mut broken: BTreeMap<Rule, usize> = BTreeMap::new();
        for violation in &audit.violations {
            // What a file says of itself is no matter here.
            if !matches!(violation.rule, Rule::Points | Rule::Floor | Rule::Bound) {
                *broken.entry(violation.rule).or_default() += 1;
            }
        }
        let names: Vec<String> = broken.iter().map(|(rule, times)| format!("{rule} {times}")).collect();
        let mut wants = BTreeMap::new();
        for (want, &sum) in self.pairs.wants.iter().zip(&score.served) {
            *wants.entry(want.owner).or_insert(0) += want_points(want, sum);
        }
        let mut wants: Vec<i64> = wants.into_values().collect();
        wants.sort_unstable();
        let mut rewarding = score.rewarding;
        rewarding.sort_unstable();
        Judged {
            points: audit.points,
            broken: if names.is_empty() { "none".to_owned() } else { names.join(", ") },
            rewarding,
            wants,
        }
    }
}

/// Waits for a process; the most memory it had, in MB, where the system tells.
fn wait(child: &mut Child) -> Option<f64> {
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    loop {
        most = peak(Path::new(&status)).or(most);
        match child.try_wait().expect("the process can be watched") {
            Some(exit) => {
                assert!(exit.success(), "the program ended with {exit}");
                return most;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn peak(status: &Path) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
