//! The certificate in words: what is proved of all plans of an event, in whole numbers, and rechecked.

use std::path::Path;

use serde_json::{Value, json};

use super::failure::Failure;
use super::open::Opened;
use super::paths::Place;
use super::text::thousands;
use super::world::World;
use crate::audit::{self, LargerFloor, Recheck};
use crate::domain::{Certificate, Schedule};
use crate::schedule_file::{self, CertificateFile};

/// A certificate that the audit has rechecked and found without flaw.
pub struct Proved {
    file: CertificateFile,
    larger_floor: LargerFloor,
}

impl Proved {
    /// Rechecks a certificate of ours; one with a flaw is a bug of ours.
    pub fn of(opened: &Opened, certificate: Certificate) -> Result<Self, Failure> {
        let Recheck { flaws, larger_floor } = audit::recheck(&opened.event, &certificate);
        if let Some(flaw) = flaws.first() {
            return Err(Failure::bug(format!("sorry, the proof that was found is wrong: {flaw}")));
        }
        let event_digest = schedule_file::digest(&opened.event);
        Ok(Self { file: CertificateFile { event_digest, certificate }, larger_floor })
    }

    /// Writes it to its file.
    pub fn write(&self, world: World, opened: &Opened, path: &Path) -> Result<(), Failure> {
        let text = schedule_file::write_certificate(&opened.event, &self.file);
        world.write_files(&[(path.to_owned(), text.into_bytes())])
    }

    /// What is proved, in one sentence.
    pub fn in_words(&self) -> String {
        proved(&self.file.certificate, self.larger_floor)
    }

    /// The same for a program.
    pub fn json(&self, path: &Path) -> Value {
        let certificate = &self.file.certificate;
        json!({
            "file": path.display().to_string(),
            "floor": certificate.floor,
            "bound": certificate.bound,
            "larger_floor": larger_floor(self.larger_floor),
        })
    }
}

fn proved(certificate: &Certificate, larger: LargerFloor) -> String {
    let Certificate { floor, bound, .. } = *certificate;
    let plans = if floor > 0 { format!("no plan that keeps floor {floor}") } else { "no plan".to_owned() };
    let bound = thousands(bound);
    match larger {
        LargerFloor::Impossible => {
            format!("{plans} has more than {bound} points, and none keeps floor {}", floor + 1)
        }
        LargerFloor::NothingMore | LargerFloor::Open => format!("{plans} has more than {bound} points"),
    }
}

fn larger_floor(larger: LargerFloor) -> &'static str {
    match larger {
        LargerFloor::Impossible => "impossible",
        LargerFloor::NothingMore => "nothing more",
        LargerFloor::Open => "open",
    }
}

/// A certificate that somebody brought, and what the audit says of it.
pub struct Brought {
    path: String,
    stale: bool,
    certificate: Certificate,
    recheck: Recheck,
}

impl Brought {
    /// Reads and rechecks a certificate.
    pub fn read(world: World, opened: &Opened, path: &Path) -> Result<Self, Failure> {
        let text = world.read(&Place::File(path.to_owned()))?;
        let name = path.display().to_string();
        let file = schedule_file::read_certificate(&text, &opened.event).map_err(|errors| {
            Failure::diagnostics(&name, &text, &errors, world.colour()).help(format!(
                "a certificate is written by rondje: rondje plan {} --certificate {}",
                opened.typed(),
                super::text::typed(&name)
            ))
        })?;
        let CertificateFile { event_digest, certificate } = file;
        Ok(Self {
            path: name,
            stale: event_digest != schedule_file::digest(&opened.event),
            recheck: audit::recheck(&opened.event, &certificate),
            certificate,
        })
    }

    /// Whether it proves what it claims, for this version of the event and for a schedule that keeps this floor (none: any).
    pub fn holds(&self, floor: Option<u32>) -> bool {
        !self.stale && self.recheck.flaws.is_empty() && self.concerns(floor)
    }

    fn concerns(&self, floor: Option<u32>) -> bool {
        floor.is_none_or(|floor| floor >= self.certificate.floor)
    }

    /// What it proves of a schedule with these points that keeps this floor, line by line.
    pub fn in_words(&self, schedule: &Schedule, points: i64, floor: Option<u32>) -> Vec<String> {
        let mut lines = Vec::new();
        if self.stale {
            lines.push(format!("{} was made for an earlier version of the event; make it anew", self.path));
        }
        if !self.recheck.flaws.is_empty() {
            lines.extend(self.recheck.flaws.iter().map(|flaw| format!("{}: {flaw}", self.path)));
            return lines;
        }
        let proved = proved(&self.certificate, self.recheck.larger_floor);
        lines.push(format!("{}: proved: {proved}", self.path));
        lines.extend(self.of_schedule(schedule, points, floor));
        lines
    }

    /// What follows for a schedule.
    fn of_schedule(&self, schedule: &Schedule, points: i64, floor: Option<u32>) -> Option<String> {
        let bound = self.certificate.bound;
        if !self.concerns(floor) {
            let floor = floor.unwrap_or_default();
            return Some(format!("  that says nothing of this schedule, which keeps floor {floor}"));
        }
        if points == bound {
            return Some("  this schedule has as many: it is optimal".to_owned());
        }
        let said = schedule.result.bound;
        (said < bound).then(|| {
            format!(
                "  the schedule says that none has more than {}, which this does not prove",
                thousands(said)
            )
        })
    }

    /// The same for a program.
    pub fn json(&self, floor: Option<u32>) -> Value {
        json!({
            "file": self.path,
            "stale": self.stale,
            "flaws": self.recheck.flaws.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "concerns_this_schedule": self.concerns(floor),
            "floor": self.certificate.floor,
            "bound": self.certificate.bound,
            "larger_floor": larger_floor(self.recheck.larger_floor),
        })
    }
}
