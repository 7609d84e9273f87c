//! Fonts cut down to the glyphs that are used.

use std::collections::BTreeMap;

use printpdf::{FontId, ParsedFont, PdfDocument, PdfFontHandle};
use subsetter::GlyphRemapper;

use super::Error;
use crate::document::{Document, FaceIx, FontFile, Glyph, Item};

/// The fonts of a document. A face comes more than once when one of its glyphs stands for different characters in
/// different places (a space and a no-break space): text extraction knows only one reading of a glyph in a font.
pub(super) struct Embedded {
    fonts: Vec<Font>,
    /// By face and glyph: its readings.
    readings: Vec<Vec<Vec<Reading>>>,
}

struct Font {
    id: FontId,
    parsed: ParsedFont,
}

/// A glyph that stands for some characters.
#[derive(Clone, Debug)]
struct Reading {
    text: String,
    /// How many readings the glyph had before this one.
    copy: usize,
    coded: Coded,
}

/// A glyph as it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Coded {
    /// Index of the font.
    pub(super) font: usize,
    /// The number of the glyph in the font that is embedded.
    pub(super) id: u16,
    /// Its width as readers know it, in thousandths of an em.
    pub(super) width: i64,
}

impl Embedded {
    pub(super) fn of(document: &Document) -> Result<Self, Error> {
        let faces = document.fonts.faces();
        let mut embedded = Self { fonts: Vec::new(), readings: vec![Vec::new(); faces.len()] };
        embedded.collect(document);
        for (face, file) in faces.iter().enumerate() {
            let copies = embedded.readings[face].iter().map(Vec::len).max().unwrap_or(0);
            for copy in 0..copies {
                embedded.embed(face, file, copy)?;
            }
        }
        Ok(embedded)
    }

    fn collect(&mut self, document: &Document) {
        let texts = document.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
            Item::Text(text) => Some(text),
            _ => None,
        });
        for run in texts.flat_map(|text| &text.words).flat_map(|word| &word.runs) {
            let glyphs = &mut self.readings[run.face];
            for glyph in &run.glyphs {
                let at = usize::from(glyph.id);
                if glyphs.len() <= at {
                    glyphs.resize(at + 1, Vec::new());
                }
                let readings = &mut glyphs[at];
                if readings.iter().all(|reading| reading.text != glyph.text) {
                    let copy = readings.len();
                    readings.push(Reading { text: glyph.text.clone(), copy, coded: Coded::default() });
                }
            }
        }
    }

    /// Cuts a copy of a face down to its glyphs.
    fn embed(&mut self, face: FaceIx, file: &FontFile, copy: usize) -> Result<(), Error> {
        let failed = |why: String| Error::Font(file.name.clone(), why);
        let used: Vec<u16> = (0..)
            .zip(&self.readings[face])
            .filter(|(_, readings)| readings.len() > copy)
            .map(|(id, _)| id)
            .collect();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&used);
        let program =
            subsetter::subset(&file.data, 0, &remapper).map_err(|error| failed(error.to_string()))?;
        let mut parsed = ParsedFont::from_bytes(&program, 0, &mut Vec::new())
            .ok_or_else(|| failed("it cannot be read after it was cut down".into()))?;
        parsed.font_name = Some(format!("{}+{}", tag(&used, copy), file.name));
        let font = self.fonts.len();
        for id in used {
            let new = remapper.get(id).unwrap_or(0);
            let units = f32::from(parsed.get_glyph_width(new).unwrap_or(0));
            // The same arithmetic as the list of widths in the PDF.
            let width = (units * 1000.0 / f32::from(parsed.units_per_em)) as i64;
            for reading in
                self.readings[face][usize::from(id)].iter_mut().filter(|reading| reading.copy == copy)
            {
                reading.coded = Coded { font, id: new, width };
            }
        }
        self.fonts.push(Font { id: FontId(format!("F{face}{}", "x".repeat(copy))), parsed });
        Ok(())
    }

    /// Adds the fonts to a PDF.
    pub(super) fn register(&self, pdf: &mut PdfDocument) {
        let fonts: BTreeMap<_, _> = self
            .fonts
            .iter()
            .map(|font| (font.id.clone(), printpdf::PdfFont::new(font.parsed.clone())))
            .collect();
        pdf.resources.fonts.map = fonts;
    }

    /// How a glyph is written.
    pub(super) fn code(&self, face: FaceIx, glyph: &Glyph) -> Coded {
        let readings = &self.readings[face][usize::from(glyph.id)];
        readings
            .iter()
            .find(|reading| reading.text == glyph.text)
            .map(|reading| reading.coded)
            .unwrap_or_default()
    }

    pub(super) fn handle(&self, font: usize) -> PdfFontHandle {
        PdfFontHandle::External(self.fonts[font].id.clone())
    }
}

/// Six capitals that tell one cut of a font from another.
fn tag(glyphs: &[u16], copy: usize) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ copy as u64;
    for glyph in glyphs {
        hash = (hash ^ u64::from(*glyph)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..6)
        .map(|_| {
            let letter = (hash % 26) as u8;
            hash /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}
