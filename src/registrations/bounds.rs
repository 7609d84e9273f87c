//! What a workbook says of its own size, before it is believed: its reader would reserve memory for it, or never end.

/// The most cells of an ODS file or an old workbook, repeated ones counted as often as they are.
pub(super) const MOST_CELLS: u64 = 5_000_000;
/// The most bytes of text in all cells, counted in the same way.
pub(super) const MOST_TEXT: u64 = 200_000_000;

/// Whether the list of texts of an Excel workbook announces no more of them than it has bytes.
pub(super) fn strings_are_possible(part: &str) -> bool {
    attribute(part, "uniqueCount").is_none_or(|count| count <= part.len() as u64)
}

/// Whether the sheets of an ODS file are not larger, with all that is repeated, than a list of people can be.
pub(super) fn cells_are_possible(content: &str) -> bool {
    let mut all = Repeated::default();
    let (mut row, mut repeated) = (Repeated::default(), 1);
    let (mut columns, mut empty, mut filled) = (0_u64, 0_u64, false);
    for piece in content.split('<') {
        let tag = piece.split('>').next().unwrap_or_default();
        if tag.starts_with("table:table-row") || tag == "/table:table" {
            all.add(&row, repeated);
            (row, empty, filled) = (Repeated::default(), 0, false);
            repeated = attribute(tag, "number-rows-repeated").unwrap_or(1);
        } else if tag.starts_with("table:table-cell") || tag.starts_with("table:covered-table-cell") {
            columns = attribute(tag, "number-columns-repeated").unwrap_or(1);
            empty = empty.saturating_add(columns);
            // Empty cells count only where another follows: every sheet ends in a million empty rows.
            filled = tag.contains("value") || tag.contains("formula");
            if filled {
                row.cells = row.cells.saturating_add(empty);
                empty = 0;
            }
        }
        if filled {
            row.text = row.text.saturating_add(columns.saturating_mul(piece.len() as u64));
        }
    }
    all.add(&row, repeated);
    all.cells <= MOST_CELLS && all.text <= MOST_TEXT
}

/// What is in rows: cells, and the bytes in which they are written.
#[derive(Default)]
struct Repeated {
    cells: u64,
    text: u64,
}

impl Repeated {
    fn add(&mut self, row: &Self, times: u64) {
        self.cells = self.cells.saturating_add(row.cells.saturating_mul(times));
        self.text = self.text.saturating_add(row.text.saturating_mul(times));
    }
}

/// Whether every tag of a part of an ODS file is closed by its own: its reader waits for that for ever.
pub(super) fn is_whole(part: &str) -> bool {
    let mut open = Vec::new();
    for piece in part.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else { return false };
        let name =
            |tag: &'_ str| tag.split(|c: char| c.is_whitespace()).next().unwrap_or_default().to_owned();
        match tag.strip_prefix('/') {
            Some(closed) if open.pop() != Some(name(closed)) => return false,
            // Programs write no comments, and what stands in them could be anything.
            None if tag.starts_with('!') => return false,
            None if !tag.starts_with('?') && !tag.ends_with('/') => open.push(name(tag)),
            _ => {}
        }
    }
    open.is_empty()
}

/// The number that an attribute has in a text; the largest there is where it is no plain number.
fn attribute(text: &str, name: &str) -> Option<u64> {
    let (_, rest) = text.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next()?;
    Some(value[1..].split(quote).next()?.trim().parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{attribute, cells_are_possible, is_whole, strings_are_possible};

    #[test]
    fn numbers_that_are_announced() {
        assert_eq!(attribute("a uniqueCount=\"12\" b", "uniqueCount"), Some(12));
        assert_eq!(attribute("a uniqueCount = '12'", "uniqueCount"), Some(12));
        assert_eq!(attribute("uniqueCount=\"&#49;\"", "uniqueCount"), Some(u64::MAX));
        assert_eq!(attribute("count=\"12\"", "uniqueCount"), None);
        assert!(strings_are_possible("<sst uniqueCount=\"1\"><si/></sst>"));
        assert!(!strings_are_possible("<sst uniqueCount=\"4000000000\"/>"));
    }

    #[test]
    fn only_what_is_filled_is_repeated() {
        let row = |repeated: &str, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{repeated}\">{cells}</table:table-row>")
        };
        let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let filled = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
        assert!(cells_are_possible(&row("1048576", empty)));
        assert!(cells_are_possible(&row("50000", filled)));
        assert!(!cells_are_possible(&row("1048576", &[filled, empty, filled].concat())));
        assert!(!cells_are_possible(&row("1048576", &filled.repeat(5))));
        let long = format!("{}<text:p>{}</text:p>", filled.replace('/', ""), "x".repeat(30_000));
        assert!(cells_are_possible(&row("5000", &long)));
        assert!(!cells_are_possible(&row("10000", &long)));
    }

    #[test]
    fn every_tag_is_closed() {
        for whole in ["", "<?xml version=\"1.0\"?><a b=\"c\"><d/><e f='g'>h</e ></a>\n"] {
            assert!(is_whole(whole), "{whole}");
        }
        for broken in ["<a>", "<a><b></a></b>", "<a><b></a>", "</a>", "<a", "<a><!-- </a> -->"] {
            assert!(!is_whole(broken), "{broken}");
        }
    }
}
