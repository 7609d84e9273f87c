//! "Did you mean": the name that somebody probably had in mind.

use crate::domain::fold;

/// The candidate that is nearest to what was typed, if one is near enough to be worth naming. Spellings that fold to
/// the same come first; of equals the first one.
pub(crate) fn nearest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let typed = squeeze(typed);
    let length = typed.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = squeeze(candidate);
        if other.chars().count().abs_diff(length) > allowed {
            continue;
        }
        let distance = strsim::osa_distance(&typed, &other);
        if distance <= allowed && distance < length && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
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
