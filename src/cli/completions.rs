//! `completions`: what a shell needs to complete the words of a command line.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::args::Typed;
use super::exit::Exit;
use super::failure::Failure;
use super::world::World;

/// Puts the script for a shell on standard output.
pub fn run(world: World, shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(shell, &mut Typed::command(), "rondje", &mut script);
    world.result_bytes(&script)?;
    Ok(Exit::Done)
}
