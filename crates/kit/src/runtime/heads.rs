//! The key that each day's head is signed with, and the writer's part in signing.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use eventlog::{DayHeads, DayHeadsFailure, Head, Log, check_day_heads};
use types::Instant;

/// Where a log's signed heads lie, in the data directory.
pub(super) fn signed_heads(data: &Path, log: &str) -> PathBuf {
    data.join("heads").join(format!("{log}.jsonl"))
}

/// The key of this data directory, made by whichever service comes first.
fn seed(data: &Path) -> io::Result<[u8; 32]> {
    let directory = data.join("heads");
    let path = directory.join("signing.key");
    match read_seed(&path) {
        Err(failure) if failure.kind() == ErrorKind::NotFound => {}
        known => return known,
    }
    fs::create_dir_all(&directory)?;
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(io::Error::other)?;
    let temporary = directory.join(format!("signing.key.{}.tmp", u128::from_le_bytes(half(&fresh))));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)?;
    file.write_all(&fresh)?;
    file.sync_all()?;
    // A link fails when another service was first; then its key holds.
    let linked = fs::hard_link(&temporary, &path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(failure) if failure.kind() != ErrorKind::AlreadyExists => Err(failure),
        Ok(()) | Err(_) => read_seed(&path),
    }
}

/// Enough of the key's bytes to name a file nobody else names.
fn half(fresh: &[u8; 32]) -> [u8; 16] {
    let digest = types::Hash::of(&[fresh]);
    let mut half = [0; 16];
    for (place, byte) in half.iter_mut().zip(digest.as_bytes()) {
        *place = *byte;
    }
    half
}

fn read_seed(path: &Path) -> io::Result<[u8; 32]> {
    let bytes = fs::read(path)?;
    bytes
        .try_into()
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, "the signing key must have 32 bytes"))
}

/// Begins the file of a log's heads. From then on it says that there is a log, should its directory ever be missing.
fn begin(path: &Path) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path).map(drop)
}

/// Signs heads as days pass. A head that cannot be signed is a warning and is signed later: the log itself is whole.
pub(crate) struct Signing {
    service: &'static str,
    heads: Option<DayHeads>,
}

impl Signing {
    pub(crate) fn open(data: &Path, service: &'static str, log: &Log) -> Self {
        let path = signed_heads(data, service);
        let opened = seed(data)
            .and_then(|seed| begin(&path).map(|()| seed))
            .map_err(|failure| failure.to_string())
            .and_then(|seed| DayHeads::open(&path, &seed, log).map_err(|failure| failure.to_string()));
        let heads = opened
            .inspect_err(|failure| tracing::warn!(service, failure, "heads are not signed"))
            .ok();
        Self { service, heads }
    }

    /// Signs the head of a day that has passed.
    pub(crate) fn passed(&mut self, head: Head, now: Instant) {
        let signed = self.heads.as_mut().map(|heads| heads.passed(head, now));
        if let Some(Err(failure)) = signed {
            tracing::warn!(service = self.service, %failure, "a head is not signed");
        }
    }
}

/// Holds the signed heads in a data directory against a log: how many days are signed.
///
/// # Errors
/// [`DayHeadsFailure`] naming the first day that does not fit.
pub fn check_signed_heads(data: &Path, log: &Log) -> Result<u64, DayHeadsFailure> {
    check_day_heads(&signed_heads(data, log.name()), log.id().as_str(), |frame| {
        log.read(frame).ok().map(|frame| frame.hash)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_service_makes_the_key_and_all_others_take_it() {
        let data = tempfile::tempdir().unwrap();
        let seeds: Vec<_> = std::thread::scope(|scope| {
            let made: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| seed(data.path()).unwrap()))
                .collect();
            made.into_iter().map(|made| made.join().unwrap()).collect()
        });
        assert!(seeds.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(fs::read_dir(data.path().join("heads")).unwrap().count(), 1);
    }
}
