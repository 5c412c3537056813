//! One order: what its tags need, its claims, and its old parts.

use std::collections::BTreeMap;

use decider::shelf::Rests;
use proto::claims::ClaimState;
use proto::returns::{
    ClaimStandNoted, ExpectedPart, PartCheckedIn, PartDestroyed, PartForwarded, PartLost, PartNoted,
    PartState, StationNoted,
};
use serde::{Deserialize, Serialize};
use types::{ClaimNumber, ConsignmentId, Instant, StationId};

/// An order as returns knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) noted: Option<StationNoted>,
    /// The parts of the engineer's report, by line; one that was taken off stays with quantity 0.
    pub(crate) reported: BTreeMap<u16, PartNoted>,
    /// Each try of its claim.
    pub(crate) claims: BTreeMap<ClaimNumber, ClaimStandNoted>,
    /// By line of the report, as in their tags.
    pub(crate) parts: BTreeMap<u16, Part>,
}

/// One old part and how far it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    /// What its tag says.
    pub(crate) label: ExpectedPart,
    pub(crate) state: PartState,
    /// When it was first expected.
    pub(crate) expected_at: Instant,
    pub(crate) check_in: Option<PartCheckedIn>,
    pub(crate) consignment: Option<ConsignmentId>,
    pub(crate) received_at: Option<Instant>,
    pub(crate) ending: Option<Ending>,
}

/// What became of a part in the end, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) at: Instant,
    pub(crate) how: HowEnded,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum HowEnded {
    Destroyed(PartDestroyed),
    Forwarded(PartForwarded),
    Lost(PartLost),
}

impl Rests for Order {
    type Mark = ();

    fn rests(&self) -> bool {
        let is_over = |part: &Part| match part.state {
            PartState::Expected
            | PartState::AtStation
            | PartState::OnTheWay
            | PartState::Missing
            | PartState::Received => false,
            PartState::NotExpected | PartState::Destroyed | PartState::Forwarded | PartState::Lost => true,
        };
        self.parts.values().all(is_over)
    }

    fn mark(&self) {}
}

impl Order {
    /// Whether its replaced parts are claimed: some try of its claim was filed, or may still be (OLD-1).
    pub(crate) fn is_claimed(&self) -> bool {
        self.claims
            .values()
            .any(|claim| claim.state != ClaimState::Dropped)
    }

    /// The last try of its claim.
    pub(crate) fn claim(&self) -> Option<&ClaimStandNoted> {
        self.claims.values().next_back()
    }

    /// When a try of its claim was last decided.
    pub(crate) fn decided_at(&self) -> Option<Instant> {
        self.claims.values().filter_map(|claim| claim.decided_at).max()
    }

    pub(crate) fn opened_at(&self) -> Option<Instant> {
        self.noted.as_ref()?.opened_at
    }

    pub(crate) fn expects(&mut self, label: &ExpectedPart, at: Instant) {
        let line = label.tag.line;
        let part = self.parts.entry(line).or_insert_with(|| Part {
            label: label.clone(),
            state: PartState::Expected,
            expected_at: at,
            check_in: None,
            consignment: None,
            received_at: None,
            ending: None,
        });
        part.label = label.clone();
        if part.state == PartState::NotExpected {
            part.state = PartState::Expected;
        }
    }
}

impl Part {
    /// The station that holds or held it; before that, the order's.
    pub(crate) fn station(&self) -> Option<&StationId> {
        let held_at = self.check_in.as_ref().map(|check_in| &check_in.station);
        held_at.or(self.label.station.as_ref())
    }

    pub(crate) fn end(&mut self, state: PartState, at: Instant, how: HowEnded) {
        self.state = state;
        self.ending = Some(Ending { at, how });
    }

    pub(crate) fn ship(&mut self, consignment: &ConsignmentId) {
        self.state = PartState::OnTheWay;
        self.consignment = Some(consignment.clone());
    }

    /// A part that was lost or missing and turned up has no end any more.
    pub(crate) fn receive(&mut self, consignment: &ConsignmentId, at: Instant) {
        self.state = PartState::Received;
        self.consignment = Some(consignment.clone());
        self.received_at = Some(at);
        self.ending = None;
    }
}
