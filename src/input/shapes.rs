//! The tables of an event file and their keys (§2), each key with an example for the messages.

use super::walk::Shape;

pub(super) const FILE: Shape = Shape {
    name: "an event file",
    cure: "",
    needed: &[],
    keys: &[
        ("format", "1"),
        ("event", ""),
        ("rounds", ""),
        ("tables", ""),
        ("matching", ""),
        ("topic", ""),
        ("group", ""),
        ("attendee", ""),
        ("pair", ""),
    ],
};

pub(super) const EVENT: Shape = Shape {
    name: "[event]",
    cure: "[event] on a line of its own, and the keys below it",
    needed: &["name", "date", "start"],
    keys: &[
        ("name", "\"Bouw & ICT borrel\""),
        ("date", "2026-12-10"),
        ("start", "17:30:00"),
        ("timezone", "\"Europe/Amsterdam\""),
        ("language", "\"nl\""),
        ("venue", "\"De Oude Bibliotheek, Delft\""),
        ("organizer", "\"Ondernemerskring Delft\""),
        ("notes", "\"Naamkaartjes bij de ingang\""),
    ],
};

pub(super) const ROUNDS: Shape = Shape {
    name: "[rounds]",
    cure: "[rounds] on a line of its own, and the keys below it",
    needed: &["count", "minutes"],
    keys: &[
        ("count", "8"),
        ("minutes", "7"),
        ("changeover", "2"),
        ("breaks", "[{ after = 4, minutes = 15, label = \"Drankje\" }]"),
    ],
};

pub(super) const BREAK: Shape = Shape {
    name: "a break",
    cure: "breaks = [{ after = 4, minutes = 15 }]",
    needed: &["after", "minutes"],
    keys: &[("after", "4"), ("minutes", "15"), ("label", "\"Drankje\"")],
};

pub(super) const TABLES: Shape = Shape {
    name: "[tables]",
    cure: "[tables] on a line of its own, and the keys below it",
    needed: &[],
    keys: &[("count", "20"), ("names", "{ 3 = \"Bij de bar\" }")],
};

pub(super) const MATCHING: Shape = Shape {
    name: "[matching]",
    cure: "[matching] on a line of its own, and the keys below it",
    needed: &[],
    keys: &[
        ("related_fit", "60"),
        ("mutual_bonus", "50"),
        ("new_contact", "100"),
        ("other_group", "50"),
        ("shared_acquaintance", "25"),
        ("sit_out", "100"),
        ("same_company", "\"never\""),
        ("known", "\"avoid\""),
        ("floor", "\"auto\""),
        ("history", "[\"2026-09.schedule.toml\"]"),
    ],
};

pub(super) const TOPIC: Shape = Shape {
    name: "[[topic]]",
    cure: "[[topic]] on a line of its own, and the keys below it",
    needed: &["name"],
    keys: &[
        ("name", "\"Webdesign\""),
        ("aliases", "[\"websites\", \"web design\"]"),
        ("within", "\"Marketing\""),
    ],
};

pub(super) const GROUP: Shape = Shape {
    name: "[[group]]",
    cure: "[[group]] on a line of its own, and the keys below it",
    needed: &["name"],
    keys: &[("name", "\"Bouw\""), ("color", "\"#C75B12\""), ("focus", "150")],
};

pub(super) const ATTENDEE: Shape = Shape {
    name: "[[attendee]]",
    cure: "[[attendee]] on a line of its own, and the keys below it",
    needed: &["name"],
    keys: &[
        ("id", "\"fatima\""),
        ("name", "\"Fatima El Amrani\""),
        ("company", "\"Dakdelta\""),
        ("title", "\"Eigenaar\""),
        ("group", "\"Bouw\""),
        ("wants", "[\"Webdesign\", \"Financiering\"]"),
        ("offers", "[\"Dakisolatie\"]"),
        ("asks_for", "[\"piet\"]"),
        ("knows", "[\"joris\"]"),
        ("avoids", "[\"kees\"]"),
        ("rounds", "{ from = 2, until = 7, except = [5] }"),
        ("max_meetings", "6"),
        ("host", "3"),
        ("email", "\"fatima@dakdelta.nl\""),
        ("phone", "\"06 12345678\""),
        ("link", "\"https://dakdelta.nl\""),
        ("share", "[\"email\"]"),
    ],
};

pub(super) const WANT: Shape = Shape {
    name: "a want",
    cure: "{ topic = \"Financiering\", priority = \"high\" }",
    needed: &["topic"],
    keys: &[("topic", "\"Financiering\""), ("priority", "\"high\""), ("note", "\"voor een nieuwe loods\"")],
};

pub(super) const OFFER: Shape = Shape {
    name: "an offer",
    cure: "{ topic = \"Stageplek\", note = \"vanaf februari\" }",
    needed: &["topic"],
    keys: &[("topic", "\"Stageplek\""), ("note", "\"vanaf februari\"")],
};

pub(super) const PRESENCE: Shape = Shape {
    name: "`rounds` of [[attendee]]",
    cure: "rounds = { from = 2, until = 7, except = [5] }",
    needed: &[],
    keys: &[("from", "2"), ("until", "7"), ("except", "[5]")],
};

pub(super) const PAIR: Shape = Shape {
    name: "[[pair]]",
    cure: "[[pair]] on a line of its own, and the keys below it",
    needed: &["people", "rule"],
    keys: &[
        ("people", "[\"fatima\", \"piet\"]"),
        ("rule", "\"must\""),
        ("round", "3"),
        ("rounds", "[1, 2, 3]"),
        ("table", "2"),
        ("points", "800"),
    ],
};
