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
