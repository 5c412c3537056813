//! What directory answers about its entries, and its imports' part of the digest.

use std::collections::BTreeMap;

use decider::Context;
use proto::directory::{ListKind, Machine, Person};
use proto::{Class, Rejection};
use serde::Deserialize;
use serde_json::{Value, json};
use types::{CustomerId, ImportId, MachineSerial, PersonId, StationId};

use crate::{DirectoryRejection, Import, State};

/// What can be asked: one entry by its kind and id, an import, a whole list, or the policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    Station(StationId),
    Person(PersonId),
    Customer(CustomerId),
    Machine(MachineSerial),
    Import(ImportId),
    List(ListKind),
    /// The policy in force, as text, and its zone.
    Policy,
}

pub(crate) fn answer(state: &State, question: &Value, context: &Context<'_>) -> Result<Value, Rejection> {
    let question = Question::deserialize(question).map_err(|failure| {
        Rejection::new(
            Class::Malformed,
            "query.malformed",
            format!("查询须为 station、person、customer、machine、import、list 或 policy 之一：{failure}"),
            format!(
                "a question names a station, person, customer, machine, import, list or the policy: {failure}"
            ),
        )
    })?;
    let masters = context.masters();
    match question {
        Question::Policy => {
            let policy = context.policy();
            Ok(json!({ "text": policy.text(), "zone": policy.zone().name() }))
        }
        Question::Station(id) => {
            let station = masters
                .station(&id)
                .ok_or_else(|| unknown("station", id.as_str()))?;
            let people: Vec<&PersonId> = masters
                .people()
                .filter(|person| person.station.as_ref() == Some(&id))
                .map(|person| &person.id)
                .collect();
            Ok(json!({ "station": station, "people": people }))
        }
        Question::Person(id) => {
            let person = masters
                .person(&id)
                .ok_or_else(|| Rejection::from(DirectoryRejection::UnknownPerson(id)))?;
            Ok(whole_person(person, context))
        }
        Question::Customer(id) => {
            let customer = masters
                .customer(&id)
                .ok_or_else(|| unknown("customer", id.as_str()))?;
            let machines: Vec<&Machine> = masters
                .machines()
                .filter(|machine| machine.customer.as_ref() == Some(&id))
                .collect();
            Ok(json!({ "customer": customer, "machines": machines }))
        }
        Question::Machine(serial) => {
            let machine = masters
                .machine(&serial)
                .ok_or_else(|| unknown("machine", serial.as_str()))?;
            Ok(json!({ "machine": machine }))
        }
        Question::Import(id) => {
            let import = state
                .import(&id)
                .ok_or_else(|| Rejection::from(DirectoryRejection::UnknownImport(id)))?;
            Ok(whole_import(import))
        }
        Question::List(list) => Ok(json!({ "list": list, "entries": entries(list, context) })),
    }
}

pub(crate) fn read_model(state: &State) -> Value {
    let imports: BTreeMap<String, Value> = state
        .imports()
        .map(|(id, import)| (id.to_string(), whole_import(import)))
        .collect();
    json!({ "imports": imports })
}

fn entries(list: ListKind, context: &Context<'_>) -> Value {
    let masters = context.masters();
    match list {
        ListKind::Stations => json!(masters.stations().collect::<Vec<_>>()),
        ListKind::People => {
            json!(
                masters
                    .people()
                    .map(|person| whole_person(person, context))
                    .collect::<Vec<_>>()
            )
        }
        ListKind::Customers => json!(masters.customers().collect::<Vec<_>>()),
        ListKind::Machines => json!(masters.machines().collect::<Vec<_>>()),
    }
}

fn whole_person(person: &Person, context: &Context<'_>) -> Value {
    let masters = context.masters();
    json!({
        "person": person,
        "left_at": masters.left_at(&person.id),
        "deputies": masters.deputies_of(&person.id),
        "stands_in_for": masters.stands_in_for(&person.id, context.now),
    })
}

fn whole_import(import: &Import) -> Value {
    json!({
        "list": import.list,
        "file": import.file,
        "pieces": import.pieces,
        "rows": import.rows.len(),
        "bad": import.bad,
        "outcome": import.outcome,
    })
}

fn unknown(kind: &str, id: &str) -> Rejection {
    Rejection::new(
        Class::Unknown,
        format!("{kind}.unknown"),
        format!("名录里没有{id}，请核对编号"),
        format!("the directory has no {kind} {id}; check its id"),
    )
    .with(kind, id)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::decide::given::{self, Directories};

    fn ask(directory: &Directories, question: Value) -> Result<Value, Rejection> {
        directory.asks(&question)
    }

    #[test]
    fn entries_lists_and_imports_can_be_asked_for() {
        let directory = given::directory();
        let station = ask(&directory, json!({ "station": "HZ" })).unwrap();
        assert_eq!(station["people"], json!(["E-HZ", "M-HZ"]));
        let person = ask(&directory, json!({ "person": "M-HZ" })).unwrap();
        assert_eq!(
            (&person["person"]["station"], &person["left_at"]),
            (&json!("HZ"), &json!(null))
        );
        let people = ask(&directory, json!({ "list": "people" })).unwrap();
        assert_eq!(people["entries"].as_array().unwrap().len(), 4);
        let (id, _) = directory.state.imports().next().unwrap();
        let import = ask(&directory, json!({ "import": id })).unwrap();
        assert!(import["outcome"]["applied"]["rows"].is_u64());
        for (question, code) in [
            (json!({ "machine": "EC999X" }), "machine.unknown"),
            (json!({ "person": "nobody" }), "person.unknown"),
            (json!({ "station": "a b" }), "query.malformed"),
        ] {
            assert_eq!(ask(&directory, question).unwrap_err().code, code);
        }
    }
}
