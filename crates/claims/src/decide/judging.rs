//! The dealer's judgement 经销商判定, between review and filing (CLM-20).

use decider::Context;
use proto::claims::{ClaimJudged, ClaimKind, ClaimKindChanged, JudgeClaim, OutOfRange};
use sla::policy::Role;
use types::PersonId;

use super::{Decision, known, refuse_empty, refuse_filed};
use crate::claim::{Claim, Judgement};
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Judges whether the failure falls under the claim range. Each of the roles of the policy must judge, each by another
/// person; one that says no makes it a goodwill claim, or the customer's own bill.
pub(super) fn judge(state: &State, command: &JudgeClaim, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let not_a_judge = || ClaimRejection::NotAJudge {
        judges: context.policy().claims().judges().to_vec(),
    };
    let person = context.person().ok_or_else(not_a_judge)?;
    let judgement = Judgement {
        out_of_range: command.out_of_range,
        reason: command.reason.clone(),
        by: person.clone(),
    };
    if claim.judgements.values().any(|known| *known == judgement) {
        return Ok(Vec::new());
    }
    refuse_filed(claim)?;
    let role = role_of(claim, person, context).ok_or_else(not_a_judge)?;
    refuse_empty(&command.reason, "CLM-20")?;
    let mut sequel = Sequel::of(case, state, context);
    sequel.add(ClaimJudged {
        claim: command.claim.clone(),
        out_of_range: judgement.out_of_range,
        reason: judgement.reason,
        role,
        by: judgement.by,
    });
    match command.out_of_range {
        Some(OutOfRange::CustomerPays) => sequel.drop_unfiled(&command.reason),
        Some(OutOfRange::Goodwill) if claim.kind != ClaimKind::Goodwill => sequel.add(ClaimKindChanged {
            claim: command.claim.clone(),
            kind: ClaimKind::Goodwill,
            reason: command.reason.clone(),
        }),
        Some(OutOfRange::Goodwill) | None => {}
    }
    sequel.make_ready();
    Ok(sequel.finish())
}

/// The role somebody judges in: the one they judged in before, so that nobody fills both; otherwise one of theirs that
/// is still free, or else their first.
fn role_of(claim: &Claim, person: &PersonId, context: &Context<'_>) -> Option<Role> {
    let judges = context.policy().claims().judges().iter().copied();
    let held: Vec<Role> = judges.filter(|role| context.holds(*role)).collect();
    let given = |role: &&Role| claim.judgements.get(role);
    let theirs = held
        .iter()
        .find(|role| given(role).is_some_and(|known| known.by == *person));
    let free = held.iter().find(|role| given(role).is_none());
    theirs.or(free).or(held.first()).copied()
}
