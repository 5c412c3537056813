//! Effects that are due: messages to hand to the gateway.

use decider::Effect;
use types::{MessageId, Personal, Phone};

use crate::NotifyState;

/// One attempt to hand a message to the gateway (SMS-10). It is answered by `RecordSend`.
///
/// One that was pending before the process began may have left the house already: an edge whose gateway does not
/// recognise the message's id answers `Uncertain` instead of sending it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendSms {
    pub message: MessageId,
    pub attempt: u32,
    pub to: Personal<Phone>,
    /// With its signature, as it is to be read on the phone.
    pub text: Personal<String>,
}

impl Effect for SendSms {
    fn id(&self) -> String {
        format!("{}#{}", self.message, self.attempt)
    }
}

/// Every attempt that was started and has no answer yet.
pub(crate) fn pending(state: &NotifyState) -> Vec<SendSms> {
    state
        .sending
        .iter()
        .filter_map(|id| open_attempt(state, id))
        .collect()
}

fn open_attempt(state: &NotifyState, id: &MessageId) -> Option<SendSms> {
    let message = state.messages.get(id)?;
    let to = message.to.clone()?;
    Some(SendSms {
        message: id.clone(),
        attempt: message.attempt,
        to,
        text: message.wanted.text.clone(),
    })
}
