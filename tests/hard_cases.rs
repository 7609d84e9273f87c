//! Small evenings that are hard: every file of `tests/hard` holds one, in the language of the harness, with the best that
//! can be had. Each is planned with every effort, audited, certified, and compared with the best of all schedules where
//! all can be tried. With `RONDJE_BLESS=1` the answers are written anew, from all schedules where they can be tried.

mod common;

use std::fs;
use std::path::PathBuf;

use common::brute::{Best, best};
use common::plain::possible;
use common::{event, schedule_of};
use rondje::audit::{audit, recheck};
use rondje::domain::{Event, Proof};
use rondje::plan::{Effort, Plan, Settings, Silent, certify, clash, plan};

const EFFORTS: [Effort; 3] = [Effort::Low, Effort::Normal, Effort::High];

/// One file.
struct Hard {
    path: PathBuf,
    /// The lines before the answer.
    question: String,
    event: Event,
    /// `500 points, floor 0`, or `clash`.
    answer: String,
}

fn all() -> Vec<Hard> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/hard");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(Hard::read).collect()
}

impl Hard {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let (question, answer) = text.split_once("\n= ").expect("an answer after `= `");
        let phrases: Vec<&str> = question.lines().filter(|line| !line.starts_with('#')).collect();
        let event = event(&phrases.join(" "));
        Self { path, question: question.to_owned(), event, answer: answer.trim().to_owned() }
    }

    /// What the best of all schedules has, where all can be tried.
    fn tried(&self) -> Option<String> {
        let size = (self.event.attendees.len(), self.event.rounds.count);
        (size.0 <= 4 || size.0 <= 6 && size.1 <= 3 || size.0 == 7 && size.1 <= 3).then(|| {
            match best(&self.event) {
                None => "clash".to_owned(),
                Some(Best { floor, schedule }) => {
                    let most = (0..size.0).map(|a| possible(&self.event, a)).max().unwrap_or(0);
                    format!("{} points, floor {}", schedule.result.points, floor.min(most))
                }
            }
        })
    }

    fn planned(&self, effort: Effort) -> Option<Plan> {
        let settings = Settings { effort, threads: Some(1) };
        let plan = plan(&self.event, settings, &Silent).ok()?;
        let (event, name) = (&self.event, self.path.display());
        let schedule = schedule_of(event, plan.meetings.clone(), plan.result);
        let judged = audit(event, &schedule);
        assert!(judged.is_clean(), "{name}, {effort:?}: {:#?}", judged.violations);
        let certificate = certify(event, &plan, settings, &Silent);
        assert_eq!(recheck(event, &certificate).flaws, [], "{name}, {effort:?}");
        assert!(certificate.bound >= plan.result.points, "{name}, {effort:?}");
        Some(plan)
    }
}

#[test]
fn hard_cases_are_solved() {
    let mut wrong = Vec::new();
    let mut open = Vec::new();
    for hard in all() {
        let name = hard.path.file_stem().unwrap().to_string_lossy().into_owned();
        let answer = hard.tried().unwrap_or_else(|| hard.answer.clone());
        if std::env::var_os("RONDJE_BLESS").is_some() {
            fs::write(&hard.path, format!("{}\n= {answer}\n", hard.question)).unwrap();
        } else if answer != hard.answer {
            wrong.push(format!("{name} says {}, but of all schedules the best is {answer}", hard.answer));
        }
        assert_eq!(clash(&hard.event).is_some(), answer == "clash", "{name}");
        for effort in EFFORTS {
            let plan = hard.planned(effort);
            let found = plan.as_ref().map_or("clash".to_owned(), |plan| {
                format!("{} points, floor {}", plan.result.points, plan.result.floor)
            });
            if found != answer {
                wrong.push(format!("{name}, {effort:?}: {found} instead of {answer}"));
            }
            if effort == Effort::Normal && plan.is_some_and(|plan| plan.result.proof == Proof::Gap) {
                open.push(name.clone());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(open.is_empty(), "solved, but no longer proved: {open:?}");
}
