//! Events, schedules and readers for the tests of printed matter.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod drawn;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use chrono::{NaiveDate, NaiveTime};
use rondje::document::{Document, Kind, Problem, Selection, Templates, compose};
use rondje::domain::{
    Attendee, Break, Colour, Company, Contact, Event, Group, Language, Matching, Meeting, Offer, PlanResult,
    Priority, Proof, RoundSet, Rounds, Schedule, Tables, Topic, Want, default_id, fold,
};
use rondje::matching::Pairs;

/// An event without attendees.
pub fn empty_event(language: Language, rounds: u32, tables: u32) -> Event {
    Event {
        name: "Bouw & ICT borrel".into(),
        date: NaiveDate::from_ymd_opt(2026, 12, 10).unwrap(),
        start: NaiveTime::from_hms_opt(17, 30, 0).unwrap(),
        timezone: "Europe/Amsterdam".into(),
        language,
        venue: Some("De Oude Bibliotheek, Delft".into()),
        organizer: Some("Ondernemerskring Delft".into()),
        notes: None,
        rounds: Rounds {
            count: rounds,
            minutes: 7,
            changeover: 2,
            breaks: vec![Break { after: rounds.div_ceil(2), minutes: 15, label: Some("Drankje".into()) }],
        },
        tables: Tables { count: tables, names: [(3, "Bij de bar".to_owned())].into() },
        matching: Matching::default(),
        topics: Vec::new(),
        groups: Vec::new(),
        attendees: Vec::new(),
        pairs: Vec::new(),
        met_before: Vec::new(),
    }
}

/// One of the example events.
pub fn example(name: &str) -> Event {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("events").join(name);
    event_of(&std::fs::read_to_string(&path).unwrap())
}

/// The plan of one of the example events, as it is kept for the tests.
pub fn planned(name: &str, event: &Event) -> Schedule {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    rondje::schedule_file::read(&text, event).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// The index of a topic, added if it is new.
pub fn topic(event: &mut Event, name: &str) -> usize {
    let known = event.topics.iter().position(|topic| fold(&topic.name) == fold(name));
    known.unwrap_or_else(|| {
        event.topics.push(Topic { name: name.into(), aliases: Vec::new(), within: None });
        event.topics.len() - 1
    })
}

/// Adds an attendee who is there all evening; wants and offers as `topic` or `topic: note`.
pub fn add(
    event: &mut Event,
    name: &str,
    company: &str,
    title: &str,
    wants: &[&str],
    offers: &[&str],
) -> usize {
    let part = |text: &str| match text.split_once(": ") {
        Some((topic, note)) => (topic.to_owned(), Some(note.to_owned())),
        None => (text.to_owned(), None),
    };
    let wants = wants
        .iter()
        .map(|want| {
            let (name, note) = part(want);
            Want { topic: topic(event, &name), priority: Priority::Normal, note }
        })
        .collect();
    let offers = offers
        .iter()
        .map(|offer| {
            let (name, note) = part(offer);
            Offer { topic: topic(event, &name), note }
        })
        .collect();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    event.attendees.push(Attendee {
        id: default_id(name),
        name: name.into(),
        company: some(company).map(|name| Company { folded: fold(&name), name }),
        title: some(title),
        group: None,
        wants,
        offers,
        asks_for: Vec::new(),
        knows: Vec::new(),
        avoids: Vec::new(),
        rounds: RoundSet::all(event.rounds.count),
        max_meetings: None,
        host: None,
        email: None,
        phone: None,
        link: None,
        share: Vec::new(),
    });
    event.attendees.len() - 1
}

fn group(name: &str, [red, green, blue]: [u8; 3]) -> Group {
    Group { name: name.into(), colour: Some(Colour { red, green, blue }), focus: 100 }
}

/// Name, company, title, group, wants, offers.
type Person =
    (&'static str, &'static str, &'static str, usize, &'static [&'static str], &'static [&'static str]);

const PEOPLE: [Person; 17] = [
    (
        "Fatima El Amrani",
        "Dakdelta",
        "Eigenaar",
        0,
        &["Webdesign", "Financiering: voor een nieuwe loods"],
        &["Dakisolatie", "Stageplek: vanaf februari"],
    ),
    (
        "Piet de Vries",
        "Klik & Klaar",
        "Ontwerper",
        1,
        &["Dakisolatie: ons kantoor lekt bij elke bui", "Boekhouding"],
        &["Webdesign: ook webwinkels", "Fotografie"],
    ),
    (
        "Joris van ’t Hart",
        "Van ’t Hart Accountants",
        "Accountant",
        3,
        &["Netwerkbeheer"],
        &["Boekhouding", "Financiering: leningen tot 2 ton"],
    ),
    (
        "Nguyễn Thị Minh Châu",
        "ROC Delfland",
        "Praktijkbegeleider",
        2,
        &["Stageplek: voor vijf timmerleerlingen"],
        &["Scholing"],
    ),
    (
        "Żaneta Żółć",
        "Stalen Staal BV",
        "Directeur",
        0,
        &["Scholing", "Webdesign"],
        &["Staalconstructies", "Stageplek"],
    ),
    (
        "Yusuf Yılmaz",
        "Netwijs",
        "Systeembeheerder",
        1,
        &["Boekhouding", "Staalconstructies: een serverkast van 3 meter"],
        &["Netwerkbeheer", "Beveiliging"],
    ),
    (
        "Łukasz Wiśniewski",
        "Wiśniewski Timmerwerken",
        "Timmerman",
        0,
        &["Fotografie", "Financiering"],
        &["Timmerwerk: ook monumenten"],
    ),
    (
        "Anna Bakker-van den Heuvel",
        "Bakker Juristen",
        "Advocaat arbeidsrecht",
        3,
        &["Beveiliging", "Timmerwerk"],
        &["Juridisch advies"],
    ),
    (
        "Kees 't Hooft",
        "Hooft Installatietechniek en Duurzaamheidsadvies",
        "Bedrijfsleider installatietechniek",
        0,
        &["Juridisch advies", "Scholing"],
        &["Warmtepompen"],
    ),
    (
        "Ineke van der Meer",
        "Gemeente Delft",
        "Accountmanager bedrijven",
        3,
        &["Warmtepompen"],
        &["Vergunningen", "Subsidies: voor verduurzaming"],
    ),
    (
        "Omar Ben Haddou",
        "Codekraam",
        "Programmeur",
        1,
        &["Vergunningen", "Subsidies"],
        &["Maatwerksoftware", "Webdesign"],
    ),
    (
        "Sofie Jansen",
        "",
        "Zelfstandig fotograaf",
        3,
        &["Webdesign", "Boekhouding"],
        &["Fotografie: bouwplaatsen"],
    ),
    (
        "Håkon Østergård",
        "Nordlys",
        "Architect",
        0,
        &["Staalconstructies", "Warmtepompen"],
        &["Bouwtekeningen"],
    ),
    ("Madonna", "Klank", "", 2, &["Maatwerksoftware"], &["Muziekles"]),
    (
        "Charlotte-Antoinette de Rochefoucauld-Vandenberghe",
        "Vandenberghe",
        "Partner",
        3,
        &["Bouwtekeningen"],
        &["Vastgoed"],
    ),
    (
        "Μαρία Παπαδοπούλου",
        "Ελιά",
        "Importeur",
        3,
        &["Vastgoed", "Juridisch advies"],
        &["Catering: olijven en wijn"],
    ),
    ("Bram Smit", "Smit Schilders", "Schilder", 0, &["Catering", "Timmerwerk"], &["Schilderwerk"]),
];

/// A believable evening of 17 people and 7 rounds.
pub fn borrel(language: Language) -> Event {
    let mut event = empty_event(language, 7, 8);
    event.groups = vec![
        group("Bouw", [0xC7, 0x5B, 0x12]),
        group("ICT", [0x1F, 0x5F, 0x8B]),
        group("Onderwijs", [0xF2, 0xC1, 0x4E]),
        group("Zakelijke dienstverlening", [0x3B, 0x7A, 0x57]),
    ];
    for (name, company, title, group, wants, offers) in PEOPLE {
        let index = add(&mut event, name, company, title, wants, offers);
        event.attendees[index].group = Some(group);
    }
    decorate(&mut event);
    event
}

/// Latecomers, a host, acquaintances, contact details, a broader topic.
fn decorate(event: &mut Event) {
    let marketing = topic(event, "Marketing");
    for name in ["Webdesign", "Fotografie"] {
        let narrow = topic(event, name);
        event.topics[narrow].within = Some(marketing);
    }
    event.attendees[12].wants.push(Want {
        topic: marketing,
        priority: Priority::High,
        note: Some("zichtbaar worden in Nederland".into()),
    });
    event.attendees[13].group = None;
    event.attendees[0].knows = vec![2];
    event.attendees[1].knows = vec![2];
    event.attendees[0].asks_for = vec![10];
    event.attendees[3].host = Some(3);
    event.attendees[4].rounds = RoundSet::span(3, 7);
    event.attendees[5].rounds = RoundSet::span(1, 4);
    event.attendees[6].rounds.remove(4);
    event.attendees[9].max_meetings = Some(3);
    let piet = &mut event.attendees[1];
    piet.email = Some("piet@klikenklaar.example".into());
    piet.phone = Some("06 1234 5678".into());
    piet.share = vec![Contact::Email];
    let joris = &mut event.attendees[2];
    joris.email = Some("joris.vanthart@vantharthartaccountants.example".into());
    joris.phone = Some("015 212 34 56".into());
    joris.link = Some("https://vanthart.example/over-ons".into());
    joris.share = vec![Contact::Email, Contact::Phone, Contact::Link];
    let kees = &mut event.attendees[8];
    kees.email = Some("geheim@hooft.example".into());
    kees.avoids = vec![9];
}

/// Everything that is long, much or missing: `nasty.toml` beside this file.
pub fn nasty(language: Language) -> Event {
    Event { language, ..event_of(include_str!("nasty.toml")) }
}

/// Names in scripts that need other fonts: `scripts.toml` beside this file.
pub fn scripts() -> Event {
    event_of(include_str!("scripts.toml"))
}

fn event_of(text: &str) -> Event {
    let loaded = rondje::input::read_event(text, &mut |name| Err(format!("there is no {name}")));
    loaded.unwrap_or_else(|wrong| panic!("{wrong:?}")).event
}

/// A simple evening: in every round the first pairs that are free, at the first tables.
pub fn greedy(event: &Event) -> Schedule {
    let pairs = Pairs::of(event);
    let mut order: Vec<usize> = (0..pairs.pairs.len()).collect();
    order.sort_by_key(|&index| (-pairs.pairs[index].gains.iter().sum::<i64>(), index));
    let mut met = vec![false; pairs.pairs.len()];
    let mut counts = vec![0; event.attendees.len()];
    let mut meetings = Vec::new();
    for round in 1..=event.rounds.count {
        let mut busy = vec![false; event.attendees.len()];
        let mut tables: Vec<u32> = (1..=event.tables.count).collect();
        for &index in &order {
            let pair = &pairs.pairs[index];
            let free =
                pair.people.iter().all(|&person| !busy[person] && counts[person] < event.target(person));
            if met[index] || !free || !pair.rounds.contains(round) {
                continue;
            }
            let host = pair.people.iter().find_map(|&person| event.attendees[person].host);
            let is_hosts = |table: u32| event.attendees.iter().any(|attendee| attendee.host == Some(table));
            let Some(at) = tables.iter().position(|&table| host.map_or(!is_hosts(table), |own| own == table))
            else {
                continue;
            };
            let table = tables.remove(at);
            met[index] = true;
            for &person in &pair.people {
                busy[person] = true;
                counts[person] += 1;
            }
            meetings.push(Meeting { round, table, people: pair.people, pinned: false, kept: false });
        }
    }
    meetings.sort_by_key(|meeting| (meeting.round, meeting.table));
    Schedule {
        event: event.name.clone(),
        event_digest: format!("sha256:{}", "0".repeat(64)),
        revision: 2,
        result: PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Gap },
        meetings,
    }
}

/// The report on an event, planned as [`greedy`] does, and compared with itself.
pub fn reported(event: &Event, held: bool) -> Document {
    let (pairs, schedule) = (Pairs::of(event), greedy(event));
    let evening = rondje::report::Evening::of(event, &pairs, &schedule.meetings);
    let way = |part: usize| rondje::document::ReportWay {
        points: 12_345 / part as i64,
        served: evening.wants()[0] / part,
        floor: (part == 1).then_some(2),
        new_ties: evening.ties.new / part as u32,
        meetings: evening.ties.meetings,
    };
    let facts = rondje::document::ReportFacts {
        evening: &evening,
        ways: [1, 2, 3].map(way),
        bound: (!held).then_some(12_400),
        held,
    };
    rondje::document::compose_report(event, &pairs, &schedule, &Templates::builtin(), &facts)
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// A document for everyone, with the built-in templates.
pub fn composed(kind: Kind, event: &Event) -> Result<Document, Vec<Problem>> {
    compose(kind, event, &Pairs::of(event), &greedy(event), &Templates::builtin(), &Selection::default())
}

/// The stocks that name cards can be printed on: name, and the measures in its file.
pub fn stocks() -> Vec<(&'static str, toml::Table)> {
    let texts = Templates::texts().iter();
    texts
        .filter_map(|(name, text)| {
            let name = name.strip_prefix("stock/")?.strip_suffix(".toml")?;
            Some((name, text.parse::<toml::Table>().unwrap()["sheet"].as_table().unwrap().clone()))
        })
        .collect()
}

/// A number of a table.
pub fn number(value: &toml::Value) -> f64 {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64)).unwrap()
}

/// The places of a stock on its sheet: left, top, width, height.
pub fn places(sheet: &toml::Table) -> Vec<[f64; 4]> {
    let get = |key: &str| number(&sheet[key]);
    let pitch: Vec<f64> = sheet["pitch"].as_array().unwrap().iter().map(number).collect();
    let columns = get("columns") as usize;
    (0..columns * get("rows") as usize)
        .map(|index| {
            let (column, row) = ((index % columns) as f64, (index / columns) as f64);
            [get("left") + pitch[0] * column, get("top") + pitch[1] * row, get("width"), get("height")]
        })
        .collect()
}

/// The name cards of an event on a stock.
pub fn cards_on(stock: &str, event: &Event) -> Document {
    let (name, text) = Templates::texts().iter().find(|(name, _)| *name == "name-cards.toml").unwrap();
    let own = [((*name).to_owned(), text.replacen("cut-90x54", stock, 1))];
    let templates = Templates::from_texts(&own).unwrap();
    compose(Kind::NameCards, event, &Pairs::of(event), &greedy(event), &templates, &Selection::default())
        .unwrap_or_else(|problems| panic!("{stock}: {}", listed(&problems)))
}

/// A change of a built-in template: its kind, its name, and what is replaced by what.
pub struct Change {
    pub kind: Kind,
    pub template: &'static str,
    pub replace: &'static [(&'static str, &'static str)],
}

/// Layouts that an organizer may choose by changing a line or two.
pub fn variants() -> Vec<(&'static str, Change)> {
    let agendas = |replace| Change { kind: Kind::Agendas, template: "agendas.toml", replace };
    vec![
        ("agendas-a4", agendas(&[("\"a5-two-up\"", "\"a4\"")])),
        ("agendas-a5", agendas(&[("\"a5-two-up\"", "\"a5\"")])),
        ("agendas-a6", agendas(&[("\"a5-two-up\"", "\"a6-four-up\"")])),
        ("agendas-folded-a6", agendas(&[("\"a5-two-up\"", "\"a6-folded\"")])),
        (
            "cards-a6",
            Change {
                kind: Kind::NameCards,
                template: "name-cards.toml",
                replace: &[
                    ("cut-90x54", "cut-a6"),
                    ("lines = []", "lines = [\"ask-me-about\", \"looking-for\"]"),
                ],
            },
        ),
        (
            "cards-herma",
            Change {
                kind: Kind::NameCards,
                template: "name-cards.toml",
                replace: &[
                    ("cut-90x54", "herma-4412"),
                    ("start-label = 1", "start-label = 8"),
                    ("blanks = 0", "blanks = 4"),
                ],
            },
        ),
        (
            "signs-flat",
            Change {
                kind: Kind::TableSigns,
                template: "table-signs.toml",
                replace: &[("\"tent\"", "\"flat\"")],
            },
        ),
        (
            "chart-a3",
            Change {
                kind: Kind::WallChart,
                template: "wall-chart.toml",
                replace: &[("paper = \"A4\"", "paper = \"A3\""), ("row = 8.2", "row = 10")],
            },
        ),
    ]
}

impl Change {
    /// The built-in templates with this change.
    pub fn templates(&self) -> Templates {
        let (name, text) = Templates::texts().iter().find(|(name, _)| *name == self.template).unwrap();
        let text = self.replace.iter().fold((*text).to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        Templates::from_texts(&[((*name).to_owned(), text)]).unwrap_or_else(|errors| panic!("{errors:?}"))
    }
}

/// A document for everyone, with a changed template.
pub fn with_changes(change: &Change, event: &Event) -> Document {
    let (pairs, schedule, everyone) = (Pairs::of(event), greedy(event), Selection::default());
    compose(change.kind, event, &pairs, &schedule, &change.templates(), &everyone)
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// The built-in templates with one that is changed: what is replaced by what, once each.
pub fn templates_with(template: &str, changes: &[(&str, &str)]) -> Templates {
    let (name, text) = Templates::texts().iter().find(|(name, _)| *name == template).unwrap();
    let text = changes.iter().fold((*text).to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    Templates::from_texts(&[((*name).to_owned(), text)]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A document for everyone, with these templates.
pub fn composed_with(kind: Kind, event: &Event, templates: &Templates) -> Document {
    compose(kind, event, &Pairs::of(event), &greedy(event), templates, &Selection::default())
        .unwrap_or_else(|problems| panic!("{}", listed(&problems)))
}

/// The PDF of a document for everyone.
pub fn rendered(kind: Kind, event: &Event) -> Vec<u8> {
    let document = composed(kind, event).unwrap_or_else(|problems| panic!("{}", listed(&problems)));
    rondje::pdf::render(&document).unwrap()
}

/// Problems as text.
pub fn listed(problems: &[Problem]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        let _ = writeln!(text, "{}; {}", problem.message, problem.help);
        text
    })
}

/// Writes a PDF to the folder for test files.
pub fn saved(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What a tool of poppler says of a PDF. Fails when the tool is not installed: reading back is part of the tests.
pub fn tool(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(name).args(arguments).output().unwrap_or_else(|error| {
        panic!("`{name}` is needed to read PDFs back (Debian: apt-get install poppler-utils): {error}")
    });
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{name} {arguments:?}: {text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text
}
