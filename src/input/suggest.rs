//! "Did you mean": the name that somebody probably had in mind.

use crate::domain::fold;

/// Names to choose from, prepared for many questions.
#[derive(Debug, Default)]
pub(crate) struct Candidates(Vec<Candidate>);

#[derive(Debug)]
struct Candidate {
    squeezed: String,
    length: usize,
    /// Which characters occur, 64 kinds: a quick look before the slow comparison.
    letters: u64,
}

impl Candidate {
    fn of(name: &str) -> Self {
        let squeezed = squeeze(name);
        let length = squeezed.chars().count();
        let letters = squeezed.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64));
        Self { squeezed, length, letters }
    }
}

impl Candidates {
    /// Prepares names.
    pub(crate) fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self(names.into_iter().map(Candidate::of).collect())
    }

    /// The index of the name that is nearest to what was typed, if one is near enough to be worth naming. Spellings
    /// that fold to the same come first; of equals the first one.
    pub(crate) fn nearest(&self, typed: &str) -> Option<usize> {
        let typed = Candidate::of(typed);
        let allowed = (typed.length / 3).clamp(1, 4);
        let near = |other: &Candidate| {
            // One change of a character takes away at most one kind and brings at most one.
            let differ = (typed.letters ^ other.letters).count_ones() as usize;
            typed.length.abs_diff(other.length) <= allowed && differ <= 2 * allowed
        };
        let mut best: Option<(usize, usize)> = None;
        for (index, other) in self.0.iter().enumerate().filter(|(_, other)| near(other)) {
            let distance = strsim::osa_distance(&typed.squeezed, &other.squeezed);
            if distance <= allowed
                && distance < typed.length
                && best.is_none_or(|(least, _)| distance < least)
            {
                best = Some((distance, index));
            }
        }
        best.map(|(_, index)| index)
    }
}

/// The candidate that is nearest to what was typed, as [`Candidates::nearest`] has it.
pub(crate) fn nearest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let names: Vec<&str> = candidates.into_iter().collect();
    Candidates::of(names.iter().copied()).nearest(typed).map(|index| names[index])
}

/// Folded, and without what people leave out or put in between words.
fn squeeze(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `did you mean …?` for a candidate, or nothing.
pub(crate) fn did_you_mean(candidate: Option<&str>) -> Option<String> {
    candidate.map(|candidate| format!("did you mean {}?", crate::diag::quoted(candidate)))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let topics = ["Webdesign", "Financiering", "Dakisolatie"];
        assert_eq!(nearest("Financering", topics), Some("Financiering"));
        assert_eq!(nearest("web-design", topics), Some("Webdesign"));
        assert_eq!(nearest("Catering", topics), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("", ["y"]), None);
    }
}
