//! Field's state and how its events change it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use decider::Common;
use decider::clocks::{Clock, ClockBook};
use decider::shelf::{Archive, Shelf};
use proto::Recorded;
use proto::clock::ClockId;
use proto::field::{AnswerKind, Departed, FieldEvent, ReportKind};
use proto::order::OrderFacts;
use serde::{Deserialize, Serialize};
use sla::policy::ClockKind;
use types::{Actor, Hash, Instant, MachineSerial, MessageId, OrderNumber, PersonId, Phone, Span};

use crate::message::{Answer, Message, Outcome, Settlement};
use crate::order::{Assignment, End, FieldOrder, Flag};
use crate::question::Question;
use crate::visit::{Departure, Leaving, Reported, Visit};

/// The share of answers is counted over this span (SMS-12).
pub(crate) const HOUR: Span = Span::hours(1);

/// Every message, every order with its visits and report, the clocks of the reports, open questions, and what was
/// lately answered to whom.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    orders: Archive<OrderNumber, FieldOrder>,
    messages: Archive<MessageId, Message>,
    by_machine: BTreeMap<MachineSerial, BTreeSet<OrderNumber>>,
    open: BTreeSet<OrderNumber>,
    ended: BTreeSet<(Instant, OrderNumber)>,
    /// Orders whose report is being written.
    reporting: BTreeSet<OrderNumber>,
    /// Which orders a document is attached to.
    attached: Archive<Hash, BTreeSet<OrderNumber>>,
    /// Which orders somebody reported on, by when it was sent.
    reports: BTreeMap<(PersonId, ReportKind), BTreeSet<(Instant, OrderNumber)>>,
    clocks: ClockBook,
    questions: BTreeMap<PersonId, Question>,
    answered: BTreeMap<Phone, Vec<(Instant, AnswerKind)>>,
}

impl State {
    pub(crate) fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.orders.put_onto(shelf);
        self.messages.put_onto(shelf);
        self.attached.put_onto(shelf);
        self.clocks.put_onto(shelf);
    }

    #[must_use]
    pub fn order(&self, number: &OrderNumber) -> Option<Cow<'_, FieldOrder>> {
        self.orders.get(number)
    }

    pub fn orders(&self) -> impl Iterator<Item = (OrderNumber, Cow<'_, FieldOrder>)> {
        self.orders.iter()
    }

    #[must_use]
    pub fn message(&self, id: &MessageId) -> Option<Cow<'_, Message>> {
        self.messages.get(id)
    }

    pub fn messages(&self) -> impl Iterator<Item = (MessageId, Cow<'_, Message>)> {
        self.messages.iter()
    }

    /// The orders that were open at a moment or ended after it, by number.
    pub fn open_since(&self, moment: Instant) -> impl Iterator<Item = Cow<'_, FieldOrder>> {
        let ended = self
            .ended
            .iter()
            .rev()
            .take_while(move |(at, _)| *at >= moment)
            .map(|(_, number)| number);
        let numbers: BTreeSet<&OrderNumber> = self.open.iter().chain(ended).collect();
        numbers.into_iter().filter_map(|number| self.orders.get(number))
    }

    /// The orders whose report is being written, by number.
    pub fn reporting(&self) -> impl Iterator<Item = Cow<'_, FieldOrder>> {
        let numbers = self.reporting.iter();
        numbers.filter_map(|number| self.orders.get(number))
    }

    /// The other orders about the same machine, by number.
    pub fn beside<'a>(&'a self, order: &'a FieldOrder) -> impl Iterator<Item = Cow<'a, FieldOrder>> {
        let machine = order.facts.machine.as_ref();
        let numbers = machine.and_then(|machine| self.by_machine.get(machine));
        let others = numbers.into_iter().flatten();
        others
            .filter(|number| **number != order.facts.order)
            .filter_map(|number| self.orders.get(number))
    }

    /// The orders that a document is attached to, by number.
    pub fn attached_to(&self, hash: Hash) -> impl Iterator<Item = OrderNumber> {
        let orders = self.attached.get(&hash).map(Cow::into_owned);
        orders.into_iter().flatten()
    }

    /// The clocks of an order's report, one for each visit that finished the service (SLA-10).
    pub fn clocks_of<'a>(&'a self, order: &'a FieldOrder) -> impl Iterator<Item = Cow<'a, Clock>> {
        let visits = order.visits.keys();
        visits.filter_map(|visit| self.clocks.get(&clock_id(&order.facts.order, *visit)))
    }

    #[must_use]
    pub(crate) const fn clocks(&self) -> &ClockBook {
        &self.clocks
    }

    /// The question a person was asked last, unless it was answered.
    #[must_use]
    pub fn question(&self, person: &PersonId) -> Option<&Question> {
        self.questions.get(person)
    }

    /// The kinds of answers a phone was given in the hour before a moment.
    pub fn answered_lately(&self, phone: &Phone, now: Instant) -> impl Iterator<Item = AnswerKind> {
        let answers = self.answered.get(phone).into_iter().flatten();
        answers
            .filter(move |(at, _)| *at + HOUR > now)
            .map(|(_, kind)| *kind)
    }

    /// Folds one of field's own records. `common` is as it stood before the record.
    pub(crate) fn evolve(&mut self, record: &Recorded<FieldEvent>, common: &Common) {
        if let Some(clock) = record.event.clock_event() {
            self.clocks.evolve(&clock, &common.policies);
        }
        match &record.event {
            FieldEvent::MessageReceived(received) => {
                let message = Message::received(received, record.recorded_at);
                self.messages.insert(received.message.clone(), message);
            }
            FieldEvent::MessageNotUnderstood(said) => {
                let (order, mistakes) = (said.order.clone(), said.mistakes.clone());
                self.became(&said.message, Outcome::NotUnderstood { order, mistakes });
            }
            FieldEvent::MessageQuarantined(said) => self.became(&said.message, Outcome::Quarantined),
            FieldEvent::CustomerWrote(said) => {
                let (customer, order) = (said.customer.clone(), said.order.clone());
                self.became(&said.message, Outcome::CustomerWrote { customer, order });
            }
            FieldEvent::MessagesStopped(said) => self.became(&said.message, Outcome::Stopped),
            FieldEvent::AutomaticReplyKept(said) => self.became(&said.message, Outcome::Automatic),
            FieldEvent::WhichOrderAsked(asked) => {
                self.became(
                    &asked.message,
                    Outcome::Asked {
                        candidates: asked.candidates.clone(),
                    },
                );
                let open = self.questions.remove(&asked.person);
                let question = Question::of(asked, open, record.recorded_at);
                self.questions.insert(asked.person.clone(), question);
            }
            FieldEvent::MessageUnderstood(said) => {
                let order = said.order.clone();
                self.became(&said.message, Outcome::Understood { order: order.clone() });
                if let Some(first) = &said.completes {
                    self.became(first, Outcome::Understood { order });
                    self.close_question(first);
                }
            }
            FieldEvent::AnswerGiven(given) => {
                if let Some(phone) = given.to.open() {
                    let lately = self.answered.entry(phone.clone()).or_default();
                    lately.retain(|(at, _)| *at + HOUR > record.recorded_at);
                    lately.push((record.recorded_at, given.kind));
                }
                self.change_message(&given.message, |message| {
                    message.answers.push(Answer {
                        kind: given.kind,
                        text: given.text.clone(),
                    });
                });
            }
            FieldEvent::AnswerWithheld(held) => {
                self.change_message(&held.message, |message| message.withheld += 1);
            }
            FieldEvent::MessageSettled(settled) => {
                let settlement = Settlement {
                    order: settled.order.clone(),
                    note: settled.note.clone(),
                };
                self.change_message(&settled.message, |message| message.settled = Some(settlement));
                self.close_question(&settled.message);
            }
            FieldEvent::Departed(said) => self.depart(said, record),
            FieldEvent::Arrived(said) => {
                let report = self.reported(record, &said.by, said.at, said.message.as_ref());
                self.note_report(&said.order, ReportKind::Arrived, &report);
                self.change_visit(&said.order, said.visit, |visit| visit.arrived = Some(report));
            }
            FieldEvent::Repaired(said) => {
                let report = self.reported(record, &said.by, said.at, said.message.as_ref());
                self.note_report(&said.order, ReportKind::Repaired, &report);
                let left = Leaving {
                    report,
                    unrepaired: None,
                };
                self.change_visit(&said.order, said.visit, |visit| visit.left = Some(left));
            }
            FieldEvent::LeftUnrepaired(said) => {
                let report = self.reported(record, &said.by, said.at, said.message.as_ref());
                self.note_report(&said.order, ReportKind::LeftUnrepaired, &report);
                let left = Leaving {
                    report,
                    unrepaired: Some((said.reason.clone(), said.words.clone())),
                };
                self.change_visit(&said.order, said.visit, |visit| visit.left = Some(left));
            }
            FieldEvent::ReportCorrected(said) => self.change_visit(&said.order, said.visit, |visit| {
                if let Some(report) = visit.report_mut(said.of) {
                    report.correct(said.at);
                }
            }),
            FieldEvent::Acknowledged(said) => self.change(&said.order, |order| {
                order.acknowledged.insert(said.by.clone());
            }),
            FieldEvent::PlanReported(_) | FieldEvent::PhoneSolutionReported(_) => {}
            FieldEvent::ReportFlagged(flagged) => self.change(&flagged.order, |order| {
                let about = flagged.about.clone();
                order.flags.push(Flag {
                    visit: flagged.visit,
                    flag: flagged.flag,
                    about,
                });
            }),
            FieldEvent::FieldOrderNoted(noted) => {
                let facts = &noted.facts;
                self.note_machine(facts);
                if !self.orders.contains(&facts.order) {
                    let order = FieldOrder::noted(facts.clone());
                    self.orders.insert(facts.order.clone(), order);
                }
                self.change(&facts.order, |order| order.facts = facts.clone());
            }
            FieldEvent::AssignmentNoted(noted) => {
                self.change(&noted.order, |order| order.assignment = Assignment::of(noted));
            }
            FieldEvent::FieldOrderEnded(ended) => self.change(&ended.order, |order| {
                order.ended = Some(End {
                    at: ended.at,
                    cancelled: ended.cancelled,
                });
            }),
            FieldEvent::FieldOrderClosed(closed) => self.change(&closed.order, FieldOrder::close),
            FieldEvent::FieldOrderReopened(opened) => {
                self.change(&opened.order, |order| order.reopen(opened.at));
            }
            FieldEvent::ServiceReportFiled(said) => self.write(&said.order, record),
            FieldEvent::PartReplaced(said) => self.write(&said.order, record),
            FieldEvent::PartCorrected(said) => self.write(&said.order, record),
            FieldEvent::ServiceReportJudged(said) => self.write(&said.order, record),
            FieldEvent::DocumentAttached(said) => {
                let hash = said.document.hash;
                let mut holders = self.attached.get(&hash).map(Cow::into_owned).unwrap_or_default();
                holders.insert(said.order.clone());
                self.attached.insert(hash, holders);
                self.write(&said.order, record);
            }
            FieldEvent::DocumentWithdrawn(said) => {
                self.attached
                    .change(&said.hash, |holders| holders.remove(&said.order));
                self.write(&said.order, record);
            }
            FieldEvent::ClockStarted(_)
            | FieldEvent::ClockPaused(_)
            | FieldEvent::ClockResumed(_)
            | FieldEvent::ClockWarned(_)
            | FieldEvent::ClockBreached(_)
            | FieldEvent::BreachLifted(_)
            | FieldEvent::ClockMet(_)
            | FieldEvent::ClockStopped(_)
            | FieldEvent::ClockCancelled(_) => {}
        }
    }

    fn note_machine(&mut self, facts: &OrderFacts) {
        let known = self.orders.get(&facts.order);
        let before = known.and_then(|known| known.facts.machine.clone());
        if let Some(orders) = before.and_then(|machine| self.by_machine.get_mut(&machine)) {
            orders.remove(&facts.order);
        }
        if let Some(machine) = &facts.machine {
            let orders = self.by_machine.entry(machine.clone()).or_default();
            orders.insert(facts.order.clone());
        }
    }

    fn write(&mut self, number: &OrderNumber, record: &Recorded<FieldEvent>) {
        self.change(number, |order| {
            order.report.evolve(&record.event, record.occurred_at)
        });
    }

    /// A second departure of a visit brings the ETA that the first one lacked.
    fn depart(&mut self, said: &Departed, record: &Recorded<FieldEvent>) {
        let report = self.reported(record, &said.lead, said.at, said.message.as_ref());
        self.note_report(&said.order, ReportKind::Departed, &report);
        self.change_visit(&said.order, said.visit, |visit| match &mut visit.departed {
            Some(known) => known.eta = said.eta,
            none => {
                let (companions, eta) = (said.companions.clone(), said.eta);
                *none = Some(Departure {
                    report,
                    companions,
                    eta,
                });
            }
        });
    }

    fn reported(
        &self,
        record: &Recorded<FieldEvent>,
        by: &PersonId,
        at: Instant,
        message: Option<&MessageId>,
    ) -> Reported {
        let sent = message
            .and_then(|id| self.messages.get(id))
            .map(|message| message.placed_at);
        let entered_by = match &record.actor {
            Actor::Person(person) => Some(person.clone()),
            Actor::Service(_) | Actor::Local | Actor::Gateway => None,
        };
        Reported {
            at,
            was: None,
            by: by.clone(),
            entered_by,
            sent_at: sent.unwrap_or(record.recorded_at),
            message: message.cloned(),
        }
    }

    fn became(&mut self, id: &MessageId, outcome: Outcome) {
        self.change_message(id, |message| message.outcome = outcome);
    }

    fn change_message(&mut self, id: &MessageId, change: impl FnOnce(&mut Message)) {
        self.messages.change(id, change);
    }

    fn close_question(&mut self, message: &MessageId) {
        self.questions.retain(|_, question| question.message != *message);
        for question in self.questions.values_mut() {
            question.before.retain(|known| known.message != *message);
        }
    }

    fn change_visit(&mut self, number: &OrderNumber, visit: u32, change: impl FnOnce(&mut Visit)) {
        self.change(number, |order| change(order.visits.entry(visit).or_default()));
    }

    fn change(&mut self, number: &OrderNumber, change: impl FnOnce(&mut FieldOrder)) {
        let changed = self.orders.change(number, |order| {
            let ended = order.ended_at();
            change(order);
            (ended, order.ended_at(), order.is_reported_on())
        });
        let Some((before, ended, is_reported_on)) = changed else {
            return;
        };
        if let Some(ended) = before {
            self.ended.remove(&(ended, number.clone()));
        }
        if is_reported_on {
            self.reporting.insert(number.clone());
        } else {
            self.reporting.remove(number);
        }
        match ended {
            Some(ended) => {
                self.open.remove(number);
                self.ended.insert((ended, number.clone()));
            }
            None => {
                self.open.insert(number.clone());
            }
        }
    }

    fn note_report(&mut self, number: &OrderNumber, kind: ReportKind, report: &Reported) {
        for person in [Some(&report.by), report.entered_by.as_ref()]
            .into_iter()
            .flatten()
        {
            let reports = self.reports.entry((person.clone(), kind)).or_default();
            reports.insert((report.sent_at, number.clone()));
        }
    }

    /// The orders whose last report of that kind by somebody was sent from `since` on, the last of them first.
    pub(crate) fn reported_by<'a>(
        &'a self,
        person: &'a PersonId,
        kind: ReportKind,
        since: Instant,
    ) -> impl Iterator<Item = &'a OrderNumber> {
        let reports = self.reports.get(&(person.clone(), kind));
        let sent = reports.into_iter().flatten().rev();
        let sent = sent.take_while(move |(sent_at, _)| *sent_at >= since);
        sent.filter_map(move |(sent_at, number)| {
            let order = self.orders.get(number)?;
            let mut visits = order.visits.values().rev();
            let report = visits.find_map(|visit| visit.report(kind).filter(|report| report.is_of(person)))?;
            (report.sent_at == *sent_at).then_some(number)
        })
    }
}

/// The clock of the report of a service that a visit finished (SLA-10).
pub(crate) fn clock_id(order: &OrderNumber, visit: u32) -> ClockId {
    ClockId {
        order: order.clone(),
        kind: ClockKind::ReportEntered,
        run: visit,
    }
}
