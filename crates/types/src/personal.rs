//! Personal data: plain today, sealable tomorrow.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name, a phone, a message text: something that belongs to a person, who may ask for it to be forgotten.
///
/// On disk it says whether it is plain or sealed with a key, so that sealing can be switched on later
/// without rewriting an append-only log. In JSON a plain value reads as itself, a sealed one as `null`.
/// Equality compares what is stored.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Personal<T> {
    Plain(T),
    /// Sealed under a key held outside the log; destroying the key forgets the value.
    Sealed {
        key: u64,
        bytes: Vec<u8>,
    },
}

impl<T> Personal<T> {
    /// The value, unless it is sealed.
    pub fn open(&self) -> Option<&T> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Sealed { .. } => None,
        }
    }
}

impl<T> From<T> for Personal<T> {
    fn from(value: T) -> Self {
        Self::Plain(value)
    }
}

impl<T: fmt::Display> fmt::Display for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(value) => value.fmt(f),
            Self::Sealed { .. } => f.write_str("—"),
        }
    }
}

/// Kept out of logs and panics: debug output never shows the value.
impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Personal(plain)",
            Self::Sealed { .. } => "Personal(sealed)",
        })
    }
}

#[derive(Serialize)]
enum Writing<'a, T> {
    Plain(&'a T),
    Sealed { key: u64, bytes: &'a [u8] },
}

#[derive(Deserialize)]
enum Reading<T> {
    Plain(T),
    Sealed { key: u64, bytes: Vec<u8> },
}

impl<T: Serialize> Serialize for Personal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) if serializer.is_human_readable() => value.serialize(serializer),
            Self::Sealed { .. } if serializer.is_human_readable() => serializer.serialize_none(),
            Self::Plain(value) => Writing::Plain(value).serialize(serializer),
            Self::Sealed { key, bytes } => {
                let sealed: Writing<'_, T> = Writing::Sealed { key: *key, bytes };
                sealed.serialize(serializer)
            }
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Personal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return T::deserialize(deserializer).map(Self::Plain);
        }
        Ok(match Reading::deserialize(deserializer)? {
            Reading::Plain(value) => Self::Plain(value),
            Reading::Sealed { key, bytes } => Self::Sealed { key, bytes },
        })
    }
}

impl<T: JsonSchema> JsonSchema for Personal<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_sealed_survive_the_disk_and_debug_output_shows_neither() {
        let plain = Personal::from("李强".to_owned());
        let sealed = Personal::<String>::Sealed {
            key: 7,
            bytes: vec![1, 2, 3],
        };
        for value in [&plain, &sealed] {
            let bytes = postcard::to_stdvec(value).unwrap();
            assert_eq!(&postcard::from_bytes::<Personal<String>>(&bytes).unwrap(), value);
        }
        assert_eq!(serde_json::to_string(&plain).unwrap(), "\"李强\"");
        assert_eq!(serde_json::to_string(&sealed).unwrap(), "null");
        assert_eq!(format!("{plain:?}"), "Personal(plain)");
    }
}
