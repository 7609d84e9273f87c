//! From bytes to lines and columns.

/// The lines of a text, so that a byte can be named as line and column.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    /// The first byte of every line.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines; they end in a line feed, with or without a carriage return before it.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let feeds = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, starts: std::iter::once(first).chain(feeds).collect() }
    }

    /// The number of the line that this byte is on, from 1. A byte beyond the end is on the last line.
    #[must_use]
    pub fn line(&self, byte: usize) -> u32 {
        self.index(byte) as u32 + 1
    }

    /// Line and column of this byte, both from 1; columns count characters, and a byte order mark is none.
    #[must_use]
    pub fn position(&self, byte: usize) -> (u32, u32) {
        let index = self.index(byte);
        let start = self.starts[index];
        let before = self.text.get(start..byte.max(start)).unwrap_or_else(|| self.content(index));
        (index as u32 + 1, before.chars().count() as u32 + 1)
    }

    /// The index from 0 of the line that this byte is on.
    pub(super) fn index(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }

    /// The first byte of the line with this index from 0.
    pub(crate) fn start(&self, index: usize) -> usize {
        self.starts[index]
    }

    /// The bytes of the line that this byte is on, without white space around them.
    pub(crate) fn mark(&self, byte: usize) -> std::ops::Range<usize> {
        let index = self.index(byte);
        let content = self.content(index);
        let start = self.start(index) + content.len() - content.trim_start().len();
        start..start + content.trim().len()
    }

    /// The line with this index from 0, without its end.
    pub(crate) fn content(&self, index: usize) -> &'a str {
        let start = self.starts[index];
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        line.strip_suffix('\r').unwrap_or(line)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn names_lines_and_columns() {
        let lines = Lines::of("\u{feff}één\r\ntwee\n");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position(3), (1, 1));
        assert_eq!(lines.position(5), (1, 2));
        assert_eq!(lines.content(0), "één");
        let second = 3 + "één\r\n".len();
        assert_eq!(lines.position(second + 2), (2, 3));
        assert_eq!(lines.position(second + 5), (3, 1));
        assert_eq!(lines.line(9999), 3);
        assert_eq!(Lines::of("").position(0), (1, 1));
    }
}
