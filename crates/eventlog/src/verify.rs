//! Proves that a log is as it was written, or names the first frame that is not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use types::{Hash, Instant};

use crate::database::panic_message;
use crate::failure::{Finding, Flaw, LogFailure};
use crate::frame::{Frame, Header, LogId};
use crate::log::read;
use crate::remains::Remains;
use crate::sled_store::SledStore;
use crate::store::{Mark, Store, StoreFailure};
use crate::witness;

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

/// A way through the frames from the first on, or from one that is known to be sound.
pub(crate) struct Walk {
    pub(crate) done: Verification,
    first: Option<Header>,
    stamp: Instant,
}

impl Walk {
    /// Goes on after a frame that was read and checked before.
    pub(crate) fn after(log: &str, frame: Frame) -> Self {
        let mut walk = Self::begin(log);
        walk.pass(frame);
        walk
    }

    pub(crate) fn begin(log: &str) -> Self {
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

    /// Takes the next frame, when it follows the one before.
    pub(crate) fn step(&mut self, frame: Frame) -> Result<(), LogFailure> {
        self.check(&frame.header)
            .map_err(|flaw| finding(&self.done.log, frame.header.frame, flaw))?;
        self.pass(frame);
        Ok(())
    }

    fn pass(&mut self, frame: Frame) {
        let header = frame.header;
        self.done.frames = header.frame;
        self.done.records = header.last_position();
        self.done.head = frame.hash;
        self.stamp = header.stamp;
        self.done.id.get_or_insert_with(|| header.log.clone());
        self.first.get_or_insert(header);
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

/// Names the first frame that the database file does not hold whole any more; the last one seen when it holds
/// them all and only what is around them is spoilt.
fn unopenable(dir: &Path, log: &str, cause: StoreFailure) -> LogFailure {
    let whole = Remains::of(dir).map_or(0, |remains| remains.whole_frames());
    let seen = witness::read_mark(dir).ok().flatten();
    let witnessed = seen.map_or(0, |mark| mark.frame).max(whole);
    let frame = whole.saturating_add(1).min(witnessed.max(1));
    let flaw = Flaw::Unopenable {
        whole,
        witnessed,
        cause,
    };
    finding(log, frame, flaw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::{FORMAT, NewFrame, Timekeeping, Vector, encode};
    use crate::memory::MemoryStore;
    use crate::merkle;

    /// A log of three frames with two records each; the third has its own hashes in order, but its header is
    /// changed as a faulty writer would.
    fn verify_with(change: impl Fn(&mut Header)) -> Result<Verification, LogFailure> {
        let store = MemoryStore::new();
        let mut previous = Hash::NONE;
        for frame in 1..=3 {
            let new = NewFrame {
                records: vec![vec![1], vec![2]],
                ..NewFrame::default()
            };
            let mut header = Header {
                format: FORMAT,
                log: LogId::derive("field", Instant::EPOCH, b"seed"),
                name: "field".to_owned(),
                timekeeping: Timekeeping::Real,
                frame,
                first_position: frame * 2 - 1,
                record_count: 2,
                stamp: Instant::from_seconds(100),
                vector: Vector::default(),
                previous,
                records_root: merkle::root(&new.records),
                extra_hash: Hash::of(&[]),
            };
            if frame == 3 {
                change(&mut header);
            }
            let (hash, bytes) = encode(&header, &new).unwrap();
            store.append(frame, &bytes).unwrap();
            previous = hash;
        }
        verify(&store, "field")
    }

    #[test]
    fn a_frame_that_fits_itself_but_not_the_log_is_found() {
        assert_eq!(verify_with(|_| {}).unwrap().records, 6);
        type Case = (fn(&mut Header), fn(&Flaw) -> bool);
        let cases: [Case; 8] = [
            (
                |h| h.previous = Hash::NONE,
                |flaw| matches!(flaw, Flaw::Chain { .. }),
            ),
            (
                |h| h.first_position += 1,
                |flaw| matches!(flaw, Flaw::Position { expected: 5, .. }),
            ),
            (
                |h| h.stamp = Instant::EPOCH,
                |flaw| matches!(flaw, Flaw::StampBack { .. }),
            ),
            (
                |h| h.timekeeping = Timekeeping::Virtual,
                |flaw| matches!(flaw, Flaw::Stranger { .. }),
            ),
            (
                |h| h.name = "fleet".to_owned(),
                |flaw| matches!(flaw, Flaw::Stranger { .. }),
            ),
            (|h| h.frame = 4, |flaw| matches!(flaw, Flaw::Bad(_))),
            (
                |h| h.records_root = Hash::NONE,
                |flaw| matches!(flaw, Flaw::Bad(_)),
            ),
            (|h| h.record_count = 3, |flaw| matches!(flaw, Flaw::Bad(_))),
        ];
        for (change, expected) in cases {
            let LogFailure::Damaged(found) = verify_with(change).unwrap_err() else {
                panic!("not a finding")
            };
            assert!(found.frame == 3 && expected(&found.flaw), "{found}");
        }
    }
}
