//! A shelf in a file. It lasts as long as the snapshots that name places in it; that of a model which is folded for one
//! answer has no name, and is gone with it.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use decider::shelf::{Place, Shelf};
use serde::{Deserialize, Serialize};

/// So much is gathered before it is written.
const GATHERED: usize = 64 * 1024;
/// Behind each thing its checksum.
const CHECKSUM: usize = 4;

/// What a file with a name begins with: another one has another.
type Id = [u8; 16];

/// Which file, and how much of it a snapshot may name places in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ScratchMark {
    id: Id,
    end: u64,
}

/// Things put away in a file of one fold.
#[derive(Debug)]
pub(crate) struct Scratch {
    file: File,
    /// Of a file that has a name.
    named: Option<(PathBuf, Id)>,
    end: Mutex<End>,
    /// Why something could not be read back.
    failure: OnceLock<String>,
}

/// Where the file ends, and what comes behind it.
#[derive(Debug, Default)]
struct End {
    written: u64,
    gathered: Vec<u8>,
}

impl Scratch {
    /// Makes an empty one in a directory, which only this process can reach and which is gone when it ends.
    pub(super) fn new(dir: &Path) -> io::Result<Self> {
        Ok(Self::of(tempfile::tempfile_in(dir)?, None, 0))
    }

    /// Makes an empty one that lasts, in place of whatever the file held.
    pub(super) fn lasting(path: &Path) -> io::Result<Self> {
        let mut id = Id::default();
        getrandom::fill(&mut id).map_err(io::Error::other)?;
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)?;
        file.write_all_at(&id, 0)?;
        let end = u64::try_from(id.len()).unwrap_or_default();
        Ok(Self::of(file, Some((path.to_owned(), id)), end))
    }

    /// Goes on behind a mark in the file that the mark was taken of. None when that is not there any more.
    pub(super) fn go_on(path: &Path, mark: ScratchMark) -> io::Result<Option<Self>> {
        let file = match File::options().read(true).write(true).open(path) {
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let mut id = Id::default();
        if file.metadata()?.len() < mark.end {
            return Ok(None);
        }
        file.read_exact_at(&mut id, 0)?;
        let goes_on = || Self::of(file, Some((path.to_owned(), id)), mark.end);
        Ok((id == mark.id).then(goes_on))
    }

    fn of(file: File, named: Option<(PathBuf, Id)>, written: u64) -> Self {
        let gathered = Vec::new();
        Self {
            file,
            named,
            end: Mutex::new(End { written, gathered }),
            failure: OnceLock::new(),
        }
    }

    /// Hands everything to the file, so that a snapshot may name it once the file is synced. None of a file that ends
    /// with the process.
    pub(super) fn mark(&self) -> io::Result<Option<ScratchMark>> {
        let Some((_, id)) = self.named else {
            return Ok(None);
        };
        let mut end = self.end();
        end.write(&self.file)?;
        Ok(Some(ScratchMark { id, end: end.written }))
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Why something that was put away could not be read back; none while everything could.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// Takes the file's name away, so that no snapshot is begun from any more that names places in it.
    pub(super) fn discard(&self) {
        if let Some((path, _)) = &self.named
            && let Err(failure) = fs::remove_file(path)
        {
            tracing::warn!(file = %path.display(), %failure, "failed to remove a scratch file");
        }
    }

    fn end(&self) -> MutexGuard<'_, End> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stored(&self, place: Place) -> io::Result<Vec<u8>> {
        let length = usize::try_from(place.length).unwrap_or(usize::MAX);
        {
            let end = self.end();
            if let Some(from) = place.at.checked_sub(end.written) {
                let gathered = usize::try_from(from)
                    .ok()
                    .and_then(|from| end.gathered.get(from..from.checked_add(length)?));
                return gathered
                    .map(<[u8]>::to_vec)
                    .ok_or_else(|| io::ErrorKind::UnexpectedEof.into());
            }
        }
        let mut bytes = vec![0; length];
        self.file.read_exact_at(&mut bytes, place.at)?;
        Ok(bytes)
    }
}

impl End {
    /// Writes what has gathered; it stays gathered when it cannot be written.
    fn write(&mut self, file: &File) -> io::Result<()> {
        file.write_all_at(&self.gathered, self.written)?;
        self.written += u64::try_from(self.gathered.len()).unwrap_or_default();
        self.gathered.clear();
        Ok(())
    }
}

impl Shelf for Scratch {
    fn put(&self, bytes: &[u8]) -> Option<Place> {
        let length = u32::try_from(bytes.len().checked_add(CHECKSUM)?).ok()?;
        let mut end = self.end();
        if end.gathered.len() >= GATHERED {
            end.write(&self.file).ok()?;
        }
        let at = end.written.checked_add(u64::try_from(end.gathered.len()).ok()?)?;
        end.gathered.extend_from_slice(bytes);
        end.gathered
            .extend_from_slice(&crc32fast::hash(bytes).to_le_bytes());
        Some(Place { at, length })
    }

    fn get(&self, place: Place) -> Option<Vec<u8>> {
        let read = self.stored(place).map_err(|failure| failure.to_string());
        let checked = read.and_then(|mut bytes| {
            let checksum = bytes.split_off(bytes.len().saturating_sub(CHECKSUM));
            if checksum == crc32fast::hash(&bytes).to_le_bytes() {
                Ok(bytes)
            } else {
                Err("its bytes are not those that were written".to_owned())
            }
        });
        match checked {
            Ok(bytes) => Some(bytes),
            Err(failure) => {
                // The first failure is as good as any.
                let _ = self.failure.set(failure);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thing(number: u32) -> Vec<u8> {
        number
            .to_le_bytes()
            .repeat(1 + usize::try_from(number % 700).unwrap())
    }

    #[test]
    fn what_was_put_away_is_read_back_from_the_file_and_from_what_is_not_written_yet() {
        let dir = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(dir.path()).unwrap();
        let put = (0..500).map(|number| scratch.put(&thing(number)).unwrap());
        let places: Vec<Place> = put.collect();
        let end = scratch.end().written;
        assert!(places.iter().any(|place| place.at < end) && places.iter().any(|place| place.at >= end));
        for (number, place) in (0..500).zip(places) {
            assert_eq!(scratch.get(place), Some(thing(number)));
        }
        assert_eq!(scratch.failure(), None);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_byte_that_was_flipped_is_noticed_and_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(dir.path()).unwrap();
        let places: Vec<Place> = (0..500)
            .map(|number| scratch.put(&thing(number)).unwrap())
            .collect();
        scratch.file.write_all_at(b"!", places[7].at + 2).unwrap();
        assert_eq!(scratch.get(places[6]), Some(thing(6)));
        assert_eq!(
            (scratch.get(places[7]), scratch.failure().is_some()),
            (None, true)
        );
    }
}
