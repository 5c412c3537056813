//! The desk: what can be asked across all logs, and what is answered.
//!
//! Queries travel as `{"board": {...}}`. An answer holds names beside ids, so that a reader needs no second question,
//! and whole seconds where people reckon in time left.

mod board;
mod figures;
mod messages;
mod order;
mod search;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, MessageId, OrderNumber, PersonId, StationId};

use crate::directory::ListKind;
use crate::order::{OrderType, Step};
use crate::wire::Reach;

pub use board::{Board, ClockState, ClockSummary, OrderSummary};
pub use figures::{ClockFigures, Figures, MessageInFigures, MessageOutFigures, Rate};
pub use messages::{
    Answer, InOutcome, Inbox, InboxItem, InboxKind, MessageIn, MessageOut, Messages, OutState, Settled,
    TextMessage, Who,
};
pub use order::{
    AttachedCall, BreachShown, Cancelled, ClockPage, Correction, Crew, FlagShown, FollowUp, FollowUpState,
    FollowUps, Note, OrderPage, PauseShown, PlanShown, PlanState, Reason, Solution, TimelineEntry,
    UnrepairedShown, VisitShown, WarningShown,
};
pub use search::{
    CustomerFound, Entries, Found, ListPage, MachineFound, MachineListed, Matched, OrderFound, PersonFound,
    PersonListed,
};

/// The name of the desk on the bus, `fl.desk.query`.
pub const NAME: &str = "desk";

/// What the desk can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// Orders with their clocks: [`Board`].
    Board(BoardQuery),
    /// Everything about one order: [`OrderPage`].
    Order(OrderQuery),
    /// What waits for an operator: [`Inbox`].
    Inbox(InboxQuery),
    /// Follow-ups that are due or coming: [`FollowUps`].
    FollowUps(FollowUpsQuery),
    /// Customers, machines, orders and people by a piece of text (DIR-5): [`Found`].
    Search(SearchQuery),
    /// Messages in and out: [`Messages`].
    Messages(MessagesQuery),
    /// Counts over everything: [`Figures`].
    Figures(FiguresQuery),
    /// A list of the directory: [`ListPage`].
    Directory(DirectoryQuery),
}

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
    /// Whether orders that have ended are shown, too; a `step` that has ended shows them anyway.
    #[serde(default)]
    pub include_ended: bool,
    /// Only orders whose machine or station is still to be found, the first work of each day (ORD-3).
    #[serde(default)]
    pub unidentified: bool,
    /// How many rows to leave out from the top.
    #[serde(default)]
    pub skip: Option<u32>,
    /// How many rows at most; [`ROWS`] when missing, never more.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// The most rows of one answer: with them an answer stays well under the bus's 1 MiB.
pub const ROWS: u32 = 200;

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

/// Asks for the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FiguresQuery {}

/// Asks for a list of the directory, or one entry of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryQuery {
    pub list: ListKind,
    /// The entry's id or serial.
    #[serde(default)]
    pub id: Option<String>,
    #[serde(default)]
    pub skip: Option<u32>,
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A question with the moment it is about, as it stands on the bus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ask")]
pub struct Ask<Q = Query> {
    /// An RFC 3339 instant, `now`, or frames `hotline:12,dispatch:9`; now when missing.
    #[serde(default)]
    pub at: Option<String>,
    pub query: Q,
}

/// An answer with the moment it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Answered{T}")]
pub struct Answered<T = serde_json::Value> {
    pub as_of: Instant,
    /// The last frame of each log that the answer knows.
    pub cut: Reach,
    pub answer: T,
}

/// A person with the name they are known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NamedPerson {
    pub id: PersonId,
    pub name: String,
}

/// A station with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NamedStation {
    pub id: StationId,
    pub name: String,
    pub region: String,
}

/// A customer with the name they are known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NamedCustomer {
    pub id: CustomerId,
    pub name: String,
}
