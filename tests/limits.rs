//! What is too large, too deep, hostile or in the way: refused with a clear message, or made harmless, and quickly. What is
//! wrong inside one file of a usual size is in `broken_events.rs`, `reading.rs` and `fuzz.rs`.

mod cli_support;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use cli_support::{Desk, Ran};

/// An evening to which attendees are added.
const EVENING: &str = "format = 1\n[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30\n\
    [rounds]\ncount = 4\nminutes = 7\n";

fn people(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = write!(text, "[[attendee]]\nname = \"Gast {number}\"\nwants = [\"Taart\"]\n");
        text
    })
}

fn planned() -> Desk {
    let desk = Desk::with(&["mini.toml"]);
    desk.ok("plan mini.toml");
    desk
}

/// Runs a line that must be refused with these words, and soon: the time is for a slow and busy machine without optimization.
#[track_caller]
fn refused(desk: &Desk, line: &str, code: i32, parts: &[&str]) -> Ran {
    let start = Instant::now();
    let ran = desk.run(line).ends_with(code).says(parts);
    assert!(start.elapsed() < Duration::from_secs(60), "{line} took {:.0?}", start.elapsed());
    assert!(ran.err.len() < 2_000_000, "{line} says {} bytes", ran.err.len());
    ran
}

/// What the reader says of an evening with this changed or added.
#[track_caller]
fn reads(text: &str, code: i32, parts: &[&str]) {
    let desk = Desk::with(&[]);
    desk.write("e.toml", text);
    refused(&desk, "check e.toml", code, parts);
}

#[test]
fn files_that_are_too_large() {
    let desk = Desk::with(&["mini.toml"]);
    let hole = File::create(desk.path("large.toml")).unwrap();
    hole.set_len(100_000_000).unwrap();
    for line in [
        "check large.toml",
        "plan large.toml",
        "import large.toml --into mini.toml",
        "show mini.toml --schedule large.toml",
    ] {
        refused(&desk, line, 1, &["large.toml is larger than 64 MB", "is this the right file?"]);
    }
    hole.set_len(21_000_000).unwrap();
    refused(&desk, "check large.toml", 1, &["E003", "20 million is the most"]);
}

#[test]
fn a_million_people() {
    let desk = Desk::with(&[]);
    desk.write("e.toml", &format!("{EVENING}{}", people(1_000_000)));
    refused(&desk, "check e.toml", 1, &["million bytes; 20 million is the most"]);
    desk.write("e.toml", &format!("{EVENING}{}", people(100_000)));
    refused(&desk, "check e.toml", 1, &["there are 100000 attendees; 5000 is the most"]);
}

/// So many lines, or words.
fn many(line: &dyn Fn(usize) -> String, count: usize) -> String {
    (0..count).map(line).collect()
}

#[test]
fn many_errors_of_one_kind_take_no_time() {
    reads(&many(&|number| format!("key{number} = 1\n"), 300_000), 1, &["E006", "no key `key0`"]);
    reads(
        &format!("{EVENING}{}", "[[attendee]]\nname = \"Jan\"\n".repeat(5_000)),
        1,
        &["two attendees have the id"],
    );
    let shares = many(&|number| format!("\"emial{number}\", "), 200);
    let lines = format!("[[attendee]]\nname = \"A\"\nshare = [{shares}]\n");
    reads(&format!("{EVENING}{}", lines.repeat(1_000)), 1, &["cannot be `emial0`"]);
}

#[test]
fn rounds_topics_and_depth() {
    reads(&EVENING.replace("count = 4", "count = 10000"), 1, &["count"]);
    let aliases = many(&|number| format!("\"naam {number}\", "), 10_000);
    let topic = format!("{EVENING}[[topic]]\nname = \"Taart\"\naliases = [{aliases}]\n{}", people(2));
    reads(&topic, 0, &[]);
    let circle = "[[topic]]\nname = \"A\"\nwithin = \"B\"\n[[topic]]\nname = \"B\"\nwithin = \"A\"\n";
    reads(&format!("{EVENING}{circle}{}", people(2)), 1, &["within"]);
    let chain = (0..1_900).fold(String::new(), |mut text, number| {
        let _ = write!(text, "[[topic]]\nname = \"T{number}\"\nwithin = \"T{}\"\n", number + 1);
        text
    });
    reads(&format!("{EVENING}{chain}[[topic]]\nname = \"T1900\"\n{}", people(2)), 0, &[]);
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        reads(&format!("a = {}{}\n", open.repeat(50_000), close.repeat(50_000)), 1, &["E001"]);
    }
}

/// Every number of an event file, at its extremes.
#[test]
fn numbers_at_their_extremes() {
    let numbers = ["-9223372036854775808", "-1", "0", "1", "2147483648", "4294967296", "9223372036854775807"];
    let places = [
        "[rounds]\ncount = N\nminutes = 7\n",
        "[rounds]\ncount = 4\nminutes = N\n",
        "[rounds]\ncount = 4\nminutes = 7\nchangeover = N\n",
        "[rounds]\ncount = 4\nminutes = 7\nbreaks = [{ after = N, minutes = 15 }]\n",
        "[rounds]\ncount = 4\nminutes = 7\nbreaks = [{ after = 2, minutes = N }]\n",
        "ROUNDS[tables]\ncount = N\n",
        "ROUNDS[tables]\nnames = { N = \"Bar\" }\n",
        "ROUNDS[matching]\nrelated_fit = N\n",
        "ROUNDS[matching]\nmutual_bonus = N\n",
        "ROUNDS[matching]\nnew_contact = N\n",
        "ROUNDS[matching]\nother_group = N\n",
        "ROUNDS[matching]\nshared_acquaintance = N\n",
        "ROUNDS[matching]\nsit_out = N\n",
        "ROUNDS[matching]\nfloor = N\n",
        "ROUNDS[[group]]\nname = \"G\"\nfocus = N\n",
        "ROUNDS[[attendee]]\nname = \"Jan\"\nmax_meetings = N\n",
        "ROUNDS[[attendee]]\nname = \"Jan\"\nhost = N\n",
        "ROUNDS[[attendee]]\nname = \"Jan\"\nrounds = { from = N, until = N, except = [N] }\n",
        "ROUNDS[[pair]]\npeople = [\"gast-0\", \"gast-1\"]\nrule = \"must\"\nround = N\ntable = N\n",
        "ROUNDS[[pair]]\npeople = [\"gast-0\", \"gast-1\"]\nrule = \"must\"\nrounds = [N]\n",
        "ROUNDS[[pair]]\npeople = [\"gast-0\", \"gast-1\"]\nrule = \"prefer\"\npoints = N\n",
    ];
    let desk = Desk::with(&[]);
    let start = "format = FORMAT\n[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30\n";
    for (place, number) in places.iter().flat_map(|place| numbers.map(|number| (place, number))) {
        let place = place.replace("ROUNDS", "[rounds]\ncount = 4\nminutes = 7\n").replace('N', number);
        desk.write("e.toml", &format!("{}{}{}", start.replace("FORMAT", "1"), place, people(3)));
        let ran = desk.run("check e.toml");
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{place} ends with {:?}\n{}", ran.code, ran.err);
        assert!(ran.code != Some(1) || ran.err.contains("help: "), "{place}\n{}", ran.err);
        if ran.code == Some(0) {
            let plan = desk.run("plan e.toml --effort low -o -");
            assert!(matches!(plan.code, Some(0 | 3)), "{place} ends with {:?}\n{}", plan.code, plan.err);
        }
    }
    for number in numbers.into_iter().filter(|number| *number != "1") {
        desk.write("e.toml", &format!("{}{}", start.replace("FORMAT", number), people(3)));
        refused(&desk, "check e.toml", 1, &["format"]);
    }
}

#[test]
fn text_that_plays_tricks() {
    for (name, code) in [("a\\u0000b", 1), ("a\\u001b[2Jb", 1), ("a\\u202Eb", 1), ("a\\nb", 1)] {
        reads(&format!("{EVENING}[[attendee]]\nname = \"{name}\"\n"), code, &["name"]);
    }
    // The second is Cyrillic: another person, with another id, who is told apart everywhere.
    let desk = Desk::with(&[]);
    let two = "[[attendee]]\nid = \"anna\"\nname = \"Anna\"\nwants = [\"Taart\"]\n\
        [[attendee]]\nid = \"\u{430}nna\"\nname = \"\u{410}nna\"\noffers = [\"Taart\"]\n";
    desk.write("e.toml", &format!("{EVENING}{two}"));
    desk.ok("plan e.toml");
    assert!(desk.ok("show e.toml").contains("\u{410}nna"));
    desk.write("e.toml", &format!("{EVENING}{}", two.replace("id = \"\u{430}nna\"\n", "")));
    let ran = desk.run("check e.toml");
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.err);
}

#[test]
fn nothing_leaves_its_folder() {
    for id in ["../../x", "/etc/passwd", "a/b", "..", "C:\\x", "con\\u0000"] {
        reads(&format!("{EVENING}[[attendee]]\nid = '{id}'\nname = \"Jan\"\n"), 1, &["id"]);
    }
    let desk = planned();
    fs::create_dir(desk.path("inner")).unwrap();
    for history in ["../mini.schedule.toml", "/etc/passwd", "..", "", "inner/../../x"] {
        desk.write("inner/e.toml", &format!("{EVENING}[matching]\nhistory = ['{history}']\n{}", people(2)));
        refused(&desk, "check inner/e.toml", 1, &["history"]);
    }
}

#[test]
fn wintertime_midnight_and_windows() {
    for (date, start) in
        [("2026-10-25", "01:30"), ("2026-03-29", "01:45"), ("2026-12-31", "23:50"), ("9999-12-31", "23:59")]
    {
        let desk = Desk::with(&[]);
        let text = format!("{EVENING}{}", people(6)).replace("2026-12-10", date).replace("17:30", start);
        desk.write("e.toml", &text.replace('\n', "\r\n"));
        desk.ok("plan e.toml");
        desk.ok("show e.toml");
        let ran = desk.run("print e.toml --only agendas,run-sheet");
        assert!(matches!(ran.code, Some(0)), "{date}: {}", ran.err);
        let ran = desk.run("export e.toml");
        assert!(matches!(ran.code, Some(0 | 1)), "{date}: {}", ran.err);
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    /// Runs a line of the shell; `RONDJE` stands for the program.
    fn shell(desk: &Desk, line: &str) -> Ran {
        let line = line.replace("RONDJE", env!("CARGO_BIN_EXE_rondje"));
        let output = Command::new("sh").args(["-c", &line]).current_dir(desk.path("")).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { line, code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_stays() {
        let desk = planned();
        fs::create_dir(desk.path("elsewhere")).unwrap();
        desk.write("elsewhere/precious", "mine\n");
        symlink(desk.path("elsewhere/precious"), desk.path("plan.toml")).unwrap();
        desk.ok("plan mini.toml -o plan.toml");
        assert_eq!(desk.read("elsewhere/precious"), "mine\n");
        symlink(desk.path("elsewhere/precious"), desk.path(".rondje-mini.lock")).unwrap();
        refused(&desk, "held mini.toml", 5, &[".rondje-mini.lock", "take away what is there"]);
        assert_eq!(desk.read("elsewhere/precious"), "mine\n");
    }

    #[test]
    fn a_full_disk_leaves_what_was_there() {
        let desk = planned();
        let before = [desk.read("mini.toml"), desk.read("mini.schedule.toml")];
        desk.edit("mini.toml", "count = 4", "count = 3");
        let full = "trap '' XFSZ; ulimit -f 0; exec RONDJE";
        for line in ["plan mini.toml", "plan mini.toml -o other.toml", "walk-in mini.toml --name Eva"] {
            shell(&desk, &format!("{full} {line}")).ends_with(5).says(&["cannot write", "error: "]);
        }
        assert_eq!(desk.read("mini.schedule.toml"), before[1]);
        assert_eq!(desk.read("mini.toml"), before[0].replace("count = 4", "count = 3"));
        let left: Vec<String> =
            desk.files().into_iter().filter(|name| name.starts_with(".rondje-")).collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn outputs_that_take_nothing() {
        let desk = planned();
        shell(&desk, "RONDJE show mini.toml > /dev/full").ends_with(5).says(&["the disk is full"]);
        shell(&desk, "RONDJE plan mini.toml -o /sys/x.toml").ends_with(5).says(&["cannot write /sys/x.toml"]);
        shell(&desk, "RONDJE print mini.toml --out /sys/x").ends_with(5).says(&["cannot write /sys/x"]);
        shell(&desk, "RONDJE show mini.toml >&-");
        shell(&desk, "RONDJE show mini.toml | true").ends_with(0);
    }

    #[test]
    fn a_folder_for_reading_only() {
        let desk = planned();
        fs::create_dir(desk.path("read")).unwrap();
        fs::copy(desk.path("mini.toml"), desk.path("read/mini.toml")).unwrap();
        fs::set_permissions(desk.path("read"), fs::Permissions::from_mode(0o500)).unwrap();
        // Whoever may do everything may write here too.
        if File::create(desk.path("read/try")).is_err() {
            desk.run("plan read/mini.toml").ends_with(5).says(&["you have no permission"]);
            desk.ok("plan read/mini.toml -o out.toml");
        }
        fs::set_permissions(desk.path("read"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn without_home_or_terminal() {
        let desk = planned();
        for variables in
            ["", "HOME= TERM= LANG=", "TERM=dumb HOME=/nowhere COLUMNS=1", "LC_ALL=xx_YY.latin1 TZ=Mars/Base"]
        {
            let ran = shell(&desk, &format!("env -i {variables} RONDJE show mini.toml")).ends_with(0);
            assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'));
        }
    }
}

/// A command that has the event to itself until its standard input ends.
struct AtWork(Child);

impl AtWork {
    fn on(desk: &Desk) -> Self {
        let mut command = desk.command("no-show mini.toml -");
        let child =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let start = Instant::now();
        while fs::read_to_string(desk.path(".rondje-mini.lock")).unwrap_or_default().is_empty() {
            assert!(start.elapsed() < Duration::from_secs(60), "it does not start");
            sleep(Duration::from_millis(5));
        }
        Self(child)
    }

    fn ends(mut self) {
        self.0.stdin.take().unwrap().write_all(b"piet\n").unwrap();
        assert!(self.0.wait().unwrap().success());
    }
}

fn waiting(desk: &Desk, line: &str) -> Child {
    desk.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn of_two_commands_the_second_waits() {
    let desk = planned();
    let first = AtWork::on(&desk);
    let second = waiting(&desk, "no-show mini.toml fatima");
    sleep(Duration::from_millis(1_500));
    first.ends();
    let said = second.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr);
    assert!(said.contains("waiting for another rondje on mini.toml (rondje no-show, process "), "{said}");
    let night = desk.read("mini.night.toml");
    assert!(night.contains("\"piet-") && night.contains("\"fatima-"), "{night}");
    assert_eq!(desk.files(), ["mini.night.toml", "mini.schedule.toml", "mini.toml"]);
}

#[test]
fn the_second_says_who_is_at_work_and_does_nothing() {
    let desk = planned();
    let before = desk.files();
    let first = AtWork::on(&desk);
    desk.ok("show mini.toml");
    desk.ok("plan mini.toml -o other.toml");
    desk.run("held mini")
        .ends_with(5)
        .says(&["nothing was done: another rondje on mini.toml (rondje no-show, process ", "help: "]);
    fs::remove_file(desk.path("other.toml")).unwrap();
    first.ends();
    assert_eq!(desk.files().len(), before.len() + 1, "{:?}", desk.files());
}

#[test]
fn a_command_that_was_killed_keeps_nobody_waiting() {
    let desk = planned();
    let mut first = AtWork::on(&desk);
    first.0.kill().unwrap();
    first.0.wait().unwrap();
    let start = Instant::now();
    let ran = desk.run("no-show mini.toml fatima").ends_with(0);
    assert!(!ran.err.contains("waiting"), "{} after {:?}", ran.err, start.elapsed());
    assert_eq!(desk.files(), ["mini.night.toml", "mini.schedule.toml", "mini.toml"]);
}

/// Many at once: each waits for its turn, and no step is lost.
#[test]
fn three_door_desks_at_once() {
    let desk = planned();
    let people = ["piet", "fatima", "amber"];
    let all: Vec<Child> =
        people.iter().map(|who| waiting(&desk, &format!("late mini.toml {who} --round 2"))).collect();
    let ended = all.into_iter().map(|child| child.wait_with_output().unwrap());
    for ran in ended {
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }
    let night = desk.read("mini.night.toml");
    assert!(people.iter().all(|who| night.contains(&format!("\"{who}-"))), "{night}");
    assert_eq!(desk.files(), ["mini.night.toml", "mini.schedule.toml", "mini.toml"]);
}
