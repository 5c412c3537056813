//! Repairs, deliveries and maintenance, and how customers took them (KPI-3, KPI-6, KPI-8).

use proto::desk::ClockState;
use proto::order::OrderType;
use sla::policy::ClockKind;
use types::{Instant, Sentence};

use super::cases::{Case, counts, due};
use crate::answer::clock;
use crate::answer::names::Named;
use crate::model::{ClockStory, OrderStory};

/// A resolved failure order, and whether a later order repeats it (KPI-3).
pub(super) fn first_time_fix<'a>(story: &'a OrderStory, named: &Named<'_>) -> Option<Case<'a>> {
    // rule: KPI-3
    if story.facts.order_type != OrderType::FailureRepair {
        return None;
    }
    let repeat = named.model.repeat_of(&story.facts.order);
    let why = repeat.map_or_else(
        || Sentence::new("一次修复", "fixed the first time"),
        |later| Sentence::new(format!("工单 {later} 返修"), format!("repeated by order {later}")),
    );
    Some(Case::of(story, repeat.is_none(), story.resolved_at?, why))
}

/// An order of delivery, pre-delivery, arrival inspection or periodic maintenance that is due (KPI-6).
pub(super) fn maintenance<'a>(
    story: &'a OrderStory,
    named: &Named<'_>,
    now: Instant,
    met: fn(ClockState, &OrderStory) -> bool,
) -> Option<Case<'a>> {
    // rule: KPI-6
    let wanted = matches!(
        story.facts.order_type,
        OrderType::PeriodicMaintenance
            | OrderType::ArrivalInspection
            | OrderType::PreDelivery
            | OrderType::Delivery
    );
    let (kept, state) = wanted.then(|| promise(story, named, now))??;
    counts(state)?;
    let met = met(state, story);
    let step = story.step.title();
    let why = Sentence::new(
        format!("{}，{}", state.title().zh, step.zh),
        format!("{}, {}", state.title().en, step.en),
    );
    Some(Case::of(story, met, due(story, kept, named), why))
}

/// The clock that says when it was to be begun: that of the last promise, else the limit for every order.
fn promise<'a>(
    story: &'a OrderStory,
    named: &Named<'_>,
    now: Instant,
) -> Option<(&'a ClockStory, ClockState)> {
    let state = |kept: &'a ClockStory| (kept, clock::state(kept, &named.common.policies, now));
    let kind = ClockKind::PromisedDeparture;
    let promises = story.clocks.range((kind, 0)..=(kind, u32::MAX)).rev();
    let mut promises = promises.map(|(_, kept)| state(kept));
    promises
        .find(|(_, state)| *state != ClockState::Cancelled)
        .or_else(|| story.last_clock(ClockKind::Response36).map(state))
}

/// A resolved order, and whether its customer was reached (KPI-8, ORD-13).
pub(super) fn call_back(story: &OrderStory) -> Option<Case<'_>> {
    // rule: KPI-8
    let reached = story.closing.reached().is_some();
    let why = if reached {
        Sentence::new("已回访", "called back")
    } else {
        Sentence::new("未回访", "not called back")
    };
    Some(Case::of(story, reached, story.resolved_at?, why))
}

/// A resolved order whose customer was reached, and whether they were satisfied (KPI-8).
pub(super) fn satisfaction(story: &OrderStory) -> Option<Case<'_>> {
    let (called, _) = story.closing.reached()?;
    let satisfied = called.satisfied?;
    let why = if satisfied {
        Sentence::new("满意", "satisfied")
    } else {
        let words = called.words.as_ref().map(ToString::to_string).unwrap_or_default();
        Sentence::new(format!("不满意：{words}"), format!("not satisfied: {words}"))
    };
    Some(Case::of(story, satisfied, story.resolved_at?, why))
}
