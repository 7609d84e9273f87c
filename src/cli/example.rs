//! Invented evenings of any size, for benchmarks: `rondje new --example 60x8 --seed 3`.

use crate::domain::Rng;

/// What kind of evening to invent.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    /// How many attendees.
    pub people: usize,
    /// How many rounds.
    pub rounds: u32,
    /// Evenings differ by their seed.
    pub seed: u64,
    /// With 15 % late, 15 % early, hosts, pins, musts, and tables for 45 % of the people.
    pub night: bool,
}

/// The same numbers everywhere.
struct Dice(Rng);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0.below(below)
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.roll(100) < chance
    }

    /// Zipf-distributed: the k-th topic is asked for 1/k times as often as the first.
    fn topic(&mut self) -> usize {
        let total: usize = (1..=TOPICS).map(|k| 10_000 / k).sum();
        let mut at = self.roll(total);
        (1..=TOPICS)
            .find(|&k| {
                let here = at < 10_000 / k;
                at = at.saturating_sub(10_000 / k);
                here
            })
            .unwrap_or(TOPICS)
    }

    fn topics(&mut self) -> Vec<usize> {
        let count = 2 + self.roll(3);
        let mut topics = Vec::new();
        while topics.len() < count {
            let topic = self.topic();
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        topics
    }
}

const TOPICS: usize = 40;

fn add(text: &mut String, part: &str) {
    text.push_str(part);
}

/// Writes an event file.
#[must_use]
pub fn event(recipe: Recipe) -> String {
    let Recipe { people, rounds, seed, night } = recipe;
    let mut dice = Dice(Rng::new(seed.wrapping_mul(1_000_003).wrapping_add(people as u64)));
    let tables = if night { (people * 45 / 100).max(1) } else { (people / 2).max(1) };
    let kind = if night { "night" } else { "plain" };
    let mut text = format!(
        "format = 1\n\n[event]\nname = \"Example {people}x{rounds} {kind}, seed {seed}\"\ndate = 2026-12-10\nstart = 17:30:00\n\
         language = \"en\"\n\n[rounds]\ncount = {rounds}\nminutes = 7\nchangeover = 2\n\n[tables]\ncount = {tables}\n"
    );
    let mut company = 0;
    let mut left_in_company = 0;
    let hosts = if night { (people / 20).min(tables) } else { 0 };
    for person in 1..=people {
        if left_in_company == 0 {
            company += 1;
            left_in_company = 1 + dice.roll(3);
        }
        left_in_company -= 1;
        attendee(&mut text, &mut dice, recipe, person, company, hosts);
    }
    if night {
        pair_rules(&mut text, &mut dice, people, rounds, hosts);
    }
    text
}

fn attendee(text: &mut String, dice: &mut Dice, recipe: Recipe, person: usize, company: usize, hosts: usize) {
    let group = 1 + dice.roll(5);
    add(
        text,
        &format!(
            "\n[[attendee]]\nid = \"p{person}\"\nname = \"Person {person}\"\ncompany = \"Company {company}\"\n\
         group = \"Group {group}\"\n"
        ),
    );
    let wants: Vec<String> = dice.topics().into_iter().map(|topic| want(dice, topic)).collect();
    let offers: Vec<String> = dice.topics().into_iter().map(|topic| format!("\"Topic {topic}\"")).collect();
    add(text, &format!("wants = [{}]\noffers = [{}]\n", wants.join(", "), offers.join(", ")));
    if dice.percent(40) {
        let known: Vec<String> = (0..=dice.roll(3))
            .map(|_| 1 + dice.roll(recipe.people))
            .filter(|&other| other != person)
            .map(|other| format!("\"p{other}\""))
            .collect();
        add(text, &format!("knows = [{}]\n", known.join(", ")));
    }
    if recipe.night {
        presence(text, dice, recipe.rounds, person, hosts);
    }
}

fn want(dice: &mut Dice, topic: usize) -> String {
    match dice.roll(4) {
        0 => format!("{{ topic = \"Topic {topic}\", priority = \"high\" }}"),
        1 => format!("{{ topic = \"Topic {topic}\", priority = \"low\" }}"),
        _ => format!("\"Topic {topic}\""),
    }
}

fn presence(text: &mut String, dice: &mut Dice, rounds: u32, person: usize, hosts: usize) {
    let third = (rounds as usize / 3).max(1);
    match dice.roll(100) {
        0..15 => add(text, &format!("rounds = {{ from = {} }}\n", 2 + dice.roll(third))),
        15..30 => add(text, &format!("rounds = {{ until = {} }}\n", rounds as usize - 1 - dice.roll(third))),
        _ => {}
    }
    if person <= hosts {
        add(text, &format!("host = {person}\n"));
    }
}

/// One must-meet in fifty people, half of them pinned to a round, and as many never-meets.
fn pair_rules(text: &mut String, dice: &mut Dice, people: usize, rounds: u32, hosts: usize) {
    let mut used = vec![false; people + 1];
    for rule in 0..2 * (people / 50 + 1) {
        let (a, b) = (hosts + 1 + dice.roll(people - hosts), hosts + 1 + dice.roll(people - hosts));
        if a == b || used[a] || used[b] {
            continue;
        }
        (used[a], used[b]) = (true, true);
        add(text, &format!("\n[[pair]]\npeople = [\"p{a}\", \"p{b}\"]\n"));
        if rule % 2 == 1 {
            text.push_str("rule = \"never\"\n");
        } else {
            text.push_str("rule = \"must\"\n");
            // The middle round: by then the late are in and the early have not left.
            if rule % 4 == 0 {
                add(text, &format!("round = {}\n", rounds / 2 + 1));
            }
        }
    }
}
