//! What may differ from one printing of name cards to the next, and is therefore not only in the template.

use std::fmt;

use super::layout::Sides;
use crate::document::Templates;
use crate::document::layout::Shift;

/// Choices that replace those of `name-cards.toml`; none: as they are there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardOptions {
    /// The name of a stock among the templates.
    pub stock: Option<String>,
    /// Whether to print on both sides of the paper.
    pub two_sided: Option<bool>,
    /// The first label of the first sheet that is free, from 1.
    pub start_label: Option<u16>,
    /// How many cards without a name to add.
    pub blanks: Option<u16>,
    /// How far to move everything to the right and down, in millimetres from -20 to 20.
    pub offset: Option<[f64; 2]>,
    /// The same for the other side of the paper.
    pub offset_back: Option<[f64; 2]>,
}

/// A choice that is not possible: what is wrong, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError(pub String);

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for OptionError {}

impl Templates {
    /// The same templates with other choices for name cards.
    ///
    /// # Errors
    /// A stock that does not exist, a label that its sheets do not have, an offset of more than 20 mm.
    pub fn with_cards(mut self, options: &CardOptions) -> Result<Self, OptionError> {
        let cards = &mut self.name_cards;
        if let Some(two) = options.two_sided {
            cards.sides = if two { Sides::Two } else { Sides::One };
        }
        if let Some(label) = options.start_label {
            cards.start_label = toml::Spanned::new(cards.start_label.span(), label);
        }
        cards.blanks = options.blanks.unwrap_or(cards.blanks);
        for (typed, kept) in
            [(options.offset, &mut cards.offset), (options.offset_back, &mut cards.offset_back)]
        {
            if let Some([right, down]) = typed {
                let shift = |value| Shift::try_from(value).map_err(OptionError);
                *kept = [shift(right)?, shift(down)?];
            }
        }
        let name = options.stock.as_deref().unwrap_or(&self.card_stock).to_owned();
        let stock = self.stocks.get(&name).ok_or_else(|| OptionError(self.no_stock(&name)))?;
        self.card_sheet = self.name_cards.sheet(&stock.sheet).map_err(OptionError)?;
        self.card_stock = name;
        Ok(self)
    }
}
