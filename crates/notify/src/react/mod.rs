//! What another service's record makes us tell, and whom.

mod dispatch;
mod field;
mod hotline;

use decider::{Context, Foreign};
use proto::AnyEvent;
use proto::notify::NotifyCommand;

use crate::NotifyState;

/// The commands that follow from a record of another log. An order we never heard of asks for nothing.
pub(crate) fn react(state: &NotifyState, foreign: &Foreign, context: &Context<'_>) -> Vec<NotifyCommand> {
    match &foreign.event {
        AnyEvent::Hotline(event) => hotline::react(state, event, foreign, context),
        AnyEvent::Dispatch(event) => dispatch::react(state, event, foreign, context)
            .into_iter()
            .collect(),
        AnyEvent::Field(event) => field::react(state, event, foreign, context).into_iter().collect(),
        AnyEvent::Directory(_) | AnyEvent::Notify(_) | AnyEvent::Common(_) => Vec::new(),
    }
}
