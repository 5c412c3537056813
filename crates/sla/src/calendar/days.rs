//! Walks a calendar's open intervals forward and backward, a window of dates at a time.

use chrono::{Days, NaiveDate, NaiveTime};
use types::Instant;

use super::hours::resolve;
use super::intervals::without;
use super::{Calendar, Interval, Shift, merged};

/// Dates looked at in one step.
const WINDOW_DAYS: u64 = 28;
/// Hours may reach this many dates past the one they open on, clock changes included.
const REACH_DAYS: u64 = 3;

/// A run of local dates, `from` up to but without `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window {
    from: NaiveDate,
    until: NaiveDate,
}

impl Window {
    fn starting(from: NaiveDate) -> Self {
        let until = from
            .checked_add_days(Days::new(WINDOW_DAYS))
            .unwrap_or(NaiveDate::MAX);
        Self { from, until }
    }

    fn ending(until: NaiveDate) -> Self {
        let from = until
            .checked_sub_days(Days::new(WINDOW_DAYS))
            .unwrap_or(NaiveDate::MIN);
        Self { from, until }
    }

    fn on(date: NaiveDate) -> Self {
        let until = date.succ_opt().unwrap_or(date);
        Self { from: date, until }
    }

    fn dates(self, reach_days: u64) -> impl Iterator<Item = NaiveDate> {
        let reach = Days::new(reach_days);
        let from = self.from.checked_sub_days(reach).unwrap_or(NaiveDate::MIN);
        let until = self.until.checked_add_days(reach).unwrap_or(NaiveDate::MAX);
        from.iter_days().take_while(move |date| *date < until)
    }
}

impl Calendar {
    /// The local date of an instant.
    #[must_use]
    pub fn date_of(&self, at: Instant) -> NaiveDate {
        at.local(self.zone).date_naive()
    }

    /// The open intervals that end after `at`, in order; the first may begin before it.
    ///
    /// They do not overlap. A stretch of weeks without closing comes in pieces that touch.
    pub fn open_after(&self, at: Instant) -> impl Iterator<Item = Interval> {
        let mut next = Some(self.date_of(at));
        let windows = std::iter::from_fn(move || {
            let window = Window::starting(self.date_with_hours_after(next?)?);
            next = (self.midnight(window.until) < Instant::MAX).then_some(window.until);
            Some(window)
        });
        windows
            .flat_map(|window| self.open_in(window))
            .skip_while(move |interval| interval.until <= at)
    }

    /// The open intervals that begin before `at`, latest first; the first may end after it.
    ///
    /// They do not overlap. A stretch of weeks without closing comes in pieces that touch.
    pub fn open_before(&self, at: Instant) -> impl Iterator<Item = Interval> {
        let mut next = self.date_of(at).checked_add_days(Days::new(1));
        let windows = std::iter::from_fn(move || {
            let window = Window::ending(self.date_with_hours_before(next?)?);
            next = (self.midnight(window.from) > Instant::MIN).then_some(window.from);
            Some(window)
        });
        windows
            .flat_map(|window| self.open_in(window).into_iter().rev())
            .skip_while(move |interval| interval.from >= at)
    }

    /// The open intervals of the hours that open on one date, breaks taken out.
    pub(super) fn open_on(&self, date: NaiveDate) -> Vec<Interval> {
        let window = Window::on(date);
        self.less_breaks(merged(self.placed(self.hours_on(date), date)), window)
    }

    /// Whether any date could ever have hours again once the dates of its own are past.
    pub(super) fn has_weekly_hours(&self) -> bool {
        self.week.iter().any(|hours| !hours.is_empty())
    }

    /// The first date from which hours may be open on `date` or later.
    fn date_with_hours_after(&self, date: NaiveDate) -> Option<NaiveDate> {
        if self.has_weekly_hours() {
            return Some(date);
        }
        let reach = date.checked_sub_days(Days::new(REACH_DAYS)).unwrap_or(date);
        let (with_hours, _) = self
            .date_hours
            .range(reach..)
            .find(|(_, hours)| !hours.is_empty())?;
        Some(date.max(*with_hours))
    }

    /// The last date before which hours may be open on a date earlier than `date`.
    fn date_with_hours_before(&self, date: NaiveDate) -> Option<NaiveDate> {
        if self.has_weekly_hours() {
            return Some(date);
        }
        let (with_hours, _) = self
            .date_hours
            .range(..date)
            .rev()
            .find(|(_, hours)| !hours.is_empty())?;
        let reach = with_hours.checked_add_days(Days::new(1 + REACH_DAYS))?;
        Some(date.min(reach))
    }

    fn open_in(&self, window: Window) -> Vec<Interval> {
        let Some(bounds) = Interval::new(self.midnight(window.from), self.midnight(window.until)) else {
            return Vec::new();
        };
        let hours = window
            .dates(REACH_DAYS)
            .flat_map(|date| self.placed(self.hours_on(date), date));
        let open = merged(hours.filter_map(|interval| interval.and(bounds)));
        self.less_breaks(open, window)
    }

    fn less_breaks(&self, open: Vec<Interval>, window: Window) -> Vec<Interval> {
        let breaks = window
            .dates(REACH_DAYS)
            .filter_map(|date| self.breaks.get(&date).map(|hours| (date, hours)))
            .flat_map(|(date, hours)| self.placed(hours, date));
        let breaks = merged(breaks);
        if breaks.is_empty() {
            return open;
        }
        open.into_iter()
            .flat_map(|interval| without(interval, &breaks))
            .collect()
    }

    fn placed(&self, hours: &[Shift], date: NaiveDate) -> impl Iterator<Item = Interval> {
        hours.iter().filter_map(move |shift| shift.on(date, self.zone))
    }

    fn midnight(&self, date: NaiveDate) -> Instant {
        resolve(date.and_time(NaiveTime::MIN), self.zone)
    }
}
