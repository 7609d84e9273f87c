//! Good schedules made bad on purpose: for every rule several named mutations, each of which breaks that rule and no
//! other, wherever on an evening it is made.
//!
//! The evenings are the examples of `events` with the plans kept for the tests, and an invented night; each as it was
//! planned, and thinned out so that people and tables are free. A mutation changes the event or the schedule at a place
//! (the number of a meeting) and looks for what would break its rule alone; where there is no such thing, it does nothing.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::plain::{colleagues, gains, may_meet};
use common::{NOTHING, schedule_of, with_true_result};
use rayon::prelude::*;
use rondje::audit::{Revision, Rule, audit, audit_revision};
use rondje::cli::example::{self, Recipe};
use rondje::domain::{
    AttendeeIx, Company, Event, KnownRule, Meeting, Must, PairRule, PairRuleKind, Proof, Round, RoundSet,
    SameCompanyRule, Schedule, TableNo,
};
use rondje::plan::{Effort, Settings, Silent, plan};
use rondje::{input, schedule_file};

/// At how many places of an evening each mutation is tried.
const PLACES: usize = 24;

/// A mutation that fits so few places of all evenings together proves nothing.
const ENOUGH: usize = 12;

#[derive(Clone)]
struct Evening {
    event: Event,
    schedule: Schedule,
    /// The plan before this one, and what this one promises of it.
    before: Option<(Schedule, Revision)>,
}

/// Changes an evening at a place; nothing where that cannot be done.
type Change = fn(&mut Evening, usize) -> Option<()>;

/// One way to break one rule.
struct Mutation {
    rule: Rule,
    name: &'static str,
    change: Change,
}

const fn breaks(rule: Rule, name: &'static str, change: Change) -> Mutation {
    Mutation { rule, name, change }
}

const MUTATIONS: &[Mutation] = &[
    breaks(Rule::OnePlaceAtATime, "one more meeting for two who are busy", two_busy_people_meet),
    breaks(Rule::OnePlaceAtATime, "one more meeting for one who is busy", a_busy_person_meets_a_free_one),
    breaks(Rule::OnePlaceAtATime, "a meeting moves to a round that is taken", moved_into_a_taken_round),
    breaks(Rule::OnePlaceAtATime, "somebody sits down in another's place too", sits_in_anothers_place),
    breaks(Rule::MeetOnce, "the two meet again", they_meet_again),
    breaks(Rule::MeetOnce, "the two meet again, named the other way round", they_meet_again_turned_round),
    breaks(Rule::MeetOnce, "a new partner is replaced by an old one", an_old_partner_for_a_new_one),
    breaks(Rule::TableOnce, "a meeting joins another at its table", joins_another_table),
    breaks(Rule::TableOnce, "a meeting at table 0", |e, at| e.at_table(at, 0)),
    breaks(Rule::TableOnce, "a meeting one table too far", |e, at| e.at_table(at, e.event.tables.count + 1)),
    breaks(Rule::TableOnce, "a meeting at the last table that can be written", |e, at| {
        e.at_table(at, TableNo::MAX)
    }),
    breaks(Rule::TableOnce, "tables are taken away", tables_are_taken_away),
    breaks(Rule::Present, "somebody goes home before the meeting", |e, at| {
        let meeting = e.meeting(at);
        e.is_there_only(meeting.people[0], RoundSet::span(1, meeting.round - 1));
        Some(())
    }),
    breaks(Rule::Present, "somebody comes after the meeting", |e, at| {
        let meeting = e.meeting(at);
        let later = RoundSet::all(e.event.rounds.count).without(RoundSet::span(1, meeting.round));
        e.is_there_only(meeting.people[1], later);
        Some(())
    }),
    breaks(Rule::Present, "two who are out for a moment", |e, at| {
        let meeting = e.meeting(at);
        for who in meeting.people {
            e.event.attendees[who].rounds.remove(meeting.round);
        }
        Some(())
    }),
    breaks(Rule::Present, "a meeting in round 0", |e, at| e.in_round(at, 0)),
    breaks(Rule::Present, "a meeting one round too late", |e, at| e.in_round(at, e.event.rounds.count + 1)),
    breaks(Rule::Present, "a meeting in the last round that can be written", |e, at| {
        e.in_round(at, Round::MAX)
    }),
    breaks(Rule::Present, "rounds are taken away", |e, at| {
        e.event.rounds.count = e.meeting(at).round - 1;
        Some(())
    }),
    breaks(Rule::Present, "somebody who is not there gets a meeting", an_absent_person_meets),
    breaks(Rule::MayMeet, "a `never` for two who meet", |e, at| {
        let [a, b] = e.loose(at)?.people;
        e.rule([a, b], PairRuleKind::Never);
        Some(())
    }),
    breaks(Rule::MayMeet, "a `never` beside a `must`", |e, at| {
        let people = e.meeting(at).people;
        e.rule(people, PairRuleKind::Must(Must::default()));
        e.rule(people, PairRuleKind::Never);
        Some(())
    }),
    breaks(Rule::MayMeet, "the first avoids the second", |e, at| {
        let [a, b] = e.meeting(at).people;
        e.event.attendees[a].avoids.push(b);
        Some(())
    }),
    breaks(Rule::MayMeet, "the second avoids the first", |e, at| {
        let [a, b] = e.meeting(at).people;
        e.event.attendees[b].avoids.push(a);
        Some(())
    }),
    breaks(Rule::MayMeet, "the two turn out to be colleagues", they_are_colleagues),
    breaks(Rule::MayMeet, "the first knows the second, and nobody may meet acquaintances", |e, at| {
        let [a, b] = e.loose(at)?.people;
        e.event.matching.known = KnownRule::Never;
        e.event.attendees[a].knows.push(b);
        Some(())
    }),
    breaks(Rule::MayMeet, "the second knows the first, and nobody may meet acquaintances", |e, at| {
        let [a, b] = e.loose(at)?.people;
        e.event.matching.known = KnownRule::Never;
        e.event.attendees[b].knows.push(a);
        Some(())
    }),
    breaks(Rule::MayMeet, "the two met at an earlier event, and nobody may meet acquaintances", |e, at| {
        let people = e.loose(at)?.people;
        e.event.matching.known = KnownRule::Never;
        e.event.met_before.push(people);
        e.event.met_before.sort_unstable();
        Some(())
    }),
    breaks(Rule::MayMeet, "two who may not meet are brought together", |e, at| {
        e.extra(at, |e, round, people| {
            e.both_free(round, people) && !may_meet(&e.event, people[0], people[1])
        })
    }),
    breaks(Rule::MustMeet, "a `must` for two who do not meet", |e, at| {
        let people = e.some_pair(at, |e, people| !e.met(people) && e.no_rule(people))?;
        e.rule(people, PairRuleKind::Must(Must::default()));
        Some(())
    }),
    breaks(Rule::MustMeet, "a `must` in any other round", |e, at| {
        let Meeting { round, people, .. } = e.loose(at)?;
        let rounds = RoundSet::all(e.event.rounds.count).without(RoundSet::span(round, round));
        e.rule(people, PairRuleKind::Must(Must { rounds: Some(rounds), table: None }));
        Some(())
    }),
    breaks(Rule::MustMeet, "a `must` in the next round", |e, at| {
        let Meeting { round, people, .. } = e.loose(at)?;
        let next = round % e.event.rounds.count + 1;
        e.rule(people, PairRuleKind::Must(Must { rounds: Some(RoundSet::span(next, next)), table: None }));
        Some(())
    }),
    breaks(Rule::MustMeet, "a `must` at the next table", |e, at| {
        let Meeting { table, people, .. } = e.loose(at)?;
        e.rule(people, PairRuleKind::Must(Must { rounds: None, table: Some(table + 1) }));
        Some(())
    }),
    breaks(Rule::MustMeet, "a `must` in this round at the table before", |e, at| {
        let Meeting { round, table, people, .. } = e.loose(at)?;
        let rounds = Some(RoundSet::span(round, round));
        e.rule(people, PairRuleKind::Must(Must { rounds, table: Some(table - 1) }));
        Some(())
    }),
    breaks(Rule::MustMeet, "a `must` loses its meeting", |e, at| {
        let people = e.loose(at)?.people;
        taken_out(e, at)?;
        e.rule(people, PairRuleKind::Must(Must::default()));
        Some(())
    }),
    breaks(Rule::HostStays, "the first hosts another table", |e, at| e.hosts(at, &[0])),
    breaks(Rule::HostStays, "the second hosts another table", |e, at| e.hosts(at, &[1])),
    breaks(Rule::HostStays, "both host other tables", |e, at| e.hosts(at, &[0, 1])),
    breaks(Rule::HostStays, "a host moves to a free table", a_host_moves),
    breaks(Rule::HostStays, "a host changes tables with others", a_host_changes_tables),
    breaks(Rule::MaxMeetings, "somebody wants one meeting less", |e, at| {
        let who = e.meeting(at).people[0];
        e.event.attendees[who].max_meetings = Some(e.count(who) - 1);
        Some(())
    }),
    breaks(Rule::MaxMeetings, "somebody wants no meeting", |e, at| {
        let who = e.meeting(at).people[1];
        e.event.attendees[who].max_meetings = Some(0);
        Some(())
    }),
    breaks(Rule::MaxMeetings, "two want one meeting less", |e, at| {
        for who in e.meeting(at).people {
            e.event.attendees[who].max_meetings = Some(e.count(who) - 1);
        }
        Some(())
    }),
    breaks(Rule::MaxMeetings, "one more for somebody who has enough", one_more_than_enough),
    breaks(Rule::Points, "more points than there are", |e, at| {
        e.schedule.result.points += at as i64 + 1;
        Some(())
    }),
    breaks(Rule::Points, "fewer points than there are", |e, at| {
        e.schedule.result.points -= at as i64 + 1;
        Some(())
    }),
    breaks(Rule::Points, "the fewest points that can be written", |e, _| {
        e.schedule.result.points = i64::MIN;
        Some(())
    }),
    breaks(Rule::Points, "a meeting is taken out and nothing recounted", |e, at| {
        e.promise_little();
        taken_out(e, at)
    }),
    breaks(Rule::Points, "a `prefer` of one point is added", |e, at| {
        e.promise_little();
        let people = e.meeting(at).people;
        e.rule(people, PairRuleKind::Prefer { points: 1 });
        Some(())
    }),
    breaks(Rule::Floor, "a promise that is not kept", |e, at| {
        e.schedule.result.floor = audit(&e.event, &e.schedule).floor? + 1 + at as u32 % 3;
        Some(())
    }),
    breaks(Rule::Floor, "the largest promise that can be written", |e, _| {
        e.schedule.result.floor = u32::MAX;
        Some(())
    }),
    breaks(Rule::Floor, "somebody who has just enough loses a rewarding meeting", loses_a_rewarding_meeting),
    breaks(Rule::Floor, "somebody wants nothing but a person they do not meet", wants_only_a_stranger),
    breaks(Rule::Bound, "a bound below the points", |e, at| {
        e.schedule.result.bound -= at as i64 + 1;
        Some(())
    }),
    breaks(Rule::Bound, "a bound below the points, and a gap", |e, at| {
        e.schedule.result.bound -= at as i64 + 1;
        e.schedule.result.proof = Proof::Gap;
        Some(())
    }),
    breaks(Rule::Bound, "a gap of nothing", |e, _| {
        e.schedule.result.proof = Proof::Gap;
        Some(())
    }),
    breaks(Rule::Bound, "optimal below the bound", |e, at| {
        e.schedule.result.bound += at as i64 + 1;
        Some(())
    }),
    breaks(Rule::PastStays, "a meeting that was held is taken out", |e, at| past(e, at, taken_out)),
    breaks(Rule::PastStays, "two that were held change tables", |e, at| past(e, at, tables_changed)),
    breaks(Rule::PastStays, "one that was held moves to another round", |e, at| past(e, at, round_changed)),
    breaks(Rule::PastStays, "four who met meet the others", |e, at| past(e, at, partners_changed)),
    breaks(Rule::PastStays, "one that was never held is made up", |e, at| past(e, at, made_up)),
    breaks(Rule::LinesStay, "a line is taken out", |e, at| later(e, at, taken_out)),
    breaks(Rule::LinesStay, "two lines change tables", |e, at| later(e, at, tables_changed)),
    breaks(Rule::LinesStay, "a line moves to another round", |e, at| later(e, at, round_changed)),
    breaks(Rule::LinesStay, "four people change partners", |e, at| later(e, at, partners_changed)),
];

/// One of these, another one at another place.
fn pick<T>(at: usize, of: impl Iterator<Item = T>) -> Option<T> {
    let mut all: Vec<T> = of.collect();
    if all.is_empty() { None } else { Some(all.swap_remove(at * 37 % all.len())) }
}

impl Evening {
    fn meeting(&self, at: usize) -> Meeting {
        self.schedule.meetings[at % self.schedule.meetings.len()]
    }

    fn meeting_mut(&mut self, at: usize) -> &mut Meeting {
        let at = at % self.schedule.meetings.len();
        &mut self.schedule.meetings[at]
    }

    /// The meeting at a place, if no `must` asks for it.
    fn loose(&self, at: usize) -> Option<Meeting> {
        Some(self.meeting(at)).filter(|meeting| self.is_loose(meeting))
    }

    fn is_loose(&self, meeting: &Meeting) -> bool {
        let must = |rule: &PairRule| matches!(rule.kind, PairRuleKind::Must(_));
        !self.event.pairs.iter().any(|rule| rule.people == meeting.people && must(rule))
    }

    /// The numbers of the other meetings of a round for which no `must` asks.
    fn others(&self, round: Round, than: Meeting) -> impl Iterator<Item = usize> {
        let meetings = self.schedule.meetings.iter().enumerate();
        let others = meetings.filter(move |(_, m)| m.round == round && **m != than && self.is_loose(m));
        others.map(|(ix, _)| ix)
    }

    fn no_rule(&self, people: [AttendeeIx; 2]) -> bool {
        !self.event.pairs.iter().any(|rule| rule.people == people)
    }

    fn rule(&mut self, people: [AttendeeIx; 2], kind: PairRuleKind) {
        self.event.pairs.push(PairRule { people, kind });
    }

    fn met(&self, people: [AttendeeIx; 2]) -> bool {
        self.schedule.meetings.iter().any(|meeting| meeting.people == people)
    }

    fn busy(&self, round: Round, who: AttendeeIx) -> bool {
        self.schedule.meetings.iter().any(|m| m.round == round && m.people.contains(&who))
    }

    fn there(&self, round: Round, who: AttendeeIx) -> bool {
        self.event.attendees[who].rounds.contains(round)
    }

    fn both_free(&self, round: Round, people: [AttendeeIx; 2]) -> bool {
        people.iter().all(|&who| self.there(round, who) && !self.busy(round, who))
    }

    fn count(&self, who: AttendeeIx) -> u32 {
        self.schedule.meetings.iter().filter(|meeting| meeting.people.contains(&who)).count() as u32
    }

    /// Whether one more meeting is within somebody's maximum.
    fn has_room(&self, who: AttendeeIx) -> bool {
        self.event.attendees[who].max_meetings.is_none_or(|max| self.count(who) < max)
    }

    /// Whether two people may sit at a table, as far as hosts are concerned.
    fn at_home(&self, people: [AttendeeIx; 2], table: TableNo) -> bool {
        people.iter().all(|&who| self.event.attendees[who].host.is_none_or(|own| own == table))
    }

    /// Whether two people may have a meeting that they do not have, whenever that is.
    fn could_meet(&self, people: [AttendeeIx; 2]) -> bool {
        may_meet(&self.event, people[0], people[1]) && !self.met(people)
    }

    /// A table for two people that nobody uses in a round.
    fn free_table(&self, round: Round, people: [AttendeeIx; 2]) -> Option<TableNo> {
        let taken = |table| self.schedule.meetings.iter().any(|m| (m.round, m.table) == (round, table));
        (1..=self.event.tables.count).find(|&table| !taken(table) && self.at_home(people, table))
    }

    fn some_pair(
        &self,
        at: usize,
        suits: impl Fn(&Self, [AttendeeIx; 2]) -> bool,
    ) -> Option<[AttendeeIx; 2]> {
        let everyone = 0..self.event.attendees.len();
        let pairs = everyone.flat_map(|b| (0..b).map(move |a| [a, b]));
        pick(at, pairs.filter(|&people| suits(self, people)))
    }

    /// Adds a meeting of two people who suit, in one of the rounds; nobody gets more than their maximum.
    fn extra(&mut self, at: usize, suits: impl Fn(&Self, Round, [AttendeeIx; 2]) -> bool) -> Option<()> {
        let round = at as u32 % self.event.rounds.count + 1;
        let people = self.some_pair(at, |e, people| {
            suits(e, round, people)
                && !e.met(people)
                && people.iter().all(|&who| e.has_room(who))
                && e.free_table(round, people).is_some()
        })?;
        let table = self.free_table(round, people)?;
        self.schedule.meetings.push(Meeting { round, table, people, pinned: false, kept: false });
        Some(())
    }

    fn at_table(&mut self, at: usize, table: TableNo) -> Option<()> {
        self.loose(at).filter(|meeting| self.at_home(meeting.people, table))?;
        self.meeting_mut(at).table = table;
        Some(())
    }

    fn in_round(&mut self, at: usize, round: Round) -> Option<()> {
        self.loose(at)?;
        self.meeting_mut(at).round = round;
        Some(())
    }

    fn is_there_only(&mut self, who: AttendeeIx, rounds: RoundSet) {
        let there = &mut self.event.attendees[who].rounds;
        *there = there.and(rounds);
    }

    /// Makes people of a meeting hosts of the next table.
    fn hosts(&mut self, at: usize, which: &[usize]) -> Option<()> {
        let meeting = self.meeting(at);
        for &one in which {
            self.event.attendees[meeting.people[one]].host = Some(meeting.table + 1);
        }
        Some(())
    }

    /// Promises nothing, and leaves the bound so far away that it stays above the points.
    fn promise_little(&mut self) {
        self.schedule.result.floor = 0;
        self.schedule.result.bound += 1_000_000;
        self.schedule.result.proof = Proof::Gap;
    }

    /// Has the schedule say of itself what is true, but for what a mutation of this rule says.
    fn tell_the_truth(&mut self, but_for: Rule) {
        if matches!(but_for, Rule::Points | Rule::Bound) {
            return;
        }
        if but_for != Rule::Floor {
            self.schedule.result.floor = 0;
        }
        self.schedule = with_true_result(&self.event, self.schedule.clone());
    }

    fn broken(&self) -> BTreeSet<Rule> {
        let audit = audit(&self.event, &self.schedule);
        assert_eq!(audit.is_clean(), audit.violations.is_empty());
        let mut violations = audit.violations;
        if let Some((before, revision)) = &self.before {
            violations.extend(audit_revision(&self.event, before, &self.schedule, *revision));
        }
        violations.into_iter().map(|violation| violation.rule).collect()
    }
}

fn two_busy_people_meet(e: &mut Evening, at: usize) -> Option<()> {
    e.extra(at, |e, round, people| {
        people.iter().all(|&who| e.busy(round, who)) && may_meet(&e.event, people[0], people[1])
    })
}

fn a_busy_person_meets_a_free_one(e: &mut Evening, at: usize) -> Option<()> {
    e.extra(at, |e, round, people| {
        let [one, other] = people.map(|who| e.busy(round, who));
        one != other
            && people.iter().all(|&who| e.there(round, who))
            && may_meet(&e.event, people[0], people[1])
    })
}

fn an_absent_person_meets(e: &mut Evening, at: usize) -> Option<()> {
    e.extra(at, |e, round, people| {
        let present = people.iter().filter(|&&who| e.there(round, who)).count();
        present < 2
            && !people.iter().any(|&who| e.busy(round, who))
            && may_meet(&e.event, people[0], people[1])
    })
}

fn moved_into_a_taken_round(e: &mut Evening, at: usize) -> Option<()> {
    let Meeting { round: now, people, .. } = e.loose(at)?;
    let rounds = (1..=e.event.rounds.count).filter(|&round| {
        round != now
            && people.iter().all(|&who| e.there(round, who))
            && people.iter().any(|&who| e.busy(round, who))
            && e.free_table(round, people).is_some()
    });
    let round = pick(at, rounds)?;
    let table = e.free_table(round, people)?;
    *e.meeting_mut(at) = Meeting { round, table, ..e.meeting(at) };
    Some(())
}

fn sits_in_anothers_place(e: &mut Evening, at: usize) -> Option<()> {
    let meeting = e.meeting(at);
    let who = meeting.people[at % 2];
    let other = pick(
        at,
        e.others(meeting.round, meeting).filter(|&ix| {
            let people = common_pair(who, e.schedule.meetings[ix].people[0]);
            e.could_meet(people) && e.has_room(who) && e.at_home(people, e.schedule.meetings[ix].table)
        }),
    )?;
    let stays = e.schedule.meetings[other].people[0];
    e.schedule.meetings[other].people = common_pair(who, stays);
    Some(())
}

/// Two people, the lower index first.
fn common_pair(a: AttendeeIx, b: AttendeeIx) -> [AttendeeIx; 2] {
    [a.min(b), a.max(b)]
}

fn they_meet_again(e: &mut Evening, at: usize) -> Option<()> {
    let people = e.meeting(at).people;
    let rounds = (1..=e.event.rounds.count).filter(|&round| e.both_free(round, people));
    let places = rounds.filter_map(|round| Some((round, e.free_table(round, people)?)));
    let (round, table) = pick(at, places)?;
    if !people.iter().all(|&who| e.has_room(who)) {
        return None;
    }
    e.schedule.meetings.push(Meeting { round, table, ..e.meeting(at) });
    Some(())
}

fn they_meet_again_turned_round(e: &mut Evening, at: usize) -> Option<()> {
    they_meet_again(e, at)?;
    e.schedule.meetings.last_mut()?.people.reverse();
    Some(())
}

fn an_old_partner_for_a_new_one(e: &mut Evening, at: usize) -> Option<()> {
    let meeting = e.meeting(at);
    let [stays, comes] =
        if at.is_multiple_of(2) { meeting.people } else { [meeting.people[1], meeting.people[0]] };
    let rounds = (1..=e.event.rounds.count).filter(|&round| round != meeting.round);
    let suits = |&ix: &usize| {
        let other = e.schedule.meetings[ix];
        other.people.contains(&stays)
            && e.there(other.round, comes)
            && !e.busy(other.round, comes)
            && e.at_home(meeting.people, other.table)
            && e.has_room(comes)
    };
    let other = pick(at, rounds.flat_map(|round| e.others(round, meeting)).filter(suits))?;
    e.schedule.meetings[other].people = meeting.people;
    Some(())
}

fn joins_another_table(e: &mut Evening, at: usize) -> Option<()> {
    let meeting = e.loose(at)?;
    let others = e.others(meeting.round, meeting).map(|ix| e.schedule.meetings[ix].table);
    let table = pick(at, others.filter(|&table| e.at_home(meeting.people, table)))?;
    e.meeting_mut(at).table = table;
    Some(())
}

fn tables_are_taken_away(e: &mut Evening, at: usize) -> Option<()> {
    e.event.tables.count = e.meeting(at).table - 1;
    Some(())
}

fn they_are_colleagues(e: &mut Evening, at: usize) -> Option<()> {
    let [a, b] = e.loose(at)?.people;
    let company = Company { name: "Nieuwkomer".to_owned(), folded: "nieuwkomer".to_owned() };
    for who in [a, b] {
        e.event.attendees[who].company = Some(company.clone());
    }
    (e.event.matching.same_company == SameCompanyRule::Never && colleagues(&e.event, a, b)).then_some(())
}

fn a_host_moves(e: &mut Evening, at: usize) -> Option<()> {
    let meeting =
        e.loose(at).filter(|m| m.people.iter().any(|&who| e.event.attendees[who].host.is_some()))?;
    let taken = |table| e.schedule.meetings.iter().any(|m| (m.round, m.table) == (meeting.round, table));
    let table = pick(at, (1..=e.event.tables.count).filter(|&table| !taken(table)))?;
    e.meeting_mut(at).table = table;
    Some(())
}

fn a_host_changes_tables(e: &mut Evening, at: usize) -> Option<()> {
    let meeting = e.loose(at)?;
    let away = |one: Meeting, table| !e.at_home(one.people, table);
    let other = pick(
        at,
        e.others(meeting.round, meeting).filter(|&ix| {
            let other = e.schedule.meetings[ix];
            away(meeting, other.table) || away(other, meeting.table)
        }),
    )?;
    e.meeting_mut(at).table = e.schedule.meetings[other].table;
    e.schedule.meetings[other].table = meeting.table;
    Some(())
}

fn one_more_than_enough(e: &mut Evening, at: usize) -> Option<()> {
    made_up(e, at)?;
    let [a, b] = e.schedule.meetings.last()?.people;
    let who = if at.is_multiple_of(2) { a } else { b };
    e.event.attendees[who].max_meetings = Some(e.count(who) - 1);
    Some(())
}

/// The numbers of somebody's meetings from which they gain.
fn rewarding(e: &Evening, who: AttendeeIx) -> Vec<usize> {
    let gained = |meeting: &Meeting| meeting.partner_of(who).is_some_and(|other| gains(&e.event, who, other));
    let meetings = e.schedule.meetings.iter().enumerate();
    meetings.filter(|(_, meeting)| gained(meeting)).map(|(ix, _)| ix).collect()
}

fn loses_a_rewarding_meeting(e: &mut Evening, at: usize) -> Option<()> {
    let floor = e.schedule.result.floor as usize;
    let everyone = 0..e.event.attendees.len();
    let who = pick(at, everyone.filter(|&who| floor > 0 && rewarding(e, who).len() == floor))?;
    let loose = rewarding(e, who).into_iter().filter(|&ix| e.is_loose(&e.schedule.meetings[ix]));
    let ix = pick(at, loose)?;
    e.schedule.meetings.remove(ix);
    Some(())
}

fn wants_only_a_stranger(e: &mut Evening, at: usize) -> Option<()> {
    let [a, b] = e.some_pair(at, |e, [a, b]| {
        let [one, other] = [a, b].map(|who| &e.event.attendees[who]);
        let apart = one.host.is_some() && other.host.is_some();
        e.schedule.result.floor > 0
            && e.could_meet([a, b])
            && e.event.target(a) > 0
            && !apart
            && !one.rounds.and(other.rounds).is_empty()
    })?;
    let one = &mut e.event.attendees[a];
    one.wants.clear();
    one.asks_for = vec![b];
    Some(())
}

// Changes that leave a good schedule good, and differ from the one before.

fn taken_out(e: &mut Evening, at: usize) -> Option<()> {
    e.loose(at)?;
    let at = at % e.schedule.meetings.len();
    e.schedule.meetings.remove(at);
    Some(())
}

fn made_up(e: &mut Evening, at: usize) -> Option<()> {
    e.extra(at, |e, round, people| e.both_free(round, people) && may_meet(&e.event, people[0], people[1]))
}

fn tables_changed(e: &mut Evening, at: usize) -> Option<()> {
    let meeting = e.loose(at)?;
    let other = pick(
        at,
        e.others(meeting.round, meeting).filter(|&ix| {
            let other = e.schedule.meetings[ix];
            e.at_home(meeting.people, other.table) && e.at_home(other.people, meeting.table)
        }),
    )?;
    e.meeting_mut(at).table = e.schedule.meetings[other].table;
    e.schedule.meetings[other].table = meeting.table;
    Some(())
}

fn round_changed(e: &mut Evening, at: usize) -> Option<()> {
    let people = e.loose(at)?.people;
    let rounds = (1..=e.event.rounds.count).filter(|&round| e.both_free(round, people));
    let places = rounds.filter_map(|round| Some((round, e.free_table(round, people)?)));
    let (round, table) = pick(at, places)?;
    *e.meeting_mut(at) = Meeting { round, table, ..e.meeting(at) };
    Some(())
}

fn partners_changed(e: &mut Evening, at: usize) -> Option<()> {
    let meeting = e.loose(at)?;
    let [a, b] = meeting.people;
    let crossed = |other: Meeting| [common_pair(a, other.people[0]), common_pair(b, other.people[1])];
    let other = pick(
        at,
        e.others(meeting.round, meeting).filter(|&ix| {
            let other = e.schedule.meetings[ix];
            let [one, two] = crossed(other);
            e.could_meet(one)
                && e.could_meet(two)
                && e.at_home(one, meeting.table)
                && e.at_home(two, other.table)
        }),
    )?;
    let [one, two] = crossed(e.schedule.meetings[other]);
    e.meeting_mut(at).people = one;
    e.schedule.meetings[other].people = two;
    Some(())
}

/// Makes a change, and gives the rounds it touches.
fn changed(e: &mut Evening, at: usize, change: Change) -> Option<(Schedule, BTreeSet<Round>)> {
    let before = e.schedule.clone();
    change(e, at)?;
    let gone = before.meetings.iter().filter(|meeting| !e.schedule.meetings.contains(meeting));
    let new = e.schedule.meetings.iter().filter(|meeting| !before.meetings.contains(meeting));
    let rounds = gone.chain(new).map(|meeting| meeting.round).collect();
    Some((before, rounds))
}

/// The change was made when all that it touches was over.
fn past(e: &mut Evening, at: usize, change: Change) -> Option<()> {
    let (before, rounds) = changed(e, at, change)?;
    e.before = Some((before, Revision { from: rounds.last()? + 1, keep: false }));
    Some(())
}

/// The change was made when all that it touches was to come, though every line was to stay.
fn later(e: &mut Evening, at: usize, change: Change) -> Option<()> {
    let (before, rounds) = changed(e, at, change)?;
    e.before = Some((before, Revision { from: *rounds.first()?, keep: true }));
    Some(())
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of ours")
}

fn event_of(text: &str) -> Event {
    input::read_event(text, &mut |name| Err(format!("no {name}"))).expect("an event without errors").event
}

fn example(name: &str) -> Evening {
    let event = event_of(&read(&format!("events/{name}.toml")));
    let text = read(&format!("tests/expected/{name}.schedule.toml"));
    let schedule = schedule_file::read(&text, &event).expect("a schedule without errors");
    Evening { event, schedule, before: None }
}

/// A night with late and early people, hosts, pins and few tables.
fn invented() -> Evening {
    let event = event_of(&example::event(Recipe { people: 24, rounds: 6, seed: 7, night: true }));
    let settings = Settings { effort: Effort::Low, threads: Some(1) };
    let planned = plan(&event, settings, &Silent).expect("nothing clashes");
    Evening { schedule: schedule_of(&event, planned.meetings, planned.result), event, before: None }
}

/// The evening without every third of its meetings.
fn thinned(mut evening: Evening) -> Evening {
    let mut meetings = evening.schedule.meetings.clone();
    let mut seen = 0;
    meetings.retain(|meeting| {
        seen += 1;
        seen % 3 != 0 || !evening.is_loose(meeting)
    });
    let thin = schedule_of(&evening.event, meetings, NOTHING);
    evening.schedule = with_true_result(&evening.event, thin);
    evening.schedule.result.floor = audit(&evening.event, &evening.schedule).floor.unwrap_or(0);
    evening
}

/// Good evenings, whose points are their bound.
fn evenings() -> Vec<Evening> {
    let mut evenings = vec![example("borrel"), example("beursvloer"), invented()];
    for evening in &mut evenings {
        evening.schedule = with_true_result(&evening.event, evening.schedule.clone());
    }
    evenings.extend(evenings.clone().into_iter().map(thinned));
    for evening in &evenings {
        assert_eq!(evening.broken(), BTreeSet::new(), "{}", evening.event.name);
    }
    evenings
}

/// Makes a change at places all over an evening; gives what has become of it, with the place.
fn everywhere(evening: &Evening, change: Change) -> impl Iterator<Item = (usize, Evening)> {
    let count = evening.schedule.meetings.len();
    let places = (0..PLACES.min(count)).map(move |step| step * count / PLACES.min(count));
    places.filter_map(move |at| {
        let mut evening = evening.clone();
        change(&mut evening, at).map(|()| (at, evening))
    })
}

#[test]
fn every_mutation_is_caught_by_its_rule_and_no_other() {
    let evenings = evenings();
    let wrong: Vec<String> =
        MUTATIONS.par_iter().flat_map_iter(|mutation| judged(mutation, &evenings)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with a mutation: caught by other rules than its own, or made too seldom.
fn judged(Mutation { rule, name, change }: &Mutation, evenings: &[Evening]) -> Vec<String> {
    let (mut made, mut wrong) = (0, Vec::new());
    for (at, mut mutant) in evenings.iter().flat_map(|evening| everywhere(evening, *change)) {
        mutant.tell_the_truth(*rule);
        made += 1;
        let broken = mutant.broken();
        if broken != BTreeSet::from([*rule]) {
            wrong.push(format!("{rule}, {name}: {broken:?} at {at} of {}", mutant.event.name));
        }
    }
    println!("{made:>4} × {rule}: {name}");
    if made < ENOUGH {
        wrong.push(format!("{rule}, {name}: made {made} times"));
    }
    wrong
}

#[test]
fn what_may_change_may_change() {
    let changes: [Change; 5] = [taken_out, made_up, tables_changed, round_changed, partners_changed];
    let mut made = 0;
    for evening in evenings() {
        for change in changes {
            for at in (0..evening.schedule.meetings.len()).step_by(11) {
                let mut changed_evening = evening.clone();
                let Some((before, rounds)) = changed(&mut changed_evening, at, change) else { continue };
                let from = *rounds.first().expect("something has changed");
                changed_evening.before = Some((before, Revision { from, keep: false }));
                changed_evening.tell_the_truth(Rule::PastStays);
                assert_eq!(changed_evening.broken(), BTreeSet::new(), "{} at {at}", evening.event.name);
                made += 1;
            }
        }
    }
    assert!(made >= 100, "only {made} changes");
}

/// Every rule; the match has no room for one that is forgotten.
fn every_rule() -> BTreeSet<Rule> {
    let next = |rule: Rule| match rule {
        Rule::OnePlaceAtATime => Some(Rule::MeetOnce),
        Rule::MeetOnce => Some(Rule::TableOnce),
        Rule::TableOnce => Some(Rule::Present),
        Rule::Present => Some(Rule::MayMeet),
        Rule::MayMeet => Some(Rule::MustMeet),
        Rule::MustMeet => Some(Rule::HostStays),
        Rule::HostStays => Some(Rule::MaxMeetings),
        Rule::MaxMeetings => Some(Rule::Points),
        Rule::Points => Some(Rule::Floor),
        Rule::Floor => Some(Rule::Bound),
        Rule::Bound => Some(Rule::PastStays),
        Rule::PastStays => Some(Rule::LinesStay),
        Rule::LinesStay => None,
    };
    std::iter::successors(Some(Rule::OnePlaceAtATime), |&rule| next(rule)).collect()
}

#[test]
fn every_rule_has_three_mutations_of_different_names() {
    for rule in every_rule() {
        let names = MUTATIONS.iter().filter(|mutation| mutation.rule == rule).map(|mutation| mutation.name);
        let names: Vec<&str> = names.collect();
        assert!(names.len() >= 3, "{rule}: {names:?}");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{rule}: {names:?}");
    }
}
