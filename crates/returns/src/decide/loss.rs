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
    let part = &*known_part(state, &command.tag)?;
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
            .map(|part| concerned(&part, context))
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
    let clocks = clocks::call_off(state, &lost.tag, "旧件已遗失", context);
    std::iter::once(Draft::of(lost)).chain(clocks).collect()
}

#[cfg(test)]
mod tests {
    use types::Fen;

    use super::*;
    use crate::testing::{Dealer, check_in, corrected, expecting, hear, lines, moment, person, tag};

    fn lost(deducted: Option<i64>) -> RecordLoss {
        RecordLoss {
            tag: tag(1),
            reason: "站内找不到".into(),
            answerable: vec![person("wu"), person("li")],
            deducted: deducted.map(Fen),
        }
    }

    #[test]
    fn a_lost_part_names_who_answers_for_it_and_later_what_was_deducted() {
        // rule: OLD-6
        let mut dealer = expecting(1, 1);
        dealer.when(check_in(tag(1))).taken();
        dealer.asleep_until(&moment("01-20 10:00"));
        let events = dealer.when(lost(None)).events();
        assert_eq!(
            lines(&events),
            ["lost 2600017-P1 by [wu, li]", "SLA-6 P1 cancelled"]
        );
        dealer.when(lost(None)).then_nothing();
        let completed = dealer.when(lost(Some(380_000))).events();
        assert_eq!(lines(&completed), ["lost 2600017-P1 by [wu, li]"]);
        assert_eq!(dealer.passes_until(&moment("02-28 10:00")), []);
    }

    #[test]
    fn what_cannot_be_lost_is_refused_and_says_why() {
        // rule: OLD-6
        let mut dealer = expecting(1, 1);
        let refused = |dealer: &mut Dealer, command: RecordLoss| dealer.when(command).0.unwrap_err().code;
        let nobody = RecordLoss {
            answerable: Vec::new(),
            ..lost(None)
        };
        assert_eq!(refused(&mut dealer, nobody), "OLD-6.answerable_required");
        let stranger = RecordLoss {
            answerable: vec![person("nobody")],
            ..lost(None)
        };
        assert_eq!(refused(&mut dealer, stranger), "OLD-6.answerable_unknown");
        let wordless = RecordLoss {
            reason: String::new(),
            ..lost(None)
        };
        assert_eq!(refused(&mut dealer, wordless), "OLD-6.reason_required");
        hear(&mut dealer, corrected(1, 0));
        assert_eq!(refused(&mut dealer, lost(None)), "OLD-6.not_to_lose");
    }
}
