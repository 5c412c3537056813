//! Discrepancies of a consignment are cleared up, one by one (OLD-4).

use decider::{Context, Draft};
use proto::returns::{
    Discrepancy, DiscrepancyKind, DiscrepancyOutcome, DiscrepancySettled, PartState, ReturnsEvent,
    SettleDiscrepancy,
};
use sla::policy::ClockKind;
use types::PartTag;

use super::{Decision, known_consignment, loss, written};
use crate::clocks;
use crate::consignment::Consignment;
use crate::order::Part;
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Settles a discrepancy: explained, or, of what was missing, found or lost. What was lost can still be found.
///
/// # Errors
/// `consignment.unknown`, `OLD-4.not_received_yet`, `OLD-4.discrepancy_unknown`, `OLD-4.already_settled`,
/// `OLD-4.nothing_missing`, `OLD-4.reason_required`.
pub(super) fn settle(state: &State, command: &SettleDiscrepancy, context: &Context<'_>) -> Decision {
    let consignment = known_consignment(state, &command.consignment)?;
    let discrepancy = named(consignment, command)?;
    if let Some(settled) = consignment.settled.get(&command.number) {
        let (was, now) = (settled.outcome, command.outcome);
        if was == now {
            return Ok(Vec::new());
        }
        if (was, now) != (DiscrepancyOutcome::Lost, DiscrepancyOutcome::Found) {
            let number = command.number;
            return Err(ReturnsRejection::AlreadySettled { number, outcome: was });
        }
    }
    if command.outcome != DiscrepancyOutcome::Explained && discrepancy.kind != DiscrepancyKind::Missing {
        let (number, kind) = (command.number, discrepancy.kind);
        return Err(ReturnsRejection::NothingMissing { number, kind });
    }
    let settled = DiscrepancySettled {
        consignment: command.consignment.clone(),
        number: command.number,
        outcome: command.outcome,
        reason: written(
            &command.reason,
            ReturnsRejection::ReasonRequired { rule: "OLD-4" },
        )?,
        tag: discrepancy.tag.clone(),
        at: context.now,
        by: context.person().cloned(),
    };
    let sequel = sequel(state, &settled, context);
    Ok(std::iter::once(Draft::of(settled)).chain(sequel).collect())
}

fn named<'s>(
    consignment: &'s Consignment,
    command: &SettleDiscrepancy,
) -> Result<&'s Discrepancy, ReturnsRejection> {
    let id = || command.consignment.clone();
    if consignment.received.is_none() {
        return Err(ReturnsRejection::NotReceivedYet { consignment: id() });
    }
    let mut all = consignment.discrepancies().iter();
    all.find(|discrepancy| discrepancy.number == command.number)
        .ok_or_else(|| ReturnsRejection::DiscrepancyUnknown {
            consignment: id(),
            number: command.number,
        })
}

/// A part that is found arrives now; one that is lost has its end. Of a part that came in part only the rest is meant.
fn sequel(state: &State, settled: &DiscrepancySettled, context: &Context<'_>) -> Vec<Draft<ReturnsEvent>> {
    let in_state = |tag: &PartTag, states: &[PartState]| -> bool {
        state
            .part(tag)
            .is_some_and(|part: &Part| states.contains(&part.state))
    };
    let Some(tag) = &settled.tag else {
        return Vec::new();
    };
    match settled.outcome {
        // rule: SLA-7
        DiscrepancyOutcome::Found if in_state(tag, &[PartState::Missing, PartState::Lost]) => {
            clocks::meet(state, tag, ClockKind::PartArrival, settled.at, context)
        }
        // rule: OLD-6
        DiscrepancyOutcome::Lost if in_state(tag, &[PartState::Missing]) => {
            loss::of_missing(state, tag, &settled.reason, context)
        }
        DiscrepancyOutcome::Found | DiscrepancyOutcome::Lost | DiscrepancyOutcome::Explained => Vec::new(),
    }
}
