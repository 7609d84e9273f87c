//! The alignment page: the outlines of the labels, to hold against a sheet of them before it is spoilt.

use super::Problem;
use super::layout::{Hex, Palette, Sheet, Type};
use super::page::{Block, Document, Flip, Item, Line, Page, Point, Rect, Role};
use super::setting::{Composer, Misfit};
use super::words::fill;
use super::wrap::{Align, Paragraph, Style};

/// A page with the outlines of the stock of the name cards; a second one with their backs if they have any.
pub(crate) fn document(composer: &Composer) -> Result<Document, Vec<Problem>> {
    let alignment = Alignment { composer };
    let sheet = &composer.templates.card_sheet;
    let two_sided = composer.templates.name_cards.two_sided(sheet);
    let make = || -> Result<Vec<Page>, Misfit> {
        let front = alignment.page(sheet, &alignment.steps(two_sided.then(|| sheet.flip())))?;
        let back = two_sided.then(|| alignment.page(&sheet.back(), &[])).transpose()?;
        Ok([Some(front), back].into_iter().flatten().collect())
    };
    let pages = make().map_err(|misfit| vec![composer.problem(&misfit, "name-cards.toml")])?;
    let document = composer.plain_document(&composer.words.titles.alignment, pages, Vec::new());
    Ok(Document { flip: two_sided.then(|| sheet.flip()), ..document })
}

struct Alignment<'c, 'a> {
    composer: &'c Composer<'a>,
}

/// From the edge of a label to what stands in it, in millimetres.
const MARGIN: f64 = 6.0;
/// The thickness of an outline, in points: its middle is the edge.
const OUTLINE: f64 = 0.5;
/// From the head of a step to the text of the next one, in millimetres.
const GAP: f64 = 2.0;
/// The lengths of the strokes at every millimetre, five and ten, in millimetres.
const STROKES: [f64; 3] = [1.5, 2.5, 4.0];

impl Alignment<'_, '_> {
    /// What to do, in order; the ruler comes below the first.
    fn steps(&self, flip: Option<Flip>) -> Vec<String> {
        let words = &self.composer.words.alignment;
        let flip = flip.map(|flip| match flip {
            Flip::LongEdge => words.long_edge.clone(),
            Flip::ShortEdge => words.short_edge.clone(),
        });
        [Some(words.scale.clone()), Some(words.hold.clone()), Some(words.offset.clone()), flip]
            .into_iter()
            .flatten()
            .collect()
    }

    /// One side: every label with its outline and number, and the steps in the first labels.
    fn page(&self, sheet: &Sheet, steps: &[String]) -> Result<Page, Misfit> {
        let mut page = Page { width: sheet.paper.width, height: sheet.paper.height, items: Vec::new() };
        let labels = sheet.labels();
        // One step to a label where there are enough of them.
        let share = steps.len().div_ceil(labels).max(1);
        let mut steps = steps.chunks(share);
        for index in 0..labels {
            let cell = sheet.cell(index);
            page.items.extend(outline(cell, self.colours().line));
            let text = self.label(index, steps.next().unwrap_or_default(), sheet, cell)?;
            page.items.extend(text.items.into_iter().map(|item| item.shifted(cell.x + MARGIN, cell.y + 4.5)));
        }
        Ok(page)
    }

    /// What stands in a label.
    fn label(&self, index: usize, steps: &[String], sheet: &Sheet, cell: Rect) -> Result<Block, Misfit> {
        let words = &self.composer.words.alignment;
        let (width, height) = (cell.width - 2.0 * MARGIN, cell.height - 9.0);
        let pattern = if sheet.mirrored { &words.back } else { &words.label };
        let number = fill(pattern, &[("number", &(index + 1).to_string())]);
        for scale in [1.0, 0.9, 0.8, 0.7, 0.6] {
            let faces = &self.composer.templates.name_cards.faces;
            let mut block = self.text("label", &number, faces.company, scale, width)?;
            if index == 0 && !sheet.mirrored {
                let stock = &self.composer.templates.stock().name;
                block.below(0.0, 0.0, self.text("name of the stock", stock, faces.title, scale, width)?);
            }
            for (at, step) in steps.iter().enumerate() {
                block.below(0.0, GAP * scale, self.text("text", step, faces.line, scale, width)?);
                if index == 0 && at == 0 {
                    block.below(0.0, GAP, self.ruler(width)?);
                }
            }
            if block.height <= height {
                return Ok(block);
            }
        }
        Err(Misfit { owner: None, field: "text of the alignment page", text: steps.join(" ") })
    }

    fn text(
        &self,
        field: &'static str,
        text: &str,
        face: Type,
        scale: f64,
        width: f64,
    ) -> Result<Block, Misfit> {
        let style = face.style(self.colours(), scale);
        self.composer.fit(None, field, &Paragraph::new(text, Style { smallest: 6.0, ..style }), width)
    }

    fn colours(&self) -> &Palette {
        &self.composer.templates.name_cards.colours
    }

    /// A ruler of whole centimetres, as long as there is room for.
    fn ruler(&self, width: f64) -> Result<Block, Misfit> {
        let length = (width / 10.0).floor() * 10.0;
        let mut ruler = Block { items: Vec::new(), height: STROKES[2] };
        for millimetre in 0..=length as usize {
            let reach = STROKES
                [[(10, 2), (5, 1)].iter().find(|(every, _)| millimetre % every == 0).map_or(0, |f| f.1)];
            let x = millimetre as f64;
            ruler.items.push(line([x, STROKES[2] - reach], [x, STROKES[2]], self.colours().ink));
        }
        ruler.items.push(line([0.0, STROKES[2]], [length, STROKES[2]], self.colours().ink));
        let style = self.composer.templates.name_cards.faces.event.style(self.colours(), 1.0);
        for (x, text) in [(0.0, "0 mm".to_owned()), (length - 14.0, format!("{length} mm"))] {
            let align = if x > 0.0 { Align::Right } else { Align::Left };
            let text = Paragraph::name(text, style, 1).aligned(align).role(Role::Body);
            ruler.put(x, STROKES[2] + 0.3, self.composer.fit(None, "ruler", &text, 14.0)?);
        }
        Ok(ruler)
    }
}

fn line([x1, y1]: [f64; 2], [x2, y2]: [f64; 2], colour: Hex) -> Item {
    let (from, to) = (Point { x: x1, y: y1 }, Point { x: x2, y: y2 });
    Item::Line(Line { from, to, weight: OUTLINE, colour: colour.0, dashed: false })
}

/// The four edges of a label.
fn outline(cell: Rect, colour: Hex) -> impl Iterator<Item = Item> {
    let corners =
        [[cell.x, cell.y], [cell.right(), cell.y], [cell.right(), cell.bottom()], [cell.x, cell.bottom()]];
    (0..4).map(move |at| line(corners[at], corners[(at + 1) % 4], colour))
}
