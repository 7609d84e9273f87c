//! What leaves the house besides paper: lists, calendars and JSON, read back with other eyes.

mod cli_support;
mod export_support;

use std::collections::{BTreeMap, BTreeSet};

use cli_support::{Desk, same_as_file};
use export_support::{Entry, read};
use serde_json::{Value, json};

/// A desk with the small example planned.
fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

/// The rows of a list by the names of their columns.
fn rows(list: &str, separator: u8) -> Vec<BTreeMap<String, String>> {
    let list = list.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(list.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "two columns of one name");
    let row =
        |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn everything_goes_into_one_folder() {
    let desk = planned();
    let said = desk.ok("export mini.toml").replace('\\', "/");
    for line in [
        "Written: mini-export/meetings.csv\n",
        "Written: 8 calendars in mini-export/calendars\n",
        "screen.html",
    ] {
        assert!(said.contains(line), "{said}");
    }
    let names = |folder: &str| {
        let entries = std::fs::read_dir(desk.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(
        names("mini-export"),
        ["calendar.ics", "calendars", "evening.json", "meetings.csv", "screen.html"]
    );
    assert_eq!(names("mini-export/calendars").len(), 8);
    assert_eq!(desk.files(), ["mini-export", "mini.schedule.toml", "mini.toml"]);

    desk.ok("export mini.toml --ics --person fatima --person piet -o two");
    assert_eq!(names("two"), ["calendars"]);
    assert_eq!(names("two/calendars"), ["fatima-el-amrani.ics", "piet-de-boer.ics"]);
}

#[test]
fn one_form_goes_where_it_is_sent() {
    let desk = planned();
    for (form, file) in
        [("csv", "meetings.csv"), ("ics", "calendar.ics"), ("json", "evening.json"), ("html", "screen.html")]
    {
        let shown = desk.ok(&format!("export mini.toml --{form} -o -"));
        desk.ok(&format!("export mini.toml --{form} -o my.{form}"));
        desk.ok(&format!("export mini.toml --{form} -o folder"));
        assert_eq!(desk.read(&format!("my.{form}")), shown);
        assert_eq!(desk.read(&format!("folder/{file}")), shown);
    }
    assert_eq!(read(&desk.ok("export mini.toml --ics --person fatima -o -")).len(), 4);
    desk.run("export mini.toml -o -").ends_with(2).says(&["one form only", "--csv, --ics, --json, --html"]);
    desk.run("export mini.toml --ics --person zzz").ends_with(2).says(&["nobody"]);
    let piped =
        desk.run_with_input("export - --schedule mini.schedule.toml --json -o -", &desk.read("mini.toml"));
    assert_eq!(piped.ends_with(0).out, desk.read("my.json"));
}

#[test]
fn a_plan_that_cannot_be_printed_cannot_be_exported() {
    let desk = planned();
    desk.edit("mini.toml", "count = 4", "count = 3");
    desk.run("export mini.toml").ends_with(1).says(&["out of date", "plan again"]);
    assert_eq!(desk.run("export mini.toml --json -o -").ends_with(1).json()["exit"], 1);
    desk.ok("plan mini.toml");
    let text = desk.read("mini.schedule.toml");
    let meeting = text.split("[[meeting]]").nth(1).unwrap();
    desk.write("mini.schedule.toml", &format!("{text}\n[[meeting]]{meeting}"));
    desk.run("export mini.toml --csv").ends_with(1).says(&["MeetOnce"]);
    assert!(!desk.path("mini-export").exists());
}

#[test]
fn a_time_zone_must_exist() {
    let desk = planned();
    desk.edit("mini.toml", "language = \"en\"", "timezone = \"Europe/Delft\"\nlanguage = \"en\"");
    desk.run("export mini.toml").ends_with(1).says(&["error[E102]", "Europe/Delft"]);
}

#[test]
fn the_list_has_a_line_for_every_attendee_and_round() {
    let desk = planned();
    let rows = rows(&desk.ok("export mini.toml --csv -o -"), b',');
    assert_eq!(rows.len(), 7 * 4 + 3, "Aylin comes late");
    let of =
        |id: &str, round: &str| rows.iter().find(|row| row["id"] == id && row["round"] == round).unwrap();
    let first = of("fatima-el-amrani", "1");
    for (column, cell) in [
        ("name", "Fatima El Amrani"),
        ("company", "Dakdelta"),
        ("title", "Owner"),
        ("from", "17:30"),
        ("until", "17:37"),
        ("what", "meeting"),
        ("table", "1"),
        ("name of the table", ""),
        ("meets", "Bram Kuipers"),
        ("their company", "Kuipers Energy"),
        ("their title", "Adviser"),
        ("offers you", "Financing “grants and subsidies”"),
        ("looks for", ""),
        ("asked for", "Would like to meet you."),
        ("contact", ""),
        ("their id", "bram-kuipers"),
    ] {
        assert_eq!(first[column], cell, "{column}");
    }
    assert_eq!(of("bram-kuipers", "1")["contact"], "fatima@example.org");
    let free = of("thomas-o-connor", "1");
    assert_eq!((free["what"].as_str(), free["meets"].as_str(), free["table"].as_str()), ("break", "", ""));
    let shown = desk.run("show mini.toml --json").json();
    for meeting in shown["meetings"].as_array().unwrap() {
        for (one, other) in [(0, 1), (1, 0)] {
            let row = of(meeting["people"][one].as_str().unwrap(), &meeting["round"].to_string());
            assert_eq!(row["their id"], meeting["people"][other].as_str().unwrap());
            assert_eq!(row["table"], meeting["table"].to_string());
        }
    }
}

#[test]
fn a_dutch_list_opens_in_a_dutch_spreadsheet() {
    let desk = Desk::with(&["borrel.toml"]);
    desk.ok("plan borrel.toml --effort low");
    let list = desk.ok("export borrel.toml --csv -o -");
    assert!(list.starts_with("\u{feff}\"naam\";\"bedrijf\";"), "{}", &list[..40]);
    assert!(list.lines().all(|line| !line.ends_with(' ')) && list.ends_with("\"\r\n"));
    assert!(rows(&list, b';').len() > 100);
}

#[test]
fn no_cell_is_a_formula() {
    let desk = Desk::with(&["mini.toml"]);
    desk.edit(
        "mini.toml",
        "name = \"Bram Kuipers\"",
        "id = \"bram-kuipers\"\nname = \"=HYPERLINK(\\\"http://x\\\")\"",
    );
    desk.edit("mini.toml", "title = \"Chef\"", "title = \"+31 6 1234\"");
    desk.edit("mini.toml", "company = \"Dakdelta\"", "company = \"@SUM(A1:A9)\"");
    desk.ok("plan mini.toml");
    let list = desk.ok("export mini.toml --csv -o -");
    for row in rows(&list, b',') {
        for cell in row.values() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', ' ']), "{cell}");
        }
    }
    for text in ["'=HYPERLINK(\"\"http://x\"\")", "'+31 6 1234", "'@SUM(A1:A9)"] {
        assert!(list.contains(&format!("\"{text}\"")), "{text}");
    }
}

#[test]
fn nothing_leaves_that_nobody_agreed_to() {
    let desk = Desk::with(&["mini.toml"]);
    desk.edit(
        "mini.toml",
        "share = [\"email\"]",
        "phone = \"06-SECRET\"\nlink = \"https://secret.example\"\nshare = [\"email\"]",
    );
    desk.edit("mini.toml", "venue = ", "notes = \"SECRET\"\nvenue = ");
    desk.ok("plan mini.toml");
    desk.ok("export mini.toml -o one");
    std::fs::remove_file(desk.path("mini.schedule.toml")).unwrap();
    desk.edit("mini.toml", "share = [\"email\"]", "share = [\"email\"]\navoids = [\"noor-visser\"]");
    desk.ok("plan mini.toml");
    desk.ok("export mini.toml -o two");
    for file in ["meetings.csv", "calendar.ics", "calendars/bram-kuipers.ics", "evening.json", "screen.html"]
    {
        let [one, two] = ["one", "two"].map(|folder| desk.read(&format!("{folder}/{file}")));
        assert!(!one.to_lowercase().contains("secret"), "{file}");
        let same = |text: &str| text.lines().filter(|line| !line.contains("digest")).collect::<String>();
        assert!(same(&one) == same(&two), "{file} shows who avoids whom");
    }
    assert!(!desk.read("one/screen.html").contains("example.org"));
    assert!(!desk.read("one/calendar.ics").contains("example.org"));
    assert!(desk.read("one/calendars/bram-kuipers.ics").contains("fatima@example.org"));
    assert!(!desk.read("one/calendars/noor-visser.ics").contains("example.org"), "they do not meet");
}

#[test]
fn calendars_say_who_where_and_when() {
    let desk = planned();
    let own = read(&desk.ok("export mini.toml --ics --person fatima -o -"));
    let said =
        |entry: &Entry| format!("{} {} {}", entry.start.to_rfc3339(), entry.end.to_rfc3339(), entry.summary);
    assert_eq!(
        own.iter().map(said).collect::<Vec<_>>(),
        [
            "2026-12-08T16:30:00+00:00 2026-12-08T16:37:00+00:00 Table 1: Bram Kuipers (Kuipers Energy)",
            "2026-12-08T16:39:00+00:00 2026-12-08T16:46:00+00:00 Table 2: Piet de Boer (Cijferhuis De Boer)",
            "2026-12-08T17:03:00+00:00 2026-12-08T17:10:00+00:00 Table 3: Amber 't Hart (De Werfzaal)",
            "2026-12-08T17:12:00+00:00 2026-12-08T17:19:00+00:00 Table 3: Thomas O'Connor (Harbour College)",
        ]
    );
    assert_eq!(own[0].location, "The Boathouse, Delft, table 1");
    assert_eq!(
        own[0].description,
        "Tuesday Drinks\nRound 1 of 4\nWould like to meet you.\nOffers you: Financing “grants and subsidies”"
    );
    assert_eq!((own[0].sequence, own[0].status.as_str()), (1, "CONFIRMED"));
    let all = read(&desk.ok("export mini.toml --ics -o -"));
    assert_eq!(all.len(), 15);
    assert!(all[0].summary.contains("Fatima El Amrani (Dakdelta) and Bram Kuipers (Kuipers Energy)"));
    let uids: BTreeSet<&String> = own.iter().chain(&all).map(|entry| &entry.uid).collect();
    assert_eq!(uids.len(), 19, "the entries of one calendar never replace those of another");
}

#[test]
fn times_are_right_when_the_clock_changes_and_past_midnight() {
    let start = |zone: &str, date: &str, time: &str| {
        let desk = Desk::with(&["mini.toml"]);
        desk.edit("mini.toml", "2026-12-08", date);
        desk.edit("mini.toml", "17:30:00 ", &format!("{time}\ntimezone = \"{zone}\" "));
        desk.ok("plan mini.toml --effort low");
        let text = desk.ok("export mini.toml --ics -o -");
        let mut starts: Vec<String> =
            read(&text).iter().map(|entry| entry.start.format("%dT%H:%M").to_string()).collect();
        starts.dedup();
        let json = desk.run("export mini.toml --json -o -").json();
        let rounds = json["rounds"].as_array().unwrap();
        let moments = rounds.iter().map(|round| {
            let at = chrono::DateTime::parse_from_rfc3339(round["from"].as_str().unwrap()).unwrap();
            at.to_utc().format("%dT%H:%M").to_string()
        });
        assert_eq!(moments.collect::<Vec<_>>(), starts);
        starts.join(" ")
    };
    let summer = start("Europe/Amsterdam", "2026-07-10", "17:30:00");
    assert_eq!(summer, "10T15:30 10T15:39 10T16:03 10T16:12");
    let midnight = start("Europe/Amsterdam", "2026-12-31", "23:45:00");
    assert_eq!(midnight, "31T22:45 31T22:54 31T23:18 31T23:27");
    let twice = start("Europe/Amsterdam", "2026-10-25", "02:30:00");
    assert_eq!(twice, "25T00:30 25T00:39 25T01:03 25T01:12", "02:30 comes twice; this is the first");
    let skipped = start("Europe/Amsterdam", "2026-03-29", "01:50:00");
    assert_eq!(skipped, "29T00:50 29T00:59 29T01:23 29T01:32");
    assert_eq!(start("America/New_York", "2026-11-01", "17:30:00"), "01T22:30 01T22:39 01T23:03 01T23:12");
    assert_eq!(start("UTC", "2026-11-01", "17:30:00"), "01T17:30 01T17:39 01T18:03 01T18:12");
}

#[test]
fn a_new_plan_changes_the_entries_that_are_there() {
    let desk = planned();
    let before = read(&desk.ok("export mini.toml --ics -o -"));
    desk.ok("no-show mini.toml piet");
    desk.ok("replan mini.toml --round 1");
    let after = read(&desk.ok("export mini.toml --ics -o -"));
    let by_uid = |entries: &[Entry]| -> BTreeMap<String, Entry> {
        entries.iter().map(|entry| (entry.uid.clone(), entry.clone())).collect()
    };
    let (before, after) = (by_uid(&before), by_uid(&after));
    assert!(before.keys().all(|uid| after.contains_key(uid)), "nothing that people have disappears");
    assert!(after.values().all(|entry| entry.sequence == 2));
    assert!(after.values().zip(before.values()).all(|(new, old)| new.stamp > old.stamp));
    let cancelled: Vec<&Entry> = after.values().filter(|entry| entry.status == "CANCELLED").collect();
    assert_eq!(cancelled.len(), 4, "the four meetings of Piet");
    assert!(cancelled.iter().all(|entry| entry.summary.contains("Piet de Boer")));
    let own = read(&desk.ok("export mini.toml --ics --person piet -o -"));
    assert!(own.len() == 4 && own.iter().all(|entry| entry.status == "CANCELLED"));
    desk.ok("undo mini.toml");
    desk.ok("undo mini.toml");
    let again = by_uid(&read(&desk.ok("export mini.toml --ics -o -")));
    assert_eq!(again, before);
}

#[test]
fn before_the_night_it_is_said_what_people_have() {
    let desk = planned();
    let before = read(&desk.ok("export mini.toml --ics -o -")).len();
    desk.edit("mini.toml", "count = 4", "count = 3");
    desk.ok("plan mini.toml");
    let plain = read(&desk.ok("export mini.toml --ics -o -"));
    assert!(plain.iter().all(|entry| entry.status == "CONFIRMED"));
    let since = read(&desk.ok("export mini.toml --ics --since 1 -o -"));
    let cancelled = since.iter().filter(|entry| entry.status == "CANCELLED").count();
    assert!(cancelled > 0 && since.len() == plain.len() + cancelled && since.len() >= before);
}

#[test]
fn text_of_calendars_is_escaped() {
    let desk = Desk::with(&["mini.toml"]);
    let name = "Bram; \\\\ K, \\\"BEGIN:VEVENT\\\" 👩‍💻 Kuipers van den Berg en Terblijt tot Oud-Beijerland";
    desk.edit("mini.toml", "name = \"Bram Kuipers\"", &format!("id = \"bram-kuipers\"\nname = \"{name}\""));
    desk.ok("plan mini.toml");
    let own = read(&desk.ok("export mini.toml --ics --person fatima -o -"));
    assert_eq!(
        own[0].summary,
        "Table 1: Bram; \\ K, \"BEGIN:VEVENT\" 👩‍💻 Kuipers van den Berg en Terblijt tot Oud-Beijerland (Kuipers Energy)"
    );
}

/// What the example gives, word for word.
#[test]
fn the_example_gives_what_it_gave() {
    let desk = planned();
    for (line, file) in
        [("--csv", "meetings.csv"), ("--ics --person fatima", "fatima.ics"), ("--json", "evening.json")]
    {
        let given = desk.ok(&format!("export mini.toml {line} -o -"));
        same_as_file(&format!("tests/expected/mini.{file}"), &given.replace("\r\n", "\n"));
    }
}

/// Every field that the README describes, and no other.
#[test]
fn json_has_what_the_readme_says() {
    let desk = planned();
    let whole = desk.run("export mini.toml --json -o -").ends_with(0).json();
    assert_eq!(whole["format"], 1);
    assert_eq!(
        whole["event"],
        json!({ "name": "Tuesday Drinks", "date": "2026-12-08", "timezone": "Europe/Amsterdam", "language": "en",
            "venue": "The Boathouse, Delft", "organizer": null })
    );
    let shown = desk.run("show mini.toml --json").json();
    let schedule = &whole["schedule"];
    for field in ["points", "bound", "floor", "proof"] {
        assert_eq!(schedule[field], shown["result"][field], "{field}");
    }
    assert_eq!(schedule["revision"], 1);
    assert!(schedule["event_digest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(
        whole["rounds"][2],
        json!({ "round": 3, "from": "2026-12-08T18:03:00+01:00", "until": "2026-12-08T18:10:00+01:00" })
    );
    assert_eq!(
        whole["breaks"],
        json!([{ "after": 2, "label": "Drinks", "from": "2026-12-08T17:46:00+01:00",
            "until": "2026-12-08T18:01:00+01:00" }])
    );
    assert_eq!(whole["tables"][3], json!({ "table": 4, "name": null }));
    assert_eq!(
        whole["attendees"][6],
        json!({ "id": "aylin-yılmaz", "name": "Aylin Yılmaz", "company": "Yılmaz Kitchen", "title": "Chef",
            "group": "Makers", "host": null, "rounds": [2, 3, 4], "free": [], "contact": {} })
    );
    assert_eq!(whole["attendees"][0]["contact"], json!({ "email": "fatima@example.org" }));
    assert_eq!(whole["attendees"][5]["free"], json!([1]));
    let meetings = whole["meetings"].as_array().unwrap();
    let plain = |meeting: &Value| json!([meeting["round"], meeting["table"], meeting["people"]]);
    let expected: Vec<Value> = shown["meetings"].as_array().unwrap().iter().map(plain).collect();
    assert_eq!(meetings.iter().map(plain).collect::<Vec<_>>(), expected);
    assert_eq!(
        meetings[0]["reasons"],
        json!([
            { "from": "bram-kuipers", "to": "fatima-el-amrani", "kind": "topic", "wanted": "Financing",
              "offered": "Financing", "fit": 100, "priority": "high", "want_note": "for a new warehouse",
              "offer_note": "grants and subsidies" },
            { "from": "fatima-el-amrani", "to": "bram-kuipers", "kind": "asked-for" },
        ])
    );
    let readme = std::fs::read_to_string(cli_support::repository().join("README.md")).unwrap();
    let mut fields = BTreeSet::new();
    gather(&whole, &mut fields);
    for field in fields {
        assert!(readme.contains(&format!("`{field}`")), "the README does not describe {field}");
    }
}

/// The names of all fields.
fn gather(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                names.insert(name.clone());
                gather(value, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, names)),
        _ => {}
    }
}
