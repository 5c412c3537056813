//! From the package to the money: submitting, the manufacturer's decision, another try, credit (CLM-6 to CLM-9, CLM-16).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, Fen, Hash, Instant, PersonId};

use super::PackageContent;
use crate::document::Document;

/// Reports that a claim's package was built and lies in the document store; comes from the builder only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportPackage {
    pub claim: ClaimNumber,
    /// The hash of what it was built from; a package of lines that changed since is built anew.
    pub content: Hash,
    /// Or why it could not be built.
    pub package: Result<Document, String>,
}

/// Asks once more for the package of a ready claim whose building failed (CLM-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryPackage {
    pub claim: ClaimNumber,
}

/// Submits a ready claim by the hash of its package: the second act (CLM-5, CLM-6, SLA-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitClaim {
    pub claim: ClaimNumber,
    pub package: Hash,
    /// When it was handed in, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// Records the number the manufacturer gave it (CLM-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordManufacturerNumber {
    pub claim: ClaimNumber,
    pub number: String,
}

/// The manufacturer's word on one line (CLM-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecidedLine {
    pub line: u16,
    /// In fen; 0 is a refusal.
    pub approved: Fen,
    /// Required where less was approved than claimed.
    #[serde(default)]
    pub reason: String,
}

/// Records the manufacturer's decision, line by line (CLM-8, CLM-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDecision {
    pub claim: ClaimNumber,
    pub lines: Vec<DecidedLine>,
    #[serde(default)]
    pub number: Option<String>,
    /// When it was decided; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// Opens another try of a claim that was refused or cut; the first is kept (CLM-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResubmitClaim {
    pub claim: ClaimNumber,
    /// What is different this time.
    pub reason: String,
}

/// Records money that came for a claim (CLM-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCredit {
    pub claim: ClaimNumber,
    pub credit_note: String,
    /// In fen.
    pub amount: Fen,
    /// Required where the amount is not the approved one.
    #[serde(default)]
    pub explanation: String,
}

/// Closes a claim that was paid, or of which nothing more is to come (CLM-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseClaim {
    pub claim: ClaimNumber,
}

/// Gives up a claim that was refused and can't be submitted again (CLM-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteOffClaim {
    pub claim: ClaimNumber,
    pub reason: String,
}

/// A ready claim's package is to be built from this, by itself or because what it says changed (CLM-6). Effect: the
/// package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackageAsked {
    pub content: Box<PackageContent>,
}

/// A claim's package could not be built; it is tried again when what it says changes, or when somebody asks for it
/// (CLM-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackageFailed {
    pub claim: ClaimNumber,
    /// The hash of what it was to be built from.
    pub content: Hash,
    pub problem: String,
}

/// The claim's package lies in the document store (CLM-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackageBuilt {
    pub claim: ClaimNumber,
    pub content: Hash,
    pub package: Document,
}

/// The claim was handed in (CLM-6, SLA-5). Readers: returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimSubmitted {
    pub claim: ClaimNumber,
    pub package: Hash,
    pub total: Fen,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// The manufacturer gave it a number (CLM-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimNumbered {
    pub claim: ClaimNumber,
    pub number: String,
}

/// What the manufacturer decided, as a whole (CLM-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Accepted,
    PartlyAccepted,
    Rejected,
}

/// The manufacturer decided (CLM-8, CLM-16). Readers: returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimDecided {
    pub claim: ClaimNumber,
    pub decision: Decision,
    /// One for each line claimed.
    pub lines: Vec<DecidedLine>,
    pub approved: Fen,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// Money came (CLM-9). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimCredited {
    pub claim: ClaimNumber,
    pub credit_note: String,
    pub amount: Fen,
    pub explanation: String,
    pub by: Option<PersonId>,
}

/// Nothing more is to come (CLM-7). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimClosed {
    pub claim: ClaimNumber,
    pub by: Option<PersonId>,
}

/// The claim was given up (CLM-8). Readers: returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimWrittenOff {
    pub claim: ClaimNumber,
    pub reason: String,
    pub by: Option<PersonId>,
}
