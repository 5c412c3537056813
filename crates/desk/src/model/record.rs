//! A record as it is kept: its bytes, to be told when somebody asks.

use decider::Foreign;
use proto::AnyEvent;
use serde::{Deserialize, Serialize};
use types::{Actor, Instant, ServiceName};

/// One record of a history. The event is kept as on disk, which is a fraction of its size in memory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) log: ServiceName,
    pub(crate) frame: u64,
    position: u64,
    /// How many frames of all logs its own knew of: greater for what follows than for its cause.
    depth: u64,
    pub(crate) occurred_at: Instant,
    pub(crate) recorded_at: Instant,
    pub(crate) actor: Actor,
    schema: u16,
    schema_version: u16,
    body: Box<[u8]>,
}

impl Kept {
    pub(crate) fn of(record: &Foreign, depth: u64) -> Self {
        let kind = record.event.kind();
        Self {
            log: record.log,
            frame: record.frame,
            position: record.position,
            depth,
            occurred_at: record.occurred_at,
            recorded_at: record.recorded_at,
            actor: record.actor.clone(),
            schema: kind.schema,
            schema_version: kind.version,
            // What was just read can be written.
            body: record.event.encode().unwrap_or_default().into_boxed_slice(),
        }
    }

    /// Its place in a history: by when it happened, causes before what follows from them. It is the same however
    /// often the logs are read.
    pub(crate) fn place(&self) -> (Instant, u64, ServiceName, u64) {
        (self.occurred_at, self.depth, self.log, self.position)
    }

    /// The event as it was read.
    pub(crate) fn event(&self) -> Option<AnyEvent> {
        AnyEvent::decode(self.log, self.schema, self.schema_version, &self.body).ok()
    }
}
