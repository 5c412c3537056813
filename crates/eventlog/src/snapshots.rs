//! Snapshots: folds of logs, saved as files so that a start need not read them all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use types::Hash;

use crate::log::Log;

const KEPT: usize = 2;
const ENDING: &str = "snapshot";

/// What a snapshot was folded from, and by which fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotMark {
    /// The last frame folded.
    pub frame: u64,
    pub frame_hash: Hash,
    /// Version of the fold; a snapshot of another version is dropped.
    pub fold_version: u32,
}

impl SnapshotMark {
    /// Whether a log holds the frame that was folded last.
    #[must_use]
    pub fn fits(&self, log: &Log) -> bool {
        log.read(self.frame)
            .is_ok_and(|frame| frame.hash == self.frame_hash)
    }

    fn file_name(&self) -> String {
        format!(
            "{:020}-{}-{}.{ENDING}",
            self.frame, self.frame_hash, self.fold_version
        )
    }

    fn parse(file_name: &str) -> Option<Self> {
        let mut words = file_name.strip_suffix(ENDING)?.strip_suffix('.')?.split('-');
        let mark = Self {
            frame: words.next()?.parse().ok()?,
            frame_hash: words.next()?.parse().ok()?,
            fold_version: words.next()?.parse().ok()?,
        };
        (mark.file_name() == file_name).then_some(mark)
    }
}

/// Keeps the last two snapshots of one fold in a directory. Everything in it can be deleted at any time.
#[derive(Debug, Clone)]
pub struct Snapshots {
    dir: PathBuf,
}

impl Snapshots {
    /// Takes a directory of its own; it is made when the first snapshot is saved.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// Saves a snapshot, durably and all or none, and drops all but the last two.
    ///
    /// # Errors
    /// When a file cannot be written; the snapshots before it stay as they are.
    pub fn save(&self, mark: SnapshotMark, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        let temporary = self.dir.join("new.tmp");
        let mut file = File::create(&temporary)?;
        file.write_all(content_hash(&mark, bytes).as_bytes())?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, self.path(&mark))?;
        File::open(&self.dir)?.sync_all()?;
        for old in self.newest_first()?.into_iter().skip(KEPT) {
            fs::remove_file(self.path(&old))?;
        }
        Ok(())
    }

    /// The newest snapshot of a fold version that fits. Those that cannot be read, are of another version or do
    /// not fit are deleted.
    ///
    /// # Errors
    /// When the directory cannot be listed or a file cannot be deleted; the log can then be folded from its
    /// first frame.
    pub fn latest(
        &self,
        fold_version: u32,
        fits: impl Fn(&SnapshotMark) -> bool,
    ) -> io::Result<Option<(SnapshotMark, Vec<u8>)>> {
        for mark in self.newest_first()? {
            if mark.fold_version == fold_version
                && fits(&mark)
                && let Some(bytes) = self.content(&mark)?
            {
                return Ok(Some((mark, bytes)));
            }
            fs::remove_file(self.path(&mark))?;
        }
        Ok(None)
    }

    fn path(&self, mark: &SnapshotMark) -> PathBuf {
        self.dir.join(mark.file_name())
    }

    fn newest_first(&self) -> io::Result<Vec<SnapshotMark>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut marks = Vec::new();
        for entry in entries {
            marks.extend(entry?.file_name().to_str().and_then(SnapshotMark::parse));
        }
        marks.sort_unstable_by(|a, b| b.cmp(a));
        Ok(marks)
    }

    /// The bytes of a snapshot; none when they are not those that were saved.
    fn content(&self, mark: &SnapshotMark) -> io::Result<Option<Vec<u8>>> {
        let saved = fs::read(self.path(mark))?;
        let content = saved
            .split_first_chunk::<32>()
            .and_then(|(hash, bytes)| (content_hash(mark, bytes).as_bytes() == hash).then(|| bytes.to_vec()));
        Ok(content)
    }
}

/// Covers the name as well, so that a renamed snapshot does not pass for another.
fn content_hash(mark: &SnapshotMark, bytes: &[u8]) -> Hash {
    Hash::of(&[mark.file_name().as_bytes(), b"\n", bytes])
}
