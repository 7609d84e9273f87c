//! Who is there when, as the log tells it.

use super::log::{Kind, Log, What};
use crate::domain::{AttendeeIx, Event, Round, RoundSet};

/// The rounds that everybody is there, step by step.
#[derive(Clone, Debug)]
pub(super) struct Presence {
    /// By attendee: the rounds of the event file.
    planned: Vec<RoundSet>,
    /// By attendee: the rounds as far as the log is read.
    now: Vec<RoundSet>,
    /// By attendee: the last step that said something of them.
    last: Vec<Option<usize>>,
    rounds: u32,
}

/// Why a fact cannot be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What is the case already, in words that follow the name of the person.
    pub already: String,
    /// The step that says so; none: the event file.
    pub step: Option<usize>,
    /// What to do.
    pub cure: Cure,
}

/// What to do about a fact that cannot be noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cure {
    /// Nothing: it is so already.
    LeaveOut,
    /// Nobody leaves before they come: it is a no-show.
    NoShow,
    /// They come after all: they are back.
    Back,
    /// They are back from this round on, and no earlier: before it they were there.
    BackFrom(Round),
    /// The event file does not expect them in those rounds.
    Expect,
}

impl Cure {
    /// What to do in the log.
    pub(super) fn in_log(self) -> String {
        let help = match self {
            Self::BackFrom(round) => {
                return format!("write the first round that they are there again: round = {round}");
            }
            Self::LeaveOut => "this line changes nothing: leave it out",
            Self::NoShow => {
                "nobody leaves before they come: write \"no-show\" for somebody who does not come"
            }
            Self::Back => "write \"back\" for somebody who comes after all",
            Self::Expect => "if they come all the same, change `rounds` of this attendee in the event file",
        };
        help.to_owned()
    }
}

impl Presence {
    pub(super) fn of(event: &Event) -> Self {
        let planned: Vec<RoundSet> = event.attendees.iter().map(|attendee| attendee.rounds).collect();
        Self { now: planned.clone(), last: vec![None; planned.len()], planned, rounds: event.rounds.count }
    }

    /// After these steps, of which the reader has let no contradiction through.
    pub(super) fn after(event: &Event, log: &Log) -> Self {
        let mut presence = Self::of(event);
        for (number, step) in log.steps.iter().enumerate() {
            if let What::Fact { kind, who, round } = &step.what {
                for &person in who {
                    let _ = presence.note(number, *kind, person, *round);
                }
            }
        }
        presence
    }

    /// By attendee: the rounds they are there.
    pub(super) fn now(&self) -> &[RoundSet] {
        &self.now
    }

    /// Notes a fact of one person. A fact that changes nothing, or that contradicts what was said before, is refused
    /// and changes nothing.
    pub(super) fn note(
        &mut self,
        step: usize,
        kind: Kind,
        who: AttendeeIx,
        round: Round,
    ) -> Result<(), Conflict> {
        let conflict = match kind {
            Kind::NoShow | Kind::Left => self.against_leaving(kind, who, round),
            Kind::Late => self.against_being_late(who, round),
            Kind::Back => self.against_being_back(who, round),
        };
        if let Some((already, cure)) = conflict {
            return Err(Conflict { already, step: self.last[who], cure });
        }
        let from = RoundSet::span(round, self.rounds);
        self.now[who] = match kind {
            Kind::NoShow | Kind::Left => without(self.now[who], from),
            Kind::Late => self.now[who].and(from),
            Kind::Back => self.now[who].or(self.planned[who].and(from)),
        };
        self.last[who] = Some(step);
        Ok(())
    }

    fn against_leaving(&self, kind: Kind, who: AttendeeIx, round: Round) -> Option<(String, Cure)> {
        let first = self.now[who].iter().next();
        let last = self.now[who].iter().last();
        if last.is_none_or(|last| last < round) {
            return Some((self.presence(who), Cure::LeaveOut));
        }
        let before = kind == Kind::Left && round > 1 && first.is_some_and(|first| first >= round);
        before.then(|| (self.presence(who), Cure::NoShow))
    }

    fn against_being_late(&self, who: AttendeeIx, round: Round) -> Option<(String, Cure)> {
        let first = self.now[who].iter().next();
        let from = RoundSet::span(round, self.rounds);
        if self.planned[who].and(from).is_empty() {
            return Some(not_expected(round));
        }
        if self.now[who].and(from).is_empty() {
            return Some((self.presence(who), Cure::Back));
        }
        first.is_some_and(|first| first >= round).then(|| (self.presence(who), Cure::LeaveOut))
    }

    fn against_being_back(&self, who: AttendeeIx, round: Round) -> Option<(String, Cure)> {
        let back = self.planned[who].and(RoundSet::span(round, self.rounds));
        match back.iter().next() {
            None => Some(not_expected(round)),
            Some(next) if self.now[who].contains(next) => {
                let away = back.iter().find(|&round| !self.now[who].contains(round));
                Some((self.presence(who), away.map_or(Cure::LeaveOut, Cure::BackFrom)))
            }
            Some(_) => None,
        }
    }

    /// "is there in rounds 1-3", in words that follow a name.
    fn presence(&self, who: AttendeeIx) -> String {
        let rounds: Vec<Round> = self.now[who].iter().collect();
        match rounds[..] {
            [] => "is not there in any round".to_owned(),
            [only] => format!("is there in round {only} only"),
            [first, .., last] if rounds.len() as u32 == last - first + 1 => {
                format!("is there in rounds {first} to {last}")
            }
            _ => {
                let rounds: Vec<String> = rounds.iter().map(u32::to_string).collect();
                format!("is there in rounds {}", rounds.join(", "))
            }
        }
    }
}

fn not_expected(round: Round) -> (String, Cure) {
    (format!("is not expected from round {round} on"), Cure::Expect)
}

/// Of whom it cannot be noted after these steps that they are or are not there, and why; in the order of `who`.
#[must_use]
pub fn refused(
    event: &Event,
    log: &Log,
    kind: Kind,
    who: &[AttendeeIx],
    round: Round,
) -> Vec<(AttendeeIx, Conflict)> {
    let mut presence = Presence::after(event, log);
    let mut note = |person| presence.note(log.steps.len(), kind, person, round).err();
    who.iter().filter_map(|&person| Some((person, note(person)?))).collect()
}

fn without(rounds: RoundSet, gone: RoundSet) -> RoundSet {
    rounds.iter().filter(|&round| !gone.contains(round)).collect()
}
