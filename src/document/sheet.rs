//! Equal places on sheets of paper, and where to cut them.

use super::layout::{Cut, Palette, Sequence, Sheet};
use super::page::{Block, Flip, Item, Line, Page, Point, Rect};
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
    /// How many places a sheet has.
    pub(crate) fn labels(&self) -> usize {
        self.columns * self.rows
    }

    /// The same sheet turned over like the page of a book: its places mirrored, its offset that of the back.
    pub(crate) fn back(&self) -> Self {
        let right = self.left + self.pitch[0] * (self.columns - 1) as f64 + self.width;
        Self {
            left: self.paper.width - right,
            offset: self.back_offset,
            mirrored: !self.mirrored,
            ..self.clone()
        }
    }

    /// Along which edge to turn a sheet over, so that a place meets its mirror image: the one that stands upright.
    pub(crate) fn flip(&self) -> Flip {
        if self.paper.width > self.paper.height { Flip::ShortEdge } else { Flip::LongEdge }
    }

    /// The place of cell `index` on a sheet, row by row.
    pub(crate) fn cell(&self, index: usize) -> Rect {
        let column = index % self.columns;
        let column = if self.mirrored { self.columns - 1 - column } else { column };
        Rect {
            x: self.left + self.offset[0] + self.pitch[0] * column as f64,
            y: self.top + self.offset[1] + self.pitch[1] * (index / self.columns) as f64,
            width: self.width,
            height: self.height,
        }
    }

    /// Where each of `count` things comes.
    pub(crate) fn places(&self, count: usize) -> Vec<Place> {
        let pages = (self.used + count).div_ceil(self.labels());
        let place = |page: usize, cell: usize| Place { page, cell: self.cell(cell) };
        let is_free = |page: usize, cell: usize| page > 0 || cell >= self.used;
        match self.sequence {
            Sequence::Reading => (self.used..self.used + count)
                .map(|index| place(index / self.labels(), index % self.labels()))
                .collect(),
            // The pile under the first cell comes first, then the pile under the second.
            Sequence::Stacked => (0..self.labels())
                .flat_map(|cell| (0..pages).map(move |page| (page, cell)))
                .filter(|&(page, cell)| is_free(page, cell))
                .take(count)
                .map(|(page, cell)| place(page, cell))
                .collect(),
        }
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

    /// Puts blocks on both sides of sheets: a page with fronts, the page with their backs, and so on. As many backs as
    /// fronts. Returns the pages and where each front came.
    pub(crate) fn impose_both(
        &self,
        fronts: Vec<Block>,
        backs: Vec<Block>,
        palette: &Palette,
    ) -> (Vec<Page>, Vec<Place>) {
        let (fronts, places) = self.impose(fronts, palette);
        let (backs, _) = self.back().impose(backs, palette);
        let pages = fronts.into_iter().zip(backs).flat_map(|(front, back)| [front, back]).collect();
        (pages, places.into_iter().map(|place| Place { page: place.page * 2, ..place }).collect())
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
        let (left, top) = (self.left + self.offset[0], self.top + self.offset[1]);
        let across = Self::edges(left, self.pitch[0], self.width, self.columns, self.paper.width);
        let down = Self::edges(top, self.pitch[1], self.height, self.rows, self.paper.height);
        let right = left + self.pitch[0] * (self.columns - 1) as f64 + self.width;
        let bottom = top + self.pitch[1] * (self.rows - 1) as f64 + self.height;
        let mut items = Vec::new();
        for &x in &across {
            self.cut(&mut items, colour, [top, bottom, self.paper.height], |y| Point { x, y });
        }
        for &y in &down {
            self.cut(&mut items, colour, [left, right, self.paper.width], |x| Point { x, y });
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
            Cut::Fold => {
                line(0.0, MARK, true);
                line(end - MARK, end, true);
            }
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

#[cfg(test)]
mod tests {
    use super::Sheet;
    use crate::document::layout::{Sequence, Stock};

    /// Two columns and three rows that do not stand in the middle of the paper.
    fn sheet() -> Sheet {
        let text = "format = 1\nname = 'x'\nsource = 'y'\n[sheet]\npaper = 'A4'\ncolumns = 2\nrows = 3\nwidth = 80\n\
                    height = 50\nleft = 10\ntop = 20\npitch = [90, 60]";
        toml::from_str::<Stock>(text).unwrap().sheet
    }

    fn corners(sheet: &Sheet, count: usize) -> Vec<(usize, f64, f64)> {
        sheet.places(count).iter().map(|place| (place.page, place.cell.x, place.cell.y)).collect()
    }

    #[test]
    fn the_back_of_a_place_is_behind_it() {
        let front = sheet();
        let back = front.back();
        for index in 0..6 {
            let (one, other) = (front.cell(index), back.cell(index));
            // Turned over like a page: what is left becomes right.
            assert!(
                (one.x - (210.0 - other.right())).abs() < 1e-9 && (one.y - other.y).abs() < 1e-9,
                "{index}"
            );
        }
        assert_eq!(back.back(), front);
    }

    #[test]
    fn each_side_moves_by_its_own_offset() {
        let front = Sheet { offset: [1.0, 2.0], back_offset: [-0.5, 0.0], ..sheet() };
        assert!((front.cell(0).x - 11.0).abs() < 1e-9 && (front.cell(0).y - 22.0).abs() < 1e-9);
        assert!((front.back().cell(1).x - (210.0 - 180.0 - 0.5)).abs() < 1e-9);
    }

    #[test]
    fn used_labels_stay_empty_in_either_sequence() {
        let reading = Sheet { used: 4, ..sheet() };
        assert_eq!(corners(&reading, 3), [(0, 10.0, 140.0), (0, 100.0, 140.0), (1, 10.0, 20.0)]);
        let stacked = Sheet { sequence: Sequence::Stacked, ..reading };
        assert_eq!(corners(&stacked, 3), [(1, 10.0, 20.0), (1, 100.0, 20.0), (1, 10.0, 80.0)]);
        assert_eq!(
            corners(&stacked, 7),
            [
                (1, 10.0, 20.0),
                (1, 100.0, 20.0),
                (1, 10.0, 80.0),
                (1, 100.0, 80.0),
                (0, 10.0, 140.0),
                (1, 10.0, 140.0),
                (0, 100.0, 140.0)
            ]
        );
    }

    #[test]
    fn stacks_laid_on_each_other_are_in_order() {
        let sheet = Sheet { sequence: Sequence::Stacked, ..sheet() };
        let mut places = corners(&sheet, 20);
        let order = places.clone();
        // Cell by cell as one cuts, and within a pile from the first sheet to the last.
        places.sort_by(|a, b| (a.2, a.1, a.0).partial_cmp(&(b.2, b.1, b.0)).unwrap());
        assert_eq!(places, order);
    }
}
