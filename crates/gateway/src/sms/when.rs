//! Times as gateways write them.

use chrono::{DateTime, NaiveDateTime};
use chrono_tz::{Asia, Tz};
use types::Instant;

/// The zone of a time that is written without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Chinese providers write China time.
    China,
    /// Kannel writes UTC.
    Utc,
}

impl Zone {
    const fn tz(self) -> Tz {
        match self {
            Self::China => Asia::Shanghai,
            Self::Utc => Tz::UTC,
        }
    }
}

/// Reads Unix seconds, milliseconds or microseconds, RFC 3339, or date and time without a zone.
pub(super) fn read(text: &str, zone: Zone) -> Option<Instant> {
    let text = text.trim();
    text.parse::<i64>()
        .ok()
        .and_then(unix)
        .or_else(|| text.parse().ok())
        .or_else(|| written(text, zone))
}

/// When a message was sent; now when its gateway does not say so readably, because a message is never lost over it.
pub(super) fn read_or(text: Option<&str>, zone: Zone, now: Instant) -> Instant {
    let read = text.and_then(|text| read(text, zone));
    read.unwrap_or_else(|| {
        tracing::warn!(
            time = text,
            "a gateway's time cannot be read; the message counts as sent now"
        );
        now
    })
}

/// Up to the year 5138 in seconds; larger numbers are milliseconds, then microseconds.
fn unix(number: i64) -> Option<Instant> {
    const SECONDS: i64 = 100_000_000_000;
    const MILLISECONDS: i64 = SECONDS * 1_000;
    let micros = match number {
        1..SECONDS => number.checked_mul(1_000_000)?,
        SECONDS..MILLISECONDS => number.checked_mul(1_000)?,
        MILLISECONDS.. => number,
        _ => return None,
    };
    DateTime::from_timestamp_micros(micros).map(Instant::from)
}

fn written(text: &str, zone: Zone) -> Option<Instant> {
    let forms = [
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y/%m/%d %H:%M:%S%.f",
        "%Y%m%d%H%M%S",
    ];
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    local.and_local_timezone(zone.tz()).earliest().map(Instant::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    // rule: SMS-11
    #[test]
    fn one_moment_written_in_many_ways_is_one_moment() {
        let moment: Instant = "2026-03-01T09:00:12+08:00".parse().unwrap();
        for text in [
            "2026-03-01 09:00:12",
            "2026/03/01 09:00:12",
            "1772326812",
            "1772326812000",
            "1772326812000000",
            "2026-03-01T01:00:12Z",
            " 2026-03-01 09:00:12.000 ",
        ] {
            assert_eq!(read(text, Zone::China), Some(moment), "{text}");
        }
        assert_eq!(read("2026-03-01 01:00:12", Zone::Utc), Some(moment));
        for text in [
            "",
            "0",
            "-5",
            "yesterday",
            "9223372036854775807",
            "2026-13-01 00:00:00",
        ] {
            assert_eq!(
                read_or(Some(text), Zone::Utc, Instant::EPOCH),
                Instant::EPOCH,
                "{text}"
            );
        }
    }
}
