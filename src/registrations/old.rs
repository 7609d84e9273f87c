//! Old workbooks, of Excel 5 to 2003, before they are read: records of a kind, a length and so many bytes ([MS-XLS] of
//! Microsoft's open specifications), in a container. Their reader believes what they say of their own size, fills every place
//! between cells that are far apart, and copies a shared text into every cell. So it gets a copy, in a fresh container: of the
//! records that hold cells and no others, while what it will make of them is counted.

use std::io::{Cursor, Read as _, Write as _};

use super::bounds::{MOST_CELLS, MOST_TEXT};

/// Sector numbers from here on mark the end of a chain, or a sector that is in none.
const LAST_SECTOR: u32 = 0xffff_fffa;
/// The most sheets of a workbook.
const MOST_SHEETS: usize = 100;
/// The most pieces that the list of shared texts comes in: the reader moves all of them for every one.
const MOST_PIECES: usize = 20_000;
/// The most bytes that a letter becomes.
const WIDEST: u64 = 6;
/// What a formula comes to is read, how it goes is not: this is one that is empty.
const EMPTY_FORMULA: [u8; 3] = [1, 0, 0x16];

/// What a record is about.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const YEARS: u16 = 0x0022;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const CONTINUED: u16 = 0x003c;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const SEVERAL_RK: u16 = 0x00bd;
    pub(super) const RICH_LABEL: u16 = 0x00d6;
    pub(super) const LOOK: u16 = 0x00e0;
    pub(super) const SHARED_TEXTS: u16 = 0x00fc;
    pub(super) const SHARED_LABEL: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_OR_ERROR: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// Why a workbook is not given to its reader.
#[derive(Debug)]
pub(super) enum Unfit {
    /// It has a password.
    Locked,
    /// It is larger than a list of people can be.
    TooLarge,
    /// It is no whole workbook.
    Damaged,
}

/// A copy of an old workbook that is not too large for its reader.
///
/// # Errors
/// When it is damaged or locked, or too large.
pub(super) fn measured(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let stream = stream(bytes).ok_or(Unfit::Damaged)?;
    container(&Copied::of(&stream)?).map_err(|_| Unfit::Damaged)
}

/// The part of the container that is the workbook.
fn stream(bytes: &[u8]) -> Option<Vec<u8>> {
    if !sectors_are_possible(bytes) {
        return None;
    }
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["/Workbook", "/Book"].into_iter().find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name).ok()?.read_to_end(&mut stream).ok()?;
    Some(stream)
}

/// Whether the list of the sectors that say what follows what names no more of them than there are.
fn sectors_are_possible(bytes: &[u8]) -> bool {
    let number = |at: usize| u32_at(bytes, at);
    let size = if bytes.get(30) == Some(&12) { 4096 } else { 512 };
    let most = bytes.len() / size;
    let mut listed = (76..512).step_by(4).map_while(number).filter(|id| *id < LAST_SECTOR).count();
    let mut more = number(68).unwrap_or(LAST_SECTOR);
    for _ in 0..=most {
        if more >= LAST_SECTOR {
            return listed <= most;
        }
        let start = (more as usize + 1) * size;
        let last = start + size - 4;
        listed += (start..last).step_by(4).map_while(number).filter(|id| *id < LAST_SECTOR).count();
        more = number(last).unwrap_or(LAST_SECTOR);
    }
    false
}

/// Of version 3: in one of version 4 that has no small parts, the reader of workbooks finds none at all.
fn container(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

/// The records of a stream from a place on, until one that is not whole.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Records<'s> {
    /// The bytes with which the last record goes on, if it does.
    fn more(&mut self) -> Option<&'s [u8]> {
        if u16_at(self.stream, self.at)? != kind::CONTINUED {
            return None;
        }
        self.next().map(|(_, data)| data)
    }
}

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (u16_at(self.stream, self.at)?, u16_at(self.stream, self.at + 2)?);
        let data = self.stream.get(self.at + 4..)?.get(..length.into())?;
        self.at += 4 + data.len();
        Some((kind, data))
    }
}

/// The records of a workbook that its reader needs, and what it will make of them.
struct Copied<'s> {
    stream: &'s [u8],
    copy: Vec<u8>,
    /// Of every sheet: where it is told, in the copy, where it begins; and where that is in the stream.
    sheets: Vec<(usize, usize)>,
    /// How many letters each of the shared texts has.
    texts: Vec<u16>,
    cells: u64,
    /// The places up to the last row and column of every sheet.
    places: u64,
    /// Those of all cells together.
    letters: u64,
}

impl<'s> Copied<'s> {
    /// The copy of a stream.
    fn of(stream: &'s [u8]) -> Result<Vec<u8>, Unfit> {
        let (copy, sheets, texts) = (Vec::new(), Vec::new(), Vec::new());
        let mut copied = Self { stream, copy, sheets, texts, cells: 0, places: 0, letters: 0 };
        let mut gone_through = copied.globals()?;
        for (told, begins) in std::mem::take(&mut copied.sheets) {
            let now = copied.copy.len() as u32;
            copied.copy[told..told + 4].copy_from_slice(&now.to_le_bytes());
            gone_through += copied.sheet(begins).ok_or(Unfit::Damaged)?;
            // The same sheet under a hundred names.
            if gone_through > stream.len() {
                return Err(Unfit::Damaged);
            }
            if !copied.is_possible() {
                return Err(Unfit::TooLarge);
            }
        }
        Ok(copied.copy)
    }

    fn is_possible(&self) -> bool {
        self.cells <= MOST_CELLS && self.places <= MOST_CELLS && self.letters * WIDEST <= MOST_TEXT
    }

    /// Copies what holds for all sheets. The bytes that it went through.
    fn globals(&mut self) -> Result<usize, Unfit> {
        let mut records = Records { stream: self.stream, at: 0 };
        loop {
            let start = records.at;
            let (kind, data) = records.next().ok_or(Unfit::Damaged)?;
            match kind {
                kind::PASSWORD if data != [0, 0] => return Err(Unfit::Locked),
                kind::SHEET if self.sheets.len() == MOST_SHEETS => return Err(Unfit::TooLarge),
                kind::SHEET => {
                    let begins = u32_at(data, 0).ok_or(Unfit::Damaged)?;
                    self.sheets.push((self.copy.len() + 4, begins as usize));
                }
                kind::SHARED_TEXTS => {
                    self.texts = Texts::lengths(data, &mut records).ok_or(Unfit::Damaged)?;
                }
                kind::BEGIN | kind::END | kind::YEARS | kind::CODE_PAGE | kind::FORMAT | kind::LOOK => {}
                _ => continue,
            }
            self.copy.extend(&self.stream[start..records.at]);
            if kind == kind::END {
                return Ok(records.at);
            }
        }
    }

    /// Copies the cells of a sheet. The bytes that it went through; none where it is not whole.
    fn sheet(&mut self, begins: usize) -> Option<usize> {
        let mut records = Records { stream: self.stream, at: begins };
        let (mut depth, mut rows, mut columns) = (0_usize, 0, 0);
        loop {
            let (kind, data) = records.next()?;
            match kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                // Charts that stand in a sheet have cells of their own, which are no registrations.
                _ if depth > 1 => {}
                _ => {
                    let (row, column) = self.cell(kind, data)?;
                    (rows, columns) = (row.max(rows), column.max(columns));
                }
            }
        }
        self.keep(kind::END, &[]);
        self.places += rows * columns;
        Some(records.at - begins)
    }

    /// Copies the cells of a record. Where they end, as a number of rows and of columns.
    fn cell(&mut self, kind: u16, data: &[u8]) -> Option<(u64, u64)> {
        let (cells, letters) = match kind {
            kind::NUMBER | kind::RK | kind::BOOL_OR_ERROR => (1, 0),
            kind::SEVERAL_RK => ((data.len() as u64 / 6).saturating_sub(1), 0),
            kind::LABEL | kind::RICH_LABEL => (1, u16_at(data, 6)?),
            kind::SHARED_LABEL => (1, self.texts.get(u32_at(data, 6)? as usize).copied().unwrap_or(0)),
            // The reader keeps its text as well.
            kind::FORMULA => (2, 0),
            kind::FORMULA_TEXT => (1, u16_at(data, 0)?),
            _ => return Some((0, 0)),
        };
        self.cells += cells;
        self.letters += u64::from(letters);
        if kind == kind::FORMULA {
            self.keep(kind, &[data.get(..20)?, &EMPTY_FORMULA].concat());
        } else {
            self.keep(kind, data);
        }
        if kind == kind::FORMULA_TEXT {
            // It stands where the formula before it does.
            return Some((1, 1));
        }
        Some((u64::from(u16_at(data, 0)?) + 1, u64::from(u16_at(data, 2)?) + cells))
    }

    fn keep(&mut self, kind: u16, data: &[u8]) {
        self.copy.extend(kind.to_le_bytes());
        self.copy.extend((data.len() as u16).to_le_bytes());
        self.copy.extend(data);
    }
}

/// The list of shared texts, which goes on in another record where one ends.
struct Texts<'r, 's> {
    now: &'s [u8],
    pieces: usize,
    records: &'r mut Records<'s>,
}

impl<'r, 's> Texts<'r, 's> {
    /// How many letters each of the texts has; none where they are not whole, or too many.
    fn lengths(data: &'s [u8], records: &'r mut Records<'s>) -> Option<Vec<u16>> {
        let mut texts = Self { now: data.get(8..)?, pieces: 0, records };
        let mut lengths = Vec::new();
        while !texts.now.is_empty() || texts.go_on().is_some() {
            // To the reader an empty record is an empty text.
            lengths.push(if texts.now.is_empty() { 0 } else { texts.one()? });
            if lengths.len() as u64 > MOST_CELLS || texts.pieces > MOST_PIECES {
                return None;
            }
        }
        Some(lengths)
    }

    fn go_on(&mut self) -> Option<()> {
        self.now = self.records.more()?;
        self.pieces += 1;
        Some(())
    }

    /// Passes over a text, and what stands before and behind it.
    fn one(&mut self) -> Option<u16> {
        let head = self.some(3)?;
        let (length, flags) = (u16_at(head, 0)?, head[2]);
        let runs = if flags & 8 != 0 { u16_at(self.some(2)?, 0)? } else { 0 };
        let extra = if flags & 4 != 0 { u32_at(self.some(4)?, 0)? } else { 0 };
        self.letters(length.into(), flags & 1 != 0)?;
        let mut behind = usize::from(runs) * 4 + extra as usize;
        while behind > self.now.len() {
            behind -= self.now.len();
            self.go_on()?;
        }
        self.some(behind)?;
        Some(length)
    }

    /// Every record that goes on says first whether its letters have two bytes.
    fn letters(&mut self, mut left: usize, mut wide: bool) -> Option<()> {
        loop {
            let size = if wide { 2 } else { 1 };
            let here = left.min(self.now.len() / size);
            self.some(here * size)?;
            left -= here;
            if left == 0 {
                return Some(());
            }
            self.go_on()?;
            wide = self.some(1)?[0] & 1 != 0;
        }
    }

    fn some(&mut self, count: usize) -> Option<&'s [u8]> {
        let (some, rest) = self.now.split_at_checked(count)?;
        self.now = rest;
        Some(some)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use calamine::{Data, Reader as _, Xls};

    use super::{
        Copied, LAST_SECTOR, MOST_CELLS, MOST_PIECES, MOST_SHEETS, MOST_TEXT, Records, Texts, Unfit, WIDEST,
        kind, measured, sectors_are_possible,
    };

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
    }

    /// A cell in the first row and this column, with what stands in it.
    fn cell(kind: u16, column: u8, value: &[u8]) -> Vec<u8> {
        record(kind, &[&[0, 0, column, 0, 0, 0], value].concat())
    }

    fn begin(version: u8) -> Vec<u8> {
        record(kind::BEGIN, &[0, version, 5, 0, 0, 0, 0, 0])
    }

    /// Cells of every kind, and a chart; texts have no sign before their letters in Excel 5.
    fn every_cell(version: u8) -> Vec<u8> {
        let text =
            |letters: &[u8]| [&[letters.len() as u8, 0], &[0][..usize::from(version > 5)], letters].concat();
        let number = 46_366.5_f64.to_le_bytes();
        let formula = |result: [u8; 8]| [&result[..], &[0; 6], &[3, 0, 0x1e, 7, 0]].concat();
        let several = [&[0, 0, 6, 0, 0, 0].repeat(2)[..], &[6, 0]].concat();
        let chart = [&begin(version)[..], &cell(kind::NUMBER, 9, &number), &record(kind::END, &[])].concat();
        [
            record(0x0200, &[0, 0, 1, 0, 0, 0, 9, 0, 0, 0]),
            cell(kind::NUMBER, 0, &number),
            cell(kind::RK, 1, &[6, 0, 0, 0]),
            cell(kind::LABEL, 2, &text(b"Jan")),
            cell(kind::BOOL_OR_ERROR, 3, &[1, 0]),
            record(kind::SEVERAL_RK, &[&[0, 0, 5, 0][..], &several].concat()),
            chart,
            cell(kind::FORMULA, 7, &formula(number)),
            cell(kind::FORMULA, 8, &formula([0, 0, 0, 0, 0, 0, 255, 255])),
            record(kind::FORMULA_TEXT, &text(b"taart")),
        ]
        .concat()
    }

    /// A workbook of one sheet, with these records before what it says of the sheet, and these in it.
    fn workbook(version: u8, globals: &[u8], cells: &[u8]) -> Vec<u8> {
        let look = [
            record(kind::CODE_PAGE, if version > 5 { &[0xb0, 4] } else { &[0xe4, 4] }),
            record(kind::LOOK, &[0, 0, 14, 0]),
        ]
        .concat();
        let name: &[u8] = if version > 5 { b"\x04\0Blad" } else { b"\x04Blad" };
        let sheet =
            |at: usize| record(kind::SHEET, &[&(at as u32).to_le_bytes()[..], &[0, 0], name].concat());
        let (begin, end) = (begin(version), record(kind::END, &[]));
        let at = begin.len() + look.len() + globals.len() + sheet(0).len() + end.len();
        let stream = [&begin[..], &look, globals, &sheet(at), &end, &begin, cells, &end].concat();
        let mut file =
            cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
        let stream_name = if version > 5 { "Workbook" } else { "Book" };
        file.create_stream(stream_name).unwrap().write_all(&stream).unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn cells(workbook: &[u8]) -> Vec<Data> {
        let mut book = Xls::new(Cursor::new(workbook)).unwrap();
        book.worksheet_range("Blad").unwrap().rows().flatten().cloned().collect()
    }

    #[test]
    fn a_copy_reads_as_what_it_is_of() {
        for version in [6, 5] {
            let workbook = workbook(version, &[], &every_cell(version));
            let read = cells(&workbook);
            assert_eq!(read, cells(&measured(&workbook).unwrap()), "{version}");
            assert!(matches!(read[0], Data::DateTime(_)), "{version}");
            assert_eq!(read[2..4], [Data::String("Jan".into()), Data::Bool(true)], "{version}");
            assert_eq!((read.len(), &read[8]), (9, &Data::String("taart".into())), "{version}");
        }
    }

    fn nothing_yet(stream: &[u8]) -> Copied<'_> {
        let (copy, sheets, texts) = (Vec::new(), Vec::new(), Vec::new());
        Copied { stream, copy, sheets, texts, cells: 0, places: 0, letters: 0 }
    }

    #[test]
    fn what_a_sheet_holds_is_counted() {
        // The cells of the chart do not count, the text that a formula comes to does.
        let stream = [begin(6), every_cell(6), record(kind::END, &[]), vec![0; 9]].concat();
        let mut copied = nothing_yet(&stream);
        assert_eq!(copied.sheet(0), Some(stream.len() - 9));
        assert_eq!((copied.cells, copied.places, copied.letters), (11, 10, 8));
        // Sheets do not share their places, and the last row and column need not be of one cell.
        let apart = [[3, 0, 0, 0, 0, 0], [0, 0, 5, 0, 0, 0]]
            .map(|place| record(kind::SHARED_LABEL, &[&place[..], &[1, 0, 0, 0]].concat()));
        let stream = [begin(6), apart.concat(), record(kind::END, &[])].concat();
        let mut copied = Copied { texts: vec![70, 30], ..nothing_yet(&stream) };
        for sheets in 1..=2 {
            assert_eq!(copied.sheet(0), Some(stream.len()));
            assert_eq!((copied.cells, copied.places, copied.letters), (2 * sheets, 24 * sheets, 60 * sheets));
        }
        assert_eq!(nothing_yet(&stream[..stream.len() - 1]).sheet(0), None, "a sheet without an end");
    }

    #[test]
    fn as_much_as_there_may_be_and_no_more() {
        let is_possible = |cells: u64, places: u64, letters: u64| {
            Copied { cells, places, letters, ..nothing_yet(&[]) }.is_possible()
        };
        let letters = MOST_TEXT / WIDEST;
        assert!(is_possible(MOST_CELLS, MOST_CELLS, letters));
        assert!(!is_possible(MOST_CELLS + 1, 0, 0));
        assert!(!is_possible(0, MOST_CELLS + 1, 0));
        assert!(!is_possible(0, 0, letters + 1));
        let sheets = |count: usize| workbook(6, &record(kind::SHEET, &[0; 8]).repeat(count), &[]);
        assert!(matches!(measured(&sheets(MOST_SHEETS)), Err(Unfit::TooLarge)));
        assert!(matches!(measured(&sheets(1)), Err(Unfit::Damaged)), "all is gone through twice");
    }

    #[test]
    fn a_password_is_said_so() {
        let book =
            |password: [u8; 2]| measured(&workbook(6, &record(kind::PASSWORD, &password), &every_cell(6)));
        assert!(matches!(book([1, 0]), Err(Unfit::Locked)));
        assert!(book([0, 0]).is_ok(), "no protection is no password");
    }

    /// Texts as Excel writes them, with what they come to: wide letters, and behind them where bold ones begin and how they
    /// sound.
    fn texts() -> [(&'static [u8], &'static str); 6] {
        [
            (&[3, 0, 0, b'J', b'a', b'n'], "Jan"),
            (&[2, 0, 1, 0xac, 0x20, b'5', 0], "€5"),
            (&[1, 0, 8, 2, 0, b'x', 1, 1, 1, 1, 1, 1, 1, 1], "x"),
            (&[2, 0, 4, 5, 0, 0, 0, b'y', b'z', 1, 1, 1, 1, 1], "yz"),
            (&[1, 0, 13, 1, 0, 3, 0, 0, 0, b'w', 0, 1, 1, 1, 1, 1, 1, 1], "w"),
            (&[4, 0, 0, b'l', b'a', b's', b't'], "last"),
        ]
    }

    fn lengths(list: &[u8], rest: &[u8]) -> Option<Vec<u16>> {
        let data = [&[0; 8], list].concat();
        Texts::lengths(&data, &mut Records { stream: rest, at: 0 })
    }

    #[test]
    fn shared_texts_are_read_and_counted() {
        let list = texts().map(|(bytes, _)| bytes).concat();
        let counts: Vec<u16> = texts().iter().map(|(_, text)| text.chars().count() as u16).collect();
        assert_eq!(lengths(&list, &[]), Some(counts.clone()));
        let head = [6, 0, 0, 0, 6, 0, 0, 0];
        let shared = record(kind::SHARED_TEXTS, &[&head[..], &list].concat());
        let here: Vec<u8> =
            (0..6).flat_map(|text| cell(kind::SHARED_LABEL, text, &[text, 0, 0, 0])).collect();
        let book = workbook(6, &shared, &here);
        let read = texts().map(|(_, text)| Data::String(text.into()));
        assert_eq!(cells(&book), read);
        assert_eq!(cells(&measured(&book).unwrap()), read);
        for short in 1..4 {
            assert_eq!(lengths(&list[..list.len() - short], &[]), None, "{short} bytes are missing");
        }
    }

    /// Where a record ends, the list goes on in the next: between letters, whose width it says again; or behind them.
    #[test]
    fn texts_that_go_on_are_counted() {
        let more =
            |parts: &[&[u8]]| parts.iter().flat_map(|part| record(kind::CONTINUED, part)).collect::<Vec<_>>();
        for (first, parts, counts) in [
            (&[3, 0, 1, b'a', 0][..], &[&[0, b'b', b'c', 1, 0, 0, b'd'][..]][..], vec![3, 1]),
            (&[3, 0, 0, b'a'], &[&[1, b'b', 0, b'c', 0, 1, 0, 0, b'd']], vec![3, 1]),
            (&[3, 0, 0, b'a'], &[&[0, b'b'], &[1, b'c', 0], &[1, 0, 0, b'd']], vec![3, 1]),
            (&[1, 0, 8, 2, 0, b'x', 1], &[&[1, 1, 1], &[1, 1, 1, 1, 1, 0, 0, b'd']], vec![1, 1]),
            (&[1, 0, 0, b'a'], &[&[1, 0, 0, b'd'], &[], &[2, 0, 0, b'e', b'f']], vec![1, 1, 0, 2]),
        ] {
            assert_eq!(lengths(first, &more(parts)), Some(counts), "{first:?} {parts:?}");
        }
        let pieces =
            |count: usize| lengths(&[], &record(kind::CONTINUED, &[]).repeat(count)).map(|all| all.len());
        assert_eq!(pieces(MOST_PIECES), Some(MOST_PIECES));
        assert_eq!(pieces(MOST_PIECES + 1), None);
        let empty = |count: u64| lengths(&[0; 3].repeat(count as usize), &[]).is_some();
        assert_eq!([empty(MOST_CELLS), empty(MOST_CELLS + 1)], [true, false]);
    }

    /// A container of so many sectors, whose header names the first sectors of its table, and where the list goes on.
    fn sectors(large: bool, count: usize, named: usize, more: u32) -> Vec<u8> {
        let size = if large { 4096 } else { 512 };
        let mut bytes = vec![0xff; size * (count + 1)];
        bytes[30] = if large { 12 } else { 9 };
        bytes[68..72].copy_from_slice(&more.to_le_bytes());
        bytes[76..76 + 4 * named].fill(0);
        bytes
    }

    #[test]
    fn no_more_sectors_are_named_than_there_are() {
        for large in [false, true] {
            // The header counts as a sector.
            assert!(sectors_are_possible(&sectors(large, 3, 4, u32::MAX)));
            assert!(!sectors_are_possible(&sectors(large, 3, 5, u32::MAX)));
            assert!(sectors_are_possible(&sectors(large, 3, 4, LAST_SECTOR)));
            let size = if large { 4096 } else { 512 };
            let going_on = |named: usize, next: u32| {
                let mut bytes = sectors(large, 3, 1, 1);
                let start = 2 * size;
                bytes[start..start + 4 * named].fill(0);
                bytes[start + size - 4..start + size].copy_from_slice(&next.to_le_bytes());
                sectors_are_possible(&bytes)
            };
            assert!(going_on(3, u32::MAX));
            assert!(!going_on(4, u32::MAX));
            assert!(going_on(3, 2), "and again in the next");
            assert!(!going_on(0, 1), "in a circle");
            assert!(going_on(0, 99), "where nothing is, nothing is named");
        }
    }
}
