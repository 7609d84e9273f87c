//! Certificates without the planner: whatever a proof says, the audit proves the bound that the plainest recount proves,
//! and names exactly what is wrong.

mod common;

use common::event;
use common::plain::{fit, focus, gains, may_meet, pair_points, possible};
use common::random::{event_of, fixed_cases};
use common::write::text_of;
use proptest::prelude::*;
use rondje::audit::{Flaw, LargerFloor, Part, Recheck, recheck};
use rondje::domain::{
    AttendeeIx, Certificate, Epoch, Event, MAX_SCALE, Next, PairRule, PairRuleKind, Prices, Rng, RoundSet,
    Step,
};

/// Whether two people may meet, and are ever in a place to.
fn can_meet(event: &Event, a: AttendeeIx, b: AttendeeIx) -> bool {
    let [one, other] = [a, b].map(|who| &event.attendees[who]);
    let one_table = one.host.is_none() || other.host.is_none() || one.host == other.host;
    one_table && !one.rounds.and(other.rounds).is_empty() && may_meet(event, a, b)
}

/// By pair: whether it meets, where that is decided.
type Fates = Vec<Option<bool>>;

/// How well somebody fits a want, in percent.
type Fit<'a> = Box<dyn Fn(AttendeeIx) -> i64 + 'a>;

/// One of the two proofs of a certificate, counted in the plainest way.
struct Recount<'e> {
    event: &'e Event,
    certificate: &'e Certificate,
    pairs: Vec<[AttendeeIx; 2]>,
    part: Part,
    /// By attendee: the rewarding meetings that the floor promises.
    floors: Vec<i128>,
    /// What is at most this is of no interest.
    limit: i128,
}

impl<'e> Recount<'e> {
    fn of(event: &'e Event, certificate: &'e Certificate, part: Part) -> Self {
        let everyone = 0..event.attendees.len();
        let floor = certificate.floor + u32::from(part == Part::LargerFloor);
        let floors: Vec<i128> = everyone.clone().map(|a| i128::from(possible(event, a).min(floor))).collect();
        let limit = match part {
            Part::Points => i128::from(certificate.bound),
            Part::LargerFloor => floors.iter().sum::<i128>() - 1,
        };
        let pairs = everyone.clone().flat_map(|a| (a + 1..event.attendees.len()).map(move |b| [a, b]));
        let pairs = pairs.filter(|&[a, b]| can_meet(event, a, b)).collect();
        Self { event, certificate, pairs, part, floors, limit }
    }

    fn scale(&self) -> i128 {
        i128::from(self.certificate.scale)
    }

    /// Only what the organizer decided.
    fn start(&self) -> Fates {
        let must = |rule: &PairRule| matches!(rule.kind, PairRuleKind::Must(_));
        let asked = |people: &[AttendeeIx; 2]| {
            self.event.pairs.iter().any(|rule| rule.people == *people && must(rule)).then_some(true)
        };
        self.pairs.iter().map(asked).collect()
    }

    /// The wants of an attendee: weight, and how well somebody else fits, in percent.
    fn wants(&self, a: AttendeeIx) -> Vec<(i64, Fit<'_>)> {
        let me = &self.event.attendees[a];
        let mut wants: Vec<(i64, Fit<'_>)> = Vec::new();
        for want in &me.wants {
            wants.push((want.priority.weight(), Box::new(move |b| fit(self.event, want.topic, b))));
        }
        for &asked in &me.asks_for {
            wants.push((4, Box::new(move |b| if b == asked { 100 } else { 0 })));
        }
        wants
    }

    /// The crowds, everyone first.
    fn crowds(&self) -> Vec<Vec<AttendeeIx>> {
        let everyone = (0..self.event.attendees.len()).collect();
        std::iter::once(everyone).chain(self.certificate.crowds.iter().cloned()).collect()
    }

    /// The most meetings that a crowd can have among its own.
    fn room(&self, crowd: &[AttendeeIx]) -> i128 {
        let there = |round| {
            (0..self.event.attendees.len())
                .filter(|a| crowd.contains(a) && self.event.attendees[*a].rounds.contains(round))
                .count()
        };
        let tables = self.event.tables.count as usize;
        (1..=self.event.rounds.count).map(|round| tables.min(there(round) / 2) as i128).sum()
    }

    /// What two people pay where that is cheapest: round by round.
    fn paid(&self, a: AttendeeIx, b: AttendeeIx) -> i128 {
        let [one, other] = [a, b].map(|who| self.event.attendees[who].rounds);
        let together = (1..=self.event.rounds.count).filter(|&r| one.contains(r) && other.contains(r));
        let price = |round| {
            let epoch = self.certificate.epochs.iter().find(|epoch| epoch.rounds.contains(round))?;
            Some(i128::from(epoch.room) + i128::from(epoch.time[a]) + i128::from(epoch.time[b]))
        };
        together.filter_map(price).min().unwrap_or(0)
    }

    /// What the time of everybody and the tables are worth: round by round.
    fn given(&self) -> i128 {
        let mut given = 0;
        for epoch in &self.certificate.epochs {
            for round in epoch.rounds.iter() {
                let there = self.event.attendees.iter().map(|who| who.rounds.contains(round));
                let there: Vec<bool> = there.collect();
                let present = there.iter().filter(|there| **there).count();
                given += i128::from(epoch.room) * (self.event.tables.count as usize).min(present / 2) as i128;
                let paid = there.iter().zip(&epoch.time).filter(|(there, _)| **there);
                given += paid.map(|(_, &price)| i128::from(price)).sum::<i128>();
            }
        }
        given
    }

    /// What the decided pairs bring of something, and the most that the open ones can add.
    fn counted(&self, fates: &Fates, brings: impl Fn([AttendeeIx; 2]) -> i64) -> [i128; 2] {
        let of = |fate| {
            let pairs = self.pairs.iter().zip(fates).filter(move |(_, is)| **is == fate);
            pairs.map(|(&people, _)| i128::from(brings(people))).sum()
        };
        [of(Some(true)), of(None)]
    }

    /// The best of all sums that may still come out.
    fn best(
        [has, more]: [i128; 2],
        allowed: impl Fn(i128) -> bool,
        worth: impl Fn(i128) -> i128,
    ) -> Option<i128> {
        (has..=has + more).filter(|&sum| allowed(sum)).map(worth).max()
    }

    /// What a pair that meets brings at these prices.
    fn worth(&self, [a, b]: [AttendeeIx; 2], prices: &Prices) -> i128 {
        let mut worth = 0;
        for (me, other) in [(a, b), (b, a)] {
            worth -= i128::from(prices.time[me]);
            if gains(self.event, me, other) {
                worth += i128::from(prices.floor[me]);
            }
            if self.part == Part::Points {
                let fits = self.wants(me).into_iter().map(|(_, fit)| i128::from(fit(other)));
                worth +=
                    fits.zip(&prices.wants[me]).map(|(fit, price)| fit * i128::from(*price)).sum::<i128>();
            }
        }
        if self.part == Part::Points {
            worth += i128::from(pair_points(self.event, a, b)) * self.scale() - self.paid(a, b);
        }
        let crowds = self.crowds().into_iter().zip(&prices.crowds);
        let within = crowds.filter(|(crowd, _)| crowd.contains(&a) && crowd.contains(&b));
        worth - within.map(|(_, price)| i128::from(*price)).sum::<i128>()
    }

    /// The value at these prices; none when what is decided cannot be.
    fn value(&self, fates: &Fates, prices: &Prices) -> Option<i128> {
        let mut value = 0;
        for (crowd, &price) in self.crowds().iter().zip(&prices.crowds) {
            let inside = self.counted(fates, |people| i64::from(people.iter().all(|a| crowd.contains(a))));
            let room = self.room(crowd);
            value += Self::best(inside, |sum| sum <= room, |sum| i128::from(price) * (sum - inside[0]))?;
        }
        for a in 0..self.event.attendees.len() {
            value += self.value_of(a, fates, prices)?;
        }
        if self.part == Part::Points {
            value += self.given();
        }
        for (&people, fate) in self.pairs.iter().zip(fates) {
            value += match fate {
                None => self.worth(people, prices).max(0),
                Some(true) if self.part == Part::Points => {
                    i128::from(pair_points(self.event, people[0], people[1])) * self.scale()
                        - self.paid(people[0], people[1])
                }
                Some(_) => 0,
            };
        }
        Some(value)
    }

    /// What the time, the floor and the wants of an attendee are worth.
    fn value_of(&self, a: AttendeeIx, fates: &Fates, prices: &Prices) -> Option<i128> {
        let other = |people: [AttendeeIx; 2]| match people {
            [one, other] if one == a => Some(other),
            [other, one] if one == a => Some(other),
            _ => None,
        };
        let target = i128::from(self.event.target(a));
        let met = self.counted(fates, |people| i64::from(other(people).is_some()));
        let sit_out = i128::from(self.event.matching.sit_out) * self.scale();
        let time = |sum: i128| {
            let missing = target - sum;
            let lost = if self.part == Part::Points { missing * (missing + 1) / 2 * sit_out } else { 0 };
            i128::from(prices.time[a]) * (sum - met[0]) - lost
        };
        let mut value = Self::best(met, |sum| sum <= target, time)?;
        let rewarding =
            self.counted(fates, |people| i64::from(other(people).is_some_and(|b| gains(self.event, a, b))));
        let (floor, price) = (self.floors[a], i128::from(prices.floor[a]));
        value += match self.part {
            Part::Points => Self::best(rewarding, |sum| sum >= floor, |sum| -price * (sum - rewarding[0]))?,
            Part::LargerFloor => {
                let worth = |sum: i128| sum.min(floor) * self.scale() - price * (sum - rewarding[0]);
                Self::best(rewarding, |_| true, worth)?
            }
        };
        if self.part == Part::Points {
            for ((weight, fit), &price) in self.wants(a).iter().zip(&prices.wants[a]) {
                let fits = self.counted(fates, |people| other(people).map_or(0, fit));
                let worth = |sum: i128| {
                    let steps = (1..=sum).map(|percent| match percent {
                        ..=100 => 4,
                        101..=200 => 2,
                        201..=300 => 1,
                        _ => 0,
                    });
                    let points_of_100 = i128::from(weight * focus(self.event, a)) * steps.sum::<i128>();
                    points_of_100 * (self.scale() / 100) - i128::from(price) * (sum - fits[0])
                };
                value += Self::best(fits, |_| true, worth)?;
            }
        }
        Some(value)
    }

    /// What a case proves, which takes its steps from those that are left. A case that cannot be takes its steps too.
    fn proved(&self, case: Option<Fates>, steps: &mut std::slice::Iter<Step>) -> Result<i128, Flaw> {
        let step = steps.next().ok_or(Flaw::Unfinished(self.part))?;
        let open = case.and_then(|fates| {
            let value = self.value(&fates, &step.prices)?;
            let above = value - (self.limit + 1) * self.scale();
            (above >= 0).then(|| (self.decided(fates, &step.prices, above), value))
        });
        match (step.next, open) {
            (Next::Closed, Some((_, value))) => Ok(self.limit.max(value.div_euclid(self.scale()))),
            (Next::Closed, None) => Ok(self.limit),
            (Next::Again, open) => self.proved(open.map(|(fates, _)| fates), steps),
            (Next::Split(people), open) => {
                let fates = open.map(|(fates, _)| fates);
                let met =
                    self.proved(fates.clone().and_then(|fates| self.with(fates, people, true)), steps)?;
                let apart = self.proved(fates.and_then(|fates| self.with(fates, people, false)), steps)?;
                Ok(met.max(apart))
            }
        }
    }

    fn decided(&self, fates: Fates, prices: &Prices, above: i128) -> Fates {
        let decide = |(people, fate): (&[AttendeeIx; 2], Option<bool>)| {
            let worth = self.worth(*people, prices);
            fate.or_else(|| (worth > above).then_some(true)).or_else(|| (-worth > above).then_some(false))
        };
        self.pairs.iter().zip(fates).map(decide).collect()
    }

    fn with(&self, mut fates: Fates, [a, b]: [AttendeeIx; 2], meet: bool) -> Option<Fates> {
        match self.pairs.iter().position(|people| *people == [a.min(b), a.max(b)]) {
            None => (!meet).then_some(fates),
            Some(pair) => (*fates[pair].get_or_insert(meet) == meet).then_some(fates),
        }
    }

    /// What the whole proof proves.
    fn result(&self, steps: &[Step]) -> Result<i128, Flaw> {
        let mut steps = steps.iter();
        let proved = self.proved(Some(self.start()), &mut steps)?;
        if steps.len() > 0 { Err(Flaw::LeftOver(self.part)) } else { Ok(proved) }
    }
}

/// What the audit must find.
fn recounted(event: &Event, certificate: &Certificate) -> Recheck {
    let mut flaws = Vec::new();
    let points = Recount::of(event, certificate, Part::Points);
    match points.result(&certificate.points) {
        Err(flaw) => flaws.push(flaw),
        Ok(proved) if proved > points.limit => flaws.push(Flaw::Above {
            claimed: certificate.bound,
            proved: i64::try_from(proved).unwrap_or(i64::MAX),
        }),
        Ok(_) => {}
    }
    let larger = Recount::of(event, certificate, Part::LargerFloor);
    let mut larger_floor = LargerFloor::Open;
    if larger.floors == points.floors {
        larger_floor = LargerFloor::NothingMore;
    } else if !certificate.larger_floor.is_empty() {
        match larger.result(&certificate.larger_floor) {
            Err(flaw) => flaws.push(flaw),
            Ok(proved) if proved > larger.limit => flaws.push(Flaw::LargerFloor),
            Ok(_) => larger_floor = LargerFloor::Impossible,
        }
    }
    Recheck { flaws, larger_floor }
}

/// Numbers between two others.
fn between(rng: &mut Rng, low: i64, high: i64) -> i64 {
    low + rng.below((high - low + 1) as usize) as i64
}

/// Prices of the size that they have in real proofs.
fn prices(event: &Event, crowds: usize, part: Part, scale: i64, rng: &mut Rng) -> Prices {
    let people = &event.attendees;
    let points = i64::from(part == Part::Points);
    let mut some = |low: i64, high: i64| between(rng, low * scale / 100, high * scale / 100);
    Prices {
        time: people.iter().map(|_| some(-10_000 * points, 50 + 60_000 * points)).collect(),
        wants: people
            .iter()
            .map(|who| (0..who.wants.len() + who.asks_for.len()).map(|_| some(-100, 1_700)).collect())
            .collect(),
        floor: people.iter().map(|_| some(-10, 110 + 20_000 * points)).collect(),
        crowds: (0..=crowds).map(|_| some(-10, 120 + 20_000 * points)).collect(),
    }
}

/// A proof of a few cases; now and then a step is missing or too many.
fn steps(event: &Event, crowds: usize, part: Part, scale: i64, rng: &mut Rng) -> Vec<Step> {
    let people = event.attendees.len();
    let mut steps = Vec::new();
    let mut open = 1;
    while open > 0 {
        let next = match rng.below(5 + steps.len()) {
            0 | 1 => Next::Again,
            2 => Next::Split([rng.below(people), rng.below(people)]),
            _ => Next::Closed,
        };
        open = match next {
            Next::Closed => open - 1,
            Next::Again => open,
            Next::Split(_) => open + 1,
        };
        steps.push(Step { prices: prices(event, crowds, part, scale, rng), next });
    }
    match rng.below(12) {
        0 => drop(steps.pop()),
        1 => steps.push(Step { prices: prices(event, crowds, part, scale, rng), next: Next::Closed }),
        _ => {}
    }
    steps
}

/// The evening as a whole, or rounds told apart by lot, with prices of the size that they have in real proofs.
fn epochs(event: &Event, scale: i64, rng: &mut Rng) -> Vec<Epoch> {
    let mut epochs = vec![Epoch::default(); rng.below(4)];
    for epoch in &mut epochs {
        epoch.room = between(rng, 0, 100 * scale);
        epoch.time = event.attendees.iter().map(|_| between(rng, 0, 300 * scale)).collect();
    }
    if !epochs.is_empty() {
        for round in 1..=event.rounds.count {
            let epoch = rng.below(epochs.len());
            epochs[epoch].rounds.insert(round);
        }
    }
    epochs
}

/// A certificate of anything, whose bound is where its first prices begin to prove something.
fn certificate(event: &Event, seed: u64) -> Certificate {
    let mut rng = Rng::new(seed);
    let people = event.attendees.len();
    let scale = [100, 300, 1_000][rng.below(3)];
    let crowds: Vec<Vec<AttendeeIx>> =
        (0..rng.below(3)).map(|_| (0..people).filter(|_| rng.below(3) > 0).collect()).collect();
    let points = steps(event, crowds.len(), Part::Points, scale, &mut rng);
    let larger_floor = match rng.below(3) {
        0 => Vec::new(),
        _ => steps(event, crowds.len(), Part::LargerFloor, scale, &mut rng),
    };
    let floor = rng.below(3) as u32;
    let epochs = epochs(event, scale, &mut rng);
    let scale = scale as u32;
    let mut certificate = Certificate { floor, bound: 0, scale, crowds, epochs, points, larger_floor };
    let recount = Recount::of(event, &certificate, Part::Points);
    let value = certificate.points.first().and_then(|step| recount.value(&recount.start(), &step.prices));
    let near = [-1, 0, 1, 40, 300, 1_000, 4_000][rng.below(7)];
    certificate.bound = value.map_or(0, |value| value.div_euclid(i128::from(scale)) as i64 - near);
    certificate
}

proptest! {
    #![proptest_config(fixed_cases(20_261_211, 400))]

    #[test]
    fn any_proof_proves_what_a_plain_recount_proves(
        event in prop_oneof![1 => event_of(2..=3, 1..=4), 3 => event_of(4..=6, 1..=3)],
        seed in any::<u64>(),
    ) {
        let certificate = certificate(&event, seed);
        let found = recheck(&event, &certificate);
        prop_assert_eq!(found, recounted(&event, &certificate), "{}\n{:#?}", text_of(&event), certificate);
    }
}

/// A certificate of a bound and nothing else, prices in hundredths of a point.
fn of_points(bound: i64, points: Vec<Step>) -> Certificate {
    Certificate {
        floor: 0,
        bound,
        scale: 100,
        crowds: Vec::new(),
        epochs: Vec::new(),
        points,
        larger_floor: Vec::new(),
    }
}

/// A proof in one step.
fn in_one_step(prices: Prices) -> Vec<Step> {
    vec![Step { prices, next: Next::Closed }]
}

/// Prices that are all nothing.
fn for_nothing(event: &Event, crowds: usize) -> Prices {
    let people = &event.attendees;
    Prices {
        time: vec![0; people.len()],
        wants: people.iter().map(|who| vec![0; who.wants.len() + who.asks_for.len()]).collect(),
        floor: vec![0; people.len()],
        crowds: vec![0; crowds + 1],
    }
}

/// Four people at one table for one round: somebody goes without.
const ONE_TABLE: &str = "rounds 1; tables 1; a wants x; b offers x; b wants x; c offers x; c wants x; d offers x; \
                         d wants x; a offers x";

#[test]
fn a_bound_by_hand() {
    let event = event("rounds 1; a wants x; b offers x");
    // The want 800 and the new contact 100, and nobody sits out.
    let mut prices = for_nothing(&event, 0);
    prices.wants[0][0] = 800;
    prices.time = vec![-10_000, 0];
    let with = |bound, prices: &Prices| of_points(bound, in_one_step(prices.clone()));
    assert_eq!(recheck(&event, &with(1_000, &prices)).flaws, []);
    prices.time = vec![0, 0];
    // The pair brings 80,000 and 10,000 units; its want, not bought, nothing; and nobody is charged for sitting out.
    assert_eq!(recheck(&event, &with(900, &prices)).flaws, []);
    assert_eq!(recheck(&event, &with(899, &prices)).flaws, [Flaw::Above { claimed: 899, proved: 900 }]);
    // Dearer by one unit for each percent: a hundred units more are one point more.
    prices.wants[0][0] = 801;
    assert_eq!(recheck(&event, &with(900, &prices)).flaws, [Flaw::Above { claimed: 900, proved: 901 }]);
}

#[test]
fn a_larger_floor_is_impossible_where_the_crowd_has_no_room() {
    let event = event(ONE_TABLE);
    let proof = |crowd: i64| {
        let mut prices = for_nothing(&event, 0);
        prices.floor = vec![100; 4];
        prices.crowds[0] = crowd;
        in_one_step(prices)
    };
    let certificate = |floor, larger_floor| Certificate {
        floor,
        larger_floor,
        ..of_points(1_000_000, in_one_step(for_nothing(&event, 0)))
    };
    let rechecked = |floor, larger_floor| {
        let Recheck { flaws, larger_floor } = recheck(&event, &certificate(floor, larger_floor));
        (flaws, larger_floor)
    };
    // One meeting is two rewarding ones, for four people.
    assert_eq!(rechecked(0, proof(200)), (vec![], LargerFloor::Impossible));
    assert_eq!(rechecked(0, Vec::new()), (vec![], LargerFloor::Open));
    assert_eq!(rechecked(0, proof(400)), (vec![Flaw::LargerFloor], LargerFloor::Open));
    assert_eq!(rechecked(1, proof(400)), (vec![], LargerFloor::NothingMore), "nobody can have two");
    assert_eq!(rechecked(u32::MAX, Vec::new()), (vec![], LargerFloor::NothingMore));
}

#[test]
fn prices_of_another_shape_are_refused() {
    let event = event("rounds 2; a wants x y; a asks b; b offers x; b wants y; people c");
    let flaws = |change: fn(&mut Prices)| {
        let mut prices = for_nothing(&event, 1);
        change(&mut prices);
        let certificate =
            Certificate { crowds: vec![vec![0, 1]], ..of_points(1_000_000, in_one_step(prices)) };
        recheck(&event, &certificate).flaws
    };
    assert_eq!(flaws(|_| {}), []);
    let changes: [fn(&mut Prices); 9] = [
        |prices| prices.time.push(0),
        |prices| _ = prices.time.pop(),
        |prices| prices.floor.push(0),
        |prices| _ = prices.floor.pop(),
        |prices| prices.crowds.push(0),
        |prices| _ = prices.crowds.pop(),
        |prices| prices.wants.push(Vec::new()),
        |prices| prices.wants[0].push(0),
        |prices| _ = prices.wants[0].pop(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(flaws(change), [Flaw::Prices(Part::Points, 1)], "change {number}");
    }
}

#[test]
fn epochs_hold_every_round_once_at_prices_that_are_no_gift() {
    let event = event("rounds 2; a wants x; b offers x; people c");
    let flaws = |change: fn(&mut Vec<Epoch>)| {
        let of = |round| Epoch { rounds: RoundSet::span(round, round), room: 0, time: vec![0; 3] };
        let mut epochs = vec![of(1), of(2)];
        change(&mut epochs);
        let proof = of_points(1_000_000, in_one_step(for_nothing(&event, 0)));
        recheck(&event, &Certificate { epochs, ..proof }).flaws
    };
    assert_eq!(flaws(|_| {}), []);
    assert_eq!(flaws(Vec::clear), []);
    let changes: [fn(&mut Vec<Epoch>); 6] = [
        |epochs| _ = epochs.pop(),
        |epochs| epochs[0].rounds.insert(2),
        |epochs| epochs[1].room = -1,
        |epochs| epochs[1].time[2] = -1,
        |epochs| epochs[0].time.push(0),
        |epochs| _ = epochs[0].time.pop(),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert_eq!(flaws(change), [Flaw::Epochs], "change {number}");
    }
}

#[test]
fn whoever_is_there_for_one_round_meets_one_of_those_who_may_only_then() {
    // Three could meet the one who is there in round 1 only: as a whole, the evening has time for two of them.
    let mut event = event("rounds 2; a wants x; b offers x; c offers x; d offers x");
    event.matching.sit_out = 0;
    for person in 1..4 {
        event.attendees[person].rounds = RoundSet::span(1, 1);
    }
    let mut prices = for_nothing(&event, 0);
    prices.wants[0][0] = 800;
    let flaws = |epochs: Vec<Epoch>, bound| {
        let proof = of_points(bound, in_one_step(prices.clone()));
        recheck(&event, &Certificate { epochs, ..proof }).flaws
    };
    let told_apart = |price| {
        let first = Epoch { rounds: RoundSet::span(1, 1), room: 0, time: vec![price, 0, 0, 0] };
        vec![first, Epoch { rounds: RoundSet::span(2, 2), room: 0, time: vec![0; 4] }]
    };
    // Without prices three meetings of 900 and three new contacts; with them, one of the three and two others.
    let without = flaws(Vec::new(), 0);
    let with = flaws(told_apart(90_000), 0);
    let [Flaw::Above { proved: all, .. }] = without[..] else { panic!("{without:?}") };
    let [Flaw::Above { proved: one, .. }] = with[..] else { panic!("{with:?}") };
    assert_eq!((all, one), (3 * 900 + 3 * 100, 900 + 3 * 100));
}

#[test]
fn a_pair_is_decided_only_where_nothing_of_interest_is_lost() {
    let event = event("rounds 1; a wants x; b offers x");
    // With the first prices the value is 100,000 units and the pair loses 10,000: without it there may be 900 points.
    let mut dear = for_nothing(&event, 0);
    dear.time[0] = 20_000;
    let with = |bound| {
        let points = vec![
            Step { prices: dear.clone(), next: Next::Again },
            Step { prices: for_nothing(&event, 0), next: Next::Closed },
        ];
        recheck(&event, &of_points(bound, points)).flaws
    };
    assert_eq!(with(899), [Flaw::Above { claimed: 899, proved: 900 }]);
    assert_eq!(with(900), [], "for 901 points the two would have to stay apart, and then there are none");
}

#[test]
fn what_follows_a_closed_case_is_passed_over() {
    let event = event("rounds 1; a wants x; b offers x");
    let no_prices = Prices { time: vec![0], ..Prices::default() };
    let with = |bound| {
        let points = vec![
            Step { prices: for_nothing(&event, 0), next: Next::Again },
            Step { prices: no_prices.clone(), next: Next::Split([0, 1]) },
            Step { prices: no_prices.clone(), next: Next::Closed },
            Step { prices: no_prices.clone(), next: Next::Closed },
        ];
        recheck(&event, &of_points(bound, points)).flaws
    };
    // Without prices: the want is worth 800 and the contact 100.
    assert_eq!(with(900), []);
    assert_eq!(with(899), [Flaw::Prices(Part::Points, 2)]);
}

#[test]
fn a_scale_is_a_multiple_of_a_hundred() {
    let event = event("rounds 1; a wants x; b offers x");
    let with = |scale| {
        let certificate = Certificate { scale, ..of_points(900, in_one_step(for_nothing(&event, 0))) };
        recheck(&event, &certificate).flaws
    };
    for wrong in [0, 50, 101, 150, MAX_SCALE - 1, MAX_SCALE + 100, u32::MAX] {
        assert_eq!(with(wrong), [Flaw::Scale], "{wrong}");
    }
    for right in [100, 200, MAX_SCALE] {
        assert_ne!(with(right), [Flaw::Scale], "{right}");
    }
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let said = [
        (
            Flaw::Epochs,
            "the epochs must hold every round of the event once, with prices of 0 or more for everybody",
        ),
        (Flaw::Scale, "`scale` must be a multiple of 100 from 100 to 1000000"),
        (
            Flaw::Prices(Part::Points, 2),
            "step 2 of the proof of the bound has prices for other people, wants or crowds than the event has",
        ),
        (
            Flaw::Unfinished(Part::LargerFloor),
            "the proof about a larger floor ends before every case is closed",
        ),
        (Flaw::LeftOver(Part::Points), "the proof of the bound goes on when every case is closed"),
        (
            Flaw::Above { claimed: 3, proved: 7 },
            "the certificate claims that no schedule has more than 3 points, but its prices prove only that none has \
             more than 7",
        ),
        (
            Flaw::LargerFloor,
            "the certificate claims that no schedule keeps a larger floor, but its prices do not prove it",
        ),
    ];
    for (flaw, words) in said {
        assert_eq!(flaw.to_string(), words);
    }
}
