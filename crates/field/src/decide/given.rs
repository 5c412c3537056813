//! A dealer with two stations, for the tests of decisions.

use decider::harness::{Outcome, Scenario};
use proto::directory::{Customer, Entry, HeldPhone, ListKind, Person, Station};
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{
    AssignmentNoted, AttachDocument, FieldEvent, FieldOrderNoted, FileReport, FlagKind, Labour, PartExchange,
    ReportContent, TakeMessage,
};
use proto::order::{OrderFacts, OrderType};
use sla::policy::Role;
use types::{Actor, CustomerId, Hash, Instant, MessageId, OrderNumber, PersonId, Phone, Quantity, StationId};

use crate::{Field, Message, Outcome as Became, Place};

/// Manager of station 昌平, her engineers, one of another station, and the hotline.
pub(crate) const HAN: &str = "13900000001";
pub(crate) const LIN: &str = "13900000002";
pub(crate) const ZHOU: &str = "13900000003";
pub(crate) const TAO: &str = "13900000004";
pub(crate) const SONG: &str = "13900000005";
pub(crate) const CUSTOMER: &str = "13700000001";
pub(crate) const DRIVER: &str = "13700000002";
pub(crate) const STRANGER: &str = "13600000009";

pub(crate) fn moment(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A time of the day everything happens on.
pub(crate) fn at(clock: &str) -> Instant {
    moment(&format!("2026-11-16T{clock}:00+08:00"))
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).unwrap()
}

pub(crate) fn number(counter: u64) -> OrderNumber {
    OrderNumber::compose(26, counter)
}

fn staff(id: &str, name: &str, phone: &str, role: Role, station: &str) -> Entry {
    let held = HeldPhone {
        phone: phone.parse::<Phone>().unwrap().into(),
        from: Instant::MIN,
        until: None,
    };
    Entry::Person(Person {
        id: person(id),
        name: name.to_owned().into(),
        roles: vec![role],
        station: (!station.is_empty()).then(|| StationId::new(station).unwrap()),
        region: None,
        grade: None,
        phones: vec![held],
    })
}

fn station(id: &str) -> Entry {
    Entry::Station(Station {
        id: StationId::new(id).unwrap(),
        name: id.to_owned(),
        region: "北区".to_owned(),
        zone: None,
        location: None,
    })
}

/// Monday 08:00; the gateway sends.
pub(crate) fn world() -> Scenario<Field> {
    let people = vec![
        staff("han", "韩立", HAN, Role::StationManager, "changping"),
        staff("lin", "林海", LIN, Role::FieldEngineer, "changping"),
        staff("zhou", "周宁", ZHOU, Role::FieldEngineer, "changping"),
        staff("tao", "陶然", TAO, Role::FieldEngineer, "shunyi"),
        staff("song", "宋远", SONG, Role::StationManager, "shunyi"),
        staff("qin", "秦岚", "13900000006", Role::Operator, ""),
        staff("ren", "任静", "13900000007", Role::RecordsStaff, ""),
    ];
    let customer = Customer {
        id: CustomerId::new("yuanshan").unwrap(),
        name: "远山矿业".to_owned().into(),
        phones: vec![CUSTOMER.parse::<Phone>().unwrap().into()],
    };
    let mut world = Scenario::at("2026-11-16T08:00:00+08:00")
        .knowing(ListKind::Stations, vec![station("changping"), station("shunyi")])
        .knowing(ListKind::People, people)
        .knowing(ListKind::Customers, vec![Entry::Customer(customer)]);
    world.by_actor(Actor::Gateway);
    world
}

pub(crate) fn facts(counter: u64) -> OrderFacts {
    OrderFacts {
        order: number(counter),
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: at("08:00"),
        machine_down: false,
        machine: None,
        machine_said: None,
        model: Some("SY215".to_owned()),
        customer: Some(CustomerId::new("yuanshan").unwrap()),
        caller: None,
        caller_phone: DRIVER.parse::<Phone>().unwrap().into(),
        site: "南口采石场".to_owned(),
        fault: "液压油温高".to_owned(),
        hours: None,
        station: Some(StationId::new("changping").unwrap()),
        position: None,
    }
}

pub(crate) fn plan(counter: u64, visit: u32, crew: &[&str]) -> FieldEvent {
    AssignmentNoted {
        order: number(counter),
        plan: visit,
        visit,
        depart_at: Some(at("09:00")),
        lead: crew.first().map(|lead| person(lead)),
        companions: crew.iter().skip(1).map(|companion| person(companion)).collect(),
    }
    .into()
}

/// Orders of station 昌平, each planned for a crew; one with an empty crew waits for the manager's reply.
pub(crate) fn world_with(crews: &[&[&str]]) -> Scenario<Field> {
    let mut world = world();
    for (counter, crew) in (1..).zip(crews) {
        world.given(vec![
            FieldOrderNoted {
                facts: facts(counter),
            }
            .into(),
        ]);
        if !crew.is_empty() {
            world.given(vec![plan(counter, 1, crew)]);
        }
    }
    world
}

pub(crate) fn message(from: &str, text: &str, sent_at: Instant) -> TakeMessage {
    TakeMessage {
        from: from.parse::<Phone>().unwrap().into(),
        text: text.to_owned().into(),
        sent_at,
        gateway: "kannel".to_owned(),
        gateway_id: None,
    }
}

/// A message that comes at a time of the day, sent then.
pub(crate) fn sms(world: &mut Scenario<Field>, clock: &str, from: &str, text: &str) -> Outcome<FieldEvent> {
    sms_sent(world, clock, clock, from, text)
}

/// A message that is taken, whatever comes of it.
pub(crate) fn said(world: &mut Scenario<Field>, clock: &str, from: &str, text: &str) {
    assert!(!sms(world, clock, from, text).events().is_empty());
}

/// A message that comes later than it was sent.
pub(crate) fn sms_sent(
    world: &mut Scenario<Field>,
    clock: &str,
    sent: &str,
    from: &str,
    text: &str,
) -> Outcome<FieldEvent> {
    world.passes_until(&at(clock).to_string());
    world.when(message(from, text, at(sent)))
}

pub(crate) fn flags(events: &[FieldEvent]) -> Vec<FlagKind> {
    let flag = |event: &FieldEvent| match event {
        FieldEvent::ReportFlagged(flagged) => Some(flagged.flag),
        _ => None,
    };
    events.iter().filter_map(flag).collect()
}

/// The codes of what was wrong with the message.
pub(crate) fn mistakes(events: &[FieldEvent]) -> Vec<String> {
    let codes = |event: &FieldEvent| match event {
        FieldEvent::MessageNotUnderstood(said) => {
            Some(said.mistakes.iter().map(|mistake| mistake.code.clone()).collect())
        }
        _ => None,
    };
    events.iter().find_map(codes).unwrap_or_default()
}

/// The text that was sent back.
pub(crate) fn answered(events: &[FieldEvent]) -> String {
    let text = |event: &FieldEvent| match event {
        FieldEvent::AnswerGiven(given) => given.text.open().cloned(),
        _ => None,
    };
    events.iter().find_map(text).unwrap_or_default()
}

pub(crate) fn id_of(events: &[FieldEvent]) -> MessageId {
    let id = |event: &FieldEvent| match event {
        FieldEvent::MessageReceived(received) => Some(received.message.clone()),
        _ => None,
    };
    events.iter().find_map(id).unwrap()
}

/// The only message of the world.
pub(crate) fn the_message(world: &Scenario<Field>) -> Message {
    let mut messages = world.state.messages();
    let (_, message) = messages.next().unwrap();
    assert!(messages.next().is_none());
    message.into_owned()
}

pub(crate) fn understood(world: &Scenario<Field>, id: &MessageId) -> Option<OrderNumber> {
    match &world.state.message(id).unwrap().outcome {
        Became::Understood { order } => Some(order.clone()),
        _ => None,
    }
}

pub(crate) fn place(
    world: &Scenario<Field>,
    counter: u64,
    kind: proto::field::ReportKind,
    clock: &str,
) -> Place {
    world
        .state
        .order(&number(counter))
        .unwrap()
        .place(kind, at(clock))
}

/// Engineer Lin is at the machine of the first order since 09:00.
pub(crate) fn world_on_site() -> Scenario<Field> {
    let mut world = world_with(&[&["lin"]]);
    said(&mut world, "09:00", LIN, "到达");
    world
}

pub(crate) fn part(part_number: &str, quantity: u32) -> PartExchange {
    PartExchange {
        part_number: part_number.to_owned(),
        name: String::new(),
        quantity,
        old_serial: None,
        new_serial: None,
    }
}

/// A report of the first order.
pub(crate) fn filed(content: ReportContent, parts: Vec<PartExchange>) -> FileReport {
    FileReport {
        order: number(1),
        content,
        parts,
        engineer: None,
    }
}

/// Everything that the shipped policy asks of a failure repair, but its parts and its photo.
pub(crate) fn whole_content() -> ReportContent {
    let said = |text: &str| Some(text.to_owned());
    ReportContent {
        hours: Some(6120),
        work_condition: said("采石"),
        fault: said("液压油温高"),
        cause: said("散热器堵塞"),
        repair: said("清洗散热器"),
        labour: Some(vec![Labour {
            code: None,
            description: "清洗散热器".to_owned(),
            hours: Quantity(150),
        }]),
        no_parts: false,
    }
}

/// A photo, told from others by its content.
pub(crate) fn photo(counter: u64, content: &str) -> AttachDocument {
    AttachDocument {
        order: number(counter),
        target: DocumentTarget::Order,
        document: Document {
            hash: Hash::of(&[content.as_bytes()]),
            size: 120_000,
            media_type: "image/jpeg".to_owned(),
            name: format!("{content}.jpg"),
            kind: DocumentKind::Photo,
        },
    }
}

/// The codes of what the report was last found to lack.
pub(crate) fn gaps(events: &[FieldEvent]) -> Option<Vec<String>> {
    let judged = |event: &FieldEvent| match event {
        FieldEvent::ServiceReportJudged(judged) => {
            Some(judged.gaps.iter().map(|gap| gap.code.clone()).collect())
        }
        _ => None,
    };
    events.iter().rev().find_map(judged)
}
