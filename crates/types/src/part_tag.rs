//! Tags of old parts: what is printed, hung on the part and scanned (OLD-1).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::OrderNumber;

/// The tag of a replaced part 旧件标签: its order and its line in the service report, `2600017-P3`.
///
/// It stays the same whichever try of the claim is decided.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartTag {
    pub order: OrderNumber,
    /// The part's line in the report, counted from 1.
    pub line: u16,
}

/// Says that a text is no tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a tag is an order number, -P and the part's line, like 2600017-P3, not {0:?}")]
pub struct InvalidPartTag(pub String);

impl fmt::Display for PartTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-P{}", self.order, self.line)
    }
}

impl fmt::Debug for PartTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PartTag {
    type Err = InvalidPartTag;

    /// Reads a tag as it is scanned or typed; case and the dash do not matter.
    fn from_str(text: &str) -> Result<Self, InvalidPartTag> {
        let wrong = || InvalidPartTag(text.chars().take(40).collect());
        let (order, line) = text.trim().split_once(['P', 'p']).ok_or_else(wrong)?;
        let order = order.trim_end_matches('-').parse().map_err(|_| wrong())?;
        let line = line.parse().ok().filter(|line| *line > 0).ok_or_else(wrong)?;
        Ok(Self { order, line })
    }
}

impl Serialize for PartTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for PartTag {
    fn schema_name() -> Cow<'static, str> {
        "PartTag".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{7,12}-P[1-9][0-9]{0,4}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: OLD-1
    #[test]
    fn a_tag_is_read_as_scanned_and_as_typed() {
        for text in ["2600017-P3", "2600017p3", " 2600017-p3 "] {
            let tag: PartTag = text.parse().unwrap();
            assert_eq!(tag.to_string(), "2600017-P3", "{text}");
        }
        for wrong in ["2600017", "2600017-P0", "2600018-P1", "P1"] {
            assert!(wrong.parse::<PartTag>().is_err(), "{wrong}");
        }
    }
}
