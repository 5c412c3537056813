//! Counts over everything, and the rates with the cases behind them (KPI-1 to KPI-6, KPI-8).

mod cases;
mod claimed;
mod counts;
mod narrow;
mod repairs;
mod returned;
mod settled;

use std::borrow::Cow;
use std::collections::BTreeMap;

use proto::desk::{
    EngineerRate, Figure, FigureCase, FigureCases, FigureCasesQuery, FigureKind, Figures, FiguresQuery, Rate,
    StationRate,
};
use types::{PersonId, StationId};

use super::names::Named;
use super::standing::Standing;
use super::{rows, upto};
use crate::model::CaseKept;
use cases::{Case, cases_of};
use narrow::Narrow;

/// The counts and rates of what the question narrows them to.
pub(super) fn figures(standing: &Standing<'_>, query: &FiguresQuery) -> Figures {
    let named = standing.named();
    let narrow = Narrow::of(query);
    let all = settled::rates(&FigureKind::ALL, &narrow, standing);
    let rates: Vec<Figure> = FigureKind::ALL
        .into_iter()
        .map(|kind| {
            let of_kind = all.iter().filter(|((of, ..), _)| *of == kind);
            let by_station = summed(of_kind.map(|((_, station, _), rate)| (station.as_ref(), *rate)));
            figure(kind, by_station, &named)
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
        ..counts::counts(standing, &narrow)
    }
}

/// A figure over all and by station; the stations add up to the whole.
fn figure(kind: FigureKind, by_station: BTreeMap<Option<&StationId>, Rate>, named: &Named<'_>) -> Figure {
    let mut whole = Rate::default();
    let stations = by_station.into_iter().map(|(station, rate)| {
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
pub(super) fn figure_cases(standing: &Standing<'_>, query: &FigureCasesQuery) -> FigureCases {
    let narrow = Narrow::of(&FiguresQuery {
        from: query.from,
        to: query.to,
        station: query.station.clone(),
        region: query.region.clone(),
    });
    let sums = settled::rates(&[query.figure], &narrow, standing);
    let of_engineers = sums
        .iter()
        .map(|((.., engineer), rate)| (engineer.as_ref(), *rate));
    let wanted = query.engineer.as_ref();
    let engineers = summed(of_engineers.filter(|(engineer, _)| wanted.is_none() || *engineer == wanted));
    let rate = engineers.values().copied().fold(Rate::default(), Rate::and);
    let cases = match query.limit {
        Some(0) => Vec::new(),
        _ => earliest(settled::narrowed(query.figure, &narrow, standing), query),
    };
    FigureCases {
        figure: query.figure,
        id: query.figure.id().to_owned(),
        title: query.figure.title(),
        rate,
        engineers: by_engineer(engineers, &standing.named()),
        cases: cases
            .into_iter()
            .filter_map(|kept| {
                let (story, named) = standing.story(&kept.order)?;
                let cases = cases_of(query.figure, story, &named, standing.now);
                Some(case_shown(cases.into_iter().nth(kept.nth)?, &named))
            })
            .collect(),
        total: match query.met {
            None => rate.of,
            Some(true) => rate.met,
            Some(false) => rate.of - rate.met,
        },
    }
}

/// The cases that a page shows, by their time.
fn earliest<'a>(mut cases: Vec<Cow<'a, CaseKept>>, query: &FigureCasesQuery) -> Vec<Cow<'a, CaseKept>> {
    cases.retain(|case| {
        query
            .engineer
            .as_ref()
            .is_none_or(|wanted| case.engineer.as_ref() == Some(wanted))
            && query.met.is_none_or(|wanted| case.met == wanted)
    });
    let by_time =
        |a: &Cow<'_, CaseKept>, b: &Cow<'_, CaseKept>| (a.at, &a.order, a.nth).cmp(&(b.at, &b.order, b.nth));
    // Very many cases are not put in order to show fifty of them.
    let upto = upto(query.skip, query.limit);
    if upto < cases.len() {
        cases.select_nth_unstable_by(upto, by_time);
        cases.truncate(upto);
    }
    cases.sort_unstable_by(by_time);
    rows(cases, query.skip, query.limit)
}

/// Rates of one thing together.
fn summed<K: Ord>(rates: impl Iterator<Item = (K, Rate)>) -> BTreeMap<K, Rate> {
    rates.fold(BTreeMap::new(), |mut sums, (of, rate)| {
        let sum: &mut Rate = sums.entry(of).or_default();
        *sum = sum.and(rate);
        sums
    })
}

/// The rate of each engineer, those with the most cases first.
fn by_engineer(engineers: BTreeMap<Option<&PersonId>, Rate>, named: &Named<'_>) -> Vec<EngineerRate> {
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
