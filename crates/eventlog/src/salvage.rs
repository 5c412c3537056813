//! What can still be read of a damaged log.

use std::fs::File;
use std::path::Path;

use crate::frame::{Frame, decode};
use crate::part::{Places, frame_bytes, survey};
use crate::store::StoreFailure;
use crate::witness;

/// The frames of a database file that are whole, in order of their numbers.
pub struct Salvaged {
    file: File,
    places: Places,
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
        let bytes = frame_bytes(&self.file, &self.places, number).unwrap_or_default();
        Some(decode(number, &bytes).map_err(|_| number))
    }
}

/// Reads what is whole of a log straight from its file, also where the database does not open. Nothing is written.
///
/// # Errors
/// [`StoreFailure::Absent`] without a database file, [`StoreFailure::Io`] when it cannot be read.
pub fn salvage(dir: &Path) -> Result<Salvaged, StoreFailure> {
    let db = dir.join("db");
    if !db.exists() {
        return Err(StoreFailure::Absent { dir: dir.to_owned() });
    }
    let surveyed = File::open(&db).and_then(|file| survey(&file).map(|places| (file, places)));
    let (file, places) = surveyed.map_err(|source| StoreFailure::Io {
        doing: "read the database file",
        dir: dir.to_owned(),
        source,
    })?;
    let found = places.last_key_value().map_or(0, |((frame, _), _)| *frame);
    // Damage to the note itself leaves what the file shows.
    let noted = witness::read_mark(dir)
        .ok()
        .flatten()
        .map_or(0, |mark| mark.frame);
    Ok(Salvaged {
        file,
        places,
        next: 1,
        last: found.max(noted),
    })
}
