//! Wall time: the machine's, or virtual with somebody who moves it on.
//!
//! This is the only place in fieldledger that reads the real clock. Whoever needs the time holds a [`Time`] and asks
//! it; virtual time stands still until its [`Controller`], or a probe that heard from the controller, moves it on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use types::Instant;

/// A handle to read the time by. Clones read the same time.
#[derive(Debug, Clone)]
pub struct Time(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    /// Microseconds since 1970.
    Virtual(Arc<AtomicI64>),
}

impl Time {
    /// The machine's own time.
    #[must_use]
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// Virtual time standing at `start`, and the one handle that moves it freely.
    #[must_use]
    pub fn virtual_at(start: Instant) -> (Self, Controller) {
        let time = Self(Source::Virtual(Arc::new(AtomicI64::new(start.micros()))));
        (time.clone(), Controller(time))
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Source::System => system_now(),
            Source::Virtual(micros) => Instant::from_micros(micros.load(Ordering::Acquire)),
        }
    }

    #[must_use]
    pub const fn is_virtual(&self) -> bool {
        matches!(self.0, Source::Virtual(_))
    }

    /// Moves virtual time on to what a probe said, and never back: probes may overtake each other.
    ///
    /// Tells whether it moved. The machine's own time is nobody's to set, and stays.
    pub fn set_if_later(&self, instant: Instant) -> bool {
        match &self.0 {
            Source::System => false,
            Source::Virtual(micros) => {
                micros.fetch_max(instant.micros(), Ordering::AcqRel) < instant.micros()
            }
        }
    }
}

/// Moves virtual time on. There is one for each virtual time.
#[derive(Debug)]
pub struct Controller(Time);

impl Controller {
    /// Moves time on to an instant. An earlier one changes nothing: time never goes back.
    pub fn set(&self, instant: Instant) {
        self.0.set_if_later(instant);
    }
}

/// A machine whose clock stands before 1970 is read as standing at 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the real clock is read"
)]
fn system_now() -> Instant {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn virtual_time_stands_still_until_it_is_moved_and_never_goes_back() {
        let (time, controller) = Time::virtual_at(at("2026-01-05T08:00:00+08:00"));
        let elsewhere = time.clone();
        assert_eq!(elsewhere.now(), at("2026-01-05T08:00:00+08:00"));
        controller.set(at("2026-01-06T21:00:00+08:00"));
        assert_eq!(elsewhere.now(), at("2026-01-06T21:00:00+08:00"));
        controller.set(at("2026-01-05T09:00:00+08:00"));
        assert_eq!(time.now(), at("2026-01-06T21:00:00+08:00"));
    }

    #[test]
    fn a_probe_moves_virtual_time_on_and_leaves_the_machines_own_alone() {
        let (time, _controller) = Time::virtual_at(at("2026-01-05T08:00:00+08:00"));
        assert!(time.is_virtual());
        assert!(time.set_if_later(at("2026-01-05T09:00:00+08:00")));
        assert!(!time.set_if_later(at("2026-01-05T09:00:00+08:00")));
        assert!(!time.set_if_later(at("2026-01-05T08:30:00+08:00")));
        assert_eq!(time.now(), at("2026-01-05T09:00:00+08:00"));

        let real = Time::system();
        assert!(!real.is_virtual());
        assert!(!real.set_if_later(Instant::MAX));
        assert!(real.now() < Instant::MAX);
        assert!(real.now() > at("2024-01-01T00:00:00Z"));
    }
}
