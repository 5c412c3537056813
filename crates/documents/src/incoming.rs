//! A document on its way in: written under a temporary name, and nothing until it is finished.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use types::{Hash, MediaType};

use crate::failure::DocumentFailure;
use crate::media::{DECIDING_BYTES, TextWatch, of_beginning};
use crate::store::Documents;

/// A document that is being received. Dropped before it is finished it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    documents: Documents,
    file: File,
    temporary: Temporary,
    limit_bytes: u64,
    size: u64,
    hash: Sha256,
    beginning: Vec<u8>,
    text: TextWatch,
}

/// A document that is on disk for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the content, and the document's name.
    pub hash: Hash,
    /// In bytes.
    pub size: u64,
    pub media: MediaType,
}

/// A file that goes when its owner does.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a finished document it has its final name; otherwise the next opening clears what could not be removed.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Incoming {
    /// Opens a file of its own in `directory`, locked so that no other process takes it for a leftover.
    pub(crate) fn begin(
        documents: Documents,
        directory: &Path,
        limit_bytes: u64,
    ) -> Result<Self, DocumentFailure> {
        let (file, path) = create(directory)?;
        Ok(Self {
            documents,
            file,
            temporary: Temporary(path),
            limit_bytes,
            size: 0,
            hash: Sha256::new(),
            beginning: Vec::with_capacity(DECIDING_BYTES),
            text: TextWatch::default(),
        })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`DocumentFailure::TooLarge`] when these are more than the limit leaves room for, and none of them is taken;
    /// [`DocumentFailure::Disk`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), DocumentFailure> {
        let size = self.size.saturating_add(bytes.len() as u64);
        if size > self.limit_bytes {
            return Err(DocumentFailure::TooLarge {
                limit_bytes: self.limit_bytes,
            });
        }
        let written = self.file.write_all(bytes);
        written.map_err(DocumentFailure::disk("write", &self.temporary.0))?;
        let open = DECIDING_BYTES.saturating_sub(self.beginning.len());
        self.beginning.extend(bytes.iter().take(open));
        self.text.see(bytes);
        self.hash.update(bytes);
        self.size = size;
        Ok(())
    }

    /// Puts the document under its final name; when this returns, it survives a power cut.
    ///
    /// A file that is there already is replaced by the same content, which heals one that was damaged.
    ///
    /// # Errors
    /// [`DocumentFailure::Empty`], [`DocumentFailure::UnknownType`], [`DocumentFailure::Disk`]; nothing is left behind.
    pub fn finish(self) -> Result<Stored, DocumentFailure> {
        let media = self.media()?;
        let synced = self.file.sync_all();
        synced.map_err(DocumentFailure::disk("sync", &self.temporary.0))?;
        let hash = Hash::from_bytes(self.hash.finalize().into());
        self.documents.keep(&self.temporary.0, &hash)?;
        Ok(Stored {
            hash,
            size: self.size,
            media,
        })
    }

    fn media(&self) -> Result<MediaType, DocumentFailure> {
        if self.size == 0 {
            return Err(DocumentFailure::Empty);
        }
        let text = || self.text.was_text().then_some(MediaType::Text);
        of_beginning(&self.beginning)
            .or_else(text)
            .ok_or(DocumentFailure::UnknownType)
    }
}

/// So that whatever writes into a writer can write a document.
impl Write for Incoming {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Incoming::write(self, bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A new file nobody else has, readable by its owner only. This process gives its name once: whoever puts a document under
/// its final name removes the old name afterwards, and must not meet another's file there.
fn create(directory: &Path) -> Result<(File, PathBuf), DocumentFailure> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = directory.join(format!("{}-{number}", std::process::id()));
        let created = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let file = match created {
            Ok(file) => file,
            Err(failure) if failure.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(failure) => return Err(DocumentFailure::disk("create", &path)(failure)),
        };
        file.lock().map_err(DocumentFailure::disk("lock", &path))?;
        // Another process that opened the store in this instant may have taken it for a leftover.
        if path.exists() {
            return Ok((file, path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_on_the_way_in_is_never_given_again() {
        let data = tempfile::tempdir().unwrap();
        let documents = Documents::open(data.path()).unwrap();
        let mut first = documents.receive(100).unwrap();
        first.write(b"first").unwrap();
        let name = first.temporary.0.clone();
        first.finish().unwrap();
        let second = documents.receive(100).unwrap();
        assert_ne!(second.temporary.0, name);
    }
}
