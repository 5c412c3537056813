//! A shelf in a file without a name: what a read side is done with, until the process ends.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use decider::shelf::{Place, Shelf};

/// So much is gathered before it is written.
const GATHERED: usize = 64 * 1024;
/// Behind each thing its checksum.
const CHECKSUM: usize = 4;

/// Things put away in a file that only this process can reach and that is gone when it ends.
#[derive(Debug)]
pub(super) struct Scratch {
    file: File,
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
    /// Makes an empty one in a directory.
    pub(super) fn new(dir: &Path) -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile_in(dir)?,
            end: Mutex::default(),
            failure: OnceLock::new(),
        })
    }

    /// Why something that was put away could not be read back; none while everything could.
    pub(super) fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
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
