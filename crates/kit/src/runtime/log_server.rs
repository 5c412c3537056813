//! A log itself, for those who look after it: its records as JSON, its frames as they are stored, its proof.

use std::path::Path;

use decider::Foreign;
use eventlog::Log;
use proto::Rejection;
use proto::wire::{LogFrames, LogTail, LogVerified};
use serde_json::Value;
use types::ServiceName;

use super::feed_server;
use super::heads::check_signed_heads;
use super::named_documents::check_documents;
use crate::core::feeds::read_record;

/// How many bytes of frames one answer carries, or a single frame.
const FRAMES_BYTES: usize = 512 * 1024;

/// Frames as they are stored, each behind its length; empty when there is none left.
pub(super) fn frames(log: &Log, wanted: &LogFrames) -> Result<Vec<u8>, Rejection> {
    let head = log.head().frame;
    let upto = wanted.upto.unwrap_or(head).min(head);
    let mut page = Vec::new();
    for number in wanted.after.saturating_add(1)..=upto {
        let frame = log.stored(number).map_err(feed_server::unreadable)?;
        if !page.is_empty() && page.len() + frame.len() > FRAMES_BYTES {
            break;
        }
        let length = u32::try_from(frame.len()).unwrap_or(u32::MAX);
        page.extend_from_slice(&length.to_be_bytes());
        page.extend_from_slice(&frame);
    }
    Ok(page)
}

/// Records of the frames after one, as JSON.
pub(super) fn records(log: &Log, name: ServiceName, tail: &LogTail) -> Result<Vec<Value>, Rejection> {
    const MOST: u32 = 1_000;
    const MOST_BYTES: usize = 256 * 1024;
    let head = log.head().frame;
    let after = tail.after.unwrap_or_else(|| head.saturating_sub(20));
    let limit = tail.limit.unwrap_or(MOST).min(MOST) as usize;
    let mut records = Vec::new();
    let mut size = 0;
    for frame in log.frames(after) {
        let frame = frame.map_err(feed_server::unreadable)?;
        for (position, bytes) in (frame.header.first_position..).zip(&frame.records) {
            let number = frame.header.frame;
            size += bytes.len();
            records.push(match read_record(name, number, position, frame.header.stamp, bytes) {
                Ok(record) => shown(&record),
                Err(failure) => serde_json::json!({ "log": name, "frame": number, "position": position, "unreadable": failure.to_string() }),
            });
        }
        if records.len() >= limit || size >= MOST_BYTES {
            break;
        }
    }
    Ok(records)
}

/// A record as JSON, its event without the name of its kind around it.
fn shown(record: &Foreign) -> Value {
    let mut shown = serde_json::to_value(record).unwrap_or_default();
    if let Some(event) = shown.get_mut("event") {
        *event = event.get_mut(record.kind).map(Value::take).unwrap_or_default();
    }
    shown
}

pub(super) fn verified(data: &Path, log: &Log, name: ServiceName) -> LogVerified {
    let head = log.head();
    let found = log.verify().map_err(|failure| failure.sentence());
    let signed = check_signed_heads(data, log).map_err(|failure| failure.sentence());
    let (frames, records) = found
        .as_ref()
        .map_or((head.frame, head.position), |sound| (sound.frames, sound.records));
    let mut verified = LogVerified {
        log: name,
        frames,
        records,
        signed_days: signed.as_ref().copied().unwrap_or_default(),
        head_hash: head.hash,
        finding: found.err().or(signed.err()),
        documents: 0,
        bad_documents: 0,
        bad: Vec::new(),
    };
    let checked = check_documents(data, log, name, &mut verified);
    let unread = checked.err().map(|failure| failure.sentence());
    verified.finding = verified.finding.or(unread);
    verified
}
