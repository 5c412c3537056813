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
use crate::model::{CaseKept, Lot, OrderStory, Rates, Settled, Stack, Sums};

/// Every case of a figure that fits.
pub(super) fn narrowed<'a>(
    kind: FigureKind,
    narrow: &Narrow,
    named: &Named<'a>,
    now: Instant,
) -> Vec<Cow<'a, CaseKept>> {
    let mut found = Vec::new();
    let fits = |case: &CaseKept| narrow.fits(case.at, case.station.as_ref(), named);
    for stack in named.0.lots.stacks() {
        let sums = stacked(stack, named, now);
        let lots = stack.lots().map(|lot| settled(lot, named, now));
        for settled in lots.filter(|lot| in_period(&lot.sums, narrow) != Some(false)) {
            let cases = settled.cases.get(&kind).into_iter().flatten();
            found.extend(cases.filter(|case| fits(case)).map(Cow::Borrowed));
        }
        for story in moving(sums, named) {
            let cases = in_short(kind, story, named, now).filter(fits);
            found.extend(cases.map(Cow::Owned));
        }
    }
    found
}

/// The rates of these figures, of the cases that fit.
pub(super) fn rates(kinds: &[FigureKind], narrow: &Narrow, named: &Named<'_>, now: Instant) -> Rates {
    let mut rates = Rates::new();
    for stack in named.0.lots.stacks() {
        let sums = stacked(stack, named, now);
        match in_period(sums, narrow) {
            Some(true) => add_sums(&mut rates, kinds, sums, narrow, named),
            Some(false) => {}
            None => {
                for lot in stack.lots() {
                    add_lot(&mut rates, kinds, settled(lot, named, now), narrow, named);
                }
            }
        }
        for story in moving(sums, named) {
            for kind in kinds {
                let cases: Vec<CaseKept> = in_short(*kind, story, named, now).collect();
                add_fitting(&mut rates, *kind, cases.iter(), narrow, named);
            }
        }
    }
    rates
}

fn add_lot(rates: &mut Rates, kinds: &[FigureKind], lot: &Settled, narrow: &Narrow, named: &Named<'_>) {
    match in_period(&lot.sums, narrow) {
        Some(true) => add_sums(rates, kinds, &lot.sums, narrow, named),
        Some(false) => {}
        None => {
            let wanted = lot.cases.iter().filter(|(kind, _)| kinds.contains(kind));
            for (kind, cases) in wanted {
                add_fitting(rates, *kind, cases.iter(), narrow, named);
            }
        }
    }
}

/// Adds what was added up already.
fn add_sums(rates: &mut Rates, kinds: &[FigureKind], sums: &Sums, narrow: &Narrow, named: &Named<'_>) {
    for (of, rate) in &sums.rates {
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
    let whole = |sums: &Sums| in_period(sums, narrow).filter(|whole| !whole || narrow.has_only_days());
    let add_whole = |figures: &mut Figures, sums: &Sums, whole: bool| {
        if whole {
            figures.add_orders(&sums.counts);
        }
        let others = moving(sums, named).filter(|story| narrow.fits_order(story, named));
        others.for_each(|story| counts::count_story(figures, story, named, now));
    };
    for stack in named.0.lots.stacks() {
        let sums = stacked(stack, named, now);
        if let Some(whole) = whole(sums) {
            add_whole(&mut figures, sums, whole);
            continue;
        }
        for lot in stack.lots() {
            let sums = &settled(lot, named, now).sums;
            if let Some(whole) = whole(sums) {
                add_whole(&mut figures, sums, whole);
                continue;
            }
            let stories = lot.orders.iter().filter_map(|number| named.0.orders.get(number));
            for story in stories.filter(|story| narrow.fits_order(story, named)) {
                counts::count_story(&mut figures, story, named, now);
            }
        }
    }
    figures
}

/// Whether everything that was added up belongs to the period, or nothing; neither where some of it may.
fn in_period(sums: &Sums, narrow: &Narrow) -> Option<bool> {
    match sums.span() {
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

fn stacked<'a>(stack: &'a Stack, named: &Named<'a>, now: Instant) -> &'a Sums {
    stack.sums(|stack| {
        let mut sums = Sums::default();
        for lot in stack.lots() {
            let of_lot = &settled(lot, named, now).sums;
            add_sums(
                &mut sums.rates,
                &FigureKind::ALL,
                of_lot,
                &Narrow::default(),
                named,
            );
            sums.counts.add_orders(&of_lot.counts);
            if let Some((first, last)) = of_lot.span() {
                sums.reach(*first);
                sums.reach(*last);
            }
            sums.moving.extend_from_slice(&of_lot.moving);
        }
        sums
    })
}

fn settled<'a>(lot: &'a Lot, named: &Named<'a>, now: Instant) -> &'a Settled {
    lot.settled(|orders| settle(orders, named, now))
}

fn moving<'a>(sums: &'a Sums, named: &Named<'a>) -> impl Iterator<Item = &'a OrderStory> {
    let model = named.0;
    sums.moving
        .iter()
        .filter_map(move |number| model.orders.get(number))
}

fn settle(orders: &[OrderNumber], named: &Named<'_>, now: Instant) -> Settled {
    let Settled { mut cases, mut sums } = Settled::default();
    let everything = Narrow::default();
    for story in orders.iter().filter_map(|number| named.0.orders.get(number)) {
        if moves(story, named, now) {
            sums.moving.push(story.facts.order.clone());
            continue;
        }
        counts::count_story(&mut sums.counts, story, named, now);
        sums.reach(story.facts.opened_at);
        for kind in FigureKind::ALL {
            let of_story: Vec<CaseKept> = in_short(kind, story, named, now).collect();
            add_fitting(&mut sums.rates, kind, of_story.iter(), &everything, named);
            for case in &of_story {
                sums.reach(case.at);
            }
            if !of_story.is_empty() {
                cases.entry(kind).or_default().extend(of_story);
            }
        }
    }
    Settled { cases, sums }
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
