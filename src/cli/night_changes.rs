//! What a new plan changes for whoever holds an agenda of the earlier one.

use crate::domain::{AttendeeIx, Event, Meeting, Round};

/// Somebody whose agenda changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Who.
    pub person: AttendeeIx,
    /// The rounds whose lines change, ascending.
    pub rounds: Vec<Round>,
    /// Whether they met somebody in the earlier plan.
    pub was_planned: bool,
}

/// What is different between two plans for one evening.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Whose agenda changes, in the order of the event: people who are there in a round that changes for them.
    pub agendas: Vec<Changed>,
    /// Rounds, counted for each person, in which somebody who is there lost their partner.
    pub gaps: usize,
    /// How many of those have a new one.
    pub filled: usize,
}

/// Compares the rounds from `from` on. `event` is the evening as it turned out.
pub fn changes(event: &Event, before: &[Meeting], after: &[Meeting], from: Round) -> Changes {
    let [before, after] = [before, after].map(|meetings| Sheets::of(event, meetings));
    let mut changes = Changes { agendas: before.changed(event, &after, from), ..Changes::default() };
    for (person, attendee) in event.attendees.iter().enumerate() {
        for round in attendee.rounds.iter().filter(|&round| round >= from) {
            let Some((partner, _)) = before.line(person, round) else { continue };
            if !event.attendees[partner].rounds.contains(round) {
                changes.gaps += 1;
                changes.filled += usize::from(after.line(person, round).is_some());
            }
        }
    }
    changes
}

/// Partner and table.
type Line = (AttendeeIx, u32);

/// The agendas that people hold: by attendee and round, whom they meet where.
#[derive(Clone, Debug)]
pub struct Sheets(Vec<Vec<Option<Line>>>);

impl Sheets {
    /// Those of one plan.
    pub fn of(event: &Event, meetings: &[Meeting]) -> Self {
        let mut sheets = vec![vec![None; event.rounds.count as usize]; event.attendees.len()];
        for meeting in meetings.iter().filter(|meeting| (1..=event.rounds.count).contains(&meeting.round)) {
            let [a, b] = meeting.people;
            sheets[a][meeting.round as usize - 1] = Some((b, meeting.table));
            sheets[b][meeting.round as usize - 1] = Some((a, meeting.table));
        }
        Self(sheets)
    }

    fn line(&self, person: AttendeeIx, round: Round) -> Option<Line> {
        self.0[person][round as usize - 1]
    }

    /// Whose sheet is not right any more from a round on, in the order of the event: people who are there in a round
    /// that changes for them.
    pub fn changed(&self, event: &Event, after: &Self, from: Round) -> Vec<Changed> {
        let of_one = |person: AttendeeIx| {
            let ahead = event.attendees[person].rounds.iter().filter(|&round| round >= from);
            let rounds: Vec<Round> =
                ahead.filter(|&round| self.line(person, round) != after.line(person, round)).collect();
            let was_planned = self.0[person].iter().any(Option::is_some);
            (!rounds.is_empty()).then_some(Changed { person, rounds, was_planned })
        };
        (0..event.attendees.len()).filter_map(of_one).collect()
    }

    /// Gives those whose sheet changes a new one. `event` is the evening when that was printed: who was not there then
    /// keeps the old one.
    pub fn replace(&mut self, event: &Event, by: &Self) {
        for Changed { person, .. } in self.changed(event, by, 1) {
            self.0[person].clone_from(&by.0[person]);
        }
    }
}

/// People who sit out a round, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitOuts {
    /// The round.
    pub round: Round,
    /// Who: there, without a meeting, and with fewer meetings than they are there for.
    pub people: Vec<AttendeeIx>,
    /// Why nobody of them meets anybody.
    pub why: &'static str,
}

/// Who sits out from a round on. `may_meet` tells of two people whether they could meet at all.
pub fn sit_outs(
    event: &Event,
    meetings: &[Meeting],
    from: Round,
    may_meet: &dyn Fn(AttendeeIx, AttendeeIx) -> bool,
) -> Vec<SitOuts> {
    let mut count = vec![0; event.attendees.len()];
    meetings.iter().flat_map(|meeting| meeting.people).for_each(|person| count[person] += 1);
    let wants_more = |&person: &AttendeeIx| count[person] < event.target(person);
    let in_round = |round: Round| {
        let free = super::evening::sit_outs(event, meetings, round);
        let people: Vec<AttendeeIx> = free.into_iter().filter(wants_more).collect();
        let held = meetings.iter().filter(|meeting| meeting.round == round).count();
        let why = why(event, meetings, (round, &people), held, may_meet);
        (!people.is_empty()).then_some(SitOuts { round, people, why })
    };
    (from..=event.rounds.count).filter_map(in_round).collect()
}

fn why(
    event: &Event,
    meetings: &[Meeting],
    (round, free): (Round, &[AttendeeIx]),
    held: usize,
    may_meet: &dyn Fn(AttendeeIx, AttendeeIx) -> bool,
) -> &'static str {
    if event.attendees.iter().filter(|attendee| attendee.rounds.contains(round)).count() < 2 {
        return "nobody else is there";
    }
    if free.len() < 2 {
        return "everybody else who is there has a meeting";
    }
    if held >= event.tables.count as usize {
        return "every table is taken";
    }
    let met = |a, b| meetings.iter().any(|meeting| meeting.partner_of(a) == Some(b));
    let pairs = || free.iter().enumerate().flat_map(|(i, &a)| free[i + 1..].iter().map(move |&b| (a, b)));
    let allowed: Vec<(AttendeeIx, AttendeeIx)> = pairs().filter(|&(a, b)| may_meet(a, b)).collect();
    if allowed.is_empty() {
        "none of them may meet another"
    } else if allowed.iter().all(|&(a, b)| met(a, b)) {
        "they meet each other in another round already, or may not"
    } else {
        "the evening as a whole is better so"
    }
}
