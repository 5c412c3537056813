//! A station, its people and an order, for the tests.

use decider::Context;
use decider::harness::{Outcome, Scenario};
use proto::Cause;
use proto::clock::ClockId;
use proto::directory::{Customer, Entry, HeldPhone, ListKind, Person, Station};
use proto::dispatch::{PlanInputs, PlanMade};
use proto::field::Departed;
use proto::hotline::{OrderCancelled, OrderOpened};
use proto::notify::{NotifyEvent, Purpose, Recipient, Wanted};
use proto::order::{OrderFacts, OrderType};
use sla::policy::{ClockKind, Role};
use types::{
    Actor, CustomerId, Instant, MachineSerial, OrderNumber, PersonId, Personal, Phone, ServiceName, StationId,
};

use crate::Notify;

pub(crate) const CUSTOMER_PHONE: &str = "13700000001";

pub(crate) fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

pub(crate) fn phone(number: &str) -> Personal<Phone> {
    number.parse::<Phone>().unwrap().into()
}

pub(crate) fn station(id: &str) -> StationId {
    StationId::new(id).unwrap()
}

pub(crate) fn number() -> OrderNumber {
    OrderNumber::compose(26, 1)
}

pub(crate) fn clock(kind: ClockKind) -> ClockId {
    ClockId {
        order: number(),
        kind,
        run: 1,
    }
}

/// Somebody of the staff; an empty number means no phone.
pub(crate) fn staff(id: &str, name: &str, role: Role, at_station: Option<&str>, number: &str) -> Entry {
    let from = at("2025-01-01T00:00:00+08:00");
    let held = |number: &str| HeldPhone {
        phone: phone(number),
        from,
        until: None,
    };
    Entry::Person(Person {
        id: person(id),
        name: name.to_owned().into(),
        roles: vec![role],
        station: at_station.map(station),
        region: None,
        grade: None,
        phones: Some(number)
            .filter(|number| !number.is_empty())
            .map(held)
            .into_iter()
            .collect(),
    })
}

fn branch(id: &str, name: &str) -> Entry {
    Entry::Station(Station {
        id: station(id),
        name: name.to_owned(),
        region: "华东".to_owned(),
        zone: None,
        location: None,
    })
}

/// Two stations, their people and one customer, on a Monday morning.
pub(crate) fn scene() -> Scenario<Notify> {
    let customer = Customer {
        id: CustomerId::new("HK").unwrap(),
        name: "恒坤矿业".to_owned().into(),
        phones: vec![phone(CUSTOMER_PHONE)],
    };
    Scenario::at("2026-01-05T08:00:00+08:00")
        .knowing(
            ListKind::Stations,
            vec![branch("XZ", "徐州站"), branch("LYG", "连云港站")],
        )
        .knowing(ListKind::Customers, vec![Entry::Customer(customer)])
        .knowing(
            ListKind::People,
            vec![
                staff("zhou", "周启明", Role::StationManager, Some("XZ"), "13900000001"),
                staff("fang", "方一舟", Role::StationManager, Some("LYG"), "13900000002"),
                staff("he", "何田", Role::FieldEngineer, Some("XZ"), "13900000003"),
                staff("lu", "陆小舟", Role::FieldEngineer, Some("XZ"), "13900000004"),
                staff("qin", "秦怀安", Role::SalesManager, None, "13900000005"),
                staff("wen", "温如海", Role::SalesDirector, None, "13900000006"),
                staff("fan", "范长河", Role::DivisionManager, None, "13900000007"),
                staff(
                    "xie",
                    "谢望山",
                    Role::RegionalServiceDirector,
                    None,
                    "13900000008",
                ),
                staff("shen", "沈白石", Role::ServiceDirector, None, "13900000009"),
            ],
        )
}

/// What a decision would be given now.
pub(crate) fn context(scenario: &Scenario<Notify>) -> Context<'_> {
    static ACTOR: Actor = Actor::Local;
    static CAUSE: Cause = Cause::Due { at: Instant::EPOCH };
    Context {
        now: scenario.now(),
        actor: &ACTOR,
        cause: &CAUSE,
        common: &scenario.common,
        unheard: &[],
    }
}

/// A failure order of a known machine, called in by its customer.
pub(crate) fn facts() -> OrderFacts {
    OrderFacts {
        order: number(),
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: at("2026-01-05T08:00:00+08:00"),
        machine_down: false,
        machine: Some(MachineSerial::new("20145").unwrap()),
        machine_said: None,
        model: Some("EC210B".to_owned()),
        customer: Some(CustomerId::new("HK").unwrap()),
        caller: Some("孟小满".to_owned().into()),
        caller_phone: phone(CUSTOMER_PHONE),
        site: "贾汪大洞山料场".to_owned(),
        fault: "动臂提升无力".to_owned(),
        hours: Some(5200),
        station: Some(station("XZ")),
        position: None,
    }
}

pub(crate) fn opened(facts: OrderFacts) -> proto::hotline::HotlineEvent {
    OrderOpened {
        facts,
        operator: None,
        second_order_reason: None,
        taken_over: None,
    }
    .into()
}

pub(crate) fn cancelled() -> proto::hotline::HotlineEvent {
    OrderCancelled {
        order: number(),
        reason: "duplicate".to_owned(),
        note: String::new(),
    }
    .into()
}

pub(crate) fn plan() -> PlanMade {
    let inputs = PlanInputs {
        parts: "有货".to_owned(),
        engineers: "何田有空".to_owned(),
        agreed_with_customer: "下午到".to_owned(),
        arrears: "无欠款".to_owned(),
    };
    PlanMade {
        order: number(),
        plan: 1,
        visit: 1,
        station: Some(station("XZ")),
        depart_at: at("2026-01-05T13:30:00+08:00"),
        lead: Some(person("he")),
        companions: vec![person("lu")],
        inputs: Some(inputs),
        at: at("2026-01-05T08:30:00+08:00"),
        by: Some(person("zhou")),
        message: None,
    }
}

pub(crate) fn departure() -> Departed {
    Departed {
        order: number(),
        visit: 1,
        lead: person("he"),
        companions: Vec::new(),
        eta: Some(at("2026-01-05T15:00:00+08:00")),
        at: at("2026-01-05T13:25:00+08:00"),
        message: None,
    }
}

/// The same scene with the order opened and told.
pub(crate) fn with_order() -> Scenario<Notify> {
    let mut scenario = scene();
    scenario.hears(ServiceName::Hotline, opened(facts())).taken();
    scenario
}

/// The messages that were queued, in order.
pub(crate) fn queued(outcome: Outcome<NotifyEvent>) -> Vec<Wanted> {
    let events = outcome.events();
    let queued = events.into_iter().filter_map(|event| match event {
        NotifyEvent::MessageQueued(queued) => Some(queued.wanted),
        _ => None,
    });
    queued.collect()
}

/// Who was told, by id, `customer` or `phone`, and why.
pub(crate) fn told(outcome: Outcome<NotifyEvent>) -> Vec<(String, Purpose)> {
    let name = |recipient: &Recipient| match recipient {
        Recipient::Person { person } => person.to_string(),
        Recipient::Customer { .. } => "customer".to_owned(),
        Recipient::Phone => "phone".to_owned(),
    };
    queued(outcome)
        .iter()
        .map(|wanted| (name(&wanted.recipient), wanted.purpose))
        .collect()
}

/// The expectation beside [`told`].
pub(crate) fn expect(told: &[(&str, Purpose)]) -> Vec<(String, Purpose)> {
    told.iter()
        .map(|(who, purpose)| ((*who).to_owned(), *purpose))
        .collect()
}

/// The one message that telling the customer of a plan queued, its first attempt under way.
pub(crate) fn with_message() -> (Scenario<Notify>, Wanted) {
    let mut scenario = with_order();
    let wanted = queued(scenario.hears(
        ServiceName::Dispatch,
        proto::dispatch::DispatchEvent::from(plan()),
    ));
    let wanted = wanted
        .into_iter()
        .find(|wanted| wanted.purpose == Purpose::Planned)
        .unwrap();
    (scenario, wanted)
}
