//! The manufacturer's decision, line by line, and another try of what he refused (CLM-8, CLM-16).

use std::collections::BTreeMap;

use decider::Context;
use proto::claims::{
    ClaimDecided, ClaimDrafted, ClaimLine, ClaimState, DecidedLine, Decision as Word, RecordDecision,
    ResubmitClaim,
};
use types::{Fen, Instant, Quantity};

use super::filing::numbered;
use super::{Decision, known, refuse_empty, refuse_future};
use crate::case::Case;
use crate::claim::Claim;
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Records what the manufacturer decided. A decision that was entered wrongly is recorded again, as long as nothing
/// followed from it (ORD-15).
pub(super) fn record_decision(state: &State, command: &RecordDecision, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let lines = by_line(&command.lines);
    let known_at = claim.decided.as_ref().map(|decided| decided.at);
    let at = command.at.or(known_at).unwrap_or(context.now);
    let same = claim
        .decided
        .as_ref()
        .is_some_and(|decided| decided.lines == lines && decided.at == at);
    let mut sequel = Sequel::of(case, state, context);
    if !same {
        refuse_undecidable(case, claim)?;
        refuse_unsound(claim, &command.lines)?;
        refuse_future(at, "CLM-16", context)?;
        refuse_before_submission(claim, at)?;
        sequel.add_of(decided(claim, lines, at, context), at);
    }
    if let Some(number) = &command.number {
        numbered(&mut sequel, claim, number.trim())?;
    }
    Ok(sequel.finish())
}

/// In the order of the lines, whatever order they were entered in.
fn by_line(lines: &[DecidedLine]) -> Vec<DecidedLine> {
    let mut sorted = lines.to_vec();
    sorted.sort_by_key(|line| line.line);
    sorted
}

fn decided(claim: &Claim, lines: Vec<DecidedLine>, at: Instant, context: &Context<'_>) -> ClaimDecided {
    let approved = lines.iter().fold(Fen(0), |sum, line| sum + line.approved);
    let decision = if approved == claim.total() {
        Word::Accepted
    } else if approved == Fen(0) {
        Word::Rejected
    } else {
        Word::PartlyAccepted
    };
    ClaimDecided {
        claim: claim.number.clone(),
        decision,
        lines,
        approved,
        at,
        by: context.person().cloned(),
    }
}

fn refuse_undecidable(case: &Case, claim: &Claim) -> Result<(), ClaimRejection> {
    let (number, state) = (claim.number.clone(), claim.state);
    match state {
        ClaimState::Submitted => Ok(()),
        ClaimState::Accepted | ClaimState::PartlyAccepted | ClaimState::Rejected
            if case.claims.last() == Some(claim) =>
        {
            Ok(())
        }
        _ if claim.decided.is_some() => Err(ClaimRejection::DecisionStands { claim: number }),
        _ => Err(ClaimRejection::NotSubmitted { claim: number, state }),
    }
}

/// Every claimed line once, none approved above its amount, and a reason for each cut.
fn refuse_unsound(claim: &Claim, lines: &[DecidedLine]) -> Result<(), ClaimRejection> {
    let claimed: BTreeMap<u16, &ClaimLine> = claim.lines.iter().map(|line| (line.line, line)).collect();
    let said: BTreeMap<u16, &DecidedLine> = lines.iter().map(|line| (line.line, line)).collect();
    if !said.keys().eq(claimed.keys()) || said.len() != lines.len() {
        let claimed = claimed.into_keys().collect();
        return Err(ClaimRejection::LinesIncomplete { claimed });
    }
    for (number, line) in claimed {
        let Some(said) = said.get(&number) else { continue };
        let amount = line.amount();
        if said.approved < Fen(0) || said.approved > amount {
            return Err(ClaimRejection::ApprovedOutOfRange { line: number, amount });
        }
        if said.approved < amount && said.reason.trim().is_empty() {
            return Err(ClaimRejection::CutWithoutReason { line: number });
        }
    }
    Ok(())
}

fn refuse_before_submission(claim: &Claim, at: Instant) -> Result<(), ClaimRejection> {
    match claim.submitted.as_ref().filter(|submitted| at < submitted.at) {
        None => Ok(()),
        Some(submitted) => Err(ClaimRejection::DecidedBeforeSubmission {
            at,
            submitted_at: submitted.at,
        }),
    }
}

/// Opens another try of what was refused: each cut line asks for the amount that was not approved.
pub(super) fn resubmit(state: &State, command: &ResubmitClaim, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let is_last = case.last_decided() == Some(claim);
    if is_last && case.unfiled().is_some() {
        return Ok(Vec::new());
    }
    let lines: Vec<ClaimLine> = claim
        .lines
        .iter()
        .filter_map(|line| refused(claim, line))
        .collect();
    let may = matches!(
        claim.state,
        ClaimState::Rejected | ClaimState::PartlyAccepted | ClaimState::Credited
    );
    let later_filed = case
        .claims
        .last()
        .is_some_and(|last| last.state == ClaimState::Submitted);
    if !may || !is_last || later_filed || lines.is_empty() {
        let (claim, state) = (claim.number.clone(), claim.state);
        return Err(ClaimRejection::NothingRefused { claim, state });
    }
    refuse_empty(&command.reason, "CLM-8")?;
    let order = command.claim.order.clone();
    let number = case.next_number().ok_or(ClaimRejection::TooManyTries { order })?;
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimDrafted {
        claim: number,
        kind: claim.kind,
        cover: claim.cover.clone(),
        lines,
        remarks: claim.remarks.clone(),
        reason: command.reason.clone(),
        by: context.person().cloned(),
    });
    Ok(sequel.finish())
}

fn refused(claim: &Claim, line: &ClaimLine) -> Option<ClaimLine> {
    let open = claim.open_amount(line);
    (open > Fen(0)).then(|| ClaimLine {
        quantity: Quantity::whole(1),
        price: open,
        ..line.clone()
    })
}
