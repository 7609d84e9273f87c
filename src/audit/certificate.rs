//! Rechecks a certificate from the event alone, in whole numbers.
//!
//! Nothing of the planner is used or believed: pairs, gains and points are counted anew, from the same sentences as
//! everything else in this room. Why prices prove a bound is said in [`crate::domain::Certificate`].
//!
//! No sum can overflow: a price is below 2⁶³, a fit at most 100, an event has at most 2,500 attendees, so everything
//! stays below 2¹⁰⁰ and is counted in 128 bits.

use std::fmt;

use super::facts::{Facts, Wish};
use super::floor::Tally;
use super::points;
use crate::domain::{AttendeeIx, Certificate, Epoch, Event, MAX_SCALE, Next, Prices, Round, Step};

/// What came of a recheck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recheck {
    /// Everything that is wrong; when there is nothing, the bound is proved.
    pub flaws: Vec<Flaw>,
    /// What is known of a floor one higher.
    pub larger_floor: LargerFloor,
}

/// What a certificate says of a floor one higher than its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LargerFloor {
    /// No schedule keeps it.
    Impossible,
    /// It asks nothing more of anybody.
    NothingMore,
    /// Nothing is claimed, or nothing is proved.
    Open,
}

/// Which of the two proofs of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// That no schedule has more points.
    Points,
    /// That no schedule keeps a larger floor.
    LargerFloor,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Points => "the proof of the bound",
            Self::LargerFloor => "the proof about a larger floor",
        })
    }
}

/// Something that is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The scale is no multiple of 100, or too large.
    Scale,
    /// The epochs do not hold every round once, or have prices below 0, or for other people than the event has.
    Epochs,
    /// A step (from 1) has prices for other people, wants or crowds than the event has.
    Prices(Part, usize),
    /// The proof ends before every case is closed.
    Unfinished(Part),
    /// Steps are left when every case is closed.
    LeftOver(Part),
    /// The prices do not prove the bound; they prove this much more.
    Above {
        /// The bound that is claimed.
        claimed: i64,
        /// The bound that is proved.
        proved: i64,
    },
    /// The prices do not prove that a larger floor is impossible.
    LargerFloor,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scale => {
                write!(f, "`scale` must be a multiple of 100 from 100 to {MAX_SCALE}")
            }
            Self::Epochs => f.write_str(
                "the epochs must hold every round of the event once, with prices of 0 or more for everybody",
            ),
            Self::Prices(part, step) => {
                write!(f, "step {step} of {part} has prices for other people, wants or crowds than the event has")
            }
            Self::Unfinished(part) => write!(f, "{part} ends before every case is closed"),
            Self::LeftOver(part) => write!(f, "{part} goes on when every case is closed"),
            Self::Above { claimed, proved } => write!(
                f,
                "the certificate claims that no schedule has more than {claimed} points, but its prices prove only \
                 that none has more than {proved}"
            ),
            Self::LargerFloor => {
                f.write_str("the certificate claims that no schedule keeps a larger floor, but its prices do not prove it")
            }
        }
    }
}

/// Recomputes what a certificate claims of an event.
#[must_use]
pub fn recheck(event: &Event, certificate: &Certificate) -> Recheck {
    let mut recheck = Recheck { flaws: Vec::new(), larger_floor: LargerFloor::Open };
    let scale = certificate.scale;
    if !(1..=MAX_SCALE).contains(&scale) || !scale.is_multiple_of(100) {
        recheck.flaws.push(Flaw::Scale);
        return recheck;
    }
    if !holds_every_round_once(event, &certificate.epochs) {
        recheck.flaws.push(Flaw::Epochs);
        return recheck;
    }
    let facts = Facts::of(event);
    let evening = Evening::of(&facts, certificate);
    let floors = evening.floors(certificate.floor);
    let claimed = i128::from(certificate.bound);
    match evening.proves(Part::Points, &floors, claimed, &certificate.points) {
        Err(flaw) => recheck.flaws.push(flaw),
        Ok(proved) if proved > claimed => recheck.flaws.push(Flaw::Above {
            claimed: certificate.bound,
            proved: i64::try_from(proved).unwrap_or(i64::MAX),
        }),
        Ok(_) => {}
    }
    let higher = evening.floors(certificate.floor.saturating_add(1));
    if higher == floors {
        recheck.larger_floor = LargerFloor::NothingMore;
    } else if !certificate.larger_floor.is_empty() {
        let wanted: i128 = higher.iter().sum();
        match evening.proves(Part::LargerFloor, &higher, wanted - 1, &certificate.larger_floor) {
            Err(flaw) => recheck.flaws.push(flaw),
            Ok(proved) if proved >= wanted => recheck.flaws.push(Flaw::LargerFloor),
            Ok(_) => recheck.larger_floor = LargerFloor::Impossible,
        }
    }
    recheck
}

/// Whether there are no epochs, or each round is in one of them, with a price for everybody and none below 0.
fn holds_every_round_once(event: &Event, epochs: &[Epoch]) -> bool {
    let priced = |epoch: &Epoch| {
        epoch.time.len() == event.attendees.len()
            && epoch.room >= 0
            && epoch.time.iter().all(|&price| price >= 0)
    };
    let times = |round| epochs.iter().filter(|epoch| epoch.rounds.contains(round)).count();
    epochs.is_empty() || epochs.iter().all(priced) && (1..=event.rounds.count).all(|round| times(round) == 1)
}

/// A pair that may meet.
struct Pair {
    people: [AttendeeIx; 2],
    /// What the meeting adds, whoever else the two meet: its points, less what it pays in its epoch; in units.
    own: i128,
    /// Whether each of the two gains.
    rewarding: [bool; 2],
    must: bool,
    /// Where its wants end in [`Evening::serves`].
    serves: usize,
}

/// The event, counted anew.
struct Evening<'a> {
    facts: &'a Facts<'a>,
    scale: i128,
    pairs: Vec<Pair>,
    /// Want and fit, pair after pair.
    serves: Vec<(usize, i64)>,
    /// By want, in the order of [`Prices::wants`]: its weight times the focus of its owner.
    wants: Vec<i64>,
    /// By attendee.
    possible: Vec<u32>,
    /// By crowd, everyone first: who is part of it.
    crowds: Vec<Vec<bool>>,
    /// By crowd: the most meetings it can have among its own.
    rooms: Vec<i128>,
    epochs: &'a [Epoch],
    /// What all time and room in the epochs are worth, in units.
    given: i128,
}

impl<'a> Evening<'a> {
    fn of(facts: &'a Facts<'a>, certificate: &'a Certificate) -> Self {
        let people = facts.event.attendees.len();
        let mut crowds = vec![vec![true; people]];
        for crowd in &certificate.crowds {
            crowds.push((0..people).map(|a| crowd.contains(&a)).collect());
        }
        let mut evening = Self {
            facts,
            scale: i128::from(certificate.scale),
            pairs: Vec::new(),
            serves: Vec::new(),
            wants: Vec::new(),
            possible: Tally::of(facts, &[]).possible,
            rooms: crowds.iter().map(|crowd| room(facts.event, crowd)).collect(),
            crowds,
            epochs: &certificate.epochs,
            given: certificate.epochs.iter().map(|epoch| given(facts.event, epoch)).sum(),
        };
        let wishes: Vec<Vec<(usize, Wish)>> = (0..people).map(|a| evening.list_wants(a)).collect();
        for a in 0..people {
            for b in a + 1..people {
                if can_meet(facts, a, b) {
                    evening.list_pair([a, b], &wishes);
                }
            }
        }
        evening
    }

    /// Lists the wants of an attendee in the order of [`Prices::wants`], with their numbers.
    fn list_wants(&mut self, a: AttendeeIx) -> Vec<(usize, Wish)> {
        let attendee = &self.facts.event.attendees[a];
        let topics = attendee.wants.iter().map(|want| Wish::Topic(want.topic));
        let wishes: Vec<Wish> = topics.chain(attendee.asks_for.iter().map(|&b| Wish::Person(b))).collect();
        let weights = self.facts.wishes(a);
        let first = self.wants.len();
        self.wants.extend(wishes.iter().map(|wish| weights[wish] * self.facts.focus(a)));
        (first..).zip(wishes).collect()
    }

    fn list_pair(&mut self, people: [AttendeeIx; 2], wishes: &[Vec<(usize, Wish)>]) {
        let [a, b] = people;
        for (one, other) in [(a, b), (b, a)] {
            for &(want, wish) in &wishes[one] {
                let fit = points::fit(self.facts, wish, other);
                if fit != 0 {
                    self.serves.push((want, fit));
                }
            }
        }
        self.pairs.push(Pair {
            people,
            own: i128::from(points::of_pair(self.facts, a, b)) * self.scale - self.paid(a, b),
            rewarding: [points::gain(self.facts, a, b) > 0, points::gain(self.facts, b, a) > 0],
            must: self.facts.must_meet(a, b),
            serves: self.serves.len(),
        });
    }

    /// What two people pay for a meeting in the epoch where that is cheapest.
    fn paid(&self, a: AttendeeIx, b: AttendeeIx) -> i128 {
        let [one, other] = [a, b].map(|person| self.facts.event.attendees[person].rounds);
        let together = self.epochs.iter().filter(|epoch| !epoch.rounds.and(one).and(other).is_empty());
        let price =
            |epoch: &Epoch| i128::from(epoch.room) + i128::from(epoch.time[a]) + i128::from(epoch.time[b]);
        together.map(price).min().unwrap_or(0)
    }

    /// By attendee: the rewarding meetings that a floor promises.
    fn floors(&self, floor: u32) -> Vec<i128> {
        self.possible.iter().map(|&possible| i128::from(possible.min(floor))).collect()
    }

    fn serves(&self, pair: usize) -> &[(usize, i64)] {
        let first = pair.checked_sub(1).map_or(0, |before| self.pairs[before].serves);
        &self.serves[first..self.pairs[pair].serves]
    }

    /// The bound that the steps prove, knowing that what is at most `limit` is of no interest; never below `limit`.
    fn proves(&self, part: Part, floors: &[i128], limit: i128, steps: &[Step]) -> Result<i128, Flaw> {
        let mut steps = Steps { part, all: steps, done: 0 };
        let mut proved = limit;
        let mut cases = vec![Some(Case::start(self))];
        while let Some(case) = cases.pop() {
            let (number, step) = steps.next()?;
            if !self.fits(&step.prices) {
                return Err(Flaw::Prices(part, number));
            }
            let value = case.and_then(|mut case| {
                let value = case.value(self, part, floors, &step.prices)?;
                let above = value >= (limit + 1) * self.scale;
                above.then(|| {
                    case.decide(self, &step.prices, part, value - (limit + 1) * self.scale);
                    (case, value)
                })
            });
            match (value, step.next) {
                (None, next) => steps.skip(next)?,
                (Some((_, value)), Next::Closed) => proved = proved.max(value.div_euclid(self.scale)),
                (Some((case, _)), Next::Again) => cases.push(Some(case)),
                (Some((case, _)), Next::Split(people)) => {
                    let people = [people[0].min(people[1]), people[0].max(people[1])];
                    cases.push(case.clone().with(self, people, false));
                    cases.push(case.with(self, people, true));
                }
            }
        }
        if steps.done < steps.all.len() { Err(Flaw::LeftOver(part)) } else { Ok(proved) }
    }

    /// Whether there is a price for everything, and nothing else.
    fn fits(&self, prices: &Prices) -> bool {
        let people = &self.facts.event.attendees;
        let wants = |a: AttendeeIx| people[a].wants.len() + people[a].asks_for.len();
        prices.time.len() == people.len()
            && prices.floor.len() == people.len()
            && prices.crowds.len() == self.crowds.len()
            && prices.wants.iter().map(Vec::len).eq((0..people.len()).map(wants))
    }

    /// What taking a pair brings at these prices.
    fn worth(&self, pair: usize, part: Part, prices: &Prices, wants: &[i64]) -> i128 {
        let Pair { people, own, rewarding, .. } = &self.pairs[pair];
        let mut worth = 0;
        if part == Part::Points {
            worth += *own;
            worth += self
                .serves(pair)
                .iter()
                .map(|&(want, fit)| i128::from(wants[want]) * i128::from(fit))
                .sum::<i128>();
        }
        for (&a, &rewarding) in people.iter().zip(rewarding) {
            worth -= i128::from(prices.time[a]);
            if rewarding {
                worth += i128::from(prices.floor[a]);
            }
        }
        for crowd in self.crowds_of(*people) {
            worth -= i128::from(prices.crowds[crowd]);
        }
        worth
    }

    fn crowds_of(&self, people: [AttendeeIx; 2]) -> impl Iterator<Item = usize> {
        (0..self.crowds.len()).filter(move |&crowd| people.into_iter().all(|a| self.crowds[crowd][a]))
    }

    /// What a want is worth when the fits of those met add up to `sum`, in units and not rounded down.
    fn worth_of_want(&self, want: usize, sum: i128) -> i128 {
        let between = |low: i128, high: i128| sum.clamp(low, high) - low;
        let steps = 4 * between(0, 100) + 2 * between(100, 200) + between(200, 300);
        i128::from(self.wants[want]) * steps * (self.scale / 100)
    }

    /// What the meetings missing from a target cost, in units.
    fn cost_of_missing(&self, missing: i128) -> i128 {
        missing * (missing + 1) / 2 * i128::from(self.facts.event.matching.sit_out) * self.scale
    }
}

/// In every round no more meetings than tables, and than half of those who are there.
fn room(event: &Event, crowd: &[bool]) -> i128 {
    (1..=event.rounds.count).map(|round| room_in(event, round, |a| crowd[a])).sum()
}

/// The most meetings in a round among some people: no more than tables, and than half of those who are there.
fn room_in(event: &Event, round: Round, among: impl Fn(AttendeeIx) -> bool) -> i128 {
    let there =
        (0..event.attendees.len()).filter(|&a| among(a) && event.attendees[a].rounds.contains(round)).count();
    (there / 2).min(event.tables.count as usize) as i128
}

/// What all time and room in an epoch are worth.
fn given(event: &Event, epoch: &Epoch) -> i128 {
    let rooms: i128 = epoch.rounds.iter().map(|round| room_in(event, round, |_| true)).sum();
    let time = event.attendees.iter().zip(&epoch.time);
    let time = time
        .map(|(attendee, &price)| i128::from(attendee.rounds.and(epoch.rounds).len()) * i128::from(price));
    i128::from(epoch.room) * rooms + time.sum::<i128>()
}

/// Whether two people may meet, and are ever in a place to.
fn can_meet(facts: &Facts, a: AttendeeIx, b: AttendeeIx) -> bool {
    let [one, other] = [a, b].map(|person| &facts.event.attendees[person]);
    let apart = matches!((one.host, other.host), (Some(here), Some(there)) if here != there);
    !apart && !one.rounds.and(other.rounds).is_empty() && facts.reasons_against(a, b).is_empty()
}

/// The steps of a proof, taken one by one.
struct Steps<'a> {
    part: Part,
    all: &'a [Step],
    done: usize,
}

impl<'a> Steps<'a> {
    /// The next step and its number from 1.
    fn next(&mut self) -> Result<(usize, &'a Step), Flaw> {
        let step = self.all.get(self.done).ok_or(Flaw::Unfinished(self.part))?;
        self.done += 1;
        Ok((self.done, step))
    }

    /// Passes over everything that follows from a step.
    fn skip(&mut self, next: Next) -> Result<(), Flaw> {
        let following = |next| match next {
            Next::Closed => 0,
            Next::Again => 1,
            Next::Split(_) => 2_usize,
        };
        let mut left = following(next);
        while left > 0 {
            left = left + following(self.next()?.1.next) - 1;
        }
        Ok(())
    }
}

/// What is decided in one case of a proof.
#[derive(Clone)]
struct Case {
    /// The pairs that are not decided.
    open: Vec<usize>,
    /// By pair: whether it is decided, and how.
    fates: Vec<Option<bool>>,
    /// What the pairs that meet add by themselves, in units.
    own: i128,
    /// What the pairs that meet bring, and what the open ones could bring.
    meetings: Vec<Count>,
    rewarding: Vec<Count>,
    wants: Vec<Count>,
    crowds: Vec<Count>,
}

/// A sum so far, and the most that can be added to it.
#[derive(Clone, Copy, Default)]
struct Count {
    has: i128,
    more: i128,
}

impl Count {
    /// The largest of a concave worth (of the whole sum) less the price of what is added, where the sum stays within
    /// limits; `bends` are the sums at which the worth changes its slope. None when no sum is within the limits.
    fn best(
        self,
        limits: [i128; 2],
        price: i128,
        bends: &[i128],
        worth: impl Fn(i128) -> i128,
    ) -> Option<i128> {
        let (least, most) = (self.has.max(limits[0]), (self.has + self.more).min(limits[1]));
        if least > most {
            return None;
        }
        let sums = bends.iter().copied().filter(|bend| (least..=most).contains(bend)).chain([least, most]);
        sums.map(|sum| worth(sum) - price * (sum - self.has)).max()
    }
}

impl Case {
    /// Nothing is decided but what the organizer decided.
    fn start(evening: &Evening) -> Self {
        let people = evening.possible.len();
        let none = |length| vec![Count::default(); length];
        let mut case = Self {
            open: (0..evening.pairs.len()).collect(),
            fates: vec![None; evening.pairs.len()],
            own: 0,
            meetings: none(people),
            rewarding: none(people),
            wants: none(evening.wants.len()),
            crowds: none(evening.crowds.len()),
        };
        for pair in 0..evening.pairs.len() {
            case.count(evening, pair, |count, amount| count.more += amount);
        }
        case.settle(evening, |_, pair| evening.pairs[pair].must.then_some(true));
        case
    }

    /// Adds what a pair brings.
    fn count(&mut self, evening: &Evening, pair: usize, add: impl Fn(&mut Count, i128)) {
        let Pair { people, rewarding, .. } = &evening.pairs[pair];
        for (&a, &rewarding) in people.iter().zip(rewarding) {
            add(&mut self.meetings[a], 1);
            if rewarding {
                add(&mut self.rewarding[a], 1);
            }
        }
        for crowd in evening.crowds_of(*people) {
            add(&mut self.crowds[crowd], 1);
        }
        for &(want, fit) in evening.serves(pair) {
            add(&mut self.wants[want], i128::from(fit));
        }
    }

    /// Decides open pairs: what is known of a pair and its place among the open ones.
    fn settle(&mut self, evening: &Evening, known: impl Fn(usize, usize) -> Option<bool>) {
        for (at, pair) in std::mem::take(&mut self.open).into_iter().enumerate() {
            self.fates[pair] = known(at, pair);
            match self.fates[pair] {
                None => self.open.push(pair),
                Some(false) => self.count(evening, pair, |count, amount| count.more -= amount),
                Some(true) => {
                    self.own += evening.pairs[pair].own;
                    self.count(evening, pair, |count, amount| {
                        count.more -= amount;
                        count.has += amount;
                    });
                }
            }
        }
    }

    /// The case in which, moreover, two people meet or do not; none when the opposite is decided.
    fn with(mut self, evening: &Evening, people: [AttendeeIx; 2], meet: bool) -> Option<Self> {
        let found = evening.pairs.iter().position(|pair| pair.people == people);
        match found.map(|pair| (pair, self.fates[pair])) {
            // Whoever cannot meet at all does not.
            None => (!meet).then_some(self),
            Some((_, Some(decided))) => (decided == meet).then_some(self),
            Some((split, None)) => {
                self.settle(evening, |_, pair| (pair == split).then_some(meet));
                Some(self)
            }
        }
    }

    /// The value at these prices, in units; none when the decisions cannot all hold.
    fn value(&self, evening: &Evening, part: Part, floors: &[i128], prices: &Prices) -> Option<i128> {
        let wants = prices.wants.concat();
        let mut value =
            self.crowds_and_time(evening, part, prices)? + self.floors(evening, part, floors, prices)?;
        if part == Part::Points {
            value += self.own + evening.given;
            for (want, (count, &price)) in self.wants.iter().zip(&wants).enumerate() {
                let worth = |sum| evening.worth_of_want(want, sum);
                value += count.best([0, i128::MAX], i128::from(price), &[100, 200, 300], worth)?;
            }
        }
        let worth = |&pair: &usize| evening.worth(pair, part, prices, &wants).max(0);
        Some(value + self.open.iter().map(worth).sum::<i128>())
    }

    fn crowds_and_time(&self, evening: &Evening, part: Part, prices: &Prices) -> Option<i128> {
        let mut value = 0;
        for ((count, &price), &room) in self.crowds.iter().zip(&prices.crowds).zip(&evening.rooms) {
            value += count.best([0, room], -i128::from(price), &[], |_| 0)?;
        }
        for (a, (count, &price)) in self.meetings.iter().zip(&prices.time).enumerate() {
            let target = i128::from(points::target(evening.facts, a));
            let all: Vec<i128> = (0..=target).collect();
            let cost = |met| match part {
                Part::Points => evening.cost_of_missing(target - met),
                Part::LargerFloor => 0,
            };
            value += count.best([0, target], -i128::from(price), &all, |met| -cost(met))?;
        }
        Some(value)
    }

    fn floors(&self, evening: &Evening, part: Part, floors: &[i128], prices: &Prices) -> Option<i128> {
        let mut value = 0;
        for ((count, &price), &floor) in self.rewarding.iter().zip(&prices.floor).zip(floors) {
            value += match part {
                Part::Points => count.best([floor, i128::MAX], i128::from(price), &[], |_| 0)?,
                // A point for each, up to the floor.
                Part::LargerFloor => count.best([0, i128::MAX], i128::from(price), &[floor], |has| {
                    has.min(floor) * evening.scale
                })?,
            };
        }
        Some(value)
    }

    /// Decides every pair without which, or with which, the value falls by more than it is above the limit.
    fn decide(&mut self, evening: &Evening, prices: &Prices, part: Part, above: i128) {
        let wants = prices.wants.concat();
        let worth: Vec<i128> =
            self.open.iter().map(|&pair| evening.worth(pair, part, prices, &wants)).collect();
        self.settle(evening, |at, _| (worth[at].abs() > above).then_some(worth[at] > 0));
    }
}
