//! Hotline's state and how its events change it.

use std::collections::{BTreeMap, BTreeSet};

use proto::Recorded;
use proto::hotline::HotlineEvent;
use proto::order::{OrderFacts, Step};
use serde::{Deserialize, Serialize};
use types::{Actor, Instant, MachineSerial, OrderNumber, PersonId};

use crate::order::{Call, Cancellation, FollowUp, MachineReport, Note, Order, Standing};

/// Every service order, how many numbers each prefix has given, and what is found by machine or by time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    orders: BTreeMap<OrderNumber, Order>,
    counters: BTreeMap<u8, u64>,
    open_by_machine: BTreeMap<MachineSerial, BTreeSet<OrderNumber>>,
    follow_ups_due: BTreeSet<(Instant, OrderNumber, u32)>,
}

impl State {
    #[must_use]
    pub fn order(&self, number: &OrderNumber) -> Option<&Order> {
        self.orders.get(number)
    }

    pub fn orders(&self) -> impl Iterator<Item = (&OrderNumber, &Order)> {
        self.orders.iter()
    }

    /// The number the next order of a prefix gets: gapless from 1 (ORD-3, ORD-4).
    #[must_use]
    pub fn next_number(&self, prefix: u8) -> OrderNumber {
        let given = self.counters.get(&prefix).copied().unwrap_or_default();
        OrderNumber::compose(prefix, given + 1)
    }

    /// The open orders about a machine, of whatever type, by number.
    pub fn open_orders(&self, machine: &MachineSerial) -> impl Iterator<Item = (&OrderNumber, &Order)> {
        let numbers = self.open_by_machine.get(machine).into_iter().flatten();
        numbers.filter_map(|number| Some((number, self.orders.get(number)?)))
    }

    /// The follow-ups whose time has not come, the earliest first.
    pub fn follow_ups_due(&self) -> impl Iterator<Item = &(Instant, OrderNumber, u32)> {
        self.follow_ups_due.iter()
    }

    /// Folds one of hotline's own records.
    pub(crate) fn evolve(&mut self, record: &Recorded<HotlineEvent>) {
        match &record.event {
            HotlineEvent::OrderOpened(opened) => {
                let number = opened.facts.order.clone();
                *self.counters.entry(number.prefix()).or_default() += 1;
                let order = Order::opened(
                    opened.facts.clone(),
                    opened.operator.clone(),
                    opened.second_order_reason.clone(),
                );
                self.index(&number, None, order.open_about().cloned());
                self.orders.insert(number, order);
            }
            HotlineEvent::CallAttached(attached) => self.change(&attached.order, |order| {
                order.calls.push(Call {
                    caller: attached.caller.clone(),
                    said: attached.said.clone(),
                    called_at: attached.called_at,
                });
            }),
            HotlineEvent::MachineIdentified(found) => self.change_facts(&found.order, &record.event),
            HotlineEvent::StationGiven(given) => self.change_facts(&given.order, &record.event),
            HotlineEvent::OrderCorrected(corrected) => {
                self.change_facts(&corrected.order, &record.event);
                self.change(&corrected.order, |order| {
                    order.corrections.push(corrected.clone())
                });
            }
            HotlineEvent::MachineStateReported(report) => {
                self.change_facts(&report.order, &record.event);
                self.change(&report.order, |order| {
                    let stopgap = report.stopgap.clone();
                    order.machine_report = Some(MachineReport {
                        machine_down: report.machine_down,
                        stopgap,
                    });
                });
            }
            HotlineEvent::StepReached(reached) => self.change(&reached.order, |order| order.reach(reached)),
            HotlineEvent::OrderCancelled(cancelled) => self.change(&cancelled.order, |order| {
                let (reason, note) = (cancelled.reason.clone(), cancelled.note.clone());
                order.cancellation = Some(Cancellation { reason, note });
                order.standing = Standing {
                    step: Step::Cancelled,
                    at: record.occurred_at,
                    reason: None,
                    ..order.standing
                };
            }),
            HotlineEvent::NoteAdded(added) => self.change(&added.order, |order| {
                order.notes.push(Note {
                    text: added.text.clone(),
                    by: author(&record.actor),
                });
            }),
            HotlineEvent::FollowUpSet(set) => {
                self.follow_ups_due
                    .insert((set.at, set.order.clone(), set.follow_up));
                self.change(&set.order, |order| {
                    order.follow_ups.push(FollowUp {
                        text: set.text.clone(),
                        at: set.at,
                        set_by: set.set_by.clone(),
                        came_due: false,
                        done: None,
                    });
                });
            }
            HotlineEvent::FollowUpCameDue(due) => {
                self.change_follow_up(&due.order, due.follow_up, |follow_up| follow_up.came_due = true);
            }
            HotlineEvent::FollowUpDone(done) => {
                let note = done.note.clone();
                self.change_follow_up(&done.order, done.follow_up, |follow_up| {
                    follow_up.done = Some(note)
                });
            }
        }
    }

    fn change_facts(&mut self, number: &OrderNumber, event: &HotlineEvent) {
        self.change(number, |order| {
            if let Some(facts) = OrderFacts::after(Some(&order.facts), event) {
                order.facts = facts;
            }
        });
    }

    fn change(&mut self, number: &OrderNumber, change: impl FnOnce(&mut Order)) {
        let Some(order) = self.orders.get_mut(number) else {
            return;
        };
        let before = order.open_about().cloned();
        change(order);
        let after = order.open_about().cloned();
        if before != after {
            self.index(number, before, after);
        }
    }

    fn index(&mut self, number: &OrderNumber, before: Option<MachineSerial>, after: Option<MachineSerial>) {
        if let Some(machine) = before
            && let Some(numbers) = self.open_by_machine.get_mut(&machine)
        {
            numbers.remove(number);
            if numbers.is_empty() {
                self.open_by_machine.remove(&machine);
            }
        }
        if let Some(machine) = after {
            self.open_by_machine
                .entry(machine)
                .or_default()
                .insert(number.clone());
        }
    }

    /// A follow-up that came due or was done no longer waits for its time.
    fn change_follow_up(&mut self, number: &OrderNumber, follow_up: u32, change: impl FnOnce(&mut FollowUp)) {
        let Some(found) = self
            .orders
            .get_mut(number)
            .and_then(|order| order.follow_up_mut(follow_up))
        else {
            return;
        };
        change(found);
        self.follow_ups_due.remove(&(found.at, number.clone(), follow_up));
    }
}

fn author(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Person(person) => Some(person.clone()),
        Actor::Service(_) | Actor::Local | Actor::Gateway => None,
    }
}
