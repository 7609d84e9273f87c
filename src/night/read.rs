//! The log of a night from text.

use std::ops::Range;

use toml::de::DeValue;

use super::log::{Kind, Log, Replanned, Step, What};
use super::presence::{Conflict, Presence};
use crate::diag::{Code, Diagnostic, Lines, quoted};
use crate::domain::{AttendeeIx, Event, Round};
use crate::input::walk::{self, At, Keys, SHORT, Shape, Value, at_most};
use crate::input::{People, Report, check_format, parse};
use crate::plan::{CHANGE_COST, Policy};

/// What to do about an unknown id.
const NOBODY: &str = "write the id of an attendee of the event. Whoever does not come stays in the event file: put them back there";
/// The most changes of one night.
const MOST_CHANGES: usize = 10_000;
/// Points that a changed line can cost at most.
const MOST_POINTS: u32 = 1_000_000;
/// The highest number of a revision.
const MOST_REVISIONS: u32 = 1_000_000;

const FILE: Shape =
    Shape { name: "the log of a night", cure: "", needed: &[], keys: &[("format", "1"), ("change", "")] };

/// Any kind of change; which keys go with which kind is seen once the kind is known.
const ANY: Shape = Shape {
    name: "[[change]]",
    cure: "[[change]] on a line of its own, and the keys below it",
    needed: &["kind"],
    keys: &[
        ("kind", "\"no-show\""),
        ("who", "\"piet\""),
        ("round", "3"),
        ("policy", "\"keep\""),
        ("change_cost", "400"),
        ("revision", "2"),
        ("earlier", "\"borrel.schedule.1.toml\""),
        ("dropped", "[[\"fatima\", \"piet\"]]"),
    ],
};

const FACT: Shape = Shape {
    name: "a [[change]] of people",
    cure: "",
    needed: &["kind", "who"],
    keys: &[("kind", "\"no-show\""), ("who", "\"piet\""), ("round", "3")],
};

const WALK_IN: Shape = Shape {
    name: "a [[change]] of kind \"walk-in\"",
    cure: "",
    needed: &["kind", "who"],
    keys: &[("kind", "\"walk-in\""), ("who", "\"piet\"")],
};

const REPLAN: Shape = Shape {
    name: "a [[change]] of kind \"replan\"",
    cure: "",
    needed: &["kind", "round", "policy", "revision", "earlier"],
    keys: &[
        ("kind", "\"replan\""),
        ("round", "3"),
        ("policy", "\"keep\""),
        ("change_cost", "400"),
        ("revision", "2"),
        ("earlier", "\"borrel.schedule.1.toml\""),
        ("dropped", "[[\"fatima\", \"piet\"]]"),
    ],
};

const HELD: Shape = Shape {
    name: "a [[change]] of kind \"held\"",
    cure: "",
    needed: &["kind"],
    keys: &[("kind", "\"held\"")],
};

#[derive(Clone, Copy)]
enum AnyKind {
    Fact(Kind),
    WalkIn,
    Replan,
    Held,
}

const KINDS: &[(&str, AnyKind)] = &[
    ("no-show", AnyKind::Fact(Kind::NoShow)),
    ("late", AnyKind::Fact(Kind::Late)),
    ("left", AnyKind::Fact(Kind::Left)),
    ("back", AnyKind::Fact(Kind::Back)),
    ("walk-in", AnyKind::WalkIn),
    ("replan", AnyKind::Replan),
    ("held", AnyKind::Held),
];

/// Reads the log of a night of this event, as the event file has it.
///
/// # Errors
/// Everything that is wrong with the file, ordered by position: not TOML, unknown keys, ids that the event does not
/// have, rounds that do not exist, and facts that contradict what was said before; those name both lines.
pub fn read(text: &str, event: &Event) -> Result<Log, Vec<Diagnostic>> {
    let mut report = Report::default();
    let log = parse(text, &mut report).map(|table| {
        let file = Keys::of_table(&table, 0..0, &FILE, &mut report);
        check_format(&file, &mut report);
        let reader = Reader { event, people: People::of_event(event), lines: Lines::of(text), text };
        reader.read(&file, &mut report)
    });
    report.finish(log).map(|(log, _)| log)
}

/// The kind of a change, if it is one of those there are.
fn known_kind(item: &Value<'_>) -> Option<AnyKind> {
    let kind = item.get_ref().get("kind")?.get_ref().as_str()?;
    KINDS.iter().find(|(word, _)| *word == kind).map(|(_, kind)| *kind)
}

struct Reader<'a> {
    event: &'a Event,
    people: People,
    lines: Lines<'a>,
    text: &'a str,
}

impl Reader<'_> {
    fn read(&self, file: &Keys<'_>, report: &mut Report) -> Log {
        let mut steps: Vec<Step> = Vec::new();
        let mut presence = Presence::of(self.event);
        let all = file.tables("change", report);
        let changes = at_most(all, MOST_CHANGES, "changes", report);
        // Of a log that is too long, that is all there is to say.
        for item in changes.iter().filter(|_| changes.len() == all.len()) {
            let Some(what) = self.read_change(item, report) else { continue };
            let header = self.header(item.span());
            let step = Step { what, line: self.lines.line(header.start), header };
            self.note(&mut presence, &steps, &step, report);
            steps.push(step);
        }
        Log { steps }
    }

    /// The brackets of a change, from the start of their line.
    fn header(&self, span: Range<usize>) -> Range<usize> {
        let before = self.text.get(..span.start).unwrap_or_default();
        before.rfind('\n').map_or(0, |feed| feed + 1)..span.end
    }

    fn read_change(&self, item: &Value<'_>, report: &mut Report) -> Option<What> {
        let kind = known_kind(item)
            .or_else(|| Keys::open(item, &ANY, report)?.word("kind", KINDS, report).map(|kind| kind.value));
        match kind? {
            AnyKind::Fact(kind) => self.read_fact(kind, &Keys::open(item, &FACT, report)?, report),
            AnyKind::WalkIn => {
                let id = Keys::open(item, &WALK_IN, report)?.text("who", report)?.value;
                Some(What::WalkIn { who: self.event.attendee_by_id(&id), id })
            }
            AnyKind::Replan => self.read_replan(&Keys::open(item, &REPLAN, report)?, report),
            AnyKind::Held => Keys::open(item, &HELD, report).map(|_| What::Held),
        }
    }

    fn read_fact(&self, kind: Kind, keys: &Keys<'_>, report: &mut Report) -> Option<What> {
        let who = keys.get("who").map(|value| self.read_who(value, keys, report));
        let round = match keys.get("round") {
            Some(_) => self.round(keys, report),
            None => Some(1),
        };
        Some(What::Fact { kind, who: who??, round: round? })
    }

    /// One id, or a list of them.
    fn read_who(&self, value: &Value<'_>, keys: &Keys<'_>, report: &mut Report) -> Option<Vec<AttendeeIx>> {
        let ids: Vec<At<String>> = match value.get_ref() {
            DeValue::Array(_) => keys.texts("who", report),
            _ => keys.text("who", report).into_iter().collect(),
        };
        let found: Vec<_> = ids.iter().map(|id| self.people.find(id, NOBODY, report)).collect();
        if matches!(value.get_ref(), DeValue::Array(items) if items.is_empty()) {
            let diagnostic =
                Diagnostic::new(Code::MissingKey, "this change names nobody").at(value.span(), "");
            report.push(diagnostic.help("write an id, such as who = \"piet\", or leave the change out"));
        }
        found.into_iter().collect::<Option<Vec<_>>>().filter(|who| !who.is_empty())
    }

    fn round(&self, keys: &Keys<'_>, report: &mut Report) -> Option<Round> {
        let round = keys.ordinal("round", report)?;
        let count = self.event.rounds.count;
        if (1..=count).contains(&round.value) {
            return Some(round.value);
        }
        let message = format!("there is no round {}; the evening has rounds 1 to {count}", round.value);
        report.push(
            Diagnostic::new(Code::NoSuchRound, message)
                .at(round.span, "")
                .help(format!("write a round from 1 to {count}")),
        );
        None
    }

    fn read_replan(&self, keys: &Keys<'_>, report: &mut Report) -> Option<What> {
        let round = self.round(keys, report);
        let change_cost = keys.number("change_cost", 0..=MOST_POINTS, report);
        let change_cost = change_cost.map_or(CHANGE_COST, |cost| cost.value);
        let policies =
            [("keep", Policy::Keep), ("balanced", Policy::Balanced { change_cost }), ("best", Policy::Best)];
        let policy = keys.word("policy", &policies, report);
        let revision = keys.number("revision", 1..=MOST_REVISIONS, report);
        let earlier = keys.text("earlier", report).and_then(|name| plain_name(name, report));
        let pairs = keys.list("dropped", report).iter();
        let dropped = pairs.filter_map(|pair| self.read_pair(pair, keys, report)).collect();
        Some(What::Replan(Replanned {
            round: round?,
            policy: policy?.value,
            revision: revision?.value,
            earlier: earlier?,
            dropped,
        }))
    }

    fn read_pair(&self, value: &Value<'_>, keys: &Keys<'_>, report: &mut Report) -> Option<[AttendeeIx; 2]> {
        let what = keys.what_item("dropped");
        let items = walk::list(value, &what, report)?;
        let ids: Vec<At<String>> =
            items.iter().filter_map(|item| walk::text(item, &what, SHORT, report)).collect();
        let found: Vec<_> = ids.iter().map(|id| self.people.find(id, NOBODY, report)).collect();
        if let [Some(a), Some(b)] = found[..]
            && a != b
        {
            return Some([a.min(b), a.max(b)]);
        }
        if found.len() != 2 || found.iter().all(Option::is_some) {
            let message = format!("{} names two different people", what.name);
            report.push(
                Diagnostic::new(Code::PairNotTwo, message)
                    .at(value.span(), "")
                    .help(format!("write it like this: {}", what.example)),
            );
        }
        None
    }

    /// Notes a fact of everybody it names, and says what contradicts it.
    fn note(&self, presence: &mut Presence, steps: &[Step], step: &Step, report: &mut Report) {
        if let Some(held) = steps.iter().find(|earlier| earlier.what == What::Held) {
            report.push(self.too_late(held, step));
        }
        let What::Fact { kind, who, round } = &step.what else { return };
        for &person in who {
            if let Err(conflict) = presence.note(steps.len(), *kind, person, *round) {
                report.push(self.contradiction(steps, step, person, &conflict));
            }
        }
    }

    /// Nothing happens on an evening that is over.
    fn too_late(&self, held: &Step, step: &Step) -> Diagnostic {
        let message =
            format!("by line {} this evening has been held; nothing more can happen on it", held.line);
        Diagnostic::new(Code::Contradiction, message)
            .related(self.lines.mark(held.header.start), "said here")
            .at(self.lines.mark(step.header.start), "this change")
            .help("leave this change out, or put it above the one that says \"held\"")
    }

    fn contradiction(
        &self,
        steps: &[Step],
        step: &Step,
        person: AttendeeIx,
        conflict: &Conflict,
    ) -> Diagnostic {
        let What::Fact { kind, round, .. } = &step.what else {
            return Diagnostic::new(Code::Contradiction, "this cannot be");
        };
        let name = quoted(&self.event.attendees[person].name);
        let said = format!("{name} cannot be noted as {} from round {round} on", quoted(kind.word()));
        // The step itself may have said it, of somebody it names twice.
        let earlier = conflict.step.map(|number| steps.get(number).unwrap_or(step));
        let diagnostic = if let Some(earlier) = earlier {
            let message = format!("{said}: by line {} this person {}", earlier.line, conflict.already);
            Diagnostic::new(Code::Contradiction, message)
                .related(self.lines.mark(earlier.header.start), "said here")
        } else {
            let message = format!("{said}: by the event file this person {}", conflict.already);
            Diagnostic::new(Code::Contradiction, message)
        };
        diagnostic.at(self.lines.mark(step.header.start), "this change").help(conflict.cure.in_log())
    }
}

/// The name of a file, without a folder: a log never leads elsewhere.
fn plain_name(name: At<String>, report: &mut Report) -> Option<String> {
    let plain = !name.value.contains(['/', '\\', ':']) && name.value != "..";
    if plain {
        return Some(name.value);
    }
    let message = format!("{} is not the name of a schedule file beside the event", quoted(&name.value));
    report.push(
        Diagnostic::new(Code::HistoryName, message)
            .at(name.span, "")
            .help("write the name of a kept schedule, such as \"borrel.schedule.1.toml\""),
    );
    None
}
