//! Name cards: what stands on which side of which sheet. A card itself is laid out in [`face`].

mod code;
mod face;
pub(crate) mod layout;
mod options;

use super::Problem;
use super::layout::{Fold, Sheet};
use super::page::{Block, Document, Item, Line, Point, Turn};
use super::setting::{Composer, Misfit};
use crate::domain::AttendeeIx;

pub use options::{CardOptions, OptionError};

use face::{Face, Which};
use layout::{CardLayout, Orientation};

/// A name card for everyone, and blank ones.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let layout = &composer.templates.name_cards;
    let sheet = &composer.templates.card_sheet;
    let cards = Cards { composer, layout, sheet };
    let people = composer.people(sheet.order).into_iter().map(Some);
    let blanks = std::iter::repeat_n(None, usize::from(layout.blanks));
    let mut made = Vec::new();
    let mut problems = Vec::new();
    for owner in people.chain(blanks) {
        match cards.card(owner) {
            Ok(card) => made.push((owner, card)),
            Err(misfit) => problems.push(composer.problem(&misfit, "name-cards.toml")),
        }
    }
    if problems.is_empty() { Ok(cards.document(made)) } else { Err(problems) }
}

/// What is printed for one person: what stands in a place of the sheet, and behind it.
struct Card {
    front: Block,
    /// Empty where the other side of the paper is not printed.
    back: Block,
}

struct Cards<'c, 'a> {
    composer: &'c Composer<'a>,
    layout: &'a CardLayout,
    sheet: &'a Sheet,
}

impl Cards<'_, '_> {
    fn document(&self, cards: Vec<(Option<AttendeeIx>, Card)>) -> Document {
        let (owners, cards): (Vec<_>, Vec<_>) = cards.into_iter().unzip();
        let (fronts, backs) = cards.into_iter().map(|card| (card.front, card.back)).unzip();
        let palette = &self.layout.colours;
        let two_sided = self.layout.two_sided(self.sheet);
        let (pages, places) = if two_sided {
            self.sheet.impose_both(fronts, backs, palette)
        } else {
            self.sheet.impose(fronts, palette)
        };
        let title = &self.composer.words.titles.name_cards;
        let document = self.composer.plain_document(title, pages, self.composer.bookmarks(&owners, &places));
        Document { flip: two_sided.then(|| self.sheet.flip()), ..document }
    }

    fn card(&self, owner: Option<AttendeeIx>) -> Result<Card, Misfit> {
        let front = self.face(owner, Which::Front)?;
        if !self.layout.has_backs(self.sheet) {
            return Ok(Card {
                front: front.turned_by(self.turn(), self.face_size()),
                back: Block::default(),
            });
        }
        let back = self.face(owner, Which::Back)?;
        let front = front.turned_by(self.turn(), self.face_size());
        let back = back.turned_by(behind(self.turn(), self.sheet.fold), self.face_size());
        Ok(match self.sheet.fold {
            Fold::None => Card { front, back },
            fold => Card { front: self.folded(fold, front, back), back: Block::default() },
        })
    }

    fn face(&self, owner: Option<AttendeeIx>, which: Which) -> Result<Block, Misfit> {
        let [width, height] = self.face_size();
        let face = Face { composer: self.composer, layout: self.layout, width, height };
        match owner {
            Some(person) => face.of(person, which),
            None => face.blank(),
        }
    }

    /// One face as it lies in its place on the sheet: width and height.
    fn place_size(&self) -> [f64; 2] {
        let Sheet { width, height, .. } = *self.sheet;
        match self.sheet.fold {
            Fold::None => [width, height],
            Fold::Top => [width, height / 2.0],
            Fold::Side => [width / 2.0, height],
        }
    }

    /// One face as it is read: width and height.
    fn face_size(&self) -> [f64; 2] {
        let [width, height] = self.place_size();
        if self.turn() == Turn::Upright { [width, height] } else { [height, width] }
    }

    /// How the front is turned to lie in its place.
    fn turn(&self) -> Turn {
        let [width, height] = self.place_size();
        match self.layout.orientation {
            Orientation::Portrait if width > height => Turn::Left,
            Orientation::Landscape if height > width => Turn::Left,
            _ => Turn::Upright,
        }
    }

    /// Both faces of a card that is folded, and the line to fold along.
    fn folded(&self, fold: Fold, front: Block, back: Block) -> Block {
        let [width, height] = self.place_size();
        let mut card = Block::default();
        card.put(0.0, 0.0, back);
        let [from, to] = match fold {
            Fold::Side => {
                card.put(width, 0.0, front);
                [Point { x: width, y: 0.0 }, Point { x: width, y: height }]
            }
            Fold::None | Fold::Top => {
                card.put(0.0, height, front);
                [Point { x: 0.0, y: height }, Point { x: width, y: height }]
            }
        };
        let colour = self.layout.colours.line.0;
        card.items.push(Item::Line(Line { from, to, weight: 0.4, colour, dashed: true }));
        Block { height: self.sheet.height, ..card }
    }
}

/// How the back is turned, when the front is turned like this: whoever turns the card around its upright axis reads it
/// upright.
fn behind(front: Turn, fold: Fold) -> Turn {
    let lies_down = matches!(front, Turn::Left | Turn::Right);
    match (fold, lies_down) {
        // Paper that is turned over or folded like a book swaps left and right …
        (Fold::None | Fold::Side, false) | (Fold::Top, true) => front,
        // … and paper that is folded at the top swaps head and foot.
        (Fold::None | Fold::Side, true) | (Fold::Top, false) => front.then(Turn::Half),
    }
}

impl Block {
    /// The block turned on an area of this size; its corner stays at 0, 0.
    fn turned_by(self, turn: Turn, [width, height]: [f64; 2]) -> Self {
        let items = self.items.into_iter().map(|item| item.turned_by(turn, width, height)).collect();
        Self { items, height: if matches!(turn, Turn::Upright | Turn::Half) { height } else { width } }
    }
}

#[cfg(test)]
mod tests {
    use super::behind;
    use crate::document::layout::Fold;
    use crate::document::page::Turn;

    #[test]
    fn the_back_is_upright_for_whoever_turns_the_card() {
        let whole = |turn: Turn| turn.up().map(|part| part as i32);
        for front in [Turn::Upright, Turn::Left] {
            let [x, y] = whole(front);
            // What was up on the front must be up behind it, seen from the other side.
            assert_eq!(whole(behind(front, Fold::None)), [-x, y], "turned over like a page");
            assert_eq!(whole(behind(front, Fold::Side)), [-x, y], "folded like a book");
            assert_eq!(whole(behind(front, Fold::Top)), [x, -y], "folded at the top");
        }
    }
}
