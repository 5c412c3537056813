//! Repairs, deliveries and maintenance, and how customers took them (KPI-3, KPI-6, KPI-8).

use std::collections::BTreeMap;

use proto::desk::ClockState;
use proto::order::OrderType;
use sla::policy::ClockKind;
use types::{Instant, OrderNumber, Sentence};

use super::cases::{Case, counts, due};
use crate::answer::clock;
use crate::answer::names::Named;
use crate::model::{ClockStory, OrderStory};

/// Resolved failure orders, and whether a later order repeats them (KPI-3).
pub(super) fn first_time_fix<'a>(named: &Named<'a>) -> Vec<Case<'a>> {
    // rule: KPI-3
    let mut repeats: BTreeMap<&OrderNumber, &OrderNumber> = BTreeMap::new();
    for story in named.0.orders.values() {
        if let Some(earlier) = story.closing.repeats() {
            repeats.entry(earlier).or_insert(&story.facts.order);
        }
    }
    let failures = named.0.orders.values();
    let failures = failures.filter(|story| story.facts.order_type == OrderType::FailureRepair);
    failures
        .filter_map(|story| {
            let repeat = repeats.get(&story.facts.order);
            let why = repeat.map_or_else(
                || Sentence::new("一次修复", "fixed the first time"),
                |later| Sentence::new(format!("工单 {later} 返修"), format!("repeated by order {later}")),
            );
            Some(Case::of(story, repeat.is_none(), story.resolved_at?, why))
        })
        .collect()
}

/// Orders of delivery, pre-delivery, arrival inspection and periodic maintenance that are due (KPI-6).
pub(super) fn maintenance<'a>(
    named: &Named<'a>,
    now: Instant,
    met: fn(ClockState, &OrderStory) -> bool,
) -> Vec<Case<'a>> {
    // rule: KPI-6
    let wanted = |story: &&OrderStory| {
        matches!(
            story.facts.order_type,
            OrderType::PeriodicMaintenance
                | OrderType::ArrivalInspection
                | OrderType::PreDelivery
                | OrderType::Delivery
        )
    };
    let orders = named.0.orders.values().filter(wanted);
    orders
        .filter_map(|story| {
            let (kept, state) = promise(story, named, now)?;
            counts(state)?;
            let met = met(state, story);
            let step = story.step.title();
            let why = Sentence::new(
                format!("{}，{}", state.title().zh, step.zh),
                format!("{}, {}", state.title().en, step.en),
            );
            Some(Case::of(story, met, due(story, kept, named), why))
        })
        .collect()
}

/// The clock that says when it was to be begun: that of the last promise, else the limit for every order.
fn promise<'a>(
    story: &'a OrderStory,
    named: &Named<'_>,
    now: Instant,
) -> Option<(&'a ClockStory, ClockState)> {
    let state = |kept: &'a ClockStory| (kept, clock::state(kept, &named.0.common.policies, now));
    let kind = ClockKind::PromisedDeparture;
    let promises = story.clocks.range((kind, 0)..=(kind, u32::MAX)).rev();
    let mut promises = promises.map(|(_, kept)| state(kept));
    promises
        .find(|(_, state)| *state != ClockState::Cancelled)
        .or_else(|| story.last_clock(ClockKind::Response36).map(state))
}

/// Resolved orders, and whether their customers were reached (KPI-8, ORD-13).
pub(super) fn call_back<'a>(named: &Named<'a>) -> Vec<Case<'a>> {
    // rule: KPI-8
    let orders = named.0.orders.values();
    orders
        .filter_map(|story| {
            let reached = story.closing.reached().is_some();
            let why = if reached {
                Sentence::new("已回访", "called back")
            } else {
                Sentence::new("未回访", "not called back")
            };
            Some(Case::of(story, reached, story.resolved_at?, why))
        })
        .collect()
}

/// Resolved orders whose customers were reached, and whether they were satisfied (KPI-8).
pub(super) fn satisfaction<'a>(named: &Named<'a>) -> Vec<Case<'a>> {
    let orders = named.0.orders.values();
    orders
        .filter_map(|story| {
            let (called, _) = story.closing.reached()?;
            let satisfied = called.satisfied?;
            let why = if satisfied {
                Sentence::new("满意", "satisfied")
            } else {
                let words = called.words.as_ref().map(ToString::to_string).unwrap_or_default();
                Sentence::new(format!("不满意：{words}"), format!("not satisfied: {words}"))
            };
            Some(Case::of(story, satisfied, story.resolved_at?, why))
        })
        .collect()
}
