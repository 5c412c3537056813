//! One power cut: a writer frozen, its disk copied as it is, the copy mounted and the log held against what was
//! acknowledged.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, Result};
use eventlog::{Log, SledStore, Timekeeping, verify_dir};

use super::Mutant;
use super::disk::{Mounted, format};
use super::frames::{LOG, frame, is_multi_part};
use super::writer::Appending;

/// What was left after one power cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Every acknowledged frame is there as it was appended; so many, and so many of them in several parts.
    Whole { frames: u64, multi_part: u64 },
    /// The log opens, but a frame that was acknowledged is missing or changed.
    Lost { acknowledged: u64, first_lost: u64 },
    /// The log does not open or does not verify, so that all of it is lost.
    DoesNotOpen { acknowledged: u64, reason: String },
}

/// Cuts the power after so many acknowledged frames and says what was left.
///
/// # Errors
/// When no disk could be made, or the writer ended by itself: nothing was tried then.
pub(super) fn cut(program: &Path, dir: &Path, after: u64, mutant: Option<Mutant>) -> Result<Outcome> {
    let (image, survivor) = (dir.join("disk"), dir.join("disk-after"));
    format(&image)?;
    let mounted = Mounted::at(&image, dir.join("before"))?;
    let log = mounted.path().join("log");
    if let Some(mutant) = mutant {
        fs::create_dir_all(&log)?;
        File::create(log.join(mutant.order()))?.sync_all()?;
    }
    let mut writer = Appending::start(program, &log)?;
    let acknowledged = writer.freeze_after(after)?;
    fs::copy(&image, &survivor).context("failed to copy the disk")?;
    drop(writer);
    drop(mounted);
    Ok(match Mounted::at(&survivor, dir.join("after")) {
        Ok(mounted) => look(&mounted.path().join("log"), acknowledged),
        Err(failure) => Outcome::DoesNotOpen {
            acknowledged,
            reason: format!("{failure:#}"),
        },
    })
}

/// Holds a log against the frames that were acknowledged.
fn look(log: &Path, acknowledged: u64) -> Outcome {
    match read(log, acknowledged) {
        Ok(outcome) => outcome,
        Err(failure) => Outcome::DoesNotOpen {
            acknowledged,
            reason: format!("{failure:#}"),
        },
    }
}

fn read(dir: &Path, acknowledged: u64) -> Result<Outcome> {
    verify_dir(dir, LOG)?;
    let store = SledStore::open_existing(dir)?;
    let (log, _writer) = match Log::open(store, LOG, Timekeeping::Virtual) {
        Err(eventlog::LogFailure::Empty { .. }) => {
            return Ok(Outcome::Lost {
                acknowledged,
                first_lost: 1,
            });
        }
        opened => opened?,
    };
    let mut multi_part = 0;
    for n in 1..=acknowledged {
        let appended = frame(n);
        let same = log.read(n).is_ok_and(|read| {
            (read.records, read.extra) == (appended.records.clone(), appended.extra.clone())
                && (read.header.stamp, &read.header.vector) == (appended.stamp, &appended.vector)
        });
        if !same {
            return Ok(Outcome::Lost {
                acknowledged,
                first_lost: n,
            });
        }
        multi_part += u64::from(is_multi_part(&appended));
    }
    Ok(Outcome::Whole {
        frames: acknowledged,
        multi_part,
    })
}
