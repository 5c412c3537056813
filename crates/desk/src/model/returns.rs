//! What the log of returns says: of one part, or of a consignment and so of many.

use decider::Foreign;
use proto::returns::ReturnsEvent;
use types::{Instant, PartTag};

use super::{ConsignmentKept, Model, PartKept};

impl Model {
    pub(super) fn fold_returns(&mut self, event: &ReturnsEvent, record: &Foreign) {
        self.fold_consignment(event, record.recorded_at);
        let at = record.occurred_at;
        match of(event) {
            Of::Order => self.change_order(record, |order| order.evolve_clock(event.clock_event().as_ref())),
            Of::Part(tag) => self.change_order(record, |order| order.evolve_part(tag, event, at)),
            Of::Parts(tags) => self.keep_for(&tags, record),
        }
    }

    fn fold_consignment(&mut self, event: &ReturnsEvent, at: Instant) {
        if let ReturnsEvent::ConsignmentShipped(shipped) = event {
            for tag in &shipped.parts {
                self.change_part(tag, at, |part| part.ship(shipped));
            }
            let kept = ConsignmentKept::shipped(shipped);
            self.consignments.insert(shipped.consignment.clone(), kept);
        } else if let ReturnsEvent::ConsignmentReceived(received) = event {
            for counted in &received.parts {
                self.change_part(&counted.tag, at, |part| part.count(counted, received));
            }
            if let Some(kept) = self.consignments.get_mut(&received.consignment) {
                kept.received = Some(received.clone());
            }
        } else if let ReturnsEvent::DiscrepancySettled(settled) = event {
            if let Some(tag) = &settled.tag {
                self.change_part(tag, at, |part| part.settle(settled));
            }
            if let Some(kept) = self.consignments.get_mut(&settled.consignment) {
                kept.settled.insert(settled.number, settled.clone());
            }
        }
    }

    fn change_part(&mut self, tag: &PartTag, at: Instant, change: impl FnOnce(&mut PartKept)) {
        self.lots.changed(&tag.order, at);
        let Some(order) = self.orders.get_mut(&tag.order) else {
            return;
        };
        order.changes(at);
        if let Some(part) = order.parts.get_mut(&tag.line) {
            change(part);
        }
    }

    /// Keeps a record that is about parts of several orders with each of these orders, once.
    fn keep_for(&mut self, tags: &[&PartTag], record: &Foreign) {
        let orders: std::collections::BTreeSet<_> = tags.iter().map(|tag| &tag.order).collect();
        for number in orders {
            let kept = self.kept(record);
            if let Some(order) = self.orders.get_mut(number) {
                order.keep(&kept, self.shelf.as_deref());
            }
        }
    }
}

/// What an event is about.
enum Of<'e> {
    /// The order of its stream, or one of that order's clocks.
    Order,
    Part(&'e PartTag),
    Parts(Vec<&'e PartTag>),
}

fn of(event: &ReturnsEvent) -> Of<'_> {
    match event {
        ReturnsEvent::PartExpected(event) => Of::Part(&event.part.tag),
        ReturnsEvent::PartNotExpected(event) => Of::Part(&event.tag),
        ReturnsEvent::PartCheckedIn(event) => Of::Part(&event.tag),
        ReturnsEvent::PartDestroyed(event) => Of::Part(&event.tag),
        ReturnsEvent::PartForwarded(event) => Of::Part(&event.tag),
        ReturnsEvent::PartLost(event) => Of::Part(&event.tag),
        ReturnsEvent::ConsignmentShipped(event) => Of::Parts(event.parts.iter().collect()),
        ReturnsEvent::ConsignmentReceived(event) => {
            Of::Parts(event.parts.iter().map(|counted| &counted.tag).collect())
        }
        ReturnsEvent::DiscrepancySettled(event) => Of::Parts(event.tag.iter().collect()),
        ReturnsEvent::StationReminded(event) => Of::Parts(event.parts.iter().collect()),
        ReturnsEvent::ClaimStandNoted(_)
        | ReturnsEvent::StationNoted(_)
        | ReturnsEvent::PartNoted(_)
        | ReturnsEvent::ClockStarted(_)
        | ReturnsEvent::ClockPaused(_)
        | ReturnsEvent::ClockResumed(_)
        | ReturnsEvent::ClockWarned(_)
        | ReturnsEvent::ClockBreached(_)
        | ReturnsEvent::BreachLifted(_)
        | ReturnsEvent::ClockMet(_)
        | ReturnsEvent::ClockStopped(_)
        | ReturnsEvent::ClockCancelled(_) => Of::Order,
    }
}
