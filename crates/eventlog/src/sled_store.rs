//! The store on disk: a frame becomes durable in the [journal](crate::journal) and lies in the
//! [database](crate::database) soon after. Whoever opens it finds what the journal held in the database.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::database::{Database, io_failed};
use crate::journal::{self, Journal, MAX_ENTRY_BYTES};
use crate::mover::Mover;
use crate::store::{Mark, Store, StoreFailure, check_frame};
use crate::witness::Witness;

/// Keeps the frames of one log in a directory of its own.
pub struct SledStore {
    dir: PathBuf,
    /// None until the first frame is appended; gone before the database is.
    journal: Mutex<Option<Journal>>,
    mover: OnceLock<Mover>,
    database: Arc<Database>,
    witness: Witness,
    head: AtomicU64,
}

impl SledStore {
    /// Opens the log in a directory, or makes the directory and an empty log in it.
    ///
    /// # Errors
    /// [`StoreFailure::InUse`], [`StoreFailure::Blobs`]; [`StoreFailure::Sled`] and [`StoreFailure::Panicked`]
    /// when the database does not open; [`StoreFailure::Gap`] and [`StoreFailure::TwoHistories`] when the journal
    /// does not go on where the database ends; [`StoreFailure::Io`].
    pub fn open(dir: &Path) -> Result<Self, StoreFailure> {
        std::fs::create_dir_all(dir).map_err(io_failed("create the directory", dir))?;
        let witness = Witness::open(dir)?;
        let database = Database::open(dir)?;
        let head = take_over(&database, dir)?;
        Ok(Self {
            dir: dir.to_owned(),
            journal: Mutex::new(None),
            mover: OnceLock::new(),
            database: Arc::new(database),
            witness,
            head: AtomicU64::new(head),
        })
    }

    /// Opens the log in a directory that already holds one.
    ///
    /// # Errors
    /// [`StoreFailure::Absent`] when there is none, and those of [`SledStore::open`].
    pub fn open_existing(dir: &Path) -> Result<Self, StoreFailure> {
        let any = ["db", "heads"].iter().any(|file| dir.join(file).exists());
        if any {
            Self::open(dir)
        } else {
            Err(StoreFailure::Absent { dir: dir.to_owned() })
        }
    }

    /// Appends many frames that follow one another, durably, each of them all or nothing: for copies, whose frames
    /// nobody waits for one by one.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub(crate) fn append_all(&self, frames: &[(u64, Vec<u8>)]) -> Result<(), StoreFailure> {
        let mut head = self.head();
        for (frame, bytes) in frames {
            check_frame(*frame, head, bytes)?;
            head = *frame;
        }
        self.write_through(frames.iter().map(|(frame, bytes)| (*frame, &bytes[..])))?;
        self.head.store(head, Ordering::Release);
        Ok(())
    }

    /// Writes frames that follow everything that is on its way to the database, without the journal.
    fn write_through<'a>(
        &self,
        frames: impl IntoIterator<Item = (u64, &'a [u8])>,
    ) -> Result<(), StoreFailure> {
        if let Some(mover) = self.mover.get() {
            mover.wait_for(u64::MAX)?;
        }
        self.database.write(frames)
    }

    fn mover(&self) -> Result<&Mover, StoreFailure> {
        if let Some(mover) = self.mover.get() {
            return Ok(mover);
        }
        let started = Mover::start(&self.database);
        let started = started.map_err(io_failed("start a thread for the log", &self.dir))?;
        Ok(self.mover.get_or_init(|| started))
    }

    fn write(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes.len() > MAX_ENTRY_BYTES {
            self.write_through([(frame, bytes)])?;
            journal.iter_mut().for_each(Journal::turn_over);
            return Ok(());
        }
        self.database.refuse_without_room()?;
        let journal = match &mut *journal {
            Some(journal) => journal,
            none => none.insert(Journal::open(&self.dir)?),
        };
        let mover = self.mover()?;
        mover.wait_for(journal.makes_way(bytes.len()))?;
        journal.append(frame, bytes)?;
        mover.take(frame, bytes);
        Ok(())
    }
}

/// Puts into the database what only the journal holds. Gives the last frame.
fn take_over(database: &Database, dir: &Path) -> Result<u64, StoreFailure> {
    let mut head = database.last_frame()?;
    let mut missing = Vec::new();
    for (frame, bytes) in journal::entries(dir)? {
        if frame > head.saturating_add(1) {
            let dir = dir.to_owned();
            return Err(StoreFailure::Gap { dir, head, frame });
        }
        head = head.max(frame);
        match database.read(frame) {
            Ok(Some(found)) if found == bytes => {}
            Ok(Some(_)) => {
                let dir = dir.to_owned();
                return Err(StoreFailure::TwoHistories { dir, frame });
            }
            Ok(None) | Err(_) => missing.push((frame, bytes)),
        }
    }
    if !missing.is_empty() {
        database.write(missing.iter().map(|(frame, bytes)| (*frame, &bytes[..])))?;
        Journal::open(dir)?.empty()?;
    }
    Ok(head)
}

impl Store for SledStore {
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        check_frame(frame, self.head(), bytes)?;
        self.write(frame, bytes)?;
        self.head.store(frame, Ordering::Release);
        Ok(())
    }

    fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        match self.mover.get().and_then(|mover| mover.find(frame)) {
            Some(bytes) => Ok(Some(bytes.to_vec())),
            None => self.database.read(frame),
        }
    }

    fn head(&self) -> u64 {
        self.head.load(Ordering::Acquire)
    }

    fn witness(&self, mark: Mark) -> Result<(), StoreFailure> {
        self.witness.write(mark)
    }

    fn witnessed(&self) -> Result<Option<Mark>, StoreFailure> {
        self.witness.read()
    }
}

impl Drop for SledStore {
    /// Leaves an empty journal, so that the database alone is the log; one that fails now is taken over at the next start.
    fn drop(&mut self) {
        let journal = self.journal.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let (Some(mover), Some(journal)) = (self.mover.take(), journal)
            && mover.wait_for(u64::MAX).is_ok()
        {
            let _ = journal.empty();
        }
    }
}
