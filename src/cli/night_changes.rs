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
    let mut changes = Changes::default();
    let [before, after] = [before, after].map(|meetings| by_person(event, meetings));
    for (person, attendee) in event.attendees.iter().enumerate() {
        let ahead = || attendee.rounds.iter().filter(|&round| round >= from);
        let line = |plan: &Vec<Vec<Option<Line>>>, round: Round| plan[person][round as usize - 1];
        let rounds: Vec<Round> =
            ahead().filter(|&round| line(&before, round) != line(&after, round)).collect();
        for round in ahead() {
            let Some((partner, _)) = line(&before, round) else { continue };
            if !event.attendees[partner].rounds.contains(round) {
                changes.gaps += 1;
                changes.filled += usize::from(line(&after, round).is_some());
            }
        }
        if !rounds.is_empty() {
            let was_planned = before[person].iter().any(Option::is_some);
            changes.agendas.push(Changed { person, rounds, was_planned });
        }
    }
    changes
}

/// Partner and table.
type Line = (AttendeeIx, u32);

/// By attendee and round: whom they meet where.
fn by_person(event: &Event, meetings: &[Meeting]) -> Vec<Vec<Option<Line>>> {
    let mut plan = vec![vec![None; event.rounds.count as usize]; event.attendees.len()];
    for meeting in meetings.iter().filter(|meeting| (1..=event.rounds.count).contains(&meeting.round)) {
        let [a, b] = meeting.people;
        plan[a][meeting.round as usize - 1] = Some((b, meeting.table));
        plan[b][meeting.round as usize - 1] = Some((a, meeting.table));
    }
    plan
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
        let why = why(event, meetings, &people, held, may_meet);
        (!people.is_empty()).then_some(SitOuts { round, people, why })
    };
    (from..=event.rounds.count).filter_map(in_round).collect()
}

fn why(
    event: &Event,
    meetings: &[Meeting],
    free: &[AttendeeIx],
    held: usize,
    may_meet: &dyn Fn(AttendeeIx, AttendeeIx) -> bool,
) -> &'static str {
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
