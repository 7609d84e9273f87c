//! Words and columns for the terminal.

use unicode_width::UnicodeWidthStr;

/// Makes text from a file safe to print: control characters and marks that change the writing direction become `�`.
/// Line breaks stay.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_harmful(c) { '\u{fffd}' } else { c }).collect()
}

fn is_harmful(c: char) -> bool {
    let changes_direction =
        matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\n') || matches!(c, '\u{2028}' | '\u{2029}') || changes_direction
}

/// As [`harmless`], on one line.
pub fn harmless_line(text: &str) -> String {
    harmless(text).replace('\n', "\u{fffd}")
}

/// A count with its noun: `1 round`, `2 rounds`.
pub fn count(n: usize, noun: &str) -> String {
    match (n, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "person") => format!("{n} people"),
        _ => format!("{n} {noun}s"),
    }
}

/// A number with its thousands apart: `71,240`.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut grouped = String::from(if n < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A list in words: `a`, `a and b`, `a, b and c`.
pub fn listed<S: AsRef<str>>(items: &[S], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [rest @ .., end] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", rest.join(", "), end.as_ref())
        }
    }
}

/// Ascending numbers with runs drawn together: `1-3, 5`.
pub fn runs(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for n in numbers {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == n => *end = n,
            _ => runs.push((n, n)),
        }
    }
    let words = runs.iter().map(|&(from, to)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}-{to}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `round 3`, `rounds 1-3, 5` or `no round`.
pub fn rounds(numbers: impl IntoIterator<Item = u32>) -> String {
    let numbers: Vec<u32> = numbers.into_iter().collect();
    if numbers.is_empty() {
        return "no round".to_owned();
    }
    let noun = if numbers.len() == 1 { "round" } else { "rounds" };
    format!("{noun} {}", runs(numbers))
}

/// A path or name as it would be typed in a shell.
pub fn typed(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:=,+@".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        argument.to_owned()
    } else if argument.contains(['"', '$', '`', '!']) && !argument.contains('\'') {
        format!("'{argument}'")
    } else {
        format!("\"{argument}\"")
    }
}

/// Text that grows line by line; every line is made harmless.
#[derive(Debug, Default)]
pub struct Page(String);

impl Page {
    /// Adds a line.
    pub fn line(&mut self, line: impl AsRef<str>) {
        self.0.push_str(&harmless_line(line.as_ref()));
        self.0.push('\n');
    }

    /// Adds a blank line, and a line below it.
    pub fn title(&mut self, title: impl AsRef<str>) {
        self.blank();
        self.line(title);
    }

    /// Adds a blank line, and text of several lines.
    pub fn paragraph(&mut self, text: &str) {
        self.blank();
        self.0.push_str(&harmless(text));
        self.0.push('\n');
    }

    /// Adds a blank line.
    pub fn blank(&mut self) {
        self.0.push('\n');
    }

    /// Adds a table.
    pub fn table(&mut self, table: &Table) {
        self.0.push_str(&table.draw(2));
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// At the right: numbers.
    Right,
}

/// Lines of aligned columns.
#[derive(Debug)]
pub struct Table {
    columns: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    pub fn new(columns: &[Align]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; its text is made harmless.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|cell| harmless_line(cell.as_ref())).collect());
    }

    /// Draws the table, each line after `indent` blanks, ending in a line break.
    pub fn draw(&self, indent: usize) -> String {
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| self.width(column)).collect();
        let mut drawn = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            for ((cell, &width), align) in row.iter().zip(&widths).zip(&self.columns) {
                line.push_str(&padded(cell, width, *align));
                line.push_str("  ");
            }
            drawn.push_str(line.trim_end());
            drawn.push('\n');
        }
        drawn
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
    }
}

fn padded(cell: &str, width: usize, align: Align) -> String {
    let blanks = " ".repeat(width.saturating_sub(cell.width()));
    match align {
        Align::Left => format!("{cell}{blanks}"),
        Align::Right => format!("{blanks}{cell}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Align, Table, count, harmless, harmless_line, listed, rounds, thousands, typed};

    #[test]
    fn makes_names_harmless() {
        assert_eq!(harmless("a\u{1b}[31mb\u{202e}c\r\nd\u{9b}"), "a�[31mb�c�\nd�");
        assert_eq!(harmless_line("Ann\nKees é Żółć"), "Ann�Kees é Żółć");
    }

    #[test]
    fn counts_and_lists() {
        assert_eq!(
            [count(1, "round"), count(0, "round"), count(3, "person")],
            ["1 round", "0 rounds", "3 people"]
        );
        assert_eq!(
            [0, 999, 1000, -71_240, 1_234_567].map(thousands),
            ["0", "999", "1,000", "-71,240", "1,234,567"]
        );
        assert_eq!(listed(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(listed::<&str>(&[], "and"), "");
        assert_eq!(rounds([1, 2, 3, 5, 7, 8]), "rounds 1-3, 5, 7, 8");
        assert_eq!(rounds([4]), "round 4");
        assert_eq!(rounds([]), "no round");
    }

    #[test]
    fn quotes_what_a_shell_would_split() {
        assert_eq!(typed("events/borrel.toml"), "events/borrel.toml");
        assert_eq!(typed(r"C:\Users\An\borrel.toml"), r"C:\Users\An\borrel.toml");
        assert_eq!(typed("mijn borrel.toml"), "\"mijn borrel.toml\"");
        assert_eq!(typed("een $ borrel"), "'een $ borrel'");
    }

    #[test]
    fn aligns_by_width_on_screen() {
        let mut table = Table::new(&[Align::Left, Align::Right, Align::Left]);
        table.row(["Żółć", "1", "x"]);
        table.row(["日本", "10", ""]);
        assert_eq!(table.draw(2), "  Żółć   1  x\n  日本  10\n");
    }
}
