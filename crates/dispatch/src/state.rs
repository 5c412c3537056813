//! Everything dispatch's log says, and the queue of what comes due.

use std::collections::{BTreeMap, BTreeSet};

use decider::Common;
use decider::clocks::clock_of;
use proto::Recorded;
use proto::dispatch::{ClockId, DispatchEvent};
use serde::{Deserialize, Serialize};
use types::{Instant, OrderNumber};

use crate::order::Order;

/// The orders, and each clock's next warning or breach in order of time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    orders: BTreeMap<OrderNumber, Order>,
    queue: BTreeSet<(Instant, ClockId)>,
}

impl State {
    pub(crate) fn order(&self, number: &OrderNumber) -> Option<&Order> {
        self.orders.get(number)
    }

    pub(crate) fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// The clocks with something to say, the earliest first.
    pub(crate) fn queue(&self) -> impl Iterator<Item = &(Instant, ClockId)> {
        self.queue.iter()
    }

    pub(crate) fn evolve(&mut self, record: &Recorded<DispatchEvent>, common: &Common) {
        if let DispatchEvent::OrderNoted(noted) = &record.event {
            let number = noted.facts.order.clone();
            self.orders
                .entry(number)
                .or_insert_with(|| Order::noted(&noted.facts));
        }
        let order = proto::order_of_stream(&record.stream).and_then(|number| self.orders.get_mut(&number));
        if let Some(order) = order {
            order.evolve(&record.event, record.occurred_at);
        }
        if let Some(clock) = clock_of(&record.event) {
            self.queue_again(clock, common);
        }
    }

    fn queue_again(&mut self, id: &ClockId, common: &Common) {
        let Some(order) = self.orders.get_mut(&id.order) else {
            return;
        };
        let Some(timed) = order.clocks.iter_mut().find(|timed| timed.clock.id == *id) else {
            return;
        };
        if let Some(was) = timed.queued_at.take() {
            self.queue.remove(&(was, id.clone()));
        }
        timed.queued_at = timed.clock.next_notice_at(&common.policies);
        if let Some(at) = timed.queued_at {
            self.queue.insert((at, id.clone()));
        }
    }
}
