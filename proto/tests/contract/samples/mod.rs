//! Samples of everything that is stored or sent: with every field filled, and with what may be missing left out.

pub(crate) mod choices;
pub(crate) mod claims;
pub(crate) mod clock;
pub(crate) mod commands;
pub(crate) mod common;
pub(crate) mod directory;
pub(crate) mod dispatch;
pub(crate) mod field;
pub(crate) mod hotline;
pub(crate) mod notify;
pub(crate) mod report;
pub(crate) mod returns;
pub(crate) mod wire;

use chrono::NaiveDate;
use proto::directory::Position;
use proto::order::{OrderFacts, OrderSubtype, OrderType};
use types::{
    ClaimNumber, ConsignmentId, CustomerId, Hash, ImportId, Instant, MachineSerial, MessageId, OrderNumber,
    PartTag, PersonId, Personal, Phone, Sentence, StationId,
};

/// A moment of 2026-03-09, given as `08:30:00`, in the dealer's zone.
pub(crate) fn at(time: &str) -> Instant {
    format!("2026-03-09T{time}+08:00").parse().unwrap()
}

pub(crate) fn order() -> OrderNumber {
    OrderNumber::compose(26, 14)
}

pub(crate) fn order_99() -> OrderNumber {
    OrderNumber::compose(99, 3)
}

pub(crate) fn claim() -> ClaimNumber {
    ClaimNumber::first(order())
}

/// The second try of the same claim.
pub(crate) fn claim_again() -> ClaimNumber {
    ClaimNumber {
        attempt: 2,
        ..claim()
    }
}

pub(crate) fn tag() -> PartTag {
    PartTag {
        order: order(),
        line: 3,
    }
}

pub(crate) fn consignment() -> ConsignmentId {
    ConsignmentId::new("wuhu-202603").unwrap()
}

/// A day, given as `2026-03-09`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn position() -> Position {
    Position {
        latitude: 31_209_400,
        longitude: -118_574_000,
        seen_at: Some(at("08:00:00")),
    }
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

pub(crate) fn station() -> StationId {
    StationId::new("wuhu").unwrap()
}

pub(crate) fn customer() -> CustomerId {
    CustomerId::new("c-2207").unwrap()
}

pub(crate) fn serial() -> MachineSerial {
    MachineSerial::new("ZX210-48213").unwrap()
}

pub(crate) fn import() -> ImportId {
    ImportId::new("9c41d0aa5be2").unwrap()
}

pub(crate) fn message() -> MessageId {
    MessageId::new("5f2e61c09a7b").unwrap()
}

pub(crate) fn phone() -> Personal<Phone> {
    Personal::from("13955530127".parse::<Phone>().unwrap())
}

pub(crate) fn words(text: &str) -> Personal<String> {
    Personal::from(text.to_owned())
}

pub(crate) fn hash() -> Hash {
    Hash::of(&[b"fieldledger"])
}

pub(crate) fn sentence() -> Sentence {
    Sentence::new("没有这个关键字", "there is no such keyword")
}

/// An order's facts, all of them.
pub(crate) fn facts() -> OrderFacts {
    OrderFacts {
        order: order(),
        order_type: OrderType::FailureRepair,
        subtype: Some(OrderSubtype::Claimable),
        opened_at: at("08:30:00"),
        machine_down: true,
        machine: Some(serial()),
        machine_said: Some(MachineSerial::new("48213").unwrap()),
        model: Some("ZX210".to_owned()),
        customer: Some(customer()),
        caller: Some(words("陶师傅")),
        caller_phone: phone(),
        site: "芜湖县湾沚镇采石场".to_owned(),
        fault: "动臂无力".to_owned(),
        hours: Some(6_120),
        station: Some(station()),
        position: Some(position()),
    }
}

/// The facts of a 99 order, of which hardly anything is known.
pub(crate) fn bare_facts() -> OrderFacts {
    OrderFacts {
        order: order_99(),
        order_type: OrderType::PartsInquiry,
        subtype: None,
        opened_at: at("08:30:00"),
        machine_down: false,
        machine: None,
        machine_said: None,
        model: None,
        customer: None,
        caller: None,
        caller_phone: phone(),
        site: String::new(),
        fault: "问履带板价格".to_owned(),
        hours: None,
        station: None,
        position: None,
    }
}
