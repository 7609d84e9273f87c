//! The list for a spreadsheet: a line for every attendee and round.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::Evening;
use super::reasons::told;
use crate::document::{Slot, by_attendee, clean, name_order, slots};
use crate::domain::{AttendeeIx, Language, Round, TableNo};

/// Without these, Excel takes the text for that of an old Windows.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// With one of these in front, a cell is a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

pub(super) fn write(evening: &Evening) -> Vec<u8> {
    let separator = if evening.event.language == Language::Nl { b';' } else { b',' };
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        // Everything between quotes: a cell stays one cell, whatever separator its reader expects.
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    let lines = std::iter::once(columns(evening)).chain(lines(evening));
    for line in lines {
        // Memory takes everything, and all lines have as many cells.
        let _ = writer.write_record(line.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula.
fn harmless(cell: &str) -> String {
    let cell = clean(cell);
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell }
}

fn columns(evening: &Evening) -> Vec<String> {
    let words = &evening.words.list;
    let columns = [
        &words.person,
        &words.company,
        &words.title,
        &words.round,
        &words.from,
        &words.until,
        &words.what,
        &words.table,
        &words.table_name,
        &words.meets,
        &words.their_company,
        &words.their_title,
        &words.they_offer,
        &words.you_offer,
        &words.asked,
        &words.contact,
        &words.their_id,
        &words.id,
    ];
    columns.into_iter().cloned().collect()
}

fn lines(evening: &Evening) -> Vec<Vec<String>> {
    let meetings = by_attendee(evening.event, evening.schedule);
    let mut people: Vec<AttendeeIx> = (0..evening.event.attendees.len()).collect();
    people.sort_by_cached_key(|&person| (name_order(&evening.attendee(person).name), person));
    let of = |person: AttendeeIx| {
        let slots = slots(evening.event, person, &meetings[person]);
        slots.into_iter().filter_map(move |slot| slot_line(evening, person, slot)).collect::<Vec<_>>()
    };
    people.into_iter().flat_map(of).collect()
}

/// A line for a round that an attendee is there.
fn slot_line(evening: &Evening, person: AttendeeIx, slot: Slot) -> Option<Vec<String>> {
    let words = &evening.words.list;
    match slot {
        Slot::Meeting { meeting, partner } => {
            let met = meeting_cells(evening, person, partner, meeting.table);
            Some(line(evening, person, meeting.round, &words.meeting, met))
        }
        Slot::Pause(round) => Some(line(evening, person, round, &words.pause, Default::default())),
        Slot::Absent { .. } | Slot::Break(_) => None,
    }
}

/// The cells from the table on, up to the last but one.
type MeetingCells = [String; 10];

fn line(evening: &Evening, person: AttendeeIx, round: Round, what: &str, met: MeetingCells) -> Vec<String> {
    let attendee = evening.attendee(person);
    let (from, until) = evening.event.clock(round);
    let start = [
        attendee.name.clone(),
        evening.company(person).unwrap_or_default(),
        attendee.title.clone().unwrap_or_default(),
        round.to_string(),
        from.format("%H:%M").to_string(),
        until.format("%H:%M").to_string(),
        what.to_owned(),
    ];
    start.into_iter().chain(met).chain([attendee.id.clone()]).collect()
}

fn meeting_cells(evening: &Evening, person: AttendeeIx, partner: AttendeeIx, table: TableNo) -> MeetingCells {
    let other = evening.attendee(partner);
    let told = told(evening, person, partner);
    let contact: Vec<String> = evening.shared(partner).into_iter().map(|(_, text)| text).collect();
    [
        table.to_string(),
        evening.event.tables.names.get(&table).cloned().unwrap_or_default(),
        other.name.clone(),
        evening.company(partner).unwrap_or_default(),
        other.title.clone().unwrap_or_default(),
        told.they_offer,
        told.you_offer,
        told.asked,
        contact.join(" · "),
        other.id.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=cmd()", "+31 6 1234", "-2", "@SUM(A1)", "\t=1", " \r\n=1", "\u{ff1d}1", "\u{200b}=1"] {
            assert!(harmless(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(harmless("'t Hart"), "'t Hart");
        assert_eq!(harmless("a\r\nb\tc"), "a b c");
    }
}
