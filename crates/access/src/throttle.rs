//! How often somebody may guess: failures make the next try wait, longer each time.

use std::collections::BTreeMap;

use types::{Instant, Span};

/// After how many failures a key waits, how long at most, and when its failures are forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Failures that cost nothing.
    pub free: u32,
    /// The longest wait; the first is one second, and each further failure doubles it.
    pub longest: Span,
    /// Without a failure for so long, all are forgotten.
    pub forgotten_after: Span,
}

/// How many keys are remembered; whoever failed longest ago goes first.
const MOST_KEYS: usize = 10_000;

/// Failures by key: a name, or an address.
#[derive(Debug)]
pub struct Throttle {
    limit: Limit,
    failures: BTreeMap<String, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last_at: Instant,
}

impl Throttle {
    #[must_use]
    pub const fn new(limit: Limit) -> Self {
        Self {
            limit,
            failures: BTreeMap::new(),
        }
    }

    /// How long a key has to wait before its next try; none when it may try now.
    #[must_use]
    pub fn wait(&self, key: &str, now: Instant) -> Option<Span> {
        let failures = self.failures.get(key)?;
        let since = now.since(failures.last_at);
        if since >= self.limit.forgotten_after {
            return None;
        }
        let beyond = failures.count.checked_sub(self.limit.free)?;
        let pause =
            Span::seconds(1_i64.checked_shl(beyond.min(40)).unwrap_or(i64::MAX)).min(self.limit.longest);
        let left = Span::micros(pause.as_micros().saturating_sub(since.as_micros()));
        (left > Span::ZERO).then_some(left)
    }

    /// Counts a failure. One try may be under way while another is judged: it is counted before it is.
    pub fn failed(&mut self, key: &str, now: Instant) {
        let known = self.failures.get(key).copied();
        let known = known.filter(|failures| now.since(failures.last_at) < self.limit.forgotten_after);
        let count = known.map_or(0, |failures| failures.count).saturating_add(1);
        if self.failures.len() >= MOST_KEYS && !self.failures.contains_key(key) {
            self.drop_oldest();
        }
        self.failures
            .insert(key.to_owned(), Failures { count, last_at: now });
    }

    /// Forgets a key's failures: it has shown who it is.
    pub fn succeeded(&mut self, key: &str) {
        self.failures.remove(key);
    }

    fn drop_oldest(&mut self) {
        let oldest = self.failures.iter().min_by_key(|(_, failures)| failures.last_at);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.failures.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit {
        free: 3,
        longest: Span::seconds(60),
        forgotten_after: Span::hours(1),
    };

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(seconds)
    }

    #[test]
    fn the_first_failures_are_free_and_then_each_waits_twice_as_long_up_to_a_limit() {
        let mut throttle = Throttle::new(LIMIT);
        let waits: Vec<Option<i64>> = (0..11)
            .map(|_| {
                throttle.failed("P101", at(0));
                throttle.wait("P101", at(0)).map(Span::as_seconds)
            })
            .collect();
        let expected = [
            None,
            None,
            Some(1),
            Some(2),
            Some(4),
            Some(8),
            Some(16),
            Some(32),
            Some(60),
            Some(60),
            Some(60),
        ];
        assert_eq!(waits, expected);
        assert_eq!(throttle.wait("P102", at(0)), None, "another name tries as before");
        assert_eq!(throttle.wait("P101", at(59)).map(Span::as_seconds), Some(1));
        assert_eq!(throttle.wait("P101", at(60)), None);
    }

    #[test]
    fn failures_are_forgotten_after_a_while_and_at_a_success() {
        let mut throttle = Throttle::new(LIMIT);
        for _ in 0..9 {
            throttle.failed("P101", at(0));
        }
        assert_eq!(throttle.wait("P101", at(3_600)), None);
        throttle.failed("P101", at(3_600));
        assert_eq!(throttle.wait("P101", at(3_600)), None, "counted from one again");
        for _ in 0..9 {
            throttle.failed("P101", at(3_600));
        }
        throttle.succeeded("P101");
        assert_eq!(throttle.wait("P101", at(3_600)), None);
    }

    #[test]
    fn however_many_names_are_tried_only_so_many_are_remembered() {
        let mut throttle = Throttle::new(LIMIT);
        for name in 0..=i64::try_from(MOST_KEYS).unwrap() {
            throttle.failed(&name.to_string(), at(name));
        }
        assert_eq!(throttle.failures.len(), MOST_KEYS);
        assert!(!throttle.failures.contains_key("0"));
    }
}
