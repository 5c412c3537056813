//! Everything the log of returns says.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use decider::Common;
use decider::clocks::ClockBook;
use decider::shelf::{Archive, Shelf};
use proto::Recorded;
use proto::returns::{
    ConsignmentReceived, ConsignmentShipped, DiscrepancyOutcome, DiscrepancySettled, PartState, ReturnsEvent,
};
use serde::{Deserialize, Serialize};
use types::{ConsignmentId, Instant, OrderNumber, PartTag, StationId};

use crate::consignment::Consignment;
use crate::order::{HowEnded, Order, Part};

/// Orders with their parts, consignments, and the clocks of the parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(crate) orders: Archive<OrderNumber, Order>,
    pub(crate) consignments: BTreeMap<ConsignmentId, Consignment>,
    pub(crate) clocks: ClockBook,
}

impl State {
    pub(crate) fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.orders.put_onto(shelf);
        self.clocks.put_onto(shelf);
    }

    pub(crate) fn part(&self, tag: &PartTag) -> Option<Cow<'_, Part>> {
        match self.orders.get(&tag.order)? {
            Cow::Borrowed(order) => order.parts.get(&tag.line).map(Cow::Borrowed),
            Cow::Owned(mut order) => order.parts.remove(&tag.line).map(Cow::Owned),
        }
    }

    /// The orders with a part that something is still to happen to, by number; others may be among them.
    pub(crate) fn under_way(&self) -> impl Iterator<Item = &Order> {
        self.orders.at_hand().map(|(_, order)| order)
    }

    /// The parts a station holds, in order of their tags.
    pub(crate) fn held_at(&self, station: &StationId) -> impl Iterator<Item = &Part> {
        self.under_way()
            .flat_map(|order| order.parts.values())
            .filter(move |part| part.state == PartState::AtStation && part.station() == Some(station))
    }

    /// Folds one record of the log. `common` is as it stood before it.
    pub(crate) fn evolve(&mut self, record: &Recorded<ReturnsEvent>, common: &Common) {
        let at = record.occurred_at;
        match &record.event {
            ReturnsEvent::StationNoted(noted) => {
                self.change_order(&noted.order, |order| order.noted = Some(noted.clone()));
            }
            ReturnsEvent::PartNoted(noted) => self.change_order(&noted.tag.order, |order| {
                order.reported.insert(noted.tag.line, noted.clone());
            }),
            ReturnsEvent::ClaimStandNoted(noted) => self.change_order(&noted.order, |order| {
                order.claims.insert(noted.claim.clone(), noted.clone());
            }),
            ReturnsEvent::PartExpected(expected) => {
                let tag = &expected.part.tag;
                self.change_order(&tag.order, |order| order.expects(&expected.part, at));
            }
            ReturnsEvent::PartNotExpected(released) => {
                self.change(&released.tag, |part| part.state = PartState::NotExpected);
            }
            ReturnsEvent::PartCheckedIn(check_in) => self.change(&check_in.tag, |part| {
                part.state = PartState::AtStation;
                part.check_in = Some(check_in.clone());
            }),
            ReturnsEvent::PartDestroyed(destroyed) => self.change(&destroyed.tag, |part| {
                part.end(PartState::Destroyed, at, HowEnded::Destroyed(destroyed.clone()));
            }),
            ReturnsEvent::PartForwarded(forwarded) => self.change(&forwarded.tag, |part| {
                part.end(PartState::Forwarded, at, HowEnded::Forwarded(forwarded.clone()));
            }),
            ReturnsEvent::PartLost(lost) => self.change(&lost.tag, |part| {
                part.end(PartState::Lost, at, HowEnded::Lost(lost.clone()));
            }),
            ReturnsEvent::ConsignmentShipped(shipped) => self.ship(shipped),
            ReturnsEvent::ConsignmentReceived(received) => self.receive(received),
            ReturnsEvent::DiscrepancySettled(settled) => self.settle(settled),
            ReturnsEvent::StationReminded(_) => {}
            ReturnsEvent::ClockStarted(_)
            | ReturnsEvent::ClockPaused(_)
            | ReturnsEvent::ClockResumed(_)
            | ReturnsEvent::ClockWarned(_)
            | ReturnsEvent::ClockBreached(_)
            | ReturnsEvent::BreachLifted(_)
            | ReturnsEvent::ClockMet(_)
            | ReturnsEvent::ClockStopped(_)
            | ReturnsEvent::ClockCancelled(_) => {
                if let Some(event) = record.event.clock_event() {
                    self.clocks.evolve(&event, &common.policies);
                }
            }
        }
    }

    /// Changes an order, which may be one that was not known before.
    fn change_order(&mut self, number: &OrderNumber, change: impl FnOnce(&mut Order)) {
        if !self.orders.contains(number) {
            self.orders.insert(number.clone(), Order::default());
        }
        self.orders.change(number, change);
    }

    fn change(&mut self, tag: &PartTag, change: impl FnOnce(&mut Part)) {
        self.orders.change(&tag.order, |order| {
            if let Some(part) = order.parts.get_mut(&tag.line) {
                change(part);
            }
        });
    }

    fn ship(&mut self, shipped: &ConsignmentShipped) {
        for tag in &shipped.parts {
            self.change(tag, |part| part.ship(&shipped.consignment));
        }
        self.consignments
            .insert(shipped.consignment.clone(), Consignment::shipped(shipped));
    }

    /// A listed part that did not come is missing, unless somebody answers for its loss already.
    fn receive(&mut self, received: &ConsignmentReceived) {
        for counted in &received.parts {
            self.change(&counted.tag, |part| {
                if counted.counted > 0 {
                    part.receive(&received.consignment, received.at);
                } else if part.state == PartState::OnTheWay {
                    part.state = PartState::Missing;
                }
            });
        }
        if let Some(consignment) = self.consignments.get_mut(&received.consignment) {
            consignment.received = Some(received.clone());
        }
    }

    fn settle(&mut self, settled: &DiscrepancySettled) {
        if settled.outcome == DiscrepancyOutcome::Found
            && let Some(tag) = &settled.tag
        {
            self.found(tag, &settled.consignment, settled.at);
        }
        if let Some(consignment) = self.consignments.get_mut(&settled.consignment) {
            consignment.settled.insert(settled.number, settled.clone());
        }
    }

    /// The rest of a part that came in part is no second arrival.
    fn found(&mut self, tag: &PartTag, consignment: &ConsignmentId, at: Instant) {
        self.change(tag, |part| {
            if matches!(part.state, PartState::Missing | PartState::Lost) {
                part.receive(consignment, at);
            }
        });
    }
}
