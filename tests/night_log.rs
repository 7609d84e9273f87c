//! The log of a night: what it says of the evening, what is wrong with it when a hand has been in it, and that it grows
//! and shrinks by whole steps.

mod common;

use common::event;
use rondje::diag::{Code, draw};
use rondje::domain::{Event, RoundSet};
use rondje::night::{Kind, Log, Replanned, What, appended, read, turned_out, without_last};
use rondje::plan::Policy;

fn evening() -> Event {
    event("rounds 6; people anna bart chris dora; chris there 2 4; must anna bart rounds 5 6; must bart dora")
}

fn log(changes: &str) -> String {
    format!("format = 1\n{changes}")
}

#[track_caller]
fn right(text: &str) -> Log {
    read(text, &evening()).unwrap_or_else(|errors| panic!("{}", draw("e.night.toml", text, &errors, false)))
}

/// The codes of what is wrong, and everything that is said of it.
#[track_caller]
fn wrong(changes: &str) -> (Vec<Code>, String) {
    let text = log(changes);
    let errors = read(&text, &evening()).expect_err("something is wrong");
    (errors.iter().map(|error| error.code).collect(), draw("e.night.toml", &text, &errors, false))
}

fn fact(kind: &str, who: &str, round: u32) -> String {
    format!("\n[[change]]\nkind = \"{kind}\"\nwho = {who}\nround = {round}\n")
}

/// The rounds that somebody is there after these facts.
fn there(facts: &[(&str, u32)], who: &str) -> RoundSet {
    let changes: String =
        facts.iter().map(|(kind, round)| fact(kind, &format!("\"{who}\""), *round)).collect();
    let evening = evening();
    let event = turned_out(&evening, &right(&log(&changes)), &[]).event;
    event.attendees[evening.attendee_by_id(who).unwrap()].rounds
}

#[test]
fn facts_take_rounds_away_and_give_them_back() {
    assert_eq!(there(&[], "anna"), RoundSet::span(1, 6));
    assert_eq!(there(&[("no-show", 1)], "anna"), RoundSet::EMPTY);
    assert_eq!(there(&[("no-show", 1), ("back", 3)], "anna"), RoundSet::span(3, 6));
    assert_eq!(there(&[("late", 3)], "anna"), RoundSet::span(3, 6));
    assert_eq!(there(&[("late", 3), ("late", 4)], "anna"), RoundSet::span(4, 6));
    assert_eq!(there(&[("late", 3), ("no-show", 1)], "anna"), RoundSet::EMPTY);
    assert_eq!(there(&[("left", 5)], "anna"), RoundSet::span(1, 4));
    assert_eq!(there(&[("left", 3), ("back", 5)], "anna"), RoundSet::from_iter([1, 2, 5, 6]));
    // Nobody is there longer than the event file says.
    assert_eq!(there(&[("left", 3), ("back", 4)], "chris"), RoundSet::from_iter([2, 4]));
}

#[test]
fn facts_that_cannot_be_are_refused_with_both_lines() {
    for facts in [
        [("no-show", 1), ("no-show", 1)],
        [("no-show", 1), ("left", 3)],
        [("no-show", 1), ("late", 3)],
        [("late", 4), ("left", 3)],
        [("late", 4), ("late", 3)],
        [("left", 4), ("back", 3)],
        [("left", 4), ("left", 5)],
    ] {
        let changes: String = facts.iter().map(|(kind, round)| fact(kind, "\"anna\"", *round)).collect();
        let (codes, said) = wrong(&changes);
        assert_eq!(codes, [Code::Contradiction], "{facts:?}");
        assert!(said.contains("by line 3") && said.contains("e.night.toml:8:1"), "{said}");
    }
    for (kind, round) in [("back", 1), ("back", 5), ("late", 2), ("late", 5), ("left", 5)] {
        let (codes, said) = wrong(&fact(kind, "\"chris\"", round));
        assert_eq!(codes, [Code::Contradiction], "{kind} {round}");
        assert!(said.contains("by the event file"), "{said}");
    }
    // Nobody comes after all in rounds in which the event file does not expect them.
    let (_, said) = wrong(&fact("late", "\"chris\"", 5));
    assert!(said.contains("is not expected from round 5 on") && said.contains("change `rounds`"), "{said}");
    let (_, said) = wrong(&[fact("left", "\"anna\"", 4), fact("back", "\"anna\"", 1)].concat());
    assert!(said.contains("there again: round = 4"), "{said}");
    let (codes, _) = wrong(&fact("no-show", "[\"anna\", \"anna\"]", 1));
    assert_eq!(codes, [Code::Contradiction], "somebody twice in one change");
}

#[test]
fn everything_wrong_is_said_in_one_run() {
    let changes = [
        "\n[[change]]\nkind = \"gone\"\nwho = \"anna\"\n",
        "\n[[change]]\nkind = \"left\"\n",
        "\n[[change]]\nkind = \"left\"\nwho = \"ana\"\nround = 3\n",
        "\n[[change]]\nkind = \"left\"\nwho = \"anna\"\nround = 7\n",
        "\n[[change]]\nkind = \"left\"\nwho = \"anna\"\nround = 3\nrevision = 2\n",
        "\n[[change]]\nkind = \"left\"\nwho = []\nround = 3\n",
        "\n[[change]]\nkind = \"replan\"\nround = 1\npolicy = \"keep\"\nrevision = 2\nearlier = \"../e.toml\"\n",
        "\n[[change]]\nkind = \"replan\"\nround = 1\npolicy = \"keep\"\nrevision = 2\nearlier = \"e.schedule.1.toml\"\ndropped = [[\"anna\"]]\n",
    ];
    let (codes, said) = wrong(&changes.concat());
    assert_eq!(
        codes,
        [
            Code::UnknownWord,
            Code::MissingKey,
            Code::UnknownPerson,
            Code::NoSuchRound,
            Code::UnknownKey,
            Code::MissingKey,
            Code::HistoryName,
            Code::PairNotTwo,
        ],
        "{said}"
    );
    assert!(said.contains("did you mean"), "{said}");
    let (codes, _) = wrong("\n[change]\nkind = \"left\"\n");
    assert_eq!(codes, [Code::WrongType]);
    let errors = read("", &evening()).expect_err("no format");
    assert_eq!(errors[0].code, Code::WrongFormat);
}

#[test]
fn a_log_grows_and_shrinks_by_whole_steps() {
    let event = evening();
    let steps = [
        What::Fact { kind: Kind::NoShow, who: vec![0], round: 1 },
        What::Fact { kind: Kind::Late, who: vec![1, 3], round: 2 },
        What::WalkIn { id: "eva".to_owned(), who: None },
        What::Replan(Replanned {
            round: 2,
            policy: Policy::Balanced { change_cost: 250 },
            revision: 2,
            earlier: "e.schedule.1.toml".to_owned(),
            dropped: vec![[0, 1]],
        }),
        What::Replan(Replanned {
            round: 3,
            policy: Policy::Best,
            revision: 3,
            earlier: "e.schedule.2.toml".to_owned(),
            dropped: Vec::new(),
        }),
    ];
    let mut texts = vec![appended("", &event, &steps[0])];
    for step in &steps[1..] {
        texts.push(appended(texts.last().unwrap(), &event, step));
    }
    let read_back: Vec<What> = right(texts.last().unwrap()).steps.into_iter().map(|step| step.what).collect();
    assert_eq!(read_back, steps);
    while let Some(text) = texts.pop() {
        let shorter = without_last(&text, &right(&text)).expect("a step to take back").to_owned();
        match texts.last() {
            Some(before) => assert_eq!(&shorter, before),
            None => assert!(right(&shorter).steps.is_empty()),
        }
    }
    // A hand that writes on one line, or leaves the line feed out at the end.
    let by_hand = "format = 1\nchange = [{ kind = \"no-show\", who = \"anna\" }]";
    assert_eq!(right(by_hand).steps.len(), 1);
    assert_eq!(without_last(by_hand, &right(by_hand)), None);
    let by_hand = "format = 1\n[[change]]\nkind = \"no-show\"\nwho = \"anna\"";
    assert_eq!(right(&appended(by_hand, &event, &steps[2])).steps.len(), 2);
}

#[test]
fn musts_that_became_impossible_are_dropped() {
    let event = evening();
    let dropped = |changes: &str, given_up: &[[usize; 2]]| {
        let out = turned_out(&event, &right(&log(changes)), given_up);
        assert_eq!(out.event.pairs.len(), event.pairs.len() - out.dropped.len());
        out.dropped
    };
    assert_eq!(dropped("", &[]), [] as [usize; 0]);
    assert_eq!(dropped(&fact("left", "\"anna\"", 6), &[]), [] as [usize; 0]);
    assert_eq!(dropped(&fact("left", "\"anna\"", 5), &[]), [0], "they were to meet in round 5 or 6");
    assert_eq!(dropped(&fact("no-show", "\"bart\"", 1), &[]), [0, 1]);
    assert_eq!(dropped("", &[[1, 3]]), [1], "a re-plan found no round for them");
}
