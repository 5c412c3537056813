//! When a snapshot is saved, and by whom.
//!
//! A snapshot is written down where the state is, between two frames; the file is made, synced and renamed by a thread of
//! its own, so that no command waits for the disk twice.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use decider::Service;
use eventlog::{Head, SnapshotMark, Snapshots};

use super::opening::fold_version;
use super::scratch::Scratch;
use crate::core::fold::Folded;

/// Frames between snapshots, at least.
const EVERY: u64 = 20_000;

/// Saves a service's snapshots now and then, and at the end.
#[derive(Debug)]
pub(super) struct Saving {
    snapshots: Snapshots,
    /// Where the fold puts what rests, if it can.
    scratch: Option<Arc<Scratch>>,
    /// The frame of the last one.
    last: u64,
    /// Bytes of the last one.
    size: u64,
    /// Bytes of records appended since.
    appended: u64,
    under_way: Option<JoinHandle<()>>,
}

impl Saving {
    /// Goes on from a log folded up to `last`.
    pub(super) const fn from(snapshots: Snapshots, scratch: Option<Arc<Scratch>>, last: u64) -> Self {
        Self {
            snapshots,
            scratch,
            last,
            size: 0,
            appended: 0,
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

    /// Saves a snapshot of the fold at the log's head when it is time: after so many frames, and not before as much was
    /// appended as a snapshot takes. So a state that has grown large costs no more of every command's time.
    pub(super) fn appended<S: Service>(&mut self, bytes: usize, folded: &Folded<S>, head: Head) {
        self.appended = self
            .appended
            .saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        let is_time = head.frame >= self.last.saturating_add(EVERY) && self.appended >= self.size;
        let is_idle = self.under_way.as_ref().is_none_or(JoinHandle::is_finished);
        if !is_time || !is_idle {
            return;
        }
        (self.last, self.appended) = (head.frame, 0);
        let scratch = self.scratch.clone();
        let Some(bytes) = written(folded, scratch.as_deref()) else {
            return;
        };
        self.size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let (snapshots, mark) = (self.snapshots.clone(), mark::<S>(head));
        let saving = std::thread::Builder::new().name(format!("{}-snapshot", S::NAME));
        match saving.spawn(move || save::<S>(&snapshots, scratch.as_deref(), mark, &bytes)) {
            Ok(under_way) => self.under_way = Some(under_way),
            Err(failure) => {
                tracing::warn!(service = S::NAME.as_str(), %failure, "failed to save a snapshot");
            }
        }
    }

    /// Saves the fold at the log's head, and waits for it.
    pub(super) fn at_the_end<S: Service>(self, folded: &Folded<S>, head: Head) {
        if let Some(under_way) = self.under_way {
            // One that failed is only a slower start.
            let _ = under_way.join();
        }
        if head.frame > 0
            && let Some(bytes) = written(folded, self.scratch.as_deref())
        {
            save::<S>(&self.snapshots, self.scratch.as_deref(), mark::<S>(head), &bytes);
        }
    }
}

fn mark<S: Service>(head: Head) -> SnapshotMark {
    SnapshotMark {
        frame: head.frame,
        frame_hash: head.hash,
        fold_version: fold_version::<S>(),
    }
}

/// The fold, behind the mark of what it names places in.
fn written<S: Service>(folded: &Folded<S>, scratch: Option<&Scratch>) -> Option<Vec<u8>> {
    let marked = scratch.map_or(Ok(None), Scratch::mark);
    let bytes = marked.and_then(|mark| postcard::to_stdvec(&(mark, folded)).map_err(io::Error::other));
    match bytes {
        Ok(bytes) => Some(bytes),
        Err(failure) => {
            tracing::warn!(service = S::NAME.as_str(), %failure, "failed to write down a snapshot");
            None
        }
    }
}

fn save<S: Service>(snapshots: &Snapshots, scratch: Option<&Scratch>, mark: SnapshotMark, bytes: &[u8]) {
    let synced = scratch.map_or(Ok(()), Scratch::sync);
    if let Err(failure) = synced.and_then(|()| snapshots.save(mark, bytes)) {
        tracing::warn!(service = S::NAME.as_str(), %failure, "failed to save a snapshot");
    }
}
