//! From what was said to an instant, in the sender's zone and counted from the time sent (SMS-3).

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use types::{Instant, Span};

use super::times::{Day, Said, Way};

/// Whether a time is expected ahead of the message (an ETA) or behind it (a report).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    Ahead,
    Behind,
}

/// Why a time cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    Unreadable,
    InPast,
    InFuture,
}

/// People round the time of a report up to a full figure: that far ahead still means the time sent.
const ROUNDED_UP: Span = Span::minutes(10);

/// Where and when a text was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub(super) at: Instant,
    pub(super) zone: Tz,
}

impl Sent {
    /// The instant that was meant.
    ///
    /// A clock time without a day is one of today when ahead, and the nearest one when behind; a date
    /// without a year, or a day without a month, is the nearest one too.
    pub(super) fn place(self, said: Said, sense: Sense) -> Result<Instant, Doubt> {
        let meant = match said {
            Said::Clock { day, hour, minute } => self.on_clock(day, hour, minute, sense),
            Said::Span {
                minutes,
                way: Way::Before,
            } => Some(self.at - Span::minutes(minutes)),
            Said::Span { minutes, .. } => Some(self.at + Span::minutes(minutes)),
            Said::Day(_) | Said::Part | Said::Unreadable => None,
        };
        let meant = meant.ok_or(Doubt::Unreadable)?;
        match sense {
            Sense::Ahead if meant < self.minute() => Err(Doubt::InPast),
            Sense::Behind if meant > self.at + ROUNDED_UP => Err(Doubt::InFuture),
            Sense::Behind => Ok(meant.min(self.at)),
            Sense::Ahead => Ok(meant),
        }
    }

    /// The first two digits of the numbers of orders that were opened not long before.
    pub(super) fn years(self) -> [u8; 2] {
        let year = self.at.local(self.zone).year();
        [year, year - 1].map(|year| u8::try_from(year.rem_euclid(100)).unwrap_or_default())
    }

    /// The full minute in which the text was sent.
    fn minute(self) -> Instant {
        Instant::from_micros(self.at.micros() - self.at.micros().rem_euclid(Span::minutes(1).as_micros()))
    }

    fn on_clock(self, day: Option<Day>, hour: u32, minute: u32, sense: Sense) -> Option<Instant> {
        let instants = self
            .dates(day, sense)
            .into_iter()
            .filter_map(|date| on_wall(date, hour, minute, self.zone));
        let bare_weekday = matches!(day, Some(Day::Weekday { week: None, .. }));
        let nearest = |moment: &Instant| moment.since(self.at).as_micros().unsigned_abs();
        match (bare_weekday, sense) {
            (true, Sense::Ahead) => instants.filter(|&moment| moment >= self.minute()).min(),
            (true, Sense::Behind) => instants.filter(|&moment| moment <= self.at + ROUNDED_UP).max(),
            (false, _) => instants.min_by_key(nearest),
        }
    }

    fn dates(self, day: Option<Day>, sense: Sense) -> Vec<NaiveDate> {
        let today = self.at.local(self.zone).date_naive();
        let offsets = |days: std::ops::RangeInclusive<i64>| days.filter_map(|n| later(today, n)).collect();
        match day {
            None if sense == Sense::Ahead => vec![today],
            None => offsets(-1..=1),
            Some(Day::Offset(days)) => offsets(days..=days),
            Some(Day::Date { year, month, day }) => {
                NaiveDate::from_ymd_opt(year, month, day).into_iter().collect()
            }
            Some(Day::Yearless { month, day }) => (today.year() - 1..=today.year() + 1)
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .collect(),
            Some(Day::Monthless(day)) => {
                let first = today.with_day(1);
                let months = [
                    first.and_then(|first| first.checked_sub_months(Months::new(1))),
                    first,
                    first.and_then(|first| first.checked_add_months(Months::new(1))),
                ];
                months
                    .into_iter()
                    .flatten()
                    .filter_map(|month| month.with_day(day))
                    .collect()
            }
            Some(Day::Weekday { week, days }) => {
                let monday = days - i64::from(today.weekday().num_days_from_monday());
                let weeks = week.map_or(-1..=1, |week| week..=week);
                weeks.filter_map(|week| later(today, monday + 7 * week)).collect()
            }
        }
    }
}

fn later(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(TimeDelta::try_days(days)?)
}

/// The instant of a wall time: one that does not exist moves forward by the length of the gap, one that
/// exists twice means the first.
fn on_wall(date: NaiveDate, hour: u32, minute: u32, zone: Tz) -> Option<Instant> {
    let date = later(date, i64::from(hour / 24))?;
    let wall = date.and_hms_opt(hour % 24, minute, 0)?;
    let moment = zone.from_local_datetime(&wall).earliest();
    moment.or_else(|| after_gap(wall, zone)).map(Instant::from)
}

fn after_gap(wall: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    let day_before = wall.checked_sub_days(Days::new(1))?;
    let offset = zone.from_utc_datetime(&day_before).naive_local() - day_before;
    Some(zone.from_utc_datetime(&wall.checked_sub_signed(offset)?))
}
