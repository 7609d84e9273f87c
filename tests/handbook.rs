//! What helps people to use rondje: the guide, typed line by line as it says; completions; the manual.

mod cli_support;

use std::fs;
use std::process::{Command, Stdio};

use cli_support::{Desk, repository};

/// The lines of the guide that are to be typed, in their order, without `rondje`.
fn lines(guide: &str) -> Vec<String> {
    let blocks = guide.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let typed =
        blocks.flat_map(str::lines).map(|line| line.strip_prefix("rondje ").expect("a line of rondje"));
    typed.map(|line| line.replace('"', "'")).collect()
}

const REGISTRATIONS: &str = "Name,Company,Looking for,Offering\n\
    Joris Bakker,Bakker Bouw,Website,Carpentry\n\
    Sanne de Wit,De Wit Advies,Roofing,Tax advice\n";

/// What somebody at the door has typed: everybody but Piet.
const AT_THE_DOOR: &str =
    "Fatima\nNoor\nlukasz\nAmber\nThomas\nAylin\nBram\nJoris Bakker\nSanne de Wit\nEva Smit\n";

fn follow(language: &str, registrations: &str) {
    let desk = Desk::with(&[]);
    desk.write(registrations, REGISTRATIONS);
    let guide = desk.ok(&format!("guide --language {language}"));
    for line in lines(&guide) {
        match line.split_once(" < ") {
            Some((line, _)) => drop(desk.run_with_input(line, AT_THE_DOOR).ends_with(0)),
            None if line.starts_with("forget") => drop(desk.run(&line).ends_with(2).says(&["--yes"])),
            None => drop(desk.ok(&line)),
        }
    }
    for file in ["agendas.pdf", "name-cards.pdf", "follow-up.pdf", "alignment.pdf"] {
        assert!(desk.path("borrel-print").join(file).exists(), "{file}");
    }
}

#[test]
fn the_dutch_guide_works_line_by_line() {
    follow("nl", "aanmeldingen.csv");
}

#[test]
fn the_english_guide_works_line_by_line() {
    follow("en", "registrations.csv");
}

#[test]
fn the_guide_is_the_file_that_the_readme_links() {
    let desk = Desk::with(&[]);
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    for language in ["nl", "en"] {
        let file = format!("templates/guide/{language}.md");
        assert_eq!(
            desk.ok(&format!("guide --language {language}")),
            fs::read_to_string(repository().join(&file)).unwrap()
        );
        assert!(readme.contains(&format!("]({file})")), "the README does not link {file}");
    }
    assert_eq!(desk.ok("guide"), desk.ok("guide --language en"));
}

/// The names of all commands, as `--help` lists them.
fn commands(desk: &Desk) -> Vec<String> {
    let help = desk.ok("--help");
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let starts = list.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = starts.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_shell_can_complete_every_command() {
    let desk = Desk::with(&[]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = desk.ok(&format!("completions {shell}"));
        for command in commands(&desk) {
            assert!(script.contains(&command), "{shell} does not complete {command}");
        }
        assert_eq!(script, desk.ok(&format!("completions {shell}")));
    }
    desk.run("completions sh").ends_with(2);
}

#[test]
fn bash_completes_what_is_begun() {
    let desk = Desk::with(&[]);
    desk.write("completions", &desk.ok("completions bash"));
    let script = "source ./completions; COMP_WORDS=(rondje \"$@\"); COMP_CWORD=$#; \
                  _rondje rondje \"${!#}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"; echo \"${COMPREPLY[@]}\"";
    let complete = |begun: &[&str]| {
        let mut bash = Command::new("bash");
        bash.args(["-c", script, "rondje"]).args(begun).current_dir(desk.path("")).stdin(Stdio::null());
        bash.output().map(|output| String::from_utf8(output.stdout).unwrap())
    };
    let Ok(found) = complete(&["pl"]) else {
        eprintln!("there is no bash here: nothing was tried");
        return;
    };
    assert_eq!(found.trim(), "plan");
    assert_eq!(complete(&["plan", "--eff"]).unwrap().trim(), "--effort");
    assert_eq!(complete(&["guide", "--language", ""]).unwrap().trim(), "nl en");
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let desk = Desk::with(&[]);
    let said = desk.ok("man --out pages");
    let mut expected: Vec<String> = commands(&desk).iter().map(|name| format!("rondje-{name}.1")).collect();
    expected.push("rondje.1".to_owned());
    expected.sort();
    let mut pages: Vec<String> = fs::read_dir(desk.path("pages"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    assert_eq!(pages, expected);
    assert!(said.starts_with(&format!("Written: {} pages into pages\n", pages.len())), "{said}");
    assert_eq!(desk.ok("man"), desk.read("pages/rondje.1"));
    let plan = desk.read("pages/rondje-plan.1");
    for part in
        [".TH rondje-plan 1", "\nrondje plan borrel.toml \\-\\-print\n", "\\-\\-effort", "Possible values"]
    {
        assert!(plan.contains(part), "{part} is missing:\n{plan}");
    }
}
