//! A harness that makes a test case cheap: small events and schedules from one line of text.
//!
//! ```text
//! let event = event("rounds 2; a wants x!; b offers x; c knows a; never b c");
//! let schedule = schedule(&event, "1/1 a b; 2/1 a c");
//! ```
//!
//! An event is a list of phrases between semicolons. People, topics, groups and companies are single words and exist
//! as soon as they are mentioned, in that order. A phrase is one of
//!
//! - of the evening: `rounds 4` (default 1) · `tables 3` (default: half the people) · `floor 2` or `floor auto` (the
//!   default) · `related_fit 60`, `mutual_bonus 50`, `new_contact 100`, `other_group 50`, `shared_acquaintance 25`,
//!   `sit_out 100` · `same_company never` or `allow` · `known never`, `avoid` or `allow`
//! - of a topic or group: `topic design within marketing` · `group bouw focus 150`
//! - of people: `people a b c` (they exist, nothing more) · `a wants x y! z?` (normal, high, low) · `a offers x y` ·
//!   `a asks b` · `a knows b` · `a avoids b` · `a company acme` · `a group bouw` · `a max 3` · `a host 2` ·
//!   `a there 2 4` (from round, until round) · `a except 3 5`
//! - of pairs: `must a b` · `must a b round 2` (or `rounds 1 2 3`) · `must a b table 1` · `must a b rounds 1 2 table 1` ·
//!   `never a b` · `prefer a b 500` · `met a b` (at an event of the history)

#![allow(dead_code, reason = "each test file uses its part of the harness")]

pub mod brute;
pub mod clashes;
pub mod plain;
pub mod random;
pub mod write;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use rondje::audit::{Audit, Rule, audit};
use rondje::domain::{
    Attendee, AttendeeIx, Company, Event, FloorSetting, Group, KnownRule, Language, Matching, Meeting, Must,
    Offer, PairRule, PairRuleKind, PlanResult, Priority, Proof, RoundSet, Rounds, SameCompanyRule, Schedule,
    Tables, Topic, Want,
};

/// An event without people: one round, one table, the defaults of §2.
pub fn bare_event() -> Event {
    Event {
        name: "Test".to_owned(),
        date: NaiveDate::from_ymd_opt(2026, 12, 10).expect("a date"),
        start: NaiveTime::from_hms_opt(17, 30, 0).expect("a time"),
        timezone: "Europe/Amsterdam".to_owned(),
        language: Language::En,
        venue: None,
        organizer: None,
        notes: None,
        rounds: Rounds { count: 1, minutes: 7, changeover: 2, breaks: Vec::new() },
        tables: Tables { count: 0, names: BTreeMap::new() },
        matching: Matching::default(),
        topics: Vec::new(),
        groups: Vec::new(),
        attendees: Vec::new(),
        pairs: Vec::new(),
        met_before: Vec::new(),
    }
}

/// An attendee of one name and nothing else, there in these rounds.
pub fn bare_attendee(name: &str, rounds: RoundSet) -> Attendee {
    Attendee {
        id: name.to_owned(),
        name: name.to_owned(),
        company: None,
        title: None,
        group: None,
        wants: Vec::new(),
        offers: Vec::new(),
        asks_for: Vec::new(),
        knows: Vec::new(),
        avoids: Vec::new(),
        rounds,
        max_meetings: None,
        host: None,
        email: None,
        phone: None,
        link: None,
        share: Vec::new(),
    }
}

/// The event that the phrases describe.
///
/// # Panics
/// If a phrase is not understood.
pub fn event(text: &str) -> Event {
    let phrases: Vec<Vec<&str>> = text.split(';').map(|phrase| phrase.split_whitespace().collect()).collect();
    let mut event = bare_event();
    // Presence is counted from the number of rounds, wherever that stands.
    for phrase in &phrases {
        if let ["rounds", count] = phrase[..] {
            event.rounds.count = number(count);
        }
    }
    for phrase in phrases.iter().filter(|phrase| !phrase.is_empty()) {
        let understood =
            evening(&mut event, phrase) || pair(&mut event, phrase) || topic_or_group(&mut event, phrase);
        if !understood {
            attendee(&mut event, phrase);
        }
    }
    if event.tables.count == 0 {
        event.tables.count = (event.attendees.len() as u32 / 2).max(1);
    }
    event
}

fn number(word: &str) -> u32 {
    word.parse().unwrap_or_else(|_| panic!("`{word}` is no number"))
}

fn evening(event: &mut Event, phrase: &[&str]) -> bool {
    let matching = &mut event.matching;
    match *phrase {
        ["rounds", _] => {}
        ["tables", count] => event.tables.count = number(count),
        ["floor", "auto"] => matching.floor = FloorSetting::Auto,
        ["floor", floor] => matching.floor = FloorSetting::Fixed(number(floor)),
        ["related_fit", percent] => matching.related_fit = number(percent),
        ["mutual_bonus", percent] => matching.mutual_bonus = number(percent),
        ["new_contact", points] => matching.new_contact = number(points),
        ["other_group", points] => matching.other_group = number(points),
        ["shared_acquaintance", points] => matching.shared_acquaintance = number(points),
        ["sit_out", points] => matching.sit_out = number(points),
        ["same_company", "never"] => matching.same_company = SameCompanyRule::Never,
        ["same_company", "allow"] => matching.same_company = SameCompanyRule::Allow,
        ["known", "never"] => matching.known = KnownRule::Never,
        ["known", "avoid"] => matching.known = KnownRule::Avoid,
        ["known", "allow"] => matching.known = KnownRule::Allow,
        _ => return false,
    }
    true
}

fn pair(event: &mut Event, phrase: &[&str]) -> bool {
    let (&[word, a, b], rest) = phrase.split_at(phrase.len().min(3)) else { return false };
    if !["must", "never", "prefer", "met"].contains(&word) {
        return false;
    }
    let (a, b) = (person(event, a), person(event, b));
    let people = [a.min(b), a.max(b)];
    let kind = match (word, rest) {
        ("never", []) => PairRuleKind::Never,
        ("prefer", [points]) => PairRuleKind::Prefer { points: number(points) },
        ("must", rest) => PairRuleKind::Must(must(rest)),
        ("met", []) => {
            event.met_before.push(people);
            event.met_before.sort_unstable();
            return true;
        }
        _ => panic!("`{}` is not understood", phrase.join(" ")),
    };
    event.pairs.push(PairRule { people, kind });
    true
}

fn must(words: &[&str]) -> Must {
    let mut must = Must::default();
    let mut words = words.iter().peekable();
    while let Some(&word) = words.next() {
        let mut numbers = Vec::new();
        while let Some(number) = words.next_if(|word| word.parse::<u32>().is_ok()) {
            numbers.push(self::number(number));
        }
        match (word, &numbers[..]) {
            ("round" | "rounds", [_, ..]) => must.rounds = Some(numbers.into_iter().collect()),
            ("table", &[table]) => must.table = Some(table),
            _ => panic!("`{word}` is not understood after `must`"),
        }
    }
    must
}

fn topic_or_group(event: &mut Event, phrase: &[&str]) -> bool {
    match *phrase {
        ["topic", narrow, "within", broad] => {
            let (narrow, broad) = (topic(event, narrow), topic(event, broad));
            event.topics[narrow].within = Some(broad);
        }
        ["group", name, "focus", percent] => {
            let group = group(event, name);
            event.groups[group].focus = number(percent);
        }
        _ => return false,
    }
    true
}

fn attendee(event: &mut Event, phrase: &[&str]) {
    if let ["people", names @ ..] = phrase {
        for name in names {
            person(event, name);
        }
        return;
    }
    let &[name, verb, ref words @ ..] = phrase else { panic!("`{}` is not understood", phrase.join(" ")) };
    let who = person(event, name);
    for &word in words {
        describe(event, who, verb, word);
    }
    if verb == "there" {
        event.attendees[who].rounds = RoundSet::span(number(words[0]), number(words[1]));
    }
}

fn describe(event: &mut Event, who: AttendeeIx, verb: &str, word: &str) {
    match verb {
        "wants" => {
            let want = want(event, word);
            event.attendees[who].wants.push(want);
        }
        "offers" => {
            let topic = topic(event, word);
            event.attendees[who].offers.push(Offer { topic, note: None });
        }
        "asks" | "knows" | "avoids" => {
            let other = person(event, word);
            let me = &mut event.attendees[who];
            let list = match verb {
                "asks" => &mut me.asks_for,
                "knows" => &mut me.knows,
                _ => &mut me.avoids,
            };
            list.push(other);
        }
        "company" => {
            let company = Company { name: word.to_owned(), folded: rondje::domain::fold(word) };
            event.attendees[who].company = Some(company);
        }
        "group" => event.attendees[who].group = Some(group(event, word)),
        "max" => event.attendees[who].max_meetings = Some(number(word)),
        "host" => event.attendees[who].host = Some(number(word)),
        "except" => event.attendees[who].rounds.remove(number(word)),
        "there" => {}
        _ => panic!("`{verb}` is not understood"),
    }
}

fn want(event: &mut Event, word: &str) -> Want {
    let priority = match word.chars().last() {
        Some('!') => Priority::High,
        Some('?') => Priority::Low,
        _ => Priority::Normal,
    };
    Want { topic: topic(event, word.trim_end_matches(['!', '?'])), priority, note: None }
}

/// The attendee of this name, who is there from now on.
pub fn person(event: &mut Event, name: &str) -> AttendeeIx {
    event.attendee_by_id(name).unwrap_or_else(|| {
        event.attendees.push(bare_attendee(name, RoundSet::all(event.rounds.count)));
        event.attendees.len() - 1
    })
}

fn topic(event: &mut Event, name: &str) -> usize {
    event.topics.iter().position(|topic| topic.name == name).unwrap_or_else(|| {
        event.topics.push(Topic { name: name.to_owned(), aliases: Vec::new(), within: None });
        event.topics.len() - 1
    })
}

fn group(event: &mut Event, name: &str) -> usize {
    event.groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
        event.groups.push(Group { name: name.to_owned(), colour: None, focus: 100 });
        event.groups.len() - 1
    })
}

/// The meetings of `round/table a b; …`, with a result that says of them what is true: the bound is the points.
///
/// # Panics
/// If a meeting is not understood or names somebody who is not there.
pub fn schedule(event: &Event, text: &str) -> Schedule {
    let phrases = text.split(';').filter(|phrase| !phrase.trim().is_empty());
    let mut meetings: Vec<Meeting> = phrases.map(|phrase| meeting(event, phrase)).collect();
    meetings.sort_unstable();
    with_true_result(event, schedule_of(event, meetings, NOTHING))
}

/// The result of a schedule that nobody has judged yet.
pub const NOTHING: PlanResult = PlanResult { points: 0, bound: 0, floor: 0, proof: Proof::Optimal };

/// The first schedule of an event, with these meetings and what is said of them.
pub fn schedule_of(event: &Event, meetings: Vec<Meeting>, result: PlanResult) -> Schedule {
    Schedule { event: event.name.clone(), event_digest: String::new(), revision: 1, result, meetings }
}

/// The same meetings with the points that they give, as bound too.
pub fn with_true_result(event: &Event, mut schedule: Schedule) -> Schedule {
    let points = audit(event, &schedule).points;
    schedule.result = PlanResult { points, bound: points, proof: Proof::Optimal, ..schedule.result };
    schedule
}

fn meeting(event: &Event, phrase: &str) -> Meeting {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let &[place, a, b] = &words[..] else { panic!("`{phrase}` is no meeting") };
    let (round, table) = place.split_once('/').expect("round/table");
    let ix = |name| event.attendee_by_id(name).unwrap_or_else(|| panic!("nobody is called `{name}`"));
    let people = [ix(a).min(ix(b)), ix(a).max(ix(b))];
    Meeting { round: number(round), table: number(table), people, pinned: false, kept: false }
}

/// The names of the broken rules, each once, in order.
pub fn broken(audit: &Audit) -> Vec<Rule> {
    let mut rules: Vec<Rule> = audit.violations.iter().map(|violation| violation.rule).collect();
    rules.dedup();
    rules
}
