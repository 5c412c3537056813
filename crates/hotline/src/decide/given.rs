//! What the tests of hotline's decisions begin with: a small dealer and a call.

use decider::harness::{Outcome, Scenario};
use proto::directory::{Customer, Entry, ListKind, Machine, Person, Position, Station};
use proto::field::{FieldEvent, Repaired};
use proto::hotline::{Caller, HotlineEvent, OpenOrder};
use proto::order::{OrderFacts, OrderType};
use sla::policy::Role;
use types::{OrderNumber, ServiceName};

use crate::Hotline;

pub(crate) type Hotlines = Scenario<Hotline>;

/// A machine at station HZ, owned by C1 whose phone calls.
pub(crate) const KNOWN: &str = "EC210BLC30121";
/// A machine at station UQ, two hours west.
pub(crate) const IN_URUMQI: &str = "EC360BLC70077";

pub(crate) fn hotline() -> Hotlines {
    let stations = [("HZ", None), ("NB", None), ("UQ", Some("Asia/Urumqi"))].map(|(id, zone)| {
        Entry::Station(Station {
            id: id.parse().unwrap(),
            name: format!("{id}站"),
            region: "华东".to_owned(),
            zone: zone.map(str::to_owned),
            location: None,
        })
    });
    let managers = ["HZ", "NB"].map(|station| {
        Entry::Person(Person {
            id: format!("M-{station}").parse().unwrap(),
            name: format!("{station}站长").into(),
            roles: vec![Role::StationManager],
            station: Some(station.parse().unwrap()),
            region: None,
            grade: None,
            phones: Vec::new(),
        })
    });
    let customers = [("C1", "13905710001"), ("C2", "13905710002")].map(|(id, phone)| {
        Entry::Customer(Customer {
            id: id.parse().unwrap(),
            name: format!("客户{id}").into(),
            phones: vec![phone.parse::<types::Phone>().unwrap().into()],
        })
    });
    let machines =
        [(KNOWN, "EC210BLC", "HZ"), (IN_URUMQI, "EC360BLC", "UQ")].map(|(serial, model, station)| {
            Entry::Machine(Machine {
                serial: serial.parse().unwrap(),
                model: model.to_owned(),
                customer: Some("C1".parse().unwrap()),
                station: Some(station.parse().unwrap()),
                site: "钱塘大桥工地".to_owned(),
                hours: Some(6_200),
                in_service: None,
                warranty: None,
                extension: None,
                position: position(serial),
            })
        });
    Scenario::at("2026-01-05T08:00:00+08:00")
        .knowing(ListKind::Stations, stations.to_vec())
        .knowing(ListKind::People, managers.to_vec())
        .knowing(ListKind::Customers, customers.to_vec())
        .knowing(ListKind::Machines, machines.to_vec())
}

/// Where telematics last saw a machine of the directory.
pub(crate) fn position(serial: &str) -> Option<Position> {
    (serial == KNOWN).then_some(Position {
        latitude: 30_274_100,
        longitude: 120_155_100,
        seen_at: None,
    })
}

pub(crate) fn caller() -> Caller {
    Caller {
        phone: "13905710001".parse::<types::Phone>().unwrap().into(),
        name: None,
    }
}

/// A failure call about a machine that stands still.
pub(crate) fn call(machine: &str) -> OpenOrder {
    OpenOrder {
        caller: caller(),
        machine: Some(machine.parse().unwrap()),
        model: None,
        hours: None,
        customer: None,
        site: String::new(),
        fault: "动臂下沉".to_owned(),
        machine_down: true,
        order_type: OrderType::FailureRepair,
        subtype: None,
        station: None,
        called_at: None,
        second_order_reason: None,
    }
}

/// The facts of the order that was opened; at most a repeat repair was suspected beside it.
pub(crate) fn opened(outcome: Outcome<HotlineEvent>) -> OrderFacts {
    let events = outcome.events();
    match events.as_slice() {
        [HotlineEvent::OrderOpened(opened)]
        | [
            HotlineEvent::OrderOpened(opened),
            HotlineEvent::RepeatSuspected(_),
        ] => opened.facts.clone(),
        other => panic!("{other:?}"),
    }
}

/// Lets hotline hear that an order was repaired on a visit.
pub(crate) fn repaired(hotline: &mut Hotlines, order: &OrderNumber, visit: u32) -> Vec<&'static str> {
    let (order, at) = (order.clone(), hotline.now());
    let report = Repaired {
        order,
        visit,
        by: "E1".parse().unwrap(),
        at,
        message: None,
    };
    hotline
        .hears(ServiceName::Field, FieldEvent::from(report))
        .kinds()
}

/// A number with a right check digit that was never given.
pub(crate) fn no_order() -> OrderNumber {
    OrderNumber::compose(26, 999)
}
