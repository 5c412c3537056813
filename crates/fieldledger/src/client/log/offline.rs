//! Logs in a data directory that no system holds, shown as a running one would.

use std::path::{Path, PathBuf};

use eventlog::{Frame, Log, LogFailure, SledStore, StoreFailure, Timekeeping, salvage, verify_dir};
use kit::core::feeds::read_record;
use proto::wire::{LogTail, LogVerified};
use serde_json::{Value, json};
use types::{Hash, Instant, Sentence, ServiceName};

use super::manifest::Manifest;
use crate::client::failure::ClientFailure;

/// Frames shown when nobody says from where on.
const LAST_FRAMES: u64 = 20;
/// Records shown when nobody says how many.
const MOST_RECORDS: u32 = 1_000;

pub(super) fn directory(data: &Path, log: ServiceName) -> PathBuf {
    data.join(log.as_str()).join("log")
}

/// Opens a log for reading, in whichever time it is kept; none when nothing was ever written to it.
pub(super) fn open(data: &Path, name: ServiceName) -> Result<Option<Log>, LogFailure> {
    let opened = match open_in(data, name, Timekeeping::Real) {
        Err(LogFailure::Timekeeping { is, .. }) => open_in(data, name, is),
        other => other,
    };
    match opened {
        Ok(log) => Ok(Some(log)),
        Err(LogFailure::Empty { .. }) => Ok(None),
        // Which frame it is only a look at the file can say.
        Err(
            failure @ LogFailure::Store {
                cause:
                    StoreFailure::Sled { .. }
                    | StoreFailure::Panicked { .. }
                    | StoreFailure::Gap { .. }
                    | StoreFailure::TwoHistories { .. },
                ..
            },
        ) => Err(verify_dir(&directory(data, name), name.as_str())
            .err()
            .unwrap_or(failure)),
        Err(failure) => Err(failure),
    }
}

fn open_in(data: &Path, name: ServiceName, timekeeping: Timekeeping) -> Result<Log, LogFailure> {
    let failed = |cause: StoreFailure| LogFailure::Store {
        log: name.to_string(),
        cause,
    };
    let store = SledStore::open_existing(&directory(data, name)).map_err(failed)?;
    Log::open(store, name.as_str(), timekeeping).map(|(log, _)| log)
}

/// The records of the frames after one, whole frames, until there are enough.
pub(super) fn tail(data: &Path, name: ServiceName, tail: &LogTail) -> Result<Vec<Value>, ClientFailure> {
    let Some(log) = open(data, name)? else {
        return Ok(Vec::new());
    };
    let after = tail
        .after
        .unwrap_or_else(|| log.head().frame.saturating_sub(LAST_FRAMES));
    let limit = tail.limit.unwrap_or(MOST_RECORDS) as usize;
    let mut records = Vec::new();
    for frame in log.frames(after) {
        let frame = frame?;
        let header = &frame.header;
        let places = (header.first_position..).zip(&frame.records);
        records
            .extend(places.map(|(position, bytes)| shown(name, header.frame, position, header.stamp, bytes)));
        if records.len() >= limit {
            break;
        }
    }
    Ok(records)
}

/// Gives every record of a log to `see`, oldest first. Of a damaged log those of the frames that are whole; the numbers
/// of the others are what is answered.
pub(super) fn each(
    data: &Path,
    name: ServiceName,
    mut see: impl FnMut(Value) -> Result<(), ClientFailure>,
) -> Result<Vec<u64>, ClientFailure> {
    let mut written = 0;
    let damage = match open(data, name) {
        Ok(None) => return Ok(Vec::new()),
        Ok(Some(log)) => {
            let mut damage = None;
            for frame in log.frames(0) {
                match frame {
                    Ok(frame) => {
                        records_of(name, &frame, &mut see)?;
                        written = frame.header.frame;
                    }
                    Err(failure) => damage = Some(failure),
                }
            }
            damage
        }
        Err(failure) => Some(failure),
    };
    match damage {
        None => Ok(Vec::new()),
        Some(LogFailure::Damaged(_)) => save(data, name, written, see),
        Some(other) => Err(other.into()),
    }
}

fn records_of(
    name: ServiceName,
    frame: &Frame,
    mut see: impl FnMut(Value) -> Result<(), ClientFailure>,
) -> Result<(), ClientFailure> {
    let header = &frame.header;
    for (position, bytes) in (header.first_position..).zip(&frame.records) {
        see(shown(name, header.frame, position, header.stamp, bytes))?;
    }
    Ok(())
}

/// Gives what is whole of a damaged log behind a frame, and the numbers of what is not.
fn save(
    data: &Path,
    name: ServiceName,
    after: u64,
    mut see: impl FnMut(Value) -> Result<(), ClientFailure>,
) -> Result<Vec<u64>, ClientFailure> {
    let saved = salvage(&directory(data, name)).map_err(|cause| LogFailure::Store {
        log: name.to_string(),
        cause,
    })?;
    let mut lost = Vec::new();
    for frame in saved {
        match frame {
            Ok(frame) if frame.header.frame > after => records_of(name, &frame, &mut see)?,
            Ok(_) => {}
            Err(number) => lost.push(number),
        }
    }
    Ok(lost)
}

/// Verifies a log where it lies; a damaged one is an answer, not a failure.
pub(super) fn verify(data: &Path, name: ServiceName) -> Result<LogVerified, ClientFailure> {
    match verify_dir(&directory(data, name), name.as_str()) {
        Ok(sound) => {
            let mut verified = LogVerified {
                frames: sound.frames,
                records: sound.records,
                head_hash: sound.head,
                ..nothing_of(name)
            };
            if let Some(log) = open(data, name)? {
                match kit::runtime::check_signed_heads(data, &log) {
                    Ok(days) => verified.signed_days = days,
                    Err(failure) => verified.finding = Some(failure.sentence()),
                }
                kit::runtime::check_documents(data, &log, name, &mut verified)?;
                if verified.finding.is_none() {
                    verified.finding = unlike_manifest(data, &log, name)?;
                }
            }
            Ok(verified)
        }
        Err(LogFailure::Damaged(finding)) => Ok(LogVerified {
            frames: finding.frame.saturating_sub(1),
            finding: Some(LogFailure::Damaged(finding).sentence()),
            ..nothing_of(name)
        }),
        Err(failure) => Err(failure.into()),
    }
}

/// Holds a log of a backup against what the backup says of itself.
fn unlike_manifest(data: &Path, log: &Log, name: ServiceName) -> Result<Option<Sentence>, ClientFailure> {
    let Some(manifest) = Manifest::read(data)? else {
        return Ok(None);
    };
    let Some(cut) = manifest.logs.get(&name).filter(|cut| cut.frame > 0) else {
        return Ok(None);
    };
    let is_there = log.read(cut.frame).is_ok_and(|frame| frame.hash == cut.hash);
    let finding = || {
        Sentence::new(
            format!("第 {} 帧不是备份时的那一帧 {}", cut.frame, cut.hash),
            format!(
                "frame {} is not the one that was backed up, {}",
                cut.frame, cut.hash
            ),
        )
    };
    Ok((!is_there).then(finding))
}

/// What is known of a log before it is looked at.
fn nothing_of(log: ServiceName) -> LogVerified {
    LogVerified {
        log,
        frames: 0,
        records: 0,
        signed_days: 0,
        head_hash: Hash::NONE,
        finding: None,
        documents: 0,
        bad_documents: 0,
        bad: Vec::new(),
    }
}

/// A record as a running system shows it.
fn shown(log: ServiceName, frame: u64, position: u64, stamp: Instant, bytes: &[u8]) -> Value {
    match read_record(log, frame, position, stamp, bytes) {
        Ok(record) => {
            let mut shown = serde_json::to_value(&record).unwrap_or_default();
            let inside = shown
                .get("event")
                .and_then(|event| event.get(record.kind))
                .cloned()
                .unwrap_or_default();
            if let Some(event) = shown.get_mut("event") {
                *event = inside;
            }
            shown
        }
        Err(failure) => {
            json!({ "log": log, "frame": frame, "position": position, "unreadable": failure.to_string() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use eventlog::{LogId, NewFrame};
    use proto::hotline::{HotlineEvent, NoteAdded};
    use proto::{Cause, Event, StoredRecord};
    use types::{Actor, OrderNumber};

    fn record() -> Vec<u8> {
        let event = HotlineEvent::from(NoteAdded {
            order: OrderNumber::compose(26, 1),
            text: "客户催了两次".to_owned().into(),
        });
        let kind = event.kind();
        let stored = StoredRecord {
            stream: event.stream(),
            version: 1,
            schema: kind.schema,
            schema_version: kind.version,
            occurred_at: Instant::from_seconds(100),
            actor: Actor::Local,
            cause: Cause::Due {
                at: Instant::from_seconds(100),
            },
            body: event.encode().unwrap(),
        };
        stored.to_bytes().unwrap()
    }

    #[test]
    fn a_log_nobody_holds_is_read_verified_and_shown_like_a_running_ones() {
        let data = tempfile::tempdir().unwrap();
        let dir = directory(data.path(), ServiceName::Hotline);
        let id = LogId::derive("hotline", Instant::EPOCH, b"seed");
        {
            let store = SledStore::open(&dir).unwrap();
            let (_log, mut writer) = Log::create(store, "hotline", id, Timekeeping::Virtual).unwrap();
            let records = vec![record(), vec![0xff]];
            writer
                .append(&NewFrame {
                    stamp: Instant::from_seconds(200),
                    records,
                    ..NewFrame::default()
                })
                .unwrap();
        }
        let records = tail(data.path(), ServiceName::Hotline, &LogTail::default()).unwrap();
        assert_eq!(records[0]["kind"], "NoteAdded");
        assert_eq!(records[0]["event"]["text"], "客户催了两次");
        assert_eq!(records[0]["recorded_at"], "1970-01-01T00:03:20Z");
        assert!(records[1]["unreadable"].is_string());
        let verified = verify(data.path(), ServiceName::Hotline).unwrap();
        assert_eq!(
            (verified.frames, verified.records, verified.finding),
            (1, 2, None)
        );

        let db = dir.join("db");
        let mut bytes = std::fs::read(&db).unwrap();
        let text = "客户催了两次".as_bytes();
        let at = bytes
            .windows(text.len())
            .position(|window| window == text)
            .unwrap();
        bytes[at] ^= 1;
        std::fs::write(&db, bytes).unwrap();
        let finding = verify(data.path(), ServiceName::Hotline)
            .unwrap()
            .finding
            .unwrap();
        assert!(
            finding.en.contains("log hotline is damaged at frame 1"),
            "{finding:?}"
        );
        assert!(finding.zh.contains("日志 hotline 第 1 帧损坏"), "{finding:?}");
    }
}
