//! Text messages out (SMS-10): through Kannel, or into a file where no gateway is configured.

mod kannel;
mod sink;

use proto::notify::SendOutcome;
use types::{MessageId, Phone};

pub use self::kannel::{Kannel, KannelFailure, KannelSettings};
pub(crate) use self::sink::Line;
pub use self::sink::{OutboxFailure, OutboxFile};

/// Hands messages to whoever takes them to the phones.
#[derive(Debug)]
pub enum Sender {
    Kannel(Box<Kannel>),
    Sink(OutboxFile),
}

impl Sender {
    /// Hands over one attempt of a message.
    ///
    /// `leftover` is an attempt that was asked for before this process began and may have left already. Kannel does
    /// not recognise our ids, so nobody knows what became of it and it is not sent here; the sink does, and says.
    pub async fn send(
        &self,
        id: &MessageId,
        attempt: u32,
        to: &Phone,
        text: &str,
        leftover: bool,
    ) -> SendOutcome {
        let outcome = match self {
            Self::Kannel(_) if leftover => SendOutcome::Uncertain {
                reason: "the process ended before the gateway's answer".to_owned(),
            },
            Self::Kannel(kannel) => kannel.send(id, to, text).await,
            Self::Sink(outbox) => outbox.send(id, to, text).await,
        };
        if let SendOutcome::Failed { reason } | SendOutcome::Uncertain { reason } = &outcome {
            tracing::warn!(message = %id, attempt, reason, "a text message was not taken for certain");
        }
        outcome
    }
}
