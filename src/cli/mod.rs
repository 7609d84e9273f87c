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
mod demand;
mod evening;
pub mod example;
mod exit;
mod explain;
mod failure;
mod force;
mod import;
mod look;
mod new;
mod night;
mod night_changes;
#[cfg(test)]
mod night_crash;
mod open;
mod paths;
mod people;
mod plan;
mod print;
mod progress;
mod reasons;
mod replan;
mod replan_page;
mod room;
mod schedules;
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

use std::panic::{AssertUnwindSafe, catch_unwind};
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
    let exit = catch_unwind(AssertUnwindSafe(|| typed(world)));
    exit.unwrap_or_else(|_| {
        report(world, false, &Failure::bug("rondje has stopped in the middle of its work"))
    })
    .into()
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

fn run(world: World, order: &Order) -> Exit {
    let done = match order {
        Order::New(order) => new::run(world, order),
        Order::Import(order) => import::run(world, order),
        Order::Check(order) => check::run(world, order),
        Order::Plan(order) => plan::run(world, order),
        Order::Show(order) => show::run(world, order),
        Order::Audit(order) => audit::run(world, order),
        Order::Print(order) => print::run(world, order),
        Order::Fact(order) => night::note(world, order),
        Order::Arrived(order) => night::arrived(world, order),
        Order::WalkIn(order) => walk_in::run(world, order),
        Order::Replan(order) => replan::run(world, order),
        Order::Undo(order) => undo::run(world, order),
        Order::Explain(order) => explain::run(world, order),
        Order::ExplainCode(order) => explain::code(world, order),
    };
    done.unwrap_or_else(|failure| report(world, order.json(), &failure))
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
