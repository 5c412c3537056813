//! Takes up what engineers reported, and corrections of it (ORD-37, SMS-8): clocks end by it.

use decider::Context;
use proto::dispatch::{Progress, TakeReport, VisitProgressed};
use sla::policy::ClockKind;

use super::{Decision, known};
use crate::sequel::Sequel;
use crate::state::State;

/// Takes a report, at the time it says; the same report with another time is a correction.
///
/// A visit needs no plan: engineers also leave on a phone call. Reports of orders that are over are taken too, because
/// what was done in time may be heard of late (SLA-32).
pub(super) fn take_report(state: &State, command: &TakeReport, context: &Context<'_>) -> Decision {
    let order = known(state, &command.order)?;
    let (visit, at) = (command.visit, command.at);
    if order
        .visits
        .get(&visit)
        .is_some_and(|known| known.knows(&command.progress, at))
    {
        return Ok(Vec::new());
    }
    let mut sequel = Sequel::of(order, context).said_by(&command.by).because("已修复");
    if command.progress == Progress::Repaired && order.standing_plan().is_some_and(|plan| plan.visit != visit)
    {
        sequel.withdraw_plan();
    }
    let TakeReport {
        order: number,
        progress,
        by,
        ..
    } = command.clone();
    sequel.add(
        VisitProgressed {
            order: number,
            visit,
            progress,
            at,
            by,
        },
        at,
    );
    sequel.settle_clocks();
    if let Progress::Departed { eta: Some(eta) } = command.progress
        && sequel.order.over_at().is_none_or(|over_at| at < over_at)
    {
        sequel.start_clock(ClockKind::PromisedArrival, visit, at, Some(eta));
    }
    Ok(sequel.finish())
}
