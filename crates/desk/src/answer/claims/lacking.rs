//! What keeps a claim from being filed (CLM-4 to CLM-6, CLM-19, CLM-20).

use proto::claims::{ClaimKind, ClaimState, OutOfRange};
use proto::desk::{Lacking, LackingKind};
use proto::document::DocumentKind;
use sla::policy::{Policy, Role};
use types::{Fen, Lang, Sentence};

use crate::answer::names::Named;
use crate::model::{CheckKept, OrderStory, TryKept};

/// What an unfiled claim lacks; nothing for one that is filed or given up.
pub(super) fn lacking(story: &OrderStory, named: &Named<'_>) -> Vec<Lacking> {
    if story.claim.is_to_decide() {
        let why = story.claim.cover().map(|cover| cover.explanation.clone());
        return vec![of(LackingKind::Cover, "cover", why.unwrap_or_default())];
    }
    let Some(last) = story.claim.last().filter(|last| last.state.is_unfiled()) else {
        return Vec::new();
    };
    let policy = named.common.policies.adopted();
    let mut lacking = gaps(story);
    lacking.extend(papers(story, last, policy));
    lacking.extend(checklist(last, policy));
    if last.claimed() <= Fen(0) {
        let title = Sentence::new("没有索赔金额", "nothing is asked for");
        lacking.push(of(LackingKind::Amount, "amount", title));
    }
    lacking.extend(judgements(last, policy));
    lacking.extend(package(last));
    lacking
}

fn of(kind: LackingKind, code: &str, title: Sentence) -> Lacking {
    Lacking {
        kind,
        code: code.to_owned(),
        title,
        note: String::new(),
    }
}

fn gaps(story: &OrderStory) -> Vec<Lacking> {
    let gaps = story.report.gaps.iter().flatten();
    gaps.map(|gap| of(LackingKind::Report, &gap.code, gap.sentence.clone()))
        .collect()
}

/// The kinds of papers a claim of this kind must hold, in the order kinds are listed in (CLM-19).
pub(super) fn needed_papers(story: &OrderStory, last: &TryKept, policy: &Policy) -> Vec<DocumentKind> {
    let (claims, kind) = (policy.claims(), last.kind.as_str());
    let with_parts: &[String] = if story.report.parts.is_empty() {
        &[]
    } else {
        claims.papers_with_parts_for(kind)
    };
    let named = |paper: &DocumentKind| {
        let mut codes = claims.papers_for(kind).iter().chain(with_parts);
        codes.any(|code| code == paper.as_str())
    };
    DocumentKind::ALL.into_iter().filter(named).collect()
}

fn papers(story: &OrderStory, last: &TryKept, policy: &Policy) -> Vec<Lacking> {
    // rule: CLM-19
    let needed = needed_papers(story, last, policy).into_iter();
    needed
        .filter(|kind| story.report.of_kind(*kind).next().is_none())
        .map(|kind| of(LackingKind::Paper, kind.as_str(), kind.title()))
        .collect()
}

/// The items that failed, each with its note; those that are still to be reviewed as one.
fn checklist(last: &TryKept, policy: &Policy) -> Vec<Lacking> {
    // rule: CLM-4
    let items: Vec<_> = policy.claims().checklist_for(last.kind.as_str()).collect();
    let failed = items.iter().filter_map(|item| {
        let check = last.checks.get(&item.reason.code)?;
        check.waits().then(|| Lacking {
            note: check.item.note.clone(),
            ..of(
                LackingKind::Checklist,
                &item.reason.code,
                item.reason.name.clone(),
            )
        })
    });
    let mut lacking: Vec<Lacking> = failed.collect();
    let is_open = |check: &CheckKept| !check.item.passed && !check.waits();
    let open = items
        .iter()
        .filter(|item| last.checks.get(&item.reason.code).is_none_or(is_open));
    let open = open.count();
    if open > 0 {
        let title = Sentence::new(format!("{open}项待审核"), format!("{open} items to be reviewed"));
        lacking.push(of(LackingKind::Review, "review", title));
    }
    lacking
}

/// The roles whose judgement is missing, or says that it is something else than what it is claimed as.
fn missing_judges(last: &TryKept, policy: &Policy) -> Vec<Role> {
    let agreed = |role: &Role| match last.standing.get(role).map(|judged| judged.out_of_range) {
        Some(None) => true,
        Some(Some(OutOfRange::Goodwill)) => last.kind == ClaimKind::Goodwill,
        Some(Some(OutOfRange::CustomerPays)) | None => false,
    };
    let judges = policy.claims().judges().iter().copied();
    judges.filter(|role| !agreed(role)).collect()
}

fn judgements(last: &TryKept, policy: &Policy) -> Vec<Lacking> {
    // rule: CLM-20
    let missing = missing_judges(last, policy).into_iter();
    missing
        .map(|role| {
            let name = Sentence::new(role.name(Lang::Zh), role.name(Lang::En));
            let title = Sentence::new(
                format!("{}判定", name.zh),
                format!("judgement of the {}", name.en),
            );
            of(LackingKind::Judgement, role.as_str(), title)
        })
        .collect()
}

fn package(last: &TryKept) -> Option<Lacking> {
    // rule: CLM-6
    let waits = last.state == ClaimState::Ready && (last.package.is_none() || last.package_problem.is_some());
    waits.then(|| Lacking {
        note: last.package_problem.clone().unwrap_or_default(),
        ..of(
            LackingKind::Package,
            "package",
            Sentence::new("索赔包", "claim package"),
        )
    })
}
