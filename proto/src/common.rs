//! What the kit writes into every log beside the service's own events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Hash, ServiceName};

use crate::directory::DirectoryEvent;
use crate::event::{Event, events};

/// A record of directory's log, copied so that this log explains itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Noted {
    /// Its stream and version in directory's log.
    pub stream: String,
    pub version: u64,
    pub schema: u16,
    pub schema_version: u16,
    pub body: Vec<u8>,
}

impl Noted {
    /// The directory's event, when this program can read it.
    #[must_use]
    pub fn event(&self) -> Option<DirectoryEvent> {
        DirectoryEvent::decode(self.schema, self.schema_version, &self.body).ok()
    }
}

/// From here on this log is judged by that policy (SLA-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyAdopted {
    pub hash: Hash,
    pub text: String,
}

/// What a foreign record asked for could not be done; the feed went on and a person looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetAside {
    pub log: ServiceName,
    pub frame: u64,
    pub stream: String,
    pub version: u64,
    pub kind: String,
    /// The rejection's code, `ORD-17.already_ended`.
    pub code: String,
    pub reason: types::Sentence,
}

/// A person released a feed that was stopped by a record it could not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedReleased {
    pub log: ServiceName,
    pub frame: u64,
    /// True when the record was left out, false when it was tried again.
    pub set_aside: bool,
    pub reason: String,
}

events! {
    /// What the kit writes into every log.
    pub enum CommonEvent {
        1 v 1 Noted => |event| format!("noted/{}", event.stream),
        2 v 1 PolicyAdopted => |_event| "policy".to_owned(),
        3 v 1 SetAside => |event| format!("feed/{}", event.log),
        4 v 1 FeedReleased => |event| format!("feed/{}", event.log),
    }
}
