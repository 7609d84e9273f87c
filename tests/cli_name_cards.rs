//! Name cards from the command line: sheets, labels, logos, and what is said when they are not right.

mod cli_support;

use cli_support::{Desk, repository};

fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

#[test]
fn a_printer_can_be_tried_before_there_is_a_plan() {
    let desk = Desk::with(&["mini.toml"]);
    let said = desk.ok("print mini.toml --only alignment --stock herma-4412");
    assert_eq!(said.replace('\\', "/"), "Printed: mini-print/alignment.pdf\n");
    desk.run("print mini.toml --only alignment,agendas").ends_with(5);
}

#[test]
fn cards_are_printed_as_it_was_asked() {
    let desk = planned();
    let said = desk.ok(
        "print mini.toml --only name-cards --stock herma-4412 --two-sided --start-label 7 --blanks 2 --offset -0.5,1 \
         --offset-back 0.3,0",
    );
    assert!(said.contains("print it on both sides, and choose \"flip on long edge\""), "{said}");
    let said = desk.ok("print mini.toml --only name-cards --stock cut-a6-landscape --two-sided");
    assert!(said.contains("choose \"flip on short edge\""), "{said}");
    desk.ok("print mini.toml --only name-cards --upright --stacked");
    assert!(!desk.ok("print mini.toml --only name-cards --stock fold-a6").contains("flip on"));
}

#[test]
fn a_stock_of_ones_own_is_a_file() {
    let desk = planned();
    let text = std::fs::read_to_string(repository().join("templates/stock/cut-a7.toml")).unwrap();
    desk.write("my-labels.toml", &text);
    desk.ok("print mini.toml --only name-cards --stock my-labels.toml");
    desk.write("wide.toml", &text.replace("width = 105", "width = 205"));
    desk.run("print mini.toml --only name-cards --stock wide.toml").ends_with(1).says(&[
        "wide.toml",
        "pitch",
        "help: ",
    ]);
    desk.run("print mini.toml --only name-cards --stock nowhere.toml").ends_with(5).says(&["nowhere.toml"]);
}

#[test]
fn choices_that_are_not_possible_are_a_mistake_in_the_command() {
    let desk = planned();
    for (flags, said) in [
        ("--stock herma", "there is no stock \"herma\"\n  help: there are avery-32017, "),
        (
            "--start-label 11",
            "a sheet of this stock has 10 labels, so the first free one cannot be number 11",
        ),
        ("--start-label 0", "cannot be number 0"),
        ("--offset 1", "\"1\" is not an offset"),
        ("--offset 40,0", "an offset of 40 mm is too far"),
    ] {
        desk.run(&format!("print mini.toml --only name-cards {flags}")).ends_with(2).says(&[said]);
    }
}

#[test]
fn a_logo_that_cannot_be_printed_is_named_with_its_cure() {
    let desk = planned();
    desk.write("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    let line = "print mini.toml --only name-cards --logo";
    desk.run(&format!("{line} logo.svg"))
        .ends_with(1)
        .says(&["the logo logo.svg is an SVG drawing", "help: save it as PNG (best for a logo) or as JPEG"]);
    desk.ok("new --templates my");
    desk.edit("my/name-cards.toml", "logo = \"\"", "logo = \"lost.png\"");
    desk.run("print mini.toml --only name-cards --templates my")
        .ends_with(5)
        .says(&["there is no logo my", "lost.png"]);
    desk.run(&format!("{line} logo.png")).ends_with(5).says(&["there is no logo logo.png"]);
    assert!(!desk.path("mini-print").exists(), "nothing is written when something is wrong");
}
