//! Everything dispatch's log says, and the queue of what comes due.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use decider::Common;
use decider::clocks::{Clock, ClockCounts, Counted};
use decider::shelf::{Archive, Rests, Shelf};
use proto::Recorded;
use proto::clock::ClockEvent;
use proto::dispatch::{ClockId, DispatchEvent};
use serde::{Deserialize, Serialize};
use types::{Instant, OrderNumber};

use crate::order::{Order, Timed};

/// The orders, and each clock's next warning or breach in order of time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    orders: Archive<OrderNumber, Order>,
    counts: ClockCounts,
    queue: BTreeSet<(Instant, ClockId)>,
}

impl Rests for Order {
    type Mark = ();

    fn rests(&self) -> bool {
        let is_silent = |timed: &Timed| !timed.clock.is_open() && timed.queued_at.is_none();
        self.is_over() && self.clocks.iter().all(is_silent)
    }

    fn mark(&self) {}
}

impl State {
    pub(crate) fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.orders.put_onto(shelf);
    }

    pub(crate) fn order(&self, number: &OrderNumber) -> Option<Cow<'_, Order>> {
        self.orders.get(number)
    }

    pub(crate) fn orders(&self) -> impl Iterator<Item = (OrderNumber, Cow<'_, Order>)> {
        self.orders.iter()
    }

    /// How many clocks are open and overdue.
    pub(crate) const fn counts(&self) -> &ClockCounts {
        &self.counts
    }

    /// The clocks with something to say, the earliest first.
    pub(crate) fn queue(&self) -> impl Iterator<Item = &(Instant, ClockId)> {
        self.queue.iter()
    }

    pub(crate) fn evolve(&mut self, record: &Recorded<DispatchEvent>, common: &Common) {
        if let DispatchEvent::OrderNoted(noted) = &record.event {
            let number = &noted.facts.order;
            if !self.orders.contains(number) {
                self.orders.insert(number.clone(), Order::noted(&noted.facts));
            }
        }
        let Some(number) = proto::order_of_stream(&record.stream) else {
            return;
        };
        let clock = record.event.clock_event();
        let Self {
            orders,
            counts,
            queue,
        } = self;
        orders.change(&number, |order| {
            let id = clock.as_ref().map(ClockEvent::clock);
            let before = id.and_then(|id| counted(order, id));
            order.evolve(&record.event, record.occurred_at);
            let Some(id) = id else { return };
            counts.change(before, counted(order, id));
            queue_again(queue, order, id, common);
        });
    }
}

fn counted(order: &Order, id: &ClockId) -> Option<Counted> {
    order.clock(id).map(Clock::counted)
}

fn queue_again(queue: &mut BTreeSet<(Instant, ClockId)>, order: &mut Order, id: &ClockId, common: &Common) {
    let Some(timed) = order.clocks.iter_mut().find(|timed| timed.clock.id == *id) else {
        return;
    };
    if let Some(was) = timed.queued_at.take() {
        queue.remove(&(was, id.clone()));
    }
    timed.queued_at = timed.clock.next_notice_at(&common.policies);
    if let Some(at) = timed.queued_at {
        queue.insert((at, id.clone()));
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
