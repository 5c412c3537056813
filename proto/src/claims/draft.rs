//! Claim drafts: cover, lines, and orders that will not be claimed (CLM-2, CLM-3, CLM-5, CLM-13, CLM-22).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, OrderNumber, PersonId, Sentence};

use super::{ClaimKind, ClaimLine};
use crate::directory::{WarrantyExtension, WarrantyTerms};

/// Opens a draft by hand for a finished order that has none: goodwill, or cover found later (CLM-2, CLM-13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDraft {
    pub order: OrderNumber,
    pub kind: ClaimKind,
    pub reason: String,
}

/// Saves the lines of a claim that is not submitted yet (CLM-5). They take the place of those before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLines {
    pub claim: ClaimNumber,
    pub lines: Vec<ClaimLine>,
    #[serde(default)]
    pub remarks: Option<String>,
}

/// Decides that a claimable order will not be claimed, with a reason; it counts against completeness (CLM-22).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropClaim {
    pub order: OrderNumber,
    pub reason: String,
}

/// Which limit of the warranty was reached (CLM-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverEnd {
    Months,
    Hours,
    /// The failure lies before the in-service date.
    NotInServiceYet,
    /// The machine file has no in-service date or no terms: somebody must look.
    Unknown,
}

/// Whether the machine was under warranty at the day of failure, and why (CLM-3, CLM-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cover {
    /// The day the failure was reported, by the station's zone.
    pub day: NaiveDate,
    pub in_service: Option<NaiveDate>,
    /// The terms at the machine's delivery, as the directory had them on the day the draft was made.
    pub terms: Option<WarrantyTerms>,
    pub extension: Option<WarrantyExtension>,
    /// The last day that is covered, by months.
    pub last_day: Option<NaiveDate>,
    /// The hour meter at the failure.
    pub hours: Option<u32>,
    /// The last hour that is covered.
    pub last_hour: Option<u32>,
    /// Nothing: covered.
    pub ended_by: Option<CoverEnd>,
    pub explanation: Sentence,
}

/// A claim's draft was opened, by itself, by hand, or as another try (CLM-2, CLM-8). Readers: returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimDrafted {
    pub claim: ClaimNumber,
    pub kind: ClaimKind,
    pub cover: Cover,
    pub lines: Vec<ClaimLine>,
    pub remarks: String,
    /// Why it was opened by hand, or what is different in this try; empty when it opened by itself.
    pub reason: String,
    pub by: Option<PersonId>,
}

/// A finished order is under no cover: it is shown with the reason, and no claim is opened (CLM-3, CLM-22).
/// Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotCovered {
    pub order: OrderNumber,
    pub cover: Cover,
    /// Why although covered, when it is not the cover: the kind of order is never claimed.
    pub reason: Option<Sentence>,
}

impl NotCovered {
    /// Whether nobody can tell if the machine was covered, so that a person has to decide (CLM-22).
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.reason.is_none() && self.cover.ended_by == Some(CoverEnd::Unknown)
    }
}

/// The cover of a claim that is not filed yet was judged again, because what it rests on was put right; the claim stands
/// (CLM-3). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverJudgedAgain {
    pub claim: ClaimNumber,
    pub cover: Cover,
}

/// A claim's lines were saved, by a person, or because the report changed (CLM-5). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimLinesChanged {
    pub claim: ClaimNumber,
    pub lines: Vec<ClaimLine>,
    pub remarks: String,
    pub by: Option<PersonId>,
}

/// A claim will not be filed (CLM-20, CLM-22). Readers: returns, desk.
///
/// Without a draft of that number before it: an order whose cover was unknown will not be claimed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimDropped {
    pub claim: ClaimNumber,
    pub reason: String,
    pub by: Option<PersonId>,
}
