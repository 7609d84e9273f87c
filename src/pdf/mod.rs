//! Pages to PDF: the only place that knows printpdf.

mod content;
mod finish;
mod fonts;
mod images;

use std::fmt;

use printpdf::{PdfDocument, PdfPage, PdfSaveOptions};

use crate::document::{Document, MM_PER_POINT};

/// Why a document cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A font cannot be cut down to the glyphs that are used: its name, and why.
    Font(String, String),
    /// The writer of PDF objects failed.
    Write(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Font(name, why) => write!(f, "the font {name} cannot be embedded: {why}"),
            Self::Write(why) => write!(f, "the PDF cannot be written: {why}"),
        }
    }
}

impl std::error::Error for Error {}

/// Writes a document as PDF 1.7. The same document gives the same bytes, whatever was written before.
///
/// # Errors
/// A font that cannot be embedded.
pub fn render(document: &Document) -> Result<Vec<u8>, Error> {
    let embedded = fonts::Embedded::of(document)?;
    let mut pdf = PdfDocument::new(&document.title);
    embedded.register(&mut pdf);
    let images = images::Images::of(document);
    images.register(&mut pdf);
    pdf.pages = document
        .pages
        .iter()
        .map(|page| {
            let ops = content::operations(page, &embedded, &images);
            PdfPage::new(printpdf::Mm(page.width as f32), printpdf::Mm(page.height as f32), ops)
        })
        .collect();
    finish::describe(&mut pdf, document);
    let mut warnings = Vec::new();
    // Fonts are cut down already, and images are written as they are.
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let lopdf = pdf.to_lopdf_document(&options, &mut warnings);
    finish::finish(lopdf, document)
}

/// Millimetres to points.
fn points(millimetres: f64) -> f64 {
    millimetres / MM_PER_POINT
}

/// A number as it is written: a hundredth of a point is far below what a printer can show.
fn rounded(points: f64) -> printpdf::Pt {
    printpdf::Pt(((points * 100.0).round() / 100.0) as f32)
}
