//! The program as a person meets it: what it says, what it writes, and how it ends.

mod cli_support;

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use cli_support::{Desk, same_as_file};

/// A desk with the small example planned.
fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

#[test]
fn an_evening_from_nothing_to_paper() {
    let desk = Desk::with(&[]);
    assert!(desk.ok("new evening.toml").contains("Next: rondje check evening.toml"));
    assert!(desk.ok("check evening.toml").contains("Next: rondje plan evening.toml --print"));
    let said = desk.ok("plan evening.toml --print");
    for part in ["Wants served", "Points", "Floor", "Sit-outs", "Written: evening.schedule.toml (revision 1)"]
    {
        assert!(said.contains(part), "{part} is missing:\n{said}");
    }
    assert_eq!(desk.files(), ["evening-print", "evening.schedule.toml", "evening.toml"]);
    for file in ["agendas.pdf", "name-cards.pdf"] {
        assert!(fs::read(desk.path("evening-print").join(file)).unwrap().starts_with(b"%PDF-"), "{file}");
    }
    assert!(desk.ok("show evening.toml").contains("Round 1, 17:30-17:37"));
    assert!(desk.ok("show evening.toml fatima").starts_with("Fatima El Amrani (Dakdelta)\n"));
    assert!(desk.ok("audit evening.toml").starts_with("Every rule is kept"));
    assert!(desk.ok("explain evening.toml fatima bram").contains("points"));
    assert!(desk.ok("explain e304").starts_with("E304: "));
}

#[test]
fn the_same_event_gives_the_same_bytes() {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml -o one.toml --threads 1 --print one");
    desk.ok("plan mini.toml -o two.toml --threads 3 --print two");
    assert_eq!(desk.read("one.toml"), desk.read("two.toml"));
    for file in ["agendas.pdf", "name-cards.pdf"] {
        let [one, two] = ["one", "two"].map(|folder| fs::read(desk.path(folder).join(file)).unwrap());
        assert!(one == two, "{file} differs");
    }
}

#[test]
fn new_never_replaces_a_file() {
    let desk = Desk::with(&[]);
    desk.write("borrel.toml", "mine");
    desk.run("new").ends_with(5).says(&["there is already a file borrel.toml"]);
    assert_eq!(desk.read("borrel.toml"), "mine");
    assert!(desk.ok("new -").contains("[event]"));
}

#[test]
fn names_without_extension_will_do() {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini");
    assert_eq!(desk.files(), ["mini.schedule.toml", "mini.toml"]);
    desk.run("plan mimi.toml").ends_with(5).says(&["there is no file mimi.toml", "did you mean mini.toml?"]);
    desk.run("plan borrel.toml").ends_with(5).says(&["rondje new borrel.toml"]);
    desk.run("plan mini.schedule.toml").ends_with(2).says(&["name the event file: mini.toml"]);
}

#[test]
fn a_broken_event_shows_every_error_at_once() {
    let desk = Desk::with(&["mini.toml"]);
    desk.edit("mini.toml", "count = 4", "cuont = 4");
    desk.edit("mini.toml", "\"lukasz\"]", "\"nobody\"]");
    for command in ["check", "plan", "show", "audit", "print", "export"] {
        let ran = desk.run(&format!("{command} mini.toml")).ends_with(1);
        let ran = ran.says(&["error[E006]", "cuont", "error[E304]", "nobody", "mini.toml:"]);
        assert_eq!(ran.out, "", "{command}");
    }
    let errors = desk.run("check mini.toml --json").ends_with(1).json();
    assert_eq!(errors["exit"], 1);
    let codes: Vec<&str> =
        errors["errors"].as_array().unwrap().iter().filter_map(|e| e["code"].as_str()).collect();
    assert!(codes.contains(&"E006") && codes.contains(&"E304"), "{codes:?}");
    assert_eq!(desk.files(), ["mini.toml"]);
}

#[test]
fn a_person_is_an_id_or_a_part_of_a_name() {
    let desk = planned();
    for typed in ["lukasz", "'ŁUKASZ wojc'", "Wójcik", "'wojcik'"] {
        assert!(desk.ok(&format!("show mini.toml {typed}")).starts_with("Łukasz Wójcik"), "{typed}");
    }
    let ran = desk.run("show mini.toml am").ends_with(2);
    ran.says(&[
        "\"am\" fits 3 people",
        "Fatima El Amrani, Dakdelta (fatima-el-amrani)",
        "Amber 't Hart",
        "Bram",
    ]);
    desk.run("show mini.toml Pieter").ends_with(2).says(&["nobody", "did you mean Piet de Boer"]);
    desk.run("show mini.toml zzz").ends_with(2).says(&["nobody at this event is called \"zzz\""]);
    desk.run("print mini.toml --person zzz --person am").ends_with(2).says(&["\"zzz\"", "\"am\" fits 3"]);
    desk.run("explain mini.toml piet Piet").ends_with(2).says(&["both are the same person"]);
    assert_eq!(desk.run("explain mini.toml am am").ends_with(2).err.matches("fits 3").count(), 1);
}

#[test]
fn what_is_typed_cannot_steer_the_terminal() {
    let desk = planned();
    let ran = desk.run("show mini.toml \u{1b}[31mred\u{202e}").ends_with(2);
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.err);
}

#[test]
fn usage_errors_end_with_2() {
    let desk = Desk::with(&["mini.toml"]);
    for line in [
        "",
        "dance",
        "plan",
        "plan mini.toml --effort huge",
        "plan mini.toml -o mini.toml",
        "print mini.toml --only posters",
        "explain E999",
        "show -",
    ] {
        let ran = desk.run(line).ends_with(2);
        assert_eq!(ran.out, "", "rondje {line}");
        assert_ne!(ran.err, "", "rondje {line}");
    }
    assert_eq!(desk.files(), ["mini.toml"]);
}

#[test]
fn help_and_version_are_results() {
    let desk = Desk::with(&[]);
    assert!(desk.ok("--version").starts_with("rondje 0."));
    for command in ["", "new", "check", "plan", "show", "audit", "print", "export", "explain"] {
        assert!(desk.ok(&format!("{command} --help")).starts_with("Example"), "{command}");
    }
}

#[test]
fn files_that_cannot_be_read_or_written_end_with_5() {
    let desk = planned();
    fs::create_dir(desk.path("folder.toml")).unwrap();
    desk.run("check folder.toml").ends_with(5).says(&["cannot read folder.toml", "it is a folder"]);
    desk.run("plan mini.toml -o folder.toml").ends_with(5).says(&["it is a folder"]);
    desk.run("show mini.toml --schedule none.toml").ends_with(5).says(&["rondje plan mini.toml"]);
    desk.write("file", "");
    desk.run("print mini.toml --out file").ends_with(5).says(&["cannot write"]);
    assert_eq!(desk.files(), ["file", "folder.toml", "mini.schedule.toml", "mini.toml"]);
}

#[test]
fn text_in_another_encoding_is_named() {
    let desk = Desk::with(&[]);
    fs::write(desk.path("old.toml"), b"format = 1\nname = \"caf\xe9\"\n").unwrap();
    desk.run("check old.toml").ends_with(1).says(&["old.toml is not text in UTF-8 (line 2)", "UTF-8"]);
}

#[test]
fn earlier_schedules_are_kept() {
    let desk = planned();
    let first = desk.read("mini.schedule.toml");
    assert!(desk.ok("plan mini.toml").contains("Nothing changed: mini.schedule.toml stays revision 1"));
    assert_eq!(desk.files(), ["mini.schedule.toml", "mini.toml"]);

    desk.edit("mini.toml", "count = 4", "count = 3");
    let said = desk.ok("plan mini.toml");
    assert!(said.contains("(revision 2; the earlier one is kept as mini.schedule.1.toml)"), "{said}");
    assert_eq!(desk.read("mini.schedule.1.toml"), first);
    assert!(desk.read("mini.schedule.toml").contains("revision = 2"));

    let second = desk.read("mini.schedule.toml");
    desk.edit("mini.toml", "count = 3", "count = 4");
    desk.ok("plan mini.toml");
    assert_eq!(desk.read("mini.schedule.1.toml"), first);
    assert_eq!(desk.read("mini.schedule.2.toml"), second);
    assert!(desk.read("mini.schedule.toml").contains("revision = 3"));
}

#[test]
fn what_cannot_be_read_as_a_schedule_is_kept_too() {
    let desk = planned();
    desk.edit("mini.schedule.toml", "revision = 1", "revision = one");
    let broken = desk.read("mini.schedule.toml");
    desk.run("show mini.toml")
        .ends_with(1)
        .says(&["mini.schedule.toml:", "plan again: rondje plan mini.toml"]);
    let said = desk.ok("plan mini.toml");
    assert!(said.contains("is kept as mini.schedule.broken.toml"), "{said}");
    assert_eq!(desk.read("mini.schedule.broken.toml"), broken);

    desk.write("mini.schedule.toml", "my shopping list");
    assert!(desk.ok("plan mini.toml").contains("is kept as mini.schedule.broken-2.toml"));
    assert_eq!(desk.read("mini.schedule.broken-2.toml"), "my shopping list");
}

#[test]
fn the_same_meetings_keep_their_revision() {
    let desk = planned();
    let first = desk.read("mini.schedule.toml");
    desk.edit("mini.schedule.toml", "proof = \"optimal\"", "proof = \"gap\"");
    assert!(desk.ok("plan mini.toml").contains("still revision 1: the meetings are the same"));
    assert_eq!(desk.read("mini.schedule.toml"), first);
    assert_eq!(desk.files(), ["mini.schedule.toml", "mini.toml"]);
}

#[test]
fn no_kept_schedule_is_ever_replaced() {
    let desk = planned();
    let first = desk.read("mini.schedule.toml");
    desk.write("mini.schedule.1.toml", "a copy of my own");
    desk.edit("mini.toml", "count = 4", "count = 3");
    assert!(desk.ok("plan mini.toml").contains("kept as mini.schedule.1-2.toml"));
    assert_eq!(desk.read("mini.schedule.1.toml"), "a copy of my own");
    assert_eq!(desk.read("mini.schedule.1-2.toml"), first);
}

#[test]
fn a_schedule_from_before_someone_left_is_kept_under_its_revision() {
    let desk = planned();
    let first = desk.read("mini.schedule.toml");
    desk.edit("mini.toml", "name = \"Bram Kuipers\"", "name = \"Bart Kuipers\"");
    desk.ok("plan mini.toml");
    assert_eq!(desk.read("mini.schedule.1.toml"), first);
    assert!(desk.read("mini.schedule.toml").contains("revision = 2"));
}

#[test]
fn a_stale_schedule_is_shown_but_not_printed() {
    let desk = planned();
    desk.edit("mini.toml", "count = 4", "count = 3");
    desk.run("print mini.toml").ends_with(1).says(&["out of date", "plan again: rondje plan mini.toml"]);
    desk.run("show mini.toml").ends_with(0).says(&["warning: mini.toml has changed"]);
    let ran = desk.run("audit mini.toml").ends_with(1);
    assert!(ran.out.contains("Stale: "), "{}", ran.out);
    assert_eq!(desk.files(), ["mini.schedule.toml", "mini.toml"]);
}

#[test]
fn a_schedule_changed_by_hand_is_judged() {
    let desk = planned();
    let text = desk.read("mini.schedule.toml");
    let points = text.lines().find(|line| line.starts_with("points = ")).unwrap().to_owned();
    desk.edit("mini.schedule.toml", &points, "points = 1");
    let ran = desk.run("audit mini.toml").ends_with(1);
    assert!(ran.out.contains("Points: ") && ran.out.contains(&points), "{}", ran.out);
    desk.run("print mini.toml").ends_with(1).says(&["the meetings are fine", &points]);

    let meeting = text.split("[[meeting]]").nth(1).unwrap();
    desk.write("mini.schedule.toml", &format!("{text}\n[[meeting]]{meeting}"));
    let violations = desk.run("audit mini.toml --json").ends_with(1).json();
    let rules: Vec<&str> =
        violations["violations"].as_array().unwrap().iter().filter_map(|v| v["rule"].as_str()).collect();
    assert!(rules.contains(&"MeetOnce") && rules.contains(&"TableOnce"), "{rules:?}");
}

#[test]
fn a_spelling_can_be_mended_after_planning() {
    let desk = planned();
    desk.edit("mini.toml", "title = \"Chef\"", "title = \"Head chef\"");
    assert!(desk.ok("print mini.toml").contains("Printed: mini-print"));
}

#[test]
fn print_can_be_told_what_and_for_whom() {
    let desk = planned();
    let said = desk.ok("print mini.toml --only agendas --person fatima --person piet --out sheets");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(desk.path("sheets").join("agendas-fatima-el-amrani+piet-de-boer.pdf").exists());
    assert!(!desk.path("sheets").join("name-cards.pdf").exists());
}

#[test]
fn a_character_that_cannot_be_printed_names_its_person() {
    let desk = planned();
    desk.edit("mini.toml", "title = \"Chef\"", "title = \"Chef \u{1f468}\u{200d}\u{1f373}\"");
    let ran = desk.run("plan mini.toml --print").ends_with(1);
    let ran = ran.says(&["mini.toml:", "Aylin", "the plan itself is fine"]);
    assert!(ran.out.contains("Wants served"), "{}", ran.out);
    assert_eq!(desk.files(), ["mini.schedule.toml", "mini.toml"]);
}

#[test]
fn check_tells_what_cannot_be_printed() {
    let desk = Desk::with(&["mini.toml"]);
    assert_eq!(desk.run("check mini.toml").ends_with(0).err, "");
    desk.edit("mini.toml", "title = \"Chef\"", "title = \"Chef \u{1f468}\"");
    let ran = desk.run("check mini.toml").ends_with(0);
    ran.says(&["warning: it cannot be printed like this: mini.toml:", "Aylin", "U+1F468", "help: "]);
    let found = desk.run("check mini.toml --json").ends_with(0).json();
    assert_eq!(found["unprintable"].as_array().map(Vec::len), Some(1), "{found}");
}

#[test]
fn people_of_the_same_name_are_told_apart() {
    let desk = Desk::with(&["mini.toml"]);
    desk.edit("mini.toml", "name = \"Thomas O'Connor\"", "id = \"bram-2\"\nname = \"Bram Kuipers\"");
    let said = desk.ok("plan mini.toml");
    assert!(said.contains("in any plan): Bram Kuipers (Harbour College) 1"), "{said}");
    let said = desk.ok("show mini.toml");
    assert!(said.contains("pause: Bram Kuipers (Harbour College)"), "{said}");
    desk.edit("mini.toml", "company = \"Harbour College\"", "company = \"kuipers energy\"");
    let said = desk.ok("plan mini.toml");
    assert!(said.contains("Bram Kuipers (kuipers energy, bram-2)"), "{said}");
}

#[test]
fn nobody_is_shown_a_break_after_they_left() {
    let desk = Desk::with(&["mini.toml"]);
    desk.edit("mini.toml", "rounds = { from = 2 } ", "rounds = { until = 2 }");
    desk.ok("plan mini.toml");
    assert!(!desk.ok("show mini.toml aylin").contains("Drinks"));
    assert!(desk.ok("show mini.toml fatima").contains("Drinks, 15 minutes"));
}

#[test]
fn standard_input_and_output_are_a_dash() {
    let desk = Desk::with(&["mini.toml"]);
    let event = desk.read("mini.toml");
    let ran = desk.run("plan mini.toml -o -").ends_with(0);
    assert!(ran.out.starts_with("format = 1") || ran.out.contains("\nformat = 1"), "{}", ran.out);
    assert!(ran.err.contains("Wants served"), "{}", ran.err);
    assert_eq!(desk.files(), ["mini.toml"]);

    let piped = desk.run_with_input("plan -", &event).ends_with(0);
    assert_eq!(piped.out, ran.out);
    let shown = desk.run_with_input("show mini.toml --schedule -", &ran.out).ends_with(0);
    assert!(shown.out.contains("Round 4"), "{}", shown.out);
    assert!(desk.run_with_input("check -", &event).ends_with(0).out.contains("Supply and demand"));
}

#[test]
fn json_is_one_document() {
    let desk = Desk::with(&["mini.toml"]);
    let json = |line: &str| desk.run(line).ends_with(0).json();
    assert_eq!(json("check mini.toml --json")["people"], 8);
    let plan = json("plan mini.toml --json --print");
    assert_eq!(plan["revision"], 1);
    assert_eq!(plan["schedule"]["file"], "mini.schedule.toml");
    assert!(plan["printed"].as_array().unwrap().len() >= 2);
    let shown = json("show mini.toml --json");
    assert_eq!(shown["meetings"], plan["meetings"]);
    assert_eq!(json("show mini.toml fatima --json")["person"], "fatima-el-amrani");
    let audit = json("audit mini.toml --json");
    assert_eq!(audit["points"], plan["result"]["points"]);
    assert_eq!(audit["violations"].as_array().unwrap().len(), 0);
    assert_eq!(json("explain mini.toml fatima piet --json")["people"][1], "piet-de-boer");
    assert_eq!(json("explain W201 --json")["code"], "W201");
    assert_eq!(desk.run("plan nothing.toml --json").ends_with(5).json()["exit"], 5);
    assert_eq!(desk.run("show mini.toml zzz --json").ends_with(2).json()["exit"], 2);
}

#[test]
fn a_reader_who_leaves_is_no_failure() {
    let desk = planned();
    for line in ["show mini.toml", "check mini.toml", "audit mini.toml --json", "--help"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = desk.command(line).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "rondje {line}");
        assert!(output.stderr.is_empty(), "rondje {line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn rules_that_clash_are_named_with_people_and_lines() {
    let desk = Desk::with(&["mini.toml"]);
    let rule = "\n[[pair]]\npeople = [\"aylin-yılmaz\", \"piet-de-boer\"]\nrule = \"must\"\nround = 1\n";
    let event = desk.read("mini.toml") + rule;
    let line = event[..event.find(rule).unwrap()].lines().count() + 2;
    desk.write("mini.toml", &event);
    let ran = desk.run("plan mini.toml").ends_with(3);
    let ran =
        ran.says(&["no plan can keep all of these", "Aylin Yılmaz", "Piet de Boer", "must meet in round 1"]);
    let ran = ran.says(&[&format!("mini.toml:{line}: "), "Aylin Yılmaz is there in rounds 2-4 only"]);
    assert_eq!(ran.out, "");
    assert_eq!(desk.run("plan mini.toml --json").ends_with(3).json()["exit"], 3);
    let checked = desk.run("check mini.toml").ends_with(3).says(&["no plan can keep all of these", "Aylin"]);
    assert!(checked.out.contains("Supply and demand") && !checked.out.contains("Next:"), "{}", checked.out);
    assert!(desk.run("check mini.toml --json").ends_with(3).json()["clash"].is_string());
    assert_eq!(desk.files(), ["mini.toml"]);
}

/// What the examples give, word for word: the summary, the schedule, and everybody's evening.
#[test]
fn the_examples_give_what_they_gave() {
    let desk = Desk::with(&["mini.toml", "borrel.toml", "beursvloer.toml"]);
    for name in ["mini", "borrel", "beursvloer"] {
        let ran = desk.run(&format!("plan {name}.toml")).ends_with(0);
        same_as_file(&format!("tests/expected/{name}.summary.txt"), &ran.out);
        same_as_file(
            &format!("tests/expected/{name}.schedule.toml"),
            &desk.read(&format!("{name}.schedule.toml")),
        );
        same_as_file(&format!("tests/expected/{name}.check.txt"), &desk.ok(&format!("check {name}.toml")));
        same_as_file(&format!("tests/expected/{name}.show.txt"), &desk.ok(&format!("show {name}.toml")));
    }
}

/// An evening that takes the planner long enough to be interrupted.
#[cfg(unix)]
fn a_large_evening() -> Desk {
    let desk = Desk::with(&[]);
    desk.ok("new large.toml --example 200x10 --seed 1 --night");
    desk
}

#[test]
#[cfg(unix)]
fn a_time_limit_ends_with_the_best_plan_so_far() {
    let desk = a_large_evening();
    let ran = desk.run("plan large.toml --time-limit 0.02").ends_with(0);
    assert!(ran.out.contains("Stopped"), "{}", ran.out);
    assert!(desk.ok("audit large.toml").starts_with("Every rule is kept"));
    desk.run("plan large.toml --time-limit 0.02 --require-optimal -o other.toml")
        .ends_with(4)
        .says(&["not proved optimal", "nothing was written"]);
    assert_eq!(desk.files(), ["large.schedule.toml", "large.toml"]);
}

#[test]
#[cfg(unix)]
fn one_interrupt_ends_with_a_plan_and_two_without() {
    let desk = a_large_evening();
    let interrupted = |times: usize| {
        let mut command = desk.command("plan large.toml --effort high");
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        for _ in 0..times {
            thread::sleep(Duration::from_millis(700));
            let id = child.id().to_string();
            assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        }
        child.wait_with_output().unwrap()
    };
    let twice = interrupted(2);
    let said = String::from_utf8_lossy(&twice.stderr);
    // The planner may be quicker than the second Ctrl-C; then it ended with a plan.
    if twice.status.code() == Some(130) {
        assert!(said.contains("interrupted; nothing was written"), "{said}");
        assert_eq!(desk.files(), ["large.toml"]);
    }
    let once = interrupted(1);
    let said = String::from_utf8_lossy(&once.stderr);
    assert_eq!(once.status.code(), Some(0), "{said}");
    assert!(said.contains("Ending with the best plan so far"), "{said}");
    assert!(desk.ok("audit large.toml").starts_with("Every rule is kept"));
}
