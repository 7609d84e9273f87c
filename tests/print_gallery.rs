//! Pictures of every page kind, to look at: `cargo test --test print_gallery -- --ignored` puts them into
//! `target/gallery`, with the PDF files that they are made from.

mod print_support;

use std::path::{Path, PathBuf};

use print_support::{example, greedy, listed, nasty, planned, reported, tool, variants};
use rondje::document::{Changes, Document, Kind, Selection, Templates, compose};
use rondje::domain::{Event, Language, Schedule};
use rondje::matching::Pairs;

/// The most pages of a document of which pictures are made.
const PAGES: &str = "2";

struct Gallery {
    folder: PathBuf,
}

impl Gallery {
    /// A PDF, and a picture of each of its first pages.
    fn add(&self, name: &str, document: &Document) {
        let pdf = self.folder.join(format!("{name}.pdf"));
        std::fs::write(&pdf, rondje::pdf::render(document).unwrap()).unwrap();
        let picture = self.folder.join(name);
        tool("pdftoppm", &["-png", "-r", "80", "-l", PAGES, as_text(&pdf), as_text(&picture)]);
    }

    fn all(&self, name: &str, event: &Event, schedule: &Schedule) {
        for &kind in Kind::all() {
            let document = made(kind, event, schedule, &Templates::builtin(), &Selection::default());
            self.add(&format!("{name}-{}", kind.name()), &document);
        }
        self.add(&format!("{name}-report"), &reported(event, false));
    }
}

fn as_text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn made(
    kind: Kind,
    event: &Event,
    schedule: &Schedule,
    templates: &Templates,
    selection: &Selection,
) -> Document {
    compose(kind, event, &Pairs::of(event), schedule, templates, selection)
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// Everyone gets a new sheet: their second and fifth round have changed.
fn reprinted(event: &Event) -> Selection {
    let rounds = (0..event.attendees.len()).map(|person| (person, [2, 5].into())).collect();
    Selection { people: None, changes: Changes { replaces: Some(1), rounds } }
}

#[test]
#[ignore = "makes pictures to look at"]
fn gallery() {
    let gallery =
        Gallery { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("gallery") };
    let _ = std::fs::remove_dir_all(&gallery.folder);
    std::fs::create_dir_all(&gallery.folder).unwrap();
    let borrel = example("borrel.toml");
    let plan = planned("borrel.schedule.toml", &borrel);
    for name in ["mini", "borrel", "beursvloer"] {
        let event = example(&format!("{name}.toml"));
        gallery.all(name, &event, &planned(&format!("{name}.schedule.toml"), &event));
    }
    for (language, code) in [(Language::Nl, "nl"), (Language::En, "en")] {
        let event = nasty(language);
        gallery.all(&format!("nasty-{code}"), &event, &greedy(&event));
    }
    for (name, change) in variants() {
        let document = made(change.kind, &borrel, &plan, &change.templates(), &Selection::default());
        gallery.add(&format!("borrel-{name}"), &document);
    }
    for kind in [Kind::Agendas, Kind::WallChart] {
        let document = made(kind, &borrel, &plan, &Templates::builtin(), &reprinted(&borrel));
        gallery.add(&format!("borrel-changed-{}", kind.name()), &document);
    }
    println!("{}", gallery.folder.display());
}
