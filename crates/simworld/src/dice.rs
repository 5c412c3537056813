//! Choices that follow from the seed alone: one stream for each purpose, so that a choice more in one place changes
//! nothing in another.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use types::{Hash, Span};

/// A stream of choices.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        let hash = Hash::of(&[&seed.to_be_bytes(), purpose.as_bytes()]);
        Self(ChaCha8Rng::from_seed(*hash.as_bytes()))
    }

    /// A number from 0 up to and without `bound`; 0 when that is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        self.0.random_range(0..bound)
    }

    /// Whether something happens that happens so many times in ten thousand.
    pub(crate) fn happens(&mut self, in_ten_thousand: u64) -> bool {
        in_ten_thousand > 0 && self.below(10_000) < in_ten_thousand
    }

    pub(crate) fn between(&mut self, from: Span, to: Span) -> Span {
        let width = u64::try_from(to.as_micros() - from.as_micros()).unwrap_or_default();
        let more = i64::try_from(self.below(width)).unwrap_or_default();
        from + Span::micros(more)
    }

    pub(crate) fn minutes(&mut self, from: i64, to: i64) -> Span {
        self.between(Span::minutes(from), Span::minutes(to))
    }

    /// One of some things.
    pub(crate) fn pick<T: Copy>(&mut self, first: T, others: &[T]) -> T {
        let count = u64::try_from(others.len()).unwrap_or_default();
        let chosen = usize::try_from(self.below(count + 1)).unwrap_or_default();
        chosen
            .checked_sub(1)
            .and_then(|place| others.get(place).copied())
            .unwrap_or(first)
    }
}
