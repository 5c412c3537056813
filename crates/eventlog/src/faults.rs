//! Fault points for tests: a commit goes wrong where a file in the log's directory orders it to.
//!
//! The orders that fail are used up by failing; the others hold as long as their file is there.

use std::fs::File;
use std::io;
use std::path::Path;

/// Frames are never synced.
pub const NO_SYNC: &str = "fault-no-sync";
/// A frame is answered first and synced when the next one comes.
pub const EARLY_ANSWER: &str = "fault-early-answer";
/// The next frame cannot be written.
pub const WRITE_FAILS: &str = "fault-write-fails";
/// The next frame is written, and cannot be synced.
pub const SYNC_FAILS: &str = "fault-sync-fails";

/// What is in the journal cannot be moved on.
pub const MOVE_FAILS: &str = "fault-move-fails";

/// A named pipe: whoever comes to write a frame waits until its other end was opened and closed.
pub const HELD: &str = "fault-held";

/// Comes before a frame is written.
pub(crate) fn before_write(dir: &Path, journal: &File) -> io::Result<()> {
    let held = dir.join(HELD);
    if held.exists() {
        std::fs::read(held)?;
    }
    if dir.join(EARLY_ANSWER).exists() {
        journal.sync_data()?;
    }
    fails(dir, WRITE_FAILS)
}

/// Stands for the sync of a written frame.
pub(crate) fn sync(dir: &Path, journal: &File) -> io::Result<()> {
    fails(dir, SYNC_FAILS)?;
    unless_never(dir, journal)
}

/// Stands for the sync of what was moved on.
pub(crate) fn sync_behind(dir: &Path, database: &File) -> io::Result<()> {
    fails(dir, MOVE_FAILS)?;
    unless_never(dir, database)
}

fn unless_never(dir: &Path, file: &File) -> io::Result<()> {
    if [NO_SYNC, EARLY_ANSWER]
        .iter()
        .any(|order| dir.join(order).exists())
    {
        return Ok(());
    }
    file.sync_data()
}

fn fails(dir: &Path, order: &str) -> io::Result<()> {
    let order = dir.join(order);
    if order.exists() {
        std::fs::remove_file(&order)?;
        return Err(io::Error::other("input/output error, as a fault point was told"));
    }
    Ok(())
}
