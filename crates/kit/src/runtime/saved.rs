//! What a fold is taken up from: the newest snapshot, and beside it the file with what rests.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eventlog::{SnapshotMark, Snapshots};
use serde::de::DeserializeOwned;

use super::scratch::{Scratch, ScratchMark};

/// A fold as it was saved.
pub(super) struct Saved<F> {
    pub(super) fold: F,
    /// Where it puts what rests.
    pub(super) scratch: Option<Arc<Scratch>>,
    /// The last frame folded.
    pub(super) frame: u64,
    /// What the snapshot takes.
    pub(super) bytes: u64,
}

impl<F: Default> Saved<F> {
    /// Begins with nothing.
    pub(super) fn nothing(scratch: Option<Arc<Scratch>>) -> Self {
        Self {
            fold: F::default(),
            scratch,
            frame: 0,
            bytes: 0,
        }
    }
}

impl<F: DeserializeOwned> Saved<F> {
    /// Takes up the newest snapshot that fits. None when there is none, or what it names places in is gone.
    pub(super) fn newest(
        name: &str,
        kept: &Path,
        fold_version: u32,
        fits: impl Fn(&SnapshotMark) -> bool,
    ) -> Option<Self> {
        let newest = Snapshots::new(kept).latest(fold_version, fits);
        let saved = newest.and_then(|newest| match newest {
            Some((mark, bytes)) => Self::read(name, kept, mark.frame, &bytes),
            None => Ok(None),
        });
        saved.unwrap_or_else(|failure| {
            tracing::warn!(service = name, %failure, "snapshots cannot be read; folding everything");
            None
        })
    }

    /// None when it was saved otherwise, or what it names places in is gone.
    fn read(name: &str, kept: &Path, frame: u64, bytes: &[u8]) -> io::Result<Option<Self>> {
        let Ok((mark, fold)) = postcard::from_bytes::<(Option<ScratchMark>, F)>(bytes) else {
            return Ok(None);
        };
        let scratch = match mark {
            None => new_scratch(name, kept),
            Some(mark) => match Scratch::go_on(&shelf_in(kept), mark)? {
                None => return Ok(None),
                there => there.map(Arc::new),
            },
        };
        let bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Some(Self {
            fold,
            scratch,
            frame,
            bytes,
        }))
    }
}

/// Makes an empty place for what rests, which lasts. Without one everything stays in memory.
pub(super) fn new_scratch(name: &str, kept: &Path) -> Option<Arc<Scratch>> {
    let made = std::fs::create_dir_all(kept).and_then(|()| Scratch::lasting(&shelf_in(kept)));
    match made {
        Ok(scratch) => Some(Arc::new(scratch)),
        Err(failure) => {
            tracing::warn!(
                service = name, directory = %kept.display(), %failure,
                "failed to make a scratch file; what rests stays in memory"
            );
            None
        }
    }
}

/// Beside the snapshots that name places in it: whoever removes one removes all.
pub(super) fn shelf_in(kept: &Path) -> PathBuf {
    kept.join("shelf")
}
