//! Takes up what hotline says: a new order and its clocks, later changes, cancelling.

use decider::Context;
use proto::dispatch::{DropOrder, NoteOrder, OrderDropped, OrderNoted};
use proto::order::OrderFacts;
use sla::policy::ClockKind;

use super::{Decision, known};
use crate::order::Order;
use crate::sequel::Sequel;
use crate::state::State;

/// Notes an order; SLA-1 and SLA-2 run from its opening.
pub(super) fn note(state: &State, command: &NoteOrder, context: &Context<'_>) -> Decision {
    match state.order(&command.facts.order) {
        Some(order) => note_change(order, command, context),
        None => Ok(note_first(command, context).finish()),
    }
}

fn note_first<'a>(command: &NoteOrder, context: &'a Context<'a>) -> Sequel<'a> {
    let opened_at = command.facts.opened_at;
    let mut sequel = Sequel::of(&Order::noted(&command.facts), context);
    sequel.add(noted(command), opened_at);
    sequel.start_clock(ClockKind::FirstResponse, 1, opened_at, None);
    sequel.start_clock(ClockKind::Response36, 1, opened_at, None);
    sequel
}

fn note_change(order: &Order, command: &NoteOrder, context: &Context<'_>) -> Decision {
    if order.is_over() || order.facts.as_deref() == Some(&command.facts) {
        return Ok(Vec::new());
    }
    let reason = command.reason.clone().unwrap_or_else(|| "改派服务站".to_owned());
    let mut sequel = Sequel::of(order, context).because(reason);
    sequel.add(noted(command), context.now);
    // rule: ORD-38. Engineers already under way finish their visit; the next plan is the new station's.
    if other_station(order, &command.facts) && order.visit_under_way().is_none() {
        sequel.withdraw_plan();
    }
    Ok(sequel.finish())
}

fn other_station(order: &Order, facts: &OrderFacts) -> bool {
    order.station.is_some() && order.station != facts.station
}

fn noted(command: &NoteOrder) -> OrderNoted {
    OrderNoted {
        facts: command.facts.clone(),
        reason: command.reason.clone(),
    }
}

/// Stops every clock without breach, and calls the engineers back (ORD-17).
pub(super) fn drop_order(state: &State, command: &DropOrder, context: &Context<'_>) -> Decision {
    let order = known(state, &command.order)?;
    if order.dropped_at.is_some() {
        return Ok(Vec::new());
    }
    let DropOrder {
        order: number,
        at,
        reason,
    } = command.clone();
    let mut sequel = Sequel::of(order, context).because(reason.clone());
    // Before the order is over, while its plan still stands.
    sequel.withdraw_plan();
    sequel.add(
        OrderDropped {
            order: number,
            at,
            reason,
        },
        command.at,
    );
    Ok(sequel.finish())
}
