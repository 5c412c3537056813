//! Measures open time: how much lies between two instants, and where a given amount is used up.

use chrono::{NaiveDate, NaiveTime};
use types::{Instant, Span};

use super::hours::resolve;
use super::intervals::without;
use super::{Calendar, Interval, NoAnswer};

/// The time that counts: all of it, or a calendar's open time (SLA-21).
#[derive(Debug, Clone, Copy)]
pub enum OpenTime<'a> {
    Always,
    Of(&'a Calendar),
}

impl<'a> OpenTime<'a> {
    fn after(self, at: Instant) -> Box<dyn Iterator<Item = Interval> + 'a> {
        match self {
            Self::Always => Box::new(std::iter::once(Interval::ALWAYS)),
            Self::Of(calendar) => Box::new(calendar.open_after(at)),
        }
    }

    fn before(self, at: Instant) -> Box<dyn Iterator<Item = Interval> + 'a> {
        match self {
            Self::Always => Box::new(std::iter::once(Interval::ALWAYS)),
            Self::Of(calendar) => Box::new(calendar.open_before(at)),
        }
    }

    /// The open intervals between two instants; none when the end lies before the start.
    pub fn between(self, start: Instant, end: Instant) -> impl Iterator<Item = Interval> + 'a {
        self.after(start)
            .take_while(move |open| open.from < end)
            .filter_map(move |open| {
                open.and(Interval {
                    from: start,
                    until: end,
                })
            })
    }

    /// The open time between two instants less the pauses, which are merged. Real seconds, also on the day
    /// of a clock change (SLA-27).
    #[must_use]
    pub fn span(self, start: Instant, end: Instant, pauses: &[Interval]) -> Span {
        self.between(start, end)
            .flat_map(|open| without(open, pauses))
            .fold(Span::ZERO, |sum, counted| sum + counted.length())
    }

    /// The earliest instant at which the open time since `start`, less the pauses, equals the allowance.
    ///
    /// Used up exactly at closing time is due at closing time; a zero allowance is due at the first open
    /// instant (SLA-27). A negative allowance counts as zero.
    ///
    /// # Errors
    /// [`NoAnswer::NeverOpens`] when nothing opens after `start`; [`NoAnswer::StillPaused`] when a pause
    /// without end comes first; [`NoAnswer::BeyondTime`] when time ends first.
    pub fn due(self, start: Instant, allowance: Span, pauses: &[Interval]) -> Result<Instant, NoAnswer> {
        if allowance <= Span::ZERO {
            let open = self.after(start).next().ok_or(NoAnswer::NeverOpens)?;
            return Ok(open.from.max(start));
        }
        let still_paused = pauses.last().filter(|pause| pause.until == Instant::MAX);
        let rest = Interval {
            from: start,
            until: still_paused.map_or(Instant::MAX, |pause| pause.from),
        };
        let mut left = allowance;
        if left <= rest.length() {
            for open in self.between(rest.from, rest.until) {
                for counted in without(open, pauses) {
                    if left <= counted.length() {
                        return Ok(counted.from + left);
                    }
                    left = left - counted.length();
                }
            }
        }
        Err(if self.after(start).next().is_none() {
            NoAnswer::NeverOpens
        } else if still_paused.is_some() {
            NoAnswer::StillPaused
        } else {
            NoAnswer::BeyondTime
        })
    }

    /// The same, running backward from `start`: a zero allowance gives the end of the open time before it.
    ///
    /// # Errors
    /// [`NoAnswer::NeverOpens`] and [`NoAnswer::BeyondTime`], toward the beginning of time.
    pub fn due_back(self, start: Instant, allowance: Span, pauses: &[Interval]) -> Result<Instant, NoAnswer> {
        let mut left = allowance.max(Span::ZERO);
        if left <= start.since(Instant::MIN) {
            for open in self.before(start) {
                let open = Interval {
                    until: open.until.min(start),
                    ..open
                };
                for counted in without(open, pauses).into_iter().rev() {
                    if left <= counted.length() {
                        return Ok(counted.until - left);
                    }
                    left = left - counted.length();
                }
            }
        }
        Err(if self.before(start).next().is_none() {
            NoAnswer::NeverOpens
        } else {
            NoAnswer::BeyondTime
        })
    }

    /// The instant `offset` of open time away from `at`, backward when negative; `at` itself when zero.
    ///
    /// # Errors
    /// As [`Self::due`].
    pub fn shifted(self, at: Instant, offset: Span) -> Result<Instant, NoAnswer> {
        if offset == Span::ZERO {
            Ok(at)
        } else if offset.is_negative() {
            self.due_back(at, Span::ZERO - offset, &[])
        } else {
            self.due(at, offset, &[])
        }
    }
}

impl Calendar {
    /// Half-open: at closing time it is closed.
    #[must_use]
    pub fn is_open(&self, at: Instant) -> bool {
        self.open_after(at).next().is_some_and(|open| open.contains(at))
    }

    /// The first open instant at or after `at`.
    ///
    /// # Errors
    /// [`NoAnswer::NeverOpens`].
    pub fn next_open(&self, at: Instant) -> Result<Instant, NoAnswer> {
        let open = self.open_after(at).next().ok_or(NoAnswer::NeverOpens)?;
        Ok(open.from.max(at))
    }

    /// The close of the interval that holds `at`, else of the next one.
    ///
    /// # Errors
    /// [`NoAnswer::NeverOpens`]; [`NoAnswer::NeverCloses`] when it stays open for good.
    pub fn next_close(&self, at: Instant) -> Result<Instant, NoAnswer> {
        let mut pieces = self.open_after(at);
        let mut close = pieces.next().ok_or(NoAnswer::NeverOpens)?.until;
        let settled = self.settled_after(close);
        for piece in pieces {
            if piece.from > close {
                return Ok(close);
            }
            if piece.until > settled {
                return Err(NoAnswer::NeverCloses);
            }
            close = piece.until;
        }
        Ok(close)
    }

    /// An instant by which every date of its own and a whole year of clock changes are past: what has not
    /// closed by then never does.
    fn settled_after(&self, at: Instant) -> Instant {
        let last = [
            self.holidays.last(),
            self.date_hours.keys().last(),
            self.breaks.keys().last(),
        ]
        .into_iter()
        .flatten()
        .max()
        .map_or(at, |date| resolve(date.and_time(NaiveTime::MIN), self.zone));
        at.max(last) + Span::days(2 * 366)
    }

    /// The local date `days` dates with hours later, or earlier when negative; zero is the date itself, or
    /// the next one with hours.
    ///
    /// # Errors
    /// [`NoAnswer::NeverOpens`] and [`NoAnswer::BeyondTime`] when there are not that many.
    pub fn working_date(&self, date: NaiveDate, days: i64) -> Result<NaiveDate, NoAnswer> {
        let mut dates = self.dates_with_hours(date, days < 0).peekable();
        let others = |found: &NaiveDate| days == 0 || *found != date;
        let nth = usize::try_from(days.unsigned_abs().saturating_sub(1)).unwrap_or(usize::MAX);
        let any = dates.peek().is_some();
        dates.filter(others).nth(nth).ok_or(if any {
            NoAnswer::BeyondTime
        } else {
            NoAnswer::NeverOpens
        })
    }

    /// The dates with hours from a date on, later or earlier ones.
    fn dates_with_hours(&self, date: NaiveDate, backward: bool) -> impl Iterator<Item = NaiveDate> {
        let time = Instant::MIN.utc().date_naive()..=Instant::MAX.utc().date_naive();
        let own = self.date_hours.keys();
        let (first, last) = if self.has_weekly_hours() {
            (Some(*time.start()), Some(*time.end()))
        } else {
            (own.clone().next().copied(), own.last().copied())
        };
        let step = move |date: &NaiveDate| {
            if backward {
                date.pred_opt()
            } else {
                date.succ_opt()
            }
        };
        let in_reach = move |date: &NaiveDate| {
            time.contains(date)
                && if backward {
                    first.is_some_and(|first| first <= *date)
                } else {
                    last.is_some_and(|last| *date <= last)
                }
        };
        std::iter::successors(Some(date), step)
            .take_while(in_reach)
            .filter(|date| !self.hours_on(*date).is_empty() && !self.open_on(*date).is_empty())
    }

    /// The wall time of `at` on another date; `at` itself on its own date.
    #[must_use]
    pub fn same_time_on(&self, date: NaiveDate, at: Instant) -> Instant {
        let local = at.local(self.zone).naive_local();
        if local.date() == date {
            at
        } else {
            resolve(date.and_time(local.time()), self.zone)
        }
    }

    /// The instant at which the hours that open on a date close; `None` for a date without hours.
    #[must_use]
    pub fn close_of(&self, date: NaiveDate) -> Option<Instant> {
        self.open_on(date).last().map(|open| open.until)
    }

    /// The instant `days` dates with hours away from `at`, at the same wall time.
    ///
    /// # Errors
    /// As [`Self::working_date`].
    pub fn shifted_days(&self, at: Instant, days: i64) -> Result<Instant, NoAnswer> {
        if days == 0 {
            return Ok(at);
        }
        let date = self.working_date(self.date_of(at), days)?;
        Ok(self.same_time_on(date, at))
    }

    /// The end of day `days`: the close of that working date.
    ///
    /// # Errors
    /// As [`Self::working_date`].
    pub fn end_of_working_day(&self, at: Instant, days: i64) -> Result<Instant, NoAnswer> {
        let date = self.working_date(self.date_of(at), days)?;
        self.close_of(date).ok_or(NoAnswer::NeverOpens)
    }
}
