//! The review before filing: items pass or fail, and what failed goes back at once (CLM-4, CLM-19).

use decider::Context;
use proto::claims::{
    CheckedItem, ClaimReturned, ClaimReviewed, ClaimState, MissingItem, ReviewClaim, TakeClaimBack,
};
use sla::policy::Role;
use types::Fen;

use super::{Decision, case_of, claim_in, refuse_empty, refuse_filed};
use crate::answers;
use crate::case::Case;
use crate::claim::{Checked, Claim};
use crate::lacks::{self, AMOUNT};
use crate::rejection::ClaimRejection;
use crate::sequel::Sequel;
use crate::state::State;

/// Checks items of the list for the claim's kind. A failed one returns the claim; the 14 days keep running.
pub(super) fn review(state: &State, command: &ReviewClaim, context: &Context<'_>) -> Decision {
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
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

/// Takes a returned claim back: what it was returned for came in another way, and the word for it is the answer.
// rule: CLM-4
pub(super) fn take_back(state: &State, command: &TakeClaimBack, context: &Context<'_>) -> Decision {
    let case = &*case_of(state, &command.claim)?;
    let claim = claim_in(case, &command.claim)?;
    if matches!(claim.state, ClaimState::InReview | ClaimState::Ready) {
        return Ok(Vec::new());
    }
    if claim.state != ClaimState::Returned {
        let (claim, state) = (command.claim.clone(), claim.state);
        return Err(ClaimRejection::NotReturned { claim, state });
    }
    refuse_strangers(case, context)?;
    refuse_empty(&command.note, "CLM-4")?;
    let mut sequel = Sequel::of(case, state, context);
    sequel.answer(|claim| answers::by_word(claim, command.note.trim()));
    sequel.come_back();
    sequel.make_ready();
    Ok(sequel.finish())
}

/// Engineers and stations say so of their own repairs.
fn refuse_strangers(case: &Case, context: &Context<'_>) -> Result<(), ClaimRejection> {
    let Some(person) = context.person() else {
        return Ok(());
    };
    let of_claims = [Role::ClaimsStaff, Role::ClaimsSupervisor, Role::ServiceManager];
    let known = context.masters().person(person);
    let station = known.and_then(|known| known.station.as_ref());
    let repaired = case.repair.as_ref().is_some_and(|repair| repair.by == *person);
    let own_station = station.is_some() && station == case.facts.station.as_ref();
    if repaired || own_station || of_claims.iter().any(|role| context.holds(*role)) {
        return Ok(());
    }
    let order = case.facts.order.clone();
    Err(ClaimRejection::NotYours { order })
}

/// The last word on each item, where it differs from what is known.
fn changed(claim: &Claim, items: &[CheckedItem]) -> Vec<CheckedItem> {
    let is_known = |item: &CheckedItem| {
        let known = claim.checked.get(&item.item);
        let same = |known: &Checked| known.passed == item.passed && known.note == item.note;
        known.is_some_and(|known| same(known) && (known.passed || !known.answered))
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

/// Tells engineer and station everything that is still asked for, not only what failed now.
fn give_back(sequel: &mut Sequel<'_>) {
    let Some(claim) = sequel.case.unfiled() else {
        return;
    };
    let titles = sequel.policy().claims().checklist();
    let missing = claim.asked_for().filter_map(|(code, checked)| {
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

    fn returned_for(items: &[(&str, &str)]) -> crate::testing::Dealer {
        let mut dealer = drafted();
        let mut checked = vec![item("model", true, "")];
        checked.extend(items.iter().map(|(code, note)| item(code, false, note)));
        dealer.when(checks(&checked)).taken();
        dealer
    }

    fn cause(words: &str) -> proto::field::ReportContent {
        let mut content = labour();
        content.cause = Some(words.into());
        content
    }

    // rule: CLM-4
    #[test]
    fn a_returned_claim_comes_back_when_all_that_was_asked_for_came_and_what_passed_stays_passed() {
        let mut dealer = returned_for(&[("cause", "写明磨损部位"), ("photos", "缺旧件照片")]);
        let events = hear(&mut dealer, filed(cause("柱塞磨损")));
        assert_eq!(kinds(&events), ["ClaimReportNoted", "ReturnAnswered"]);
        assert_eq!(known(&dealer, &claim()).state, ClaimState::Returned);
        let events = hear(&mut dealer, attached(DocumentKind::ServiceReport));
        assert_eq!(kinds(&events), ["ClaimReportNoted"], "no photo");
        let events = hear(&mut dealer, attached(DocumentKind::PartPhoto));
        assert_eq!(
            kinds(&events),
            ["ClaimReportNoted", "ReturnAnswered", "ClaimCameBack"]
        );
        let claim = known(&dealer, &claim());
        assert_eq!(claim.state, ClaimState::InReview);
        assert!(claim.passed("model") && !claim.passed("cause"));
        let asked = &claim.checked["cause"];
        assert_eq!(
            (asked.note.as_str(), &asked.answers[..]),
            ("写明磨损部位", &["柱塞磨损".to_owned()][..])
        );
    }

    // rule: CLM-4
    #[test]
    fn the_same_is_asked_for_once_more_when_the_answer_was_not_enough() {
        let mut dealer = returned_for(&[("cause", "写明磨损部位")]);
        let again = || checks(&[item("cause", false, "写明磨损部位")]);
        dealer.when(again()).then_nothing();
        hear(&mut dealer, filed(cause("坏了")));
        assert_eq!(dealer.when(again()).kinds(), ["ClaimReviewed", "ClaimReturned"]);
        let events = hear(&mut dealer, filed(cause("柱塞磨损")));
        assert_eq!(
            kinds(&events),
            ["ClaimReportNoted", "ReturnAnswered", "ClaimCameBack"]
        );
    }

    // rule: CLM-4
    #[test]
    fn who_repaired_it_or_claims_people_take_a_returned_claim_back_with_a_word() {
        let back = |note: &str| TakeClaimBack {
            claim: claim(),
            note: note.into(),
        };
        for person in ["wu", "qian", "sun"] {
            let mut dealer = returned_for(&[("cause", "写明磨损部位"), ("photos", "缺旧件照片")]);
            dealer.by(person);
            dealer.when(back(" ")).rejected("CLM-4.reason_required");
            let kinds = dealer.when(back("照片已寄到")).kinds();
            assert_eq!(kinds, ["ReturnAnswered", "ClaimCameBack"]);
            dealer.when(back("照片已寄到")).then_nothing();
            let asked = &known(&dealer, &claim()).checked["photos"];
            assert_eq!(asked.answers, ["照片已寄到"]);
        }
        let mut dealer = returned_for(&[("cause", "写明磨损部位")]);
        dealer.by("deng").when(back("已补")).rejected("CLM-4.not_yours");
        let mut dealer = drafted();
        dealer.when(back("已补")).rejected("CLM-4.not_returned");
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
