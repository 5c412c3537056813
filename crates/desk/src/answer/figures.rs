//! Counts over everything, and the rates with the cases behind them (KPI-1 to KPI-6, KPI-8).

mod cases;
mod claimed;
mod counts;
mod narrow;
mod repairs;
mod returned;
mod settled;

use std::collections::BTreeMap;

use proto::desk::{
    EngineerRate, Figure, FigureCase, FigureCases, FigureCasesQuery, FigureKind, Figures, FiguresQuery, Rate,
    StationRate,
};
use types::{Instant, PersonId, StationId};

use super::names::Named;
use super::{count, rows};
use crate::Model;
use crate::model::CaseKept;
use cases::{Case, cases_of};
use narrow::Narrow;

/// The counts and rates of what the question narrows them to.
pub(super) fn figures(model: &Model, query: &FiguresQuery, now: Instant) -> Figures {
    let named = Named(model);
    let narrow = Narrow::of(query);
    let by_station = settled::rates(&narrow, &named, now);
    let rates: Vec<Figure> = FigureKind::ALL
        .into_iter()
        .map(|kind| {
            let of_kind = by_station.iter().filter(|((of, _), _)| *of == kind);
            figure(
                kind,
                of_kind.map(|((_, station), rate)| (station.as_ref(), *rate)),
                &named,
            )
        })
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
fn figure<'s>(
    kind: FigureKind,
    by_station: impl Iterator<Item = (Option<&'s StationId>, Rate)>,
    named: &Named<'_>,
) -> Figure {
    let mut whole = Rate::default();
    let stations = by_station.map(|(station, rate)| {
        whole = whole.and(rate);
        StationRate {
            station: station.map(|id| named.station(id)),
            rate,
        }
    });
    let stations = stations.collect();
    Figure {
        figure: kind,
        id: kind.id().to_owned(),
        title: kind.title(),
        whole,
        stations,
    }
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
    let mut cases = settled::narrowed(query.figure, &narrow, &named, now);
    cases.retain(|case| query.engineer.is_none() || case.engineer == query.engineer);
    let engineers = by_engineer(&cases, &named);
    let rates = cases.iter().map(|case| Rate::of(case.met));
    let rate = rates.fold(Rate::default(), Rate::and);
    cases.retain(|case| query.met.is_none_or(|wanted| case.met == wanted));
    let total = count(cases.len());
    if query.limit != Some(0) {
        cases.sort_by(|a, b| (a.at, &a.order).cmp(&(b.at, &b.order)));
    }
    let shown = rows(cases, query.skip, query.limit).into_iter();
    FigureCases {
        figure: query.figure,
        id: query.figure.id().to_owned(),
        title: query.figure.title(),
        rate,
        engineers,
        cases: shown
            .filter_map(|kept| {
                let cases = cases_of(query.figure, model.orders.get(&kept.order)?, &named, now);
                Some(case_shown(cases.into_iter().nth(kept.nth)?, &named))
            })
            .collect(),
        total,
    }
}

/// The rate of each engineer, those with the most cases first.
fn by_engineer(cases: &[CaseKept], named: &Named<'_>) -> Vec<EngineerRate> {
    let mut engineers: BTreeMap<Option<&PersonId>, Rate> = BTreeMap::new();
    for case in cases {
        let sum = engineers.entry(case.engineer.as_ref()).or_default();
        *sum = sum.and(Rate::of(case.met));
    }
    let rates = engineers.into_iter().map(|(engineer, rate)| EngineerRate {
        engineer: engineer.map(|id| named.person(id)),
        rate,
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
