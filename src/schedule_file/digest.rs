//! What an event means to the planner, in one number.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::domain::{
    Attendee, AttendeeIx, Event, FloorSetting, KnownRule, Matching, PairRuleKind, Priority, RoundSet,
    SameCompanyRule, TopicIx, fold,
};

/// The digest of what an event means to the planner: everything the points and the hard rules depend on, whatever the
/// order of the attendees. Names, notes, times and colours are not part of it, so a spelling can be mended after
/// planning. `sha256:` and 64 hexadecimal digits.
#[must_use]
pub fn digest(event: &Event) -> String {
    let mut record = Record::default();
    record.text("rondje event 1");
    record.number(event.rounds.count);
    record.number(event.tables.count);
    add_matching(&mut record, &event.matching);
    add_topics(&mut record, event);
    add_attendees(&mut record, event);
    add_relations(&mut record, event);
    add_rules(&mut record, event);
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(&record.0) {
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}

/// Bytes in which no two different events look the same: every text and every list has its length in front.
#[derive(Default)]
struct Record(Vec<u8>);

impl Record {
    fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn length(&mut self, length: usize) {
        self.0.extend((length as u64).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.0.extend(text.as_bytes());
    }

    fn optional(&mut self, number: Option<u32>) {
        self.number(u32::from(number.is_some()));
        self.number(number.unwrap_or_default());
    }

    fn rounds(&mut self, rounds: RoundSet) {
        self.number(rounds.len());
        rounds.iter().for_each(|round| self.number(round));
    }

    fn texts<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t str>) {
        self.length(texts.len());
        texts.for_each(|text| self.text(text));
    }

    fn pairs(&mut self, pairs: &BTreeSet<[&str; 2]>) {
        self.length(pairs.len());
        for pair in pairs {
            self.texts(pair.iter().copied());
        }
    }
}

fn add_matching(record: &mut Record, matching: &Matching) {
    let Matching {
        related_fit,
        mutual_bonus,
        new_contact,
        other_group,
        shared_acquaintance,
        sit_out,
        same_company,
        known,
        floor,
    } = *matching;
    for number in [related_fit, mutual_bonus, new_contact, other_group, shared_acquaintance, sit_out] {
        record.number(number);
    }
    record.number(u32::from(same_company == SameCompanyRule::Never));
    // `avoid` and `allow` mean the same.
    record.number(u32::from(known == KnownRule::Never));
    record.optional(match floor {
        FloorSetting::Auto => None,
        FloorSetting::Fixed(floor) => Some(floor),
    });
}

/// Which of the topics that are wanted or offered is broader than which other.
fn add_topics(record: &mut Record, event: &Event) {
    let mut related = BTreeSet::new();
    let used = used_topics(event);
    for &topic in &used {
        let broader = std::iter::successors(event.topics[topic].within, |up| event.topics[*up].within);
        for above in broader.filter(|above| used.contains(above)) {
            related.insert([fold(&event.topics[topic].name), fold(&event.topics[above].name)]);
        }
    }
    record.length(related.len());
    for [topic, above] in &related {
        record.text(topic);
        record.text(above);
    }
}

fn used_topics(event: &Event) -> BTreeSet<TopicIx> {
    let wants = event.attendees.iter().flat_map(|attendee| attendee.wants.iter().map(|want| want.topic));
    let offers = event.attendees.iter().flat_map(|attendee| attendee.offers.iter().map(|offer| offer.topic));
    wants.chain(offers).collect()
}

fn add_attendees(record: &mut Record, event: &Event) {
    let mut attendees: Vec<&Attendee> = event.attendees.iter().collect();
    attendees.sort_by(|a, b| a.id.cmp(&b.id));
    record.length(attendees.len());
    for attendee in attendees {
        add_attendee(record, event, attendee);
    }
}

fn add_attendee(record: &mut Record, event: &Event, attendee: &Attendee) {
    let topic = |topic: TopicIx| fold(&event.topics[topic].name);
    record.text(&attendee.id);
    record.texts(attendee.company.iter().map(|company| company.folded.as_str()));
    let group = attendee.group.map(|group| &event.groups[group]);
    record.text(&group.map(|group| fold(&group.name)).unwrap_or_default());
    record.number(group.map_or(100, |group| group.focus));
    record.rounds(attendee.rounds);
    record.optional(attendee.max_meetings);
    record.optional(attendee.host);
    let wants: BTreeMap<String, Priority> =
        attendee.wants.iter().map(|want| (topic(want.topic), want.priority)).collect();
    record.length(wants.len());
    for (name, priority) in wants {
        record.text(&name);
        record.number(priority.weight() as u32);
    }
    let offers: BTreeSet<String> = attendee.offers.iter().map(|offer| topic(offer.topic)).collect();
    record.texts(offers.iter().map(String::as_str));
    let asked: BTreeSet<&str> = attendee.asks_for.iter().map(|other| id(event, *other)).collect();
    record.texts(asked.into_iter());
}

fn id(event: &Event, attendee: AttendeeIx) -> &str {
    &event.attendees[attendee].id
}

/// Two ids in the order of the alphabet.
fn pair_ids(event: &Event, people: [AttendeeIx; 2]) -> [&str; 2] {
    let mut ids = people.map(|person| id(event, person));
    ids.sort_unstable();
    ids
}

/// Who knows and who avoids whom, both ways.
fn add_relations(record: &mut Record, event: &Event) {
    let mut known: BTreeSet<[&str; 2]> = event.met_before.iter().map(|pair| pair_ids(event, *pair)).collect();
    let mut avoided = BTreeSet::new();
    for (own, attendee) in event.attendees.iter().enumerate() {
        known.extend(attendee.knows.iter().map(|other| pair_ids(event, [own, *other])));
        avoided.extend(attendee.avoids.iter().map(|other| pair_ids(event, [own, *other])));
    }
    record.pairs(&known);
    record.pairs(&avoided);
}

fn add_rules(record: &mut Record, event: &Event) {
    let mut rules: Vec<Vec<u8>> = event
        .pairs
        .iter()
        .map(|rule| {
            let mut one = Record::default();
            one.texts(pair_ids(event, rule.people).into_iter());
            match &rule.kind {
                PairRuleKind::Must(must) => {
                    one.text("must");
                    one.number(u32::from(must.rounds.is_some()));
                    one.rounds(must.rounds.unwrap_or_default());
                    one.optional(must.table);
                }
                PairRuleKind::Never => one.text("never"),
                PairRuleKind::Prefer { points } => {
                    one.text("prefer");
                    one.number(*points);
                }
            }
            one.0
        })
        .collect();
    rules.sort_unstable();
    record.length(rules.len());
    for rule in rules {
        record.length(rule.len());
        record.0.extend(rule);
    }
}
