//! Choices for printing name cards that are made on the command line, because they differ from printer to printer and
//! from one box of labels to the next.

use std::path::{Path, PathBuf};

use super::args::CardArgs;
use super::exit::Exit;
use super::failure::Failure;
use super::paths::Place;
use super::world::World;
use crate::document::{CardOptions, Document, Flip, LogoPlace, Templates};

/// What is asked of the name cards.
#[derive(Debug, Default)]
pub struct CardOrder {
    /// A stock that stands in a file of its own.
    stock: Option<PathBuf>,
    logo: Option<PathBuf>,
    options: CardOptions,
}

impl CardOrder {
    /// What the flags mean.
    pub fn of(args: CardArgs) -> Result<Self, Failure> {
        let is_file = |stock: &str| Path::new(stock).extension().is_some_and(|end| end == "toml");
        let (file, name) = match args.stock {
            Some(stock) if is_file(&stock) => (Some(PathBuf::from(stock)), None),
            name => (None, name),
        };
        let options = CardOptions {
            stock: name,
            two_sided: args.two_sided.then_some(true),
            upright: args.upright.then_some(true),
            stacked: args.stacked.then_some(true),
            start_label: args.start_label,
            blanks: args.blanks,
            offset: args.offset.as_deref().map(offset).transpose()?,
            offset_back: args.offset_back.as_deref().map(offset).transpose()?,
        };
        Ok(Self { stock: file, logo: args.logo, options })
    }

    /// The templates with these choices. `folder` is where the templates come from: the logo stands there.
    pub fn applied(
        &self,
        world: World,
        mut templates: Templates,
        folder: Option<&Path>,
    ) -> Result<Templates, Failure> {
        let mut options = self.options.clone();
        if let Some(path) = &self.stock {
            let text = world.read(&Place::File(path.clone()))?;
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            templates = templates.with_stock(&name, &text).map_err(|errors| {
                Failure::diagnostics(&path.display().to_string(), &text, &errors, world.colour())
                    .help("the files in `templates/stock` show how a stock is written")
            })?;
            options.stock = Some(name);
        }
        let templates =
            templates.with_cards(&options).map_err(|wrong| Failure::usage(wrong.message).help(wrong.help))?;
        LogoPlace::ALL.into_iter().try_fold(templates, |templates, place| {
            let named = templates.logo_file(place).map(|file| folder.unwrap_or(Path::new("")).join(file));
            match self.logo.clone().or(named) {
                Some(path) => with_logo(world, templates, place, &path),
                None => Ok(templates),
            }
        })
    }
}

fn with_logo(
    world: World,
    templates: Templates,
    place: LogoPlace,
    path: &Path,
) -> Result<Templates, Failure> {
    let Some(file) = world.read_bytes_if_file(path)? else {
        let message = format!("there is no logo {}", path.display());
        return Err(Failure::new(Exit::Files, message).help("name a PNG or JPEG file that is there"));
    };
    templates.with_logo(place, &file).map_err(|error| {
        Failure::new(Exit::Errors, format!("the logo {} {}", path.display(), error.message)).help(error.help)
    })
}

/// Two lengths with a comma between them.
fn offset(typed: &str) -> Result<[f64; 2], Failure> {
    let lengths: Vec<Option<f64>> = typed.split(',').map(|part| part.trim().parse().ok()).collect();
    match lengths[..] {
        [Some(right), Some(down)] => Ok([right, down]),
        _ => Err(Failure::usage(format!("\"{typed}\" is not an offset"))
            .help("write two lengths in millimetres: to the right and down, such as 0.5,-1")),
    }
}

/// How to print a document on both sides of the paper, if it has two.
pub fn both_sides(document: &Document) -> Option<&'static str> {
    Some(match document.flip? {
        Flip::LongEdge => "print it on both sides, and choose \"flip on long edge\"",
        Flip::ShortEdge => "print it on both sides, and choose \"flip on short edge\"",
    })
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn an_offset_is_two_lengths() {
        let read = |typed| format!("{:?}", offset(typed).unwrap());
        assert_eq!(read("0.5,-1"), "[0.5, -1.0]");
        assert_eq!(read(" 2 , 3 "), "[2.0, 3.0]");
        for wrong in ["", "1", "1,", "1,2,3", "a,b"] {
            assert!(offset(wrong).is_err(), "{wrong}");
        }
    }
}
