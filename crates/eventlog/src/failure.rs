//! What can be wrong with a log, in sentences that say what to do.

use std::error::Error;
use std::fmt;

use types::{Hash, Instant};

use crate::frame::{BadFrame, LogId, Timekeeping};
use crate::store::StoreFailure;

/// Names the first frame of a log that is not as it was written, and what is wrong with it.
#[derive(Debug)]
pub struct Finding {
    pub log: String,
    pub frame: u64,
    pub flaw: Flaw,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "log {} is damaged at frame {}: {}",
            self.log, self.frame, self.flaw
        )?;
        f.write_str("; keep a copy of the directory and restore the log from a backup")
    }
}

impl Error for Finding {
    /// What caused the flaw; the flaw itself stands in the text.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.flaw.source()
    }
}

/// What is wrong with a frame.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    #[error("it cannot be read")]
    Unreadable(#[source] StoreFailure),
    #[error("it is missing, though the log reaches frame {head}")]
    Missing { head: u64 },
    #[error("it and all later ones are missing, though the log was seen to reach frame {witnessed}")]
    Cut { witnessed: u64 },
    #[error("its hash is {found}, but {witnessed} was seen there")]
    Replaced { found: Hash, witnessed: Hash },
    #[error(transparent)]
    Bad(#[from] BadFrame),
    #[error("it belongs to log {name} ({id}) in {timekeeping} time")]
    Stranger {
        name: String,
        id: LogId,
        timekeeping: Timekeeping,
    },
    #[error("it follows a frame with the hash {follows}, but the frame before has {previous}")]
    Chain { follows: Hash, previous: Hash },
    #[error("its first record has position {found} instead of {expected}")]
    Position { found: u64, expected: u64 },
    #[error("its stamp {found} is before the last stamp {last}")]
    StampBack { found: Instant, last: Instant },
    #[error("the database does not open; its file still holds frames 1 to {whole} of {witnessed} whole")]
    Unopenable {
        whole: u64,
        witnessed: u64,
        #[source]
        cause: StoreFailure,
    },
}

/// Why a log cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogFailure {
    #[error(transparent)]
    Damaged(#[from] Box<Finding>),
    #[error(
        "frame {frame} of log {log} has format {format}, and this program reads formats up to {}: a newer one wrote it; start that one, or restore a backup made before the upgrade into another directory",
        crate::packed::PACKED
    )]
    Newer { log: String, frame: u64, format: u8 },
    #[error("failed to use the store of log {log}")]
    Store {
        log: String,
        #[source]
        cause: StoreFailure,
    },
    #[error("log {log} is empty; create it")]
    Empty { log: String },
    #[error("log {log} already has frames; open it")]
    NotEmpty { log: String },
    #[error("the directory holds log {found}, not log {log}; check the data directory")]
    Name { log: String, found: String },
    #[error(
        "log {log} is kept in {is} time and cannot be opened in {asked} time; use another data directory for the sandbox"
    )]
    Timekeeping {
        log: String,
        is: Timekeeping,
        asked: Timekeeping,
    },
    #[error("log {log} has no frame {frame}; it reaches frame {head}")]
    NoSuchFrame { log: String, frame: u64, head: u64 },
    #[error("a frame of log {log} cannot be stamped {given}, before the last stamp {last}")]
    StampBack {
        log: String,
        given: Instant,
        last: Instant,
    },
    #[error("a frame of log {log} would have {bytes} bytes, more than {limit}")]
    TooLarge { log: String, bytes: usize, limit: usize },
    #[error(
        "failed to append frame {frame} to log {log}: nobody knows whether it is on disk; end the process, check the disk and start again"
    )]
    Append {
        log: String,
        frame: u64,
        #[source]
        cause: StoreFailure,
    },
    #[error("an earlier append to log {log} failed; end the process, check the disk and start again")]
    Poisoned { log: String },
}
