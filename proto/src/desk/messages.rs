//! Messages both ways, and the inbox.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, MessageId, OrderNumber, Phone, Sentence};

use crate::common::SetAside;
use crate::dispatch::ClockId;
use crate::field::{AnswerKind, Mistake};
use crate::notify::{Delivery, Purpose};

/// Somebody or something that acts, sends or receives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Who {
    /// A person's or customer's id, a service's name, or a phone.
    pub id: String,
    pub name: Sentence,
}

/// What became of a message in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InOutcome {
    /// Taken, and nothing was made of it: there should be none of these.
    Received,
    /// Taken as a report about an order.
    Understood,
    /// Kept in the inbox, with its mistakes (SMS-7).
    NotUnderstood,
    /// From an unknown phone (SMS-1).
    Quarantined,
    /// A customer's (SMS-14).
    CustomerWrote,
    /// Asked not to be written to (SMS-14).
    Stopped,
    /// Kept, never answered (SMS-12).
    AutomaticReply,
    /// Waits for its order's number (SMS-5).
    Asked,
}

impl InOutcome {
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::Understood,
        Self::NotUnderstood,
        Self::Quarantined,
        Self::CustomerWrote,
        Self::Stopped,
        Self::AutomaticReply,
        Self::Asked,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Received => ("已收到", "received"),
            Self::Understood => ("已识别", "understood"),
            Self::NotUnderstood => ("无法识别", "not understood"),
            Self::Quarantined => ("陌生号码", "unknown phone"),
            Self::CustomerWrote => ("客户来信", "customer wrote"),
            Self::Stopped => ("退订", "unsubscribed"),
            Self::AutomaticReply => ("自动回复", "automatic reply"),
            Self::Asked => ("待补工单号", "asked which order"),
        };
        Sentence::new(zh, en)
    }
}

/// A message from a phone (SMS-1 to SMS-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageIn {
    pub message: MessageId,
    pub from: Option<Phone>,
    /// Whose phone it is; none for an unknown one.
    pub sender: Option<Who>,
    pub text: String,
    pub sent_at: Instant,
    pub received_at: Instant,
    pub gateway: String,
    pub outcome: InOutcome,
    pub order: Option<OrderNumber>,
    /// The orders the sender was asked to choose from (SMS-5).
    pub candidates: Vec<OrderNumber>,
    pub mistakes: Vec<Mistake>,
    pub answers: Vec<Answer>,
    /// The later message that brought its order's number (SMS-5).
    pub completed_by: Option<MessageId>,
    pub settled: Option<Settled>,
}

/// An answer that was given, or withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Given {
        kind: AnswerKind,
        text: String,
        at: Instant,
    },
    Withheld {
        reason: String,
        at: Instant,
    },
}

/// A person saw to it (SMS-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settled {
    pub at: Instant,
    pub by: Who,
    pub note: String,
}

/// Where a message out is on its way (SMS-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutState {
    Queued,
    Sending,
    /// The gateway took it.
    Accepted,
    /// An attempt failed; another follows.
    Retrying,
    /// Nobody knows whether it left.
    Uncertain,
    Delivered,
    /// The phone wants no messages (SMS-14).
    Suppressed,
    /// Given up.
    Dead,
    /// Given up, and an operator saw to it.
    Dismissed,
}

impl OutState {
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Accepted,
        Self::Retrying,
        Self::Uncertain,
        Self::Delivered,
        Self::Suppressed,
        Self::Dead,
        Self::Dismissed,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Queued => ("待发送", "queued"),
            Self::Sending => ("发送中", "sending"),
            Self::Accepted => ("网关已接收", "accepted"),
            Self::Retrying => ("等待重发", "to be retried"),
            Self::Uncertain => ("结果未知", "uncertain"),
            Self::Delivered => ("已送达", "delivered"),
            Self::Suppressed => ("对方已退订", "suppressed"),
            Self::Dead => ("发送失败", "given up"),
            Self::Dismissed => ("失败已处理", "given up, seen to"),
        };
        Sentence::new(zh, en)
    }
}

/// A message to a phone (SMS-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MessageOut {
    pub message: MessageId,
    /// None when the recipient has no phone.
    pub to: Option<Phone>,
    pub recipient: Who,
    /// The person who is away and whose deputy got this (DIR-1).
    pub instead_of: Option<Who>,
    pub text: String,
    pub purpose: Purpose,
    pub order: Option<OrderNumber>,
    pub clock: Option<ClockId>,
    pub queued_at: Instant,
    pub state: OutState,
    pub attempts: u32,
    pub last_attempt_at: Option<Instant>,
    /// When it is tried again, or the wait for its delivery report ends.
    pub next_at: Option<Instant>,
    /// What the carrier said last.
    pub delivery: Option<Delivery>,
    pub delivered_at: Option<Instant>,
    /// Why it was given up, or the last attempt failed.
    pub reason: Option<Sentence>,
}

/// A message of either way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextMessage {
    In(MessageIn),
    Out(MessageOut),
}

/// Messages in and out, by the time they were taken or queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Messages {
    pub messages: Vec<TextMessage>,
    /// How many fit the question, shown or not.
    pub total: u64,
}

/// Why something waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InboxKind {
    NotUnderstood,
    Quarantined,
    Asked,
    CustomerWrote,
    /// A message out that was given up.
    Dead,
    /// A record of one log that another could make nothing of.
    SetAside,
}

impl InboxKind {
    #[must_use]
    pub fn title(self) -> Sentence {
        match self {
            Self::NotUnderstood => InOutcome::NotUnderstood.title(),
            Self::Quarantined => InOutcome::Quarantined.title(),
            Self::Asked => InOutcome::Asked.title(),
            Self::CustomerWrote => InOutcome::CustomerWrote.title(),
            Self::Dead => OutState::Dead.title(),
            Self::SetAside => Sentence::new("待人工查看", "set aside"),
        }
    }
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InboxItem {
    pub kind: InboxKind,
    /// The message, in or out; none for what was set aside.
    pub message: Option<MessageId>,
    pub since: Instant,
    pub age_s: i64,
    /// The sender's phone, or the recipient's of a dead message.
    pub phone: Option<Phone>,
    /// The sender, or the recipient of a dead message; the service that set something aside.
    pub who: Option<Who>,
    pub text: String,
    /// The order it is about, or seems to be.
    pub order: Option<OrderNumber>,
    pub candidates: Vec<OrderNumber>,
    pub mistakes: Vec<Mistake>,
    /// Why it died or was set aside.
    pub reason: Option<Sentence>,
    pub set_aside: Option<SetAside>,
}

/// What waits for an operator, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Inbox {
    pub items: Vec<InboxItem>,
    pub total: u64,
}
