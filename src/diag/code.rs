//! The kinds of messages: one line each. The prose stands in `explain/`, a page per code.

use super::Severity;

/// Makes the enum and everything that is asked of a code from one table.
macro_rules! codes {
    ($($name:ident = $id:literal: $title:literal,)+) => {
        /// The kinds of messages. Numbers are stable: `E` errors, `W` warnings; `0` the file itself, `1` the evening,
        /// `2` topics and groups, `3` attendees, `4` pairs, `5` the schedule file, `6` templates, `7` the log of a
        /// night, `8` registrations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!($id, ": ", $title, ".")] $name,)+
        }

        /// One row of the table, in the order of the enum.
        struct Row {
            code: Code,
            id: &'static str,
            title: &'static str,
            explanation: &'static str,
        }

        const TABLE: &[Row] = &[$(Row {
            code: Code::$name,
            id: $id,
            title: $title,
            explanation: include_str!(concat!("explain/", $id, ".md")),
        },)+];
    };
}

codes! {
    NotToml = "E001": "the file cannot be read as TOML",
    DuplicateKey = "E002": "a key stands twice in one place",
    TooLarge = "E003": "the file is too large",
    TooManyErrors = "E004": "more errors than can be shown",
    WrongFormat = "E005": "the file format is missing or unknown",
    UnknownKey = "E006": "a key that rondje does not know",
    MissingKey = "E007": "a key that must be there is missing",
    WrongType = "E008": "a value of the wrong kind",
    OutOfRange = "E009": "a number outside its limits",
    UnknownWord = "E010": "not one of the words that can stand here",
    EmptyText = "E011": "a text that must not be empty",
    UnprintableText = "E012": "a text with invisible characters",
    TooLongText = "E013": "a text that is too long",
    TooMany = "E014": "more of something than rondje takes",

    WrongDate = "E101": "not a plain date or time",
    WrongTimezone = "E102": "not the name of a time zone",
    NoSuchRound = "E103": "a round that does not exist",
    NoSuchTable = "E104": "a table that does not exist",
    BreakWithoutRound = "E105": "a break that no round follows",
    BreakTwice = "E106": "two breaks after the same round",
    HistoryName = "E107": "not the name of an earlier schedule",
    HistoryUnreadable = "E108": "an earlier schedule that cannot be read",

    TopicTwice = "E201": "a topic is declared twice",
    AliasClash = "E202": "an alias that means two topics",
    TopicCycle = "E203": "topics that are within each other",
    GroupTwice = "E204": "a group is declared twice",
    WrongColour = "E205": "not a colour",

    IdTwice = "E301": "two attendees with the same id",
    WrongId = "E302": "an id with characters it cannot have",
    NoId = "E303": "a name that no id can be made from",
    UnknownPerson = "E304": "nobody has this id",
    NamesThemselves = "E305": "an attendee who names themselves",
    RoundsBackwards = "E306": "an attendee who leaves before they arrive",
    NeverThere = "E307": "an attendee who is there in no round",

    PairNotTwo = "E401": "a pair that is not two different people",
    PairKeyMisplaced = "E402": "a key that does not go with this rule",
    RoundAndRounds = "E403": "both `round` and `rounds`",
    PairTwice = "E404": "the same rule twice for one pair",

    MeetingNotTwo = "E501": "a meeting that is not two different people",
    WrongDigest = "E502": "not a digest of an event",

    TemplateValue = "E601": "a value that a template cannot have",
    NoSuchTemplate = "E602": "a template, form or stock that does not exist",

    Contradiction = "E701": "a fact of the night that cannot be, after what was said before",

    NoNames = "E801": "registrations without a column of names",
    NoRegistrations = "E802": "a file that holds no registrations",
    NoSuchColumn = "E803": "a column that the registrations do not have",

    HistoryWithoutKey = "W108": "an earlier schedule of people who were forgotten",

    WantUnserved = "W201": "a want that nobody offers",
    TopicUnused = "W202": "a topic that nobody wants or offers",
    GroupUnused = "W203": "a group without members",
    GroupUndeclared = "W204": "a group that is not among the declared ones",
    TopicLooksTheSame = "W205": "two topics that look the same and are not",

    NoMatch = "W301": "a person without a possible match",
    NothingSaid = "W302": "a person without wants and offers",
    WantRepeated = "W303": "a want that stands twice",
    OfferRepeated = "W304": "an offer that stands twice",
    AskedButExcluded = "W305": "somebody is asked for who may not be met",
    NothingToShare = "W306": "a contact detail is shared but not given",
    NobodyYet = "W307": "an event without attendees",
    LooksTheSame = "W308": "two attendees who look the same and are not",

    PreferWithoutMeeting = "W401": "a preferred pair that cannot meet",
}

impl Code {
    /// Every code, in the order of their numbers, errors first.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.code)
    }

    /// The code with this number, such as `E012`; small letters will do.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.id.eq_ignore_ascii_case(id.trim())).map(|row| row.code)
    }

    /// Its number, such as `E012`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().id
    }

    /// What it is about, in a few words.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// A page for `rondje explain CODE`: what it means, an example of the mistake, the cure. Plain text that is also
    /// Markdown; examples stand indented by four spaces.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        self.row().explanation
    }

    /// Whether it stops the command.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('E') { Severity::Error } else { Severity::Warning }
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Severity};

    #[test]
    fn numbers_are_found_again() {
        for code in Code::all() {
            assert_eq!(Code::parse(code.as_str()), Some(code));
            assert_eq!(Code::parse(&code.as_str().to_lowercase()), Some(code));
        }
        assert_eq!(Code::parse("E999"), None);
        assert_eq!(Code::NotToml.severity(), Severity::Error);
        assert_eq!(Code::WantUnserved.severity(), Severity::Warning);
    }

    #[test]
    fn numbers_ascend() {
        let ids: Vec<_> = Code::all().map(Code::as_str).collect();
        assert!(ids.is_sorted(), "{ids:?}");
    }
}
