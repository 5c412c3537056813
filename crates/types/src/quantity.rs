//! Quantities with two decimals, exact: pieces, hours, kilometres (CLM-5).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Fen;

/// A quantity in whole hundredths: 150 is 1.5 hours, 200 is two pieces.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Quantity(pub u32);

impl Quantity {
    /// So many whole ones.
    #[must_use]
    pub const fn whole(count: u32) -> Self {
        Self(count.saturating_mul(100))
    }

    /// What it costs at a price for one, rounded half up to the fen.
    #[must_use]
    pub fn at(self, price: Fen) -> Fen {
        let exact = i128::from(self.0) * i128::from(price.0);
        let rounded = (exact + exact.signum() * 50) / 100;
        Fen(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
    }
}

impl fmt::Display for Quantity {
    /// `2`, `1.5`, `0.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 100, self.0 % 100);
        match part {
            0 => write!(f, "{whole}"),
            part if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            part => write!(f, "{whole}.{part:02}"),
        }
    }
}

impl FromStr for Quantity {
    type Err = String;

    /// Reads a number with at most two decimals: `2`, `1.5`, `0.25`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("a quantity is written like 2 or 1.5, not {text:?}");
        let fen: Fen = text.parse().map_err(|_| wrong())?;
        u32::try_from(fen.0).map(Self).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: CLM-5
    #[test]
    fn quantities_are_exact_and_amounts_round_half_up_to_the_fen() {
        for text in ["2", "1.5", "0.25", "0"] {
            assert_eq!(text.parse::<Quantity>().unwrap().to_string(), text);
        }
        assert!("1.234".parse::<Quantity>().is_err());
        assert!("-1".parse::<Quantity>().is_err());
        assert_eq!("1.5".parse::<Quantity>().unwrap().at(Fen(4501)), Fen(6752));
        assert_eq!(Quantity::whole(3).at(Fen(18305)), Fen(54915));
    }
}
