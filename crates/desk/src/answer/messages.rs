//! Messages in and out (SMS-7, SMS-10).

use proto::desk::{MessageIn, MessageOut, Messages, MessagesQuery, Settled, TextMessage, Who};
use proto::field::Sender;
use types::Instant;

use super::names::{Named, open_phone};
use super::{count, rows};
use crate::Model;
use crate::model::{InStory, OutStory};

pub(super) fn messages(model: &Model, query: &MessagesQuery) -> Messages {
    let mut all = fitting(model, query);
    all.sort_by(|a, b| (a.at(), a.id()).cmp(&(b.at(), b.id())));
    let total = count(all.len());
    if let Some(after) = &query.after
        && let Some(place) = all.iter().position(|either| either.id() == after)
    {
        all.drain(..=place);
    }
    let named = Named(model);
    let shown = rows(all, None, query.limit)
        .into_iter()
        .map(|either| match either {
            Either::In(message) => TextMessage::In(shown_in(message, &named)),
            Either::Out(message) => TextMessage::Out(shown_out(message, &named)),
        });
    Messages {
        messages: shown.collect(),
        total,
    }
}

/// A message of either way, before it is written out.
#[derive(Clone, Copy)]
enum Either<'a> {
    In(&'a InStory),
    Out(&'a OutStory),
}

impl<'a> Either<'a> {
    const fn at(self) -> Instant {
        match self {
            Self::In(message) => message.received_at,
            Self::Out(message) => message.queued_at,
        }
    }

    const fn id(self) -> &'a types::MessageId {
        match self {
            Self::In(message) => &message.received.message,
            Self::Out(message) => &message.wanted.message,
        }
    }
}

fn fitting<'a>(model: &'a Model, query: &MessagesQuery) -> Vec<Either<'a>> {
    if query.dead {
        let dead = model.dead.iter().filter_map(|id| model.messages_out.get(id));
        let about = |message: &&OutStory| query.order.is_none() || message.wanted.order == query.order;
        return dead.filter(about).map(Either::Out).collect();
    }
    let Some(number) = &query.order else {
        let outgoing = model.messages_out.values().map(Either::Out);
        return model
            .messages_in
            .values()
            .map(Either::In)
            .chain(outgoing)
            .collect();
    };
    let Some(order) = model.orders.get(number) else {
        return Vec::new();
    };
    let incoming = order
        .messages_in
        .iter()
        .filter_map(|id| model.messages_in.get(id))
        .map(Either::In);
    let outgoing = order
        .messages_out
        .iter()
        .filter_map(|id| model.messages_out.get(id))
        .map(Either::Out);
    incoming.chain(outgoing).collect()
}

/// Whose phone a message came from.
pub(super) fn sender(message: &InStory, named: &Named<'_>) -> Option<Who> {
    match &message.received.sender {
        Sender::Staff { person } => Some(named.staff(person)),
        Sender::Customer { customer } => customer.as_ref().map(|customer| named.owner(customer)),
        Sender::Unknown => None,
    }
}

pub(super) fn shown_in(message: &InStory, named: &Named<'_>) -> MessageIn {
    let received = &message.received;
    MessageIn {
        message: received.message.clone(),
        from: open_phone(&received.from),
        sender: sender(message, named),
        text: received.text.to_string(),
        sent_at: received.sent_at,
        received_at: message.received_at,
        gateway: received.gateway.clone(),
        outcome: message.outcome,
        order: message.order.clone(),
        candidates: message.candidates.clone(),
        mistakes: message.mistakes.clone(),
        answers: message.answers.clone(),
        completed_by: message.completed_by.clone(),
        settled: message.settled.as_ref().map(|settled| Settled {
            at: settled.at,
            by: named.actor(&settled.by),
            note: settled.note.clone(),
        }),
    }
}

pub(super) fn shown_out(message: &OutStory, named: &Named<'_>) -> MessageOut {
    let wanted = &message.wanted;
    MessageOut {
        message: wanted.message.clone(),
        to: message.to.as_ref().and_then(open_phone),
        recipient: named.recipient(wanted),
        instead_of: wanted.instead_of.as_ref().map(|person| named.staff(person)),
        text: wanted.text.to_string(),
        purpose: wanted.purpose,
        order: wanted.order.clone(),
        clock: wanted.clock.clone(),
        queued_at: message.queued_at,
        state: message.state,
        attempts: message.attempts,
        last_attempt_at: message.last_attempt_at,
        next_at: message.next_at,
        delivery: message.delivery,
        delivered_at: message.delivered_at,
        reason: message.reason.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proto::desk::Query;
    use proto::notify::{MessageDied, MessageQueued, WhyDead};

    use super::*;
    use crate::testing::{Logs, facts, message, number, wanted};

    fn ids(logs: &Logs, query: MessagesQuery) -> Vec<String> {
        let page: Messages = logs.ask(&Query::Messages(query));
        let id = |message: &TextMessage| match message {
            TextMessage::In(message) => message.message.to_string(),
            TextMessage::Out(message) => message.message.to_string(),
        };
        page.messages.iter().map(id).collect()
    }

    // rule: SMS-10
    #[test]
    fn messages_of_both_ways_come_in_order_of_time_from_where_the_reader_stopped() {
        let mut logs = Logs::new();
        logs.opens(facts(1)).at("05 08:10").notify(MessageQueued {
            wanted: wanted("s1", &number(1)),
        });
        logs.at("05 08:20").sms("m1", None, "你好");
        logs.at("05 08:30").notify(MessageQueued {
            wanted: wanted("s2", &number(1)),
        });
        assert_eq!(ids(&logs, MessagesQuery::default()), ["s1", "m1", "s2"]);
        let after = MessagesQuery {
            after: Some(message("s1")),
            limit: Some(1),
            ..MessagesQuery::default()
        };
        assert_eq!(ids(&logs, after), ["m1"]);
        let order = MessagesQuery {
            order: Some(number(1)),
            ..MessagesQuery::default()
        };
        assert_eq!(ids(&logs, order), ["s1", "s2"]);
        logs.notify(MessageDied {
            message: message("s2"),
            reason: WhyDead::NoPhone,
        });
        assert_eq!(
            ids(
                &logs,
                MessagesQuery {
                    dead: true,
                    ..MessagesQuery::default()
                }
            ),
            ["s2"]
        );
    }
}
