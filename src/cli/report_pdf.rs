//! A report as a PDF file.

use std::path::PathBuf;

use super::cards::CardOrder;
use super::failure::Failure;
use super::look;
use super::print::problem_in_words;
use super::report::{Report, Way};
use super::settings::{PrintTo, ReportPdf};
use super::world::World;
use crate::document::{ReportFacts, ReportWay, compose_report};
use crate::matching::Pairs;
use crate::pdf;

/// Makes and writes it; gives the file.
pub fn write(world: World, report: &Report, pairs: &Pairs, order: &ReportPdf) -> Result<PathBuf, Failure> {
    let event = report.event();
    let look = look::of(world, (&order.look, &CardOrder::default()), event, pairs)?;
    let facts = ReportFacts {
        evening: &report.evening,
        ways: report.ways.each_ref().map(of_way),
        bound: report.bound,
        held: report.opened.is_held(),
    };
    let document =
        compose_report(event, pairs, &report.schedule, &look.templates, &facts).map_err(|found| {
            let failures = found.iter().map(|problem| problem_in_words(report.opened, problem));
            failures.reduce(Failure::and).unwrap_or_else(|| Failure::bug("the report cannot be printed"))
        })?;
    let bytes =
        pdf::render(&document).map_err(|error| Failure::bug(format!("cannot make the report: {error}")))?;
    let beside = || report.opened.print_folder(&PrintTo::BesideEvent).join("report.pdf");
    let file = order.file.clone().unwrap_or_else(beside);
    world.write_files(&[(file.clone(), bytes)])?;
    Ok(file)
}

fn of_way(way: &Way) -> ReportWay {
    ReportWay {
        points: way.audit.points,
        served: way.audit.wants_served,
        floor: way.audit.floor,
        new_ties: way.ties.new,
        meetings: way.ties.meetings,
    }
}
