//! What a question narrows figures to: days, a station, a region.

use chrono::NaiveDate;
use proto::desk::FiguresQuery;
use types::{Instant, StationId};

use crate::answer::names::Named;
use crate::model::OrderStory;

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
        if !self.has_days() {
            return true;
        }
        let day = named.day(at, station);
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether an order belongs to it: by its station, and by the day it was opened.
    pub(super) fn fits_order(&self, story: &OrderStory, named: &Named<'_>) -> bool {
        self.fits(story.facts.opened_at, story.facts.station.as_ref(), named)
    }
}
