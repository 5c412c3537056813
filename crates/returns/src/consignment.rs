//! One consignment: its list, what the warehouse counted, and how discrepancies were cleared up.

use std::collections::BTreeMap;

use proto::returns::{ConsignmentReceived, ConsignmentShipped, Discrepancy, DiscrepancySettled};
use serde::{Deserialize, Serialize};

/// A consignment as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Consignment {
    pub(crate) shipped: ConsignmentShipped,
    pub(crate) received: Option<ConsignmentReceived>,
    /// By the discrepancy's number; the last word on each.
    pub(crate) settled: BTreeMap<u32, DiscrepancySettled>,
}

impl Consignment {
    pub(crate) fn shipped(event: &ConsignmentShipped) -> Self {
        Self {
            shipped: event.clone(),
            received: None,
            settled: BTreeMap::new(),
        }
    }

    pub(crate) fn discrepancies(&self) -> &[Discrepancy] {
        self.received
            .as_ref()
            .map_or(&[], |received| received.discrepancies.as_slice())
    }
}
