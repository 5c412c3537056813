//! What can be done about an order's claim as it stands, and why something cannot.
//!
//! Told for readers, so that nobody fills in a form in vain; the services decide.

use proto::claims::ClaimState;
use proto::desk::ClaimActionShown;
use types::{Fen, Sentence};

use super::lacking;
use crate::answer::names::Named;
use crate::model::{OrderStory, TryKept};

/// The try a command is about, or why there is none.
type About<'a> = Result<Option<&'a TryKept>, Sentence>;

/// Every command about a claim that people send, in the order of a claim's life.
pub(super) fn of(story: &OrderStory, named: &Named<'_>) -> Vec<ClaimActionShown> {
    let all = [
        ("claims.open-draft", to_open(story)),
        ("claims.review-claim", unfiled(story)),
        ("claims.take-claim-back", returned(story)),
        ("claims.change-lines", unfiled(story)),
        ("claims.judge-claim", unfiled(story)),
        ("claims.look-at-claim", pending(story)),
        ("claims.retry-package", package_failed(story)),
        ("claims.submit-claim", to_submit(story, named)),
        ("claims.record-manufacturer-number", filed(story)),
        ("claims.record-decision", to_decide(story)),
        ("claims.resubmit-claim", refused(story)),
        ("claims.record-credit", approved(story)),
        ("claims.close-claim", credited(story)),
        ("claims.write-off-claim", rejected(story)),
        ("claims.drop-claim", to_drop(story)),
    ];
    let shown = all.into_iter().map(|(command, about)| ClaimActionShown {
        command: command.to_owned(),
        claim: about
            .as_ref()
            .ok()
            .copied()
            .flatten()
            .map(|kept| kept.claim().clone()),
        why_not: about.err(),
    });
    shown.collect()
}

fn no(zh: &str, en: &str) -> Sentence {
    Sentence::new(zh, en)
}

fn found<'a>(kept: Option<&'a TryKept>, zh: &str, en: &str) -> About<'a> {
    kept.map(Some).ok_or_else(|| no(zh, en))
}

/// The try that is still to be filed.
fn open_try(story: &OrderStory) -> Option<&TryKept> {
    story.claim.tries.values().find(|kept| kept.state.is_unfiled())
}

/// The last try that was handed in.
fn filed_try(story: &OrderStory) -> Option<&TryKept> {
    let mut tries = story.claim.tries.values().rev();
    tries.find(|kept| kept.submitted.is_some())
}

// rule: CLM-13
fn to_open(story: &OrderStory) -> About<'_> {
    if story.repair().is_none() || story.claim.cancelled {
        return Err(no("服务未完成", "the service is not finished"));
    }
    let is_claimed = story
        .claim
        .tries
        .values()
        .any(|kept| kept.state != ClaimState::Dropped);
    if is_claimed {
        return Err(no("该工单已有索赔", "the order has a claim already"));
    }
    Ok(None)
}

fn unfiled(story: &OrderStory) -> About<'_> {
    found(open_try(story), "没有待提交的索赔", "no claim is to be filed")
}

// rule: CLM-4
fn returned(story: &OrderStory) -> About<'_> {
    let returned = open_try(story).filter(|kept| kept.state == ClaimState::Returned);
    found(returned, "索赔未被退回", "the claim was not returned")
}

// rule: CLM-7
fn pending(story: &OrderStory) -> About<'_> {
    let pending = story.claim.last().filter(|kept| kept.state.is_pending());
    found(pending, "没有待办的索赔", "nothing waits for a look")
}

fn package_failed(story: &OrderStory) -> About<'_> {
    let failed = open_try(story).filter(|kept| kept.package_problem.is_some());
    found(failed, "索赔包没有生成失败", "no package has failed")
}

// rule: CLM-6
fn to_submit<'a>(story: &'a OrderStory, named: &Named<'_>) -> About<'a> {
    let kept = open_try(story).ok_or_else(|| no("没有待提交的索赔", "no claim is to be filed"))?;
    if kept.state == ClaimState::Ready && kept.package.is_some() {
        return Ok(Some(kept));
    }
    if kept.state == ClaimState::Ready && kept.package_problem.is_none() {
        return Err(no("索赔包正在生成，请稍候", "its package is being built"));
    }
    let lacking = lacking::lacking(story, named);
    let all = |title: fn(&Sentence) -> &str, gap: &str| {
        let titles: Vec<&str> = lacking.iter().map(|lack| title(&lack.title)).collect();
        titles.join(gap)
    };
    Err(Sentence::new(
        format!("还缺：{}", all(|title| title.zh.as_ref(), "、")),
        format!("lacking: {}", all(|title| title.en.as_ref(), ", ")),
    ))
}

fn filed(story: &OrderStory) -> About<'_> {
    found(filed_try(story), "尚未提交", "nothing was filed yet")
}

/// A decision may be put right as long as nothing followed from it.
// rule: CLM-16
fn to_decide(story: &OrderStory) -> About<'_> {
    let kept = filed_try(story).ok_or_else(|| no("尚未提交", "nothing was filed yet"))?;
    let is_last = story.claim.tries.values().next_back().map(TryKept::claim) == Some(kept.claim());
    match kept.state {
        ClaimState::Submitted => Ok(Some(kept)),
        ClaimState::Accepted | ClaimState::PartlyAccepted | ClaimState::Rejected if is_last => Ok(Some(kept)),
        _ => Err(no("厂家答复已有后续", "something followed from the decision")),
    }
}

// rule: CLM-8
fn refused(story: &OrderStory) -> About<'_> {
    if open_try(story).is_some() {
        return Err(no("已在重新准备", "another try is being prepared"));
    }
    let kept = filed_try(story).filter(|kept| {
        let was_refused = matches!(
            kept.state,
            ClaimState::Rejected | ClaimState::PartlyAccepted | ClaimState::Credited
        );
        was_refused && kept.approved().is_some_and(|approved| approved < kept.claimed())
    });
    found(kept, "厂家没有拒绝任何一项", "nothing of it was refused")
}

/// The first with money still to come, or else the last that was approved.
// rule: CLM-9
fn approved(story: &OrderStory) -> About<'_> {
    let expects = |kept: &&TryKept| {
        let is_over = matches!(kept.state, ClaimState::Closed | ClaimState::WrittenOff);
        !is_over && kept.approved().is_some_and(|approved| approved > Fen(0))
    };
    let tries = || story.claim.tries.values().filter(expects);
    let to_come = tries().find(|kept| kept.approved().is_some_and(|approved| approved > kept.credited()));
    let kept = to_come.or_else(|| tries().next_back());
    found(kept, "没有待到账的金额", "no money is to come")
}

fn credited(story: &OrderStory) -> About<'_> {
    let mut tries = story.claim.tries.values();
    let kept = tries.find(|kept| kept.state == ClaimState::Credited);
    found(kept, "尚未到账", "it was not paid yet")
}

// rule: CLM-8
fn rejected(story: &OrderStory) -> About<'_> {
    if open_try(story).is_some() {
        return Err(no("已在重新准备", "another try is being prepared"));
    }
    let kept = filed_try(story).filter(|kept| kept.state == ClaimState::Rejected);
    found(kept, "没有被拒绝的索赔", "no claim was rejected")
}

// rule: CLM-22
fn to_drop(story: &OrderStory) -> About<'_> {
    let may = story.claim.is_to_decide() || open_try(story).is_some();
    if may {
        return Ok(open_try(story));
    }
    Err(no("没有待提交的索赔", "no claim is to be filed"))
}
