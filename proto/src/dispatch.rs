//! Dispatch: the station's reply, plans, assigned engineers, and the clocks SLA-1 to SLA-4.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{Instant, MessageId, OrderNumber, PersonId, StationId};

use crate::clock::keeps_clocks;
pub use crate::clock::{
    BreachLifted, ClockBreached, ClockCancelled, ClockId, ClockMet, ClockPaused, ClockResumed, ClockStarted,
    ClockStopped, ClockWarned,
};
use crate::command::commands;
use crate::event::events;
use crate::order::OrderFacts;

/// The four inputs of a dispatch plan that are kept on record (ORD-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanInputs {
    /// Parts in stock or on order 配件.
    pub parts: String,
    /// Engineers free 人员.
    pub engineers: String,
    /// Time agreed with the customer 与客户约定.
    pub agreed_with_customer: String,
    /// The customer's arrears or prepayment 欠款或预付.
    pub arrears: String,
}

/// The station manager solved it by phone (ORD-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SolveByPhone {
    pub order: OrderNumber,
    /// 解决详情, required.
    pub solution: String,
    /// When it was solved, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// The station manager called the customer and checked the four things (ORD-6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordStationCall {
    pub order: OrderNumber,
    /// The fault as the customer describes it to the station manager 故障.
    pub fault: String,
    /// Whether it can be solved by phone 能否电话解决.
    pub solvable_by_phone: bool,
    /// Where the machine stands and how to get there 现场.
    pub site: String,
    /// What the customer has in stock of his own 客户自备配件.
    pub customer_parts: String,
    /// When the call was, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
}

/// The station manager plans a dispatch (ORD-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MakePlan {
    pub order: OrderNumber,
    /// 预计派工时间, required: when the engineers are to depart.
    pub depart_at: Instant,
    pub lead: PersonId,
    #[serde(default)]
    pub companions: Vec<PersonId>,
    pub inputs: PlanInputs,
}

/// Changes the standing plan's time or engineers, with a reason (ORD-38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePlan {
    pub order: OrderNumber,
    #[serde(default)]
    pub depart_at: Option<Instant>,
    #[serde(default)]
    pub lead: Option<PersonId>,
    #[serde(default)]
    pub companions: Option<Vec<PersonId>>,
    pub reason: String,
}

/// Pauses a running clock for a reason the policy allows (SLA-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseClock {
    pub order: OrderNumber,
    pub clock: ClockKind,
    /// A code of the policy's pause reasons.
    pub reason: String,
}

/// Lets a paused clock run on (SLA-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeClock {
    pub order: OrderNumber,
    pub clock: ClockKind,
}

/// Takes up what hotline says about an order; comes from its feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteOrder {
    pub facts: OrderFacts,
    /// Why the station changed, when it did (ORD-38).
    pub reason: Option<String>,
    pub news: Option<OrderNews>,
}

/// What hotline says about an order besides its facts, as far as clocks and plans go by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderNews {
    /// It came from a list of open orders, and this much had been done by then (SLA-1, SLA-2).
    TakenOver {
        /// When the station had replied.
        replied_at: Option<Instant>,
        /// When engineers had first been at the machine.
        arrived_at: Option<Instant>,
    },
    /// It had been closed and was opened again: there is more to do (ORD-14).
    Reopened { reason: String },
}

/// Takes up that hotline cancelled an order; comes from its feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropOrder {
    pub order: OrderNumber,
    pub at: Instant,
    pub reason: String,
}

/// Takes up a plan that a station manager sent by SMS; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakePlanMessage {
    pub order: OrderNumber,
    pub depart_at: Instant,
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
    pub by: PersonId,
    pub at: Instant,
    pub message: MessageId,
}

/// Takes up a phone solution that a station manager sent by SMS; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeSolutionMessage {
    pub order: OrderNumber,
    pub solution: String,
    pub by: PersonId,
    pub at: Instant,
    pub message: MessageId,
}

/// Takes up a report from the field; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeReport {
    pub order: OrderNumber,
    pub visit: u32,
    pub progress: Progress,
    pub at: Instant,
    pub by: PersonId,
}

commands! {
    /// What dispatch can be asked to do.
    pub enum DispatchCommand {
        "record-station-call" RecordStationCall,
        "solve-by-phone" SolveByPhone,
        "make-plan" MakePlan,
        "change-plan" ChangePlan,
        "pause-clock" PauseClock,
        "resume-clock" ResumeClock ;
        "note-order" NoteOrder,
        "drop-order" DropOrder,
        "take-plan-message" TakePlanMessage,
        "take-solution-message" TakeSolutionMessage,
        "take-report" TakeReport,
    }
}

/// How far a visit got, as the clocks need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    Departed { eta: Option<Instant> },
    Arrived,
    Repaired,
    LeftUnrepaired { reason: String },
}

/// An order's facts, copied so that this log explains itself. Trigger: hotline's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderNoted {
    pub facts: OrderFacts,
    /// Why the station changed, when it did (ORD-38).
    pub reason: Option<String>,
    pub news: Option<OrderNews>,
}

/// Hotline cancelled the order (ORD-17). Trigger: hotline's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderDropped {
    pub order: OrderNumber,
    pub at: Instant,
    pub reason: String,
}

/// The station manager called the customer; the four checks are on record (ORD-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerCalled {
    pub order: OrderNumber,
    pub fault: String,
    pub solvable_by_phone: bool,
    pub site: String,
    pub customer_parts: String,
    pub at: Instant,
    pub by: Option<PersonId>,
}

/// The station solved it by phone (ORD-7). Readers: hotline, field, notify, claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SolvedByPhone {
    pub order: OrderNumber,
    pub solution: String,
    pub at: Instant,
    pub by: Option<PersonId>,
    pub message: Option<MessageId>,
}

/// A dispatch was planned (ORD-8). Readers: hotline, field, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanMade {
    pub order: OrderNumber,
    /// Counted from 1 on each order.
    pub plan: u32,
    /// The visit this plan is for; a changed plan keeps its visit.
    pub visit: u32,
    pub station: Option<StationId>,
    pub depart_at: Instant,
    /// None when a plan by SMS named nobody: whoever of the station departs first leads.
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
    /// None when the plan came by SMS: the four inputs are then still to be recorded.
    pub inputs: Option<PlanInputs>,
    /// When the station manager replied.
    pub at: Instant,
    pub by: Option<PersonId>,
    pub message: Option<MessageId>,
}

/// The four inputs of a plan that had come by SMS were put on record (ORD-8). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanInputsRecorded {
    pub order: OrderNumber,
    pub plan: u32,
    pub inputs: PlanInputs,
    pub by: Option<PersonId>,
}

/// A plan took the place of another (ORD-38). Readers: field, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanChanged {
    pub order: OrderNumber,
    pub plan: u32,
    pub visit: u32,
    pub depart_at: Instant,
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
    /// Engineers of the old plan who are not in the new one.
    pub released: Vec<PersonId>,
    pub reason: String,
    pub by: Option<PersonId>,
}

/// A plan ended without a visit: the station changed or the order was cancelled (ORD-17, ORD-38).
/// Readers: hotline, field, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanWithdrawn {
    pub order: OrderNumber,
    pub plan: u32,
    pub released: Vec<PersonId>,
    pub reason: String,
}

/// A report from the field, copied because clocks end by it. Trigger: field's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VisitProgressed {
    pub order: OrderNumber,
    pub visit: u32,
    pub progress: Progress,
    pub at: Instant,
    pub by: PersonId,
}

fn order(number: &OrderNumber) -> String {
    crate::stream_of_order(number)
}

events! {
    /// What stands in dispatch's log.
    pub enum DispatchEvent {
        300 v 1 OrderNoted => |event| order(&event.facts.order),
        301 v 1 OrderDropped => |event| order(&event.order),
        302 v 1 SolvedByPhone => |event| order(&event.order),
        303 v 1 PlanMade => |event| order(&event.order),
        304 v 1 PlanChanged => |event| order(&event.order),
        305 v 1 PlanWithdrawn => |event| order(&event.order),
        306 v 1 VisitProgressed => |event| order(&event.order),
        307 v 1 ClockStarted => |event| order(&event.clock.order),
        308 v 1 ClockPaused => |event| order(&event.clock.order),
        309 v 1 ClockResumed => |event| order(&event.clock.order),
        310 v 1 ClockWarned => |event| order(&event.clock.order),
        311 v 1 ClockBreached => |event| order(&event.clock.order),
        312 v 1 BreachLifted => |event| order(&event.clock.order),
        313 v 1 ClockMet => |event| order(&event.clock.order),
        314 v 1 ClockStopped => |event| order(&event.clock.order),
        315 v 1 ClockCancelled => |event| order(&event.clock.order),
        316 v 1 PlanInputsRecorded => |event| order(&event.order),
        317 v 1 CustomerCalled => |event| order(&event.order),
    }
}

keeps_clocks!(DispatchEvent);
