//! Forgetting people (after the evening): pseudonyms in the place of names, so that an evening can still be counted, and
//! "already met" still works for whoever has the key.
//!
//! A pseudonym is an id that is made from the id before it and a secret key ([`Key::pseudonym`]). The same person has the
//! same one at every evening that was forgotten with that key. Without the key nobody can tell whose it is.
//!
//! Texts in, texts out: an event is written anew ([`event()`]), with nothing in it but what points and rules need; a
//! schedule and the log of a night ([`schedule()`], [`night()`]) keep everything but the ids. Each can be forgotten on its
//! own and twice: what is a pseudonym already stays as it is.

mod event;
mod files;
mod key;

pub use event::event;
pub use files::{NO_DIGEST, night, schedule};
pub use key::{Key, is_pseudonym};
