//! Tokens for machines: one secret each, shown once, with what it may be used for and in whose name.

use std::fmt;

use serde::{Deserialize, Serialize};
use types::{Actor, Hash, Instant, PersonId};

use crate::scope::Scope;

/// What stands before each token, so that one is recognised wherever it turns up.
const MARK: &str = "fl_";

/// A token's secret as it is shown to whoever made it, and by whoever uses it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer(String);

impl Bearer {
    /// Makes a secret of random bytes.
    #[must_use]
    pub fn of(random: [u8; 32]) -> Self {
        Self(format!("{MARK}{}", Hash::from_bytes(random)))
    }

    /// Takes what somebody shows.
    #[must_use]
    pub fn shown(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What is kept of it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[b"fieldledger token", self.0.as_bytes()])
    }

    /// The secret itself, to be shown once.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer")
    }
}

/// What a token is called when it is listed or revoked: twelve digits of its hash.
pub type TokenId = String;

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is for, in the words of whoever made it.
    pub name: String,
    pub scopes: Vec<Scope>,
    /// In whose name it acts; without one it only asks and reports calls.
    pub person: Option<PersonId>,
    pub made_by: Actor,
    pub made_at: Instant,
    pub hash: Hash,
}

impl Token {
    #[must_use]
    pub fn id(&self) -> TokenId {
        self.hash.short()
    }
}
