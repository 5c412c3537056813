//! What feeds bring, and which parts are expected because of it, in whatever order the feeds come (OLD-1, OLD-7).

use decider::Draft;
use proto::returns::{
    ClaimStandNoted, ExpectedPart, NotExpectedReason, NoteClaimStand, NotePart, NoteStation, PartExpected,
    PartNotExpected, PartNoted, PartState, ReturnsEvent, StationNoted,
};

use crate::order::Order;
use crate::state::State;

/// Copies a part of the report as it stands now; who replaced it stays known when it is put right.
pub(super) fn part(state: &State, command: &NotePart) -> Vec<Draft<ReturnsEvent>> {
    let mut order = state.orders.get(&command.tag.order).cloned().unwrap_or_default();
    let known = order.reported.get(&command.tag.line);
    let engineer = command
        .engineer
        .clone()
        .or_else(|| known.and_then(|noted| noted.engineer.clone()));
    let noted = PartNoted {
        tag: command.tag.clone(),
        exchange: command.exchange.clone(),
        engineer,
    };
    if known == Some(&noted) {
        return Vec::new();
    }
    order.reported.insert(noted.tag.line, noted.clone());
    followed(noted.into(), &order)
}

/// Copies where a try of the claim stands; the day of its decision stays known.
// rule: OLD-7
pub(super) fn claim(state: &State, command: &NoteClaimStand) -> Vec<Draft<ReturnsEvent>> {
    let number = &command.claim.order;
    let mut order = state.orders.get(number).cloned().unwrap_or_default();
    let known = order.claims.get(&command.claim);
    let noted = ClaimStandNoted {
        order: number.clone(),
        claim: command.claim.clone(),
        state: command.state,
        decided_at: command
            .decided_at
            .or_else(|| known.and_then(|noted| noted.decided_at)),
    };
    if known == Some(&noted) {
        return Vec::new();
    }
    order.claims.insert(noted.claim.clone(), noted.clone());
    followed(noted.into(), &order)
}

/// Copies what an order's tags need; what the command leaves out stays as it is known.
pub(super) fn station(state: &State, command: &NoteStation) -> Vec<Draft<ReturnsEvent>> {
    let mut order = state.orders.get(&command.order).cloned().unwrap_or_default();
    let known = order.noted.clone();
    let noted = StationNoted {
        order: command.order.clone(),
        opened_at: command.opened_at.or_else(|| known.as_ref()?.opened_at),
        machine: command.machine.clone().or_else(|| known.as_ref()?.machine.clone()),
        model: command.model.clone().or_else(|| known.as_ref()?.model.clone()),
        station: command.station.clone().or_else(|| known.as_ref()?.station.clone()),
        engineer: command
            .engineer
            .clone()
            .or_else(|| known.as_ref()?.engineer.clone()),
    };
    if known.as_ref() == Some(&noted) {
        return Vec::new();
    }
    order.noted = Some(noted.clone());
    followed(noted.into(), &order)
}

/// A note, and what follows from it for each part of the order as it is then.
// rule: OLD-1
fn followed(note: ReturnsEvent, order: &Order) -> Vec<Draft<ReturnsEvent>> {
    let sequel = order.reported.values().filter_map(|noted| sequel(noted, order));
    std::iter::once(note).chain(sequel).map(Draft::of).collect()
}

fn sequel(noted: &PartNoted, order: &Order) -> Option<ReturnsEvent> {
    let tag = &noted.tag;
    let known = order.parts.get(&tag.line);
    let state = known.map_or(PartState::NotExpected, |part| part.state);
    let reason = match (order.is_claimed(), noted.exchange.quantity) {
        (true, 1..) => return expected(noted, order),
        (true, 0) => NotExpectedReason::TakenOffReport,
        (false, _) => NotExpectedReason::ClaimDropped,
    };
    // What the station holds it ships, whatever becomes of the claim.
    (state == PartState::Expected).then(|| {
        PartNotExpected {
            tag: tag.clone(),
            reason,
        }
        .into()
    })
}

/// The tag is written anew as long as the part has not left the station.
fn expected(noted: &PartNoted, order: &Order) -> Option<ReturnsEvent> {
    let known = order.parts.get(&noted.tag.line);
    let still_wanted = known.filter(|part| part.state != PartState::NotExpected);
    let open = still_wanted.is_none_or(|part| matches!(part.state, PartState::Expected | PartState::AtStation));
    let (facts, exchange) = (order.noted.as_ref(), &noted.exchange);
    let claim = still_wanted.map(|part| part.label.claim.clone());
    let label = ExpectedPart {
        tag: noted.tag.clone(),
        // Another try of the claim is about the same part.
        claim: claim.or_else(|| Some(order.claim()?.claim.clone()))?,
        machine: facts.and_then(|facts| facts.machine.clone()),
        model: facts.and_then(|facts| facts.model.clone()),
        station: facts.and_then(|facts| facts.station.clone()),
        engineer: noted.engineer.clone().or_else(|| facts?.engineer.clone()),
        part_number: exchange.part_number.clone(),
        name: exchange.name.clone(),
        quantity: exchange.quantity,
        serial: exchange.old_serial.clone(),
    };
    let changed = still_wanted.is_none_or(|part| part.label != label);
    (open && changed).then(|| PartExpected { part: label }.into())
}
