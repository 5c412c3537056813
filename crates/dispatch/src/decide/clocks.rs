//! Pauses clocks and lets them run on (SLA-23).

use decider::Context;
use decider::clocks::Clock;
use proto::dispatch::{ClockPaused, ClockResumed, PauseClock, ResumeClock};
use sla::clock::Outcome;
use sla::policy::ClockKind;

use super::{Decision, known};
use crate::order::Order;
use crate::rejection::DispatchRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Pauses a running clock for a reason its policy version allows.
pub(super) fn pause(state: &State, command: &PauseClock, context: &Context<'_>) -> Decision {
    let order = known(state, &command.order)?;
    let clock = running(order, command.clock, context)?;
    if clock.is_paused() {
        return Ok(Vec::new());
    }
    let policy = clock.policy(&context.common.policies);
    if !policy.may_pause(command.clock, &command.reason) {
        let allowed = policy
            .clock(command.clock)
            .map(|clock| clock.pause_reasons.clone())
            .unwrap_or_default();
        let (kind, reason) = (command.clock, command.reason.clone());
        return Err(DispatchRejection::ReasonNotAllowed {
            kind,
            reason,
            allowed,
        });
    }
    let paused = ClockPaused {
        clock: clock.id.clone(),
        at: context.now,
        reason: command.reason.clone(),
    };
    let mut sequel = Sequel::of(order, context);
    sequel.add(paused, context.now);
    Ok(sequel.finish())
}

/// Lets a paused clock run on; its due time is later by the pause.
pub(super) fn resume(state: &State, command: &ResumeClock, context: &Context<'_>) -> Decision {
    let order = known(state, &command.order)?;
    let clock = running(order, command.clock, context)?;
    if !clock.is_paused() {
        return Ok(Vec::new());
    }
    let mut resumed = ClockResumed {
        clock: clock.id.clone(),
        at: context.now,
        due_at: None,
    };
    let mut after = clock.clone();
    after.evolve(&resumed.clone().into());
    resumed.due_at = after.due(&context.common.policies);
    let mut sequel = Sequel::of(order, context);
    sequel.add(resumed, context.now);
    Ok(sequel.finish())
}

/// The last clock of a kind, if it runs or is paused: one that ended or ran out does neither.
fn running<'o>(
    order: &'o Order,
    kind: ClockKind,
    context: &Context<'_>,
) -> Result<&'o Clock, DispatchRejection> {
    order
        .last_clock(kind)
        .filter(|clock| {
            let outcome = clock.outcome(&context.common.policies, context.now);
            clock.breach.is_none() && matches!(outcome, Outcome::Running | Outcome::Paused)
        })
        .ok_or_else(|| DispatchRejection::ClockNotRunning {
            order: order.number.clone(),
            kind,
        })
}
