//! Notify: messages out, until they are delivered or given up (SMS-10).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, MessageId, OrderNumber, PersonId, Personal, Phone, Sentence};

use crate::clock::ClockId;
use crate::command::commands;
use crate::event::events;
use crate::order::OrderFacts;

/// What a carrier says about a message we sent (SMS-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Delivered,
    Failed,
    Queued,
    Accepted,
    Refused,
}

impl Delivery {
    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Delivered => ("已送达", "delivered"),
            Self::Failed => ("未送达", "not delivered"),
            Self::Queued => ("排队中", "queued at the carrier"),
            Self::Accepted => ("已接收", "accepted"),
            Self::Refused => ("被拒绝", "refused"),
        };
        Sentence::new(zh, en)
    }
}

/// A delivery report from a gateway (SMS-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeDeliveryReport {
    /// Our own id, as it was handed out with the message.
    pub message: MessageId,
    pub delivery: Delivery,
    pub at: Instant,
    #[serde(default)]
    pub detail: String,
}

/// An operator has seen to a message that could not be sent (SMS-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissMessage {
    pub message: MessageId,
    #[serde(default)]
    pub note: String,
}

/// A dead message is tried once more (SMS-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendMessage {
    pub message: MessageId,
}

/// Who a message is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    Person {
        person: PersonId,
    },
    Customer {
        customer: CustomerId,
    },
    /// A phone that belongs to nobody we know: the caller of a 99 order.
    Phone,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    OrderOpened,
    MachineDown,
    Planned,
    Assigned,
    PlanChanged,
    Released,
    Departed,
    Arrived,
    Repaired,
    LeftUnrepaired,
    SolvedByPhone,
    Cancelled,
    Warning,
    Breach,
    BreachLifted,
    Answer,
    ClaimReturned,
    PartsReminder,
    PartsOverdue,
    UnrepairedList,
}

impl Purpose {
    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::OrderOpened => ("新工单", "new order"),
            Self::MachineDown => ("停机", "machine down"),
            Self::Planned => ("已派工", "planned"),
            Self::Assigned => ("派工任务", "assigned"),
            Self::PlanChanged => ("派工变更", "plan changed"),
            Self::Released => ("任务取消", "released"),
            Self::Departed => ("已出发", "departed"),
            Self::Arrived => ("已到达", "arrived"),
            Self::Repaired => ("已修复", "repaired"),
            Self::LeftUnrepaired => ("未修复", "left unrepaired"),
            Self::SolvedByPhone => ("电话解决", "solved by phone"),
            Self::Cancelled => ("已取消", "cancelled"),
            Self::Warning => ("时限提醒", "warning"),
            Self::Breach => ("超时", "breach"),
            Self::BreachLifted => ("超时解除", "breach lifted"),
            Self::Answer => ("短信回复", "answer"),
            Self::ClaimReturned => ("索赔退回", "claim returned"),
            Self::PartsReminder => ("旧件提醒", "old parts reminder"),
            Self::PartsOverdue => ("旧件超期", "old parts overdue"),
            Self::UnrepairedList => ("未修复清单", "unrepaired list"),
        };
        Sentence::new(zh, en)
    }
}

/// One message to one person, wanted because of something in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wanted {
    pub message: MessageId,
    pub recipient: Recipient,
    /// None when the recipient has no phone: the message is dead at once and shown to the operator.
    pub to: Option<Personal<Phone>>,
    /// As it will be sent, signature and all.
    pub text: Personal<String>,
    pub order: Option<OrderNumber>,
    pub purpose: Purpose,
    /// The clock that a warning, a breach or its lifting is about.
    pub clock: Option<ClockId>,
    /// The person who is away and whose deputy gets this (DIR-1).
    pub instead_of: Option<PersonId>,
}

/// Queues the messages that follow from one record of another log; comes from feeds only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueMessages {
    pub wanted: Vec<Wanted>,
}

/// Takes up what hotline says about an order, and field about who was at the machine; comes from their feeds only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteNotifyOrder {
    pub facts: OrderFacts,
    pub cancelled: bool,
    pub engineer: Option<PersonId>,
}

/// Takes up that a phone wants no more messages; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopPhone {
    pub phone: Personal<Phone>,
}

/// What came of handing a message to the gateway; comes from the edge only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSend {
    pub message: MessageId,
    pub attempt: u32,
    pub outcome: SendOutcome,
}

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendOutcome {
    Accepted,
    /// The gateway said no, or could not be reached: it was certainly not sent.
    Failed {
        reason: String,
    },
    /// Nobody knows: the answer was lost, or the process died in between.
    Uncertain {
        reason: String,
    },
}

commands! {
    /// What notify can be asked to do.
    pub enum NotifyCommand {
        "take-delivery-report" TakeDeliveryReport,
        "dismiss-message" DismissMessage,
        "resend-message" ResendMessage ;
        "queue-messages" QueueMessages,
        "note-order" NoteNotifyOrder,
        "stop-phone" StopPhone,
        "record-send" RecordSend,
    }
}

/// A message is to be sent (SMS-10). Trigger: a record of another log. Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageQueued {
    pub wanted: Wanted,
}

/// A message will not be sent: the customer's phone asked us to stop (SMS-14). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageSuppressed {
    pub message: MessageId,
}

/// An attempt begins: written before anything leaves the house (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SendStarted {
    pub message: MessageId,
    /// Counted from 1 over the message's whole life.
    pub attempt: u32,
    /// The phone the recipient has now, which may no longer be the one of the attempt before (DIR-2).
    pub to: Personal<Phone>,
}

/// The gateway took the message (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SendAccepted {
    pub message: MessageId,
    pub attempt: u32,
}

/// An attempt failed for certain; the next is at `retry_at` (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SendFailed {
    pub message: MessageId,
    pub attempt: u32,
    pub reason: String,
    /// None after the last of the policy's waits: the message is dead.
    pub retry_at: Option<Instant>,
}

/// Nobody knows whether an attempt left: its delivery report is waited for until `wait_until` (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SendUncertain {
    pub message: MessageId,
    pub attempt: u32,
    pub reason: String,
    pub wait_until: Instant,
}

/// A carrier reported on a message (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryReported {
    pub message: MessageId,
    pub delivery: Delivery,
    pub at: Instant,
    pub detail: String,
}

/// Why a message was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyDead {
    /// The recipient has no phone in the directory.
    NoPhone,
    /// The recipient has left (DIR-4).
    Left,
    /// The gateway said no after the last of the policy's waits, too.
    NotTaken { reason: String },
    /// Sent twice, and nobody ever said what came of it.
    NeverAnswered,
    /// The carrier could not or would not deliver it.
    NotDelivered { detail: String },
}

impl WhyDead {
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoPhone => Sentence::new(
                "收件人没有登记电话",
                "the recipient has no phone in the directory",
            ),
            Self::Left => Sentence::new("收件人已离职", "the recipient has left"),
            Self::NotTaken { reason } => Sentence::new(
                format!("多次重试后网关仍未接收：{reason}"),
                format!("the gateway did not take it, even after all retries: {reason}"),
            ),
            Self::NeverAnswered => Sentence::new(
                "发送两次都没有结果",
                "it was sent twice and nobody said what came of it",
            ),
            Self::NotDelivered { detail } if detail.is_empty() => {
                Sentence::new("运营商未能送达", "the carrier did not deliver it")
            }
            Self::NotDelivered { detail } => Sentence::new(
                format!("运营商未能送达：{detail}"),
                format!("the carrier did not deliver it: {detail}"),
            ),
        }
    }
}

/// A message was given up and is shown to the operator (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageDied {
    pub message: MessageId,
    pub reason: WhyDead,
}

/// An operator saw to a dead message (SMS-10). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageDismissed {
    pub message: MessageId,
    pub note: String,
}

/// A phone wants no more messages (SMS-14), copied. Trigger: field's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PhoneStopped {
    pub phone: Personal<Phone>,
}

/// An order's facts, copied so that this log explains itself. Trigger: hotline's and field's feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotifyOrderNoted {
    pub facts: OrderFacts,
    /// Once true, nobody is warned any more (ORD-17).
    pub cancelled: bool,
    /// Who last left the machine: the report of that service is theirs to write (SLA-10).
    pub engineer: Option<PersonId>,
}

fn message(id: &MessageId) -> String {
    format!("sms/{id}")
}

events! {
    /// What stands in notify's log.
    pub enum NotifyEvent {
        500 v 1 MessageQueued => |event| message(&event.wanted.message),
        501 v 1 MessageSuppressed => |event| message(&event.message),
        502 v 1 SendStarted => |event| message(&event.message),
        503 v 1 SendAccepted => |event| message(&event.message),
        504 v 1 SendFailed => |event| message(&event.message),
        505 v 1 SendUncertain => |event| message(&event.message),
        506 v 1 DeliveryReported => |event| message(&event.message),
        507 v 1 MessageDied => |event| message(&event.message),
        508 v 1 MessageDismissed => |event| message(&event.message),
        520 v 1 PhoneStopped => |event| event.phone.open().map_or_else(|| "phone/sealed".to_owned(), |phone| format!("phone/{phone}")),
        521 v 1 NotifyOrderNoted => |event| crate::stream_of_order(&event.facts.order),
    }
}
