//! What follows a call, a repair or its absence, as an order's page shows it (ORD-5, ORD-6, ORD-12 to ORD-14, ORD-24).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, OrderNumber, Sentence};

use super::{NamedPerson, Reason};
use crate::hotline::{Department, PapersClass, RepeatVerdict};

/// The station manager called the customer and checked four things (ORD-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StationCallShown {
    pub fault: String,
    pub solvable_by_phone: bool,
    pub site: String,
    pub customer_parts: String,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// The operator urged the station (ORD-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UrgingShown {
    pub note: String,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// A call-back, or an attempt at one (ORD-13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallBackShown {
    /// None: the customer could not be reached.
    pub satisfied: Option<bool>,
    pub words: Option<String>,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// Why an order was unrepaired on a day, as it was confirmed (ORD-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnrepairedConfirmedShown {
    pub reason: Reason,
    pub confirmed_with: Vec<Department>,
    pub note: Option<String>,
    pub expected_at: Option<Instant>,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// Records staff looked through the papers (ORD-24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PapersShown {
    pub class: PapersClass,
    pub class_title: Sentence,
    /// Nothing: they are complete.
    pub missing: Vec<String>,
    pub asked: Option<NamedPerson>,
    pub note: Option<String>,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// What stands between an order and its closing (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClosingShown {
    pub closed_at: Option<Instant>,
    pub closed_by: Option<NamedPerson>,
    /// What is still to be done before it can be closed; nothing for a closed order.
    pub missing: Vec<Sentence>,
    /// Each time it was opened again.
    pub reopened: Vec<ReopenedShown>,
}

/// A closed order was opened again (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReopenedShown {
    pub reason: String,
    pub at: Instant,
    pub by: Option<NamedPerson>,
}

/// Whether an order repeats an earlier repair 返修 (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatShown {
    /// The earlier repair that it looks like.
    pub suspected: Option<RepeatOf>,
    pub verdict: Option<RepeatVerdict>,
    /// Why it was judged so.
    pub reason: String,
    pub judged_at: Option<Instant>,
    pub judged_by: Option<NamedPerson>,
    /// The earlier order this one counts against, until somebody decides otherwise.
    pub counts_against: Option<OrderNumber>,
}

/// The repair before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatOf {
    pub order: OrderNumber,
    pub resolved_at: Instant,
    /// Whether the fault was written down in the same words.
    pub same_words: bool,
}
