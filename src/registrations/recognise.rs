//! Who in a new file is who in an earlier one.

use std::collections::HashMap;

use crate::domain::fold;

/// What somebody is recognised by.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    name: String,
    company: String,
    email: String,
    code: String,
}

/// The places among the signs of those that must be somebody's own.
const EMAIL: usize = 1;
const CODE: usize = 3;

impl Traits {
    pub(super) fn of(name: &str, company: &str, email: &str, code: &str) -> Self {
        Self { name: fold(name), company: fold(company), email: fold(email), code: code.to_owned() }
    }

    /// The signs, surest first: address and name, address, name and company, code. Each is looked for among all people before the next one.
    fn signs(&self) -> [Option<String>; 4] {
        let sign = |given: bool, parts: &[&str]| given.then(|| parts.join("\n"));
        [
            sign(!self.email.is_empty(), &[&self.email, &self.name]),
            sign(!self.email.is_empty(), &[&self.email]),
            sign(!self.name.is_empty(), &[&self.name, &self.company]),
            sign(!self.code.is_empty(), &[&self.code]),
        ]
    }
}

/// For each newcomer the index of the known person they are, if they are one. Nobody is two people. Where several have
/// the same name and address, or name and company, they are taken in their order; an address or a code alone tells
/// nothing when several have it.
pub(super) fn recognise(newcomers: &[Traits], known: &[Traits]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; newcomers.len()];
    let mut taken = vec![false; known.len()];
    let signs_of =
        |people: &[Traits]| -> Vec<[Option<String>; 4]> { people.iter().map(Traits::signs).collect() };
    let (new_signs, known_signs) = (signs_of(newcomers), signs_of(known));
    for sign in 0..4 {
        let sharers = by_sign(&known_signs, sign);
        let others = by_sign(&new_signs, sign);
        for (value, newcomers) in others {
            let Some(known) = sharers.get(value) else { continue };
            let alone = newcomers.len() == 1 && known.len() == 1;
            if !alone && matches!(sign, EMAIL | CODE) {
                continue;
            }
            let unfound: Vec<usize> =
                newcomers.into_iter().filter(|person| found[*person].is_none()).collect();
            let free: Vec<usize> = known.iter().copied().filter(|person| !taken[*person]).collect();
            for (newcomer, person) in unfound.into_iter().zip(free) {
                found[newcomer] = Some(person);
                taken[person] = true;
            }
        }
    }
    found
}

/// Who shares each value of a sign, in their order.
fn by_sign(signs: &[[Option<String>; 4]], sign: usize) -> HashMap<&str, Vec<usize>> {
    let mut sharers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (person, signs) in signs.iter().enumerate() {
        if let Some(value) = &signs[sign] {
            sharers.entry(value).or_default().push(person);
        }
    }
    sharers
}

#[cfg(test)]
mod tests {
    use super::{Traits, recognise};

    #[test]
    fn the_surest_sign_counts() {
        let person =
            |email: &str, name: &str, company: &str, code: &str| Traits::of(name, company, email, code);
        let known = [
            person("an@x.nl", "An", "X", "1"),
            person("shop@y.nl", "Bo", "Y", "2"),
            person("shop@y.nl", "Co", "Y", "3"),
            person("", "Do", "Z", "4"),
            person("el@x.nl", "El", "X", "5"),
        ];
        let newcomers = [
            person("AN@x.nl", "Anna", "X", "9"),
            person("shop@y.nl", "Co", "Y", ""),
            person("shop@y.nl", "Bo", "Y", ""),
            person("do@z.nl", "do", "Z", ""),
            person("el@new.nl", "El Haddad", "New", "5"),
            person("", "Fa", "", ""),
        ];
        assert_eq!(recognise(&newcomers, &known), [Some(0), Some(2), Some(1), Some(3), Some(4), None]);
    }

    #[test]
    fn namesakes_are_taken_in_their_order() {
        let person = |name: &str, email: &str, code: &str| Traits::of(name, "", email, code);
        let an = || person("An", "", "");
        assert_eq!(recognise(&[an(), an()], &[an()]), [Some(0), None]);
        assert_eq!(
            recognise(&[an(), person("An", "an@x.nl", "")], &[person("An", "an@x.nl", ""), an()]),
            [Some(1), Some(0)]
        );
    }

    #[test]
    fn an_address_of_several_tells_nothing() {
        let person = |name: &str| Traits::of(name, "", "shop@y.nl", "");
        assert_eq!(recognise(&[person("An"), person("Bo")], &[person("An"), person("Co")]), [Some(0), None]);
    }
}
