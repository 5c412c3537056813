//! Which act ends which clock, read from what happened and not from the clock's own events (ORD-17, ORD-37, ORD-38).

use proto::dispatch::ClockId;
use sla::clock::{End, EndKind};
use sla::policy::ClockKind;
use types::Instant;

use crate::order::{Order, Plan, Visit};

/// What ended a clock: the earliest act that does, or that it was called off before any.
///
/// An act heard of late counts from when it was done, so an end can move when more is heard.
pub(crate) fn end_of(order: &Order, clock: &ClockId) -> Option<End> {
    let plan = order.plan(clock.run);
    let (done_at, called_off_at) = match clock.kind {
        ClockKind::FirstResponse => (first_reply(order), order.dropped_at),
        ClockKind::Response36 => (first_presence(order), order.dropped_at),
        ClockKind::PromisedDeparture => (departed(order, plan), no_longer_asked(order, plan)),
        ClockKind::PromisedArrival => (on_site(order, clock.run), order.over_for(clock.run)),
        // Claims, returns and field keep these.
        ClockKind::ClaimFiling
        | ClockKind::PartReturn
        | ClockKind::PartArrival
        | ClockKind::ReportEntered => return None,
    };
    match (done_at, called_off_at) {
        (Some(done), Some(off)) if off < done => Some(End {
            at: off,
            kind: EndKind::Cancelled,
        }),
        (Some(at), _) => Some(End {
            at,
            kind: EndKind::Met,
        }),
        (None, Some(at)) => Some(End {
            at,
            kind: EndKind::Cancelled,
        }),
        (None, None) => None,
    }
}

/// The station's reply: a plan or a phone solution (SLA-1).
///
/// Engineers under way without any plan are a reply in deed: what the clock asks for has been given, and no later plan
/// could give it better. So is what had been done before the order was taken over from a list.
fn first_reply(order: &Order) -> Option<Instant> {
    let plans = order.plans.iter().map(|plan| plan.at);
    let deeds = order.visits.values().filter_map(Visit::begun_at);
    let before = order.before.replied_at.into_iter().chain(order.before.arrived_at);
    plans.chain(deeds).chain(order.solutions()).chain(before).min()
}

/// Solved by phone, or at the machine for the first time (SLA-2, ORD-37).
fn first_presence(order: &Order) -> Option<Instant> {
    let visits = order.visits.values().filter_map(Visit::on_site_at);
    visits
        .chain(order.solutions())
        .chain(order.before.arrived_at)
        .min()
}

/// Whoever is heard on site without having reported departure had departed (SLA-3).
fn departed(order: &Order, plan: Option<&Plan>) -> Option<Instant> {
    order.visits.get(&plan?.visit)?.begun_at()
}

/// A changed or withdrawn plan promises nothing any more, nor does a plan of an order that is over (ORD-38).
fn no_longer_asked(order: &Order, plan: Option<&Plan>) -> Option<Instant> {
    let called_off = plan.and_then(|plan| plan.called_off_at);
    let over_at = plan.map_or_else(|| order.over_at(), |plan| order.over_for(plan.visit));
    called_off.into_iter().chain(over_at).min()
}

/// Whoever repairs the machine or leaves it had arrived (SLA-4).
fn on_site(order: &Order, visit: u32) -> Option<Instant> {
    order.visits.get(&visit)?.on_site_at()
}
