//! One newtype for each kind of name, so that a station can never be passed for a person.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

/// Says why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} must be 1 to 64 characters without spaces, control characters, '/' or '*', not {text:?}")]
pub struct InvalidId {
    pub kind: &'static str,
    pub text: String,
}

/// What [`check`] lets through, as schemas say it: no control characters, no spaces of any script, no `/` or `*`.
const PATTERN: &str = r"^[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000/*]+$";

fn check(kind: &'static str, text: &str) -> Result<(), InvalidId> {
    let fits = (1..=64).contains(&text.chars().count());
    let clean = !text
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || matches!(c, '/' | '*'));
    if fits && clean {
        Ok(())
    } else {
        Err(InvalidId {
            kind,
            text: text.chars().take(80).collect(),
        })
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Short ones take no room beside their own; copies of a long one share it.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// Checks and takes a text as an id.
            ///
            /// # Errors
            /// [`InvalidId`] when the text is empty, longer than 64 characters, or holds spaces, control
            /// characters, `/` or `*`.
            pub fn new(text: impl Into<SmolStr>) -> Result<Self, InvalidId> {
                let text = text.into();
                check(stringify!($name), &text)?;
                Ok(Self(text))
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(SmolStr::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "minLength": 1, "maxLength": 64, "pattern": PATTERN })
            }
        }
    };
}

id!(
    /// A service station 服务站, by its short code.
    StationId
);
id!(
    /// A person who takes part: staff of the dealer.
    PersonId
);
id!(
    /// A customer 客户, who owns machines.
    CustomerId
);
id!(
    /// A machine's serial number 整机编号.
    MachineSerial
);
id!(
    /// One import of a file; derived from the file's content, so that the same file is the same import.
    ImportId
);
id!(
    /// A message, in or out; derived from what caused it.
    MessageId
);
id!(
    /// One visit of engineers to a machine: order number and running number, `0400013-1`.
    VisitId
);
id!(
    /// What a client calls its command; the same id is the same command.
    RequestId
);
id!(
    /// A consignment of old parts: station and month, `NJ01-202601`; a second one of the month ends in `-2` (OLD-3).
    ConsignmentId
);
