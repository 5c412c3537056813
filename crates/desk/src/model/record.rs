//! A record as it is kept: its bytes, to be told when somebody asks.

use decider::Foreign;
use proto::{AnyEvent, Cause, Recorded};
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

    /// Its place among the records of all logs, causes before what follows from them.
    pub(super) const fn place_in_logs(&self) -> (u64, ServiceName, u64) {
        (self.depth, self.log, self.position)
    }

    /// The record with its depth, as far as a model folds it: without the version in its stream, and caused by nothing.
    pub(super) fn foreign(&self) -> Option<(Foreign, u64)> {
        let event = self.event()?;
        let record = Recorded {
            log: self.log,
            frame: self.frame,
            position: self.position,
            stream: event.stream(),
            version: 0,
            kind: event.kind().name,
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            actor: self.actor.clone(),
            cause: Cause::Due { at: self.recorded_at },
            event,
        };
        Some((record, self.depth))
    }

    /// The event as it was read.
    pub(crate) fn event(&self) -> Option<AnyEvent> {
        AnyEvent::decode(self.log, self.schema, self.schema_version, &self.body).ok()
    }
}
