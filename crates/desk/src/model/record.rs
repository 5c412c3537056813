//! A record as it is kept: its bytes, to be told when somebody asks.

use decider::Foreign;
use proto::{AnyEvent, Event, Kind};
use types::{Actor, Instant, ServiceName};

/// One record of a history. The event is kept as on disk, which is a fraction of its size in memory.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) log: ServiceName,
    pub(crate) frame: u64,
    position: u64,
    /// How many frames of all logs its own knew of: greater for what follows than for its cause.
    depth: u64,
    pub(crate) occurred_at: Instant,
    pub(crate) recorded_at: Instant,
    pub(crate) actor: Actor,
    pub(crate) kind: Kind,
    body: Box<[u8]>,
}

impl Kept {
    pub(crate) fn of(record: &Foreign, depth: u64) -> Self {
        Self {
            log: record.log,
            frame: record.frame,
            position: record.position,
            depth,
            occurred_at: record.occurred_at,
            recorded_at: record.recorded_at,
            actor: record.actor.clone(),
            kind: record.event.kind(),
            body: body(&record.event).into_boxed_slice(),
        }
    }

    /// Its place in a history: by when it happened, causes before what follows from them. It is the same however
    /// often the logs are read.
    pub(crate) fn place(&self) -> (Instant, u64, ServiceName, u64) {
        (self.occurred_at, self.depth, self.log, self.position)
    }

    /// The event as it was read.
    pub(crate) fn event(&self) -> Option<AnyEvent> {
        AnyEvent::decode(self.log, self.kind.schema, self.kind.version, &self.body).ok()
    }
}

fn body(event: &AnyEvent) -> Vec<u8> {
    let written = match event {
        AnyEvent::Directory(event) => event.encode(),
        AnyEvent::Hotline(event) => event.encode(),
        AnyEvent::Dispatch(event) => event.encode(),
        AnyEvent::Field(event) => event.encode(),
        AnyEvent::Notify(event) => event.encode(),
        AnyEvent::Claims(event) => event.encode(),
        AnyEvent::Returns(event) => event.encode(),
        AnyEvent::Common(event) => event.encode(),
    };
    // What was just read can be written.
    written.unwrap_or_default()
}
