//! Looking at a claim, submitting it, and the manufacturer's number (CLM-5 to CLM-7, SLA-5).

use decider::{Context, Draft};
use proto::claims::{
    ClaimLookedAt, ClaimNumbered, ClaimState, ClaimSubmitted, LookAtClaim, RecordManufacturerNumber,
    SubmitClaim,
};
use types::{ClaimNumber, Hash, Instant, Span};

use super::{Decision, case_of, claim_in, refuse_filed, refuse_future};
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
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
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
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
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
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
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
        .filter(|other| *other != order.order)
    {
        let (number, order) = (number.to_owned(), other);
        return Err(ClaimRejection::NumberTaken { number, order });
    }
    sequel.add(ClaimNumbered {
        claim: claim.number.clone(),
        number: number.to_owned(),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use types::Hash;

    use super::*;
    use crate::testing::{
        Dealer, builds, claim, dealer_with, drafted, facts, gets_ready, hear, kinds, number, opens, priced,
        ready, repaired, submits, t, written,
    };

    /// Ready on the 6th, submitted at `at` when it was `entered`, with everything that came due on the way.
    fn filed(at: Option<&str>, entered: &str) -> (Vec<&'static str>, Dealer) {
        let mut dealer = ready();
        dealer.passes_until(&written(entered));
        let submit = submits(&dealer, &claim(), at);
        let events = dealer.when(submit).events();
        (kinds(&events), dealer)
    }

    // rule: SLA-5
    #[test]
    fn a_claim_filed_on_day_14_at_23_59_is_in_time_and_at_00_00_it_is_not() {
        assert_eq!(filed(None, "20 23:59").0, ["ClaimSubmitted", "ClockMet"]);
        assert_eq!(filed(None, "21 00:00").0, ["ClaimSubmitted", "ClockStopped"]);
        let mut asleep = ready();
        asleep.asleep_until(&written("21 00:00"));
        let submit = submits(&asleep, &claim(), None);
        let late = ["ClaimSubmitted", "ClockBreached", "ClockStopped"];
        assert_eq!(asleep.when(submit).kinds(), late);
    }

    // rule: SLA-5
    #[test]
    fn the_fourteen_days_warn_on_the_7th_11th_and_13th_morning_and_run_over_a_year_s_end_and_february() {
        let due = |repaired_at: &str| {
            let mut dealer = dealer_with(crate::testing::machine());
            let mut facts = facts(1);
            facts.opened_at = t("05 08:00");
            opens(&mut dealer, facts);
            dealer.asleep_until(&written(repaired_at));
            hear(&mut dealer, repaired(1, 1, repaired_at));
            let fired = dealer.passes_until("2027-02-28T08:00:00+08:00");
            let zone = "Asia/Shanghai".parse().unwrap();
            let at = |at: Instant| at.local(zone).format("%m-%d %H:%M").to_string();
            fired
                .into_iter()
                .filter_map(|event| match event {
                    proto::claims::ClaimsEvent::ClockWarned(warned) => Some(at(warned.warned_due_at)),
                    proto::claims::ClaimsEvent::ClockBreached(breached) => Some(at(breached.due_at)),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            due("06 15:00"),
            ["01-13 09:00", "01-17 09:00", "01-19 09:00", "01-20 23:59"]
        );
        assert_eq!(
            due("02-20 00:00"),
            ["02-27 09:00", "03-03 09:00", "03-05 09:00", "03-06 23:59"]
        );
        assert_eq!(
            due("12-25 23:59"),
            ["01-01 09:00", "01-05 09:00", "01-07 09:00", "01-08 23:59"]
        );
    }

    // rule: SLA-5, SLA-32
    #[test]
    fn a_filing_in_time_that_is_entered_after_midnight_lifts_the_breach() {
        assert_eq!(
            filed(Some("20 23:59"), "21 00:10").0,
            ["ClaimSubmitted", "BreachLifted"]
        );
        let (_, mut dealer) = filed(Some("20 23:59"), "21 00:10");
        assert!(dealer.passes_until(&written("02-28 08:00")).is_empty());
    }

    // rule: CLM-6, SLA-5
    #[test]
    fn the_time_of_a_filing_is_one_that_can_have_been() {
        let mut dealer = ready();
        dealer.asleep_until(&written("09 16:00"));
        for (at, code) in [
            ("09 16:01", "CLM-6.in_future"),
            ("06 14:59", "CLM-6.before_repair"),
            ("08 15:59", "SLA-5.entered_too_late"),
        ] {
            let submit = submits(&dealer, &claim(), Some(at));
            dealer.when(submit).rejected(code);
        }
        let submit = submits(&dealer, &claim(), Some("08 16:00"));
        dealer.when(submit.clone()).taken();
        dealer.when(submit).then_nothing();
    }

    // rule: CLM-5, CLM-6
    #[test]
    fn only_a_ready_claim_is_submitted_and_by_the_package_of_what_it_says_now() {
        let mut dealer = drafted();
        let package = Hash::of(&[b"anything"]);
        let submit = SubmitClaim {
            claim: claim(),
            package,
            at: None,
        };
        let refused = dealer.when(submit.clone()).rejected("CLM-5.not_ready");
        assert!(
            refused.sentence.zh.contains("未审核通过18项"),
            "{}",
            refused.sentence.zh
        );
        let mut dealer = ready();
        dealer.when(submit).rejected("CLM-6.other_package");
        let before = submits(&dealer, &claim(), None);
        let saved = priced(&dealer, &claim(), &[50_000]);
        dealer.when(saved).taken();
        let confirm = proto::claims::ReviewClaim {
            claim: claim(),
            items: vec![crate::testing::item("amount", true, "")],
        };
        dealer.when(confirm).taken();
        dealer.when(before.clone()).rejected("CLM-6.package_not_built");
        builds(&mut dealer, &claim());
        dealer.when(before).rejected("CLM-6.other_package");
    }

    // rule: CLM-7
    #[test]
    fn a_pending_claim_is_looked_at_once_a_day() {
        let mut dealer = drafted();
        let look = |note: &str| LookAtClaim {
            claim: claim(),
            note: note.into(),
        };
        dealer.when(look("")).taken();
        dealer.when(look("")).then_nothing();
        dealer.when(look("已催照片")).taken();
        dealer.asleep_until(&written("07 00:00"));
        dealer.when(look("")).taken();
        let drop = proto::claims::DropClaim {
            order: claim().order,
            reason: "客户自付".into(),
        };
        dealer.when(drop).taken();
        dealer.when(look("")).rejected("CLM-7.not_pending");
    }

    // rule: CLM-6
    #[test]
    fn a_manufacturer_s_number_is_one_order_s() {
        let (_, mut dealer) = filed(None, "07 08:00");
        let number_of = |claim: ClaimNumber, number: &str| RecordManufacturerNumber {
            claim,
            number: number.into(),
        };
        dealer
            .when(number_of(claim(), " "))
            .rejected("CLM-6.number_required");
        dealer.when(number_of(claim(), "V-77001")).taken();
        dealer.when(number_of(claim(), "V-77001")).then_nothing();
        dealer.when(number_of(claim(), "V-77002")).taken();
        let second = ClaimNumber::first(number(2));
        gets_ready(&mut dealer, 2);
        dealer
            .when(number_of(second.clone(), "V-77002"))
            .rejected("CLM-16.not_submitted");
        let submit = submits(&dealer, &second, None);
        dealer.when(submit).taken();
        let refused = dealer
            .when(number_of(second, "V-77002"))
            .rejected("CLM-6.number_taken");
        assert_eq!(refused.facts["order"], serde_json::json!(claim().order));
    }
}
