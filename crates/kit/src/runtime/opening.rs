//! From a directory to a folded log.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use decider::Service;
use decider::shelf::Shelf;
use eventlog::{
    Head, Log, LogFailure, LogId, SledStore, SnapshotMark, Snapshots, Store, StoreFailure, Timekeeping,
    Writer,
};
use timesource::Time;
use types::Instant;

use super::heads::{Signing, signed_heads};
use super::saved::{Saved, new_scratch};
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
    pub(super) saved: Saved<Folded<S>>,
    pub(crate) log: Log,
    pub(crate) writer: Writer,
    pub(crate) snapshots: Snapshots,
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
    let saved = fold::<S>(&kept, &log)?;
    let signing = Signing::open(data, name, &log);
    Ok(Opened {
        saved,
        signing,
        log,
        writer,
        snapshots: Snapshots::new(&kept),
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

/// A log's fold, from the newest snapshot that fits, or from the first frame.
fn fold<S: Service>(kept: &Path, log: &Log) -> Result<Saved<Folded<S>>, OpenFailure> {
    let name = S::NAME.as_str();
    if let Some(saved) = Saved::newest(name, kept, fold_version::<S>(), |mark| mark.fits(log)) {
        let folded = folded_on::<S>(saved, log)?;
        let Some(failure) = folded.scratch.as_ref().and_then(|scratch| scratch.failure()) else {
            return Ok(folded);
        };
        tracing::warn!(
            service = name,
            failure,
            "what a snapshot rests on cannot be read; folding the whole log"
        );
    }
    folded_on(Saved::nothing(new_scratch(name, kept)), log)
}

/// Goes on from where a fold was saved.
fn folded_on<S: Service>(saved: Saved<Folded<S>>, log: &Log) -> Result<Saved<Folded<S>>, OpenFailure> {
    let mut fold = saved.fold;
    if let Some(scratch) = &saved.scratch {
        fold.shelve(&(Arc::clone(scratch) as Arc<dyn Shelf>));
    }
    let fold = fold_on(fold, log, saved.frame)?;
    Ok(Saved { fold, ..saved })
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
