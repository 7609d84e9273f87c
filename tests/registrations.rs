//! Registrations as people export them: what is understood, what goes into the event, and what the next import does.
//!
//! For every file in `tests/registrations` there is what a person sees of the import and the event file it makes; after a
//! change that is meant, `RONDJE_BLESS=1 cargo test --test registrations` writes them anew.

mod cli_support;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use cli_support::{Desk, repository, same_as_file};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};
use rondje::input::read_event;
use rondje::registrations::{Memory, Merged, merge, read};

const SAMPLES: [&str; 5] =
    ["pretix.csv", "eventbrite.csv", "google-forms.csv", "excel-nl-1252.csv", "excel-nl.xlsx"];

/// A desk with the event and one of the samples.
fn desk(sample: &str) -> Desk {
    let desk = Desk::with(&[]);
    let folder = repository().join("tests/registrations");
    for name in ["event.toml", sample] {
        fs::copy(folder.join(name), desk.path(name)).unwrap();
    }
    desk
}

#[test]
fn every_sample_is_understood() {
    for sample in SAMPLES {
        let desk = desk(sample);
        let command = format!("import {sample} --into event.toml");
        let said = desk.ok(&format!("{command} --dry-run"));
        assert_eq!(desk.files().len(), 2, "a dry run writes nothing");
        let done = desk.ok(&command);
        let until_end = |text: &str| text.rsplit_once("\n\n").unwrap().0.to_owned();
        assert_eq!(until_end(&said), until_end(&done));
        let name = format!("tests/registrations/{}", sample.replace('.', "-"));
        same_as_file(&format!("{name}.txt"), &done);
        same_as_file(&format!("{name}.toml"), &desk.read("event.toml"));
        desk.ok("check event.toml");

        let before = (desk.read("event.toml"), desk.read("event.import.toml"));
        let again = desk.ok(&command);
        assert!(again.contains("Nothing has changed, nothing is written"), "{again}");
        assert_eq!((desk.read("event.toml"), desk.read("event.import.toml")), before);
    }
}

#[test]
fn encodings_make_no_difference() {
    let text = fs::read_to_string(repository().join("tests/registrations/google-forms.csv")).unwrap();
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let one = desk("google-forms.csv");
    one.ok("import google-forms.csv --into event.toml");
    let two = desk("google-forms.csv");
    fs::write(two.path("google-forms.csv"), utf16).unwrap();
    two.ok("import google-forms.csv --into event.toml");
    assert_eq!(one.read("event.toml"), two.read("event.toml"));
}

#[test]
fn the_next_week() {
    let desk = desk("google-forms.csv");
    desk.ok("import google-forms.csv --into event.toml");
    desk.edit(
        "event.toml",
        "name = \"Sem Bakker\"",
        "name = \"Sem Bakker\"   # brings a friend\nmax_meetings = 3",
    );
    desk.edit("event.toml", "company = \"Bakkerij Bakker\"", "company = \"Bakkerij Bakker & Zn\"");
    let form = desk.read("google-forms.csv");
    let form = form.replace("Bakkerij Bakker,Bakker,Horeca", "Bakkerij B.,Meesterbakker,Horeca");
    let kept: Vec<&str> = form.lines().filter(|line| !line.contains("kees@")).collect();
    let eva = "2026-11-09 10:00:00,eva@smit.example,Eva Smit,Smit,,,Taart,Webdesign,,";
    desk.write("google-forms.csv", &format!("{}\n{eva}\n", kept.join("\n")));
    let said = desk.ok("import google-forms.csv --into event.toml");
    same_as_file("tests/registrations/next-week.txt", &said);
    let event = desk.read("event.toml");
    for part in [
        "name = \"Sem Bakker\"   # brings a friend",
        "Bakker & Zn",
        "title = \"Meesterbakker\"",
        "Eva Smit",
        "\"Kees\"",
    ] {
        assert!(event.contains(part), "{part} is not in\n{event}");
    }
}

#[test]
fn what_is_said_of_columns_is_remembered() {
    let desk = desk("google-forms.csv");
    desk.write("list.csv", "Wie;Hulp;Ik bied\nEva;Taart;Webdesign\n");
    desk.run("import list.csv --into event.toml").ends_with(1).says(&[
        "error[E801]",
        "`Wie`, `Hulp`",
        "--map",
    ]);
    desk.run("import list.csv --into event.toml --map Wiee=name")
        .ends_with(1)
        .says(&["error[E803]", "did you mean `Wie`"]);
    desk.ok("import list.csv --into event.toml --map Wie=name --map Hulp=wants --map 'Ik bied=-'");
    assert!(desk.read("event.toml").contains("name = \"Eva\"\nwants = [\"Taart\"]\n"));
    desk.write("list.csv", "Wie;Hulp;Ik bied\nEva;Taart;Webdesign\nBo;SEO;x\n");
    let found = desk.run("import list.csv --into event.toml --json").ends_with(0).json();
    assert_eq!(found["added"][0]["name"], "Bo");
    assert_eq!(found["columns"][1]["field"], "wants");
    assert_eq!(found["columns"][2]["said"], true);
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let desk = desk("google-forms.csv");
    let before = desk.read("event.toml");
    desk.run("import none.csv --into event.toml").ends_with(5).says(&["cannot read none.csv"]);
    desk.run("import google-forms.csv --into none.toml").ends_with(5).says(&["there is no file none.toml"]);
    fs::write(desk.path("book.xlsx"), b"PK\x03\x04 and no more").unwrap();
    desk.run("import book.xlsx --into event.toml").ends_with(1).says(&["error[E802]"]);
    desk.write("event.import.toml", "format = 2\n");
    desk.run("import google-forms.csv --into event.toml")
        .ends_with(1)
        .says(&["event.import.toml", "take it away"]);
    fs::remove_file(desk.path("event.import.toml")).unwrap();
    let mut many = "Naam;Ik zoek\n".to_owned();
    for number in 0..6_000 {
        let _ = writeln!(many, "Gast {number};Taart");
    }
    desk.write("many.csv", &many);
    desk.run("import many.csv --into event.toml").ends_with(1).says(&["error[E014]", "nothing was written"]);
    let _ = write!(many, "{}", "x;y\n".repeat(200_000));
    desk.write("many.csv", &many);
    desk.run("import many.csv --into event.toml").ends_with(1).says(&["error[E014]"]);
    assert_eq!(desk.read("event.toml"), before);
    assert!(!desk.files().contains(&"event.import.toml".to_owned()));
    desk.edit("event.toml", "count = 6", "cuont = 6");
    desk.run("import google-forms.csv --into event.toml").ends_with(1).says(&["error[E006]"]);
}

/// Found by damaging: a quotation mark that is never closed makes the rest of the file one cell.
#[test]
fn what_is_remembered_can_be_read_again() {
    let long = "x".repeat(300);
    let table = format!("Name,Order code\nJan,{long}\n");
    let people = read(table.as_bytes(), &[], &[]).unwrap().people;
    let event = read_event(EVENING, &mut |_| Err(String::new())).unwrap().event;
    let merged = merge(EVENING, &event, &Memory::default(), &people).unwrap();
    assert!(Memory::read(&merged.memory.text()).is_ok());
}

#[test]
fn standard_input_is_a_dash() {
    let desk = desk("google-forms.csv");
    let mut command = desk.command("import - --into event.toml");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"Naam\tZoekt\r\nJos\xe9\tTaart\r\n").unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(said.starts_with("standard input: tabs between the cells, Windows-1252\n"), "{said}");
    assert!(desk.read("event.toml").contains("name = \"José\""));
}

#[cfg(unix)]
#[test]
fn the_memory_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;

    let desk = desk("google-forms.csv");
    desk.ok("import google-forms.csv --into event.toml");
    let mode = fs::metadata(desk.path("event.import.toml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    desk.run("check event.import.toml").ends_with(2).says(&["name the event file: event.toml"]);
}

const EVENING: &str = "format = 1\n[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30:00\n\
    [rounds]\ncount = 4\nminutes = 7\n";

fn import(event: &str, memory: &Memory, table: &str) -> Result<Merged, String> {
    let said = |errors: &dyn std::fmt::Debug| format!("{errors:?}");
    let loaded = read_event(event, &mut |_| Err(String::new())).map_err(|errors| said(&errors))?;
    let people = read(table.as_bytes(), &[], &[]).map_err(|errors| said(&errors))?.people;
    merge(event, &loaded.event, memory, &people).ok_or_else(|| "not under headers".to_owned())
}

/// Cells as somebody types them who means no good.
fn cell() -> impl Strategy<Value = String> {
    let words = [
        "Taart",
        "Webdesign",
        "=1+1",
        "a, b; c",
        "IT/OT",
        "\u{202e}x",
        "\u{7}",
        "'",
        "x (y)",
        "jan@x.nl",
        "-",
        "é",
        "\\",
        "\n",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..4).prop_map(|words| words.join(" "))
}

fn table() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["Jan", "Jan ", "Eva Smit", "", "Żaneta", "\"O'Neill\"", "***"]);
    let row = (name, prop::collection::vec(cell(), 0..6));
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        let mut text = "Naam;Bedrijf;E-mail;Ik zoek;Ik bied;Functie\nZoë;;;;;\n".to_owned();
        for (name, cells) in rows {
            let quoted: Vec<String> =
                cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let _ = writeln!(text, "\"{}\";{}", name.replace('"', "\"\""), quoted.join(";"));
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_imported_is_an_event_and_the_same_again_changes_nothing(table in table()) {
        let once = import(EVENING, &Memory::default(), &table).unwrap();
        prop_assert!(once.text.starts_with(EVENING));
        let memory = Memory::read(&once.memory.text()).unwrap();
        prop_assert_eq!(&memory, &once.memory);
        let twice = import(&once.text, &memory, &table).unwrap();
        prop_assert_eq!(&twice.text, &once.text);
        prop_assert_eq!(&twice.memory, &once.memory);
        prop_assert_eq!(twice.changed.len() + twice.kept.len() + twice.added.len(), 0);
    }

    #[test]
    fn what_the_organizer_writes_survives(first in table(), second in table()) {
        let once = import(EVENING, &Memory::default(), &first).unwrap();
        let by_hand = once.text.replace("company = ", "company = \"By hand\"  # ").replace("\n[[attendee]]", "\n# a remark\n[[attendee]]");
        let twice = import(&by_hand, &once.memory, &second).unwrap();
        let count = |text: &str, part: &str| text.matches(part).count();
        prop_assert_eq!(count(&twice.text, "company = \"By hand\"  # "), count(&by_hand, "company = \"By hand\"  # "));
        prop_assert_eq!(count(&twice.text, "# a remark"), count(&by_hand, "# a remark"));
        prop_assert!(count(&twice.text, "[[attendee]]") >= count(&by_hand, "[[attendee]]"));
        let thrice = import(&twice.text, &twice.memory, &second).unwrap();
        prop_assert_eq!(thrice.text, twice.text);
    }
}
