//! `forget`: puts pseudonyms in the place of people in everything that rondje keeps of an evening.
//!
//! The schedules are written first, then the event, then the log: while the event still has names, the digest of a
//! schedule can be recognised; and a log needs nothing but the key. So whatever was done when the power went, doing it again
//! does the rest.

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::failure::Failure;
use super::open::{self, Opened};
use super::paths::{self, Place};
use super::settings::Forget as Order;
use super::text::{Page, count, typed};
use super::world::World;
use crate::audit;
use crate::domain::{Event, fold};
use crate::forget::{self, Key, is_pseudonym};
use crate::input::read_event;
use crate::night::{self, Log, TurnedOut};
use crate::schedule_file;

/// The most words that are listed because they name somebody.
const MOST_WORDS: usize = 10;

/// Lists what would be done, or does it.
pub fn run(world: World, order: &Order) -> Result<Exit, Failure> {
    let opened = open::as_written(world, &order.event)?;
    let files = Files::of(world, &opened)?;
    if !order.yes {
        // What could not be done is said before it is offered.
        let key = open::key_beside(world, &files.event)?.unwrap_or_else(|| Key::of([0; 32]));
        files.forgotten(world, &opened, &key)?;
        world.result(files.plan(&opened).text())?;
        let help = format!("if that is what you want: rondje forget {} --yes", opened.typed());
        return Err(Failure::usage("nothing was done yet, for it cannot be undone").help(help));
    }
    let key = key(world, &files.event)?;
    let written = files.forgotten(world, &opened, &key)?;
    world.write_files(&written)?;
    world.result(files.done(&opened, &written).text())?;
    Ok(Exit::Done)
}

/// The key beside the event; a new one when there is none.
fn key(world: World, event: &Path) -> Result<Key, Failure> {
    if let Some(key) = open::key_beside(world, event)? {
        return Ok(key);
    }
    let key = Key::of(world.random()?);
    world.write_new(&paths::key(event), key.write().as_bytes())?;
    Ok(key)
}

/// The files of an evening, by what becomes of them.
struct Files {
    event: PathBuf,
    /// The schedule and those that are kept beside it, with their texts.
    schedules: Vec<(PathBuf, String)>,
    night: Option<(PathBuf, String)>,
    /// What else tells who was there, or may: it is not touched.
    others: Vec<PathBuf>,
}

impl Files {
    fn of(world: World, opened: &Opened) -> Result<Self, Failure> {
        let event = opened.path().unwrap_or(Path::new("")).to_owned();
        let mut files = Self { schedules: Vec::new(), night: None, others: Vec::new(), event };
        for name in own(world, &files.event) {
            let path = files.event.with_file_name(name);
            let is_file = world.read_bytes_if_file(&path)?.is_some();
            if path == files.event {
            } else if is_file && paths::event_of(&path).as_deref() == Some(&files.event) {
                files.schedules.push((path.clone(), world.read(&Place::File(path))?));
            } else if is_file && path == paths::night(&files.event) {
                files.night = Some((path.clone(), world.read(&Place::File(path))?));
            } else {
                files.others.push(path);
            }
        }
        let unreadable = files.schedules.extract_if(.., |(_, text)| !is_schedule(text));
        let unreadable: Vec<PathBuf> = unreadable.map(|(path, _)| path).collect();
        files.others.extend(unreadable);
        files.others.sort();
        Ok(files)
    }

    /// The files that change, with their new texts, in the order in which they are written. What they then say is the same
    /// as before, or nothing is written.
    fn forgotten(
        &self,
        world: World,
        opened: &Opened,
        key: &Key,
    ) -> Result<Vec<(PathBuf, Vec<u8>)>, Failure> {
        let event_text = forget::event(&opened.event, key);
        let event = read_event(&event_text, &mut |_| Err(String::new()))
            .map_err(|errors| {
                Failure::bug(format!("the forgotten event cannot be read: {}", errors[0].message))
            })?
            .event;
        let night = self.night.as_ref().map(|(path, text)| forgotten_night(world, opened, path, text, key));
        let night = night.transpose()?;
        let texts = [self.night.as_ref().map(|(_, text)| text.as_str()), night.as_deref()];
        let [before, after] = [(&opened.event, texts[0]), (&event, texts[1])]
            .map(|(event, text)| turned_out(event, text.unwrap_or_default()));
        let digests = [before, after].map(|event| event.as_ref().map(schedule_file::digest));
        let [before, after] = digests;
        let digest = |said: &str| {
            let same = [&before, &after].into_iter().flatten().any(|known| known == said);
            same.then(|| after.clone()).flatten()
        };
        let mut files = Vec::new();
        for (path, text) in &self.schedules {
            let forgotten = forget::schedule(text, key, digest).unwrap_or_default();
            files.push((path.clone(), forgotten));
        }
        refuse_other_points(opened, &self.schedules, (&event, &files))?;
        files.push((self.event.clone(), event_text));
        files.extend(self.night.iter().map(|(path, _)| path.clone()).zip(night));
        let files = files.into_iter().map(|(path, text)| (path, text.into_bytes()));
        Ok(files.filter(|(path, bytes)| !world.holds(path, bytes)).collect())
    }

    /// What would be done.
    fn plan(&self, opened: &Opened) -> Page {
        let mut page = Page::default();
        let people = count(opened.event.attendees.len(), "person");
        page.line(format!("{}: to forget {people}", opened.event.name));
        page.title("Names, companies, titles, contact details and notes would be replaced by pseudonyms in");
        let schedules = self.schedules.iter().map(|(path, _)| path);
        for path in
            std::iter::once(&self.event).chain(schedules).chain(self.night.iter().map(|(path, _)| path))
        {
            page.line(format!("  {}", path.display()));
        }
        page.line("Remarks (after #) in these files go too. Topics, groups, times and who met whom stay.");
        self.add_rest_to(&mut page, opened);
        page.blank();
        page
    }

    /// What was done.
    fn done(&self, opened: &Opened, written: &[(PathBuf, Vec<u8>)]) -> Page {
        let mut page = Page::default();
        if written.is_empty() {
            page.line(format!("{}: its people were forgotten before; nothing changed", opened.event.name));
        }
        for (path, _) in written {
            page.line(format!("Forgotten: {}", path.display()));
        }
        let key = paths::key(&self.event);
        page.line(format!("Key:       {}", key.display()));
        page.line(
            "           With it, and only with it, your next event knows who met here. Keep it to yourself.",
        );
        page.line("           Once you need it no more, delete it: then nobody can tell any more whose pseudonym is whose.");
        self.add_rest_to(&mut page, opened);
        page
    }

    fn add_rest_to(&self, page: &mut Page, opened: &Opened) {
        if !self.others.is_empty() {
            page.title("These are not touched, and may still tell who was there. To remove them:");
            for path in &self.others {
                page.line(format!("  rm -r {}", typed(&path.display().to_string())));
            }
        }
        let words = telling(&opened.event);
        if !words.is_empty() {
            page.title(
                "These words stay, and name somebody. Change them in the event file first, if you like:",
            );
            for word in words.iter().take(MOST_WORDS) {
                page.line(format!("  {word}"));
            }
        }
        page.title(
            "Copies elsewhere (lists of registrations, mail, the cloud, backups) are yours to remove.",
        );
    }
}

/// The names beside an event that belong to it and to no other event, and what interrupted commands have left.
fn own(world: World, event: &Path) -> Vec<String> {
    let start = paths::start(event);
    let names = world.neighbours(event);
    let belongs = |name: &str, start: &str| {
        name.strip_prefix(start).is_some_and(|rest| rest.starts_with(['.', '-', '_', ' ', '~']))
    };
    let others = names.iter().filter(|name| is_event(world, &event.with_file_name(name)));
    let others: Vec<String> = others.map(|name| paths::start(Path::new(name))).collect();
    let is_own = |name: &String| {
        let elsewhere = others.iter().any(|other| other.len() > start.len() && belongs(name, other));
        let left = name.strip_prefix(".rondje-").is_some_and(|rest| rest.strip_suffix(".tmp").is_some());
        left || (belongs(name, &start) && !elsewhere)
    };
    names.into_iter().filter(is_own).collect()
}

/// Whether a file is that of an event: it has a table `[event]`.
fn is_event(world: World, path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"))
        && world
            .read(&Place::File(path.to_owned()))
            .is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[event]")))
}

/// Whether a text is that of a schedule in which people can be forgotten.
fn is_schedule(text: &str) -> bool {
    forget::schedule(text, &Key::of([0; 32]), |_| None).is_some()
}

/// The log with pseudonyms. It is read first, unless it is forgotten already or the event is.
fn forgotten_night(
    world: World,
    opened: &Opened,
    path: &Path,
    text: &str,
    key: &Key,
) -> Result<String, Failure> {
    forget::night(text, key).ok_or_else(|| match open::read_night(world, &opened.event, path, text) {
        Err(failure) => failure.help("mend the log first; nothing was done"),
        Ok(_) => Failure::bug("the log of the night can be read, but not forgotten"),
    })
}

/// The evening as it turned out; none when event and log are not of one kind, names or pseudonyms.
fn turned_out(event: &Event, night: &str) -> Option<Event> {
    let log = if night.is_empty() { Log::default() } else { night::read(night, event).ok()? };
    let given_up = log.last_replan().map(|replan| replan.dropped.clone()).unwrap_or_default();
    let TurnedOut { event, .. } = night::turned_out(event, &log, &given_up);
    Some(event)
}

/// The same meetings must be worth the same points.
fn refuse_other_points(
    opened: &Opened,
    before: &[(PathBuf, String)],
    (event, after): (&Event, &[(PathBuf, String)]),
) -> Result<(), Failure> {
    let points =
        |event: &Event, text: &str| Some(audit::audit(event, &schedule_file::read(text, event).ok()?).points);
    for ((path, text), (_, forgotten)) in before.iter().zip(after) {
        let Some(before) = points(&opened.event, text) else { continue };
        if points(event, forgotten) != Some(before) {
            return Err(Failure::bug(format!("{} would have other points", path.display())));
        }
    }
    Ok(())
}

/// The texts that stay and have a name, a company or an address of somebody in them.
fn telling(event: &Event) -> Vec<String> {
    let names: Vec<String> = event
        .attendees
        .iter()
        .filter(|attendee| !is_pseudonym(&attendee.id))
        .flat_map(|a| [Some(&a.name), a.company.as_ref().map(|company| &company.name), a.email.as_ref()])
        .flatten()
        .map(|name| words(name))
        .filter(|name| name.trim().chars().count() > 2)
        .collect();
    let topics = event.topics.iter().flat_map(|topic| std::iter::once(&topic.name).chain(&topic.aliases));
    let rest = event.groups.iter().map(|group| &group.name).chain(event.tables.names.values());
    let labels = event.rounds.breaks.iter().filter_map(|pause| pause.label.as_ref());
    let texts = [&event.name].into_iter().chain(&event.venue).chain(topics).chain(rest).chain(labels);
    let tells = |text: &&String| {
        let text = words(text);
        names.iter().any(|name| text.contains(name.as_str()))
    };
    texts.filter(tells).cloned().collect()
}

/// A text folded, each of its words between blanks.
fn words(text: &str) -> String {
    let words = fold(text).replace(|c: char| !c.is_alphanumeric(), " ");
    format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a file that does not go with its event is of the other kind, names or pseudonyms: then forgetting the evening was
/// interrupted.
pub fn was_interrupted(event: &Event, text: &str) -> bool {
    let forgotten = event.attendees.iter().any(|attendee| is_pseudonym(&attendee.id));
    forgotten != text.split('"').any(is_pseudonym)
}
