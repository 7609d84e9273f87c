//! The square code on a name card: contact details as a vCard, for a telephone to read.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

use crate::document::check::contact_detail;
use crate::document::page::Point;
use crate::document::{clean, name_parts};
use crate::domain::{Attendee, Contact};

/// The smallest side of a dark square that telephones read without trouble, in millimetres.
const SMALLEST_MODULE: f64 = 0.3;

/// A code to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Code {
    /// Its sides, in millimetres.
    pub(crate) side: f64,
    /// The borders of its dark areas, from 0, 0.
    pub(crate) rings: Vec<Vec<Point>>,
}

/// A code of `side` millimetres with what an attendee shares. Nothing when nothing is shared.
///
/// When its squares would become too small, title and company are left out, and then the code grows, to `most`
/// millimetres.
///
/// # Errors
/// The contact details, when not even that makes the squares large enough for a telephone.
pub(crate) fn contact_code(attendee: &Attendee, side: f64, most: f64) -> Result<Option<Code>, String> {
    if shared(attendee).next().is_none() {
        return Ok(None);
    }
    let tries = [Work::All, Work::Company, Work::Nothing].map(|work| (work, side));
    for (work, room) in tries.into_iter().chain([(Work::Nothing, most)]) {
        let Some(code) = encode(&vcard(attendee, work)) else { continue };
        let smallest = f64::from(code.size()) * SMALLEST_MODULE;
        if smallest <= room {
            let side = side.max(smallest);
            return Ok(Some(Code { side, rings: rings(&code, side / f64::from(code.size())) }));
        }
    }
    Err(shared(attendee).map(|(_, text)| text).collect::<Vec<_>>().join(", "))
}

/// What a vCard says of someone's work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    All,
    Company,
    Nothing,
}

/// The contact details that may be printed: shared, and there.
fn shared(attendee: &Attendee) -> impl Iterator<Item = (Contact, String)> {
    attendee.share.iter().filter_map(|&contact| {
        let text = contact_detail(attendee, contact).map(clean).filter(|text| !text.is_empty());
        text.map(|text| (contact, text))
    })
}

/// A vCard 3.0 (RFC 2426), which telephones of every make read.
fn vcard(attendee: &Attendee, work: Work) -> String {
    let name = clean(&attendee.name);
    let parts = name_parts(&name);
    let (family, given) =
        if parts.last.is_empty() { (parts.first, String::new()) } else { (parts.last, parts.first) };
    let mut lines = vec![
        "BEGIN:VCARD".to_owned(),
        "VERSION:3.0".to_owned(),
        format!("N:{};{};;;", escaped(&family), escaped(&given)),
        format!("FN:{}", escaped(&name)),
    ];
    if let Some(company) = attendee.company.as_ref().filter(|_| work != Work::Nothing) {
        lines.push(format!("ORG:{}", escaped(&clean(&company.name))));
    }
    if let Some(title) = attendee.title.as_ref().filter(|_| work == Work::All) {
        lines.push(format!("TITLE:{}", escaped(&clean(title))));
    }
    for (contact, text) in shared(attendee) {
        let key = match contact {
            Contact::Email => "EMAIL",
            Contact::Phone => "TEL",
            Contact::Link => "URL",
        };
        lines.push(format!("{key}:{}", escaped(&text)));
    }
    lines.push("END:VCARD\r\n".to_owned());
    lines.join("\r\n")
}

/// Text in which the signs that mean something to a vCard stand for themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], " ")
}

/// The ECI designator of UTF-8: without it, many readers take é for Japanese.
const UTF_8: u32 = 26;

fn encode(text: &str) -> Option<QrCode> {
    let segments = [QrSegment::make_eci(UTF_8), QrSegment::make_bytes(text.as_bytes())];
    // The correction becomes better than low where that costs no larger code.
    let all = (Version::MIN, Version::MAX);
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, all.0, all.1, None, true).ok()
}

/// The borders of the dark areas: one ring around each, and one around each hole. Drawn as one shape, no white hairlines
/// show between its squares.
fn rings(code: &QrCode, module: f64) -> Vec<Vec<Point>> {
    let mut borders = Borders::of(code);
    let mut rings = Vec::new();
    while let Some(ring) = borders.next_ring() {
        let point = |(x, y): (i32, i32)| Point { x: f64::from(x) * module, y: f64::from(y) * module };
        rings.push(ring.into_iter().map(point).collect());
    }
    rings
}

/// East, south, west, north.
const STEPS: [(i32, i32); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// The edges between dark and light squares, as steps with the dark square to the right.
struct Borders {
    /// Points in a row.
    width: i32,
    /// For each point, whether a step leaves it in each direction.
    steps: Vec<[bool; 4]>,
}

impl Borders {
    fn of(code: &QrCode) -> Self {
        let size = code.size();
        let width = size + 1;
        let mut borders = Self { width, steps: vec![[false; 4]; (width * width) as usize] };
        for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
            if code.get_module(x, y) {
                // Round the square with the clock; the neighbour is to the left of each step.
                for (direction, corner) in
                    [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)].into_iter().enumerate()
                {
                    let (dx, dy) = STEPS[(direction + 3) % 4];
                    let at = borders.index(corner);
                    borders.steps[at][direction] = !code.get_module(x + dx, y + dy);
                }
            }
        }
        borders
    }

    fn index(&self, (x, y): (i32, i32)) -> usize {
        (y * self.width + x) as usize
    }

    /// Takes a ring away: its corners in order.
    fn next_ring(&mut self) -> Option<Vec<(i32, i32)>> {
        let start = self.steps.iter().position(|leaving| leaving.contains(&true))?;
        let start = (start as i32 % self.width, start as i32 / self.width);
        let (mut at, mut heading) = (start, None);
        let mut corners = Vec::new();
        loop {
            // Where two squares touch at a corner, the ring stays with its own.
            let turns =
                heading.map_or([0, 1, 2, 3], |heading| [heading + 1, heading, heading + 3, heading + 2]);
            let index = self.index(at);
            let Some(direction) = turns.map(|turn| turn % 4).into_iter().find(|&to| self.steps[index][to])
            else {
                return Some(corners);
            };
            if heading != Some(direction) {
                corners.push(at);
            }
            self.steps[index][direction] = false;
            at = (at.0 + STEPS[direction].0, at.1 + STEPS[direction].1);
            heading = Some(direction);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Work, encode, escaped, rings, vcard};
    use crate::document::page::Point;
    use crate::domain::{Attendee, Company, Contact, RoundSet};

    fn attendee() -> Attendee {
        Attendee {
            id: "joris".into(),
            name: "Joris van ’t Hart".into(),
            company: Some(Company { name: "Hart; Hart, & Zn".into(), folded: "hart".into() }),
            title: Some("Accountant".into()),
            group: None,
            wants: Vec::new(),
            offers: Vec::new(),
            asks_for: Vec::new(),
            knows: Vec::new(),
            avoids: Vec::new(),
            rounds: RoundSet::all(3),
            max_meetings: None,
            host: None,
            email: Some("joris@hart.example".into()),
            phone: Some("06 1234 5678".into()),
            link: None,
            share: vec![Contact::Email, Contact::Link],
        }
    }

    #[test]
    fn a_card_tells_what_is_shared_and_nothing_else() {
        assert_eq!(
            vcard(&attendee(), Work::All),
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:van ’t Hart;Joris;;;\r\nFN:Joris van ’t Hart\r\n\
             ORG:Hart\\; Hart\\, & Zn\r\nTITLE:Accountant\r\nEMAIL:joris@hart.example\r\nEND:VCARD\r\n"
        );
        assert!(!vcard(&attendee(), Work::Company).contains("TITLE"));
        assert_eq!(escaped("a\\b\r\nEMAIL:c"), "a\\\\b  EMAIL:c", "nobody can add a line of their own");
    }

    #[test]
    fn nothing_shared_is_no_code() {
        let mut quiet = attendee();
        quiet.share = vec![Contact::Link];
        assert_eq!(super::contact_code(&quiet, 20.0, 30.0), Ok(None), "shared, but not there");
        quiet.share.clear();
        assert_eq!(super::contact_code(&quiet, 20.0, 30.0), Ok(None));
    }

    #[test]
    fn a_code_grows_before_it_gives_up() {
        let side = |email: usize| {
            let attendee = Attendee { email: Some("a".repeat(email)), ..attendee() };
            super::contact_code(&attendee, 20.0, 30.0).map(|code| code.unwrap().side)
        };
        assert_eq!(side(20), Ok(20.0));
        let grown = side(300).unwrap();
        assert!(grown > 20.0 && grown <= 30.0, "{grown}");
    }

    #[test]
    fn details_too_long_for_the_code_are_named() {
        let mut long = attendee();
        long.email = Some("a".repeat(900));
        assert_eq!(super::contact_code(&long, 20.0, 30.0), Err("a".repeat(900)));
    }

    /// Whether a point is dark, by the even-odd rule.
    fn dark(rings: &[Vec<Point>], x: f64, y: f64) -> bool {
        let crossings = rings
            .iter()
            .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)))
            .filter(|(a, b)| (a.y > y) != (b.y > y) && a.x > x)
            .count();
        crossings % 2 == 1
    }

    #[test]
    fn rings_hold_exactly_the_dark_squares() {
        let code = encode(&vcard(&attendee(), Work::All)).unwrap();
        let rings = rings(&code, 0.5);
        for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))) {
            let middle = |at: i32| f64::from(at) * 0.5 + 0.25;
            assert_eq!(dark(&rings, middle(x), middle(y)), code.get_module(x, y), "{x}, {y}");
        }
        assert!(rings.iter().all(|ring| ring.len() >= 4 && ring.len() % 2 == 0));
    }
}
