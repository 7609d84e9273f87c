//! After the evening, as an organizer lives it: it was held, it is looked back on, it is forgotten.

mod cli_support;

use std::fs;

use cli_support::{Desk, same_as_file};

/// The small example, after a night on which Piet did not come.
fn after_a_night() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk.ok("no-show mini.toml piet");
    desk.ok("replan mini.toml --round 2");
    desk.ok("left mini.toml amber --round 4");
    desk
}

/// The same, held and printed.
fn held() -> Desk {
    let desk = after_a_night();
    desk.ok("held mini.toml");
    desk.ok("report mini.toml --pdf");
    desk
}

#[test]
fn what_it_says() {
    let desk = after_a_night();
    let mut said = String::new();
    let mut run = |line: &str| {
        let ran = desk.run(line);
        said.extend(["$ rondje ", line, "\n", &ran.out, &ran.err, "\n"]);
    };
    run("held mini.toml");
    run("report mini.toml --pdf");
    run("report --over mini.toml mini.schedule.toml");
    run("forget mini.toml");
    run("forget mini.toml --yes");
    run("forget mini.toml --yes");
    same_as_file("tests/expected/afterwards.txt", &said);
}

#[test]
fn an_evening_that_was_held_is_over_until_that_is_taken_back() {
    let desk = after_a_night();
    let before = desk.read("mini.night.toml");
    desk.ok("held mini.toml");
    for line in [
        "held mini.toml",
        "plan mini.toml",
        "replan mini.toml --round 4",
        "replan mini.toml --round 4 --compare",
        "no-show mini.toml bram",
        "back mini.toml piet --round 3",
        "arrived mini.toml bram --yes",
        "walk-in mini.toml --name Eva",
    ] {
        desk.run(line).ends_with(1).says(&["Tuesday Drinks has been held", "rondje undo mini.toml"]);
    }
    desk.ok("show mini.toml");
    desk.run("audit mini.toml").ends_with(1);
    // What is printed now is what took place.
    desk.ok("print mini.toml --only follow-up,wall-chart");
    assert!(desk.ok("undo mini.toml").starts_with("Taken back: that this evening has been held\n"));
    assert_eq!(desk.read("mini.night.toml"), before);
    desk.ok("no-show mini.toml bram --round 4");
}

#[test]
fn held_counts_what_fell_away() {
    let desk = Desk::with(&["mini.toml"]);
    desk.run("held mini.toml").ends_with(5).says(&["there is no schedule"]);
    desk.ok("plan mini.toml");
    desk.ok("left mini.toml amber --round 4");
    let held = desk.run("held mini.toml --json").ends_with(0).json();
    assert_eq!(held["meetings"]["planned"].as_u64(), Some(15));
    let lost = held["fell_away"].as_array().unwrap();
    assert_eq!(held["meetings"]["held"].as_u64(), Some(15 - lost.len() as u64));
    assert_eq!((lost.len(), &lost[0]["round"]), (1, &4.into()));
}

#[test]
fn what_cannot_have_happened_was_not_held() {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    let schedule = desk.read("mini.schedule.toml");
    let twice = "\n[[meeting]]\nround = 1\ntable = 4\npeople = [\"noor-visser\", \"bram-kuipers\"]\n";
    desk.write("mini.schedule.toml", &format!("{schedule}{twice}"));
    for line in ["held mini.toml", "report mini.toml"] {
        desk.run(line).ends_with(1).says(&["cannot be what happened", "OnePlaceAtATime"]);
    }
    assert_eq!(desk.files(), ["mini.schedule.toml", "mini.toml"]);
}

#[test]
fn who_was_a_no_show_has_met_nobody() {
    let desk = after_a_night();
    // The plan before the night has Fatima meet Piet; he did not come.
    let next = desk
        .read("mini.toml")
        .replace("[rounds]", "[matching]\nhistory = [\"mini.schedule.1.toml\"]\n[rounds]");
    desk.write("next.toml", &next);
    let knows = |desk: &Desk, other: &str| {
        !desk.ok(&format!("explain next.toml fatima {other}")).contains("a new contact adds")
    };
    assert!(knows(&desk, "bram"), "{}", desk.ok("explain next.toml fatima bram"));
    assert!(!knows(&desk, "piet"));
    fs::remove_file(desk.path("mini.night.toml")).unwrap();
    assert!(knows(&desk, "piet"), "by the plan alone they met");
}

#[test]
fn the_report_is_what_the_audit_says() {
    let desk = held();
    let report = desk.run("report mini.toml --json").ends_with(0).json();
    assert_eq!(report["held"], true);
    // Amber left before round 4, and nobody planned again: no bound is known.
    assert_eq!(report["bound"], serde_json::Value::Null);
    assert_eq!(report["meetings"]["fell_away"], 1);

    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    let report = desk.run("report mini.toml --json").ends_with(0).json();
    let audit = desk.run("audit mini.toml --json").json();
    for (one, other) in [("points", "points"), ("floor", "floor"), ("wants", "wants")] {
        assert_eq!(report["evening"][one], audit[other]);
    }
    assert_eq!(report["bound"], audit["result"]["bound"]);
    for way in ["random_rotation", "round_robin"] {
        assert!(report[way]["points"].as_i64() < report["evening"]["points"].as_i64(), "{way}");
    }
    let people = report["people"].as_array().unwrap();
    let served: u64 = people.iter().filter_map(|person| person["wants"]["served"].as_u64()).sum();
    assert_eq!(report["evening"]["wants"]["served"].as_u64(), Some(served));
}

#[test]
fn nothing_is_forgotten_without_a_yes() {
    let desk = held();
    let before: Vec<String> = desk.files();
    let ran = desk
        .run("forget mini.toml")
        .ends_with(2)
        .says(&["nothing was done yet", "rondje forget mini.toml --yes"]);
    for part in
        ["mini.toml", "mini.schedule.toml", "mini.schedule.1.toml", "mini.night.toml", "rm -r mini-print"]
    {
        assert!(ran.out.contains(part), "{part} is not in\n{}", ran.out);
    }
    assert_eq!(desk.files(), before);
}

/// What tells who somebody was.
const PEOPLE: [&str; 12] = [
    "fatima",
    "Fatima",
    "Piet",
    "piet",
    "Dakdelta",
    "Cijferhuis",
    "example.org",
    "warehouse",
    "Accountant",
    "Łukasz",
    "lukasz",
    "comes late",
];

#[test]
fn nobody_is_left_after_forgetting() {
    let desk = held();
    let points = desk.run("audit mini.toml --json").json()["points"].clone();
    let report = desk.run("report mini.toml --json").json();
    desk.ok("forget mini.toml --yes");
    for name in desk.files().into_iter().filter(|name| name != "mini-print") {
        let text = desk.read(&name);
        for part in PEOPLE {
            assert!(!text.contains(part), "{part} is in {name}:\n{text}");
        }
    }
    let audit = desk.run("audit mini.toml --json").json();
    assert_eq!(audit["points"], points);
    let forgotten = desk.run("report mini.toml --json").ends_with(0).json();
    for part in ["evening", "topics", "groups", "met", "held", "meetings", "bound"] {
        assert_eq!(forgotten[part], report[part], "{part}");
    }
    desk.ok("undo mini.toml");
    assert!(desk.ok("forget mini.toml --yes").contains("forgotten before; nothing changed"));
}

#[test]
fn already_met_still_works_with_the_key_only() {
    let desk = held();
    let next = desk
        .read("mini.toml")
        .replace("[rounds]", "[matching]\nhistory = [\"mini.schedule.toml\"]\n[rounds]");
    desk.write("next.toml", &next);
    let digest = |desk: &Desk| {
        desk.ok("plan next.toml -o plan.toml");
        desk.read("plan.toml").lines().find(|line| line.starts_with("event_digest")).unwrap().to_owned()
    };
    let before = digest(&desk);
    desk.ok("forget mini.toml --yes");
    assert_eq!(digest(&desk), before, "the next event means the same");
    fs::rename(desk.path(".rondje-key"), desk.path("elsewhere")).unwrap();
    desk.run("check next.toml").ends_with(0).says(&["W108", ".rondje-key"]);
    assert_ne!(digest(&desk), before);
    desk.write(".rondje-key", "no key");
    desk.run("check next.toml").ends_with(1).says(&["is not the key that rondje wrote"]);
    desk.run("forget next.toml --yes").ends_with(1);
}

#[test]
fn people_are_recognised_over_a_series() {
    let desk = held();
    let next = desk.read("mini.toml").replace("2026-12-08", "2027-01-12");
    desk.write("next.toml", &next);
    desk.ok("plan next.toml");
    desk.ok("forget mini.toml --yes");
    let series = desk.run("report --over mini.schedule.toml next.toml --json").ends_with(0).json();
    assert_eq!(series["guests"].as_array().unwrap().len(), 8);
    let names: Vec<&str> =
        series["guests"].as_array().unwrap().iter().filter_map(|guest| guest["name"].as_str()).collect();
    assert!(names.contains(&"Fatima El Amrani"), "{names:?}");
    desk.run("report mini.toml --over next.toml").ends_with(2);
    desk.run("report").ends_with(2);
}

#[test]
fn other_events_are_left_alone() {
    let desk = held();
    for name in ["mini-2027.toml", "mini.2027.toml", "other.toml"] {
        desk.write(name, &desk.read("mini.toml"));
    }
    desk.write("mini-2027.schedule.toml", "x");
    desk.write("mini.csv", "Piet");
    desk.write("mini.schedule.broken.toml", "x");
    let said = desk.ok("forget mini.toml --yes");
    assert!(desk.read("mini-2027.toml").contains("Fatima") && desk.read("other.toml").contains("Fatima"));
    for part in ["rm -r mini.csv", "rm -r mini.schedule.broken.toml", "rm -r mini-print"] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(!said.contains("2027"), "{said}");
}

#[test]
fn words_that_name_somebody_are_pointed_out() {
    let desk = held();
    desk.edit("mini.toml", "venue = \"The Boathouse, Delft\"", "venue = \"The loft of DAKDELTA\"");
    let said = desk.ok("forget mini.toml --yes");
    assert!(
        said.contains("These words stay, and name somebody") && said.contains("  The loft of DAKDELTA\n"),
        "{said}"
    );
}

#[test]
#[cfg(unix)]
fn what_tells_of_people_is_for_their_organizer_only() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("new fresh.toml");
    desk.ok("plan mini.toml --print");
    desk.ok("no-show mini.toml piet");
    desk.ok("replan mini.toml --round 1");
    desk.ok("report mini.toml --pdf");
    fs::set_permissions(desk.path("mini.toml"), fs::Permissions::from_mode(0o640)).unwrap();
    desk.ok("walk-in mini.toml --name Eva");
    desk.ok("forget mini.toml --yes");
    let mode = |name: &str| fs::metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    for name in [
        "fresh.toml",
        "mini.schedule.toml",
        "mini.schedule.1.toml",
        "mini.night.toml",
        ".rondje-key",
        "mini-print/agendas.pdf",
        "mini-print/report.pdf",
    ] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert_eq!(mode("mini.toml"), 0o640, "who could read it before still can");
}

#[test]
fn the_same_evening_gives_the_same_report() {
    let desk = held();
    let one = fs::read(desk.path("mini-print/report.pdf")).unwrap();
    desk.ok("report mini.toml --pdf two.pdf");
    assert!(one == fs::read(desk.path("two.pdf")).unwrap());
    assert!(one.starts_with(b"%PDF-"));
    desk.run("report mini.toml --font x.ttf").ends_with(2).says(&["--pdf"]);
    desk.run("report mini.toml --pdf x.pdf --font x.ttf").ends_with(5).says(&["there is no font x.ttf"]);
}

#[test]
fn the_history_of_an_evening_is_of_other_evenings() {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk.ok("plan mini.toml");
    fs::copy(desk.path("mini.schedule.toml"), desk.path("mini.schedule.1.toml")).unwrap();
    let text = desk.read("mini.toml");
    for name in ["mini.schedule.toml", "./mini.schedule.toml", "mini.schedule.1.toml"] {
        let history = format!("[matching]\nhistory = [\"{name}\"]\n[rounds]");
        desk.write("mini.toml", &text.replace("[rounds]", &history));
        for line in ["plan mini.toml", "check ./mini.toml", "audit mini.toml"] {
            desk.run(line).ends_with(1).says(&["E108", "it is the plan of this very evening"]);
        }
        // Of another evening it is as good as any.
        fs::rename(desk.path("mini.toml"), desk.path("next.toml")).unwrap();
        desk.ok("plan next.toml");
        desk.ok("audit next.toml");
    }
}

#[test]
fn an_evening_that_was_held_takes_no_registrations_and_no_topics() {
    let desk = held();
    let before = desk.read("mini.toml");
    desk.write("list.csv", "Naam;Ik zoek\nJan Nieuw;Websites\n");
    desk.ok("import list.csv --into mini.toml --dry-run");
    for line in ["import list.csv --into mini.toml", "check mini.toml --fix --accept all"] {
        desk.run(line).ends_with(1).says(&["has been held, and is over", "rondje report mini.toml"]);
    }
    assert_eq!(desk.read("mini.toml"), before);
    assert!(desk.ok("check mini.toml").ends_with("Next: rondje report mini.toml\n"));
}

#[test]
fn registrations_bring_no_forgotten_names_back() {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk.ok("forget mini.toml --yes");
    let before = desk.read("mini.toml");
    desk.write("list.csv", "Naam;Ik zoek\nPiet de Boer;Website\n");
    desk.run("import list.csv --into mini.toml").ends_with(1).says(&["were forgotten"]);
    assert_eq!(desk.read("mini.toml"), before);
}

#[test]
fn what_could_not_be_forgotten_is_said_before_it_is_offered() {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("no-show mini.toml piet");
    desk.write("mini.night.toml", "format = 1\n[[change\n");
    for line in ["forget mini.toml", "forget mini.toml --yes"] {
        desk.run(line).ends_with(1).says(&["mini.night.toml", "mend the log first"]);
    }
}
