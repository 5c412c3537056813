//! Every "no" of hotline, in order of precedence.

use proto::order::{OrderSubtype, OrderType, Step};
use proto::{Class, Rejection};
use serde_json::{Value, json};
use sla::policy::Reason;
use types::{CustomerId, Instant, MachineSerial, OrderNumber, StationId};

/// Why hotline refuses a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderRejection {
    /// There is no such order.
    UnknownOrder(OrderNumber),
    /// A station manager acts on another station's order.
    OtherStation {
        order: OrderNumber,
        station: Option<StationId>,
    },
    /// A call without a fault (ORD-1).
    FaultRequired,
    /// The finer kind belongs to another type (ORD-2).
    SubtypeDoesNotFit {
        order_type: OrderType,
        subtype: OrderSubtype,
    },
    /// The call is said to come later than now (ORD-1).
    CallInFuture {
        called_at: Instant,
        now: Instant,
    },
    UnknownCustomer(CustomerId),
    UnknownStation(StationId),
    /// A known machine brings its own station (ORD-3).
    MachineHasStation {
        machine: MachineSerial,
        station: StationId,
    },
    /// The machine has an open failure order (ORD-18).
    MachineHasOpenOrder {
        machine: MachineSerial,
        order: OrderNumber,
        step: Step,
        opened_at: Instant,
    },
    /// The directory has no such machine (ORD-3).
    UnknownMachine(MachineSerial),
    /// The order is about another machine; to change that takes a reason (ORD-15).
    HasOtherMachine {
        order: OrderNumber,
        machine: MachineSerial,
    },
    /// The order has another station; to change that takes a reason (ORD-38).
    StationReasonRequired {
        order: OrderNumber,
        station: StationId,
    },
    /// A correction without its reason (ORD-15).
    CorrectionReasonRequired,
    /// A correction that says nothing (ORD-15).
    NothingToCorrect,
    /// The order was solved, repaired or cancelled (ORD-17).
    AlreadyEnded {
        order: OrderNumber,
        step: Step,
    },
    /// The policy has no such reason for cancelling (ORD-17).
    UnknownCancelReason {
        reason: String,
        known: Vec<Reason>,
    },
    /// A note or follow-up without text (ORD-39).
    TextRequired,
    /// A follow-up whose time is over (ORD-39).
    FollowUpInPast {
        at: Instant,
        now: Instant,
    },
    UnknownFollowUp {
        order: OrderNumber,
        follow_up: u32,
    },
}

use OrderRejection as No;

impl OrderRejection {
    /// Stable, and the rule's id before the dot where a rule says no.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            No::UnknownOrder(_) => "order.unknown",
            No::OtherStation { .. } => "actor.other_station",
            No::FaultRequired => "ORD-1.fault_required",
            No::SubtypeDoesNotFit { .. } => "ORD-2.subtype_does_not_fit",
            No::CallInFuture { .. } => "ORD-1.call_in_future",
            No::UnknownCustomer(_) => "ORD-1.customer_unknown",
            No::UnknownStation(_) => "ORD-3.station_unknown",
            No::MachineHasStation { .. } => "ORD-3.machine_has_station",
            No::MachineHasOpenOrder { .. } => "ORD-18.open_order",
            No::UnknownMachine(_) => "ORD-3.machine_unknown",
            No::HasOtherMachine { .. } => "ORD-15.machine_reason_required",
            No::StationReasonRequired { .. } => "ORD-38.station_reason_required",
            No::CorrectionReasonRequired => "ORD-15.reason_required",
            No::NothingToCorrect => "ORD-15.nothing_to_correct",
            No::AlreadyEnded { .. } => "ORD-17.already_ended",
            No::UnknownCancelReason { .. } => "ORD-17.reason_unknown",
            No::TextRequired => "ORD-39.text_required",
            No::FollowUpInPast { .. } => "ORD-39.time_is_over",
            No::UnknownFollowUp { .. } => "ORD-39.follow_up_unknown",
        }
    }

    const fn class(&self) -> Class {
        match self {
            No::UnknownOrder(_) | No::UnknownFollowUp { .. } => Class::Unknown,
            No::OtherStation { .. } => Class::Forbidden,
            No::MachineHasOpenOrder { .. } | No::AlreadyEnded { .. } => Class::Conflict,
            No::FaultRequired
            | No::SubtypeDoesNotFit { .. }
            | No::CallInFuture { .. }
            | No::UnknownCustomer(_)
            | No::UnknownStation(_)
            | No::MachineHasStation { .. }
            | No::UnknownMachine(_)
            | No::HasOtherMachine { .. }
            | No::StationReasonRequired { .. }
            | No::CorrectionReasonRequired
            | No::NothingToCorrect
            | No::UnknownCancelReason { .. }
            | No::TextRequired
            | No::FollowUpInPast { .. } => Class::Refused,
        }
    }

    /// What is wrong and what to do, Chinese first.
    fn words(&self) -> (String, String) {
        match self {
            No::UnknownOrder(order) => (
                format!("没有工单{order}，请核对工单号"),
                format!("there is no order {order}; check the number"),
            ),
            No::OtherStation { order, .. } => (
                format!("工单{order}不属于您管理的服务站，请联系400座席"),
                format!("order {order} is not with a station you manage; ask the hotline"),
            ),
            No::FaultRequired => (
                "请填写故障描述".to_owned(),
                "say what is wrong with the machine: the fault is required".to_owned(),
            ),
            No::SubtypeDoesNotFit { order_type, subtype } => (
                format!(
                    "“{}”不是{}类工单的细分，请改选",
                    subtype.title().zh,
                    order_type.title().zh
                ),
                format!(
                    "{} is no kind of {}; choose another",
                    subtype.title().en,
                    order_type.title().en
                ),
            ),
            No::CallInFuture { .. } => (
                "来电时间晚于当前时间，请核对".to_owned(),
                "the call is said to come later than now; check its time".to_owned(),
            ),
            No::UnknownCustomer(customer) => (
                format!("客户档案里没有{customer}，请核对或先导入客户"),
                format!("the directory has no customer {customer}; check it or import the customer first"),
            ),
            No::UnknownStation(station) => (
                format!("没有服务站{station}，请核对站号"),
                format!("there is no station {station}; check its code"),
            ),
            No::MachineHasStation { machine, station } => (
                format!("整机{machine}归{station}站，请先开单，需要换站时再改派并写明原因"),
                format!(
                    "machine {machine} is with station {station}; open the order, then give it another station with a reason"
                ),
            ),
            No::MachineHasOpenOrder {
                machine, order, step, ..
            } => (
                format!(
                    "整机{machine}已有未完成的故障工单{order}（{}）：请把来电记入该工单，或写明另开一单的原因",
                    step.title().zh
                ),
                format!(
                    "machine {machine} has the open failure order {order} ({}): attach the call to it, or say why a second order is needed",
                    step.title().en
                ),
            ),
            No::UnknownMachine(machine) => (
                format!("整机档案里没有{machine}，请核对整机编号或先导入整机"),
                format!(
                    "the directory has no machine {machine}; check the serial or import the machine first"
                ),
            ),
            No::HasOtherMachine { order, machine } => (
                format!("工单{order}已登记整机{machine}，更正须写明原因"),
                format!("order {order} is about machine {machine}; to put that right, give a reason"),
            ),
            No::StationReasonRequired { order, station } => (
                format!("工单{order}已派给{station}站，改派须写明原因"),
                format!("order {order} is with station {station}; to change that, give a reason"),
            ),
            No::CorrectionReasonRequired => (
                "请写明更正原因".to_owned(),
                "say why it is corrected: the reason is required".to_owned(),
            ),
            No::NothingToCorrect => (
                "没有要更正的内容，请至少填一项".to_owned(),
                "nothing is corrected; say at least one new entry".to_owned(),
            ),
            No::AlreadyEnded { order, step } => (
                format!(
                    "工单{order}已结束（{}），不能再办理；如有新的情况请另开工单",
                    step.title().zh
                ),
                format!(
                    "order {order} has ended ({}); open a new order for what is new",
                    step.title().en
                ),
            ),
            No::UnknownCancelReason { reason, known } => {
                let zh: Vec<&str> = known.iter().map(|reason| reason.name.zh.as_str()).collect();
                let en: Vec<&str> = known.iter().map(|reason| reason.code.as_str()).collect();
                (
                    format!("没有撤销原因“{reason}”，可选：{}", zh.join("、")),
                    format!(
                        "there is no cancel reason {reason:?}; choose one of {}",
                        en.join(", ")
                    ),
                )
            }
            No::TextRequired => ("请填写内容".to_owned(), "write a text: it is required".to_owned()),
            No::FollowUpInPast { .. } => (
                "跟进时间已过，请填写之后的时间".to_owned(),
                "the follow-up's time is over; choose a later one".to_owned(),
            ),
            No::UnknownFollowUp { order, follow_up } => (
                format!("工单{order}没有第{follow_up}条跟进"),
                format!("order {order} has no follow-up {follow_up}"),
            ),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            No::UnknownOrder(order) => vec![("order", json!(order))],
            No::OtherStation { order, station } => vec![("order", json!(order)), ("station", json!(station))],
            No::FaultRequired | No::CorrectionReasonRequired | No::NothingToCorrect | No::TextRequired => {
                Vec::new()
            }
            No::SubtypeDoesNotFit { order_type, subtype } => {
                vec![("order_type", json!(order_type)), ("subtype", json!(subtype))]
            }
            No::CallInFuture { called_at, now } => vec![("called_at", json!(called_at)), ("now", json!(now))],
            No::UnknownCustomer(customer) => vec![("customer", json!(customer))],
            No::UnknownStation(station) => vec![("station", json!(station))],
            No::MachineHasStation { machine, station } => {
                vec![("machine", json!(machine)), ("station", json!(station))]
            }
            No::MachineHasOpenOrder {
                machine,
                order,
                step,
                opened_at,
            } => vec![
                ("machine", json!(machine)),
                ("order", json!(order)),
                ("step", json!(step)),
                ("opened_at", json!(opened_at)),
            ],
            No::UnknownMachine(machine) => vec![("machine", json!(machine))],
            No::HasOtherMachine { order, machine } => {
                vec![("order", json!(order)), ("machine", json!(machine))]
            }
            No::StationReasonRequired { order, station } => {
                vec![("order", json!(order)), ("station", json!(station))]
            }
            No::AlreadyEnded { order, step } => vec![("order", json!(order)), ("step", json!(step))],
            No::UnknownCancelReason { reason, known } => {
                let known: Vec<&str> = known.iter().map(|reason| reason.code.as_str()).collect();
                vec![("reason", json!(reason)), ("known", json!(known))]
            }
            No::FollowUpInPast { at, now } => vec![("at", json!(at)), ("now", json!(now))],
            No::UnknownFollowUp { order, follow_up } => {
                vec![("order", json!(order)), ("follow_up", json!(follow_up))]
            }
        }
    }
}

impl From<OrderRejection> for Rejection {
    fn from(no: OrderRejection) -> Self {
        let (zh, en) = no.words();
        let rejection = Self::new(no.class(), no.code(), zh, en);
        no.facts()
            .into_iter()
            .fold(rejection, |rejection, (name, value)| rejection.with(name, value))
    }
}
