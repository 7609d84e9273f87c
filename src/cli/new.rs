//! `new`: a commented example event to start from.

use super::example;
use super::exit::Exit;
use super::failure::Failure;
use super::paths::Place;
use super::settings::New as Order;
use super::text::typed;
use super::world::World;

/// The example: the one that the README explains.
const EXAMPLE: &str = include_str!("../../events/mini.toml");

/// Writes the example to a new file, or to standard output.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let text = order.recipe.map_or_else(|| EXAMPLE.to_owned(), example::event);
    let Place::File(path) = &order.file else {
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
