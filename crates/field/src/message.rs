//! One message from a phone and what became of it (SMS-7).

use decider::shelf::Rests;
use proto::field::{AnswerKind, MessageReceived, Mistake, Sender};
use serde::{Deserialize, Serialize};
use types::{CustomerId, Instant, OrderNumber, Personal, Phone};

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Received; what follows stands in the same frame.
    Received,
    Understood {
        order: OrderNumber,
    },
    NotUnderstood {
        order: Option<OrderNumber>,
        mistakes: Vec<Mistake>,
    },
    /// The sender was asked which order is meant (SMS-5).
    Asked {
        candidates: Vec<OrderNumber>,
    },
    /// From an unknown phone (SMS-1).
    Quarantined,
    CustomerWrote {
        customer: Option<CustomerId>,
        order: Option<OrderNumber>,
    },
    /// The phone wants no more messages (SMS-14).
    Stopped,
    /// A phone's automatic reply or one of our own numbers (SMS-12).
    Automatic,
}

impl Outcome {
    /// The outcome's name in answers and read models.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Understood { .. } => "understood",
            Self::NotUnderstood { .. } => "not_understood",
            Self::Asked { .. } => "asked",
            Self::Quarantined => "quarantined",
            Self::CustomerWrote { .. } => "customer_wrote",
            Self::Stopped => "stopped",
            Self::Automatic => "automatic",
        }
    }

    /// The order it is about, as far as that is known.
    #[must_use]
    pub const fn order(&self) -> Option<&OrderNumber> {
        match self {
            Self::Understood { order } => Some(order),
            Self::NotUnderstood { order, .. } | Self::CustomerWrote { order, .. } => order.as_ref(),
            Self::Received | Self::Asked { .. } | Self::Quarantined | Self::Stopped | Self::Automatic => None,
        }
    }
}

/// A text that was sent back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub kind: AnswerKind,
    pub text: Personal<String>,
}

/// What a person made of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    pub order: Option<OrderNumber>,
    pub note: String,
}

/// A message as it came, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub from: Personal<Phone>,
    pub text: Personal<String>,
    pub sender: Sender,
    pub gateway: String,
    pub sent_at: Instant,
    /// When what it reports happened: when it was sent, but never after it was received (SMS-6).
    pub placed_at: Instant,
    pub outcome: Outcome,
    pub settled: Option<Settlement>,
    pub answers: Vec<Answer>,
    /// Answers held back because the phone had its share (SMS-12).
    pub withheld: u32,
}

impl Rests for Message {
    type Mark = ();

    fn rests(&self) -> bool {
        self.outcome != Outcome::Received && !self.is_in_inbox()
    }

    fn mark(&self) {}
}

impl Message {
    pub(crate) fn received(received: &MessageReceived, recorded_at: Instant) -> Self {
        Self {
            from: received.from.clone(),
            text: received.text.clone(),
            sender: received.sender.clone(),
            gateway: received.gateway.clone(),
            sent_at: received.sent_at,
            placed_at: received.sent_at.min(recorded_at),
            outcome: Outcome::Received,
            settled: None,
            answers: Vec::new(),
            withheld: 0,
        }
    }

    /// Whether it waits for somebody to look at it (SMS-7).
    #[must_use]
    pub const fn is_in_inbox(&self) -> bool {
        self.settled.is_none()
            && matches!(
                self.outcome,
                Outcome::NotUnderstood { .. }
                    | Outcome::Asked { .. }
                    | Outcome::Quarantined
                    | Outcome::CustomerWrote { .. }
            )
    }
}
