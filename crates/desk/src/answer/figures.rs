//! Counts over everything, and the rates with the cases behind them (KPI-1 to KPI-6, KPI-8).

mod cases;
mod claimed;
mod counts;
mod narrow;
mod repairs;
mod returned;

use std::collections::BTreeMap;

use proto::desk::{
    EngineerRate, Figure, FigureCase, FigureCases, FigureCasesQuery, FigureKind, Figures, FiguresQuery, Rate,
    StationRate,
};
use types::Instant;

use super::names::Named;
use super::{count, rows};
use crate::Model;
use cases::{Case, cases};
use narrow::Narrow;

/// The counts and rates of what the question narrows them to.
pub(super) fn figures(model: &Model, query: &FiguresQuery, now: Instant) -> Figures {
    let named = Named(model);
    let narrow = Narrow::of(query);
    let rates: Vec<Figure> = FigureKind::ALL
        .into_iter()
        .map(|kind| figure(kind, &narrow, &named, now))
        .collect();
    let whole = |kind| {
        let mut rates = rates.iter();
        rates
            .find(|figure| figure.figure == kind)
            .map(|figure| figure.whole)
            .unwrap_or_default()
    };
    Figures {
        first_response: whole(FigureKind::FirstResponse),
        response_36: whole(FigureKind::Response36),
        rates,
        ..counts::counts(model, &narrow, &named, now)
    }
}

/// A figure over all and by station; the stations add up to the whole.
fn figure(kind: FigureKind, narrow: &Narrow, named: &Named<'_>, now: Instant) -> Figure {
    let cases = narrowed(kind, narrow, named, now);
    let mut stations: BTreeMap<_, Vec<&Case<'_>>> = BTreeMap::new();
    for case in &cases {
        stations.entry(case.station).or_default().push(case);
    }
    let stations = stations.into_iter().map(|(station, cases)| StationRate {
        station: station.map(|id| named.station(id)),
        rate: rate(cases),
    });
    Figure {
        figure: kind,
        id: kind.id().to_owned(),
        title: kind.title(),
        whole: rate(&cases),
        stations: stations.collect(),
    }
}

fn narrowed<'a>(kind: FigureKind, narrow: &Narrow, named: &Named<'a>, now: Instant) -> Vec<Case<'a>> {
    let mut cases = cases(kind, named, now);
    cases.retain(|case| {
        narrow.fits_station(case.station, named) && narrow.fits_day(case.at, case.station, named)
    });
    cases
}

fn rate<'c, 'a: 'c>(cases: impl IntoIterator<Item = &'c Case<'a>>) -> Rate {
    cases.into_iter().fold(Rate::default(), |rate, case| Rate {
        met: rate.met + u64::from(case.met),
        of: rate.of + 1,
    })
}

/// The cases behind a figure, by their time.
pub(super) fn figure_cases(model: &Model, query: &FigureCasesQuery, now: Instant) -> FigureCases {
    let named = Named(model);
    let narrow = Narrow::of(&FiguresQuery {
        from: query.from,
        to: query.to,
        station: query.station.clone(),
        region: query.region.clone(),
    });
    let mut cases = narrowed(query.figure, &narrow, &named, now);
    cases.retain(|case| query.engineer.is_none() || case.engineer() == query.engineer.as_ref());
    let engineers = by_engineer(&cases, &named);
    let rate = rate(&cases);
    cases.retain(|case| query.met.is_none_or(|wanted| case.met == wanted));
    cases.sort_by(|a, b| (a.at, a.order()).cmp(&(b.at, b.order())));
    let total = count(cases.len());
    let shown = rows(cases, query.skip, query.limit).into_iter();
    FigureCases {
        figure: query.figure,
        id: query.figure.id().to_owned(),
        title: query.figure.title(),
        rate,
        engineers,
        cases: shown.map(|case| case_shown(case, &named)).collect(),
        total,
    }
}

/// The rate of each engineer, those with the most cases first.
fn by_engineer(cases: &[Case<'_>], named: &Named<'_>) -> Vec<EngineerRate> {
    let mut engineers: BTreeMap<_, Vec<&Case<'_>>> = BTreeMap::new();
    for case in cases {
        engineers.entry(case.engineer()).or_default().push(case);
    }
    let rates = engineers.into_iter().map(|(engineer, cases)| EngineerRate {
        engineer: engineer.map(|id| named.person(id)),
        rate: rate(cases),
    });
    let mut rates: Vec<EngineerRate> = rates.collect();
    rates.sort_by_key(|of| std::cmp::Reverse(of.rate.of));
    rates
}

fn case_shown(case: Case<'_>, named: &Named<'_>) -> FigureCase {
    let facts = &case.story.facts;
    FigureCase {
        order: facts.order.clone(),
        claim: case.claim,
        part: case.part,
        met: case.met,
        at: case.at,
        why: case.why,
        station: case.station.map(|id| named.station(id)),
        engineer: case.story.answers_for_it().map(|id| named.person(id)),
        machine: facts.machine.clone(),
        customer: facts.customer.as_ref().map(|id| named.customer(id)),
    }
}

#[cfg(test)]
mod tests;
