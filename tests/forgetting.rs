//! Whoever is forgotten is in no text any more, and everything that was counted is counted as before.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use common::random::{event_of, fixed_cases};
use common::{NOTHING, broken, schedule_of, with_true_result};
use proptest::prelude::*;
use rondje::audit::audit;
use rondje::domain::{AttendeeIx, Company, Contact, Event, Schedule};
use rondje::forget::{self, Key, is_pseudonym};
use rondje::input::{Earlier, read_event};
use rondje::matching::Pairs;
use rondje::night::{self, Kind, What};
use rondje::report::{Evening, round_robin};
use rondje::schedule_file;

/// What nobody may find afterwards.
const MARK: &str = "zebra";

/// The event with everything that tells who somebody is.
fn with_people(mut event: Event) -> Event {
    for (number, attendee) in event.attendees.iter_mut().enumerate() {
        attendee.id = format!("{MARK}-{number}");
        attendee.name = format!("{MARK} the {number}th");
        attendee.title = Some(format!("Keeper of {MARK}s"));
        attendee.email = Some(format!("{MARK}{number}@example.org"));
        attendee.phone = Some(format!("{MARK} 06"));
        attendee.link = Some(format!("https://{MARK}.example.org"));
        attendee.share = vec![Contact::Email];
        let note = Some(format!("only for a {MARK}"));
        attendee.wants.iter_mut().for_each(|want| want.note.clone_from(&note));
        attendee.offers.iter_mut().for_each(|offer| offer.note.clone_from(&note));
        if let Some(Company { name, folded }) = &mut attendee.company {
            *name = format!("{MARK} {folded}");
            *folded = rondje::domain::fold(name);
        }
    }
    event.notes = Some(format!("feed the {MARK}"));
    event.organizer = Some(format!("{MARK} & co"));
    event
}

fn read(text: &str) -> Event {
    match read_event(text, &mut |name| Err(name.to_owned())) {
        Ok(loaded) => loaded.event,
        Err(errors) => panic!("{}", rondje::diag::draw("forgotten", text, &errors, false)),
    }
}

fn key() -> Key {
    Key::of([42; 32])
}

/// An evening that was planned by turns.
fn planned(event: &Event) -> Schedule {
    let meetings = round_robin(event, &Pairs::of(event));
    let mut schedule = with_true_result(event, schedule_of(event, meetings, NOTHING));
    schedule.event_digest = schedule_file::digest(event);
    schedule
}

/// A log in which the first two did not come, the second came back, and the third was late.
fn some_night(event: &Event) -> String {
    let mut text = String::new();
    let mut note = |kind, who: AttendeeIx, round| {
        let with = night::appended(&text, event, &What::Fact { kind, who: vec![who], round });
        if night::read(&with, event).is_ok() {
            text = with;
        }
    };
    if event.attendees.len() > 2 {
        note(Kind::NoShow, 0, 1);
        note(Kind::NoShow, 1, 1);
        note(Kind::Back, 1, 2);
        note(Kind::Late, 2, 2);
        note(Kind::Left, 2, 3);
    }
    text
}

fn as_it_turned_out(event: &Event, log: &str) -> Event {
    if log.is_empty() {
        return event.clone();
    }
    let log = night::read(log, event).expect("a log");
    night::turned_out(event, &log, &[]).event
}

/// The next event of the same people, with this evening in its history: who met before, by name.
fn met_before(event: &Event, earlier: &Earlier) -> BTreeSet<[String; 2]> {
    let mut text = String::from(
        "format = 1\n[event]\nname = \"Next\"\ndate = 2027-01-01\nstart = 17:30:00\n[rounds]\ncount = 2\nminutes = 5\n\
         [matching]\nhistory = [\"x.schedule.toml\"]\n",
    );
    for attendee in event.attendees.iter().rev() {
        write!(text, "[[attendee]]\nid = \"{}\"\nname = \"{}\"\n", attendee.id, attendee.name)
            .expect("a string");
    }
    let next = read_event(&text, &mut |_| Ok(earlier.clone())).expect("the next event").event;
    let name = |person: AttendeeIx| next.attendees[person].name.clone();
    next.met_before
        .iter()
        .map(|people| {
            let mut names = people.map(name);
            names.sort();
            names
        })
        .collect()
}

proptest! {
    #![proptest_config(fixed_cases(61, 150))]

    #[test]
    fn the_same_meetings_are_worth_the_same(event in event_of(1..=9, 1..=4)) {
        let event = with_people(event);
        let key = key();
        let text = forget::event(&event, &key);
        prop_assert!(!text.to_lowercase().contains(MARK), "{}", text);
        let forgotten = read(&text);
        prop_assert_eq!(&forget::event(&forgotten, &key), &text, "twice is once");
        prop_assert!(forgotten.attendees.iter().all(|attendee| is_pseudonym(&attendee.id)));

        let log = some_night(&event);
        let forgotten_log = if log.is_empty() { String::new() } else { forget::night(&log, &key).expect("a log") };
        prop_assert!(!forgotten_log.contains(MARK));
        let schedule = planned(&event);
        let before = as_it_turned_out(&event, &log);
        let after = as_it_turned_out(&forgotten, &forgotten_log);
        let digests = [&before, &after].map(schedule_file::digest);
        let text = schedule_file::write(&event, &schedule);
        let new_digest = |digest: &str| (digest == schedule_file::digest(&event)).then(|| digests[1].clone());
        let text = forget::schedule(&text, &key, new_digest).expect("a schedule");
        prop_assert!(!text.contains(MARK));
        let read = schedule_file::read(&text, &forgotten).expect("a schedule");
        prop_assert_eq!(&read.event_digest, &digests[1]);

        for (one, other) in [(&event, &forgotten), (&before, &after)] {
            let [one, other] = [audit(one, &schedule), audit(other, &read)];
            prop_assert_eq!(broken(&one), broken(&other));
            prop_assert_eq!((one.points, one.floor), (other.points, other.floor));
            prop_assert_eq!((one.wants_served, one.wants), (other.wants_served, other.wants));
        }
        let held = [(&before, &schedule), (&after, &read)].map(|(event, schedule)| {
            let held = night::held(event, &schedule.meetings);
            let evening = Evening::of(event, &Pairs::of(event), &held);
            (held.len(), evening.ties, evening.wants(), evening.asked)
        });
        prop_assert_eq!(&held[0], &held[1]);
    }

    #[test]
    fn who_met_before_is_known_before_and_after(event in event_of(2..=9, 2..=4)) {
        let event = with_people(event);
        let key = key();
        let log = some_night(&event);
        let schedule = planned(&event);
        let text = schedule_file::write(&event, &schedule);
        let night = (!log.is_empty()).then_some(log.clone());
        let named = Earlier { schedule: text.clone(), night, key: None };
        let before = met_before(&event, &named);

        // Who met is what the evening as it turned out says.
        let held = night::held(&as_it_turned_out(&event, &log), &schedule.meetings);
        let names = held.iter().map(|meeting| {
            let mut names = meeting.people.map(|person| event.attendees[person].name.clone());
            names.sort();
            names
        });
        prop_assert_eq!(&names.collect::<BTreeSet<_>>(), &before);

        let forgotten = Earlier {
            schedule: forget::schedule(&text, &key, |_| None).expect("a schedule"),
            night: named.night.as_ref().map(|night| forget::night(night, &key).expect("a log")),
            key: Some(key),
        };
        prop_assert_eq!(&met_before(&event, &forgotten), &before);
        // A log that was not reached yet tells of names still.
        let without_key = Earlier { key: None, ..forgotten };
        prop_assert!(met_before(&event, &without_key).is_empty());
    }
}
