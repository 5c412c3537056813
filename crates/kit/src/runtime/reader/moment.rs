//! Moments as clients write them: now, an instant, or the frames of each log.

use std::collections::BTreeMap;

use proto::wire::Reach;
use proto::{Class, Rejection};
use types::Instant;

/// A moment that is asked about.
pub(super) enum At {
    Now,
    Stamp(Instant),
    Frames(Reach),
}

/// Reads a moment as clients write it.
///
/// # Errors
/// `at.unreadable`.
pub(super) fn moment(text: Option<&str>) -> Result<At, Rejection> {
    let text = text.map(str::trim).unwrap_or_default();
    if text.is_empty() || text == "now" {
        return Ok(At::Now);
    }
    if let Ok(stamp) = text.parse() {
        return Ok(At::Stamp(stamp));
    }
    frames(text).map(At::Frames).ok_or_else(|| {
        Rejection::new(
            Class::Malformed,
            "at.unreadable",
            "时刻要写成 2026-01-05T08:00:00+08:00、now，或帧号 hotline:12,dispatch:9",
            "a moment is written 2026-01-05T08:00:00+08:00, now, or as frames hotline:12,dispatch:9",
        )
        .with("at", text)
    })
}

fn frames(text: &str) -> Option<Reach> {
    text.split(',')
        .map(|part| {
            let (log, frame) = part.trim().split_once(':')?;
            Some((log.parse().ok()?, frame.parse().ok()?))
        })
        .collect::<Option<BTreeMap<_, _>>>()
}
