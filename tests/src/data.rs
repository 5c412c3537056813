//! Data directories.

use std::path::{Path, PathBuf};

use eventlog::{Log, SledStore, Timekeeping};
use proto::StoredRecord;
use tempfile::TempDir;
use types::ServiceName;

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

    /// Everything that stands in a service's log, which nobody has open any more and which verifies.
    ///
    /// # Panics
    /// When it does not verify, or cannot be read.
    #[must_use]
    pub fn records(&self, service: ServiceName, time: Timekeeping) -> Vec<StoredRecord> {
        let store = SledStore::open(&self.log(service.as_str())).expect("a log's store");
        let (log, _writer) = Log::open(store, service.as_str(), time).expect("a log");
        log.verify().expect("a log that is whole");
        let frames = log.frames(0).map(|frame| frame.expect("a frame"));
        frames
            .flat_map(|frame| frame.records)
            .map(|record| StoredRecord::from_bytes(&record).expect("a record"))
            .collect()
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
