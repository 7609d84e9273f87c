//! Schedules and logs with pseudonyms in the place of ids.

use serde::{Deserialize, Serialize};

use super::Key;

/// What stands in the place of a digest of an event that nobody has any more.
pub const NO_DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// What stands above a forgotten schedule.
const SCHEDULE_HEADER: &str =
    "# Who met whom, when and at which table, with pseudonyms in the place of names. Written by rondje.\n";

/// What stands above a forgotten log.
const NIGHT_HEADER: &str =
    "# What happened on the night, with pseudonyms in the place of names. Written by rondje.\n";

/// A schedule file as it stands.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScheduleFile {
    format: u32,
    event: String,
    event_digest: String,
    revision: u32,
    result: ResultLines,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    meeting: Vec<Meeting>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ResultLines {
    points: i64,
    bound: i64,
    floor: u32,
    proof: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Meeting {
    round: u32,
    table: u32,
    people: [String; 2],
    #[serde(default, skip_serializing_if = "is_false")]
    pinned: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    kept: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The text of a schedule with pseudonyms. `digest` gives the digest of the forgotten event for that of the event, if
/// that is the one the schedule was made for. None when the text is no schedule file, and nothing can be done with it.
#[must_use]
pub fn schedule(text: &str, key: &Key, digest: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut file: ScheduleFile = toml::from_str(text).ok()?;
    file.event_digest = digest(&file.event_digest).unwrap_or_else(|| NO_DIGEST.to_owned());
    for meeting in &mut file.meeting {
        for id in &mut meeting.people {
            *id = key.pseudonym(id);
        }
        meeting.people.sort();
    }
    file.meeting.sort_by(|a, b| (a.round, a.table, &a.people).cmp(&(b.round, b.table, &b.people)));
    Some(format!("{SCHEDULE_HEADER}{}", toml::to_string(&file).ok()?))
}

/// The log of a night as it stands.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NightFile {
    format: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    change: Vec<Change>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<Who>,
    #[serde(skip_serializing_if = "Option::is_none")]
    round: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "change_cost")]
    cost: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<Vec<[String; 2]>>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Who {
    One(String),
    Several(Vec<String>),
}

impl Who {
    fn ids(&mut self) -> &mut [String] {
        match self {
            Self::One(id) => std::slice::from_mut(id),
            Self::Several(ids) => ids,
        }
    }
}

/// The text of the log of a night with pseudonyms. None when the text is no such log.
#[must_use]
pub fn night(text: &str, key: &Key) -> Option<String> {
    let mut file: NightFile = toml::from_str(text).ok()?;
    for change in &mut file.change {
        let who = change.who.iter_mut().flat_map(Who::ids);
        for id in who.chain(change.dropped.iter_mut().flatten().flatten()) {
            *id = key.pseudonym(id);
        }
        if let Some(Who::Several(ids)) = &mut change.who {
            ids.sort();
        }
    }
    Some(format!("{NIGHT_HEADER}{}", toml::to_string(&file).ok()?))
}

#[cfg(test)]
mod tests {
    use super::{NO_DIGEST, night, schedule};
    use crate::forget::Key;

    const SCHEDULE: &str = "# Piet was here\nformat = 1\nevent = \"Borrel\"\nevent_digest = \"sha256:1\"\nrevision = 2\n\
        [result]\npoints = 1\nbound = 2\nfloor = 0\nproof = \"gap\"\n[[meeting]] # piet\nround = 1\ntable = 1\n\
        people = [\"anna\", \"piet\"]\nkept = true\n";

    #[test]
    fn a_schedule_keeps_everything_but_the_people() {
        let key = Key::of([7; 32]);
        let forgotten = schedule(SCHEDULE, &key, |_| None).expect("a schedule");
        assert!(!forgotten.to_lowercase().contains("piet") && !forgotten.contains("anna"), "{forgotten}");
        for part in ["revision = 2", "kept = true", "[[meeting]]\nround = 1\ntable = 1", NO_DIGEST] {
            assert!(forgotten.contains(part), "{part} is not in\n{forgotten}");
        }
        assert_eq!(schedule(&forgotten, &key, |digest| Some(digest.to_owned())), Some(forgotten));
        assert!(
            schedule(SCHEDULE, &key, |_| Some("sha256:2".to_owned())).is_some_and(|t| t.contains("sha256:2"))
        );
        assert_eq!(schedule("format = 1\n", &key, |_| None), None);
    }

    #[test]
    fn a_log_keeps_everything_but_the_people() {
        let key = Key::of([7; 32]);
        let text = "format = 1\n[[change]]\nkind = \"no-show\"\nwho = [\"piet\", \"anna\"]\nround = 1\n[[change]]\n\
            kind = \"replan\"\nround = 2\npolicy = \"keep\"\nrevision = 2\nearlier = \"a.schedule.1.toml\"\n\
            dropped = [[\"anna\", \"piet\"]]\n[[change]]\nkind = \"held\"\n";
        let forgotten = night(text, &key).expect("a log");
        assert!(!forgotten.contains("piet") && !forgotten.contains("anna"), "{forgotten}");
        assert_eq!(forgotten.matches(&key.pseudonym("piet")).count(), 2);
        assert!(
            forgotten.contains("earlier = \"a.schedule.1.toml\"") && forgotten.contains("kind = \"held\"")
        );
        assert_eq!(night(&forgotten, &key), Some(forgotten));
    }
}
