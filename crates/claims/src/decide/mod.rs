//! What claims decides, one file for each group of commands.

mod drafts;
mod filing;
mod judging;
mod money;
mod notes;
mod outcome;
mod packages;
mod review;
#[cfg(test)]
mod sums;

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::Rejection;
use proto::claims::{ClaimsCommand, ClaimsEvent};
use types::{ClaimNumber, Instant, OrderNumber};

use crate::case::Case;
use crate::claim::Claim;
use crate::rejection::ClaimRejection;
use crate::state::State;

/// Events to be recorded, or the reason why not.
type Decision = Result<Vec<Draft<ClaimsEvent>>, ClaimRejection>;

pub(crate) fn decide(
    state: &State,
    command: &ClaimsCommand,
    context: &Context<'_>,
) -> Result<Vec<Draft<ClaimsEvent>>, Rejection> {
    let decision = match command {
        ClaimsCommand::OpenDraft(command) => drafts::open(state, command, context),
        ClaimsCommand::ChangeLines(command) => drafts::change_lines(state, command, context),
        ClaimsCommand::DropClaim(command) => drafts::drop_claim(state, command, context),
        ClaimsCommand::ReviewClaim(command) => review::review(state, command, context),
        ClaimsCommand::TakeClaimBack(command) => review::take_back(state, command, context),
        ClaimsCommand::JudgeClaim(command) => judging::judge(state, command, context),
        ClaimsCommand::LookAtClaim(command) => filing::look_at(state, command, context),
        ClaimsCommand::SubmitClaim(command) => filing::submit(state, command, context),
        ClaimsCommand::RecordManufacturerNumber(command) => filing::record_number(state, command, context),
        ClaimsCommand::RecordDecision(command) => outcome::record_decision(state, command, context),
        ClaimsCommand::ResubmitClaim(command) => outcome::resubmit(state, command, context),
        ClaimsCommand::RecordCredit(command) => money::record_credit(state, command, context),
        ClaimsCommand::CloseClaim(command) => money::close(state, command, context),
        ClaimsCommand::WriteOffClaim(command) => money::write_off(state, command, context),
        ClaimsCommand::RetryPackage(command) => packages::retry(state, command, context),
        ClaimsCommand::NoteClaimOrder(command) => notes::note_order(state, command, context),
        ClaimsCommand::NoteService(command) => notes::note_service(state, command, context),
        ClaimsCommand::NoteClaimReport(command) => notes::note_report(state, command, context),
        ClaimsCommand::JudgeCoverAgain(command) => notes::judge_cover_again(state, command, context),
        ClaimsCommand::ReportPackage(command) => packages::report(state, command, context),
    };
    decision.map_err(Rejection::from)
}

fn known_order<'s>(state: &'s State, order: &OrderNumber) -> Result<Cow<'s, Case>, ClaimRejection> {
    let unknown = || ClaimRejection::OrderUnknown { order: order.clone() };
    state.case(order).ok_or_else(unknown)
}

/// The order that a claim is about.
fn case_of<'s>(state: &'s State, number: &ClaimNumber) -> Result<Cow<'s, Case>, ClaimRejection> {
    let unknown = || ClaimRejection::ClaimUnknown {
        claim: number.clone(),
    };
    state.case(&number.order).ok_or_else(unknown)
}

fn claim_in<'c>(case: &'c Case, number: &ClaimNumber) -> Result<&'c Claim, ClaimRejection> {
    let unknown = || ClaimRejection::ClaimUnknown {
        claim: number.clone(),
    };
    case.claim(number).ok_or_else(unknown)
}

/// What changes a claim before it is filed comes too late after that.
fn refuse_filed(claim: &Claim) -> Result<(), ClaimRejection> {
    if claim.state.is_unfiled() {
        return Ok(());
    }
    let (claim, state) = (claim.number.clone(), claim.state);
    Err(ClaimRejection::TooLate { claim, state })
}

fn refuse_empty(reason: &str, rule: &'static str) -> Result<(), ClaimRejection> {
    if reason.trim().is_empty() {
        return Err(ClaimRejection::ReasonRequired { rule });
    }
    Ok(())
}

fn refuse_future(at: Instant, rule: &'static str, context: &Context<'_>) -> Result<(), ClaimRejection> {
    let now = context.now;
    if at > now {
        return Err(ClaimRejection::InFuture { rule, at, now });
    }
    Ok(())
}
