//! One figure: its months, its stations, and the cases behind it.

use std::collections::BTreeMap;

use askama::Template;
use chrono::{Datelike, Months, NaiveDate};
use chrono_tz::Tz;
use proto::desk::{Figure, FigureCase, FigureCases, FigureCasesQuery, FiguresQuery, Rate, StationRate};
use proto::directory::Station;
use types::Instant;

use super::chart::{Chart, Point, percent};
use super::filter::{Downloads, Filter, address};
use super::name;
use crate::board::ROWS;
use crate::texts::{FiguresTexts, LayoutTexts};
use crate::write::Moment;
use crate::{Frame, Unwritten};

/// How many months are drawn.
const MONTHS: u32 = 6;

/// How many engineers are drawn: as many as a station has, and more.
const ENGINEERS: usize = 30;

/// A month as a question names it: its first and its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The last six months, the one of `until` included; of `now` when nothing is said.
#[must_use]
pub fn months(until: Option<NaiveDate>, now: Instant, zone: Tz) -> Vec<Period> {
    let last = until.unwrap_or_else(|| now.local(zone).date_naive());
    let first_day = last.with_day(1).unwrap_or(last);
    let back = (0..MONTHS).rev();
    back.filter_map(|back| {
        let from = first_day.checked_sub_months(Months::new(back))?;
        let to = from.checked_add_months(Months::new(1))?.pred_opt()?;
        Some(Period { from, to })
    })
    .collect()
}

/// The rate of one month.
#[derive(Debug, Clone, Copy)]
pub struct MonthRate {
    pub period: Period,
    pub rate: Rate,
}

/// One figure with everything behind it.
#[derive(Debug)]
pub struct FigureView<'a> {
    pub figure: &'a Figure,
    pub months: &'a [MonthRate],
    pub cases: &'a FigureCases,
    pub query: &'a FigureCasesQuery,
    /// To choose from.
    pub stations: &'a [Station],
}

#[derive(Template)]
#[template(path = "figure.html")]
struct Page<'a> {
    frame: &'a Frame<'a>,
    layout: &'static LayoutTexts,
    g: &'static FiguresTexts,
    title: &'a str,
    id: &'a str,
    percent: Option<String>,
    back: String,
    filter: Filter<'a>,
    months: Chart,
    stations: Chart,
    engineers: Chart,
    /// How many engineers are not drawn.
    more_engineers: usize,
    /// The engineer whose cases alone are shown, and the way back to all.
    engineer: Option<(&'a str, String)>,
    cases: Vec<Case<'a>>,
    total: u64,
    newer: Option<String>,
    older: Option<String>,
    downloads: Downloads,
}

/// A case in a row.
struct Case<'a> {
    href: String,
    /// The order, or the try or the part of it that the case is about.
    number: String,
    met: bool,
    at: Moment,
    why: String,
    station: &'a str,
    engineer: &'a str,
    machine: &'a str,
    customer: &'a str,
}

impl<'a> FigureView<'a> {
    /// The page.
    ///
    /// # Errors
    /// [`Unwritten`].
    pub fn page(&self, frame: &'a Frame<'a>) -> Result<String, Unwritten> {
        let g = FiguresTexts::of(frame.language());
        let narrow = self.narrow();
        let skipped = self.query.skip.unwrap_or_default();
        let more = u64::from(skipped) + u64::from(ROWS) < self.cases.total;
        let page = Page {
            frame,
            layout: frame.layout(),
            g,
            title: frame.say(&self.figure.title),
            id: &self.figure.id,
            percent: self.rate().basis_points().map(percent),
            back: address("/figures", &narrow, &[]),
            filter: Filter {
                met: Some(self.query.met),
                ..Filter::of(&self.path(), &narrow, self.stations)
            },
            months: self.by_month(&narrow),
            stations: self.by_station(&narrow, g),
            engineers: self.by_engineer(&narrow, g),
            more_engineers: self.cases.engineers.len().saturating_sub(ENGINEERS),
            engineer: self.engineer(&narrow),
            cases: self
                .cases
                .cases
                .iter()
                .map(|case| shown(case, frame, g))
                .collect(),
            total: self.cases.total,
            newer: (skipped > 0).then(|| self.at(skipped.saturating_sub(ROWS))),
            older: more.then(|| self.at(skipped.saturating_add(ROWS))),
            downloads: self.downloads(frame),
        };
        Ok(page.render()?)
    }

    /// Of the engineer whose cases alone are shown, or of all.
    const fn rate(&self) -> Rate {
        if self.query.engineer.is_some() {
            self.cases.rate
        } else {
            self.figure.whole
        }
    }

    fn engineer(&self, narrow: &FiguresQuery) -> Option<(&'a str, String)> {
        let wanted = self.query.engineer.as_ref()?;
        let known = self.cases.engineers.iter().filter_map(|of| of.engineer.as_ref());
        let known = known.into_iter().find(|person| person.id == *wanted);
        let name = known.map_or(wanted.as_str(), |person| person.name.as_str());
        Some((name, address(&self.path(), narrow, &[])))
    }

    /// Each engineer with the way to their cases; those with the most cases.
    fn by_engineer(&self, narrow: &FiguresQuery, g: &FiguresTexts) -> Chart {
        let shown = self.cases.engineers.iter().take(ENGINEERS).map(|of| {
            let engineer = of.engineer.as_ref();
            let href =
                engineer.map(|person| address(&self.path(), narrow, &[("engineer", person.id.as_str())]));
            let name = engineer.map_or(g.nobody, |person| person.name.as_str());
            Point::of(name, href, of.rate)
        });
        Chart::of(shown.collect())
    }

    fn path(&self) -> String {
        format!("/figures/{}", name(self.figure.figure))
    }

    fn narrow(&self) -> FiguresQuery {
        FiguresQuery {
            from: self.query.from,
            to: self.query.to,
            station: self.query.station.clone(),
            region: self.query.region.clone(),
        }
    }

    /// What narrows the cases besides days and places.
    fn besides(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let met = self.query.met.map(|met| if met { "true" } else { "false" });
        let engineer = self.query.engineer.as_ref().map(|id| id.as_str());
        let pairs = [("met", met), ("engineer", engineer)];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// The page that leaves out so many cases.
    fn at(&self, skip: u32) -> String {
        let skip = (skip > 0).then(|| skip.to_string());
        let skip = skip.as_deref().map(|skip| ("skip", skip));
        let more: Vec<(&str, &str)> = self.besides().chain(skip).collect();
        address(&self.path(), &self.narrow(), &more)
    }

    fn downloads(&self, frame: &Frame<'_>) -> Downloads {
        let figure = name(self.figure.figure);
        let figure = [("figure", figure.as_str())].into_iter();
        let more: Vec<(&str, &str)> = figure.chain(self.besides()).collect();
        Downloads::of("/api/v1/figures/cases", &self.narrow(), &more, frame)
    }

    fn by_month(&self, narrow: &FiguresQuery) -> Chart {
        let points = self.months.iter().map(|month| {
            let wanted = FiguresQuery {
                from: Some(month.period.from),
                to: Some(month.period.to),
                ..narrow.clone()
            };
            let label = month.period.from.format("%Y-%m").to_string();
            Point::of(&label, Some(address(&self.path(), &wanted, &[])), month.rate)
        });
        Chart::of(points.collect())
    }

    /// Each region, and its stations beneath it.
    fn by_station(&self, narrow: &FiguresQuery, g: &FiguresTexts) -> Chart {
        let mut regions: BTreeMap<Option<&str>, Vec<&StationRate>> = BTreeMap::new();
        for of in &self.figure.stations {
            let region = of.station.as_ref().map(|station| station.region.as_str());
            regions.entry(region).or_default().push(of);
        }
        let mut points = Vec::new();
        for (region, stations) in regions {
            let whole = stations.iter().fold(Rate::default(), |sum, of| Rate {
                met: sum.met + of.rate.met,
                of: sum.of + of.rate.of,
            });
            let wanted = region.map(|region| FiguresQuery {
                region: Some(region.to_owned()),
                station: None,
                ..narrow.clone()
            });
            let href = wanted.map(|wanted| address(&self.path(), &wanted, &[]));
            points.push(Point::of(region.unwrap_or(g.no_station), href, whole));
            points.extend(stations.into_iter().filter_map(|of| self.station(of, narrow)));
        }
        Chart::of(points)
    }

    fn station(&self, of: &StationRate, narrow: &FiguresQuery) -> Option<Point> {
        let station = of.station.as_ref()?;
        let wanted = FiguresQuery {
            station: Some(station.id.clone()),
            region: None,
            ..narrow.clone()
        };
        let href = address(&self.path(), &wanted, &[]);
        Some(Point::of(&station.name, Some(href), of.rate).part())
    }
}

fn shown<'a>(case: &'a FigureCase, frame: &Frame<'_>, g: &'static FiguresTexts) -> Case<'a> {
    let claim = case.claim.as_ref().map(ToString::to_string);
    let part = case.part.as_ref().map(ToString::to_string);
    Case {
        href: format!("/orders/{}", case.order),
        number: part.or(claim).unwrap_or_else(|| case.order.to_string()),
        met: case.met,
        at: frame.moment(&case.at),
        why: frame.text(frame.say(&case.why)),
        station: case
            .station
            .as_ref()
            .map_or(g.no_station, |station| station.name.as_str()),
        engineer: case.engineer.as_ref().map_or("", |person| person.name.as_str()),
        machine: case.machine.as_ref().map_or("—", |machine| machine.as_str()),
        customer: case
            .customer
            .as_ref()
            .map_or("—", |customer| customer.name.as_str()),
    }
}
