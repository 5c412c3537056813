//! What becomes of a claim's package: built, failed, asked for once more (CLM-6).

use decider::{Context, Draft};
use proto::claims::{PackageAsked, PackageBuilt, PackageFailed, ReportPackage, RetryPackage};

use super::{Decision, case_of, claim_in};
use crate::claim::Package;
use crate::content;
use crate::rejection::ClaimRejection;
use crate::state::State;

/// Takes up how a building ended. One of content that changed since is of no use any more.
pub(super) fn report(state: &State, command: &ReportPackage, _context: &Context<'_>) -> Decision {
    let case = case_of(state, &command.claim)?;
    let claim = claim_in(&case, &command.claim)?;
    let waits = matches!(&claim.package, Package::Asked(asked) if asked.hash() == command.content);
    if !waits {
        return Ok(Vec::new());
    }
    let (claim, content) = (command.claim.clone(), command.content);
    let draft = match &command.package {
        Ok(package) => Draft::of(PackageBuilt {
            claim,
            content,
            package: package.clone(),
        }),
        Err(problem) => Draft::of(PackageFailed {
            claim,
            content,
            problem: problem.clone(),
        }),
    };
    Ok(vec![draft])
}

/// Asks once more for a package that could not be built.
pub(super) fn retry(state: &State, command: &RetryPackage, context: &Context<'_>) -> Decision {
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
    match &claim.package {
        Package::Asked(_) | Package::Built { .. } => Ok(Vec::new()),
        Package::Failed { .. } if claim.state.is_unfiled() => {
            let asked = content::of(case, claim, context).map(Box::new);
            let asked = asked.map(|content| Draft::of(PackageAsked { content }));
            Ok(asked.into_iter().collect())
        }
        Package::Failed { .. } | Package::None => {
            let claim = claim.number.clone();
            Err(ClaimRejection::NoPackage { claim })
        }
    }
}

#[cfg(test)]
mod tests {
    use decider::Effect;
    use proto::claims::ClaimsEvent;
    use types::{Actor, Hash, ServiceName};

    use super::*;
    use crate::pending;
    use crate::testing::{
        Dealer, attached, builds, claim, drafted, exchange, filed, hear, hours, kinds, labour, passes_all,
        ready, submits, wanted,
    };

    fn failed(content: Hash) -> ReportPackage {
        ReportPackage {
            claim: claim(),
            content,
            package: Err("磁盘已满".into()),
        }
    }

    fn tells(dealer: &mut Dealer, report: ReportPackage) -> Vec<ClaimsEvent> {
        dealer.by_actor(Actor::Service(ServiceName::Claims));
        let events = dealer.when(report).events();
        dealer.by("qian");
        events
    }

    /// Reviewed and judged, its package still to be built.
    fn asked() -> Dealer {
        let mut dealer = drafted();
        hear(
            &mut dealer,
            crate::testing::replaced(1, 1, exchange("4611-1234", 1, Some("SN-1"))),
        );
        for kind in crate::testing::PAPERS {
            hear(&mut dealer, attached(kind));
        }
        dealer.when(passes_all(claim())).taken();
        crate::testing::both_judge(&mut dealer, &claim());
        dealer
    }

    // rule: CLM-6
    #[test]
    fn a_ready_claim_s_package_is_asked_for_until_it_is_built_and_says_everything() {
        let dealer = asked();
        let effects = pending::pending(&dealer.state);
        let [effect] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!(effect.id(), format!("{}#1", claim()));
        let content = &effect.content;
        let stem = format!("{}_EC210_EC210-7001_1200_故障索赔_2026-01-06", claim().order);
        assert_eq!(content.stem, stem);
        assert_eq!((content.lines.len(), content.documents.len()), (2, 7));
        assert_eq!((content.checked.len(), content.judgements.len()), (18, 2));
        assert_eq!(content.parts[0].exchange.old_serial.as_deref(), Some("SN-1"));
        assert_eq!(content.total, proto::claims::total(&content.lines));
        let built = ready();
        assert!(pending::pending(&built.state).is_empty());
    }

    // rule: CLM-6
    #[test]
    fn what_a_ready_claim_says_anew_is_packed_anew_and_an_older_package_is_of_no_use() {
        let mut dealer = asked();
        let old = wanted(&dealer, &claim()).unwrap();
        let events = hear(&mut dealer, filed(hours(1250)));
        let expected = ["ClaimReportNoted", "CoverJudgedAgain", "PackageAsked"];
        assert_eq!(kinds(&events), expected);
        assert!(tells(&mut dealer, failed(old)).is_empty());
        builds(&mut dealer, &claim());
        assert!(hear(&mut dealer, filed(hours(1250))).is_empty());
        let mut same = labour();
        same.hours = Some(1250);
        assert!(hear(&mut dealer, filed(same)).is_empty());
    }

    // rule: CLM-6
    #[test]
    fn a_building_that_fails_is_seen_and_tried_again_only_when_somebody_asks() {
        let mut dealer = asked();
        let retry = || RetryPackage { claim: claim() };
        dealer.when(retry()).then_nothing();
        let content = wanted(&dealer, &claim()).unwrap();
        assert_eq!(kinds(&tells(&mut dealer, failed(content))), ["PackageFailed"]);
        assert!(tells(&mut dealer, failed(content)).is_empty());
        assert!(pending::pending(&dealer.state).is_empty());
        let submit = submits(&dealer, &claim(), None);
        dealer.when(submit).rejected("CLM-6.package_failed");
        assert_eq!(dealer.when(retry()).kinds(), ["PackageAsked"]);
        let again = pending::pending(&dealer.state);
        assert_eq!(again[0].id(), format!("{}#2", claim()));
        drafted().when(retry()).rejected("CLM-6.no_package");
    }
}
