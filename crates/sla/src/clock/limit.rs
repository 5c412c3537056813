//! How much time a clock gives, and at which moments it warns (SLA-20, SLA-21).

use std::sync::Arc;

use chrono::NaiveTime;
use chrono_tz::Tz;
use types::{Instant, Span};

use crate::calendar::{Calendar, OpenTime};
use crate::dates::{DayOfMonth, date_of, days_after, end_of_day, wall_time};

/// How much time a clock gives, and of which kind (SLA-21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Real time, nights and holidays included.
    Elapsed(Span),
    /// Open time of a calendar.
    Working(Span, Arc<Calendar>),
    /// A promised instant (SLA-3, SLA-4); one before the start gives no time at all.
    At(Instant),
    /// Up to the end of the day that is so many days after the day of the start, on the zone's wall clock (SLA-5).
    Days(u16, Tz),
    /// Up to the end of a day of the month, on the zone's wall clock (SLA-6, SLA-7).
    DayOfMonth(DayOfMonth, Tz),
}

/// When a clock warns. A point that lies not between start and due is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarnAt {
    /// When this much time was counted.
    AfterStart(Span),
    /// When this many hundredths of the limit were counted.
    Percent(u8),
    /// When this much time is left to count.
    BeforeDue(Span),
    /// At a wall time so many days after the day of the start; for [`Limit::Days`] only.
    Day(u16, NaiveTime),
    /// At a wall time of this day of the month in which the clock is due, or of the month's last day if that is
    /// earlier; for [`Limit::DayOfMonth`] only.
    DayOfMonth(u8, NaiveTime),
}

impl Limit {
    pub(super) fn time(&self) -> OpenTime<'_> {
        match self {
            Self::Elapsed(_) | Self::At(_) | Self::Days(..) | Self::DayOfMonth(..) => OpenTime::Always,
            Self::Working(_, calendar) => OpenTime::Of(calendar),
        }
    }

    /// The time a clock that starts then is given, in its own kind of time.
    ///
    /// A day ends with its last microsecond: an act at midnight belongs to the day after and is too late.
    #[must_use]
    pub fn allowance(&self, start: Instant) -> Span {
        let until = match self {
            Self::Elapsed(span) | Self::Working(span, _) => return *span,
            Self::At(promised) => *promised,
            Self::Days(days, zone) => end_of_day(days_after(date_of(start, *zone), *days), *zone),
            Self::DayOfMonth(day, zone) => end_of_day(day.due_on(date_of(start, *zone)), *zone),
        };
        until.since(start).max(Span::ZERO)
    }

    /// How much time is counted when a warning comes due on a clock that starts then; none when that warning is of
    /// another kind of limit.
    #[must_use]
    pub fn counted_at(&self, point: WarnAt, start: Instant) -> Option<Span> {
        let counted = match (point, self) {
            (WarnAt::AfterStart(span), _) => span,
            (WarnAt::Percent(percent), _) => hundredths(self.allowance(start), percent),
            (WarnAt::BeforeDue(span), _) => self.allowance(start) - span,
            (WarnAt::Day(days, at), Self::Days(_, zone)) => {
                let date = days_after(date_of(start, *zone), days);
                wall_time(date, at, *zone).since(start)
            }
            (WarnAt::DayOfMonth(day, at), Self::DayOfMonth(limit, zone)) => {
                let date = limit.in_the_same_month(date_of(start, *zone), day);
                wall_time(date, at, *zone).since(start)
            }
            (WarnAt::Day(..) | WarnAt::DayOfMonth(..), _) => return None,
        };
        Some(counted)
    }
}

fn hundredths(allowance: Span, percent: u8) -> Span {
    let share = i128::from(allowance.as_micros()) * i128::from(percent) / 100;
    Span::micros(i64::try_from(share).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests;
