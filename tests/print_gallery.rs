//! Writes sample PDFs to look at: `cargo test --test print_gallery -- --ignored`.

mod print_support;

use print_support::{borrel, example, nasty, rendered, saved, variants, with_changes};
use rondje::document::Kind;
use rondje::domain::Language;

#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    for name in ["mini", "borrel", "beursvloer"] {
        for &kind in Kind::all() {
            saved(
                &format!("example-{name}-{}", kind.file_name()),
                &rendered(kind, &example(&format!("{name}.toml"))),
            );
        }
    }
    let event = example("borrel.toml");
    for (name, change) in variants() {
        let document = with_changes(&change, &event);
        saved(&format!("variant-{name}.pdf"), &rondje::pdf::render(&document).unwrap());
    }
    for (language, code) in [(Language::Nl, "nl"), (Language::En, "en")] {
        for &kind in Kind::all() {
            for (name, event) in [("borrel", borrel(language)), ("nasty", nasty(language))] {
                let path = saved(&format!("{name}-{code}-{}", kind.file_name()), &rendered(kind, &event));
                println!("{}", path.display());
            }
        }
    }
}
