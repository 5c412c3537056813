//! Everything the log of returns says.

use std::collections::BTreeMap;

use decider::Common;
use decider::clocks::ClockBook;
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
    pub(crate) orders: BTreeMap<OrderNumber, Order>,
    pub(crate) consignments: BTreeMap<ConsignmentId, Consignment>,
    pub(crate) clocks: ClockBook,
}

impl State {
    pub(crate) fn part(&self, tag: &PartTag) -> Option<&Part> {
        self.orders.get(&tag.order)?.parts.get(&tag.line)
    }

    /// In order of their tags.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.orders.values().flat_map(|order| order.parts.values())
    }

    /// The parts a station holds.
    pub(crate) fn held_at(&self, station: &StationId) -> impl Iterator<Item = &Part> {
        self.parts()
            .filter(move |part| part.state == PartState::AtStation && part.station() == Some(station))
    }

    /// Folds one record of the log. `common` is as it stood before it.
    pub(crate) fn evolve(&mut self, record: &Recorded<ReturnsEvent>, common: &Common) {
        let at = record.occurred_at;
        match &record.event {
            ReturnsEvent::StationNoted(noted) => self.order(&noted.order).noted = Some(noted.clone()),
            ReturnsEvent::PartNoted(noted) => {
                let reported = &mut self.order(&noted.tag.order).reported;
                reported.insert(noted.tag.line, noted.clone());
            }
            ReturnsEvent::ClaimStandNoted(noted) => {
                let claims = &mut self.order(&noted.order).claims;
                claims.insert(noted.claim.clone(), noted.clone());
            }
            ReturnsEvent::PartExpected(expected) => {
                let tag = &expected.part.tag;
                self.order(&tag.order).expects(&expected.part, at);
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

    fn order(&mut self, number: &OrderNumber) -> &mut Order {
        self.orders.entry(number.clone()).or_default()
    }

    fn change(&mut self, tag: &PartTag, change: impl FnOnce(&mut Part)) {
        let part = self
            .orders
            .get_mut(&tag.order)
            .and_then(|order| order.parts.get_mut(&tag.line));
        if let Some(part) = part {
            change(part);
        }
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
