//! A plan seen by round and by person.

use crate::domain::{AttendeeIx, Event, Meeting, Round};

/// The time of a round: `17:30-17:37`.
pub fn time(event: &Event, round: Round) -> String {
    let (from, until) = event.clock(round);
    format!("{}-{}", from.format("%H:%M"), until.format("%H:%M"))
}

/// A table: `table 3 (Bij de bar)`.
pub fn table(event: &Event, table: u32) -> String {
    match event.tables.names.get(&table) {
        Some(name) => format!("table {table} ({name})"),
        None => format!("table {table}"),
    }
}

/// A person with their company: `Fatima El Amrani (Dakdelta)`.
pub fn with_company(event: &Event, person: AttendeeIx) -> String {
    let person = &event.attendees[person];
    match &person.company {
        Some(company) => format!("{} ({})", person.name, company.name),
        None => person.name.clone(),
    }
}

/// The meeting of a person in a round.
pub fn meeting_of(meetings: &[Meeting], person: AttendeeIx, round: Round) -> Option<&Meeting> {
    meetings.iter().find(|meeting| meeting.round == round && meeting.partner_of(person).is_some())
}

/// The people who are there in a round and have no meeting.
pub fn sit_outs(event: &Event, meetings: &[Meeting], round: Round) -> Vec<AttendeeIx> {
    let mut free: Vec<bool> = event.attendees.iter().map(|person| person.rounds.contains(round)).collect();
    for meeting in meetings.iter().filter(|meeting| meeting.round == round) {
        for person in meeting.people {
            free[person] = false;
        }
    }
    (0..free.len()).filter(|&person| free[person]).collect()
}

/// The rounds in which a person is there and has no meeting.
pub fn free_rounds(event: &Event, meetings: &[Meeting], person: AttendeeIx) -> Vec<Round> {
    let there = event.attendees[person].rounds.iter();
    there.filter(|&round| meeting_of(meetings, person, round).is_none()).collect()
}
