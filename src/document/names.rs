//! The parts of a name: what stands large on a name card, and where a name stands in the alphabet.

use crate::domain::fold;

/// A full name in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameParts {
    /// The first name or names; the whole name of somebody who has only one.
    pub first: String,
    /// The rest, with its particles; empty for somebody who has only one name.
    pub last: String,
}

/// Words before a last name that do not count in the alphabet: "de Vries" stands under V.
const DUTCH_PARTICLES: [&str; 27] = [
    "aan", "bij", "de", "den", "der", "d'", "het", "'t", "in", "onder", "op", "over", "'s", "te", "ten",
    "ter", "tot", "uit", "uyt", "van", "ver", "voor", "von", "vom", "zu", "zum", "zur",
];

/// Words that begin a last name elsewhere, and count in the alphabet.
const OTHER_PARTICLES: [&str; 20] = [
    "af", "al", "av", "ben", "bin", "bint", "da", "das", "del", "della", "di", "do", "dos", "du", "el",
    "ibn", "la", "le", "los", "lo",
];

/// Titles that come before a first name.
const HONORIFICS: [&str; 12] =
    ["dr.", "drs.", "ir.", "ing.", "mr.", "prof.", "mw.", "dhr.", "mrs.", "ms.", "bc.", "ds."];

/// Takes a name apart. Everything before the first particle is the first name; without a particle, the first word is.
///
/// ```
/// use rondje::document::name_parts;
/// let parts = name_parts("Anne Marie van 't Hart");
/// assert_eq!((parts.first.as_str(), parts.last.as_str()), ("Anne Marie", "van 't Hart"));
/// ```
#[must_use]
pub fn name_parts(name: &str) -> NameParts {
    let words: Vec<&str> = name.split_whitespace().collect();
    let titles = words.iter().take_while(|word| HONORIFICS.contains(&word.to_lowercase().as_str())).count();
    let begins = (titles + 1..words.len()).find(|&at| is_particle(words[at], at + 1 < words.len()));
    let cut = begins.unwrap_or(titles + 1).min(words.len());
    let starts_late = words.get(titles).is_some_and(|word| is_particle(word, titles + 1 < words.len()));
    // "'t Hart" or "van Dijk" alone: there is no first name to set apart.
    let cut = if starts_late && is_dutch(words[titles]) { words.len() } else { cut };
    NameParts { first: words[..cut].join(" "), last: words[cut..].join(" ") }
}

fn plain(word: &str) -> String {
    fold(word).replace(['’', '‘', '`', '´'], "'")
}

fn is_dutch(word: &str) -> bool {
    DUTCH_PARTICLES.contains(&plain(word).as_str())
}

/// Whether a last name begins with this word: a particle, or the first half of "Bakker-van den Heuvel". A particle at the
/// very end is a name of its own.
fn is_particle(word: &str, more: bool) -> bool {
    let joined = word.rsplit_once('-').is_some_and(|(_, end)| is_dutch(end));
    more && (joined || is_dutch(word) || OTHER_PARTICLES.contains(&plain(word).as_str()))
}

/// Where a name stands in an alphabetical list: by last name without Dutch particles, then by first name.
#[must_use]
pub fn name_order(name: &str) -> (String, String) {
    let parts = name_parts(name);
    if parts.last.is_empty() {
        return (without_particles(&parts.first), String::new());
    }
    (without_particles(&parts.last), in_alphabet(&name.replace(['’', '‘'], "'")))
}

fn without_particles(last: &str) -> String {
    let words: Vec<&str> = last.split_whitespace().collect();
    in_alphabet(&words[particles(&words)..].join(" "))
}

/// A name as it is compared in an alphabetical list: letters with a stroke count as the letter without it.
pub(crate) fn in_alphabet(name: &str) -> String {
    fold(name)
        .chars()
        .map(|c| match c {
            'ø' | 'œ' => 'o',
            'ł' => 'l',
            'đ' | 'ð' => 'd',
            'ħ' => 'h',
            'ŧ' => 't',
            'ı' => 'i',
            'æ' => 'a',
            other => other,
        })
        .collect()
}

/// How many words before a last name do not count in the alphabet.
fn particles(words: &[&str]) -> usize {
    words.iter().take_while(|word| is_dutch(word)).count().min(words.len().saturating_sub(1))
}

/// A name in two: what comes before the part by which it is sorted, and that part. "Anna de " and "Vries".
pub(crate) fn sorted_part(name: &str) -> (String, String) {
    let parts = name_parts(name);
    let (before, last) =
        if parts.last.is_empty() { ("", &parts.first) } else { (parts.first.as_str(), &parts.last) };
    let words: Vec<&str> = last.split_whitespace().collect();
    let skip = particles(&words);
    let lead: Vec<&str> = std::iter::once(before)
        .filter(|before| !before.is_empty())
        .chain(words[..skip].iter().copied())
        .collect();
    let space = if lead.is_empty() { "" } else { " " };
    (format!("{}{space}", lead.join(" ")), words[skip..].join(" "))
}

#[cfg(test)]
mod tests {
    use super::{name_order, name_parts};

    #[test]
    fn names_come_apart_where_people_expect() {
        for (name, first, last) in [
            ("Fatima El Amrani", "Fatima", "El Amrani"),
            ("Joris van 't Hart", "Joris", "van 't Hart"),
            ("Joris van ’t Hart", "Joris", "van ’t Hart"),
            ("Anne Marie de Vries", "Anne Marie", "de Vries"),
            ("Jan Jansen", "Jan", "Jansen"),
            ("Nguyễn Thị Minh", "Nguyễn", "Thị Minh"),
            ("Anna Bakker-van den Heuvel", "Anna", "Bakker-van den Heuvel"),
            ("Madonna", "Madonna", ""),
            ("'t Hart", "'t Hart", ""),
            ("Dr. Ineke van der Meer", "Dr. Ineke", "van der Meer"),
            ("P.J. Bakker", "P.J.", "Bakker"),
            ("Ben Ali", "Ben", "Ali"),
            ("Wim De", "Wim", "De"),
            ("Jean-Pierre d'Ancona", "Jean-Pierre", "d'Ancona"),
            ("", "", ""),
        ] {
            let parts = name_parts(name);
            assert_eq!((parts.first.as_str(), parts.last.as_str()), (first, last), "{name}");
        }
    }

    #[test]
    fn particles_do_not_count_in_the_alphabet() {
        let mut names = [
            "Kees Zwart",
            "Anna de Vries",
            "Joris van 't Hart",
            "Piet Visser",
            "Els Émile",
            "Omar El Idrissi",
        ];
        names.sort_by_key(|name| name_order(name));
        assert_eq!(
            names,
            [
                "Omar El Idrissi",
                "Els Émile",
                "Joris van 't Hart",
                "Piet Visser",
                "Anna de Vries",
                "Kees Zwart"
            ]
        );
        assert!(name_order("Håkon Østergård") < name_order("Piet Post"));
        assert!(name_order("Jan Łęcki") < name_order("Jan Maas"));
    }
}
