//! `explain EVENT A B`: what a pair is worth, what is done instead, and what forcing it would cost.

mod cli_support;

use cli_support::Desk;

fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

#[test]
fn a_pair_that_does_not_meet_has_a_price() {
    let desk = planned();
    let said = desk.ok("explain mini.toml fatima noor");
    for part in [
        "They could meet, but do not in this plan.",
        "What they do instead\n  round 1  Fatima El Amrani meets",
        "to the plan",
        "If you made them meet, with rule = \"must\"",
        "it would cost",
        "the floor would",
        "would meet somebody else: Fatima El Amrani, ",
        "of 8 agendas would change",
    ] {
        assert!(said.contains(part), "no {part:?} in:\n{said}");
    }
    let forced = &desk.run("explain mini.toml fatima noor --json").ends_with(0).json()["forced"];
    assert_eq!(forced["possible"], true);
    assert!(
        forced["points"]["now"].as_i64() >= forced["points"]["then"].as_i64(),
        "the plan is optimal: {forced}"
    );
    assert!(forced["meeting"]["round"].is_u64());
}

/// What it is said to cost is what it costs.
#[test]
fn the_price_is_right() {
    let desk = planned();
    let forced = desk.run("explain mini.toml fatima noor --json").ends_with(0).json()["forced"].clone();
    let event = desk.read("mini.toml");
    let rule = "\n[[pair]]\npeople = [\"fatima-el-amrani\", \"noor-visser\"]\nrule = \"must\"\n";
    desk.write("mini.toml", &format!("{event}{rule}"));
    let planned = desk.run("plan mini.toml --json").ends_with(0).json();
    assert_eq!(forced["points"]["then"], planned["result"]["points"]);
    assert_eq!(forced["floor"]["then"], planned["result"]["floor"]);
}

#[test]
fn a_pair_that_meets_says_what_it_brings() {
    let desk = planned();
    let said = desk.ok("explain mini.toml fatima bram");
    assert!(
        said.contains("They meet in round") && said.contains("without it, this plan would have"),
        "{said}"
    );
    let value = desk.run("explain mini.toml fatima bram --json").ends_with(0).json();
    assert!(value["forced"].is_null() && value["worth"].as_i64() > Some(0), "{value}");
}

#[test]
fn what_cannot_be_forced_names_the_rules() {
    let desk = planned();
    let event = desk.read("mini.toml");
    let never = "\n[[pair]]\npeople = [\"fatima-el-amrani\", \"noor-visser\"]\nrule = \"never\"\n";
    desk.write("mini.toml", &format!("{event}{never}"));
    desk.ok("plan mini.toml");
    let said = desk.ok("explain mini.toml fatima noor");
    assert!(said.contains("They cannot be made to meet. A must for them clashes with:"), "{said}");
    assert!(said.contains("Fatima El Amrani and Noor Visser must never meet"), "{said}");
    let value = desk.run("explain mini.toml fatima noor --json").ends_with(0).json();
    assert_eq!(value["forced"]["possible"], false);
}

#[test]
fn without_a_schedule_nothing_is_planned() {
    let desk = Desk::with(&["mini.toml"]);
    let said = desk.ok("explain mini.toml fatima noor");
    assert!(said.contains("There is no schedule yet") && !said.contains("If you made them meet"), "{said}");
}
