//! Looking at a claim, submitting it, and the manufacturer's number (CLM-5 to CLM-7, SLA-5).

use decider::{Context, Draft};
use proto::claims::{
    ClaimLookedAt, ClaimNumbered, ClaimState, ClaimSubmitted, LookAtClaim, RecordManufacturerNumber,
    SubmitClaim,
};
use types::{ClaimNumber, Hash, Instant, Span};

use super::{Decision, known, refuse_filed, refuse_future};
use crate::case::Case;
use crate::claim::{Claim, Package};
use crate::lacks::Lacks;
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// How long after it was handed in a claim may still be entered with that time: by the end of the next day whoever
/// handed it in was at their desk again.
const ENTERED_WITHIN: Span = Span::hours(24);

/// Records that somebody looked at a pending claim; once a day is enough, unless there is something to note.
pub(super) fn look_at(state: &State, command: &LookAtClaim, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    if !claim.state.is_pending() {
        let (claim, state) = (claim.number.clone(), claim.state);
        return Err(ClaimRejection::NotPending { claim, state });
    }
    let zone = context
        .masters()
        .zone(case.facts.station.as_ref(), context.policy().zone());
    let day = |at: Instant| at.local(zone).date_naive();
    let looked_today = claim.looked_at.is_some_and(|at| day(at) == day(context.now));
    if looked_today && command.note.trim().is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Draft::of(ClaimLookedAt {
        claim: command.claim.clone(),
        note: command.note.clone(),
        by: context.person().cloned(),
    })])
}

/// Submits a ready claim by the hash of its package; SLA-5 ends when it was handed in.
pub(super) fn submit(state: &State, command: &SubmitClaim, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let submitted = claim.submitted.as_ref();
    if submitted.is_some_and(|known| known.package == command.package) {
        return Ok(Vec::new());
    }
    refuse_filed(claim)?;
    refuse_unready(case, claim, context)?;
    refuse_other_package(claim, command.package)?;
    let at = command.at.unwrap_or(context.now);
    refuse_impossible(case, at, context)?;
    let mut sequel = Sequel::of(case, state, context);
    let event = ClaimSubmitted {
        claim: command.claim.clone(),
        package: command.package,
        total: claim.total(),
        at,
        by: context.person().cloned(),
    };
    sequel.add_of(event, at);
    sequel.meet_clock(at);
    Ok(sequel.finish())
}

fn refuse_unready(case: &Case, claim: &Claim, context: &Context<'_>) -> Result<(), ClaimRejection> {
    if claim.state == ClaimState::Ready {
        return Ok(());
    }
    let lacks = Lacks::of(case, claim, context.policy());
    let (claim, state) = (claim.number.clone(), claim.state);
    Err(ClaimRejection::NotReady { claim, state, lacks })
}

fn refuse_other_package(claim: &Claim, submitted: Hash) -> Result<(), ClaimRejection> {
    let number = claim.number.clone();
    match &claim.package {
        Package::Built { document, .. } if document.hash == submitted => Ok(()),
        Package::Built { document, .. } => Err(ClaimRejection::OtherPackage {
            claim: number,
            package: document.hash,
        }),
        Package::Failed { problem, .. } => Err(ClaimRejection::PackageFailed {
            claim: number,
            problem: problem.clone(),
        }),
        Package::None | Package::Asked(_) => Err(ClaimRejection::PackageNotBuilt { claim: number }),
    }
}

fn refuse_impossible(case: &Case, at: Instant, context: &Context<'_>) -> Result<(), ClaimRejection> {
    refuse_future(at, "CLM-6", context)?;
    if let Some(repair) = case.repair.as_ref().filter(|repair| at < repair.at) {
        let repaired_at = repair.at;
        return Err(ClaimRejection::SubmittedBeforeRepair { at, repaired_at });
    }
    if context.now.since(at) > ENTERED_WITHIN {
        let now = context.now;
        return Err(ClaimRejection::EnteredTooLate { at, now });
    }
    Ok(())
}

/// Records the manufacturer's number, or puts it right.
pub(super) fn record_number(
    state: &State,
    command: &RecordManufacturerNumber,
    context: &Context<'_>,
) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let number = command.number.trim();
    if claim.submitted.is_none() {
        let (claim, state) = (claim.number.clone(), claim.state);
        return Err(ClaimRejection::NotSubmitted { claim, state });
    }
    let mut sequel = Sequel::of(case, state, context);
    numbered(&mut sequel, claim, number)?;
    Ok(sequel.finish())
}

/// The manufacturer's number, when it is a new one; another order's is refused.
pub(super) fn numbered(sequel: &mut Sequel<'_>, claim: &Claim, number: &str) -> Result<(), ClaimRejection> {
    if claim.manufacturer_number.as_deref() == Some(number) {
        return Ok(());
    }
    if number.is_empty() {
        return Err(ClaimRejection::NumberRequired);
    }
    let order: &ClaimNumber = &claim.number;
    if let Some(other) = sequel
        .state
        .numbered(number)
        .filter(|other| **other != order.order)
    {
        let (number, order) = (number.to_owned(), other.clone());
        return Err(ClaimRejection::NumberTaken { number, order });
    }
    sequel.add(ClaimNumbered {
        claim: claim.number.clone(),
        number: number.to_owned(),
    });
    Ok(())
}
