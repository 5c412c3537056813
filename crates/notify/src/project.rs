//! Read models: one message, the dead ones, and the base of the digest.

use std::collections::BTreeMap;

use proto::notify::WhyDead;
use proto::{Class, Rejection};
use serde::Deserialize;
use serde_json::{Value, json};
use types::MessageId;

use crate::state::{Message, Way};
use crate::{NotifyRejection, NotifyState};

/// What notify can be asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Question {
    /// One message, `{"message": "..."}`.
    Message(MessageId),
    /// Whether to show the messages given up that nobody has seen to, `{"dead": true}`.
    Dead(bool),
}

/// Answers a question.
///
/// # Errors
/// `question.malformed`, or [`NotifyRejection::UnknownMessage`].
pub(crate) fn answer(state: &NotifyState, question: &Value) -> Result<Value, Rejection> {
    match Question::deserialize(question).map_err(|failure| malformed(&failure))? {
        Question::Message(id) => {
            let message = state.messages.get(&id);
            Ok(message
                .map(|message| shown(&message))
                .ok_or(NotifyRejection::UnknownMessage { message: id })?)
        }
        Question::Dead(wanted) => {
            let dead = state
                .dead
                .iter()
                .filter(|_| wanted)
                .filter_map(|id| state.messages.get(id));
            Ok(dead.map(|message| shown(&message)).collect())
        }
    }
}

fn malformed(failure: &serde_json::Error) -> Rejection {
    Rejection::new(
        Class::Malformed,
        "question.malformed",
        format!("无法读取查询：{failure}。可问 {{\"message\": 编号}} 或 {{\"dead\": true}}"),
        format!("the question cannot be read: {failure}; ask {{\"message\": id}} or {{\"dead\": true}}"),
    )
}

fn shown(message: &Message) -> Value {
    let wanted = &message.wanted;
    let next = match &message.way {
        Way::Retrying { at } | Way::Uncertain { until: at } => Some(at),
        Way::Queued
        | Way::Sending
        | Way::Accepted
        | Way::Delivered
        | Way::Suppressed
        | Way::Dead { .. }
        | Way::Dismissed => None,
    };
    json!({
        "message": wanted.message,
        "order": wanted.order,
        "purpose": wanted.purpose,
        "recipient": wanted.recipient,
        "instead_of": wanted.instead_of,
        "clock": wanted.clock,
        "to": message.to,
        "text": wanted.text,
        "state": message.way.name(),
        "reason": reason(message).map(WhyDead::sentence),
        "attempt": message.attempt,
        "next_at": next,
        "delivery": message.reports,
    })
}

fn reason(message: &Message) -> Option<&WhyDead> {
    if let Way::Dead { reason } = &message.way {
        Some(reason)
    } else {
        None
    }
}

/// Every message by its order, and the phones that want no more. Attempts are left out: a message that was sent
/// twice because nobody knew better arrived like any other.
pub(crate) fn read_model(state: &NotifyState) -> Value {
    let mut messages: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (_, message) in state.messages.iter() {
        let order = message
            .wanted
            .order
            .as_ref()
            .map_or_else(String::new, ToString::to_string);
        messages.entry(order).or_default().push(told(&message));
    }
    for of_order in messages.values_mut() {
        of_order.sort_by_cached_key(Value::to_string);
    }
    json!({ "messages": messages, "stopped": state.stopped })
}

fn told(message: &Message) -> Value {
    let wanted = &message.wanted;
    json!({
        "purpose": wanted.purpose,
        "recipient": wanted.recipient,
        "instead_of": wanted.instead_of,
        "clock": wanted.clock,
        "to": message.to,
        "text": wanted.text,
        "state": message.way.name(),
        "reason": reason(message),
    })
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use proto::notify::{RecordSend, SendOutcome};
    use types::Span;

    use crate::Notify;
    use crate::samples::with_message;

    #[test]
    fn a_message_sent_twice_for_want_of_an_answer_reads_like_one_sent_once() {
        // rule: SMS-10
        let (mut undisturbed, wanted) = with_message();
        let (mut disturbed, _) = with_message();
        let answered = |attempt, outcome| RecordSend {
            message: wanted.message.clone(),
            attempt,
            outcome,
        };
        undisturbed.when(answered(1, SendOutcome::Accepted)).taken();
        disturbed
            .when(answered(
                1,
                SendOutcome::Uncertain {
                    reason: "killed".to_owned(),
                },
            ))
            .taken();
        assert_ne!(
            Notify::read_model(&disturbed.state),
            Notify::read_model(&undisturbed.state)
        );
        assert_eq!(disturbed.passes(Span::hours(1)).len(), 1);
        disturbed.when(answered(2, SendOutcome::Accepted)).taken();
        let model = Notify::read_model(&disturbed.state);
        assert_eq!(model, Notify::read_model(&undisturbed.state));
        assert!(!model.to_string().contains(wanted.message.as_str()));
    }

    #[test]
    fn a_state_put_away_and_taken_up_again_goes_on_as_before() {
        let (mut scenario, wanted) = with_message();
        let failed = SendOutcome::Failed {
            reason: "503".to_owned(),
        };
        scenario
            .when(RecordSend {
                message: wanted.message,
                attempt: 1,
                outcome: failed,
            })
            .taken();
        let written = serde_json::to_string(&scenario.state).unwrap();
        scenario.state = serde_json::from_str(&written).unwrap();
        assert_eq!(serde_json::to_string(&scenario.state).unwrap(), written);
        assert_eq!(scenario.passes(Span::minutes(1)).len(), 1);
    }
}
