//! The log of a night as values.

use std::ops::Range;

use crate::domain::{AttendeeIx, Round};
use crate::plan::Policy;

/// What happened, in the order in which it was noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The steps, first to last.
    pub steps: Vec<Step>,
}

impl Log {
    /// The last re-plan that was noted.
    #[must_use]
    pub fn last_replan(&self) -> Option<&Replanned> {
        self.steps.iter().rev().find_map(|step| match &step.what {
            What::Replan(replanned) => Some(replanned),
            _ => None,
        })
    }

    /// The first round that the next re-plan should be about, as far as the steps tell: that of the last fact, but no round
    /// that was over at the last re-plan.
    #[must_use]
    pub fn next_round(&self) -> Round {
        let mut next = 1;
        let mut over = 1;
        for step in &self.steps {
            match &step.what {
                What::Fact { round, .. } => next = over.max(*round),
                What::Replan(replanned) => (next, over) = (replanned.round, replanned.round),
                What::WalkIn { .. } | What::Held => {}
            }
        }
        next
    }

    /// Whether the evening was noted as held: nothing more can happen on it.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.steps.last().is_some_and(|step| step.what == What::Held)
    }
}

/// One step of the organizer: what one command noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was noted.
    pub what: What,
    /// The line of its `[[change]]`, from 1.
    pub line: u32,
    /// Where its header stands, in bytes of the file.
    pub header: Range<usize>,
}

/// What a step notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Something about people who are or are not there.
    Fact {
        /// What of them.
        kind: Kind,
        /// Who; at least one.
        who: Vec<AttendeeIx>,
        /// From which round on it holds.
        round: Round,
    },
    /// Somebody walked in and was added to the event file.
    WalkIn {
        /// Their id.
        id: String,
        /// Who that is; none when the event file does not have them (any more).
        who: Option<AttendeeIx>,
    },
    /// The rest of the evening was planned again.
    Replan(Replanned),
    /// The evening is over, and took place as the schedule and the steps before say.
    Held,
}

/// What can be said of people on the night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// They did not come.
    NoShow,
    /// They are there from this round on only.
    Late,
    /// They are gone from this round on.
    Left,
    /// They are there again from this round on.
    Back,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::NoShow, Self::Late, Self::Left, Self::Back];

    /// The word in the log, and on the command line: `no-show`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoShow => "no-show",
            Self::Late => "late",
            Self::Left => "left",
            Self::Back => "back",
        }
    }
}

/// A re-plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replanned {
    /// The first round that could change.
    pub round: Round,
    /// How much could change.
    pub policy: Policy,
    /// The revision of the schedule that came out.
    pub revision: u32,
    /// The name of the file beside the schedule that keeps the earlier one: a plain name, no path.
    pub earlier: String,
    /// The pairs that the organizer wanted to meet and for whom there was no round left; lower index first.
    pub dropped: Vec<[AttendeeIx; 2]>,
}
