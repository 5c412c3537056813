//! Review before filing: the checklist, the way back to the engineer, the dealer's judgement (CLM-4, CLM-20).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{ClaimNumber, Fen, OrderNumber, PersonId, Sentence, StationId};

use super::ClaimKind;

/// One item of the checklist, passed or failed (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckedItem {
    /// A code of the policy's checklist.
    pub item: String,
    pub passed: bool,
    /// Required of a failed item: what is missing.
    #[serde(default)]
    pub note: String,
}

/// Checks items of a draft; one that failed sends it back at once (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewClaim {
    pub claim: ClaimNumber,
    pub items: Vec<CheckedItem>,
}

/// What becomes of a failure that does not fall under the claim range (CLM-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutOfRange {
    /// 商务索赔
    Goodwill,
    /// 客户付费
    CustomerPays,
}

/// Takes a returned claim back for review: what was asked for has come in a way that the report does not show (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeClaimBack {
    pub claim: ClaimNumber,
    /// How it came, `照片已寄到`; it stands as the answer to everything that is still open.
    pub note: String,
}

/// The dealer's judgement 经销商判定: claims supervisor and service director each give theirs (CLM-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeClaim {
    pub claim: ClaimNumber,
    /// Nothing: it falls under the claim range.
    #[serde(default)]
    pub out_of_range: Option<OutOfRange>,
    pub reason: String,
}

/// Records that somebody looked at a pending claim today (CLM-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtClaim {
    pub claim: ClaimNumber,
    #[serde(default)]
    pub note: String,
}

/// Items were checked (CLM-4). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimReviewed {
    pub claim: ClaimNumber,
    pub items: Vec<CheckedItem>,
    pub by: Option<PersonId>,
}

/// What a returned claim lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MissingItem {
    pub item: String,
    pub title: Sentence,
    pub note: String,
}

/// A claim went back to engineer and station with what is missing (CLM-4). Readers: notify, which tells them; desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimReturned {
    pub claim: ClaimNumber,
    pub missing: Vec<MissingItem>,
    pub engineer: Option<PersonId>,
    pub station: Option<StationId>,
}

/// An item that a claim was returned for, and what came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnsweredItem {
    pub item: String,
    /// What the report says now, a document's name, or somebody's word.
    pub answer: String,
}

/// What a claim was returned for came, or some of it (CLM-4). Trigger: a piece of the report, what was put right about
/// the order, or somebody who takes the claim back. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnAnswered {
    pub claim: ClaimNumber,
    pub items: Vec<AnsweredItem>,
    /// Who took it back; None: the report answers.
    pub by: Option<PersonId>,
}

/// A claim is to be reviewed again (CLM-4, CLM-19): all that it was returned for came, or a paper that a ready one
/// needs was taken off. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimCameBack {
    pub claim: ClaimNumber,
    pub order: OrderNumber,
}

/// One of the two gave their judgement (CLM-20). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimJudged {
    pub claim: ClaimNumber,
    pub out_of_range: Option<OutOfRange>,
    pub reason: String,
    /// In which of the two roles; a later judgement in the same role takes its place.
    pub role: Role,
    pub by: PersonId,
}

/// A claim is of another kind now: one of the two judged that it does not fall under the claim range and is to be asked
/// for as goodwill (CLM-20). What the other said of it before is void. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimKindChanged {
    pub claim: ClaimNumber,
    pub kind: ClaimKind,
    pub reason: String,
}

/// Every item passed and both judged it to be in range: it may be submitted, once its package is built (CLM-5).
/// Readers: desk. Effect: the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimReady {
    pub claim: ClaimNumber,
    pub total: Fen,
}

/// Somebody looked at a pending claim (CLM-7). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimLookedAt {
    pub claim: ClaimNumber,
    pub note: String,
    pub by: Option<PersonId>,
}
