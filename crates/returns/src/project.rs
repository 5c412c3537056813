//! Answers about parts, stations and consignments, and the read model whose digest tells two runs apart.

use std::collections::BTreeMap;

use decider::Context;
use decider::clocks::{Clock, ClockSaid};
use proto::Rejection;
use proto::returns::{CountedPart, Discrepancy, DiscrepancySettled, PartState};
use serde::Deserialize;
use serde_json::{Value, json};
use sla::policy::ClockKind;
use types::{ConsignmentId, Instant, OrderNumber, PartTag, StationId};

use crate::clocks;
use crate::consignment::Consignment;
use crate::decide::keep_until;
use crate::order::{HowEnded, Order, Part};
use crate::rejection::ReturnsRejection;
use crate::state::State;

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    /// One part, `{"part": "2600017-P1"}`.
    Part(PartTag),
    /// The parts of an order, `{"order": "2600017"}`.
    Order(OrderNumber),
    /// What a station is to hand in, holds and has on the way, `{"station": "NJ01"}`.
    Station(StationId),
    /// `{"consignment": "NJ01-202601"}`
    Consignment(ConsignmentId),
}

/// Answers a question, judged at the context's instant.
///
/// # Errors
/// `question.unreadable`, `part.unknown`, `order.unknown`, `station.unknown`, `consignment.unknown`.
pub(crate) fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Value, Rejection> {
    let view = View { state, context };
    let unreadable = |failure: serde_json::Error| ReturnsRejection::QuestionUnreadable {
        problem: failure.to_string(),
    };
    let answer = match Question::deserialize(question).map_err(unreadable)? {
        Question::Part(tag) => view.asked_part(tag)?,
        Question::Order(order) => view.order(order)?,
        Question::Station(station) => view.station(station)?,
        Question::Consignment(consignment) => view.asked_consignment(consignment)?,
    };
    Ok(answer)
}

struct View<'a> {
    state: &'a State,
    context: &'a Context<'a>,
}

impl View<'_> {
    fn asked_part(&self, tag: PartTag) -> Result<Value, ReturnsRejection> {
        let order = self.state.orders.get(&tag.order);
        let order = order.as_deref();
        let found = order.and_then(|order| Some(self.part(order, order.parts.get(&tag.line)?)));
        found.ok_or(ReturnsRejection::PartUnknown { tag })
    }

    fn order(&self, number: OrderNumber) -> Result<Value, ReturnsRejection> {
        let Some(order) = self.state.orders.get(&number) else {
            return Err(ReturnsRejection::OrderUnknown { order: number });
        };
        let parts: Vec<Value> = order.parts.values().map(|part| self.part(&order, part)).collect();
        Ok(json!({ "order": number, "claim": order.claim(), "parts": parts }))
    }

    fn station(&self, station: StationId) -> Result<Value, ReturnsRejection> {
        if self.context.masters().station(&station).is_none() {
            return Err(ReturnsRejection::StationUnknown { station });
        }
        let in_state = |wanted: PartState| -> Vec<Value> {
            let orders = self.state.under_way();
            let parts = orders.flat_map(|order| order.parts.values().map(move |part| (order, part)));
            parts
                .filter(|(_, part)| part.state == wanted && part.station() == Some(&station))
                .map(|(order, part)| self.part(order, part))
                .collect()
        };
        let consignments: Vec<&ConsignmentId> = self
            .state
            .consignments
            .iter()
            .filter(|(_, consignment)| consignment.shipped.station == station)
            .map(|(id, _)| id)
            .collect();
        Ok(json!({
            "station": station,
            "expected": in_state(PartState::Expected),
            "at_station": in_state(PartState::AtStation),
            "on_the_way": in_state(PartState::OnTheWay),
            "missing": in_state(PartState::Missing),
            "consignments": consignments,
        }))
    }

    fn asked_consignment(&self, id: ConsignmentId) -> Result<Value, ReturnsRejection> {
        let Some(consignment) = self.state.consignments.get(&id) else {
            return Err(ReturnsRejection::ConsignmentUnknown { consignment: id });
        };
        let parts: Vec<Value> = consignment
            .shipped
            .parts
            .iter()
            .filter_map(|tag| {
                let order = self.state.orders.get(&tag.order)?;
                Some(self.part(&order, order.parts.get(&tag.line)?))
            })
            .collect();
        let station = &consignment.shipped.station;
        let zone = self
            .context
            .masters()
            .zone(Some(station), self.context.policy().zone());
        let stands = consignment_model(consignment);
        Ok(json!({ "consignment": id, "zone": zone.name(), "list": parts, "stands": stands }))
    }

    fn part(&self, order: &Order, part: &Part) -> Value {
        let label = &part.label;
        let claim = order.claim();
        let shipped = part.consignment.as_ref();
        let shipped = shipped.and_then(|id| self.state.consignments.get(id));
        let clocks = [ClockKind::PartReturn, ClockKind::PartArrival].map(|kind| clocks::id(&label.tag, kind));
        let clocks: Vec<Value> = clocks
            .iter()
            .filter_map(|id| self.state.clocks.get(id))
            .map(|clock| self.clock(&clock))
            .collect();
        json!({
            "tag": label.tag,
            "claim": label.claim,
            "claim_stand": claim,
            "kept_until": keep_until(order, self.context).map(|(_, from)| from),
            "machine": label.machine,
            "model": label.model,
            "station": part.station(),
            "engineer": label.engineer,
            "part_number": label.part_number,
            "name": label.name,
            "quantity": label.quantity,
            "serial": label.serial,
            "state": part.state,
            "expected_at": part.expected_at,
            "check_in": part.check_in,
            "consignment": part.consignment,
            "shipped_at": shipped.map(|consignment| consignment.shipped.at),
            "received_at": part.received_at,
            "ending": ending_model(part),
            "clocks": clocks,
        })
    }

    fn clock(&self, clock: &Clock) -> Value {
        let judgement = clock.judge(&self.context.common.policies, self.context.now);
        json!({
            "clock": clock.id,
            "start": clock.start,
            "due": judgement.due,
            "outcome": judgement.outcome,
            "warned": clock.warned,
            "breach": clock.breach,
            "end": judgement.end,
        })
    }
}

/// Parts, consignments and clocks; nothing that depends on when something was noticed.
pub(crate) fn read_model(state: &State) -> Value {
    let orders: BTreeMap<String, Value> = state
        .orders
        .iter()
        .map(|(number, order)| (number.to_string(), order_model(&order)))
        .collect();
    let consignments: BTreeMap<&str, Value> = state
        .consignments
        .iter()
        .map(|(id, consignment)| (id.as_str(), consignment_model(consignment)))
        .collect();
    let clocks: BTreeMap<String, ClockSaid> = state
        .clocks
        .iter()
        .map(|clock| (clock_key(&clock), clock.said()))
        .collect();
    json!({ "orders": orders, "consignments": consignments, "clocks": clocks })
}

fn order_model(order: &Order) -> Value {
    let claims: BTreeMap<String, Value> = order
        .claims
        .iter()
        .map(|(claim, stand)| (claim.to_string(), json!([stand.state, stand.decided_at])))
        .collect();
    let parts: BTreeMap<u16, Value> = order
        .parts
        .iter()
        .map(|(line, part)| (*line, part_model(part)))
        .collect();
    json!({ "noted": order.noted, "reported": order.reported, "claims": claims, "parts": parts })
}

fn part_model(part: &Part) -> Value {
    json!({
        "label": part.label,
        "state": part.state,
        "check_in": part.check_in,
        "consignment": part.consignment,
        "received_at": part.received_at,
        "ending": ending_model(part),
    })
}

fn ending_model(part: &Part) -> Option<Value> {
    let ending = part.ending.as_ref()?;
    let how = match &ending.how {
        HowEnded::Destroyed(destroyed) => json!({ "destroyed": destroyed }),
        HowEnded::Forwarded(forwarded) => json!({ "forwarded": forwarded }),
        HowEnded::Lost(lost) => json!({ "lost": lost }),
    };
    Some(json!({ "at": ending.at, "how": how }))
}

fn consignment_model(consignment: &Consignment) -> Value {
    let shipped = &consignment.shipped;
    let received = consignment.received.as_ref();
    let counted: Option<&[CountedPart]> = received.map(|received| received.parts.as_slice());
    let received_at: Option<Instant> = received.map(|received| received.at);
    let discrepancies: &[Discrepancy] = consignment.discrepancies();
    let settled: &BTreeMap<u32, DiscrepancySettled> = &consignment.settled;
    json!({
        "station": shipped.station,
        "parts": shipped.parts,
        "carrier": shipped.carrier,
        "tracking": shipped.tracking,
        "freight": shipped.freight,
        "shipped_at": shipped.at,
        "shipped_by": shipped.by,
        "received_at": received_at,
        "counted": counted,
        "discrepancies": discrepancies,
        "settled": settled,
    })
}

/// The part it is about and its kind.
fn clock_key(clock: &Clock) -> String {
    let tag = clocks::part_of(&clock.id).map_or_else(String::new, |tag| tag.to_string());
    format!("{tag}/{}", clock.id.kind)
}

#[cfg(test)]
mod tests {
    use proto::claims::Decision;

    use super::*;
    use crate::testing::{
        check_in, decided, expecting, hear, lines, moment, order, receive, shipped, t, tag,
    };

    #[test]
    fn a_part_is_answered_with_its_tag_its_way_its_claim_and_its_clocks() {
        // rule: OLD-1, OLD-7
        let mut dealer = shipped(1);
        dealer.when(receive(&[tag(1)])).taken();
        hear(&mut dealer, decided(1, Decision::Accepted, "01-22 09:00"));
        let part = dealer.asks(&json!({ "part": tag(1) })).unwrap();
        assert_eq!(
            (&part["state"], &part["claim"]),
            (&json!("received"), &json!("2600017-1"))
        );
        assert_eq!(
            (&part["serial"], &part["machine"]),
            (&json!("P-7781"), &json!("20145"))
        );
        assert_eq!(part["claim_stand"]["state"], "accepted");
        assert_eq!(part["kept_until"], "2026-04-23");
        assert_eq!(part["shipped_at"], json!(t("01-20 08:00")));
        let outcomes: Vec<&Value> = part["clocks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|clock| &clock["outcome"])
            .collect();
        assert_eq!(outcomes, ["met", "met"]);
        let of_order = dealer.asks(&json!({ "order": order(1) })).unwrap();
        assert_eq!(of_order["parts"], json!([part]));
    }

    #[test]
    fn a_station_sees_what_it_is_to_hand_in_and_a_consignment_its_list() {
        // rule: OLD-3
        let mut dealer = shipped(2);
        let held = dealer.asks(&json!({ "station": "NJ01" })).unwrap();
        assert_eq!(held["on_the_way"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&held["at_station"], &held["consignments"]),
            (&json!([]), &json!(["NJ01-202601"]))
        );
        dealer.when(receive(&[tag(1)])).taken();
        let consignment = dealer.asks(&json!({ "consignment": "NJ01-202601" })).unwrap();
        assert_eq!(consignment["list"][1]["state"], "missing");
        assert_eq!(consignment["zone"], "Asia/Shanghai");
        assert_eq!(consignment["stands"]["discrepancies"][0]["kind"], "missing");
    }

    #[test]
    fn what_cannot_be_answered_is_said() {
        let dealer = expecting(1, 1);
        let asked = |question: Value| dealer.asks(&question).unwrap_err().code;
        assert_eq!(asked(json!({ "machine": "x" })), "question.unreadable");
        assert_eq!(asked(json!({ "part": tag(9) })), "part.unknown");
        assert_eq!(asked(json!({ "order": order(9) })), "order.unknown");
        assert_eq!(asked(json!({ "station": "XX" })), "station.unknown");
        assert_eq!(
            asked(json!({ "consignment": "NJ01-202601" })),
            "consignment.unknown"
        );
    }

    #[test]
    fn the_read_model_is_the_same_whenever_things_were_noticed_and_after_a_snapshot() {
        let ended = |noticed: &[&str]| {
            let mut dealer = expecting(1, 1);
            dealer.asleep_until(&moment("01-12 09:00"));
            dealer.when(check_in(tag(1))).taken();
            for day in noticed {
                dealer.asleep_until(&moment(day));
                dealer.fires();
            }
            let bytes = postcard::to_stdvec(&dealer.state).unwrap();
            let back: State = postcard::from_bytes(&bytes).unwrap();
            assert_eq!(back, dealer.state);
            dealer.state = back;
            let rest = lines(&dealer.passes_until(&moment("03-01 08:00")));
            (read_model(&dealer.state), rest)
        };
        let in_time = ended(&["01-20 09:00", "01-23 09:00", "01-25 09:00", "01-26 08:00"]);
        let after_a_sleep = ended(&["02-02 08:00"]);
        assert_eq!(in_time, after_a_sleep);
    }
}
