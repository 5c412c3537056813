//! Service order numbers: short enough for an SMS, with a check digit (ORD-3, ORD-4).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::{SmolStr, format_smolstr};

/// A service order's number: two digits of the year (99 when the machine is unknown), a counter of at
/// least four digits, and a Damm check digit. `2600017`.
///
/// It is text: a leading zero counts (year 2001 gives `01...`). The check digit catches every single wrong
/// digit and every swap of two neighbours (ORD-4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderNumber(SmolStr);

/// Says why a text is no order number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrderNumber {
    #[error("an order number has 7 to 12 digits, not {0:?}")]
    Shape(String),
    #[error("the check digit of order number {0} is wrong")]
    CheckDigit(String),
}

/// The totally anti-symmetric quasigroup of order 10 from Damm's thesis.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn damm(digits: &str) -> u8 {
    digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |interim, digit| {
            DAMM.get(usize::from(interim))
                .and_then(|row| row.get(usize::from(digit - b'0')))
                .copied()
                .unwrap_or(0)
        })
}

impl OrderNumber {
    /// The prefix of orders without a known machine (ORD-3).
    pub const UNKNOWN_MACHINE: u8 = 99;

    /// Makes the `counter`-th number of a two-digit prefix.
    #[must_use]
    pub fn compose(prefix: u8, counter: u64) -> Self {
        let digits = format!("{:02}{counter:04}", prefix % 100);
        let check = damm(&digits);
        Self(format_smolstr!("{digits}{check}"))
    }

    /// The first two digits: the year, or 99.
    #[must_use]
    pub fn prefix(&self) -> u8 {
        self.0
            .get(..2)
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    }

    /// Whether the order was opened without a known machine (ORD-3).
    #[must_use]
    pub fn is_99(&self) -> bool {
        self.prefix() == Self::UNKNOWN_MACHINE
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrderNumber {
    type Err = InvalidOrderNumber;

    fn from_str(text: &str) -> Result<Self, InvalidOrderNumber> {
        let shaped = (7..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if !shaped {
            return Err(InvalidOrderNumber::Shape(text.chars().take(40).collect()));
        }
        if damm(text) != 0 {
            return Err(InvalidOrderNumber::CheckDigit(text.to_owned()));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for OrderNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OrderNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for OrderNumber {
    fn schema_name() -> Cow<'static, str> {
        "OrderNumber".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{7,12}$", "description": "Service order number with Damm check digit" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: ORD-4
    #[test]
    fn a_single_wrong_digit_or_a_swap_never_hits_another_order() {
        for counter in 1..400 {
            let number = OrderNumber::compose(26, counter);
            let digits: Vec<u8> = number.as_str().bytes().collect();
            for place in 0..digits.len() {
                for digit in b'0'..=b'9' {
                    let mut wrong = digits.clone();
                    wrong[place] = digit;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert_eq!(wrong.parse::<OrderNumber>().is_ok(), wrong == number.as_str());
                }
                if place + 1 < digits.len() && digits[place] != digits[place + 1] {
                    let mut swapped = digits.clone();
                    swapped.swap(place, place + 1);
                    assert!(
                        String::from_utf8(swapped)
                            .unwrap()
                            .parse::<OrderNumber>()
                            .is_err()
                    );
                }
            }
        }
    }

    // rule: ORD-3
    #[test]
    fn the_prefix_tells_the_year_or_the_unknown_machine() {
        assert_eq!(OrderNumber::compose(1, 7).to_string().get(..6), Some("010007"));
        assert!(OrderNumber::compose(99, 1).is_99());
        assert!(OrderNumber::compose(26, 12_345).as_str().starts_with("2612345"));
    }
}
