//! The night as an organizer lives it: commands, their messages, the files they leave, and the way back.

mod cli_support;

use std::fs;
use std::process::Command;

use cli_support::{Desk, Ran};
use serde_json::Value;

/// The small example, planned.
fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

/// Every file that a step of the night may touch.
fn files(desk: &Desk) -> [String; 3] {
    ["mini.toml", "mini.schedule.toml", "mini.night.toml"]
        .map(|name| fs::read_to_string(desk.path(name)).unwrap_or_default())
}

#[test]
fn facts_are_noted_one_change_each() {
    let desk = planned();
    let said = desk.ok("no-show mini.toml piet 'Fatima El'");
    assert!(said.starts_with("Noted: 2 no-shows: Fatima El Amrani and Piet de Boer\n"), "{said}");
    assert!(said.contains("Next: rondje replan mini.toml --round 1"), "{said}");
    desk.ok("late mini.toml bram --round 3");
    desk.ok("left mini.toml noor --round 4");
    desk.ok("back mini.toml piet --round 2");
    let log = desk.read("mini.night.toml");
    let changes: Vec<&str> = log.split("[[change]]\n").skip(1).collect();
    assert_eq!(
        changes,
        [
            "kind = \"no-show\"\nwho = [\"fatima-el-amrani\", \"piet-de-boer\"]\nround = 1\n\n",
            "kind = \"late\"\nwho = \"bram-kuipers\"\nround = 3\n\n",
            "kind = \"left\"\nwho = \"noor-visser\"\nround = 4\n\n",
            "kind = \"back\"\nwho = \"piet-de-boer\"\nround = 2\n",
        ]
    );
}

#[test]
fn names_come_from_standard_input_too() {
    let desk = planned();
    let ran = desk.run_with_input("no-show mini.toml -", "Piet de Boer\n\n  noor  \n").ends_with(0);
    assert!(ran.out.starts_with("Noted: 2 no-shows: Piet de Boer and Noor Visser\n"), "{}", ran.out);
    desk.run_with_input("no-show mini.toml -", "\n").ends_with(2).says(&["no names were given"]);
    desk.run_with_input("left mini.toml - --round 2", "Nobody\nxxx\n").ends_with(2).says(&["Nobody", "xxx"]);
}

#[test]
fn whoever_is_not_on_the_list_is_a_no_show_when_confirmed() {
    let desk = planned();
    // Aylin comes late by the event file, so nobody misses her in round 1.
    let list = "fatima\npiet\nnoor\nlukasz\namber\n";
    let ran = desk.run_with_input("arrived mini.toml", list).ends_with(2);
    assert_eq!(
        ran.out,
        "Not on the list: 2 people\n  Thomas O'Connor (Harbour College)\n  Bram Kuipers (Kuipers Energy)\n"
    );
    ran.says(&["2 of 8 people are not on the list; nothing is noted yet", "--yes"]);
    assert!(!desk.path("mini.night.toml").exists());
    let ran = desk.run_with_input("arrived mini.toml --yes", list).ends_with(0);
    assert!(ran.out.starts_with("Noted: 2 no-shows: Thomas O'Connor and Bram Kuipers\n"), "{}", ran.out);
    // Bram turns up: the list and the log disagree, and the organizer decides.
    let ran = desk.run_with_input("arrived mini.toml --yes", &format!("{list}bram\n"));
    ran.ends_with(1).says(&[
        "Bram Kuipers is on the list, but noted as gone",
        "rondje back mini.toml bram-kuipers --round 1",
    ]);
    let ran = desk.run_with_input("arrived mini.toml", list).ends_with(0);
    assert_eq!(ran.out, "Everybody who is expected in round 1 is there.\n");
}

#[test]
fn contradictions_name_both_lines_and_change_nothing() {
    let desk = planned();
    desk.ok("no-show mini.toml piet");
    let before = files(&desk);
    let refused = |line: &str, parts: &[&str]| {
        desk.run(line).ends_with(1).says(&["nothing was noted"]).says(parts);
        assert_eq!(files(&desk), before, "{line}");
    };
    refused(
        "no-show mini.toml piet noor",
        &["Piet de Boer cannot be noted", "by line 5 of mini.night.toml", "leave this name out"],
    );
    refused("left mini.toml piet --round 3", &["by line 5", "is not there in any round"]);
    refused("late mini.toml piet --round 2", &["after all: rondje back mini.toml piet-de-boer --round 2"]);
    refused("back mini.toml noor", &["by the event file", "is there in rounds 1 to 4"]);
    refused("late mini.toml aylin --round 2", &["by the event file", "is there in rounds 2 to 4"]);
    refused("left mini.toml aylin --round 2", &["does not come: rondje no-show mini.toml aylin-yılmaz"]);
    desk.ok("back mini.toml piet-de-boer --round 2");
    desk.ok("left mini.toml noor --round 3");
    desk.run("back mini.toml noor").ends_with(1).says(&["rondje back mini.toml noor-visser --round 3"]);
    desk.ok("undo mini.toml");
    desk.ok("undo mini.toml");
    desk.run("left mini.toml noor --round 9").ends_with(2).says(&["rounds 1 to 4"]);
    desk.run("late mini.toml noor").ends_with(2).says(&["--round 2, or later"]);
    desk.run("no-show mini.toml e").ends_with(2).says(&["fits", "Fatima El Amrani"]);
    desk.run("no-show - piet").ends_with(2).says(&["must be a file"]);
    desk.run("no-show mini.night.toml piet").ends_with(2).says(&["name the event file: mini.toml"]);
    assert_eq!(files(&desk), before);
}

#[test]
fn a_plan_that_the_night_has_overtaken_is_not_printed() {
    let desk = planned();
    desk.ok("no-show mini.toml piet");
    let stale = ["the evening has changed since this schedule was made", "rondje replan mini.toml"];
    desk.run("print mini.toml").ends_with(1).says(&stale);
    desk.run("show mini.toml").ends_with(0).says(&stale);
    desk.run("plan mini.toml").ends_with(2).says(&["the night of mini.toml has begun", "--from-scratch"]);
    assert!(desk.ok("check mini.toml").contains("Next: rondje replan mini.toml --round 1"));
    desk.ok("replan mini.toml --round 1");
    desk.ok("print mini.toml --out all");
    desk.ok("audit mini.toml");
    desk.ok("undo mini.toml");
    desk.ok("undo mini.toml");
    desk.ok("plan mini.toml");
}

#[test]
fn a_walk_in_is_appended_and_the_rest_of_the_file_stays() {
    let desk = planned();
    let before = desk.read("mini.toml");
    let said = desk.ok("walk-in mini.toml --name 'Eva \"E.\" Smit' --company Smit --group Makers --wants Website,Catering --offers Roofing --knows piet --round 2");
    assert!(
        said.starts_with("Added: Eva \"E.\" Smit (Smit), there in rounds 2-4 (id eva-e-smit)\n"),
        "{said}"
    );
    let after = desk.read("mini.toml");
    let block = after.strip_prefix(&before).expect("what was there stays");
    assert_eq!(
        block,
        "\n[[attendee]]  # walked in on the night\nid = \"eva-e-smit\"\nname = 'Eva \"E.\" Smit'\ncompany = \"Smit\"\n\
         group = \"Makers\"\nwants = [\"Website\", \"Catering\"]\noffers = [\"Roofing\"]\nknows = [\"piet-de-boer\"]\n\
         rounds = { from = 2 }\n"
    );
    let said = desk.ok("replan mini.toml --round 2");
    // Everybody else has a line in every round, and lines stay.
    assert!(said.contains("9 present") && said.contains("Eva \"E.\" Smit has no meeting"), "{said}");
    desk.ok("undo mini.toml");
    desk.ok("replan mini.toml --round 2 --policy best");
    assert!(desk.read("mini.schedule.toml").contains("eva-e-smit"));
    // A second one of the same name gets another id.
    desk.ok("walk-in mini.toml --name 'Eva E Smit' --wants Typo");
    assert!(desk.read("mini.toml").contains("id = \"eva-e-smit-2\""));
    desk.ok("undo mini.toml");
    desk.ok("undo mini.toml");
    desk.ok("undo mini.toml");
    assert_eq!(desk.read("mini.toml"), before);
    desk.ok("audit mini.toml");
}

#[test]
fn a_walk_in_that_is_not_right_writes_nothing() {
    let desk = planned();
    let before = files(&desk);
    desk.run("walk-in mini.toml --name '  '").ends_with(1).says(&["nothing was written"]);
    desk.run("walk-in mini.toml --name Eva --id 'a b'").ends_with(1).says(&["E302"]);
    desk.run("walk-in mini.toml --name Eva --id lukasz")
        .ends_with(2)
        .says(&["Łukasz Wójcik", "--id lukasz-2"]);
    desk.run("walk-in mini.toml --name -").ends_with(2).says(&["no id can be made", "--id guest-1"]);
    desk.run("walk-in mini.toml --name Eva --round 7").ends_with(2).says(&["rounds 1 to 4"]);
    desk.run("walk-in mini.toml --name Eva --knows nobody").ends_with(2);
    assert_eq!(files(&desk), before);
}

#[test]
fn what_stands_below_a_walk_in_survives_undo() {
    let desk = planned();
    desk.ok("walk-in mini.toml --name Eva --wants Website");
    let with_eva = desk.read("mini.toml");
    let below = "\n# A remark of the organizer.\n[[pair]]\npeople = [\"lukasz\", \"noor-visser\"]\nrule = \"never\"\n";
    desk.write("mini.toml", &format!("{with_eva}{below}"));
    desk.ok("undo mini.toml");
    let text = desk.read("mini.toml");
    assert!(text.ends_with(below) && !text.contains("Eva"), "{text}");
    // Somebody whom others name stays until they do not.
    desk.ok("walk-in mini.toml --name Eva --wants Website");
    let text = desk.read("mini.toml");
    desk.write("mini.toml", &format!("{text}\n[[pair]]\npeople = [\"lukasz\", \"eva\"]\nrule = \"must\"\n"));
    let before = files(&desk);
    desk.run("undo mini.toml").ends_with(1).says(&["Eva cannot be taken out of the event file"]);
    assert_eq!(files(&desk), before);
}

#[test]
fn a_re_plan_tells_what_to_do_and_nothing_changes_twice() {
    let desk = planned();
    desk.ok("no-show mini.toml piet");
    let said = desk.ok("replan mini.toml --round 1");
    for part in [
        "rounds 1-4 planned again (keep)",
        "7 present",
        "to reprint",
        "Who sits out",
        "the earlier one is kept as mini.schedule.1.toml",
        "Next: rondje print mini.toml --changed",
    ] {
        assert!(said.contains(part), "{part} in\n{said}");
    }
    let before = files(&desk);
    let said = desk.ok("replan mini.toml --round 1");
    assert!(said.contains("Nothing changed: mini.schedule.toml stays revision 2"), "{said}");
    assert_eq!(files(&desk), before);
    desk.run("replan mini.toml").ends_with(2);
    desk.run("replan mini.toml --round 5").ends_with(2).says(&["rounds 1 to 4"]);
    desk.run("replan mini.toml --round 2 --change-cost 5").ends_with(2).says(&["--policy balanced"]);
}

#[test]
fn the_three_policies_stand_side_by_side_and_nothing_is_written() {
    let desk = planned();
    desk.ok("no-show mini.toml piet noor");
    let before = files(&desk);
    let said = desk.ok("replan mini.toml --round 2 --compare");
    for row in ["keep", "Points", "Wants served", "Sit-outs", "Agendas to reprint", "Gap"] {
        assert!(said.contains(row), "{row} in\n{said}");
    }
    let json = desk.run("replan mini.toml --round 2 --compare --json").json();
    let policies: Vec<&str> =
        json["policies"].as_array().unwrap().iter().map(|p| p["policy"].as_str().unwrap()).collect();
    assert_eq!(policies, ["keep", "balanced", "best"]);
    assert_eq!(files(&desk), before);
}

#[test]
fn the_whole_evening_anew_only_when_asked() {
    let desk = planned();
    desk.ok("no-show mini.toml piet");
    let said = desk.ok("replan mini.toml --from-scratch");
    assert!(said.contains("from scratch"), "{said}");
    desk.ok("audit mini.toml");
    desk.run("replan mini.toml --from-scratch --round 2").ends_with(2);
    let before = desk.read("mini.schedule.1.toml");
    desk.ok("undo mini.toml");
    assert_eq!(desk.read("mini.schedule.toml"), before);
}

#[test]
fn only_what_changed_is_printed() {
    let desk = Desk::with(&["borrel.toml"]);
    desk.ok("plan borrel.toml --print");
    desk.run("print borrel.toml --changed").ends_with(1).says(&["nothing that it changed"]);
    desk.ok("no-show borrel.toml zaneta");
    desk.ok("walk-in borrel.toml --name 'Eva Smit' --wants Webdesign --offers Catering");
    let said = desk.ok("replan borrel.toml --round 1 --print");
    let folder = desk.path("borrel-print/revision-2");
    let mut names: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["agendas.pdf", "name-cards.pdf", "run-sheet.pdf", "wall-chart.pdf"], "{said}");
    let first = fs::read(folder.join("agendas.pdf")).unwrap();
    assert_ne!(first, fs::read(desk.path("borrel-print/agendas.pdf")).unwrap());
    desk.ok("print borrel.toml --changed --out again");
    assert_eq!(fs::read(desk.path("again/agendas.pdf")).unwrap(), first);
}

/// What stands in printed agendas.
fn agendas(desk: &Desk, file: &str) -> String {
    let text = Command::new("pdftotext").arg(desk.path(file)).arg("-").output().unwrap();
    String::from_utf8(text.stdout).unwrap().replace('\n', " ")
}

/// The names of those whose agendas a re-plan changed.
fn names(desk: &Desk, replan: &Value) -> Vec<String> {
    let all = desk.run("export borrel.toml --json -o -").json();
    let all = all["attendees"].as_array().unwrap();
    let changed = replan["agendas"].as_array().unwrap().iter();
    let of = |changed: &Value| all.iter().find(|who| who["id"] == changed["person"]).unwrap()["name"].clone();
    changed.map(|changed| of(changed).as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_not_printed_in_between_is_printed_too() {
    let desk = Desk::with(&["borrel.toml"]);
    desk.ok("plan borrel.toml --print");
    desk.ok("no-show borrel.toml zaneta");
    let first = desk.run("replan borrel.toml --round 1 --json").json();
    let lost = names(&desk, &first);
    assert!(!lost.is_empty());
    desk.ok("left borrel.toml fleur --round 5");
    let second = desk.ok("replan borrel.toml --round 5");
    assert!(second.contains("to reprint (since revision 1, the last that was printed)"), "{second}");
    let said = desk.ok("print borrel.toml --changed");
    assert!(said.starts_with("What changed since revision 1, the last that was printed"), "{said}");
    let all = agendas(&desk, "borrel-print/revision-3/agendas.pdf");
    assert!(lost.iter().all(|name| all.contains(name)), "{all}");

    // Now that it is printed, only what is new counts.
    desk.ok("left borrel.toml bas --round 7");
    let third = desk.run("replan borrel.toml --round 7 --print --json").json();
    let few = agendas(&desk, "borrel-print/revision-4/agendas.pdf");
    let taken_back = names(&desk, &third);
    assert!(taken_back.len() < lost.len() && few.len() < all.len(), "{few}");
    desk.ok("print borrel.toml --changed --since 1 --out again");
    let again = agendas(&desk, "again/agendas.pdf");
    assert!(lost.iter().all(|name| again.contains(name)), "{again}");
    desk.run("print borrel.toml --changed --since 9")
        .ends_with(1)
        .says(&["no plan of revision 9 is kept", "--since takes a revision whose plan is kept: 1, 2 or 3"]);

    // Paper of a plan that was taken back is in hands, too.
    desk.ok("undo borrel.toml");
    desk.ok("undo borrel.toml");
    let said = desk.ok("print borrel.toml --changed --out back");
    assert!(said.starts_with("What changed since revision 4,"), "{said}");
    let back = agendas(&desk, "back/agendas.pdf");
    assert!(taken_back.iter().all(|name| back.contains(name)), "{back}");
}

#[test]
fn whoever_comes_back_to_nothing_gets_a_new_sheet() {
    let desk = planned();
    desk.ok("no-show mini.toml bram lukasz");
    desk.ok("replan mini.toml --round 1 --policy best --print");
    // Their sheets of revision 1 have a meeting in round 4 each; those of revision 2 were not printed.
    desk.ok("back mini.toml lukasz --round 4");
    let again = desk.run("replan mini.toml --round 4 --json").json();
    let meets = desk.read("mini.schedule.toml").split_once("round = 4").unwrap().1.contains("lukasz");
    assert!(!meets, "everybody else has a meeting");
    assert_eq!(again["agendas"].as_array().unwrap().len(), 1, "{again}");
    assert_eq!(again["agendas"][0]["person"], "lukasz");
    desk.ok("print mini.toml --changed");
    let sheet = agendas(&desk, "mini-print/revision-3/agendas.pdf");
    assert!(sheet.contains("Łukasz Wójcik"), "{sheet}");
}

#[test]
fn facts_may_be_noted_before_there_is_a_plan() {
    let desk = Desk::with(&["mini.toml"]);
    assert!(desk.ok("no-show mini.toml piet").ends_with("Next: rondje plan mini.toml\n"));
    assert!(desk.ok("check mini.toml").ends_with("Next: rondje plan mini.toml\n"));
    let cure = "help: plan the whole evening anew: rondje plan mini.toml\n";
    desk.run("replan mini.toml --round 1").ends_with(5).says(&["there is no schedule", cure]);
    desk.ok("plan mini.toml");
    desk.ok("audit mini.toml");
    desk.run("plan mini.toml").ends_with(2).says(&["has begun"]);
    let said = desk.ok("replan mini.toml --round 2");
    assert!(
        said.ends_with(
            "Nothing changed: mini.schedule.toml stays revision 1\nNext: rondje print mini.toml\n"
        ),
        "{said}"
    );
    desk.ok("print mini.toml --only agendas");
}

#[test]
fn a_plan_that_is_lost_or_damaged_on_the_night_has_a_cure() {
    let desk = planned();
    desk.ok("no-show mini.toml piet");
    desk.ok("replan mini.toml --round 1");
    let whole = desk.read("mini.schedule.toml");
    let back = "put the plan back that is kept from before: cp mini.schedule.1.toml mini.schedule.toml; or ";
    desk.write("mini.schedule.toml", &whole[..whole.len() / 2]);
    desk.run("replan mini.toml --round 2")
        .ends_with(1)
        .says(&[back, "plan the whole evening anew: rm mini.schedule.toml; rondje plan mini.toml\n"]);
    fs::remove_file(desk.path("mini.schedule.toml")).unwrap();
    desk.run("print mini.toml").ends_with(5).says(&[back, "anew: rondje plan mini.toml\n"]);

    fs::copy(desk.path("mini.schedule.1.toml"), desk.path("mini.schedule.toml")).unwrap();
    desk.ok("replan mini.toml --round 2");
    desk.ok("audit mini.toml");
    fs::remove_file(desk.path("mini.schedule.toml")).unwrap();
    desk.ok("plan mini.toml");
    desk.ok("audit mini.toml");
    assert!(desk.read("mini.schedule.toml").contains("revision = 3\n"), "2 was given");
    while desk.run("undo mini.toml").code == Some(0) {}
    desk.ok("audit mini.toml");
}

#[test]
fn a_damaged_plan_from_before_is_not_in_the_way_of_printing_all() {
    let desk = planned();
    desk.ok("no-show mini.toml piet");
    desk.ok("replan mini.toml --round 1");
    desk.write("mini.schedule.1.toml", "");
    desk.run("print mini.toml --changed")
        .ends_with(1)
        .says(&["mini.schedule.1.toml", "rondje print mini.toml"]);
    desk.ok("print mini.toml --only agendas");
}

#[test]
fn the_next_re_plan_begins_where_the_last_one_did() {
    let desk = planned();
    desk.ok("left mini.toml noor --round 3");
    desk.ok("replan mini.toml --round 3");
    let said = desk.ok("no-show mini.toml piet");
    assert!(said.ends_with("Next: rondje replan mini.toml --round 3\n"), "{said}");
    let next = "from the first that has not begun: rondje replan mini.toml --round 3\n";
    desk.run("print mini.toml").ends_with(1).says(&[next]);
    let said = desk.ok("walk-in mini.toml --name Eva --wants Website");
    assert!(said.ends_with("Next: rondje replan mini.toml --round 3\n"), "{said}");
    // A slip can be seen.
    let said = desk.ok("replan mini.toml --round 1 --policy best");
    assert!(said.contains("undo mini.toml\n  Do so if rounds 1, 2 have been held: "), "{said}");
}

#[test]
fn whoever_is_alone_is_told_so() {
    let desk = planned();
    desk.ok("no-show mini.toml piet noor lukasz amber thomas aylin bram");
    let said = desk.ok("replan mini.toml --round 4");
    assert!(said.contains("round 4 planned again"), "{said}");
    assert!(said.contains("round 4: 1 person sits out, nobody else is there: Fatima El Amrani\n"), "{said}");
    assert!(said.contains("Fatima El Amrani has no meeting any more\n"), "{said}");
    let said = desk.ok("explain mini.toml fatima piet");
    assert!(said.contains("Piet de Boer is not there in any round"), "{said}");
}

#[test]
fn a_pair_that_is_given_up_is_noted_even_if_no_meeting_changes() {
    let desk = planned();
    let before = desk.read("mini.schedule.toml");
    let must = "\n[[pair]]\npeople = [\"fatima-el-amrani\", \"noor-visser\"]\nrule = \"must\"\n";
    desk.write("mini.toml", &format!("{}{must}", desk.read("mini.toml")));
    let said = desk.ok("replan mini.toml --round 2");
    assert!(said.contains("Fatima El Amrani and Noor Visser: no round in which both are free"), "{said}");
    assert!(desk.read("mini.night.toml").contains("dropped = [[\"fatima-el-amrani\", \"noor-visser\"]]"));
    desk.ok("audit mini.toml");
    desk.ok("print mini.toml --changed");
    desk.ok("undo mini.toml");
    assert_eq!(desk.read("mini.schedule.toml"), before);
}

#[test]
fn what_cannot_be_printed_leaves_the_plan_and_says_what_to_type() {
    let desk = planned();
    let said = desk.ok("walk-in mini.toml --name 'Ż 漢' --wants Website");
    assert!(said.contains("warning: it cannot be printed like this: the name of Ż 漢 has"), "{said}");
    let cure = ["the plan itself is fine", "then: rondje print mini.toml --changed\n"];
    desk.run("replan mini.toml --round 2 --policy best --print").ends_with(1).says(&cure);
    desk.edit("mini.toml", "Ż 漢", "Ż Han");
    desk.ok("print mini.toml --changed");
}

#[test]
fn undo_takes_back_every_kind_of_step() {
    let desk = planned();
    let mut states = vec![files(&desk)];
    for line in [
        "no-show mini.toml piet",
        "replan mini.toml --round 1",
        "walk-in mini.toml --name Eva --wants Website --offers Roofing --round 2",
        "late mini.toml bram --round 2",
        "replan mini.toml --round 2 --policy best",
        "left mini.toml noor --round 3",
        "replan mini.toml --round 3 --policy balanced",
    ] {
        desk.ok(line);
        states.push(files(&desk));
    }
    states.pop();
    while let Some(state) = states.pop() {
        let said = desk.ok("undo mini.toml");
        assert!(said.starts_with("Taken back: "), "{said}");
        if states.is_empty() {
            // The log stays, without a step.
            assert_eq!(files(&desk)[..2], state[..2]);
        } else {
            assert_eq!(files(&desk), state);
        }
        desk.run("audit mini.toml");
    }
    desk.run("undo mini.toml").ends_with(1).says(&["nothing to take back"]);
}

/// The same numbers everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

fn audited(desk: &Desk) {
    let ran: Ran = desk.run("audit borrel.toml").ends_with(0);
    assert!(ran.out.starts_with("Every rule is kept"), "{}", ran.out);
}

#[test]
fn twelve_nights_in_a_row_end_audited() {
    let desk = Desk::with(&["borrel.toml"]);
    desk.ok("plan borrel.toml");
    let text = desk.read("borrel.toml");
    let ids = [
        "lukasz", "zaneta", "kees", "joris", "sanne", "daan", "priya", "fleur", "tom", "henk", "wouter",
        "ilse",
    ];
    let mut dice = Dice(5);
    let mut walked_in = 0;
    for night in 0..12 {
        let round = 1 + night / 2 + dice.roll(2);
        match dice.roll(5) {
            0 => {
                walked_in += 1;
                desk.ok(&format!(
                    "walk-in borrel.toml --name 'Gast {walked_in}' --wants Webdesign,Financiering --offers Catering --round {round}"
                ));
            }
            1 => drop(desk.run(&format!("late borrel.toml {} --round {}", ids[dice.roll(12)], round.max(2)))),
            2 => drop(desk.run(&format!("back borrel.toml {} --round {round}", ids[dice.roll(12)]))),
            _ => drop(desk.run(&format!("left borrel.toml {} --round {round}", ids[dice.roll(12)]))),
        }
        let policy = ["keep", "balanced", "best"][dice.roll(3)];
        desk.ok(&format!("replan borrel.toml --round {round} --policy {policy} --effort low"));
        audited(&desk);
        if dice.roll(3) == 0 {
            // Undone and done again: the same plan.
            let state = desk.read("borrel.schedule.toml");
            let said = desk.ok("undo borrel.toml");
            if said.contains("re-plan") {
                desk.ok(&format!("replan borrel.toml --round {round} --policy {policy} --effort low"));
                let meetings = |text: &str| text.split_once("[[meeting]]").map(|(_, rest)| rest.to_owned());
                assert_eq!(meetings(&desk.read("borrel.schedule.toml")), meetings(&state));
            }
        }
    }
    for _ in 0..60 {
        if desk.run("undo borrel.toml").code != Some(0) {
            break;
        }
    }
    assert_eq!(desk.read("borrel.toml"), text);
    assert_eq!(desk.read("borrel.schedule.toml"), desk.read("borrel.schedule.1.toml"));
    audited(&desk);
}
