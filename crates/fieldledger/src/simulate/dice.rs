//! Choices that depend on the seed and on what they are about, never on the order in which they are made.

use types::{Hash, Span};

/// A stream of choices about one thing, the same whenever and wherever it is opened.
#[derive(Debug, Clone)]
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    /// The choices of one kind (`purpose`) about one thing (`about`) under a seed.
    pub(super) fn of(seed: u64, purpose: &str, about: &str) -> Self {
        let hash = Hash::of(&[&seed.to_be_bytes(), purpose.as_bytes(), b"\0", about.as_bytes()]);
        let state = hash
            .as_bytes()
            .iter()
            .take(8)
            .fold(0, |state, byte| state << 8 | u64::from(*byte));
        Self { state }
    }

    /// SplitMix64: short, and even enough for people's habits.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to and without `bound`; 0 when that is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or_default()
    }

    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub(super) fn permille(&mut self, of_thousand: u64) -> bool {
        self.below(1_000) < of_thousand
    }

    /// A span between two numbers of minutes, in whole seconds.
    pub(super) fn minutes(&mut self, from: u32, to: u32) -> Span {
        let seconds = u64::from(to.saturating_sub(from)) * 60 + 1;
        let more = i64::try_from(self.below(seconds)).unwrap_or_default();
        Span::minutes(i64::from(from)) + Span::seconds(more)
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(from.len()).unwrap_or(u64::MAX);
        from.get(usize::try_from(self.below(count)).unwrap_or_default())
    }

    /// One of some words; nothing when there are none.
    pub(super) fn word(&mut self, from: &[&'static str]) -> &'static str {
        self.pick(from).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_falls_the_same_way_whatever_was_thrown_before() {
        let throw = |about: &str| Dice::of(7, "reply", about).below(1_000_000);
        let first = throw("0600014");
        throw("0600025");
        assert_eq!(throw("0600014"), first);
        assert_ne!(Dice::of(8, "reply", "0600014").below(1_000_000), first);
        assert_ne!(Dice::of(7, "plan", "0600014").below(1_000_000), first);
    }

    #[test]
    fn chances_are_about_as_large_as_they_say() {
        let hits = (0..10_000)
            .filter(|n| Dice::of(1, "chance", &n.to_string()).chance(25))
            .count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
    }
}
