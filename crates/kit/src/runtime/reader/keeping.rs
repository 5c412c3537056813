//! What a read side keeps for its next start, so that it need not read every log from its first frame.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use decider::Reader;
use eventlog::{SnapshotMark, Snapshots};
use serde::{Deserialize, Serialize};
use types::{Hash, Instant, ServiceName};

use crate::core::feeds::Cursor;
use crate::runtime::saved::{Saved, new_scratch};
use crate::runtime::saving::Saving;

/// Raised whenever the kit follows logs in another way.
const KIT_FOLD_VERSION: u32 = 1;

/// How far each log was folded.
type Cursors = BTreeMap<ServiceName, Cursor>;

/// A model, and up to where it is folded.
#[derive(Default, Deserialize)]
pub(super) struct Folded<M> {
    pub(super) stamp: Instant,
    pub(super) cursors: Cursors,
    pub(super) model: M,
}

/// The snapshots of one read side.
pub(super) struct Keeping {
    directory: PathBuf,
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
    pub(super) fn open<R: Reader>(
        directory: &Path,
        program: &str,
    ) -> io::Result<(Self, Saved<Folded<R::Model>>)> {
        fs::create_dir_all(directory)?;
        let lock = File::create(directory.join("lock"))?;
        lock.try_lock()?;
        let directory = directory.join("snapshots");
        let fold_version = fold_version::<R>(program);
        let newest = Saved::newest(R::NAME, &directory, fold_version, |_| true);
        if let Some(Saved { frame, bytes, .. }) = newest {
            tracing::info!(service = R::NAME, frame, bytes, "goes on from a snapshot");
        }
        let saved = newest.unwrap_or_else(|| nothing::<R>(&directory));
        let keeping = Self {
            saving: saving::<R>(&directory, &saved),
            directory,
            fold_version,
            _lock: lock,
        };
        Ok((keeping, saved))
    }

    /// Begins with nothing: what was kept was folded from other logs than there are.
    pub(super) fn begin_anew<R: Reader>(&mut self) -> Saved<Folded<R::Model>> {
        let nothing = nothing::<R>(&self.directory);
        self.saving = saving::<R>(&self.directory, &nothing);
        nothing
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

/// Snapshots of logs that were longer would pass for newer than those to come.
fn nothing<R: Reader>(directory: &Path) -> Saved<Folded<R::Model>> {
    if let Err(failure) = fs::remove_dir_all(directory)
        && failure.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(service = R::NAME, directory = %directory.display(), %failure, "failed to remove snapshots");
    }
    Saved::nothing(new_scratch(R::NAME, directory))
}

fn saving<R: Reader>(directory: &Path, begun: &Saved<Folded<R::Model>>) -> Saving {
    Saving::from(
        R::NAME,
        Snapshots::new(directory),
        begun.scratch.clone(),
        (begun.frame, begun.bytes),
    )
}

/// Of a program's fold: another version of the program folds everything once.
fn fold_version<R: Reader>(program: &str) -> u32 {
    let versions = [KIT_FOLD_VERSION, R::FOLD_VERSION].map(u32::to_le_bytes);
    let hash = Hash::of(&[program.as_bytes(), versions.as_flattened()]);
    hash.as_bytes()
        .first_chunk()
        .map_or(0, |begin| u32::from_le_bytes(*begin))
}
