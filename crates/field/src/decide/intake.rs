//! Takes a message from a phone: whose it is, and what is to become of it (SMS-1, SMS-7, SMS-11, SMS-12, SMS-14).

use std::borrow::Cow;

use decider::{Context, Draft};
use proto::field::{
    AutomaticReplyKept, CustomerWrote, FieldEvent, MessageQuarantined, MessageReceived, MessagesStopped,
    Sender, TakeMessage,
};
use types::{CustomerId, Hash, Instant, MessageId, OrderNumber, Personal, Phone};

use super::Decided;
use super::staff;
use crate::order::FieldOrder;
use crate::text::{self, Meaning, Understood};
use crate::{FieldRejection, State};

/// No phone sends a text of more bytes; what a client sends beyond that is cut.
const KEPT_BYTES: usize = 10 * 1024;

/// A message with what is known of it before it is read.
pub(super) struct Incoming<'a> {
    pub(super) state: &'a State,
    pub(super) context: &'a Context<'a>,
    pub(super) id: MessageId,
    pub(super) phone: Phone,
    pub(super) text: String,
    /// When it was sent, but not after now: reports are placed here.
    pub(super) at: Instant,
    /// Whether the gateway's time lies further ahead of ours than the policy lets pass.
    pub(super) is_ahead: bool,
}

/// Takes a message; a repeat under whatever gateway's id changes nothing.
pub(super) fn take_message(state: &State, take: &TakeMessage, context: &Context<'_>) -> Decided {
    let (Some(phone), Some(text)) = (take.from.open(), take.text.open()) else {
        return Err(FieldRejection::Sealed);
    };
    let id = message_id(phone, text, take.sent_at)?;
    // rule: SMS-6
    // rule: SMS-11
    if state.message(&id).is_some() {
        return Ok(Vec::new());
    }
    let incoming = Incoming {
        state,
        context,
        id,
        phone: phone.clone(),
        text: kept(text),
        at: take.sent_at.min(context.now),
        is_ahead: take.sent_at > context.now + context.policy().sms().future_tolerance,
    };
    let sender = incoming.sender();
    let received = MessageReceived {
        message: incoming.id.clone(),
        from: take.from.clone(),
        text: Personal::from(incoming.text.clone()),
        sent_at: take.sent_at,
        gateway: take.gateway.clone(),
        gateway_id: take.gateway_id.clone(),
        sender: sender.clone(),
    };
    let mut drafts = vec![Draft::of(received).occurred(incoming.at)];
    drafts.extend(incoming.outcome(&sender));
    Ok(drafts)
}

/// The same phone, content and second are the same message, whatever its gateway calls it (SMS-11).
fn message_id(phone: &Phone, text: &str, sent_at: Instant) -> Result<MessageId, FieldRejection> {
    let seconds = sent_at.micros().div_euclid(1_000_000).to_be_bytes();
    let key = text::content_key(text);
    let hash = Hash::of(&[&seconds, phone.as_str().as_bytes(), b"/", key.as_bytes()]);
    MessageId::new(hash.id()).map_err(|_| FieldRejection::Sealed)
}

fn kept(text: &str) -> String {
    let ends = text.char_indices().map(|(start, c)| start + c.len_utf8());
    let end = ends
        .take_while(|end| *end <= KEPT_BYTES)
        .last()
        .unwrap_or_default();
    text.get(..end).unwrap_or_default().to_owned()
}

impl Incoming<'_> {
    /// Who had the phone when the message was sent; staff before customers.
    // rule: SMS-1
    // rule: DIR-2
    fn sender(&self) -> Sender {
        let masters = self.context.masters();
        if let Some(person) = masters.staff_by_phone(&self.phone, self.at) {
            return Sender::Staff {
                person: person.id.clone(),
            };
        }
        let listed = masters
            .customer_by_phone(&self.phone)
            .map(|customer| customer.id.clone());
        if listed.is_some() {
            return Sender::Customer { customer: listed };
        }
        self.called_from(None)
            .map_or(Sender::Unknown, |order| Sender::Customer {
                customer: order.facts.customer.clone(),
            })
    }

    /// The newest open order of a customer, or else the one called in from this phone.
    // rule: SMS-14
    fn called_from(&self, customer: Option<&CustomerId>) -> Option<Cow<'_, FieldOrder>> {
        let open = self
            .state
            .open_since(self.context.now)
            .filter(|order| order.ended_at().is_none());
        let theirs = open.filter(|order| match customer {
            Some(customer) => order.facts.customer.as_ref() == Some(customer),
            None => order.facts.caller_phone.open() == Some(&self.phone),
        });
        theirs.max_by_key(|order| (order.facts.opened_at, order.facts.order.clone()))
    }

    fn outcome(&self, sender: &Sender) -> Vec<Draft<FieldEvent>> {
        let message = self.id.clone();
        let is_stop = || text::is_stop(&self.text);
        // rule: SMS-12
        if self.context.policy().sms().own_numbers.contains(&self.phone) {
            return vec![Draft::of(AutomaticReplyKept { message })];
        }
        match sender {
            Sender::Staff { person } => {
                let understood = staff::read(self, person, &self.text, self.at);
                if self.is_automatic(Some(&understood)) {
                    return vec![Draft::of(AutomaticReplyKept { message })];
                }
                staff::take(self, person, understood)
            }
            Sender::Customer { .. } | Sender::Unknown if self.is_automatic(None) => {
                vec![Draft::of(AutomaticReplyKept { message })]
            }
            // rule: SMS-14
            Sender::Customer { .. } | Sender::Unknown if is_stop() => {
                vec![Draft::of(MessagesStopped {
                    message,
                    phone: self.phone.clone().into(),
                })]
            }
            Sender::Customer { customer } => {
                let (customer, order) = (customer.clone(), self.order_of(customer.as_ref()));
                vec![Draft::of(CustomerWrote {
                    message,
                    customer,
                    order,
                })]
            }
            Sender::Unknown => vec![Draft::of(MessageQuarantined { message })],
        }
    }

    fn order_of(&self, customer: Option<&CustomerId>) -> Option<OrderNumber> {
        self.called_from(customer).map(|order| order.facts.order.clone())
    }

    /// Whether a phone answered by itself. No machine writes a report with an order's number.
    // rule: SMS-12
    fn is_automatic(&self, understood: Option<&Understood>) -> bool {
        let reports = |said: &Understood| {
            said.order.is_some()
                && said
                    .meaning
                    .as_ref()
                    .is_some_and(|meaning| *meaning != Meaning::OrderOnly)
        };
        text::is_automatic_reply(&self.text, &self.context.policy().sms().auto_reply_marks)
            && !understood.is_some_and(reports)
    }
}

#[cfg(test)]
mod tests;
