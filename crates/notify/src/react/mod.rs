//! What another service's record makes us tell, and whom.

mod claims;
mod clocks;
mod dispatch;
mod field;
mod hotline;
mod returns;

use decider::{Context, Foreign};
use proto::AnyEvent;
use proto::notify::NotifyCommand;
use sla::policy::Policy;

use crate::NotifyState;

/// The commands that follow from a record of another log. An order we never heard of asks for nothing.
pub(crate) fn react(state: &NotifyState, foreign: &Foreign, context: &Context<'_>) -> Vec<NotifyCommand> {
    match &foreign.event {
        AnyEvent::Hotline(event) => hotline::react(state, event, foreign, context),
        AnyEvent::Dispatch(event) => dispatch::react(state, event, foreign, context)
            .into_iter()
            .collect(),
        AnyEvent::Field(event) => field::react(state, event, foreign, context),
        AnyEvent::Claims(event) => claims::react(state, event, foreign, context)
            .into_iter()
            .collect(),
        AnyEvent::Returns(event) => returns::react(event, foreign, context).into_iter().collect(),
        AnyEvent::Directory(_) | AnyEvent::Notify(_) | AnyEvent::Common(_) => Vec::new(),
    }
}

/// Why a machine was left unrepaired, as people read it.
fn reason_name<'r>(policy: &'r Policy, code: &'r str) -> &'r str {
    let mut listed = policy.unrepaired_reasons().iter();
    listed
        .find(|listed| listed.reason.code == code)
        .map_or(code, |listed| listed.reason.name.zh.as_str())
}
