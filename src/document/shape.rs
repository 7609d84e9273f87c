//! Words to glyphs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rustybuzz::{BufferClusterLevel, Direction, Face, UnicodeBuffer};
use unicode_normalization::UnicodeNormalization;

use super::fonts::{FaceIx, Fonts, Weight};

/// A word or a space, shaped: ready to be drawn at any size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shaped {
    /// Its parts by face, from left to right.
    pub runs: Vec<Run>,
    /// Its width in ems.
    pub advance: f64,
    /// How far its ink reaches above the baseline, in ems.
    pub above: f64,
    /// How far its ink reaches below the baseline, in ems.
    pub below: f64,
}

impl Shaped {
    /// The characters it stands for, as they are drawn from left to right.
    #[must_use]
    pub fn source(&self) -> String {
        self.runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.text.as_str()).collect()
    }
}

/// Glyphs of one face.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The face.
    pub face: FaceIx,
    /// Its glyphs, from left to right.
    pub glyphs: Vec<Glyph>,
}

/// One glyph.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u16,
    /// How far the next glyph is, in ems.
    pub advance: f64,
    /// How far it is moved to the right, in ems.
    pub dx: f64,
    /// How far it is moved up, in ems.
    pub dy: f64,
    /// The characters it stands for; empty where a glyph before it stands for them.
    pub text: String,
}

/// Text made ready for setting: white space as single spaces, and without the characters that draw nothing but can turn
/// a line around or hide in a name (controls, direction marks, soft hyphens). Letters stay as they were written, composed
/// or with combining marks behind them, so that whoever copies a name from a page gets it back byte for byte.
#[must_use]
pub fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c })
        .filter(|&c| !draws_nothing(c))
        .collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn draws_nothing(c: char) -> bool {
    // Joiners (200C, 200D) shape the words of some scripts, and stay.
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{fe00}'..='\u{fe0f}')
}

/// Whether a character belongs to the letter before it: a combining mark, or a joiner.
fn sticks(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || is_joiner(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The letters of a text, each with the marks that belong to it.
pub(crate) fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?.len_utf8();
        let end = rest[first..].find(|c| !sticks(c)).map_or(rest.len(), |at| first + at);
        let (letter, after) = rest.split_at(end);
        rest = after;
        Some(letter)
    })
}

type Key = (Weight, bool, Box<str>);

/// Shapes words and remembers them.
pub(crate) struct Shaper<'a> {
    fonts: &'a Fonts,
    faces: Vec<Face<'a>>,
    words: RefCell<HashMap<Key, Arc<Shaped>>>,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        // Every file was opened once before it came into `Fonts`.
        let faces = fonts.faces().iter().filter_map(|font| Face::from_slice(&font.data, 0)).collect();
        Self { fonts, faces, words: RefCell::default() }
    }

    /// The characters of a letter that no font has. A letter and its marks count as one where a font has them as one.
    pub(crate) fn missing(&self, letter: &str) -> Vec<char> {
        if self.fonts.order(Weight::Regular).iter().any(|&face| self.has(face, letter)) {
            return Vec::new();
        }
        let nowhere = |c: &char| self.faces.iter().all(|face| face.glyph_index(*c).is_none());
        let missing: Vec<char> = letter.chars().filter(|c| !is_joiner(*c)).filter(nowhere).collect();
        // Each is somewhere, but an accent from another font would miss its letter.
        if missing.is_empty() { letter.nfc().filter(|c| !is_joiner(*c)).collect() } else { missing }
    }

    /// Whether a face has all of a letter, as it is written or composed.
    fn has(&self, face: FaceIx, letter: &str) -> bool {
        let has = |c: char| c == ' ' || is_joiner(c) || self.faces[face].glyph_index(c).is_some();
        letter.chars().all(has) || letter.nfc().all(has)
    }

    /// Shapes a word; `leftwards` for scripts that run from right to left.
    pub(crate) fn word(&self, weight: Weight, leftwards: bool, word: &str) -> Arc<Shaped> {
        let key = (weight, leftwards, Box::from(word));
        if let Some(shaped) = self.words.borrow().get(&key) {
            return Arc::clone(shaped);
        }
        let shaped = Arc::new(self.shape(weight, leftwards, word));
        self.words.borrow_mut().insert(key, Arc::clone(&shaped));
        shaped
    }

    fn shape(&self, weight: Weight, leftwards: bool, word: &str) -> Shaped {
        let mut parts = self.parts(weight, word);
        if leftwards {
            parts.reverse();
        }
        let mut shaped = Shaped::default();
        for (face, part) in parts {
            self.shape_run(&mut shaped, face, leftwards, part);
        }
        shaped
    }

    /// Cuts a word where the face changes; never between a letter and its marks.
    fn parts<'w>(&self, weight: Weight, word: &'w str) -> Vec<(FaceIx, &'w str)> {
        let mut parts: Vec<(FaceIx, usize, usize)> = Vec::new();
        let mut at = 0;
        for letter in letters(word) {
            let end = at + letter.len();
            let order = self.fonts.order(weight);
            let face = order.iter().copied().find(|&face| self.has(face, letter)).unwrap_or(0);
            match parts.last_mut() {
                Some(last) if last.0 == face => last.2 = end,
                _ => parts.push((face, at, end)),
            }
            at = end;
        }
        parts.into_iter().map(|(face, from, until)| (face, &word[from..until])).collect()
    }

    fn shape_run(&self, shaped: &mut Shaped, face_ix: FaceIx, leftwards: bool, text: &str) {
        let face = &self.faces[face_ix];
        let em = f64::from(face.units_per_em());
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        // One cluster for each character where possible: each glyph then carries its own text.
        buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        buffer.set_direction(if leftwards { Direction::RightToLeft } else { Direction::LeftToRight });
        buffer.guess_segment_properties();
        let output = rustybuzz::shape(face, &[], buffer);
        let clusters = output.glyph_infos().iter().map(|info| info.cluster as usize);
        let texts = glyph_texts(text, clusters);
        let mut glyphs = Vec::with_capacity(texts.len());
        for ((info, position), stands_for) in
            output.glyph_infos().iter().zip(output.glyph_positions()).zip(texts)
        {
            // A joiner has done its work, and has no glyph of its own.
            if position.x_advance == 0 && text[info.cluster as usize..].starts_with(is_joiner) {
                continue;
            }
            let id = info.glyph_id as u16;
            let dy = f64::from(position.y_offset) / em;
            if let Some(ink) = face.glyph_bounding_box(rustybuzz::ttf_parser::GlyphId(id)) {
                shaped.above = shaped.above.max(f64::from(ink.y_max) / em + dy);
                shaped.below = shaped.below.max(-(f64::from(ink.y_min) / em + dy));
            }
            let advance = f64::from(position.x_advance) / em;
            shaped.advance += advance;
            glyphs.push(Glyph { id, advance, dx: f64::from(position.x_offset) / em, dy, text: stands_for });
        }
        shaped.runs.push(Run { face: face_ix, glyphs });
    }
}

/// The characters each glyph stands for, given the byte where its cluster begins: the first glyph of a cluster gets
/// them all. A joiner goes with the letter before it.
fn glyph_texts(text: &str, clusters: impl Iterator<Item = usize>) -> Vec<String> {
    let clusters: Vec<usize> = clusters.collect();
    let mut starts = clusters.clone();
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|&start| start == 0 || !text[start..].starts_with(is_joiner));
    let mut given = vec![false; starts.len()];
    clusters
        .into_iter()
        .map(|start| {
            // Every start but that of a joiner is in the list it was taken from.
            let Ok(index) = starts.binary_search(&start) else { return String::new() };
            if std::mem::replace(&mut given[index], true) {
                return String::new();
            }
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            text[start..end].to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Shaper, clean};
    use crate::document::fonts::{Fonts, Weight};

    #[test]
    fn what_is_shaped_says_what_was_written() {
        let fonts = Fonts::builtin();
        let shaper = Shaper::new(&fonts);
        for word in ["Żółć", "Yılmaz", "Nguyễn", "Łukasz", "’t", "fi", "office", "Μαρία", "Щука"]
        {
            let glyphs = shaper.word(Weight::Bold, false, word);
            assert_eq!(glyphs.source(), word);
            assert!(glyphs.advance > 0.0 && glyphs.above > 0.4, "{word}");
            assert!(glyphs.runs.iter().flat_map(|run| &run.glyphs).all(|glyph| glyph.id != 0), "{word}");
        }
        assert_eq!(shaper.missing("李"), ['李']);
        assert!(shaper.missing("ễ").is_empty());
    }

    #[test]
    fn what_draws_nothing_is_left_out() {
        assert_eq!(clean(" Jan\u{202e} \t de\u{0} Vries\u{200b}"), "Jan de Vries");
    }

    #[test]
    fn combining_marks_stay_what_they_were_and_look_the_same() {
        let fonts = Fonts::builtin();
        let shaper = Shaper::new(&fonts);
        for (loose, composed) in [("Z\u{307}ane\u{301}", "Żané"), ("Nguye\u{302}\u{303}n", "Nguyễn")] {
            assert_eq!(clean(loose), loose);
            let [one, other] = [loose, composed].map(|word| shaper.word(Weight::Regular, false, word));
            assert_eq!(one.source(), loose);
            assert!((one.advance - other.advance).abs() < 1e-9, "{composed}");
            let ids = |word: &super::Shaped| word.runs[0].glyphs.iter().map(|g| g.id).collect::<Vec<_>>();
            assert_eq!(ids(&one), ids(&other), "{composed}");
        }
    }
}
