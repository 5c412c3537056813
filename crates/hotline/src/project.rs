//! What hotline answers about its orders, and its part of the digest.

use std::borrow::Cow;
use std::collections::BTreeMap;

use decider::{Context, said};
use proto::hotline::{OrderCorrected, TakenOver};
use proto::order::{OrderFacts, Step};
use proto::{Class, Rejection};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use types::{ImportId, Instant, MachineSerial, OrderNumber, PersonId, Phone};

use crate::decide::known_machine;
use crate::{
    Aftercare, Call, Cancellation, ClosingGap, Confirmation, FollowUp, Import, MachineReport, Note, Order,
    OrderRejection, Repeat, State, Urging,
};

/// What can be asked: `{"order": NUMBER}`, `{"machine": SERIAL}`, `{"caller": PHONE}` or `{"import": ID}`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    /// The whole order.
    Order(OrderNumber),
    /// The open orders about a machine (ORD-18).
    Machine(MachineSerial),
    /// Whose phone it is and which machines they have, to fill in an entry while the caller speaks (ORD-1).
    Caller(Phone),
    /// How a list of open orders was taken.
    Import(ImportId),
}

pub(crate) fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Vec<u8>, Rejection> {
    let question = Question::deserialize(question).map_err(|failure| {
        Rejection::new(
            Class::Malformed,
            "query.malformed",
            format!("查询须为 order、machine、caller 或 import 之一：{failure}"),
            format!("a question names an order, a machine, a caller or an import: {failure}"),
        )
    })?;
    match question {
        Question::Order(number) => {
            let order = state.order(&number).ok_or(OrderRejection::UnknownOrder(number))?;
            said(&whole(&order))
        }
        Question::Machine(serial) => said(&about_machine(state, &serial, context)?),
        Question::Caller(phone) => said(&about_caller(state, &phone, context)),
        Question::Import(id) => {
            let import = state
                .imports()
                .list(&id)
                .ok_or(OrderRejection::UnknownImport(id))?;
            said(&whole_import(import))
        }
    }
}

pub(crate) fn read_model(state: &State) -> Value {
    let orders: BTreeMap<String, Value> = state
        .orders()
        .map(|(number, order)| (number.to_string(), json!(whole(&order))))
        .collect();
    let imports: BTreeMap<String, Value> = state
        .imports()
        .lists()
        .map(|(id, import)| (id.to_string(), whole_import(import)))
        .collect();
    json!({ "orders": orders, "imports": imports, "last_unrepaired_list": state.last_list() })
}

fn whole_import(import: &Import) -> Value {
    json!({
        "file": import.file,
        "pieces": import.pieces,
        "staged_rows": import.orders.len(),
        "bad": import.bad,
        "outcome": import.outcome,
    })
}

/// An order with all that is known of it.
#[derive(Serialize)]
struct Whole<'a> {
    facts: &'a OrderFacts,
    operator: &'a Option<PersonId>,
    second_order_reason: &'a Option<String>,
    taken_over: &'a Option<TakenOver>,
    step: Step,
    visit: u32,
    since: Instant,
    reason: &'a Option<String>,
    marked_down: bool,
    machine_report: &'a Option<MachineReport>,
    calls: &'a [Call],
    corrections: &'a [OrderCorrected],
    cancellation: &'a Option<Cancellation>,
    notes: &'a [Note],
    follow_ups: &'a [FollowUp],
    urgings: &'a [Urging],
    confirmation: &'a Option<Confirmation>,
    aftercare: &'a Aftercare,
    still_to_do: Vec<Value>,
    repeat: &'a Repeat,
}

fn whole(order: &Order) -> Whole<'_> {
    Whole {
        facts: &order.facts,
        operator: &order.operator,
        second_order_reason: &order.second_order_reason,
        taken_over: &order.taken_over,
        step: order.standing.step,
        visit: order.standing.visit,
        since: order.standing.at,
        reason: &order.standing.reason,
        marked_down: order.is_marked_down(),
        machine_report: &order.machine_report,
        calls: &order.calls,
        corrections: &order.corrections,
        cancellation: &order.cancellation,
        notes: &order.notes,
        follow_ups: &order.follow_ups,
        urgings: &order.urgings,
        confirmation: &order.confirmation,
        aftercare: &order.aftercare,
        still_to_do: order
            .aftercare
            .still_to_do()
            .iter()
            .map(ClosingGap::to_json)
            .collect(),
        repeat: &order.repeat,
    }
}

fn about_machine(state: &State, said: &MachineSerial, context: &Context<'_>) -> Result<Value, Rejection> {
    let known = known_machine(context.masters(), said);
    let serial = known.map_or(said, |machine| &machine.serial);
    let open = open_orders(state, serial);
    if known.is_none() && open.is_empty() {
        return Err(Rejection {
            class: Class::Unknown,
            ..OrderRejection::UnknownMachine(said.clone()).into()
        });
    }
    Ok(json!({ "machine": serial, "open_orders": open }))
}

fn about_caller(state: &State, phone: &Phone, context: &Context<'_>) -> Value {
    let Some(customer) = context.masters().customer_by_phone(phone) else {
        return json!({ "customer": null, "machines": [] });
    };
    let theirs = context
        .masters()
        .machines()
        .filter(|machine| machine.customer.as_ref() == Some(&customer.id));
    let machines: Vec<Value> = theirs
        .map(|machine| json!({ "machine": machine, "open_orders": open_orders(state, &machine.serial) }))
        .collect();
    json!({ "customer": customer, "machines": machines })
}

fn open_orders(state: &State, machine: &MachineSerial) -> Vec<Value> {
    let entry = |(number, order): (&OrderNumber, Cow<'_, Order>)| {
        json!({
            "order": number,
            "order_type": order.facts.order_type,
            "step": order.standing.step,
            "opened_at": order.facts.opened_at,
            "calls": order.calls.len() + 1,
        })
    };
    state.open_orders(machine).map(entry).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::decide::given::{self, Hotlines, KNOWN, call, opened};

    fn ask(hotline: &Hotlines, question: Value) -> Result<Value, Rejection> {
        hotline.asks(&question)
    }

    // rule: ORD-1
    // rule: ORD-18
    #[test]
    fn a_caller_s_phone_finds_customer_machines_and_open_orders() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let found = ask(&hotline, json!({ "caller": "+86 139-0571-0001" })).unwrap();
        assert_eq!(found["customer"]["id"], "C1");
        assert_eq!(found["machines"][0]["machine"]["serial"], KNOWN);
        assert_eq!(found["machines"][0]["open_orders"][0]["order"], json!(order));
        assert_eq!(found["machines"][1]["open_orders"], json!([]));
        assert_eq!(
            ask(&hotline, json!({ "caller": "13100000000" })).unwrap()["customer"],
            json!(null)
        );
    }

    // rule: ORD-18
    #[test]
    fn an_order_or_the_open_orders_of_a_machine_can_be_asked_for() {
        let mut hotline = given::hotline();
        let order = opened(hotline.when(call(KNOWN))).order;
        let whole = ask(&hotline, json!({ "order": order })).unwrap();
        assert_eq!(
            (&whole["facts"]["order"], &whole["step"]),
            (&json!(order), &json!("opened"))
        );
        let about = ask(&hotline, json!({ "machine": KNOWN.to_lowercase() })).unwrap();
        assert_eq!(about["open_orders"][0]["order"], json!(order));
        for (question, code) in [
            (json!({ "order": given::no_order() }), "order.unknown"),
            (json!({ "machine": "EC999X" }), "ORD-3.machine_unknown"),
            (json!({ "order": "2600999" }), "query.malformed"),
            (json!({ "weather": "today" }), "query.malformed"),
        ] {
            assert_eq!(ask(&hotline, question).unwrap_err().code, code);
        }
    }
}
