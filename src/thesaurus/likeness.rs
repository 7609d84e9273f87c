//! When two topics are the same in other words, and when one is a kind of the other. Whatever merely looks alike is
//! neither.

use rust_stemmers::{Algorithm, Stemmer};

use crate::domain::{fold, looks};

/// A name of a topic, prepared for comparing.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// Its words, folded, without words that only join others.
    words: Vec<String>,
    /// The words without anything between.
    squeezed: String,
    /// The same with double letters as single ones.
    single: String,
    /// The same without the ending of a plural.
    plain: String,
    /// The last word without the ending of its plural.
    plain_last: String,
    /// What the name looks like.
    looks: String,
    /// The digits.
    digits: String,
    /// The stems of the words, in Dutch and in English.
    stems: [Vec<String>; 2],
    /// Whether it has a word such as `voor`, which makes what stands before it the main thing.
    joined: bool,
}

/// Compares words.
pub(super) struct Ear {
    stemmers: [Stemmer; 2],
}

/// Why two topics are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sameness {
    /// The same letters: only blanks, signs and small words differ.
    Letters,
    /// The same words in another form, such as a plural.
    Form,
    /// One looks like the other mistyped, or typed with other letters of the same shapes.
    Typing,
}

/// Words that carry no meaning of their own.
const SMALL: &[&str] = &["de", "het", "een", "en", "the", "a", "an", "and"];
/// Words that tie a second thing to the first.
const JOINING: &[&str] = &[
    "voor", "van", "over", "in", "met", "bij", "aan", "op", "naar", "om", "te", "of", "for", "with", "about",
    "to", "on", "at", "from", "by",
];
/// Beginnings of words that make no compound: `opleiding` is no kind of `leiding`.
const PREFIXES: &[&str] = &[
    "be", "ge", "her", "ver", "ont", "op", "in", "aan", "uit", "af", "bij", "voor", "over", "onder", "door",
    "na", "mis", "toe", "om", "on", "tegen", "samen", "bege", "re", "pre", "un", "inter", "trans", "sub",
    "con", "com", "de", "dis", "ex", "im", "pro", "per", "bio", "eco", "anti",
];
/// Shorter words are parts of too many others.
const SHORTEST_PART: usize = 6;
/// What is left of a compound must be at least a word.
const SHORTEST_REST: usize = 3;
/// Shorter words with one letter changed are too often other words.
const SHORTEST_TYPED: usize = 7;
/// Longer ones may have two letters changed.
const LONG_TYPED: usize = 13;
/// Letters at the end that must be the same: there words change their meaning (trainer, trainee).
const SURE_END: usize = 2;

impl Ear {
    pub(super) fn new() -> Self {
        Self { stemmers: [Algorithm::Dutch, Algorithm::English].map(Stemmer::create) }
    }

    pub(super) fn hear(&self, name: &str) -> Name {
        let folded = fold(&name.replace('&', " and "));
        // C, C++ and C# are three languages.
        let all: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '+' | '#'))
            .map(|word| word.trim_matches('\'').trim_end_matches("'s"))
            .filter(|word| !word.is_empty())
            .collect();
        let joined = all.iter().any(|word| JOINING.contains(word));
        let words: Vec<String> =
            all.iter().filter(|word| !SMALL.contains(word)).map(|word| (*word).to_owned()).collect();
        let stems =
            [0, 1].map(|language| words.iter().map(|word| self.stem(language, word)).collect::<Vec<_>>());
        let squeezed = words.concat();
        Name {
            single: single_letters(&squeezed),
            plain: plain_form(&squeezed),
            plain_last: words.last().map(|last| plain_form(last)).unwrap_or_default(),
            looks: looks(name).chars().filter(|c| c.is_alphanumeric()).collect(),
            digits: squeezed.chars().filter(char::is_ascii_digit).collect(),
            squeezed,
            words,
            stems,
            joined,
        }
    }

    /// The stem, with the ends that Dutch changes in a plural made one (huis, huizen).
    fn stem(&self, language: usize, word: &str) -> String {
        let stem = self.stemmers[language].stem(word).into_owned();
        match stem.chars().last() {
            Some('z') if language == 0 => format!("{}s", &stem[..stem.len() - 1]),
            Some('v') if language == 0 => format!("{}f", &stem[..stem.len() - 1]),
            _ => stem,
        }
    }
}

/// Whether, and why, two names mean the same.
pub(super) fn sameness(one: &Name, other: &Name) -> Option<Sameness> {
    if one.squeezed.is_empty() || other.squeezed.is_empty() {
        return None;
    }
    if one.squeezed == other.squeezed {
        return Some(Sameness::Letters);
    }
    if one.looks == other.looks && !(one.squeezed.is_ascii() && other.squeezed.is_ascii()) {
        return Some(Sameness::Typing);
    }
    if one.digits != other.digits {
        return None;
    }
    if one.single == other.single {
        return (length(one).min(length(other)) >= SHORTEST_TYPED).then_some(Sameness::Typing);
    }
    if is_other_form(one, other) {
        return Some(Sameness::Form);
    }
    is_mistyped(one, other).then_some(Sameness::Typing)
}

/// Word for word the same stems, in one of the languages, with endings that do not change the meaning.
fn is_other_form(one: &Name, other: &Name) -> bool {
    let alike = |language: usize| {
        one.stems[language] == other.stems[language]
            && one.words.iter().zip(&other.words).all(|(one, other)| is_inflected(one, other))
    };
    // Written apart and together: web sites, website.
    alike(0) || alike(1) || one.plain == other.plain
}

/// Endings of plurals and verbs. Others make other words: a market is no marketing.
const ENDINGS: &[&str] =
    &["", "s", "es", "en", "n", "e", "ies", "y", "eren", "ering", "eringen", "ingen", "ing"];

fn is_inflected(one: &str, other: &str) -> bool {
    let (one, other) = (single_letters(one), single_letters(other));
    let common = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let (Some(one), Some(other)) = (one.get(common..), other.get(common..)) else { return false };
    let hard = |end: &str| matches!(end, "s" | "sen" | "z" | "zen" | "f" | "ven" | "fen");
    if hard(one) && hard(other) {
        return true;
    }
    // A verb and its noun: financieren, financiering. But neither plan and planning, nor market and marketing.
    let noun = |end: &str| end.starts_with("ing");
    if noun(one) != noun(other) && (!one.starts_with('e') && !other.starts_with('e')) {
        return false;
    }
    ENDINGS.contains(&one) && ENDINGS.contains(&other)
}

/// With double letters as single ones: verkoop, verkopen.
fn single_letters(word: &str) -> String {
    let mut single = String::new();
    for c in word.chars() {
        if !single.ends_with(c) {
            single.push(c);
        }
    }
    single
}

/// A word without the ending of its plural.
fn plain_form(word: &str) -> String {
    let single = single_letters(word);
    let stem = ["en", "s"].iter().find_map(|end| single.strip_suffix(end)).filter(|stem| stem.len() >= 4);
    stem.map_or(single.clone(), str::to_owned)
}

/// One letter wrong, left out, doubled or swapped, in the middle of a long word, and nothing else.
fn is_mistyped(one: &Name, other: &Name) -> bool {
    if one.words.len() != other.words.len() {
        return is_mistyped_word(&one.squeezed, &other.squeezed);
    }
    let mut differ = one.words.iter().zip(&other.words).filter(|(one, other)| one != other);
    match (differ.next(), differ.next()) {
        (Some((one, other)), None) => is_mistyped_word(one, other),
        _ => false,
    }
}

fn is_mistyped_word(one: &str, other: &str) -> bool {
    // Nearly all differ here already.
    if one.chars().next() != other.chars().next() {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = one.len().min(other.len());
    let allowed = match shorter {
        LONG_TYPED.. => 2,
        SHORTEST_TYPED.. => 1,
        _ => return false,
    };
    if one.len().abs_diff(other.len()) > allowed {
        return false;
    }
    one[one.len() - SURE_END..] == other[other.len() - SURE_END..] && differ_by(&one, &other, allowed)
}

/// Whether so many letters changed, left out, put in, or swapped with their neighbour make one word the other. It takes a
/// number of steps that grows with the length of the words only.
fn differ_by(one: &[char], other: &[char], allowed: usize) -> bool {
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    match (&one[same..], &other[same..]) {
        ([], []) => true,
        (one, other) if allowed == 0 || one.len().abs_diff(other.len()) > allowed => false,
        ([first, second, one @ ..], [third, fourth, other @ ..])
            if first == fourth && second == third && differ_by(one, other, allowed - 1) =>
        {
            true
        }
        (one, other) => {
            let next = one.get(1..).unwrap_or_default();
            let after = other.get(1..).unwrap_or_default();
            differ_by(next, after, allowed - 1)
                || differ_by(next, other, allowed - 1)
                || differ_by(one, after, allowed - 1)
        }
    }
}

/// Whether a name is a kind of what a broader name says: its last word is that word, or ends in it (dakisolatie,
/// isolatie; online marketing, marketing).
pub(super) fn is_kind_of(narrow: &Name, broad: &Name) -> bool {
    let [head] = broad.words.as_slice() else { return false };
    let Some(last) = narrow.words.last() else { return false };
    if narrow.joined || broad.joined || head.chars().count() < SHORTEST_PART {
        return false;
    }
    let same = |language: usize| narrow.stems[language].last() == broad.stems[language].last();
    if narrow.words.len() > 1 && (last == head || (same(0) && is_inflected(last, head))) {
        return true;
    }
    is_compound(last, head) || is_compound(&narrow.plain_last, &broad.plain_last)
}

fn is_compound(word: &str, head: &str) -> bool {
    let Some(rest) = word.strip_suffix(head) else { return false };
    let bare = ["s", "en", "e"].iter().find_map(|link| rest.strip_suffix(link)).unwrap_or(rest);
    head.chars().count() >= SHORTEST_PART
        && rest.chars().count() >= SHORTEST_REST
        && !PREFIXES.contains(&rest)
        && !PREFIXES.contains(&bare)
}

/// How long a name is: of several broader topics the longest is the nearest.
pub(super) fn length(name: &Name) -> usize {
    name.squeezed.chars().count()
}

#[cfg(test)]
mod tests {
    use super::{Ear, Sameness, differ_by, is_kind_of, sameness};

    fn same(one: &str, other: &str) -> Option<Sameness> {
        let ear = Ear::new();
        let there = sameness(&ear.hear(one), &ear.hear(other));
        assert_eq!(there, sameness(&ear.hear(other), &ear.hear(one)), "{one}, {other}");
        there
    }

    #[test]
    fn the_same_in_other_words() {
        for (one, other, why) in [
            ("Web-design", "webdesign", Sameness::Letters),
            ("Bouw & ICT", "bouw en ict", Sameness::Letters),
            ("Website", "websites", Sameness::Form),
            ("web site", "websites", Sameness::Form),
            ("Verkoop", "verkopen", Sameness::Form),
            ("Financiering", "financieren", Sameness::Form),
            ("Verzekering", "Verzekeringen", Sameness::Form),
            ("Huis", "huizen", Sameness::Form),
            ("Social media training", "social-media trainings", Sameness::Form),
            ("Company", "companies", Sameness::Form),
            ("Financiering", "Financering", Sameness::Typing),
            ("Boekhouding", "Boekhuoding", Sameness::Typing),
            ("Accountancy", "Acountancy", Sameness::Typing),
            ("Belasting advies", "belastingadvies", Sameness::Letters),
        ] {
            assert_eq!(same(one, other), Some(why), "{one}, {other}");
        }
    }

    /// All words of three letters, up to six long: the count of changes is the one that is known as OSA.
    #[test]
    fn changes_are_counted_as_by_others() {
        let words: Vec<Vec<char>> = (0..729 * 7)
            .map(|number| {
                (0..number % 7).map(|at| ['a', 'b', 'c'][number / 7 / 3_usize.pow(at as u32) % 3]).collect()
            })
            .collect();
        for (at, one) in words.iter().enumerate() {
            for other in words.iter().skip(at % 41).step_by(41) {
                let text = |word: &[char]| word.iter().collect::<String>();
                let distance = strsim::osa_distance(&text(one), &text(other));
                for allowed in 1..3 {
                    assert_eq!(differ_by(one, other, allowed), distance <= allowed, "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_merely_looks_alike_is_not_the_same() {
        for (one, other) in [
            ("Webdesign", "Webshop"),
            ("Trainer", "Trainee"),
            ("Import", "Export"),
            ("Inkoop", "Verkoop"),
            ("Market", "Marketing"),
            ("Plan", "Planning"),
            ("B2B sales", "B2C sales"),
            ("ISO 9001", "ISO 27001"),
            ("Isolatie", "Installatie"),
            ("University", "Universal"),
            ("Organ", "Organisatie"),
            ("Dakwerk", "Dakwerker"),
            ("SEO", "SEA"),
            ("C++", "C#"),
            ("Bomen", "Bommen"),
            ("Hosting", "Housing"),
            ("Catering", "Kattenvoer"),
            ("Logo", "Loge"),
            ("Design", "Designer"),
            ("", "-"),
        ] {
            assert_eq!(same(one, other), None, "{one}, {other}");
        }
    }

    #[test]
    fn letters_of_the_same_shape() {
        let ear = Ear::new();
        let same = |one: &str, other: &str| sameness(&ear.hear(one), &ear.hear(other));
        for one in ["BTW", "\u{412}TW", "bt\u{051d}"] {
            assert_eq!(same("Btw", one).is_some(), !one.is_ascii() || one == "BTW", "{one}");
        }
        assert_eq!(same("SE\u{41e}", "seo"), Some(Sameness::Typing));
        assert_eq!(same("Modem", "Modern"), None);
        assert_eq!(same("\u{441}\u{430}\u{434}", "cak"), None);
    }

    #[test]
    fn kinds_end_in_what_they_are() {
        let ear = Ear::new();
        let kind = |narrow: &str, broad: &str| is_kind_of(&ear.hear(narrow), &ear.hear(broad));
        for (narrow, broad) in [
            ("Dakisolatie", "Isolatie"),
            ("Online marketing", "Marketing"),
            ("Tax advice", "Advice"),
            ("Belastingadvies", "Advies"),
            ("Bedrijfsverzekeringen", "Verzekering"),
            ("Webdesign", "Design"),
        ] {
            assert!(kind(narrow, broad), "{narrow}, {broad}");
            assert!(!kind(broad, narrow), "{broad}, {narrow}");
        }
        for (narrow, broad) in [
            ("Opleiding", "Leiding"),
            ("Transport", "Sport"),
            ("Isolatiemateriaal", "Isolatie"),
            ("Advies over marketing", "Marketing"),
            ("Platform", "Form"),
            ("Isolatie", "Isolatie"),
            ("Ontwerp", "Werp"),
        ] {
            assert!(!kind(narrow, broad), "{narrow}, {broad}");
        }
    }
}
