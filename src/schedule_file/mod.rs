//! The schedule file (§5): plain TOML that can be edited by hand.

mod digest;
mod read;
mod write;

pub use digest::digest;
pub use read::read;
pub use write::write;
