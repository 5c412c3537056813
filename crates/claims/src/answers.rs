//! What answers an item that a claim was returned for (CLM-4).
//!
//! Items that name something of the report are answered by that; what the order itself says, by its being put right; the
//! others, the house's own among them, by whatever came.

use proto::claims::{AnsweredItem, ReportPiece};
use proto::document::DocumentKind;
use proto::field::{PartExchange, ReportContent};
use proto::order::OrderFacts;

use crate::claim::Claim;

/// What a piece of the report answers of what is still asked for.
pub(crate) fn by_report(claim: &Claim, piece: &ReportPiece) -> Vec<AnsweredItem> {
    answered(claim, |item| of_piece(item, piece))
}

/// What was put right about the order answers.
pub(crate) fn by_order(claim: &Claim, before: &OrderFacts, after: &OrderFacts) -> Vec<AnsweredItem> {
    answered(claim, |item| of_order(item, before, after))
}

/// Somebody's word answers all of it.
pub(crate) fn by_word(claim: &Claim, word: &str) -> Vec<AnsweredItem> {
    answered(claim, |_| Some(word.to_owned()))
}

fn answered(claim: &Claim, answer: impl Fn(&str) -> Option<String>) -> Vec<AnsweredItem> {
    let asked = claim.asked_for().filter_map(|(item, _)| {
        let (answer, item) = (answer(item)?, item.clone());
        Some(AnsweredItem { item, answer })
    });
    asked.collect()
}

fn of_piece(item: &str, piece: &ReportPiece) -> Option<String> {
    match piece {
        ReportPiece::Filed { content, .. } => of_content(item, content),
        ReportPiece::Part { exchange, .. } => of_part(item, exchange),
        ReportPiece::Attached { document, .. } => {
            is_answered_by(item, document.kind).then(|| document.name.clone())
        }
        ReportPiece::Withdrawn { .. } | ReportPiece::Judged { .. } => None,
    }
}

fn of_content(item: &str, content: &ReportContent) -> Option<String> {
    let hours = || content.hours.map(|hours| hours.to_string());
    let works = || {
        let works = content.labour.iter().flatten();
        let named: Vec<&str> = works.map(|work| work.description.as_str()).collect();
        (!named.is_empty()).then(|| named.join("、"))
    };
    let none = || content.no_parts.then(|| "未换件".to_owned());
    match item {
        "hours" => hours(),
        "work_condition" => content.work_condition.clone(),
        "warranty_fault" => content.fault.clone().or_else(|| content.cause.clone()),
        "cause" => content.cause.clone(),
        "repair" => content.repair.clone().or_else(works),
        "parts" => none(),
        _ if is_of_documents(item) => None,
        _ => {
            let words = [
                &content.fault,
                &content.cause,
                &content.repair,
                &content.work_condition,
            ];
            let words = words.into_iter().find_map(Clone::clone);
            words.or_else(hours).or_else(works).or_else(none)
        }
    }
}

fn of_part(item: &str, part: &PartExchange) -> Option<String> {
    let is_of_others = is_of_documents(item)
        || matches!(
            item,
            "hours" | "work_condition" | "warranty_fault" | "cause" | "repair"
        );
    (!is_of_others).then(|| format!("{} ×{}", part.part_number, part.quantity))
}

fn is_of_documents(item: &str) -> bool {
    matches!(
        item,
        "photos" | "document_dates" | "documents_match_photos" | "claim_number" | "pfr_draft"
    )
}

/// Papers answer what is asked of papers; what is asked of the machine or the people may be shown by any.
fn is_answered_by(item: &str, kind: DocumentKind) -> bool {
    match item {
        "photos" => kind.is_photo(),
        "pfr_draft" => kind == DocumentKind::PfrDraft,
        "hours" | "work_condition" | "warranty_fault" | "cause" | "repair" | "parts" => false,
        _ => true,
    }
}

fn of_order(item: &str, before: &OrderFacts, after: &OrderFacts) -> Option<String> {
    let machine = || after.machine.as_ref().map(ToString::to_string);
    match item {
        "model" if before.model != after.model => after.model.clone(),
        "model" | "serial" if before.machine != after.machine => machine(),
        "hours" if before.hours != after.hours => after.hours.map(|hours| hours.to_string()),
        "customer" if before.customer != after.customer => after.customer.as_ref().map(ToString::to_string),
        "service_type" | "claim_type"
            if (before.order_type, before.subtype) != (after.order_type, after.subtype) =>
        {
            let finer = after.subtype.map(|finer| finer.title());
            Some(finer.unwrap_or_else(|| after.order_type.title()).zh)
        }
        _ => None,
    }
}
