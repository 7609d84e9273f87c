//! Sets of rounds.

use super::{MAX_ROUNDS, Round};

/// A set of rounds, 1 to [`MAX_ROUNDS`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RoundSet(u128);

impl RoundSet {
    /// The empty set.
    pub const EMPTY: Self = Self(0);

    /// The rounds `from` to `until`, both included; empty when `from > until`.
    ///
    /// # Panics
    /// If a bound is 0 or above [`MAX_ROUNDS`].
    #[must_use]
    pub fn span(from: Round, until: Round) -> Self {
        (from..=until).collect()
    }

    /// All rounds of an evening of `count` rounds.
    #[must_use]
    pub fn all(count: u32) -> Self {
        Self::span(1, count)
    }

    /// Adds a round.
    ///
    /// # Panics
    /// If the round is 0 or above [`MAX_ROUNDS`].
    pub fn insert(&mut self, round: Round) {
        assert!((1..=MAX_ROUNDS).contains(&round), "round {round} is outside 1..={MAX_ROUNDS}");
        self.0 |= 1 << round;
    }

    /// Takes a round out; nothing happens when it is not there.
    pub fn remove(&mut self, round: Round) {
        if round <= MAX_ROUNDS {
            self.0 &= !(1 << round);
        }
    }

    /// Whether the round is in the set.
    #[must_use]
    pub fn contains(self, round: Round) -> bool {
        round <= MAX_ROUNDS && self.0 >> round & 1 == 1
    }

    /// The rounds in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The rounds in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The rounds of this set that are not in the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many rounds there are in the set.
    #[must_use]
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether there is no round in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The rounds, ascending.
    pub fn iter(self) -> impl Iterator<Item = Round> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let round = rest.trailing_zeros();
                rest &= rest - 1;
                round
            })
        })
    }
}

impl FromIterator<Round> for RoundSet {
    fn from_iter<I: IntoIterator<Item = Round>>(rounds: I) -> Self {
        let mut set = Self::EMPTY;
        for round in rounds {
            set.insert(round);
        }
        set
    }
}

impl std::fmt::Debug for RoundSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::RoundSet;

    #[test]
    fn holds_what_was_put_in() {
        let mut set = RoundSet::span(2, 5);
        set.remove(3);
        set.insert(100);
        assert_eq!(set.iter().collect::<Vec<_>>(), [2, 4, 5, 100]);
        assert_eq!(set.len(), 4);
        assert!(!set.contains(3) && set.contains(100) && !set.contains(4000));
        assert_eq!(set.and(RoundSet::span(4, 9)), RoundSet::span(4, 5));
        assert_eq!(set.without(RoundSet::span(4, 9)).iter().collect::<Vec<_>>(), [2, 100]);
        assert!(RoundSet::span(3, 2).is_empty());
    }
}
