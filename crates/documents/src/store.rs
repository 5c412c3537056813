//! The directory of documents: `ab/abcdef…`, and `incoming/` for what is not finished.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use types::{Hash, MediaType};

use crate::failure::DocumentFailure;
use crate::incoming::Incoming;
use crate::media::{DECIDING_BYTES, of_beginning};

const INCOMING: &str = "incoming";

/// The documents of a data directory. Clones are the same store.
#[derive(Debug, Clone)]
pub struct Documents {
    directory: Arc<PathBuf>,
}

/// A document that is open for reading, at its beginning.
#[derive(Debug)]
pub struct Found {
    pub file: File,
    /// In bytes.
    pub size: u64,
    pub media: MediaType,
}

impl Documents {
    /// Opens the store and clears what a process left unfinished when it died.
    ///
    /// # Errors
    /// [`DocumentFailure::Disk`] when the directory cannot be made or read.
    pub fn open(directory: &Path) -> Result<Self, DocumentFailure> {
        let documents = Self::at(directory);
        let incoming = documents.incoming();
        fs::create_dir_all(&incoming).map_err(DocumentFailure::disk("create", &incoming))?;
        sync(directory)?;
        if let Some(parent) = directory.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            sync(parent)?;
        }
        clear(&incoming)?;
        Ok(documents)
    }

    /// The store in a directory, for reading only: nothing is created and nothing cleared.
    #[must_use]
    pub fn at(directory: &Path) -> Self {
        Self {
            directory: Arc::new(directory.to_owned()),
        }
    }

    /// Begins to receive a document of at most so many bytes.
    ///
    /// # Errors
    /// [`DocumentFailure::Disk`].
    pub fn receive(&self, limit_bytes: u64) -> Result<Incoming, DocumentFailure> {
        Incoming::begin(self.clone(), &self.incoming(), limit_bytes)
    }

    /// Opens a document for reading; none when there is no such document.
    ///
    /// # Errors
    /// [`DocumentFailure::Disk`].
    pub fn open_file(&self, hash: &Hash) -> Result<Option<Found>, DocumentFailure> {
        let path = self.path(hash);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(failure) => return Err(DocumentFailure::disk("open", &path)(failure)),
        };
        let read = beginning(&mut file).and_then(|beginning| Ok((beginning, file.metadata()?.len())));
        let (beginning, size) = read.map_err(DocumentFailure::disk("read", &path))?;
        Ok(Some(Found {
            file,
            size,
            // Only known kinds were taken in, and all but text are known by their beginning.
            media: of_beginning(&beginning).unwrap_or(MediaType::Text),
        }))
    }

    /// The file of a document, whether it is there or not.
    pub(crate) fn path(&self, hash: &Hash) -> PathBuf {
        let name = hash.to_string();
        let shelf: String = name.chars().take(2).collect();
        self.directory.join(shelf).join(name)
    }

    /// Gives a synced temporary file its final name, durably.
    pub(crate) fn keep(&self, temporary: &Path, hash: &Hash) -> Result<(), DocumentFailure> {
        let path = self.path(hash);
        let shelf = path.parent().unwrap_or(&self.directory);
        fs::create_dir_all(shelf).map_err(DocumentFailure::disk("create", shelf))?;
        // Also when it was there: whoever made it may have died before this.
        sync(&self.directory)?;
        fs::rename(temporary, &path).map_err(DocumentFailure::disk("rename to", &path))?;
        sync(shelf)
    }

    fn incoming(&self) -> PathBuf {
        self.directory.join(INCOMING)
    }
}

fn beginning(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(DECIDING_BYTES);
    file.by_ref()
        .take(DECIDING_BYTES as u64)
        .read_to_end(&mut bytes)?;
    file.rewind()?;
    Ok(bytes)
}

/// Makes what was renamed or created in a directory survive a power cut.
fn sync(directory: &Path) -> Result<(), DocumentFailure> {
    File::open(directory)
        .and_then(|directory| directory.sync_all())
        .map_err(DocumentFailure::disk("sync", directory))
}

/// Removes unfinished files that no living process holds.
fn clear(incoming: &Path) -> Result<(), DocumentFailure> {
    let entries = fs::read_dir(incoming).map_err(DocumentFailure::disk("read", incoming))?;
    for entry in entries {
        let path = entry.map_err(DocumentFailure::disk("read", incoming))?.path();
        match clear_one(&path) {
            Err(failure) if failure.kind() != io::ErrorKind::NotFound => {
                return Err(DocumentFailure::disk("clear", &path)(failure));
            }
            _ => {}
        }
    }
    Ok(())
}

fn clear_one(path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    match file.try_lock() {
        Ok(()) => fs::remove_file(path),
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(failure)) => Err(failure),
    }
}
