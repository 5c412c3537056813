//! When a snapshot is saved, and by whom.
//!
//! A snapshot is written down where the fold is, between two frames; the file is made, synced and renamed by a thread of
//! its own, so that nobody waits for the disk.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use eventlog::{SnapshotMark, Snapshots};
use serde::Serialize;

use super::scratch::Scratch;

/// Frames between snapshots, at least.
const EVERY: u64 = 20_000;

/// Saves the snapshots of one fold now and then, and at the end.
#[derive(Debug)]
pub(super) struct Saving {
    /// Whose fold it is.
    name: &'static str,
    snapshots: Snapshots,
    /// Where the fold puts what rests, if it can.
    scratch: Option<Arc<Scratch>>,
    /// The frame of the last one.
    last: u64,
    /// Bytes of the last one.
    size: u64,
    /// Bytes of records folded since.
    folded: u64,
    under_way: Option<JoinHandle<()>>,
}

impl Saving {
    /// Goes on from what is folded up to the frame `last`, beginning from a snapshot of this size, or from none.
    pub(super) const fn from(
        name: &'static str,
        snapshots: Snapshots,
        scratch: Option<Arc<Scratch>>,
        (last, size): (u64, u64),
    ) -> Self {
        Self {
            name,
            snapshots,
            scratch,
            last,
            size,
            folded: 0,
            under_way: None,
        }
    }

    /// Why the fold can be believed no longer; what it rests on is then not begun from again.
    pub(super) fn unreadable(&self) -> Option<String> {
        let scratch = self.scratch.as_ref()?;
        let failure = scratch.failure()?.to_owned();
        scratch.discard();
        Some(failure)
    }

    /// Notes bytes of records that were folded.
    pub(super) fn note(&mut self, bytes: usize) {
        self.folded = self
            .folded
            .saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// Saves a snapshot of the fold when it is time: after so many frames, and not before as much was folded as a
    /// snapshot takes. So a state that has grown large costs no more of every command's time.
    pub(super) fn when_it_is_time<T: Serialize>(&mut self, mark: SnapshotMark, fold: &T) {
        let is_time = mark.frame >= self.last.saturating_add(EVERY) && self.folded >= self.size;
        let is_idle = self.under_way.as_ref().is_none_or(JoinHandle::is_finished);
        if !is_time || !is_idle {
            return;
        }
        (self.last, self.folded) = (mark.frame, 0);
        let Some(bytes) = self.written(fold) else {
            return;
        };
        self.size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let (name, snapshots, scratch) = (self.name, self.snapshots.clone(), self.scratch.clone());
        let saving = std::thread::Builder::new().name(format!("{name}-snapshot"));
        match saving.spawn(move || save(name, &snapshots, scratch.as_deref(), mark, &bytes)) {
            Ok(under_way) => self.under_way = Some(under_way),
            Err(failure) => tracing::warn!(service = name, %failure, "failed to save a snapshot"),
        }
    }

    /// Saves the fold as it is in the end, and waits for it.
    pub(super) fn at_the_end<T: Serialize>(mut self, mark: SnapshotMark, fold: &T) {
        if let Some(under_way) = self.under_way.take() {
            // One that failed is only a slower start.
            let _ = under_way.join();
        }
        if mark.frame > 0
            && let Some(bytes) = self.written(fold)
        {
            save(self.name, &self.snapshots, self.scratch.as_deref(), mark, &bytes);
        }
    }

    /// The fold, behind the mark of what it names places in.
    fn written<T: Serialize>(&self, fold: &T) -> Option<Vec<u8>> {
        let marked = self.scratch.as_deref().map_or(Ok(None), Scratch::mark);
        let bytes = marked.and_then(|mark| postcard::to_stdvec(&(mark, fold)).map_err(io::Error::other));
        match bytes {
            Ok(bytes) => Some(bytes),
            Err(failure) => {
                tracing::warn!(service = self.name, %failure, "failed to write down a snapshot");
                None
            }
        }
    }
}

fn save(
    name: &'static str,
    snapshots: &Snapshots,
    scratch: Option<&Scratch>,
    mark: SnapshotMark,
    bytes: &[u8],
) {
    let synced = scratch.map_or(Ok(()), Scratch::sync);
    if let Err(failure) = synced.and_then(|()| snapshots.save(mark, bytes)) {
        tracing::warn!(service = name, %failure, "failed to save a snapshot");
    }
}
