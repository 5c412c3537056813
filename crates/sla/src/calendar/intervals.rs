//! Sets of instants: intervals that are ordered and do not touch.

use types::{Instant, Span};

/// The instants from `from` up to but without `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    pub from: Instant,
    pub until: Instant,
}

impl Interval {
    pub(crate) const ALWAYS: Self = Self {
        from: Instant::MIN,
        until: Instant::MAX,
    };

    /// `None` when it would be empty.
    #[must_use]
    pub fn new(from: Instant, until: Instant) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    /// How long the interval is.
    #[must_use]
    pub const fn length(self) -> Span {
        self.until.since(self.from)
    }

    #[must_use]
    pub fn contains(self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    /// What two intervals share.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.until.min(other.until))
    }
}

/// Orders intervals and joins those that overlap or touch.
#[must_use]
pub fn merged(intervals: impl IntoIterator<Item = Interval>) -> Vec<Interval> {
    let mut sorted: Vec<Interval> = intervals.into_iter().collect();
    sorted.sort_unstable();
    let mut joined: Vec<Interval> = Vec::with_capacity(sorted.len());
    for next in sorted {
        match joined.last_mut() {
            Some(last) if next.from <= last.until => last.until = last.until.max(next.until),
            Some(_) | None => joined.push(next),
        }
    }
    joined
}

/// What is left of an interval without the cuts; `cuts` are merged.
pub(crate) fn without(whole: Interval, cuts: &[Interval]) -> Vec<Interval> {
    let first = cuts.partition_point(|cut| cut.until <= whole.from);
    let mut left = Vec::new();
    let mut from = whole.from;
    for cut in cuts.iter().skip(first).take_while(|cut| cut.from < whole.until) {
        left.extend(Interval::new(from, cut.from));
        from = from.max(cut.until);
    }
    left.extend(Interval::new(from, whole.until));
    left
}
