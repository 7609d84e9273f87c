//! How printed matter looks: the organizer's templates and fonts in the place of those that rondje brings along.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::cards::CardOrder;
use super::exit::Exit;
use super::failure::Failure;
use super::settings::Look as Order;
use super::text::{listed, typed};
use super::world::World;
use crate::document::{BadTemplate, FontFile, Fonts, Templates, Weight, missing_characters};
use crate::domain::Event;
use crate::matching::Pairs;

/// The folders of templates, below the one that is named.
const FOLDERS: [&str; 4] = ["", "agendas", "stock", "text"];

/// Templates and fonts, ready to print an event with.
pub struct Look {
    /// The templates.
    pub templates: Templates,
    /// What is worth telling about the fonts, a line each.
    pub notes: Vec<String>,
}

/// Reads the templates that are meant, and the fonts that the names of the event need besides.
pub fn of(
    world: World,
    (order, cards): (&Order, &CardOrder),
    event: &Event,
    pairs: &Pairs,
) -> Result<Look, Failure> {
    let templates = in_form(templates(world, order)?, order)?;
    let templates = cards.applied(world, templates, order.templates.as_deref())?;
    let templates = with_main_fonts(world, order, templates)?;
    let missing = missing_characters(event, pairs, &templates);
    let files = fallback_files(world, order, &templates)?;
    let mut fallbacks = Fallbacks {
        wanted: [missing.clone(), missing.clone()],
        missing,
        fonts: templates.fonts().clone(),
        notes: Vec::new(),
    };
    for file in files {
        fallbacks.try_file(world, &file)?;
    }
    fallbacks.note_missing_bold();
    Ok(Look { templates: templates.with_fonts(fallbacks.fonts), notes: fallbacks.notes })
}

/// The templates of a folder; what is not there is as rondje brings it along.
pub fn templates(world: World, order: &Order) -> Result<Templates, Failure> {
    let Some(folder) = &order.templates else { return Ok(Templates::builtin()) };
    if !world.is_there(folder) {
        let message = format!("there is no folder {}", folder.display());
        let shown = typed(&folder.display().to_string());
        return Err(Failure::new(Exit::Files, message)
            .help(format!("to have templates to change: rondje new --templates {shown}")));
    }
    let mut own = Vec::new();
    for below in FOLDERS {
        for name in world.files_of(&folder.join(below), ".toml")? {
            let path = folder.join(below).join(&name);
            let name = if below.is_empty() { name } else { format!("{below}/{name}") };
            own.push((name, world.read(&super::paths::Place::File(path))?));
        }
    }
    Templates::from_texts(&own).map_err(|bad| refusal(world, folder, &bad))
}

/// Everything that is wrong with the templates of a folder.
fn refusal(world: World, folder: &Path, bad: &[BadTemplate]) -> Failure {
    let failures = bad.iter().map(|bad| {
        let file = folder.join(&bad.file).display().to_string();
        Failure::diagnostics(&file, &bad.text, &bad.diagnostics, world.colour())
    });
    let failure = failures.reduce(Failure::and);
    failure.unwrap_or_else(|| Failure::bug("the templates cannot be used, and nothing is wrong with them"))
}

fn in_form(templates: Templates, order: &Order) -> Result<Templates, Failure> {
    let Some(form) = &order.agendas else { return Ok(templates) };
    let known: Vec<String> = templates.agenda_forms().map(str::to_owned).collect();
    templates.with_agenda_form(form).ok_or_else(|| {
        Failure::usage(format!("agendas have no form \"{form}\""))
            .help(format!("--agendas takes {}", listed(&known, "or")))
    })
}

/// A font file that a template names: in the folder `fonts` of the templates, or with its whole path.
fn named_file(order: &Order, name: &str) -> PathBuf {
    let folder = order.templates.clone().unwrap_or_default();
    folder.join("fonts").join(name)
}

fn with_main_fonts(world: World, order: &Order, templates: Templates) -> Result<Templates, Failure> {
    let Some(names) = templates.main_files() else { return Ok(templates) };
    let [regular, bold] = names.map(|name| font(world, &named_file(order, name)));
    match (regular, bold) {
        (Ok(regular), Ok(bold)) => Ok(templates.with_fonts(Fonts::of(regular, bold))),
        (Err(one), Err(other)) => Err(one.and(other)),
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// The font files to try, those that were typed first. All of them must be there.
fn fallback_files(world: World, order: &Order, templates: &Templates) -> Result<Vec<PathBuf>, Failure> {
    let named = templates.fallback_files().iter().map(|name| named_file(order, name));
    let files: Vec<PathBuf> = order.fonts.iter().cloned().chain(named).collect();
    let lost = files.iter().filter(|file| !world.is_there(file));
    let failures = lost.map(|file| Failure::new(Exit::Files, format!("there is no font {}", file.display())));
    match failures.reduce(Failure::and) {
        Some(failure) => Err(failure.help("name a file that ends in .ttf, .otf or .ttc")),
        None => Ok(files),
    }
}

fn font(world: World, file: &Path) -> Result<FontFile, Failure> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = world.read_bytes(file)?;
    FontFile::from_bytes(&name, bytes).ok_or_else(|| {
        Failure::new(Exit::Errors, format!("{} is not a font that can be printed with", file.display()))
            .help("name a TrueType or OpenType font: a file that ends in .ttf, .otf or .ttc")
    })
}

/// The search for fonts that have what the main ones lack.
struct Fallbacks {
    /// What the main fonts lack.
    missing: BTreeSet<char>,
    /// What of it no font has yet: in regular, in bold.
    wanted: [BTreeSet<char>; 2],
    fonts: Fonts,
    notes: Vec<String>,
}

impl Fallbacks {
    /// Opens a font if anything is still wanted, and takes it if it has some of that.
    fn try_file(&mut self, world: World, file: &Path) -> Result<(), Failure> {
        if self.wanted.iter().all(BTreeSet::is_empty) {
            return Ok(());
        }
        let font = font(world, file)?;
        let wanted = &mut self.wanted[usize::from(font.weight == Weight::Bold)];
        let found: BTreeSet<char> = wanted.iter().copied().filter(|&c| font.covers(c)).collect();
        if found.is_empty() {
            return Ok(());
        }
        wanted.retain(|c| !found.contains(c));
        self.notes.push(format!("Font:    {} for {}", file.display(), some(&found)));
        self.fonts.add_fallback(font);
        Ok(())
    }

    /// Says so where bold text is set in a regular font, because there is no bold one.
    fn note_missing_bold(&mut self) {
        let [regular, bold] = &self.wanted;
        let only_regular: BTreeSet<char> =
            self.missing.iter().copied().filter(|c| bold.contains(c) && !regular.contains(c)).collect();
        if !only_regular.is_empty() {
            self.notes
                .push(format!("Note: no bold font has {}; the regular one is used", some(&only_regular)));
        }
    }
}

/// A few of these characters.
fn some(characters: &BTreeSet<char>) -> String {
    let shown: String = characters.iter().take(8).collect();
    match characters.len() {
        0..=8 => format!("“{shown}”"),
        more => format!("“{shown}” and {} more characters", more - 8),
    }
}
