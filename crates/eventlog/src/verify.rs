//! Proves that a log is as it was written, or names the first frame that is not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use types::{Hash, Instant};

use crate::failure::{Finding, Flaw, LogFailure};
use crate::frame::{Frame, Header, LogId};
use crate::log::read;
use crate::sled_store::{SledStore, panic_message};
use crate::store::{Mark, Store, StoreFailure};

/// What a clean log holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub log: String,
    /// None while the log is empty.
    pub id: Option<LogId>,
    pub frames: u64,
    pub records: u64,
    /// Hash of the last frame; [`Hash::NONE`] while the log is empty.
    pub head: Hash,
}

impl Flaw {
    pub(crate) fn stranger(header: &Header) -> Self {
        Self::Stranger {
            name: header.name.clone(),
            id: header.log.clone(),
            timekeeping: header.timekeeping,
        }
    }
}

fn finding(log: &str, frame: u64, flaw: Flaw) -> LogFailure {
    LogFailure::Damaged(Box::new(Finding {
        log: log.to_owned(),
        frame,
        flaw,
    }))
}

fn witnessed(store: &dyn Store, log: &str) -> Result<Option<Mark>, LogFailure> {
    store.witnessed().map_err(|cause| LogFailure::Store {
        log: log.to_owned(),
        cause,
    })
}

/// Refuses a store that ends before the frame that was seen in it, or holds another in its place.
pub(crate) fn check_witness(store: &dyn Store, log: &str) -> Result<(), LogFailure> {
    let Some(seen) = witnessed(store, log)? else {
        return Ok(());
    };
    let head = store.head();
    if head < seen.frame {
        return Err(finding(
            log,
            head.saturating_add(1),
            Flaw::Cut {
                witnessed: seen.frame,
            },
        ));
    }
    let found = read(store, log, seen.frame)?.hash;
    if found == seen.hash {
        return Ok(());
    }
    let replaced = Flaw::Replaced {
        found,
        witnessed: seen.hash,
    };
    Err(finding(log, seen.frame, replaced))
}

/// Reads every frame of a store and checks it against the one before.
pub(crate) fn verify(store: &dyn Store, log: &str) -> Result<Verification, LogFailure> {
    let mut walk = Walk::begin(log);
    for frame in 1..=store.head() {
        walk.step(read(store, log, frame)?)?;
    }
    check_witness(store, log)?;
    Ok(walk.done)
}

/// A way through the frames from the first on.
struct Walk {
    done: Verification,
    first: Option<Header>,
    stamp: Instant,
}

impl Walk {
    fn begin(log: &str) -> Self {
        Self {
            done: Verification {
                log: log.to_owned(),
                id: None,
                frames: 0,
                records: 0,
                head: Hash::NONE,
            },
            first: None,
            stamp: Instant::MIN,
        }
    }

    fn step(&mut self, frame: Frame) -> Result<(), LogFailure> {
        let header = frame.header;
        self.check(&header)
            .map_err(|flaw| finding(&self.done.log, header.frame, flaw))?;
        self.done.frames = header.frame;
        self.done.records = header.last_position();
        self.done.head = frame.hash;
        self.stamp = header.stamp;
        self.done.id.get_or_insert_with(|| header.log.clone());
        self.first.get_or_insert(header);
        Ok(())
    }

    fn check(&self, header: &Header) -> Result<(), Flaw> {
        let same_log = self
            .first
            .as_ref()
            .is_none_or(|first| first.log == header.log && first.timekeeping == header.timekeeping);
        if header.name != self.done.log || !same_log {
            return Err(Flaw::stranger(header));
        }
        if header.previous != self.done.head {
            return Err(Flaw::Chain {
                follows: header.previous,
                previous: self.done.head,
            });
        }
        let expected = self.done.records.saturating_add(1);
        if header.first_position != expected {
            return Err(Flaw::Position {
                found: header.first_position,
                expected,
            });
        }
        if header.stamp < self.stamp {
            return Err(Flaw::StampBack {
                found: header.stamp,
                last: self.stamp,
            });
        }
        Ok(())
    }
}

/// Verifies a log in a directory that no process holds. Never panics, whatever the files hold.
///
/// # Errors
/// [`LogFailure::Damaged`] with the first frame that is not as it was written; [`LogFailure::Store`] when the
/// directory holds no log or another process has it open.
pub fn verify_dir(dir: &Path, log: &str) -> Result<Verification, LogFailure> {
    let checked = catch_unwind(AssertUnwindSafe(|| open_and_verify(dir, log)));
    checked.unwrap_or_else(|panic| {
        let cause = StoreFailure::Panicked {
            doing: "verify the log",
            message: panic_message(&*panic),
        };
        Err(unopenable(dir, log, cause))
    })
}

fn open_and_verify(dir: &Path, log: &str) -> Result<Verification, LogFailure> {
    match SledStore::open_existing(dir) {
        Ok(store) => verify(&store, log),
        Err(cause @ (StoreFailure::InUse { .. } | StoreFailure::Absent { .. })) => Err(LogFailure::Store {
            log: log.to_owned(),
            cause,
        }),
        Err(cause) => Err(unopenable(dir, log, cause)),
    }
}

fn unopenable(dir: &Path, log: &str, cause: StoreFailure) -> LogFailure {
    let witnessed = crate::witness::read_mark(dir)
        .ok()
        .flatten()
        .map_or(0, |mark| mark.frame);
    finding(log, 1, Flaw::Unopenable { witnessed, cause })
}
