//! The store's twin in memory, for tests and simulation.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::store::{Mark, Store, StoreFailure, check_frame};

/// Keeps frames in memory. Clones share what they hold, so a dropped log can be opened again.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    content: Arc<Mutex<Content>>,
}

#[derive(Debug, Default)]
struct Content {
    frames: Vec<Vec<u8>>,
    witnessed: Option<Mark>,
}

impl Content {
    fn head(&self) -> u64 {
        self.frames.len() as u64
    }

    fn index(frame: u64) -> Option<usize> {
        usize::try_from(frame.checked_sub(1)?).ok()
    }
}

impl MemoryStore {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the bytes of a frame behind the log's back, as a failing disk would.
    pub fn damage(&self, frame: u64, change: impl FnOnce(&mut Vec<u8>)) {
        let mut content = self.content();
        if let Some(bytes) = Content::index(frame).and_then(|index| content.frames.get_mut(index)) {
            change(bytes);
        }
    }

    /// Forgets every frame after `frame`, as an old copy put back would; what was witnessed stays.
    pub fn cut_after(&self, frame: u64) {
        let keep = usize::try_from(frame).unwrap_or(usize::MAX);
        self.content().frames.truncate(keep);
    }
}

impl Store for MemoryStore {
    fn append(&self, frame: u64, bytes: &[u8]) -> Result<(), StoreFailure> {
        let mut content = self.content();
        check_frame(frame, content.head(), bytes)?;
        content.frames.push(bytes.to_vec());
        Ok(())
    }

    fn read(&self, frame: u64) -> Result<Option<Vec<u8>>, StoreFailure> {
        let content = self.content();
        Ok(Content::index(frame).and_then(|index| content.frames.get(index).cloned()))
    }

    fn head(&self) -> u64 {
        self.content().head()
    }

    fn witness(&self, mark: Mark) -> Result<(), StoreFailure> {
        self.content().witnessed = Some(mark);
        Ok(())
    }

    fn witnessed(&self) -> Result<Option<Mark>, StoreFailure> {
        Ok(self.content().witnessed)
    }
}
