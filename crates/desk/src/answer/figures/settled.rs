//! What the figures are added up from: the cases of orders that rest are kept, those of the others are looked at anew.

use std::borrow::Cow;

use proto::desk::{FigureKind, Figures, Rate};
use proto::returns::PartState;
use types::{Instant, OrderNumber};

use super::cases::cases_of;
use super::counts;
use super::narrow::Narrow;
use crate::answer::names::Named;
use crate::answer::{claims, parts};
use crate::model::{CaseKept, Lot, OrderStory, Rates, Settled};

/// Every case of a figure that fits.
pub(super) fn narrowed<'a>(
    kind: FigureKind,
    narrow: &Narrow,
    named: &Named<'a>,
    now: Instant,
) -> Vec<Cow<'a, CaseKept>> {
    let mut found = Vec::new();
    let fits = |case: &CaseKept| narrow.fits(case.at, case.station.as_ref(), named);
    for lot in named.0.lots.iter() {
        let settled = settled(lot, named, now);
        if in_period(settled, narrow) != Some(false) {
            let cases = settled.cases.get(&kind).into_iter().flatten();
            found.extend(cases.filter(|case| fits(case)).map(Cow::Borrowed));
        }
        for story in moving(settled, named) {
            let cases = in_short(kind, story, named, now).filter(fits);
            found.extend(cases.map(Cow::Owned));
        }
    }
    found
}

/// The rates of these figures, of the cases that fit.
pub(super) fn rates(kinds: &[FigureKind], narrow: &Narrow, named: &Named<'_>, now: Instant) -> Rates {
    let mut rates = Rates::new();
    for lot in named.0.lots.iter() {
        let settled = settled(lot, named, now);
        match in_period(settled, narrow) {
            Some(true) => add_sums(&mut rates, kinds, settled, narrow, named),
            Some(false) => {}
            None => {
                let wanted = settled.cases.iter().filter(|(kind, _)| kinds.contains(kind));
                for (kind, cases) in wanted {
                    add_fitting(&mut rates, *kind, cases.iter(), narrow, named);
                }
            }
        }
        for story in moving(settled, named) {
            for kind in kinds {
                let cases: Vec<CaseKept> = in_short(*kind, story, named, now).collect();
                add_fitting(&mut rates, *kind, cases.iter(), narrow, named);
            }
        }
    }
    rates
}

/// Adds what a lot was added up to already.
fn add_sums(rates: &mut Rates, kinds: &[FigureKind], settled: &Settled, narrow: &Narrow, named: &Named<'_>) {
    for (of, rate) in &settled.rates {
        let (kind, station, _) = of;
        if kinds.contains(kind) && narrow.fits_station(station.as_ref(), named) {
            let sum = rates.entry(of.clone()).or_default();
            *sum = sum.and(*rate);
        }
    }
}

/// What every order counts for that fits, by its station and the day it was opened.
pub(super) fn counted(narrow: &Narrow, named: &Named<'_>, now: Instant) -> Figures {
    let mut figures = Figures::default();
    for lot in named.0.lots.iter() {
        let settled = settled(lot, named, now);
        let whole = in_period(settled, narrow).filter(|whole| !whole || narrow.has_only_days());
        if whole == Some(true) {
            figures.add_orders(&settled.counts);
        }
        let one_by_one = lot.orders.iter().filter(|_| whole.is_none());
        let stories = one_by_one.filter_map(|number| named.0.orders.get(number));
        let others = moving(settled, named).filter(|_| whole.is_some());
        for story in stories
            .chain(others)
            .filter(|story| narrow.fits_order(story, named))
        {
            counts::count_story(&mut figures, story, named, now);
        }
    }
    figures
}

/// Whether everything that a lot keeps belongs to the period, or nothing; neither where some of it may.
fn in_period(settled: &Settled, narrow: &Narrow) -> Option<bool> {
    match &settled.span {
        Some(span) if narrow.has_days() => narrow.fits_all(span),
        Some(_) | None => Some(true),
    }
}

fn add_fitting<'c>(
    rates: &mut Rates,
    kind: FigureKind,
    cases: impl Iterator<Item = &'c CaseKept>,
    narrow: &Narrow,
    named: &Named<'_>,
) {
    for case in cases.filter(|case| narrow.fits(case.at, case.station.as_ref(), named)) {
        let sum = rates
            .entry((kind, case.station.clone(), case.engineer.clone()))
            .or_default();
        *sum = sum.and(Rate::of(case.met));
    }
}

fn settled<'a>(lot: &'a Lot, named: &Named<'a>, now: Instant) -> &'a Settled {
    lot.settled(|orders| settle(orders, named, now))
}

fn moving<'a>(settled: &'a Settled, named: &Named<'a>) -> impl Iterator<Item = &'a OrderStory> {
    let model = named.0;
    settled
        .moving
        .iter()
        .filter_map(move |number| model.orders.get(number))
}

fn settle(orders: &[OrderNumber], named: &Named<'_>, now: Instant) -> Settled {
    let mut settled = Settled::default();
    let everything = Narrow::default();
    for story in orders.iter().filter_map(|number| named.0.orders.get(number)) {
        if moves(story, named, now) {
            settled.moving.push(story.facts.order.clone());
            continue;
        }
        counts::count_story(&mut settled.counts, story, named, now);
        settled.reach(story.facts.opened_at);
        for kind in FigureKind::ALL {
            let cases: Vec<CaseKept> = in_short(kind, story, named, now).collect();
            add_fitting(&mut settled.rates, kind, cases.iter(), &everything, named);
            for case in &cases {
                settled.reach(case.at);
            }
            if !cases.is_empty() {
                settled.cases.entry(kind).or_default().extend(cases);
            }
        }
    }
    settled
}

/// Whether an order counts otherwise later though nothing happens: a clock runs, a claim is still to be filed, a part
/// still to be shipped.
fn moves(story: &OrderStory, named: &Named<'_>, now: Instant) -> bool {
    let to_come = |due: Option<Instant>| due.is_some_and(|due| now <= due);
    let mut old_parts = story.parts.values();
    story.clocks.values().any(|kept| kept.clock.is_open())
        || to_come(claims::filing_due(story, named))
        || old_parts.any(|part| {
            let expected = part.state != PartState::NotExpected && part.shipped.is_none();
            expected && to_come(parts::return_due(part, story, named))
        })
}

fn in_short<'a>(
    kind: FigureKind,
    story: &'a OrderStory,
    named: &Named<'a>,
    now: Instant,
) -> impl Iterator<Item = CaseKept> {
    let cases = cases_of(kind, story, named, now).into_iter().enumerate();
    cases.map(|(nth, case)| CaseKept {
        order: case.order().clone(),
        nth,
        station: case.station.cloned(),
        engineer: case.story.answers_for_it().cloned(),
        met: case.met,
        at: case.at,
    })
}
