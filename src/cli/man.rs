//! `man`: the manual, one page for rondje and one for each command, made from what `--help` says.

use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::Typed;
use super::exit::Exit;
use super::failure::Failure;
use super::text::{Page, count};
use super::world::World;

/// Writes all pages into a folder; without one, puts the main page on standard output.
pub fn run(world: World, folder: Option<&Path>) -> Result<Exit, Failure> {
    let root = root();
    let Some(folder) = folder else {
        world.result_bytes(&page(&root)?)?;
        return Ok(Exit::Done);
    };
    let files = commands(&root)
        .map(|command| Ok((folder.join(file_name(command)), page(command)?)))
        .collect::<Result<Vec<(PathBuf, Vec<u8>)>, Failure>>()?;
    world.write_files(&files)?;
    let mut said = Page::default();
    said.line(format!("Written: {} into {}", count(files.len(), "page"), folder.display()));
    said.line(format!("Next: man {}", folder.join(file_name(&root)).display()));
    world.result(said.text())?;
    Ok(Exit::Done)
}

/// The command line with everything that is derived filled in, without `help`.
fn root() -> Command {
    let mut root = Typed::command().disable_help_subcommand(true);
    root.build();
    root
}

/// rondje itself, and each of its commands.
fn commands(root: &Command) -> impl Iterator<Item = &Command> {
    std::iter::once(root).chain(root.get_subcommands().filter(|command| !command.is_hide_set()))
}

/// `rondje.1`, `rondje-plan.1`.
fn file_name(command: &Command) -> String {
    format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()))
}

/// One page, in the language of manuals.
fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    render(command, &mut out)
        .map_err(|error| Failure::file("write", Path::new(&file_name(command)), &error))?;
    Ok(out)
}

/// As `Man::render`, with the examples of `--help` in front and without authors.
fn render(command: &Command, out: &mut Vec<u8>) -> std::io::Result<()> {
    let man = Man::new(command.clone()).manual("rondje");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    lines("EXAMPLES", command.get_before_help(), out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    text("NOTES", command.get_after_help(), out)
}

/// A section whose lines stay as they are, without the heading that `--help` gives them.
fn lines(title: &str, said: Option<&impl ToString>, out: &mut Vec<u8>) -> std::io::Result<()> {
    let Some(said) = said.map(ToString::to_string) else { return Ok(()) };
    let mut roff = Roff::new();
    roff.control("SH", [title]).control("nf", []);
    for line in said.lines().skip(1) {
        roff.text([roman(line.trim())]);
    }
    roff.control("fi", []).to_writer(out)
}

/// A section of running text.
fn text(title: &str, said: Option<&impl ToString>, out: &mut Vec<u8>) -> std::io::Result<()> {
    let Some(said) = said.map(ToString::to_string) else { return Ok(()) };
    let mut roff = Roff::new();
    roff.control("SH", [title]).text([roman(said)]).to_writer(out)
}

#[cfg(test)]
mod tests {
    use super::{commands, file_name, page, root};

    #[test]
    fn every_command_has_a_page_with_its_example() {
        let root = root();
        for command in commands(&root) {
            let name = file_name(command);
            let text = String::from_utf8(page(command).unwrap()).unwrap();
            assert!(text.contains(".SH NAME\n") && text.contains(".SH SYNOPSIS\n"), "{name}:\n{text}");
            assert!(text.contains(".SH EXAMPLES\n.nf\nrondje"), "{name} has no example:\n{text}");
        }
        assert_eq!(file_name(&root), "rondje.1");
    }

    #[test]
    fn hidden_options_stay_hidden() {
        let root = root();
        let new = root.find_subcommand("new").unwrap();
        let text = String::from_utf8(page(new).unwrap()).unwrap();
        assert!(text.contains("templates") && !text.contains("example\\fR="), "{text}");
    }
}
