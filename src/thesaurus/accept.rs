//! Accepted proposals, written into the text of an event file.

use std::collections::HashMap;

use super::proposals::{Kind, Proposal};
use crate::amend::{Draft, Entry};
use crate::domain::{Event, TopicIx};

/// The text of an event file with these proposals in it; everything else stays as it is. None when its topics are not
/// written under headers `[[topic]]`.
#[must_use]
pub fn accept(text: &str, event: &Event, accepted: &[&Proposal]) -> Option<String> {
    let mut draft = Draft::of(text)?;
    let declared = draft.count("topic")?;
    let mut topics =
        Topics { event, places: (0..declared).map(|topic| (topic, topic)).collect(), next: declared };
    let mut same: HashMap<TopicIx, TopicIx> = HashMap::new();
    for proposal in accepted {
        let Kind::Same { main, others, .. } = &proposal.kind else { continue };
        let mut entry = topics.entry(&mut draft, *main)?;
        for other in others {
            entry.push_item("aliases", &event.topics[*other].name, None);
            same.insert(*other, *main);
        }
    }
    let main = |topic: TopicIx| same.get(&topic).copied().unwrap_or(topic);
    for proposal in accepted {
        let Kind::Within { topic, broad } = &proposal.kind else { continue };
        let mut entry = topics.entry(&mut draft, main(*topic))?;
        if !entry.has("within") {
            entry.set_text("within", &event.topics[main(*broad)].name);
        }
    }
    Some(draft.text())
}

/// Where in the file each topic has its `[[topic]]`.
struct Topics<'e> {
    event: &'e Event,
    places: HashMap<TopicIx, usize>,
    next: usize,
}

impl Topics<'_> {
    /// The `[[topic]]` of a topic, which is made where there is none.
    fn entry<'d>(&mut self, draft: &'d mut Draft, topic: TopicIx) -> Option<Entry<'d>> {
        if let Some(place) = self.places.get(&topic) {
            return draft.entry("topic", *place);
        }
        self.places.insert(topic, self.next);
        self.next += 1;
        let mut entry = draft.push("topic", Some("attendee"))?;
        entry.set_text("name", &self.event.topics[topic].name);
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::accept;
    use crate::domain::Event;
    use crate::input::read_event;
    use crate::thesaurus::{Kind, Proposal, proposals};

    const EVENING: &str = "format = 1\n[event]\nname = \"Borrel\"\ndate = 2026-12-10\nstart = 17:30:00\n\
        [rounds]\ncount = 4\nminutes = 7\n";

    /// An event in which everybody wants one thing and offers another.
    fn text(topics: &str, people: &[(&str, &str)]) -> String {
        let mut text = format!("{EVENING}{topics}");
        for (number, (want, offer)) in people.iter().enumerate() {
            let _ = write!(
                text,
                "\n[[attendee]]   # {number}\nname = \"P{number}\"\nwants = [\"{want}\"]\noffers = [\"{offer}\"]\n"
            );
        }
        text
    }

    fn event(text: &str) -> Event {
        read_event(text, &mut |_| Err(String::new()))
            .unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
            .event
    }

    fn said(event: &Event, proposal: &Proposal) -> String {
        let name = |topic: usize| event.topics[topic].name.as_str();
        let what = match &proposal.kind {
            Kind::Same { main, others, .. } => {
                let others: Vec<&str> = others.iter().map(|other| name(*other)).collect();
                format!("{} = {}", others.join(", "), name(*main))
            }
            Kind::Within { topic, broad } => format!("{} < {}", name(*topic), name(*broad)),
        };
        format!("{what}: {:?}", proposal.matches)
    }

    #[test]
    fn proposes_what_brings_matches_and_writes_it() {
        let text = text(
            "",
            &[
                ("Websites", "Dakisolatie"),
                ("Isolatie", "website"),
                ("web-site", "Vloerisolatie"),
                ("Taart", "Webshop"),
            ],
        );
        let before = event(&text);
        let found = proposals(&before, 0);
        let all: Vec<String> = found.iter().map(|proposal| said(&before, proposal)).collect();
        assert_eq!(
            all,
            [
                "website, web-site = Websites: [[0, 1], [2, 1]]",
                "Dakisolatie < Isolatie: [[1, 0]]",
                "Vloerisolatie < Isolatie: [[1, 2]]",
            ]
        );
        let written = accept(&text, &before, &found.iter().collect::<Vec<_>>()).unwrap();
        let after = event(&written);
        assert_eq!(proposals(&after, 3), []);
        let topics = "\n[[topic]]\nname = \"Websites\"\naliases = [\"website\", \"web-site\"]\n\n[[topic]]\nname = \
            \"Dakisolatie\"\nwithin = \"Isolatie\"\n\n[[topic]]\nname = \"Vloerisolatie\"\nwithin = \"Isolatie\"\n";
        assert_eq!(written.replacen(topics, "", 1), text);
    }

    #[test]
    fn what_is_declared_stays_apart() {
        let topics =
            "\n[[topic]]\nname = \"Website\"  # ours\n\n[[topic]]\nname = \"Websites\"\nwithin = \"ICT\"\n";
        let text = text(topics, &[("Websites", "web-site"), ("Website", "Hout"), ("Hout", "Houten")]);
        let before = event(&text);
        let found = proposals(&before, 2);
        let all: Vec<String> = found.iter().map(|proposal| said(&before, proposal)).collect();
        assert_eq!(all, ["web-site = Website: [[1, 0]]", "Houten = Hout: []"]);
        let written = accept(&text, &before, &[&found[0]]).unwrap();
        assert!(written.contains("name = \"Website\"  # ours\naliases = [\"web-site\"]\n"), "{written}");
        assert_eq!(event(&written).topics[0].aliases, ["web-site"]);
    }

    #[test]
    fn kinds_of_what_was_joined_go_within_the_main_topic() {
        let text = text(
            "",
            &[
                ("Verzekeringen", "Autoverzekering"),
                ("Verzekering", "Verzekeringen"),
                ("Taart", "Online marketing"),
                ("Marketing", "Marketting"),
            ],
        );
        let before = event(&text);
        let found = proposals(&before, 0);
        let written = accept(&text, &before, &found.iter().collect::<Vec<_>>()).unwrap();
        let after = event(&written);
        let named = |name: &str| after.topics.iter().position(|topic| topic.name == name).unwrap();
        assert_eq!(after.topics[named("Autoverzekering")].within, Some(named("Verzekeringen")));
        assert_eq!(after.topics[named("Online marketing")].within, Some(named("Marketing")));
        assert_eq!(proposals(&after, after.topics.len()), []);
    }
}
