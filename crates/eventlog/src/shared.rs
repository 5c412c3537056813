//! What the writer of a log shares with its readers.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::failure::{Finding, Flaw, LogFailure};
use crate::frame::{LogId, Timekeeping};
use crate::log::Head;
use crate::store::Store;

struct State {
    head: Head,
    closed: bool,
}

pub(crate) struct Shared {
    pub(crate) store: Box<dyn Store>,
    pub(crate) name: String,
    pub(crate) id: LogId,
    pub(crate) timekeeping: Timekeeping,
    state: Mutex<State>,
    moved: Condvar,
}

impl Shared {
    pub(crate) fn new(
        store: Box<dyn Store>,
        name: &str,
        id: LogId,
        timekeeping: Timekeeping,
        head: Head,
    ) -> Self {
        Self {
            store,
            name: name.to_owned(),
            id,
            timekeeping,
            state: Mutex::new(State { head, closed: false }),
            moved: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn head(&self) -> Head {
        self.state().head
    }

    /// Shows readers a frame that is on disk.
    pub(crate) fn publish(&self, head: Head) {
        self.state().head = head;
        self.moved.notify_all();
    }

    /// Tells followers that nothing more will come.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.moved.notify_all();
    }

    /// Blocks until the head is beyond a frame or the writer is gone.
    pub(crate) fn wait_beyond(&self, frame: u64) {
        let waiting = |state: &mut State| state.head.frame <= frame && !state.closed;
        drop(self.moved.wait_while(self.state(), waiting));
    }

    pub(crate) fn finding(&self, frame: u64, flaw: Flaw) -> LogFailure {
        LogFailure::Damaged(Box::new(Finding {
            log: self.name.clone(),
            frame,
            flaw,
        }))
    }
}
