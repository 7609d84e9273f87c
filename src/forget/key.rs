//! The secret key, and the pseudonyms that it makes.

use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What every pseudonym starts with.
const PREFIX: &str = "anon-";
/// The hexadecimal digits behind it: 96 bits, so that no two people ever share one.
const DIGITS: usize = 24;
/// What stands above the key in its file.
const HEADER: &str = "\
# The key to people who were forgotten. Written by rondje, for your eyes only: do not mail or share it.
# With it the next event knows who met before. Delete it, and nobody can be recognised any more: that cannot be undone.
";

/// The key of an organizer: 32 random bytes that only they have.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(secret)")
    }
}

impl Key {
    /// The key that these random bytes are.
    #[must_use]
    pub fn of(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The key in a text; lines that start with `#` are left aside. None when it has none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let digits = lines.next().filter(|digits| digits.len() == 64)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
            let pair =
                str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|c| c.is_ascii_hexdigit()))?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        lines.next().is_none().then_some(Self(bytes))
    }

    /// The text of a file that holds the key.
    #[must_use]
    pub fn write(&self) -> String {
        format!("{HEADER}{}\n", hex(&self.0))
    }

    /// The pseudonym of the person with this id, which is an id too; a pseudonym stays what it is.
    #[must_use]
    pub fn pseudonym(&self, id: &str) -> String {
        if is_pseudonym(id) {
            return id.to_owned();
        }
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(b"rondje attendee 1\0");
        mac.update(id.as_bytes());
        let digits = hex(&mac.finalize().into_bytes());
        format!("{PREFIX}{}", &digits[..DIGITS])
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether an id is a pseudonym.
#[must_use]
pub fn is_pseudonym(id: &str) -> bool {
    id.strip_prefix(PREFIX).is_some_and(|digits| {
        digits.len() == DIGITS && digits.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::{Key, is_pseudonym};

    #[test]
    fn a_pseudonym_is_the_same_for_the_same_key_and_person_only() {
        let [one, other] = [1, 2].map(|byte| Key::of([byte; 32]));
        let piet = one.pseudonym("piet");
        assert!(is_pseudonym(&piet) && !piet.contains("piet"), "{piet}");
        assert_eq!(piet, one.pseudonym("piet"));
        assert_eq!(piet, one.pseudonym(&piet), "twice is once");
        assert_ne!(piet, one.pseudonym("pieter"));
        assert_ne!(piet, other.pseudonym("piet"));
        for id in ["piet", "anon-piet", "anon-", &piet.to_uppercase(), &format!("{piet}0")] {
            assert!(!is_pseudonym(id), "{id}");
        }
    }

    #[test]
    fn a_key_can_be_written_and_read() {
        let key = Key::of(std::array::from_fn(|byte| byte as u8 * 7));
        assert_eq!(Key::read(&key.write()), Some(key.clone()));
        assert_eq!(format!("{key:?}"), "Key(secret)");
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32), &"0".repeat(66), &key.write().repeat(2)] {
            assert_eq!(Key::read(text), None, "{text}");
        }
    }
}
