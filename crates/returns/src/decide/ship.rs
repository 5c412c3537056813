//! The station ships what it holds (OLD-3, SLA-6, SLA-7).

use std::collections::BTreeSet;

use decider::{Context, Draft};
use proto::returns::{ConsignmentShipped, PartState, ReturnsEvent, ShipConsignment};
use sla::policy::ClockKind;
use types::{ConsignmentId, Instant, PartTag, Sentence, StationId};

use super::{Decision, happened_at, refuse_earlier, refuse_strangers, written};
use crate::clocks;
use crate::consignment::Consignment;
use crate::order::Part;
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// More would not fit into one frame, with the clocks of each part.
const PARTS_AT_MOST: usize = 500;

/// Ships all parts a station holds, or those of them that are named; a consignment with the same carrier and tracking
/// that holds them is the same one.
///
/// # Errors
/// `station.unknown`, `OLD-2.not_this_station`, `OLD-3.carrier_required`, `OLD-3.in_future`, `OLD-3.not_at_station`,
/// `OLD-3.nothing_to_ship`, `OLD-3.too_many`, `OLD-3.too_early`.
pub(super) fn ship(state: &State, command: &ShipConsignment, context: &Context<'_>) -> Decision {
    let station = &command.station;
    if context.masters().station(station).is_none() {
        let station = station.clone();
        return Err(ReturnsRejection::StationUnknown { station });
    }
    refuse_strangers(station, context)?;
    let held: Vec<PartTag> = state.held_at(station).map(|part| part.label.tag.clone()).collect();
    if done_already(state, command, held.is_empty()) {
        return Ok(Vec::new());
    }
    let carrier = written(&command.carrier, ReturnsRejection::CarrierRequired { rule: "OLD-3" })?;
    let at = happened_at("OLD-3", command.at, context)?;
    let parts = listed(state, command, held)?;
    refuse_unlikely(state, &parts, at)?;
    let shipped = ConsignmentShipped {
        consignment: next_id(state, station, at, context)?,
        station: station.clone(),
        parts: parts.clone(),
        carrier,
        tracking: command.tracking.trim().to_owned(),
        freight: command.freight,
        at,
        by: context.person().cloned(),
    };
    let clocks = parts
        .iter()
        .flat_map(|tag| clocks_of(state, tag, at, station, context));
    let shipped = Draft::of(shipped).occurred(at);
    Ok(std::iter::once(shipped).chain(clocks).collect())
}

fn done_already(state: &State, command: &ShipConsignment, nothing_held: bool) -> bool {
    let (carrier, tracking) = (command.carrier.trim(), command.tracking.trim());
    let same = |consignment: &Consignment| {
        let shipped = &consignment.shipped;
        let parts = command.parts.as_ref();
        shipped.station == command.station
            && (shipped.carrier.as_str(), shipped.tracking.as_str()) == (carrier, tracking)
            && command.at.is_none_or(|at| at == shipped.at)
            && parts.map_or(nothing_held, |tags| {
                !tags.is_empty() && tags.iter().all(|tag| shipped.parts.contains(tag))
            })
    };
    !tracking.is_empty() && state.consignments.values().any(same)
}

/// The packing list: the named parts, each once, in the order they were named; otherwise all that the station holds.
// rule: OLD-3
fn listed(
    state: &State,
    command: &ShipConsignment,
    held: Vec<PartTag>,
) -> Result<Vec<PartTag>, ReturnsRejection> {
    let station = command.station.clone();
    let mut seen = BTreeSet::new();
    let parts = match &command.parts {
        Some(tags) => tags.iter().filter(|tag| seen.insert(*tag)).cloned().collect(),
        None => held.clone(),
    };
    let elsewhere = |tag: &&PartTag| !held.contains(tag);
    let missing: Vec<(PartTag, Option<PartState>)> = parts
        .iter()
        .filter(elsewhere)
        .map(|tag| (tag.clone(), state.part(tag).map(|part| part.state)))
        .collect();
    if !missing.is_empty() {
        let parts = missing;
        return Err(ReturnsRejection::NotAtStation { station, parts });
    }
    match parts.len() {
        0 => Err(ReturnsRejection::NothingToShip { station }),
        count if count > PARTS_AT_MOST => Err(ReturnsRejection::TooMany {
            parts: count,
            at_most: PARTS_AT_MOST,
        }),
        _ => Ok(parts),
    }
}

/// Nothing leaves before it came.
fn refuse_unlikely(state: &State, parts: &[PartTag], at: Instant) -> Result<(), ReturnsRejection> {
    let checked_in = |part: &Part| part.check_in.as_ref().map(|check_in| check_in.at);
    let last = parts
        .iter()
        .filter_map(|tag| state.part(tag).and_then(checked_in))
        .max();
    let of = Sentence::new("旧件入站时间", "the last of its parts was checked in");
    last.map_or(Ok(()), |last| refuse_earlier("OLD-3", at, last, of))
}

/// `NJ01-202601` by the day of shipping where the station is; `NJ01-202601-2` for the second of that month.
// rule: OLD-3
fn next_id(
    state: &State,
    station: &StationId,
    at: Instant,
    context: &Context<'_>,
) -> Result<ConsignmentId, ReturnsRejection> {
    let zone = context.masters().zone(Some(station), context.policy().zone());
    let first = format!("{station}-{}", at.local(zone).format("%Y%m"));
    let further = (2..).map(|number: u32| format!("{first}-{number}"));
    std::iter::once(first.clone())
        .chain(further)
        .map_while(|id| ConsignmentId::new(id).ok())
        .find(|id| !state.consignments.contains_key(id))
        .ok_or_else(|| ReturnsRejection::StationCodeTooLong {
            station: station.clone(),
        })
}

fn clocks_of(
    state: &State,
    tag: &PartTag,
    at: Instant,
    station: &StationId,
    context: &Context<'_>,
) -> Vec<Draft<ReturnsEvent>> {
    // rule: SLA-6
    let mut drafts = clocks::meet(state, tag, ClockKind::PartReturn, at, context);
    // rule: SLA-7
    drafts.extend(clocks::start(tag, ClockKind::PartArrival, at, station, context));
    drafts
}
