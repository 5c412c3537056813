//! One line of the table: a ratio, what it must not fall short of, and what it was made of.

/// What is promised of a ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Promise {
    AtLeast(f64),
    AtMost(f64),
    /// Shown for scale; nothing is promised.
    Shown,
}

impl Promise {
    pub(crate) fn is_kept_by(self, ratio: f64) -> bool {
        match self {
            Self::AtLeast(floor) => ratio >= floor,
            Self::AtMost(ceiling) => ratio <= ceiling,
            Self::Shown => true,
        }
    }
}

/// A measured ratio.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) name: String,
    /// One for each round.
    rounds: Vec<f64>,
    pub(crate) promise: Promise,
    pub(crate) aim: Option<f64>,
    /// The absolute numbers of the last round, for scale.
    pub(crate) scale: String,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, rounds: Vec<f64>, promise: Promise) -> Self {
        Self {
            name: name.into(),
            rounds,
            promise,
            aim: None,
            scale: String::new(),
        }
    }

    pub(crate) fn aiming_at(mut self, aim: f64) -> Self {
        self.aim = Some(aim);
        self
    }

    pub(crate) fn at_scale(mut self, scale: impl Into<String>) -> Self {
        self.scale = scale.into();
        self
    }

    /// The median over the rounds.
    pub(crate) fn ratio(&self) -> f64 {
        median(&self.rounds)
    }

    /// The lowest and the highest round.
    pub(crate) fn spread(&self) -> (f64, f64) {
        let low = self.rounds.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.rounds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    }

    pub(crate) fn is_kept(&self) -> bool {
        self.promise.is_kept_by(self.ratio())
    }
}

/// The middle value; of an even number the mean of the middle two.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
    match sorted.len() % 2 {
        0 => f64::midpoint(at(middle.wrapping_sub(1)), at(middle)),
        _ => at(middle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_counts_and_a_promise_is_held_against_it() {
        let floor = Figure::new("a", vec![0.9, 0.2, 0.5], Promise::AtLeast(0.5));
        assert!(floor.is_kept() && (floor.ratio() - 0.5).abs() < f64::EPSILON);
        assert!(!Figure::new("b", vec![0.4, 0.5], Promise::AtLeast(0.5)).is_kept());
        assert!(!Figure::new("c", vec![2.1], Promise::AtMost(2.0)).is_kept());
        assert!(!Figure::new("nothing was measured", Vec::new(), Promise::AtLeast(0.1)).is_kept());
    }
}
