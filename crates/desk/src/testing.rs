//! A dealer with one station per region and a few machines, and records of its seven logs as they come in.

mod claimed;
mod history;
pub(crate) use claimed::{claim, consignment, cover, lines, tag};
pub(crate) use history::{ORDERS, history};

use std::collections::BTreeMap;

use decider::{Foreign, Reader};
use proto::desk::Query;
use proto::directory::{Customer, Entry, HeldPhone, ListKind, Machine, Person, Station};
use proto::dispatch::{ClockId, ClockStarted};
use proto::field::{MessageReceived, Sender};
use proto::hotline::OrderOpened;
use proto::notify::{Purpose, Recipient, Wanted};
use proto::order::{OrderFacts, OrderType};
use proto::{AnyEvent, Cause, Recorded, Rejection};
use serde::de::DeserializeOwned;
use sla::policy::{ClockKind, Policy, Role};
use types::{Actor, ImportId, Instant, MessageId, OrderNumber, PersonId, Phone, ServiceName, StationId};

use crate::{Desk, Model};

/// Seven logs in the making, folded as they are written.
pub(crate) struct Logs {
    pub(crate) model: Model,
    pub(crate) now: Instant,
    pub(crate) actor: Actor,
    versions: BTreeMap<(ServiceName, String), u64>,
    frames: BTreeMap<ServiceName, u64>,
    /// Every record, with how many frames its own knew of.
    pub(crate) records: Vec<(Foreign, u64)>,
}

/// Reads `05 09:30` as that time of January 2026 in Shanghai, `02-05 09:30` as that of another month.
pub(crate) fn t(day_and_time: &str) -> Instant {
    let (day, time) = day_and_time.split_once(' ').expect("a day and a time");
    let (month, day) = day.split_once('-').unwrap_or(("01", day));
    format!("2026-{month}-{day}T{time}:00+08:00")
        .parse()
        .expect("an instant")
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).expect("an id")
}

pub(crate) fn message(id: &str) -> MessageId {
    MessageId::new(id).expect("an id")
}

pub(crate) fn phone(text: &str) -> Phone {
    text.parse().expect("a phone")
}

pub(crate) fn number(counter: u64) -> OrderNumber {
    OrderNumber::compose(26, counter)
}

fn member(id: &str, name: &str, role: Role, station: Option<&str>, tel: &str) -> Entry {
    Entry::Person(Person {
        id: person(id),
        name: name.to_owned().into(),
        roles: vec![role],
        station: station.map(|id| StationId::new(id).expect("an id")),
        region: None,
        grade: None,
        phones: vec![HeldPhone {
            phone: phone(tel).into(),
            from: t("01 00:00"),
            until: None,
        }],
    })
}

fn station(id: &str, name: &str, region: &str) -> Entry {
    let id = StationId::new(id).expect("an id");
    Entry::Station(Station {
        id,
        name: name.into(),
        region: region.into(),
        zone: None,
        location: None,
    })
}

fn customer(id: &str, name: &str, tel: &str) -> Entry {
    let id = types::CustomerId::new(id).expect("an id");
    Entry::Customer(Customer {
        id,
        name: name.to_owned().into(),
        phones: vec![phone(tel).into()],
    })
}

fn machine(serial: &str, owner: &str, at: &str, site: &str) -> Entry {
    Entry::Machine(Machine {
        serial: types::MachineSerial::new(serial).expect("a serial"),
        model: "EX215".into(),
        customer: Some(types::CustomerId::new(owner).expect("an id")),
        station: Some(StationId::new(at).expect("an id")),
        site: site.into(),
        hours: Some(3_200),
        in_service: None,
        warranty: None,
        extension: None,
        position: None,
    })
}

impl Logs {
    /// The dealer on Monday at eight, before any call. `wei` operates the hotline; `luo` manages `north`, where `tan`
    /// and `bai` are engineers; `south` has `gao`.
    pub(crate) fn new() -> Self {
        let mut logs = Self {
            model: Model::default(),
            now: t("05 08:00"),
            actor: Actor::Local,
            versions: BTreeMap::new(),
            frames: BTreeMap::new(),
            records: Vec::new(),
        };
        let stations = vec![
            station("north", "临河服务站", "华北"),
            station("south", "平江服务站", "华南"),
        ];
        let people = vec![
            member("wei", "魏岚", Role::Operator, None, "13900000001"),
            member("luo", "罗成", Role::StationManager, Some("north"), "13900000002"),
            member("tan", "谭松", Role::FieldEngineer, Some("north"), "13900000003"),
            member("bai", "白杨", Role::FieldEngineer, Some("north"), "13900000004"),
            member("gao", "高远", Role::FieldEngineer, Some("south"), "13900000005"),
        ];
        let customers = vec![
            customer("C1", "恒达土方工程队", "13700001111"),
            customer("C2", "青石矿业", "13700002222"),
        ];
        let machines = vec![
            machine("EX215-0088", "C1", "north", "北环路工地"),
            machine("EX215-0099", "C2", "south", "青石岭采石场"),
        ];
        logs.import(ListKind::Stations, stations);
        logs.import(ListKind::People, people);
        logs.import(ListKind::Customers, customers);
        logs.import(ListKind::Machines, machines);
        logs
    }

    fn import(&mut self, list: ListKind, entries: Vec<Entry>) {
        let import = ImportId::new(format!("{list:?}")).expect("an id");
        for event in decider::harness::imported(import, list, entries) {
            self.directory(event);
        }
    }

    pub(crate) fn at(&mut self, moment: &str) -> &mut Self {
        self.now = t(moment);
        self
    }

    pub(crate) fn by(&mut self, id: &str) -> &mut Self {
        self.actor = Actor::Person(person(id));
        self
    }

    pub(crate) fn directory(&mut self, event: impl Into<proto::directory::DirectoryEvent>) -> &mut Self {
        self.record(
            ServiceName::Directory,
            AnyEvent::Directory(event.into()),
            self.now,
        )
    }

    pub(crate) fn hotline(&mut self, event: impl Into<proto::hotline::HotlineEvent>) -> &mut Self {
        self.record(ServiceName::Hotline, AnyEvent::Hotline(event.into()), self.now)
    }

    pub(crate) fn dispatch(&mut self, event: impl Into<proto::dispatch::DispatchEvent>) -> &mut Self {
        self.record(ServiceName::Dispatch, AnyEvent::Dispatch(event.into()), self.now)
    }

    pub(crate) fn field(&mut self, event: impl Into<proto::field::FieldEvent>) -> &mut Self {
        self.record(ServiceName::Field, AnyEvent::Field(event.into()), self.now)
    }

    pub(crate) fn notify(&mut self, event: impl Into<proto::notify::NotifyEvent>) -> &mut Self {
        self.record(ServiceName::Notify, AnyEvent::Notify(event.into()), self.now)
    }

    pub(crate) fn claims(&mut self, event: impl Into<proto::claims::ClaimsEvent>) -> &mut Self {
        self.record(ServiceName::Claims, AnyEvent::Claims(event.into()), self.now)
    }

    pub(crate) fn returns(&mut self, event: impl Into<proto::returns::ReturnsEvent>) -> &mut Self {
        self.record(ServiceName::Returns, AnyEvent::Returns(event.into()), self.now)
    }

    /// Writes a record now of what occurred at another moment.
    pub(crate) fn record(&mut self, log: ServiceName, event: AnyEvent, occurred_at: Instant) -> &mut Self {
        let stream = event.stream();
        let version = self.versions.entry((log, stream.clone())).or_default();
        *version += 1;
        let frame = self.frames.entry(log).or_default();
        *frame += 1;
        let record = Recorded {
            log,
            frame: *frame,
            position: *frame,
            stream,
            version: *version,
            kind: event.kind().name,
            occurred_at,
            recorded_at: self.now,
            actor: self.actor.clone(),
            cause: Cause::Due { at: self.now },
            event,
        };
        // Whoever writes here has read everything before.
        let depth = self.frames.values().sum();
        Desk::fold(&mut self.model, &record, depth);
        self.records.push((record, depth));
        self
    }

    /// Opens an order now, with the two clocks that start with it.
    pub(crate) fn opens(&mut self, facts: OrderFacts) -> &mut Self {
        let order = facts.order.clone();
        self.by("wei").hotline(OrderOpened {
            facts,
            operator: Some(person("wei")),
            second_order_reason: None,
            taken_over: None,
        });
        let start = self.now;
        self.starts(&order, ClockKind::FirstResponse, 1, start, None)
            .starts(&order, ClockKind::Response36, 1, start, None)
    }

    pub(crate) fn starts(
        &mut self,
        order: &OrderNumber,
        kind: ClockKind,
        run: u32,
        start: Instant,
        promised: Option<Instant>,
    ) -> &mut Self {
        let policy = self.model.common.policies.adopted();
        let started = started_under(policy, order, kind, run, (start, promised));
        self.dispatch(started)
    }

    /// An SMS of one of the staff, or of a phone nobody knows.
    pub(crate) fn sms(&mut self, id: &str, from: Option<&str>, text: &str) -> &mut Self {
        let (tel, sender) = match from {
            Some(id) => {
                let tel = self
                    .model
                    .common
                    .masters
                    .phone_of(&person(id), self.now)
                    .expect("a phone");
                (tel, Sender::Staff { person: person(id) })
            }
            None => (phone("13500009999"), Sender::Unknown),
        };
        self.actor = Actor::Gateway;
        self.field(MessageReceived {
            message: message(id),
            from: tel.into(),
            text: text.to_owned().into(),
            sent_at: self.now,
            gateway: "kannel".into(),
            gateway_id: None,
            sender,
        })
    }

    /// Asks the desk at the moment the logs have reached.
    pub(crate) fn ask<T: DeserializeOwned>(&self, query: &Query) -> T {
        serde_json::from_value(self.try_ask(query).expect("an answer")).expect("the answer's form")
    }

    pub(crate) fn try_ask(&self, query: &Query) -> Result<serde_json::Value, Rejection> {
        let question = serde_json::to_value(query).expect("a question");
        Desk::answer(&self.model, &question, self.now)
    }
}

pub(crate) fn clock(order: &OrderNumber, kind: ClockKind, run: u32) -> ClockId {
    ClockId {
        order: order.clone(),
        kind,
        run,
    }
}

/// A clock as its log starts it under the shipped policy.
pub(crate) fn started(
    order: &OrderNumber,
    kind: ClockKind,
    run: u32,
    start: Instant,
    promised: Option<Instant>,
) -> ClockStarted {
    started_under(Policy::shipped_ref(), order, kind, run, (start, promised))
}

/// A clock as its log starts it under a policy.
fn started_under(
    policy: &Policy,
    order: &OrderNumber,
    kind: ClockKind,
    run: u32,
    (start, promised): (Instant, Option<Instant>),
) -> ClockStarted {
    let terms = policy
        .terms(kind, policy.zone(), promised)
        .expect("a clock of the policy");
    let facts = sla::clock::Facts {
        start,
        pauses: Vec::new(),
        end: None,
    };
    ClockStarted {
        clock: clock(order, kind, run),
        start,
        promised,
        policy: policy.hash(),
        zone: None,
        due_at: sla::clock::judge(&facts, &terms, start).due,
    }
}

/// A failure of the machine at the northern station, called in on Monday at eight.
pub(crate) fn facts(counter: u64) -> OrderFacts {
    OrderFacts {
        order: number(counter),
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: t("05 08:00"),
        machine_down: false,
        machine: Some(types::MachineSerial::new("EX215-0088").expect("a serial")),
        machine_said: None,
        model: Some("EX215".into()),
        customer: Some(types::CustomerId::new("C1").expect("an id")),
        caller: Some("丁师傅".to_owned().into()),
        caller_phone: phone("13700001111").into(),
        site: "北环路工地".into(),
        fault: "动臂油缸漏油".into(),
        hours: Some(3_250),
        station: Some(StationId::new("north").expect("an id")),
        position: None,
    }
}

/// A warning for the northern station's manager.
pub(crate) fn wanted(id: &str, order: &OrderNumber) -> Wanted {
    Wanted {
        message: message(id),
        recipient: Recipient::Person {
            person: person("luo"),
        },
        to: Some(phone("13900000002").into()),
        text: "【服务热线】新工单".to_owned().into(),
        order: Some(order.clone()),
        purpose: Purpose::OrderOpened,
        clock: None,
        instead_of: None,
    }
}
