//! A machine whose time and time zone a test sets, by libfaketime in front of the system's own C library.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use types::Span;

/// Where Debian and Ubuntu have it, below the name of the machine's kind.
const LIBRARY: &str = "faketime/libfaketime.so.1";

/// A machine's clock. It goes with the real one, as far from it as it was set.
#[derive(Debug)]
pub struct Machine {
    library: PathBuf,
    folder: TempDir,
}

impl Machine {
    /// A machine whose clock is right; none where libfaketime is not installed.
    ///
    /// # Panics
    /// When its clock cannot be set.
    #[must_use]
    pub fn find() -> Option<Self> {
        let kinds = fs::read_dir("/usr/lib").ok()?;
        let mut libraries = kinds.filter_map(|kind| Some(kind.ok()?.path().join(LIBRARY)));
        let library = libraries.find(|library| library.is_file())?;
        let folder = tempfile::tempdir().expect("a directory for a clock");
        let machine = Self { library, folder };
        machine.set(Span::minutes(0));
        Some(machine)
    }

    /// Sets its clock so far ahead of the real one, or behind it; whoever runs on it sees that at once.
    ///
    /// # Panics
    /// When the file that says so cannot be written.
    pub fn set(&self, ahead: Span) {
        let (now, next) = (self.file(), self.folder.path().join("next"));
        let seconds = ahead.as_micros() / 1_000_000;
        fs::write(&next, format!("{seconds:+}\n")).expect("a file in a directory of ours");
        fs::rename(next, now).expect("a file in a directory of ours");
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("ahead")
    }

    /// Has a program run on it, in a time zone of the machine.
    pub(crate) fn runs(&self, command: &mut Command, zone: &str) {
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", self.file())
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("TZ", zone)
            // Zone data of the machine that are gone altogether.
            .env("TZDIR", self.folder.path());
    }
}
