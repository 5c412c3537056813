//! Which SLA clocks there are, and which moments of an order are told to people.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One kind of SLA clock. `SLA-2` in JSON and in the policy file.
///
/// Stored by its place in this list: new kinds go to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum ClockKind {
    /// First response 首次响应: from opening to the station manager's reply.
    #[serde(rename = "SLA-1")]
    FirstResponse,
    /// The 36-hour response 实际响应: from opening to arrival on site, or solved by phone.
    #[serde(rename = "SLA-2")]
    Response36,
    /// Promised departure: from the plan to departure.
    #[serde(rename = "SLA-3")]
    PromisedDeparture,
    /// Promised arrival: from departure to arrival.
    #[serde(rename = "SLA-4")]
    PromisedArrival,
    /// Claim filing 14天: from the repair to the claim's submission.
    #[serde(rename = "SLA-5")]
    ClaimFiling,
    /// Old-part monthly return 旧件月返: from check-in at the station to shipping.
    #[serde(rename = "SLA-6")]
    PartReturn,
    /// Old part at the warehouse 旧件到库: from shipping to receipt.
    #[serde(rename = "SLA-7")]
    PartArrival,
    /// Order record entered 工单录入: from the end of the service to the complete report.
    #[serde(rename = "SLA-10")]
    ReportEntered,
}

impl ClockKind {
    pub const ALL: [Self; 8] = [
        Self::FirstResponse,
        Self::Response36,
        Self::PromisedDeparture,
        Self::PromisedArrival,
        Self::ClaimFiling,
        Self::PartReturn,
        Self::PartArrival,
        Self::ReportEntered,
    ];

    /// The rule that names the clock, `SLA-2`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::FirstResponse => "SLA-1",
            Self::Response36 => "SLA-2",
            Self::PromisedDeparture => "SLA-3",
            Self::PromisedArrival => "SLA-4",
            Self::ClaimFiling => "SLA-5",
            Self::PartReturn => "SLA-6",
            Self::PartArrival => "SLA-7",
            Self::ReportEntered => "SLA-10",
        }
    }
}

impl fmt::Display for ClockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for ClockKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.id().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("there is no clock {text:?}"))
    }
}

/// A moment in the life of a service order that somebody is told of (ORD-5, ORD-8 to ORD-11, ORD-38, CLM-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderNotice {
    /// Any order opened.
    Opened,
    /// A failure order opened; told besides [`Self::Opened`].
    OpenedFailure,
    /// The machine is down; told besides the others.
    MachineDown,
    /// A dispatch plan was made.
    Planned,
    /// Plan, engineer or station changed.
    PlanChanged,
    Departed,
    Arrived,
    Repaired,
    LeftUnrepaired,
    SolvedByPhone,
    Cancelled,
    /// A review sent the order's claim back (CLM-4); the engineer is told besides.
    ClaimReturned,
}

impl OrderNotice {
    pub const ALL: [Self; 12] = [
        Self::Opened,
        Self::OpenedFailure,
        Self::MachineDown,
        Self::Planned,
        Self::PlanChanged,
        Self::Departed,
        Self::Arrived,
        Self::Repaired,
        Self::LeftUnrepaired,
        Self::SolvedByPhone,
        Self::Cancelled,
        Self::ClaimReturned,
    ];

    /// The moment as policy files and JSON write it, `opened_failure`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::OpenedFailure => "opened_failure",
            Self::MachineDown => "machine_down",
            Self::Planned => "planned",
            Self::PlanChanged => "plan_changed",
            Self::Departed => "departed",
            Self::Arrived => "arrived",
            Self::Repaired => "repaired",
            Self::LeftUnrepaired => "left_unrepaired",
            Self::SolvedByPhone => "solved_by_phone",
            Self::Cancelled => "cancelled",
            Self::ClaimReturned => "claim_returned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_rule_ids_in_json_and_places_on_disk() {
        for (place, kind) in ClockKind::ALL.into_iter().enumerate() {
            assert_eq!(
                serde_json::to_string(&kind).unwrap(),
                format!("\"{}\"", kind.id())
            );
            assert_eq!(
                postcard::to_stdvec(&kind).unwrap(),
                [u8::try_from(place).unwrap()]
            );
            assert_eq!(kind.id().parse::<ClockKind>().unwrap(), kind);
        }
        for notice in OrderNotice::ALL {
            assert_eq!(
                serde_json::to_string(&notice).unwrap(),
                format!("\"{}\"", notice.as_str())
            );
        }
    }
}
