//! Claim numbers: the order and the try, so that nobody needs a second register (CLM-8).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::OrderNumber;

/// One try of an order's claim: `2600017-1`, the second `2600017-2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimNumber {
    pub order: OrderNumber,
    /// Counted from 1.
    pub attempt: u8,
}

/// Says that a text is no claim number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a claim number is an order number, a dash and the try, like 2600017-1, not {0:?}")]
pub struct InvalidClaimNumber(pub String);

impl ClaimNumber {
    /// The first try of an order's claim.
    #[must_use]
    pub const fn first(order: OrderNumber) -> Self {
        Self { order, attempt: 1 }
    }
}

impl fmt::Display for ClaimNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.order, self.attempt)
    }
}

impl fmt::Debug for ClaimNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ClaimNumber {
    type Err = InvalidClaimNumber;
    fn from_str(text: &str) -> Result<Self, InvalidClaimNumber> {
        let wrong = || InvalidClaimNumber(text.chars().take(40).collect());
        let (order, attempt) = text.trim().split_once('-').ok_or_else(wrong)?;
        let order = order.parse().map_err(|_| wrong())?;
        let attempt = attempt
            .parse()
            .ok()
            .filter(|attempt| *attempt > 0)
            .ok_or_else(wrong)?;
        Ok(Self { order, attempt })
    }
}

impl Serialize for ClaimNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClaimNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for ClaimNumber {
    fn schema_name() -> Cow<'static, str> {
        "ClaimNumber".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{7,12}-[1-9][0-9]{0,2}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: CLM-8
    #[test]
    fn a_claim_is_its_order_and_the_try() {
        let number: ClaimNumber = "2600017-2".parse().unwrap();
        assert_eq!((number.order.to_string(), number.attempt), ("2600017".into(), 2));
        assert_eq!(number.to_string(), "2600017-2");
        for wrong in ["2600017", "2600017-0", "2600018-1", "2600017-x", "2600017-256"] {
            assert!(wrong.parse::<ClaimNumber>().is_err(), "{wrong}");
        }
    }
}
