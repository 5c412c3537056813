//! Old parts, consignments, and the monthly ledger (OLD-1 to OLD-8).

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, ConsignmentId, Fen, Instant, MachineSerial, OrderNumber, PartTag, Sentence};

use super::{ClockSummary, Month, NamedPerson, NamedStation};
use crate::claims::ClaimState;
use crate::document::Document;
use crate::returns::{Condition, Discrepancy, DiscrepancyOutcome, PartState};

/// What became of a part's return, as the month judges it (SLA-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartReturn {
    /// 未入站: the station does not hold it yet.
    NotHandedIn,
    /// 待寄: the station holds it, and its month is not over.
    Held,
    /// 按时: shipped by the 25th.
    InTime,
    /// 迟寄: shipped after the 25th and within the month (PEN-4).
    Late,
    /// 未寄: not shipped in its month, or lost before it was shipped (PEN-5, PEN-6).
    NotReturned,
}

impl PartReturn {
    pub const ALL: [Self; 5] = [
        Self::NotHandedIn,
        Self::Held,
        Self::InTime,
        Self::Late,
        Self::NotReturned,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::NotHandedIn => ("未入站", "not handed in"),
            Self::Held => ("待寄", "to be shipped"),
            Self::InTime => ("按时寄回", "returned in time"),
            Self::Late => ("迟寄", "returned late"),
            Self::NotReturned => ("未寄回", "not returned"),
        };
        Sentence::new(zh, en)
    }
}

/// An old part in a row, with everything its tag says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartRow {
    pub tag: PartTag,
    pub order: OrderNumber,
    /// The try that asked for it first.
    pub claim: ClaimNumber,
    /// Where the order's claim stands (OLD-7).
    pub claim_state: Option<ClaimState>,
    pub claim_state_title: Option<Sentence>,
    pub machine: Option<MachineSerial>,
    pub model: Option<String>,
    pub station: Option<NamedStation>,
    pub engineer: Option<NamedPerson>,
    pub part_number: String,
    pub name: String,
    /// In pieces.
    pub quantity: u32,
    pub serial: Option<String>,
    pub state: PartState,
    pub state_title: Sentence,
    /// Since when it is there.
    pub since: Instant,
    /// The month in which it is to be shipped; until the station holds it, the month in which it was replaced. By the
    /// station's days.
    pub month: Month,
    #[serde(rename = "return")]
    pub part_return: PartReturn,
    pub return_title: Sentence,
    pub condition: Option<Condition>,
    pub photo: Option<Document>,
    pub checked_in_at: Option<Instant>,
    /// The consignment it left with last.
    pub consignment: Option<ConsignmentId>,
    pub shipped_at: Option<Instant>,
    pub received_at: Option<Instant>,
    pub loss: Option<LossShown>,
    /// Why it is not expected any more, or where it went from the warehouse.
    pub gone: Option<Sentence>,
    /// SLA-6 and SLA-7.
    pub clocks: Vec<ClockSummary>,
}

/// A part is lost (OLD-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LossShown {
    pub reason: String,
    pub answerable: Vec<NamedPerson>,
    /// What the manufacturer deducted.
    pub deducted: Option<Fen>,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// Old parts by their tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Parts {
    pub parts: Vec<PartRow>,
    /// How many fit the question, shown or not.
    pub total: u64,
    /// How many there are in each state, whichever state was asked for; no state without parts.
    #[serde(default)]
    pub states: BTreeMap<PartState, u64>,
}

/// A consignment in a row (OLD-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsignmentRow {
    pub consignment: ConsignmentId,
    pub station: NamedStation,
    pub parts: u32,
    pub carrier: String,
    pub tracking: String,
    pub freight: Option<Fen>,
    pub shipped_at: Instant,
    pub shipped_by: Option<NamedPerson>,
    /// When the first of its SLA-7 clocks is due.
    pub arrival_due_at: Option<Instant>,
    /// When the warehouse counted it.
    pub received_at: Option<Instant>,
    pub received_by: Option<NamedPerson>,
    pub discrepancies: u32,
    /// Discrepancies that are still to be settled.
    pub unsettled: u32,
}

/// Consignments, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consignments {
    pub consignments: Vec<ConsignmentRow>,
    /// How many fit the question, shown or not.
    pub total: u64,
}

/// One consignment: its packing list, what was counted, and what was wrong (OLD-3, OLD-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsignmentPage {
    pub row: ConsignmentRow,
    /// In the order of the packing list.
    pub parts: Vec<ConsignmentPart>,
    pub discrepancies: Vec<DiscrepancyShown>,
}

/// A part of a packing list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsignmentPart {
    pub part: PartRow,
    /// In pieces.
    pub listed: u32,
    /// In pieces; none until the warehouse counted.
    pub counted: Option<u32>,
}

/// A discrepancy and what came of it (OLD-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiscrepancyShown {
    pub discrepancy: Discrepancy,
    pub kind_title: Sentence,
    /// None until it is settled.
    pub outcome: Option<DiscrepancyOutcome>,
    pub reason: String,
    pub settled_at: Option<Instant>,
    pub settled_by: Option<NamedPerson>,
}

/// One station's old parts of a month (OLD-8). Counted are tags, not pieces; parts that are not expected any more are
/// left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerRow {
    /// None in the sum of all stations, and for parts without a station.
    pub station: Option<NamedStation>,
    /// When they are to be shipped by, where the station is (SLA-6); none in the sum.
    #[serde(default)]
    pub due_at: Option<Instant>,
    /// All parts of the month: each is in exactly one of the five that follow.
    pub expected: u64,
    pub not_handed_in: u64,
    pub held: u64,
    pub in_time: u64,
    pub late: u64,
    pub not_returned: u64,
    /// Where they are now: in exactly one of these eight.
    pub awaited: u64,
    pub at_station: u64,
    pub on_the_way: u64,
    pub received: u64,
    pub missing: u64,
    pub lost: u64,
    pub destroyed: u64,
    pub forwarded: u64,
    /// What the manufacturer deducted for those that were lost.
    pub deducted: Fen,
}

/// A month's ledger of old parts, by station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ledger {
    pub month: Month,
    pub rows: Vec<LedgerRow>,
    pub sum: LedgerRow,
}
