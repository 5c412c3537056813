//! Answers about one thing, or about what was open, at another moment from the frames that are about it, however many
//! others there are.
//!
//! The live model names the frames, because it knows every moment up to now. They are read one by one and folded in the
//! order in which one could know of another.

use std::collections::BTreeSet;
use std::sync::Arc;

use decider::Reader;
use futures::{StreamExt, TryStreamExt, stream};
use proto::Rejection;
use proto::desk::Answered;
use proto::wire::{FeedPage, FeedRead, Reach};
use types::{Instant, ServiceName};

use super::folding::Folding;
use super::{Live, malformed, unreachable};
use crate::core::feeds::{ForeignFrame, frames_of};
use crate::runtime::neighbours::Logs;

/// So many frames are asked for at once.
const AT_ONCE: usize = 32;
/// No record is of this kind: asks how far a log reaches, without records.
const NO_KIND: u16 = u16::MAX;
const PAGE_BYTES: u32 = 512 * 1024;

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
    if !*live.caught_up.borrow() || live.frames_about(query, stamp).is_none() {
        return Ok(None);
    }
    let mut folding = Folding::<R>::new(&live.data);
    let mut cut = Reach::new();
    for log in folding.feeds.logs() {
        cut.insert(log, last_at(&live.logs, log, stamp).await?);
    }
    live.go_on(|feeds| feeds.catch_up_to(&cut));
    let known = match live.reached(&cut).await {
        Ok(()) => live.frames_about(query, stamp),
        Err(_) => None,
    };
    let Some(frames) = known else {
        return Ok(None);
    };
    let Some(frames) = read(&live.logs, &folding, &cut, frames).await? else {
        return Ok(None);
    };
    let query = query.clone();
    let folded = tokio::task::spawn_blocking(move || {
        folding.take_all(frames);
        let answer = folding.answer(&query, stamp)?;
        Ok(Some(Answered {
            as_of: stamp,
            cut,
            answer,
        }))
    });
    folded
        .await
        .unwrap_or_else(|failure| Err(malformed(failure.to_string())))
}

/// The frames that are named, and all of directory's: names and policies. None when one of them cannot be read.
async fn read<R: Reader>(
    logs: &Logs,
    folding: &Folding<R>,
    cut: &Reach,
    named: BTreeSet<(ServiceName, u64)>,
) -> Result<Option<Vec<ForeignFrame>>, Rejection> {
    let mut pages = directory(logs, folding, cut).await?;
    let is_known =
        |(log, frame): &(ServiceName, u64)| cut.get(log).is_some_and(|last| (1..=*last).contains(frame));
    let one = |(log, frame): (ServiceName, u64)| {
        let kinds = folding.feeds.kinds(log);
        part(logs, log, frame.saturating_sub(1), frame, kinds)
    };
    let reads = named.into_iter().filter(is_known).map(one);
    let ones: Vec<FeedPage> = stream::iter(reads)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    pages.extend(ones);
    Ok(pages
        .into_iter()
        .map(frames_of)
        .collect::<Option<Vec<_>>>()
        .map(|all| {
            let frames = all.into_iter().flatten();
            frames.collect()
        }))
}

async fn directory<R: Reader>(
    logs: &Logs,
    folding: &Folding<R>,
    cut: &Reach,
) -> Result<Vec<FeedPage>, Rejection> {
    let log = ServiceName::Directory;
    let last = cut.get(&log).copied().unwrap_or_default();
    let (mut pages, mut after) = (Vec::new(), 0);
    while after < last {
        let page = part(logs, log, after, last, folding.feeds.kinds(log)).await?;
        if page.upto == after {
            break;
        }
        after = page.upto;
        pages.push(page);
    }
    Ok(pages)
}

/// The last frame of a log stamped at or before a moment; 0 before the first. Stamps never go back.
async fn last_at(logs: &Logs, log: ServiceName, stamp: Instant) -> Result<u64, Rejection> {
    let (mut known, mut beyond) = (0, part(logs, log, 0, 0, vec![NO_KIND]).await?.head);
    while known < beyond {
        let middle = known + (beyond - known).div_ceil(2);
        let read = FeedRead {
            until_stamp: Some(stamp),
            ..asking(middle.saturating_sub(1), middle, vec![NO_KIND])
        };
        let page = logs
            .read(log, &read)
            .await
            .map_err(|unread| unreachable(log, &unread))?;
        if page.upto == middle {
            known = middle;
        } else {
            beyond = middle.saturating_sub(1);
        }
    }
    Ok(known)
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
