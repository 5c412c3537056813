//! When a calendar is open, as intervals of real instants (SLA-21, SLA-26, SLA-27).

mod days;
mod hours;
mod intervals;
mod measure;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

pub use hours::{InvalidHours, Shift, parse_date, resolve};
pub use intervals::{Interval, merged};
pub use measure::OpenTime;

/// Opening hours in one zone: a week, the dates that differ from it, and breaks.
///
/// Hours belong to the local date on which they open, also when they run past midnight: a holiday closes
/// what opens on it, and leaves the end of the night before. A holiday closes its date even when the date
/// has hours of its own. Breaks are wall times of their own date, whoever's hours they fall in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The zone whose wall clock the hours are read on.
    pub zone: Tz,
    /// Hours by weekday, Monday first.
    pub week: [Vec<Shift>; 7],
    /// Local dates on which nothing opens.
    pub holidays: BTreeSet<NaiveDate>,
    /// Hours that stand in place of the weekday's; make-up workdays 调休 are among them.
    pub date_hours: BTreeMap<NaiveDate, Vec<Shift>>,
    /// What is taken out of a date's hours.
    pub breaks: BTreeMap<NaiveDate, Vec<Shift>>,
}

/// Says why a calendar has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("the calendar is never open in the direction asked for")]
    NeverOpens,
    #[error("the calendar never closes after that instant")]
    NeverCloses,
    #[error("the clock is still paused")]
    StillPaused,
    #[error("the calendar does not have that much open time before the end of time")]
    BeyondTime,
}

impl Calendar {
    /// A calendar that is never open; fill in its week.
    #[must_use]
    pub fn closed(zone: Tz) -> Self {
        Self {
            zone,
            week: Default::default(),
            holidays: BTreeSet::new(),
            date_hours: BTreeMap::new(),
            breaks: BTreeMap::new(),
        }
    }

    /// The hours that open on a local date, before breaks.
    #[must_use]
    pub fn hours_on(&self, date: NaiveDate) -> &[Shift] {
        if self.holidays.contains(&date) {
            return &[];
        }
        self.date_hours
            .get(&date)
            .or_else(|| self.week.get(date.weekday().num_days_from_monday() as usize))
            .map_or(&[], Vec::as_slice)
    }

    /// The same calendar read on another zone's wall clock.
    #[must_use]
    pub fn in_zone(&self, zone: Tz) -> Self {
        Self { zone, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
