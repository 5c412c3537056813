//! One order's claim with everything a reviewer lays side by side (CLM-3 to CLM-8, CLM-16, CLM-19, CLM-20, OLD-7).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::Role;
use types::{ClaimNumber, Fen, Hash, Instant, Quantity, Sentence};

use super::{ClaimRow, ClockPage, NamedPerson, PartRow, ReportShown, TimelineEntry};
use crate::claims::{ClaimKind, ClaimState, Cover, Decision, LineKind, OutOfRange};
use crate::document::{Document, DocumentKind};

/// Everything about one order's claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimPage {
    pub row: ClaimRow,
    /// Whether the machine was under warranty, and why; none until the service is finished.
    pub cover: Option<Cover>,
    /// Why there is no claim although the machine is covered, or why the order was dropped.
    pub not_claimed: Option<Sentence>,
    /// The items of the policy's checklist for this kind.
    pub checklist: Vec<CheckShown>,
    pub report: Option<ReportShown>,
    /// The papers a claim of this kind must hold (CLM-19).
    pub papers: Vec<PaperShown>,
    /// What the judges said, by time (CLM-20).
    pub judgements: Vec<JudgementShown>,
    /// Claimed and approved side by side, over all tries (CLM-16).
    pub lines: Vec<LineShown>,
    /// The first try first (CLM-8).
    pub tries: Vec<TryShown>,
    /// Every credit, whichever try it was for (CLM-9).
    pub credits: Vec<CreditShown>,
    /// SLA-5 with what explains it.
    pub clock: Option<ClockPage>,
    /// The old parts and where they are (OLD-7).
    pub parts: Vec<PartRow>,
    /// What the log of claims says of this order.
    pub timeline: Vec<TimelineEntry>,
    /// Each command about a claim, as the policy's table of rights names it.
    #[serde(default)]
    pub actions: Vec<ClaimActionShown>,
}

/// Something that can be done about an order's claim, as far as the claim itself goes; who may do it is policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimActionShown {
    /// `claims.submit-claim`
    pub command: String,
    /// The try it is about; none for what is said of the order.
    pub claim: Option<ClaimNumber>,
    /// Why not, as things stand.
    pub why_not: Option<Sentence>,
}

/// What was found of an item of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// Not checked yet, or to be checked again after what was asked for has come.
    Open,
    Passed,
    Failed,
}

/// An item of the checklist with the last word on it in this try (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckShown {
    pub item: String,
    pub title: Sentence,
    pub state: CheckState,
    /// What was asked for when it failed; it stays when the claim came back.
    pub note: String,
    /// What came for it since.
    #[serde(default)]
    pub answers: Vec<String>,
    pub by: Option<NamedPerson>,
    pub at: Option<Instant>,
}

/// A paper a claim of this kind must hold (CLM-19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaperShown {
    pub kind: DocumentKind,
    pub title: Sentence,
    /// Nothing: it is missing.
    pub documents: Vec<Document>,
}

/// What one of the judges said (CLM-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JudgementShown {
    pub claim: ClaimNumber,
    /// The role it was given in.
    pub role: Role,
    pub role_title: Sentence,
    pub by: NamedPerson,
    /// Whether it still counts: it was neither followed by another of the same role nor undone by another kind of claim.
    pub counts: bool,
    /// None: it falls under the claim range.
    pub out_of_range: Option<OutOfRange>,
    pub reason: String,
    pub at: Instant,
}

/// A line as it stood in each try (CLM-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineShown {
    pub line: u16,
    pub kind: LineKind,
    pub kind_title: Sentence,
    /// As the last try that has it says.
    pub code: String,
    pub description: String,
    /// The line of the report whose part it asks money for.
    pub part: Option<u16>,
    pub tries: Vec<LineTry>,
}

/// A line in one try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineTry {
    pub claim: ClaimNumber,
    pub quantity: Quantity,
    pub price: Fen,
    pub claimed: Fen,
    /// None until the manufacturer has answered.
    pub approved: Option<Fen>,
    /// Why less was approved.
    pub reason: String,
}

/// One try from its draft to its end (CLM-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TryShown {
    pub claim: ClaimNumber,
    pub kind: ClaimKind,
    pub kind_title: Sentence,
    pub state: ClaimState,
    pub state_title: Sentence,
    /// Since when it stands there.
    pub since: Instant,
    pub drafted_at: Instant,
    /// None when it opened by itself.
    pub drafted_by: Option<NamedPerson>,
    /// Why it was opened by hand, or what is different in this try.
    pub reason: String,
    pub remarks: String,
    pub claimed: Fen,
    /// How often it went back to engineer and station.
    pub returned: u32,
    /// The package that was built of what the claim says now; none while it is being built.
    pub package: Option<Document>,
    /// Why the package could not be built, when the last attempt failed.
    pub package_problem: Option<String>,
    pub submission: Option<SubmissionShown>,
    pub manufacturer_number: Option<String>,
    pub decision: Option<DecisionShown>,
    pub credited: Fen,
    /// Why it was dropped or written off.
    pub given_up: Option<String>,
}

/// A try was handed in (CLM-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubmissionShown {
    pub package: Hash,
    pub total: Fen,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// What the manufacturer decided about a try (CLM-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionShown {
    pub decision: Decision,
    pub approved: Fen,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// Money that came (CLM-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreditShown {
    pub claim: ClaimNumber,
    pub credit_note: String,
    pub amount: Fen,
    pub explanation: String,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}
