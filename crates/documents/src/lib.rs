//! Photos and papers as files, named by the SHA-256 of their content, beside the logs.
//!
//! Put first, named second: a document is on disk under its final name before any command can name it, so a log never
//! names what is not there. A document that nobody came to name is harmless, and the same content is one file however
//! often it is put. Several processes may put and read at once.
//!
//! Nothing here knows orders or claims, and nothing here is ever deleted but what was never finished.

mod check;
mod disk;
mod failure;
mod incoming;
mod media;
mod store;

pub use check::DocumentProblem;
pub use disk::{Disk, DiskLimits, Room};
pub use failure::DocumentFailure;
pub use incoming::{Incoming, Stored};
pub use store::{Documents, Found};
