//! What stands where on paper: values that any writer can draw.
//!
//! Lengths are millimetres from the top left corner of the page, type sizes are points.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::fonts::Fonts;
use super::picture::Picture;
use super::shape::Shaped;
use crate::domain::{Colour, Language};

/// Millimetres in a point.
pub const MM_PER_POINT: f64 = 25.4 / 72.0;

/// A finished document.
#[derive(Clone, Debug)]
pub struct Document {
    /// What it is called.
    pub title: String,
    /// Who made the evening, if that is known.
    pub author: Option<String>,
    /// The language it is written in.
    pub language: Language,
    /// The date it bears: the start of the event, so that the same event gives the same bytes.
    pub date: NaiveDateTime,
    /// The pages, in printing order.
    pub pages: Vec<Page>,
    /// Where to find whom, in the order of the pages.
    pub bookmarks: Vec<Bookmark>,
    /// The fonts that the text refers to.
    pub fonts: Arc<Fonts>,
    /// How to print it on both sides of the paper; none: on one side.
    pub flip: Option<Flip>,
}

/// How a sheet is turned over, when both its sides are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flip {
    /// Like a page of a book: paper that is higher than wide.
    LongEdge,
    /// Like a page of a book too, on paper that is wider than high.
    ShortEdge,
}

/// One side of one sheet.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Width in millimetres.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
    /// What is drawn, from the bottom up.
    pub items: Vec<Item>,
}

/// A named place in a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Bookmark {
    /// What a reader sees in the list.
    pub name: String,
    /// Index of the page.
    pub page: usize,
    /// The place on it.
    pub at: Point,
}

/// A place on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
}

/// A rectangle on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The bottom edge.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// Whether the other rectangle lies inside this one, give or take `slack` millimetres.
    #[must_use]
    pub fn contains(&self, other: &Self, slack: f64) -> bool {
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    /// Whether the two share more than `slack` millimetres in both directions.
    #[must_use]
    pub fn overlaps(&self, other: &Self, slack: f64) -> bool {
        self.x + slack < other.right()
            && other.x + slack < self.right()
            && self.y + slack < other.bottom()
            && other.y + slack < self.bottom()
    }

    fn shifted(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// The rectangle of which these are opposite corners.
    fn between(one: Point, other: Point) -> Self {
        Self {
            x: one.x.min(other.x),
            y: one.y.min(other.y),
            width: (one.x - other.x).abs(),
            height: (one.y - other.y).abs(),
        }
    }

    fn turned(self, turn: Turn, width: f64, height: f64) -> Self {
        let corner = turn.point(Point { x: self.x, y: self.y }, width, height);
        Self::between(corner, turn.point(Point { x: self.right(), y: self.bottom() }, width, height))
    }
}

/// One thing that is drawn.
#[derive(Clone, Debug)]
pub enum Item {
    /// A piece of a line of text.
    Text(Text),
    /// A filled rectangle.
    Fill(Rect, Colour),
    /// A straight line.
    Line(Line),
    /// Filled rings; a ring inside another is a hole.
    Polygon(Vec<Vec<Point>>, Colour),
    /// A picture.
    Image(Image),
}

/// A picture at its place.
#[derive(Clone, Debug)]
pub struct Image {
    /// Where it is drawn, after it was turned.
    pub rect: Rect,
    /// What is drawn.
    pub picture: Arc<Picture>,
    /// How it is turned.
    pub turn: Turn,
}

/// How a thing stands on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// As it is read.
    #[default]
    Upright,
    /// A quarter turn against the clock: its lines run up the page.
    Left,
    /// Upside down, for paper that is folded.
    Half,
    /// A quarter turn with the clock: its lines run down the page.
    Right,
}

impl Turn {
    /// Upright, a quarter to the left, half, a quarter to the right.
    const ALL: [Self; 4] = [Self::Upright, Self::Left, Self::Half, Self::Right];

    /// This turn, and then another.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        Self::ALL[(self as usize + other as usize) % 4]
    }

    /// The direction in which lines run, in x and y on the page.
    #[must_use]
    pub fn along(self) -> [f64; 2] {
        match self {
            Self::Upright => [1.0, 0.0],
            Self::Left => [0.0, -1.0],
            Self::Half => [-1.0, 0.0],
            Self::Right => [0.0, 1.0],
        }
    }

    /// The direction from the foot of a letter to its head, in x and y on the page.
    #[must_use]
    pub fn up(self) -> [f64; 2] {
        self.then(Self::Left).along()
    }

    /// Where a place of an area of this size comes, when the area is turned and its corner stays at 0, 0.
    fn point(self, point: Point, width: f64, height: f64) -> Point {
        let Point { x, y } = point;
        match self {
            Self::Upright => point,
            Self::Left => Point { x: y, y: width - x },
            Self::Half => Point { x: width - x, y: height - y },
            Self::Right => Point { x: height - y, y: x },
        }
    }
}

/// A straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
    /// Its thickness in points.
    pub weight: f64,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is dashed.
    pub dashed: bool,
}

/// What a text is to a reader who cannot see the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The name of the page or of a part of it.
    Heading,
    /// What it says.
    Body,
    /// Repeated on every page.
    Running,
}

/// Text of one style on one line.
#[derive(Clone, Debug)]
pub struct Text {
    /// The left end of the baseline.
    pub at: Point,
    /// Type size in points.
    pub size: f64,
    /// Its colour.
    pub colour: Colour,
    /// The shaped words and spaces, from left to right.
    pub words: Vec<Arc<Shaped>>,
    /// What it is.
    pub role: Role,
    /// How it stands: it runs from `at` in that direction.
    pub turn: Turn,
}

impl Text {
    /// The width in millimetres.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.words.iter().map(|word| word.advance).sum::<f64>() * self.size * MM_PER_POINT
    }

    /// What it says, as it is drawn from left to right.
    #[must_use]
    pub fn source(&self) -> String {
        self.words.iter().map(|word| word.source()).collect()
    }

    /// The rectangle that the ink touches, as wide as the advances.
    #[must_use]
    pub fn ink(&self) -> Rect {
        let em = self.size * MM_PER_POINT;
        let above = self.words.iter().map(|word| word.above).fold(0.0, f64::max) * em;
        let below = self.words.iter().map(|word| word.below).fold(0.0, f64::max) * em;
        let ([ax, ay], [ux, uy]) = (self.turn.along(), self.turn.up());
        let corner = |along: f64, up: f64| Point {
            x: self.at.x + ax * along + ux * up,
            y: self.at.y + ay * along + uy * up,
        };
        Rect::between(corner(0.0, -below), corner(self.width(), above))
    }
}

impl Item {
    /// The same thing, moved.
    #[must_use]
    pub fn shifted(self, dx: f64, dy: f64) -> Self {
        let shift = |point: Point| Point { x: point.x + dx, y: point.y + dy };
        match self {
            Self::Text(text) => Self::Text(Text { at: shift(text.at), ..text }),
            Self::Fill(rect, colour) => Self::Fill(rect.shifted(dx, dy), colour),
            Self::Line(line) => Self::Line(Line { from: shift(line.from), to: shift(line.to), ..line }),
            Self::Polygon(rings, colour) => Self::Polygon(each_point(rings, shift), colour),
            Self::Image(image) => Self::Image(Image { rect: image.rect.shifted(dx, dy), ..image }),
        }
    }

    /// The same thing, turned upside down on an area of this size.
    #[must_use]
    pub fn turned(self, width: f64, height: f64) -> Self {
        self.turned_by(Turn::Half, width, height)
    }

    /// The same thing on an area of this size that is turned. The corner of the area stays at 0, 0.
    #[must_use]
    pub fn turned_by(self, turn: Turn, width: f64, height: f64) -> Self {
        let place = |point: Point| turn.point(point, width, height);
        match self {
            Self::Text(text) => Self::Text(Text { at: place(text.at), turn: text.turn.then(turn), ..text }),
            Self::Fill(rect, colour) => Self::Fill(rect.turned(turn, width, height), colour),
            Self::Line(line) => Self::Line(Line { from: place(line.from), to: place(line.to), ..line }),
            Self::Polygon(rings, colour) => Self::Polygon(each_point(rings, place), colour),
            Self::Image(image) => Self::Image(Image {
                rect: image.rect.turned(turn, width, height),
                turn: image.turn.then(turn),
                ..image
            }),
        }
    }
}

fn each_point(rings: Vec<Vec<Point>>, place: impl Fn(Point) -> Point) -> Vec<Vec<Point>> {
    rings.into_iter().map(|ring| ring.into_iter().map(&place).collect()).collect()
}

/// Things drawn together, with the height they take; the top left corner is 0, 0 until they are placed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    /// What is drawn.
    pub(crate) items: Vec<Item>,
    /// The height taken, in millimetres.
    pub(crate) height: f64,
}

impl Block {
    /// The right edge of its texts.
    pub(crate) fn right(&self) -> f64 {
        let texts =
            self.items.iter().filter_map(|item| if let Item::Text(text) = item { Some(text) } else { None });
        texts.map(|text| text.ink().right()).fold(0.0, f64::max)
    }

    /// What its texts say.
    pub(crate) fn source(&self) -> String {
        let texts =
            self.items.iter().filter_map(|item| if let Item::Text(text) = item { Some(text) } else { None });
        texts.map(Text::source).collect::<Vec<_>>().join(" ")
    }

    /// Puts another block at a place of this one; the height grows to hold it.
    pub(crate) fn put(&mut self, x: f64, y: f64, other: Self) {
        self.height = self.height.max(y + other.height);
        self.items.extend(other.items.into_iter().map(|item| item.shifted(x, y)));
    }

    /// The baseline of the first text, from the top.
    pub(crate) fn baseline(&self) -> f64 {
        let first =
            self.items.iter().find_map(|item| if let Item::Text(text) = item { Some(text) } else { None });
        first.map_or(0.0, |text| text.at.y)
    }

    /// Puts another block below what is there, after a gap.
    pub(crate) fn below(&mut self, x: f64, gap: f64, other: Self) {
        let y = self.height + gap;
        self.put(x, y, other);
    }
}
