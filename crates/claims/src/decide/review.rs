//! The review before filing: items pass or fail, and what failed goes back at once (CLM-4, CLM-19).

use decider::Context;
use proto::claims::{CheckedItem, ClaimReturned, ClaimReviewed, MissingItem, ReviewClaim};
use types::Fen;

use super::{Decision, known, refuse_filed};
use crate::case::Case;
use crate::claim::Claim;
use crate::lacks::{self, AMOUNT};
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Checks items of the list for the claim's kind. A failed one returns the claim; the 14 days keep running.
pub(super) fn review(state: &State, command: &ReviewClaim, context: &Context<'_>) -> Decision {
    let (case, claim) = known(state, &command.claim)?;
    let items = changed(claim, &command.items);
    if items.is_empty() && !command.items.is_empty() {
        return Ok(Vec::new());
    }
    refuse_filed(claim)?;
    if items.is_empty() {
        return Err(ClaimRejection::NothingChecked);
    }
    for item in &items {
        refuse_unsound(case, claim, item, context)?;
    }
    let mut sequel = Sequel::of(case, state, context);
    let fails = items.iter().any(|item| !item.passed);
    sequel.add(ClaimReviewed {
        claim: command.claim.clone(),
        items,
        by: context.person().cloned(),
    });
    if fails {
        give_back(&mut sequel);
    }
    sequel.make_ready();
    Ok(sequel.finish())
}

/// The last word on each item, where it differs from what is known.
fn changed(claim: &Claim, items: &[CheckedItem]) -> Vec<CheckedItem> {
    let is_known = |item: &CheckedItem| {
        let known = claim.checked.get(&item.item);
        known.is_some_and(|known| known.passed == item.passed && known.note == item.note)
    };
    let mut last: Vec<CheckedItem> = Vec::new();
    for item in items {
        last.retain(|earlier| earlier.item != item.item);
        last.push(item.clone());
    }
    last.retain(|item| !is_known(item));
    last
}

fn refuse_unsound(
    case: &Case,
    claim: &Claim,
    item: &CheckedItem,
    context: &Context<'_>,
) -> Result<(), ClaimRejection> {
    let list = context.policy().claims().checklist_for(claim.kind.as_str());
    let codes: Vec<String> = list.map(|known| known.reason.code.clone()).collect();
    if !codes.contains(&item.item) {
        let item = item.item.clone();
        return Err(ClaimRejection::ItemUnknown { item, known: codes });
    }
    if !item.passed && item.note.trim().is_empty() {
        let item = item.item.clone();
        return Err(ClaimRejection::NoteRequired { item });
    }
    if !item.passed {
        return Ok(());
    }
    // rule: CLM-19
    let missing = lacks::papers(case, claim, context.policy());
    let papers = lacks::papers_of_item(&item.item, &missing);
    if !papers.is_empty() {
        return Err(ClaimRejection::PapersMissing { papers });
    }
    if item.item == AMOUNT && claim.total() <= Fen(0) {
        let claim = claim.number.clone();
        return Err(ClaimRejection::NoAmount { claim });
    }
    Ok(())
}

/// Tells engineer and station everything that failed, not only what failed now.
fn give_back(sequel: &mut Sequel<'_>) {
    let Some(claim) = sequel.case.unfiled() else {
        return;
    };
    let titles = sequel.policy().claims().checklist();
    let missing = claim.failed().filter_map(|(code, checked)| {
        let item = titles.iter().find(|item| item.reason.code == *code)?;
        Some(MissingItem {
            item: code.clone(),
            title: item.reason.name.clone(),
            note: checked.note.clone(),
        })
    });
    let returned = ClaimReturned {
        claim: claim.number.clone(),
        missing: missing.collect(),
        engineer: sequel.case.repair.as_ref().map(|repair| repair.by.clone()),
        station: sequel.case.facts.station.clone(),
    };
    sequel.add(returned);
}

#[cfg(test)]
mod tests {
    use proto::claims::{ClaimState, ClaimsEvent};
    use proto::document::DocumentKind;
    use serde_json::json;

    use super::*;
    use crate::testing::{
        PAPERS, attached, both_judge, claim, drafted, exchange, filed, hear, item, kinds, known, labour,
        passes_all, person, priced, ready, replaced, withdrawn,
    };

    fn checks(items: &[CheckedItem]) -> ReviewClaim {
        ReviewClaim {
            claim: claim(),
            items: items.to_vec(),
        }
    }

    // rule: CLM-4
    #[test]
    fn a_failed_item_goes_back_at_once_to_engineer_and_station_with_what_is_missing() {
        let mut dealer = drafted();
        dealer.when(checks(&[])).rejected("CLM-4.nothing_checked");
        dealer
            .when(checks(&[item("colour", true, "")]))
            .rejected("CLM-4.item_unknown");
        dealer
            .when(checks(&[item("cause", false, " ")]))
            .rejected("CLM-4.note_required");
        let review = checks(&[item("model", true, ""), item("cause", false, "写明磨损部位")]);
        let events = dealer.when(review.clone()).events();
        assert_eq!(kinds(&events), ["ClaimReviewed", "ClaimReturned"]);
        let Some(ClaimsEvent::ClaimReturned(returned)) = events.last() else {
            panic!("not returned")
        };
        let missing: Vec<(&str, &str)> = returned
            .missing
            .iter()
            .map(|missing| (missing.title.zh.as_str(), missing.note.as_str()))
            .collect();
        assert_eq!(missing, [("故障原因", "写明磨损部位")]);
        assert_eq!(returned.engineer, Some(person("wu")));
        assert!(returned.station.is_some());
        dealer.when(review).then_nothing();
    }

    // rule: CLM-4
    #[test]
    fn a_returned_claim_comes_back_when_the_report_changed_and_what_passed_stays_passed() {
        let mut dealer = drafted();
        let failed = item("cause", false, "写明磨损部位");
        dealer.when(checks(&[item("model", true, ""), failed])).taken();
        let mut content = labour();
        content.cause = Some("柱塞磨损".into());
        let events = hear(&mut dealer, filed(content));
        assert_eq!(kinds(&events), ["ClaimReportNoted", "ClaimCameBack"]);
        let claim = known(&dealer, &claim());
        assert_eq!(claim.state, ClaimState::InReview);
        assert_eq!(claim.checked.keys().collect::<Vec<_>>(), ["model"]);
    }

    // rule: CLM-19
    #[test]
    fn papers_that_are_missing_cannot_pass_and_are_named() {
        let mut dealer = drafted();
        let matches = || checks(&[item("documents_match_photos", true, "")]);
        let refused = dealer.when(matches()).rejected("CLM-19.papers_missing");
        let without_parts = json!(["service_report", "machine_readout", "pfr_draft", "repair_history"]);
        assert_eq!(refused.facts["papers"], without_parts);
        dealer.when(checks(&[item("photos", true, "")])).taken();
        hear(&mut dealer, replaced(1, 1, exchange("4611-1234", 1, None)));
        for kind in PAPERS
            .into_iter()
            .filter(|kind| *kind != DocumentKind::ReturnSlip)
        {
            hear(&mut dealer, attached(kind));
        }
        let refused = dealer.when(matches()).rejected("CLM-19.papers_missing");
        assert_eq!(refused.facts["papers"], json!(["return_slip"]));
        hear(&mut dealer, attached(DocumentKind::ReturnSlip));
        dealer.when(matches()).taken();
    }

    // rule: CLM-4, CLM-5
    #[test]
    fn an_amount_that_changed_is_confirmed_again() {
        let mut dealer = ready();
        let saved = priced(&dealer, &claim(), &[50_000]);
        assert_eq!(dealer.when(saved).kinds(), ["ClaimLinesChanged"]);
        assert_eq!(known(&dealer, &claim()).state, ClaimState::InReview);
        let nothing = priced(&dealer, &claim(), &[0]);
        dealer.when(nothing).taken();
        let confirms = || checks(&[item("amount", true, "")]);
        dealer.when(confirms()).rejected("CLM-5.no_amount");
        let saved = priced(&dealer, &claim(), &[50_000]);
        dealer.when(saved).taken();
        assert_eq!(
            dealer.when(confirms()).kinds(),
            ["ClaimReviewed", "ClaimReady", "PackageAsked"]
        );
    }

    // rule: CLM-4, CLM-19
    #[test]
    fn the_last_paper_makes_a_reviewed_claim_ready_and_without_it_a_ready_one_is_reviewed_again() {
        let mut dealer = drafted();
        let (last, first) = PAPERS[..4].split_last().unwrap();
        for kind in first {
            hear(&mut dealer, attached(*kind));
        }
        let mut review = passes_all(claim());
        review.items.retain(|item| item.item != "documents_match_photos");
        dealer.when(review).taken();
        both_judge(&mut dealer, &claim());
        hear(&mut dealer, attached(*last));
        let events = dealer
            .when(checks(&[item("documents_match_photos", true, "")]))
            .events();
        assert_eq!(kinds(&events), ["ClaimReviewed", "ClaimReady", "PackageAsked"]);
        let events = hear(&mut dealer, withdrawn(*last));
        assert_eq!(kinds(&events), ["ClaimReportNoted", "ClaimCameBack"]);
        let events = hear(&mut dealer, attached(*last));
        assert_eq!(kinds(&events), ["ClaimReportNoted", "ClaimReady"]);
    }
}
