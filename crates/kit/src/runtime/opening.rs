//! From a directory to a folded log.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use decider::Service;
use decider::shelf::Shelf;
use eventlog::{
    Head, Log, LogFailure, LogId, SledStore, SnapshotMark, Snapshots, Store, StoreFailure, Timekeeping,
    Writer,
};
use serde::de::DeserializeOwned;
use timesource::Time;
use types::Instant;

use super::heads::{Signing, signed_heads};
use super::scratch::{Scratch, ScratchMark};
use crate::core::fold::{FoldFailure, Folded};

/// Says why a log cannot be opened or folded.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailure {
    #[error("failed to open the database in {directory}")]
    Store {
        directory: PathBuf,
        source: StoreFailure,
    },
    #[error(transparent)]
    Log(#[from] LogFailure),
    #[error(
        "the log of {log} is gone: {} holds none, though the file of its heads, {}, is there; restore it from a backup",
        directory.display(), heads.display()
    )]
    Gone {
        log: String,
        directory: PathBuf,
        heads: PathBuf,
    },
    #[error("log {log} cannot be folded by this program; a newer one wrote it")]
    Fold { log: String, source: FoldFailure },
}

/// An open log with everything that is folded from it.
pub(crate) struct Opened<S: Service> {
    pub(crate) folded: Folded<S>,
    pub(crate) log: Log,
    pub(crate) writer: Writer,
    pub(crate) snapshots: Snapshots,
    pub(crate) scratch: Option<Arc<Scratch>>,
    pub(crate) directory: PathBuf,
    pub(crate) signing: Signing,
}

/// Opens the database of a service's log.
///
/// # Errors
/// [`OpenFailure::Store`], among others when another process holds it.
pub fn open_store(data: &Path, name: &str) -> Result<SledStore, OpenFailure> {
    let directory = data.join(name).join("log");
    SledStore::open(&directory).map_err(|source| OpenFailure::Store { directory, source })
}

/// Opens a service's log, or begins it, and folds it from the newest snapshot that fits.
pub(crate) fn open<S: Service>(data: &Path, time: &Time) -> Result<Opened<S>, OpenFailure> {
    let name = S::NAME.as_str();
    let timekeeping = if time.is_virtual() {
        Timekeeping::Virtual
    } else {
        Timekeeping::Real
    };
    if !data.join(name).join("log").join("db").exists() {
        refuse_gone(data, name)?;
    }
    let store = open_store(data, name)?;
    let directory = data.join(name);
    let seed = directory.as_os_str().as_encoded_bytes();
    let (log, writer) = open_log(store, name, timekeeping, time.now(), seed)?;
    let kept = directory.join("snapshots");
    let snapshots = Snapshots::new(&kept);
    let (folded, scratch) = fold::<S>(&snapshots, &kept, &log)?;
    let signing = Signing::open(data, name, &log);
    Ok(Opened {
        folded,
        signing,
        log,
        writer,
        snapshots,
        scratch,
        directory,
    })
}

/// A log that begins anew would give out the numbers once more that the lost one gave.
fn refuse_gone(data: &Path, name: &str) -> Result<(), OpenFailure> {
    let heads = signed_heads(data, name);
    if !heads.exists() {
        return Ok(());
    }
    Err(OpenFailure::Gone {
        log: name.to_owned(),
        directory: data.join(name).join("log"),
        heads,
    })
}

/// Opens the log in a store, or begins it at `now` under an id that is derived from the seed.
///
/// # Errors
/// [`LogFailure`], when the log is damaged or another one.
pub fn open_log(
    store: impl Store + 'static,
    name: &str,
    timekeeping: Timekeeping,
    now: Instant,
    seed: &[u8],
) -> Result<(Log, Writer), LogFailure> {
    if store.head() == 0 {
        let id = LogId::derive(name, now, seed);
        return Log::create(store, name, id, timekeeping);
    }
    Log::open(store, name, timekeeping)
}

/// Folds the frames of a log that come after `from`.
///
/// # Errors
/// [`OpenFailure::Log`] and [`OpenFailure::Fold`].
pub fn fold_on<S: Service>(mut folded: Folded<S>, log: &Log, from: u64) -> Result<Folded<S>, OpenFailure> {
    for frame in log.frames(from) {
        folded.frame(&frame?).map_err(|source| OpenFailure::Fold {
            log: log.name().to_owned(),
            source,
        })?;
    }
    Ok(folded)
}

/// A log's fold, and where it puts what rests: from the newest snapshot that fits, or from the first frame.
fn fold<S: Service>(snapshots: &Snapshots, kept: &Path, log: &Log) -> Result<Begun<Folded<S>>, OpenFailure> {
    if let Some(((folded, scratch), from)) = start_of_fold::<S>(snapshots, kept, log) {
        let folded = fold_on(shelved(folded, scratch.as_ref()), log, from)?;
        let Some(failure) = scratch.as_ref().and_then(|scratch| scratch.failure()) else {
            return Ok((folded, scratch));
        };
        tracing::warn!(
            service = S::NAME.as_str(),
            failure,
            "what a snapshot rests on cannot be read; folding the whole log"
        );
    }
    let scratch = new_scratch(S::NAME.as_str(), kept);
    let folded = shelved(Folded::default(), scratch.as_ref());
    Ok((fold_on(folded, log, 0)?, scratch))
}

fn shelved<S: Service>(mut folded: Folded<S>, scratch: Option<&Arc<Scratch>>) -> Folded<S> {
    if let Some(scratch) = scratch {
        folded.shelve(&(Arc::clone(scratch) as Arc<dyn Shelf>));
    }
    folded
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
fn shelf_in(kept: &Path) -> PathBuf {
    kept.join("shelf")
}

/// A fold, and where it puts what rests.
type Begun<F> = (F, Option<Arc<Scratch>>);

/// From the newest snapshot that fits, with its frame.
fn start_of_fold<S: Service>(
    snapshots: &Snapshots,
    kept: &Path,
    log: &Log,
) -> Option<(Begun<Folded<S>>, u64)> {
    let fits = |mark: &SnapshotMark| mark.fits(log);
    begin_from(S::NAME.as_str(), snapshots, kept, fold_version::<S>(), fits)
}

/// What was saved in the newest snapshot that fits, with its frame. None when there is none, or what it names places in
/// is gone.
pub(super) fn begin_from<F: DeserializeOwned>(
    name: &str,
    snapshots: &Snapshots,
    kept: &Path,
    fold_version: u32,
    fits: impl Fn(&SnapshotMark) -> bool,
) -> Option<(Begun<F>, u64)> {
    let newest = snapshots.latest(fold_version, fits);
    let begun = newest.and_then(|newest| {
        let Some((mark, bytes)) = newest else {
            return Ok(None);
        };
        Ok(read(name, kept, &bytes)?.map(|begun| (begun, mark.frame)))
    });
    begun.unwrap_or_else(|failure| {
        tracing::warn!(service = name, %failure, "snapshots cannot be read; folding the whole log");
        None
    })
}

/// None when it was saved otherwise, or what it names places in is gone.
fn read<F: DeserializeOwned>(name: &str, kept: &Path, bytes: &[u8]) -> io::Result<Option<Begun<F>>> {
    let Ok((mark, fold)) = postcard::from_bytes::<(Option<ScratchMark>, F)>(bytes) else {
        return Ok(None);
    };
    let Some(mark) = mark else {
        return Ok(Some((fold, new_scratch(name, kept))));
    };
    let scratch = Scratch::go_on(&shelf_in(kept), mark)?;
    Ok(scratch.map(|scratch| (fold, Some(Arc::new(scratch)))))
}

/// Raised whenever the kit itself folds differently.
const KIT_FOLD_VERSION: u32 = 5;

/// The version of a service's fold with the kit's around it.
fn fold_version<S: Service>() -> u32 {
    KIT_FOLD_VERSION * 10_000 + S::FOLD_VERSION
}

/// The mark of a snapshot of everything up to a head.
pub(super) fn snapshot_mark<S: Service>(head: Head) -> SnapshotMark {
    SnapshotMark {
        frame: head.frame,
        frame_hash: head.hash,
        fold_version: fold_version::<S>(),
    }
}

#[cfg(test)]
mod tests;
