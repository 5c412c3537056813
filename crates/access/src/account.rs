//! What is kept of one person: the password, a code that waits for its use, and where they sit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use types::Instant;

use crate::code::Code;

/// What somebody signs in by, and the telephone they sit at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// As a PHC string of argon2id; none before the first choice, and after a revocation.
    #[serde(default)]
    pub password: Option<String>,
    /// None once it was used.
    #[serde(default)]
    pub code: Option<Code>,
    #[serde(default)]
    pub extension: Option<Extension>,
    #[serde(default)]
    pub signed_in_at: Option<Instant>,
}

/// A telephone's number in the house, 分机号: one to ten digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Extension(String);

/// Says that a text is no extension.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an extension has 1 to 10 digits, not {0:?}")]
pub struct InvalidExtension(pub String);

impl Extension {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Extension {
    type Err = InvalidExtension;

    fn from_str(text: &str) -> Result<Self, InvalidExtension> {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && (1..=10).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidExtension(text.chars().take(40).collect()))
        }
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Extension {
    type Error = InvalidExtension;

    fn try_from(text: String) -> Result<Self, InvalidExtension> {
        text.parse()
    }
}

impl From<Extension> for String {
    fn from(extension: Extension) -> Self {
        extension.0
    }
}
