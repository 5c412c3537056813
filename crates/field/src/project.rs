//! What field answers about its messages and visits, and its part of the digest.

use std::collections::BTreeMap;

use decider::Context;
use decider::clocks::{Clock, ClockSaid};
use proto::{Class, Rejection};
use serde::Deserialize;
use serde_json::{Value, json};
use types::{MessageId, OrderNumber};

use crate::{
    Departure, FieldOrder, FieldRejection, Leaving, Message, Outcome, Reported, ServiceReport, State, Visit,
};

/// What can be asked: `{"message": ID}` or `{"order": NUMBER}`. An order's clocks are judged at the context's instant.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    Message(MessageId),
    Order(OrderNumber),
}

pub(crate) fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Value, Rejection> {
    let about = About::deserialize(question).map_err(|failure| {
        Rejection::new(
            Class::Malformed,
            "query.malformed",
            format!("查询须为 message 或 order 之一：{failure}"),
            format!("a question names a message or an order: {failure}"),
        )
    })?;
    match about {
        About::Message(id) => match state.message(&id) {
            Some(known) => Ok(message(&known)),
            None => Err(FieldRejection::UnknownMessage(id).into()),
        },
        About::Order(number) => match state.order(&number) {
            Some(known) => Ok(order(&known, judged_clocks(state, &known, context))),
            None => Err(FieldRejection::UnknownOrder(number).into()),
        },
    }
}

pub(crate) fn read_model(state: &State) -> Value {
    let orders: BTreeMap<String, Value> = state
        .orders()
        .map(|(number, known)| (number.to_string(), order(&known, clocks(state, &known))))
        .collect();
    let messages: BTreeMap<String, Value> = state
        .messages()
        .map(|(id, known)| (id.to_string(), message(&known)))
        .collect();
    json!({ "orders": orders, "messages": messages })
}

fn order(order: &FieldOrder, clocks: Value) -> Value {
    let visits: BTreeMap<u32, Value> = order
        .visits
        .iter()
        .map(|(number, known)| (*number, visit(known)))
        .collect();
    json!({
        "station": order.facts.station,
        "assignment": order.assignment,
        "visits": visits,
        "ended": order.ended,
        "closed": order.closed,
        "reopened_at": order.reopened_at,
        "report": service_report(&order.report),
        "clocks": clocks,
        "acknowledged": order.acknowledged,
        "flags": order.flags,
    })
}

fn visit(visit: &Visit) -> Value {
    json!({
        "departed": visit.departed.as_ref().map(departure),
        "arrived": visit.arrived.as_ref().map(report),
        "left": visit.left.as_ref().map(leaving),
    })
}

fn service_report(report: &ServiceReport) -> Value {
    json!({
        "content": report.content,
        "parts": report.parts,
        "documents": report.documents,
        "withdrawn": report.withdrawn,
        "gaps": report.gaps,
    })
}

/// By visit, and without when anything was noticed.
fn clocks(state: &State, order: &FieldOrder) -> Value {
    let clocks = state.clocks_of(order);
    let models: BTreeMap<u32, ClockSaid> = clocks.map(|clock| (clock.id.run, clock.said())).collect();
    json!(models)
}

/// The same with what becomes of each by the policy it started under.
// rule: SLA-25
fn judged_clocks(state: &State, order: &FieldOrder, context: &Context<'_>) -> Value {
    let policies = &context.common.policies;
    let judged = |clock: &Clock| {
        let judgement = clock.judge(policies, context.now);
        json!({ "clock": clock.id, "policy": clock.policy, "said": clock.said(), "judgement": judgement })
    };
    let models: BTreeMap<u32, Value> = state
        .clocks_of(order)
        .map(|clock| (clock.id.run, judged(&clock)))
        .collect();
    json!(models)
}

fn departure(departure: &Departure) -> Value {
    json!({ "report": report(&departure.report), "companions": departure.companions, "eta": departure.eta })
}

fn leaving(leaving: &Leaving) -> Value {
    let (reason, words) = leaving.unrepaired.clone().unzip();
    json!({ "report": report(&leaving.report), "repaired": reason.is_none(), "reason": reason, "words": words })
}

fn report(report: &Reported) -> Value {
    json!({ "at": report.at, "was": report.was, "by": report.by, "message": report.message })
}

fn message(message: &Message) -> Value {
    let (mistakes, candidates) = match &message.outcome {
        Outcome::NotUnderstood { mistakes, .. } => (mistakes.as_slice(), [].as_slice()),
        Outcome::Asked { candidates } => ([].as_slice(), candidates.as_slice()),
        Outcome::Received
        | Outcome::Understood { .. }
        | Outcome::Quarantined
        | Outcome::CustomerWrote { .. }
        | Outcome::Stopped
        | Outcome::Automatic => ([].as_slice(), [].as_slice()),
    };
    json!({
        "from": message.from,
        "text": message.text,
        "sender": message.sender,
        "gateway": message.gateway,
        "sent_at": message.sent_at,
        "outcome": message.outcome.name(),
        "order": message.outcome.order(),
        "mistakes": mistakes,
        "candidates": candidates,
        "settled": message.settled,
        "in_inbox": message.is_in_inbox(),
        "answers": message.answers,
        "withheld": message.withheld,
    })
}

#[cfg(test)]
mod tests {
    use decider::Service;
    use serde_json::json;

    use super::*;
    use crate::Field;
    use crate::decide::given::*;

    // rule: SMS-7
    // rule: ORD-15
    #[test]
    fn a_message_and_an_order_tell_what_became_of_them() {
        let mut world = world_with(&[&["lin"]]);
        let id = id_of(&sms(&mut world, "09:00", LIN, "在吗").events());
        said(&mut world, "13:50", LIN, "到达");
        said(&mut world, "13:55", LIN, "更正 到达 13:20");
        said(&mut world, "14:00", LIN, "未修复 等配件");
        let asked = world.asks(&json!({ "message": id })).unwrap();
        assert_eq!(asked["outcome"], "not_understood");
        assert_eq!(asked["mistakes"][0]["code"], "SMS-2.unknown_keyword");
        assert!(
            asked["answers"][0]["text"]
                .as_str()
                .unwrap()
                .starts_with("没看懂")
        );
        let order = world.asks(&json!({ "order": number(1) })).unwrap();
        let visit = &order["visits"]["1"];
        assert_eq!(visit["arrived"]["at"], json!(at("13:20")));
        assert_eq!(visit["arrived"]["was"], json!(at("13:50")));
        assert_eq!(
            (&visit["left"]["repaired"], &visit["left"]["reason"]),
            (&json!(false), &json!("waiting_parts"))
        );
        assert_eq!(order["flags"][0]["flag"], "arrived_without_departure");
        let model = Field::read_model(&world.state);
        assert_eq!(model["messages"].as_object().unwrap().len(), 4);
        assert_eq!(model["orders"][number(1).as_str()], order);
    }

    #[test]
    fn what_is_not_there_and_what_is_no_question_are_told_apart() {
        let world = world();
        let code = |question: Value| world.asks(&question).unwrap_err().code;
        assert_eq!(code(json!({ "order": number(1) })), "order.unknown");
        assert_eq!(code(json!({ "message": "none" })), "message.unknown");
        assert_eq!(code(json!({ "phone": LIN })), "query.malformed");
    }

    #[test]
    fn a_state_written_and_read_again_is_the_same() {
        let mut world = world_with(&[&["lin"], &["lin"]]);
        said(&mut world, "09:00", LIN, "到达");
        said(&mut world, "09:01", LIN, "收到");
        said(&mut world, "09:02", LIN, &format!("修复 {}", number(1)));
        assert!(Field::due(&world.state).is_some());
        let read: State = postcard::from_bytes(&postcard::to_allocvec(&world.state).unwrap()).unwrap();
        assert_eq!(read_model(&read), read_model(&world.state));
        assert_eq!(
            read.question(&person("lin")),
            world.state.question(&person("lin"))
        );
    }
}
