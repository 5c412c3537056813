//! Every choice of every enum that stands inside an event, an envelope or a command.
//!
//! On disk a choice is its place in the enum, so the order of these is format.

use postcard::to_stdvec;
use proto::directory::{Entry, ListKind};
use proto::dispatch::Progress;
use proto::field::{AnswerKind, Companion, FlagKind, Happened, ReportKind, Sender};
use proto::notify::{Delivery, Purpose, Recipient, WhyDead};
use proto::order::{OrderSubtype, OrderType, Step};
use proto::{Cause, Class};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sla::policy::{ClockKind, Role};
use types::{Actor, ServiceName};

use super::{at, common, customer, directory, person, words};
use crate::golden::hex;

/// One choice as it is written.
pub(crate) struct Choice {
    pub(crate) name: String,
    pub(crate) hex: String,
    pub(crate) json: String,
}

/// Checks that each choice is there and reads back, and gives what is written for it.
fn choices<T>(all: &[T]) -> Vec<Choice>
where
    T: Serialize + DeserializeOwned + JsonSchema + PartialEq + std::fmt::Debug,
{
    let name = T::schema_name().into_owned();
    assert_eq!(all.len(), count::<T>(), "every choice of {name} has a sample");
    let written = |value: &T| {
        let (bytes, json) = (to_stdvec(value).unwrap(), serde_json::to_string(value).unwrap());
        assert_eq!(&postcard::from_bytes::<T>(&bytes).unwrap(), value);
        assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
        Choice {
            name: name.clone(),
            hex: hex(&bytes),
            json,
        }
    };
    all.iter().map(written).collect()
}

/// How many choices the enum's own schema names.
fn count<T: JsonSchema>() -> usize {
    let schema = T::json_schema(&mut SchemaGenerator::default()).to_value();
    let named = |schema: &serde_json::Value| schema["enum"].as_array().map_or(1, Vec::len);
    schema["oneOf"]
        .as_array()
        .map_or_else(|| named(&schema), |choices| choices.iter().map(named).sum())
}

pub(crate) fn all() -> Vec<Choice> {
    [orders(), people(), field(), notify()]
        .into_iter()
        .flatten()
        .collect()
}

fn orders() -> Vec<Choice> {
    let subtypes = [
        OrderSubtype::Claimable,
        OrderSubtype::NotClaimable,
        OrderSubtype::OutOfWarranty,
        OrderSubtype::WarrantyService,
        OrderSubtype::Ordinary,
        OrderSubtype::ThreeThousandHours,
        OrderSubtype::EndOfWarranty,
    ];
    let progress = [
        Progress::Departed {
            eta: Some(at("12:00:00")),
        },
        Progress::Arrived,
        Progress::Repaired,
        Progress::LeftUnrepaired {
            reason: "parts_missing".to_owned(),
        },
    ];
    [
        choices(&OrderType::ALL),
        choices(&subtypes),
        choices(&Step::ALL),
        choices(&progress),
        choices(&ClockKind::ALL),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn people() -> Vec<Choice> {
    let envelopes = common::envelopes();
    let actors: Vec<Actor> = envelopes.iter().map(|envelope| envelope.actor.clone()).collect();
    let causes: Vec<Cause> = envelopes.into_iter().map(|envelope| envelope.cause).collect();
    let entries: Vec<Entry> = directory::entries();
    let lists = [
        ListKind::Stations,
        ListKind::People,
        ListKind::Customers,
        ListKind::Machines,
    ];
    let classes = [
        Class::Malformed,
        Class::Forbidden,
        Class::Unknown,
        Class::Conflict,
        Class::TooLarge,
        Class::Refused,
        Class::Busy,
        Class::Unavailable,
    ];
    [
        choices(&Role::ALL),
        choices(&ServiceName::ALL),
        choices(&actors),
        choices(&causes),
        choices(&lists),
        choices(&entries),
        choices(&classes),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn field() -> Vec<Choice> {
    let kinds = [
        ReportKind::Departed,
        ReportKind::Arrived,
        ReportKind::Repaired,
        ReportKind::LeftUnrepaired,
    ];
    let happened = [
        Happened::Departed {
            eta: Some(at("12:00:00")),
            companions: vec!["e-021".to_owned()],
        },
        Happened::Arrived,
        Happened::Repaired,
        Happened::LeftUnrepaired {
            reason: "parts_missing".to_owned(),
            words: "缺密封件".to_owned(),
        },
        Happened::Acknowledged,
    ];
    let senders = [
        Sender::Staff {
            person: person("e-017"),
        },
        Sender::Customer {
            customer: Some(customer()),
        },
        Sender::Unknown,
    ];
    let companions = [
        Companion::Known {
            person: person("e-021"),
        },
        Companion::Unknown {
            said: words("小钱")
        },
    ];
    let flags = [
        FlagKind::ArrivedWithoutDeparture,
        FlagKind::LeftWithoutArrival,
        FlagKind::UnknownCompanion,
        FlagKind::EtaMissing,
        FlagKind::OutOfOrder,
        FlagKind::AfterTheEnd,
        FlagKind::PlanInputsMissing,
        FlagKind::SentInFuture,
    ];
    [
        choices(&kinds),
        choices(&happened),
        choices(&senders),
        choices(&[AnswerKind::Hint, AnswerKind::Question, AnswerKind::Operator]),
        choices(&companions),
        choices(&flags),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn notify() -> Vec<Choice> {
    let deliveries = [
        Delivery::Delivered,
        Delivery::Failed,
        Delivery::Queued,
        Delivery::Accepted,
        Delivery::Refused,
    ];
    let recipients = [
        Recipient::Person {
            person: person("m-04"),
        },
        Recipient::Customer { customer: customer() },
        Recipient::Phone,
    ];
    let purposes = [
        Purpose::OrderOpened,
        Purpose::MachineDown,
        Purpose::Planned,
        Purpose::Assigned,
        Purpose::PlanChanged,
        Purpose::Released,
        Purpose::Departed,
        Purpose::Arrived,
        Purpose::Repaired,
        Purpose::LeftUnrepaired,
        Purpose::SolvedByPhone,
        Purpose::Cancelled,
        Purpose::Warning,
        Purpose::Breach,
        Purpose::BreachLifted,
        Purpose::Answer,
    ];
    let why = [
        WhyDead::NoPhone,
        WhyDead::Left,
        WhyDead::NotTaken {
            reason: "connection refused".to_owned(),
        },
        WhyDead::NeverAnswered,
        WhyDead::NotDelivered {
            detail: "UNDELIV".to_owned(),
        },
    ];
    [
        choices(&deliveries),
        choices(&recipients),
        choices(&purposes),
        choices(&why),
    ]
    .into_iter()
    .flatten()
    .collect()
}
