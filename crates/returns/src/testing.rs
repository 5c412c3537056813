//! A dealer with two stations, one claimed order, and what claims, field and hotline say of it.

use decider::harness::Scenario;
use proto::claims::{self, ClaimsEvent, Cover, Decision};
use proto::directory::{Entry, ListKind, Person, Station};
use proto::document::{Document, DocumentKind};
use proto::field::{FieldEvent, PartCorrected, PartExchange, PartReplaced};
use proto::hotline::{HotlineEvent, OrderOpened, StationGiven};
use proto::order::{OrderFacts, OrderType};
use proto::returns::{
    CheckInPart, Condition, Counted, DestroyPart, ReceiveConsignment, ReturnsEvent, ShipConsignment,
};
use sla::policy::Role;
use types::{
    ClaimNumber, ConsignmentId, Fen, Hash, Instant, MachineSerial, OrderNumber, PartTag, PersonId, Personal,
    Phone, Sentence, ServiceName, StationId,
};

use crate::Returns;

pub(crate) type Dealer = Scenario<Returns>;

/// Reads `01-05 09:30` as that time of 2026 in Shanghai.
pub(crate) fn t(day_and_time: &str) -> Instant {
    moment(day_and_time).parse().expect("an instant")
}

/// The same as the harness takes it.
pub(crate) fn moment(day_and_time: &str) -> String {
    let (day, time) = day_and_time.split_once(' ').expect("a day and a time");
    format!("2026-{day}T{time}:00+08:00")
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).expect("an id")
}

pub(crate) fn station(id: &str) -> StationId {
    StationId::new(id).expect("an id")
}

fn branch(id: &str) -> Entry {
    Entry::Station(Station {
        id: station(id),
        name: "江宁服务站".into(),
        region: "east".into(),
        zone: None,
        location: None,
    })
}

fn member(id: &str, role: Role, at: Option<&str>) -> Entry {
    Entry::Person(Person {
        id: person(id),
        name: Personal::from(id.to_owned()),
        roles: vec![role],
        station: at.map(station),
        region: None,
        grade: None,
        phones: Vec::new(),
    })
}

/// The dealer on Monday, 5 January. `li` manages station `NJ01`, `sun` station `SZ02`; `wu` and `zhao` are engineers,
/// `ku` keeps the warehouse, `chen` works on claims.
pub(crate) fn dealer() -> Dealer {
    let people = vec![
        member("li", Role::StationManager, Some("NJ01")),
        member("sun", Role::StationManager, Some("SZ02")),
        member("wu", Role::FieldEngineer, Some("NJ01")),
        member("zhao", Role::FieldEngineer, Some("NJ01")),
        member("ku", Role::WarehouseKeeper, None),
        member("chen", Role::ClaimsStaff, None),
    ];
    Scenario::at(&moment("01-05 08:00"))
        .knowing(ListKind::Stations, vec![branch("NJ01"), branch("SZ02")])
        .knowing(ListKind::People, people)
}

pub(crate) fn order(counter: u64) -> OrderNumber {
    OrderNumber::compose(26, counter)
}

pub(crate) fn claim(counter: u64, attempt: u8) -> ClaimNumber {
    ClaimNumber {
        order: order(counter),
        attempt,
    }
}

/// The tag of a part of the first order.
pub(crate) fn tag(line: u16) -> PartTag {
    tag_of(1, line)
}

pub(crate) fn tag_of(counter: u64, line: u16) -> PartTag {
    PartTag {
        order: order(counter),
        line,
    }
}

pub(crate) fn opened(counter: u64) -> HotlineEvent {
    let facts = OrderFacts {
        order: order(counter),
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: t("01-05 08:00"),
        machine_down: false,
        machine: Some(MachineSerial::new("20145").expect("an id")),
        machine_said: None,
        model: Some("EC210B".into()),
        customer: None,
        caller: None,
        caller_phone: Personal::from("13700000001".parse::<Phone>().expect("a phone")),
        site: "江宁采石场".into(),
        fault: "主泵漏油".into(),
        hours: Some(1200),
        station: Some(station("NJ01")),
        position: None,
    };
    OrderOpened {
        facts,
        operator: None,
        second_order_reason: None,
        taken_over: None,
    }
    .into()
}

pub(crate) fn given_to(counter: u64, id: &str) -> HotlineEvent {
    StationGiven {
        order: order(counter),
        station: station(id),
        previous: Some(station("NJ01")),
        reason: Some("客户转场".into()),
    }
    .into()
}

pub(crate) fn exchange(quantity: u32) -> PartExchange {
    PartExchange {
        part_number: "14531612".into(),
        name: "主泵".into(),
        quantity,
        old_serial: Some("P-7781".into()),
        new_serial: Some("P-9034".into()),
    }
}

pub(crate) fn replaced(counter: u64, line: u16) -> FieldEvent {
    PartReplaced {
        order: order(counter),
        line,
        exchange: exchange(1),
        by: Some(person("wu")),
        message: None,
    }
    .into()
}

pub(crate) fn corrected(line: u16, quantity: u32) -> FieldEvent {
    PartCorrected {
        order: order(1),
        line,
        exchange: exchange(quantity),
        reason: "数量写错".into(),
    }
    .into()
}

pub(crate) fn drafted(counter: u64, attempt: u8) -> ClaimsEvent {
    let cover = Cover {
        day: t("01-05 08:00").utc().date_naive(),
        in_service: None,
        terms: None,
        extension: None,
        last_day: None,
        hours: None,
        last_hour: None,
        ended_by: None,
        explanation: Sentence::new("保内", "covered"),
    };
    claims::ClaimDrafted {
        claim: claim(counter, attempt),
        kind: claims::ClaimKind::Failure,
        cover,
        lines: Vec::new(),
        remarks: String::new(),
        reason: String::new(),
        by: None,
    }
    .into()
}

pub(crate) fn dropped(attempt: u8) -> ClaimsEvent {
    claims::ClaimDropped {
        claim: claim(1, attempt),
        reason: "客户付费".into(),
        by: None,
    }
    .into()
}

pub(crate) fn submitted(attempt: u8) -> ClaimsEvent {
    claims::ClaimSubmitted {
        claim: claim(1, attempt),
        package: Hash::of(&[b"package"]),
        total: Fen(100),
        at: t("01-08 08:00"),
        by: None,
    }
    .into()
}

pub(crate) fn decided(attempt: u8, decision: Decision, at: &str) -> ClaimsEvent {
    claims::ClaimDecided {
        claim: claim(1, attempt),
        decision,
        lines: Vec::new(),
        approved: Fen(0),
        at: t(at),
        by: None,
    }
    .into()
}

pub(crate) fn hear(dealer: &mut Dealer, event: impl Into<proto::AnyEvent>) -> Vec<ReturnsEvent> {
    let event = event.into();
    let log = match &event {
        proto::AnyEvent::Hotline(_) => ServiceName::Hotline,
        proto::AnyEvent::Field(_) => ServiceName::Field,
        _ => ServiceName::Claims,
    };
    dealer.hears(log, event).events()
}

/// The dealer with claimed orders of `parts` parts each, all expected.
pub(crate) fn expecting(orders: u64, parts: u16) -> Dealer {
    let mut dealer = dealer();
    for counter in 1..=orders {
        hear(&mut dealer, opened(counter));
        for line in 1..=parts {
            hear(&mut dealer, replaced(counter, line));
        }
        hear(&mut dealer, drafted(counter, 1));
    }
    dealer.by("li");
    dealer
}

pub(crate) fn photo(kind: DocumentKind) -> Document {
    Document {
        hash: Hash::of(&[b"photo"]),
        size: 200_000,
        media_type: "image/jpeg".into(),
        name: "pump.jpg".into(),
        kind,
    }
}

pub(crate) fn check_in(tag: PartTag) -> CheckInPart {
    CheckInPart {
        tag,
        condition: Condition::Complete,
        photo: Some(photo(DocumentKind::PartPhoto)),
        at: None,
    }
}

/// Everything that station `NJ01` holds.
pub(crate) fn ship(tracking: &str) -> ShipConsignment {
    ShipConsignment {
        station: station("NJ01"),
        parts: None,
        carrier: "顺丰".into(),
        tracking: tracking.into(),
        freight: Some(Fen(4_500)),
        at: None,
    }
}

pub(crate) fn consignment(id: &str) -> ConsignmentId {
    ConsignmentId::new(id).expect("an id")
}

/// One piece of it, tagged and well packed.
pub(crate) fn counted(tag: PartTag) -> Counted {
    Counted {
        tag,
        quantity: 1,
        without_tag: false,
        badly_packed: false,
        incomplete: false,
    }
}

pub(crate) fn receive(tags: &[PartTag]) -> ReceiveConsignment {
    ReceiveConsignment {
        consignment: consignment("NJ01-202601"),
        counted: tags.iter().cloned().map(counted).collect(),
        surplus: Vec::new(),
        at: None,
    }
}

pub(crate) fn destroy(tag: PartTag, witness: &str) -> DestroyPart {
    DestroyPart {
        tag,
        witness: person(witness),
    }
}

/// Parts 1 to `parts` of the first order checked in on the 12th and shipped on the 20th; `ku` is at the warehouse.
pub(crate) fn shipped(parts: u16) -> Dealer {
    let mut dealer = expecting(1, parts);
    dealer.asleep_until(&moment("01-12 09:00"));
    for line in 1..=parts {
        dealer.when(check_in(tag(line))).taken();
    }
    dealer.asleep_until(&moment("01-20 08:00"));
    dealer.when(ship("SF100")).taken();
    dealer.asleep_until(&moment("01-22 10:00"));
    dealer.by("ku");
    dealer
}

/// Each event in one line: what happened to which part or clock when, or its name.
pub(crate) fn lines(events: &[ReturnsEvent]) -> Vec<String> {
    events.iter().map(line).collect()
}

fn when(at: Instant) -> String {
    at.local(chrono_tz::Asia::Shanghai)
        .format("%m-%d %H:%M")
        .to_string()
}

fn line(event: &ReturnsEvent) -> String {
    use ReturnsEvent as E;
    let clock = |id: &proto::clock::ClockId| format!("{} P{}", id.kind, id.run);
    match event {
        E::PartExpected(e) => format!("expected {} x{}", e.part.tag, e.part.quantity),
        E::PartNotExpected(e) => format!("not expected {}: {:?}", e.tag, e.reason),
        E::PartCheckedIn(e) => format!("checked in {} {}", e.tag, when(e.at)),
        E::PartLost(e) => format!("lost {} by {:?}", e.tag, e.answerable),
        E::ConsignmentShipped(e) => format!("shipped {} {:?} {}", e.consignment, e.parts, when(e.at)),
        E::DiscrepancySettled(e) => format!("settled {} {:?}", e.number, e.outcome),
        E::StationReminded(e) => {
            let which = e
                .warning
                .map_or("breach".to_owned(), |number| format!("warning {number}"));
            let parts: Vec<String> = e.parts.iter().map(ToString::to_string).collect();
            format!(
                "{} {which} of {}: {} rung {}",
                e.kind,
                when(e.due_at),
                parts.join(" "),
                e.rung
            )
        }
        E::ClockStarted(e) => format!(
            "{} started, due {}",
            clock(&e.clock),
            e.due_at.map_or(String::new(), when)
        ),
        E::ClockWarned(e) => format!("{} warned {}", clock(&e.clock), when(e.warned_due_at)),
        E::ClockBreached(e) => format!("{} breached {}", clock(&e.clock), when(e.due_at)),
        E::BreachLifted(e) => format!("{} lifted, met {}", clock(&e.clock), when(e.met_at)),
        E::ClockMet(e) => format!("{} met {}", clock(&e.clock), when(e.at)),
        E::ClockStopped(e) => format!("{} stopped {}", clock(&e.clock), when(e.at)),
        E::ClockCancelled(e) => format!("{} cancelled", clock(&e.clock)),
        other => proto::Event::kind(other).name.to_owned(),
    }
}

/// The lines that hold a word.
pub(crate) fn lines_with(word: &str, events: &[ReturnsEvent]) -> Vec<String> {
    lines(events)
        .into_iter()
        .filter(|line| line.contains(word))
        .collect()
}
