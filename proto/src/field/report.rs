//! The engineer's report of a service: hours, fault and cause, labour, replaced parts, documents (ORD-25, CLM-17).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Hash, MessageId, OrderNumber, PersonId, Quantity, Sentence};

use crate::document::{Document, DocumentTarget};

/// One piece of work of the report: what was done and how long (ORD-25, CLM-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Labour {
    /// The manufacturer's service code, when it is known.
    #[serde(default)]
    pub code: Option<String>,
    pub description: String,
    /// In hundredths of an hour.
    pub hours: Quantity,
}

/// A part that was put in, and the old one that came out (CLM-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartExchange {
    pub part_number: String,
    #[serde(default)]
    pub name: String,
    /// In pieces.
    pub quantity: u32,
    #[serde(default)]
    pub old_serial: Option<String>,
    #[serde(default)]
    pub new_serial: Option<String>,
}

/// Files the engineer's report of a service, or a piece of it: what is missing stays as it was (ORD-25, SLA-10).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportContent {
    /// The machine's hours as read from the meter.
    #[serde(default)]
    pub hours: Option<u32>,
    /// 工况: rock, earthwork, demolition.
    #[serde(default)]
    pub work_condition: Option<String>,
    /// 故障现象
    #[serde(default)]
    pub fault: Option<String>,
    /// 故障原因
    #[serde(default)]
    pub cause: Option<String>,
    /// 维修内容
    #[serde(default)]
    pub repair: Option<String>,
    /// Takes the place of what was said of labour before.
    #[serde(default)]
    pub labour: Option<Vec<Labour>>,
    /// Says that no part was exchanged; otherwise a report without parts is incomplete.
    #[serde(default)]
    pub no_parts: bool,
}

impl ReportContent {
    /// Takes up a further piece: what it leaves out stays as it was said before (ORD-25).
    pub fn take(&mut self, said: &Self) {
        fn latest<T: Clone>(known: &mut Option<T>, said: Option<&T>) {
            if let Some(said) = said {
                *known = Some(said.clone());
            }
        }
        latest(&mut self.hours, said.hours.as_ref());
        latest(&mut self.work_condition, said.work_condition.as_ref());
        latest(&mut self.fault, said.fault.as_ref());
        latest(&mut self.cause, said.cause.as_ref());
        latest(&mut self.repair, said.repair.as_ref());
        latest(&mut self.labour, said.labour.as_ref());
        self.no_parts |= said.no_parts;
    }

    /// Takes up a part as it stands on the report: there are parts after all, unless it was taken off (ORD-25).
    pub fn take_part(&mut self, part: &PartExchange) {
        if part.quantity > 0 {
            self.no_parts = false;
        }
    }
}

/// Files the engineer's report (ORD-25, SLA-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileReport {
    pub order: OrderNumber,
    pub content: ReportContent,
    /// Parts to add to the report's; one that is on it already is no second one.
    #[serde(default)]
    pub parts: Vec<PartExchange>,
    /// The engineer, when somebody else enters it for them.
    #[serde(default)]
    pub engineer: Option<PersonId>,
}

/// Corrects a replaced part of the report; a quantity of 0 takes it off again (ORD-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectPart {
    pub order: OrderNumber,
    pub line: u16,
    pub exchange: PartExchange,
    pub reason: String,
}

/// Attaches a document that was put into the store before (ORD-25, CLM-19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachDocument {
    pub order: OrderNumber,
    pub target: DocumentTarget,
    pub document: Document,
}

/// Takes a document off an order again; it stays in the store and in the record (ORD-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawDocument {
    pub order: OrderNumber,
    pub hash: Hash,
    pub reason: String,
}

/// A piece of the engineer's report came in (ORD-25). Readers: claims, desk.
///
/// What is missing stays as it was said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceReportFiled {
    pub order: OrderNumber,
    pub by: Option<PersonId>,
    pub content: ReportContent,
    pub message: Option<MessageId>,
}

/// A part was replaced (CLM-17, OLD-1). Readers: claims, returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartReplaced {
    pub order: OrderNumber,
    /// Counted from 1 on each order; the part's tag is made of it.
    pub line: u16,
    pub exchange: PartExchange,
    pub by: Option<PersonId>,
    pub message: Option<MessageId>,
}

/// A replaced part was put right; a quantity of 0 took it off the report (ORD-15). Readers: claims, returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartCorrected {
    pub order: OrderNumber,
    pub line: u16,
    pub exchange: PartExchange,
    pub reason: String,
}

/// A document was attached (ORD-25, CLM-19). Readers: claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentAttached {
    pub order: OrderNumber,
    pub target: DocumentTarget,
    pub document: Document,
    pub by: Option<PersonId>,
}

/// A document was taken off the order again (ORD-15). Readers: claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentWithdrawn {
    pub order: OrderNumber,
    pub hash: Hash,
    pub reason: String,
}

/// Something a report still lacks (ORD-25): each gap is a failed item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ReportGap {
    /// Stable code, `hours`, `cause`, `labour`, `parts`, or the kind of the missing document, `part_photo`.
    pub code: String,
    pub sentence: Sentence,
}

/// What a report lacks after a service was finished or the report changed; nothing means it is complete (SLA-10).
/// Readers: hotline, claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceReportJudged {
    pub order: OrderNumber,
    pub gaps: Vec<ReportGap>,
}
