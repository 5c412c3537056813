//! Whether the writer waits a little for company before it decides a frame.
//!
//! A frame costs the disk as much for one command as for a hundred, and whoever was just answered is often back at once.
//! So for a part of the time the last frame took on its way to disk the writer waits for as many as it answered; a lone
//! client that is back is never kept waiting.

use std::time::{Duration, Instant as Moment};

/// Of the time a frame took: long enough for clients nearby, and for the others no delay they would notice.
const PART: u32 = 1;
/// However slow the disk is.
const LONGEST: Duration = Duration::from_millis(2);

/// What the last frame says about the next.
#[derive(Debug, Default)]
pub(super) struct Company {
    answered: usize,
    until: Option<Moment>,
}

impl Company {
    /// A frame that took so long on its way to disk has just answered so many.
    pub(super) fn answered(&mut self, many: usize, took: Duration, now: Moment) {
        self.answered = many;
        self.until = now.checked_add((took / PART).min(LONGEST));
    }

    /// How long to wait for more when so many `came`; `waited` for the writer, or the writer for them.
    pub(super) fn patience(&self, came: usize, waited: bool, now: Moment) -> Option<Duration> {
        let besides = if waited { came } else { 0 };
        if came >= self.answered.saturating_add(besides) {
            return None;
        }
        let left = self.until?.checked_duration_since(now)?;
        (!left.is_zero()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOK: Duration = Duration::from_micros(400);

    fn after(answered: usize) -> (Company, Moment) {
        let now = Moment::now();
        let mut company = Company::default();
        company.answered(answered, TOOK, now);
        (company, now)
    }

    #[test]
    fn whoever_was_answered_is_waited_for_beside_those_who_came_meanwhile() {
        let (company, now) = after(8);
        assert_eq!(company.patience(8, true, now), Some(TOOK / PART));
        assert_eq!(company.patience(1, false, now), Some(TOOK / PART));
        let later = now + TOOK / PART;
        assert_eq!(company.patience(8, true, later), None, "not for long");
    }

    #[test]
    fn nobody_waits_who_is_all_there_is() {
        let (company, now) = after(1);
        assert_eq!(company.patience(1, false, now), None);
        let (company, now) = after(0);
        assert_eq!(company.patience(5, true, now), None);
        assert_eq!(Company::default().patience(1, false, now), None);
    }

    #[test]
    fn a_slow_disk_keeps_nobody_longer_than_two_milliseconds() {
        let now = Moment::now();
        let mut company = Company::default();
        company.answered(3, Duration::from_secs(1), now);
        assert_eq!(company.patience(1, true, now), Some(LONGEST));
    }
}
