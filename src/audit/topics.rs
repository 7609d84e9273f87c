//! Which topics lie within which, at any depth.

use crate::domain::{Topic, TopicIx};

/// The topics numbered like the sections of a book: a topic first, then everything within it, so that what lies
/// within a topic is one run of numbers.
pub(super) struct Contents {
    /// By topic: its number and the number after the last one within it.
    runs: Vec<(usize, usize)>,
}

impl Contents {
    pub(super) fn of(topics: &[Topic]) -> Self {
        let mut within: Vec<Vec<TopicIx>> = vec![Vec::new(); topics.len()];
        for (ix, topic) in topics.iter().enumerate() {
            if let Some(broader) = topic.within {
                within[broader].push(ix);
            }
        }
        let mut runs = vec![(0, 0); topics.len()];
        let mut next = 0;
        for (root, _) in topics.iter().enumerate().filter(|(_, topic)| topic.within.is_none()) {
            number(root, &within, &mut next, &mut runs);
        }
        Self { runs }
    }

    /// The number of a topic.
    pub(super) fn number(&self, topic: TopicIx) -> usize {
        self.runs[topic].0
    }

    /// The numbers of a topic and of everything within it.
    pub(super) fn run(&self, topic: TopicIx) -> std::ops::Range<usize> {
        self.runs[topic].0..self.runs[topic].1
    }

    /// Whether one of two different topics is broader than the other, at any depth.
    pub(super) fn related(&self, one: TopicIx, other: TopicIx) -> bool {
        self.run(one).contains(&self.number(other)) || self.run(other).contains(&self.number(one))
    }
}

/// Numbers a topic and everything within it, without recursion: a file may nest topics thousands deep.
fn number(root: TopicIx, within: &[Vec<TopicIx>], next: &mut usize, runs: &mut [(usize, usize)]) {
    let mut path = vec![(root, 0)];
    runs[root].0 = *next;
    *next += 1;
    while let Some((topic, visited)) = path.pop() {
        if let Some(&child) = within[topic].get(visited) {
            runs[child].0 = *next;
            *next += 1;
            path.push((topic, visited + 1));
            path.push((child, 0));
        } else {
            runs[topic].1 = *next;
        }
    }
}
