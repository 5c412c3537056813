//! Answers about another moment from what the live model holds, however much there is.
//!
//! What nothing happened to since stands there as it did. What has changed is folded again, as far as the moment, from
//! what the live model keeps of it. Only directory's log is read, because all of it are names and policies.

use std::sync::Arc;

use decider::Reader;
use proto::Rejection;
use proto::desk::Answered;
use proto::wire::{FeedPage, FeedRead, Reach};
use types::{Instant, ServiceName};

use super::folding::Folding;
use super::{Live, malformed, unreachable};
use crate::core::feeds::{ForeignFrame, frames_of};
use crate::runtime::neighbours::Logs;

/// No record is of this kind: asks how far a log reaches, without records.
const NO_KIND: u16 = u16::MAX;
const PAGE_BYTES: u32 = 512 * 1024;
/// How often it is begun anew because something was still being written that belongs to the moment.
const TIMES: usize = 3;

/// Answers as of a moment. None when the question is about everything, or something is not as it should be:
/// then everything there was is folded, and whatever is wrong comes to light there.
///
/// # Errors
/// `at.log_away`, and what the question itself is refused with.
pub(super) async fn answer<R: Reader>(
    live: &Arc<Live<R>>,
    query: &serde_json::Value,
    stamp: Instant,
) -> Result<Option<Answered>, Rejection> {
    if !*live.caught_up.borrow() {
        return Ok(None);
    }
    for _ in 0..TIMES {
        let cut = cut_at(live, stamp).await?;
        live.go_on(|feeds| feeds.catch_up_to(&cut));
        if live.reached(&cut).await.is_err() {
            return Ok(None);
        }
        let Some(past) = live.folding().past(query, stamp) else {
            return Ok(None);
        };
        let Some(directory) = directory(live, &cut).await? else {
            return Ok(None);
        };
        let asked = (Arc::clone(live), query.clone());
        let folded = tokio::task::spawn_blocking(move || {
            let (live, query) = asked;
            let mut then = Folding::<R>::new(&live.data);
            then.take_all(directory);
            then.take_past(&past, stamp);
            let folding = live.folding();
            let answer = folding.answer_then(&then, &past, &query, stamp)?;
            Ok((answer, folding.feeds.reach(), folding.stamp))
        });
        let folded = folded.await;
        let (answer, reach, last) = folded.unwrap_or_else(|failure| Err(malformed(failure.to_string())))?;
        if let Some(cut) = cut_of(&live.logs, cut, reach, (stamp, last)).await? {
            let as_of = stamp;
            return Ok(Some(Answered { as_of, cut, answer }));
        }
    }
    Ok(None)
}

/// The last frame of each log that belongs to a moment.
async fn cut_at<R: Reader>(live: &Live<R>, stamp: Instant) -> Result<Reach, Rejection> {
    let logs: Vec<ServiceName> = live.folding().feeds.logs().collect();
    let ends = logs.into_iter().map(|log| async move {
        let last = last_at(&live.logs, log, stamp).await?;
        Ok((log, last))
    });
    let ends: Result<Vec<_>, Rejection> = futures::future::try_join_all(ends).await;
    Ok(ends?.into_iter().collect())
}

/// The cut that was answered from, when the model had read as far as `reach` by then: its last record's stamp is `last`.
/// None when something came meanwhile that belongs to the moment.
async fn cut_of(
    logs: &Logs,
    cut: Reach,
    reach: Reach,
    (stamp, last): (Instant, Instant),
) -> Result<Option<Reach>, Rejection> {
    let directory = ServiceName::Directory;
    if last <= stamp {
        // Everything that was read belongs to it.
        return Ok((reach.get(&directory) == cut.get(&directory)).then_some(reach));
    }
    for (log, read) in reach {
        let known = cut.get(&log).copied().unwrap_or_default();
        if known < read && belongs(logs, log, known + 1, stamp).await? {
            return Ok(None);
        }
    }
    Ok(Some(cut))
}

/// All of directory's frames: names and policies. None when one of them cannot be read.
async fn directory<R: Reader>(live: &Live<R>, cut: &Reach) -> Result<Option<Vec<ForeignFrame>>, Rejection> {
    let log = ServiceName::Directory;
    let kinds = live.folding().feeds.kinds(log);
    let last = cut.get(&log).copied().unwrap_or_default();
    let (mut frames, mut after) = (Vec::new(), 0);
    while after < last {
        let page = part(&live.logs, log, after, last, kinds.clone()).await?;
        if page.upto == after {
            break;
        }
        after = page.upto;
        let Some(read) = frames_of(page) else {
            return Ok(None);
        };
        frames.extend(read);
    }
    Ok(Some(frames))
}

/// The last frame of a log stamped at or before a moment; 0 before the first. Stamps never go back.
async fn last_at(logs: &Logs, log: ServiceName, stamp: Instant) -> Result<u64, Rejection> {
    let (mut known, mut beyond) = (0, part(logs, log, 0, 0, vec![NO_KIND]).await?.head);
    while known < beyond {
        let middle = known + (beyond - known).div_ceil(2);
        if belongs(logs, log, middle, stamp).await? {
            known = middle;
        } else {
            beyond = middle.saturating_sub(1);
        }
    }
    Ok(known)
}

/// Whether a frame is stamped at or before a moment.
async fn belongs(logs: &Logs, log: ServiceName, frame: u64, stamp: Instant) -> Result<bool, Rejection> {
    let read = FeedRead {
        until_stamp: Some(stamp),
        ..asking(frame.saturating_sub(1), frame, vec![NO_KIND])
    };
    let page = logs
        .read(log, &read)
        .await
        .map_err(|unread| unreachable(log, &unread))?;
    Ok(page.upto == frame)
}

async fn part(
    logs: &Logs,
    log: ServiceName,
    after: u64,
    until: u64,
    kinds: Vec<u16>,
) -> Result<FeedPage, Rejection> {
    let read = logs.read(log, &asking(after, until, kinds)).await;
    read.map_err(|unread| unreachable(log, &unread))
}

const fn asking(after: u64, until: u64, kinds: Vec<u16>) -> FeedRead {
    FeedRead {
        after,
        after_hash: None,
        kinds,
        max_bytes: PAGE_BYTES,
        until_stamp: None,
        until_frame: Some(until),
    }
}
