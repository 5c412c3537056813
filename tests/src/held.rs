//! A service whose writer stands still, so that nothing it takes can be done.

use std::fs::{self, File, OpenOptions};
use std::path::PathBuf;

use rustix::fs::{CWD, Mode, mkfifoat};

use crate::Data;

/// The fault point's named pipe in the directory of a log.
const HELD: &str = "fault-held";

/// A service that will stand still when it comes to write its next frame.
#[derive(Debug)]
pub struct ToBeHeld(PathBuf);

/// A service that stands still, its next frame decided and not written.
#[derive(Debug)]
pub struct Held {
    pipe: PathBuf,
    end: File,
}

impl ToBeHeld {
    /// Orders a running service to stand still at its next frame.
    ///
    /// # Panics
    /// When no named pipe can be made.
    #[must_use]
    pub fn order(data: &Data, service: &str) -> Self {
        let pipe = data.log(service).join(HELD);
        mkfifoat(CWD, &pipe, Mode::RUSR | Mode::WUSR).expect("a named pipe in a data directory");
        Self(pipe)
    }

    /// Waits until it stands still: something must have been asked of it that makes a frame.
    ///
    /// # Panics
    /// When the named pipe is gone.
    #[must_use]
    pub fn stands_still(self) -> Held {
        let end = OpenOptions::new()
            .write(true)
            .open(&self.0)
            .expect("the pipe is there until it is let go");
        Held { pipe: self.0, end }
    }
}

impl Held {
    /// Lets it go on.
    ///
    /// # Panics
    /// When the named pipe is gone.
    pub fn goes_on(self) {
        // The next frame must not meet it any more when this end is closed.
        fs::remove_file(&self.pipe).expect("the pipe is there until now");
        drop(self.end);
    }
}
