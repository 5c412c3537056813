//! Every policy version a log has adopted; a clock keeps the one it started under (SLA-20).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sla::policy::Policy;
use types::Hash;

/// The adopted policies by hash, and which one is in force. Before the first it is the shipped one.
#[derive(Debug, Clone)]
pub struct Policies {
    versions: BTreeMap<Hash, (String, Arc<Policy>)>,
    adopted: Arc<Policy>,
}

impl Default for Policies {
    fn default() -> Self {
        Self {
            versions: BTreeMap::new(),
            adopted: Policy::shipped(),
        }
    }
}

impl Policies {
    /// The policy in force.
    #[must_use]
    pub fn adopted(&self) -> &Policy {
        &self.adopted
    }

    /// Whether this log has adopted any: otherwise the shipped one is in force, and nothing on record says which that is.
    #[must_use]
    pub fn has_adopted(&self) -> bool {
        !self.versions.is_empty()
    }

    #[must_use]
    pub fn adopted_hash(&self) -> Hash {
        self.adopted.hash()
    }

    /// The version a clock started under; the one in force when this log never had it.
    #[must_use]
    pub fn version(&self, hash: Hash) -> &Policy {
        let shipped = Policy::shipped_ref();
        match self.versions.get(&hash) {
            Some((_, policy)) => policy,
            None if shipped.hash() == hash => shipped,
            None => &self.adopted,
        }
    }

    /// Takes a policy into force. It was checked when it was loaded; one with an entry that an older program cannot
    /// read leaves the former in force.
    pub fn adopt(&mut self, hash: Hash, text: &str) {
        if let Ok(policy) = Policy::parse(text) {
            let policy = Arc::new(policy);
            self.adopted = Arc::clone(&policy);
            self.versions.insert(hash, (text.to_owned(), policy));
        }
    }
}

/// The same versions were adopted, and the same one is in force.
impl PartialEq for Policies {
    fn eq(&self, other: &Self) -> bool {
        self.versions.keys().eq(other.versions.keys()) && self.adopted_hash() == other.adopted_hash()
    }
}

impl Eq for Policies {}

#[derive(Serialize, Deserialize)]
struct Stored {
    versions: Vec<(Hash, String)>,
    adopted: Hash,
}

impl Serialize for Policies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let versions = self
            .versions
            .iter()
            .map(|(hash, (text, _))| (*hash, text.clone()))
            .collect();
        Stored {
            versions,
            adopted: self.adopted_hash(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Policies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let mut policies = Self::default();
        for (hash, text) in &stored.versions {
            policies.adopt(*hash, text);
        }
        if let Some((_, policy)) = policies.versions.get(&stored.adopted) {
            policies.adopted = Arc::clone(policy);
        }
        Ok(policies)
    }
}
