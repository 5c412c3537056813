//! The dealer's judgement 经销商判定, between review and filing (CLM-20).

use decider::Context;
use proto::claims::{ClaimJudged, ClaimKind, ClaimKindChanged, JudgeClaim, OutOfRange};
use sla::policy::Role;
use types::PersonId;

use super::{Decision, case_of, claim_in, refuse_empty, refuse_filed};
use crate::claim::{Claim, Judgement};
use crate::follow::kind_of;
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Judges whether the failure falls under the claim range. Each of the roles of the policy must judge, each by another
/// person; one that says no makes it a goodwill claim, or the customer's own bill.
pub(super) fn judge(state: &State, command: &JudgeClaim, context: &Context<'_>) -> Decision {
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
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
    let takes_back = takes_goodwill_back(claim, role, command.out_of_range);
    let own_kind = kind_of(case, context.policy()).filter(|_| takes_back);
    let mut sequel = Sequel::of(case, state, context);
    // Before the judgement: those who agreed to goodwill judge anew, the one who takes it back has judged.
    if let Some(kind) = own_kind {
        sequel.add(ClaimKindChanged {
            claim: command.claim.clone(),
            kind,
            reason: command.reason.clone(),
        });
    }
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

/// Whether this was the last judgement that made goodwill of a claim, and is now in range: the claim is again what its
/// order makes it, and is judged as that. A claim that somebody opened as goodwill stays it.
// rule: CLM-20
fn takes_goodwill_back(claim: &Claim, role: Role, out_of_range: Option<OutOfRange>) -> bool {
    let said_goodwill = |judgement: &Judgement| judgement.out_of_range == Some(OutOfRange::Goodwill);
    let others_say_so = claim
        .judgements
        .iter()
        .any(|(other, judgement)| *other != role && said_goodwill(judgement));
    let is_taken_back = out_of_range.is_none() && claim.judgements.get(&role).is_some_and(said_goodwill);
    claim.kind == ClaimKind::Goodwill && !claim.by_hand && is_taken_back && !others_say_so
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

#[cfg(test)]
mod tests {
    use proto::claims::ClaimState;

    use super::*;
    use crate::testing::{claim, drafted, in_range, known, passes_all, ready};

    fn judges(out_of_range: Option<OutOfRange>) -> JudgeClaim {
        JudgeClaim {
            out_of_range,
            ..in_range(claim())
        }
    }

    // rule: CLM-20
    #[test]
    fn each_of_the_two_roles_judges_with_a_reason_and_nobody_fills_both() {
        let mut dealer = drafted();
        dealer.when(judges(None)).rejected("CLM-20.not_a_judge");
        let silent = JudgeClaim {
            reason: String::new(),
            ..judges(None)
        };
        dealer.by("bai").when(silent).rejected("CLM-20.reason_required");
        dealer.when(judges(None)).taken();
        dealer.when(judges(None)).then_nothing();
        let again = JudgeClaim {
            reason: "复核无误".into(),
            ..judges(None)
        };
        dealer.when(again).taken();
        assert_eq!(known(&dealer, &claim()).judgements.len(), 1);
        dealer.by("zhou").when(judges(None)).taken();
        assert_eq!(known(&dealer, &claim()).judgements.len(), 2);
    }

    // rule: CLM-20
    #[test]
    fn a_claim_is_ready_only_when_both_judged_it_to_be_in_range() {
        let mut dealer = drafted();
        for kind in crate::testing::PAPERS {
            crate::testing::hear(&mut dealer, crate::testing::attached(kind));
        }
        assert_eq!(dealer.when(passes_all(claim())).kinds(), ["ClaimReviewed"]);
        assert_eq!(dealer.by("sun").when(judges(None)).kinds(), ["ClaimJudged"]);
        let last = dealer.by("zhou").when(judges(None)).kinds();
        assert_eq!(last, ["ClaimJudged", "ClaimReady", "PackageAsked"]);
    }

    // rule: CLM-20
    #[test]
    fn out_of_range_it_becomes_goodwill_and_the_other_judges_anew() {
        let mut dealer = ready();
        let goodwill = judges(Some(OutOfRange::Goodwill));
        assert_eq!(
            dealer.by("zhou").when(goodwill).kinds(),
            ["ClaimJudged", "ClaimKindChanged"]
        );
        let changed = known(&dealer, &claim());
        assert_eq!(
            (changed.kind, changed.state),
            (ClaimKind::Goodwill, ClaimState::InReview)
        );
        assert!(!changed.agreed_by(Role::ClaimsSupervisor) && changed.agreed_by(Role::ServiceManager));
        let agrees = dealer.by("sun").when(judges(None)).kinds();
        assert_eq!(agrees, ["ClaimJudged", "ClaimReady", "PackageAsked"]);
    }

    // rule: CLM-20
    #[test]
    fn goodwill_that_nobody_wants_any_more_is_a_standard_claim_again_and_judged_as_that() {
        let mut dealer = ready();
        let goodwill = judges(Some(OutOfRange::Goodwill));
        dealer.by("zhou").when(goodwill.clone()).taken();
        dealer.by("sun").when(goodwill).taken();
        assert_eq!(known(&dealer, &claim()).state, ClaimState::Ready);
        dealer.by("zhou").when(judges(None)).taken();
        assert_eq!(known(&dealer, &claim()).kind, ClaimKind::Goodwill);
        let last = dealer.by("sun").when(judges(None)).kinds();
        assert_eq!(last, ["ClaimKindChanged", "ClaimJudged"]);
        let back = known(&dealer, &claim());
        assert_eq!(
            (back.kind, back.state),
            (ClaimKind::Failure, ClaimState::InReview)
        );
        dealer.by("zhou").when(judges(None)).taken();
        assert_eq!(known(&dealer, &claim()).state, ClaimState::Ready);
    }

    // rule: CLM-20, SLA-5
    #[test]
    fn what_the_customer_pays_is_dropped_and_its_days_stop() {
        let mut dealer = drafted();
        let pays = judges(Some(OutOfRange::CustomerPays));
        let dropped = dealer.by("sun").when(pays.clone()).kinds();
        assert_eq!(dropped, ["ClaimJudged", "ClaimDropped", "ClockCancelled"]);
        dealer.when(pays).then_nothing();
        dealer
            .by("zhou")
            .when(judges(None))
            .rejected("CLM-7.already_filed");
    }
}
