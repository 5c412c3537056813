//! How long a process that ended waits before it is started again.

use std::time::Duration;

/// After somebody killed it: it says nothing about the process.
const AT_ONCE: Duration = Duration::from_millis(200);
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);
/// Whoever ran so long was well, and what ended it is a new story.
const WELL: Duration = Duration::from_secs(60);

/// One process's pauses, each twice as long as the one before.
#[derive(Debug, Default)]
pub(super) struct BackOff {
    last: Option<Duration>,
}

impl BackOff {
    /// The pause after a process that ran so long. One that was killed from outside did not fail, and comes back at once.
    pub(super) fn after(&mut self, ran: Duration, killed: bool) -> Duration {
        if killed {
            return AT_ONCE;
        }
        let before = self.last.filter(|_| ran < WELL);
        let pause = before.map_or(FIRST, |before| (before * 2).min(LONGEST));
        self.last = Some(pause);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_again_and_again_waits_longer_each_time_until_it_was_well_for_a_minute() {
        let mut back_off = BackOff::default();
        let mut seconds = |ran, killed| back_off.after(Duration::from_secs(ran), killed).as_secs();
        let looping: Vec<u64> = (0..7).map(|_| seconds(0, false)).collect();
        assert_eq!(looping, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(seconds(59, false), 30);
        assert_eq!(seconds(0, true), 0);
        assert_eq!(seconds(60, false), 1);
        assert_eq!(seconds(3, false), 2);
    }
}
