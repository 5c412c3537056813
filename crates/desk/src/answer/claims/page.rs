//! One order's claim with everything a reviewer lays side by side (CLM-3 to CLM-8, CLM-16, CLM-19, CLM-20, OLD-7).

use proto::Rejection;
use proto::desk::{
    CheckShown, CheckState, ClaimPage, ClaimQuery, CreditShown, DecisionShown, JudgementShown, PaperShown,
    SubmissionShown, TryShown,
};
use proto::document::Document;
use sla::policy::ClockKind;
use types::{Instant, Lang, Sentence, ServiceName};

use super::{actions, lacking, lines, row};
use crate::Model;
use crate::answer::names::Named;
use crate::answer::{clock, order, parts, report};
use crate::model::{CheckKept, OrderStory, TryKept};

/// The claim of an order, or why it has none.
///
/// # Errors
/// `order.unknown`.
pub(crate) fn page(model: &Model, query: &ClaimQuery, now: Instant) -> Result<ClaimPage, Rejection> {
    let story = model
        .orders
        .get(&query.order)
        .ok_or_else(|| order::unknown(&query.order))?;
    let named = Named::of(model);
    let claim = &story.claim;
    let filing = story.last_clock(ClockKind::ClaimFiling);
    Ok(ClaimPage {
        row: row(story, &named, now),
        cover: claim.cover().cloned(),
        not_claimed: claim.not_claimed(),
        checklist: checklist(story, &named),
        report: report::shown(story, &named),
        papers: papers(story, &named),
        judgements: judgements(story, &named),
        lines: lines::lines(claim),
        tries: claim.tries.values().map(|kept| try_shown(kept, &named)).collect(),
        credits: credits(story, &named),
        clock: filing.map(|kept| clock::page(kept, &named, now)),
        parts: parts::of_order(story, &named, now),
        timeline: order::timeline(model, story, &order::Messages::default(), |kept| {
            kept.log == ServiceName::Claims
        }),
        actions: actions::of(story, &named),
    })
}

fn checklist(story: &OrderStory, named: &Named<'_>) -> Vec<CheckShown> {
    let Some(last) = story.claim.last() else {
        return Vec::new();
    };
    let policy = named.common.policies.adopted();
    let items = policy.claims().checklist_for(last.kind.as_str());
    items
        .map(|item| {
            let code = &item.reason.code;
            check_shown(code, &item.reason.name, last.checks.get(code), named)
        })
        .collect()
}

fn check_shown(code: &str, title: &Sentence, check: Option<&CheckKept>, named: &Named<'_>) -> CheckShown {
    let by = check.and_then(|check| check.by.as_ref());
    CheckShown {
        item: code.to_owned(),
        title: title.clone(),
        state: match check {
            Some(check) if check.item.passed => CheckState::Passed,
            Some(check) if check.waits() => CheckState::Failed,
            Some(_) | None => CheckState::Open,
        },
        note: check.map(|check| check.item.note.clone()).unwrap_or_default(),
        answers: check.map(|check| check.answers.clone()).unwrap_or_default(),
        by: by.map(|id| named.person(id)),
        at: check.map(|check| check.at),
    }
}

fn papers(story: &OrderStory, named: &Named<'_>) -> Vec<PaperShown> {
    let Some(last) = story.claim.last() else {
        return Vec::new();
    };
    let policy = named.common.policies.adopted();
    let needed = lacking::needed_papers(story, last, policy).into_iter();
    needed
        .map(|kind| PaperShown {
            kind,
            title: kind.title(),
            documents: of_kind(story, kind),
        })
        .collect()
}

/// Each document once, whatever of the order it belongs to.
fn of_kind(story: &OrderStory, kind: proto::document::DocumentKind) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    for attached in story.report.of_kind(kind) {
        if !documents.contains(&attached.document) {
            documents.push(attached.document.clone());
        }
    }
    documents
}

fn judgements(story: &OrderStory, named: &Named<'_>) -> Vec<JudgementShown> {
    let last = story.claim.last().map(TryKept::claim);
    let of_try = |kept: &TryKept| {
        let shown = kept.judgements.iter().map(|(judged, at)| JudgementShown {
            claim: judged.claim.clone(),
            role: judged.role,
            role_title: Sentence::new(judged.role.name(Lang::Zh), judged.role.name(Lang::En)),
            by: named.person(&judged.by),
            counts: last == Some(kept.claim()) && kept.standing.get(&judged.role) == Some(judged),
            out_of_range: judged.out_of_range,
            reason: judged.reason.clone(),
            at: *at,
        });
        shown.collect::<Vec<_>>()
    };
    story.claim.tries.values().flat_map(of_try).collect()
}

fn try_shown(kept: &TryKept, named: &Named<'_>) -> TryShown {
    TryShown {
        claim: kept.claim().clone(),
        kind: kept.kind,
        kind_title: kept.kind.title(),
        state: kept.state,
        state_title: kept.state.title(),
        since: kept.since,
        drafted_at: kept.drafted_at,
        drafted_by: kept.drafted.by.as_ref().map(|id| named.person(id)),
        reason: kept.drafted.reason.clone(),
        remarks: kept.remarks.clone(),
        claimed: kept.claimed(),
        returned: kept.returned,
        package: kept.package.clone(),
        package_problem: kept.package_problem.clone(),
        submission: kept.submitted.as_ref().map(|submitted| SubmissionShown {
            package: submitted.package,
            total: submitted.total,
            at: submitted.at,
            by: submitted.by.as_ref().map(|id| named.person(id)),
        }),
        manufacturer_number: kept.number.clone(),
        decision: kept.decided.as_ref().map(|decided| DecisionShown {
            decision: decided.decision,
            approved: decided.approved,
            at: decided.at,
            by: decided.by.as_ref().map(|id| named.person(id)),
        }),
        credited: kept.credited(),
        given_up: kept.given_up.clone(),
    }
}

fn credits(story: &OrderStory, named: &Named<'_>) -> Vec<CreditShown> {
    let kept = story.claim.tries.values().flat_map(|kept| &kept.credits);
    kept.map(|(credited, at)| CreditShown {
        claim: credited.claim.clone(),
        credit_note: credited.credit_note.clone(),
        amount: credited.amount,
        explanation: credited.explanation.clone(),
        at: *at,
        by: credited.by.as_ref().map(|id| named.person(id)),
    })
    .collect()
}
