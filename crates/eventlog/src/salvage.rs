//! What can still be read of a damaged log.

use std::path::Path;

use crate::frame::Frame;
use crate::remains::Remains;
use crate::store::StoreFailure;
use crate::witness;

/// The frames of a log's files that are whole, in order of their numbers.
pub struct Salvaged {
    remains: Remains,
    next: u64,
    last: u64,
}

impl Iterator for Salvaged {
    /// A whole frame, or the number of one that is not.
    type Item = Result<Frame, u64>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next > self.last {
            return None;
        }
        let number = self.next;
        self.next = self.next.saturating_add(1);
        Some(self.remains.frame(number).ok_or(number))
    }
}

/// Reads what is whole of a log straight from its files, also where the database does not open. Nothing is written.
///
/// # Errors
/// [`StoreFailure::Absent`] without a database file, [`StoreFailure::Io`] when it cannot be read.
pub fn salvage(dir: &Path) -> Result<Salvaged, StoreFailure> {
    if !dir.join("db").exists() {
        return Err(StoreFailure::Absent { dir: dir.to_owned() });
    }
    let remains = Remains::of(dir).map_err(|source| StoreFailure::Io {
        doing: "read the database file",
        dir: dir.to_owned(),
        source,
    })?;
    // Damage to the note itself leaves what the files show.
    let noted = witness::read_mark(dir)
        .ok()
        .flatten()
        .map_or(0, |mark| mark.frame);
    Ok(Salvaged {
        last: remains.last().max(noted),
        remains,
        next: 1,
    })
}
