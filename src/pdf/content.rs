//! One page as drawing operations.

use printpdf::{
    Codepoint, Color, CurTransMat, LineDashPattern, LinePoint, Op, PaintMode, Polygon, PolygonRing, Pt, Rgb,
    TextItem, TextMatrix, WindingOrder, XObjectTransform,
};

use super::fonts::Embedded;
use super::images::Images;
use super::{points, rounded};
use crate::document::{Glyph, Image, Item, Line, Page, Point, Rect, Text, Turn};
use crate::domain::Colour;

/// The operations that draw a page.
pub(super) fn operations(page: &Page, fonts: &Embedded, images: &Images) -> Vec<Op> {
    let mut canvas =
        Canvas { height: page.height, fonts, images, ops: Vec::new(), fill: None, stroke: None, font: None };
    for item in &page.items {
        canvas.item(item);
    }
    canvas.ops
}

/// The operations so far, and the state they leave behind.
struct Canvas<'f> {
    height: f64,
    fonts: &'f Embedded,
    images: &'f Images,
    ops: Vec<Op>,
    fill: Option<Colour>,
    stroke: Option<Colour>,
    font: Option<(usize, f64)>,
}

impl Canvas<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Text(text) => self.text(text),
            Item::Fill(rect, colour) => {
                self.fill(*colour);
                self.rectangle(*rect);
            }
            Item::Line(line) => self.line(line),
            Item::Polygon(rings, colour) => {
                self.fill(*colour);
                self.polygon(rings);
            }
            Item::Image(image) => self.image(image),
        }
    }

    fn point(&self, point: Point) -> printpdf::Point {
        printpdf::Point { x: rounded(points(point.x)), y: rounded(points(self.height - point.y)) }
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill.replace(colour) != Some(colour) {
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
        }
    }

    fn rectangle(&mut self, rect: Rect) {
        let corner = self.point(Point { x: rect.x, y: rect.bottom() });
        self.ops.push(Op::DrawRectangle {
            rectangle: printpdf::Rect {
                x: corner.x,
                y: corner.y,
                width: rounded(points(rect.width)),
                height: rounded(points(rect.height)),
                mode: Some(PaintMode::Fill),
                winding_order: Some(WindingOrder::NonZero),
            },
        });
    }

    fn polygon(&mut self, rings: &[Vec<Point>]) {
        let rings = rings
            .iter()
            .map(|ring| PolygonRing {
                points: ring.iter().map(|&point| LinePoint { p: self.point(point), bezier: false }).collect(),
            })
            .collect();
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::EvenOdd };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    /// A picture: the unit square, stretched and turned to its place.
    fn image(&mut self, image: &Image) {
        let Rect { x, y, width, height } = image.rect;
        // The corner that is at the lower left when the picture is upright.
        let corner = match image.turn {
            Turn::Upright => Point { x, y: y + height },
            Turn::Left => Point { x: x + width, y: y + height },
            Turn::Half => Point { x: x + width, y },
            Turn::Right => Point { x, y },
        };
        let at = self.point(corner);
        let ([ax, ay], [ux, uy]) = (image.turn.along(), image.turn.up());
        // Along and up are along the axes, so each side of the rectangle is the length of one of them.
        let side = |[dx, dy]: [f64; 2]| [dx * width, -dy * height].map(|part| rounded(points(part) + 0.0).0);
        let ([a, b], [c, d]) = (side([ax, ay]), side([ux, uy]));
        let matrix = CurTransMat::Raw([a, b, c, d, at.x.0, at.y.0]);
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        self.ops.extend([
            Op::SaveGraphicsState,
            Op::SetTransformationMatrix { matrix },
            Op::UseXobject { id: self.images.id(&image.picture), transform },
            Op::RestoreGraphicsState,
        ]);
    }

    fn line(&mut self, line: &Line) {
        if self.stroke.replace(line.colour) != Some(line.colour) {
            self.ops.push(Op::SetOutlineColor { col: rgb(line.colour) });
        }
        let pattern: &[f32] = if line.dashed { &[3.0, 3.0] } else { &[] };
        self.ops.push(Op::SetLineDashPattern {
            dash: LineDashPattern { offset: 0.0, pattern: pattern.iter().copied().collect() },
        });
        self.ops.push(Op::SetOutlineThickness { pt: Pt(line.weight as f32) });
        let ends = [line.from, line.to].map(|point| LinePoint { p: self.point(point), bezier: false });
        self.ops.push(Op::DrawLine { line: printpdf::Line { points: ends.into(), is_closed: false } });
    }

    fn text(&mut self, text: &Text) {
        self.fill(text.colour);
        self.ops.push(Op::StartTextSection);
        let mut pen = Pen { at: text.at, size: text.size, turn: text.turn, ems: 0.0 };
        self.ops.push(Op::SetTextMatrix { matrix: self.matrix(&pen, 0.0) });
        let mut items = Items::default();
        for run in text.words.iter().flat_map(|word| &word.runs) {
            for glyph in &run.glyphs {
                let coded = self.fonts.code(run.face, glyph);
                if self.font != Some((coded.font, text.size)) {
                    self.show(&mut items);
                    self.font = Some((coded.font, text.size));
                    let font = self.fonts.handle(coded.font);
                    self.ops
                        .push(Op::SetFont { font, size: Pt(((text.size * 100.0).round() / 100.0) as f32) });
                }
                if glyph.dy == 0.0 {
                    items.push(glyph, coded.id, coded.width);
                } else {
                    self.show(&mut items);
                    self.raised(&pen, glyph, coded.id, coded.width);
                }
                pen.ems += glyph.advance;
            }
        }
        self.show(&mut items);
        self.ops.push(Op::EndTextSection);
    }

    /// A glyph above or below the line: an accent put on its letter.
    fn raised(&mut self, pen: &Pen, glyph: &Glyph, id: u16, width: i64) {
        self.ops.push(Op::SetTextMatrix { matrix: self.matrix(pen, glyph.dy) });
        let mut items = Items::default();
        items.push(glyph, id, width);
        self.show(&mut items);
        let after = Pen { ems: pen.ems + glyph.advance, ..*pen };
        self.ops.push(Op::SetTextMatrix { matrix: self.matrix(&after, 0.0) });
    }

    fn matrix(&self, pen: &Pen, rise: f64) -> TextMatrix {
        let em = pen.size * crate::document::MM_PER_POINT;
        let (along, up) = (pen.ems * em, rise * em);
        let ([ax, ay], [ux, uy]) = (pen.turn.along(), pen.turn.up());
        let at = self.point(Point { x: pen.at.x + ax * along + ux * up, y: pen.at.y + ay * along + uy * up });
        if pen.turn == Turn::Upright {
            return TextMatrix::Translate(at.x, at.y);
        }
        // On the page y runs down, in the file it runs up.
        // Adding 0 makes -0 a plain 0.
        let [a, b, c, d] = [ax, -ay, ux, -uy].map(|part| (part + 0.0) as f32);
        TextMatrix::Raw([a, b, c, d, at.x.0, at.y.0])
    }

    fn show(&mut self, items: &mut Items) {
        let items = std::mem::take(items).0;
        if !items.is_empty() {
            self.ops.push(Op::ShowText { items });
        }
    }
}

/// Where the next glyph comes.
#[derive(Clone, Copy)]
struct Pen {
    at: Point,
    size: f64,
    turn: Turn,
    ems: f64,
}

/// Glyphs to be shown with one operation.
#[derive(Default)]
struct Items(Vec<TextItem>);

impl Items {
    fn push(&mut self, glyph: &Glyph, id: u16, width: i64) {
        if glyph.dx != 0.0 {
            self.0.push(TextItem::Offset(thousandths(-glyph.dx)));
        }
        // Readers move on by the width they know; the shaped advance may differ from it.
        let offset = thousandths(width as f64 / 1000.0 - glyph.advance + glyph.dx);
        let point = Codepoint::with_cid(id, offset, glyph.text.clone());
        if let Some(TextItem::GlyphIds(points)) = self.0.last_mut() {
            points.push(point);
        } else {
            self.0.push(TextItem::GlyphIds(vec![point]));
        }
    }
}

fn thousandths(ems: f64) -> f32 {
    ((ems * 10_000.0).round() / 10.0) as f32
}

fn rgb(colour: Colour) -> Color {
    let part = |value: u8| (f32::from(value) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb { r: part(colour.red), g: part(colour.green), b: part(colour.blue), icc_profile: None })
}
