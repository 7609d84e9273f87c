//! What may differ from one printing of name cards to the next, and is therefore not only in the template.

use std::fmt;

use super::layout::{Orientation, Sides};
use crate::document::Templates;
use crate::document::layout::{Sequence, Shift};

/// Choices that replace those of `name-cards.toml`; none: as they are there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardOptions {
    /// The name of a stock among the templates.
    pub stock: Option<String>,
    /// Whether to print on both sides of the paper.
    pub two_sided: Option<bool>,
    /// Whether cards hang upright, turned on the sheet where they must.
    pub upright: Option<bool>,
    /// Whether the pile of sheets is cut as a whole, and its stacks laid on each other are in order.
    pub stacked: Option<bool>,
    /// The first label of the first sheet that is free, from 1.
    pub start_label: Option<u16>,
    /// How many cards without a name to add.
    pub blanks: Option<u16>,
    /// How far to move everything to the right and down, in millimetres from -20 to 20.
    pub offset: Option<[f64; 2]>,
    /// The same for the other side of the paper.
    pub offset_back: Option<[f64; 2]>,
}

/// A choice that is not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionError {
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for OptionError {}

/// An offset that was typed, if it is a small one.
fn shift(value: f64) -> Result<Shift, OptionError> {
    Shift::try_from(value).map_err(|_| OptionError {
        message: format!("an offset of {value} mm is too far"),
        help: "write lengths from -20 to 20 mm".into(),
    })
}

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
        if let Some(upright) = options.upright {
            cards.orientation = if upright { Orientation::Portrait } else { Orientation::Landscape };
        }
        if let Some(stacked) = options.stacked {
            cards.sequence = if stacked { Sequence::Stacked } else { Sequence::Reading };
        }
        if let Some(label) = options.start_label {
            cards.start_label = toml::Spanned::new(cards.start_label.span(), label);
        }
        cards.blanks = options.blanks.unwrap_or(cards.blanks);
        for (typed, kept) in
            [(options.offset, &mut cards.offset), (options.offset_back, &mut cards.offset_back)]
        {
            if let Some([right, down]) = typed {
                *kept = [shift(right)?, shift(down)?];
            }
        }
        let name = options.stock.as_deref().unwrap_or(&self.card_stock).to_owned();
        let Some(stock) = self.stocks.get(&name) else {
            let known: Vec<&str> = self.stocks.keys().map(String::as_str).collect();
            let message = format!("there is no stock \"{name}\"");
            return Err(OptionError { message, help: format!("there are {}", known.join(", ")) });
        };
        let sheet = self.name_cards.sheet(&stock.sheet);
        self.card_sheet = sheet.map_err(|message| {
            let help = format!("write a number from 1 to {}", stock.sheet.labels());
            OptionError { message, help }
        })?;
        self.card_stock = name;
        Ok(self)
    }
}
