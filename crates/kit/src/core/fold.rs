//! Everything that is folded from a service's own log, and only from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use decider::shelf::Shelf;
use decider::{Common, Service};
use proto::common::CommonEvent;
use proto::directory::DirectoryEvent;
use proto::wire::Reach;
use proto::{DecodeFailure, Event, Recorded, StoredRecord};
use serde::{Deserialize, Serialize};
use types::{Instant, ServiceName};

use super::feeds::Cursor;
use super::versions::Versions;
use super::window::{Key, Taken, Window};

/// What the kit writes into a frame beside its records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    pub requests: Vec<Taken>,
    pub cursors: BTreeMap<ServiceName, Cursor>,
}

/// The fold of one service's log.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Folded<S: Service> {
    pub state: S::State,
    pub common: Common,
    pub versions: Versions,
    pub window: Window,
    pub cursors: BTreeMap<ServiceName, Cursor>,
    /// How far other logs had been read by everything that is folded here, at first or second hand.
    pub reach: Reach,
    pub last_with_records: u64,
}

impl<S: Service> Default for Folded<S> {
    fn default() -> Self {
        Self {
            state: S::State::default(),
            common: Common::default(),
            versions: Versions::default(),
            window: Window::default(),
            cursors: BTreeMap::new(),
            reach: Reach::new(),
            last_with_records: 0,
        }
    }
}

/// Says why a log's frame cannot be folded by this program.
#[derive(Debug, thiserror::Error)]
pub enum FoldFailure {
    #[error("frame {frame} holds a record that cannot be read: {source}")]
    Record { frame: u64, source: DecodeFailure },
    #[error("frame {frame} holds request ids and cursors that cannot be read: {reason}")]
    Extra { frame: u64, reason: String },
}

/// Where a record stands and when it was written.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub frame: u64,
    pub position: u64,
    pub stamp: Instant,
}

impl<S: Service> Folded<S> {
    /// Gives what rests a place: the one that it had when this was saved, if anything went there.
    pub fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.versions.put_onto(shelf);
        S::shelve(&mut self.state, shelf);
    }

    /// Folds a frame of the log.
    ///
    /// # Errors
    /// [`FoldFailure`] when this program cannot read what stands there; a newer one wrote it.
    pub fn frame(&mut self, frame: &eventlog::Frame) -> Result<(), FoldFailure> {
        let number = frame.header.frame;
        for (position, bytes) in (frame.header.first_position..).zip(&frame.records) {
            let unreadable = |source| FoldFailure::Record {
                frame: number,
                source,
            };
            let stored = StoredRecord::from_bytes(bytes).map_err(unreadable)?;
            let place = Place {
                frame: number,
                position,
                stamp: frame.header.stamp,
            };
            self.record(place, stored).map_err(unreadable)?;
        }
        if !frame.records.is_empty() {
            self.last_with_records = number;
        }
        let extra: Extra = postcard::from_bytes(&frame.extra).map_err(|failure| FoldFailure::Extra {
            frame: number,
            reason: failure.to_string(),
        })?;
        for taken in &extra.requests {
            self.window.add(number, Key::of(&taken.id), taken);
        }
        self.cursors = extra.cursors;
        for (log, frame) in frame.header.vector.iter() {
            if let Ok(log) = log.parse() {
                self.reached(log, frame);
            }
        }
        Ok(())
    }

    /// Notes how far another log has been read.
    pub fn reached(&mut self, log: ServiceName, frame: u64) {
        let known = self.reach.entry(log).or_default();
        *known = (*known).max(frame);
    }

    /// The version the next event of a stream will have.
    pub(crate) fn next_version(&self, stream: &str) -> u64 {
        self.versions.get(stream).unwrap_or_default() + 1
    }

    /// Folds one record.
    ///
    /// # Errors
    /// [`DecodeFailure`] when its event is unknown.
    pub fn record(&mut self, place: Place, mut stored: StoredRecord) -> Result<(), DecodeFailure> {
        let body = std::mem::take(&mut stored.body);
        let (schema, version) = (stored.schema, stored.schema_version);
        if CommonEvent::KINDS.iter().any(|kind| kind.schema == schema) {
            let event = CommonEvent::decode(schema, version, &body)?;
            self.evolve_common(&recorded::<S, _>(place, stored, event));
            return Ok(());
        }
        let event = S::Event::decode(schema, version, &body)?;
        let masters = directorys::<S>(schema, version, &body)?;
        self.evolve_own(&recorded::<S, _>(place, stored, event), masters.as_ref());
        Ok(())
    }

    /// Folds a record of the kit's.
    pub(crate) fn evolve_common(&mut self, record: &Recorded<CommonEvent>) {
        self.note_version(record);
        self.common.evolve(record);
    }

    /// Folds a record of the service's own, and of directory's what every service knows of it.
    pub(crate) fn evolve_own(&mut self, record: &Recorded<S::Event>, masters: Option<&DirectoryEvent>) {
        self.note_version(record);
        S::evolve(&mut self.state, record, &self.common);
        if let Some(event) = masters {
            self.common.evolve_directory(event);
        }
    }

    fn note_version<E>(&mut self, record: &Recorded<E>) {
        self.versions.set(&record.stream, record.version);
    }
}

/// Directory's own event as all others read it; none in another service's log.
pub(crate) fn directorys<S: Service>(
    schema: u16,
    version: u16,
    body: &[u8],
) -> Result<Option<DirectoryEvent>, DecodeFailure> {
    match S::NAME {
        ServiceName::Directory => DirectoryEvent::decode(schema, version, body).map(Some),
        _ => Ok(None),
    }
}

/// A record with its event read.
pub(crate) fn recorded<S: Service, E: Event>(place: Place, stored: StoredRecord, event: E) -> Recorded<E> {
    Recorded {
        log: S::NAME,
        frame: place.frame,
        position: place.position,
        stream: stored.stream,
        version: stored.version,
        kind: event.kind().name,
        occurred_at: stored.occurred_at,
        recorded_at: place.stamp,
        actor: stored.actor,
        cause: stored.cause,
        event,
    }
}
