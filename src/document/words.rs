//! The words of everything printed, in one language.

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// A text catalogue: `templates/text/nl.toml` and its sisters. Every key is required and no other is allowed, so all
/// languages say the same things.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Words {
    #[serde(rename = "format")]
    _format: super::layout::Format,
    pub(crate) titles: Titles,
    date: DateWords,
    pub(crate) agenda: AgendaWords,
    pub(crate) table_sign: SignWords,
    pub(crate) run_sheet: RunWords,
    pub(crate) wall_chart: ChartWords,
    pub(crate) introductions: IntroductionWords,
    pub(crate) follow_up: FollowUpWords,
    pub(crate) name_card: CardWords,
    pub(crate) alignment: AlignmentWords,
    pub(crate) report: ReportWords,
    pub(crate) list: ListWords,
    pub(crate) calendar: CalendarWords,
    pub(crate) screen: ScreenWords,
}

/// What the documents are called.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Titles {
    pub(crate) agendas: String,
    pub(crate) name_cards: String,
    pub(crate) table_signs: String,
    pub(crate) run_sheet: String,
    pub(crate) wall_chart: String,
    pub(crate) introductions: String,
    pub(crate) follow_up: String,
    pub(crate) alignment: String,
    pub(crate) report: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct DateWords {
    weekdays: [String; 7],
    months: [String; 12],
    long: String,
    hours: String,
}

/// What an agenda says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AgendaWords {
    pub(crate) round: String,
    pub(crate) rounds: String,
    pub(crate) table: String,
    pub(crate) work: String,
    pub(crate) host: String,
    pub(crate) they_offer: String,
    pub(crate) you_offer: String,
    pub(crate) mutual: String,
    pub(crate) you_asked: String,
    pub(crate) they_asked: String,
    pub(crate) both_asked: String,
    pub(crate) more: String,
    pub(crate) your_question: String,
    pub(crate) related: String,
    pub(crate) related_them: String,
    pub(crate) new_face: String,
    pub(crate) old_face: String,
    pub(crate) question: String,
    pub(crate) questions_they_offer: Questions,
    pub(crate) questions_you_offer: Questions,
    pub(crate) questions_new_face: Questions,
    pub(crate) questions_old_face: Questions,
    pub(crate) acquaintance: String,
    pub(crate) and: String,
    pub(crate) contact: String,
    pub(crate) pause: String,
    pub(crate) pause_hint: String,
    pub(crate) not_yet: String,
    pub(crate) away: String,
    pub(crate) gone: String,
    #[serde(rename = "break")]
    pub(crate) pause_between: String,
    pub(crate) break_minutes: String,
    pub(crate) bar: String,
    pub(crate) notes: String,
    pub(crate) changed: String,
    pub(crate) replaces: String,
    pub(crate) no_meetings: String,
    pub(crate) continued: String,
    pub(crate) organizer: String,
    pub(crate) revision: String,
    pub(crate) sheet: String,
}

/// Questions to open a conversation with; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(crate) struct Questions(Vec<String>);

impl TryFrom<Vec<String>> for Questions {
    type Error = String;

    fn try_from(questions: Vec<String>) -> Result<Self, String> {
        if questions.is_empty() {
            Err("there is no question; write at least one".into())
        } else {
            Ok(Self(questions))
        }
    }
}

impl Questions {
    /// The question with a number; they come round again.
    pub(crate) fn pick(&self, number: usize) -> &str {
        &self.0[number % self.0.len()]
    }
}

/// What a table sign says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct SignWords {
    pub(crate) table: String,
    pub(crate) host: String,
    pub(crate) guests: String,
    pub(crate) free: String,
}

/// What the run sheet says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RunWords {
    pub(crate) round: String,
    pub(crate) continued: String,
    pub(crate) meetings_one: String,
    pub(crate) meetings: String,
    pub(crate) start: String,
    pub(crate) warning: String,
    pub(crate) warning_more: String,
    pub(crate) change: String,
    pub(crate) change_now: String,
    #[serde(rename = "break")]
    pub(crate) pause: String,
    pub(crate) back: String,
    pub(crate) end: String,
    pub(crate) pausing: String,
    pub(crate) away: String,
    pub(crate) arrive: String,
    pub(crate) leave: String,
    pub(crate) nobody: String,
}

/// What the wall chart says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ChartWords {
    pub(crate) round: String,
    pub(crate) rounds: String,
    pub(crate) hint: String,
    pub(crate) free: String,
}

/// What the introductions board says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct IntroductionWords {
    pub(crate) wanted: String,
    pub(crate) wanted_hint: String,
    pub(crate) offered: String,
    pub(crate) offered_hint: String,
    pub(crate) who_can: String,
    pub(crate) who_needs: String,
    pub(crate) person: String,
    pub(crate) pairs: String,
    pub(crate) pairs_hint: String,
    pub(crate) pair: String,
    pub(crate) nothing: String,
    pub(crate) nothing_hint: String,
}

/// What a follow-up sheet says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FollowUpWords {
    pub(crate) hint: String,
    pub(crate) promise: String,
    pub(crate) other: String,
    pub(crate) continued: String,
}

/// What a name card says besides names.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CardWords {
    pub(crate) ask_me_about: String,
    pub(crate) looking_for: String,
}

/// What the alignment page says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct AlignmentWords {
    pub(crate) label: String,
    pub(crate) back: String,
    pub(crate) scale: String,
    pub(crate) hold: String,
    pub(crate) offset: String,
    pub(crate) long_edge: String,
    pub(crate) short_edge: String,
}

/// What the report says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ReportWords {
    pub(crate) planned: String,
    pub(crate) held: String,
    pub(crate) share: String,
    pub(crate) thousands: String,
    pub(crate) wants: String,
    pub(crate) new_ties: String,
    pub(crate) floor: String,
    pub(crate) of_bound: String,
    pub(crate) points: String,
    pub(crate) compared: String,
    pub(crate) compared_hint: String,
    pub(crate) own: String,
    pub(crate) random: String,
    pub(crate) turns: String,
    pub(crate) topics: String,
    pub(crate) topics_hint: String,
    pub(crate) offers: String,
    pub(crate) people: String,
    pub(crate) people_hint: String,
    pub(crate) gives: String,
    pub(crate) takes: String,
    pub(crate) guests: String,
    pub(crate) groups: String,
    pub(crate) groups_hint: String,
    pub(crate) no_group: String,
    pub(crate) others: String,
    pub(crate) matrix: String,
    pub(crate) matrix_hint: String,
}

/// What a list of meetings says: the names of its columns, and two words in them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ListWords {
    pub(crate) person: String,
    pub(crate) company: String,
    pub(crate) title: String,
    pub(crate) round: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) what: String,
    pub(crate) meeting: String,
    pub(crate) pause: String,
    pub(crate) table: String,
    pub(crate) table_name: String,
    pub(crate) meets: String,
    pub(crate) their_company: String,
    pub(crate) their_title: String,
    pub(crate) they_offer: String,
    pub(crate) you_offer: String,
    pub(crate) asked: String,
    pub(crate) contact: String,
    pub(crate) id: String,
    pub(crate) their_id: String,
}

/// What a calendar says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct CalendarWords {
    pub(crate) title: String,
    pub(crate) both: String,
    pub(crate) table: String,
    pub(crate) named_table: String,
    pub(crate) round: String,
}

/// What the page for the projector says; the page fills in the words between braces by itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ScreenWords {
    pub(crate) round: String,
    pub(crate) of: String,
    pub(crate) next_round: String,
    pub(crate) before: String,
    pub(crate) welcome: String,
    pub(crate) change: String,
    #[serde(rename = "break")]
    pub(crate) pause_between: String,
    pub(crate) ended: String,
    pub(crate) thanks: String,
    pub(crate) until: String,
    pub(crate) begins: String,
    pub(crate) last_until: String,
    pub(crate) last_minute: String,
    pub(crate) paused: String,
    pub(crate) late: String,
    pub(crate) early: String,
    pub(crate) now_at_table: String,
    pub(crate) find_your_table: String,
    pub(crate) by_name: String,
    pub(crate) by_table: String,
    pub(crate) table: String,
    pub(crate) free: String,
    pub(crate) away: String,
    pub(crate) with: String,
    pub(crate) now: String,
    pub(crate) nobody: String,
    pub(crate) search: String,
    pub(crate) no_one: String,
    pub(crate) found: String,
    pub(crate) page: String,
    pub(crate) previous_page: String,
    pub(crate) next_page: String,
    pub(crate) preview: String,
    pub(crate) start: String,
    pub(crate) pause: String,
    pub(crate) resume: String,
    pub(crate) back: String,
    pub(crate) skip: String,
    pub(crate) timetable: String,
    pub(crate) minute_later: String,
    pub(crate) sound_on: String,
    pub(crate) sound_off: String,
    pub(crate) sound_tap: String,
    pub(crate) full_screen: String,
    pub(crate) help: String,
    pub(crate) close: String,
    pub(crate) undo: String,
    pub(crate) controls: String,
    pub(crate) zone: String,
    pub(crate) rehearsal: String,
    pub(crate) no_script: String,
    pub(crate) started: String,
    pub(crate) keys: String,
}

impl Words {
    /// A date in words: "donderdag 10 december 2026".
    pub(crate) fn date(&self, date: NaiveDate) -> String {
        fill(
            &self.date.long,
            &[
                ("weekday", &self.date.weekdays[date.weekday().num_days_from_monday() as usize]),
                ("day", &date.day().to_string()),
                ("month", &self.date.months[date.month0() as usize]),
                ("year", &date.year().to_string()),
            ],
        )
    }

    /// From when until when: "17:30 – 19:10 uur".
    pub(crate) fn hours(&self, from: NaiveTime, until: NaiveTime) -> String {
        fill(&self.date.hours, &[("from", &clock(from)), ("until", &clock(until))])
    }

    /// Names in a row: "Joris, Kees en Anna".
    pub(crate) fn list(&self, names: &[&str]) -> String {
        match names {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.agenda.and),
        }
    }
}

/// A clock time: "17:30".
pub(crate) fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// Fills in the words between braces, in one pass: what is filled in is never read again.
pub(crate) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = values.iter().find_map(|(key, value)| {
            let tail = rest[1..].strip_prefix(key)?.strip_prefix('}')?;
            Some((*value, tail))
        });
        let (value, tail) = known.unwrap_or(("{", &rest[1..]));
        filled.push_str(value);
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn braces_are_filled_once() {
        assert_eq!(fill("{a} en {b}{c}", &[("a", "{b}"), ("b", "2")]), "{b} en 2{c}");
    }
}
