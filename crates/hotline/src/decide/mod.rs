//! Decides hotline's commands, one function for each.

mod call_back;
mod calls;
mod cancel;
mod close;
mod correct;
mod follow_ups;
#[cfg(test)]
pub(crate) mod given;
mod machine;
mod open;
mod opening;
mod papers;
mod repeat;
mod step;
mod take_over;
mod unrepaired;

use std::borrow::Cow;

use decider::{Context, Draft, Masters};
use proto::directory::Machine;
use proto::hotline::{HotlineCommand, HotlineEvent};
use sla::policy::Role;
use types::{Instant, MachineSerial, OrderNumber, Personal};

use crate::{Order, OrderRejection, State};

type Decided = Result<Vec<Draft<HotlineEvent>>, OrderRejection>;

pub(crate) fn decide(state: &State, command: &HotlineCommand, context: &Context<'_>) -> Decided {
    match command {
        HotlineCommand::OpenOrder(command) => open::open_order(state, command, context),
        HotlineCommand::AttachCall(command) => calls::attach_call(state, command, context),
        HotlineCommand::IdentifyMachine(command) => machine::identify_machine(state, command, context),
        HotlineCommand::GiveStation(command) => machine::give_station(state, command, context),
        HotlineCommand::CorrectOrder(command) => correct::correct_order(state, command, context),
        HotlineCommand::ReportMachineState(command) => machine::report_machine_state(state, command, context),
        HotlineCommand::CancelOrder(command) => cancel::cancel_order(state, command, context),
        HotlineCommand::AddNote(command) => follow_ups::add_note(state, command, context),
        HotlineCommand::SetFollowUp(command) => follow_ups::set_follow_up(state, command, context),
        HotlineCommand::CompleteFollowUp(command) => follow_ups::complete_follow_up(state, command, context),
        HotlineCommand::RecordUrging(command) => unrepaired::record_urging(state, command, context),
        HotlineCommand::RecordCallBack(command) => call_back::record_call_back(state, command, context),
        HotlineCommand::ConfirmUnrepaired(command) => unrepaired::confirm_unrepaired(state, command, context),
        HotlineCommand::ReviewPapers(command) => papers::review_papers(state, command, context),
        HotlineCommand::CloseOrder(command) => close::close_order(state, command, context),
        HotlineCommand::ReopenOrder(command) => close::reopen_order(state, command, context),
        HotlineCommand::JudgeRepeat(command) => repeat::judge_repeat(state, command, context),
        HotlineCommand::StageOrders(command) => take_over::stage_orders(state, command, context),
        HotlineCommand::ApplyOrders(command) => take_over::apply_orders(state, command, context),
        HotlineCommand::ReachStep(command) => step::reach_step(state, command),
        HotlineCommand::NoteReport(command) => papers::note_report(state, command),
    }
}

/// The machine of the directory that a said serial means; letter case does not count.
pub(crate) fn known_machine<'a>(masters: &'a Masters, said: &MachineSerial) -> Option<&'a Machine> {
    let upper = || MachineSerial::new(said.as_str().to_uppercase()).ok();
    masters.machine(said).or_else(|| masters.machine(&upper()?))
}

/// The order a command names, when its sender may act on it: one who is a station manager and nothing wider
/// only on orders of stations they manage.
fn order_for<'a>(
    state: &'a State,
    number: &OrderNumber,
    context: &Context<'_>,
) -> Result<Cow<'a, Order>, OrderRejection> {
    let order = state
        .order(number)
        .ok_or_else(|| OrderRejection::UnknownOrder(number.clone()))?;
    let Some(person) = context.person() else {
        return Ok(order);
    };
    let roles = context.masters().roles_at(person, context.now);
    let only_a_station = roles.contains(&Role::StationManager)
        && roles
            .iter()
            .all(|role| matches!(role, Role::StationManager | Role::FieldEngineer));
    let station = order.facts.station.as_ref();
    let theirs = station.is_some_and(|station| context.masters().manages(person, station, context.now));
    if only_a_station && !theirs {
        return Err(OrderRejection::OtherStation {
            order: number.clone(),
            station: station.cloned(),
        });
    }
    Ok(order)
}

fn still_open(order: &Order) -> Result<(), OrderRejection> {
    if order.has_ended() {
        return Err(OrderRejection::AlreadyEnded {
            order: order.facts.order.clone(),
            step: order.standing.step,
        });
    }
    Ok(())
}

/// When a call came: now unless said otherwise. A clock that is a little fast is forgiven, not believed.
fn time_of_call(said: Option<Instant>, context: &Context<'_>) -> Result<Instant, OrderRejection> {
    let called_at = said.unwrap_or(context.now);
    // rule: ORD-1
    if called_at > context.now + context.policy().sms().future_tolerance {
        return Err(OrderRejection::CallInFuture {
            called_at,
            now: context.now,
        });
    }
    Ok(called_at.min(context.now))
}

/// Whether a text says anything; a sealed one once did.
fn spoken(text: &Personal<String>) -> bool {
    text.open().is_none_or(|text| !text.trim().is_empty())
}

/// A text somebody may leave empty, without the spaces around it.
fn filled(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
