//! What an unfiled claim still lacks before it may be submitted (CLM-4, CLM-19, CLM-20).

use proto::claims::ClaimState;
use proto::document::DocumentKind;
use serde::Serialize;
use sla::policy::{Policy, Role};
use types::Fen;

use crate::case::Case;
use crate::claim::Claim;

/// The item by which somebody confirms the amount: it is open again whenever the lines change.
pub(crate) const AMOUNT: &str = "amount";
/// The item by which somebody confirms that the photos are there.
const PHOTOS: &str = "photos";
/// The item by which somebody confirms that all papers are there and tell the same.
const DOCUMENTS: &str = "documents_match_photos";
/// The item by which somebody confirms that the PFR draft is there.
const PFR: &str = "pfr_draft";

/// Everything that is in the way of a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Lacks {
    /// Items of the checklist that nobody passed.
    pub items: Vec<String>,
    pub papers: Vec<DocumentKind>,
    /// The roles whose judgement is missing, or differs.
    pub judges: Vec<Role>,
    /// Nothing is asked for.
    pub amount: bool,
}

impl Lacks {
    pub(crate) fn of(case: &Case, claim: &Claim, policy: &Policy) -> Self {
        let items = policy.claims().checklist_for(claim.kind.as_str());
        let judges = policy.claims().judges().iter().copied();
        Self {
            items: items
                .map(|item| item.reason.code.clone())
                .filter(|code| !claim.passed(code))
                .collect(),
            papers: papers(case, claim, policy),
            judges: judges.filter(|role| !claim.agreed_by(*role)).collect(),
            amount: claim.total() <= Fen(0),
        }
    }

    pub(crate) fn nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The kinds of papers a claim of this kind must hold and its order does not (CLM-19).
pub(crate) fn papers(case: &Case, claim: &Claim, policy: &Policy) -> Vec<DocumentKind> {
    let (claims, kind) = (policy.claims(), claim.kind.as_str());
    let with_parts: &[String] = if case.report.parts.is_empty() {
        &[]
    } else {
        claims.papers_with_parts_for(kind)
    };
    let needed = |kind: &DocumentKind| {
        let named = |list: &[String]| list.iter().any(|code| code == kind.as_str());
        named(claims.papers_for(claim.kind.as_str())) || named(with_parts)
    };
    let held = |kind: &DocumentKind| {
        let mut documents = case.report.documents.iter();
        documents.any(|attached| attached.document.kind == *kind)
    };
    let all = DocumentKind::ALL.into_iter();
    all.filter(|kind| needed(kind) && !held(kind)).collect()
}

/// The missing papers without which an item cannot pass (CLM-19).
pub(crate) fn papers_of_item(item: &str, missing: &[DocumentKind]) -> Vec<DocumentKind> {
    let belongs = |kind: &DocumentKind| match item {
        PHOTOS => kind.is_photo(),
        DOCUMENTS => true,
        PFR => *kind == DocumentKind::PfrDraft,
        _ => false,
    };
    missing.iter().copied().filter(belongs).collect()
}

/// Whether a claim has what it needs and nobody is waited for.
pub(crate) fn is_ready(case: &Case, claim: &Claim, policy: &Policy) -> bool {
    matches!(claim.state, ClaimState::Draft | ClaimState::InReview)
        && Lacks::of(case, claim, policy).nothing()
}
