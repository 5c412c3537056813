//! The one that appends.

use std::sync::Arc;

use types::Hash;

use crate::failure::LogFailure;
use crate::frame::{FORMAT, Header, NewFrame, encode};
use crate::log::Head;
use crate::merkle;
use crate::packed::pack;
use crate::shared::Shared;
use crate::store::{MAX_FRAME_BYTES, Mark};

/// Where an appended frame stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    pub frame: u64,
    pub hash: Hash,
    /// Position of its first record; without records the position the next one will have.
    pub first_position: u64,
}

/// Appends to one log. There is one for each open log; dropping it ends what follows the log.
pub struct Writer {
    shared: Arc<Shared>,
    poisoned: bool,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            poisoned: false,
        }
    }

    /// Appends a frame; it is on disk, and visible to readers, when this returns.
    ///
    /// # Errors
    /// [`LogFailure::StampBack`] and [`LogFailure::TooLarge`] write nothing. [`LogFailure::Append`] means that
    /// the process must end: every later append is [`LogFailure::Poisoned`], because the disk is never asked
    /// a second time.
    pub fn append(&mut self, new: &NewFrame) -> Result<Appended, LogFailure> {
        let log = || self.shared.name.clone();
        if self.poisoned {
            return Err(LogFailure::Poisoned { log: log() });
        }
        let last = self.shared.head();
        if new.stamp < last.stamp {
            return Err(LogFailure::StampBack {
                log: log(),
                given: new.stamp,
                last: last.stamp,
            });
        }
        let header = self.header(new, &last)?;
        let (hash, bytes) =
            encode(&header, new).map_err(|bad| self.shared.finding(header.frame, bad.into()))?;
        let bytes = pack(bytes);
        if bytes.len() > MAX_FRAME_BYTES {
            return Err(self.too_large(bytes.len()));
        }
        let frame = header.frame;
        self.write(Mark { frame, hash }, &bytes)?;
        self.shared.publish(Head {
            frame,
            hash,
            position: header.last_position(),
            stamp: new.stamp,
        });
        Ok(Appended {
            frame,
            hash,
            first_position: header.first_position,
        })
    }

    fn header(&self, new: &NewFrame, last: &Head) -> Result<Header, LogFailure> {
        let record_count = u32::try_from(new.records.len()).map_err(|_| self.too_large(usize::MAX))?;
        Ok(Header {
            format: FORMAT,
            log: self.shared.id.clone(),
            name: self.shared.name.clone(),
            timekeeping: self.shared.timekeeping,
            frame: last.frame.saturating_add(1),
            first_position: last.position.saturating_add(1),
            record_count,
            stamp: new.stamp,
            vector: new.vector.clone(),
            previous: last.hash,
            records_root: merkle::root(&new.records),
            extra_hash: Hash::of(&[&new.extra]),
        })
    }

    fn too_large(&self, bytes: usize) -> LogFailure {
        LogFailure::TooLarge {
            log: self.shared.name.clone(),
            bytes,
            limit: MAX_FRAME_BYTES,
        }
    }

    fn write(&mut self, mark: Mark, bytes: &[u8]) -> Result<(), LogFailure> {
        let store = &self.shared.store;
        let written = store.append(mark.frame, bytes).and_then(|()| store.witness(mark));
        written.map_err(|cause| {
            self.poisoned = true;
            LogFailure::Append {
                log: self.shared.name.clone(),
                frame: mark.frame,
                cause,
            }
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.close();
    }
}
