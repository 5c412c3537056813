//! From stored bytes to what a reader folds.

use decider::Foreign;
use proto::wire::FeedPage;
use proto::{AnyEvent, Recorded, StoredRecord};
use types::{Instant, ServiceName};

use super::{Cursor, ForeignFrame};

pub(super) fn read_frame(log: ServiceName, log_id: &str, frame: proto::wire::FeedFrame) -> ForeignFrame {
    let mut records = Vec::new();
    let mut unreadable = None;
    for (position, bytes) in &frame.records {
        match read_record(log, frame.frame, *position, frame.stamp, bytes) {
            Ok(record) => records.push(record),
            Err(failure) => {
                unreadable.get_or_insert_with(|| failure.to_string());
            }
        }
    }
    let cursor = Cursor {
        log_id: log_id.to_owned(),
        frame: frame.frame,
        hash: frame.hash,
    };
    ForeignFrame {
        log,
        stamp: frame.stamp,
        records,
        cursor,
        passed: 0,
        vector: frame.vector,
        unreadable,
    }
}

/// The frames of a page; none when a record in it cannot be read.
pub(crate) fn frames_of(page: FeedPage) -> Option<Vec<ForeignFrame>> {
    let (log, id) = (page.log, page.log_id);
    let frames = page.frames.into_iter().map(|frame| read_frame(log, &id, frame));
    let readable = frames.map(|frame| frame.unreadable.is_none().then_some(frame));
    readable.collect()
}

/// Reads a stored record of whichever log.
///
/// # Errors
/// [`proto::DecodeFailure`] when this program cannot read it.
pub fn read_record(
    log: ServiceName,
    frame: u64,
    position: u64,
    stamp: Instant,
    bytes: &[u8],
) -> Result<Foreign, proto::DecodeFailure> {
    let stored = StoredRecord::from_bytes(bytes)?;
    let event = AnyEvent::decode(log, stored.schema, stored.schema_version, &stored.body)?;
    Ok(Recorded {
        log,
        frame,
        position,
        stream: stored.stream,
        version: stored.version,
        kind: event.kind().name,
        occurred_at: stored.occurred_at,
        recorded_at: stamp,
        actor: stored.actor,
        cause: stored.cause,
        event,
    })
}
