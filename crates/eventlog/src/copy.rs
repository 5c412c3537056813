//! A log carried elsewhere frame by frame: the same bytes, the same hashes, checked as they come.

use std::path::Path;

use types::Hash;

use crate::failure::LogFailure;
use crate::frame::{Header, LogId, Vector, decode};
use crate::log::{read, refuse};
use crate::sled_store::SledStore;
use crate::store::{Mark, Store, StoreFailure};
use crate::verify::{Walk, check_witness};

/// So many bytes wait before they are written in one commit.
const COMMIT_BYTES: usize = 1024 * 1024;

/// The copy of one log, in a directory of its own. It goes on where it stood, however it ended.
pub struct LogCopy {
    store: SledStore,
    walk: Walk,
    /// How far other logs had been read when the last frame was written.
    vector: Vector,
    waiting: Vec<(u64, Vec<u8>)>,
    waiting_bytes: usize,
}

impl LogCopy {
    /// Opens a copy, or begins it.
    ///
    /// # Errors
    /// [`LogFailure`] when the directory cannot be used, or what was copied before is damaged.
    pub fn open(dir: &Path, log: &str) -> Result<Self, LogFailure> {
        let store = SledStore::open(dir).map_err(failed(log))?;
        check_witness(&store, log)?;
        let (walk, vector) = match store.head() {
            0 => (Walk::begin(log), Vector::default()),
            head => {
                let last = read(&store, log, head)?;
                let vector = last.header.vector.clone();
                (Walk::after(log, last), vector)
            }
        };
        Ok(Self {
            store,
            walk,
            vector,
            waiting: Vec::new(),
            waiting_bytes: 0,
        })
    }

    /// The last frame taken; 0 while there is none.
    #[must_use]
    pub fn frame(&self) -> u64 {
        self.walk.done.frames
    }

    /// Hash of the last frame taken; [`Hash::NONE`] while there is none.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.walk.done.head
    }

    /// Which log this is a copy of; none while it has no frame.
    #[must_use]
    pub fn id(&self) -> Option<&LogId> {
        self.walk.done.id.as_ref()
    }

    /// How far other logs had been read when the last frame was written: whoever copies several logs copies those as
    /// far, or has an effect without its cause.
    #[must_use]
    pub fn vector(&self) -> &Vector {
        &self.vector
    }

    /// Takes the next frame, as [`crate::Log::stored`] gives it. It is on disk after [`LogCopy::finish`].
    ///
    /// # Errors
    /// [`LogFailure::Damaged`] when the bytes are not the frame that follows; [`LogFailure::Store`].
    pub fn take(&mut self, bytes: &[u8]) -> Result<Header, LogFailure> {
        let next = self.frame().saturating_add(1);
        let log = self.walk.done.log.clone();
        let frame = decode(next, bytes).map_err(|bad| refuse(&log, next, bad))?;
        let header = frame.header.clone();
        self.walk.step(frame)?;
        self.vector.clone_from(&header.vector);
        self.waiting.push((next, bytes.to_vec()));
        self.waiting_bytes = self.waiting_bytes.saturating_add(bytes.len());
        if self.waiting_bytes >= COMMIT_BYTES {
            self.finish()?;
        }
        Ok(header)
    }

    /// Puts everything taken on disk.
    ///
    /// # Errors
    /// [`LogFailure::Store`]; the copy is then opened anew and goes on where it stands.
    pub fn finish(&mut self) -> Result<(), LogFailure> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let mark = Mark {
            frame: self.frame(),
            hash: self.hash(),
        };
        let written = self.store.append_all(&self.waiting);
        let noted = written.and_then(|()| self.store.witness(mark));
        noted.map_err(failed(&self.walk.done.log))?;
        self.waiting.clear();
        self.waiting_bytes = 0;
        Ok(())
    }
}

fn failed(log: &str) -> impl FnOnce(StoreFailure) -> LogFailure {
    let log = log.to_owned();
    move |cause| LogFailure::Store { log, cause }
}
