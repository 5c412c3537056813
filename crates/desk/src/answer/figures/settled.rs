//! What the figures are added up from: the cases of orders that rest are kept, those of the others are looked at anew.

use std::borrow::Cow;

use proto::desk::{FigureKind, Figures, Rate};
use proto::returns::PartState;
use types::{Instant, OrderNumber};

use super::cases::cases_of;
use super::counts;
use super::narrow::Narrow;
use crate::answer::names::Named;
use crate::answer::standing::Standing;
use crate::answer::{claims, parts};
use crate::model::{CaseKept, Lot, OrderStory, Rates, Settled, Stack, Sums};

/// Every case of a figure that fits.
pub(super) fn narrowed<'a>(
    kind: FigureKind,
    narrow: &Narrow,
    standing: &Standing<'a>,
) -> Vec<Cow<'a, CaseKept>> {
    let mut found = Vec::new();
    let of_now = standing.named();
    let fits = |case: &CaseKept| narrow.fits(case.at, case.station.as_ref(), &of_now);
    for pieces in pieces(standing) {
        let lots = pieces.lots.iter().map(|(_, settled)| *settled);
        for settled in lots.filter(|lot| in_period(&lot.sums, narrow) != Some(false)) {
            let cases = settled.cases.get(&kind).into_iter().flatten();
            found.extend(cases.filter(|case| fits(case)).map(Cow::Borrowed));
        }
        for (story, named) in pieces.stories(standing) {
            let cases = in_short(kind, story, &named, standing.now).filter(fits);
            found.extend(cases.map(Cow::Owned));
        }
    }
    found
}

/// The rates of these figures, of the cases that fit.
pub(super) fn rates(kinds: &[FigureKind], narrow: &Narrow, standing: &Standing<'_>) -> Rates {
    let mut rates = Rates::new();
    let of_now = standing.named();
    for pieces in pieces(standing) {
        let whole = pieces
            .sums
            .and_then(|sums| Some((sums, in_period(sums, narrow)?)));
        match whole {
            Some((sums, true)) => add_sums(&mut rates, kinds, sums, narrow, &of_now),
            Some((_, false)) => {}
            None => {
                for (_, lot) in &pieces.lots {
                    add_lot(&mut rates, kinds, lot, narrow, &of_now);
                }
            }
        }
        for (story, named) in pieces.stories(standing) {
            for kind in kinds {
                let cases: Vec<CaseKept> = in_short(*kind, story, &named, standing.now).collect();
                add_fitting(&mut rates, *kind, cases.iter(), narrow, &named);
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
pub(super) fn counted(narrow: &Narrow, standing: &Standing<'_>) -> Figures {
    let mut figures = Figures::default();
    let whole = |sums: &Sums| in_period(sums, narrow).filter(|whole| !whole || narrow.has_only_days());
    let count_one = |figures: &mut Figures, (story, named): (&OrderStory, Named<'_>)| {
        if narrow.fits_order(story, &named) {
            counts::count_story(figures, story, &named, standing.now);
        }
    };
    for pieces in pieces(standing) {
        match pieces.sums.and_then(|sums| Some((sums, whole(sums)?))) {
            Some((sums, true)) => figures.add_orders(&sums.counts),
            Some((_, false)) => {}
            None => {
                for (lot, settled) in &pieces.lots {
                    match whole(&settled.sums) {
                        Some(true) => figures.add_orders(&settled.sums.counts),
                        Some(false) => {}
                        None => resting(lot, settled)
                            .filter_map(|number| standing.story(number))
                            .for_each(|story| count_one(&mut figures, story)),
                    }
                }
            }
        }
        for story in pieces.stories(standing) {
            count_one(&mut figures, story);
        }
    }
    figures
}

/// The orders of a lot that are added up in it.
fn resting<'a>(lot: &'a Lot, settled: &'a Settled) -> impl Iterator<Item = &'a OrderNumber> {
    // They stand in the same order in both.
    let mut moving = settled.sums.moving.iter().peekable();
    let orders = lot.orders.iter();
    orders.filter(move |number| moving.next_if_eq(number).is_none())
}

/// What a stack comes to, as far as it is kept and counts so at the moment in question.
struct Pieces<'a> {
    /// Of all lots together.
    sums: Option<&'a Sums>,
    lots: Vec<(&'a Lot, &'a Settled)>,
    /// The orders that are in none of the others.
    single: Vec<&'a OrderNumber>,
}

impl<'a> Pieces<'a> {
    fn stories(&self, standing: &Standing<'a>) -> impl Iterator<Item = (&'a OrderStory, Named<'a>)> {
        let single = self.single.iter();
        single.filter_map(|number| standing.story(number))
    }
}

fn pieces<'a>(standing: &Standing<'a>) -> impl Iterator<Item = Pieces<'a>> {
    let stacks = standing.named().model.lots.stacks();
    stacks.map(|stack| {
        let (mut lots, mut single) = (Vec::new(), Vec::new());
        for lot in stack.lots() {
            let stands = standing.stands(lot.changed_at()).then(|| settled(lot, standing));
            if let Some(settled) = stands.filter(|settled| settled.sums.holds_at(standing.now)) {
                lots.push((lot, settled));
                single.extend(&settled.sums.moving);
            } else {
                single.extend(&lot.orders);
            }
        }
        let stands = standing
            .stands(stack.changed_at())
            .then(|| stacked(stack, standing));
        let sums = stands.filter(|sums| sums.holds_at(standing.now));
        Pieces { sums, lots, single }
    })
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

fn stacked<'a>(stack: &'a Stack, standing: &Standing<'a>) -> &'a Sums {
    stack.sums(|stack| {
        let mut sums = Sums::default();
        for lot in stack.lots() {
            let of_lot = &settled(lot, standing).sums;
            let everything = Narrow::default();
            add_sums(
                &mut sums.rates,
                &FigureKind::ALL,
                of_lot,
                &everything,
                &standing.named(),
            );
            sums.add_orders(of_lot);
        }
        sums
    })
}

fn settled<'a>(lot: &'a Lot, standing: &Standing<'a>) -> &'a Settled {
    lot.settled(|orders| settle(orders, &standing.named(), standing.kept_as_of()))
}

fn settle(orders: &[OrderNumber], named: &Named<'_>, now: Instant) -> Settled {
    let Settled { mut cases, mut sums } = Settled::default();
    let everything = Narrow::default();
    for story in orders.iter().filter_map(|number| named.model.orders.get(number)) {
        let ahead = days_ahead(story, named).max();
        if story.clocks.values().any(|kept| kept.clock.is_open()) || ahead.is_some_and(|day| now <= day) {
            sums.moving.push(story.facts.order.clone());
            continue;
        }
        sums.counts_after(ahead);
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

/// The days from which on an order counts otherwise though nothing happens: a claim is to be filed by then, a part to be
/// shipped.
fn days_ahead(story: &OrderStory, named: &Named<'_>) -> impl Iterator<Item = Instant> {
    let expected = story
        .parts
        .values()
        .filter(|part| part.state != PartState::NotExpected && part.shipped.is_none());
    let shipped_by = expected.filter_map(|part| parts::return_due(part, story, named));
    claims::filing_due(story, named).into_iter().chain(shipped_by)
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
