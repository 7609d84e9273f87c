//! Meetings counted through few people.
//!
//! Counting who is busy counts every meeting twice, and a SAT solver sees late that two such counts are one meeting. Where
//! every meeting is counted through one of its two attendees only, the owner, a handful of people says how full a round
//! is: those who meet many others, who hardly meet each other.

use std::cmp::Reverse;

use crate::domain::AttendeeIx;

/// An attendee through whom meetings are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    pub person: AttendeeIx,
    /// The meetings they own, as indexes into the list that was given.
    pub meetings: Vec<usize>,
    /// Whether these are all the meetings they have.
    pub all: bool,
}

/// Gives each meeting (its two attendees) to one of its attendees, so that few own any: whoever has the most meetings left
/// takes them all (a greedy vertex cover).
pub(super) fn owners(meetings: &[[AttendeeIx; 2]]) -> Vec<Owner> {
    let people = meetings.iter().flatten().max().map_or(0, |&last| last + 1);
    let mut lists = vec![Vec::new(); people];
    for (meeting, ends) in meetings.iter().enumerate() {
        for &person in ends {
            lists[person].push(meeting);
        }
    }
    let mut left: Vec<usize> = lists.iter().map(Vec::len).collect();
    let mut owned = vec![false; meetings.len()];
    let mut found = Vec::new();
    let next = |left: &[usize]| {
        let most = (0..people)
            .max_by_key(|&person| (left[person], left[person] == lists[person].len(), Reverse(person)));
        most.filter(|&person| left[person] > 0)
    };
    while let Some(person) = next(&left) {
        let mine: Vec<usize> = lists[person].iter().copied().filter(|&meeting| !owned[meeting]).collect();
        for &meeting in &mine {
            owned[meeting] = true;
            for person in meetings[meeting] {
                left[person] -= 1;
            }
        }
        found.push(Owner { person, all: mine.len() == lists[person].len(), meetings: mine });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Owner, owners};

    #[test]
    fn every_meeting_has_one_owner_and_few_own_any() {
        assert!(owners(&[]).is_empty());
        // Two who meet three others each, and each other.
        let meetings = [[0, 1], [0, 2], [0, 3], [0, 4], [4, 5], [4, 6], [4, 7]];
        let first = Owner { person: 0, meetings: vec![0, 1, 2, 3], all: true };
        let second = Owner { person: 4, meetings: vec![4, 5, 6], all: false };
        assert_eq!(owners(&meetings), [first, second]);
    }
}
