//! How often somebody may guess, by name and by address, in real time: a sandbox's time stands still.

use std::sync::{Mutex, PoisonError};
use std::time::Instant as Clock;

use access::{Limit, Throttle};
use types::{Instant, Span};

/// A name waits soon and never long, so that nobody can lock somebody else out for good.
const BY_NAME: Limit = Limit {
    free: 5,
    longest: Span::seconds(60),
    forgotten_after: Span::hours(1),
};
/// Many people share an office's address.
const BY_ADDRESS: Limit = Limit {
    free: 50,
    longest: Span::minutes(15),
    forgotten_after: Span::hours(1),
};

/// Failures of signing in.
#[derive(Debug)]
pub(crate) struct Throttles {
    began: Clock,
    by_name: Mutex<Throttle>,
    by_address: Mutex<Throttle>,
}

impl Throttles {
    pub(super) fn new() -> Self {
        Self {
            began: Clock::now(),
            by_name: Mutex::new(Throttle::new(BY_NAME)),
            by_address: Mutex::new(Throttle::new(BY_ADDRESS)),
        }
    }

    /// Lets somebody try, or says how long they wait first. A try of the name counts as a failure until it succeeds, so
    /// that a hundred at once are not a hundred free ones.
    pub(super) fn enter(&self, name: &str, address: &str) -> Result<(), Span> {
        let now = self.now();
        let mut by_name = self.by_name.lock().unwrap_or_else(PoisonError::into_inner);
        let by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        match by_name.wait(name, now).max(by_address.wait(address, now)) {
            Some(wait) => Err(wait),
            None => {
                by_name.failed(name, now);
                Ok(())
            }
        }
    }

    pub(super) fn succeeded(&self, name: &str) {
        self.by_name
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .succeeded(name);
    }

    pub(super) fn failed_from(&self, address: &str) {
        let now = self.now();
        self.by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .failed(address, now);
    }

    fn now(&self) -> Instant {
        Instant::from_micros(i64::try_from(self.began.elapsed().as_micros()).unwrap_or(i64::MAX))
    }
}
