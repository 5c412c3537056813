//! What dispatch decides, one file for each group of commands.

mod calls;
mod clocks;
mod engineers;
mod messages;
mod orders;
mod plans;
mod reports;
mod solutions;

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::Rejection;
use proto::dispatch::{DispatchCommand, DispatchEvent};
use sla::policy::Role;
use types::OrderNumber;

use crate::order::Order;
use crate::rejection::DispatchRejection;
use crate::state::State;

/// Events to be recorded, or the reason why not.
type Decision = Result<Vec<Draft<DispatchEvent>>, DispatchRejection>;

pub(crate) fn decide(
    state: &State,
    command: &DispatchCommand,
    context: &Context<'_>,
) -> Result<Vec<Draft<DispatchEvent>>, Rejection> {
    let decision = match command {
        DispatchCommand::RecordStationCall(command) => calls::record(state, command, context),
        DispatchCommand::SolveByPhone(command) => solutions::solve_by_phone(state, command, context),
        DispatchCommand::MakePlan(command) => plans::make_plan(state, command, context),
        DispatchCommand::ChangePlan(command) => plans::change_plan(state, command, context),
        DispatchCommand::PauseClock(command) => clocks::pause(state, command, context),
        DispatchCommand::ResumeClock(command) => clocks::resume(state, command, context),
        DispatchCommand::NoteOrder(command) => orders::note(state, command, context),
        DispatchCommand::DropOrder(command) => orders::drop_order(state, command, context),
        DispatchCommand::TakePlanMessage(command) => messages::take_plan(state, command, context),
        DispatchCommand::TakeSolutionMessage(command) => messages::take_solution(state, command, context),
        DispatchCommand::TakeReport(command) => reports::take_report(state, command, context),
    };
    decision.map_err(Rejection::from)
}

fn known<'s>(state: &'s State, order: &OrderNumber) -> Result<Cow<'s, Order>, DispatchRejection> {
    state
        .order(order)
        .ok_or_else(|| DispatchRejection::OrderUnknown { order: order.clone() })
}

fn refuse_over(order: &Order) -> Result<(), DispatchRejection> {
    match order.over_at() {
        Some(since) => Err(DispatchRejection::OrderOver {
            order: order.number.clone(),
            since,
        }),
        None => Ok(()),
    }
}

/// The order is in the hands of its station's manager or his deputy; hotline may enter it for him (ORD-6).
fn refuse_strangers(order: &Order, context: &Context<'_>) -> Result<(), DispatchRejection> {
    const FOR_ALL_STATIONS: [Role; 3] = [Role::Operator, Role::HotlineSupervisor, Role::Administrator];
    // Without a person it is the owner of the machine, or this service itself.
    let Some(person) = context.person() else {
        return Ok(());
    };
    let manages = order
        .station
        .as_ref()
        .is_some_and(|own| context.masters().manages(person, own, context.now));
    if manages || FOR_ALL_STATIONS.into_iter().any(|role| context.holds(role)) {
        return Ok(());
    }
    let (number, station) = (order.number.clone(), order.station.clone());
    Err(DispatchRejection::NotThisStation {
        order: number,
        station,
        person: person.clone(),
    })
}
