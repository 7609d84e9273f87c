//! The event as the planner sees it: a graph whose vertices are attendees and whose edges are pairs that may meet.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{AttendeeIx, Event, Must, PairRuleKind, RoundSet, TableNo};
use crate::matching::{Pair, Pairs, WantInfo, want_points};

/// One missing floor meeting weighs more than all points of an evening together.
pub(super) const FLOOR_UNIT: i64 = 1 << 42;

/// A pair that may meet, with everything that ties it to rounds and tables. Same index as in [`Pairs::pairs`].
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// The two attendees, lower index first.
    pub people: [AttendeeIx; 2],
    /// The rounds it may take place in.
    pub rounds: RoundSet,
    /// The table it has to be at: of a host, or of a `must`.
    pub table: Option<TableNo>,
    /// That table's index among the tables that pairs are tied to.
    pub slot: Option<u32>,
    /// Whether it has to take place.
    pub must: bool,
    /// Whether a `must` names its round or table.
    pub pinned: bool,
    /// A round (from 0) in which it is worth so many points more: where it stood in an earlier plan.
    pub stays: Option<(usize, i64)>,
}

impl Edge {
    /// What it is worth more in this round (from 0) than in another.
    pub fn extra(&self, round: usize) -> i64 {
        self.stays.map_or(0, |(stood, points)| if stood == round { points } else { 0 })
    }
}

/// Everything the planner needs to know of an event.
#[derive(Clone)]
pub(super) struct Model<'e> {
    pub event: &'e Event,
    pub pairs: &'e Pairs,
    pub edges: Vec<Edge>,
    /// How many tables pairs are tied to.
    pub slots: usize,
    /// By attendee: the edges they are an end of.
    pub incident: Vec<Vec<usize>>,
    /// By attendee: their target (§3).
    pub targets: Vec<u32>,
    /// By attendee: the most meetings they can still come to, their target at most; less when rounds are past.
    pub most: Vec<u32>,
    /// By round (from 0): the most meetings it can hold.
    pub capacity: Vec<u32>,
    /// By attendee: rewarding meetings possible for them alone (§3, floor).
    pub possible: Vec<u32>,
    /// All points of any schedule are a multiple of this.
    grain: i64,
}

impl<'e> Model<'e> {
    pub fn new(event: &'e Event, pairs: &'e Pairs) -> Self {
        let mut edges: Vec<Edge> = pairs.pairs.iter().map(|pair| edge(event, pair)).collect();
        for rule in &event.pairs {
            if let PairRuleKind::Must(must) = &rule.kind
                && let Some(index) = pairs.find(rule.people[0], rule.people[1])
            {
                apply_must(&mut edges[index], must);
            }
        }
        let slots = number_tables(&mut edges);
        let n = event.attendees.len();
        let mut incident = vec![Vec::new(); n];
        for (index, edge) in edges.iter().enumerate() {
            for person in edge.people {
                incident[person].push(index);
            }
        }
        let targets: Vec<u32> = (0..n).map(|person| event.target(person)).collect();
        let possible = possible(pairs, &targets);
        let capacity = (1..=event.rounds.count).map(|round| capacity(event, round)).collect();
        let grain = grain(event, pairs);
        Self {
            event,
            pairs,
            edges,
            slots,
            incident,
            most: targets.clone(),
            targets,
            capacity,
            possible,
            grain,
        }
    }

    /// The most points that a schedule can have if it has no more than these.
    pub fn whole(&self, points: i64) -> i64 {
        points.div_euclid(self.grain) * self.grain
    }

    /// The fewest points that a schedule can have if it has more than these, which are those of another.
    pub fn more(&self, points: i64) -> i64 {
        self.whole(points) + self.grain
    }

    /// The same with some edges only in these rounds; nothing when there are none such.
    pub fn narrowed(&self, edges: impl Iterator<Item = (usize, RoundSet)>) -> Option<Self> {
        let mut edges = edges.peekable();
        edges.peek()?;
        let mut narrowed = self.clone();
        for (edge, rounds) in edges {
            let edge = &mut narrowed.edges[edge];
            edge.rounds = edge.rounds.and(rounds);
        }
        Some(narrowed)
    }

    /// How many attendees there are.
    pub fn people(&self) -> usize {
        self.targets.len()
    }

    /// How many rounds there are.
    pub fn rounds(&self) -> usize {
        self.capacity.len()
    }

    /// The most meetings the whole evening can hold.
    pub fn total_capacity(&self) -> i64 {
        self.capacity.iter().map(|&room| i64::from(room)).sum()
    }

    /// By attendee: the rewarding meetings that a floor of `floor` guarantees.
    pub fn floors(&self, floor: u32) -> Vec<u32> {
        self.possible.iter().map(|&possible| possible.min(floor)).collect()
    }
}

/// What divides the points of every schedule (§3).
fn grain(event: &Event, pairs: &Pairs) -> i64 {
    // The fits that a want can add up are multiples of this, and so are the percentages that its steps are made of.
    let mut steps = vec![100; pairs.wants.len()];
    for served in pairs.pairs.iter().flat_map(|pair| &pair.serves) {
        steps[served.want] = gcd(steps[served.want], served.fit);
    }
    // Points are rounded down, where they are no whole number.
    let want = |(want, steps): (&WantInfo, i64)| match want.weight * want.focus * steps {
        product if product % 100 == 0 => product / 100,
        _ => 1,
    };
    let wants = pairs.wants.iter().zip(steps).map(want);
    let own_points = pairs.pairs.iter().map(|pair| pair.own_points);
    wants.chain(own_points).fold(i64::from(event.matching.sit_out), gcd).max(1)
}

/// The greatest common divisor; 0 divides nothing, and is divided by all.
fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

fn edge(event: &Event, pair: &Pair) -> Edge {
    let table = pair.people.iter().find_map(|&person| event.attendees[person].host);
    Edge {
        people: pair.people,
        rounds: pair.rounds,
        table,
        slot: None,
        must: false,
        pinned: false,
        stays: None,
    }
}

fn apply_must(edge: &mut Edge, must: &Must) {
    edge.must = true;
    edge.pinned |= must.rounds.is_some() || must.table.is_some();
    if let Some(rounds) = must.rounds {
        edge.rounds = edge.rounds.and(rounds);
    }
    edge.table = must.table.or(edge.table);
}

/// Numbers the tables that edges are tied to; returns how many there are.
pub(super) fn number_tables(edges: &mut [Edge]) -> usize {
    let tables: BTreeSet<TableNo> = edges.iter().filter_map(|edge| edge.table).collect();
    let numbers: BTreeMap<TableNo, u32> = tables.into_iter().zip(0..).collect();
    for edge in edges {
        edge.slot = edge.table.map(|table| numbers[&table]);
    }
    numbers.len()
}

fn capacity(event: &Event, round: u32) -> u32 {
    let present = event.attendees.iter().filter(|attendee| attendee.rounds.contains(round)).count() as u32;
    event.tables.count.min(present / 2)
}

/// By attendee: rewarding meetings possible for them alone among these pairs (§3, floor).
pub(super) fn possible(pairs: &Pairs, targets: &[u32]) -> Vec<u32> {
    let mut partners = vec![0; targets.len()];
    for pair in &pairs.pairs {
        for (&person, gain) in pair.people.iter().zip(pair.gains) {
            partners[person] += u32::from(gain > 0);
        }
    }
    partners.iter().zip(targets).map(|(&partners, &target)| target.min(partners)).collect()
}

/// What a set of chosen pairs brings so far, and what one more or one less would change.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    served: Vec<i64>,
    pub meetings: Vec<u32>,
    pub rewarding: Vec<u32>,
    floors: Vec<u32>,
    /// Points so far, sit-outs and missing floor meetings (each [`FLOOR_UNIT`]) subtracted.
    pub value: i64,
}

impl Tally {
    /// Nobody meets anybody yet. `floors`: by attendee, the rewarding meetings guaranteed.
    pub fn new(model: &Model, floors: Vec<u32>) -> Self {
        let sit_out = i64::from(model.event.matching.sit_out);
        let lost: i64 = model.targets.iter().map(|&t| i64::from(t) * i64::from(t + 1) / 2 * sit_out).sum();
        let deficit: i64 = floors.iter().map(|&floor| i64::from(floor)).sum();
        Self {
            served: vec![0; model.pairs.wants.len()],
            meetings: vec![0; model.people()],
            rewarding: vec![0; model.people()],
            floors,
            value: -lost - deficit * FLOOR_UNIT,
        }
    }

    /// What adding a pair would add to the value.
    pub fn gain(&self, model: &Model, edge: usize) -> i64 {
        self.change(model, edge, 1)
    }

    /// Adds a pair.
    pub fn add(&mut self, model: &Model, edge: usize) {
        self.value += self.change(model, edge, 1);
        self.apply(model, edge, 1);
    }

    /// Takes a pair out.
    pub fn remove(&mut self, model: &Model, edge: usize) {
        self.value += self.change(model, edge, -1);
        self.apply(model, edge, -1);
    }

    /// How many floor meetings are missing.
    pub fn deficit(&self) -> u32 {
        self.floors.iter().zip(&self.rewarding).map(|(&floor, &has)| floor.saturating_sub(has)).sum()
    }

    /// The points of §3.
    pub fn points(&self) -> i64 {
        self.value + i64::from(self.deficit()) * FLOOR_UNIT
    }

    fn change(&self, model: &Model, edge: usize, sign: i64) -> i64 {
        let pair = &model.pairs.pairs[edge];
        let mut change = sign * pair.own_points;
        for served in &pair.serves {
            let want = &model.pairs.wants[served.want];
            let sum = self.served[served.want];
            change += want_points(want, sum + sign * served.fit) - want_points(want, sum);
        }
        for (&person, gain) in pair.people.iter().zip(pair.gains) {
            change += self.sit_out_change(model, person, sign);
            if gain > 0 {
                change += self.floor_change(person, sign);
            }
        }
        change
    }

    fn sit_out_change(&self, model: &Model, person: AttendeeIx, sign: i64) -> i64 {
        let missing = i64::from(model.targets[person]) - i64::from(self.meetings[person]);
        // The k-th missing meeting costs k times `sit_out`.
        let changed = if sign > 0 { missing } else { -(missing + 1) };
        changed * i64::from(model.event.matching.sit_out)
    }

    fn floor_change(&self, person: AttendeeIx, sign: i64) -> i64 {
        let (floor, has) = (self.floors[person], self.rewarding[person]);
        let matters = if sign > 0 { has < floor } else { has <= floor };
        if matters { sign * FLOOR_UNIT } else { 0 }
    }

    fn apply(&mut self, model: &Model, edge: usize, sign: i64) {
        let pair = &model.pairs.pairs[edge];
        for served in &pair.serves {
            self.served[served.want] += sign * served.fit;
        }
        let step = |count: &mut u32| *count = count.wrapping_add_signed(sign as i32);
        for (&person, gain) in pair.people.iter().zip(pair.gains) {
            step(&mut self.meetings[person]);
            if gain > 0 {
                step(&mut self.rewarding[person]);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Event, Model, Pairs, Tally};
    use crate::domain::{PairRule, PairRuleKind, Rng};
    use crate::input::read_event;

    /// People with wants and offers, some of them more important than others.
    pub fn random_event(rng: &mut Rng, people: usize, focus: usize, fit: usize) -> Event {
        let head = "format = 1\nevent = { name = \"E\", date = 2026-12-08, start = 17:30:00 }\nrounds = { count = 6, minutes = 7 }";
        let scores = format!("matching = {{ related_fit = {fit}, mutual_bonus = 50, sit_out = 40 }}");
        let more =
            format!("[[topic]]\nname = \"t0\"\nwithin = \"t1\"\n[[group]]\nname = \"g0\"\nfocus = {focus}");
        let mut topic = || format!("\"t{}\"", rng.below(8));
        let person = |person: usize| {
            let wants = format!("{{ topic = {}, priority = \"high\" }}, {}", topic(), topic());
            let lists = format!("wants = [{wants}]\noffers = [{}, {}]", topic(), topic());
            format!("[[attendee]]\nname = \"p{person}\"\ngroup = \"g{}\"\n{lists}", person % 2)
        };
        let people: Vec<String> = (0..people).map(person).collect();
        let text = [&[head.to_owned(), scores, more], &people[..]].concat().join("\n");
        read_event(&text, &mut |_| Err(String::new())).expect("an event in order").event
    }

    #[test]
    fn points_are_multiples_of_their_grain() {
        let mut rng = Rng::new(4);
        let mut grains = Vec::new();
        for (focus, fit) in [(100, 60), (100, 50), (150, 60), (125, 37), (133, 60), (101, 33)] {
            let event = random_event(&mut rng, 12, focus, fit);
            let pairs = Pairs::of(&event);
            let model = Model::new(&event, &pairs);
            let mut tally = Tally::new(&model, vec![0; model.people()]);
            for _ in 0..200 {
                tally.add(&model, rng.below(model.edges.len()));
                assert_eq!(model.whole(tally.points()), tally.points(), "focus {focus}, fit {fit}");
                assert_eq!(model.whole(tally.points() + model.grain - 1), tally.points());
                assert_eq!(model.more(tally.points()), tally.points() + model.grain);
            }
            grains.push(model.grain);
        }
        assert_eq!(grains, [10, 10, 10, 1, 1, 1]);
    }

    /// Whatever is worth points of its own counts.
    #[test]
    fn a_grain_divides_all_there_is() {
        let grain = |change: &dyn Fn(&mut Event)| {
            let mut event = random_event(&mut Rng::new(4), 12, 100, 50);
            event.matching.sit_out = 100;
            change(&mut event);
            Model::new(&event, &Pairs::of(&event)).grain
        };
        assert_eq!(grain(&|_| ()), 50);
        assert_eq!(grain(&|event| event.matching.sit_out = 45), 5);
        assert_eq!(grain(&|event| event.matching.sit_out = 0), 50);
        assert_eq!(grain(&|event| event.matching.new_contact = 115), 5);
        assert_eq!(grain(&|event| event.matching.mutual_bonus = 0), 50);
        assert_eq!(grain(&|event| event.matching.related_fit = 5), 10);
        let wants_alone = |event: &mut Event| {
            (event.matching.mutual_bonus, event.matching.other_group) = (0, 0);
            event.matching.related_fit = 5;
        };
        assert_eq!(grain(&wants_alone), 10);
        let prefer = PairRule { people: [0, 1], kind: PairRuleKind::Prefer { points: 30 } };
        assert_eq!(grain(&|event| event.pairs.push(prefer.clone())), 10);
    }
}
