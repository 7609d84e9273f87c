//! The layout of name cards, as it is written in `templates/name-cards.toml`.

use serde::Deserialize;

use crate::document::layout::{Fold, Format, Length, Order, Palette, Sequence, Sheet, Shift, Type};

/// The layout of name cards.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CardLayout {
    #[serde(rename = "format")]
    _format: Format,
    pub(crate) stock: toml::Spanned<String>,
    pub(crate) sides: Sides,
    pub(crate) orientation: Orientation,
    pub(crate) order: Order,
    pub(crate) sequence: Sequence,
    pub(crate) start_label: toml::Spanned<u16>,
    pub(crate) blanks: u16,
    pub(crate) offset: [Shift; 2],
    pub(crate) offset_back: [Shift; 2],
    pub(crate) card: CardPage,
    pub(crate) front: Side,
    pub(crate) back: Side,
    pub(crate) colours: Palette,
    #[serde(rename = "type")]
    pub(crate) faces: CardType,
}

impl CardLayout {
    /// The sheets to print on.
    pub(crate) fn sheet(&self, stock: &Sheet) -> Result<Sheet, String> {
        let start = usize::from(*self.start_label.get_ref());
        if !(1..=stock.labels()).contains(&start) {
            return Err(format!(
                "a sheet of this stock has {} labels, so the first free one cannot be number {start}",
                stock.labels()
            ));
        }
        Ok(Sheet {
            order: self.order,
            sequence: self.sequence,
            used: start - 1,
            offset: self.offset.map(|shift| shift.0),
            back_offset: self.offset_back.map(|shift| shift.0),
            ..stock.clone()
        })
    }

    /// Whether cards have a back on the other side of the paper.
    pub(crate) fn two_sided(&self, sheet: &Sheet) -> bool {
        self.sides == Sides::Two && sheet.fold == Fold::None
    }

    /// Whether cards have a back at all.
    pub(crate) fn has_backs(&self, sheet: &Sheet) -> bool {
        self.sides == Sides::Two || sheet.fold != Fold::None
    }

    /// Whether topics stand on the cards.
    pub(crate) fn names_topics(&self, sheet: &Sheet) -> bool {
        !self.front.lines.is_empty() || (self.has_backs(sheet) && !self.back.lines.is_empty())
    }
}

/// On how many sides of the paper cards are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Sides {
    One,
    Two,
}

/// How cards hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Orientation {
    /// As they lie on the sheet.
    Stock,
    /// Higher than wide.
    Portrait,
    /// Wider than high.
    Landscape,
}

/// What both sides of a card have.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CardPage {
    pub(crate) margin: Length,
    pub(crate) band: Length,
    pub(crate) logo: String,
    pub(crate) logo_height: Length,
}

/// What one side of a card has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Side {
    pub(crate) lines: Vec<CardLine>,
    pub(crate) code: Length,
}

/// The lines below a name on a card, in the order they are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CardLine {
    AskMeAbout,
    LookingFor,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CardType {
    pub(crate) event: Type,
    pub(crate) first_name: Type,
    pub(crate) last_name: Type,
    pub(crate) back_name: Type,
    pub(crate) title: Type,
    pub(crate) line: Type,
    pub(crate) company: Type,
    pub(crate) group: Type,
}
