//! A disk that can be cut, torn and made to fail: one file of sealed frames, as far as it was synced and beyond.
//!
//! It is to a power cut what the real store is: what was synced stays, what was not is there whole, in part, spoilt, or
//! not at all, and opening drops everything from the first frame on that is not whole.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eventlog::{Mark, SnapshotMark, Store, StoreFailure};
use types::Hash;

use crate::dice::Dice;

/// Length and hash before each frame's bytes.
const LENGTH: usize = 4;
const SEAL: usize = LENGTH + 32;

/// How an append goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing of it reaches the file.
    WriteFails,
    /// All of it is in the file, and none of it synced.
    SyncFails,
}

/// How a process ends that did not mean to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// What was handed to the kernel stays.
    Kill,
    /// What was not synced is at the mercy of the disk.
    PowerCut,
}

#[derive(Debug, Default)]
struct Content {
    file: Vec<u8>,
    synced: usize,
    /// Frames in the file, as the open store sees them.
    frames: Vec<Vec<u8>>,
    /// Written beside the frames, not synced with them.
    witness: Vec<Mark>,
    trouble: Option<Trouble>,
    /// A faulty store's: frames count as appended before they are synced.
    lazy: bool,
    snapshot: Option<(SnapshotMark, Vec<u8>)>,
}

/// One service's disk. Clones share what it holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<Content>>);

impl Disk {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Orders what the next append will meet.
    pub(crate) fn order(&self, trouble: Trouble) {
        self.content().trouble = Some(trouble);
    }

    /// Makes appends return before they are synced, as no store may.
    pub(crate) fn make_lazy(&self) {
        self.content().lazy = true;
    }

    pub(crate) fn sync(&self) {
        let mut content = self.content();
        content.synced = content.file.len();
    }

    /// Ends the process that had it open. Tells whether a frame was torn.
    pub(crate) fn end(&self, ending: Ending, dice: &mut Dice) -> bool {
        let mut content = self.content();
        content.trouble = None;
        if ending == Ending::Kill {
            return false;
        }
        if let Some(last) = content.witness.last().copied() {
            let kept = usize::try_from(dice.below(3)).unwrap_or_default();
            let lagging = content.witness.iter().rev().nth(kept).copied();
            content.witness = vec![lagging.unwrap_or(last)];
        }
        let loose = content.file.len() - content.synced;
        if loose == 0 {
            return false;
        }
        let kept = usize::try_from(dice.below(loose as u64 + 1)).unwrap_or_default();
        let end = content.synced + kept;
        content.file.truncate(end);
        let spoilt = kept > 0 && dice.below(4) == 0;
        let at = end.saturating_sub(1 + usize::try_from(dice.below(kept as u64)).unwrap_or_default());
        if spoilt && let Some(byte) = content.file.get_mut(at) {
            *byte ^= 0x5a;
        }
        spoilt || (kept > 0 && kept < loose)
    }

    /// Reads the file as a process does that starts: up to the first frame that is not whole. That much is synced then.
    pub(crate) fn open(&self) -> Self {
        let mut content = self.content();
        let mut frames = Vec::new();
        let mut at = 0;
        while let Some(frame) = content.file.get(at..).and_then(unsealed) {
            at += SEAL + frame.len();
            frames.push(frame);
        }
        content.file.truncate(at);
        content.synced = at;
        content.frames = frames;
        drop(content);
        self.clone()
    }

    /// What a power cut leaves when nothing is under way: everything that was synced, on a disk of its own, and no
    /// snapshot.
    pub(crate) fn copy(&self) -> Self {
        let content = self.content();
        let file = content.file.get(..content.synced).unwrap_or_default().to_vec();
        let witness = content.witness.clone();
        Self(Arc::new(Mutex::new(Content {
            synced: file.len(),
            file,
            witness,
            ..Content::default()
        })))
    }

    /// The file, byte by byte.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.content().file.clone()
    }

    pub(crate) fn keep_snapshot(&self, mark: SnapshotMark, bytes: Vec<u8>) {
        self.content().snapshot = Some((mark, bytes));
    }

    pub(crate) fn snapshot(&self) -> Option<(SnapshotMark, Vec<u8>)> {
        self.content().snapshot.clone()
    }
}

fn sealed(frame: &[u8]) -> Vec<u8> {
    let length = u32::try_from(frame.len()).unwrap_or(u32::MAX).to_be_bytes();
    let hash = Hash::of(&[&length, frame]);
    [&length[..], hash.as_bytes(), frame].concat()
}

fn unsealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
    let (hash, rest) = rest.split_first_chunk::<32>()?;
    let frame = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    (Hash::of(&[length, frame]).as_bytes() == hash).then(|| frame.to_vec())
}

fn failed(doing: &'static str) -> StoreFailure {
    StoreFailure::Io {
        doing,
        dir: PathBuf::from("simulated"),
        source: io::Error::other("the disk failed"),
    }
}

impl Store for Disk {
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        let mut content = self.content();
        let head = content.frames.len() as u64;
        if frame != head + 1 {
            return Err(StoreFailure::NotNext { given: frame, head });
        }
        let trouble = content.trouble.take();
        if trouble == Some(Trouble::WriteFails) {
            return Err(failed("write a frame"));
        }
        content.file.extend(sealed(bytes));
        if trouble == Some(Trouble::SyncFails) {
            return Err(failed("sync the database"));
        }
        if !content.lazy {
            content.synced = content.file.len();
        }
        content.frames.push(bytes.to_vec());
        Ok(())
    }

    fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        let place = frame.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        Ok(place.and_then(|place| self.content().frames.get(place).cloned()))
    }

    fn head(&self) -> u64 {
        self.content().frames.len() as u64
    }

    fn witness(&self, mark: Mark) -> Result<(), StoreFailure> {
        self.content().witness.push(mark);
        Ok(())
    }

    fn witnessed(&self) -> Result<Option<Mark>, StoreFailure> {
        Ok(self.content().witness.last().copied())
    }
}
