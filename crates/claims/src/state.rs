//! Everything the log of claims says: the orders with their claims, the clocks, and what is found by part or number.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use decider::Common;
use decider::clocks::ClockBook;
use decider::shelf::{Archive, Shelf};
use proto::Recorded;
use proto::claims::{ClaimState, ClaimsEvent, ReportPiece};
use proto::field::PartExchange;
use serde::{Deserialize, Serialize};
use types::{Actor, ClaimNumber, Instant, OrderNumber};

use crate::case::Case;
use crate::claim::{Claim, Package};

/// The orders, the clocks, and the indexes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    cases: Archive<OrderNumber, Case>,
    clocks: ClockBook,
    /// Which reports name an old part, by number and serial (CLM-13).
    old_parts: Archive<String, BTreeSet<OrderNumber>>,
    /// Whose claim the manufacturer gave a number.
    manufacturer_numbers: Archive<String, BTreeSet<OrderNumber>>,
    /// Claims whose package is to be built.
    building: BTreeSet<ClaimNumber>,
}

impl State {
    pub(crate) fn shelve(&mut self, shelf: &Arc<dyn Shelf>) {
        self.cases.put_onto(shelf);
        self.clocks.put_onto(shelf);
        self.old_parts.put_onto(shelf);
        self.manufacturer_numbers.put_onto(shelf);
    }

    pub(crate) fn case(&self, order: &OrderNumber) -> Option<Cow<'_, Case>> {
        self.cases.get(order)
    }

    pub(crate) fn cases(&self) -> impl Iterator<Item = (OrderNumber, Cow<'_, Case>)> {
        self.cases.iter()
    }

    /// The orders of which something is still to come; others may be among them.
    pub(crate) fn under_way(&self) -> impl Iterator<Item = (&OrderNumber, &Case)> {
        self.cases.at_hand()
    }

    pub(crate) fn clocks(&self) -> &ClockBook {
        &self.clocks
    }

    pub(crate) fn due(&self) -> Option<Instant> {
        self.clocks.due()
    }

    /// The claims whose package is to be built.
    pub(crate) fn building(&self) -> impl Iterator<Item = Claim> {
        self.building
            .iter()
            .filter_map(|number| self.cases.get(&number.order)?.claim(number).cloned())
    }

    /// The order to whose claim the manufacturer gave a number.
    pub(crate) fn numbered(&self, number: &str) -> Option<OrderNumber> {
        let orders = self.manufacturer_numbers.get(&number.to_owned())?;
        orders.first().cloned()
    }

    /// The first claim of another order that asks money for the same old part (CLM-13).
    pub(crate) fn claimed_elsewhere(&self, order: &OrderNumber, part: &PartExchange) -> Option<ClaimNumber> {
        let key = old_part(part)?;
        let orders = self.old_parts.get(&key)?;
        let others = orders.iter().filter(|known| *known != order);
        let mut cases = others.filter_map(|known| self.cases.get(known));
        cases.find_map(|case| {
            let claims = case
                .claims
                .iter()
                .filter(|claim| claim.state != ClaimState::Dropped);
            let mut asking = claims.filter(|claim| asks_for(&case, claim, &key));
            asking.next().map(|claim| claim.number.clone())
        })
    }

    pub(crate) fn evolve(&mut self, record: &Recorded<ClaimsEvent>, common: &Common) {
        if let Some(event) = record.event.clock_event() {
            self.clocks.evolve(&event, &common.policies);
        }
        if let ClaimsEvent::ClaimOrderNoted(noted) = &record.event
            && !self.cases.contains(&noted.facts.order)
        {
            let case = Case::noted(&noted.facts);
            self.cases.insert(noted.facts.order.clone(), case);
        }
        let Some(order) = proto::order_of_stream(&record.stream) else {
            return;
        };
        self.index(&order, &record.event);
        let by_hand = !matches!(record.actor, Actor::Service(_));
        self.cases.change(&order, |case| {
            case.evolve(&record.event, record.occurred_at, by_hand);
            index_packages(&mut self.building, case);
        });
    }

    fn index(&mut self, order: &OrderNumber, event: &ClaimsEvent) {
        if let ClaimsEvent::ClaimNumbered(numbered) = event {
            let last = BTreeSet::from([order.clone()]);
            self.manufacturer_numbers.insert(numbered.number.clone(), last);
        }
        if let ClaimsEvent::ClaimReportNoted(noted) = event
            && let ReportPiece::Part { exchange, .. } = &noted.piece
            && let Some(key) = old_part(exchange)
        {
            let mut orders = self.old_parts.get(&key).map(Cow::into_owned).unwrap_or_default();
            orders.insert(order.clone());
            self.old_parts.insert(key, orders);
        }
    }
}

fn index_packages(building: &mut BTreeSet<ClaimNumber>, case: &Case) {
    for claim in &case.claims {
        if claim.state == ClaimState::Ready && matches!(claim.package, Package::Asked(_)) {
            building.insert(claim.number.clone());
        } else {
            building.remove(&claim.number);
        }
    }
}

fn asks_for(case: &Case, claim: &Claim, key: &str) -> bool {
    let parts = claim
        .lines
        .iter()
        .filter_map(|line| case.report.parts.get(&line.part?));
    parts.filter_map(old_part).any(|known| known == key)
}

/// An old part by its number and serial, however they were typed; none without a serial.
fn old_part(part: &PartExchange) -> Option<String> {
    let plain = |text: &str| -> String {
        let signs = text.chars().filter(|c| c.is_alphanumeric());
        signs.flat_map(char::to_uppercase).collect()
    };
    let serial = plain(part.old_serial.as_deref()?);
    (!serial.is_empty()).then(|| format!("{}/{serial}", plain(&part.part_number)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{claim, drafted, ready, submits, written};

    // rule: SLA-20
    #[test]
    fn the_state_comes_back_from_a_snapshot_as_it_was_and_goes_on_alike() {
        for mut dealer in [drafted(), ready()] {
            let bytes = postcard::to_stdvec(&dealer.state).unwrap();
            let back: State = postcard::from_bytes(&bytes).unwrap();
            assert_eq!(back, dealer.state);
            let first = dealer.passes_until(&written("02-01 08:00"));
            dealer.state = back;
            dealer.asleep_until(&written("06 15:00"));
            assert_eq!(dealer.passes_until(&written("02-01 08:00")), first);
        }
    }

    // rule: CLM-13
    #[test]
    fn an_old_part_is_known_however_its_number_and_serial_were_typed() {
        let part = |number: &str, serial: Option<&str>| crate::testing::exchange(number, 1, serial);
        let known = old_part(&part("4611-1234", Some("SN 0815")));
        assert_eq!(known, old_part(&part("4611.1234", Some("sn-0815"))));
        assert_ne!(known, old_part(&part("4611-1235", Some("SN 0815"))));
        assert_eq!(old_part(&part("4611-1234", Some(" - "))), None);
    }

    #[test]
    fn nothing_of_a_submitted_claim_is_due_or_to_be_built() {
        let mut dealer = ready();
        let submit = submits(&dealer, &claim(), None);
        dealer.when(submit).taken();
        assert_eq!((dealer.state.due(), dealer.state.building().count()), (None, 0));
    }
}
