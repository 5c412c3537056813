//! What a claim package is built from: everything it says, and nothing that depends on when or where it is built
//! (CLM-6).

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{
    ClaimNumber, Fen, Hash, Instant, MachineSerial, OrderNumber, PersonId, Personal, Sentence, StationId,
};

use super::{ClaimKind, ClaimLine, Cover, DecidedLine, Decision};
use crate::document::{Document, DocumentTarget};
use crate::field::{PartExchange, ReportContent};
use crate::order::{OrderSubtype, OrderType};

/// Everything a claim's package says (CLM-5, CLM-6). The same content makes the same package, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackageContent {
    pub claim: ClaimNumber,
    pub kind: ClaimKind,
    /// `order_model_serial_hours_content_date`, fit for a file's name and without an ending.
    pub stem: String,
    /// IANA name of the zone its dates and times are to be written in: the station's.
    pub zone: String,
    pub order: PackagedOrder,
    pub machine: PackagedMachine,
    pub cover: Cover,
    pub repair: PackagedRepair,
    pub report: ReportContent,
    /// By their lines in the report.
    pub parts: Vec<PackagedPart>,
    pub lines: Vec<ClaimLine>,
    /// The sum of the lines.
    pub total: Fen,
    pub remarks: String,
    /// What is different in this try, or why the claim was opened by hand; empty when it opened by itself.
    pub reason: String,
    /// In the order they were attached, each once.
    pub documents: Vec<PackagedDocument>,
    /// The checklist with what was found, in the policy's order.
    pub checked: Vec<PackagedCheck>,
    pub judgements: Vec<PackagedJudgement>,
    /// The tries before this one, the first one first.
    pub earlier: Vec<EarlierTry>,
}

impl PackageContent {
    /// The hash of its JSON, written without spaces and with the fields in the order they are declared here.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&[&serde_json::to_vec(self).unwrap_or_default()])
    }
}

/// The service order a claim is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedOrder {
    pub order: OrderNumber,
    pub order_type: OrderType,
    pub subtype: Option<OrderSubtype>,
    /// When the failure was reported.
    pub opened_at: Instant,
    pub site: String,
    /// The fault as the caller told it.
    pub fault: String,
    pub station: Option<StationId>,
    pub station_name: String,
}

/// The machine a claim is about, as its file said when the content was put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedMachine {
    pub serial: Option<MachineSerial>,
    pub model: String,
    pub hours: Option<u32>,
    pub customer: Option<Personal<String>>,
}

/// The repair, and who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedRepair {
    pub at: Instant,
    /// By the station's zone.
    pub day: NaiveDate,
    pub engineer: Option<PersonId>,
    pub engineer_name: Option<Personal<String>>,
    /// TCL1 to TCL4.
    pub engineer_grade: Option<u8>,
}

/// A replaced part with its serials (CLM-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedPart {
    /// In the report, counted from 1.
    pub line: u16,
    pub exchange: PartExchange,
}

/// A document that goes with the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedDocument {
    pub document: Document,
    pub target: DocumentTarget,
}

/// One item of the checklist that was passed (CLM-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedCheck {
    pub item: String,
    pub title: Sentence,
    pub note: String,
    pub by: Option<PersonId>,
    pub by_name: Option<Personal<String>>,
}

/// One of the two judgements (CLM-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackagedJudgement {
    /// The role it was given in, as the policy writes it.
    pub role: String,
    pub reason: String,
    pub by: PersonId,
    pub by_name: Personal<String>,
}

/// A try before this one, with the manufacturer's answer (CLM-8, CLM-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EarlierTry {
    pub claim: ClaimNumber,
    /// The manufacturer's number, when he gave one.
    pub number: Option<String>,
    pub submitted_at: Instant,
    pub lines: Vec<ClaimLine>,
    pub total: Fen,
    pub decision: Decision,
    /// One for each of the lines.
    pub decided: Vec<DecidedLine>,
    pub approved: Fen,
    pub decided_at: Instant,
}
