//! Why a document cannot be put or read.

use std::io;
use std::path::{Path, PathBuf};

/// Says why a document cannot be put or read.
#[derive(Debug, thiserror::Error)]
pub enum DocumentFailure {
    #[error("the document is larger than {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    #[error("the document is empty")]
    Empty,
    #[error("the document is no picture, PDF, ZIP or UTF-8 text")]
    UnknownType,
    #[error("failed to {doing} {path}")]
    Disk {
        /// What was being done, `write`.
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

impl DocumentFailure {
    /// Says of an error what was being done, and to which file.
    pub(crate) fn disk(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { doing, path, source }
    }
}
