//! What follows a call, a repair or its absence (ORD-5, ORD-6, ORD-12 to ORD-14, ORD-24).

use proto::desk::{
    CallBackShown, ClosingShown, PapersShown, ReopenedShown, RepeatOf, RepeatShown, StationCallShown,
    UnrepairedConfirmedShown, UrgingShown,
};
use proto::hotline::UnrepairedConfirmed;
use proto::order::Step;
use types::{Instant, OrderNumber, Sentence};

use super::names::Named;
use crate::Model;
use crate::model::OrderStory;

pub(super) fn station_calls(story: &OrderStory, named: &Named<'_>) -> Vec<StationCallShown> {
    let shown = story.closing.station_calls.iter().map(|called| StationCallShown {
        fault: called.fault.clone(),
        solvable_by_phone: called.solvable_by_phone,
        site: called.site.clone(),
        customer_parts: called.customer_parts.clone(),
        at: called.at,
        by: called.by.as_ref().map(|id| named.person(id)),
    });
    shown.collect()
}

pub(super) fn urgings(story: &OrderStory, named: &Named<'_>) -> Vec<UrgingShown> {
    let shown = story.closing.urgings.iter().map(|(urged, at)| UrgingShown {
        note: urged.note.to_string(),
        at: *at,
        by: urged.by.as_ref().map(|id| named.person(id)),
    });
    shown.collect()
}

pub(super) fn call_backs(story: &OrderStory, named: &Named<'_>) -> Vec<CallBackShown> {
    let shown = story.closing.call_backs.iter().map(|(called, at)| CallBackShown {
        satisfied: called.satisfied,
        words: called.words.as_ref().map(ToString::to_string),
        at: *at,
        by: called.by.as_ref().map(|id| named.person(id)),
    });
    shown.collect()
}

pub(super) fn confirmations(story: &OrderStory, named: &Named<'_>) -> Vec<UnrepairedConfirmedShown> {
    let shown = story.closing.confirmations.iter();
    shown.map(|kept| confirmation(kept, named)).collect()
}

pub(super) fn confirmation(
    kept: &(UnrepairedConfirmed, Instant),
    named: &Named<'_>,
) -> UnrepairedConfirmedShown {
    let (confirmed, at) = kept;
    UnrepairedConfirmedShown {
        reason: named.unrepaired_reason(&confirmed.reason),
        confirmed_with: confirmed.confirmed_with.clone(),
        note: confirmed.note.as_ref().map(ToString::to_string),
        expected_at: confirmed.expected_at,
        at: *at,
        by: confirmed.by.as_ref().map(|id| named.person(id)),
    }
}

pub(super) fn papers(story: &OrderStory, named: &Named<'_>) -> Vec<PapersShown> {
    let shown = story.closing.papers.iter().map(|(reviewed, at)| PapersShown {
        class: reviewed.class,
        class_title: reviewed.class.title(),
        missing: reviewed.missing.clone(),
        asked: reviewed.asked.as_ref().map(|id| named.person(id)),
        note: reviewed.note.as_ref().map(ToString::to_string),
        at: *at,
        by: reviewed.by.as_ref().map(|id| named.person(id)),
    });
    shown.collect()
}

pub(super) fn closing(story: &OrderStory, named: &Named<'_>) -> ClosingShown {
    let closed = story.closing.closed.as_ref();
    let closed_by = closed.and_then(|(by, _)| by.as_ref());
    let reopened = story.closing.reopened.iter().map(|(reopened, at)| ReopenedShown {
        reason: reopened.reason.clone(),
        at: *at,
        by: reopened.by.as_ref().map(|id| named.person(id)),
    });
    ClosingShown {
        closed_at: closed.map(|(_, at)| *at),
        closed_by: closed_by.map(|id| named.person(id)),
        missing: missing(story),
        reopened: reopened.collect(),
    }
}

/// What is still to be done before an order is closed (ORD-14). Solved by phone it has neither report nor papers
/// (ORD-7).
pub(super) fn missing(story: &OrderStory) -> Vec<Sentence> {
    // rule: ORD-14
    let resolution = match story.step {
        Step::SolvedByPhone | Step::Cancelled | Step::Closed | Step::Repaired => None,
        Step::Opened | Step::Planned | Step::Departed | Step::Arrived | Step::Unrepaired => {
            Some(Sentence::new("尚未修复", "not repaired yet"))
        }
    };
    let on_site = story.step == Step::Repaired;
    let call_back = story
        .call_back_due()
        .then(|| Sentence::new("客户尚未回访", "the customer was not called back"));
    resolution
        .into_iter()
        .chain(report_missing(story).filter(|_| on_site))
        .chain(papers_missing(story).filter(|_| on_site))
        .chain(call_back)
        .collect()
}

/// What the engineer's report lacks.
pub(super) fn report_missing(story: &OrderStory) -> Option<Sentence> {
    let Some(gaps) = &story.report.gaps else {
        return Some(Sentence::new(
            "现场服务报告尚未录入",
            "the service report is not in yet",
        ));
    };
    if gaps.is_empty() {
        return None;
    }
    let zh: Vec<&str> = gaps.iter().map(|gap| gap.sentence.zh.as_str()).collect();
    let en: Vec<&str> = gaps.iter().map(|gap| gap.sentence.en.as_str()).collect();
    Some(Sentence::new(
        format!("现场服务报告不完整（{}）", zh.join("；")),
        format!("the service report is incomplete ({})", en.join("; ")),
    ))
}

/// What of the papers is to be reviewed or asked for (ORD-24).
pub(super) fn papers_missing(story: &OrderStory) -> Option<Sentence> {
    match story.closing.reviewed() {
        None => Some(Sentence::new("资料尚未审核", "the papers were not reviewed")),
        Some((reviewed, _)) if reviewed.missing.is_empty() => None,
        Some((reviewed, _)) => Some(Sentence::new(
            format!("资料缺少{}", reviewed.missing.join("、")),
            format!("papers are missing ({})", reviewed.missing.join(", ")),
        )),
    }
}

/// Whether it repeats an earlier repair; none when nothing ever suggested so.
pub(super) fn repeat(story: &OrderStory, named: &Named<'_>) -> Option<RepeatShown> {
    let closing = &story.closing;
    let judged = closing.judged.as_ref();
    if closing.suspected.is_none() && judged.is_none() {
        return None;
    }
    let judged_by = judged.and_then(|(judged, _)| judged.by.as_ref());
    Some(RepeatShown {
        suspected: closing.suspected.as_ref().map(|suspected| RepeatOf {
            order: suspected.earlier.clone(),
            resolved_at: suspected.resolved_at,
            same_words: suspected.same_words,
        }),
        verdict: judged.map(|(judged, _)| judged.verdict.clone()),
        reason: judged
            .map(|(judged, _)| judged.reason.clone())
            .unwrap_or_default(),
        judged_at: judged.map(|(_, at)| *at),
        judged_by: judged_by.map(|id| named.person(id)),
        counts_against: closing.repeats().cloned(),
    })
}

/// The later orders that count as repeats of one (ORD-14).
pub(super) fn repeated_by(model: &Model, order: &OrderNumber) -> Vec<OrderNumber> {
    let later = model.orders.values();
    later
        .filter(|story| story.closing.repeats() == Some(order))
        .map(|story| story.facts.order.clone())
        .collect()
}
