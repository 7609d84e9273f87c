//! Text to lines: breaking, hyphenation, fitting.

use std::sync::Arc;

use hypher::Lang;
use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::fonts::Weight;
use super::page::{Block, Item, MM_PER_POINT, Point, Role, Text, Turn};
use super::shape::{Shaped, Shaper};
use crate::domain::{Colour, Language};

/// How text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    /// Type size in points.
    pub(crate) size: f64,
    /// The smallest size it may shrink to.
    pub(crate) smallest: f64,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
}

/// A part of a paragraph in one weight and colour.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) weight: Weight,
    pub(crate) colour: Colour,
    /// Whether a line may not end inside it: for telephone numbers and addresses.
    pub(crate) solid: bool,
}

/// Where lines stand between the two edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// Text to be set in a column.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    pub(crate) spans: Vec<Span>,
    pub(crate) size: f64,
    pub(crate) smallest: f64,
    pub(crate) align: Align,
    pub(crate) role: Role,
    /// Whether words may be hyphenated.
    pub(crate) hyphenate: bool,
    /// Whether a word too long for a line may be cut anywhere: for addresses.
    pub(crate) cut: bool,
    pub(crate) max_lines: usize,
    /// From one baseline to the next, in ems.
    pub(crate) leading: f64,
}

impl Paragraph {
    /// Text of one style, hyphenated, of any number of lines.
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Self {
        let span = Span { text: text.into(), weight: style.weight, colour: style.colour, solid: false };
        Self {
            spans: vec![span],
            size: style.size,
            smallest: style.smallest,
            align: Align::Left,
            role: Role::Body,
            hyphenate: true,
            cut: false,
            max_lines: usize::MAX,
            leading: 1.28,
        }
    }

    /// A name: never hyphenated.
    pub(crate) fn name(text: impl Into<String>, style: Style, max_lines: usize) -> Self {
        Self { hyphenate: false, max_lines, leading: 1.18, ..Self::new(text, style) }
    }

    /// Adds text of another weight and colour.
    pub(crate) fn and(mut self, text: impl Into<String>, style: Style) -> Self {
        self.spans.push(Span { text: text.into(), weight: style.weight, colour: style.colour, solid: false });
        self
    }

    /// Keeps the last part on one line where it can.
    pub(crate) fn solid(mut self) -> Self {
        if let Some(span) = self.spans.last_mut() {
            span.solid = true;
        }
        self
    }

    pub(crate) fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    pub(crate) fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }
}

/// A line: pieces of text in reading order, each with its span and direction.
type LineOf = Vec<Piece>;

#[derive(Clone, Debug)]
struct Piece {
    shaped: Arc<Shaped>,
    span: usize,
    level: Level,
    space: bool,
}

/// A word with the spaces behind it.
#[derive(Clone, Debug)]
struct Token<'t> {
    word: &'t str,
    space: &'t str,
    span: usize,
    level: Level,
    /// Whether a line may end after it.
    breaks: bool,
}

/// Sets text in columns.
pub(crate) struct Setter<'a> {
    pub(crate) shaper: Shaper<'a>,
    pub(crate) language: Language,
}

impl Setter<'_> {
    /// Sets a paragraph in a column of `width` millimetres: at its size, or at the largest size from there down to
    /// the smallest at which it fits. Nothing when it does not fit even then.
    pub(crate) fn fit(&self, paragraph: &Paragraph, width: f64) -> Option<Block> {
        let mut size = paragraph.size;
        loop {
            if let Some(block) = self.set(paragraph, size, width) {
                return Some(block);
            }
            if size <= paragraph.smallest {
                return None;
            }
            size = (size - 0.5).max(paragraph.smallest);
        }
    }

    /// The width of a text on one line, in millimetres.
    pub(crate) fn width(&self, text: &str, weight: Weight, size: f64) -> f64 {
        let paragraph = Paragraph::new(
            text,
            Style { size, smallest: size, weight, colour: Colour { red: 0, green: 0, blue: 0 } },
        );
        let lines = self.lines(&paragraph, f64::INFINITY).unwrap_or_default();
        lines.first().map_or(0.0, |line| advance(line) * size * MM_PER_POINT)
    }

    fn set(&self, paragraph: &Paragraph, size: f64, width: f64) -> Option<Block> {
        let em = size * MM_PER_POINT;
        let mut lines = self.lines(paragraph, width / em)?;
        if lines.len() > paragraph.max_lines {
            return None;
        }
        if paragraph.align == Align::Centre && lines.len() > 1 {
            lines = self.balanced(paragraph, width / em, lines);
        }
        let pitch = paragraph.leading * em;
        // Where the first baseline stands when no letter is higher than a capital with a simple accent.
        let ascent = em * (0.36 + paragraph.leading / 2.0);
        let mut block = Block::default();
        let (mut baseline, mut below) = (ascent - pitch, 0.0);
        for line in lines {
            let ink = |reach: fn(&Shaped) -> f64| {
                line.iter().map(|piece| reach(&piece.shaped)).fold(0.0, f64::max) * em
            };
            let above = ink(|shaped| shaped.above);
            // Stacked accents push the line down as far as they need.
            baseline = (baseline + pitch).max(baseline.max(0.0) + below + above + 0.03 * em);
            below = ink(|shaped| shaped.below);
            let spare = width - advance(&line) * em;
            let x = match paragraph.align {
                Align::Left => 0.0,
                Align::Centre => spare / 2.0,
                Align::Right => spare,
            };
            block.height = baseline + (pitch - ascent).max(below);
            block.items.extend(draw(paragraph, line, size, Point { x, y: baseline }));
        }
        Some(block)
    }

    /// Breaks a paragraph into lines of a width in ems; nothing when a word does not fit.
    fn lines(&self, paragraph: &Paragraph, width: f64) -> Option<Vec<LineOf>> {
        let text: String = paragraph.spans.iter().map(|span| span.text.as_str()).collect();
        let tokens = tokens(paragraph, &text);
        let mut breaker =
            Breaker { setter: self, paragraph, width, lines: Vec::new(), line: Vec::new(), used: 0.0 };
        for group in tokens.split_inclusive(|token| token.breaks) {
            breaker.place(group)?;
        }
        breaker.end_line();
        Some(breaker.lines)
    }

    /// The same number of lines, of about the same length: a single word on the last line looks lost in the middle.
    fn balanced(&self, paragraph: &Paragraph, width: f64, lines: Vec<LineOf>) -> Vec<LineOf> {
        let mut best = lines;
        let (mut low, mut high) = (0.0, width);
        for _ in 0..7 {
            let middle = f64::midpoint(low, high);
            match self.lines(paragraph, middle).filter(|lines| lines.len() == best.len()) {
                Some(lines) => {
                    best = lines;
                    high = middle;
                }
                None => low = middle,
            }
        }
        best
    }

    fn shape(&self, paragraph: &Paragraph, token: &Token, text: &str) -> Arc<Shaped> {
        self.shaper.word(paragraph.spans[token.span].weight, token.level.is_rtl(), text)
    }
}

/// Cuts a text into words, each with the spaces behind it.
fn tokens<'t>(paragraph: &Paragraph, text: &'t str) -> Vec<Token<'t>> {
    let mut breaks: Vec<usize> = linebreaks(text)
        .filter(|&(at, kind)| kind == BreakOpportunity::Allowed || at == text.len())
        .map(|(at, _)| at)
        // The dot between two things stays with the first.
        .filter(|&at| !text[at..].starts_with('·'))
        .collect();
    let mut span_ends = Vec::new();
    let mut end = 0;
    for span in &paragraph.spans {
        let start = end;
        end += span.text.len();
        span_ends.push(end);
        if span.solid {
            breaks.retain(|&at| at <= start || at >= end);
        }
    }
    let levels = levels(text);
    let mut cuts: Vec<usize> = breaks.iter().chain(&span_ends).copied().collect();
    cuts.extend(
        (1..text.len())
            .filter(|&at| text.is_char_boundary(at) && level(&levels, at) != level(&levels, at - 1)),
    );
    cuts.sort_unstable();
    cuts.dedup();
    let mut tokens = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().filter(|&cut| cut > 0) {
        let part = &text[from..cut];
        let word = part.trim_end_matches(' ');
        tokens.push(Token {
            word,
            space: &part[word.len()..],
            span: span_ends.iter().position(|&end| from < end).unwrap_or_default(),
            level: level(&levels, from),
            breaks: breaks.binary_search(&cut).is_ok(),
        });
        from = cut;
    }
    tokens
}

fn level(levels: &[Level], at: usize) -> Level {
    levels.get(at).copied().unwrap_or_else(Level::ltr)
}

/// The embedding level of every byte; empty where all of it runs from left to right, which is nearly always.
fn levels(text: &str) -> Vec<Level> {
    let may_turn = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    if text.chars().any(may_turn) { BidiInfo::new(text, Some(Level::ltr())).levels } else { Vec::new() }
}

fn advance(line: &[Piece]) -> f64 {
    line.iter().map(|piece| piece.shaped.advance).sum()
}

/// The state of breaking one paragraph.
struct Breaker<'b, 'a> {
    setter: &'b Setter<'a>,
    paragraph: &'b Paragraph,
    width: f64,
    lines: Vec<LineOf>,
    line: LineOf,
    used: f64,
}

/// Two widths are equal when they differ by less than this, in ems.
const SLACK: f64 = 1e-6;

impl Breaker<'_, '_> {
    /// Places words that stay together.
    fn place(&mut self, group: &[Token]) -> Option<()> {
        let pieces = self.pieces(group);
        let trailing = pieces.last().filter(|piece| piece.space).map_or(0.0, |piece| piece.shaped.advance);
        let needed = advance(&pieces) - trailing;
        if self.used + needed <= self.width + SLACK {
            self.push(pieces);
            return Some(());
        }
        let room = self.width - self.used;
        // A hyphen is for a word that fits on no line, or to fill a line that would look torn off.
        let worth_it = needed > self.width + SLACK || room > self.width * 0.4;
        if self.paragraph.hyphenate && worth_it && self.place_hyphenated(group) {
            return Some(());
        }
        if self.line.is_empty() {
            return if self.paragraph.cut { self.place_cut(group) } else { None };
        }
        self.end_line();
        self.place(group)
    }

    /// Cuts the last word of a group at a hyphenation point, as far right as fits; false when there is none.
    fn place_hyphenated(&mut self, group: &[Token]) -> bool {
        let Some((token, before)) = group.split_last() else { return false };
        let start = self.pieces(before);
        let room = self.width - self.used - advance(&start);
        let Some((head, tail)) = self.hyphenation(token, room) else { return false };
        let hyphenated = format!("{head}-");
        let mut pieces = start;
        pieces.push(self.piece(token, &hyphenated, false));
        self.push(pieces);
        self.end_line();
        self.place(&[Token { word: tail, ..token.clone() }]).is_some()
    }

    fn hyphenation<'t>(&self, token: &Token<'t>, room: f64) -> Option<(&'t str, &'t str)> {
        let letters = |c: char| c.is_alphabetic() || c == '\'' || c == '’';
        let core = token.word.trim_matches(|c: char| !letters(c));
        if core.chars().count() < 7 || !core.chars().all(letters) {
            return None;
        }
        let language = match self.setter.language {
            Language::Nl => Lang::Dutch,
            Language::En => Lang::English,
        };
        let offset = token.word.find(core)?;
        let mut at = offset;
        let mut best = None;
        let syllables: Vec<&str> = hypher::hyphenate_bounded(core, language, 3, 3).collect();
        for syllable in syllables.iter().take(syllables.len() - 1) {
            at += syllable.len();
            let head = &token.word[..at];
            let width = self.setter.shape(self.paragraph, token, &format!("{head}-")).advance;
            if width <= room + SLACK {
                best = Some((head, &token.word[at..]));
            }
        }
        best
    }

    /// Cuts a group that is wider than the line wherever the line is full.
    fn place_cut(&mut self, group: &[Token]) -> Option<()> {
        for token in group {
            let mut rest = token.word;
            while !rest.is_empty() {
                let room = self.width - self.used;
                let end = rest
                    .char_indices()
                    .map(|(at, c)| at + c.len_utf8())
                    .take_while(|&end| {
                        self.setter.shape(self.paragraph, token, &rest[..end]).advance <= room + SLACK
                    })
                    .last();
                match end {
                    Some(end) => {
                        let piece = self.piece(token, &rest[..end], false);
                        self.push(vec![piece]);
                        rest = &rest[end..];
                    }
                    None if self.line.is_empty() => return None,
                    None => {}
                }
                if !rest.is_empty() {
                    self.end_line();
                }
            }
            if !token.space.is_empty() {
                let piece = self.piece(token, token.space, true);
                self.push(vec![piece]);
            }
        }
        Some(())
    }

    fn pieces(&self, group: &[Token]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(group.len() * 2);
        for token in group {
            if !token.word.is_empty() {
                pieces.push(self.piece(token, token.word, false));
            }
            if !token.space.is_empty() {
                pieces.push(self.piece(token, token.space, true));
            }
        }
        pieces
    }

    fn piece(&self, token: &Token, text: &str, space: bool) -> Piece {
        let shaped = self.setter.shape(self.paragraph, token, text);
        Piece { shaped, span: token.span, level: token.level, space }
    }

    fn push(&mut self, pieces: Vec<Piece>) {
        self.used += advance(&pieces);
        self.line.extend(pieces);
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        self.used = 0.0;
        while line.last().is_some_and(|piece| piece.space) {
            line.pop();
        }
        if !line.is_empty() {
            self.lines.push(line);
        }
    }
}

/// Puts pieces in the order they are drawn from left to right (rule L2 of the bidirectional algorithm).
fn visual(mut line: LineOf) -> LineOf {
    let Some(highest) = line.iter().map(|piece| piece.level.number()).max() else { return line };
    for level in (1..=highest).rev() {
        let mut from = 0;
        while from < line.len() {
            let run = line[from..].iter().take_while(|piece| piece.level.number() >= level).count();
            line[from..from + run].reverse();
            from += run.max(1);
        }
    }
    line
}

/// One text for each stretch of a line that has one span.
fn draw(paragraph: &Paragraph, line: LineOf, size: f64, baseline: Point) -> Vec<Item> {
    let line = visual(line);
    let mut items = Vec::new();
    let mut x = baseline.x;
    for stretch in line.chunk_by(|one, next| one.span == next.span) {
        let span = &paragraph.spans[stretch[0].span];
        items.push(Item::Text(Text {
            at: Point { x, y: baseline.y },
            size,
            colour: span.colour,
            words: stretch.iter().map(|piece| Arc::clone(&piece.shaped)).collect(),
            role: paragraph.role,
            turn: Turn::Upright,
        }));
        x += advance(stretch) * size * MM_PER_POINT;
    }
    items
}

#[cfg(test)]
mod tests {
    use super::{Block, Colour, Item, Language, Paragraph, Setter, Shaper, Style, Weight};
    use crate::document::fonts::Fonts;

    const STYLE: Style = Style {
        size: 10.0,
        smallest: 6.0,
        weight: Weight::Regular,
        colour: Colour { red: 0, green: 0, blue: 0 },
    };

    fn lines(block: &Block) -> Vec<String> {
        let mut lines: Vec<(f64, String)> = Vec::new();
        for item in &block.items {
            let Item::Text(text) = item else { continue };
            match lines.last_mut() {
                Some((y, line)) if (*y - text.at.y).abs() < 1e-9 => line.push_str(&text.source()),
                _ => lines.push((text.at.y, text.source())),
            }
        }
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn set(paragraph: &Paragraph, width: f64) -> Option<Vec<String>> {
        let fonts = Fonts::builtin();
        let setter = Setter { shaper: Shaper::new(&fonts), language: Language::Nl };
        let block = setter.fit(paragraph, width)?;
        for item in &block.items {
            if let Item::Text(text) = item {
                assert!(text.ink().right() <= width + 1e-6, "{}", text.source());
            }
        }
        Some(lines(&block))
    }

    #[test]
    fn long_words_are_hyphenated_and_names_are_not() {
        let word = "Arbeidsongeschiktheidsverzekering";
        let hyphenated = set(&Paragraph::new(word, STYLE), 30.0).unwrap();
        assert_eq!(hyphenated, ["Arbeidsonge-", "schiktheidsverze-", "kering"]);
        assert_eq!(set(&Paragraph::name(word, STYLE, 3), 30.0), None);
    }

    #[test]
    fn text_shrinks_to_fit_its_lines() {
        let name = "Anna Bakker-van den Heuvel";
        assert_eq!(set(&Paragraph::name(name, STYLE, 1), 60.0).unwrap(), [name]);
        assert_eq!(set(&Paragraph::name(name, STYLE, 1), 35.0).unwrap(), [name]);
        assert_eq!(set(&Paragraph::name(name, STYLE, 2), 35.0).unwrap(), ["Anna Bakker-van", "den Heuvel"]);
        assert_eq!(set(&Paragraph::name(name, STYLE, 1), 20.0), None);
    }

    #[test]
    fn numbers_stay_whole_and_dots_stay_behind() {
        let paragraph = Paragraph::new("Bel", STYLE).and(" · ", STYLE).and("06-1234 5678", STYLE);
        assert_eq!(set(&paragraph, 19.0).unwrap(), ["Bel ·", "06-1234", "5678"]);
        assert_eq!(set(&paragraph.solid(), 25.0).unwrap(), ["Bel ·", "06-1234 5678"]);
    }

    #[test]
    fn right_to_left_words_change_places() {
        let fonts = Fonts::builtin();
        let setter = Setter { shaper: Shaper::new(&fonts), language: Language::Nl };
        // Without a font for them these are boxes, but boxes in the right order.
        let block = setter.fit(&Paragraph::new("Anna שלום עולם Bos", STYLE), 90.0).unwrap();
        assert_eq!(lines(&block), ["Anna םלוע םולש Bos"]);
    }
}
