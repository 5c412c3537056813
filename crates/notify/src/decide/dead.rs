//! What an operator does about messages that were given up (SMS-10).

use decider::{Context, Draft};
use proto::notify::{DismissMessage, MessageDismissed, ResendMessage, SendStarted};
use types::MessageId;

use super::attempt::{Unreachable, reach};
use super::{Decided, known};
use crate::state::Way;
use crate::{NotifyRejection, NotifyState};

/// Takes a dead message off the operator's list.
///
/// # Errors
/// [`NotifyRejection::UnknownMessage`], [`NotifyRejection::NotDead`].
// rule: SMS-10
pub(super) fn dismiss_message(state: &NotifyState, command: &DismissMessage) -> Decided {
    let id = &command.message;
    let message = known(state, id)?;
    match &message.way {
        Way::Dismissed => Ok(Vec::new()),
        Way::Dead { .. } => Ok(vec![Draft::of(MessageDismissed {
            message: id.clone(),
            note: command.note.clone(),
        })]),
        Way::Queued
        | Way::Sending
        | Way::Accepted
        | Way::Retrying { .. }
        | Way::Uncertain { .. }
        | Way::Delivered
        | Way::Suppressed => Err(NotifyRejection::NotDead {
            message: id.clone(),
            state: message.way.name(),
        }),
    }
}

/// Sends a message again that was given up, with all the policy's retries before it. One that is under way or was
/// sent needs nothing.
///
/// # Errors
/// [`NotifyRejection::UnknownMessage`], [`NotifyRejection::PhoneStopped`], [`NotifyRejection::Left`],
/// [`NotifyRejection::NoPhone`].
// rule: SMS-10
pub(super) fn resend_message(state: &NotifyState, command: &ResendMessage, context: &Context<'_>) -> Decided {
    let id = &command.message;
    let message = known(state, id)?;
    if !matches!(message.way, Way::Dead { .. } | Way::Dismissed | Way::Suppressed) {
        return Ok(Vec::new());
    }
    let to = reach(state, &message.wanted, context).map_err(|why| refusal(id, why))?;
    let attempt = message.attempt.saturating_add(1);
    Ok(vec![Draft::of(SendStarted {
        message: id.clone(),
        attempt,
        to,
    })])
}

fn refusal(message: &MessageId, why: Unreachable) -> NotifyRejection {
    let message = message.clone();
    match why {
        Unreachable::Stopped => NotifyRejection::PhoneStopped { message },
        Unreachable::Left => NotifyRejection::Left { message },
        Unreachable::NoPhone => NotifyRejection::NoPhone { message },
    }
}

#[cfg(test)]
mod tests {
    use proto::notify::{RecordSend, SendOutcome, TakeDeliveryReport};
    use types::Span;

    use super::*;
    use crate::samples::{CUSTOMER_PHONE, phone, with_message};

    fn refused(message: &MessageId, at: types::Instant) -> TakeDeliveryReport {
        let delivery = proto::notify::Delivery::Refused;
        TakeDeliveryReport {
            message: message.clone(),
            delivery,
            at,
            detail: String::new(),
        }
    }

    #[test]
    fn an_operator_takes_a_dead_message_off_the_list() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let message = wanted.message;
        let dismiss = DismissMessage {
            message: message.clone(),
            note: "已电话告知".to_owned(),
        };
        scenario.when(dismiss.clone()).rejected("SMS-10.not_dead");
        scenario.when(refused(&message, scenario.now())).taken();
        let dismissed = MessageDismissed {
            message,
            note: "已电话告知".to_owned(),
        };
        scenario.when(dismiss.clone()).then(vec![dismissed.into()]);
        scenario.when(dismiss).then_nothing();
        assert!(scenario.state.dead.is_empty());
        let nobodys = DismissMessage {
            message: MessageId::new("4711").unwrap(),
            note: String::new(),
        };
        scenario.when(nobodys).rejected("SMS-10.unknown_message");
    }

    #[test]
    fn a_message_sent_again_by_hand_has_all_its_retries_before_it() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let message = wanted.message;
        scenario.when(refused(&message, scenario.now())).taken();
        let resend = ResendMessage {
            message: message.clone(),
        };
        let started = SendStarted {
            message: message.clone(),
            attempt: 2,
            to: phone(CUSTOMER_PHONE),
        };
        scenario.when(resend.clone()).then(vec![started.into()]);
        scenario.when(resend).then_nothing();
        let outcome = SendOutcome::Failed {
            reason: "503".to_owned(),
        };
        scenario
            .when(RecordSend {
                message: message.clone(),
                attempt: 2,
                outcome,
            })
            .taken();
        let again = SendStarted {
            message: message.clone(),
            attempt: 3,
            to: phone(CUSTOMER_PHONE),
        };
        assert_eq!(scenario.passes(Span::minutes(1)), vec![again.into()]);
        let dies_again = scenario.when(refused(&message, scenario.now())).kinds();
        assert_eq!(dies_again, ["DeliveryReported", "MessageDied"]);
    }
}
