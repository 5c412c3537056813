//! Numbers, moments and names as papers write them.

use std::fmt::Display;

use chrono_tz::Tz;
use types::{Instant, Sentence};

/// What stands where nothing is known.
pub(crate) const NOTHING: &str = "—";

/// A value, or a dash.
pub(crate) fn or_dash<T: Display>(value: Option<&T>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), ToString::to_string)
}

/// A text, or a dash where it is empty.
pub(crate) fn text(text: &str) -> &str {
    if text.trim().is_empty() { NOTHING } else { text }
}

/// A moment on the wall clock of a zone, `2026-01-05 08:00`; in UTC, saying so, where the zone is not known.
pub(crate) fn moment(at: Instant, zone: &str) -> String {
    match zone.parse::<Tz>() {
        Ok(zone) => at.local(zone).format("%Y-%m-%d %H:%M").to_string(),
        Err(_) => at.utc().format("%Y-%m-%d %H:%M UTC").to_string(),
    }
}

/// A name with the id behind it, `沈立新 (P301)`.
pub(crate) fn named<I: Display, N: Display>(id: Option<&I>, name: Option<&N>) -> String {
    match (id, name) {
        (Some(id), Some(name)) => format!("{name} ({id})"),
        (Some(id), None) => id.to_string(),
        (None, Some(name)) => name.to_string(),
        (None, None) => NOTHING.to_owned(),
    }
}

/// A sentence of two constants.
pub(crate) fn said(zh: &str, en: &str) -> Sentence {
    Sentence::new(zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_on_the_wall_clock_of_the_zone() {
        let at: Instant = "2026-01-05T23:30:00Z".parse().unwrap();
        assert_eq!(moment(at, "Asia/Shanghai"), "2026-01-06 07:30");
        assert_eq!(moment(at, "Nowhere/Here"), "2026-01-05 23:30 UTC");
    }
}
