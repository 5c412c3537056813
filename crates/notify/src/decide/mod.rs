//! Decisions, one file for each group of commands.

mod attempt;
mod dead;
mod delivery;
mod queue;
mod send;

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::notify::{NotifyCommand, NotifyEvent};

pub(crate) use send::fire;

use crate::state::Message;
use crate::{NotifyRejection, NotifyState};

type Decided = Result<Vec<Draft<NotifyEvent>>, NotifyRejection>;

/// Decides a command.
///
/// # Errors
/// A [`NotifyRejection`]; what comes from feeds and from the edge is never refused.
pub(crate) fn decide(state: &NotifyState, command: &NotifyCommand, context: &Context<'_>) -> Decided {
    match command {
        NotifyCommand::TakeDeliveryReport(command) => delivery::take_delivery_report(state, command, context),
        NotifyCommand::DismissMessage(command) => dead::dismiss_message(state, command),
        NotifyCommand::ResendMessage(command) => dead::resend_message(state, command, context),
        NotifyCommand::QueueMessages(command) => Ok(queue::queue_messages(state, command, context)),
        NotifyCommand::NoteNotifyOrder(command) => Ok(queue::note_order(state, command)),
        NotifyCommand::StopPhone(command) => Ok(queue::stop_phone(state, command)),
        NotifyCommand::RecordSend(command) => Ok(send::record_send(state, command, context)),
    }
}

fn known<'a>(
    state: &'a NotifyState,
    message: &types::MessageId,
) -> Result<Cow<'a, Message>, NotifyRejection> {
    let unknown = || NotifyRejection::UnknownMessage {
        message: message.clone(),
    };
    state.messages.get(message).ok_or_else(unknown)
}
