//! What a read side keeps for its next start, so that it need not read every log from its first frame.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use decider::Reader;
use eventlog::{SnapshotMark, Snapshots};
use serde::Serialize;
use types::{Hash, Instant, ServiceName};

use crate::core::feeds::Cursor;
use crate::runtime::opening::{begin_from, new_scratch};
use crate::runtime::saving::Saving;
use crate::runtime::scratch::Scratch;

/// Raised whenever the kit follows logs in another way.
const KIT_FOLD_VERSION: u32 = 1;

/// How far each log was folded.
type Cursors = BTreeMap<ServiceName, Cursor>;

/// A model, and everything it was folded from.
#[derive(Default)]
pub(super) struct Begun<M> {
    pub(super) model: M,
    pub(super) stamp: Instant,
    pub(super) cursors: Cursors,
    /// Where the model puts what is done with.
    pub(super) scratch: Option<Arc<Scratch>>,
}

/// The snapshots of one read side.
pub(super) struct Keeping {
    directory: PathBuf,
    snapshots: Snapshots,
    saving: Saving,
    fold_version: u32,
    /// Held as long as the snapshots are ours: two processes would write into one file what each puts away.
    _lock: File,
}

impl Keeping {
    /// Takes up the snapshots in a directory, and begins from the newest one of this program. Whether the logs are still
    /// those that it was folded from is seen when they are read on.
    ///
    /// # Errors
    /// When the directory cannot be written, or another process has it.
    pub(super) fn open<R: Reader>(directory: &Path, program: &str) -> io::Result<(Self, Begun<R::Model>)> {
        fs::create_dir_all(directory)?;
        let lock = File::create(directory.join("lock"))?;
        lock.try_lock()?;
        let directory = directory.join("snapshots");
        let (snapshots, fold_version) = (Snapshots::new(&directory), fold_version::<R>(program));
        let saved = begin_from(R::NAME, &snapshots, &directory, fold_version, |_| true);
        let (begun, last) = match saved {
            Some((((stamp, cursors, model), scratch), last)) => {
                tracing::info!(service = R::NAME, frames = last, "goes on from a snapshot");
                let begun = Begun {
                    model,
                    stamp,
                    cursors,
                    scratch,
                };
                (begun, last)
            }
            None => (anew::<R>(&directory), 0),
        };
        let keeping = Self {
            saving: Saving::from(R::NAME, snapshots.clone(), begun.scratch.clone(), last),
            directory,
            snapshots,
            fold_version,
            _lock: lock,
        };
        Ok((keeping, begun))
    }

    /// Begins with nothing: what was kept was folded from other logs than there are.
    pub(super) fn begin_anew<R: Reader>(&mut self) -> Begun<R::Model> {
        let begun = anew::<R>(&self.directory);
        self.saving = Saving::from(R::NAME, self.snapshots.clone(), begun.scratch.clone(), 0);
        begun
    }

    /// Why the model can be believed no longer; it is then not begun from again.
    pub(super) fn unreadable(&self) -> Option<String> {
        self.saving.unreadable()
    }

    /// Notes bytes of records that were read.
    pub(super) fn note(&mut self, bytes: usize) {
        self.saving.note(bytes);
    }

    /// Saves a snapshot when it is time.
    pub(super) fn when_it_is_time(&mut self, stamp: Instant, cursors: &Cursors, model: &impl Serialize) {
        let mark = self.mark(cursors);
        self.saving.when_it_is_time(mark, &(stamp, cursors, model));
    }

    /// Saves a snapshot, and waits for it.
    pub(super) fn at_the_end(self, stamp: Instant, cursors: &Cursors, model: &impl Serialize) {
        let mark = self.mark(cursors);
        self.saving.at_the_end(mark, &(stamp, cursors, model));
    }

    /// All frames of all logs are counted, and witnessed by the hashes of the last ones.
    fn mark(&self, cursors: &Cursors) -> SnapshotMark {
        let hashes: Vec<&[u8]> = cursors
            .values()
            .map(|cursor| cursor.hash.as_bytes().as_slice())
            .collect();
        SnapshotMark {
            frame: cursors.values().map(|cursor| cursor.frame).sum(),
            frame_hash: Hash::of(&hashes),
            fold_version: self.fold_version,
        }
    }
}

fn anew<R: Reader>(directory: &Path) -> Begun<R::Model> {
    let made = fs::create_dir_all(directory);
    Begun {
        scratch: made.ok().and_then(|()| new_scratch(R::NAME, directory)),
        ..Begun::default()
    }
}

/// Of a program's fold: another version of the program folds everything once.
fn fold_version<R: Reader>(program: &str) -> u32 {
    let versions = [KIT_FOLD_VERSION, R::FOLD_VERSION].map(u32::to_le_bytes);
    let hash = Hash::of(&[program.as_bytes(), versions.as_flattened()]);
    hash.as_bytes()
        .first_chunk()
        .map_or(0, |begin| u32::from_le_bytes(*begin))
}
