//! Money for one claim, and its end: credited, closed, written off (CLM-7 to CLM-9).

use decider::{Context, Draft};
use proto::claims::{
    ClaimClosed, ClaimCredited, ClaimState, ClaimWrittenOff, CloseClaim, RecordCredit, WriteOffClaim,
};
use types::Fen;

use super::{Decision, case_of, claim_in, refuse_empty};
use crate::rejection::ClaimRejection;
use crate::state::State;

/// Records money that came. What is not exactly the approved amount still to come needs an explanation.
pub(super) fn record_credit(state: &State, command: &RecordCredit, context: &Context<'_>) -> Decision {
    let case = case_of(state, &command.claim)?;
    let claim = claim_in(&case, &command.claim)?;
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
    let case = case_of(state, &command.claim)?;
    let claim = claim_in(&case, &command.claim)?;
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
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
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

#[cfg(test)]
mod tests {
    use proto::claims::{DecidedLine, RecordDecision, ResubmitClaim};

    use super::*;
    use crate::testing::{Dealer, claim, known, submitted};

    /// Decided: so much of the 640 yuan was approved.
    fn approved(amount: i64) -> Dealer {
        let mut dealer = submitted();
        let line = DecidedLine {
            line: 1,
            approved: Fen(amount),
            reason: "按工时定额".into(),
        };
        let decision = RecordDecision {
            claim: claim(),
            lines: vec![line],
            number: None,
            at: None,
        };
        dealer.when(decision).taken();
        dealer
    }

    fn credit(note: &str, amount: i64, explanation: &str) -> RecordCredit {
        RecordCredit {
            claim: claim(),
            credit_note: note.into(),
            amount: Fen(amount),
            explanation: explanation.into(),
        }
    }

    // rule: CLM-9
    #[test]
    fn money_that_is_not_what_was_approved_needs_an_explanation() {
        submitted()
            .when(credit("CN-1", 64_000, ""))
            .rejected("CLM-9.nothing_to_come");
        let mut dealer = approved(64_000);
        dealer
            .when(credit(" ", 64_000, ""))
            .rejected("CLM-9.credit_note_required");
        dealer
            .when(credit("CN-1", 0, ""))
            .rejected("CLM-9.amount_required");
        dealer
            .when(credit("CN-1", 40_000, ""))
            .rejected("CLM-9.explanation_required");
        dealer.when(credit("CN-1", 40_000, "分两次支付")).taken();
        dealer.when(credit("CN-1", 40_000, "分两次支付")).then_nothing();
        dealer
            .when(credit("CN-1", 24_000, ""))
            .rejected("CLM-9.credit_note_used");
        dealer.when(credit("CN-2", 24_000, "")).taken();
        let paid = known(&dealer, &claim());
        assert_eq!((paid.credited(), paid.state), (Fen(64_000), ClaimState::Credited));
    }

    // rule: CLM-7
    #[test]
    fn a_claim_is_closed_once_it_was_paid() {
        let mut dealer = approved(64_000);
        let close = || CloseClaim { claim: claim() };
        dealer.when(close()).rejected("CLM-7.not_paid");
        dealer.when(credit("CN-1", 64_000, "")).taken();
        assert_eq!(dealer.when(close()).kinds(), ["ClaimClosed"]);
        dealer.when(close()).then_nothing();
        dealer
            .when(credit("CN-2", 1, "多付"))
            .rejected("CLM-9.nothing_to_come");
    }

    // rule: CLM-8
    #[test]
    fn only_what_was_refused_as_a_whole_is_written_off_and_no_next_try_is_open() {
        let write_off = |reason: &str| WriteOffClaim {
            claim: claim(),
            reason: reason.into(),
        };
        approved(1)
            .when(write_off("无法再提交"))
            .rejected("CLM-8.not_rejected");
        let mut dealer = approved(0);
        dealer.when(write_off("")).rejected("CLM-8.reason_required");
        let resubmit = ResubmitClaim {
            claim: claim(),
            reason: "补照片".into(),
        };
        dealer.when(resubmit).taken();
        dealer
            .when(write_off("无法再提交"))
            .rejected("CLM-8.next_try_open");
        let drop = proto::claims::DropClaim {
            order: claim().order,
            reason: "无新证据".into(),
        };
        dealer.when(drop).taken();
        assert_eq!(dealer.when(write_off("无法再提交")).kinds(), ["ClaimWrittenOff"]);
        dealer.when(write_off("无法再提交")).then_nothing();
    }
}
