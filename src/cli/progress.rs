//! Runs the planner while somebody watches: a line of progress, a time limit, Ctrl-C.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::exit::Exit;
use super::failure::Failure;
use super::text::thousands;
use super::world::World;
use crate::plan::{Observer, Phase, Progress};

/// How often we look up from waiting.
const TICK: Duration = Duration::from_millis(100);
/// A search that is over before this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// Bytes for the stack of the planner: models are deep.
const STACK: usize = 64 * 1024 * 1024;
/// Columns of the line of progress.
const COLUMNS: usize = 78;

/// What the planner and the watcher share.
#[derive(Default)]
struct Desk {
    latest: Mutex<Option<Progress>>,
    stop: AtomicBool,
}

impl Observer for Desk {
    fn progress(&self, progress: Progress) {
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// What the watcher hears.
enum News<T> {
    Done(T),
    Interrupted,
}

/// Has the planner work. After `limit`, or at the first Ctrl-C, it is asked for the best so far.
///
/// # Errors
/// A second Ctrl-C ends the program without a plan; a planner that panics is our own bug.
pub fn search<T: Send + 'static>(
    world: World,
    limit: Option<Duration>,
    work: impl FnOnce(&dyn Observer) -> T + Send + 'static,
) -> Result<T, Failure> {
    let (speaker, news) = channel();
    let desk = Arc::new(Desk::default());
    listen_for_interrupts(speaker.clone());
    let planner = start(work, Arc::clone(&desk), speaker)
        .map_err(|error| Failure::new(Exit::Files, format!("cannot start the planner: {error}")))?;
    let started = world.now();
    let deadline = limit.and_then(|limit| started.checked_add(limit));
    Watcher { world, desk, news, started, deadline, interrupted: false, shown: String::new() }.watch(&planner)
}

fn listen_for_interrupts<T: Send + 'static>(speaker: Sender<News<T>>) {
    // Where no handler can be set, Ctrl-C ends the program at once, which is safe too.
    let _ = ctrlc::set_handler(move || drop(speaker.send(News::Interrupted)));
}

fn start<T: Send + 'static>(
    work: impl FnOnce(&dyn Observer) -> T + Send + 'static,
    desk: Arc<Desk>,
    speaker: Sender<News<T>>,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("planner".to_owned()).stack_size(STACK).spawn(move || {
        let answer = work(&*desk);
        // The watcher has left when the user did not want to wait.
        drop(speaker.send(News::Done(answer)));
    })
}

/// Waits for the planner.
struct Watcher<T> {
    world: World,
    desk: Arc<Desk>,
    news: Receiver<News<T>>,
    started: Instant,
    deadline: Option<Instant>,
    /// Whether Ctrl-C was pressed once.
    interrupted: bool,
    /// The line that stands on the terminal.
    shown: String,
}

impl<T> Watcher<T> {
    fn watch(mut self, planner: &JoinHandle<()>) -> Result<T, Failure> {
        loop {
            // Asked before listening: a planner that ended after that has left its answer.
            let ended = planner.is_finished();
            match self.news.recv_timeout(self.patience()) {
                Ok(News::Done(answer)) => {
                    self.show("");
                    return Ok(answer);
                }
                Ok(News::Interrupted) => self.interrupted()?,
                Err(RecvTimeoutError::Timeout) if !ended => self.look_up(),
                Err(_) => return Err(Failure::bug("the planner has stopped in the middle of its work")),
            }
        }
    }

    fn patience(&self) -> Duration {
        self.deadline
            .map_or(TICK, |deadline| TICK.min(deadline.saturating_duration_since(self.world.now())))
            .max(Duration::from_millis(1))
    }

    fn look_up(&mut self) {
        let now = self.world.now();
        if self.deadline.is_some_and(|deadline| now >= deadline) {
            self.desk.stop.store(true, Ordering::Relaxed);
            self.deadline = None;
        }
        let spent = now - self.started;
        if self.world.terminal() && spent >= PATIENCE {
            let latest = *self.desk.latest.lock().unwrap_or_else(PoisonError::into_inner);
            self.show(&line(latest, spent));
        }
    }

    fn interrupted(&mut self) -> Result<(), Failure> {
        self.show("");
        if std::mem::replace(&mut self.interrupted, true) {
            return Err(Failure::new(Exit::Interrupted, "interrupted; nothing was written"));
        }
        self.desk.stop.store(true, Ordering::Relaxed);
        self.world.tell("Ending with the best plan so far. Press Ctrl-C again to leave without one.\n");
        Ok(())
    }

    /// Rewrites the line on the terminal; nothing clears it.
    fn show(&mut self, line: &str) {
        if line == self.shown {
            return;
        }
        let columns = |text: &str| text.chars().count();
        let blanks = " ".repeat(columns(&self.shown).saturating_sub(columns(line)));
        let back = if line.is_empty() { "\r" } else { "" };
        self.world.tell_drawn(&format!("\r{line}{blanks}{back}"));
        line.clone_into(&mut self.shown);
    }
}

fn line(progress: Option<Progress>, spent: Duration) -> String {
    let doing = progress.map_or("starting", |progress| doing(progress.phase));
    let mut parts = vec![doing.to_owned()];
    match progress.map(|progress| (progress.best, progress.bound)) {
        Some((Some(best), Some(bound))) => {
            parts.push(format!("{} of at most {} points", thousands(best), thousands(bound)));
            if 0 < best && best <= bound {
                parts.push(format!("gap {:.2} %", (bound - best) as f64 / bound as f64 * 100.0));
            }
        }
        Some((Some(best), None)) => parts.push(format!("{} points", thousands(best))),
        Some((None, Some(bound))) => parts.push(format!("at most {} points", thousands(bound))),
        Some((None, None)) | None => {}
    }
    parts.push(format!("{} s", spent.as_secs()));
    parts.join(" · ").chars().take(COLUMNS).collect()
}

fn doing(phase: Phase) -> &'static str {
    match phase {
        Phase::Bound => "looking for the limit",
        Phase::Choose => "choosing who meets",
        Phase::Arrange => "arranging rounds",
        Phase::Seat => "seating",
        Phase::Polish => "improving",
        Phase::Certify => "proving",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::line;
    use crate::plan::{Phase, Progress};

    #[test]
    fn the_line_says_how_far_it_is() {
        let spent = Duration::from_millis(2900);
        assert_eq!(line(None, spent), "starting · 2 s");
        let progress = Progress { phase: Phase::Polish, best: Some(71_240), bound: Some(71_310) };
        assert_eq!(
            line(Some(progress), spent),
            "improving · 71,240 of at most 71,310 points · gap 0.10 % · 2 s"
        );
        let poor = Progress { phase: Phase::Bound, best: Some(-5), bound: Some(-5) };
        assert_eq!(line(Some(poor), spent), "looking for the limit · -5 of at most -5 points · 2 s");
        let early = Progress { phase: Phase::Choose, best: None, bound: Some(1000) };
        assert_eq!(line(Some(early), spent), "choosing who meets · at most 1,000 points · 2 s");
    }
}
