//! `print` and its flags, and templates of one's own.

mod cli_support;

use std::fs;

use cli_support::Desk;

/// A desk with the small example planned.
fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

fn printed(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path("mini-print")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn what_is_printed_for_some_replaces_nothing() {
    let desk = planned();
    desk.ok("print mini.toml --only agendas,wall-chart");
    let everybody = fs::read(desk.path("mini-print/agendas.pdf")).unwrap();
    let said = desk.ok("print mini.toml --person fatima");
    assert!(said.contains("mini-print/agendas-fatima-el-amrani.pdf"), "{said}");
    assert_eq!(
        printed(&desk),
        [
            "agendas-fatima-el-amrani.pdf",
            "agendas.pdf",
            "follow-up-fatima-el-amrani.pdf",
            "name-cards-fatima-el-amrani.pdf",
            "wall-chart.pdf"
        ]
    );
    assert!(fs::read(desk.path("mini-print/agendas.pdf")).unwrap() == everybody);
    desk.ok("print mini.toml --only agendas --person fatima --person piet");
    assert!(printed(&desk).contains(&"agendas-fatima-el-amrani+piet-de-boer.pdf".to_owned()));
    desk.ok("print mini.toml --only agendas --person fatima --person piet --person noor --person bram");
    let many = printed(&desk).into_iter().find(|name| name.contains("more")).unwrap();
    assert!(many.starts_with("agendas-") && many.ends_with("+3-more.pdf"), "{many}");
}

#[test]
fn agendas_come_in_every_form() {
    let desk = planned();
    let size = |form: &str| {
        desk.ok(&format!("print mini.toml --only agendas --agendas {form} --out {form}"));
        fs::read(desk.path(form).join("agendas.pdf")).unwrap().len()
    };
    for form in ["a4", "a5", "a5-two-up", "a6-four-up", "a6-folded"] {
        assert!(size(form) > 1000, "{form}");
    }
    desk.run("print mini.toml --agendas a7").ends_with(2).says(&["no form \"a7\"", "a6-folded"]);
    desk.run("plan mini.toml --agendas a5").ends_with(2).says(&["add --print"]);
    desk.ok("plan mini.toml --print --agendas a5");
}

#[test]
fn templates_of_ones_own() {
    let desk = planned();
    let said = desk.ok("new --templates my");
    assert!(said.contains("templates into my") && said.contains("print EVENT --templates my"), "{said}");
    desk.ok("print mini.toml --templates my --only run-sheet --out one");
    desk.ok("print mini.toml --only run-sheet --out two");
    let [one, two] = ["one", "two"].map(|folder| fs::read(desk.path(folder).join("run-sheet.pdf")).unwrap());
    assert!(one == two, "unchanged templates print the same");
    // A folder with one file will do; the rest is built in.
    fs::create_dir(desk.path("own")).unwrap();
    fs::copy(desk.path("my/run-sheet.toml"), desk.path("own/run-sheet.toml")).unwrap();
    desk.edit("own/run-sheet.toml", "paper = \"A4\"", "paper = \"A3\"");
    desk.ok("print mini.toml --templates own --only run-sheet --out three");
    assert!(fs::read(desk.path("three/run-sheet.pdf")).unwrap() != two);
    // What was changed stays, unless it is to be replaced.
    desk.edit("my/run-sheet.toml", "columns = 2", "columns = 1");
    fs::remove_file(desk.path("my/text/nl.toml")).unwrap();
    let said = desk.ok("new --templates my");
    assert!(said.contains("Written: 1 template into my") && said.contains("Kept: 1 template"), "{said}");
    assert!(desk.read("my/run-sheet.toml").contains("columns = 1"));
    desk.ok("new --templates my --overwrite");
    assert!(desk.read("my/run-sheet.toml").contains("columns = 2"));
}

#[test]
fn every_mistake_in_every_template_is_shown_at_once() {
    let desk = planned();
    desk.ok("new --templates my");
    desk.edit("my/run-sheet.toml", "paper = \"A4\"", "paper = \"A9\"");
    desk.edit("my/run-sheet.toml", "warning = 1", "warnings = 1");
    desk.edit("my/text/en.toml", "pause = \"Take a break\"", "pauze = \"Take a break\"");
    desk.edit("my/agendas/a5.toml", "time = 17", "time = 'wide'");
    desk.write("my/agenda.toml", "format = 1\n");
    let ran = desk.run("print mini.toml --templates my").ends_with(1);
    ran.says(&[
        "my/run-sheet.toml:4:9",
        "error[E601]: there is no paper size `A9`",
        "error[E006]: this template has no key `warnings`",
        "did you mean `warning`?",
        "error[E007]: this template lacks `warning`",
        "warning = 1",
        "`agenda` has no key `pauze`",
        "my/agendas/a5.toml:",
        "`time` of `round` must be a number from 0 to 2000, but this is text",
        "there is no template called `agenda.toml`",
        "did you mean `agendas.toml`?",
    ]);
    assert!(!desk.path("mini-print").exists());
    desk.run("print mini.toml --templates nowhere").ends_with(5).says(&["rondje new --templates nowhere"]);
}

#[test]
fn fonts_are_opened_when_a_name_needs_them() {
    let desk = planned();
    desk.write("broken.ttf", "this is no font");
    desk.run("print mini.toml --font missing.ttf").ends_with(5).says(&["there is no font missing.ttf"]);
    // Nobody needs it, so it is not looked into.
    assert!(!desk.ok("print mini.toml --font broken.ttf --only agendas").contains("broken"));
    desk.edit("mini.toml", "name = \"Piet de Boer\"", "id = \"piet-de-boer\"\nname = \"Piet דוד\"");
    desk.ok("plan mini.toml");
    desk.run("print mini.toml").ends_with(1).says(&["Piet", "U+05D3", "--font"]);
    desk.run("print mini.toml --font broken.ttf").ends_with(1).says(&["broken.ttf is not a font"]);
    let font = "/usr/share/fonts/truetype/noto/NotoSansHebrew-Regular.ttf";
    if !std::path::Path::new(font).exists() {
        eprintln!("SKIPPED: there is no {font}; install fonts-noto-core to run this test");
        return;
    }
    let said = desk.ok(&format!("print mini.toml --font {font}"));
    assert!(said.contains("NotoSansHebrew-Regular.ttf for “דו”"), "{said}");
    assert!(said.contains("no bold font has “דו”"), "{said}");
    desk.ok("new --templates my");
    fs::create_dir(desk.path("my/fonts")).unwrap();
    fs::copy(font, desk.path("my/fonts/hebrew.ttf")).unwrap();
    desk.edit("my/fonts.toml", "fallback = []", "fallback = [\"hebrew.ttf\"]");
    assert!(desk.ok("print mini.toml --templates my").contains("hebrew.ttf"));
}
