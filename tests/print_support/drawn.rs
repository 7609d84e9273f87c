//! What is drawn on the pages of a PDF, read back from its operations. All lengths are millimetres from the top left
//! corner of the page.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object};

/// One page.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Straight lines, each from where to where.
    pub lines: Vec<[[f64; 2]; 2]>,
    /// Filled shapes: their rings.
    pub shapes: Vec<Vec<Vec<[f64; 2]>>>,
    /// Pictures: where their lower left corner is, and their sides to the right and up.
    pub pictures: Vec<[[f64; 2]; 3]>,
}

impl Drawn {
    /// The filled shapes that are one rectangle: left, top, right, bottom.
    pub fn rectangles(&self) -> Vec<[f64; 4]> {
        let rings = self.shapes.iter().filter(|rings| rings.len() == 1 && rings[0].len() <= 5);
        rings.map(|rings| bounds(&rings[0])).collect()
    }

    /// The filled shapes of many rings.
    pub fn codes(&self) -> Vec<&Vec<Vec<[f64; 2]>>> {
        self.shapes.iter().filter(|rings| rings.len() > 10).collect()
    }
}

/// Left, top, right, bottom.
pub fn bounds(points: &[[f64; 2]]) -> [f64; 4] {
    points.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, t, r, b], &[x, y]| {
        [l.min(x), t.min(y), r.max(x), b.max(y)]
    })
}

/// The pages of a PDF.
pub fn pages(bytes: &[u8]) -> Vec<Drawn> {
    let pdf = Document::load_mem(bytes).unwrap();
    pdf.get_pages()
        .into_values()
        .map(|page| {
            let media = pdf.get_dictionary(page).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
            let height = number(&media[3]);
            let content = Content::decode(&pdf.get_page_content(page)).unwrap();
            drawn(&content.operations, height)
        })
        .collect()
}

fn number(object: &Object) -> f64 {
    object.as_float().map(f64::from).unwrap()
}

fn drawn(operations: &[Operation], height: f64) -> Drawn {
    let mm = |value: f64| value / 72.0 * 25.4;
    let mut drawn = Drawn::default();
    let mut rings: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut matrix = Vec::new();
    for operation in operations {
        let numbers: Vec<f64> =
            operation.operands.iter().filter_map(|operand| operand.as_float().ok().map(f64::from)).collect();
        let at = |x: f64, y: f64| [mm(x), mm(height - y)];
        match operation.operator.as_str() {
            "m" => rings.push(vec![at(numbers[0], numbers[1])]),
            "l" => rings.last_mut().unwrap().push(at(numbers[0], numbers[1])),
            "re" => {
                let [x, y, w, h] = numbers[..] else { panic!("{operation:?}") };
                rings.push(vec![at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)]);
            }
            "S" | "s" => {
                drawn.lines.extend(
                    rings
                        .drain(..)
                        .flat_map(|ring| ring.windows(2).map(|w| [w[0], w[1]]).collect::<Vec<_>>()),
                );
            }
            "f" | "f*" | "F" => drawn.shapes.push(std::mem::take(&mut rings)),
            "n" => rings.clear(),
            "cm" if numbers != [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] => matrix = numbers,
            "Do" => {
                let part = |index: usize| matrix[index];
                let side = |index: usize| [mm(part(index)), -mm(part(index + 1))];
                drawn.pictures.push([at(part(4), part(5)), side(0), side(2)]);
            }
            _ => {}
        }
    }
    drawn
}
