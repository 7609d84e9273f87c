//! What tests of a night have in common.

use super::common::schedule_of;
use rondje::audit::{Revision, audit, audit_revision};
use rondje::domain::{Event, Round, Schedule};
use rondje::plan::{Earlier, Policy, Replan, Settings, Silent, replan};

/// A plan made before, the evening as it turned out, and the round from which it is planned again.
#[derive(Debug)]
pub struct Night {
    pub event: Event,
    pub before: Schedule,
    pub from: Round,
}

pub fn replanned(night: &Night, policy: Policy) -> Replan {
    let earlier = Earlier { meetings: &night.before.meetings, from: night.from };
    replan(&night.event, earlier, policy, Settings::default(), &Silent)
}

/// Audits a new plan, on its own and against the one before.
pub fn judged(night: &Night, policy: Policy, replan: &Replan) {
    let mut event = night.event.clone();
    let mut rule = 0..;
    event.pairs.retain(|_| rule.next().is_some_and(|rule: usize| !replan.dropped.contains(&rule)));
    let after = schedule_of(&event, replan.plan.meetings.clone(), replan.plan.result);
    let revision = Revision { from: night.from, keep: policy == Policy::Keep };
    let mut violations = audit(&event, &after).violations;
    violations.extend(audit_revision(&event, &night.before, &after, revision));
    assert!(violations.is_empty(), "{policy:?}: {violations:#?}\n{event:?}\n{:?}\n{after:?}", night.before);
}
