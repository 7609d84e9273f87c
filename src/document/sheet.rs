//! Equal places on sheets of paper, and where to cut them.

use super::layout::{Cut, Palette, Sequence, Sheet};
use super::page::{Block, Item, Line, Page, Point, Rect};
use crate::domain::Colour;

/// Where one of the things to be printed comes: the sheet and its place there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    /// Index of the sheet.
    pub(crate) page: usize,
    /// The place on it.
    pub(crate) cell: Rect,
}

impl Sheet {
    fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// The place of cell `index` on a sheet, row by row.
    fn cell(&self, index: usize) -> Rect {
        Rect {
            x: self.left + self.pitch[0] * (index % self.columns) as f64,
            y: self.top + self.pitch[1] * (index / self.columns) as f64,
            width: self.width,
            height: self.height,
        }
    }

    /// Where each of `count` things comes.
    pub(crate) fn places(&self, count: usize) -> Vec<Place> {
        let pages = (self.used + count).div_ceil(self.cells());
        (self.used..self.used + count)
            .map(|index| match self.sequence {
                Sequence::Reading => {
                    Place { page: index / self.cells(), cell: self.cell(index % self.cells()) }
                }
                // The pile under the first cell comes first, then the pile under the second.
                Sequence::Stacked => Place { page: index % pages, cell: self.cell(index / pages) },
            })
            .collect()
    }

    /// Puts blocks on sheets, with the marks to cut by. Returns the pages and where each block came.
    pub(crate) fn impose(&self, blocks: Vec<Block>, palette: &Palette) -> (Vec<Page>, Vec<Place>) {
        let places = self.places(blocks.len());
        let count = places.iter().map(|place| place.page + 1).max().unwrap_or(0);
        let empty =
            || Page { width: self.paper.width, height: self.paper.height, items: self.cuts(palette.line.0) };
        let mut pages: Vec<Page> = std::iter::repeat_with(empty).take(count).collect();
        for (block, place) in blocks.into_iter().zip(&places) {
            let items = block.items.into_iter().map(|item| item.shifted(place.cell.x, place.cell.y));
            pages[place.page].items.extend(items);
        }
        (pages, places)
    }

    /// Positions of the cuts along one axis: both sides of every place, each once.
    fn edges(first: f64, pitch: f64, size: f64, count: usize, paper: f64) -> Vec<f64> {
        let mut edges: Vec<f64> = (0..count)
            .flat_map(|index| [first + pitch * index as f64, first + pitch * index as f64 + size])
            .collect();
        edges.dedup_by(|one, other| (*one - *other).abs() < 0.01);
        edges.retain(|edge| *edge > 0.5 && *edge < paper - 0.5);
        edges
    }

    fn cuts(&self, colour: Colour) -> Vec<Item> {
        let across = Self::edges(self.left, self.pitch[0], self.width, self.columns, self.paper.width);
        let down = Self::edges(self.top, self.pitch[1], self.height, self.rows, self.paper.height);
        let right = self.left + self.pitch[0] * (self.columns - 1) as f64 + self.width;
        let bottom = self.top + self.pitch[1] * (self.rows - 1) as f64 + self.height;
        let mut items = Vec::new();
        for &x in &across {
            self.cut(&mut items, colour, [self.top, bottom, self.paper.height], |y| Point { x, y });
        }
        for &y in &down {
            self.cut(&mut items, colour, [self.left, right, self.paper.width], |x| Point { x, y });
        }
        items
    }

    /// One cut: a dashed line over the sheet, or a short line at both ends of it, outside the places.
    fn cut(
        &self,
        items: &mut Vec<Item>,
        colour: Colour,
        [first, last, end]: [f64; 3],
        at: impl Fn(f64) -> Point,
    ) {
        let mut line = |from: f64, to: f64, dashed: bool| {
            items.push(Item::Line(Line { from: at(from), to: at(to), weight: 0.4, colour, dashed }));
        };
        match self.cut {
            Cut::None => {}
            Cut::Line => line(0.0, end, true),
            Cut::Marks => {
                line((first - MARK_GAP - MARK).max(0.0), (first - MARK_GAP).max(0.0), false);
                line((last + MARK_GAP).min(end), (last + MARK_GAP + MARK).min(end), false);
            }
        }
    }
}

/// From a place to the mark beside it, in millimetres.
const MARK_GAP: f64 = 1.5;
/// The length of a mark, in millimetres.
const MARK: f64 = 5.0;
