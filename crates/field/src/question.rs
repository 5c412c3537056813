//! The question which order is meant (SMS-5).

use proto::field::WhichOrderAsked;
use serde::{Deserialize, Serialize};
use types::{Instant, MessageId, OrderNumber};

/// The question which order is meant, to somebody who has not answered it yet (SMS-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub message: MessageId,
    pub candidates: Vec<OrderNumber>,
    pub valid_until: Instant,
    /// The texts that were asked about before and still wait, the oldest first.
    pub before: Vec<Waiting>,
}

/// A text that was asked about before another one was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub message: MessageId,
    pub candidates: Vec<OrderNumber>,
    pub valid_until: Instant,
}

impl Question {
    /// The question about a text; what stands open with its sender waits on behind it.
    pub(crate) fn of(asked: &WhichOrderAsked, open: Option<Self>, now: Instant) -> Self {
        let mut before = Vec::new();
        if let Some(open) = open {
            before = open.before;
            before.push(Waiting {
                message: open.message,
                candidates: open.candidates,
                valid_until: open.valid_until,
            });
        }
        before.retain(|known| known.message != asked.message && known.valid_until >= now);
        Self {
            message: asked.message.clone(),
            candidates: asked.candidates.clone(),
            valid_until: asked.valid_until,
            before,
        }
    }
}
