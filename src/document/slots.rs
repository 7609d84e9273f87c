//! One attendee's evening, in order: meetings, pauses, breaks and absences.

use crate::domain::{AttendeeIx, Event, Meeting, Round, Schedule};

/// A part of an attendee's evening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// They meet somebody.
    Meeting {
        /// The meeting.
        meeting: Meeting,
        /// Whom.
        partner: AttendeeIx,
    },
    /// They are there and meet nobody.
    Pause(Round),
    /// They are not there, from one round until another.
    Absent {
        /// The first round of it.
        from: Round,
        /// The last round of it.
        until: Round,
        /// Why.
        kind: Absence,
    },
    /// Everybody has a break: its index in the event.
    Break(usize),
}

/// In what way somebody is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absence {
    /// They come later.
    NotYet,
    /// They come back.
    Away,
    /// They have left.
    Gone,
}

/// The meetings of every attendee, by round.
pub(crate) fn by_attendee(event: &Event, schedule: &Schedule) -> Vec<Vec<Meeting>> {
    let mut meetings = vec![Vec::new(); event.attendees.len()];
    for meeting in &schedule.meetings {
        for person in meeting.people {
            meetings[person].push(*meeting);
        }
    }
    for list in &mut meetings {
        list.sort_by_key(|meeting| (meeting.round, meeting.table));
    }
    meetings
}

/// An attendee's evening.
pub(crate) fn slots(event: &Event, attendee: AttendeeIx, meetings: &[Meeting]) -> Vec<Slot> {
    let mut slots = Vec::new();
    for round in 1..=event.rounds.count {
        let mut met = false;
        for &meeting in meetings.iter().filter(|meeting| meeting.round == round) {
            if let Some(partner) = meeting.partner_of(attendee) {
                slots.push(Slot::Meeting { meeting, partner });
                met = true;
            }
        }
        if !met {
            add_free_round(event, attendee, round, &mut slots);
        }
        let breaks = event.rounds.breaks.iter().enumerate();
        slots.extend(breaks.filter(|(_, pause)| pause.after == round).map(|(index, _)| Slot::Break(index)));
    }
    slots
}

fn add_free_round(event: &Event, attendee: AttendeeIx, round: Round, slots: &mut Vec<Slot>) {
    let there = event.attendees[attendee].rounds;
    if there.contains(round) {
        slots.push(Slot::Pause(round));
        return;
    }
    let kind = match (there.iter().any(|r| r < round), there.iter().any(|r| r > round)) {
        (false, _) => Absence::NotYet,
        (true, true) => Absence::Away,
        (true, false) => Absence::Gone,
    };
    match slots.last_mut() {
        Some(Slot::Absent { until, kind: before, .. }) if *before == kind => *until = round,
        _ => slots.push(Slot::Absent { from: round, until: round, kind }),
    }
}
