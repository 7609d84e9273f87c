//! Messages drawn the way a compiler does.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::visible::{stand_in, visible};
use super::{Diagnostic, Lines, Severity};

/// The most messages that are drawn; a line says how many were left out.
const MOST: usize = 200;
/// Marks on lines no further apart than this share a picture.
const NEAR: usize = 3;
/// A line of at most this many characters is shown whole.
const WHOLE: usize = 160;
/// Characters of a longer line that are shown before and after the start of a mark.
const BEFORE: usize = 60;
const AFTER: usize = 100;
/// Columns of the picture: wide enough that nothing of a line shown is cut again.
const WIDTH: usize = 400;

/// Draws messages the way a compiler does: the source line, a mark under the place, the cure. `colour` adds escape
/// codes for a terminal. A line of any length is shortened, and nothing in the text can steer the terminal.
#[must_use]
pub fn draw(file_name: &str, text: &str, diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let canvas = Canvas { file_name: visible(file_name).into_owned(), lines: Lines::of(text), renderer };
    let mut drawn = String::new();
    for diagnostic in diagnostics.iter().take(MOST) {
        drawn.push_str(&canvas.draw(diagnostic));
        drawn.push_str("\n\n");
    }
    if diagnostics.len() > MOST {
        let _ =
            writeln!(drawn, "... and {} more messages about {}", diagnostics.len() - MOST, canvas.file_name);
    }
    drawn
}

struct Canvas<'a> {
    file_name: String,
    lines: Lines<'a>,
    renderer: Renderer,
}

/// A place of a message: on which line, which bytes of that line, and the words beside it.
struct Mark<'d> {
    line: usize,
    bytes: Range<usize>,
    label: &'d str,
    kind: AnnotationKind,
}

/// A few neighbouring lines in a form that can be drawn.
struct Window {
    first_line: usize,
    source: String,
    /// Bytes of `source`, words, kind.
    marks: Vec<(Range<usize>, String, AnnotationKind)>,
    /// The column (from 1) that the drawing would name, and the one in the file, where they differ.
    column: Option<(u32, u32)>,
}

impl Canvas<'_> {
    fn draw(&self, diagnostic: &Diagnostic) -> String {
        let windows = self.windows(diagnostic);
        let level = match diagnostic.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(one_line(&diagnostic.message)).id(diagnostic.code.as_str());
        let mut group = Group::with_title(title);
        if windows.is_empty() {
            group = group.element(annotate_snippets::Origin::path(self.file_name.as_str()));
        }
        for window in &windows {
            group = group.element(self.snippet(window));
        }
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(many_lines(help)));
        }
        let drawn = trim_lines(&self.renderer.render(&[group]));
        windows.iter().fold(drawn, |drawn, window| self.mend_column(drawn, window))
    }

    fn snippet<'w>(&'w self, window: &'w Window) -> Snippet<'w, Annotation<'w>> {
        let annotations = window.marks.iter().map(|(bytes, label, kind)| {
            kind.span(bytes.clone()).label((!label.is_empty()).then_some(label.as_str()))
        });
        Snippet::source(window.source.as_str())
            .path(self.file_name.as_str())
            .line_start(window.first_line + 1)
            .annotations(annotations)
    }

    /// The column of a shortened line is counted in the file, not in the picture.
    fn mend_column(&self, drawn: String, window: &Window) -> String {
        let Some((pictured, real)) = window.column else { return drawn };
        let line = window.first_line + 1;
        let name = &self.file_name;
        drawn.replacen(&format!("{name}:{line}:{pictured}"), &format!("{name}:{line}:{real}"), 1)
    }

    /// The main place first, then the others; marks on neighbouring lines together.
    fn windows(&self, diagnostic: &Diagnostic) -> Vec<Window> {
        let main = diagnostic.at.iter().map(|place| self.mark(place, AnnotationKind::Primary));
        let others = diagnostic.related.iter().map(|place| self.mark(place, AnnotationKind::Context));
        let mut clusters: Vec<Vec<Mark<'_>>> = Vec::new();
        for mark in main.chain(others) {
            let near = |other: &Mark<'_>| other.line.abs_diff(mark.line) <= NEAR;
            match clusters.iter_mut().find(|cluster| cluster.iter().any(near)) {
                Some(cluster) => cluster.push(mark),
                None => clusters.push(vec![mark]),
            }
        }
        clusters.iter().map(|marks| self.window(marks)).collect()
    }

    /// A mark never runs over the end of its first line.
    fn mark<'d>(&self, place: &'d (Range<usize>, String), kind: AnnotationKind) -> Mark<'d> {
        let (range, label) = place;
        let line = self.lines.index(range.start);
        let (start, content) = (self.lines.start(line), self.lines.content(line));
        let from = floor_char(content, range.start.saturating_sub(start));
        let until = floor_char(content, range.end.saturating_sub(start)).max(from);
        Mark { line, bytes: from..until, label, kind }
    }

    fn window(&self, marks: &[Mark<'_>]) -> Window {
        let first_line = marks.iter().map(|mark| mark.line).min().unwrap_or_default();
        let last_line = marks.iter().map(|mark| mark.line).max().unwrap_or_default();
        let mut window = Window { first_line, source: String::new(), marks: Vec::new(), column: None };
        for line in first_line..=last_line {
            let here: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.line == line).collect();
            self.add_line(&mut window, line, &here);
        }
        window
    }

    fn add_line(&self, window: &mut Window, line: usize, marks: &[&Mark<'_>]) {
        let content = self.lines.content(line);
        let focus = marks.iter().map(|mark| mark.bytes.start).min().unwrap_or_default();
        let shown = shown_part(content, focus);
        let offset = window.source.len();
        let mut starts = Vec::new();
        if shown.start > 0 {
            window.source.push('…');
        }
        for (at, c) in content[shown.clone()].char_indices() {
            starts.push((shown.start + at, window.source.len()));
            window.source.push(stand_in(c));
        }
        starts.push((shown.end, window.source.len()));
        if shown.end < content.len() {
            window.source.push('…');
        }
        let place = |byte: usize| {
            let index = starts.partition_point(|(at, _)| *at < byte).min(starts.len() - 1);
            starts[index].1
        };
        for mark in marks {
            let bytes = place(mark.bytes.start)..place(mark.bytes.end);
            if shown.start > 0 && mark.bytes.start == focus && line == window.first_line {
                let pictured = window.source[offset..bytes.start].chars().count() as u32 + 1;
                let real = content[..focus].chars().count() as u32 + 1;
                window.column = Some((pictured, real));
            }
            window.marks.push((bytes, one_line(mark.label), mark.kind));
        }
        window.source.push('\n');
    }
}

/// The part of a line that is shown: all of it, or a stretch around the mark.
fn shown_part(content: &str, focus: usize) -> Range<usize> {
    if content.chars().nth(WHOLE).is_none() {
        return 0..content.len();
    }
    let before: usize = content[..focus].chars().rev().take(BEFORE).map(char::len_utf8).sum();
    let after: usize = content[focus..].chars().take(AFTER).map(char::len_utf8).sum();
    focus - before..focus + after
}

/// The start of the character that holds this byte; the length of the text for one beyond it.
fn floor_char(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn one_line(text: &str) -> String {
    visible(text).into_owned()
}

fn many_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

fn trim_lines(drawn: &str) -> String {
    drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::draw;
    use crate::diag::{Code, Diagnostic};

    fn error() -> Diagnostic {
        Diagnostic::new(Code::OutOfRange, "too many rounds").help("write 1 to 100")
    }

    #[test]
    fn draws_like_a_compiler() {
        let text = "[rounds]\ncount = 101\nminutes = 7\n";
        let diagnostic = error().at(17..20, "outside").related(0..8, "here");
        let expected = "\
error[E009]: too many rounds
 --> borrel.toml:2:9
  |
1 | [rounds]
  | -------- here
2 | count = 101
  |         ^^^ outside
  |
  = help: write 1 to 100

";
        assert_eq!(draw("borrel.toml", text, &[diagnostic], false), expected);
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let text = "count = 101\n";
        let diagnostics = [error().at(8..11, "outside"), error()];
        let coloured = draw("a.toml", text, &diagnostics, true);
        assert!(coloured.contains("\u{1b}["));
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once("\u{1b}[") {
            plain.push_str(before);
            rest = after.split_once('m').map_or("", |(_, after)| after);
        }
        plain.push_str(rest);
        let trimmed = plain.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") + "\n";
        assert_eq!(trimmed, draw("a.toml", text, &diagnostics, false));
    }

    #[test]
    fn enormous_lines_are_shortened() {
        let text = format!("a = [{}7]\nb = 1\n", "\"é\", ".repeat(2_000_000));
        let at = text.find('7').expect("the mark");
        let drawn = draw("a.toml", &text, &vec![error().at(at..at + 1, "this"); 200], false);
        assert!(drawn.len() < 200 * 2_000, "{}", drawn.len());
        assert!(drawn.contains("--> a.toml:1:10000006\n"), "{}", &drawn[..200]);
        assert!(drawn.contains("^ this"));
    }

    #[test]
    fn nothing_steers_the_terminal() {
        let text = "a = \"\u{1b}[2J\u{202e}\u{7}\u{9b}\"\r\nb = \u{0}\n";
        let diagnostic = Diagnostic::new(Code::NotToml, "bad \u{1b}[31m\u{202e}").at(0..text.len(), "\u{7}");
        let drawn = draw("\u{1b}.toml", text, &[diagnostic.help("\u{9b}x\ny")], false);
        assert!(!drawn.chars().any(|c| c != '\n' && crate::diag::is_unprintable(c)), "{drawn:?}");
        assert!(drawn.contains("a = \"␛[2J"), "{drawn}");
    }

    #[test]
    fn tabs_and_ends_are_fine() {
        let text = "\tname\t= 1\r\n\tb = 2";
        let drawn = draw(
            "a.toml",
            text,
            &[error().at(6..7, ""), error().at(17..17, "end"), error().at(999..1_005, "")],
            false,
        );
        assert!(drawn.contains("a.toml:1:7") && drawn.contains("a.toml:2:7"), "{drawn}");
        assert!(drawn.contains("^ end"), "{drawn}");
    }

    #[test]
    fn marks_inside_a_character_are_fine() {
        let text = "é = 1\n";
        for at in 0..text.len() + 2 {
            for end in at..text.len() + 2 {
                assert!(
                    draw("a.toml", text, &[error().at(at..end, "x").related(end..end, "y")], false)
                        .contains("a.toml:")
                );
            }
        }
    }

    #[test]
    fn hundreds_of_messages_are_cut_off() {
        let drawn = draw("a.toml", "a\n", &vec![error(); 250], false);
        assert_eq!(drawn.matches("error[E009]").count(), 200);
        assert!(
            drawn.ends_with("... and 50 more messages about a.toml\n"),
            "{}",
            &drawn[drawn.len() - 100..]
        );
    }
}
