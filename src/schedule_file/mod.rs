//! The schedule file (§5): plain TOML that can be edited by hand; and the certificate that can stand beside it.

mod certificate;
mod digest;
mod read;
mod write;

pub use certificate::{CertificateFile, read_certificate, write_certificate};
pub use digest::digest;
pub use read::read;
pub use write::write;
