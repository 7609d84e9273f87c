//! The one door to the world: files, standard input and output, the terminal and the clock.

mod alone;

use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use tempfile::NamedTempFile;

pub use alone::Alone;

use super::exit::Exit;
use super::failure::Failure;
use super::paths::Place;
use super::text::harmless;

/// The most bytes that are read from a file. An event of a thousand attendees has half a million.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The world as the program found it when it started.
#[derive(Clone, Copy, Debug)]
pub struct World {
    /// Whether standard error is a terminal.
    terminal: bool,
    /// Whether standard error takes colours.
    colour: bool,
}

#[expect(clippy::unused_self, reason = "only who was handed the world may touch it")]
impl World {
    /// The world of this process.
    pub fn of_process() -> Self {
        let terminal = io::stderr().is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { terminal, colour: terminal && !set("NO_COLOR") && !dumb }
    }

    /// Whether somebody watches standard error.
    pub fn terminal(self) -> bool {
        self.terminal
    }

    /// Whether messages may have colours.
    pub fn colour(self) -> bool {
        self.colour
    }

    /// Whether one JSON document was asked for, going by the words that were typed.
    pub fn json_is_asked(self) -> bool {
        std::env::args_os().any(|word| word == "--json")
    }

    /// Where files go that nobody keeps.
    pub fn temporary_folder(self) -> PathBuf {
        std::env::temp_dir()
    }

    /// The time on a clock that never goes back.
    pub fn now(self) -> Instant {
        Instant::now()
    }

    /// Prints a result; text of files is made harmless.
    pub fn result(self, text: &str) -> Result<(), Failure> {
        self.result_bytes(harmless(text).as_bytes())
    }

    /// Puts bytes on standard output.
    pub fn result_bytes(self, bytes: &[u8]) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::nobody_listens()),
            Err(error) => Err(Failure::file("write to", Path::new("standard output"), &error)),
        }
    }

    /// Prints the one JSON document of a command.
    pub fn json(self, value: &serde_json::Value) -> Result<(), Failure> {
        self.result_bytes(format!("{value:#}\n").as_bytes())
    }

    /// Tells the user something on standard error; text of files is made harmless. Nobody may listen.
    pub fn tell(self, text: &str) {
        self.tell_drawn(&harmless(text));
    }

    /// As [`World::tell`], for text that is safe already and may have colours.
    pub fn tell_drawn(self, text: &str) {
        let mut err = io::stderr().lock();
        // There is nowhere left to complain to.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }

    /// Bytes that nobody can guess, from the operating system.
    pub fn random(self) -> Result<[u8; 32], Failure> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            Failure::new(Exit::Files, format!("this computer gives no random numbers: {error}"))
        })?;
        Ok(bytes)
    }

    /// Reads a text.
    pub fn read(self, place: &Place) -> Result<String, Failure> {
        operation();
        match place {
            Place::Standard => read_text(io::stdin().lock(), Path::new("standard input")),
            Place::File(path) => {
                let file = open(path).map_err(|error| Failure::file("read", path, &error))?;
                read_text(file, path)
            }
        }
    }

    /// Reads the bytes of a file; none when there is no file, or when it is a device or a pipe.
    pub fn read_bytes_if_file(self, path: &Path) -> Result<Option<Vec<u8>>, Failure> {
        operation();
        match fs::metadata(path) {
            Ok(found) if found.is_file() => self.read_bytes(path).map(Some),
            _ => Ok(None),
        }
    }

    /// Whether a file holds exactly these bytes.
    pub fn holds(self, path: &Path, bytes: &[u8]) -> bool {
        fs::read(path).is_ok_and(|found| found == bytes)
    }

    /// Whether two paths lead to the same file.
    pub fn same_file(self, one: &Path, other: &Path) -> bool {
        match (fs::canonicalize(one), fs::canonicalize(other)) {
            (Ok(one), Ok(other)) => one == other,
            _ => false,
        }
    }

    /// Whether there is something with this name.
    pub fn is_there(self, path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok()
    }

    /// The names in the folder of a file, sorted; none if it cannot be read.
    pub fn neighbours(self, path: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder(path)).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// The names of the files in a folder that end like this, sorted; none when there is no such folder.
    pub fn files_of(self, folder: &Path, ending: &str) -> Result<Vec<String>, Failure> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::file("read", folder, &error)),
        };
        let files = entries.flatten().filter(|entry| entry.path().is_file());
        let mut names: Vec<String> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.retain(|name| name.ends_with(ending));
        names.sort();
        Ok(names)
    }

    /// Reads the bytes of a file of a bounded size.
    pub fn read_bytes(self, path: &Path) -> Result<Vec<u8>, Failure> {
        let file = open(path).map_err(|error| Failure::file("read", path, &error))?;
        bounded(file, path)
    }

    /// Reads the bytes of a place, of a bounded size.
    pub fn bytes_of(self, place: &Place) -> Result<Vec<u8>, Failure> {
        match place {
            Place::Standard => bounded(io::stdin().lock(), Path::new("standard input")),
            Place::File(path) => self.read_bytes(path),
        }
    }

    /// Writes files, each whole or not at all: none is put in its place before all are safely on the disk, and they are put
    /// there in this order. Folders are made where needed. A new file can be read by its owner only, for it may tell of
    /// people; a file that is replaced stays readable for whom it was.
    pub fn write_files(self, files: &[(PathBuf, Vec<u8>)]) -> Result<(), Failure> {
        let staged: Vec<Staged<'_>> = files
            .iter()
            .map(|(path, bytes)| {
                Staged::of(path, bytes).map_err(|error| Failure::file("write", path, &error))
            })
            .collect::<Result<_, _>>()?;
        for staged in staged {
            let path = staged.path;
            staged.put_in_place().map_err(|error| Failure::file("write", path, &error))?;
        }
        Ok(())
    }

    /// Writes a new file, whole or not at all; what is there already is never replaced.
    pub fn write_new(self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        stage(path, bytes)
            .and_then(|file| {
                operation();
                file.persist_noclobber(path).map(drop).map_err(|error| error.error)
            })
            .map_err(|error| Failure::file("write", path, &error))
    }
}

/// Something is about to happen to a file. Here a test can end the process.
#[cfg(not(test))]
fn operation() {}

#[cfg(test)]
use super::night_crash::operation;

/// Opens a regular file, or whatever else can be read to an end.
fn open(path: &Path) -> io::Result<fs::File> {
    let file = fs::File::open(path)?;
    if file.metadata()?.is_dir() { Err(ErrorKind::IsADirectory.into()) } else { Ok(file) }
}

/// All there is to read, unless it is more than any file of ours has.
fn bounded(source: impl Read, path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    source
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::file("read", path, &error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{} is larger than 64 MB", path.display());
        return Err(Failure::new(Exit::Errors, message).help("is this the right file?"));
    }
    Ok(bytes)
}

fn read_text(source: impl Read, path: &Path) -> Result<String, Failure> {
    let bytes = bounded(source, path)?;
    // Editors on Windows may put a byte order mark in front.
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    String::from_utf8(text.to_vec()).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|&byte| byte == b'\n').count();
        Failure::new(Exit::Errors, format!("{} is not text in UTF-8 (line {line})", path.display()))
            .help("open it in a text editor and save it again with the encoding UTF-8")
    })
}

/// A file that is about to be written.
struct Staged<'a> {
    path: &'a Path,
    content: Content<'a>,
}

enum Content<'a> {
    /// On the disk beside its place.
    Temporary(NamedTempFile),
    /// For a device or a pipe, which cannot be replaced.
    Direct(&'a [u8]),
}

impl<'a> Staged<'a> {
    fn of(path: &'a Path, bytes: &'a [u8]) -> io::Result<Self> {
        let content = match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => Content::Direct(bytes),
            Ok(found) => {
                let file = stage(path, bytes)?;
                file.as_file().set_permissions(found.permissions())?;
                Content::Temporary(file)
            }
            Err(_) => Content::Temporary(stage(path, bytes)?),
        };
        Ok(Self { path, content })
    }

    fn put_in_place(self) -> io::Result<()> {
        match self.content {
            Content::Temporary(file) => {
                operation();
                file.persist(self.path).map_err(|error| error.error)?;
                sync_folder(self.path);
                Ok(())
            }
            Content::Direct(bytes) => fs::OpenOptions::new().write(true).open(self.path)?.write_all(bytes),
        }
    }
}

/// Writes bytes to a temporary file in the folder where they belong, safely on the disk. Only its owner can read it.
fn stage(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder(path)).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => ErrorKind::NotADirectory.into(),
        _ => error,
    })?;
    operation();
    let mut file = tempfile::Builder::new().prefix(".rondje-").suffix(".tmp").tempfile_in(folder(path))?;
    operation();
    file.write_all(bytes)?;
    operation();
    file.as_file().sync_all()?;
    operation();
    Ok(file)
}

/// Makes a renaming last through a power failure. Not every system can; then the file is whole all the same.
fn sync_folder(path: &Path) {
    operation();
    if let Ok(folder) = fs::File::open(folder(path)) {
        let _ = folder.sync_all();
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
