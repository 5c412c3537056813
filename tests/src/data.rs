//! Data directories.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A data directory of a test's own, which systems may be started on one after another. It goes when it is dropped.
#[derive(Debug)]
pub struct Data(TempDir);

impl Data {
    #[must_use]
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory for a test's data"))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The directory of a service's log.
    #[must_use]
    pub fn log(&self, service: &str) -> PathBuf {
        self.path().join(service).join("log")
    }

    /// The file in which a service's log lies.
    #[must_use]
    pub fn database(&self, service: &str) -> PathBuf {
        self.log(service).join("db")
    }
}

impl Default for Data {
    fn default() -> Self {
        Self::new()
    }
}
