//! Everything dispatch's log says, and the queue of what comes due.

use std::collections::{BTreeMap, BTreeSet};

use decider::Common;
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
        if let Some(event) = record.event.clock_event() {
            self.queue_again(event.clock(), common);
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

#[cfg(test)]
mod tests {
    use proto::dispatch::PauseClock;
    use sla::policy::ClockKind;

    use super::*;
    use crate::testing::{arrived, departed, hear, left, opens, order, plan, repaired, with_order};

    // rule: SLA-20
    #[test]
    fn the_state_comes_back_from_a_snapshot_as_it_was_and_goes_on_alike() {
        let mut dealer = with_order();
        opens(&mut dealer, crate::testing::facts(2));
        dealer.when(plan("05 14:00")).taken();
        let reason = "customer_asked_later".to_owned();
        dealer
            .when(PauseClock {
                order: order(),
                clock: ClockKind::Response36,
                reason,
            })
            .taken();
        hear(&mut dealer, departed(1, "05 08:00", None));
        let bytes = postcard::to_stdvec(&dealer.state).unwrap();
        let back: State = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(back, dealer.state);
        let first = dealer.passes_until("2026-01-07T08:00:00+08:00");
        dealer.state = back;
        dealer.asleep_until("2026-01-05T08:00:00+08:00");
        assert_eq!(dealer.passes_until("2026-01-07T08:00:00+08:00"), first);
    }

    #[test]
    fn an_order_that_is_over_keeps_no_words_of_the_station_and_nothing_of_it_is_due() {
        let mut dealer = with_order();
        dealer.when(plan("05 14:00")).taken();
        for report in [
            departed(1, "05 08:00", None),
            arrived(1, "05 08:00"),
            left(1, "05 08:00"),
        ] {
            hear(&mut dealer, report);
        }
        dealer.when(plan("05 15:00")).taken();
        hear(&mut dealer, repaired(2, "05 08:00"));
        let order = dealer.state.order(&order()).unwrap();
        assert!(order.call.is_none() && order.plans.iter().all(|plan| plan.inputs.is_none()));
        assert_eq!(dealer.state.queue().count(), 0);
    }
}
