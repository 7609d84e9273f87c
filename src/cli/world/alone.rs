//! One rondje at a time changes an event: a lock on a file of its own beside it.
//!
//! The operating system frees the lock with the process, however that ends. The file is taken away with the lock; after a
//! power cut it may stay, and the next command takes it over.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use fs4::{FileExt, TryLockError};

use super::{World, operation};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::paths;
use crate::cli::text::harmless;

/// How long a command waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits before it says that it does.
const SILENCE: Duration = Duration::from_millis(500);
/// How long it waits between two looks.
const PAUSE: Duration = Duration::from_millis(20);
/// The most bytes that are read of what another command says of itself.
const MOST_SAID: u64 = 100;

/// While this is there, no other rondje changes the files of the event.
#[derive(Debug)]
pub struct Alone {
    path: PathBuf,
    file: File,
}

impl World {
    /// Makes this the only process that changes the files of an event. Another one is waited for, for some seconds.
    /// `command` is what is said to who waits for this one. None where nothing can be locked: in a folder where nothing can
    /// be written, or on a disk that knows no locks.
    pub fn alone(self, event: &Path, command: &str) -> Result<Option<Alone>, Failure> {
        let path = paths::lock(event);
        let start = Instant::now();
        let mut told = false;
        loop {
            match look(&path) {
                Ok(Look::Free(alone)) => return Ok(Some(alone.signed(command))),
                Ok(Look::Impossible) => return Ok(None),
                Ok(Look::Taken) if start.elapsed() >= PATIENCE => return Err(taken(event, &path)),
                Ok(Look::Taken) => {}
                Err(error) => return Err(no_lock(&path, &error)),
            }
            if start.elapsed() >= SILENCE && !told {
                told = true;
                self.tell(&format!("waiting for {} ...\n", other(event, &path)));
            }
            sleep(PAUSE);
        }
    }
}

/// What comes of trying once.
enum Look {
    Free(Alone),
    Taken,
    Impossible,
}

fn look(path: &Path) -> io::Result<Look> {
    // A link could lead anywhere, and is never followed.
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(ErrorKind::AlreadyExists.into());
    }
    operation();
    let file = match open(path) {
        Ok(file) => file,
        Err(error) if is_for_reading_only(&error) => return Ok(Look::Impossible),
        Err(error) => return Err(error),
    };
    match FileExt::try_lock(&file) {
        Ok(()) if is_at(&file, path) => Ok(Look::Free(Alone { path: path.to_owned(), file })),
        // Who had it took it away between our opening and locking it.
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(Look::Taken),
        Err(TryLockError::Error(_)) => Ok(Look::Impossible),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether nothing can be made here; then whatever command it is says so when it writes.
fn is_for_reading_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::StorageFull
            | ErrorKind::NotFound
            | ErrorKind::NotADirectory
    )
}

/// Whether a file is still the one with this name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    let [one, other] = [file.metadata(), fs::symlink_metadata(path)].map(|found| found.map(identity).ok());
    one.is_some() && one == other
}

/// Here the file is never taken away.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

impl Alone {
    /// Writes down who has the lock. That is a courtesy: it need not succeed.
    fn signed(mut self, command: &str) -> Self {
        let said = format!("rondje {command}, process {}\n", std::process::id());
        operation();
        let _ = self.file.set_len(0).and_then(|()| self.file.write_all(said.as_bytes()));
        self
    }
}

impl Drop for Alone {
    /// Takes the file away while it is locked, so that nobody can have got hold of it in between. Where files cannot be told
    /// apart, it stays.
    fn drop(&mut self) {
        operation();
        if cfg!(unix) && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn taken(event: &Path, path: &Path) -> Failure {
    let message = format!("nothing was done: {} is still at work", other(event, path));
    Failure::new(Exit::Files, message).help("let it finish or end it, and type this again")
}

/// Who has the lock, in words.
fn other(event: &Path, path: &Path) -> String {
    let mut said = String::new();
    let read = File::open(path).and_then(|file| file.take(MOST_SAID).read_to_string(&mut said));
    let who = match (read, said.lines().next()) {
        (Ok(_), Some(line)) => format!(" ({})", harmless(line)),
        _ => String::new(),
    };
    format!("another rondje on {}{who}", event.display())
}

fn no_lock(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::file("use", path, error);
    failure.help("rondje makes this file while it changes the event; take away what is there, and try again")
}
