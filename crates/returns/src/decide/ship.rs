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
    let held: Vec<PartTag> = state
        .held_at(station)
        .map(|part| part.label.tag.clone())
        .collect();
    if done_already(state, command, held.is_empty()) {
        return Ok(Vec::new());
    }
    let carrier = written(
        &command.carrier,
        ReturnsRejection::CarrierRequired { rule: "OLD-3" },
    )?;
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
        .filter_map(|tag| checked_in(&*state.part(tag)?))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        Dealer, check_in, expecting, lines, lines_with, moment, ship, station, t, tag, tag_of,
    };

    /// Two parts checked in on the 12th.
    fn holding() -> Dealer {
        let mut dealer = expecting(2, 1);
        dealer.asleep_until(&moment("01-12 09:00"));
        for counter in [1, 2] {
            dealer.when(check_in(tag_of(counter, 1))).taken();
        }
        dealer
    }

    #[test]
    fn all_that_a_station_holds_travels_in_one_consignment_with_its_list() {
        // rule: OLD-3, SLA-6, SLA-7
        let mut dealer = holding();
        dealer.asleep_until(&moment("01-25 23:59"));
        let events = dealer.when(ship("SF100")).events();
        let expected = [
            "shipped NJ01-202601 [2600017-P1, 2600025-P1] 01-25 23:59",
            "SLA-6 P1 met 01-25 23:59",
            "SLA-7 P1 started, due 01-30 23:59",
            "SLA-6 P1 met 01-25 23:59",
            "SLA-7 P1 started, due 01-30 23:59",
        ];
        assert_eq!(lines(&events), expected);
        dealer.when(ship("SF100")).then_nothing();
        dealer.when(ship("SF200")).rejected("OLD-3.nothing_to_ship");
    }

    #[test]
    fn shipped_on_the_26th_is_late_and_shipped_in_time_but_entered_late_is_not() {
        // rule: SLA-6
        let mut dealer = holding();
        dealer.passes_until(&moment("01-26 08:00"));
        let late = dealer.when(ship("SF100")).events();
        assert_eq!(lines_with("SLA-6", &late), ["SLA-6 P1 stopped 01-26 08:00"; 2]);

        let mut dealer = holding();
        dealer.passes_until(&moment("01-26 08:00"));
        let in_time = ShipConsignment {
            at: Some(t("01-25 16:00")),
            ..ship("SF100")
        };
        let lifted = dealer.when(in_time).events();
        assert_eq!(
            lines_with("SLA-6", &lifted),
            ["SLA-6 P1 lifted, met 01-25 16:00"; 2]
        );
    }

    #[test]
    fn in_february_the_warehouse_is_to_have_it_by_the_months_last_day() {
        // rule: SLA-7
        let mut dealer = expecting(1, 1);
        dealer.asleep_until(&moment("02-10 09:00"));
        dealer.when(check_in(tag(1))).taken();
        dealer.asleep_until(&moment("02-24 09:00"));
        let events = dealer.when(ship("SF100")).events();
        let expected = [
            "shipped NJ01-202602 [2600017-P1] 02-24 09:00",
            "SLA-6 P1 met 02-24 09:00",
            "SLA-7 P1 started, due 02-28 23:59",
        ];
        assert_eq!(lines(&events), expected);
    }

    #[test]
    fn a_second_consignment_of_the_month_is_numbered_and_holds_what_was_named() {
        // rule: OLD-3
        let mut dealer = holding();
        let named = |tags: &[PartTag], tracking: &str| ShipConsignment {
            parts: Some(tags.to_vec()),
            ..ship(tracking)
        };
        let first = dealer.when(named(&[tag(1), tag(1)], "SF100")).events();
        assert_eq!(
            lines_with("shipped", &first),
            ["shipped NJ01-202601 [2600017-P1] 01-12 09:00"]
        );
        dealer.when(named(&[tag(1)], "SF100")).then_nothing();
        let refused = dealer.when(named(&[tag(1), tag_of(2, 1), tag_of(9, 9)], "SF200"));
        let refused = refused.rejected("OLD-3.not_at_station");
        assert_eq!(refused.facts["parts"], serde_json::json!([tag(1), tag_of(9, 9)]));
        let second = dealer.when(ship("SF200")).events();
        assert_eq!(
            lines_with("shipped", &second),
            ["shipped NJ01-202601-2 [2600025-P1] 01-12 09:00"]
        );
    }

    #[test]
    fn what_cannot_be_shipped_is_refused_and_says_why() {
        // rule: OLD-3
        let mut dealer = holding();
        let refused =
            |dealer: &mut Dealer, command: ShipConsignment| dealer.when(command).0.unwrap_err().code;
        let somewhere = ShipConsignment {
            station: station("XX99"),
            ..ship("SF1")
        };
        assert_eq!(refused(&mut dealer, somewhere), "station.unknown");
        let nobody = ShipConsignment {
            carrier: " ".into(),
            ..ship("SF1")
        };
        assert_eq!(refused(&mut dealer, nobody), "OLD-3.carrier_required");
        let at = |at: &str| ShipConsignment {
            at: Some(t(at)),
            ..ship("SF1")
        };
        assert_eq!(refused(&mut dealer, at("01-12 09:01")), "OLD-3.in_future");
        assert_eq!(refused(&mut dealer, at("01-12 08:59")), "OLD-3.too_early");
        dealer.by("sun");
        assert_eq!(refused(&mut dealer, ship("SF1")), "OLD-2.not_this_station");
    }

    #[test]
    fn more_parts_than_a_frame_takes_are_shipped_in_several() {
        // rule: OLD-3
        let many = u16::try_from(PARTS_AT_MOST).unwrap() + 1;
        let mut dealer = expecting(1, many);
        for line in 1..=many {
            dealer.when(check_in(tag(line))).taken();
        }
        dealer.when(ship("SF1")).rejected("OLD-3.too_many");
        let most = ShipConsignment {
            parts: Some((1..many).map(tag).collect()),
            ..ship("SF1")
        };
        let events = dealer.when(most).events();
        let bytes: usize = events
            .iter()
            .map(|event| proto::Event::encode(event).unwrap().len() + 100)
            .sum();
        assert!(bytes < proto::wire::FRAME_LIMIT_BYTES, "{bytes} bytes");
    }
}
