//! What the policy says of claims: which orders, the checklist, the papers, who judges (CLM-1, CLM-4, CLM-19, CLM-20).

use std::collections::BTreeMap;

use types::{Fen, Sentence};

use super::codes::{CLAIM_KINDS, DOCUMENT_KINDS, ORDER_SUBTYPES, ORDER_TYPES, code, codes};
use super::read::{Entry, Section, nearest, unknown};
use super::reasons::{Reason, coded};
use super::{Role, clocks};

/// Takes the place of a kind where an order is never claimed.
const NEVER: &str = "none";

/// Which orders are claimed as what, and what a claim must pass and hold before it is filed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimsPolicy {
    /// By type of order, or by type and finer kind, `failure_repair/claimable`; none: never claimed.
    kinds: BTreeMap<String, Option<String>>,
    checklist: Vec<ChecklistItem>,
    papers: BTreeMap<String, Vec<String>>,
    papers_with_parts: BTreeMap<String, Vec<String>>,
    judges: Vec<Role>,
    labour_price: Fen,
    max_price: Fen,
}

/// One item of the review before filing (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    pub reason: Reason,
    /// Codes of the kinds of claims it is asked of; none means all.
    pub kinds: Vec<String>,
}

impl ClaimsPolicy {
    /// The kind of claim an order of this type and finer kind becomes; none when it is never claimed (CLM-1, CLM-2).
    #[must_use]
    pub fn kind_of(&self, order_type: &str, subtype: Option<&str>) -> Option<&str> {
        let finer = subtype.and_then(|subtype| self.kinds.get(&finer(order_type, subtype)));
        finer.or_else(|| self.kinds.get(order_type))?.as_deref()
    }

    /// Every item of the review, in the file's order (CLM-4).
    #[must_use]
    pub fn checklist(&self) -> &[ChecklistItem] {
        &self.checklist
    }

    /// The items that are asked of one kind of claim (CLM-4).
    pub fn checklist_for(&self, kind: &str) -> impl Iterator<Item = &ChecklistItem> {
        self.checklist
            .iter()
            .filter(move |item| item.kinds.is_empty() || item.kinds.iter().any(|code| code == kind))
    }

    /// Kinds of documents a claim of this kind must hold (CLM-19).
    #[must_use]
    pub fn papers_for(&self, kind: &str) -> &[String] {
        self.papers.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Kinds of documents it must hold besides when parts were replaced (CLM-19).
    #[must_use]
    pub fn papers_with_parts_for(&self, kind: &str) -> &[String] {
        self.papers_with_parts.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Who must judge whether a failure falls under the claim range, all of them (CLM-20).
    #[must_use]
    pub fn judges(&self) -> &[Role] {
        &self.judges
    }

    /// What a draft asks for one hour of labour, in fen (CLM-2).
    #[must_use]
    pub const fn labour_price(&self) -> Fen {
        self.labour_price
    }

    /// The most that one piece, hour or trip of a claim's line may cost, in fen (CLM-5).
    #[must_use]
    pub const fn max_price(&self) -> Fen {
        self.max_price
    }
}

fn finer(order_type: &str, subtype: &str) -> String {
    format!("{order_type}/{subtype}")
}

pub(super) fn claims(root: &Section<'_>) -> ClaimsPolicy {
    let Some(section) = root.required("claims").and_then(|entry| entry.section()) else {
        return ClaimsPolicy::default();
    };
    let claims = ClaimsPolicy {
        labour_price: section
            .required("labour_price")
            .and_then(|entry| price(&entry))
            .unwrap_or_default(),
        max_price: section
            .required("max_price")
            .and_then(|entry| price(&entry))
            .unwrap_or_default(),
        judges: section
            .required("judges")
            .map(|entry| judges(&entry))
            .unwrap_or_default(),
        checklist: section
            .required("checklist")
            .map(|entry| checklist(&entry))
            .unwrap_or_default(),
        kinds: section
            .required("kinds")
            .map(|entry| kinds(&entry))
            .unwrap_or_default(),
        papers: papers(&section, "papers"),
        papers_with_parts: papers(&section, "papers_with_parts"),
    };
    section.refuse_unasked();
    claims
}

fn price(entry: &Entry<'_>) -> Option<Fen> {
    let price = entry.text()?.parse::<Fen>().ok().filter(|price| *price >= Fen(0));
    if price.is_none() {
        entry.refuse(Sentence::new(
            "应为金额（元），如 320.00",
            "this must be an amount in yuan like 320.00",
        ));
    }
    price
}

fn judges(entry: &Entry<'_>) -> Vec<Role> {
    let judges = clocks::roles(entry);
    if judges.is_empty() {
        entry.refuse(Sentence::new("至少要有一人判定", "somebody must judge"));
    }
    judges
}

fn checklist(entry: &Entry<'_>) -> Vec<ChecklistItem> {
    coded(entry, |reason, section| ChecklistItem {
        reason,
        kinds: section
            .optional("kinds")
            .map(|entry| codes(&entry, &CLAIM_KINDS))
            .unwrap_or_default(),
    })
}

fn kinds(entry: &Entry<'_>) -> BTreeMap<String, Option<String>> {
    let orders: Vec<String> = ORDER_TYPES
        .iter()
        .map(|order_type| (*order_type).to_owned())
        .chain(ORDER_SUBTYPES.map(|(order_type, subtype)| finer(order_type, subtype)))
        .collect();
    let values: Vec<&str> = CLAIM_KINDS.into_iter().chain([NEVER]).collect();
    let read = |(order, entry): (&str, Entry<'_>)| {
        if !orders.iter().any(|known| known == order) {
            entry.refuse(unknown(nearest(order, orders.iter().map(String::as_str))));
        }
        let kind = code(&entry, &values)?;
        Some((order.to_owned(), Some(kind).filter(|kind| kind != NEVER)))
    };
    let section = entry.section();
    let all = section.iter().flat_map(Section::all);
    all.filter_map(read).collect()
}

fn papers(section: &Section<'_>, key: &'static str) -> BTreeMap<String, Vec<String>> {
    let Some(table) = section.required(key).and_then(|entry| entry.section()) else {
        return BTreeMap::new();
    };
    let read = |kind: &'static str| {
        let entry = table.required(kind)?;
        Some((kind.to_owned(), codes(&entry, &DOCUMENT_KINDS)))
    };
    let papers = CLAIM_KINDS.into_iter().filter_map(read).collect();
    table.refuse_unasked();
    papers
}
