//! The fonts that text is set in.

use std::borrow::Cow;

/// Index of a face in [`Fonts::faces`].
pub type FaceIx = usize;

/// The faces of a document: regular, bold, and then those that step in for characters which these two lack.
#[derive(Clone, Debug)]
pub struct Fonts {
    faces: Vec<FontFile>,
}

/// One font file.
#[derive(Clone, PartialEq, Eq)]
pub struct FontFile {
    /// Its name, as readers of the PDF list it: ASCII, without spaces.
    pub name: String,
    /// The TrueType or OpenType file.
    pub data: Cow<'static, [u8]>,
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
        let file =
            |name: &str, data: &'static [u8]| FontFile { name: name.into(), data: Cow::Borrowed(data) };
        Self {
            faces: vec![
                file("NotoSans-Regular", include_bytes!("../../templates/fonts/NotoSans-Regular.ttf")),
                file("NotoSans-Bold", include_bytes!("../../templates/fonts/NotoSans-Bold.ttf")),
            ],
        }
    }

    /// Adds a font for the characters that all fonts before it lack. Returns whether the file is a font.
    pub fn add_fallback(&mut self, font: FontFile) -> bool {
        let usable = rustybuzz::Face::from_slice(&font.data, 0).is_some();
        if usable {
            self.faces.push(font);
        }
        usable
    }

    /// All faces.
    #[must_use]
    pub fn faces(&self) -> &[FontFile] {
        &self.faces
    }

    /// The faces to try for text of a weight, best first.
    pub(crate) fn order(&self, weight: Weight) -> impl Iterator<Item = FaceIx> + use<> {
        let first = match weight {
            Weight::Regular => [0, 1],
            Weight::Bold => [1, 0],
        };
        first.into_iter().chain(2..self.faces.len())
    }
}
