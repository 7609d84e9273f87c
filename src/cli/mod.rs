//! The command line: the only place with files, clock, environment and terminal.
//!
//! What is typed (`args`) becomes once what is meant (`settings`); each command then reads through one door (`world`),
//! asks the other rooms, and gives its result back. Results go to standard output, everything else to standard error.

mod args;
mod audit;
mod cards;
mod certificate;
mod check;
mod clash;
mod codes;
mod completions;
mod crash;
mod demand;
mod evening;
pub mod example;
mod exit;
mod explain;
mod export;
mod failure;
mod force;
mod forget;
mod guide;
mod held;
mod import;
mod look;
mod man;
mod new;
mod night;
mod night_changes;
#[cfg(test)]
mod night_crash;
mod open;
mod paper;
mod paths;
mod people;
mod plan;
mod print;
mod progress;
mod reasons;
mod replan;
mod replan_page;
mod report;
mod report_page;
mod report_pdf;
mod room;
mod schedules;
mod series;
mod settings;
mod show;
mod suggestions;
mod summary;
mod text;
mod topics;
mod undo;
mod walk_in;
mod why;
mod world;

use std::process::ExitCode;

use clap::Parser;

pub use exit::Exit;
use failure::Failure;
use settings::Order;
use world::World;

/// The whole program: reads the command line, does what it says, and tells the shell how it ended (§7).
#[must_use]
pub fn main() -> ExitCode {
    let world = World::of_process();
    guarded(world, || typed(world)).into()
}

/// Does some work, whatever happens.
fn guarded(world: World, work: impl FnOnce() -> Exit) -> Exit {
    crash::guard(world, work).unwrap_or_else(|failure| report(world, world.json_is_asked(), &failure))
}

fn typed(world: World) -> Exit {
    match args::Typed::try_parse() {
        Ok(typed) => match Order::try_from(typed) {
            Ok(order) => run(world, &order),
            Err(failure) => report(world, false, &failure),
        },
        Err(message) => {
            // Help that nobody reads is no failure.
            let _ = message.print();
            if message.use_stderr() { Exit::Usage } else { Exit::Done }
        }
    }
}

/// Does what is meant; where files of an event change, alone.
fn run(world: World, order: &Order) -> Exit {
    let alone = order.changes().map(|(event, command)| open::alone(world, event, command)).transpose();
    let done = alone.and_then(|_until_the_end| done(world, order));
    done.unwrap_or_else(|failure| report(world, order.json(), &failure))
}

fn done(world: World, order: &Order) -> Result<Exit, Failure> {
    match order {
        Order::New(order) => new::run(world, order),
        Order::Import(order) => import::run(world, order),
        Order::Check(order) => check::run(world, order),
        Order::Plan(order) => plan::run(world, order),
        Order::Show(order) => show::run(world, order),
        Order::Audit(order) => audit::run(world, order),
        Order::Print(order) => print::run(world, order),
        Order::Export(order) => export::run(world, order),
        Order::Fact(order) => night::note(world, order),
        Order::Arrived(order) => night::arrived(world, order),
        Order::WalkIn(order) => walk_in::run(world, order),
        Order::Replan(order) => replan::run(world, order),
        Order::Undo(order) => undo::run(world, order),
        Order::Held(order) => held::run(world, order),
        Order::Report(order) => report::run(world, order),
        Order::Forget(order) => forget::run(world, order),
        Order::Explain(order) => explain::run(world, order),
        Order::ExplainCode(order) => codes::run(world, order),
        Order::Guide(language) => guide::run(world, *language),
        Order::Completions(shell) => completions::run(world, *shell),
        Order::Man(folder) => man::run(world, folder.as_deref()),
    }
}

/// Says why it could not be done: to the user, and to the program that asked for JSON.
fn report(world: World, json: bool, failure: &Failure) -> Exit {
    world.tell_drawn(failure.drawn());
    if json && failure.exit() != Exit::Done {
        // Nobody may listen any more; the exit code says it too.
        let _ = world.json(&failure.json());
    }
    failure.exit()
}
