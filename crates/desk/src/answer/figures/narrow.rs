//! What a question narrows figures to: days, a station, a region.

use chrono::{NaiveDate, NaiveTime};
use proto::desk::FiguresQuery;
use types::{Instant, Span, StationId};

use crate::answer::names::Named;
use crate::model::OrderStory;

/// No zone is further from UTC.
const FURTHEST: Span = Span::hours(15);

/// The bounds of a question; what is missing does not narrow.
#[derive(Debug, Default)]
pub(super) struct Narrow {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    station: Option<StationId>,
    region: Option<String>,
}

impl Narrow {
    pub(super) fn of(query: &FiguresQuery) -> Self {
        Self {
            from: query.from,
            to: query.to,
            station: query.station.clone(),
            region: query.region.clone(),
        }
    }

    /// Whether it narrows nothing.
    pub(super) const fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.station.is_none() && self.region.is_none()
    }

    /// Whether it narrows by the day of a case.
    pub(super) const fn has_days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether a case of a station and a moment belongs to it.
    pub(super) fn fits(&self, at: Instant, station: Option<&StationId>, named: &Named<'_>) -> bool {
        self.fits_station(station, named) && self.fits_day(at, station, named)
    }

    pub(super) fn fits_station(&self, station: Option<&StationId>, named: &Named<'_>) -> bool {
        let region = || station.map(|id| named.region(id));
        self.station.as_ref().is_none_or(|wanted| station == Some(wanted))
            && (self.region.is_none() || self.region.as_deref() == region())
    }

    /// Whether a moment lies in the period, by the days of a station.
    pub(super) fn fits_day(&self, at: Instant, station: Option<&StationId>, named: &Named<'_>) -> bool {
        if let Some(fits) = self.fits_anywhere(at) {
            return fits;
        }
        let day = named.day(at, station);
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether a moment lies in the period wherever on earth that is asked; none near its ends, where zones decide.
    fn fits_anywhere(&self, at: Instant) -> Option<bool> {
        self.fits_all(&(at, at))
    }

    /// Whether every moment of a span lies in the period, or none of them; neither where some may.
    pub(super) fn fits_all(&self, (first, last): &(Instant, Instant)) -> Option<bool> {
        let midnight =
            |day: NaiveDate| Instant::from_seconds(day.and_time(NaiveTime::MIN).and_utc().timestamp());
        let begins = self.from.map(midnight);
        let ends = self.to.map(|day| midnight(day) + Span::days(1));
        if begins.is_some_and(|begins| *last < begins - FURTHEST)
            || ends.is_some_and(|ends| *first >= ends + FURTHEST)
        {
            return Some(false);
        }
        let after = begins.is_none_or(|begins| *first >= begins + FURTHEST);
        let before = ends.is_none_or(|ends| *last < ends - FURTHEST);
        (after && before).then_some(true)
    }

    /// Whether it narrows by days alone.
    pub(super) const fn has_only_days(&self) -> bool {
        self.station.is_none() && self.region.is_none()
    }

    /// Whether an order belongs to it: by its station, and by the day it was opened.
    pub(super) fn fits_order(&self, story: &OrderStory, named: &Named<'_>) -> bool {
        self.fits(story.facts.opened_at, story.facts.station.as_ref(), named)
    }
}
