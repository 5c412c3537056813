//! A part is lost, and somebody answers for it (OLD-6).

use decider::{Context, Draft};
use proto::returns::{PartLost, PartState, RecordLoss, ReturnsEvent};
use sla::policy::Role;
use types::{PartTag, PersonId};

use super::{Decision, known_part, written};
use crate::clocks;
use crate::order::{HowEnded, Part};
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// Records that a part is lost, or completes what was recorded: the manufacturer's deduction comes later.
///
/// # Errors
/// `part.unknown`, `OLD-6.not_to_lose`, `OLD-6.reason_required`, `OLD-6.answerable_required`,
/// `OLD-6.answerable_unknown`.
pub(super) fn record(state: &State, command: &RecordLoss, context: &Context<'_>) -> Decision {
    let part = known_part(state, &command.tag)?;
    let reason = command.reason.trim();
    let already = matches!(&part.ending, Some(ending) if same(&ending.how, command, reason));
    if already {
        return Ok(Vec::new());
    }
    if matches!(
        part.state,
        PartState::Destroyed | PartState::Forwarded | PartState::NotExpected
    ) {
        let (tag, state) = (command.tag.clone(), part.state);
        return Err(ReturnsRejection::NotToLose { tag, state });
    }
    let reason = written(reason, ReturnsRejection::ReasonRequired { rule: "OLD-6" })?;
    // rule: OLD-6
    if command.answerable.is_empty() {
        return Err(ReturnsRejection::AnswerableRequired);
    }
    let stranger = |person: &&PersonId| context.masters().person(person).is_none();
    if let Some(person) = command.answerable.iter().find(stranger).cloned() {
        return Err(ReturnsRejection::AnswerableUnknown { person });
    }
    let lost = PartLost {
        tag: command.tag.clone(),
        reason,
        answerable: command.answerable.clone(),
        deducted: command.deducted,
        by: context.person().cloned(),
    };
    Ok(ended(state, lost, context))
}

fn same(how: &HowEnded, command: &RecordLoss, reason: &str) -> bool {
    matches!(how, HowEnded::Lost(lost)
        if lost.reason == reason && lost.answerable == command.answerable && lost.deducted == command.deducted)
}

/// A part that its consignment came without: engineer and station manager answer for it until somebody says otherwise.
pub(super) fn of_missing(
    state: &State,
    tag: &PartTag,
    reason: &str,
    context: &Context<'_>,
) -> Vec<Draft<ReturnsEvent>> {
    let lost = PartLost {
        tag: tag.clone(),
        reason: reason.to_owned(),
        answerable: state
            .part(tag)
            .map(|part| concerned(part, context))
            .unwrap_or_default(),
        deducted: None,
        by: context.person().cloned(),
    };
    ended(state, lost, context)
}

fn concerned(part: &Part, context: &Context<'_>) -> Vec<PersonId> {
    let managers = context
        .masters()
        .holders(Role::StationManager, part.station(), context.now);
    let managers = managers.into_iter().map(|person| person.id.clone());
    let mut people: Vec<PersonId> = part.label.engineer.iter().cloned().chain(managers).collect();
    people.dedup();
    people
}

/// Nobody waits any more for what is lost.
fn ended(state: &State, lost: PartLost, context: &Context<'_>) -> Vec<Draft<ReturnsEvent>> {
    let clocks = clocks::call_off(state, &lost.tag, "lost", context);
    std::iter::once(Draft::of(lost)).chain(clocks).collect()
}
