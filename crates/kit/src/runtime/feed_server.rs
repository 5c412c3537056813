//! Serves a log's frames to readers, from any thread, up to what is on disk.

use eventlog::{Frame, Log, LogFailure};
use proto::wire::{FeedFrame, FeedPage, FeedRead, Reach};
use proto::{Class, Rejection, StoredRecord};
use timesource::Time;
use types::{Hash, ServiceName};

use super::promises::Promises;

/// The code of a refusal because the log itself is damaged.
pub(crate) const UNREADABLE: &str = "log.unreadable";

/// How many frames are looked through for one page.
const FRAMES_PER_PAGE: usize = 4_096;
/// What a frame takes in a page beside its records, and a record beside its bytes, at most.
const FRAME_BYTES: usize = 128;
const RECORD_BYTES: usize = 16;

/// Reads one page. The promise is taken before the head, so that it holds for everything behind the page.
///
/// # Errors
/// `feed.broken` when the log is not the one that was read before; `log.unreadable`.
pub fn page(
    log: &Log,
    name: ServiceName,
    promises: &Promises,
    time: &Time,
    read: &FeedRead,
) -> Result<FeedPage, Rejection> {
    let promised = promises.promise(time);
    let head = log.head();
    // A clock that was set back promises less than the log itself does.
    let promise = promised.max(head.stamp);
    let mut upto_hash = witnessed(log, read)?;
    let mut upto = read.after;
    let mut frames = Vec::new();
    let mut bytes = 0;
    for frame in log.frames(read.after).take(FRAMES_PER_PAGE) {
        let frame = frame.map_err(unreadable)?;
        let beyond = read.until_frame.is_some_and(|until| frame.header.frame > until);
        if beyond
            || frame.header.frame > head.frame
            || read.until_stamp.is_some_and(|until| frame.header.stamp > until)
        {
            break;
        }
        let records = matching(&frame, &read.kinds)?;
        bytes += records
            .iter()
            .map(|(_, record)| record.len() + RECORD_BYTES)
            .sum::<usize>();
        if bytes > read.max_bytes as usize && !frames.is_empty() {
            break;
        }
        (upto, upto_hash) = (frame.header.frame, frame.hash);
        if !records.is_empty() {
            bytes += FRAME_BYTES;
            frames.push(FeedFrame {
                frame: frame.header.frame,
                hash: frame.hash,
                stamp: frame.header.stamp,
                vector: reach(&frame),
                records,
            });
        }
    }
    Ok(FeedPage {
        log: name,
        log_id: log.id().as_str().to_owned(),
        frames,
        upto,
        upto_hash,
        head: head.frame,
        promise,
    })
}

/// The hash at the reader's cursor; one that differs means that this log is not the one that was read before.
fn witnessed(log: &Log, read: &FeedRead) -> Result<Hash, Rejection> {
    if read.after == 0 {
        return Ok(Hash::NONE);
    }
    let broken = |zh: &str, en: String| Rejection::new(Class::Conflict, "feed.broken", zh, en);
    if read.after > log.head().frame {
        return Err(broken(
            "日志比读取者看到的短，可能被截断或还原了旧备份",
            format!(
                "the log ends at frame {}, but frame {} was read from it before; its tail was cut or an old copy put back",
                log.head().frame,
                read.after
            ),
        ));
    }
    let found = log.read(read.after).map_err(unreadable)?.hash;
    match read.after_hash {
        Some(expected) if expected != found => Err(broken(
            "日志内容与读取者记下的不一致",
            format!("frame {} is not the one that was read before", read.after),
        )),
        Some(_) | None => Ok(found),
    }
}

fn matching(frame: &Frame, kinds: &[u16]) -> Result<Vec<(u64, Vec<u8>)>, Rejection> {
    let mut records = Vec::new();
    for (position, bytes) in (frame.header.first_position..).zip(&frame.records) {
        let wanted = kinds.is_empty() || {
            let stored =
                StoredRecord::from_bytes(bytes).map_err(|failure| unreadable_record(&failure.to_string()))?;
            kinds.contains(&stored.schema)
        };
        if wanted {
            records.push((position, bytes.clone()));
        }
    }
    Ok(records)
}

fn reach(frame: &Frame) -> Reach {
    frame
        .header
        .vector
        .iter()
        .filter_map(|(log, frame)| Some((log.parse().ok()?, frame)))
        .collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is an error's last use")]
pub(crate) fn unreadable(failure: LogFailure) -> Rejection {
    unreadable_record(&failure.to_string())
}

pub(crate) fn unreadable_record(reason: &str) -> Rejection {
    Rejection::new(
        Class::Unavailable,
        UNREADABLE,
        "日志读取失败，请联系管理员",
        "the log cannot be read; tell the administrator",
    )
    .with("reason", reason)
}

#[cfg(test)]
mod tests {
    use eventlog::{LogId, MemoryStore, NewFrame, Timekeeping, Vector};
    use types::Instant;

    use super::*;

    const LIMIT: u32 = 512 * 1024;

    fn log_of(frames: &[usize]) -> (Log, eventlog::Writer) {
        let id = LogId::derive("notify", Instant::EPOCH, b"pages");
        let (log, mut writer) = Log::create(MemoryStore::new(), "notify", id, Timekeeping::Virtual).unwrap();
        for bytes in frames {
            let (vector, extra) = (Vector::default(), Vec::new());
            writer
                .append(&NewFrame {
                    stamp: Instant::EPOCH,
                    vector,
                    records: vec![vec![0; *bytes]],
                    extra,
                })
                .unwrap();
        }
        (log, writer)
    }

    fn pages(log: &Log) -> Vec<Vec<u64>> {
        let mut pages = Vec::new();
        let mut after = 0;
        while after < log.head().frame {
            let read = FeedRead {
                after,
                after_hash: None,
                kinds: Vec::new(),
                max_bytes: LIMIT,
                until_stamp: None,
                until_frame: None,
            };
            let page = page(
                log,
                ServiceName::Notify,
                &Promises::default(),
                &Time::system(),
                &read,
            )
            .unwrap();
            let records: usize = page
                .frames
                .iter()
                .flat_map(|frame| &frame.records)
                .map(|(_, bytes)| bytes.len())
                .sum();
            assert!(
                page.frames.len() == 1 || records <= LIMIT as usize,
                "{records} bytes in a page"
            );
            assert!(page.upto > after);
            after = page.upto;
            pages.push(page.frames.iter().map(|frame| frame.frame).collect());
        }
        pages
    }

    #[test]
    fn a_page_is_as_large_as_it_was_asked_for_or_a_single_frame() {
        let (log, _writer) = log_of(&[400_000, 300_000, 100_000, 900_000, 10, 20]);
        assert_eq!(pages(&log), [vec![1], vec![2, 3], vec![4], vec![5, 6]]);
    }
}
