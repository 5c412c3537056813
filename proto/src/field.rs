//! Field: messages from phones, visits, and what engineers report.

mod report;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, MessageId, OrderNumber, PersonId, Personal, Phone, Sentence};

use crate::clock::{
    BreachLifted, ClockBreached, ClockCancelled, ClockMet, ClockPaused, ClockResumed, ClockStarted,
    ClockStopped, ClockWarned, keeps_clocks,
};
use crate::command::commands;
use crate::event::events;
use crate::order::OrderFacts;

pub use report::{
    AttachDocument, CorrectPart, DocumentAttached, DocumentWithdrawn, FileReport, Labour, PartCorrected,
    PartExchange, PartReplaced, ReportContent, ReportGap, ServiceReportFiled, ServiceReportJudged,
    WithdrawDocument,
};

/// A text message from a phone, as a gateway hands it over (SMS-1, SMS-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeMessage {
    pub from: Personal<Phone>,
    pub text: Personal<String>,
    /// When the phone sent it, by the gateway's word; it decides when a report happened.
    pub sent_at: Instant,
    /// Which gateway brought it: `kannel`, `aliyun`, `tencent`.
    pub gateway: String,
    /// The gateway's own id, when it has one. It is not trusted for recognising repeats.
    #[serde(default)]
    pub gateway_id: Option<String>,
}

/// What an engineer says happened on a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// 出发
    Departed {
        #[serde(default)]
        eta: Option<Instant>,
        /// People's ids, names or phones, as they were said (SMS-4).
        #[serde(default)]
        companions: Vec<String>,
    },
    /// 到达工地
    Arrived,
    /// 修复离开工地
    Repaired,
    /// 未修复离开: `reason` is a code of the policy's unrepaired reasons.
    LeftUnrepaired {
        reason: String,
        #[serde(default)]
        words: String,
    },
    /// 收到
    Acknowledged,
}

/// Which report of a visit is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    Departed,
    Arrived,
    Repaired,
    LeftUnrepaired,
}

impl ReportKind {
    pub const ALL: [Self; 4] = [
        Self::Departed,
        Self::Arrived,
        Self::Repaired,
        Self::LeftUnrepaired,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Departed => ("出发", "departure"),
            Self::Arrived => ("到达", "arrival"),
            Self::Repaired => ("修复", "repair"),
            Self::LeftUnrepaired => ("未修复", "leaving unrepaired"),
        };
        Sentence::new(zh, en)
    }
}

/// Reports from the field through client or console (ORD-9, ORD-10, ORD-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub order: OrderNumber,
    pub happened: Happened,
    /// When it happened, if it is entered later; now when missing.
    #[serde(default)]
    pub at: Option<Instant>,
    /// The engineer, when somebody else enters it for them.
    #[serde(default)]
    pub engineer: Option<PersonId>,
}

/// Corrects the time of a report within the policy's window (SMS-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectReport {
    pub order: OrderNumber,
    pub of: ReportKind,
    pub at: Instant,
}

/// Settles a message of the inbox: gives it an order and a meaning, or says why it needs none (SMS-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleMessage {
    pub message: MessageId,
    #[serde(default)]
    pub order: Option<OrderNumber>,
    /// What the message meant; it is then taken as the sender's report at the time it was sent.
    #[serde(default)]
    pub happened: Option<Happened>,
    #[serde(default)]
    pub note: String,
}

/// Answers a message of the inbox by SMS (SMS-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerMessage {
    pub message: MessageId,
    pub text: Personal<String>,
}

/// Takes up what hotline says about an order; comes from its feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteFieldOrder {
    pub facts: OrderFacts,
}

/// Takes up who is assigned to an order; comes from dispatch's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteAssignment {
    pub order: OrderNumber,
    pub plan: u32,
    /// The visit that is planned; 0 when the plan was withdrawn.
    pub visit: u32,
    pub depart_at: Option<Instant>,
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
}

/// Takes up that an order ended elsewhere: solved by phone or cancelled; comes from feeds only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndFieldOrder {
    pub order: OrderNumber,
    pub at: Instant,
    pub cancelled: bool,
}

/// Takes up that the customer centre closed an order or opened it again; comes from hotline's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteClosing {
    pub order: OrderNumber,
    pub at: Instant,
    /// Opened again otherwise.
    pub closed: bool,
}

commands! {
    /// What field can be asked to do.
    pub enum FieldCommand {
        "take-message" TakeMessage,
        "report" Report,
        "correct-report" CorrectReport,
        "file-report" FileReport,
        "correct-part" CorrectPart,
        "attach-document" AttachDocument,
        "withdraw-document" WithdrawDocument,
        "settle-message" SettleMessage,
        "answer-message" AnswerMessage ;
        "note-order" NoteFieldOrder,
        "note-assignment" NoteAssignment,
        "end-order" EndFieldOrder,
        "note-closing" NoteClosing,
    }
}

/// Whose phone a message came from (SMS-1, SMS-14, DIR-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    Staff {
        person: PersonId,
    },
    /// Without an id it is a caller whose record is still to be found, known by an open order (ORD-3).
    Customer {
        customer: Option<CustomerId>,
    },
    Unknown,
}

/// A message was taken: it is on disk before its gateway hears so. Readers: notify (never), desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageReceived {
    pub message: MessageId,
    pub from: Personal<Phone>,
    pub text: Personal<String>,
    pub sent_at: Instant,
    pub gateway: String,
    pub gateway_id: Option<String>,
    pub sender: Sender,
}

/// One thing that is wrong with a message (SMS-13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mistake {
    /// Stable code, `SMS-2.unknown_keyword`.
    pub code: String,
    pub sentence: Sentence,
}

/// A message stays in the operators' inbox until someone settles it (SMS-7). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageNotUnderstood {
    pub message: MessageId,
    /// The order it seems to be about, for the operator's convenience.
    pub order: Option<OrderNumber>,
    pub mistakes: Vec<Mistake>,
}

/// A message from an unknown phone is kept for an operator and not answered (SMS-1, SMS-12). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageQuarantined {
    pub message: MessageId,
}

/// A customer wrote; it is shown at their open order (SMS-14). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomerWrote {
    pub message: MessageId,
    /// None for the caller of an open order whose customer is still to be found.
    pub customer: Option<CustomerId>,
    pub order: Option<OrderNumber>,
}

/// A phone asked not to be written to any more, `TD` or 退订 (SMS-14). Readers: notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessagesStopped {
    pub message: MessageId,
    pub phone: Personal<Phone>,
}

/// An automatic reply or one of our own numbers: kept, never answered (SMS-12). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AutomaticReplyKept {
    pub message: MessageId,
}

/// A report without a number fits several orders: the sender is asked which (SMS-5). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WhichOrderAsked {
    pub message: MessageId,
    pub person: PersonId,
    pub candidates: Vec<OrderNumber>,
    /// After this a bare number no longer completes the report.
    pub valid_until: Instant,
}

/// A message was understood as a report about an order; what it reported follows in the same frame. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageUnderstood {
    pub message: MessageId,
    pub order: OrderNumber,
    /// The earlier message this one completed with a number (SMS-5).
    pub completes: Option<MessageId>,
}

/// Why a phone is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// A short hint how to write it (SMS-7).
    Hint,
    /// A question: which order, when do you arrive (SMS-3, SMS-5).
    Question,
    /// An operator's own words.
    Operator,
}

/// A message is to be answered. Readers: notify, which sends it; desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerGiven {
    pub message: MessageId,
    pub to: Personal<Phone>,
    pub order: Option<OrderNumber>,
    pub kind: AnswerKind,
    pub text: Personal<String>,
}

/// A message would have been answered, but that phone had its share of hints this hour (SMS-12). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerWithheld {
    pub message: MessageId,
    pub reason: String,
}

/// Somebody on the way: of the directory, or only a name (SMS-4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Companion {
    Known { person: PersonId },
    Unknown { said: Personal<String> },
}

/// Engineers left for the machine (ORD-9). Readers: hotline, dispatch, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Departed {
    pub order: OrderNumber,
    pub visit: u32,
    pub lead: PersonId,
    pub companions: Vec<Companion>,
    pub eta: Option<Instant>,
    pub at: Instant,
    pub message: Option<MessageId>,
}

/// Engineers reached the machine (ORD-10). Readers: hotline, dispatch, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Arrived {
    pub order: OrderNumber,
    pub visit: u32,
    pub by: PersonId,
    pub at: Instant,
    pub message: Option<MessageId>,
}

/// The machine was repaired and the engineers left (ORD-11). Readers: hotline, dispatch, notify, claims, returns, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Repaired {
    pub order: OrderNumber,
    pub visit: u32,
    pub by: PersonId,
    pub at: Instant,
    pub message: Option<MessageId>,
}

/// The engineers left without repairing it, for a reason (ORD-11, ORD-37). Readers: hotline, dispatch, notify, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftUnrepaired {
    pub order: OrderNumber,
    pub visit: u32,
    pub by: PersonId,
    pub reason: String,
    pub words: String,
    pub at: Instant,
    pub message: Option<MessageId>,
}

/// An engineer acknowledged the order 收到 (SMS-2). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acknowledged {
    pub order: OrderNumber,
    pub by: PersonId,
    pub at: Instant,
    pub message: Option<MessageId>,
}

/// A station manager sent a plan by SMS (SMS-2, ORD-8). Readers: dispatch, which plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanReported {
    pub order: OrderNumber,
    pub by: PersonId,
    pub depart_at: Instant,
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
    pub at: Instant,
    pub message: MessageId,
}

/// A station manager sent a phone solution by SMS (SMS-2, ORD-7). Readers: dispatch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PhoneSolutionReported {
    pub order: OrderNumber,
    pub by: PersonId,
    pub solution: String,
    pub at: Instant,
    pub message: MessageId,
}

/// A report's time was corrected by its sender within the window (SMS-8). Readers: dispatch, claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportCorrected {
    pub order: OrderNumber,
    pub visit: u32,
    pub of: ReportKind,
    pub by: PersonId,
    pub was: Instant,
    pub at: Instant,
    pub message: Option<MessageId>,
}

/// What somebody should look at; a flag never blocks (SMS-4, SMS-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// Arrived without having departed (SMS-6).
    ArrivedWithoutDeparture,
    /// Repaired or left without having arrived (SMS-6).
    LeftWithoutArrival,
    /// A companion nobody knows (SMS-4).
    UnknownCompanion,
    /// Departed without an ETA (ORD-9).
    EtaMissing,
    /// A report that came after a later one of the same visit (SMS-6).
    OutOfOrder,
    /// A report about an order that had already ended.
    AfterTheEnd,
    /// A plan by SMS without the four inputs (ORD-8).
    PlanInputsMissing,
    /// A message whose sent time lay ahead of our clock by more than the policy lets pass (SMS-6).
    SentInFuture,
    /// The same photo was attached to another order before.
    PhotoOnTwoOrders,
    /// A piece of the report that came after the order was closed (ORD-14).
    AddedAfterClosing,
    /// A meter's reading below the machine's last one (ORD-25).
    HoursBelowLast,
}

impl FlagKind {
    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::ArrivedWithoutDeparture => ("未报出发就报到达", "arrived without departure"),
            Self::LeftWithoutArrival => ("未报到达就报离开", "left without arrival"),
            Self::UnknownCompanion => ("同行人员不在名录", "unknown companion"),
            Self::EtaMissing => ("未报预计到达时间", "ETA missing"),
            Self::OutOfOrder => ("报告次序颠倒", "reports out of order"),
            Self::AfterTheEnd => ("工单结束后才报告", "reported after the end"),
            Self::PlanInputsMissing => ("计划缺四项依据", "plan without its four inputs"),
            Self::SentInFuture => ("短信时间超前", "sent time ahead of ours"),
            Self::PhotoOnTwoOrders => ("照片用于两张工单", "the same photo on two orders"),
            Self::AddedAfterClosing => ("工单关闭后补报", "added after the order was closed"),
            Self::HoursBelowLast => ("小时数低于上次读数", "hours below the last reading"),
        };
        Sentence::new(zh, en)
    }
}

/// A report is to be looked at (SMS-4, SMS-6). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportFlagged {
    pub order: OrderNumber,
    pub visit: u32,
    pub flag: FlagKind,
    pub about: Personal<String>,
}

/// A message of the inbox was settled by a person, or because its sender said the same again (SMS-5, SMS-7).
/// Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageSettled {
    pub message: MessageId,
    pub order: Option<OrderNumber>,
    pub note: String,
}

/// An order's facts, copied so that this log explains itself. Trigger: hotline's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldOrderNoted {
    pub facts: OrderFacts,
}

/// Who is assigned to an order, copied. Trigger: dispatch's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssignmentNoted {
    pub order: OrderNumber,
    pub plan: u32,
    pub visit: u32,
    pub depart_at: Option<Instant>,
    pub lead: Option<PersonId>,
    pub companions: Vec<PersonId>,
}

/// An order ended elsewhere, copied: reports about it are flagged from now on. Trigger: feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldOrderEnded {
    pub order: OrderNumber,
    /// Reports of what happened before still take their place.
    pub at: Instant,
    pub cancelled: bool,
}

/// An order was closed, copied: what its report gets from now on is flagged (ORD-14). Trigger: hotline's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldOrderClosed {
    pub order: OrderNumber,
    pub at: Instant,
}

/// A closed order was opened again, copied: reports of what happens from now on are taken (ORD-14). Trigger:
/// hotline's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FieldOrderReopened {
    pub order: OrderNumber,
    pub at: Instant,
}

fn order(number: &OrderNumber) -> String {
    crate::stream_of_order(number)
}

fn message(id: &MessageId) -> String {
    format!("message/{id}")
}

events! {
    /// What stands in field's log.
    pub enum FieldEvent {
        400 v 1 MessageReceived => |event| message(&event.message),
        401 v 1 MessageNotUnderstood => |event| message(&event.message),
        402 v 1 MessageQuarantined => |event| message(&event.message),
        403 v 1 CustomerWrote => |event| message(&event.message),
        404 v 1 MessagesStopped => |event| message(&event.message),
        405 v 1 AutomaticReplyKept => |event| message(&event.message),
        406 v 1 WhichOrderAsked => |event| message(&event.message),
        407 v 1 MessageUnderstood => |event| message(&event.message),
        408 v 1 AnswerGiven => |event| message(&event.message),
        409 v 1 AnswerWithheld => |event| message(&event.message),
        410 v 1 MessageSettled => |event| message(&event.message),
        420 v 1 Departed => |event| order(&event.order),
        421 v 1 Arrived => |event| order(&event.order),
        422 v 1 Repaired => |event| order(&event.order),
        423 v 1 LeftUnrepaired => |event| order(&event.order),
        424 v 1 Acknowledged => |event| order(&event.order),
        425 v 1 PlanReported => |event| order(&event.order),
        426 v 1 PhoneSolutionReported => |event| order(&event.order),
        427 v 1 ReportCorrected => |event| order(&event.order),
        428 v 1 ReportFlagged => |event| order(&event.order),
        430 v 1 ServiceReportFiled => |event| order(&event.order),
        431 v 1 PartReplaced => |event| order(&event.order),
        432 v 1 PartCorrected => |event| order(&event.order),
        433 v 1 DocumentAttached => |event| order(&event.order),
        434 v 1 DocumentWithdrawn => |event| order(&event.order),
        435 v 1 ServiceReportJudged => |event| order(&event.order),
        440 v 1 FieldOrderNoted => |event| order(&event.facts.order),
        441 v 1 AssignmentNoted => |event| order(&event.order),
        442 v 1 FieldOrderEnded => |event| order(&event.order),
        443 v 1 FieldOrderClosed => |event| order(&event.order),
        444 v 1 FieldOrderReopened => |event| order(&event.order),
        450 v 1 ClockStarted => |event| order(&event.clock.order),
        451 v 1 ClockPaused => |event| order(&event.clock.order),
        452 v 1 ClockResumed => |event| order(&event.clock.order),
        453 v 1 ClockWarned => |event| order(&event.clock.order),
        454 v 1 ClockBreached => |event| order(&event.clock.order),
        455 v 1 BreachLifted => |event| order(&event.clock.order),
        456 v 1 ClockMet => |event| order(&event.clock.order),
        457 v 1 ClockStopped => |event| order(&event.clock.order),
        458 v 1 ClockCancelled => |event| order(&event.clock.order),
    }
}

keeps_clocks!(FieldEvent);
