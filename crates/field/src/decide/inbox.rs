//! What a person makes of a message of the inbox: settles or answers it (SMS-7).

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::field::{
    AnswerGiven, AnswerKind, AnswerMessage, FieldEvent, Happened, MessageSettled, Sender, SettleMessage,
};

use super::Decided;
use super::placing::{Teller, since_opened};
use super::report::check;
use crate::message::{Message, Outcome};
use crate::{FieldRejection, State};

// rule: SMS-7
pub(super) fn settle_message(state: &State, settle: &SettleMessage, context: &Context<'_>) -> Decided {
    let message = known(state, &settle.message)?;
    if message.settled.is_some() {
        return Ok(Vec::new());
    }
    if !message.is_in_inbox() {
        let outcome = message.outcome.name();
        return Err(FieldRejection::NothingToSettle {
            message: settle.message.clone(),
            outcome,
        });
    }
    let settled = MessageSettled {
        message: settle.message.clone(),
        order: settle.order.clone(),
        note: settle.note.trim().to_owned(),
    };
    let mut drafts = vec![Draft::of(settled)];
    if let Some(happened) = &settle.happened {
        drafts.extend(meant(state, settle, &message, happened, context)?);
    } else if let Some(number) = &settle.order {
        state
            .order(number)
            .ok_or_else(|| FieldRejection::UnknownOrder(number.clone()))?;
    }
    Ok(drafts)
}

/// What the message meant is taken as its sender's report, at the time it was sent.
fn meant(
    state: &State,
    settle: &SettleMessage,
    message: &Message,
    happened: &Happened,
    context: &Context<'_>,
) -> Decided {
    let number = settle.order.as_ref().ok_or(FieldRejection::OrderRequired)?;
    let order = &*state
        .order(number)
        .ok_or_else(|| FieldRejection::UnknownOrder(number.clone()))?;
    let Sender::Staff { person } = &message.sender else {
        return Err(FieldRejection::SenderNotStaff(settle.message.clone()));
    };
    let sent_at = message.placed_at;
    let before = || FieldRejection::BeforeOrder {
        at: sent_at,
        opened_at: order.facts.opened_at,
    };
    let at = since_opened(context, order, sent_at).ok_or_else(before)?;
    check(happened, at, context)?;
    let teller = Teller {
        context,
        person,
        message: Some(&settle.message),
        actor: None,
    };
    Ok(teller.take(order, happened, at).drafts)
}

// rule: SMS-7
pub(super) fn answer_message(state: &State, answer: &AnswerMessage, context: &Context<'_>) -> Decided {
    let message = known(state, &answer.message)?;
    let text = answer.text.open().ok_or(FieldRejection::Sealed)?.trim();
    let phone = message.from.open().ok_or(FieldRejection::Sealed)?;
    if text.is_empty() {
        return Err(FieldRejection::TextRequired);
    }
    // rule: SMS-12
    if message.outcome == Outcome::Automatic || context.policy().sms().own_numbers.contains(phone) {
        return Err(FieldRejection::NeverAnswered(answer.message.clone()));
    }
    let said = |known: &crate::Answer| known.text.open().is_some_and(|known| known == text);
    if message.answers.iter().any(said) {
        return Ok(Vec::new());
    }
    let given: FieldEvent = AnswerGiven {
        message: answer.message.clone(),
        to: message.from.clone(),
        order: message.outcome.order().cloned(),
        kind: AnswerKind::Operator,
        text: text.to_owned().into(),
    }
    .into();
    Ok(vec![Draft::of(given)])
}

fn known<'a>(state: &'a State, id: &types::MessageId) -> Result<Cow<'a, Message>, FieldRejection> {
    state
        .message(id)
        .ok_or_else(|| FieldRejection::UnknownMessage(id.clone()))
}

#[cfg(test)]
mod tests {
    use decider::harness::Scenario;
    use proto::field::{LeftUnrepaired, MessageReceived};
    use types::{MessageId, OrderNumber};

    use super::*;
    use crate::Field;
    use crate::decide::given::*;

    fn settle(message: &MessageId, order: Option<OrderNumber>, happened: Option<Happened>) -> SettleMessage {
        SettleMessage {
            message: message.clone(),
            order,
            happened,
            note: "已电话确认".to_owned(),
        }
    }

    fn answer(message: &MessageId, text: &str) -> AnswerMessage {
        AnswerMessage {
            message: message.clone(),
            text: text.to_owned().into(),
        }
    }

    fn with(from: &str, text: &str) -> (Scenario<Field>, MessageId) {
        let mut world = world_with(&[&["lin"]]);
        let id = id_of(&sms(&mut world, "09:30", from, text).events());
        world.passes_until(&at("11:00").to_string());
        world.by("qin");
        (world, id)
    }

    fn tools() -> Happened {
        Happened::LeftUnrepaired {
            reason: "tools".to_owned(),
            words: "缺拉马".to_owned(),
        }
    }

    // rule: SMS-7
    #[test]
    fn an_operator_gives_a_message_its_meaning_at_the_time_it_was_sent() {
        let (mut world, id) = with(LIN, "少个拉马，干不了，先回");
        let events = world.when(settle(&id, Some(number(1)), Some(tools()))).events();
        let left = LeftUnrepaired {
            order: number(1),
            visit: 1,
            by: person("lin"),
            reason: "tools".to_owned(),
            words: "缺拉马".to_owned(),
            at: at("09:30"),
            message: Some(id.clone()),
        };
        assert!(events.contains(&left.into()));
        assert!(!world.state.message(&id).unwrap().is_in_inbox());
        world
            .when(settle(&id, Some(number(1)), Some(tools())))
            .then_nothing();
    }

    // rule: SMS-7
    #[test]
    fn a_message_that_needs_no_report_is_settled_with_a_note() {
        let (mut world, id) = with(STRANGER, "你们还招人吗");
        let note = "已电话确认".to_owned();
        world.when(settle(&id, None, None)).then(vec![
            MessageSettled {
                message: id,
                order: None,
                note,
            }
            .into(),
        ]);
    }

    // rule: SMS-5
    // rule: SMS-7
    #[test]
    fn settling_what_was_asked_about_closes_the_question() {
        let mut world = world_with(&[&["lin"], &["lin"]]);
        let id = id_of(&sms(&mut world, "09:30", LIN, "到达").events());
        world.by("qin");
        assert!(
            world
                .when(settle(&id, Some(number(2)), Some(Happened::Arrived)))
                .kinds()
                .contains(&"Arrived")
        );
        assert_eq!(world.state.question(&person("lin")), None);
    }

    // rule: SMS-7
    #[test]
    fn each_no_of_settling_is_named() {
        let (mut world, id) = with(STRANGER, "到了");
        let unknown = MessageId::new("none").unwrap();
        world
            .when(settle(&unknown, None, None))
            .rejected("message.unknown");
        world
            .when(settle(&id, None, Some(Happened::Arrived)))
            .rejected("SMS-7.order_required");
        world
            .when(settle(&id, Some(number(9)), None))
            .rejected("order.unknown");
        world
            .when(settle(&id, Some(number(1)), Some(Happened::Arrived)))
            .rejected("SMS-7.sender_not_staff");
        let read = id_of(&sms(&mut world, "11:30", LIN, "到达").events());
        world
            .when(settle(&read, None, None))
            .rejected("SMS-7.nothing_to_settle");
    }

    // rule: SMS-7
    // rule: SMS-12
    #[test]
    fn an_operator_answers_staff_customers_and_strangers_but_no_machine() {
        for from in [LIN, CUSTOMER, STRANGER] {
            let (mut world, id) = with(from, "在吗");
            assert_eq!(
                world.when(answer(&id, "请致电400")).kinds(),
                ["AnswerGiven"],
                "{from}"
            );
            world.when(answer(&id, " 请致电400 ")).then_nothing();
            world.when(answer(&id, "  ")).rejected("SMS-7.text_required");
        }
        let (mut world, id) = with(CUSTOMER, "自动回复：开会中");
        world.when(answer(&id, "好的")).rejected("SMS-12.never_answered");
    }

    #[test]
    fn what_only_its_key_opens_is_not_taken_in() {
        let mut world = world();
        let mut take = message(LIN, "到达", at("08:00"));
        take.text = types::Personal::Sealed {
            key: 1,
            bytes: vec![1],
        };
        world.when(take).rejected("message.sealed");
        let sealed = MessageReceived {
            message: MessageId::new("m").unwrap(),
            from: types::Personal::Sealed {
                key: 1,
                bytes: vec![1],
            },
            text: "到达".to_owned().into(),
            sent_at: at("08:00"),
            gateway: "kannel".to_owned(),
            gateway_id: None,
            sender: Sender::Unknown,
        };
        world.given(vec![sealed.into()]);
        world
            .when(answer(&MessageId::new("m").unwrap(), "在"))
            .rejected("message.sealed");
    }
}
