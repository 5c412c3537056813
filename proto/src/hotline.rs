//! Hotline: the call, the service order, and where it stands.

mod closing;
mod takeover;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, MachineSerial, OrderNumber, PersonId, Personal, Phone, StationId};

use crate::command::commands;
use crate::directory::Position;
use crate::event::events;
use crate::order::{OrderFacts, OrderSubtype, OrderType, Step};

pub use closing::{
    CalledBack, CloseOrder, ConfirmUnrepaired, Department, JudgeRepeat, NoteReport, OrderClosed,
    OrderReopened, PapersClass, PapersReviewed, RecordCallBack, RecordUrging, ReopenOrder, RepeatJudged,
    RepeatSuspected, RepeatVerdict, ReportNoted, ReviewPapers, UnrepairedConfirmed, UnrepairedListIssued,
    UnrepairedRow, Urged,
};
pub use takeover::{
    ApplyOrders, OrdersImported, OrdersRefused, OrdersStaged, StageOrders, StagedOrder, TakenOver,
};

/// Who is on the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Caller {
    pub phone: Personal<Phone>,
    #[serde(default)]
    pub name: Option<Personal<String>>,
}

/// Opens a service order for a call (ORD-1); a known serial or phone fills in the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenOrder {
    pub caller: Caller,
    /// The machine's serial as the caller reads it from the plate. Unknown or missing makes a 99 order (ORD-3).
    #[serde(default)]
    pub machine: Option<MachineSerial>,
    #[serde(default)]
    pub model: Option<String>,
    #[serde(default)]
    pub hours: Option<u32>,
    #[serde(default)]
    pub customer: Option<CustomerId>,
    #[serde(default)]
    pub site: String,
    pub fault: String,
    #[serde(default)]
    pub machine_down: bool,
    pub order_type: OrderType,
    #[serde(default)]
    pub subtype: Option<OrderSubtype>,
    /// Only for a 99 order; a known machine brings its own.
    #[serde(default)]
    pub station: Option<StationId>,
    /// When the call came, if it is entered later; now when missing.
    #[serde(default)]
    pub called_at: Option<Instant>,
    /// Why a second order is opened although the machine has an open failure order (ORD-18).
    #[serde(default)]
    pub second_order_reason: Option<String>,
}

/// Attaches a repeat call to an open order (ORD-18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachCall {
    pub order: OrderNumber,
    pub caller: Caller,
    #[serde(default)]
    pub said: String,
    #[serde(default)]
    pub called_at: Option<Instant>,
}

/// Fills in the machine of a 99 order (ORD-3), or puts a wrong one right with a reason (ORD-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentifyMachine {
    pub order: OrderNumber,
    pub machine: MachineSerial,
    /// Required when the order has another machine already.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Gives an order its station, or another one with a reason (ORD-3, ORD-38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveStation {
    pub order: OrderNumber,
    pub station: StationId,
    #[serde(default)]
    pub reason: Option<String>,
}

/// Corrects what was written down wrongly; the first entry stays in the log (ORD-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectOrder {
    pub order: OrderNumber,
    #[serde(default)]
    pub fault: Option<String>,
    #[serde(default)]
    pub site: Option<String>,
    #[serde(default)]
    pub hours: Option<u32>,
    #[serde(default)]
    pub order_type: Option<OrderType>,
    #[serde(default)]
    pub subtype: Option<OrderSubtype>,
    pub reason: String,
}

/// Records whether the machine stands still and whether a stopgap was made (ORD-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMachineState {
    pub order: OrderNumber,
    pub machine_down: bool,
    #[serde(default)]
    pub stopgap: Option<String>,
}

/// Cancels an order with one of the policy's reasons (ORD-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    pub order: OrderNumber,
    /// A code of the policy's cancel reasons.
    pub reason: String,
    #[serde(default)]
    pub note: String,
}

/// Writes a note on an order (ORD-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddNote {
    pub order: OrderNumber,
    pub text: Personal<String>,
}

/// Sets something to be done at a time, "call again at three" (ORD-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetFollowUp {
    pub order: OrderNumber,
    pub text: Personal<String>,
    pub at: Instant,
}

/// Ticks off a follow-up (ORD-39).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteFollowUp {
    pub order: OrderNumber,
    /// The follow-up's running number on its order.
    pub follow_up: u32,
    #[serde(default)]
    pub note: String,
}

/// Moves an order on because station or field said so; comes from feeds only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachStep {
    pub order: OrderNumber,
    pub step: Step,
    /// The visit the step belongs to, counted from 1; 0 before the first.
    pub visit: u32,
    pub at: Instant,
    pub reason: Option<String>,
}

commands! {
    /// What hotline can be asked to do.
    pub enum HotlineCommand {
        "open-order" OpenOrder,
        "attach-call" AttachCall,
        "identify-machine" IdentifyMachine,
        "give-station" GiveStation,
        "correct-order" CorrectOrder,
        "report-machine-state" ReportMachineState,
        "cancel-order" CancelOrder,
        "add-note" AddNote,
        "set-follow-up" SetFollowUp,
        "complete-follow-up" CompleteFollowUp,
        "record-urging" RecordUrging,
        "record-call-back" RecordCallBack,
        "confirm-unrepaired" ConfirmUnrepaired,
        "review-papers" ReviewPapers,
        "close-order" CloseOrder,
        "reopen-order" ReopenOrder,
        "judge-repeat" JudgeRepeat,
        "stage-orders" StageOrders,
        "apply-orders" ApplyOrders ;
        "reach-step" ReachStep,
        "note-report" NoteReport,
    }
}

/// A service order was opened for a call.
///
/// Trigger: an operator's entry. Readers: every service. Contents: the facts as first written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderOpened {
    pub facts: OrderFacts,
    pub operator: Option<PersonId>,
    pub second_order_reason: Option<String>,
    /// Where the order was before, when it came from a list of open orders.
    pub taken_over: Option<TakenOver>,
}

/// Another call about an open order (ORD-18). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CallAttached {
    pub order: OrderNumber,
    pub caller: Caller,
    pub said: String,
    pub called_at: Instant,
}

/// The machine of a 99 order was found (ORD-3), or a wrong one put right (ORD-15). Readers: all who keep order facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MachineIdentified {
    pub order: OrderNumber,
    pub machine: MachineSerial,
    pub model: Option<String>,
    pub customer: Option<CustomerId>,
    /// Where telematics last saw it (ORD-1).
    pub position: Option<Position>,
    /// Why another machine took the place of the first.
    pub reason: Option<String>,
}

/// An order got its station, or another one (ORD-3, ORD-38). Readers: dispatch, field, notify, claims, returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StationGiven {
    pub order: OrderNumber,
    pub station: StationId,
    pub previous: Option<StationId>,
    pub reason: Option<String>,
}

/// Something written down wrongly was put right (ORD-15). Readers: all who keep order facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderCorrected {
    pub order: OrderNumber,
    pub fault: Option<String>,
    pub site: Option<String>,
    pub hours: Option<u32>,
    pub order_type: Option<OrderType>,
    pub subtype: Option<OrderSubtype>,
    pub reason: String,
}

impl OrderCorrected {
    /// The facts with the corrected entries in them.
    #[must_use]
    pub fn apply(&self, facts: &OrderFacts) -> OrderFacts {
        let order_type = self.order_type.unwrap_or(facts.order_type);
        let subtype = self
            .subtype
            .or(facts.subtype)
            .filter(|subtype| subtype.fits(order_type));
        OrderFacts {
            fault: self.fault.clone().unwrap_or_else(|| facts.fault.clone()),
            site: self.site.clone().unwrap_or_else(|| facts.site.clone()),
            hours: self.hours.or(facts.hours),
            order_type,
            subtype,
            ..facts.clone()
        }
    }
}

/// The machine's state was asked: down or running, with or without a stopgap (ORD-5).
/// Readers: dispatch, field, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MachineStateReported {
    pub order: OrderNumber,
    pub machine_down: bool,
    pub stopgap: Option<String>,
}

/// The order moved on, by the station's reply or a report from the field. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepReached {
    pub order: OrderNumber,
    pub step: Step,
    pub visit: u32,
    pub at: Instant,
    /// Why it was left unrepaired.
    pub reason: Option<String>,
}

/// The order was cancelled; its clocks stop without breach (ORD-17). Readers: dispatch, field, notify, claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderCancelled {
    pub order: OrderNumber,
    pub reason: String,
    pub note: String,
}

/// A note on the order (ORD-39). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoteAdded {
    pub order: OrderNumber,
    pub text: Personal<String>,
}

/// A follow-up was set (ORD-39). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpSet {
    pub order: OrderNumber,
    pub follow_up: u32,
    pub text: Personal<String>,
    pub at: Instant,
    pub set_by: Option<PersonId>,
}

/// A follow-up's time came (ORD-39). Readers: desk, which shows it to the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpCameDue {
    pub order: OrderNumber,
    pub follow_up: u32,
    pub due_at: Instant,
}

/// A follow-up was done (ORD-39). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpDone {
    pub order: OrderNumber,
    pub follow_up: u32,
    pub note: String,
}

fn order(number: &OrderNumber) -> String {
    crate::stream_of_order(number)
}

events! {
    /// What stands in hotline's log.
    pub enum HotlineEvent {
        200 v 1 OrderOpened => |event| order(&event.facts.order),
        201 v 1 CallAttached => |event| order(&event.order),
        202 v 1 MachineIdentified => |event| order(&event.order),
        203 v 1 StationGiven => |event| order(&event.order),
        204 v 1 OrderCorrected => |event| order(&event.order),
        205 v 1 MachineStateReported => |event| order(&event.order),
        206 v 1 StepReached => |event| order(&event.order),
        207 v 1 OrderCancelled => |event| order(&event.order),
        208 v 1 NoteAdded => |event| order(&event.order),
        209 v 1 FollowUpSet => |event| order(&event.order),
        210 v 1 FollowUpCameDue => |event| order(&event.order),
        211 v 1 FollowUpDone => |event| order(&event.order),
        212 v 1 Urged => |event| order(&event.order),
        213 v 1 CalledBack => |event| order(&event.order),
        214 v 1 UnrepairedConfirmed => |event| order(&event.order),
        215 v 1 UnrepairedListIssued => |_event| "unrepaired".to_owned(),
        216 v 1 ReportNoted => |event| order(&event.order),
        217 v 1 PapersReviewed => |event| order(&event.order),
        218 v 1 OrderClosed => |event| order(&event.order),
        219 v 1 OrderReopened => |event| order(&event.order),
        220 v 1 RepeatSuspected => |event| order(&event.order),
        221 v 1 RepeatJudged => |event| order(&event.order),
        222 v 1 OrdersStaged => |event| format!("import/{}", event.import),
        223 v 1 OrdersImported => |event| format!("import/{}", event.import),
        224 v 1 OrdersRefused => |event| format!("import/{}", event.import),
    }
}
