//! An event with pseudonyms, written anew.

use std::collections::{BTreeMap, BTreeSet};

use super::Key;
use crate::amend::quote;
use crate::domain::{
    Attendee, AttendeeIx, Event, FloorSetting, Group, KnownRule, Language, Matching, Must, PairRuleKind,
    Priority, RoundSet, SameCompanyRule, Topic, TopicIx,
};

/// What stands above a forgotten event.
const HEADER: &str = "\
# An evening whose people were forgotten: pseudonyms stand in the place of names, companies, titles, contact details and
# notes. Written by rondje. What points and rules need is as it was.
";

/// The text of an event file with pseudonyms in the place of everything that tells who somebody is. Topics, groups,
/// relations and times stay, so that the same meetings are worth the same points. Who met at an earlier event knows each
/// other; `history` is gone. The attendees are in the order of their pseudonyms, which tells nothing.
#[must_use]
pub fn event(event: &Event, key: &Key) -> String {
    Writer::of(event, key).text()
}

struct Writer<'a> {
    event: &'a Event,
    /// By attendee: the pseudonym.
    ids: Vec<String>,
    /// The attendees in the order in which they are written.
    order: Vec<AttendeeIx>,
    /// By attendee: whom they know, as far as it is written with them.
    knows: Vec<BTreeSet<AttendeeIx>>,
    /// By folded name of a company: its pseudonym.
    companies: BTreeMap<&'a str, String>,
    blocks: Vec<String>,
}

impl<'a> Writer<'a> {
    fn of(event: &'a Event, key: &Key) -> Self {
        let ids: Vec<String> = event.attendees.iter().map(|attendee| key.pseudonym(&attendee.id)).collect();
        let mut order: Vec<AttendeeIx> = (0..ids.len()).collect();
        order.sort_by(|a, b| ids[*a].cmp(&ids[*b]));
        let mut knows: Vec<BTreeSet<AttendeeIx>> =
            event.attendees.iter().map(|attendee| attendee.knows.iter().copied().collect()).collect();
        for &[a, b] in &event.met_before {
            if !knows[b].contains(&a) {
                knows[a].insert(b);
            }
        }
        let mut companies = BTreeMap::new();
        for company in order.iter().filter_map(|&person| event.attendees[person].company.as_ref()) {
            let next = companies.len() + 1;
            companies.entry(company.folded.as_str()).or_insert_with(|| called(event.language, false, next));
        }
        Self { event, ids, order, knows, companies, blocks: Vec::new() }
    }

    fn text(mut self) -> String {
        let event = self.event;
        self.blocks.push(format!("{HEADER}format = 1\n"));
        self.evening();
        self.block("[rounds]", &self.rounds());
        self.block("[tables]", &self.tables());
        self.block("[matching]", &matching(&event.matching));
        for topic in event.topics.iter().filter(|topic| topic.within.is_some() || !topic.aliases.is_empty()) {
            self.block("[[topic]]", &self.topic(topic));
        }
        for group in &event.groups {
            self.block("[[group]]", &about_group(group));
        }
        for (number, &person) in self.order.clone().iter().enumerate() {
            self.block("[[attendee]]", &self.attendee(number + 1, person));
        }
        let mut pairs: Vec<Vec<(&str, String)>> =
            (0..event.pairs.len()).map(|rule| self.pair(rule)).collect();
        pairs.sort();
        for pair in pairs {
            self.block("[[pair]]", &pair);
        }
        self.blocks.join("\n")
    }

    fn block(&mut self, header: &str, lines: &[(&str, String)]) {
        let lines: Vec<String> = lines.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        self.blocks.push(format!("{header}\n{}", lines.concat()));
    }

    fn evening(&mut self) {
        let event = self.event;
        let language = match event.language {
            Language::Nl => "nl",
            Language::En => "en",
        };
        let mut lines = vec![
            ("name", quote(&event.name)),
            ("date", event.date.to_string()),
            ("start", event.start.format("%H:%M:%S").to_string()),
            ("timezone", quote(&event.timezone)),
            ("language", quote(language)),
        ];
        lines.extend(event.venue.as_ref().map(|venue| ("venue", quote(venue))));
        self.block("[event]", &lines);
    }

    fn rounds(&self) -> Vec<(&'static str, String)> {
        let rounds = &self.event.rounds;
        let pauses = rounds.breaks.iter().map(|pause| {
            let label = pause.label.as_ref().map(|label| format!(", label = {}", quote(label)));
            format!("{{ after = {}, minutes = {}{} }}", pause.after, pause.minutes, label.unwrap_or_default())
        });
        let pauses: Vec<String> = pauses.collect();
        vec![
            ("count", rounds.count.to_string()),
            ("minutes", rounds.minutes.to_string()),
            ("changeover", rounds.changeover.to_string()),
            ("breaks", list(&pauses)),
        ]
    }

    fn tables(&self) -> Vec<(&'static str, String)> {
        let tables = &self.event.tables;
        let names: Vec<String> =
            tables.names.iter().map(|(table, name)| format!("{table} = {}", quote(name))).collect();
        let names = (!names.is_empty()).then(|| ("names", format!("{{ {} }}", names.join(", "))));
        [("count", tables.count.to_string())].into_iter().chain(names).collect()
    }

    fn topic(&self, topic: &Topic) -> Vec<(&'static str, String)> {
        let within = topic.within.map(|above| ("within", self.topic_name(above)));
        let aliases: Vec<String> = topic.aliases.iter().map(|alias| quote(alias)).collect();
        let aliases = (!aliases.is_empty()).then(|| ("aliases", list(&aliases)));
        [("name", quote(&topic.name))].into_iter().chain(aliases).chain(within).collect()
    }

    fn topic_name(&self, topic: TopicIx) -> String {
        quote(&self.event.topics[topic].name)
    }

    fn attendee(&self, number: usize, person: AttendeeIx) -> Vec<(&'static str, String)> {
        let attendee = &self.event.attendees[person];
        let company =
            attendee.company.as_ref().map(|company| quote(&self.companies[company.folded.as_str()]));
        let people = |people: &mut dyn Iterator<Item = AttendeeIx>| some(&self.people(people));
        let lines = [
            ("id", Some(quote(&self.ids[person]))),
            ("name", Some(quote(&called(self.event.language, true, number)))),
            ("company", company),
            ("group", attendee.group.map(|group| quote(&self.event.groups[group].name))),
            (
                "wants",
                some(
                    &attendee
                        .wants
                        .iter()
                        .map(|want| self.want(want.topic, want.priority))
                        .collect::<Vec<_>>(),
                ),
            ),
            (
                "offers",
                some(&attendee.offers.iter().map(|offer| self.topic_name(offer.topic)).collect::<Vec<_>>()),
            ),
            ("asks_for", people(&mut attendee.asks_for.iter().copied())),
            ("knows", people(&mut self.knows[person].iter().copied())),
            ("avoids", people(&mut attendee.avoids.iter().copied())),
            ("rounds", presence(attendee, self.event.rounds.count)),
            ("max_meetings", attendee.max_meetings.map(|most| most.to_string())),
            ("host", attendee.host.map(|table| table.to_string())),
        ];
        lines.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// Their pseudonyms, in the order of the alphabet.
    fn people(&self, people: &mut dyn Iterator<Item = AttendeeIx>) -> Vec<String> {
        let mut ids: Vec<String> = people.map(|person| quote(&self.ids[person])).collect();
        ids.sort();
        ids
    }

    fn want(&self, topic: TopicIx, priority: Priority) -> String {
        let topic = self.topic_name(topic);
        match priority {
            Priority::Low => format!("{{ topic = {topic}, priority = \"low\" }}"),
            Priority::Normal => topic,
            Priority::High => format!("{{ topic = {topic}, priority = \"high\" }}"),
        }
    }

    fn pair(&self, rule: usize) -> Vec<(&'static str, String)> {
        let rule = &self.event.pairs[rule];
        let people = list(&self.people(&mut rule.people.into_iter()));
        let said = match &rule.kind {
            PairRuleKind::Never => vec![("rule", quote("never"))],
            PairRuleKind::Prefer { points } => {
                vec![("rule", quote("prefer")), ("points", points.to_string())]
            }
            PairRuleKind::Must(must) => about_must(must),
        };
        [("people", people)].into_iter().chain(said).collect()
    }
}

fn about_must(must: &Must) -> Vec<(&'static str, String)> {
    let rounds = must.rounds.map(|rounds| ("rounds", list(&numbers(rounds))));
    let table = must.table.map(|table| ("table", table.to_string()));
    [("rule", quote("must"))].into_iter().chain(rounds).chain(table).collect()
}

fn about_group(group: &Group) -> Vec<(&'static str, String)> {
    let colour = group.colour.map(|c| ("color", format!("\"#{:02X}{:02X}{:02X}\"", c.red, c.green, c.blue)));
    let focus = (group.focus != 100).then(|| ("focus", group.focus.to_string()));
    [("name", quote(&group.name))].into_iter().chain(colour).chain(focus).collect()
}

fn matching(matching: &Matching) -> Vec<(&'static str, String)> {
    let same_company = match matching.same_company {
        SameCompanyRule::Never => "never",
        SameCompanyRule::Allow => "allow",
    };
    let known = match matching.known {
        KnownRule::Never => "never",
        KnownRule::Avoid => "avoid",
        KnownRule::Allow => "allow",
    };
    let floor = match matching.floor {
        FloorSetting::Auto => quote("auto"),
        FloorSetting::Fixed(floor) => floor.to_string(),
    };
    vec![
        ("related_fit", matching.related_fit.to_string()),
        ("mutual_bonus", matching.mutual_bonus.to_string()),
        ("new_contact", matching.new_contact.to_string()),
        ("other_group", matching.other_group.to_string()),
        ("shared_acquaintance", matching.shared_acquaintance.to_string()),
        ("sit_out", matching.sit_out.to_string()),
        ("same_company", quote(same_company)),
        ("known", quote(known)),
        ("floor", floor),
    ]
}

/// The rounds somebody is there, when those are not all.
fn presence(attendee: &Attendee, count: u32) -> Option<String> {
    let missing = RoundSet::all(count).without(attendee.rounds);
    let except = list(&numbers(missing));
    (!missing.is_empty()).then(|| format!("{{ except = {except} }}"))
}

fn numbers(rounds: RoundSet) -> Vec<String> {
    rounds.iter().map(|round| round.to_string()).collect()
}

/// "Guest 3", "Company 3".
fn called(language: Language, person: bool, number: usize) -> String {
    let word = match (language, person) {
        (Language::Nl, true) => "Gast",
        (Language::Nl, false) => "Bedrijf",
        (Language::En, true) => "Guest",
        (Language::En, false) => "Company",
    };
    format!("{word} {number}")
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.join(", "))
}

fn some(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| list(items))
}
