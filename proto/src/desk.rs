//! The desk: what can be asked across all logs, and what is answered.
//!
//! Queries travel as `{"board": {...}}`. An answer holds names beside ids, so that a reader needs no second question,
//! and whole seconds where people reckon in time left.

mod board;
mod claim;
mod claims;
mod closing;
mod figures;
mod kpi;
mod messages;
mod month;
mod order;
mod parts;
mod queries;
mod report;
mod search;
mod to_do;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, PersonId, StationId};

use crate::wire::Reach;

pub use board::{Board, ClockState, ClockSummary, OrderSummary, Trip, Urgency};
pub use claim::{
    CheckShown, CheckState, ClaimActionShown, ClaimPage, CreditShown, DecisionShown, JudgementShown,
    LineShown, LineTry, PaperShown, SubmissionShown, TryShown,
};
pub use claims::{ClaimRow, Claims, Lacking, LackingKind};
pub use closing::{
    CallBackShown, ClosingShown, PapersShown, ReopenedShown, RepeatOf, RepeatShown, StationCallShown,
    UnrepairedConfirmedShown, UrgingShown,
};
pub use figures::{ClaimFigures, ClockFigures, Figures, MessageInFigures, MessageOutFigures, Rate};
pub use kpi::{EngineerRate, Figure, FigureCase, FigureCases, FigureKind, StationRate};
pub use messages::{
    Answer, InOutcome, Inbox, InboxItem, InboxKind, MessageIn, MessageOut, Messages, OutState, Settled,
    TextMessage, Who,
};
pub use month::{InvalidMonth, Month};
pub use order::{
    ActionShown, AttachedCall, BreachShown, Cancelled, ClockPage, Correction, Crew, FlagShown, FollowUp,
    FollowUpState, FollowUps, Note, OrderPage, PauseShown, PlanShown, PlanState, Reason, Solution,
    TimelineEntry, UnrepairedShown, VisitShown, WarningShown,
};
pub use parts::{
    ConsignmentPage, ConsignmentPart, ConsignmentRow, Consignments, DiscrepancyShown, Ledger, LedgerRow,
    LossShown, PartReturn, PartRow, Parts,
};
pub use queries::{
    BoardQuery, CallQuery, ClaimQuery, ClaimsQuery, ConsignmentQuery, ConsignmentsQuery, DirectoryQuery,
    FigureCasesQuery, FiguresQuery, FollowUpsQuery, InboxQuery, LedgerQuery, MessagesQuery, OrderQuery,
    PartsQuery, SearchQuery, ToDoQuery, UnrepairedQuery,
};
pub use report::{DocumentShown, PartReported, ReportShown};
pub use search::{
    Call, ClaimFound, CustomerFound, Entries, Found, ListPage, MachineFound, MachineListed, Matched,
    OrderFound, PartFound, PersonFound, PersonListed,
};
pub use to_do::{IssuedList, ToDo, ToDoItem, ToDoKind, Unrepaired, UnrepairedOrder};

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
    /// What is known of a caller on the line: [`Call`].
    Call(CallQuery),
    /// Messages in and out: [`Messages`].
    Messages(MessagesQuery),
    /// Counts and rates: [`Figures`].
    Figures(FiguresQuery),
    /// The cases behind a rate: [`FigureCases`].
    FigureCases(FigureCasesQuery),
    /// A list of the directory: [`ListPage`].
    Directory(DirectoryQuery),
    /// What an operator or a clerk has to do: [`ToDo`].
    ToDo(ToDoQuery),
    /// Orders whose machine is not repaired (ORD-12): [`Unrepaired`].
    Unrepaired(UnrepairedQuery),
    /// Claims by the days left (CLM-7): [`Claims`].
    Claims(ClaimsQuery),
    /// Everything about the claim of one order: [`ClaimPage`].
    Claim(ClaimQuery),
    /// Old parts and where they are: [`Parts`].
    Parts(PartsQuery),
    /// Consignments of old parts: [`Consignments`].
    Consignments(ConsignmentsQuery),
    /// One consignment with its list: [`ConsignmentPage`].
    Consignment(ConsignmentQuery),
    /// A month's ledger of old parts (OLD-8): [`Ledger`].
    Ledger(LedgerQuery),
}

/// The most rows of one answer: with them an answer stays well under the bus's 1 MiB.
pub const ROWS: u32 = 200;

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
