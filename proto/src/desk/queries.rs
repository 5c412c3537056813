//! What a question narrows its answer to.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{ConsignmentId, CustomerId, MachineSerial, MessageId, OrderNumber, PartTag, PersonId, StationId};

use super::{FigureKind, Month, PartReturn, ToDoKind, Urgency};
use crate::claims::{ClaimKind, ClaimState};
use crate::directory::ListKind;
use crate::order::{OrderType, Step};
use crate::returns::PartState;

/// Which orders the board shows; what is missing does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoardQuery {
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default, alias = "type")]
    pub order_type: Option<OrderType>,
    #[serde(default)]
    pub step: Option<Step>,
    #[serde(default)]
    pub urgency: Option<Urgency>,
    /// Whether orders that have ended are shown, too; a `step` that has ended shows them anyway.
    #[serde(default)]
    pub include_ended: bool,
    /// Only orders whose machine or station is still to be found, the first work of each day (ORD-3).
    #[serde(default)]
    pub unidentified: bool,
    /// Only orders about this machine, the newest first.
    #[serde(default)]
    pub machine: Option<MachineSerial>,
    /// How many rows to leave out from the top.
    #[serde(default)]
    pub skip: Option<u32>,
    /// How many rows at most; [`super::ROWS`] when missing, never more.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderQuery {
    pub order: OrderNumber,
}

/// Asks for what waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InboxQuery {
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for follow-ups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpsQuery {
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for everything that holds a piece of text (DIR-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchQuery {
    /// Part of a phone, name, serial, order number, or free text. Words between spaces must all be found.
    pub text: String,
}

/// Asks what is known of a caller, while number and serial are being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallQuery {
    /// The beginning of the phone, as it is typed; less than three digits find nothing.
    #[serde(default)]
    pub phone: String,
    /// Part of the machine's serial; less than three letters find nothing.
    #[serde(default)]
    pub machine: String,
}

/// Which messages are shown, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagesQuery {
    #[serde(default)]
    pub order: Option<OrderNumber>,
    /// Only messages out that were given up and that nobody has seen to.
    #[serde(default)]
    pub dead: bool,
    /// Only what comes after this message in the list.
    #[serde(default)]
    pub after: Option<MessageId>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Which orders the figures are of; what is missing does not narrow them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiguresQuery {
    /// The first day, in the zone of the order's station. Counts go by the day an order was opened, each rate by the
    /// day that [`FigureKind`] names.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day, included.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub region: Option<String>,
}

/// Asks for the cases behind a rate; narrowed as in [`FiguresQuery`], they add up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureCasesQuery {
    pub figure: FigureKind,
    /// Only those that count for it, or only those that count against it.
    #[serde(default)]
    pub met: Option<bool>,
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub region: Option<String>,
    /// Only the cases of this engineer, as [`super::FigureCase::engineer`] says.
    #[serde(default)]
    pub engineer: Option<PersonId>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for a list of the directory, or one entry of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryQuery {
    pub list: ListKind,
    /// The entry's id or serial.
    #[serde(default)]
    pub id: Option<String>,
    /// Only people and machines of this station.
    #[serde(default)]
    pub station: Option<StationId>,
    /// Only machines of this customer.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Which tasks are shown; what is missing does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToDoQuery {
    #[serde(default)]
    pub kind: Option<ToDoKind>,
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for the orders that are not repaired, as they stand, or as a day's list said (ORD-12).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnrepairedQuery {
    /// The day whose list is wanted, as it went out; as things stand when missing.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Which claims are shown, the last try of each order, by the days left; what is missing does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimsQuery {
    #[serde(default)]
    pub state: Option<ClaimState>,
    #[serde(default)]
    pub station: Option<StationId>,
    #[serde(default)]
    pub kind: Option<ClaimKind>,
    /// Only what is still to be filed, orders to be decided included (CLM-22).
    #[serde(default)]
    pub unfiled: bool,
    /// Only what is to be filed within so many days, as [`super::ClaimRow::days_left`] counts them; what is late too.
    #[serde(default)]
    pub within_days: Option<i64>,
    /// Only what somebody has to look at every day (CLM-7).
    #[serde(default)]
    pub pending: bool,
    /// Of these only what nobody looked at today, by the station's day (CLM-7).
    #[serde(default)]
    pub not_looked_at_today: bool,
    /// Only claims that were refused and given up, for the monthly report (CLM-8).
    #[serde(default)]
    pub refused_for_good: bool,
    /// Only claims that came to where they stand in this month.
    #[serde(default)]
    pub month: Option<Month>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for everything about one order's claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimQuery {
    pub order: OrderNumber,
}

/// Which old parts are shown; what is missing does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartsQuery {
    #[serde(default)]
    pub station: Option<StationId>,
    /// The month the part belongs to, as [`super::PartRow::month`] says.
    #[serde(default)]
    pub month: Option<Month>,
    #[serde(default)]
    pub state: Option<PartState>,
    /// Only what has become of a part's return.
    #[serde(default, rename = "return")]
    pub part_return: Option<PartReturn>,
    #[serde(default)]
    pub order: Option<OrderNumber>,
    #[serde(default)]
    pub tag: Option<PartTag>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Which consignments are shown, the newest first; what is missing does not narrow it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsignmentsQuery {
    #[serde(default)]
    pub station: Option<StationId>,
    /// The month they were shipped in.
    #[serde(default)]
    pub month: Option<Month>,
    /// Only those that have not arrived, or have discrepancies to be settled.
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// Asks for one consignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsignmentQuery {
    pub consignment: ConsignmentId,
}

/// Asks for a month's ledger of old parts (OLD-8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerQuery {
    /// The month in which the question is asked when missing.
    #[serde(default)]
    pub month: Option<Month>,
    #[serde(default)]
    pub station: Option<StationId>,
}

impl FigureCasesQuery {
    /// Every case of a figure, from the first.
    #[must_use]
    pub const fn of(figure: FigureKind) -> Self {
        Self {
            figure,
            met: None,
            from: None,
            to: None,
            station: None,
            region: None,
            engineer: None,
            skip: None,
            limit: None,
        }
    }
}

impl DirectoryQuery {
    /// The whole of a list, from its beginning.
    #[must_use]
    pub const fn of(list: ListKind) -> Self {
        Self {
            list,
            id: None,
            station: None,
            customer: None,
            skip: None,
            limit: None,
        }
    }
}
