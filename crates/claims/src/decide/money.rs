//! Money for one claim, and its end: credited, closed, written off (CLM-7 to CLM-9).

use decider::{Context, Draft};
use proto::claims::{
    ClaimClosed, ClaimCredited, ClaimState, ClaimWrittenOff, CloseClaim, RecordCredit, WriteOffClaim,
};
use types::Fen;

use super::{Decision, known, refuse_empty};
use crate::rejection::ClaimRejection;
use crate::state::State;

/// Records money that came. What is not exactly the approved amount still to come needs an explanation.
pub(super) fn record_credit(state: &State, command: &RecordCredit, context: &Context<'_>) -> Decision {
    let (_, claim) = known(state, &command.claim)?;
    let credit_note = command.credit_note.trim();
    let noted = claim.credits.iter().find(|credit| credit.note == credit_note);
    if noted.is_some_and(|credit| credit.amount == command.amount) {
        return Ok(Vec::new());
    }
    if claim.approved() <= Fen(0) || matches!(claim.state, ClaimState::Closed | ClaimState::WrittenOff) {
        let (claim, state) = (claim.number.clone(), claim.state);
        return Err(ClaimRejection::NothingToCome { claim, state });
    }
    if credit_note.is_empty() {
        return Err(ClaimRejection::CreditNoteRequired);
    }
    if let Some(credit) = noted {
        let (note, amount) = (credit.note.clone(), credit.amount);
        return Err(ClaimRejection::CreditNoteUsed { note, amount });
    }
    if command.amount <= Fen(0) {
        return Err(ClaimRejection::AmountRequired);
    }
    let to_come = claim.approved() - claim.credited();
    if command.amount != to_come && command.explanation.trim().is_empty() {
        return Err(ClaimRejection::ExplanationRequired { to_come });
    }
    Ok(vec![Draft::of(ClaimCredited {
        claim: command.claim.clone(),
        credit_note: credit_note.to_owned(),
        amount: command.amount,
        explanation: command.explanation.clone(),
        by: context.person().cloned(),
    })])
}

/// Closes a claim that was paid.
pub(super) fn close(state: &State, command: &CloseClaim, context: &Context<'_>) -> Decision {
    let (_, claim) = known(state, &command.claim)?;
    match claim.state {
        ClaimState::Closed => Ok(Vec::new()),
        ClaimState::Credited => Ok(vec![Draft::of(ClaimClosed {
            claim: command.claim.clone(),
            by: context.person().cloned(),
        })]),
        state => {
            let claim = claim.number.clone();
            Err(ClaimRejection::NotPaid { claim, state })
        }
    }
}

/// Gives up a claim that was refused as a whole.
pub(super) fn write_off(state: &State, command: &WriteOffClaim, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    if claim.state == ClaimState::WrittenOff {
        return Ok(Vec::new());
    }
    let next_try = case.unfiled().map(|claim| claim.number.clone());
    match (claim.state, next_try) {
        (ClaimState::Rejected, None) => {}
        (ClaimState::Rejected, Some(next_try)) => return Err(ClaimRejection::NextTryOpen { next_try }),
        (state, _) => {
            let claim = claim.number.clone();
            return Err(ClaimRejection::NotRejected { claim, state });
        }
    }
    refuse_empty(&command.reason, "CLM-8")?;
    Ok(vec![Draft::of(ClaimWrittenOff {
        claim: command.claim.clone(),
        reason: command.reason.clone(),
        by: context.person().cloned(),
    })])
}
