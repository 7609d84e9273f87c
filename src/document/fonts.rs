//! The fonts that text is set in.

use std::borrow::Cow;

/// Index of a face in [`Fonts::faces`].
pub type FaceIx = usize;

/// The faces of a document: regular, bold, and then those that step in for characters which these two lack.
#[derive(Clone, Debug)]
pub struct Fonts {
    faces: Vec<FontFile>,
    /// The faces to try for regular and for bold text, best first.
    orders: [Vec<FaceIx>; 2],
}

/// One font file.
#[derive(Clone, PartialEq, Eq)]
pub struct FontFile {
    /// Its name, as readers of the PDF list it: ASCII, without spaces.
    pub name: String,
    /// The TrueType or OpenType file; of a collection the first font counts.
    pub data: Cow<'static, [u8]>,
    /// Whether it is for running text or for what is read first.
    pub weight: Weight,
}

impl FontFile {
    /// A font of the organizer's, named after its file; nothing when the bytes are no font with outlines.
    #[must_use]
    pub fn from_bytes(name: &str, data: Vec<u8>) -> Option<Self> {
        let face = rustybuzz::Face::from_slice(&data, 0)?;
        let tables = face.tables();
        if tables.glyf.is_none() && tables.cff.is_none() {
            return None;
        }
        let weight = if face.weight().to_number() >= 600 { Weight::Bold } else { Weight::Regular };
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let name: String = name.chars().take(60).map(plain).collect();
        Some(Self { name, data: Cow::Owned(data), weight })
    }

    /// Whether it has a glyph for the character.
    #[must_use]
    pub fn covers(&self, c: char) -> bool {
        rustybuzz::Face::from_slice(&self.data, 0).is_some_and(|face| face.glyph_index(c).is_some())
    }
}

impl std::fmt::Debug for FontFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.name, self.data.len())
    }
}

/// How heavy the strokes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// Running text.
    Regular,
    /// What is read first.
    Bold,
}

impl Fonts {
    /// Noto Sans, regular and bold: all of Latin, Greek and Cyrillic.
    #[must_use]
    pub fn builtin() -> Self {
        let file = |name: &str, weight, data: &'static [u8]| FontFile {
            name: name.into(),
            data: Cow::Borrowed(data),
            weight,
        };
        let regular = include_bytes!("../../templates/fonts/NotoSans-Regular.ttf");
        let bold = include_bytes!("../../templates/fonts/NotoSans-Bold.ttf");
        Self::of(
            file("NotoSans-Regular", Weight::Regular, regular),
            file("NotoSans-Bold", Weight::Bold, bold),
        )
    }

    /// Two fonts to set everything in; they may be the same.
    #[must_use]
    pub fn of(regular: FontFile, bold: FontFile) -> Self {
        let weights = [(regular, Weight::Regular), (bold, Weight::Bold)];
        let mut fonts = Self { faces: Vec::new(), orders: [Vec::new(), Vec::new()] };
        for (font, weight) in weights {
            fonts.add_fallback(FontFile { weight, ..font });
        }
        fonts
    }

    /// Adds a font for the characters that all fonts of its weight before it lack.
    pub fn add_fallback(&mut self, font: FontFile) {
        self.faces.push(font);
        self.orders = [Weight::Regular, Weight::Bold].map(|weight| {
            let (own, other): (Vec<FaceIx>, Vec<FaceIx>) =
                (0..self.faces.len()).partition(|&face| self.faces[face].weight == weight);
            [own, other].concat()
        });
    }

    /// All faces.
    #[must_use]
    pub fn faces(&self) -> &[FontFile] {
        &self.faces
    }

    /// The faces to try for text of a weight, best first: those of that weight, then the others.
    pub(crate) fn order(&self, weight: Weight) -> &[FaceIx] {
        match weight {
            Weight::Regular => &self.orders[0],
            Weight::Bold => &self.orders[1],
        }
    }
}
