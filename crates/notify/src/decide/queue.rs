//! What feeds bring: messages to queue, order facts, phones that want nothing more.

use decider::{Context, Draft};
use proto::notify::{
    MessageQueued, NoteNotifyOrder, NotifyEvent, NotifyOrderNoted, PhoneStopped, QueueMessages, StopPhone,
    Wanted,
};

use super::attempt::attempt;
use crate::NotifyState;
use crate::state::KnownOrder;

/// Queues messages and starts their first attempts. A record read twice wants the same messages: no events.
// rule: SMS-10
pub(super) fn queue_messages(
    state: &NotifyState,
    command: &QueueMessages,
    context: &Context<'_>,
) -> Vec<Draft<NotifyEvent>> {
    let new = command
        .wanted
        .iter()
        .filter(|wanted| !state.messages.contains(&wanted.message));
    new.flat_map(|wanted| queued(state, wanted, context))
        .map(Draft::of)
        .collect()
}

fn queued(state: &NotifyState, wanted: &Wanted, context: &Context<'_>) -> [NotifyEvent; 2] {
    let queued = MessageQueued {
        wanted: wanted.clone(),
    };
    [queued.into(), attempt(state, wanted, 1, context)]
}

/// Copies what hotline and field say about an order.
pub(super) fn note_order(state: &NotifyState, command: &NoteNotifyOrder) -> Vec<Draft<NotifyEvent>> {
    let same = |known: &KnownOrder| {
        known.facts == command.facts
            && known.cancelled == command.cancelled
            && known.engineer == command.engineer
    };
    if state.order(&command.facts.order).as_deref().is_some_and(same) {
        return Vec::new();
    }
    vec![Draft::of(NotifyOrderNoted {
        facts: command.facts.clone(),
        cancelled: command.cancelled,
        engineer: command.engineer.clone(),
    })]
}

/// Copies that a customer's phone wants no more messages.
// rule: SMS-14
pub(super) fn stop_phone(state: &NotifyState, command: &StopPhone) -> Vec<Draft<NotifyEvent>> {
    if command
        .phone
        .open()
        .is_none_or(|phone| state.stopped.contains(phone))
    {
        return Vec::new();
    }
    vec![Draft::of(PhoneStopped {
        phone: command.phone.clone(),
    })]
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use proto::directory::{ListKind, PersonLeft};
    use proto::field::{FieldEvent, MessagesStopped};
    use proto::notify::{MessageDied, MessageSuppressed, Purpose, QueueMessages, SendStarted, WhyDead};
    use serde_json::json;
    use sla::policy::Role;
    use types::{MessageId, ServiceName};

    use super::*;
    use crate::samples::{self, CUSTOMER_PHONE, at, opened, person, phone, with_message};
    use crate::{Notify, SendSms};

    fn stopped() -> FieldEvent {
        MessagesStopped {
            message: MessageId::new("in-1").unwrap(),
            phone: phone(CUSTOMER_PHONE),
        }
        .into()
    }

    #[test]
    fn a_message_is_queued_and_its_sending_begun_in_one_frame() {
        // rule: SMS-10
        let mut scenario = samples::scene();
        let events = scenario
            .hears(ServiceName::Hotline, opened(samples::facts()))
            .events();
        let [
            _,
            NotifyEvent::MessageQueued(queued),
            NotifyEvent::SendStarted(started),
            ..,
        ] = &events[..]
        else {
            panic!("not queued and begun: {events:?}");
        };
        assert_eq!(started.message, queued.wanted.message);
        assert_eq!(started.to, phone("13900000001"));
        let effects = Notify::pending(&scenario.state);
        assert_eq!(effects.len(), 2);
        let SendSms {
            message,
            attempt,
            to,
            text,
        } = effects.iter().find(|e| e.message == started.message).unwrap();
        assert_eq!((attempt, to, text), (&1, &started.to, &queued.wanted.text));
        assert_eq!(decider::Effect::id(&effects[0]).split_once('#').unwrap().1, "1");
        assert!(effects.iter().any(|effect| effect.message == *message));
    }

    #[test]
    fn what_was_queued_once_is_not_queued_again() {
        // rule: SMS-10
        let (mut scenario, wanted) = with_message();
        scenario
            .when(QueueMessages { wanted: vec![wanted] })
            .then_nothing();
        scenario
            .when(NoteNotifyOrder {
                facts: samples::facts(),
                cancelled: false,
                engineer: None,
            })
            .then_nothing();
    }

    #[test]
    fn a_recipient_without_phone_makes_a_dead_message_that_is_shown() {
        // rule: SMS-10
        let director = samples::staff("wen", "温如海", Role::SalesDirector, None, "");
        let manager = samples::staff("ming", "鲁一鸣", Role::SalesManager, None, "");
        let mut scenario = samples::scene().knowing(ListKind::People, vec![director, manager]);
        scenario
            .hears(ServiceName::Hotline, opened(samples::facts()))
            .taken();
        let arrived = proto::field::Arrived {
            order: samples::number(),
            visit: 1,
            by: person("he"),
            at: at("2026-01-05T15:00:00+08:00"),
            message: None,
        };
        let events = scenario
            .hears(ServiceName::Field, FieldEvent::from(arrived))
            .events();
        let died = events.iter().filter_map(|event| match event {
            NotifyEvent::MessageDied(died) => Some(died),
            _ => None,
        });
        let died: Vec<&MessageDied> = died.collect();
        assert_eq!(died.len(), 1);
        assert_eq!(died[0].reason, WhyDead::NoPhone);
        let dead = scenario.asks(&json!({ "dead": true })).unwrap();
        assert_eq!(dead[0]["recipient"], json!({ "person": { "person": "ming" } }));
        assert_eq!(dead[0]["reason"]["zh"], "收件人没有登记电话");
        let one = json!({ "message": died[0].message });
        assert_eq!(scenario.asks(&one).unwrap()["state"], "dead");
        let unreadable = scenario.asks(&json!({ "sent": 3 })).unwrap_err();
        assert_eq!(unreadable.code, "question.malformed");
    }

    #[test]
    fn a_customer_who_opted_out_is_written_to_no_more() {
        // rule: SMS-14
        let mut scenario = samples::with_order();
        scenario.hears(ServiceName::Field, stopped()).then(vec![
            PhoneStopped {
                phone: phone(CUSTOMER_PHONE),
            }
            .into(),
        ]);
        scenario.hears(ServiceName::Field, stopped()).then_nothing();
        let plan = proto::dispatch::DispatchEvent::from(samples::plan());
        let events = scenario.hears(ServiceName::Dispatch, plan).events();
        let to_customer = events.iter().find_map(|event| match event {
            NotifyEvent::MessageQueued(queued) if queued.wanted.purpose == Purpose::Planned => {
                Some(&queued.wanted)
            }
            _ => None,
        });
        let message = to_customer.unwrap().message.clone();
        assert_eq!(
            events.last(),
            Some(
                &MessageSuppressed {
                    message: message.clone()
                }
                .into()
            )
        );
        let resend = scenario.when(proto::notify::ResendMessage { message });
        resend.rejected("SMS-14.phone_stopped");
    }

    #[test]
    fn whoever_has_left_in_the_meantime_is_not_written_to() {
        // rule: DIR-4
        let (mut scenario, wanted) = with_message();
        let mut to_staff = wanted;
        to_staff.message = MessageId::new("another").unwrap();
        to_staff.recipient = proto::notify::Recipient::Person { person: person("he") };
        scenario.directory(PersonLeft {
            person: person("he"),
            at: scenario.now(),
        });
        let message = to_staff.message.clone();
        scenario
            .when(QueueMessages {
                wanted: vec![to_staff.clone()],
            })
            .then(vec![
                MessageQueued { wanted: to_staff }.into(),
                MessageDied {
                    message: message.clone(),
                    reason: WhyDead::Left,
                }
                .into(),
            ]);
        scenario
            .when(proto::notify::ResendMessage { message })
            .rejected("DIR-4.recipient_left");
    }

    #[test]
    fn a_dead_message_can_be_sent_again_once_its_recipient_has_a_phone() {
        // rule: SMS-10
        let (mut scenario, mut wanted) = with_message();
        wanted.message = MessageId::new("another").unwrap();
        wanted.recipient = proto::notify::Recipient::Person {
            person: person("ming"),
        };
        wanted.to = None;
        let message = wanted.message.clone();
        scenario.when(QueueMessages { wanted: vec![wanted] }).taken();
        let resend = proto::notify::ResendMessage {
            message: message.clone(),
        };
        scenario.when(resend.clone()).rejected("SMS-10.no_phone");
        let mut scenario = scenario.knowing(
            ListKind::People,
            vec![samples::staff(
                "ming",
                "鲁一鸣",
                Role::SalesManager,
                None,
                "13900000010",
            )],
        );
        let to = phone("13900000010");
        scenario.when(resend).then(vec![
            SendStarted {
                message,
                attempt: 1,
                to,
            }
            .into(),
        ]);
    }
}
