//! Old parts and consignments (OLD-1 to OLD-6).

use std::collections::BTreeMap;

use proto::returns::{
    ConsignmentReceived, ConsignmentShipped, CountedPart, DiscrepancyOutcome, DiscrepancySettled,
    ExpectedPart, NotExpectedReason, PartCheckedIn, PartDestroyed, PartForwarded, PartLost, PartState,
    ReturnsEvent,
};
use serde::{Deserialize, Serialize};
use types::{ConsignmentId, Instant, StationId};

/// One old part and where it is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PartKept {
    pub(crate) label: ExpectedPart,
    /// When it was first expected.
    pub(crate) expected_at: Instant,
    pub(crate) state: PartState,
    pub(crate) since: Instant,
    pub(crate) checked_in: Option<PartCheckedIn>,
    /// The consignment it left with last, and when that left.
    pub(crate) shipped: Option<(ConsignmentId, Instant)>,
    pub(crate) received_at: Option<Instant>,
    pub(crate) lost: Option<(PartLost, Instant)>,
    pub(crate) gone: Option<Gone>,
}

/// Where a part went in the end, or why nobody waits for it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Gone {
    NotExpected(NotExpectedReason),
    Destroyed(PartDestroyed),
    Forwarded(PartForwarded),
}

impl PartKept {
    pub(crate) fn expected(label: &ExpectedPart, at: Instant) -> Self {
        Self {
            label: label.clone(),
            expected_at: at,
            state: PartState::Expected,
            since: at,
            checked_in: None,
            shipped: None,
            received_at: None,
            lost: None,
            gone: None,
        }
    }

    /// The station that holds or held it; before that, the order's.
    pub(crate) fn station(&self) -> Option<&StationId> {
        let held_at = self.checked_in.as_ref().map(|checked_in| &checked_in.station);
        held_at.or(self.label.station.as_ref())
    }

    /// Folds an event about this part.
    pub(crate) fn evolve(&mut self, event: &ReturnsEvent, at: Instant) {
        if let ReturnsEvent::PartExpected(expected) = event {
            self.expect(&expected.part, at);
        } else if let ReturnsEvent::PartNotExpected(released) = event {
            self.end(PartState::NotExpected, Gone::NotExpected(released.reason), at);
        } else if let ReturnsEvent::PartCheckedIn(checked_in) = event {
            self.reach(PartState::AtStation, checked_in.at);
            self.checked_in = Some(checked_in.clone());
        } else if let ReturnsEvent::PartDestroyed(destroyed) = event {
            self.end(PartState::Destroyed, Gone::Destroyed(destroyed.clone()), at);
        } else if let ReturnsEvent::PartForwarded(forwarded) = event {
            self.end(PartState::Forwarded, Gone::Forwarded(forwarded.clone()), at);
        } else if let ReturnsEvent::PartLost(lost) = event {
            self.reach(PartState::Lost, at);
            self.lost = Some((lost.clone(), at));
        }
    }

    /// Another quantity, another name; or it is expected after all.
    fn expect(&mut self, label: &ExpectedPart, at: Instant) {
        self.label = label.clone();
        if self.state == PartState::NotExpected {
            self.reach(PartState::Expected, at);
            self.gone = None;
        }
    }

    fn reach(&mut self, state: PartState, at: Instant) {
        (self.state, self.since) = (state, at);
    }

    fn end(&mut self, state: PartState, gone: Gone, at: Instant) {
        self.reach(state, at);
        self.gone = Some(gone);
    }

    pub(crate) fn ship(&mut self, shipped: &ConsignmentShipped) {
        self.reach(PartState::OnTheWay, shipped.at);
        self.shipped = Some((shipped.consignment.clone(), shipped.at));
    }

    /// A listed part that did not come is missing, unless somebody answers for its loss already.
    pub(crate) fn count(&mut self, counted: &CountedPart, received: &ConsignmentReceived) {
        if counted.counted > 0 {
            self.receive(received.at);
        } else if self.state == PartState::OnTheWay {
            self.reach(PartState::Missing, received.at);
        }
    }

    /// A missing part that was found came with its consignment after all (OLD-4).
    pub(crate) fn settle(&mut self, settled: &DiscrepancySettled) {
        let away = matches!(self.state, PartState::Missing | PartState::Lost);
        if settled.outcome == DiscrepancyOutcome::Found && away {
            self.receive(settled.at);
        }
    }

    fn receive(&mut self, at: Instant) {
        self.reach(PartState::Received, at);
        self.received_at = Some(at);
        self.lost = None;
    }
}

/// One consignment: its list, the count, and what came of its discrepancies.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConsignmentKept {
    pub(crate) shipped: ConsignmentShipped,
    pub(crate) received: Option<ConsignmentReceived>,
    /// The last word on each discrepancy, by its number.
    pub(crate) settled: BTreeMap<u32, DiscrepancySettled>,
}

impl ConsignmentKept {
    pub(crate) fn shipped(shipped: &ConsignmentShipped) -> Self {
        Self {
            shipped: shipped.clone(),
            received: None,
            settled: BTreeMap::new(),
        }
    }

    /// How many discrepancies it has, and how many nobody has settled.
    pub(crate) fn discrepancies(&self) -> (usize, usize) {
        let all = self
            .received
            .as_ref()
            .map_or(&[][..], |received| received.discrepancies.as_slice());
        let unsettled = all.iter().filter(|one| !self.settled.contains_key(&one.number));
        (all.len(), unsettled.count())
    }
}
