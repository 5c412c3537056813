//! sled, with the care it needs.
//!
//! sled's `flush` hands its pages to the kernel and stops there, so every write also syncs the file `db` by a
//! descriptor of our own. Its background flusher stays on, because it reclaims space. Values stay so small
//! that none becomes a blob file, which sled would not sync either.

use std::any::Any;
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::part;
use crate::store::{MAX_PART_BYTES, StoreFailure};

/// Frames are written once and read in order, from the kernel's cache if not from here.
const CACHE_BYTES: u64 = 1024 * 1024;
/// Many times what a write and the database's own housekeeping take.
const ROOM_BYTES: u64 = 16 * 1024 * 1024;

/// How long a store that is in use is tried again: twenty times so long.
const LET_GO: Duration = Duration::from_millis(25);
const LET_GO_TRIES: u32 = 20;

/// The database of one log: frames cut into parts, each part an entry.
pub(crate) struct Database {
    dir: PathBuf,
    tree: sled::Db,
    file: File,
}

/// Frame and part, big-endian, so that the order of keys is the order of frames.
fn key(frame: u64, part: u16) -> [u8; 10] {
    let mut key = [0; 10];
    let (high, low) = key.split_at_mut(8);
    high.copy_from_slice(&frame.to_be_bytes());
    low.copy_from_slice(&part.to_be_bytes());
    key
}

fn parse_key(key: &[u8]) -> Result<(u64, u16), StoreFailure> {
    let parsed = key.split_first_chunk::<8>().and_then(|(frame, part)| {
        let part = <[u8; 2]>::try_from(part).ok()?;
        Some((u64::from_be_bytes(*frame), u16::from_be_bytes(part)))
    });
    parsed.ok_or_else(|| StoreFailure::ForeignKey {
        key: format!("{key:02x?}"),
    })
}

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it did not say why".to_owned())
}

/// Lets sled work on files it may find damaged: what it answers with a panic becomes a failure.
fn guarded<T>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T, StoreFailure>,
) -> Result<T, StoreFailure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        Err(StoreFailure::Panicked {
            doing,
            message: panic_message(&*panic),
        })
    })
}

fn sled_failed(doing: &'static str) -> impl FnOnce(sled::Error) -> StoreFailure {
    move |source| StoreFailure::Sled { doing, source }
}

pub(crate) fn io_failed(doing: &'static str, dir: &Path) -> impl FnOnce(io::Error) -> StoreFailure {
    move |source| StoreFailure::Io {
        doing,
        dir: dir.to_owned(),
        source,
    }
}

impl Database {
    /// Opens the database in a directory, or makes it there.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreFailure> {
        refuse_blobs(dir)?;
        let tree = open_sled(dir)?;
        let file = File::options()
            .read(true)
            .write(true)
            .open(dir.join("db"))
            .map_err(io_failed("open the database file", dir))?;
        file.sync_all().map_err(io_failed("sync the database", dir))?;
        sync_directories(dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            tree,
            file,
        })
    }

    /// The number of the last frame; 0 while there is none.
    pub(crate) fn last_frame(&self) -> Result<u64, StoreFailure> {
        guarded("find the last frame", || {
            let last = self.tree.last().map_err(sled_failed("find the last frame"))?;
            last.map_or(Ok(0), |(key, _)| parse_key(&key).map(|(frame, _)| frame))
        })
    }

    /// Writes frames, durably, each of them all or nothing.
    pub(crate) fn write<'a>(
        &self,
        frames: impl IntoIterator<Item = (u64, &'a [u8])>,
    ) -> Result<(), StoreFailure> {
        self.refuse_without_room()?;
        guarded("write a frame", || {
            for (frame, bytes) in frames {
                self.put(frame, bytes)?;
            }
            self.tree.flush().map_err(sled_failed("flush a frame"))?;
            Ok(())
        })?;
        self.sync().map_err(io_failed("sync the database", &self.dir))
    }

    /// sled waits for ever for a page that finds no room, so a write begins only where there is some for all of it.
    pub(crate) fn refuse_without_room(&self) -> Result<(), StoreFailure> {
        let asked = rustix::fs::statvfs(&self.dir).map_err(io::Error::from);
        let found = asked.map_err(io_failed("ask how much room is left", &self.dir))?;
        let free = found.f_bavail.saturating_mul(found.f_frsize);
        if free >= ROOM_BYTES {
            return Ok(());
        }
        Err(StoreFailure::NoRoom {
            dir: self.dir.clone(),
            free_mib: free / (1024 * 1024),
        })
    }

    /// One entry is all or nothing by itself, at a quarter of what a batch costs.
    fn put(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        let sealed = |number: u16, part: &[u8]| {
            let too_large = StoreFailure::FrameSize { bytes: bytes.len() };
            part::seal(frame, number, part).ok_or(too_large)
        };
        if bytes.len() <= MAX_PART_BYTES {
            let put = self.tree.insert(key(frame, 0), sealed(0, bytes)?);
            return put.map(drop).map_err(sled_failed("write a frame"));
        }
        let mut batch = sled::Batch::default();
        for (number, part) in (0..=u16::MAX).zip(bytes.chunks(MAX_PART_BYTES)) {
            batch.insert(&key(frame, number), sealed(number, part)?);
        }
        self.tree.apply_batch(batch).map_err(sled_failed("write a frame"))
    }

    #[cfg(not(feature = "faults"))]
    fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    #[cfg(feature = "faults")]
    fn sync(&self) -> io::Result<()> {
        crate::faults::sync_behind(&self.dir, &self.file)
    }

    /// Reads a frame, its parts joined; none when there is no such frame.
    pub(crate) fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        guarded("read a frame", || self.join(frame))
    }

    fn join(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        let mut bytes = Vec::new();
        let mut expected = 0_u16;
        for entry in self.tree.range(key(frame, 0)..=key(frame, u16::MAX)) {
            let (key, value) = entry.map_err(sled_failed("read a frame"))?;
            let (_, number) = parse_key(&key)?;
            if number != expected {
                return Err(StoreFailure::MissingPart { part: expected });
            }
            let data = part::open(frame, number, &value).ok_or(StoreFailure::BadPart { part: number })?;
            bytes.extend_from_slice(data);
            expected = expected.saturating_add(1);
        }
        Ok((expected > 0).then_some(bytes))
    }
}

fn refuse_blobs(dir: &Path) -> Result<(), StoreFailure> {
    let blobs = dir.join("blobs");
    if !blobs.exists() {
        return Ok(());
    }
    let mut entries = std::fs::read_dir(&blobs).map_err(io_failed("look into blobs", dir))?;
    match entries.next() {
        Some(_) => Err(StoreFailure::Blobs { dir: blobs }),
        None => Ok(()),
    }
}

/// A store that was just let go may be held for a moment by a thread of sled's, so one that is in use is tried again.
#[expect(
    clippy::disallowed_methods,
    reason = "nobody tells when sled's threads let go of a file"
)]
fn open_sled(dir: &Path) -> Result<sled::Db, StoreFailure> {
    for _ in 0..LET_GO_TRIES {
        match try_open_sled(dir) {
            Err(StoreFailure::InUse { .. }) => std::thread::sleep(LET_GO),
            opened => return opened,
        }
    }
    try_open_sled(dir)
}

fn try_open_sled(dir: &Path) -> Result<sled::Db, StoreFailure> {
    let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES);
    guarded("open", || match config.open() {
        Ok(tree) => Ok(tree),
        Err(sled::Error::Io(error)) if error.to_string().contains("could not acquire lock") => {
            Err(StoreFailure::InUse { dir: dir.to_owned() })
        }
        Err(error) => Err(sled_failed("open")(error)),
    })
}

/// A new file exists after a power cut only when the directory that names it was synced, and so on upwards.
fn sync_directories(dir: &Path) -> Result<(), StoreFailure> {
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    for directory in [Some(dir), parent].into_iter().flatten() {
        File::open(directory)
            .and_then(|directory| directory.sync_all())
            .map_err(io_failed("sync the directory", directory))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_stand_in_the_order_of_frames_and_their_parts(
            one in any::<(u64, u16)>(),
            other in any::<(u64, u16)>(),
        ) {
            let of = |(frame, part)| key(frame, part);
            prop_assert_eq!(of(one).cmp(&of(other)), one.cmp(&other));
            prop_assert_eq!(parse_key(&of(one)).ok(), Some(one));
        }
    }
}
