//! What a writer promises to the readers of its log.

use std::sync::{Mutex, PoisonError};

use timesource::Time;
use types::Instant;

/// What the writer promises to readers of its log.
#[derive(Debug, Default)]
pub struct Promises {
    state: Mutex<PromiseState>,
}

#[derive(Debug, Default)]
struct PromiseState {
    /// A frame of at least this stamp is on its way to disk.
    in_flight: Option<Instant>,
    /// Nothing later may be stamped before this.
    floor: Instant,
}

impl Promises {
    /// A stamp below which no frame will come that is not visible yet.
    pub fn promise(&self, time: &Time) -> Instant {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stamp) = state.in_flight {
            return stamp;
        }
        state.floor = state.floor.max(time.now());
        state.floor
    }

    /// A frame is being decided: gives the time it is decided at, which no promise exceeds until it is visible.
    pub fn begin(&self, time: &Time) -> Instant {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = time.now().max(state.floor);
        state.in_flight = Some(now);
        now
    }

    /// The frame is visible, or there was none.
    pub fn end(&self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .in_flight = None;
    }
}
