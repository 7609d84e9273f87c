//! Name cards, the alignment page and table signs: read back from the PDF, and compared with the stock.

mod print_support;

use print_support::drawn::{Drawn, bounds, pages};
use print_support::{
    add, borrel, composed_with, empty_event, example, greedy, listed, nasty, number, places, saved, stocks,
    templates_with, tool,
};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use rondje::document::{CardOptions, Document, Item, Kind, LogoPlace, Rect, Selection, Templates, compose};
use rondje::domain::{Colour, Contact, Event, Group, Language};
use rondje::matching::Pairs;

/// How far something may be from where the stock has it, in millimetres.
const CLOSE: f64 = 0.1;

fn close(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| (a - b).abs() < CLOSE)
}

/// An event of people with one-word names in the order of the alphabet, all in one group.
fn crowd(people: usize) -> Event {
    let mut event = empty_event(Language::En, 2, 40);
    event.name = "Hallo".into();
    event.groups =
        vec![Group { name: "G".into(), colour: Some(Colour { red: 200, green: 0, blue: 0 }), focus: 100 }];
    for index in 0..people {
        let letter = |at: usize| char::from(b'a' + at as u8);
        let name = format!("N{}{}", letter(index / 26), letter(index % 26));
        let person = add(&mut event, &name, "", "", &["W"], &["O"]);
        event.attendees[person].group = Some(0);
    }
    event
}

fn on_stock(stock: &str, changes: &[(&str, &str)]) -> Templates {
    let all: Vec<(&str, &str)> = [("cut-90x54", stock)].into_iter().chain(changes.iter().copied()).collect();
    templates_with("name-cards.toml", &all)
}

const TWO_SIDES: (&str, &str) = ("sides = \"one\"", "sides = \"two\"");

fn rendered(document: &Document) -> Vec<u8> {
    rondje::pdf::render(document).unwrap()
}

/// Width of the paper of a stock.
fn paper(sheet: &toml::Table) -> f64 {
    match sheet["paper"].as_str().unwrap() {
        "A4" => 210.0,
        "A4-landscape" => 297.0,
        "Letter" => 215.9,
        other => panic!("{other}"),
    }
}

fn fold(sheet: &toml::Table) -> &str {
    sheet.get("fold").map_or("none", |fold| fold.as_str().unwrap())
}

/// Left, top, right, bottom of a place of the stock.
fn edges([x, y, width, height]: [f64; 4]) -> [f64; 4] {
    [x, y, x + width, y + height]
}

/// The same place seen from the other side of the paper, which is turned over like the page of a book.
fn behind([left, top, right, bottom]: [f64; 4], paper: f64) -> [f64; 4] {
    [paper - right, top, paper - left, bottom]
}

/// The places where a word stands, in the order of the text: page, left, top, right, bottom in millimetres.
fn words(pdf: &[u8], name: &str) -> Vec<(usize, String, [f64; 4])> {
    let file = saved(name, pdf).display().to_string();
    let mut page = 0;
    let mut found = Vec::new();
    for line in tool("pdftotext", &["-bbox", &file, "-"]).lines() {
        page += usize::from(line.contains("<page "));
        let Some(word) = line.trim().strip_prefix("<word ") else { continue };
        let (numbers, text) = word.split_once('>').unwrap();
        let numbers: Vec<f64> = numbers
            .split('"')
            .skip(1)
            .step_by(2)
            .map(|value| value.parse::<f64>().unwrap() / 72.0 * 25.4)
            .collect();
        found.push((page - 1, text.trim_end_matches("</word>").to_owned(), numbers.try_into().unwrap()));
    }
    found
}

fn is_in([left, top, right, bottom]: [f64; 4], place: [f64; 4]) -> bool {
    let middle = [f64::midpoint(left, right), f64::midpoint(top, bottom)];
    (place[0]..place[2]).contains(&middle[0]) && (place[1]..place[3]).contains(&middle[1])
}

#[test]
fn there_are_twelve_stocks_and_more_and_each_has_its_source() {
    let texts: Vec<&(&str, &str)> =
        Templates::texts().iter().filter(|(name, _)| name.starts_with("stock/")).collect();
    assert!(texts.len() >= 12 + 7);
    let readme = include_str!("../README.md");
    for (name, text) in texts {
        let table: toml::Table = text.parse().unwrap();
        let short = name.trim_start_matches("stock/").trim_end_matches(".toml");
        let row = format!("| `{short}` | {}; ", table["name"].as_str().unwrap());
        assert!(readme.contains(&row), "the README does not list {row}");
        let source = table["source"].as_str().unwrap();
        let known = ["pretix", "glabels", "LibreOffice", "arithmetic"];
        assert!(known.iter().any(|begin| source.starts_with(begin)), "{name}: {source}");
    }
}

#[test]
fn the_alignment_page_has_the_edges_of_the_stock() {
    let event = crowd(2);
    for (stock, sheet) in stocks() {
        let bytes = rendered(&composed_with(Kind::Alignment, &event, &on_stock(stock, &[TWO_SIDES])));
        let pages = pages(&bytes);
        assert_eq!(pages.len(), if fold(&sheet) == "none" { 2 } else { 1 }, "{stock}");
        for (side, page) in pages.iter().enumerate() {
            for place in places(&sheet).into_iter().map(edges) {
                let place = if side == 1 { behind(place, paper(&sheet)) } else { place };
                check_outline(stock, page, place);
            }
        }
    }
}

fn check_outline(stock: &str, page: &Drawn, [left, top, right, bottom]: [f64; 4]) {
    let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    for (at, &from) in corners.iter().enumerate() {
        let to = corners[(at + 1) % 4];
        let is_there = page.lines.iter().any(|line| close(&line[0], &from) && close(&line[1], &to));
        assert!(is_there, "{stock}: no line from {from:?} to {to:?}");
    }
}

#[test]
fn the_ruler_is_as_long_as_it_says() {
    for (stock, sheet) in stocks() {
        let bytes = rendered(&composed_with(Kind::Alignment, &crowd(2), &on_stock(stock, &[])));
        let length = ((number(&sheet["width"]) - 12.0) / 10.0).floor() * 10.0;
        let label = format!("{length}");
        assert!(words(&bytes, "ruler.pdf").iter().any(|(_, text, _)| *text == label), "{stock}");
        let is_ruler = |line: &&[[f64; 2]; 2]| (line[1][0] - line[0][0] - length).abs() < 0.05;
        assert!(pages(&bytes)[0].lines.iter().find(is_ruler).is_some(), "{stock}: no ruler of {length} mm");
    }
}

/// Every card has a band from its left to its right edge, at its foot: the edges of the card in the PDF.
#[test]
fn the_edges_of_cards_are_those_of_the_stock_on_both_sides() {
    for (stock, sheet) in stocks() {
        let places: Vec<[f64; 4]> = places(&sheet).into_iter().map(edges).collect();
        let event = crowd(places.len());
        let document = composed_with(Kind::NameCards, &event, &on_stock(stock, &[TWO_SIDES]));
        let pages = pages(&rendered(&document));
        for (side, page) in pages.iter().enumerate() {
            let bands = page.rectangles();
            assert!(bands.len() >= places.len(), "{stock}");
            for place in &places {
                for [left, right, foot] in feet(fold(&sheet), side, *place, paper(&sheet)) {
                    let is_there = bands.iter().any(|band| {
                        close(&[band[0], band[2]], &[left, right])
                            && ((band[1] - foot).abs() < CLOSE || (band[3] - foot).abs() < CLOSE)
                    });
                    assert!(
                        is_there,
                        "{stock}, side {side}: no card from {left} to {right} with its foot at {foot}"
                    );
                }
            }
        }
    }
}

/// Left, right and foot of the faces that stand in a place.
fn feet(fold: &str, side: usize, place: [f64; 4], paper: f64) -> Vec<[f64; 3]> {
    let [left, top, right, bottom] = if side == 1 { behind(place, paper) } else { place };
    let middle = f64::midpoint(left, right);
    match fold {
        "top" => vec![[left, right, bottom], [left, right, top]],
        "side" => vec![[left, middle, bottom], [middle, right, bottom]],
        _ => vec![[left, right, bottom]],
    }
}

#[test]
fn label_k_has_the_same_person_on_both_sides() {
    for (stock, sheet) in stocks() {
        let places: Vec<[f64; 4]> = places(&sheet).into_iter().map(edges).collect();
        let event = crowd(places.len() + 2);
        let start = format!("start-label = {}", places.len().min(7));
        let templates = on_stock(stock, &[TWO_SIDES, ("start-label = 1", &start)]);
        let document = composed_with(Kind::NameCards, &event, &templates);
        let words = words(&rendered(&document), "sides.pdf");
        for (person, attendee) in event.attendees.iter().enumerate() {
            let label = places.len().min(7) - 1 + person;
            let (sheet_number, place) = (label / places.len(), places[label % places.len()]);
            let is_at = |page: usize, place: [f64; 4]| {
                words
                    .iter()
                    .filter(|(at, text, rect)| *at == page && *text == attendee.name && is_in(*rect, place))
                    .count()
            };
            if fold(&sheet) == "none" {
                assert_eq!(is_at(sheet_number * 2, place), 1, "{stock}: front of label {}", label + 1);
                let back = behind(place, paper(&sheet));
                assert_eq!(is_at(sheet_number * 2 + 1, back), 1, "{stock}: back of label {}", label + 1);
            } else {
                assert_eq!(is_at(sheet_number, place), 2, "{stock}: both faces of label {}", label + 1);
            }
        }
        let pages = document.pages.len();
        assert!(fold(&sheet) != "none" || pages.is_multiple_of(2), "{stock}: every front has its back");
    }
}

#[test]
fn cards_that_hang_upright_have_their_feet_behind_each_other() {
    let templates =
        on_stock("cut-90x54", &[TWO_SIDES, ("orientation = \"stock\"", "orientation = \"portrait\"")]);
    let pages = pages(&rendered(&composed_with(Kind::NameCards, &crowd(1), &templates)));
    let feet: Vec<[f64; 4]> = pages.iter().map(|page| page.rectangles()[0]).collect();
    assert!(close(&[feet[0][1], feet[0][2], feet[0][3]], &[13.5, 105.0, 67.5]), "{feet:?}");
    assert!(close(&feet[1], &behind(feet[0], 210.0)), "{feet:?}");
}

#[test]
fn both_sides_move_by_their_own_offset() {
    let changes = [
        TWO_SIDES,
        ("offset = [0, 0]", "offset = [2, -1.5]"),
        ("offset-back = [0, 0]", "offset-back = [-1, 1]"),
    ];
    let pages =
        pages(&rendered(&composed_with(Kind::NameCards, &crowd(1), &on_stock("cut-90x54", &changes))));
    assert!(close(&[pages[0].rectangles()[0][0], pages[0].rectangles()[0][3]], &[17.0, 66.0]));
    assert!(close(&[pages[1].rectangles()[0][0], pages[1].rectangles()[0][3]], &[104.0, 68.5]));
}

#[test]
fn options_do_what_the_template_does() {
    let event = crowd(3);
    let options = CardOptions {
        stock: Some("herma-4412".into()),
        two_sided: Some(true),
        upright: Some(true),
        stacked: Some(true),
        start_label: Some(7),
        blanks: Some(2),
        offset: Some([0.5, -0.5]),
        offset_back: None,
    };
    let typed = Templates::builtin().with_cards(&options).unwrap();
    let changes = [
        TWO_SIDES,
        ("orientation = \"stock\"", "orientation = \"portrait\""),
        ("sequence = \"reading\"", "sequence = \"stacked\""),
        ("start-label = 1", "start-label = 7"),
        ("blanks = 0", "blanks = 2"),
        ("offset = [0, 0]", "offset = [0.5, -0.5]"),
    ];
    let written = on_stock("herma-4412", &changes);
    let bytes = |templates| rendered(&composed_with(Kind::NameCards, &event, templates));
    assert!(bytes(&typed) == bytes(&written));
    let wrong = |options: CardOptions| Templates::builtin().with_cards(&options).unwrap_err().to_string();
    assert!(
        wrong(CardOptions { stock: Some("x".into()), ..CardOptions::default() })
            .starts_with("there is no stock \"x\"")
    );
    assert_eq!(
        wrong(CardOptions { start_label: Some(11), ..CardOptions::default() }),
        "a sheet of this stock has 10 labels, so the first free one cannot be number 11"
    );
    assert_eq!(
        wrong(CardOptions { offset: Some([21.0, 0.0]), ..CardOptions::default() }),
        "an offset of 21 mm is too far"
    );
}

/// An event in which one person shares what there is, and another nothing.
fn sharing() -> Event {
    let mut event = borrel(Language::Nl);
    event.attendees.truncate(2);
    for attendee in &mut event.attendees {
        attendee.knows.clear();
        attendee.asks_for.clear();
        attendee.email = Some("zoë@dakdelta.example".into());
        attendee.phone = Some("06 1234 5678".into());
    }
    event.attendees[0].share = vec![Contact::Email];
    event.attendees[1].share.clear();
    event
}

#[test]
fn the_code_says_what_is_shared() {
    let document = composed_with(Kind::NameCards, &sharing(), &on_stock("cut-90x54", &[TWO_SIDES]));
    let pages = pages(&rendered(&document));
    let codes = pages[1].codes();
    assert_eq!((pages[0].codes().len(), codes.len()), (0, 1), "who shares nothing has no code");
    let expected = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:El Amrani;Fatima;;;\r\nFN:Fatima El Amrani\r\nORG:Dakdelta\r\n\
                    TITLE:Eigenaar\r\nEMAIL:zoë@dakdelta.example\r\nEND:VCARD\r\n";
    let segments = [QrSegment::make_eci(26), QrSegment::make_bytes(expected.as_bytes())];
    let code =
        QrCode::encode_segments_advanced(&segments, QrCodeEcc::Low, Version::MIN, Version::MAX, None, true)
            .unwrap();
    let all: Vec<[f64; 2]> = codes[0].concat();
    let [left, top, right, bottom] = bounds(&all);
    assert!(close(&[right - left, bottom - top], &[21.0, 21.0]), "as large as the template says");
    let module = (right - left) / f64::from(code.size());
    assert!(module >= 0.3, "a telephone can read squares of {module} mm");
    for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))) {
        let middle = [left + (f64::from(x) + 0.5) * module, top + (f64::from(y) + 0.5) * module];
        assert_eq!(is_dark(codes[0], middle), code.get_module(x, y), "{x}, {y}");
    }
}

/// Whether a point is filled, by the even-odd rule.
fn is_dark(rings: &[Vec<[f64; 2]>], [x, y]: [f64; 2]) -> bool {
    let edges = rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    let crossed = edges
        .filter(|(a, b)| (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
    crossed.count() % 2 == 1
}

/// A PNG file of 40 by 20 pixels, the left half transparent.
fn logo() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 40, 20);
    encoder.set_color(png::ColorType::Rgba);
    let row = [[10, 20, 30, 0].repeat(20), [10, 20, 30, 255].repeat(20)].concat();
    encoder.write_header().unwrap().write_image_data(&row.repeat(20)).unwrap();
    file
}

#[test]
fn the_logo_is_embedded_once_and_without_loss() {
    let templates = on_stock("cut-90x54", &[]).with_logo(LogoPlace::NameCards, &logo()).unwrap();
    let bytes = rendered(&composed_with(Kind::NameCards, &crowd(10), &templates));
    let pictures = &pages(&bytes)[0].pictures;
    assert_eq!(pictures.len(), 10);
    // 9 mm high and so 18 wide, in the right upper corner within the margin.
    let [at, along, up] = pictures[0];
    assert!(close(&at, &[105.0 - 6.0 - 18.0, 13.5 + 4.5 + 9.0]), "{at:?}");
    assert!(close(&along, &[18.0, 0.0]) && close(&up, &[0.0, -9.0]), "{along:?} {up:?}");
    let pdf = lopdf::Document::load_mem(&bytes).unwrap();
    let images: Vec<&lopdf::Stream> = pdf
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok())
        .filter(|stream| {
            stream.dict.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Image"))
        })
        .collect();
    assert_eq!(images.len(), 2, "the picture and its mask");
    let mut contents: Vec<Vec<u8>> =
        images.iter().map(|image| image.decompressed_content().unwrap()).collect();
    contents.sort_by_key(Vec::len);
    assert!(contents[0] == [[0; 20], [255; 20]].concat().repeat(20), "the mask");
    assert!(contents[1] == [10, 20, 30].repeat(800), "the colours");
}

#[test]
fn long_names_shrink_or_wrap_and_then_are_an_error() {
    let mut event = crowd(1);
    for name in [
        "Maximiliaan-Alexander van Oldenbarnevelt tot Wassenaar-van A",
        "Bartholomeus Hendrikus van Wijngaarden-Slotboom te Oudewater",
        "Wolfeschlegelsteinhausen Bergerdorff-Oldenburg-Schwarz de Wit",
    ] {
        assert!(name.chars().count() >= 60);
        event.attendees[0].name = name.into();
        for (stock, _) in stocks() {
            composed_with(Kind::NameCards, &event, &on_stock(stock, &[TWO_SIDES]));
        }
    }
    event.attendees[0].name = "Q".repeat(60);
    let (pairs, schedule) = (Pairs::of(&event), greedy(&event));
    let problems =
        compose(Kind::NameCards, &event, &pairs, &schedule, &Templates::builtin(), &Selection::default())
            .unwrap_err();
    assert_eq!(problems[0].attendee, Some(0), "{}", listed(&problems));
    assert!(problems[0].message.starts_with("the name of QQQ"), "{}", problems[0].message);
}

/// Cards of a nasty evening: no text leaves its face or touches another, the code or the logo.
#[test]
fn nothing_touches_anything_on_any_card() {
    let variants: [(&str, &[(&str, &str)]); 7] = [
        ("cut-90x54", &[TWO_SIDES]),
        ("cut-90x54", &[("lines = []\ncode = 0", "lines = [\"ask-me-about\", \"looking-for\"]\ncode = 18")]),
        ("cut-90x54", &[TWO_SIDES, ("orientation = \"stock\"", "orientation = \"portrait\"")]),
        ("fold-90x54", &[]),
        ("fold-a6", &[]),
        ("cut-a6", &[("lines = []\ncode = 0", "lines = [\"ask-me-about\", \"looking-for\"]\ncode = 18")]),
        ("durable-1453-02", &[TWO_SIDES]),
    ];
    for (stock, changes) in variants {
        let templates = on_stock(stock, changes).with_logo(LogoPlace::NameCards, &logo()).unwrap();
        for event in
            [borrel(Language::Nl), example("borrel.toml"), example("beursvloer.toml"), nasty(Language::En)]
        {
            let (pairs, schedule) = (Pairs::of(&event), greedy(&event));
            let made = compose(Kind::NameCards, &event, &pairs, &schedule, &templates, &Selection::default());
            match made {
                Ok(document) => document.pages.iter().for_each(|page| check_apart(stock, &page.items)),
                Err(problems) => {
                    let hard = stock == "durable-1453-02"
                        || changes.len() > 1
                        || changes.iter().any(|c| c.1.contains("18"));
                    assert!(
                        hard && event.name.starts_with("De jaarlijkse") || event.name.is_empty(),
                        "{stock}: {}",
                        listed(&problems)
                    );
                }
            }
        }
    }
}

/// Agendas with a logo, in every form that an evening fits without one: no text touches it, or another text, and it is on
/// the paper.
#[test]
fn nothing_touches_the_logo_of_an_agenda() {
    let plain = Templates::builtin();
    let mut fitting = 0;
    for form in plain.agenda_forms() {
        let plain = plain.clone().with_agenda_form(form).unwrap();
        let templates = plain.clone().with_logo(LogoPlace::Agendas, &logo()).unwrap();
        for event in [borrel(Language::Nl), example("beursvloer.toml"), nasty(Language::En)] {
            let (pairs, schedule) = (Pairs::of(&event), greedy(&event));
            if compose(Kind::Agendas, &event, &pairs, &schedule, &plain, &Selection::default()).is_err() {
                continue;
            }
            fitting += 1;
            let document = composed_with(Kind::Agendas, &event, &templates);
            let mut logos = 0;
            for page in &document.pages {
                check_apart(form, &page.items);
                for item in &page.items {
                    if let Item::Image(image) = item {
                        logos += 1;
                        let Rect { x, y, width, height } = image.rect;
                        assert!(
                            width > 5.0 && (width / height - 2.0).abs() < 0.01,
                            "{form}: {:?}",
                            image.rect
                        );
                        assert!(x > 0.0 && y > 0.0 && x + width < page.width && y + height < page.height);
                    }
                }
            }
            assert_eq!(logos, event.attendees.len(), "{form}: one for each agenda");
        }
    }
    assert!(fitting > 2 * plain.agenda_forms().count(), "{fitting}");
}

fn check_apart(stock: &str, items: &[Item]) {
    let boxes: Vec<(String, Rect)> = items
        .iter()
        .filter_map(|item| match item {
            Item::Text(text) => Some((text.source(), text.ink())),
            Item::Image(image) => Some(("the logo".into(), image.rect)),
            Item::Polygon(rings, _) => {
                let points: Vec<[f64; 2]> = rings.iter().flatten().map(|point| [point.x, point.y]).collect();
                let [x, y, right, bottom] = bounds(&points);
                let rect = Rect { x, y, width: right - x, height: bottom - y };
                Some(("the code".into(), rect))
            }
            Item::Fill(..) | Item::Line(_) => None,
        })
        .collect();
    for (index, (name, one)) in boxes.iter().enumerate() {
        for (other_name, other) in &boxes[..index] {
            assert!(!one.overlaps(other, 0.05), "{stock}: “{name}” {one:?} touches “{other_name}” {other:?}");
        }
    }
}

#[test]
fn the_file_asks_the_printer_for_both_sides() {
    let asked = |stock: &str, changes: &[(&str, &str)]| {
        let bytes = rendered(&composed_with(Kind::NameCards, &crowd(3), &on_stock(stock, changes)));
        let pdf = lopdf::Document::load_mem(&bytes).unwrap();
        let preferences = pdf.catalog().unwrap().get(b"ViewerPreferences").unwrap().as_dict().unwrap();
        preferences
            .get(b"Duplex")
            .ok()
            .map(|flip| String::from_utf8(flip.as_name().unwrap().to_vec()).unwrap())
    };
    assert_eq!(asked("cut-90x54", &[]), None);
    assert_eq!(asked("fold-90x54", &[TWO_SIDES]), None, "a folded card is printed on one side");
    assert_eq!(asked("cut-90x54", &[TWO_SIDES]).as_deref(), Some("DuplexFlipLongEdge"));
    assert_eq!(asked("cut-a6-landscape", &[TWO_SIDES]).as_deref(), Some("DuplexFlipShortEdge"));
}

#[test]
fn files_are_sound_small_and_the_same_every_time() {
    let mut event = crowd(300);
    for attendee in &mut event.attendees {
        attendee.email = Some(format!("{}@een-bedrijf.example", attendee.name));
        attendee.phone = Some("06 1234 5678".into());
        attendee.share = vec![Contact::Email, Contact::Phone];
    }
    let templates = on_stock("cut-90x54", &[TWO_SIDES]).with_logo(LogoPlace::NameCards, &logo()).unwrap();
    let start = std::time::Instant::now();
    let bytes = rendered(&composed_with(Kind::NameCards, &event, &templates));
    println!("300 cards with codes on both sides: {} kB in {:.2?}", bytes.len() / 1000, start.elapsed());
    assert!(bytes.len() < 3_000_000, "{} bytes", bytes.len());
    assert!(bytes == rendered(&composed_with(Kind::NameCards, &event, &templates)));
    let checked = ["300-cards.pdf", "alignment.pdf"].map(|name| {
        let kind = if name == "alignment.pdf" { Kind::Alignment } else { Kind::NameCards };
        saved(name, &rendered(&composed_with(kind, &event, &templates))).display().to_string()
    });
    for file in checked {
        match std::process::Command::new("qpdf").args(["--check", &file]).output() {
            Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
            Err(_) => println!("NOT CHECKED: qpdf is not installed (Debian: apt-get install qpdf)"),
        }
    }
}

/// The heights of the numbers on the signs of an event, in millimetres.
fn number_heights(event: &Event, templates: &Templates) -> Vec<(usize, f64)> {
    let document = composed_with(Kind::TableSigns, event, templates);
    let texts = document.pages.iter().flat_map(|page| &page.items).filter_map(|item| match item {
        Item::Text(text) => Some((text.source(), text.ink().height)),
        _ => None,
    });
    texts
        .filter(|(text, height)| text.parse::<u32>().is_ok() && *height > 20.0)
        .map(|(text, height)| (text.len(), height))
        .collect()
}

#[test]
fn table_numbers_can_be_read_from_eight_metres() {
    let mut many = nasty(Language::Nl);
    many.tables.count = 120;
    for form in ["\"tent\"", "\"flat\""] {
        let templates = templates_with("table-signs.toml", &[("\"tent\"", form), ("\"used\"", "\"all\"")]);
        for event in [borrel(Language::Nl), example("borrel.toml"), example("beursvloer.toml"), many.clone()]
        {
            let heights = number_heights(&event, &templates);
            assert!(heights.len() >= event.tables.count as usize);
            for (digits, height) in heights {
                // An inch for every 10 feet; for three digits, a two-hundredth.
                let needed = if digits < 3 { 8000.0 / 120.0 } else { 8000.0 / 200.0 };
                assert!(height >= needed, "{form}, {digits} digits: {height} mm");
            }
        }
    }
}

/// Of an event of thousands: the signs of the tables with hosts, in the last of which anybody can sit.
#[test]
fn table_numbers_of_four_digits_fit() {
    let mut event = nasty(Language::Nl);
    event.tables.count = 2_500;
    event.attendees[0].host = Some(1_000);
    event.attendees[1].host = Some(2_489);
    for form in ["\"tent\"", "\"flat\""] {
        let templates = templates_with("table-signs.toml", &[("\"tent\"", form)]);
        let of_four = number_heights(&event, &templates).into_iter().filter(|(digits, _)| *digits == 4);
        let heights: Vec<f64> = of_four.map(|(_, height)| height).collect();
        let sides = if form == "\"tent\"" { 2 } else { 1 };
        assert!(heights.len() == 2 * sides && heights.iter().all(|height| *height >= 30.0), "{heights:?}");
    }
}

#[test]
#[ignore = "writes files to look at"]
fn gallery() {
    for (language, code) in [(Language::Nl, "nl"), (Language::En, "en")] {
        for (event_name, event) in
            [("borrel", borrel(language)), ("nasty", nasty(language)), ("example", example("borrel.toml"))]
        {
            for (name, stock, changes) in [
                ("one", "cut-90x54", &[][..]),
                ("two", "cut-90x54", &[TWO_SIDES, ("blanks = 0", "blanks = 3")][..]),
                ("fold", "fold-90x54", &[][..]),
                ("fold-a6", "fold-a6", &[][..]),
                (
                    "portrait",
                    "cut-90x54",
                    &[TWO_SIDES, ("orientation = \"stock\"", "orientation = \"portrait\"")][..],
                ),
                ("small", "durable-1453-02", &[TWO_SIDES][..]),
                (
                    "a6",
                    "cut-a6",
                    &[("lines = []\ncode = 0", "lines = [\"ask-me-about\", \"looking-for\"]\ncode = 21")][..],
                ),
                (
                    "front",
                    "cut-90x54",
                    &[("lines = []\ncode = 0", "lines = [\"ask-me-about\"]\ncode = 18")][..],
                ),
            ] {
                let templates = on_stock(stock, changes).with_logo(LogoPlace::NameCards, &logo()).unwrap();
                for kind in [Kind::NameCards, Kind::Alignment] {
                    match compose(
                        kind,
                        &event,
                        &Pairs::of(&event),
                        &greedy(&event),
                        &templates,
                        &Selection::default(),
                    ) {
                        Ok(document) => {
                            saved(
                                &format!("look-{event_name}-{code}-{name}-{}", kind.file_name()),
                                &rendered(&document),
                            );
                        }
                        Err(problems) => println!("{event_name} {name}: {}", listed(&problems)),
                    }
                }
            }
            let signs = composed_with(Kind::TableSigns, &event, &templates_with("table-signs.toml", &[]));
            saved(&format!("look-{event_name}-{code}-signs.pdf"), &rendered(&signs));
        }
    }
}
