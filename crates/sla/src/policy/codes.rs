//! Codes the policy refers to that belong to orders, claims and documents.
//!
//! The contract's own lists are what they are; a test beside them holds these equal.

use super::read::{Entry, nearest, unknown};
use super::reasons::filled;

/// Types of service orders (ORD-2).
pub const ORDER_TYPES: [&str; 15] = [
    "failure_repair",
    "periodic_maintenance",
    "technical_campaign",
    "arrival_inspection",
    "pre_delivery",
    "delivery",
    "machine_inspection",
    "customer_visit",
    "stock_upkeep",
    "service_agreement",
    "workshop_repair",
    "parts_inquiry",
    "sales_inquiry",
    "used_machine",
    "complaint",
];

/// The finer kinds of service orders, each with the type it belongs to (ORD-2).
pub const ORDER_SUBTYPES: [(&str, &str); 7] = [
    ("failure_repair", "claimable"),
    ("failure_repair", "not_claimable"),
    ("failure_repair", "out_of_warranty"),
    ("periodic_maintenance", "warranty_service"),
    ("periodic_maintenance", "ordinary"),
    ("periodic_maintenance", "three_thousand_hours"),
    ("periodic_maintenance", "end_of_warranty"),
];

/// Kinds of claims (CLM-1).
pub const CLAIM_KINDS: [&str; 4] = ["service_fee", "failure", "campaign", "goodwill"];

/// What a document shows or says (CLM-19, ORD-25).
pub const DOCUMENT_KINDS: [&str; 12] = [
    "photo",
    "part_photo",
    "service_report",
    "parts_requisition",
    "return_slip",
    "machine_readout",
    "pfr_draft",
    "conformity_certificate",
    "maintenance_photo",
    "repair_history",
    "claim_package",
    "other",
];

/// Reads a list of codes out of a known set, each once.
pub(super) fn codes(entry: &Entry<'_>, known: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for item in entry.items() {
        let Some(code) = code(&item, known) else { continue };
        if found.contains(&code) {
            item.refuse(types::Sentence::new("重复", "this is named twice"));
        } else {
            found.push(code);
        }
    }
    found
}

/// Reads one code out of a known set.
pub(super) fn code(entry: &Entry<'_>, known: &[&str]) -> Option<String> {
    let code = filled(entry)?;
    if !known.contains(&code.as_str()) {
        entry.refuse(unknown(nearest(&code, known.iter().copied())));
        return None;
    }
    Some(code)
}
