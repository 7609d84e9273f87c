//! Reads the PDFs back with other programs.

mod print_support;

use std::collections::BTreeSet;

use print_support::{
    Change, borrel, cards_on, composed, example, greedy, listed, nasty, places, planned, rendered, saved,
    scripts, stocks, tool, with_changes,
};
use rondje::document::{
    Changes, Document, FontFile, Item, Kind, Selection, Templates, Text, Turn, compose, missing_characters,
};
use rondje::domain::{Event, Language, RoundSet};
use rondje::matching::Pairs;

fn path(name: &str, kind: Kind, event: &Event) -> String {
    saved(name, &rendered(kind, event)).display().to_string()
}

fn text_of(path: &str) -> String {
    tool("pdftotext", &["-layout", path, "-"])
}

#[test]
fn names_come_back_byte_for_byte() {
    let event = borrel(Language::Nl);
    for &kind in Kind::all().iter().filter(|kind| **kind != Kind::Introductions) {
        let file = path(&format!("names-{}", kind.file_name()), kind, &event);
        let text = tool("pdftotext", &["-raw", &file, "-"]).replace('\n', " ");
        for attendee in &event.attendees {
            for word in attendee.name.split(' ').filter(|word| word.chars().count() < 20) {
                assert!(
                    text.contains(word),
                    "{}: “{word}” of {} is not in the text",
                    kind.name(),
                    attendee.name
                );
            }
        }
    }
}

/// Letters with their marks apart (NFD), as some keyboards write them, and apostrophes of all kinds.
#[test]
fn hard_names_come_back_byte_for_byte() {
    let event = nasty(Language::Nl);
    for kind in [Kind::Agendas, Kind::NameCards, Kind::RunSheet, Kind::WallChart] {
        let file = path(&format!("nasty-{}", kind.file_name()), kind, &event);
        let text = tool("pdftotext", &["-raw", &file, "-"]);
        for word in event.attendees.iter().flat_map(|attendee| attendee.name.split(' ')) {
            let whole = !word.contains('-') && text.contains(word);
            let parts = word.contains('-') && word.split('-').all(|part| text.contains(part));
            assert!(whole || parts, "{}: {word:?} is not in the text", kind.name());
        }
        assert!(
            text.contains("O\u{302}\u{303}") || text.contains("\u{302}"),
            "nothing was composed on the way"
        );
    }
}

/// Fonts of the machine, for names that Noto Sans does not have: Debian packages `fonts-noto-core`, `fonts-noto-cjk`.
const OTHER_FONTS: [&str; 6] = [
    "/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansHebrew-Bold.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Bold.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
];

/// The built-in templates with these fonts; none, loudly, where they are not installed.
fn with_other_fonts() -> Option<Templates> {
    let templates = Templates::builtin();
    let mut fonts = templates.fonts().clone();
    for file in OTHER_FONTS {
        let Ok(bytes) = std::fs::read(file) else {
            eprintln!(
                "SKIPPED: there is no {file}; install fonts-noto-core and fonts-noto-cjk to run this test"
            );
            return None;
        };
        let name = std::path::Path::new(file).file_stem().unwrap().to_str().unwrap();
        fonts.add_fallback(FontFile::from_bytes(name, bytes).unwrap());
    }
    Some(templates.with_fonts(fonts))
}

#[test]
fn names_in_other_scripts_come_back() {
    let event = scripts();
    let pairs = Pairs::of(&event);
    let missing = missing_characters(&event, &pairs, &Templates::builtin());
    assert!(missing.contains(&'李') && missing.contains(&'ד') && !missing.contains(&'Μ'));
    let Some(templates) = with_other_fonts() else { return };
    assert!(missing_characters(&event, &pairs, &templates).is_empty());
    for &kind in Kind::all() {
        let document = compose(kind, &event, &pairs, &greedy(&event), &templates, &Selection::default())
            .unwrap_or_else(|problems| panic!("{}", listed(&problems)));
        let bytes = rondje::pdf::render(&document).unwrap();
        let file = saved(&format!("scripts-{}", kind.file_name()), &bytes).display().to_string();
        let text = tool("pdftotext", &["-raw", &file, "-"]);
        // Poppler marks where lines turn around, and turns what one glyph stands for around with them: other readers
        // do not. So joiners, and the ligature lam-alef, are not where they were.
        let plain = |text: &str| text.replace(['\u{200c}', '\u{202a}', '\u{202b}', '\u{202c}'], "");
        let text = plain(&text);
        for attendee in &event.attendees {
            for word in attendee.name.split(' ').filter(|_| kind != Kind::Introductions) {
                let turned = plain(word).replace("لأ", "أل");
                assert!(text.contains(&turned), "{}: {word} is not in\n{text}", kind.name());
            }
        }
        assert!(bytes.len() < 500_000, "{}: {} bytes: the fonts are not cut down", kind.name(), bytes.len());
    }
}

#[test]
fn the_text_says_what_the_pages_say() {
    let event = nasty(Language::En);
    for &kind in Kind::all() {
        let document = composed(kind, &event).unwrap_or_else(|problems| panic!("{}", listed(&problems)));
        let expected: BTreeSet<char> = document
            .pages
            .iter()
            .flat_map(|page| &page.items)
            .filter_map(|item| if let Item::Text(text) = item { Some(text.source()) } else { None })
            .flat_map(|text| text.chars().collect::<Vec<_>>())
            .filter(|c| !c.is_whitespace())
            .collect();
        let file = path(&format!("chars-{}", kind.file_name()), kind, &event);
        let found: BTreeSet<char> = text_of(&file).chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(found, expected, "{}", kind.name());
    }
}

#[test]
fn an_agenda_says_who_when_where_and_why() {
    let file = path("borrel-agendas.pdf", Kind::Agendas, &borrel(Language::Nl));
    let text = text_of(&file);
    for part in [
        "donderdag 10 december 2026",
        "17:30 – 18:46 uur",
        "De Oude Bibliotheek, Delft",
        "Zoekt bij jou",
        "Biedt jou",
        "“ons kantoor lekt bij elke bui”",
        "wederzijds",
        "Jij vroeg om dit gesprek.",
        "Wil jou graag ontmoeten.",
        "Jullie kennen allebei Joris van ’t Hart.",
        "piet@klikenklaar.example",
        "Even pauze",
        "Drankje",
        "Je bent er dan nog niet",
        "Je bent dan al weg",
        "Je bent er dan even niet",
        "Jij ontvangt aan tafel 3",
        "Bij de bar",
    ] {
        assert!(text.contains(part), "“{part}” is missing in\n{text}");
    }
    // Not shared, so not printed.
    assert!(!text.contains("06 1234 5678") && !text.contains("geheim@hooft.example"));
}

#[test]
fn signs_sheet_and_chart_say_who_sits_where() {
    let event = borrel(Language::Nl);
    let schedule = greedy(&event);
    let signs = text_of(&path("signs.pdf", Kind::TableSigns, &event));
    assert_eq!(signs.matches("tafel").count(), 16, "eight tables, both sides");
    assert!(signs.contains("Ontvangst: Nguyễn Thị Minh Châu"), "{signs}");
    let sheet = text_of(&path("sheet.pdf", Kind::RunSheet, &event));
    for part in [
        "Draaiboek",
        "Ronde 7",
        "Komt binnen: Żaneta Żółć",
        "Gaat na deze ronde weg: Yusuf Yılmaz",
        "Even weg: Łukasz",
    ] {
        assert!(sheet.contains(part), "“{part}” is missing in\n{sheet}");
    }
    let bell = sheet.lines().find(|line| line.contains("Bel: pauze van 15 minuten: Drankje.")).unwrap();
    assert!(bell.contains("18:04"), "{bell}");
    let chart = text_of(&path("chart.pdf", Kind::WallChart, &event));
    for (person, attendee) in
        event.attendees.iter().enumerate().filter(|(_, attendee)| attendee.name.len() < 20)
    {
        let tables: Vec<String> = (1..=7)
            .filter(|&round| attendee.rounds.contains(round))
            .map(|round| {
                let meeting =
                    schedule.meetings.iter().find(|m| m.round == round && m.people.contains(&person));
                meeting.map_or("–".into(), |meeting| meeting.table.to_string())
            })
            .collect();
        let row =
            chart.lines().find(|line| line.contains(&attendee.name)).unwrap_or_else(|| panic!("{chart}"));
        let printed: Vec<&str> = row.split(&attendee.name).nth(1).unwrap().split_whitespace().collect();
        assert_eq!(printed, tables, "{}", attendee.name);
    }
}

#[test]
fn follow_up_and_introductions_say_who() {
    let event = borrel(Language::En);
    let sheets = text_of(&path("follow-up.pdf", Kind::FollowUp, &event));
    for part in ["Tick the people you talked to", "piet@klikenklaar.example", "Agreed:", "Also talked to:"] {
        assert!(sheets.contains(part), "“{part}” is missing in\n{sheets}");
    }
    assert!(!sheets.contains("06 1234 5678") && !sheets.contains("geheim@hooft.example"));
    let board = text_of(&path("introductions.pdf", Kind::Introductions, &event));
    // Everything that is wanted is offered by somebody; music lessons are wanted by nobody.
    assert!(board.contains("Who could use Muziekles?") && board.contains("Madonna (Klank)"), "{board}");
    assert!(!board.contains("Who can help with"), "{board}");
    // Photography serves the want of marketing, its broader topic.
    assert!(!board.contains("Fotografie"), "{board}");
}

#[test]
fn a_document_without_pages_can_be_opened() {
    let event = borrel(Language::En);
    let selection = Selection { people: Some(Vec::new()), ..Selection::default() };
    for &kind in Kind::all() {
        let document =
            compose(kind, &event, &Pairs::of(&event), &greedy(&event), &Templates::builtin(), &selection)
                .unwrap();
        let file = saved("nobody.pdf", &rondje::pdf::render(&document).unwrap()).display().to_string();
        assert!(tool("pdfinfo", &[&file]).contains("Pages:"), "{}", kind.name());
    }
}

#[test]
fn fonts_are_embedded_and_cut_down() {
    for &kind in Kind::all() {
        let file = path(&format!("fonts-{}", kind.file_name()), kind, &borrel(Language::Nl));
        let listing = tool("pdffonts", &[&file]);
        let fonts: Vec<&str> = listing.lines().skip(2).collect();
        assert!(!fonts.is_empty(), "{listing}");
        for font in fonts {
            assert!(font.contains("+NotoSans-"), "{listing}");
            // Embedded, cut down, readable as Unicode.
            assert!(
                font.split_whitespace().collect::<Vec<_>>().windows(3).any(|w| w == ["yes", "yes", "yes"]),
                "{listing}"
            );
        }
    }
}

#[test]
fn properties_tell_what_it_is() {
    let file = path("properties.pdf", Kind::Agendas, &borrel(Language::Nl));
    let info = tool("pdfinfo", &["-isodates", &file]);
    for part in
        ["Agenda’s", "Bouw & ICT borrel", "2026-12-10T17:30:00", "PDF version:     1.7", "841.89 x 595.27"]
    {
        assert!(info.contains(part), "“{part}” is missing in\n{info}");
    }
    assert!(!info.contains("PDF/X") && !info.contains("PDF/A"), "{info}");
    // What poppler does not tell: the catalog.
    let pdf = lopdf::Document::load(&file).unwrap();
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"nl");
    assert_eq!(catalog.get(b"PageMode").unwrap().as_name().unwrap(), b"UseOutlines");
    let preferences = catalog.get(b"ViewerPreferences").unwrap().as_dict().unwrap();
    assert!(preferences.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
    let outlines = pdf.get_dictionary(catalog.get(b"Outlines").unwrap().as_reference().unwrap()).unwrap();
    assert_eq!(outlines.get(b"Count").unwrap().as_i64().unwrap(), 17, "a bookmark for each attendee");
}

/// The left edges of a word on the first page, in millimetres, each once.
fn left_edges(file: &str, word: &str) -> Vec<f64> {
    let page = tool("pdftotext", &["-bbox", "-l", "1", file, "-"]);
    let mut edges: Vec<f64> = page
        .lines()
        .filter(|line| line.contains(&format!(">{word}<")))
        .filter_map(|line| line.split_once("xMin=\"")?.1.split_once('"')?.0.parse::<f64>().ok())
        .map(|points| points / 72.0 * 25.4)
        .collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|one, other| (*one - *other).abs() < 0.01);
    edges
}

#[test]
fn cards_stand_where_the_stock_has_them() {
    let mut event = borrel(Language::Nl);
    event.name = "Hallo".into();
    for (stock, sheet) in stocks().into_iter().filter(|(_, sheet)| sheet.get("fold").is_none()) {
        let bytes = rondje::pdf::render(&cards_on(stock, &event)).unwrap();
        let file = saved(&format!("stock-{stock}.pdf"), &bytes).display().to_string();
        // The name of the event begins 6 mm from the left edge of a card of 90 by 54 mm, in proportion on others.
        let margin = |&[_, _, width, height]: &[f64; 4]| {
            let upright = if height > width { width / 70.0 } else { f64::MAX };
            6.0 * (width.max(height) / 90.0).min(width.min(height) / 54.0).min(upright)
        };
        let mut expected: Vec<f64> = places(&sheet).iter().map(|place| place[0] + margin(place)).collect();
        expected.sort_by(f64::total_cmp);
        expected.dedup();
        let found = left_edges(&file, "Hallo");
        assert_eq!(found.len(), expected.len(), "{stock}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 0.1, "{stock}: {found} instead of {expected}");
        }
    }
}

#[test]
fn cards_begin_at_a_later_label_and_move_with_the_printer() {
    let mut event = borrel(Language::Nl);
    event.name = "Hallo".into();
    event.attendees.truncate(2);
    event.attendees.iter_mut().for_each(|attendee| attendee.knows.clear());
    let replace = &[
        ("start-label = 1", "start-label = 10"),
        ("blanks = 0", "blanks = 1"),
        ("offset = [0, 0]", "offset = [2, -1.5]"),
    ];
    let change = Change { kind: Kind::NameCards, template: "name-cards.toml", replace };
    let document = with_changes(&change, &event);
    assert_eq!(document.pages.len(), 2);
    let file = saved("used.pdf", &rondje::pdf::render(&document).unwrap()).display().to_string();
    let edges = left_edges(&file, "Hallo");
    assert!(edges.len() == 1 && (edges[0] - (15.0 + 90.0 + 6.0 + 2.0)).abs() < 0.1, "{edges:?}");
    assert_eq!(text_of(&file).matches("Hallo").count(), 3, "two people and a blank card");
}

#[test]
fn the_same_event_gives_the_same_bytes() {
    let event = borrel(Language::Nl);
    let first: Vec<Vec<u8>> = Kind::all().iter().map(|&kind| rendered(kind, &event)).collect();
    let again: Vec<Vec<u8>> = Kind::all().iter().rev().map(|&kind| rendered(kind, &event)).rev().collect();
    assert!(first == again);
}

#[test]
fn one_person_can_be_printed() {
    let event = borrel(Language::Nl);
    let selection = Selection { people: Some(vec![5, 5, 3]), ..Selection::default() };
    let document = compose(
        Kind::NameCards,
        &event,
        &Pairs::of(&event),
        &greedy(&event),
        &Templates::builtin(),
        &selection,
    )
    .unwrap();
    let names: Vec<&str> = document.bookmarks.iter().map(|mark| mark.name.as_str()).collect();
    assert_eq!(names, ["Nguyễn Thị Minh Châu", "Yusuf Yılmaz"]);
}

fn texts(document: &Document, page: usize) -> Vec<&Text> {
    let items = document.pages[page].items.iter();
    items.filter_map(|item| if let Item::Text(text) = item { Some(text) } else { None }).collect()
}

/// Folds a sheet of A4 in thought: where on its quarter a text is, and which quarter that is: 0 the front, 1 and 2
/// inside, 3 the back.
fn folded(text: &Text) -> (usize, f64, f64) {
    let (right, low) = (text.at.x > 105.0, text.at.y > 148.5);
    let page = match (right, low) {
        (true, true) => 0,
        (true, false) => 1,
        (false, false) => 2,
        (false, true) => 3,
    };
    let turn = if low { Turn::Upright } else { Turn::Half };
    assert_eq!(text.turn, turn, "{} stands upside down", text.source());
    let (x, y) = (text.at.x - if right { 105.0 } else { 0.0 }, text.at.y - if low { 148.5 } else { 0.0 });
    if low { (page, x, y) } else { (page, 105.0 - x, 148.5 - y) }
}

#[test]
fn a_folded_agenda_reads_right() {
    let event = example("borrel.toml");
    let templates = Templates::builtin().with_agenda_form("a6-folded").unwrap();
    let schedule = planned("borrel.schedule.toml", &event);
    let everyone = Selection::default();
    let document =
        compose(Kind::Agendas, &event, &Pairs::of(&event), &schedule, &templates, &everyone).unwrap();
    assert_eq!(document.pages.len(), event.attendees.len(), "one sheet each");
    for (number, mark) in document.bookmarks.iter().enumerate() {
        let mut placed: Vec<(usize, i64, i64, String)> = texts(&document, number)
            .into_iter()
            .map(|text| {
                let (page, x, y) = folded(text);
                (page, y.round() as i64, x.round() as i64, text.source())
            })
            .collect();
        placed.sort();
        let front: Vec<&str> = placed.iter().filter(|text| text.0 == 0).map(|text| text.3.as_str()).collect();
        assert!(front.join(" ").contains(mark.name.split(' ').next().unwrap()), "{front:?}");
        let first = clock_times(&placed, 0);
        let inside: Vec<String> = [1, 2, 3].into_iter().flat_map(|page| clock_times(&placed, page)).collect();
        let mut sorted = inside.clone();
        sorted.sort();
        assert_eq!(inside, sorted, "{}: rounds follow each other", mark.name);
        assert!(
            first.len() >= 7 - 3 && inside.len() >= first.len() - 1,
            "{}: {first:?} {inside:?}",
            mark.name
        );
    }
}

fn clock_times(placed: &[(usize, i64, i64, String)], page: usize) -> Vec<String> {
    let is_time = |text: &str| text.len() == 5 && text.as_bytes()[2] == b':';
    placed.iter().filter(|text| text.0 == page && is_time(&text.3)).map(|text| text.3.clone()).collect()
}

#[test]
fn what_changed_is_marked() {
    let event = example("borrel.toml");
    let schedule = planned("borrel.schedule.toml", &event);
    let person = event.attendee_by_id("tom").unwrap_or(0);
    let changes = Changes { replaces: Some(3), rounds: [(person, [2, 5].into())].into() };
    let print = |kind, people| {
        let selection = Selection { people, changes: changes.clone() };
        let pairs = Pairs::of(&event);
        let document = compose(kind, &event, &pairs, &schedule, &Templates::builtin(), &selection).unwrap();
        saved("changed.pdf", &rondje::pdf::render(&document).unwrap()).display().to_string()
    };
    let text = text_of(&print(Kind::Agendas, Some(vec![person])));
    assert!(text.contains("Dit blad vervangt versie 3. Nieuw: ronde 2 en ronde 5."), "{text}");
    assert_eq!(text.matches("nieuw").count(), 2, "{text}");
    let others = text_of(&print(Kind::Agendas, Some(vec![(person + 1) % event.attendees.len()])));
    assert!(!others.contains("vervangt"), "{others}");
    // The chart is complete, whoever is printed for.
    let chart = text_of(&print(Kind::WallChart, Some(vec![person])));
    assert!(event.attendees.iter().all(|attendee| attendee.name.split(' ').all(|word| chart.contains(word))));
}

#[test]
fn who_never_came_is_not_on_the_chart() {
    let mut event = borrel(Language::Nl);
    let gone = event.attendees.len() - 1;
    event.attendees[gone].name = "Quirijn Weggebleven".into();
    let chart = |event: &Event| text_of(&path("chart.pdf", Kind::WallChart, event));
    assert!(chart(&event).contains("Weggebleven"));
    event.attendees[gone].rounds = RoundSet::EMPTY;
    assert!(!chart(&event).contains("Weggebleven"));
}

#[test]
fn everyone_is_told_whom_to_meet_at_the_bar_however_long_the_evening() {
    let event = nasty(Language::Nl);
    let text = text_of(&path("nasty-bar.pdf", Kind::Agendas, &event));
    let unplanned = text.matches("Ook leuk aan de bar").count();
    assert!(unplanned >= event.attendees.len() - 6, "{unplanned}");
}

#[test]
fn a_character_that_no_font_has_is_an_error_that_names_the_person() {
    let mut event = borrel(Language::Nl);
    event.attendees[3].name = "李 Wang".into();
    event.attendees[5].title = Some("Chef 🎉".into());
    let problems = composed(Kind::NameCards, &event).unwrap_err();
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the name of 李 Wang has “李” (U+674E), which no font has: “李 Wang”",
            "the title of Yusuf Yılmaz has “🎉” (U+1F389), which no font has: “Chef 🎉”",
        ]
    );
    assert_eq!(problems[0].attendee, Some(3));
}

#[test]
fn a_word_that_fits_nowhere_is_an_error_that_names_the_person() {
    let mut event = borrel(Language::Nl);
    event.attendees[3].name = "Q".repeat(90);
    for &kind in Kind::all().iter().filter(|kind| **kind != Kind::Introductions) {
        let problems = composed(kind, &event).unwrap_err();
        assert_eq!(problems.len(), 1, "{}", listed(&problems));
        assert_eq!(problems[0].attendee, Some(3));
        assert!(problems[0].message.starts_with("the name of QQQ"), "{}", problems[0].message);
    }
}
