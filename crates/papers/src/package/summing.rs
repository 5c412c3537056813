//! What a document's bytes come to: checksum, hash and size, in one reading.

use std::io::{self, Read};

use sha2::{Digest, Sha256};
use types::Hash;

const CHUNK_BYTES: usize = 64 * 1024;

/// What was read.
pub(super) struct Summed {
    pub(super) crc: u32,
    pub(super) hash: Hash,
    /// In bytes.
    pub(super) size: u64,
}

impl Summed {
    pub(super) fn of(mut content: impl Read) -> io::Result<Self> {
        let (mut crc, mut sha, mut size) = (crc32fast::Hasher::new(), Sha256::new(), 0);
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let read = content.read(&mut chunk)?;
            let read = chunk.get(..read).unwrap_or_default();
            if read.is_empty() {
                break;
            }
            crc.update(read);
            sha.update(read);
            size += read.len() as u64;
        }
        Ok(Self {
            crc: crc.finalize(),
            hash: Hash::from_bytes(sha.finalize().into()),
            size,
        })
    }
}
