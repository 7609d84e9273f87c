//! When rondje itself fails in the middle of its work: one apology, and a report that can be sent along.

use std::env::consts::{ARCH, OS};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::failure::Failure;
use super::world::World;

/// What the first panic of this process said; nothing as long as all goes well. Panics of helping threads count too.
type Said = Arc<Mutex<Option<String>>>;

/// Does some work. If it panics, nothing of the usual noise is shown: a report is written, and the failure says where.
pub fn guard<T>(world: World, work: impl FnOnce() -> T) -> Result<T, Failure> {
    let said = Said::default();
    let hears = Arc::clone(&said);
    panic::set_hook(Box::new(move |info| note(&hears, info)));
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    drop(panic::take_hook());
    done.map_err(|_| {
        let said = said.lock().unwrap_or_else(PoisonError::into_inner).take();
        apology(world, &said.unwrap_or_default())
    })
}

fn note(said: &Said, info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let message = text.unwrap_or("without a message");
    said.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| format!("{place}: {message}"));
}

fn apology(world: World, said: &str) -> Failure {
    let failure = Failure::bug("rondje has stopped in the middle of its work. Sorry!");
    match written(world, &report(said)) {
        Some(path) => failure.help(format!("please send along the report {}", path.display())),
        None => failure.help(format!("please send along this line: {said}")),
    }
}

/// What a developer needs. Nothing of the command line or of files is in it, but for what the message itself says.
fn report(said: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "rondje {version} on {OS} {ARCH} stopped in the middle of its work, at\n{said}\n\nThis file holds nothing else. \
         Read the line above before you send it: it can quote a word of your event.\n"
    )
}

/// Writes a report into the folder where one works, or else into the one for temporary files; where it went. No file
/// is ever replaced.
fn written(world: World, report: &str) -> Option<PathBuf> {
    let folders = [PathBuf::from("."), world.temporary_folder()];
    let names = (1..=9).map(|n| match n {
        1 => "rondje-crash-report.txt".to_owned(),
        n => format!("rondje-crash-report-{n}.txt"),
    });
    let names: Vec<String> = names.collect();
    let mut paths = folders.iter().flat_map(|folder| names.iter().map(|name| place(folder, name)));
    paths.find(|path| world.write_new(path, report.as_bytes()).is_ok())
}

fn place(folder: &Path, name: &str) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::process::{Command, Output};

    use tempfile::TempDir;

    use crate::cli::exit::Exit;
    use crate::cli::guarded;
    use crate::cli::world::World;

    /// Tells a child process to fail, and where.
    const TASK: &str = "RONDJE_TEST_CRASH";

    /// Fails in this process, when it is a child with that task.
    #[test]
    fn child() {
        let Some(folder) = std::env::var_os(TASK) else { return };
        std::env::set_current_dir(folder).expect("a folder");
        let exit = guarded(World::of_process(), || {
            let helper = std::thread::spawn(|| panic!("there is no seat {}", 7));
            helper.join().expect("a helping thread")
        });
        assert_eq!(exit, Exit::Bug);
    }

    fn crash(work: &Path, temporary: &Path) -> Output {
        let output = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "cli::crash::tests::child", "--nocapture"])
            .env(TASK, work)
            .envs(["TMPDIR", "TMP", "TEMP"].map(|name| (name, temporary)))
            .output()
            .expect("a child");
        assert!(output.status.success(), "{output:?}");
        output
    }

    #[test]
    fn a_crash_is_one_apology_and_a_report() {
        let work = TempDir::new().expect("a folder");
        for name in ["rondje-crash-report.txt", "rondje-crash-report-2.txt"] {
            let said = String::from_utf8(crash(work.path(), work.path()).stderr).expect("text");
            assert_eq!(said.matches("Sorry").count(), 1, "{said}");
            assert!(said.starts_with("error: rondje has stopped") && said.contains(name), "{said}");
            assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{said}");
            let report = fs::read_to_string(work.path().join(name)).expect("a report");
            assert!(report.contains("crash.rs:") && report.contains("there is no seat 7"), "{report}");
        }
    }

    #[test]
    fn a_report_that_cannot_be_written_here_goes_elsewhere() {
        let work = TempDir::new().expect("a folder");
        let temporary = TempDir::new().expect("a folder");
        for n in 1..=9 {
            let name = if n == 1 { String::new() } else { format!("-{n}") };
            fs::create_dir(work.path().join(format!("rondje-crash-report{name}.txt"))).expect("a folder");
        }
        let said = String::from_utf8(crash(work.path(), temporary.path()).stderr).expect("text");
        assert!(said.contains(&temporary.path().display().to_string()), "{said}");
        assert!(temporary.path().join("rondje-crash-report.txt").exists());
    }
}
