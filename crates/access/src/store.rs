//! The file that access is kept in: written beside, synced and renamed, so that it is whole whatever happens.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::book::Book;

/// The layout that is written and read today.
const FORMAT: u32 = 1;

/// Says why access cannot be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreFailure {
    #[error("failed to read {path}")]
    Read { path: PathBuf, source: io::Error },
    #[error("{path} cannot be understood: {reason}")]
    Garbled { path: PathBuf, reason: String },
    #[error("failed to write {path}")]
    Write { path: PathBuf, source: io::Error },
}

/// The file `access.json` of a data directory, readable by its owner only.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
}

#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    #[serde(flatten)]
    book: &'a Book,
}

#[derive(Deserialize)]
struct Read {
    format: u32,
    #[serde(flatten)]
    book: Book,
}

impl Store {
    /// What the file is called.
    pub const FILE: &'static str = "access.json";

    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self {
            path: data.join(Self::FILE),
        }
    }

    /// Reads the file; where there is none yet, nothing is kept.
    ///
    /// # Errors
    /// [`StoreFailure::Read`], [`StoreFailure::Garbled`].
    pub fn read(&self) -> Result<Book, StoreFailure> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(failure) if failure.kind() == ErrorKind::NotFound => return Ok(Book::default()),
            Err(source) => {
                return Err(StoreFailure::Read {
                    path: self.path.clone(),
                    source,
                });
            }
        };
        let read = serde_json::from_slice::<Read>(&bytes).map_err(|failure| failure.to_string());
        let read = read.and_then(|read| match read.format {
            FORMAT => Ok(read.book),
            other => Err(format!("format {other}, this program reads {FORMAT}")),
        });
        read.map_err(|reason| StoreFailure::Garbled {
            path: self.path.clone(),
            reason,
        })
    }

    /// Writes everything, all or nothing; when this returns, it is on disk.
    ///
    /// # Errors
    /// [`StoreFailure::Write`]; what was there before is there still.
    pub fn write(&self, book: &Book) -> Result<(), StoreFailure> {
        let written = || -> io::Result<()> {
            let bytes = serde_json::to_vec_pretty(&Written { format: FORMAT, book })?;
            let temporary = self.path.with_extension("json.tmp");
            // What a crash left behind may be readable by others.
            if let Err(failure) = fs::remove_file(&temporary)
                && failure.kind() != ErrorKind::NotFound
            {
                return Err(failure);
            }
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&temporary)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &self.path)?;
            File::open(self.path.parent().unwrap_or(Path::new(".")))?.sync_all()
        };
        written().map_err(|source| StoreFailure::Write {
            path: self.path.clone(),
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use types::{Actor, Instant, PersonId};

    use super::*;
    use crate::{Limits, OneTimeCode, SessionKey};

    #[test]
    fn what_is_written_is_read_again_by_its_owner_only_and_holds_no_secret() {
        let data = tempfile::tempdir().unwrap();
        let store = Store::of(data.path());
        assert_eq!(store.read().unwrap(), Book::default());
        let (key, code) = (SessionKey::of([1; 32]), OneTimeCode::of([2; 10]));
        let actor = Actor::Person(PersonId::new("王-01").unwrap());
        let mut book = Book::default();
        book.give_code(&actor, &code, Instant::from_seconds(60));
        book.begin(&key, actor, Instant::from_seconds(1), Limits::default());
        store.write(&book).unwrap();
        store.write(&book).unwrap();
        assert_eq!(store.read().unwrap(), book);
        let path = data.path().join(Store::FILE);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&path).unwrap();
        for secret in [
            key.as_str(),
            &code.to_string(),
            &code.to_string().replace('-', ""),
        ] {
            assert!(!text.contains(secret));
        }
        assert_eq!(
            fs::read_dir(data.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_file_of_another_version_is_refused_and_left_as_it_is() {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join(Store::FILE);
        fs::write(&path, r#"{"format":2}"#).unwrap();
        let refused = Store::of(data.path()).read().unwrap_err();
        assert!(refused.to_string().contains("format 2"), "{refused}");
    }
}
