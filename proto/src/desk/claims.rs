//! Claims in rows, by the days left (CLM-7, CLM-22).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, Fen, Instant, MachineSerial, OrderNumber, Sentence};

use super::{ClockSummary, NamedCustomer, NamedPerson, NamedStation};
use crate::claims::{ClaimKind, ClaimState};
use crate::order::{OrderSubtype, OrderType};

/// What a claim lacks before it can be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LackingKind {
    /// Somebody has to find out whether the machine is under warranty (CLM-3).
    Cover,
    /// A gap of the engineer's report (ORD-25).
    Report,
    /// A paper that a claim of this kind must hold (CLM-19).
    Paper,
    /// An item of the checklist that failed (CLM-4).
    Checklist,
    /// Items of the checklist that are still to be reviewed (CLM-4).
    Review,
    /// No line asks for money (CLM-5).
    Amount,
    /// The judgement of one of the roles that give it: missing, or out of range (CLM-20).
    Judgement,
    /// The package of a ready claim (CLM-6).
    Package,
}

/// Something a claim lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lacking {
    pub kind: LackingKind,
    /// Of the gap, the paper, the item or the role; otherwise the kind's own.
    pub code: String,
    pub title: Sentence,
    /// What the reviewer wrote.
    pub note: String,
}

/// The claim of an order in a row: its last try, or an order without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimRow {
    pub order: OrderNumber,
    /// None for an order without a draft. In a list that is a finished one whose cover is unknown: it is to be claimed
    /// or dropped with a reason (CLM-22).
    pub claim: Option<ClaimNumber>,
    pub kind: Option<ClaimKind>,
    pub kind_title: Option<Sentence>,
    /// None like `claim`; `state_title` then says what is to be done.
    pub state: Option<ClaimState>,
    pub state_title: Sentence,
    /// Since when it stands there.
    pub since: Instant,
    pub order_type: OrderType,
    pub subtype: Option<OrderSubtype>,
    pub fault: String,
    pub machine: Option<MachineSerial>,
    pub model: Option<String>,
    pub customer: Option<NamedCustomer>,
    pub station: Option<NamedStation>,
    /// The engineer who repaired it.
    pub engineer: Option<NamedPerson>,
    pub repaired_at: Option<Instant>,
    /// The sum of the last try's lines.
    pub claimed: Fen,
    /// What the manufacturer approved of it; none until he has answered.
    pub approved: Option<Fen>,
    /// What came for it.
    pub credited: Fen,
    pub manufacturer_number: Option<String>,
    /// SLA-5.
    pub clock: Option<ClockSummary>,
    /// Calendar days from today to the last day for filing, by the station's days: 0 on the last day, negative after
    /// it. None once it is filed, and where no days run.
    pub days_left: Option<i64>,
    /// Whether somebody has to look at it every day.
    pub pending: bool,
    pub looked_at: Option<Instant>,
    pub looked_at_today: bool,
    /// What keeps it from being filed; nothing once it is.
    pub lacking: Vec<Lacking>,
}

/// Claims: those to be filed by the days left, then the others by the time they have waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claims {
    pub claims: Vec<ClaimRow>,
    /// How many fit the question, shown or not.
    pub total: u64,
    /// Sums over all that fit.
    pub claimed: Fen,
    pub approved: Fen,
    pub credited: Fen,
    /// Those of them that are pending and that nobody looked at today (CLM-7).
    pub not_looked_at_today: u64,
}
