//! What came of an attempt, and what is done when a wait is over (SMS-10).

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::notify::{
    MessageDied, NotifyEvent, RecordSend, SendAccepted, SendFailed, SendOutcome, SendUncertain, WhyDead,
};
use types::Instant;

use super::attempt::attempt;
use crate::NotifyState;
use crate::state::{Message, Way};

/// Records the answer to the open attempt; an answer to any other is old news and changes nothing.
// rule: SMS-10
pub(super) fn record_send(
    state: &NotifyState,
    command: &RecordSend,
    context: &Context<'_>,
) -> Vec<Draft<NotifyEvent>> {
    let is_open =
        |message: &Cow<'_, Message>| message.way == Way::Sending && message.attempt == command.attempt;
    let Some(message) = state.messages.get(&command.message).filter(is_open) else {
        return Vec::new();
    };
    let (id, attempt) = (command.message.clone(), command.attempt);
    match &command.outcome {
        SendOutcome::Accepted => vec![Draft::of(SendAccepted { message: id, attempt })],
        SendOutcome::Failed { reason } => failed(&message, reason, context),
        SendOutcome::Uncertain { reason } => {
            let wait_until = context.now + context.policy().sms().uncertain_after;
            vec![Draft::of(SendUncertain {
                message: id,
                attempt,
                reason: reason.clone(),
                wait_until,
            })]
        }
    }
}

fn failed(message: &Message, reason: &str, context: &Context<'_>) -> Vec<Draft<NotifyEvent>> {
    let waits = &context.policy().sms().retry_after;
    let wait = usize::try_from(message.tries())
        .ok()
        .and_then(|tries| waits.get(tries.checked_sub(1)?));
    let id = message.wanted.message.clone();
    let failed = SendFailed {
        message: id.clone(),
        attempt: message.attempt,
        reason: reason.to_owned(),
        retry_at: wait.map(|wait| context.now + *wait),
    };
    let died = MessageDied {
        message: id,
        reason: WhyDead::NotTaken {
            reason: reason.to_owned(),
        },
    };
    let died = wait.is_none().then(|| Draft::of(died));
    std::iter::once(Draft::of(failed)).chain(died).collect()
}

/// Starts the next attempt of every message whose wait is over. One without any news is sent once more, and only once.
// rule: SMS-10
pub(crate) fn fire(state: &NotifyState, until: Instant, context: &Context<'_>) -> Vec<Draft<NotifyEvent>> {
    let over = state.waiting.iter().take_while(|(at, _)| *at <= until);
    let messages = over.filter_map(|(_, id)| state.messages.get(id));
    messages
        .map(|message| Draft::of(wait_over(state, &message, context)))
        .collect()
}

fn wait_over(state: &NotifyState, message: &Message, context: &Context<'_>) -> NotifyEvent {
    if matches!(message.way, Way::Uncertain { .. }) && message.sent_once_more {
        let message = message.wanted.message.clone();
        return MessageDied {
            message,
            reason: WhyDead::NeverAnswered,
        }
        .into();
    }
    attempt(state, &message.wanted, message.attempt.saturating_add(1), context)
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use decider::harness::Scenario;
    use proto::directory::PhoneGiven;
    use proto::field::{AnswerGiven, AnswerKind, FieldEvent};
    use proto::notify::{SendStarted, TakeDeliveryReport};
    use types::{MessageId, ServiceName, Span};

    use super::*;
    use crate::Notify;
    use crate::samples::{self, CUSTOMER_PHONE, at, person, phone, with_message};

    fn answered(message: &MessageId, attempt: u32, outcome: SendOutcome) -> RecordSend {
        RecordSend {
            message: message.clone(),
            attempt,
            outcome,
        }
    }

    fn no(message: &MessageId, attempt: u32) -> RecordSend {
        answered(
            message,
            attempt,
            SendOutcome::Failed {
                reason: "503".to_owned(),
            },
        )
    }

    fn unknown(message: &MessageId, attempt: u32) -> RecordSend {
        answered(
            message,
            attempt,
            SendOutcome::Uncertain {
                reason: "no answer".to_owned(),
            },
        )
    }

    fn started(message: &MessageId, attempt: u32) -> NotifyEvent {
        SendStarted {
            message: message.clone(),
            attempt,
            to: phone(CUSTOMER_PHONE),
        }
        .into()
    }

    fn is_pending(scenario: &Scenario<Notify>, message: &MessageId) -> bool {
        Notify::pending(&scenario.state)
            .iter()
            .any(|effect| effect.message == *message)
    }

    #[test]
    fn a_failed_sending_is_tried_again_by_the_policys_waits_and_then_given_up() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        for (attempt, wait) in [
            (1, Span::minutes(1)),
            (2, Span::minutes(5)),
            (3, Span::minutes(15)),
            (4, Span::hours(1)),
        ] {
            let retry_at = Some(scenario.now() + wait);
            let failed = SendFailed {
                message: id.clone(),
                attempt,
                reason: "503".to_owned(),
                retry_at,
            };
            scenario.when(no(id, attempt)).then(vec![failed.into()]);
            assert!(!is_pending(&scenario, id));
            assert_eq!(scenario.passes(wait), vec![started(id, attempt + 1)]);
        }
        scenario.when(no(id, 5)).then(vec![
            SendFailed {
                message: id.clone(),
                attempt: 5,
                reason: "503".to_owned(),
                retry_at: None,
            }
            .into(),
            MessageDied {
                message: id.clone(),
                reason: WhyDead::NotTaken {
                    reason: "503".to_owned(),
                },
            }
            .into(),
        ]);
        assert_eq!(scenario.passes(Span::days(7)), vec![]);
    }

    #[test]
    fn an_accepted_sending_is_done_and_its_answer_counts_once() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        let accepted = SendAccepted {
            message: id.clone(),
            attempt: 1,
        };
        scenario
            .when(answered(id, 2, SendOutcome::Accepted))
            .then_nothing();
        scenario
            .when(answered(id, 1, SendOutcome::Accepted))
            .then(vec![accepted.into()]);
        scenario
            .when(answered(id, 1, SendOutcome::Accepted))
            .then_nothing();
        scenario.when(no(id, 1)).then_nothing();
        assert!(!is_pending(&scenario, id));
    }

    #[test]
    fn an_uncertain_sending_waits_for_its_report_is_sent_once_more_and_then_given_up() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        let uncertain = |attempt, wait_until| -> NotifyEvent {
            SendUncertain {
                message: id.clone(),
                attempt,
                reason: "no answer".to_owned(),
                wait_until,
            }
            .into()
        };
        scenario
            .when(unknown(id, 1))
            .then(vec![uncertain(1, at("2026-01-05T08:10:00+08:00"))]);
        assert_eq!(
            scenario.passes_until("2026-01-05T08:10:00+08:00"),
            vec![started(id, 2)]
        );
        scenario
            .when(unknown(id, 2))
            .then(vec![uncertain(2, at("2026-01-05T08:20:00+08:00"))]);
        let died = MessageDied {
            message: id.clone(),
            reason: WhyDead::NeverAnswered,
        };
        assert_eq!(scenario.passes(Span::hours(1)), vec![died.into()]);
        assert_eq!(scenario.passes(Span::days(7)), vec![]);
    }

    #[test]
    fn a_retry_that_came_due_while_we_were_down_starts_once() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        scenario.when(no(id, 1)).taken();
        scenario.asleep_until("2026-01-07T08:00:00+08:00");
        assert_eq!(scenario.fires(), vec![started(id, 2)]);
        assert_eq!(scenario.fires(), vec![]);
        assert_eq!(Notify::due(&scenario.state), None);
    }

    #[test]
    fn a_delivery_report_ends_the_wait_of_an_uncertain_sending() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        let id = &wanted.message;
        scenario.when(unknown(id, 1)).taken();
        let report = TakeDeliveryReport {
            message: id.clone(),
            delivery: proto::notify::Delivery::Queued,
            at: scenario.now(),
            detail: String::new(),
        };
        assert_eq!(scenario.when(report).kinds(), ["DeliveryReported"]);
        assert_eq!(scenario.passes(Span::days(1)), vec![]);
    }

    #[test]
    fn the_next_try_goes_to_the_phone_its_recipient_has_by_then() {
        // rule: DIR-2
        let mut scenario = samples::with_order();
        let answer = AnswerGiven {
            message: MessageId::new("in-1").unwrap(),
            to: phone("13900000003"),
            order: None,
            kind: AnswerKind::Hint,
            text: "请回复工单号".to_owned().into(),
        };
        let wanted = samples::queued(scenario.hears(ServiceName::Field, FieldEvent::from(answer)));
        let id = wanted[0].message.clone();
        scenario.when(no(&id, 1)).taken();
        let from = scenario.now();
        scenario.directory(PhoneGiven {
            person: person("lu"),
            phone: phone("13900000003"),
            from,
        });
        scenario.directory(PhoneGiven {
            person: person("he"),
            phone: phone("13900000033"),
            from,
        });
        let again = SendStarted {
            message: id,
            attempt: 2,
            to: phone("13900000033"),
        };
        assert_eq!(scenario.passes(Span::minutes(1)), vec![again.into()]);
    }
}
