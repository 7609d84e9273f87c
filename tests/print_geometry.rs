//! Nothing that is printed overlaps or leaves its place.

mod print_support;

use print_support::{
    borrel, cards_on, composed, example, listed, nasty, places, reported, stocks, variants, with_changes,
};
use rondje::document::{Document, Item, Kind, Page, Rect, Text};
use rondje::domain::{Event, Language};

fn texts(page: &Page) -> Vec<&Text> {
    page.items.iter().filter_map(|item| if let Item::Text(text) = item { Some(text) } else { None }).collect()
}

fn document(kind: Kind, event: &Event) -> Document {
    composed(kind, event).unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// The places of a kind on its sheet.
fn cells(kind: Kind) -> Vec<Rect> {
    let grid = |columns: usize, rows: usize, [left, top]: [f64; 2], [width, height]: [f64; 2]| {
        (0..columns * rows)
            .map(|index| Rect {
                x: left + width * (index % columns) as f64,
                y: top + height * (index / columns) as f64,
                width,
                height,
            })
            .collect()
    };
    match kind {
        Kind::Agendas | Kind::FollowUp => grid(2, 1, [0.0, 0.0], [148.5, 210.0]),
        Kind::NameCards => grid(2, 5, [15.0, 13.5], [90.0, 54.0]),
        Kind::TableSigns => grid(1, 2, [0.0, 0.0], [210.0, 148.5]),
        Kind::RunSheet | Kind::WallChart | Kind::Introductions | Kind::Alignment => {
            grid(1, 1, [0.0, 0.0], [210.0, 297.0])
        }
    }
}

/// Text keeps this far from the edge of its place, in millimetres: what printers leave white, and clumsy cutting.
const SAFE: f64 = 4.0;

fn check(name: &str, kind: Kind, event: &Event) {
    check_document(name, &document(kind, event), &cells(kind));
}

fn check_document(name: &str, document: &Document, places: &[Rect]) {
    assert!(!document.pages.is_empty());
    for (number, page) in document.pages.iter().enumerate() {
        let texts = texts(page);
        assert!(!texts.is_empty(), "{name}: page {} is empty", number + 1);
        for (index, text) in texts.iter().enumerate() {
            let ink = text.ink();
            let at_home = places.iter().any(|place| {
                let safe = Rect {
                    x: place.x + SAFE,
                    y: place.y,
                    width: place.width - 2.0 * SAFE,
                    height: place.height,
                };
                safe.contains(&ink, 0.01)
            });
            assert!(at_home, "{name}, page {}: “{}” at {ink:?} leaves its place", number + 1, text.source());
            for other in &texts[..index] {
                assert!(
                    !ink.overlaps(&other.ink(), 0.05),
                    "{name}, page {}: “{}” {ink:?} overlaps “{}” {:?}",
                    number + 1,
                    text.source(),
                    other.source(),
                    other.ink()
                );
            }
        }
    }
}

#[test]
fn a_real_evening_stays_inside_the_lines() {
    for language in [Language::Nl, Language::En] {
        for &kind in Kind::all() {
            check("borrel", kind, &borrel(language));
        }
    }
}

#[test]
fn a_nasty_evening_stays_inside_the_lines() {
    for language in [Language::Nl, Language::En] {
        for &kind in Kind::all() {
            check("nasty", kind, &nasty(language));
        }
    }
}

#[test]
fn the_examples_stay_inside_the_lines() {
    for name in ["mini.toml", "borrel.toml", "beursvloer.toml"] {
        for &kind in Kind::all() {
            check(name, kind, &example(name));
        }
    }
}

#[test]
fn reports_stay_inside_the_lines() {
    let page = [Rect { x: 0.0, y: 0.0, width: 210.0, height: 297.0 }];
    for held in [false, true] {
        for language in [Language::Nl, Language::En] {
            check_document("borrel", &reported(&borrel(language), held), &page);
            check_document("nasty", &reported(&nasty(language), held), &page);
        }
        for name in ["mini.toml", "borrel.toml", "beursvloer.toml"] {
            check_document(name, &reported(&example(name), held), &page);
        }
    }
}

#[test]
fn every_stock_holds_a_real_evening() {
    for (stock, sheet) in stocks() {
        let cells: Vec<Rect> =
            places(&sheet).into_iter().map(|[x, y, width, height]| Rect { x, y, width, height }).collect();
        for event in [borrel(Language::Nl), example("borrel.toml")] {
            check_document(stock, &cards_on(stock, &event), &cells);
        }
    }
}

#[test]
fn other_layouts_stay_inside_the_lines() {
    for (name, change) in variants() {
        for event in [borrel(Language::En), example("borrel.toml"), nasty(Language::Nl)] {
            let document = with_changes(&change, &event);
            let page = &document.pages[0];
            // Two by two places on these, one on the others.
            let (columns, rows) = if name.ends_with("-a6") { (2, 2) } else { (1, 1) };
            let (width, height) = (page.width / f64::from(columns), page.height / f64::from(rows));
            let cells: Vec<Rect> = (0..columns * rows)
                .map(|at| Rect {
                    x: f64::from(at % columns) * width,
                    y: f64::from(at / columns) * height,
                    width,
                    height,
                })
                .collect();
            check_document(name, &document, &cells);
        }
    }
}
