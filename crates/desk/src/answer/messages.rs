//! Messages in and out (SMS-7, SMS-10).

use proto::desk::{MessageIn, MessageOut, Messages, MessagesQuery, Settled, TextMessage, Who};
use proto::field::Sender;
use types::{Instant, MessageId};

use super::names::{Named, open_phone};
use super::{count, rows};
use crate::Model;
use crate::model::{InMark, InStory, OutMark, OutStory};

pub(super) fn messages(model: &Model, query: &MessagesQuery) -> Messages {
    let mut all = fitting(model, query);
    all.sort();
    let total = count(all.len());
    if let Some(after) = &query.after
        && let Some(place) = all.iter().position(|listed| listed.id == after)
    {
        all.drain(..=place);
    }
    let named = Named::of(model);
    let shown = rows(all, None, query.limit).into_iter();
    Messages {
        messages: shown.filter_map(|listed| listed.shown(&named)).collect(),
        total,
    }
}

/// A message of either way, before it is read and written out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Listed<'a> {
    at: Instant,
    id: &'a MessageId,
    is_out: bool,
}

impl<'a> Listed<'a> {
    fn incoming((id, mark): (&'a MessageId, &InMark)) -> Self {
        Self {
            at: mark.at,
            id,
            is_out: false,
        }
    }

    fn outgoing((id, mark): (&'a MessageId, &OutMark)) -> Self {
        Self {
            at: mark.at,
            id,
            is_out: true,
        }
    }

    fn shown(self, named: &Named<'_>) -> Option<TextMessage> {
        if self.is_out {
            let message = named.model.messages_out.get(self.id)?;
            return Some(TextMessage::Out(shown_out(&message, named)));
        }
        let message = named.model.messages_in.get(self.id)?;
        Some(TextMessage::In(shown_in(&message, named)))
    }
}

fn fitting<'a>(model: &'a Model, query: &MessagesQuery) -> Vec<Listed<'a>> {
    if query.dead {
        let dead = model.dead.iter().filter_map(|id| model.messages_out.mark(id));
        let about = |(_, mark): &(&MessageId, &OutMark)| query.order.is_none() || mark.order == query.order;
        return dead.filter(about).map(Listed::outgoing).collect();
    }
    let Some(number) = &query.order else {
        let incoming = model.messages_in.marks().map(Listed::incoming);
        let outgoing = model.messages_out.marks().map(Listed::outgoing);
        return incoming.chain(outgoing).collect();
    };
    let Some(order) = model.orders.get(number) else {
        return Vec::new();
    };
    let incoming = order.messages_in.iter();
    let incoming = incoming.filter_map(|id| model.messages_in.mark(id));
    let outgoing = order.messages_out.iter();
    let outgoing = outgoing.filter_map(|id| model.messages_out.mark(id));
    incoming
        .map(Listed::incoming)
        .chain(outgoing.map(Listed::outgoing))
        .collect()
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
        completed_by: message.completed_by.last().cloned(),
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
