//! Every "no" of dispatch, in order of precedence.

use proto::{Class, Rejection};
use sla::policy::{ClockKind, Reason};
use types::{Instant, OrderNumber, PersonId, StationId};

/// Why dispatch says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DispatchRejection {
    QuestionUnreadable {
        problem: String,
    },
    OrderUnknown {
        order: OrderNumber,
    },
    ClockUnknown {
        order: OrderNumber,
        kind: ClockKind,
    },
    OrderOver {
        order: OrderNumber,
        since: Instant,
    },
    /// ORD-6: the station's manager, or hotline for him.
    NotThisStation {
        order: OrderNumber,
        station: Option<StationId>,
        person: PersonId,
    },
    /// ORD-6
    ChecksRequired {
        missing: Vec<Check>,
    },
    /// ORD-6
    CalledInFuture {
        at: Instant,
        now: Instant,
    },
    /// ORD-6
    CalledBeforeOrder {
        at: Instant,
        opened_at: Instant,
    },
    /// ORD-7
    SolutionRequired,
    /// ORD-7
    SolvedInFuture {
        at: Instant,
        now: Instant,
    },
    /// ORD-7
    SolvedBeforeCall {
        at: Instant,
        opened_at: Instant,
    },
    /// ORD-38
    ReasonRequired,
    /// ORD-38
    NothingToChange,
    /// ORD-38
    NoPlan {
        order: OrderNumber,
    },
    /// ORD-3: a 99 order needs its station before a plan.
    StationFirst {
        order: OrderNumber,
    },
    /// ORD-37
    VisitUnderWay {
        order: OrderNumber,
        visit: u32,
    },
    /// ORD-38
    PlanStands {
        order: OrderNumber,
        plan: u32,
        depart_at: Instant,
    },
    /// ORD-8
    DepartInPast {
        depart_at: Instant,
        now: Instant,
    },
    /// ORD-8
    EngineerUnknown {
        person: PersonId,
    },
    /// ORD-8
    NotAnEngineer {
        person: PersonId,
        name: String,
    },
    /// DIR-4
    EngineerLeft {
        person: PersonId,
        name: String,
    },
    /// ORD-8
    InputsRequired {
        missing: Vec<Input>,
    },
    /// SLA-23
    ClockNotRunning {
        order: OrderNumber,
        kind: ClockKind,
    },
    /// SLA-23
    ReasonNotAllowed {
        kind: ClockKind,
        reason: String,
        allowed: Vec<Reason>,
    },
}

/// One of the things the station manager asks the customer and writes down (ORD-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Check {
    Fault,
    Site,
    CustomerParts,
}

impl Check {
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Fault => ("fault", "故障", "the fault"),
            Self::Site => ("site", "现场", "the site"),
            Self::CustomerParts => ("customer_parts", "客户自备配件", "the customer's own parts"),
        }
    }
}

/// One of a plan's four inputs (ORD-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Parts,
    Engineers,
    AgreedWithCustomer,
    Arrears,
}

impl Input {
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Parts => "parts",
            Self::Engineers => "engineers",
            Self::AgreedWithCustomer => "agreed_with_customer",
            Self::Arrears => "arrears",
        }
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Parts => ("配件", "parts"),
            Self::Engineers => ("人员", "engineers"),
            Self::AgreedWithCustomer => ("与客户约定的时间", "time agreed with the customer"),
            Self::Arrears => ("欠款或预付", "arrears or prepayment"),
        }
    }
}

impl From<DispatchRejection> for Rejection {
    fn from(rejection: DispatchRejection) -> Self {
        use DispatchRejection as No;
        match rejection {
            No::QuestionUnreadable { problem } => unreadable(&problem),
            No::OrderUnknown { order } => order_unknown(&order),
            No::ClockUnknown { order, kind } => clock_unknown(&order, kind),
            No::OrderOver { order, since } => order_over(&order, since),
            No::NotThisStation {
                order,
                station,
                person,
            } => not_this_station(&order, station.as_ref(), &person),
            No::ChecksRequired { missing } => checks_required(&missing),
            No::CalledInFuture { at, now } => called_in_future(at, now),
            No::CalledBeforeOrder { at, opened_at } => called_before_order(at, opened_at),
            No::SolutionRequired => refused(
                "ORD-7.solution_required",
                "请写明解决详情",
                "say how it was solved",
            ),
            No::SolvedInFuture { at, now } => solved_in_future(at, now),
            No::SolvedBeforeCall { at, opened_at } => solved_before_call(at, opened_at),
            No::ReasonRequired => refused(
                "ORD-38.reason_required",
                "请写明变更原因",
                "say why the plan is changed",
            ),
            No::NothingToChange => refused(
                "ORD-38.nothing_to_change",
                "请给出新的派工时间或人员",
                "give another departure time or other engineers",
            ),
            No::NoPlan { order } => no_plan(&order),
            No::StationFirst { order } => station_first(&order),
            No::VisitUnderWay { order, visit } => visit_under_way(&order, visit),
            No::PlanStands {
                order,
                plan,
                depart_at,
            } => plan_stands(&order, plan, depart_at),
            No::DepartInPast { depart_at, now } => depart_in_past(depart_at, now),
            No::EngineerUnknown { person } => engineer_unknown(&person),
            No::NotAnEngineer { person, name } => not_an_engineer(&person, &name),
            No::EngineerLeft { person, name } => engineer_left(&person, &name),
            No::InputsRequired { missing } => inputs_required(&missing),
            No::ClockNotRunning { order, kind } => clock_not_running(&order, kind),
            No::ReasonNotAllowed {
                kind,
                reason,
                allowed,
            } => reason_not_allowed(kind, &reason, &allowed),
        }
    }
}

fn refused(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Rejection {
    Rejection::new(Class::Refused, code, zh, en)
}

fn conflict(code: &str, zh: impl Into<String>, en: impl Into<String>) -> Rejection {
    Rejection::new(Class::Conflict, code, zh, en)
}

fn unreadable(problem: &str) -> Rejection {
    let zh = format!("无法读懂查询：{problem}");
    Rejection::new(
        Class::Malformed,
        "question.unreadable",
        zh,
        format!("the question cannot be read: {problem}"),
    )
}

fn order_unknown(order: &OrderNumber) -> Rejection {
    let (zh, en) = (
        format!("没有工单{order}，请核对工单号"),
        format!("there is no order {order}; check the number"),
    );
    Rejection::new(Class::Unknown, "order.unknown", zh, en).with("order", order.as_str())
}

fn clock_unknown(order: &OrderNumber, kind: ClockKind) -> Rejection {
    let zh = format!("工单{order}没有时钟{kind}");
    let rejection = Rejection::new(
        Class::Unknown,
        "clock.unknown",
        zh,
        format!("order {order} has no clock {kind}"),
    );
    rejection.with("order", order.as_str()).with("clock", kind.id())
}

fn order_over(order: &OrderNumber, since: Instant) -> Rejection {
    let zh = format!("工单{order}已结束，不能再操作；如需再修请另开工单");
    let en = format!("order {order} is over; open another one if more has to be done");
    conflict("ORD-17.already_ended", zh, en)
        .with("order", order.as_str())
        .with("since", since.to_string())
}

fn not_this_station(order: &OrderNumber, station: Option<&StationId>, person: &PersonId) -> Rejection {
    let zh = format!("工单{order}不属于{person}负责的服务站；请由该站站长或座席办理");
    let en = format!(
        "order {order} is not with a station {person} manages; its manager or the hotline can do this"
    );
    let rejection =
        Rejection::new(Class::Forbidden, "ORD-6.not_this_station", zh, en).with("order", order.as_str());
    let rejection = rejection.with("person", person.as_str());
    match station {
        Some(station) => rejection.with("station", station.as_str()),
        None => rejection,
    }
}

fn checks_required(missing: &[Check]) -> Rejection {
    let (mut fields, mut zh, mut en) = (Vec::new(), Vec::new(), Vec::new());
    for check in missing {
        let (field, in_zh, in_en) = check.names();
        fields.push(field);
        zh.push(in_zh);
        en.push(in_en);
    }
    let (zh, en) = (zh.join("、"), en.join(", "));
    refused(
        "ORD-6.checks_required",
        format!("请写明：{zh}"),
        format!("say what the customer said of: {en}"),
    )
    .with("missing", fields)
}

fn called_in_future(at: Instant, now: Instant) -> Rejection {
    let rejection = refused(
        "ORD-6.called_in_future",
        "通话时间不能晚于现在",
        "the call cannot have been later than now",
    );
    rejection.with("at", at.to_string()).with("now", now.to_string())
}

fn called_before_order(at: Instant, opened_at: Instant) -> Rejection {
    let (zh, en) = (
        "通话时间不能早于报修时间",
        "the station's call cannot have been before the customer's",
    );
    let rejection = refused("ORD-6.called_before_order", zh, en);
    rejection
        .with("at", at.to_string())
        .with("opened_at", opened_at.to_string())
}

fn solved_in_future(at: Instant, now: Instant) -> Rejection {
    let rejection = refused(
        "ORD-7.solved_in_future",
        "解决时间不能晚于现在",
        "it cannot have been solved later than now",
    );
    rejection.with("at", at.to_string()).with("now", now.to_string())
}

fn solved_before_call(at: Instant, opened_at: Instant) -> Rejection {
    let (zh, en) = (
        "解决时间不能早于报修时间",
        "it cannot have been solved before the call",
    );
    let rejection = refused("ORD-7.solved_before_call", zh, en);
    rejection
        .with("at", at.to_string())
        .with("opened_at", opened_at.to_string())
}

fn no_plan(order: &OrderNumber) -> Rejection {
    let (zh, en) = (
        format!("工单{order}还没有派工计划，请先制定计划"),
        format!("order {order} has no plan; make one first"),
    );
    conflict("ORD-38.no_plan", zh, en).with("order", order.as_str())
}

fn station_first(order: &OrderNumber) -> Rejection {
    let zh = format!("工单{order}还没有服务站，请先指定服务站");
    let en = format!("order {order} has no station yet; give it one first");
    conflict("ORD-3.station_first", zh, en).with("order", order.as_str())
}

fn visit_under_way(order: &OrderNumber, visit: u32) -> Rejection {
    let zh = format!("工单{order}的工程师已在途或在现场；请先报未修复离开，再做新计划");
    let en = format!(
        "engineers of order {order} are under way; report that they left it unrepaired, then plan anew"
    );
    conflict("ORD-37.visit_under_way", zh, en)
        .with("order", order.as_str())
        .with("visit", visit)
}

fn plan_stands(order: &OrderNumber, plan: u32, depart_at: Instant) -> Rejection {
    let zh = format!("工单{order}已有派工计划；改时间或人员请用“变更计划”并写明原因");
    let en = format!("order {order} has a plan already; change it with change-plan and a reason");
    let rejection = conflict("ORD-38.plan_stands", zh, en).with("order", order.as_str());
    rejection
        .with("plan", plan)
        .with("depart_at", depart_at.to_string())
}

fn depart_in_past(depart_at: Instant, now: Instant) -> Rejection {
    let (zh, en) = (
        "预计派工时间已经过去，请给出以后的时间",
        "the departure time has passed; give a later one",
    );
    let rejection = refused("ORD-8.depart_in_past", zh, en);
    rejection
        .with("depart_at", depart_at.to_string())
        .with("now", now.to_string())
}

fn engineer_unknown(person: &PersonId) -> Rejection {
    let (zh, en) = (
        format!("人员名录里没有{person}"),
        format!("the directory has no person {person}"),
    );
    refused("ORD-8.engineer_unknown", zh, en).with("person", person.as_str())
}

fn not_an_engineer(person: &PersonId, name: &str) -> Rejection {
    let (zh, en) = (
        format!("{name}不是服务工程师，请另派人员"),
        format!("{name} is no field engineer; send another"),
    );
    refused("ORD-8.not_an_engineer", zh, en).with("person", person.as_str())
}

fn engineer_left(person: &PersonId, name: &str) -> Rejection {
    let (zh, en) = (
        format!("{name}已离职，请另派人员"),
        format!("{name} has left; send somebody else"),
    );
    refused("DIR-4.engineer_left", zh, en).with("person", person.as_str())
}

fn inputs_required(missing: &[Input]) -> Rejection {
    let listed = |name: fn(Input) -> &'static str, comma: &str| {
        missing
            .iter()
            .map(|input| name(*input))
            .collect::<Vec<_>>()
            .join(comma)
    };
    let zh = format!("派工计划还缺：{}", listed(|input| input.names().0, "、"));
    let en = format!("the plan still needs: {}", listed(|input| input.names().1, ", "));
    let fields: Vec<&str> = missing.iter().map(|input| input.field()).collect();
    refused("ORD-8.inputs_required", zh, en).with("missing", fields)
}

fn clock_not_running(order: &OrderNumber, kind: ClockKind) -> Rejection {
    let zh = format!("工单{order}的时钟{kind}没有在运行，不能暂停或恢复");
    let en = format!("clock {kind} of order {order} is not running; it can neither pause nor go on");
    conflict("SLA-23.not_running", zh, en)
        .with("order", order.as_str())
        .with("clock", kind.id())
}

fn reason_not_allowed(kind: ClockKind, reason: &str, allowed: &[Reason]) -> Rejection {
    let codes: Vec<&str> = allowed.iter().map(|known| known.code.as_str()).collect();
    let (zh, en) = if allowed.is_empty() {
        (
            format!("时钟{kind}不能暂停"),
            format!("clock {kind} never pauses"),
        )
    } else {
        let names: Vec<&str> = allowed.iter().map(|known| known.name.zh.as_str()).collect();
        (
            format!("时钟{kind}不能因“{reason}”暂停；可用的原因：{}", names.join("、")),
            format!(
                "clock {kind} may not pause for {reason:?}; it may for: {}",
                codes.join(", ")
            ),
        )
    };
    let rejection = refused("SLA-23.reason_not_allowed", zh, en).with("clock", kind.id());
    rejection.with("reason", reason).with("allowed", codes)
}
