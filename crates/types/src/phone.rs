//! Phone numbers as people and gateways write them, brought to one form.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::{SmolStr, format_smolstr};

/// A phone number in one form: digits only, without the country code 86; other countries keep `+`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(SmolStr);

/// Says that a text is no phone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a phone number has 3 to 15 digits, not {0:?}")]
pub struct InvalidPhone(pub String);

impl Phone {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = InvalidPhone;

    /// Takes full-width digits, spaces, dashes, dots, brackets, and the prefixes `+86`, `0086` and `86`.
    fn from_str(text: &str) -> Result<Self, InvalidPhone> {
        let invalid = || InvalidPhone(text.chars().take(40).collect());
        let mut digits = String::new();
        let mut plus = false;
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => {
                    digits.extend(char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')));
                }
                '+' | '＋' if digits.is_empty() && !plus => plus = true,
                ' ' | '\u{a0}' | '\u{3000}' | '-' | '－' | '—' | '.' | '(' | ')' | '（' | '）' => {}
                _ => return Err(invalid()),
            }
        }
        if !plus && let Some(rest) = digits.strip_prefix("00") {
            digits = rest.to_owned();
            plus = true;
        }
        let chinese_mobile = |rest: &str| rest.len() == 11 && rest.starts_with('1');
        if let Some(rest) = digits.strip_prefix("86")
            && (plus || chinese_mobile(rest))
        {
            digits = rest.to_owned();
            plus = false;
        }
        if !(3..=15).contains(&digits.len()) {
            return Err(invalid());
        }
        Ok(Self(if plus {
            format_smolstr!("+{digits}")
        } else {
            digits.into()
        }))
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Phone {
    fn schema_name() -> Cow<'static, str> {
        "Phone".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^[ .()-]*\+?([ .()-]*[0-9]){3,15}[ .()-]*$",
            "description": "Phone number; +86, spaces and dashes are taken and removed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_written_many_ways_is_one_phone() {
        for text in [
            "13800138000",
            "+86 138 0013 8000",
            "0086-13800138000",
            "8613800138000",
            "１３８００１３８０００",
        ] {
            assert_eq!(text.parse::<Phone>().unwrap().as_str(), "13800138000", "{text}");
        }
        assert_eq!("021-5555 1234".parse::<Phone>().unwrap().as_str(), "02155551234");
        assert_eq!(
            "+49 30 1234567".parse::<Phone>().unwrap().as_str(),
            "+49301234567"
        );
        assert!("call me".parse::<Phone>().is_err());
        assert!("12".parse::<Phone>().is_err());
    }
}
