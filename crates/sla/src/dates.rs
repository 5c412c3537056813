//! Days of a wall clock: so many days later, days of the month, and the instants at which days end (SLA-5 to SLA-7).

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use types::{Instant, Span};

use crate::calendar::resolve;

/// A day of the month, and from which day on a start belongs to the month after (SLA-6).
///
/// Months clamp to their end (SLA-27): the 30th is the 28th or 29th in February.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayOfMonth {
    day: u8,
    next_month_from: u8,
}

impl DayOfMonth {
    /// Takes the day, 1 to 31, and the first day whose starts belong to the next month: at least 1, at most the day
    /// after, since no day between the two could be in time. None when they are not so.
    #[must_use]
    pub fn new(day: u8, next_month_from: u8) -> Option<Self> {
        let sound = (1..=31).contains(&day) && (1..=day + 1).contains(&next_month_from);
        sound.then_some(Self { day, next_month_from })
    }

    /// The day, before the month's end cuts it short.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The date that belongs to a start on a date.
    pub(crate) fn due_on(self, start: NaiveDate) -> NaiveDate {
        self.in_the_same_month(start, self.day)
    }

    /// Another day of the month in which [`Self::due_on`] lies.
    pub(crate) fn in_the_same_month(self, start: NaiveDate, day: u8) -> NaiveDate {
        let first = start.with_day(1).unwrap_or(start);
        let month = if start.day() >= u32::from(self.next_month_from) {
            first.checked_add_months(Months::new(1)).unwrap_or(first)
        } else {
            first
        };
        clamped(month, day)
    }
}

/// A day of a month, or its last one if that is earlier.
fn clamped(first: NaiveDate, day: u8) -> NaiveDate {
    let mut days = (1..=u32::from(day)).rev();
    days.find_map(|day| first.with_day(day)).unwrap_or(first)
}

/// The local date of an instant.
pub(crate) fn date_of(at: Instant, zone: Tz) -> NaiveDate {
    at.local(zone).date_naive()
}

pub(crate) fn days_after(date: NaiveDate, days: u16) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

/// The last microsecond of a local date.
pub(crate) fn end_of_day(date: NaiveDate, zone: Tz) -> Instant {
    wall_time(days_after(date, 1), NaiveTime::MIN, zone) - Span::micros(1)
}

/// The instant of a wall time: one that does not exist moves forward, one that exists twice is the first (SLA-27).
pub(crate) fn wall_time(date: NaiveDate, at: NaiveTime, zone: Tz) -> Instant {
    resolve(date.and_time(at), zone)
}
