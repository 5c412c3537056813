//! Hotline's state and how its events change it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use decider::shelf::{Archive, Shelf};
use proto::hotline::{HotlineEvent, OrderOpened};
use proto::{Recorded, order_of_stream};
use serde::{Deserialize, Serialize};
use sla::policy::Policy;
use types::{Instant, MachineSerial, OrderNumber};

use crate::import::Imports;
use crate::order::Order;
use crate::unrepaired;

/// Every service order, how many numbers each prefix has given, and what is found by machine or by time.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    orders: Archive<OrderNumber, Order>,
    counters: BTreeMap<u8, u64>,
    by_machine: BTreeMap<MachineSerial, BTreeMap<OrderNumber, AboutMachine>>,
    /// By the call.
    open: BTreeSet<(Instant, OrderNumber)>,
    follow_ups_due: BTreeSet<(Instant, OrderNumber, u32)>,
    list_due: Option<Instant>,
    last_list: Option<NaiveDate>,
    imports: Imports,
}

/// What is asked about every order of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct AboutMachine {
    is_open: bool,
    /// When a failure was resolved.
    resolved_at: Option<Instant>,
}

impl State {
    pub(crate) fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.orders.put_onto(shelf);
    }

    #[must_use]
    pub fn order(&self, number: &OrderNumber) -> Option<Cow<'_, Order>> {
        self.orders.get(number)
    }

    pub fn orders(&self) -> impl Iterator<Item = (OrderNumber, Cow<'_, Order>)> {
        self.orders.iter()
    }

    /// How many numbers a prefix has given; they count from 1 without gaps (ORD-3, ORD-4).
    #[must_use]
    pub fn numbers_given(&self, prefix: u8) -> u64 {
        self.counters.get(&prefix).copied().unwrap_or_default()
    }

    /// The failures of a machine that were resolved, by number, with when.
    pub fn resolved(&self, machine: &MachineSerial) -> impl Iterator<Item = (&OrderNumber, Instant)> {
        let orders = self.by_machine.get(machine).into_iter().flatten();
        orders.filter_map(|(number, about)| Some((number, about.resolved_at?)))
    }

    /// The open orders about a machine, of whatever type, by number.
    pub fn open_orders(
        &self,
        machine: &MachineSerial,
    ) -> impl Iterator<Item = (&OrderNumber, Cow<'_, Order>)> {
        let orders = self.by_machine.get(machine).into_iter().flatten();
        let open = orders.filter(|(_, about)| about.is_open);
        open.filter_map(|(number, _)| Some((number, self.orders.get(number)?)))
    }

    /// Every open order, the oldest call first.
    pub fn all_open(&self) -> impl Iterator<Item = Cow<'_, Order>> + Clone {
        self.open.iter().filter_map(|(_, number)| self.orders.get(number))
    }

    /// The follow-ups whose time has not come, the earliest first.
    pub fn follow_ups_due(&self) -> impl Iterator<Item = &(Instant, OrderNumber, u32)> {
        self.follow_ups_due.iter()
    }

    /// When the next list of unrepaired orders is due; none while no order is open (ORD-12).
    #[must_use]
    pub const fn list_due(&self) -> Option<Instant> {
        self.list_due
    }

    /// The day of the last list of unrepaired orders.
    #[must_use]
    pub const fn last_list(&self) -> Option<NaiveDate> {
        self.last_list
    }

    #[must_use]
    pub const fn imports(&self) -> &Imports {
        &self.imports
    }

    /// Folds one of hotline's own records, under the policy in force.
    pub(crate) fn evolve(&mut self, record: &Recorded<HotlineEvent>, policy: &Policy) {
        self.imports.evolve(&record.event);
        match &record.event {
            HotlineEvent::OrderOpened(opened) => self.open(opened),
            HotlineEvent::UnrepairedListIssued(issued) => {
                self.last_list = Some(issued.date);
                self.list_due = unrepaired::next_due(issued.due_at, self.last_list, policy);
            }
            HotlineEvent::FollowUpSet(set) => {
                self.change(&set.order, record);
                self.follow_ups_due
                    .insert((set.at, set.order.clone(), set.follow_up));
            }
            HotlineEvent::FollowUpCameDue(due) => self.settle_follow_up(&due.order, due.follow_up, record),
            HotlineEvent::FollowUpDone(done) => self.settle_follow_up(&done.order, done.follow_up, record),
            HotlineEvent::CallAttached(_)
            | HotlineEvent::MachineIdentified(_)
            | HotlineEvent::StationGiven(_)
            | HotlineEvent::OrderCorrected(_)
            | HotlineEvent::MachineStateReported(_)
            | HotlineEvent::StepReached(_)
            | HotlineEvent::OrderCancelled(_)
            | HotlineEvent::NoteAdded(_)
            | HotlineEvent::Urged(_)
            | HotlineEvent::CalledBack(_)
            | HotlineEvent::UnrepairedConfirmed(_)
            | HotlineEvent::ReportNoted(_)
            | HotlineEvent::PapersReviewed(_)
            | HotlineEvent::OrderClosed(_)
            | HotlineEvent::OrderReopened(_)
            | HotlineEvent::RepeatSuspected(_)
            | HotlineEvent::RepeatJudged(_) => {
                if let Some(number) = order_of_stream(&record.stream) {
                    self.change(&number, record);
                }
            }
            HotlineEvent::OrdersStaged(_)
            | HotlineEvent::OrdersImported(_)
            | HotlineEvent::OrdersRefused(_) => {}
        }
        self.schedule_list(record.recorded_at, policy);
    }

    fn open(&mut self, opened: &OrderOpened) {
        let number = opened.facts.order.clone();
        *self.counters.entry(number.prefix()).or_default() += 1;
        let order = Order::opened(opened);
        self.index(&number, None, Some(&Place::of(&order)));
        self.orders.insert(number, order);
    }

    fn change(&mut self, number: &OrderNumber, record: &Recorded<HotlineEvent>) {
        let places = self.orders.change(number, |order| {
            let before = Place::of(order);
            order.evolve(record);
            (before, Place::of(order))
        });
        if let Some((before, after)) = places
            && before != after
        {
            self.index(number, Some(&before), Some(&after));
        }
    }

    fn index(&mut self, number: &OrderNumber, before: Option<&Place>, after: Option<&Place>) {
        if let Some(place) = before {
            if let Some(numbers) = place.machine.as_ref().and_then(|m| self.by_machine.get_mut(m)) {
                numbers.remove(number);
            }
            self.open.remove(&(place.opened_at, number.clone()));
        }
        if let Some(place) = after {
            if let Some(machine) = &place.machine {
                let numbers = self.by_machine.entry(machine.clone()).or_default();
                numbers.insert(number.clone(), place.about);
            }
            if place.about.is_open {
                self.open.insert((place.opened_at, number.clone()));
            }
        }
    }

    /// A follow-up that came due or was done no longer waits for its time.
    fn settle_follow_up(&mut self, number: &OrderNumber, follow_up: u32, record: &Recorded<HotlineEvent>) {
        self.change(number, record);
        let order = self.orders.get(number);
        let at = order.and_then(|order| Some(order.follow_up(follow_up)?.at));
        if let Some(at) = at {
            self.follow_ups_due.remove(&(at, number.clone(), follow_up));
        }
    }

    /// One that is overdue goes out first; the next is reckoned from here.
    fn schedule_list(&mut self, now: Instant, policy: &Policy) {
        self.list_due = match self.list_due {
            _ if self.open.is_empty() => None,
            Some(overdue) if overdue <= now => Some(overdue),
            Some(_) | None => unrepaired::next_due(now, self.last_list, policy),
        };
    }
}

/// Where an order is found.
#[derive(Debug, PartialEq)]
struct Place {
    machine: Option<MachineSerial>,
    opened_at: Instant,
    about: AboutMachine,
}

impl Place {
    fn of(order: &Order) -> Self {
        Self {
            machine: order.facts.machine.clone(),
            opened_at: order.facts.opened_at,
            about: AboutMachine {
                is_open: !order.has_ended(),
                resolved_at: order
                    .aftercare
                    .resolution
                    .filter(|_| order.is_failure())
                    .map(|resolution| resolution.at),
            },
        }
    }
}
