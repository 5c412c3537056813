//! Whether claims were filed, accepted, and came through the checklist (KPI-4).

use proto::claims::{ClaimKind, ClaimState, Decision};
use types::{Instant, Sentence};

use super::cases::Case;
use crate::answer::claims;
use crate::answer::names::Named;
use crate::model::{OrderStory, TryKept};

/// A claimable order, and whether it was claimed.
pub(super) fn completeness<'a>(story: &'a OrderStory, named: &Named<'_>, now: Instant) -> Option<Case<'a>> {
    // rule: CLM-22, KPI-4
    let (met, why) = claimed(story, named, now)?;
    let (at, _) = story.repair()?;
    Some(Case::of(story, met, at, why))
}

/// Whether a claimable order was claimed, and why it counts so; none for what is not claimable or still to be filed.
fn claimed(story: &OrderStory, named: &Named<'_>, now: Instant) -> Option<(bool, Sentence)> {
    let claim = &story.claim;
    if claim.is_filed() {
        return Some((true, Sentence::new("已提交", "filed")));
    }
    let last = claim.last();
    if last.is_some_and(|last| last.kind == ClaimKind::Goodwill || is_out_of_range(last)) {
        return None;
    }
    if let Some((dropped, _)) = &claim.dropped {
        let reason = &dropped.reason;
        let said = Sentence::new(format!("未提交：{reason}"), format!("not filed: {reason}"));
        return Some((false, said));
    }
    let late = claims::filing_due(story, named).is_some_and(|due| due < now);
    late.then(|| {
        let said = Sentence::new(
            "期限已过仍未提交",
            "not filed although the last day for filing is past",
        );
        (false, said)
    })
}

/// Whether somebody judged it to be out of the claim range (CLM-20).
fn is_out_of_range(kept: &TryKept) -> bool {
    kept.standing.values().any(|judged| judged.out_of_range.is_some())
}

/// Tries that were decided, and whether anything was approved.
pub(super) fn success(story: &OrderStory) -> Vec<Case<'_>> {
    of_tries(story, |kept| {
        let decided = kept.decided.as_ref()?;
        let (met, why) = match decided.decision {
            Decision::Accepted => (true, ClaimState::Accepted),
            Decision::PartlyAccepted => (true, ClaimState::PartlyAccepted),
            Decision::Rejected => (false, ClaimState::Rejected),
        };
        Some((met, decided.at, why.title()))
    })
}

/// First tries that came out of the review, and whether they were never returned.
pub(super) fn checklist_first_time(story: &OrderStory) -> Vec<Case<'_>> {
    of_tries(story, |kept| {
        let (at, passed) = kept.first_review.filter(|_| kept.claim().attempt == 1)?;
        let why = if passed {
            Sentence::new("一次通过", "passed the first time")
        } else {
            Sentence::new("曾退回", "was returned")
        };
        Some((passed, at, why))
    })
}

fn of_tries(
    story: &OrderStory,
    judge: impl Fn(&TryKept) -> Option<(bool, Instant, Sentence)>,
) -> Vec<Case<'_>> {
    let tries = story.claim.tries.values();
    tries
        .filter_map(|kept| {
            let (met, at, why) = judge(kept)?;
            Some(Case {
                claim: Some(kept.claim().clone()),
                ..Case::of(story, met, at, why)
            })
        })
        .collect()
}
