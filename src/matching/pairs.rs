//! Every pair of attendees, what it adds and what it serves.

use std::collections::{HashMap, HashSet};

use crate::domain::{
    Attendee, AttendeeIx, Event, KnownRule, PairRuleKind, RoundSet, SameCompanyRule, TopicIx,
};

/// One want of one attendee: a topic they look for, or a person they asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantInfo {
    /// Whose want it is.
    pub owner: AttendeeIx,
    /// The topic; none for a person asked for by name.
    pub topic: Option<TopicIx>,
    /// The person asked for by name; none for a topic.
    pub asked: Option<AttendeeIx>,
    /// 1, 2 or 4.
    pub weight: i64,
    /// Percent of the owner's group.
    pub focus: i64,
}

/// A want and how well somebody fits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Index in [`Pairs::wants`].
    pub want: usize,
    /// Percent, 1 to 100.
    pub fit: i64,
}

/// Two attendees who may meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The two, lower index first.
    pub people: [AttendeeIx; 2],
    /// What each gains from the other (§3, gain), in the order of `people`.
    pub gains: [i64; 2],
    /// Points that the meeting adds whoever else the two meet: mutual bonus, contact points, prefer.
    pub own_points: i64,
    /// The wants it serves: first those of the first person, then those of the second.
    pub serves: Vec<Served>,
    /// The rounds in which both are there.
    pub rounds: RoundSet,
}

/// Every pair that may meet, and every want.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// All wants, by owner.
    pub wants: Vec<WantInfo>,
    /// The pairs that may meet (rule `MayMeet`) and are together in a round at least once, by `people`.
    pub pairs: Vec<Pair>,
}

impl Pairs {
    /// Lists the pairs of an event. Two hosts of different tables are left out: neither may leave their table.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        let relations = Relations::of(event);
        let (wants, wants_of) = wants(event);
        let best = best_fits(event);
        let mut pairs = Vec::new();
        for a in 0..event.attendees.len() {
            for b in a + 1..event.attendees.len() {
                if relations.may_meet(event, a, b) && could_meet(event, a, b) {
                    pairs.push(pair(event, &relations, &wants, &wants_of, &best, [a, b]));
                }
            }
        }
        // There are millions of them in a large event: no more memory than they need.
        pairs.shrink_to_fit();
        Self { wants, pairs }
    }

    /// The index of the pair of two attendees, in either order.
    #[must_use]
    pub fn find(&self, a: AttendeeIx, b: AttendeeIx) -> Option<usize> {
        let people = [a.min(b), a.max(b)];
        self.pairs.binary_search_by_key(&people, |pair| pair.people).ok()
    }
}

/// Who knows, avoids, must and must not, both ways.
pub struct Relations {
    /// By attendee, sorted.
    acquaintances: Vec<Vec<AttendeeIx>>,
    /// By attendee, sorted.
    avoids: Vec<Vec<AttendeeIx>>,
    must: HashSet<[AttendeeIx; 2]>,
    never: HashSet<[AttendeeIx; 2]>,
    prefer: HashMap<[AttendeeIx; 2], i64>,
}

impl Relations {
    /// The relations of an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        let n = event.attendees.len();
        let mut acquaintances = vec![Vec::new(); n];
        let mut avoids = vec![Vec::new(); n];
        for (a, attendee) in event.attendees.iter().enumerate() {
            for &b in &attendee.knows {
                link(&mut acquaintances, a, b);
            }
            for &b in &attendee.avoids {
                link(&mut avoids, a, b);
            }
        }
        for &[a, b] in &event.met_before {
            link(&mut acquaintances, a, b);
        }
        for list in acquaintances.iter_mut().chain(&mut avoids) {
            list.sort_unstable();
            list.dedup();
        }
        let mut relations = Self {
            acquaintances,
            avoids,
            must: HashSet::new(),
            never: HashSet::new(),
            prefer: HashMap::new(),
        };
        for rule in &event.pairs {
            match rule.kind {
                PairRuleKind::Must(_) => _ = relations.must.insert(rule.people),
                PairRuleKind::Never => _ = relations.never.insert(rule.people),
                PairRuleKind::Prefer { points } => {
                    *relations.prefer.entry(rule.people).or_default() += i64::from(points);
                }
            }
        }
        relations
    }

    fn know_each_other(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        self.acquaintances[a].binary_search(&b).is_ok()
    }

    /// Whether two people neither know each other nor share a company: a meeting of theirs is a new tie (§3).
    #[must_use]
    pub fn are_strangers(&self, event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
        !self.know_each_other(a, b) && !colleagues(event, a, b)
    }

    /// Whether a third attendee is known to both.
    #[must_use]
    pub fn share_an_acquaintance(&self, a: AttendeeIx, b: AttendeeIx) -> bool {
        let theirs = &self.acquaintances[b];
        self.acquaintances[a].iter().any(|third| theirs.binary_search(third).is_ok())
    }

    /// Rule `MayMeet` (§4).
    fn may_meet(&self, event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
        if self.avoids[a].binary_search(&b).is_ok() || self.never.contains(&[a, b]) {
            return false;
        }
        if self.must.contains(&[a, b]) {
            return true;
        }
        let colleagues = event.matching.same_company == SameCompanyRule::Never && colleagues(event, a, b);
        let acquainted = event.matching.known == KnownRule::Never && self.know_each_other(a, b);
        !colleagues && !acquainted
    }
}

fn link(lists: &mut [Vec<AttendeeIx>], a: AttendeeIx, b: AttendeeIx) {
    lists[a].push(b);
    lists[b].push(a);
}

fn colleagues(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    match (&event.attendees[a].company, &event.attendees[b].company) {
        (Some(one), Some(other)) => one.folded == other.folded,
        _ => false,
    }
}

/// Whether the two are ever in a place to meet: together in a round, and not both tied to different tables.
fn could_meet(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let (a, b) = (&event.attendees[a], &event.attendees[b]);
    let apart = matches!((a.host, b.host), (Some(one), Some(other)) if one != other);
    !apart && !a.rounds.and(b.rounds).is_empty()
}

/// All wants, and the range of each attendee's wants in that list.
fn wants(event: &Event) -> (Vec<WantInfo>, Vec<std::ops::Range<usize>>) {
    let mut wants = Vec::new();
    let mut ranges = Vec::new();
    for (owner, attendee) in event.attendees.iter().enumerate() {
        let first = wants.len();
        let focus = attendee.group.map_or(100, |group| i64::from(event.groups[group].focus));
        for want in &attendee.wants {
            let weight = want.priority.weight();
            wants.push(WantInfo { owner, topic: Some(want.topic), asked: None, weight, focus });
        }
        for &asked in &attendee.asks_for {
            wants.push(WantInfo { owner, topic: None, asked: Some(asked), weight: 4, focus });
        }
        ranges.push(first..wants.len());
    }
    (wants, ranges)
}

/// Fit in percent of a wanted topic (row) and an offered topic (column) (§3, fit).
#[must_use]
pub fn fits(event: &Event) -> Vec<Vec<i64>> {
    let count = event.topics.len();
    let related = i64::from(event.matching.related_fit);
    let mut fits = vec![vec![0; count]; count];
    for (topic, declared) in event.topics.iter().enumerate() {
        let mut broader = declared.within;
        while let Some(above) = broader {
            fits[topic][above] = related;
            fits[above][topic] = related;
            broader = event.topics[above].within;
        }
        fits[topic][topic] = 100;
    }
    fits
}

/// By giver and wanted topic: how well the best of their offers fits, in percent.
fn best_fits(event: &Event) -> Vec<Vec<u8>> {
    let fits = fits(event);
    let of_giver = |giver: &Attendee| {
        let best =
            |wanted: &Vec<i64>| giver.offers.iter().map(|offer| wanted[offer.topic]).max().unwrap_or(0);
        fits.iter().map(|wanted| best(wanted) as u8).collect()
    };
    event.attendees.iter().map(of_giver).collect()
}

fn pair(
    event: &Event,
    relations: &Relations,
    wants: &[WantInfo],
    wants_of: &[std::ops::Range<usize>],
    best: &[Vec<u8>],
    people: [AttendeeIx; 2],
) -> Pair {
    let [a, b] = people;
    let mut serves = Vec::new();
    let mut gains = [0, 0];
    for (gain, (receiver, giver)) in gains.iter_mut().zip([(a, b), (b, a)]) {
        let mut sum = 0;
        for want in wants_of[receiver].clone() {
            let fit = fit(&best[giver], &wants[want], giver);
            if fit > 0 {
                sum += wants[want].weight * 4 * fit;
                serves.push(Served { want, fit });
            }
        }
        let focus = wants_of[receiver].clone().next().map_or(100, |want| wants[want].focus);
        *gain = sum * focus / 100;
    }
    let own_points = mutual_bonus(event, gains)
        + contact_points(event, relations, a, b)
        + relations.prefer.get(&people).copied().unwrap_or(0);
    let rounds = event.attendees[a].rounds.and(event.attendees[b].rounds);
    serves.shrink_to_fit();
    Pair { people, gains, own_points, serves, rounds }
}

/// How well a giver fits a want, in percent: the best of their offers, or 100 for the very person asked for.
fn fit(best: &[u8], want: &WantInfo, giver: AttendeeIx) -> i64 {
    match (want.topic, want.asked) {
        (Some(topic), _) => i64::from(best[topic]),
        (None, asked) => {
            if asked == Some(giver) {
                100
            } else {
                0
            }
        }
    }
}

fn mutual_bonus(event: &Event, gains: [i64; 2]) -> i64 {
    i64::from(event.matching.mutual_bonus) * gains[0].min(gains[1]) / 100
}

fn contact_points(event: &Event, relations: &Relations, a: AttendeeIx, b: AttendeeIx) -> i64 {
    if !relations.are_strangers(event, a, b) {
        return 0;
    }
    let matching = &event.matching;
    let mut points = matching.new_contact;
    if let (Some(one), Some(other)) = (event.attendees[a].group, event.attendees[b].group)
        && one != other
    {
        points += matching.other_group;
    }
    if relations.share_an_acquaintance(a, b) {
        points += matching.shared_acquaintance;
    }
    i64::from(points)
}
