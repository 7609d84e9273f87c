//! What is too large, too deep, hostile or in the way: refused with a clear message, or made harmless, and quickly. What is
//! wrong inside one file of a usual size is in `broken_events.rs`, `reading.rs` and `fuzz.rs`.

mod cli_support;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cli_support::{Desk, Ran};
use zip::write::SimpleFileOptions;

/// An evening to which attendees are added.
const EVENING: &str = "format = 1\n[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30\n\
    [rounds]\ncount = 4\nminutes = 7\n";

fn people(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = write!(text, "[[attendee]]\nname = \"Gast {number}\"\nwants = [\"Taart\"]\n");
        text
    })
}

/// Everybody says the same of themselves.
fn crowd(count: usize, says: &str) -> String {
    many(&|number| format!("[[attendee]]\nname = \"Gast {number}\"\n{says}\n"), count)
}

/// A list of texts.
fn list(texts: impl Iterator<Item = String>) -> String {
    format!("[{}]", texts.map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", "))
}

fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

/// The most memory that a command may ask for in these tests, in kilobytes. What is hostile is refused with less; the rest is
/// room for the largest event there may be.
const MEMORY: u32 = 2_000_000;

/// Runs a line with so much memory and no more, where the system can see to that.
fn capped(desk: &Desk, line: &str) -> Ran {
    if !cfg!(target_os = "linux") {
        return desk.run(line);
    }
    let command = desk.command(line);
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")])
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(desk.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    Ran { line: line.to_owned(), code: output.status.code(), out, err }
}

/// Runs a line that must end like this with these words, in bounded memory, and soon: the time only tells that it does not
/// hang, on a slow and busy machine without optimization.
#[track_caller]
fn refused(desk: &Desk, line: &str, code: i32, parts: &[&str]) -> Ran {
    let start = Instant::now();
    let ran = capped(desk, line).ends_with(code).says(parts);
    assert!(start.elapsed() < Duration::from_secs(180), "{line} took {:.0?}", start.elapsed());
    assert!(ran.err.len() < 2_000_000, "{line} says {} bytes", ran.err.len());
    ran
}

/// What the reader says of an evening with this changed or added.
#[track_caller]
fn reads(text: &str, code: i32, parts: &[&str]) {
    let desk = Desk::with(&[]);
    desk.write("e.toml", text);
    refused(&desk, "check e.toml", code, parts);
}

#[test]
fn files_that_are_too_large() {
    let desk = Desk::with(&["mini.toml"]);
    let hole = File::create(desk.path("large.toml")).unwrap();
    hole.set_len(100_000_000).unwrap();
    for line in [
        "check large.toml",
        "plan large.toml",
        "import large.toml --into mini.toml",
        "show mini.toml --schedule large.toml",
    ] {
        refused(&desk, line, 1, &["large.toml is larger than 64 MB", "is this the right file?"]);
    }
    hole.set_len(21_000_000).unwrap();
    refused(&desk, "check large.toml", 1, &["E003", "20 million is the most"]);
    for sign in ["1,", "[],", "{},"] {
        desk.write("values.toml", &format!("a = [{}]\n", sign.repeat(4_000_000)));
        refused(&desk, "check values.toml", 1, &["E003", "million values; 3 million is the most"]);
    }
}

#[test]
fn a_million_people() {
    let desk = Desk::with(&[]);
    desk.write("e.toml", &format!("{EVENING}{}", people(1_000_000)));
    refused(&desk, "check e.toml", 1, &["million bytes; 20 million is the most"]);
    desk.write("e.toml", &format!("{EVENING}{}", people(100_000)));
    refused(&desk, "check e.toml", 1, &["there are 100000 attendees; 2500 is the most"]);
}

/// So many lines, or words.
fn many(line: &dyn Fn(usize) -> String, count: usize) -> String {
    (0..count).map(line).collect()
}

#[test]
fn many_errors_of_one_kind_take_no_time() {
    reads(&many(&|number| format!("key{number} = 1\n"), 300_000), 1, &["E006", "no key `key0`"]);
    reads(
        &format!("{EVENING}{}", "[[attendee]]\nname = \"Jan\"\n".repeat(2_500)),
        1,
        &["two attendees have the id"],
    );
    let shares = many(&|number| format!("\"emial{number}\", "), 200);
    let lines = format!("[[attendee]]\nname = \"A\"\nshare = [{shares}]\n");
    reads(&format!("{EVENING}{}", lines.repeat(1_000)), 1, &["cannot be `emial0`"]);
}

#[test]
fn rounds_topics_and_depth() {
    reads(&EVENING.replace("count = 4", "count = 10000"), 1, &["count"]);
    let too_many = ["E014", "10000 aliases; 2000 is the most"];
    for (count, code, parts) in [(10_000, 1, &too_many[..]), (2_000, 0, &[])] {
        let aliases = list((0..count).map(|number| format!("naam {number}")));
        let topic = format!("{EVENING}[[topic]]\nname = \"Taart\"\naliases = {aliases}\n{}", people(2));
        reads(&topic, code, parts);
    }
    let topics = many(&|number| format!("[[topic]]\nname = \"T{number}\"\n"), 100_000);
    reads(&format!("{EVENING}{topics}{}", people(2)), 1, &["there are 100000 topics; 2000 is the most"]);
    let topics_of = |person| list((0..20).map(|at| format!("T{}", person * 20 + at)));
    let wants =
        many(&|person| format!("[[attendee]]\nname = \"G{person}\"\nwants = {}\n", topics_of(person)), 2_500);
    reads(&format!("{EVENING}{wants}"), 1, &["there are more than 2000 different topics"]);
    let circle = "[[topic]]\nname = \"A\"\nwithin = \"B\"\n[[topic]]\nname = \"B\"\nwithin = \"A\"\n";
    reads(&format!("{EVENING}{circle}{}", people(2)), 1, &["within"]);
    let within = |number| format!("[[topic]]\nname = \"T{number}\"\nwithin = \"T{}\"\n", number + 1);
    for (depth, code, parts) in [(1_900, 1, &["E014", "more than 20 topics deep"][..]), (20, 0, &[])] {
        let broadest = format!("[[topic]]\nname = \"T{}\"\n", depth - 1);
        reads(&format!("{EVENING}{}{broadest}{}", many(&within, depth - 1), people(2)), code, parts);
    }
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        reads(&format!("a = {}{}\n", open.repeat(50_000), close.repeat(50_000)), 1, &["E001"]);
    }
}

/// A hundred chains of twenty topics, and everybody wants and offers a dozen: the largest event that is taken is looked over
/// in little memory.
#[test]
fn the_largest_event() {
    let topic = |number: usize| match number.checked_sub(100) {
        Some(broader) => format!("[[topic]]\nname = \"T{number}\"\nwithin = \"T{broader}\"\n"),
        None => format!("[[topic]]\nname = \"T{number}\"\n"),
    };
    let dozen = |first: usize| list((0..12).map(|at| format!("T{}", (first + at * 83) % 2_000)));
    let guest = |person: usize| {
        let (wants, offers) = (dozen(person * 7), dozen(person * 7 + 1));
        format!("[[attendee]]\nname = \"Gast {person}\"\nwants = {wants}\noffers = {offers}\n")
    };
    let desk = Desk::with(&[]);
    desk.write("e.toml", &format!("{EVENING}{}{}", many(&topic, 2_000), many(&guest, 2_500)));
    let ran = refused(&desk, "check e.toml", 0, &[]);
    assert!(ran.out.contains("2500 people"), "{}", ran.out);
}

/// Where many people choose from few topics, most of those whom somebody could meet are worth the same to them. All of them
/// count, not only the first: an evening like this one was three quarters full.
#[test]
fn few_topics_among_many() {
    let people = (0..160).map(|number: usize| {
        let wants = if number.is_multiple_of(2) {
            format!("wants = [\"T{}\"]\n", number / 2 % 12)
        } else {
            String::new()
        };
        let offers = if number.is_multiple_of(3) {
            String::new()
        } else {
            format!("offers = [\"T{}\"]\n", number * 5 % 12)
        };
        format!("[[attendee]]\nname = \"P{number}\"\n{wants}{offers}")
    });
    let desk = Desk::with(&[]);
    let people: String = people.collect();
    desk.write("few.toml", &format!("{}{people}", EVENING.replace("count = 4", "count = 12")));
    for effort in ["low", "high"] {
        let plan =
            desk.run(&format!("plan few.toml --effort {effort} --json -o {effort}.toml")).ends_with(0).json();
        let of = |what: &str| plan["result"][what].as_i64().unwrap();
        assert!(100 * of("points") > 99 * of("bound"), "{effort}: {} of {}", of("points"), of("bound"));
    }
}

/// Where everybody wants and offers the same, all pairs are in doubt: too many for one program. A limit of time still ends
/// with a plan, whatever the planner is at.
#[test]
fn a_crowd_of_one_mind() {
    let same = |count| crowd(count, "wants = [\"Taart\"]\noffers = [\"Taart\"]");
    let desk = Desk::with(&[]);
    let evening = EVENING.replace("count = 4", "count = 12");
    desk.write("e.toml", &format!("{evening}{}", same(200)));
    let ran = refused(&desk, "plan e.toml", 0, &[]);
    assert!(ran.out.contains("1200 meetings") && ran.out.contains("Sit-outs      none"), "{}", ran.out);
    desk.write("large.toml", &format!("{evening}{}", same(1_000)));
    for limit in ["0.01", "0.5", "1"] {
        refused(&desk, &format!("plan large.toml --time-limit {limit}"), 0, &[]);
        refused(&desk, "audit large.toml", 0, &[]);
        let schedule = desk.read("large.schedule.toml");
        assert!(schedule.contains("round = 12"), "{schedule}");
    }
}

#[test]
fn more_matches_than_can_be_planned() {
    let same = "wants = [\"Taart\", \"Bier\"]\noffers = [\"Taart\", \"Bier\"]";
    reads(
        &format!("{EVENING}{}", crowd(2_500, same)),
        1,
        &["E014", "fit each other 12 million times; 10 million is the most", "wanted 2500 times"],
    );
    let many = list((0..25).map(|number| format!("T{number}")));
    let said = format!("wants = {many}\noffers = {many}");
    reads(
        &format!("{EVENING}{}", crowd(2_500, &said)),
        1,
        &["62500 wants; 50000 is the most", "62500 offers"],
    );
}

/// Topics in two spellings: each proposal to join them would bring millions of matches.
#[test]
fn proposals_that_bring_millions() {
    let spelled = |join: &str| list(('a'..'e').map(|c| format!("onderwerp{join}{c}{c}zaken")));
    let says = format!("wants = {}\noffers = {}", spelled(""), spelled("-"));
    let desk = Desk::with(&[]);
    desk.write("e.toml", &format!("{EVENING}{}", crowd(2_500, &says)));
    let ran = refused(&desk, "check e.toml", 0, &[]);
    assert!(ran.out.contains("6247500 new matches, such as"), "{}", ran.out);
    assert!(ran.out.len() < 1_000_000);
}

/// Names of more than a hundred letters that differ in the middle.
#[test]
fn long_names_that_are_much_alike() {
    let name = |number| format!("{}{number:04}{}", "verzekeringsadvies".repeat(5), "bemiddeling".repeat(5));
    let topics = many(&|number| format!("[[topic]]\nname = \"{}\"\n", name(number)), 2_000);
    let guest = |number| format!("[[attendee]]\nname = \"G{number}\"\nwants = [\"{}\"]\n", name(number));
    reads(&format!("{EVENING}{topics}{}", many(&guest, 1_000)), 0, &["W202"]);
}

#[test]
fn more_pairs_than_anybody_writes() {
    let pair = |number: usize| {
        let people = [number % 2_500, (number + 1 + number / 2_500) % 2_500].map(|who| format!("gast-{who}"));
        format!("[[pair]]\npeople = {people:?}\nrule = \"must\"\n")
    };
    let crowd = format!("{EVENING}{}", people(2_500));
    reads(
        &format!("{crowd}{}", many(&pair, 100_000)),
        1,
        &["there are 100000 pair rules; 20000 is the most"],
    );
    reads(&format!("{crowd}{}", many(&pair, 20_000)), 3, &["no plan can keep all of these"]);
}

/// Small circles of friends who all meet each other, eighty times: a plan where that fits, and where it does not, the one
/// circle that shows it.
#[test]
fn thousands_who_must_meet() {
    let circles = |size: usize| {
        let of = |first: usize| {
            let pairs =
                (0..size).flat_map(move |one| (0..one).map(move |other| [first + other, first + one]));
            pairs.map(|people| {
                let people = people.map(|who| format!("gast-{who}"));
                format!("[[pair]]\npeople = {people:?}\nrule = \"must\"\n")
            })
        };
        (0..80).flat_map(|at| of(at * size)).collect::<String>()
    };
    let evening = format!("{}{}", EVENING.replace("count = 4", "count = 12"), people(1_040));
    let desk = Desk::with(&[]);
    desk.write("fits.toml", &format!("{evening}{}", circles(12)));
    refused(&desk, "plan fits.toml --time-limit 1", 0, &[]);
    desk.write("clash.toml", &format!("{evening}{}", circles(13)));
    let ran = refused(&desk, "plan clash.toml", 3, &["no plan can keep all of these", "there are 12 rounds"]);
    assert!(!ran.err.contains("Gast 13 and"), "more than the first circle:\n{}", ran.err);
}

#[test]
fn a_history_without_end() {
    let names = list((0..1_000).map(|number| format!("{number}.schedule.toml")));
    let text = format!("{EVENING}[matching]\nhistory = {names}\n{}", people(2));
    reads(&text, 1, &["there are 1000 earlier schedules; 100 is the most"]);
}

/// Files that stand beside an event, a hundred times as large as they should be.
#[test]
fn schedules_and_logs_without_end() {
    let desk = planned();
    let schedule = desk.read("mini.schedule.toml");
    let meeting = &schedule[schedule.rfind("[[meeting]]").unwrap()..];
    desk.write("many.schedule.toml", &format!("{schedule}{}", meeting.repeat(100_000)));
    for line in ["audit mini.toml many.schedule.toml", "show mini.toml --schedule many.schedule.toml"] {
        refused(&desk, line, 1, &["E014", "meetings; 1000 is the most"]);
    }
    let change = "[[change]]\nkind = \"late\"\nwho = \"piet-de-boer\"\nround = 2\n";
    desk.write("mini.night.toml", &format!("format = 1\n{}", change.repeat(100_000)));
    refused(&desk, "show mini.toml", 1, &["E014", "there are 100000 changes; 10000 is the most"]);
}

/// An archive of one part.
fn packed(name: &str, content: &str) -> Vec<u8> {
    parts(&[(name, content)])
}

/// A workbook whose sheet unpacks to so many megabytes of nothing.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    packed.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    for _ in 0..megabytes {
        packed.write_all(&vec![b' '; 1_000_000]).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

#[test]
fn registrations_without_end() {
    let desk = Desk::with(&["mini.toml"]);
    let before = desk.read("mini.toml");
    desk.write("long.csv", &format!("Naam,Ik zoek\n{}", "Jan,taart\n".repeat(60_000)));
    refused(&desk, "import long.csv --into mini.toml", 1, &["the file has more than 50000 rows"]);
    let names = many(&|number| format!("Jan {number},taart\n"), 10_000);
    desk.write("people.csv", &format!("Naam,Ik zoek\n{names}"));
    refused(&desk, "import people.csv --into mini.toml", 1, &["attendees; 2500 is the most"]);
    desk.write("wide.csv", &format!("Naam,{}\nJan,x\n", ",".repeat(10_000_000)));
    refused(&desk, "import wide.csv --into mini.toml --dry-run", 0, &[]);
    fs::write(desk.path("bomb.xlsx"), bomb(110)).unwrap();
    refused(&desk, "import bomb.xlsx --into mini.toml", 1, &["unpacks to more than 100 million bytes"]);
    let many = "<sst uniqueCount=\"4000000000\"><si><t>a</t></si></sst>";
    fs::write(desk.path("many.xlsx"), packed("xl/sharedStrings.xml", many)).unwrap();
    refused(&desk, "import many.xlsx --into mini.toml", 1, &["larger than any list of people"]);
    let filled = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"/>";
    // The reader of OpenDocument waited for ever for the end of a table: found by `fuzz.rs`.
    fs::write(desk.path("cut.ods"), packed("content.xml", "<table:table><table:table-row>")).unwrap();
    refused(&desk, "import cut.ods --into mini.toml", 1, &["this workbook cannot be read: it is damaged"]);
    let rows = format!("<table:table-row table:number-rows-repeated=\"1048576\">{filled}</table:table-row>");
    fs::write(desk.path("many.ods"), packed("content.xml", &rows)).unwrap();
    refused(&desk, "import many.ods --into mini.toml", 1, &["larger than any list of people"]);
    assert_eq!(desk.read("mini.toml"), before);
}

/// An archive of these parts.
fn parts(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        packed.start_file(*name, SimpleFileOptions::default()).unwrap();
        packed.write_all(content.as_bytes()).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

/// Imports a file that must be taken or refused like this, and writes nothing.
#[track_caller]
fn imports(desk: &Desk, file: &str, bytes: &[u8], code: i32, said: &str) {
    fs::write(desk.path(file), bytes).unwrap();
    let ran = refused(desk, &format!("import {file} --into mini.toml --dry-run"), code, &[]);
    let heard = if code == 0 { ran.out } else { ran.err };
    assert!(heard.contains(said), "import {file} does not say {said:?}:\n{heard}");
}

/// Few bytes that stand for very much: the same text in every cell.
#[test]
fn workbooks_that_repeat_themselves() {
    let desk = Desk::with(&["mini.toml"]);
    let excel = |text: &str| {
        let related = "<Relationship Id=\"r\" Type=\"x/relationships/worksheet\" Target=\"sheet.xml\"/>";
        let rows = "<row><c t=\"s\"><v>0</v></c></row>".repeat(40_000);
        parts(&[
            (
                "xl/workbook.xml",
                "<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r\"/></sheets></workbook>",
            ),
            (
                "_rels/.rels",
                "<Relationships><Relationship Id=\"b\" Type=\"x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
            ),
            ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{related}</Relationships>")),
            ("xl/sharedStrings.xml", &format!("<sst uniqueCount=\"1\"><si><t>{text}</t></si></sst>")),
            ("xl/sheet.xml", &format!("<x><sheetData>{rows}</sheetData></x>")),
        ])
    };
    let long = "x".repeat(32_000);
    imports(&desk, "short.xlsx", &excel("Naam"), 0, "39999 rows");
    imports(&desk, "long.xlsx", &excel(&long), 1, "larger than any list of people");
    let cell =
        format!("<table:table-cell office:value-type=\"string\"><text:p>{long}</text:p></table:table-cell>");
    let row = format!("<table:table-row table:number-rows-repeated=\"40000\">{cell}</table:table-row>");
    imports(&desk, "long.ods", &packed("content.xml", &row), 1, "larger than any list of people");
}

/// An old workbook: a container with this stream.
fn old_workbook(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("Workbook").unwrap().write_all(stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A record of an old workbook.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

/// The cell in this row and column, with a text of which this is the number.
fn shared(row: u16, column: u16, number: u32) -> Vec<u8> {
    let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
    record(0x00fd, &[&place[..], &number.to_le_bytes()].concat())
}

/// An old workbook in which so many names lead to one sheet that says it has 2^32 rows, with texts that its cells share, each
/// in records of so many bytes.
fn old_sheets(names: usize, texts: &[&str], piece: usize, cells: &[u8]) -> Vec<u8> {
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let mut list = record(0x00fc, &[0; 8]);
    for text in texts {
        let length = (text.len() as u16).to_le_bytes();
        let mut pieces = text.as_bytes().chunks(piece);
        list.extend(record(0x003c, &[&length, &[0][..], pieces.next().unwrap()].concat()));
        list.extend(pieces.flat_map(|piece| record(0x003c, &[&[0], piece].concat())));
    }
    let start = begin.len() + names * 16 + list.len() + 4;
    let name = record(0x0085, &[&(start as u32).to_le_bytes()[..], &[0, 0, 4, 0], b"Blad"].concat());
    let end = record(0x000a, &[]);
    let dimensions = record(0x0200, &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255, 0, 0]);
    old_workbook(&[&begin, &name.repeat(names), &list, &end, &begin, &dimensions, cells, &end].concat())
}

#[test]
fn old_workbooks_that_repeat_themselves() {
    let desk = Desk::with(&["mini.toml"]);
    let larger = "larger than any list of people";
    let damaged = "this workbook cannot be read: it is damaged";
    let book = |names: usize, texts: &[&str], cells: &[u8]| old_sheets(names, texts, 8_000, cells);
    let people = [shared(0, 0, 0), shared(1, 0, 1)].concat();
    imports(&desk, "list.xls", &book(1, &["Naam", "Jan"], &people), 0, "1 row: 1 person");
    let far = [people.clone(), shared(65_535, 65_535, 1)].concat();
    imports(&desk, "list.xls", &book(1, &["Naam", "Jan"], &far), 1, larger);
    let many: Vec<u8> = (0..40_000).flat_map(|row| shared(row, 0, 0)).collect();
    imports(&desk, "list.xls", &book(1, &["Naam"], &many), 0, "39999 rows");
    let long = "x".repeat(65_000);
    let remarks = |rows| (1..rows).flat_map(|row| [shared(row, 0, 0), shared(row, 1, 1)].concat());
    let remarks = |rows| [shared(0, 0, 0), remarks(rows).collect()].concat();
    imports(&desk, "list.xls", &book(1, &["Naam", &long], &remarks(600)), 1, larger);
    imports(&desk, "list.xls", &book(1, &["Naam", &long], &remarks(400)), 0, "399 rows");
    imports(&desk, "list.xls", &old_sheets(1, &[&long], 1, &people), 1, damaged);
    imports(&desk, "list.xls", &book(100, &["Naam"], &record(0x0201, &[0; 6]).repeat(1_000_000)), 1, damaged);
    imports(&desk, "list.xls", &book(101, &["Naam"], &[]), 1, larger);
    // As many cells as there may be, and one row more.
    let numbers =
        |row: u16| [&row.to_le_bytes(), &[1, 0][..], &[0, 0, 6, 0, 0, 0].repeat(249), &[249, 0]].concat();
    let row = |row| [shared(row, 0, 1), record(0x00bd, &numbers(row))].concat();
    let full = [shared(0, 0, 0), (1..20_000).flat_map(row).collect()].concat();
    imports(&desk, "list.xls", &book(1, &["Naam", "Jan"], &full), 0, "19999 rows");
    imports(&desk, "list.xls", &book(1, &["Naam", "Jan"], &[full, row(20_000)].concat()), 1, larger);
    // A text that says it is long, and a formula that names a sheet again and again.
    let label = record(0x0204, &[0, 0, 0, 0, 0, 0, 255, 255, 0]).repeat(100_000);
    imports(&desk, "list.xls", &book(1, &["Naam"], &label), 1, larger);
    let formula =
        [&[1, 0, 0, 0, 0, 0][..], &[0; 14], &[0xe9, 3], &[0x3a, 0, 0, 0, 0, 0, 0].repeat(143)].concat();
    let formulas = [shared(0, 0, 0), record(0x0006, &formula).repeat(20_000)].concat();
    imports(&desk, "list.xls", &book(1, &["Naam"], &formulas), 0, "1 row");
}

/// A longer list than anybody has is read, in little memory.
#[test]
fn a_long_old_list() {
    let desk = Desk::with(&["mini.toml"]);
    let comment = |at: usize| format!("{at} {}", "Graag een tafel bij het raam. ".repeat(33));
    let names = (0..500).map(|at| format!("Jan {at}"));
    let texts: Vec<String> = ["Naam".to_owned(), "Opmerking".to_owned()]
        .into_iter()
        .chain(names)
        .chain((0..15_000).map(comment))
        .collect();
    let mut cells = [shared(0, 0, 0), shared(0, 1, 1)].concat();
    for row in 1..=15_000_u16 {
        cells.extend(shared(row, 0, 2 + u32::from(row) % 500));
        cells.extend(shared(row, 1, 501 + u32::from(row)));
        let numbers = [[0, 0, 2, 0, 0, 0].repeat(58), 59_u16.to_le_bytes().to_vec()].concat();
        cells.extend(record(0x00bd, &[&row.to_le_bytes()[..], &2_u16.to_le_bytes(), &numbers].concat()));
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let file = old_sheets(1, &texts, 8_000, &cells);
    imports(&desk, "list.xls", &file, 0, "15000 rows: 500 people");
}

/// What the random damage of `fuzz.rs` found: the reader of old workbooks panicked, or went round in circles.
#[test]
fn old_workbooks_that_are_damaged() {
    let desk = Desk::with(&["mini.toml"]);
    let whole = include_bytes!("fuzz_support/seeds/list.xls");
    fs::write(desk.path("list.xls"), whole).unwrap();
    refused(&desk, "import list.xls --into mini.toml --dry-run", 0, &[]);
    // The numbers of sectors stand where the header says: each now follows itself, or none that there is.
    let table = 512 * (1 + u32::from_le_bytes(whole[76..80].try_into().unwrap()) as usize);
    for in_circles in [true, false] {
        let mut damaged = whole.to_vec();
        for (at, number) in damaged[table..table + 512].chunks_mut(4).enumerate() {
            let follows = if in_circles { at as u32 } else { 99 };
            number.copy_from_slice(&follows.to_le_bytes());
        }
        fs::write(desk.path("list.xls"), damaged).unwrap();
        refused(&desk, "import list.xls --into mini.toml", 1, &["this workbook cannot be read", "help: "]);
    }
    assert_eq!(desk.files(), ["list.xls", "mini.toml"]);
}

/// A picture that says it is large, with next to nothing in it.
fn picture(side: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]).unwrap();
    drop(writer);
    file
}

#[test]
fn pictures_and_templates_that_are_too_large() {
    let desk = planned();
    for (side, said) in [(100_000, "100000 by 100000 pixels, more than rondje prints"), (5_000, "broken PNG")]
    {
        fs::write(desk.path("logo.png"), picture(side)).unwrap();
        refused(&desk, "print mini.toml --only name-cards --logo logo.png", 1, &[said, "help: "]);
    }
    desk.ok("new --templates own");
    let words = desk.read("own/agendas.toml");
    desk.write("own/agendas.toml", &format!("{words}\n# {}\n", "x".repeat(50_000_000)));
    refused(&desk, "print mini.toml --templates own", 1, &["E003", "the file has 50 million bytes"]);
}

#[test]
fn more_cores_and_time_than_there_are() {
    let desk = Desk::with(&["mini.toml"]);
    for (words, said) in [
        ("--threads 1000000000", "256 is the most"),
        ("--threads 0", "zero"),
        ("--time-limit 0", "above 0"),
        ("--time-limit nan", "above 0"),
        ("--time-limit inf", "above 0"),
        ("--time-limit 1e18", "not more than a day"),
    ] {
        refused(&desk, &format!("plan mini.toml {words}"), 2, &[said]);
    }
    assert_eq!(desk.files(), ["mini.toml"]);
}

/// Every number of an event file, at its extremes.
#[test]
fn numbers_at_their_extremes() {
    let numbers = ["-9223372036854775808", "-1", "0", "1", "2147483648", "4294967296", "9223372036854775807"];
    let places = [
        "[rounds]\ncount = N\nminutes = 7\n",
        "[rounds]\ncount = 4\nminutes = N\n",
        "[rounds]\ncount = 4\nminutes = 7\nchangeover = N\n",
        "[rounds]\ncount = 4\nminutes = 7\nbreaks = [{ after = N, minutes = 15 }]\n",
        "[rounds]\ncount = 4\nminutes = 7\nbreaks = [{ after = 2, minutes = N }]\n",
        "ROUNDS[tables]\ncount = N\n",
        "ROUNDS[tables]\nnames = { N = \"Bar\" }\n",
        "ROUNDS[matching]\nrelated_fit = N\n",
        "ROUNDS[matching]\nmutual_bonus = N\n",
        "ROUNDS[matching]\nnew_contact = N\n",
        "ROUNDS[matching]\nother_group = N\n",
        "ROUNDS[matching]\nshared_acquaintance = N\n",
        "ROUNDS[matching]\nsit_out = N\n",
        "ROUNDS[matching]\nfloor = N\n",
        "ROUNDS[[group]]\nname = \"G\"\nfocus = N\n",
        "ROUNDS[[attendee]]\nname = \"Jan\"\nmax_meetings = N\n",
        "ROUNDS[[attendee]]\nname = \"Jan\"\nhost = N\n",
        "ROUNDS[[attendee]]\nname = \"Jan\"\nrounds = { from = N, until = N, except = [N] }\n",
        "ROUNDS[[pair]]\npeople = [\"gast-0\", \"gast-1\"]\nrule = \"must\"\nround = N\ntable = N\n",
        "ROUNDS[[pair]]\npeople = [\"gast-0\", \"gast-1\"]\nrule = \"must\"\nrounds = [N]\n",
        "ROUNDS[[pair]]\npeople = [\"gast-0\", \"gast-1\"]\nrule = \"prefer\"\npoints = N\n",
    ];
    let desk = Desk::with(&[]);
    let start = "format = FORMAT\n[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30\n";
    for (place, number) in places.iter().flat_map(|place| numbers.map(|number| (place, number))) {
        let place = place.replace("ROUNDS", "[rounds]\ncount = 4\nminutes = 7\n").replace('N', number);
        desk.write("e.toml", &format!("{}{}{}", start.replace("FORMAT", "1"), place, people(3)));
        let ran = desk.run("check e.toml");
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{place} ends with {:?}\n{}", ran.code, ran.err);
        assert!(ran.code != Some(1) || ran.err.contains("help: "), "{place}\n{}", ran.err);
        if ran.code == Some(0) {
            let plan = desk.run("plan e.toml --effort low -o -");
            assert!(matches!(plan.code, Some(0 | 3)), "{place} ends with {:?}\n{}", plan.code, plan.err);
        }
    }
    for number in numbers.into_iter().filter(|number| *number != "1") {
        desk.write("e.toml", &format!("{}{}", start.replace("FORMAT", number), people(3)));
        refused(&desk, "check e.toml", 1, &["format"]);
    }
}

#[test]
fn text_that_plays_tricks() {
    for (name, code) in [("a\\u0000b", 1), ("a\\u001b[2Jb", 1), ("a\\u202Eb", 1), ("a\\nb", 1)] {
        reads(&format!("{EVENING}[[attendee]]\nname = \"{name}\"\n"), code, &["name"]);
    }
    // The second is Cyrillic: another person, with another id, who is told apart everywhere; but nobody can see it.
    let desk = Desk::with(&[]);
    let two = "[[attendee]]\nid = \"anna\"\nname = \"Anna\"\nwants = [\"Taart\"]\n\
        [[attendee]]\nid = \"\u{430}nna\"\nname = \"\u{410}nna\"\noffers = [\"Taart\"]\n";
    desk.write("e.toml", &format!("{EVENING}{two}"));
    let said = ["W308", "the name `\u{410}nna` looks like `Anna`", "`\u{410}` (U+0410)"];
    refused(&desk, "check e.toml", 0, &said);
    let named = two.replace("\u{410}nna", "Boris");
    reads(&format!("{EVENING}{named}"), 0, &["W308", "the id `\u{430}nna` looks like `anna`"]);
    desk.ok("plan e.toml");
    assert!(desk.ok("show e.toml").contains("\u{410}nna"));
    desk.write("e.toml", &format!("{EVENING}{}", two.replace("id = \"\u{430}nna\"\n", "")));
    let ran = desk.run("check e.toml");
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
}

#[test]
fn nothing_leaves_its_folder() {
    for id in ["../../x", "/etc/passwd", "a/b", "..", "C:\\x", "con\\u0000"] {
        reads(&format!("{EVENING}[[attendee]]\nid = '{id}'\nname = \"Jan\"\n"), 1, &["id"]);
    }
    let desk = planned();
    fs::create_dir(desk.path("inner")).unwrap();
    for history in ["../mini.schedule.toml", "/etc/passwd", "..", "", "inner/../../x"] {
        desk.write("inner/e.toml", &format!("{EVENING}[matching]\nhistory = ['{history}']\n{}", people(2)));
        refused(&desk, "check inner/e.toml", 1, &["history"]);
    }
}

#[test]
fn events_that_are_no_files_and_names_that_are_no_words() {
    let desk = Desk::with(&["mini.toml"]);
    refused(&desk, "check .", 5, &["cannot read .: it is a folder"]);
    refused(&desk, "check mini.toml/", 5, &["did you mean mini.toml?"]);
    refused(&desk, &format!("check {}", "x".repeat(300)), 5, &["there is no file"]);
    if cfg!(target_os = "linux") {
        refused(&desk, "check /dev/zero", 1, &["/dev/zero is larger than 64 MB"]);
        refused(&desk, "check /dev/null", 1, &["E005"]);
    }
    fs::create_dir(desk.path("dir met \u{1f389}")).unwrap();
    let name = "dir met \u{1f389}/\u{e9}\u{e9}n feest.toml";
    desk.write(name, &format!("\u{feff}{}", desk.read("mini.toml")));
    desk.ok(&format!("plan '{name}' --print"));
    desk.ok(&format!("export '{name}'"));
}

#[test]
fn wintertime_midnight_and_windows() {
    for (date, start) in
        [("2026-10-25", "01:30"), ("2026-03-29", "01:45"), ("2026-12-31", "23:50"), ("9999-12-31", "23:59")]
    {
        let desk = Desk::with(&[]);
        let text = format!("{EVENING}{}", people(6)).replace("2026-12-10", date).replace("17:30", start);
        desk.write("e.toml", &text.replace('\n', "\r\n"));
        desk.ok("plan e.toml");
        desk.ok("show e.toml");
        let ran = desk.run("print e.toml --only agendas,run-sheet");
        assert!(matches!(ran.code, Some(0)), "{date}: {}", ran.err);
        let ran = desk.run("export e.toml");
        assert!(matches!(ran.code, Some(0 | 1)), "{date}: {}", ran.err);
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    /// Runs a line of the shell; `RONDJE` stands for the program.
    fn shell(desk: &Desk, line: &str) -> Ran {
        let line = line.replace("RONDJE", env!("CARGO_BIN_EXE_rondje"));
        let output = Command::new("sh").args(["-c", &line]).current_dir(desk.path("")).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { line, code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_stays() {
        let desk = planned();
        fs::create_dir(desk.path("elsewhere")).unwrap();
        desk.write("elsewhere/precious", "mine\n");
        symlink(desk.path("elsewhere/precious"), desk.path("plan.toml")).unwrap();
        desk.ok("plan mini.toml -o plan.toml");
        assert_eq!(desk.read("elsewhere/precious"), "mine\n");
        symlink(desk.path("elsewhere/precious"), desk.path(".rondje-mini.lock")).unwrap();
        refused(&desk, "held mini.toml", 5, &[".rondje-mini.lock", "take away what is there"]);
        assert_eq!(desk.read("elsewhere/precious"), "mine\n");
    }

    #[test]
    fn a_full_disk_leaves_what_was_there() {
        let desk = planned();
        let before = [desk.read("mini.toml"), desk.read("mini.schedule.toml")];
        desk.edit("mini.toml", "count = 4", "count = 3");
        let full = "trap '' XFSZ; ulimit -f 0; exec RONDJE";
        for line in ["plan mini.toml", "plan mini.toml -o other.toml", "walk-in mini.toml --name Eva"] {
            shell(&desk, &format!("{full} {line}")).ends_with(5).says(&["cannot write", "error: "]);
        }
        assert_eq!(desk.read("mini.schedule.toml"), before[1]);
        assert_eq!(desk.read("mini.toml"), before[0].replace("count = 4", "count = 3"));
        let left: Vec<String> =
            desk.files().into_iter().filter(|name| name.starts_with(".rondje-")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn outputs_that_take_nothing() {
        let desk = planned();
        shell(&desk, "RONDJE show mini.toml > /dev/full").ends_with(5).says(&["the disk is full"]);
        shell(&desk, "RONDJE plan mini.toml -o /sys/x.toml").ends_with(5).says(&["cannot write /sys/x.toml"]);
        shell(&desk, "RONDJE print mini.toml --out /sys/x").ends_with(5).says(&["cannot write /sys/x"]);
        shell(&desk, "RONDJE show mini.toml >&-");
        shell(&desk, "RONDJE show mini.toml | true").ends_with(0);
    }

    #[test]
    fn a_folder_for_reading_only() {
        let desk = planned();
        fs::create_dir(desk.path("read")).unwrap();
        fs::copy(desk.path("mini.toml"), desk.path("read/mini.toml")).unwrap();
        fs::set_permissions(desk.path("read"), fs::Permissions::from_mode(0o500)).unwrap();
        // Whoever may do everything may write here too.
        if File::create(desk.path("read/try")).is_err() {
            desk.run("plan read/mini.toml").ends_with(5).says(&["you have no permission"]);
            desk.ok("plan read/mini.toml -o out.toml");
        }
        fs::set_permissions(desk.path("read"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn without_home_or_terminal() {
        let desk = planned();
        for variables in
            ["", "HOME= TERM= LANG=", "TERM=dumb HOME=/nowhere COLUMNS=1", "LC_ALL=xx_YY.latin1 TZ=Mars/Base"]
        {
            let ran = shell(&desk, &format!("env -i {variables} RONDJE show mini.toml")).ends_with(0);
            assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'));
        }
    }
}

/// A command that has the event to itself until its standard input ends.
struct AtWork(Child);

impl AtWork {
    fn on(desk: &Desk) -> Self {
        let mut command = desk.command("no-show mini.toml -");
        let child =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let start = Instant::now();
        while fs::read_to_string(desk.path(".rondje-mini.lock")).unwrap_or_default().is_empty() {
            assert!(start.elapsed() < Duration::from_secs(60), "it does not start");
            sleep(Duration::from_millis(5));
        }
        Self(child)
    }

    fn ends(mut self) {
        self.0.stdin.take().unwrap().write_all(b"piet\n").unwrap();
        assert!(self.0.wait().unwrap().success());
    }
}

fn waiting(desk: &Desk, line: &str) -> Child {
    desk.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn of_two_commands_the_second_waits() {
    let desk = planned();
    let first = AtWork::on(&desk);
    let mut second = waiting(&desk, "no-show mini.toml fatima");
    let mut says = BufReader::new(second.stderr.take().unwrap());
    let mut said = String::new();
    says.read_line(&mut said).unwrap();
    first.ends();
    assert!(second.wait().unwrap().success());
    assert!(said.contains("waiting for another rondje on mini.toml (rondje no-show, process "), "{said}");
    let night = desk.read("mini.night.toml");
    assert!(night.contains("\"piet-") && night.contains("\"fatima-"), "{night}");
    assert_eq!(desk.files(), ["mini.night.toml", "mini.schedule.toml", "mini.toml"]);
}

#[test]
fn the_second_says_who_is_at_work_and_does_nothing() {
    let desk = planned();
    let before = desk.files();
    let first = AtWork::on(&desk);
    desk.ok("show mini.toml");
    desk.ok("plan mini.toml -o other.toml");
    desk.run("held mini")
        .ends_with(5)
        .says(&["nothing was done: another rondje on mini.toml (rondje no-show, process ", "help: "]);
    fs::remove_file(desk.path("other.toml")).unwrap();
    first.ends();
    assert_eq!(desk.files().len(), before.len() + 1, "{:?}", desk.files());
}

#[test]
fn a_command_that_was_killed_keeps_nobody_waiting() {
    let desk = planned();
    let mut first = AtWork::on(&desk);
    first.0.kill().unwrap();
    first.0.wait().unwrap();
    let start = Instant::now();
    let ran = desk.run("no-show mini.toml fatima").ends_with(0);
    assert!(!ran.err.contains("waiting"), "{} after {:?}", ran.err, start.elapsed());
    assert_eq!(desk.files(), ["mini.night.toml", "mini.schedule.toml", "mini.toml"]);
}

/// Many at once: each waits for its turn, and no step is lost.
#[test]
fn three_door_desks_at_once() {
    let desk = planned();
    let people = ["piet", "fatima", "amber"];
    let all: Vec<Child> =
        people.iter().map(|who| waiting(&desk, &format!("late mini.toml {who} --round 2"))).collect();
    let ended = all.into_iter().map(|child| child.wait_with_output().unwrap());
    for ran in ended {
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    let night = desk.read("mini.night.toml");
    assert!(people.iter().all(|who| night.contains(&format!("\"{who}-"))), "{night}");
    assert_eq!(desk.files(), ["mini.night.toml", "mini.schedule.toml", "mini.toml"]);
}
