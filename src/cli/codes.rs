//! `explain CODE`: what a message means.

use serde_json::json;

use super::exit::Exit;
use super::failure::Failure;
use super::settings::ExplainCode;
use super::text::harmless_line;
use super::world::World;
use crate::diag::Code;

/// The most codes that a message lists.
const MOST: usize = 16;

/// Explains the code of a message.
pub fn run(world: World, order: &ExplainCode) -> Result<Exit, Failure> {
    let Some(code) = Code::parse(&order.code) else { return Err(unknown(&order.code)) };
    if order.json {
        let page = json!({ "code": code.as_str(), "title": code.title(), "explanation": code.explanation() });
        world.json(&page)?;
    } else {
        world.result(&format!("{code}: {}\n\n{}\n", code.title(), code.explanation().trim_end()))?;
    }
    Ok(Exit::Done)
}

fn unknown(typed: &str) -> Failure {
    let message = format!("there is no message with the code \"{}\"", harmless_line(typed));
    let near = near(typed);
    let Some(first) = near.first() else {
        return Failure::usage(message)
            .help("a code looks like E304 or W201; to explain a pair: rondje explain EVENT A B");
    };
    let mut lines = vec![format!("{message}; these are near it:")];
    lines.extend(near.iter().take(MOST).map(|code| format!("  {code}  {}", code.title())));
    if near.len() > MOST {
        lines.push(format!("  and {} more", near.len() - MOST));
    }
    Failure::usage(lines.join("\n")).help(format!("for one of them: rondje explain {first}"))
}

/// Codes that may be meant: of the same beginning, else with the same number, else with one character wrong, else with
/// a word in what they are about, else of the same family.
fn near(typed: &str) -> Vec<Code> {
    let typed = typed.trim().to_lowercase();
    let ways: [fn(&str, &str, &str) -> bool; 5] = [
        |typed, code, _| code.starts_with(typed),
        |typed, code, _| code[1..] == *typed,
        |typed, code, _| strsim::osa_distance(typed, code) == 1,
        |typed, _, title| typed.len() > 2 && title.contains(typed),
        |typed, code, _| typed.len() == 4 && typed.get(..2) == code.get(..2),
    ];
    if typed.is_empty() {
        return Vec::new();
    }
    let by = |way: fn(&str, &str, &str) -> bool| -> Vec<Code> {
        Code::all().filter(|code| way(&typed, &code.as_str().to_lowercase(), code.title())).collect()
    };
    ways.into_iter().map(by).find(|found| !found.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{near, unknown};

    fn said(typed: &str) -> String {
        near(typed).iter().map(|code| code.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn codes_that_may_be_meant_are_near() {
        assert_eq!(said("E10"), "E101 E102 E103 E104 E105 E106 E107 E108");
        assert_eq!(said("304"), "E304 W304");
        assert_eq!(said("E3004"), "E004 E304");
        assert_eq!(said("e12"), "E012 E102");
        assert_eq!(said("colour"), "E205");
        assert_eq!(said("W499"), "W401");
        assert_eq!(said("borrel.toml"), "");
        assert_eq!(said(" "), "");
        assert_eq!(said("é3"), "");
    }

    #[test]
    fn a_long_list_is_cut() {
        let said = unknown("e").message();
        assert!(
            said.starts_with("there is no message with the code \"e\"; these are near it:\n  E001  "),
            "{said}"
        );
        assert!(said.contains("\n  and ") && said.lines().count() == 18, "{said}");
    }
}
