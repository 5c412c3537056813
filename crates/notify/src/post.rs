//! Addresses the messages that follow from one record: one for each person, whatever roles they hold.

use decider::{Context, Foreign};
use proto::clock::ClockId;
use proto::notify::{NotifyCommand, Purpose, QueueMessages, Recipient, Wanted};
use proto::order::OrderFacts;
use sla::policy::{OrderNotice, Role};
use types::{Hash, MessageId, OrderNumber, PersonId, Personal, Phone, StationId};

use crate::texts::clip;

/// Collects the messages that one record asks for.
pub(crate) struct Post<'a> {
    foreign: &'a Foreign,
    context: &'a Context<'a>,
    order: Option<OrderNumber>,
    clock: Option<ClockId>,
    wanted: Vec<Wanted>,
}

impl<'a> Post<'a> {
    pub(crate) fn new(foreign: &'a Foreign, context: &'a Context<'a>) -> Self {
        Self {
            foreign,
            context,
            order: None,
            clock: None,
            wanted: Vec::new(),
        }
    }

    pub(crate) fn about(mut self, order: &OrderNumber) -> Self {
        self.order = Some(order.clone());
        self
    }

    pub(crate) fn of_clock(mut self, clock: &ClockId) -> Self {
        self.clock = Some(clock.clone());
        self
    }

    /// Tells the staff that the policy names for a moment; engineers are told by [`Self::engineers`].
    pub(crate) fn staff(&mut self, notice: OrderNotice, facts: &OrderFacts, purpose: Purpose, text: &str) {
        for role in self
            .context
            .policy()
            .told(notice)
            .roles
            .iter()
            .filter(|role| **role != Role::FieldEngineer)
        {
            self.role(*role, facts.station.as_ref(), purpose, text);
        }
    }

    /// Tells the engineers who are or were sent, if the policy names engineers for a moment.
    pub(crate) fn engineers<'p>(
        &mut self,
        notice: OrderNotice,
        engineers: impl IntoIterator<Item = &'p PersonId>,
        purpose: Purpose,
        text: &str,
    ) {
        if self
            .context
            .policy()
            .told(notice)
            .roles
            .contains(&Role::FieldEngineer)
        {
            for engineer in engineers {
                self.person(engineer, purpose, text);
            }
        }
    }

    /// Tells the customer, if the policy says so for a moment.
    pub(crate) fn customer(&mut self, notice: OrderNotice, facts: &OrderFacts, purpose: Purpose, text: &str) {
        if self.context.policy().told(notice).customer {
            let recipient = facts
                .customer
                .clone()
                .map_or(Recipient::Phone, |customer| Recipient::Customer { customer });
            let to = self.phone_of_customer(facts);
            self.add(recipient, None, to, purpose, text);
        }
    }

    /// Tells everybody who holds a role for a station, and says whether there is anybody.
    pub(crate) fn role(
        &mut self,
        role: Role,
        station: Option<&StationId>,
        purpose: Purpose,
        text: &str,
    ) -> bool {
        let holders = self.context.masters().holders(role, station, self.context.now);
        for holder in &holders {
            self.person(&holder.id, purpose, text);
        }
        !holders.is_empty()
    }

    /// Tells a person, or their deputy while they are away, and says whether somebody is still here to be told.
    // rule: DIR-1
    pub(crate) fn person(&mut self, person: &PersonId, purpose: Purpose, text: &str) -> bool {
        let (masters, now) = (self.context.masters(), self.context.now);
        let acting = masters.acting(person, now);
        if masters.has_left(&acting.person, now) {
            return false;
        }
        let to = masters.phone_of(&acting.person, now).map(Personal::from);
        self.add(
            Recipient::Person {
                person: acting.person,
            },
            acting.instead_of,
            to,
            purpose,
            text,
        );
        true
    }

    /// Writes to the phone itself, whoever holds it now (DIR-2).
    pub(crate) fn phone(&mut self, phone: &Personal<Phone>, purpose: Purpose, text: &str) {
        let (masters, now) = (self.context.masters(), self.context.now);
        let staff = phone.open().and_then(|phone| masters.staff_by_phone(phone, now));
        let customer = phone.open().and_then(|phone| masters.customer_by_phone(phone));
        let recipient = match (staff, customer) {
            (Some(person), _) => Recipient::Person {
                person: person.id.clone(),
            },
            (None, Some(customer)) => Recipient::Customer {
                customer: customer.id.clone(),
            },
            (None, None) => Recipient::Phone,
        };
        self.add(recipient, None, Some(phone.clone()), purpose, text);
    }

    /// The caller waits for the answer; when one of our own people called for the customer, the customer's own phone.
    fn phone_of_customer(&self, facts: &OrderFacts) -> Option<Personal<Phone>> {
        let (masters, now) = (self.context.masters(), self.context.now);
        let is_staff = |phone: &Phone| masters.staff_by_phone(phone, now).is_some();
        if !facts.caller_phone.open().is_some_and(is_staff) {
            return Some(facts.caller_phone.clone());
        }
        masters
            .customer(facts.customer.as_ref()?)?
            .phones
            .first()
            .cloned()
    }

    fn add(
        &mut self,
        recipient: Recipient,
        instead_of: Option<PersonId>,
        to: Option<Personal<Phone>>,
        purpose: Purpose,
        text: &str,
    ) {
        let known = self.wanted.iter().any(|wanted| wanted.recipient == recipient);
        let Some(message) = self
            .id(&recipient, instead_of.as_ref(), purpose)
            .filter(|_| !known)
        else {
            return;
        };
        let sms = self.context.policy().sms();
        let longest = usize::try_from(sms.max_characters).unwrap_or(usize::MAX);
        let for_whom = instead_of
            .as_ref()
            .map_or_else(String::new, |person| self.for_whom(person));
        let text = clip(&format!("{}{for_whom}{text}", sms.signature), longest).into();
        let (order, clock) = (self.order.clone(), self.clock.clone());
        self.wanted.push(Wanted {
            message,
            recipient,
            to,
            text,
            order,
            purpose,
            clock,
            instead_of,
        });
    }

    /// A deputy reads whose message it is.
    // rule: DIR-1
    fn for_whom(&self, away: &PersonId) -> String {
        format!("（代{}）", self.context.masters().name_of(away))
    }

    /// The same record, read again, makes the same id for whom it was meant, whoever stands in for them by then.
    fn id(
        &self,
        recipient: &Recipient,
        instead_of: Option<&PersonId>,
        purpose: Purpose,
    ) -> Option<MessageId> {
        let meant = instead_of.map(|person| Recipient::Person {
            person: person.clone(),
        });
        let cause = (self.foreign.log, &self.foreign.stream, self.foreign.version);
        let bytes = serde_json::to_vec(&(cause, meant.as_ref().unwrap_or(recipient), purpose)).ok()?;
        MessageId::new(Hash::of(&[&bytes]).id()).ok()
    }

    /// The command that queues them, when there are any.
    pub(crate) fn into_command(self) -> Option<NotifyCommand> {
        let wanted = self.wanted;
        (!wanted.is_empty()).then(|| QueueMessages { wanted }.into())
    }
}
