//! `plan`: an event in; an audited schedule, a summary and perhaps printed matter out.

use std::path::Path;

use serde_json::json;

use super::certificate::Proved;
use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::print::{self, Printed};
use super::schedules::{self, Outcome};
use super::settings::Plan as Order;
use super::summary::Summary;
use super::text::{Page, typed};
use super::world::World;
use super::{clash, progress};
use crate::audit::{self, Audit, Violation};
use crate::domain::{Certificate, Proof, Schedule};
use crate::matching::Pairs;
use crate::plan::{self, Plan};
use crate::schedule_file;

/// The most warnings that are repeated before planning.
const MOST_WARNINGS: usize = 5;
/// The most broken rules that an apology names.
const MOST_VIOLATIONS: usize = 5;

/// Plans an evening.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::event(world, &order.event)?;
    refuse_to_overwrite_the_event(world, order, &opened)?;
    refuse_in_the_night(world, order, &opened)?;
    tell_warnings(world, &opened);
    let (plan, certificate) = search(world, order, &opened)?;
    let mut schedule = schedule_of(&opened, &plan);
    let audit = audited(&opened, &schedule)?;
    let proved = certificate.map(|certificate| Proved::of(&opened, certificate)).transpose()?;
    if order.require_optimal && schedule.result.proof != Proof::Optimal {
        return Err(not_optimal(&schedule));
    }
    let saved = save(world, order, &opened, &mut schedule)?;
    if let (Some(proved), Some(path)) = (&proved, &order.certificate) {
        proved.write(world, &opened, path)?;
    }
    let pairs = Pairs::of(&opened.event);
    let summary = Summary::of(&opened.event, &pairs, &schedule, &audit, &plan);
    let report = Report { order, opened: &opened, schedule: &schedule, summary, saved, proved };
    report.give(world, &pairs)
}

/// Plans, and proves if asked to.
fn search(world: World, order: &Order, opened: &Opened) -> Result<(Plan, Option<Certificate>), Failure> {
    let event = opened.event.clone();
    let (settings, certify) = (order.search, order.certificate.is_some());
    let answer = progress::search(world, order.time_limit, move |observer| {
        let mut plan = plan::plan(&event, settings, observer)?;
        let certificate = certify.then(|| plan::certify(&event, &plan, settings, observer));
        if let Some(certificate) = &certificate {
            plan.learn(certificate);
        }
        Ok((plan, certificate))
    })?;
    answer.map_err(|facts| clash::failure(opened, &facts))
}

fn refuse_to_overwrite_the_event(world: World, order: &Order, opened: &Opened) -> Result<(), Failure> {
    let Some(event) = opened.path() else { return Ok(()) };
    if let Some(Place::File(output)) = &order.output
        && world.same_file(output, event)
    {
        let failure = Failure::usage("the schedule would replace the event file");
        return Err(failure.help("name another file after -o"));
    }
    let Some(certificate) = &order.certificate else { return Ok(()) };
    let schedule = opened.schedule_place(order.output.as_ref());
    let replaces = |file: &Path| file == certificate || world.same_file(file, certificate);
    if replaces(event) || matches!(&schedule, Place::File(schedule) if replaces(schedule)) {
        let failure = Failure::usage("the certificate would replace the event or the schedule");
        return Err(failure.help("name another file after --certificate"));
    }
    Ok(())
}

/// Once the night has begun, people hold the plan that is there in their hands. When there is none, one can be made.
fn refuse_in_the_night(world: World, order: &Order, opened: &Opened) -> Result<(), Failure> {
    if opened.steps() == 0 || order.output.is_some() {
        return Ok(());
    }
    opened.refuse_after_held()?;
    if opened.path().is_none_or(|event| !world.is_there(&paths::schedule(event))) {
        return Ok(());
    }
    let event = opened.typed();
    let message =
        format!("the night of {} has begun, and people hold its plan in their hands", opened.file());
    Err(Failure::usage(message).help(format!(
        "for the rounds to come, from the first that has not begun: rondje replan {event} --round {}; for the whole \
         evening anew: rondje replan {event} --from-scratch",
        opened.next_round()
    )))
}

/// One line for each warning, and where to read more.
fn tell_warnings(world: World, opened: &Opened) {
    let warnings = &opened.warnings;
    if warnings.is_empty() {
        return;
    }
    let mut page = Page::default();
    for warning in warnings.iter().take(MOST_WARNINGS) {
        page.line(format!("warning[{}]: {}", warning.code, warning.message));
    }
    let more = match warnings.len().saturating_sub(MOST_WARNINGS) {
        0 => String::new(),
        more => format!("{more} more; "),
    };
    page.line(format!("{more}to read about them: rondje check {}", opened.typed()));
    page.blank();
    world.tell(page.text());
}

fn schedule_of(opened: &Opened, plan: &Plan) -> Schedule {
    Schedule {
        event: opened.event.name.clone(),
        event_digest: schedule_file::digest(&opened.event),
        // A plan that re-plans were made of may be gone: its revision is not given again.
        revision: opened.last_replan().map_or(1, |replanned| replanned.revision + 1),
        result: plan.result,
        meetings: plan.meetings.clone(),
    }
}

/// What we print was audited (§9). A plan of ours that breaks a rule is a bug of ours.
fn audited(opened: &Opened, schedule: &Schedule) -> Result<Audit, Failure> {
    let audit = audit::audit(&opened.event, schedule);
    if audit.violations.is_empty() {
        return Ok(audit);
    }
    Err(broken_rules(&audit.violations))
}

/// A plan of ours breaks rules: an apology.
pub fn broken_rules(violations: &[Violation]) -> Failure {
    let broken: Vec<String> = violations
        .iter()
        .take(MOST_VIOLATIONS)
        .map(|violation| format!("  {:?}: {}", violation.rule, violation.message))
        .collect();
    Failure::bug(format!("sorry, the plan that was found breaks rules:\n{}", broken.join("\n")))
}

fn not_optimal(schedule: &Schedule) -> Failure {
    let result = schedule.result;
    let message = format!("this plan is not proved optimal: {}", super::summary::points(result));
    Failure::new(Exit::NotOptimal, message).help(
        "nothing was written, and an earlier schedule stays as it was. Try --effort high, or plan without \
         --require-optimal",
    )
}

/// Where the schedule went.
enum Saved {
    /// To standard output.
    Shown,
    /// To a file.
    File(String, Outcome),
}

fn save(world: World, order: &Order, opened: &Opened, schedule: &mut Schedule) -> Result<Saved, Failure> {
    match opened.schedule_place(order.output.as_ref()) {
        Place::Standard => {
            world.result_bytes(schedule_file::write(&opened.event, schedule).as_bytes())?;
            Ok(Saved::Shown)
        }
        Place::File(path) => {
            let outcome = schedules::save(world, &opened.event, &path, schedule)?;
            Ok(Saved::File(path.display().to_string(), outcome))
        }
    }
}

/// Everything there is to say at the end.
struct Report<'a> {
    order: &'a Order,
    opened: &'a Opened,
    schedule: &'a Schedule,
    summary: Summary<'a>,
    saved: Saved,
    proved: Option<Proved>,
}

impl Report<'_> {
    /// Prints, if asked to, and tells what came out. When printing fails, the plan is still good, and told of.
    fn give(&self, world: World, pairs: &Pairs) -> Result<Exit, Failure> {
        let printed = self.print(world, pairs);
        match (self.order.json, &printed) {
            (true, Ok(printed)) => world.json(&self.json(printed.as_ref()))?,
            (true, Err(_)) => {}
            (false, printed) => self.tell(world, printed.as_ref().ok().and_then(Option::as_ref))?,
        }
        printed.map(|_| Exit::Done)
    }

    fn print(&self, world: World, pairs: &Pairs) -> Result<Option<Printed>, Failure> {
        let Some(to) = &self.order.print else { return Ok(None) };
        let folder = self.opened.print_folder(to);
        let look = &self.order.look;
        print::everything(world, self.opened, pairs, self.schedule, folder, look).map(Some).map_err(
            |failure| {
                let event = self.opened.typed();
                failure.help(format!("the plan itself is fine; mend this, then: rondje print {event}"))
            },
        )
    }

    fn tell(&self, world: World, printed: Option<&Printed>) -> Result<(), Failure> {
        let mut page = Page::default();
        self.summary.add_to(&mut page);
        if let Saved::File(file, outcome) = &self.saved {
            page.title(self.written(file, outcome));
        }
        if let (Some(proved), Some(path)) = (&self.proved, &self.order.certificate) {
            page.line(format!("Certificate: {}: {}", path.display(), proved.in_words()));
        }
        if let Some(printed) = printed {
            printed.add_to(&mut page);
        }
        if let Some(next) = self.next(printed.is_some()) {
            page.line(format!("Next: {next}"));
        }
        match self.saved {
            // Standard output is the schedule.
            Saved::Shown => world.tell(page.text()),
            Saved::File(..) => world.result(page.text())?,
        }
        Ok(())
    }

    fn written(&self, file: &str, outcome: &Outcome) -> String {
        let revision = self.schedule.revision;
        match outcome {
            Outcome::First => format!("Written: {file} (revision {revision})"),
            Outcome::Unchanged => format!("Nothing changed: {file} stays revision {revision}"),
            Outcome::SameMeetings => {
                format!("Written: {file} (still revision {revision}: the meetings are the same)")
            }
            Outcome::Replaced(copy) => {
                format!(
                    "Written: {file} (revision {revision}; the earlier one is kept as {})",
                    copy.display()
                )
            }
            Outcome::Rescued(copy) => format!(
                "Written: {file} (revision {revision}; what was there cannot be read as a schedule and is kept as {})",
                copy.display()
            ),
        }
    }

    /// The next command to type.
    fn next(&self, printed: bool) -> Option<String> {
        let Saved::File(file, _) = &self.saved else { return None };
        self.opened.path()?;
        let event = self.opened.typed();
        let elsewhere = match self.order.output {
            Some(_) => format!(" --schedule {}", typed(file)),
            None => String::new(),
        };
        Some(match (printed, self.opened.event.attendees.first()) {
            (true, Some(someone)) => format!("rondje show {event} {}{elsewhere}", typed(&someone.id)),
            (true, None) => format!("rondje show {event}{elsewhere}"),
            (false, _) => format!("rondje print {event}{elsewhere}"),
        })
    }

    fn json(&self, printed: Option<&Printed>) -> serde_json::Value {
        let mut value = self.summary.json();
        if let Saved::File(file, outcome) = &self.saved {
            let kept = match outcome {
                Outcome::Replaced(copy) | Outcome::Rescued(copy) => Some(copy.display().to_string()),
                _ => None,
            };
            value["schedule"] = json!({
                "file": file, "changed": *outcome != Outcome::Unchanged, "earlier_kept_as": kept,
            });
        }
        if let (Some(proved), Some(path)) = (&self.proved, &self.order.certificate) {
            value["certificate"] = proved.json(path);
        }
        if let Some(printed) = printed {
            value["printed"] = json!(printed.files());
        }
        value
    }
}
