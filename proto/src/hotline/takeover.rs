//! Open orders taken over from a list: staged row by row, taken over as a whole.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ImportId, Instant};

use super::OpenOrder;
use crate::directory::{BadCell, Row};

/// Stages some hundred rows of a list of open orders; nothing changes until it is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StageOrders {
    /// Derived from the file's content, so that the same file is the same import.
    pub import: ImportId,
    pub file: String,
    pub heads: Vec<String>,
    /// Which piece of the file this is, counted from 0.
    pub piece: u32,
    pub rows: Vec<Row>,
}

/// Takes over a staged list of open orders: all rows or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyOrders {
    pub import: ImportId,
    pub pieces: u32,
}

/// What a list of open orders said about an order beyond its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TakenOver {
    /// The number it had there.
    pub number: String,
    pub import: ImportId,
    pub line: u32,
    /// 派单时间: the station had replied by then.
    pub dispatched_at: Option<Instant>,
    /// 到达现场时间
    pub arrived_at: Option<Instant>,
}

/// One order of a list, read; not yet taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StagedOrder {
    pub line: u32,
    /// Its number in the list.
    pub number: String,
    pub opening: OpenOrder,
    pub dispatched_at: Option<Instant>,
    pub arrived_at: Option<Instant>,
    /// What else the row said, kept as a note.
    pub note: String,
}

/// Some rows of a list of open orders were read; nothing is in force yet. Readers: none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrdersStaged {
    pub import: ImportId,
    pub file: String,
    pub piece: u32,
    pub orders: Vec<StagedOrder>,
    pub bad: Vec<BadCell>,
}

/// A list of open orders was taken over; each order is an `OrderOpened` of its own. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrdersImported {
    pub import: ImportId,
    pub file: String,
    pub opened: u32,
    /// Rows whose orders were here already.
    pub unchanged: u32,
}

/// A list of open orders was refused as a whole; every bad row is named. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrdersRefused {
    pub import: ImportId,
    pub file: String,
    pub bad: Vec<BadCell>,
}
