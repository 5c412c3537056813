//! Who acts.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::PersonId;

/// One of the services, each the only writer of the log of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ServiceName {
    Directory,
    Hotline,
    Dispatch,
    Field,
    Notify,
    Claims,
    Returns,
}

impl ServiceName {
    pub const ALL: [Self; 7] = [
        Self::Directory,
        Self::Hotline,
        Self::Dispatch,
        Self::Field,
        Self::Notify,
        Self::Claims,
        Self::Returns,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Hotline => "hotline",
            Self::Dispatch => "dispatch",
            Self::Field => "field",
            Self::Notify => "notify",
            Self::Claims => "claims",
            Self::Returns => "returns",
        }
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ServiceName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| format!("there is no service {text:?}"))
    }
}

/// Who stands behind a command and so behind its events.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody of the directory.
    Person(PersonId),
    /// A service of its own accord: a clock that came due, a reaction to another log.
    Service(ServiceName),
    /// The owner of the machine the system runs on, before people are in the directory.
    Local,
    /// The edge, on behalf of somebody whose message it passes on.
    Gateway,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => person.fmt(f),
            Self::Service(service) => service.fmt(f),
            Self::Local => f.write_str("local"),
            Self::Gateway => f.write_str("gateway"),
        }
    }
}

impl FromStr for Actor {
    type Err = crate::InvalidId;

    /// Reads a person's id, or `local` or `gateway`. A service never comes in by name.
    fn from_str(text: &str) -> Result<Self, crate::InvalidId> {
        Ok(match text {
            "local" => Self::Local,
            "gateway" => Self::Gateway,
            person => Self::Person(PersonId::new(person)?),
        })
    }
}
