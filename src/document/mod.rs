//! Pages as data: what stands where on paper, in millimetres and points.
//!
//! [`compose`] turns an event and its schedule into a [`Document`]; [`crate::pdf`] writes it. Layouts and words come
//! from [`Templates`]. Nothing here reads a file or a clock: the same event gives the same pages.

mod agenda;
mod alignment;
mod cards;
mod check;
mod flow;
mod follow_up;
mod fonts;
mod introductions;
mod layout;
mod names;
mod occasion;
mod page;
mod picture;
mod report;
mod run_sheet;
mod setting;
mod shape;
mod sheet;
mod signs;
mod slots;
mod templates;
mod wall_chart;
mod words;
mod wrap;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AttendeeIx, Event, Round, Schedule};
use crate::matching::Pairs;

pub use cards::{CardOptions, OptionError};
pub use fonts::{FaceIx, FontFile, Fonts, Weight};
pub use names::{NameParts, name_order, name_parts};
pub use page::{
    Bookmark, Document, Flip, Image, Item, Line, MM_PER_POINT, Page, Point, Rect, Role, Text, Turn,
};
pub use picture::{JpegColours, Picture, PictureError, Pixels};
pub use report::{ReportFacts, ReportWay, compose_report};
pub use shape::{Glyph, Run, Shaped, clean};
pub use templates::{BadTemplate, LogoPlace, Templates};

pub(crate) use check::contact_detail;
pub(crate) use names::sorted_part;
pub(crate) use slots::{Slot, by_attendee, slots};
pub(crate) use words::{ScreenWords, Words, fill};

use setting::Composer;

/// The kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// For every attendee: whom they meet, when, where and why.
    Agendas,
    /// For every attendee: who they are.
    NameCards,
    /// For every table: its number, and who sits there when.
    TableSigns,
    /// For the host of the evening: what to do when.
    RunSheet,
    /// For the wall: everyone and their tables, by last name.
    WallChart,
    /// For whoever calls out in the break: wants without an offer, offers without a want.
    Introductions,
    /// For every attendee: whom they met, and room for what they promised.
    FollowUp,
    /// For whoever prints: the outlines of the labels that name cards are printed on.
    Alignment,
}

impl Kind {
    /// All kinds that an evening needs, in the order they are listed. The alignment page is only printed when it is asked
    /// for.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &[
            Self::Agendas,
            Self::NameCards,
            Self::TableSigns,
            Self::RunSheet,
            Self::WallChart,
            Self::Introductions,
            Self::FollowUp,
        ]
    }

    /// All kinds that can be asked for by name.
    #[must_use]
    pub fn named() -> Vec<Self> {
        Self::all().iter().copied().chain([Self::Alignment]).collect()
    }

    /// The name on the command line: `agendas`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agendas => "agendas",
            Self::NameCards => "name-cards",
            Self::TableSigns => "table-signs",
            Self::RunSheet => "run-sheet",
            Self::WallChart => "wall-chart",
            Self::Introductions => "introductions",
            Self::FollowUp => "follow-up",
            Self::Alignment => "alignment",
        }
    }

    /// Whether it is made for each attendee by themselves, and not about the whole evening.
    #[must_use]
    pub fn is_personal(self) -> bool {
        matches!(self, Self::Agendas | Self::NameCards | Self::FollowUp)
    }

    /// The name of the file: `agendas.pdf`.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Agendas => "agendas.pdf",
            Self::NameCards => "name-cards.pdf",
            Self::TableSigns => "table-signs.pdf",
            Self::RunSheet => "run-sheet.pdf",
            Self::WallChart => "wall-chart.pdf",
            Self::Introductions => "introductions.pdf",
            Self::FollowUp => "follow-up.pdf",
            Self::Alignment => "alignment.pdf",
        }
    }
}

/// What part of a document to print; the default is all of it. Signs, run sheet, wall chart and introductions are about
/// the whole evening and always complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// For whom; none: for everyone. The order does not matter.
    pub people: Option<Vec<AttendeeIx>>,
    /// What differs from the sheets that people hold already. The default: nothing.
    pub changes: Changes,
}

/// What a re-plan changed on paper that people hold in their hands: it is marked on the agendas and the wall chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The revision of the sheets that people hold; an agenda then says that it replaces them. None: there are none.
    pub replaces: Option<u32>,
    /// By attendee: the rounds in which their line differs from those sheets (another partner, another table, a
    /// meeting instead of a pause, a pause instead of a meeting). Somebody who is not here holds no earlier sheet, or
    /// one that is still right: nothing is marked.
    pub rounds: BTreeMap<AttendeeIx, BTreeSet<Round>>,
}

impl Changes {
    /// Whether an attendee's line of a round is new.
    pub(crate) fn touch(&self, person: AttendeeIx, round: Round) -> bool {
        self.rounds.get(&person).is_some_and(|rounds| rounds.contains(&round))
    }
}

/// Something that cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Whose text it is, if it is somebody's.
    pub attendee: Option<AttendeeIx>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The characters of an event that no font of the templates has.
#[must_use]
pub fn missing_characters(event: &Event, pairs: &Pairs, templates: &Templates) -> BTreeSet<char> {
    let schedule = Schedule::unjudged(event, Vec::new());
    check::missing(&Composer::new(event, pairs, &schedule, templates, &Selection::default()))
}

/// Makes a document.
///
/// # Errors
/// Everything that cannot be printed: characters that no font has, and texts that do not fit even at the smallest size.
pub fn compose(
    kind: Kind,
    event: &Event,
    pairs: &Pairs,
    schedule: &Schedule,
    templates: &Templates,
    selection: &Selection,
) -> Result<Document, Vec<Problem>> {
    let composer = Composer::new(event, pairs, schedule, templates, selection);
    let problems = check::characters(&composer, kind);
    if !problems.is_empty() {
        return Err(problems);
    }
    match kind {
        Kind::Agendas => agenda::document(&composer),
        Kind::NameCards => cards::document(&composer),
        Kind::TableSigns => signs::document(&composer),
        Kind::RunSheet => run_sheet::document(&composer),
        Kind::WallChart => wall_chart::document(&composer),
        Kind::Introductions => introductions::document(&composer),
        Kind::FollowUp => follow_up::document(&composer),
        Kind::Alignment => alignment::document(&composer),
    }
}
