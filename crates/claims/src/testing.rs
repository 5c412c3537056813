//! A dealer with one machine under warranty, and an order about it that was called in on Monday at eight.

use chrono::NaiveDate;
use decider::harness::Scenario;
use proto::claims::{
    ChangeLines, CheckedItem, ClaimsCommand, ClaimsEvent, JudgeClaim, ReportPackage, ReviewClaim, SubmitClaim,
};
use proto::directory::{Entry, ListKind, Machine, Person, Station, WarrantyTerms};
use proto::document::{Document, DocumentKind, DocumentTarget};
use proto::field::{
    self, FieldEvent, Labour, PartExchange, PartReplaced, Repaired, ReportContent, ServiceReportFiled,
};
use proto::hotline::{HotlineEvent, OrderOpened};
use proto::order::{OrderFacts, OrderType};
use sla::policy::Role;
use types::{
    Actor, ClaimNumber, Fen, Hash, Instant, MachineSerial, OrderNumber, PersonId, Personal, Quantity,
    ServiceName, StationId,
};

use crate::Claims;
use crate::claim::{Claim, Package};

pub(crate) type Dealer = Scenario<Claims>;

pub(crate) const SERIAL: &str = "EC210-7001";

/// Reads `05 09:30` as that time of January 2026 in Shanghai, `02-05 09:30` as that of another month.
pub(crate) fn t(day_and_time: &str) -> Instant {
    written(day_and_time).parse().expect("an instant")
}

/// The same as a date that a scenario takes.
pub(crate) fn written(day_and_time: &str) -> String {
    let (day, time) = day_and_time.split_once(' ').expect("a day and a time");
    let day = if day.contains('-') {
        day.to_owned()
    } else {
        format!("01-{day}")
    };
    format!("2026-{day}T{time}:00+08:00")
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).expect("an id")
}

pub(crate) fn number(counter: u64) -> OrderNumber {
    OrderNumber::compose(26, counter)
}

pub(crate) fn order() -> OrderNumber {
    number(1)
}

pub(crate) fn claim() -> ClaimNumber {
    ClaimNumber::first(order())
}

pub(crate) fn second_try() -> ClaimNumber {
    let order = order();
    ClaimNumber { order, attempt: 2 }
}

/// In service since 1 June 2025, for 12 months and 2,000 hours.
pub(crate) fn machine() -> Machine {
    Machine {
        serial: MachineSerial::new(SERIAL).expect("a serial"),
        model: "EC210".into(),
        customer: None,
        station: StationId::new("north").ok(),
        site: "二号矿".into(),
        hours: None,
        in_service: Some(date("2025-06-01")),
        warranty: Some(WarrantyTerms {
            version: "2025-A".into(),
            months: 12,
            hours: Some(2000),
        }),
        extension: None,
        position: None,
    }
}

fn member(id: &str, roles: &[Role]) -> Entry {
    member_of("north", id, roles)
}

fn member_of(station: &str, id: &str, roles: &[Role]) -> Entry {
    Entry::Person(Person {
        id: person(id),
        name: Personal::from(id.to_owned()),
        roles: roles.to_vec(),
        station: StationId::new(station).ok(),
        region: None,
        grade: Some(2),
        phones: Vec::new(),
    })
}

/// `wu` is an engineer, `qian` claims staff, `sun` claims supervisor, `zhou` service manager; `bai` holds both roles
/// that judge; `deng` is an engineer of another station.
pub(crate) fn dealer_with(machine: Machine) -> Dealer {
    let station = Station {
        id: StationId::new("north").expect("an id"),
        name: "城北服务站".into(),
        region: "north".into(),
        zone: None,
        location: None,
    };
    let people = vec![
        member("wu", &[Role::FieldEngineer]),
        member_of("south", "deng", &[Role::FieldEngineer]),
        member("qian", &[Role::ClaimsStaff]),
        member("sun", &[Role::ClaimsSupervisor]),
        member("zhou", &[Role::ServiceManager]),
        member("bai", &[Role::ClaimsSupervisor, Role::ServiceManager]),
    ];
    let mut dealer = Scenario::at(&written("05 08:00"))
        .knowing(ListKind::Stations, vec![Entry::Station(station)])
        .knowing(ListKind::People, people)
        .knowing(ListKind::Machines, vec![Entry::Machine(machine)]);
    dealer.by("qian");
    dealer
}

pub(crate) fn facts(counter: u64) -> OrderFacts {
    OrderFacts {
        order: number(counter),
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: t("05 08:00"),
        machine_down: false,
        machine: MachineSerial::new(SERIAL).ok(),
        machine_said: None,
        model: Some("EC210".into()),
        customer: None,
        caller: None,
        caller_phone: Personal::from("13900001111".parse::<types::Phone>().expect("a phone")),
        site: "二号矿".into(),
        fault: "动臂无力".into(),
        hours: Some(1200),
        station: StationId::new("north").ok(),
        position: None,
    }
}

pub(crate) fn opens(dealer: &mut Dealer, facts: OrderFacts) {
    let opened = OrderOpened {
        facts,
        operator: None,
        second_order_reason: None,
        taken_over: None,
    };
    let opened = HotlineEvent::from(opened);
    dealer.hears(ServiceName::Hotline, opened).taken();
}

pub(crate) fn hear(dealer: &mut Dealer, event: impl Into<FieldEvent>) -> Vec<ClaimsEvent> {
    dealer.hears(ServiceName::Field, event.into()).events()
}

pub(crate) fn repaired(counter: u64, visit: u32, at: &str) -> Repaired {
    Repaired {
        order: number(counter),
        visit,
        by: person("wu"),
        at: t(at),
        message: None,
    }
}

pub(crate) fn filed(content: ReportContent) -> ServiceReportFiled {
    filed_of(1, content)
}

fn filed_of(counter: u64, content: ReportContent) -> ServiceReportFiled {
    ServiceReportFiled {
        order: number(counter),
        by: Some(person("wu")),
        content,
        message: None,
    }
}

/// Two hours of labour.
pub(crate) fn labour() -> ReportContent {
    ReportContent {
        labour: Some(vec![Labour {
            code: Some("911-01".into()),
            description: "更换主泵".into(),
            hours: Quantity(200),
        }]),
        ..ReportContent::default()
    }
}

pub(crate) fn hours(hours: u32) -> ReportContent {
    let hours = Some(hours);
    ReportContent {
        hours,
        ..ReportContent::default()
    }
}

pub(crate) fn exchange(part_number: &str, quantity: u32, old_serial: Option<&str>) -> PartExchange {
    PartExchange {
        part_number: part_number.into(),
        name: "主泵".into(),
        quantity,
        old_serial: old_serial.map(str::to_owned),
        new_serial: None,
    }
}

pub(crate) fn replaced(counter: u64, line: u16, exchange: PartExchange) -> PartReplaced {
    PartReplaced {
        order: number(counter),
        line,
        exchange,
        by: Some(person("wu")),
        message: None,
    }
}

pub(crate) fn corrected(line: u16, exchange: PartExchange) -> field::PartCorrected {
    field::PartCorrected {
        order: order(),
        line,
        exchange,
        reason: "看错".into(),
    }
}

pub(crate) fn paper(kind: DocumentKind) -> Document {
    Document {
        hash: Hash::of(&[kind.as_str().as_bytes()]),
        size: 1000,
        media_type: "image/jpeg".into(),
        name: format!("{}.jpg", kind.as_str()),
        kind,
    }
}

pub(crate) fn attached(kind: DocumentKind) -> field::DocumentAttached {
    attached_to(1, kind)
}

fn attached_to(counter: u64, kind: DocumentKind) -> field::DocumentAttached {
    field::DocumentAttached {
        order: number(counter),
        target: DocumentTarget::Order,
        document: paper(kind),
        by: Some(person("wu")),
    }
}

pub(crate) fn withdrawn(kind: DocumentKind) -> field::DocumentWithdrawn {
    field::DocumentWithdrawn {
        order: order(),
        hash: paper(kind).hash,
        reason: "重复".into(),
    }
}

/// Everything a failure claim with parts must hold.
pub(crate) const PAPERS: [DocumentKind; 7] = [
    DocumentKind::ServiceReport,
    DocumentKind::MachineReadout,
    DocumentKind::PfrDraft,
    DocumentKind::RepairHistory,
    DocumentKind::PartsRequisition,
    DocumentKind::ReturnSlip,
    DocumentKind::PartPhoto,
];

/// The order repaired on 6 January at 15:00, with a draft that asks for 640 yuan of labour.
pub(crate) fn drafted() -> Dealer {
    let mut dealer = dealer_with(machine());
    drafts(&mut dealer, 1);
    dealer
}

fn drafts(dealer: &mut Dealer, counter: u64) {
    opens(dealer, facts(counter));
    dealer.asleep_until(&written("06 15:00"));
    hear(dealer, filed_of(counter, labour()));
    hear(dealer, repaired(counter, 1, "06 15:00"));
}

pub(crate) fn item(code: &str, passed: bool, note: &str) -> CheckedItem {
    CheckedItem {
        item: code.into(),
        passed,
        note: note.into(),
    }
}

/// Passes every item of the shipped list for failures.
pub(crate) fn passes_all(claim: ClaimNumber) -> ReviewClaim {
    let policy = sla::policy::Policy::shipped();
    let items = policy.claims().checklist_for("failure");
    let items = items.map(|known| item(&known.reason.code, true, "")).collect();
    ReviewClaim { claim, items }
}

pub(crate) fn in_range(claim: ClaimNumber) -> JudgeClaim {
    JudgeClaim {
        claim,
        out_of_range: None,
        reason: "属主泵早期失效".into(),
    }
}

pub(crate) fn both_judge(dealer: &mut Dealer, claim: &ClaimNumber) {
    dealer.by("sun").when(in_range(claim.clone())).taken();
    dealer.by("zhou").when(in_range(claim.clone())).taken();
    dealer.by("qian");
}

/// The draft reviewed, judged, ready, and its package built.
pub(crate) fn ready() -> Dealer {
    let mut dealer = dealer_with(machine());
    gets_ready(&mut dealer, 1);
    dealer
}

/// An order from its call to the ready claim.
pub(crate) fn gets_ready(dealer: &mut Dealer, counter: u64) {
    drafts(dealer, counter);
    for kind in PAPERS {
        hear(dealer, attached_to(counter, kind));
    }
    makes_ready(dealer, &ClaimNumber::first(number(counter)));
}

/// The claim handed in at once.
pub(crate) fn submitted() -> Dealer {
    let mut dealer = ready();
    let submit = submits(&dealer, &claim(), None);
    dealer.when(submit).taken();
    dealer
}

pub(crate) fn makes_ready(dealer: &mut Dealer, claim: &ClaimNumber) {
    dealer.when(passes_all(claim.clone())).taken();
    both_judge(dealer, claim);
    builds(dealer, claim);
}

/// Builds what is asked for: the package's bytes are told by the content.
pub(crate) fn builds(dealer: &mut Dealer, claim: &ClaimNumber) {
    let content = wanted(dealer, claim).expect("a package that is asked for");
    let package = Document {
        hash: package_of(content),
        ..paper(DocumentKind::ClaimPackage)
    };
    let report = ReportPackage {
        claim: claim.clone(),
        content,
        package: Ok(package),
    };
    dealer.by_actor(Actor::Service(ServiceName::Claims));
    dealer.when(ClaimsCommand::from(report)).taken();
    dealer.by("qian");
}

fn package_of(content: Hash) -> Hash {
    Hash::of(&[b"package", content.as_bytes()])
}

/// The content whose package is asked for, and not built yet.
pub(crate) fn wanted(dealer: &Dealer, claim: &ClaimNumber) -> Option<Hash> {
    let known = known(dealer, claim);
    matches!(known.package, Package::Asked(_)).then(|| known.package.content())?
}

pub(crate) fn known(dealer: &Dealer, claim: &ClaimNumber) -> Claim {
    let case = dealer.state.case(&claim.order).expect("an order");
    case.claim(claim).expect("a claim").clone()
}

/// Submits the package as it was built last.
pub(crate) fn submits(dealer: &Dealer, claim: &ClaimNumber, at: Option<&str>) -> SubmitClaim {
    let content = known(dealer, claim).package.content().expect("a package");
    SubmitClaim {
        claim: claim.clone(),
        package: package_of(content),
        at: at.map(t),
    }
}

/// Saves the claim's lines with these prices, in order.
pub(crate) fn priced(dealer: &Dealer, claim: &ClaimNumber, prices: &[i64]) -> ChangeLines {
    let mut lines = known(dealer, claim).lines;
    for (line, price) in lines.iter_mut().zip(prices) {
        line.price = Fen(*price);
    }
    ChangeLines {
        claim: claim.clone(),
        lines,
        remarks: None,
    }
}

/// The names of the events.
pub(crate) fn kinds(events: &[ClaimsEvent]) -> Vec<&'static str> {
    events
        .iter()
        .map(|event| proto::Event::kind(event).name)
        .collect()
}
