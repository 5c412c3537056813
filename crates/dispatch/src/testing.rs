//! A dealer with two stations, and one order opened on Monday at eight.

use decider::harness::Scenario;
use proto::directory::{Entry, ListKind, Person, Station};
use proto::dispatch::{ClockId, DispatchEvent, MakePlan, PlanInputs};
use proto::field;
use proto::hotline::{OrderOpened, TakenOver};
use proto::order::{OrderFacts, OrderType};
use sla::policy::{ClockKind, Role};
use types::{Instant, MessageId, OrderNumber, PersonId, Personal, ServiceName, StationId};

use crate::Dispatch;

pub(crate) type Dealer = Scenario<Dispatch>;

/// Reads `05 09:30` as that time of January 2026 in Shanghai.
pub(crate) fn t(day_and_time: &str) -> Instant {
    let (day, time) = day_and_time.split_once(' ').expect("a day and a time");
    format!("2026-01-{day}T{time}:00+08:00")
        .parse()
        .expect("an instant")
}

pub(crate) fn person(id: &str) -> PersonId {
    PersonId::new(id).expect("an id")
}

fn station(id: &str) -> Station {
    let id = StationId::new(id).expect("an id");
    Station {
        id,
        name: "城北服务站".into(),
        region: "north".into(),
        zone: None,
        location: None,
    }
}

fn member(id: &str, role: Role, at: Option<&str>) -> Entry {
    Entry::Person(Person {
        id: person(id),
        name: Personal::from(id.to_owned()),
        roles: vec![role],
        station: at.map(|station| StationId::new(station).expect("an id")),
        region: None,
        grade: None,
        phones: Vec::new(),
    })
}

/// The dealer before any call. `li` manages station `north`, `sun` station `south`; `wu`, `zhao` and `han` are
/// engineers, `chen` is an operator.
pub(crate) fn dealer() -> Dealer {
    let stations = vec![Entry::Station(station("north")), Entry::Station(station("south"))];
    let people = vec![
        member("li", Role::StationManager, Some("north")),
        member("sun", Role::StationManager, Some("south")),
        member("wu", Role::FieldEngineer, Some("north")),
        member("zhao", Role::FieldEngineer, Some("north")),
        member("han", Role::FieldEngineer, Some("north")),
        member("chen", Role::Operator, None),
    ];
    Scenario::at("2026-01-05T08:00:00+08:00")
        .knowing(ListKind::Stations, stations)
        .knowing(ListKind::People, people)
}

pub(crate) fn number(counter: u64) -> OrderNumber {
    OrderNumber::compose(26, counter)
}

pub(crate) fn order() -> OrderNumber {
    number(1)
}

pub(crate) fn facts(counter: u64) -> OrderFacts {
    OrderFacts {
        order: number(counter),
        order_type: OrderType::FailureRepair,
        subtype: None,
        opened_at: t("05 08:00"),
        machine_down: false,
        machine: None,
        machine_said: None,
        model: None,
        customer: None,
        caller: None,
        caller_phone: Personal::from("13900001111".parse::<types::Phone>().expect("a phone")),
        site: "二号矿".into(),
        fault: "动臂无力".into(),
        hours: None,
        station: Some(StationId::new("north").expect("an id")),
        position: None,
    }
}

/// Lets dispatch hear that hotline opened an order.
pub(crate) fn opens(dealer: &mut Dealer, facts: OrderFacts) -> Vec<DispatchEvent> {
    takes_over(dealer, facts, None)
}

/// Lets dispatch hear that hotline took an order over from a list.
pub(crate) fn takes_over(
    dealer: &mut Dealer,
    facts: OrderFacts,
    taken_over: Option<TakenOver>,
) -> Vec<DispatchEvent> {
    let opened = OrderOpened {
        facts,
        operator: None,
        second_order_reason: None,
        taken_over,
    };
    let opened = proto::hotline::HotlineEvent::from(opened);
    dealer.hears(ServiceName::Hotline, opened).events()
}

/// The dealer with order one open, and its station's manager at the desk.
pub(crate) fn with_order() -> Dealer {
    let mut dealer = dealer();
    opens(&mut dealer, facts(1));
    dealer.by("li");
    dealer
}

pub(crate) fn inputs() -> PlanInputs {
    PlanInputs {
        parts: "主泵密封在库".into(),
        engineers: "吴工有空".into(),
        agreed_with_customer: "明早九点".into(),
        arrears: "无欠款".into(),
    }
}

/// Order one, `wu` and `zhao` to depart then.
pub(crate) fn plan(depart_at: &str) -> MakePlan {
    MakePlan {
        order: order(),
        depart_at: t(depart_at),
        lead: person("wu"),
        companions: vec![person("zhao")],
        inputs: inputs(),
    }
}

pub(crate) fn departed(visit: u32, at: &str, eta: Option<&str>) -> field::FieldEvent {
    let (lead, companions) = (person("wu"), Vec::new());
    field::Departed {
        order: order(),
        visit,
        lead,
        companions,
        eta: eta.map(t),
        at: t(at),
        message: None,
    }
    .into()
}

pub(crate) fn arrived(visit: u32, at: &str) -> field::FieldEvent {
    field::Arrived {
        order: order(),
        visit,
        by: person("wu"),
        at: t(at),
        message: None,
    }
    .into()
}

pub(crate) fn repaired(visit: u32, at: &str) -> field::FieldEvent {
    field::Repaired {
        order: order(),
        visit,
        by: person("wu"),
        at: t(at),
        message: None,
    }
    .into()
}

pub(crate) fn left(visit: u32, at: &str) -> field::FieldEvent {
    let (reason, words) = ("waiting_parts".to_owned(), String::new());
    field::LeftUnrepaired {
        order: order(),
        visit,
        by: person("wu"),
        reason,
        words,
        at: t(at),
        message: None,
    }
    .into()
}

pub(crate) fn corrected(of: field::ReportKind, was: &str, at: &str) -> field::FieldEvent {
    let by = person("wu");
    field::ReportCorrected {
        order: order(),
        visit: 1,
        of,
        by,
        was: t(was),
        at: t(at),
        message: None,
    }
    .into()
}

pub(crate) fn plan_message(sent: &str, depart_at: &str, lead: Option<&str>) -> field::FieldEvent {
    field::PlanReported {
        order: order(),
        by: person("li"),
        depart_at: t(depart_at),
        lead: lead.map(person),
        companions: Vec::new(),
        at: t(sent),
        message: MessageId::new("m1").expect("an id"),
    }
    .into()
}

pub(crate) fn hear(dealer: &mut Dealer, event: field::FieldEvent) -> Vec<DispatchEvent> {
    dealer.hears(ServiceName::Field, event).events()
}

/// Each event in one line: what happened to which clock when, or its name.
pub(crate) fn lines(events: &[DispatchEvent]) -> Vec<String> {
    events.iter().map(line).collect()
}

/// The lines about one kind of clock.
pub(crate) fn lines_of(kind: ClockKind, events: &[DispatchEvent]) -> Vec<String> {
    lines(events)
        .into_iter()
        .filter(|line| line.contains(kind.id()))
        .collect()
}

fn line(event: &DispatchEvent) -> String {
    use DispatchEvent as E;
    match event {
        E::ClockStarted(e) => format!(
            "{} started {}, due {}",
            name(&e.clock),
            hm(e.start),
            maybe(e.due_at)
        ),
        E::ClockPaused(e) => format!("{} paused {}", name(&e.clock), hm(e.at)),
        E::ClockResumed(e) => format!("{} resumed {}, due {}", name(&e.clock), hm(e.at), maybe(e.due_at)),
        E::ClockWarned(e) => {
            let (clock, due, noticed) = (name(&e.clock), hm(e.warned_due_at), hm(e.noticed_at));
            format!(
                "{clock} warning {} of {due} noticed {noticed} rung {}",
                e.warning, e.rung
            )
        }
        E::ClockBreached(e) => {
            format!(
                "{} breach of {} noticed {} rung {}",
                name(&e.clock),
                hm(e.due_at),
                hm(e.noticed_at),
                e.rung
            )
        }
        E::BreachLifted(e) => format!("{} lifted, met {}", name(&e.clock), hm(e.met_at)),
        E::ClockMet(e) => format!("{} met {}", name(&e.clock), hm(e.at)),
        E::ClockStopped(e) => format!("{} stopped {}", name(&e.clock), hm(e.at)),
        E::ClockCancelled(e) => format!("{} cancelled {}", name(&e.clock), hm(e.at)),
        E::PlanMade(e) => format!("plan {} for visit {}", e.plan, e.visit),
        E::PlanChanged(e) => format!("plan {} for visit {}, changed", e.plan, e.visit),
        E::PlanWithdrawn(e) => format!("plan {} withdrawn", e.plan),
        E::OrderNoted(_)
        | E::OrderDropped(_)
        | E::CustomerCalled(_)
        | E::SolvedByPhone(_)
        | E::PlanInputsRecorded(_)
        | E::VisitProgressed(_) => proto::Event::kind(event).name.to_owned(),
    }
}

fn name(clock: &ClockId) -> String {
    format!("{}/{}", clock.kind, clock.run)
}

fn hm(at: Instant) -> String {
    at.local("Asia/Shanghai".parse().expect("a zone"))
        .format("%d %H:%M")
        .to_string()
}

fn maybe(at: Option<Instant>) -> String {
    at.map_or_else(|| "never".to_owned(), hm)
}
