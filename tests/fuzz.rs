//! Broken bytes at every door: whatever is read from outside is damaged in many ways, and nothing may panic, take long, or be
//! refused without a word on what to do.
//!
//! `cargo test` does some hundreds of executions for each door. To do many more, and to see how many:
//! `RONDJE_FUZZ=100000 cargo test --release --test fuzz -- --nocapture`.
//!
//! It needs no other compiler and no instrumentation: an input that makes a door say something new is kept and damaged
//! further, which goes deeper than random damage. The same number of executions does the same every time. What made a door
//! fall over is written to a file whose name is in the message.

mod fuzz_support;

use std::io::{Cursor, Read, Write};
use std::sync::OnceLock;

use fuzz_support::{Fuzz, Heard, corpus, repository};
use rondje::amend::Draft;
use rondje::diag::{Code, Diagnostic, draw};
use rondje::document::{Kind, LogoPlace, Selection, Templates, compose};
use rondje::domain::{Event, Schedule};
use rondje::forget::{self, Key};
use rondje::input::{Earlier, read_event};
use rondje::matching::Pairs;
use rondje::night::{Replanned, What};
use rondje::plan::{Effort, Policy, Settings, Silent};
use rondje::registrations::{self, Memory};
use rondje::schedule_file::CertificateFile;
use rondje::{audit, night, plan, schedule_file, thesaurus};
use zip::write::SimpleFileOptions;

/// The event that schedules, logs and registrations of the tests belong to.
fn evening() -> &'static (String, Event) {
    static EVENING: OnceLock<(String, Event)> = OnceLock::new();
    EVENING.get_or_init(|| {
        let text = std::fs::read_to_string(repository().join("tests/rejected/evening.toml")).unwrap();
        let event = read_event(&text, &mut no_history).unwrap().event;
        (text, event)
    })
}

fn no_history(_: &str) -> Result<Earlier, String> {
    Err("there is no such file".to_owned())
}

/// What a door says when it refuses: every message must say what to do, and can be shown on a terminal.
fn refused(text: &str, errors: &[Diagnostic]) -> Heard {
    assert!(!errors.is_empty(), "refused without a word");
    for error in errors {
        assert!(error.help.as_ref().is_some_and(|help| !help.is_empty()), "no help: {}", error.message);
    }
    let drawn = draw("file", text, &errors[..errors.len().min(20)], false);
    assert!(!drawn.contains(|c: char| c.is_control() && c != '\n'), "a control character is drawn");
    assert!(!drawn.contains(['\u{202e}', '\u{2066}']), "text that turns round is drawn");
    // Of each message the start, without what it quotes.
    let start = |error: &Diagnostic| {
        let words: String =
            error.message.chars().take_while(|c| !matches!(c, '`' | '"') && !c.is_numeric()).collect();
        format!("{} {words}", error.code)
    };
    let mut said: Vec<String> = errors.iter().map(start).collect();
    said.sort();
    said.dedup();
    said.join("|")
}

fn event(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    let earlier = |name: &str| match name.len() % 2 {
        0 => Ok(text.clone().into_owned().into()),
        _ => Err("there is no such file".to_owned()),
    };
    match read_event(&text, &mut { earlier }) {
        Ok(loaded) => {
            let event = &loaded.event;
            assert!(schedule_file::digest(event).starts_with("sha256:"));
            if event.attendees.len() <= 60 {
                let forgotten = forget::event(event, &Key::of([1; 32]));
                assert!(read_event(&forgotten, &mut no_history).is_ok(), "what was forgotten cannot be read");
                assert!(Pairs::of(event).pairs.len() <= 60 * 60);
                accept_all(&text, event);
            }
            match loaded.warnings.as_slice() {
                [] => "in order".to_owned(),
                warnings => refused(&text, warnings),
            }
        }
        Err(errors) => refused(&text, &errors),
    }
}

/// Accepts every proposal about the topics of an event: it must stay an event, unless topics get too deep.
fn accept_all(text: &str, event: &Event) {
    let Some(declared) = Draft::of(text).and_then(|draft| draft.count("topic")) else { return };
    let found = thesaurus::proposals(event, declared);
    let Some(text) = thesaurus::accept(text, event, &found.iter().collect::<Vec<_>>()) else { return };
    let errors = read_event(&text, &mut no_history).err().unwrap_or_default();
    let bad = |error: &&Diagnostic| !matches!(error.code, Code::TooMany | Code::HistoryUnreadable);
    assert_eq!(errors.iter().find(bad), None, "{text}");
}

fn schedule(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    let _ = forget::schedule(&text, &Key::of([1; 32]), |_| None);
    match schedule_file::read(&text, &evening().1) {
        Ok(schedule) => {
            let audit = audit::audit(&evening().1, &schedule);
            let mut broken: Vec<&str> =
                audit.violations.iter().map(|violation| violation.rule.name()).collect();
            broken.sort_unstable();
            broken.dedup();
            broken.join("|")
        }
        Err(errors) => refused(&text, &errors),
    }
}

fn night_log(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    let _ = forget::night(&text, &Key::of([1; 32]));
    match night::read(&text, &evening().1) {
        Ok(log) => {
            let there = night::turned_out(&evening().1, &log, &[]);
            let _ = night::without_last(&text, &log);
            format!("{} steps, {} there", log.steps.len(), there.event.attendees.len())
        }
        Err(errors) => refused(&text, &errors),
    }
}

fn proof(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    match schedule_file::read_certificate(&text, &evening().1) {
        Ok(file) => {
            format!("{:?}", audit::recheck(&evening().1, &file.certificate)).chars().take(40).collect()
        }
        Err(errors) => refused(&text, &errors),
    }
}

fn table(bytes: &[u8]) -> Heard {
    let found = match registrations::read(bytes, &[], &[]) {
        Ok(found) => found,
        Err(errors) => return refused("", &errors),
    };
    let (text, event) = evening();
    let merged = registrations::merge(text, event, &Memory::default(), &found.people).expect("under headers");
    if let Err(errors) = read_event(&merged.text, &mut no_history) {
        return refused(&merged.text, &errors);
    }
    assert!(Memory::read(&merged.memory.text()).is_ok(), "what is remembered cannot be read");
    let mut notes: Vec<String> = found
        .notes
        .iter()
        .map(|note| note.text.chars().take_while(|c| c.is_ascii_lowercase() || *c == ' ').collect())
        .collect();
    notes.sort();
    notes.dedup();
    format!("{} {}", found.columns.iter().filter(|column| column.field.is_some()).count(), notes.join("|"))
}

/// The parts of an ODS file: the name of each, and what is in it.
const ODS: [(&str, &str); 3] = [
    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
    (
        "META-INF/manifest.xml",
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"\"/></manifest:manifest>",
    ),
    (
        "content.xml",
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Lijst\"><table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>Naam</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>Ik zoek</text:p></table:table-cell>\
         </table:table-row><table:table-row table:number-rows-repeated=\"2\">\
         <table:table-cell office:value-type=\"string\"><text:p>Jan</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"2.5\" table:number-columns-repeated=\"3\"/>\
         </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    ),
];

/// The parts of a workbook: the name of each, and what is in it.
type Book = Vec<(String, Vec<u8>)>;

/// The workbooks whose parts are damaged.
fn books() -> &'static [Book] {
    static BOOKS: OnceLock<Vec<Book>> = OnceLock::new();
    BOOKS.get_or_init(|| {
        let whole = std::fs::read(repository().join("tests/registrations/excel-nl.xlsx")).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
        let parts = archive.len();
        let part = |index| {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        };
        let ods = ODS.map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()));
        vec![(0..parts).map(part).collect(), ods.to_vec()]
    })
}

/// A workbook with one damaged part, packed again so that the reader gets to see it. Which part it is stands in the first line.
fn workbook(bytes: &[u8]) -> Heard {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else { return String::new() };
    let (name, damaged) = (String::from_utf8_lossy(&bytes[..end]), &bytes[end + 1..]);
    let Some(book) = books().iter().find(|book| book.iter().any(|(part, _)| *part == name)) else {
        return String::new();
    };
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (part, content) in book {
        packed.start_file(part.as_str(), SimpleFileOptions::default()).unwrap();
        packed.write_all(if *part == name { damaged } else { content }).unwrap();
    }
    table(&packed.finish().unwrap().into_inner())
}

fn memory(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    match Memory::read(&text) {
        Ok(memory) => {
            assert_eq!(Memory::read(&memory.text()).ok(), Some(memory), "it is not what was written");
            "in order".to_owned()
        }
        Err(errors) => refused(&text, &errors),
    }
}

fn schedule_of_evening() -> &'static Schedule {
    static SCHEDULE: OnceLock<Schedule> = OnceLock::new();
    SCHEDULE.get_or_init(|| {
        let text = std::fs::read_to_string(repository().join("tests/rejected/good.toml")).unwrap();
        schedule_file::read(&text, &evening().1).unwrap()
    })
}

/// A template of one's own, and one document made with it. Which template it is stands in the first line.
fn template(bytes: &[u8]) -> Heard {
    let text = String::from_utf8_lossy(bytes);
    let Some((name, text)) = text.split_once('\n') else { return String::new() };
    match Templates::from_texts(&[(name.trim_start_matches("# ").to_owned(), text.to_owned())]) {
        Ok(templates) => made(name, &templates),
        Err(bad) => {
            assert!(!bad.is_empty());
            let codes = |bad: &rondje::document::BadTemplate| refused(&bad.text, &bad.diagnostics);
            bad.iter().map(codes).collect::<Vec<_>>().join("|")
        }
    }
}

fn made(name: &str, templates: &Templates) -> Heard {
    let all = Kind::named();
    let kind = all.iter().find(|kind| name.contains(kind.name())).copied().unwrap_or(match name {
        name if name.contains("stock") => Kind::NameCards,
        name if name.contains("text/") => Kind::RunSheet,
        _ => Kind::Agendas,
    });
    let (_, event) = evening();
    match compose(kind, event, &Pairs::of(event), schedule_of_evening(), templates, &Selection::default()) {
        Ok(document) => {
            assert!(document.pages.len() < 1_000, "{} pages", document.pages.len());
            format!("{} {}", kind.name(), document.pages.len())
        }
        Err(problems) => {
            assert!(problems.iter().all(|problem| !problem.help.is_empty()));
            format!("{} does not fit", kind.name())
        }
    }
}

fn logo(bytes: &[u8]) -> Heard {
    match Templates::builtin().with_logo(LogoPlace::NameCards, bytes) {
        Ok(_) => "a picture".to_owned(),
        Err(error) => {
            assert!(!error.help.is_empty());
            error.message.chars().take(30).collect()
        }
    }
}

#[test]
fn events() {
    let mut seeds = corpus("events", "toml");
    seeds.extend(corpus("tests/broken", "toml"));
    seeds.extend(corpus("tests/hard", "toml"));
    seeds.retain(|seed| seed.len() < 40_000);
    Fuzz::of("event", event, seeds).run(600);
}

#[test]
fn schedules() {
    let mut seeds = corpus("tests/rejected", "toml");
    seeds.extend(corpus("tests/broken/schedules", "toml"));
    Fuzz::of("schedule", schedule, seeds).run(1_000);
}

#[test]
fn night_logs() {
    let event = &evening().1;
    let replanned = |round| {
        let (earlier, dropped) = ("evening.schedule.1.toml".to_owned(), vec![[0, 1]]);
        What::Replan(Replanned { round, policy: Policy::Keep, revision: 2, earlier, dropped })
    };
    let fact = |kind, who, round| What::Fact { kind, who, round };
    let steps = [
        fact(night::Kind::NoShow, vec![0, 1], 1),
        replanned(1),
        fact(night::Kind::Back, vec![0], 2),
        fact(night::Kind::Left, vec![2], 3),
        replanned(3),
        What::Held,
    ];
    let mut log = String::new();
    for step in &steps {
        log = night::appended(&log, event, step);
    }
    Fuzz::of("night log", night_log, vec![log.into_bytes(), Vec::new()]).run(1_000);
}

#[test]
fn certificates() {
    let event = &evening().1;
    let settings = Settings { effort: Effort::Low, threads: Some(1) };
    let plan = plan::plan(event, settings, &Silent).expect("a plan");
    let certificate = plan::certify(event, &plan, settings, &Silent);
    let file = CertificateFile { event_digest: schedule_file::digest(event), certificate };
    let seeds = vec![schedule_file::write_certificate(event, &file).into_bytes()];
    Fuzz::of("certificate", proof, seeds).run(1_000);
}

#[test]
fn tables() {
    let mut seeds = corpus("tests/registrations", "csv");
    seeds.extend(corpus("tests/registrations", "xlsx"));
    Fuzz::of("registrations", table, seeds).run(600);
}

#[test]
fn workbooks() {
    let parts = books().iter().flatten();
    let seeds: Vec<Vec<u8>> =
        parts.map(|(name, content)| [name.as_bytes(), b"\n", content].concat()).collect();
    let in_order =
        seeds.iter().filter(|seed| workbook(seed).starts_with(|c: char| c.is_ascii_digit())).count();
    assert_eq!(in_order, seeds.len(), "a workbook that is not damaged cannot be read");
    Fuzz::of("part of a workbook", workbook, seeds).run(600);
}

#[test]
fn old_workbooks() {
    let seeds = corpus("tests/fuzz_support/seeds", "xls");
    assert!(table(&seeds[0]).starts_with(|c: char| c.is_ascii_digit()));
    Fuzz::of("old workbook", table, seeds).run(600);
}

#[test]
fn memories() {
    let (text, event) = evening();
    let seeds = corpus("tests/registrations", "csv").into_iter().filter_map(|table| {
        let people = registrations::read(&table, &[], &[]).ok()?.people;
        Some(registrations::merge(text, event, &Memory::default(), &people)?.memory.text().into_bytes())
    });
    Fuzz::of("memory of imports", memory, seeds.collect()).run(600);
}

#[test]
fn templates() {
    let seeds = Templates::texts().iter().map(|(name, text)| format!("# {name}\n{text}").into_bytes());
    Fuzz::of("template", template, seeds.collect()).run(150);
}

#[test]
fn logos() {
    let mut png = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut png, 4, 4);
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(&[7; 64]).unwrap();
    let seeds = vec![
        png.into_inner(),
        b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x08\x00\x08\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
            .to_vec(),
    ];
    Fuzz::of("logo", logo, seeds).run(600);
}
