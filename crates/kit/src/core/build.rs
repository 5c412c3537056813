//! One frame in the making: events are folded as they are decided, so that the next decision sees them.

use decider::{Draft, Service};
use proto::common::CommonEvent;
use proto::{Cause, DecodeFailure, Event, Recorded, StoredRecord};
use types::{Actor, Instant};

use super::fold::{Extra, Folded, Place, directorys, recorded};
use super::tally::Tally;

/// The records of a frame that is being decided.
pub(crate) struct Building {
    pub(crate) frame: u64,
    pub(crate) stamp: Instant,
    pub(crate) records: Vec<Vec<u8>>,
    pub(crate) extra: Extra,
    pub(crate) bytes: usize,
    pub(crate) commands: usize,
    pub(crate) tally: Tally,
    first_position: u64,
}

/// Says why events cannot be put into a frame.
#[derive(Debug)]
pub(crate) enum PutFailure {
    /// One command's events may take so many bytes.
    TooLarge { bytes: usize },
    /// An event could not be written or read back; a fault of this program.
    Fault(String),
}

impl Building {
    pub(crate) fn new(frame: u64, first_position: u64, stamp: Instant) -> Self {
        Self {
            frame,
            stamp,
            records: Vec::new(),
            extra: Extra::default(),
            bytes: 0,
            commands: 0,
            tally: Tally::default(),
            first_position,
        }
    }

    /// Whether the frame should be closed before more is decided.
    pub(crate) fn is_full(&self) -> bool {
        self.bytes >= proto::wire::FRAME_LIMIT_BYTES || self.commands >= 1_024
    }

    /// The index the next record will have.
    pub(crate) fn next_index(&self) -> u32 {
        u32::try_from(self.records.len()).unwrap_or(u32::MAX)
    }

    /// Writes, folds and adds one command's events; all of them or none.
    pub(crate) fn put<S: Service>(
        &mut self,
        folded: &mut Folded<S>,
        drafts: Vec<Draft<S::Event>>,
        actor: &Actor,
        cause: &Cause,
    ) -> Result<(), PutFailure> {
        self.put_answered(folded, drafts, actor, cause).map(drop)
    }

    /// The same, and gives the events for their command's answer.
    pub(crate) fn put_answered<S: Service>(
        &mut self,
        folded: &mut Folded<S>,
        drafts: Vec<Draft<S::Event>>,
        actor: &Actor,
        cause: &Cause,
    ) -> Result<Vec<Recorded<S::Event>>, PutFailure> {
        let written = fitting(self.write(drafts, actor, cause)?)?;
        self.add(folded, written, fold_own)
    }

    /// The same for what the kit writes itself: a copy of what was let in elsewhere is not refused here by size.
    pub(crate) fn copy<S: Service>(
        &mut self,
        folded: &mut Folded<S>,
        draft: Draft<CommonEvent>,
        actor: &Actor,
        cause: &Cause,
    ) -> Result<(), PutFailure> {
        let written = self.write(vec![draft], actor, cause)?;
        self.add(folded, written, |folded, record, _| {
            folded.evolve_common(record);
            Ok(())
        })
        .map(drop)
    }

    fn write<E: Event>(
        &self,
        drafts: Vec<Draft<E>>,
        actor: &Actor,
        cause: &Cause,
    ) -> Result<Vec<Written<E>>, PutFailure> {
        let write = |draft: Draft<E>| {
            let kind = draft.event.kind();
            let body = draft
                .event
                .encode()
                .map_err(|failure| PutFailure::Fault(failure.to_string()))?;
            let stored = StoredRecord {
                stream: draft.event.stream(),
                version: 0,
                schema: kind.schema,
                schema_version: kind.version,
                occurred_at: draft.occurred_at.unwrap_or(self.stamp),
                actor: draft.actor.unwrap_or_else(|| actor.clone()),
                cause: cause.clone(),
                body,
            };
            Ok(Written {
                stored,
                event: draft.event,
            })
        };
        drafts.into_iter().map(write).collect()
    }

    /// Folds what was decided as it is, without reading back the bytes that were just written.
    fn add<S: Service, E: Event>(
        &mut self,
        folded: &mut Folded<S>,
        written: Vec<Written<E>>,
        fold: impl Fn(&mut Folded<S>, &Recorded<E>, &[u8]) -> Result<(), DecodeFailure>,
    ) -> Result<Vec<Recorded<E>>, PutFailure> {
        self.bytes += size(&written);
        let mut added = Vec::with_capacity(written.len());
        for Written { mut stored, event } in written {
            stored.version = folded.next_version(&stored.stream);
            let record = stored
                .to_bytes()
                .map_err(|failure| PutFailure::Fault(failure.to_string()))?;
            let place = Place {
                frame: self.frame,
                position: self.first_position + u64::from(self.next_index()),
                stamp: self.stamp,
            };
            self.tally.record(S::NAME, event.kind().name, &stored, self.stamp);
            let body = std::mem::take(&mut stored.body);
            let recorded = recorded::<S, _>(place, stored, event);
            fold(folded, &recorded, &body).map_err(|failure| PutFailure::Fault(failure.to_string()))?;
            self.records.push(record);
            added.push(recorded);
        }
        Ok(added)
    }
}

fn fold_own<S: Service>(
    folded: &mut Folded<S>,
    record: &Recorded<S::Event>,
    body: &[u8],
) -> Result<(), DecodeFailure> {
    let kind = record.event.kind();
    let masters = directorys::<S>(kind.schema, kind.version, body)?;
    folded.evolve_own(record, masters.as_ref());
    Ok(())
}

/// An event with its envelope, whose version is given when it is added.
struct Written<E> {
    stored: StoredRecord,
    event: E,
}

/// One command's events, when they are not too large together.
fn fitting<E>(written: Vec<Written<E>>) -> Result<Vec<Written<E>>, PutFailure> {
    match size(&written) {
        bytes if bytes > proto::wire::FRAME_LIMIT_BYTES => Err(PutFailure::TooLarge { bytes }),
        _ => Ok(written),
    }
}

/// About what events take in a frame.
fn size<E>(written: &[Written<E>]) -> usize {
    written
        .iter()
        .map(|written| written.stored.body.len() + written.stored.stream.len() + 64)
        .sum()
}
