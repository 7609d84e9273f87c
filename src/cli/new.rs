//! `new`: a commented example event to start from, or the templates to be changed.

use std::path::{Path, PathBuf};

use super::example;
use super::exit::Exit;
use super::failure::Failure;
use super::paths::Place;
use super::settings::{Fresh, New as Order};
use super::text::{Page, count, typed};
use super::world::World;
use crate::document::Templates;

/// The example: the one that the README explains.
const EXAMPLE: &str = include_str!("../../events/mini.toml");

/// Writes what there is to begin with.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    match &order.what {
        Fresh::Event(file) => event(world, file, order),
        Fresh::Templates { folder, overwrite } => templates(world, folder, *overwrite),
    }
}

/// Writes all templates into a folder. Files that are there already stay as they are, unless they are to be replaced.
fn templates(world: World, folder: &Path, overwrite: bool) -> Result<Exit, Failure> {
    let all = Templates::texts().iter().map(|(name, text)| (folder.join(name), text.as_bytes().to_vec()));
    let is_kept = |file: &(PathBuf, Vec<u8>)| !overwrite && world.is_there(&file.0);
    let (kept, written): (Vec<_>, Vec<_>) = all.partition(is_kept);
    world.write_files(&written)?;
    let shown = folder.display().to_string();
    let mut page = Page::default();
    page.line(format!("Written: {} into {shown}", count(written.len(), "template")));
    let changed = kept.iter().filter(|(path, bytes)| !world.holds(path, bytes)).count();
    if changed > 0 {
        page.line(format!(
            "Kept: {} that you changed (to have them as they were: --overwrite)",
            count(changed, "template")
        ));
    }
    page.line(format!(
        "Next: change what you like there, then: rondje print EVENT --templates {}",
        typed(&shown)
    ));
    world.result(page.text())?;
    Ok(Exit::Done)
}

/// Writes the example to a new file, or to standard output.
fn event(world: World, file: &Place, order: &Order) -> Result<Exit, Failure> {
    let text = order.recipe.map_or_else(|| EXAMPLE.to_owned(), example::event);
    let Place::File(path) = file else {
        world.result_bytes(text.as_bytes())?;
        return Ok(Exit::Done);
    };
    if world.is_there(path) {
        let message = format!("there is already a file {}", path.display());
        return Err(Failure::new(Exit::Files, message).help("name another file; nothing was changed"));
    }
    world.write_new(path, text.as_bytes())?;
    let file = path.display().to_string();
    world.result(&format!("Written: {file}. Open it in a text editor and put your own people in.\n"))?;
    world.result(&format!("Next: rondje check {}\n", typed(&file)))?;
    Ok(Exit::Done)
}
