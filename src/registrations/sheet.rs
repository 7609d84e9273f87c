//! Files to rows of cells: delimited text and workbooks, told apart by what is in them.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Ods, Reader, Xls, Xlsx};

use super::bounds::{self, MOST_TEXT};
use super::columns::guess;
use super::decode::decode;
use super::old::{self, Unfit};
use crate::diag::{Code, Diagnostic};

/// The most rows that are read.
const MOST_ROWS: usize = 50_000;
/// The most columns that are read.
const MOST_COLUMNS: usize = 300;
/// The most bytes that a workbook may unpack to.
const MOST_UNPACKED: u64 = 100_000_000;
/// What is said of a workbook that nobody has.
const LARGER: &str = "this workbook says that it is larger than any list of people";
/// Line breaks in one cell that are more than anybody types.
const MANY_BREAKS: usize = 25;
/// Longer cells are no headers, in bytes.
const LONGEST_HEADER: usize = 1_000;
/// Rows that are looked at to find out what stands between cells.
const LOOKED_AT: usize = 60;

/// A file as rows of cells.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// What kind of file it is, in words.
    pub(super) kind: String,
    /// What the number of a row counts: `line` or `row`.
    pub(super) unit: &'static str,
    /// Every row that is not empty.
    pub(super) rows: Vec<Row>,
    /// What is worth knowing, by row.
    pub(super) notes: Vec<(u32, String)>,
    /// The bytes of text that were taken out of a workbook.
    text: u64,
}

/// A row of cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Its number as the organizer's program counts.
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

impl Row {
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads a file of any kind.
///
/// # Errors
/// When it is no table, or a larger one than anybody has.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Diagnostic> {
    if bytes.starts_with(b"PK\x03\x04") {
        guarded(|| zipped(bytes))
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        guarded(|| old(bytes))
    } else {
        delimited(bytes)
    }
}

/// Reads a workbook. Its reader panics over some damage; that is a broken workbook, and no fault of ours.
fn guarded(read: impl FnOnce() -> Result<Sheet, Diagnostic>) -> Result<Sheet, Diagnostic> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(broken(&"it is damaged")))
}

fn old(bytes: &[u8]) -> Result<Sheet, Diagnostic> {
    let book = old::measured(bytes).map_err(|unfit| match unfit {
        Unfit::Locked => broken(&"it has a password"),
        Unfit::TooLarge => too_large(LARGER),
        Unfit::Damaged => broken(&"it is damaged"),
    })?;
    let book = Xls::new(Cursor::new(book.as_slice())).map_err(|error| broken(&error))?;
    of_book(book, "Excel 97-2003 workbook")
}

fn broken(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Code::NoRegistrations, format!("this workbook cannot be read: {error}"))
        .help("open it in the program that made it, save it again as .xlsx or .csv, and import that")
}

fn too_large(message: &str) -> Diagnostic {
    Diagnostic::new(Code::TooLarge, message).help("is this the right file?")
}

fn too_many_rows() -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("the file has more than {MOST_ROWS} rows"))
        .help("is this the right file? An event takes 2500 people")
}

/// XLSX and ODS are archives. What they unpack to is measured first.
fn zipped(bytes: &[u8]) -> Result<Sheet, Diagnostic> {
    if unpacked(bytes).map_err(|error| broken(&error))? > MOST_UNPACKED {
        return Err(too_large("this workbook unpacks to more than 100 million bytes"));
    }
    let texts = part(bytes, "xl/sharedStrings.xml");
    let content = part(bytes, "content.xml");
    if !bounds::strings_are_possible(&texts) || !bounds::cells_are_possible(&content) {
        return Err(too_large(LARGER));
    }
    if ![&content, &part(bytes, "META-INF/manifest.xml")].into_iter().all(|part| bounds::is_whole(part)) {
        return Err(broken(&"it is damaged"));
    }
    match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => xlsx(book),
        Err(error) => match Ods::new(Cursor::new(bytes)) {
            Ok(book) => of_book(book, "OpenDocument workbook"),
            Err(_) => Err(broken(&error)),
        },
    }
}

/// The text of a part of an archive; none where there is no such part.
fn part(bytes: &[u8], name: &str) -> String {
    let mut text = Vec::new();
    if let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes))
        && let Ok(part) = archive.by_name(name)
    {
        // What is not whole is found by the reader.
        let _ = part.take(MOST_UNPACKED).read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// The bytes an archive unpacks to, counted until there are too many.
fn unpacked(bytes: &[u8]) -> std::io::Result<u64> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut total = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index)?;
        let mut part = part.take(MOST_UNPACKED + 1);
        total += std::io::copy(&mut part, &mut std::io::sink())?;
        if total > MOST_UNPACKED {
            break;
        }
    }
    Ok(total)
}

/// Cells are read one by one: a sheet may claim to reach further than there is memory.
fn xlsx(mut book: Xlsx<Cursor<&[u8]>>) -> Result<Sheet, Diagnostic> {
    let mut sheet = Sheet { unit: "row", ..Sheet::default() };
    for name in book.sheet_names() {
        // A sheet of charts has no cells.
        let Ok(mut reader) = book.worksheet_cells_reader(&name) else { continue };
        sheet.rows.clear();
        while let Some(cell) = reader.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            add_cell(&mut sheet, row, column as usize, said_ref(cell.get_value()))?;
        }
        if finish(&mut sheet, &name, "Excel workbook") {
            break;
        }
    }
    Ok(sheet)
}

fn of_book<'b, B: Reader<Cursor<&'b [u8]>>>(mut book: B, kind: &str) -> Result<Sheet, Diagnostic>
where
    B::Error: std::fmt::Display,
{
    let mut sheet = Sheet { unit: "row", ..Sheet::default() };
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        sheet.rows.clear();
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            add_cell(&mut sheet, first_row + row as u32, first_column as usize + column, said(value))?;
        }
        if finish(&mut sheet, &name, kind) {
            break;
        }
    }
    Ok(sheet)
}

/// Whether the sheet holds anything; then it is the one to read.
fn finish(sheet: &mut Sheet, name: &str, kind: &str) -> bool {
    sheet.rows.retain(|row| !row.is_empty());
    sheet.rows.sort_by_key(|row| row.number);
    sheet.kind = format!("{kind}, sheet {name}");
    !sheet.rows.is_empty()
}

fn add_cell(sheet: &mut Sheet, row: u32, column: usize, text: String) -> Result<(), Diagnostic> {
    if text.is_empty() || column >= MOST_COLUMNS {
        return Ok(());
    }
    // A text that is written once may stand in every cell.
    sheet.text += text.len() as u64;
    if sheet.text > MOST_TEXT {
        return Err(too_large(LARGER));
    }
    let rows = &mut sheet.rows;
    let number = row.saturating_add(1);
    if rows.last().is_none_or(|last| last.number != number) {
        if rows.len() >= MOST_ROWS {
            return Err(too_many_rows());
        }
        rows.push(Row { number, cells: Vec::new() });
    }
    if let Some(last) = rows.last_mut() {
        last.cells.resize(last.cells.len().max(column + 1), String::new());
        last.cells[column] = text;
    }
    Ok(())
}

/// The text of a cell; an error such as `#N/A` is none.
fn said(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        // Telephone numbers are numbers to a spreadsheet.
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::DateTime(moment) => moment.as_f64().to_string(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

fn said_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        other => said(&other.clone().into()),
    }
}

/// Text with something between the cells.
fn delimited(bytes: &[u8]) -> Result<Sheet, Diagnostic> {
    let (text, encoding) = decode(bytes);
    if text.contains('\0') {
        let message = "this is no table that can be read";
        return Err(Diagnostic::new(Code::NoRegistrations, message)
            .help("import a CSV file, or a workbook: .xlsx, .xls or .ods"));
    }
    // Excel may say in the first line what stands between the cells.
    let said = text.lines().next().and_then(|line| line.strip_prefix("sep=")?.bytes().next());
    let delimiter = said.unwrap_or_else(|| delimiter_of(&text));
    let kind = format!("{} between the cells, {encoding}", between(delimiter));
    let mut sheet = Sheet { kind, unit: "line", ..Sheet::default() };
    add_records(&mut sheet, &text, delimiter)?;
    if said.is_some() {
        sheet.rows.retain(|row| row.number > 1);
    }
    Ok(sheet)
}

fn between(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tabs".to_owned(),
        b';' => "semicolons".to_owned(),
        b',' => "commas".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}

fn add_records(sheet: &mut Sheet, text: &str, delimiter: u8) -> Result<(), Diagnostic> {
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let mut lines = LineCounter { text, at: 0, line: 1 };
    while reader.read_record(&mut record).unwrap_or(false) {
        if sheet.rows.len() >= MOST_ROWS {
            return Err(too_many_rows());
        }
        let number = lines.line_of(record.position().map_or(0, |position| position.byte() as usize));
        let row = Row { number, cells: record.iter().take(MOST_COLUMNS).map(str::to_owned).collect() };
        note_open_quote(sheet, &row);
        if !row.is_empty() {
            sheet.rows.push(row);
        }
    }
    Ok(())
}

/// Counts lines up to ascending places.
struct LineCounter<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    /// The line of the first character at or behind a place that is no line break.
    fn line_of(&mut self, place: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let breaks = bytes.iter().skip(place).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = (place + breaks).min(bytes.len());
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += passed.matches('\n').count() as u32;
        self.at = self.at.max(start);
        self.line
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

/// What stands between the cells: what makes the most headers that are known, then what cuts the rows into many parts,
/// and all of them into as many.
fn delimiter_of(text: &str) -> u8 {
    let score = |delimiter: u8| -> (usize, usize) {
        let mut reader = reader(text, delimiter);
        let records: Vec<csv::StringRecord> =
            reader.records().take(LOOKED_AT).filter_map(Result::ok).collect();
        (records.iter().map(known_headers).max().unwrap_or_default(), evenness(&records))
    };
    // Of equals the last: a semicolon is the surest sign.
    [b'|', b',', b'\t', b';'].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b';')
}

fn known_headers(record: &csv::StringRecord) -> usize {
    let short = |cell: &&str| cell.len() <= LONGEST_HEADER;
    record.iter().take(MOST_COLUMNS).filter(short).filter(|cell| guess(cell).is_some()).count()
}

fn evenness(records: &[csv::StringRecord]) -> usize {
    let mut counted: Vec<usize> =
        records.iter().map(csv::StringRecord::len).filter(|length| *length > 1).collect();
    counted.sort_unstable();
    let Some(&usual) = counted.get(counted.len() / 2) else { return 0 };
    let alike = records.iter().filter(|record| record.len() == usual).count();
    usual * alike * 1_000 / records.len()
}

/// A quotation mark that is not closed swallows the rows below it.
fn note_open_quote(sheet: &mut Sheet, row: &Row) {
    let breaks = |cell: &&String| cell.matches('\n').count() >= MANY_BREAKS;
    if let Some(cell) = row.cells.iter().find(breaks) {
        let lines = cell.matches('\n').count() + 1;
        let note =
            format!("a cell runs over {lines} lines: is a quotation mark not closed? Rows may be missing");
        sheet.notes.push((row.number, note));
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text.as_bytes()).unwrap().rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn finds_what_stands_between_cells() {
        for (text, kind) in [
            ("Naam;Zoekt\nAn;a, b, c\nBo;d\n", "semicolons"),
            ("Naam,Zoekt\nAn,\"a; b; c\"\nBo,d\n", "commas"),
            ("Naam\tZoekt\nAn\ta, b\nBo\td; e\n", "tabs"),
            ("Naam\nAn\n", "semicolons"),
            ("sep=,\nNaam,Zoekt\nAn,a\n", "commas"),
        ] {
            assert!(read(text.as_bytes()).unwrap().kind.starts_with(kind), "{text}");
        }
    }

    #[test]
    fn reads_quotes_breaks_and_ragged_rows() {
        let text = "Naam;Zoekt\r\n\"Jan \"\"de\"\" Vries\";\"a\r\nb\"\r\n;;\r\n\r\nBo\r\nCo;x;y;z\r\n";
        assert_eq!(cells(text)[1], ["Jan \"de\" Vries", "a\r\nb"]);
        assert_eq!(cells(text)[2], ["Bo"]);
        let sheet = read(text.as_bytes()).unwrap();
        let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2, 6, 7]);
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_told() {
        let text = format!("Naam;Zoekt\nAn;\"open\n{}", "Bo;x\n".repeat(40));
        assert_eq!(read(text.as_bytes()).unwrap().notes.len(), 1);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for bytes in [&b"PK\x03\x04rubbish"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no", b"%PDF\0\0\xff"] {
            assert!(read(bytes).is_err());
        }
        assert!(read("a;b\n".repeat(60_000).as_bytes()).is_err());
        assert!(read(",".repeat(1_000_000).as_bytes()).unwrap().rows.is_empty());
    }
}
