//! The file `heads`: the last frames that were on disk, written beside the database.
//!
//! sled drops what it cannot read at the end of its files without a word, so a cut tail is noticed only by
//! somebody who remembers it. The file has two lines of fixed length, overwritten in turn, so that a torn
//! write spoils one of them at most. It is written after every commit and synced only when the log is closed:
//! it survives the end of the process at once, and after a power cut it may lag behind but never lead. An
//! exclusive lock on it is also what makes a log belong to one process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use types::Hash;

use crate::store::{Mark, StoreFailure};

const LINE: usize = 20 + 1 + 64 + 1 + 64 + 1;
const NONE: Mark = Mark {
    frame: 0,
    hash: Hash::NONE,
};

pub(crate) struct Witness {
    dir: PathBuf,
    file: File,
}

pub(crate) fn path(dir: &Path) -> PathBuf {
    dir.join("heads")
}

fn line(mark: Mark) -> String {
    let text = format!("{:020} {}", mark.frame, mark.hash);
    let sum = Hash::of(&[text.as_bytes()]);
    format!("{text} {sum}\n")
}

fn parse(text: &str) -> Option<Mark> {
    let mut words = text.split_whitespace();
    let mark = Mark {
        frame: words.next()?.parse().ok()?,
        hash: words.next()?.parse().ok()?,
    };
    (line(mark) == text).then_some(mark)
}

/// Reads the furthest mark of a directory without taking the lock; none when nothing was noted yet.
pub(crate) fn read_mark(dir: &Path) -> Result<Option<Mark>, StoreFailure> {
    let path = path(dir);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(StoreFailure::Io {
                doing: "read the note of the last frame",
                dir: dir.to_owned(),
                source,
            });
        }
    };
    if bytes.is_empty() {
        return Ok(None);
    }
    let marks = bytes
        .chunks(LINE)
        .filter_map(|line| parse(std::str::from_utf8(line).ok()?));
    match marks.max_by_key(|mark| mark.frame) {
        None => Err(StoreFailure::WitnessDamaged { path }),
        Some(mark) => Ok((mark.frame > 0).then_some(mark)),
    }
}

impl Witness {
    /// Opens or begins the file and takes the lock that makes the log this process's own.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreFailure> {
        let failed = |doing| {
            move |source: io::Error| StoreFailure::Io {
                doing,
                dir: dir.to_owned(),
                source,
            }
        };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path(dir))
            .map_err(failed("open the note of the last frame"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreFailure::InUse { dir: dir.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(failed("lock the log")(source)),
        }
        let length = file
            .metadata()
            .map_err(failed("look at the note of the last frame"))?
            .len();
        if length == 0 {
            let blank = line(NONE).repeat(2);
            file.write_all_at(blank.as_bytes(), 0)
                .and_then(|()| file.sync_all())
                .map_err(failed("begin the note of the last frame"))?;
        }
        Ok(Self {
            dir: dir.to_owned(),
            file,
        })
    }

    pub(crate) fn write(&self, mark: Mark) -> Result<(), StoreFailure> {
        let slot = (mark.frame % 2) * LINE as u64;
        self.file
            .write_all_at(line(mark).as_bytes(), slot)
            .map_err(|source| StoreFailure::Io {
                doing: "note the last frame",
                dir: self.dir.clone(),
                source,
            })
    }

    pub(crate) fn read(&self) -> Result<Option<Mark>, StoreFailure> {
        read_mark(&self.dir)
    }
}

impl Drop for Witness {
    /// Closing a log is the one moment that waits for the note; a failure leaves it behind, which it may be.
    fn drop(&mut self) {
        let _ = self.file.sync_data();
    }
}
