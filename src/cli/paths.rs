//! Which files belong to an event, and what they are called.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A file, or standard input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `-`: standard input or output.
    Standard,
    /// A file.
    File(PathBuf),
}

impl Place {
    /// What was typed: `-` or the path of a file.
    pub fn typed(path: PathBuf) -> Self {
        if path.as_os_str() == "-" { Self::Standard } else { Self::File(path) }
    }
}

/// NAME of an event file: its file name without `.toml`.
fn name(event: &Path) -> OsString {
    let is_toml = event.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let name = if is_toml { event.file_stem() } else { event.file_name() };
    name.unwrap_or_default().to_owned()
}

fn beside(event: &Path, suffix: &str) -> PathBuf {
    let mut file = name(event);
    file.push(suffix);
    event.with_file_name(file)
}

/// `NAME.schedule.toml` beside the event.
pub fn schedule(event: &Path) -> PathBuf {
    beside(event, ".schedule.toml")
}

/// `NAME.night.toml` beside the event.
pub fn night(event: &Path) -> PathBuf {
    beside(event, ".night.toml")
}

/// `NAME.import.toml` beside the event.
pub fn import(event: &Path) -> PathBuf {
    beside(event, ".import.toml")
}

/// Whether the file is called like the memory of imports, not like an event.
pub fn is_import(path: &Path) -> bool {
    path.file_name().unwrap_or_default().to_string_lossy().ends_with(".import.toml")
}

/// The event that a schedule stands beside, going by its name: `NAME.schedule.toml` and `NAME.schedule.2.toml` belong to
/// `NAME.toml`. None when it is not called like a schedule.
pub fn event_of(schedule: &Path) -> Option<PathBuf> {
    if !is_schedule(schedule) {
        return None;
    }
    let file = schedule.file_name()?.to_string_lossy();
    let end = file.rfind(".schedule.")?;
    Some(schedule.with_file_name(format!("{}.toml", &file[..end])))
}

/// `.rondje-key`: the key to the people of events in this folder who were forgotten.
pub fn key(event: &Path) -> PathBuf {
    event.with_file_name(".rondje-key")
}

/// `.rondje-NAME.lock` beside the event: there while a command changes its files.
pub fn lock(event: &Path) -> PathBuf {
    let mut file = OsString::from(".rondje-");
    file.push(name(event));
    file.push(".lock");
    event.with_file_name(file)
}

/// NAME of an event file, as the files that belong to it start.
pub fn start(event: &Path) -> String {
    name(event).to_string_lossy().into_owned()
}

/// `NAME-print` beside the event.
pub fn print_folder(event: &Path) -> PathBuf {
    beside(event, "-print")
}

/// `NAME-export` beside the event.
pub fn export_folder(event: &Path) -> PathBuf {
    beside(event, "-export")
}

/// Whether the file is called like the log of a night, not like an event.
pub fn is_night(path: &Path) -> bool {
    path.file_name().unwrap_or_default().to_string_lossy().ends_with(".night.toml")
}

/// Whether the file is called like a schedule, not like an event.
pub fn is_schedule(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(name) = name.strip_suffix(".toml") else { return false };
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('.');
    name.ends_with(".schedule")
}

/// The file beside a schedule that keeps an earlier one: `NAME.schedule.toml` and `2` give `NAME.schedule.2.toml`.
pub fn kept(schedule: &Path, mark: &str) -> PathBuf {
    let mut file = name(schedule);
    file.push(format!(".{mark}"));
    if let Some(extension) = schedule.extension().filter(|e| e.eq_ignore_ascii_case("toml")) {
        file.push(".");
        file.push(extension);
    }
    schedule.with_file_name(file)
}

/// The revision in the name of a kept schedule, when `file` is one beside `schedule`.
pub fn kept_revision(schedule: &Path, file: &str) -> Option<u32> {
    let schedule = schedule.file_name()?.to_string_lossy();
    let (start, end) = match schedule.strip_suffix(".toml") {
        Some(start) => (start, ".toml"),
        None => (&*schedule, ""),
    };
    let mark = file.strip_prefix(start)?.strip_prefix('.')?.strip_suffix(end)?;
    mark.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{event_of, is_schedule, kept, kept_revision, print_folder, schedule};

    #[test]
    fn names_stand_beside_the_event() {
        assert_eq!(schedule(Path::new("events/borrel.toml")), PathBuf::from("events/borrel.schedule.toml"));
        assert_eq!(schedule(Path::new("borrel")), PathBuf::from("borrel.schedule.toml"));
        assert_eq!(schedule(Path::new("2026.12 borrel.TOML")), PathBuf::from("2026.12 borrel.schedule.toml"));
        assert_eq!(print_folder(Path::new("/a/b.c/borrel.v2")), PathBuf::from("/a/b.c/borrel.v2-print"));
    }

    #[test]
    fn earlier_schedules_keep_their_revision_in_the_name() {
        let now = Path::new("x/borrel.schedule.toml");
        assert_eq!(kept(now, "2"), PathBuf::from("x/borrel.schedule.2.toml"));
        assert_eq!(kept(Path::new("plan"), "2"), PathBuf::from("plan.2"));
        assert_eq!(kept_revision(now, "borrel.schedule.12.toml"), Some(12));
        assert_eq!(kept_revision(now, "borrel.schedule.toml"), None);
        assert_eq!(kept_revision(now, "borrel.schedule.broken.toml"), None);
        assert_eq!(kept_revision(Path::new("plan"), "plan.7"), Some(7));
    }

    #[test]
    fn knows_a_schedule_by_its_name() {
        assert_eq!(event_of(Path::new("a/b.schedule.3.toml")), Some(PathBuf::from("a/b.toml")));
        assert_eq!(event_of(Path::new("a/b.toml")), None);
        assert!(is_schedule(Path::new("a/borrel.schedule.toml")));
        assert!(is_schedule(Path::new("borrel.schedule.3.toml")));
        assert!(!is_schedule(Path::new("borrel.toml")));
        assert!(!is_schedule(Path::new("schedule.toml")));
    }
}
