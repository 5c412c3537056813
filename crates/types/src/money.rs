//! Money in whole fen; never floating point (CLM-5).

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An amount in fen, a hundredth of a yuan; may be negative.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

impl Fen {
    /// Adds, or answers none when the sum cannot be held.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl Add for Fen {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Fen {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl FromStr for Fen {
    type Err = String;

    /// Reads yuan with at most two decimals: `183.05`, `-12`, `0.4`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("an amount is written like 183.05, not {text:?}");
        let (sign, digits) = text
            .trim()
            .strip_prefix('-')
            .map_or((1, text.trim()), |rest| (-1, rest));
        let (yuan, cents) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if yuan.is_empty() || cents.len() > 2 || !plain(yuan) || !plain(cents) {
            return Err(wrong());
        }
        let yuan: i64 = yuan.parse().map_err(|_| wrong())?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| wrong())?;
        let fen = yuan
            .checked_mul(100)
            .and_then(|fen| fen.checked_add(cents))
            .ok_or_else(wrong)?;
        Ok(Self(sign * fen))
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_they_are_written() {
        assert_eq!("183.05".parse::<Fen>().unwrap(), Fen(18_305));
        assert_eq!("-12".parse::<Fen>().unwrap().to_string(), "-12.00");
        assert_eq!("-0.4".parse::<Fen>().unwrap().to_string(), "-0.40");
        for wrong in ["", "1.234", "1,5", "one", "92233720368547758071", "."] {
            assert!(wrong.parse::<Fen>().is_err(), "{wrong}");
        }
    }
}
