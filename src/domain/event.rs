//! The event: what the organizer wrote, checked and resolved (§2).

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::{AttendeeIx, GroupIx, Round, RoundSet, TableNo, TopicIx};

/// One evening.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What the evening is called.
    pub name: String,
    /// The day it takes place.
    pub date: NaiveDate,
    /// The start of round 1, local time.
    pub start: NaiveTime,
    /// IANA name of the time zone, used by calendars.
    pub timezone: String,
    /// The language of everything printed.
    pub language: Language,
    /// Where it takes place.
    pub venue: Option<String>,
    /// Who organizes it.
    pub organizer: Option<String>,
    /// The organizer's own notes.
    pub notes: Option<String>,
    /// Rounds and breaks.
    pub rounds: Rounds,
    /// Tables.
    pub tables: Tables,
    /// What counts how much.
    pub matching: Matching,
    /// Every topic that is declared or used, in the order of first appearance (declared ones first).
    pub topics: Vec<Topic>,
    /// Every group that is declared or used, in the order of first appearance (declared ones first).
    pub groups: Vec<Group>,
    /// The attendees, in the order of the file.
    pub attendees: Vec<Attendee>,
    /// The organizer's word on pairs, in the order of the file.
    pub pairs: Vec<PairRule>,
    /// Pairs who met at an event of the history: they count as knowing each other. Lower index first, sorted, unique.
    pub met_before: Vec<[AttendeeIx; 2]>,
}

impl Event {
    /// An attendee's target (§3): the rounds they are there, or their maximum if that is smaller.
    #[must_use]
    pub fn target(&self, attendee: AttendeeIx) -> u32 {
        let attendee = &self.attendees[attendee];
        attendee.max_meetings.map_or(attendee.rounds.len(), |max| max.min(attendee.rounds.len()))
    }

    /// Minutes from the start of the evening to the start of a round. Breaks before it count.
    #[must_use]
    pub fn minutes_before(&self, round: Round) -> u32 {
        let pauses: u32 = self.rounds.breaks.iter().filter(|b| b.after < round).map(|b| b.minutes).sum();
        // A break replaces no changeover: people still walk to their next table.
        (round - 1) * (self.rounds.minutes + self.rounds.changeover) + pauses
    }

    /// When a round starts and ends, local time. An evening may pass midnight, then the clock wraps.
    #[must_use]
    pub fn clock(&self, round: Round) -> (NaiveTime, NaiveTime) {
        let starts = self.start + chrono::Duration::minutes(i64::from(self.minutes_before(round)));
        (starts, starts + chrono::Duration::minutes(i64::from(self.rounds.minutes)))
    }

    /// The index of the attendee with this id.
    #[must_use]
    pub fn attendee_by_id(&self, id: &str) -> Option<AttendeeIx> {
        self.attendees.iter().position(|attendee| attendee.id == id)
    }
}

/// The language of everything printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    En,
}

/// The rounds of the evening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounds {
    /// How many, 1 to [`super::MAX_ROUNDS`].
    pub count: u32,
    /// Length of a round in minutes.
    pub minutes: u32,
    /// Minutes between two rounds.
    pub changeover: u32,
    /// Breaks, by the round they come after.
    pub breaks: Vec<Break>,
}

/// A break between two rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The round it comes after; 1 to one below the number of rounds.
    pub after: Round,
    /// Its length in minutes, on top of the changeover.
    pub minutes: u32,
    /// What it is called.
    pub label: Option<String>,
}

/// The tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables {
    /// How many there are, numbered from 1.
    pub count: u32,
    /// Names of some of them.
    pub names: BTreeMap<TableNo, String>,
}

/// What counts how much: the `[matching]` part of the event file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    /// Fit in percent of a topic and its broader or narrower topic, 0 to 100.
    pub related_fit: u32,
    /// Percent of the smaller gain that a pair adds where both gain.
    pub mutual_bonus: u32,
    /// Points for two people who do not know each other and work elsewhere.
    pub new_contact: u32,
    /// Extra points when, moreover, their groups differ.
    pub other_group: u32,
    /// Extra points when, moreover, they have an acquaintance in common.
    pub shared_acquaintance: u32,
    /// Points lost: the k-th round an attendee sits out costs k times this.
    pub sit_out: u32,
    /// Whether colleagues may meet.
    pub same_company: SameCompanyRule,
    /// Whether acquaintances may meet.
    pub known: KnownRule,
    /// Rewarding meetings guaranteed to everyone.
    pub floor: FloorSetting,
}

impl Default for Matching {
    fn default() -> Self {
        Self {
            related_fit: 60,
            mutual_bonus: 50,
            new_contact: 100,
            other_group: 50,
            shared_acquaintance: 25,
            sit_out: 100,
            same_company: SameCompanyRule::Never,
            known: KnownRule::Avoid,
            floor: FloorSetting::Auto,
        }
    }
}

/// Whether two people of one company may meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameCompanyRule {
    /// They may not, unless a `must` says so.
    Never,
    /// They may, without contact points.
    Allow,
}

/// Whether two people who know each other may meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownRule {
    /// They may not, unless a `must` says so.
    Never,
    /// They may, without contact points.
    Avoid,
    /// The same as [`KnownRule::Avoid`] today.
    Allow,
}

/// The floor that the organizer asks for (§3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloorSetting {
    /// The largest that can be kept.
    Auto,
    /// This many rewarding meetings; 0 is no floor.
    Fixed(u32),
}

/// A topic of wants and offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name, in the first spelling seen.
    pub name: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// Its broader topic; never a cycle.
    pub within: Option<TopicIx>,
}

/// A group of attendees: a sector, a side, a guild.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its name, in the first spelling seen.
    pub name: String,
    /// The colour of the band on the name card.
    pub colour: Option<Colour>,
    /// Percent by which the wants of its members weigh; default 100.
    pub focus: u32,
}

/// A colour, 8 bits each of red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// A company, as an attendee writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The spelling of this attendee.
    pub name: String,
    /// The folded name: equal for colleagues.
    pub folded: String,
}

/// One person who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// The id, unique within the event.
    pub id: String,
    /// The full name, as printed.
    pub name: String,
    /// Where they work.
    pub company: Option<Company>,
    /// What they do there.
    pub title: Option<String>,
    /// The group they belong to.
    pub group: Option<GroupIx>,
    /// What they look for: each topic once, the higher priority of a repeated one.
    pub wants: Vec<Want>,
    /// What they offer: each topic once.
    pub offers: Vec<Offer>,
    /// People they asked to meet; each once, never themselves.
    pub asks_for: Vec<AttendeeIx>,
    /// People they say they know; it counts both ways.
    pub knows: Vec<AttendeeIx>,
    /// People they must not meet; it counts both ways and is never printed.
    pub avoids: Vec<AttendeeIx>,
    /// The rounds they are there.
    pub rounds: RoundSet,
    /// The most meetings they want, if they set one.
    pub max_meetings: Option<u32>,
    /// The table they stay at all evening.
    pub host: Option<TableNo>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Web page or profile.
    pub link: Option<String>,
    /// Which of the three may be printed for the people they meet.
    pub share: Vec<Contact>,
}

/// A contact detail that an attendee can share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Contact {
    /// [`Attendee::email`].
    Email,
    /// [`Attendee::phone`].
    Phone,
    /// [`Attendee::link`].
    Link,
}

impl Contact {
    /// Every contact detail, with its key in the event file, which is also its word in `share`.
    pub const ALL: [(&'static str, Self); 3] =
        [("email", Self::Email), ("phone", Self::Phone), ("link", Self::Link)];

    /// Its key in the event file.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// Something an attendee looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// The topic.
    pub topic: TopicIx,
    /// How much it matters.
    pub priority: Priority,
    /// What it is about, in the attendee's words.
    pub note: Option<String>,
}

/// How much a want matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// Weight 1.
    Low,
    /// Weight 2.
    Normal,
    /// Weight 4.
    High,
}

impl Priority {
    /// The weight of §3: 1, 2 or 4.
    #[must_use]
    pub fn weight(self) -> i64 {
        match self {
            Self::Low => 1,
            Self::Normal => 2,
            Self::High => 4,
        }
    }
}

/// Something an attendee offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The topic.
    pub topic: TopicIx,
    /// What it is about, in the attendee's words.
    pub note: Option<String>,
}

/// The organizer's word on two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairRule {
    /// The two; different people, the lower index first.
    pub people: [AttendeeIx; 2],
    /// What is said of them.
    pub kind: PairRuleKind,
}

/// What the organizer says of two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PairRuleKind {
    /// They meet.
    Must(Must),
    /// They do not meet.
    Never,
    /// Their meeting adds points.
    Prefer {
        /// How many; 0 or more.
        points: u32,
    },
}

/// A meeting that must take place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Must {
    /// The rounds it may take place in (`round` is a set of one); none: any round.
    pub rounds: Option<RoundSet>,
    /// The table it takes place at; none: any.
    pub table: Option<TableNo>,
}
