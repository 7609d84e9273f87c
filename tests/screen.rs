//! The page for the projector, in a real browser.

mod cli_support;
mod screen_support;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use cli_support::{Desk, repository};
use screen_support::Browser;

const PROJECTOR: (u32, u32) = (1920, 1080);
const TABLET: (u32, u32) = (1024, 768);
const TELEPHONE: (u32, u32) = (390, 844);

/// A desk with the page of an event.
fn exported(desk: &Desk, event: &str) -> PathBuf {
    let page = event.replace(".toml", ".html");
    desk.ok(&format!("plan {event} --effort low"));
    desk.ok(&format!("export {event} --html -o {page}"));
    desk.path(&page)
}

fn mini() -> (Desk, PathBuf) {
    let desk = Desk::with(&["mini.toml"]);
    let page = exported(&desk, "mini.toml");
    (desk, page)
}

/// A large evening.
fn three_hundred() -> (Desk, PathBuf) {
    let desk = Desk::with(&[]);
    desk.ok("new large.toml --example 300x6 --seed 1");
    let page = exported(&desk, "large.toml");
    (desk, page)
}

#[test]
fn the_clock_goes_through_the_evening() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser.show(&page, "#at=17:29:57");
    assert_eq!(browser.text("stage"), "Welcome");
    assert!(browser.text("until").contains("17:30") && browser.text("seats-title").contains("round 1"));
    assert_eq!(browser.text("countdown"), "00:03");
    browser.let_pass(3000);
    browser.wait_for("round 1", |browser| browser.text("stage") == "Round 1 of 4");
    assert_eq!(browser.text("said"), "Round 1 has begun, until 17:37.");
    assert_eq!(browser.text("countdown"), "07:00");
    browser.let_pass(1000);
    browser.wait_for("a second", |browser| browser.text("countdown") == "06:59");
    assert_eq!(browser.text("seats-title"), "You are seated now");

    browser.show(&page, "#at=17:36:30");
    assert_eq!(browser.text("next"), "One more minute");
    assert_eq!(
        browser.text("seats-title"),
        "Find your table for round 2",
        "the next tables in the last minute"
    );
    browser.show(&page, "#at=17:38");
    assert_eq!(browser.text("stage"), "On to the next table");
    assert_eq!(browser.text("until"), "Round 2 begins at 17:39");
    browser.show(&page, "#at=17:50");
    assert_eq!(
        (browser.text("stage"), browser.text("until")),
        ("Drinks".into(), "Round 3 begins at 18:03".into())
    );
    assert!(!browser.is_seen("seats"), "a break is calm");
    browser.show(&page, "#at=17:59");
    assert!(browser.is_seen("seats") && browser.text("seats-title") == "Find your table for round 3");
    browser.show(&page, "#at=18:15");
    assert_eq!(browser.text("until"), "The last round, until 18:19");
    browser.show(&page, "#at=18:20");
    assert_eq!(browser.text("until"), "Thank you, and cheers!");
    browser.show(&page, "#at=17:36:00&speed=60");
    for (seconds, stage) in
        [(1, "On to the next table"), (2, "Round 2 of 4"), (7, "Drinks"), (17, "Round 3 of 4")]
    {
        browser.let_pass(seconds * 1000);
        browser.wait_for(stage, |browser| browser.text("stage") == stage);
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_clock_that_goes_on_while_it_is_read_shows_the_right_minute() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser.show(&page, "#at=17:38");
    let drawn = "return window.asked === undefined ? -1 : window.asked";
    browser.run("window.asked = 0; performance.now = () => { window.asked += 1; return window.asked; }");
    browser.wait_for("the page is drawn again", |browser| browser.run(drawn).as_u64() > Some(20));
    assert_eq!(browser.text("until"), "Round 2 begins at 17:39");
    browser.key("+");
    assert_eq!(
        (browser.text("drift"), browser.text("until")),
        ("1 min later than planned".into(), "Round 2 begins at 17:40".into())
    );
}

/// The rows of the list, in order.
fn rows(browser: &Browser) -> Vec<String> {
    let rows =
        "return [...document.querySelectorAll('#list li')].map((row) => row.innerText.replace(/\\s+/g, ' '))";
    let rows = browser.run(rows);
    rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
}

#[test]
fn everybody_finds_their_table() {
    let Some(browser) = Browser::open() else { return };
    let (desk, page) = mini();
    browser.resize(PROJECTOR.0, PROJECTOR.1);
    browser.show(&page, "#at=17:32");
    let shown = desk.run("show mini.toml --json").json();
    let list = browser.text("list");
    for person in ["Piet de Boer", "Fatima El Amrani", "Łukasz Wójcik", "Thomas O'Connor"] {
        assert!(list.contains(person), "{list}");
    }
    assert!(!list.contains("Aylin"), "she is not there yet");
    let rows = rows(&browser);
    assert_eq!(rows[0], "Piet de Boer Cijferhuis De Boer table 2", "by last name: de Boer under B");
    assert!(rows.contains(&"Thomas O'Connor Harbour College break".to_owned()), "{rows:?}");
    browser.press("view");
    let rows = self::rows(&browser);
    let tables: Vec<String> = shown["meetings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|meeting| meeting["round"] == 1)
        .map(|meeting| format!("table {} ", meeting["table"]))
        .collect();
    assert!(rows.iter().zip(&tables).all(|(row, table)| row.starts_with(table)), "{rows:?}");
    assert_eq!(rows.len(), tables.len() + 1, "the tables, and who is free");
    browser.press("peek");
    assert_eq!(browser.text("seats-title"), "Find your table for round 2");
    browser.press("peek");
    assert_eq!(browser.text("seats-title"), "You are seated now");
}

#[test]
fn search_needs_no_accents() {
    let Some(browser) = Browser::open() else { return };
    let desk = Desk::with(&["borrel.toml"]);
    let page = exported(&desk, "borrel.toml");
    browser.show(&page, "#at=17:33");
    let found = |typed: &str| {
        browser.type_into("search", typed);
        let found = browser.text("list");
        browser.key("\u{e00c}");
        found
    };
    let muller = found("muller");
    assert!(
        muller.contains("Tom Müller") && muller.contains("nu: tafel ") && muller.contains("Ronde 2: tafel")
    );
    for (typed, name) in [
        ("ZOLC", "Żaneta Żółć"),
        ("angstrom", "Ingrid Ångström"),
        ("wojcik lukasz", "Łukasz Wójcik"),
        ("pixelpolder", "Sofie Claes"),
    ] {
        assert!(found(typed).contains(name), "{typed}");
    }
    assert_eq!(found("nobody at all"), "");
    assert!(browser.text("list").contains("Müller"), "Escape shows everybody again");
    browser.show(&page, "#at=18:13");
    assert!(!browser.is_seen("search"), "a break is calm");
    browser.key("s");
    browser.type_into("search", "muller");
    browser.wait_for("the search in a break", |browser| browser.text("list").contains("Ronde 5: tafel"));
}

#[test]
fn hostile_names_are_text() {
    let Some(browser) = Browser::open() else { return };
    let desk = Desk::with(&["mini.toml"]);
    let attack = "<script>document.hacked=1</script><img src=x onerror='document.hacked=1'>&amp;";
    desk.edit(
        "mini.toml",
        "name = \"Bram Kuipers\"",
        &format!("id = \"bram-kuipers\"\nname = \"A</script>{attack} {{data}}\""),
    );
    desk.edit("mini.toml", "company = \"Dakdelta\"", &format!("company = \"{attack}\""));
    desk.edit("mini.toml", "name = \"Tuesday Drinks\"", &format!("name = \"</title>{attack}\""));
    desk.edit("mini.toml", "label = \"Drinks\"", &format!("label = \"<!--{attack}\""));
    desk.edit("mini.toml", "[rounds]", &format!("[tables]\nnames = {{ 1 = \"{attack}\" }}\n\n[rounds]"));
    let page = exported(&desk, "mini.toml");
    for time in ["17:32", "17:50"] {
        browser.show(&page, &format!("#at={time}"));
        browser.press("view");
        assert_eq!(browser.run("return document.hacked"), serde_json::Value::Null);
        assert_eq!(browser.run("return document.querySelectorAll('img, #list script').length"), 0);
    }
    assert!(browser.text("stage").contains("<!--<script>"));
    browser.show(&page, "#at=17:32");
    let text = browser.run("return document.body.innerText").as_str().unwrap().to_owned();
    assert!(
        text.contains("A</script><script>document.hacked=1</script><img src=x") && text.contains("{data}"),
        "{text}"
    );
    assert!(browser.run("return document.title").as_str().unwrap().starts_with("</title><script>"));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn nothing_is_asked_of_the_network() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser.requests();
    browser.show(&page, "#at=17:32&speed=60");
    for button in ["view", "sound", "skip", "hold"] {
        browser.press(button);
    }
    let asked: BTreeSet<String> = browser.requests().into_iter().collect();
    assert!(
        asked.iter().all(|address| address.starts_with("file:///") && address.contains("mini.html")),
        "{asked:?}"
    );
    assert_eq!(browser.run("return performance.getEntriesByType('resource').length"), 0);
    assert_eq!(browser.complaints(), [""; 0]);
    // Nor could it: browsers refuse.
    browser.run(
        "window.refused = []; document.addEventListener('securitypolicyviolation', (event) => \
         window.refused.push(event.effectiveDirective)); fetch('http://127.0.0.1:9/').catch(() => {}); \
         new Image().src = 'http://127.0.0.1:9/'; document.body.append(Object.assign(document.createElement('script'), \
         { textContent: 'document.hacked = 1' }));",
    );
    browser.wait_for("three refusals", |browser| browser.run("return window.refused.length") == 3);
    assert_eq!(browser.run("return document.hacked"), serde_json::Value::Null);
}

#[test]
fn every_control_has_a_name_and_works_with_keys() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser.show(&page, "#at=17:32");
    let named = |least: usize| {
        let controls = browser.controls();
        assert!(controls.len() >= least, "{controls:?}");
        for (role, name) in &controls {
            assert!(name.chars().any(char::is_alphabetic), "{role} {name:?}");
        }
    };
    named(10);
    browser.press("help");
    named(2);
    browser.press("keys-close");
    browser.key(" ");
    assert_eq!((browser.text("hold"), browser.text("next")), ("Go on".into(), "Paused".into()));
    browser.key("n");
    assert_eq!(browser.text("stage"), "On to the next table");
    browser.key("n");
    assert_eq!((browser.text("stage"), browser.text("countdown")), ("Round 2 of 4".into(), "07:00".into()));
    browser.key("+");
    browser.key("b");
    assert_eq!(
        (browser.text("stage"), browser.text("countdown")),
        ("On to the next table".into(), "02:00".into())
    );
    browser.key(" ");
    assert_eq!(browser.text("hold"), "Pause");
    browser.key("t");
    assert!(browser.text("list").starts_with("table"));
    browser.key("?");
    assert!(browser.is_seen("keys"));
    browser.key("\u{e00c}");
    assert!(!browser.is_seen("keys"));
    browser.key("\u{e004}");
    let outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid", "what has the focus is seen");
}

/// An event that began so many minutes ago.
fn begun(minutes: u64) -> (Desk, PathBuf) {
    let desk = Desk::with(&["mini.toml"]);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() - minutes * 60;
    let start = chrono::DateTime::from_timestamp(i64::try_from(now).unwrap(), 0).unwrap();
    desk.edit("mini.toml", "2026-12-08", &start.format("%Y-%m-%d").to_string());
    desk.edit("mini.toml", "17:30:00 ", &start.format("%H:%M:%S\ntimezone = \"UTC\" ").to_string());
    let page = exported(&desk, "mini.toml");
    (desk, page)
}

#[test]
fn an_evening_that_runs_late_is_kept_over_a_reload() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = begun(12);
    browser.show(&page, "");
    assert_eq!(browser.text("stage"), "Round 2 of 4", "by the clock of this computer");
    assert!(!browser.is_seen("timetable"));
    browser.press("back");
    browser.press("back");
    browser.press("back");
    assert_eq!(browser.text("stage"), "Round 1 of 4");
    assert!(browser.text("drift").ends_with(" min later than planned"), "{}", browser.text("drift"));
    browser.press("undo");
    assert_eq!(browser.text("stage"), "On to the next table");
    browser.press("back");
    browser.press("hold");
    let held = browser.text("countdown");
    browser.show(&page, "");
    assert_eq!((browser.text("stage"), browser.text("countdown")), ("Round 1 of 4".into(), held));
    assert_eq!(browser.text("next"), "Paused");
    browser.press("timetable");
    assert_eq!((browser.text("stage"), browser.text("drift")), ("Round 2 of 4".into(), String::new()));
    // A try-out hours before the evening is forgotten.
    let (_desk, page) = begun(0);
    browser.show(&page, "");
    browser
        .run("localStorage.clear(); for (let i = 0; i < 6; i += 1) document.getElementById('skip').click()");
    assert!(browser.text("drift").contains("earlier"));
    browser.run(
        "const key = Object.keys(localStorage)[0]; const kept = JSON.parse(localStorage[key]); \
                 kept.shift = -3 * 3600000; localStorage[key] = JSON.stringify(kept)",
    );
    browser.show(&page, "");
    assert_eq!(browser.text("stage"), "Round 1 of 4");
    // What somebody else left there does no harm.
    for junk in ["null", "[]", "{", "{\\\"shift\\\":\\\"x\\\",\\\"held\\\":{}}"] {
        browser.run(&format!("for (const key of Object.keys(localStorage)) localStorage[key] = \"{junk}\""));
        browser.show(&page, "");
        assert_eq!(browser.text("stage"), "Round 1 of 4", "{junk}");
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_tablet_set_to_another_zone_shows_the_time_of_the_evening() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser
        .devtools("Emulation.setTimezoneOverride", &serde_json::json!({ "timezoneId": "America/New_York" }));
    browser.show(&page, "#at=17:32");
    assert_eq!((browser.text("stage"), browser.text("until")), ("Round 1 of 4".into(), "until 17:37".into()));
    assert_eq!(browser.text("clock"), "17:32 time in Europe/Amsterdam");
    browser
        .devtools("Emulation.setTimezoneOverride", &serde_json::json!({ "timezoneId": "Europe/Amsterdam" }));
    browser.show(&page, "#at=17:32");
    assert_eq!(browser.text("clock"), "17:32");
}

/// Where the rows of the page that is shown are, against the window they are shown in.
const ROWS_IN_SIGHT: &str = "const box = document.getElementById('window').getBoundingClientRect(); \
    return [...document.querySelectorAll('#list li')].filter((row) => { const at = row.getBoundingClientRect(); \
    return at.left >= box.left - 1 && at.right <= box.right + 1 && at.top >= box.top - 1 && at.bottom <= box.bottom + 1; }) \
    .map((row) => row.innerText)";

#[test]
fn three_hundred_people_fit() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = three_hundred();
    for (width, height) in [PROJECTOR, TABLET] {
        browser.resize(width, height);
        for by_table in [false, true] {
            browser.show(&page, "#at=17:32");
            if by_table {
                browser.press("view");
            }
            let pages = browser.text("page").rsplit(' ').next().unwrap().parse::<usize>().unwrap();
            let mut seen = BTreeSet::new();
            for _ in 0..pages {
                let rows = browser.run(ROWS_IN_SIGHT);
                seen.extend(rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()));
                browser.press("page-on");
            }
            let rows = browser.run("return document.querySelectorAll('#list li').length");
            assert_eq!(rows, seen.len(), "{width}x{height}: a row is not whole on any page");
            assert_eq!(rows, if by_table { 150 } else { 300 });
            let scrolls = "const page = document.documentElement; return page.scrollHeight > innerHeight || page.scrollWidth > innerWidth";
            assert_eq!(browser.run(scrolls), false, "{width}x{height}");
        }
    }
    browser.resize(TELEPHONE.0, TELEPHONE.1);
    browser.show(&page, "#at=17:32");
    assert_eq!(browser.run("return document.documentElement.scrollWidth > innerWidth"), false);
    assert_eq!(
        browser.run("return document.getElementById('seats').getBoundingClientRect().height > 9000"),
        true
    );
}

#[test]
fn pages_turn_by_themselves() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = three_hundred();
    browser.resize(TABLET.0, TABLET.1);
    browser.show(&page, "#at=17:32");
    assert!(browser.text("page").contains("Page 1 of"));
    browser.let_pass(60_000);
    browser.wait_for("the next page", |browser| browser.text("page").contains("Page 2 of"));
}

#[test]
fn both_languages_say_everything() {
    let Some(browser) = Browser::open() else { return };
    let desk = Desk::with(&["mini.toml"]);
    for language in ["en", "nl"] {
        desk.edit("mini.toml", "language = \"en\"", &format!("language = \"{language}\""));
        let page = exported(&desk, "mini.toml");
        for time in ["15:00", "17:29", "17:32", "17:36:30", "17:38", "17:50", "18:01", "18:15", "18:30"] {
            browser.show(&page, &format!("#at={time}"));
            let text = browser.run("return document.body.textContent.replace(document.getElementById('data').textContent, '').split(\"'use strict'\")[0]");
            let text = text.as_str().unwrap();
            for bad in ["{", "undefined", "NaN", "null"] {
                assert!(!text.contains(bad), "{language} {time}: {bad} in {text}");
            }
        }
        assert_eq!(browser.run("return document.documentElement.lang"), language);
    }
}

#[test]
fn the_bell_is_on_after_one_tap() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser.show(&page, "#at=17:32");
    assert_eq!(browser.text("sound"), "Tap for the bell");
    browser.press("sound");
    browser.wait_for("the bell", |browser| browser.text("sound") == "Bell on");
    browser.press("sound");
    assert_eq!(browser.text("sound"), "Bell off");
    browser.show(&page, "#at=17:32");
    browser.press("view");
    browser.wait_for("the bell by any tap", |browser| browser.text("sound") == "Bell on");
}

#[test]
fn an_evening_can_wait_for_its_guests() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    browser.show(&page, "#at=17:28&speed=60");
    browser.key(" ");
    assert_eq!(browser.text("next"), "Paused");
    browser.let_pass(3000);
    browser.wait_for("a late evening", |browser| browser.text("drift").ends_with("min later than planned"));
    assert_eq!(browser.text("stage"), "Welcome");
    browser.key(" ");
    assert_eq!(browser.text("stage"), "Round 1 of 4");
}

#[test]
fn who_wants_calm_gets_calm() {
    let Some(browser) = Browser::open() else { return };
    let (_desk, page) = mini();
    let reduced =
        serde_json::json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    browser.devtools("Emulation.setEmulatedMedia", &reduced);
    browser.show(&page, "#at=17:32");
    let moving = "return document.getAnimations().length + [...document.querySelectorAll('*')].filter((one) => \
                  parseFloat(getComputedStyle(one).transitionDuration) > 0).length";
    assert_eq!(browser.run(moving), 0);
}

/// Pictures of the page, into `target/gallery`, to look at.
#[test]
#[ignore = "for people to look at"]
fn gallery() {
    let browser = Browser::open().expect("a browser");
    let folder = repository().join("target/gallery");
    std::fs::create_dir_all(&folder).unwrap();
    let desk = Desk::with(&["borrel.toml", "beursvloer.toml"]);
    let (_large, large) = three_hundred();
    let [borrel, beursvloer] = ["borrel.toml", "beursvloer.toml"].map(|event| exported(&desk, event));
    let pictures = [
        ("borrel-round", &borrel, "17:33", PROJECTOR),
        ("borrel-last-minute", &borrel, "17:37:20", PROJECTOR),
        ("borrel-break", &borrel, "18:13", PROJECTOR),
        ("borrel-telephone", &borrel, "17:33", TELEPHONE),
        ("beursvloer-tablet", &beursvloer, "16:02", TABLET),
        ("beursvloer-before", &beursvloer, "15:50", PROJECTOR),
        ("three-hundred", &large, "17:33", PROJECTOR),
        ("three-hundred-tablet", &large, "17:38", TABLET),
    ];
    for (name, page, time, (width, height)) in pictures {
        browser.resize(width, height);
        browser.show(page, &format!("#at={time}"));
        std::fs::write(folder.join(format!("screen-{name}.png")), browser.picture()).unwrap();
    }
}
