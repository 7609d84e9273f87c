//! `guide`: how to hold an evening, from the sign-up form to the last bell.

use super::exit::Exit;
use super::failure::Failure;
use super::world::World;
use crate::domain::Language;

const DUTCH: &str = include_str!("../../templates/guide/nl.md");
const ENGLISH: &str = include_str!("../../templates/guide/en.md");

/// Puts the guide on standard output.
pub fn run(world: World, language: Language) -> Result<Exit, Failure> {
    world.result(text(language))?;
    Ok(Exit::Done)
}

fn text(language: Language) -> &'static str {
    match language {
        Language::Nl => DUTCH,
        Language::En => ENGLISH,
    }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory, Parser};

    use super::{DUTCH, ENGLISH};
    use crate::cli::args::Typed;
    use crate::cli::settings::Order;
    use crate::diag::{Code, draw};
    use crate::document::Kind;
    use crate::input::read_event;

    const README: &str = include_str!("../../README.md");
    const GUIDES: [&str; 2] = [DUTCH, ENGLISH];

    /// The lines of all blocks of a language.
    fn block_lines<'a>(guide: &'a str, language: &str) -> Vec<&'a str> {
        let start = format!("```{language}\n");
        let blocks = guide.split(start.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap());
        blocks.flat_map(str::lines).collect()
    }

    /// The words of a line; double quotes keep them together. What stands behind `<` is for the shell.
    fn words(line: &str) -> Vec<String> {
        let line = line.split(" < ").next().unwrap();
        let parts = line.split('"').enumerate();
        let words = parts.flat_map(|(i, part)| match i % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.collect()
    }

    fn check_line(line: &str) {
        let typed = Typed::try_parse_from(words(line)).unwrap_or_else(|error| panic!("{line}\n{error}"));
        Order::try_from(typed).unwrap_or_else(|failure| panic!("{line}\n{}", failure.drawn()));
    }

    #[test]
    fn every_line_to_type_can_be_typed() {
        for guide in GUIDES {
            let lines = block_lines(guide, "sh");
            assert!(lines.len() > 20, "{} lines", lines.len());
            lines.into_iter().for_each(check_line);
        }
    }

    #[test]
    fn both_guides_have_the_same_lines() {
        let lines = |guide: &str| {
            let text = block_lines(guide, "sh").join("\n");
            text.replace("aanmeldingen", "registrations")
                .replace("namen", "names")
                .replace("language nl", "language en")
        };
        assert_eq!(lines(DUTCH), lines(ENGLISH));
        let steps = |guide: &str, heading: &str| guide.matches(heading).count();
        assert_eq!((steps(DUTCH, "\n## Stap "), steps(ENGLISH, "\n## Step ")), (10, 10));
    }

    #[test]
    fn their_event_is_in_order() {
        for guide in GUIDES {
            let text = block_lines(guide, "toml").join("\n");
            let read = read_event(&text, &mut |name| Err(format!("no {name}")));
            let loaded = read.unwrap_or_else(|errors| panic!("{}", draw("guide", &text, &errors, false)));
            assert_eq!(loaded.event.attendees.len(), 2);
        }
    }

    #[test]
    fn the_evening_is_as_long_as_they_say() {
        let text = block_lines(ENGLISH, "toml").join("\n");
        let event = read_event(&text, &mut |name| Err(format!("no {name}"))).expect("an event").event;
        let (_, until) = event.clock(8);
        assert_eq!((until - event.start).num_minutes(), 85);
        assert!(DUTCH.contains("85 minuten") && ENGLISH.contains("85 minutes"));
    }

    /// What stands between backquotes in running text.
    fn quoted(guide: &str) -> Vec<&str> {
        let prose = guide.split("```").step_by(2);
        prose.flat_map(|text| text.split('`').skip(1).step_by(2)).collect()
    }

    fn has_option(command: &Command, name: &str) -> bool {
        let here = command.get_arguments().any(|argument| argument.get_long() == Some(name));
        here || command.get_subcommands().any(|command| has_option(command, name))
    }

    /// Whether the README's reference of the event file has it, as a key, as a word or as a header.
    fn is_in_reference(name: &str) -> bool {
        let reference =
            README.split("<!-- check: reference -->").nth(1).unwrap().split("```").nth(1).unwrap();
        reference.contains(name)
    }

    fn is_known(name: &str) -> bool {
        if let Some(rest) = name.strip_prefix("rondje ") {
            return Typed::command().find_subcommand(rest.split(' ').next().unwrap()).is_some();
        }
        if name.starts_with("--") {
            let mut options = name.split(' ').filter_map(|word| word.strip_prefix("--"));
            return options.all(|option| has_option(&Typed::command(), option));
        }
        let name = name.split(" = ").next().unwrap_or(name);
        let file = name.starts_with("borrel") || ["names.txt", "namen.txt", "help", "<"].contains(&name);
        let printed = Kind::all().iter().any(|kind| kind.file_name() == name);
        file || printed || is_in_reference(name)
    }

    #[test]
    fn what_they_name_exists() {
        for guide in GUIDES {
            for name in quoted(guide) {
                assert!(is_known(name), "there is no `{name}`");
            }
            let codes = guide.split(|c: char| !c.is_alphanumeric()).filter(|word| {
                word.len() == 4
                    && word.starts_with(['E', 'W'])
                    && word[1..].chars().all(|c| c.is_ascii_digit())
            });
            for code in codes {
                assert!(Code::parse(code).is_some(), "there is no code {code}");
            }
        }
    }

    #[test]
    fn lines_are_fit_for_a_terminal() {
        for line in GUIDES.into_iter().flat_map(str::lines) {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}
