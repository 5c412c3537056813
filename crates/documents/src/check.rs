//! Whether a document is what a log says it is.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use types::Hash;

use crate::store::Documents;

const CHUNK_BYTES: usize = 256 * 1024;

/// Says what is wrong with a document that a log names.
#[derive(Debug, thiserror::Error)]
pub enum DocumentProblem {
    #[error("it is missing")]
    Missing,
    #[error("it has {found} bytes instead of {expected}")]
    WrongSize { expected: u64, found: u64 },
    #[error("its content differs: it is {found}")]
    Differs { found: Hash },
    #[error("it cannot be read: {0}")]
    Unreadable(#[source] io::Error),
}

impl Documents {
    /// Reads a document through and compares it with what a log says of it.
    ///
    /// # Errors
    /// [`DocumentProblem`], in the order of its variants.
    pub fn check(&self, hash: &Hash, size: u64) -> Result<(), DocumentProblem> {
        let path = self.path(hash);
        let (found, length) = match digest(&path) {
            Ok(read) => read,
            Err(failure) if failure.kind() == io::ErrorKind::NotFound => {
                return Err(DocumentProblem::Missing);
            }
            Err(failure) => return Err(DocumentProblem::Unreadable(failure)),
        };
        if length != size {
            return Err(DocumentProblem::WrongSize {
                expected: size,
                found: length,
            });
        }
        if found == *hash {
            Ok(())
        } else {
            Err(DocumentProblem::Differs { found })
        }
    }
}

fn digest(path: &Path) -> io::Result<(Hash, u64)> {
    let mut file = File::open(path)?;
    let (mut sha, mut length) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = file.read(&mut chunk)?;
        let read = chunk.get(..read).unwrap_or_default();
        if read.is_empty() {
            return Ok((Hash::from_bytes(sha.finalize().into()), length));
        }
        sha.update(read);
        length += read.len() as u64;
    }
}
