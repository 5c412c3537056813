//! Wall times, and where they fall on the line of real instants.

use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use types::Instant;

use super::Interval;

pub(super) const DAY_SECONDS: u32 = 86_400;

/// One stretch of hours on a wall clock, half-open; past midnight when it closes at or before it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shift {
    /// Seconds of the opening day, below 86,400.
    open: u32,
    /// Seconds counted from the opening day's midnight, up to 172,800.
    close: u32,
}

/// Says why a text is no stretch of hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHours {
    #[error("a wall time is written like 08:00 or 24:00, not {0:?}")]
    Time(String),
    #[error("hours cannot open at 24:00")]
    OpensAtEnd,
    #[error("hours are written like 08:00-12:00, not {0:?}")]
    Shape(String),
}

impl Shift {
    /// Takes an opening and a closing wall time; `24:00` closes at the day's end.
    ///
    /// # Errors
    /// [`InvalidHours`] when a text is no wall time or the hours open at 24:00.
    pub fn new(open: &str, close: &str) -> Result<Self, InvalidHours> {
        let (open, close) = (wall_time(open)?, wall_time(close)?);
        if open >= DAY_SECONDS {
            return Err(InvalidHours::OpensAtEnd);
        }
        let close = if close <= open { close + DAY_SECONDS } else { close };
        Ok(Self { open, close })
    }

    /// The real interval of the shift that opens on a date; `None` where a clock change swallows it.
    pub(super) fn on(self, date: NaiveDate, zone: Tz) -> Option<Interval> {
        Interval::new(
            instant_at(date, self.open, zone)?,
            instant_at(date, self.close, zone)?,
        )
    }
}

impl FromStr for Shift {
    type Err = InvalidHours;

    /// Reads `08:00-12:00`.
    fn from_str(text: &str) -> Result<Self, InvalidHours> {
        let (open, close) = text
            .split_once(['-', '–', '—'])
            .ok_or_else(|| InvalidHours::Shape(text.chars().take(40).collect()))?;
        Self::new(open.trim(), close.trim())
    }
}

/// Reads a date `2026-01-05` of the years 1 to 9999.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (1..=9_999).contains(&date.year()).then_some(date)
}

fn wall_time(text: &str) -> Result<u32, InvalidHours> {
    let wrong = || InvalidHours::Time(text.chars().take(20).collect());
    let field = |part: &str| -> Result<u32, InvalidHours> {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            part.parse().map_err(|_| wrong())
        } else {
            Err(wrong())
        }
    };
    let mut parts = text.split(':');
    let hours = field(parts.next().unwrap_or_default())?;
    let minutes = field(parts.next().ok_or_else(wrong)?)?;
    let seconds = parts.next().map_or(Ok(0), field)?;
    let total = hours * 3_600 + minutes * 60 + seconds;
    if parts.next().is_some() || minutes > 59 || seconds > 59 || total > DAY_SECONDS {
        return Err(wrong());
    }
    Ok(total)
}

fn instant_at(date: NaiveDate, seconds: u32, zone: Tz) -> Option<Instant> {
    let midnight = date
        .checked_add_days(Days::new(u64::from(seconds / DAY_SECONDS)))?
        .and_hms_opt(0, 0, 0)?;
    let wall = midnight.checked_add_signed(TimeDelta::seconds(i64::from(seconds % DAY_SECONDS)))?;
    Some(resolve(wall, zone))
}

/// Places a wall time on the line of instants: one that does not exist moves forward by the length of the
/// gap, one that exists twice means the first (SLA-27).
#[must_use]
pub fn resolve(wall: NaiveDateTime, zone: Tz) -> Instant {
    let found = zone.from_local_datetime(&wall);
    match (found.earliest(), found.latest()) {
        (Some(first), Some(second)) => Instant::from(first).min(Instant::from(second)),
        (Some(only), None) | (None, Some(only)) => Instant::from(only),
        (None, None) => Instant::from((wall - offset_before(wall, zone)).and_utc()),
    }
}

/// The offset that held before the gap in which a wall time falls.
fn offset_before(wall: NaiveDateTime, zone: Tz) -> TimeDelta {
    let day_before = wall.checked_sub_days(Days::new(1)).unwrap_or(wall);
    let local = zone.from_utc_datetime(&day_before).naive_local();
    local - day_before
}
