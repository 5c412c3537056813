//! What the log asks of a store, and how a store fails.

use std::io;
use std::path::PathBuf;

use types::Hash;

use crate::part::SEAL_BYTES;

/// The largest value ever given to sled: seventeen of them fit a quarter of its segment, so that none becomes
/// a blob file, which sled does not sync.
pub(crate) const MAX_VALUE_BYTES: usize = 7_000;

/// The largest part a frame is cut into; with its seal it is a value.
pub const MAX_PART_BYTES: usize = MAX_VALUE_BYTES - SEAL_BYTES;

/// The largest frame a store takes: 60,000 parts.
pub const MAX_FRAME_BYTES: usize = 60_000 * MAX_PART_BYTES;

/// A frame and its hash: what stands for the whole log up to there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub frame: u64,
    pub hash: Hash,
}

/// Keeps frames as bytes, each under its number, and remembers how far the log once reached.
///
/// The contract: frames are appended one after another from 1 and never changed; a frame is on disk, whole,
/// when [`Store::append`] returns; [`Store::read`] sees every appended frame from any thread. A failed append
/// leaves it open whether the frame is there: the caller ends and starts again.
pub trait Store: Send + Sync {
    /// Appends a frame, durably and all or nothing.
    ///
    /// # Errors
    /// [`StoreFailure::NotNext`] unless the frame follows the head, [`StoreFailure::FrameSize`] when it is empty or
    /// larger than [`MAX_FRAME_BYTES`]; nothing is written then. Anything else is the machine failing.
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure>;

    /// Reads a frame; none when there is no such frame.
    ///
    /// # Errors
    /// When the store cannot say, or the frame is not whole.
    fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure>;

    /// The last frame; 0 while there is none.
    fn head(&self) -> u64;

    /// Notes that the log has reached a mark. Written beside the frames after they are durable, so it may lag
    /// behind after a power cut but never runs ahead.
    ///
    /// # Errors
    /// When the note cannot be written.
    fn witness(&self, mark: Mark) -> Result<(), StoreFailure>;

    /// The furthest mark noted; none when there never was one.
    ///
    /// # Errors
    /// [`StoreFailure::WitnessDamaged`] when the note cannot be read.
    fn witnessed(&self) -> Result<Option<Mark>, StoreFailure>;
}

/// The machine failing, or a database that is not as we left it.
#[derive(Debug, thiserror::Error)]
pub enum StoreFailure {
    #[error("another process holds {}; ask the running service instead, or stop it first", dir.display())]
    InUse { dir: PathBuf },
    #[error("there is no log in {}; check the data directory and the name", dir.display())]
    Absent { dir: PathBuf },
    #[error(
        "{} is not empty, and sled does not sync blob files; do not start the service, restore the log from a backup",
        dir.display()
    )]
    Blobs { dir: PathBuf },
    #[error("both notes of the last frame in {} are damaged; keep a copy of the directory, remove the file and run `log verify`",
        path.display()
    )]
    WitnessDamaged { path: PathBuf },
    #[error("frame {given} does not follow frame {head}")]
    NotNext { given: u64, head: u64 },
    #[error("a frame has 1 to {MAX_FRAME_BYTES} bytes, not {bytes}")]
    FrameSize { bytes: usize },
    #[error("part {part} of the frame is missing")]
    MissingPart { part: u16 },
    #[error("part {part} of the frame is not as it was written")]
    BadPart { part: u16 },
    #[error("the key {key} is none of ours; restore the log from a backup")]
    ForeignKey { key: String },
    #[error("failed to {doing} in {}; check the disk and its permissions", dir.display())]
    Io {
        doing: &'static str,
        dir: PathBuf,
        source: io::Error,
    },
    #[error(
        "the disk has {free_mib} MiB left under {}, too little for a commit; make room, check the disk and start again",
        dir.display()
    )]
    NoRoom { dir: PathBuf, free_mib: u64 },
    #[error(
        "the database in {} ends at frame {head}, and its journal begins at frame {frame}; keep a copy of the directory and restore the log from a backup",
        dir.display()
    )]
    Gap { dir: PathBuf, head: u64, frame: u64 },
    #[error(
        "the database and the journal in {} differ in frame {frame}; keep a copy of the directory and restore the log from a backup",
        dir.display()
    )]
    TwoHistories { dir: PathBuf, frame: u64 },
    #[error(
        "frames stay in the journal, because an earlier write to the database failed; check the disk and start again"
    )]
    Stuck,
    #[error("the database failed to {doing}; `fieldledger log verify` says how much of it is whole")]
    Sled {
        doing: &'static str,
        source: sled::Error,
    },
    #[error(
        "the database broke down as it tried to {doing}, and `fieldledger log verify` says how much of it is whole: {message}"
    )]
    Panicked { doing: &'static str, message: String },
}

/// Refuses a frame that does not follow the head or does not fit.
pub(crate) fn check_frame(frame: u64, head: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
    if head.checked_add(1) != Some(frame) {
        return Err(StoreFailure::NotNext { given: frame, head });
    }
    if !(1..=MAX_FRAME_BYTES).contains(&bytes.len()) {
        return Err(StoreFailure::FrameSize { bytes: bytes.len() });
    }
    Ok(())
}
