//! Every "no" of hotline, in order of precedence.

mod words;

use proto::hotline::{Department, PapersClass};
use proto::order::{OrderSubtype, OrderType, Step};
use proto::{Class, Rejection};
use serde_json::{Value, json};
use sla::policy::Reason;
use types::{CustomerId, ImportId, Instant, MachineSerial, OrderNumber, PersonId, StationId};

use crate::ClosingGap;

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
    /// Urging without a word about it (ORD-5).
    UrgingNoteRequired,
    /// The policy has no such reason for staying unrepaired (ORD-12).
    UnknownUnrepairedReason {
        reason: String,
        known: Vec<Reason>,
    },
    /// The reason lies with a department that did not confirm it (ORD-12).
    ConfirmWith {
        reason: Reason,
        department: Department,
    },
    /// The repair is expected at a time that is over (ORD-12).
    ExpectedInPast {
        at: Instant,
        now: Instant,
    },
    /// Neither solved by phone nor repaired: nothing to call back about, nothing to close (ORD-13, ORD-14).
    NotResolved {
        order: OrderNumber,
        step: Step,
    },
    /// A customer is not satisfied, and nobody wrote down why (ORD-13).
    WordsRequired,
    /// Papers belong to a service done on site, and to an order that is not closed (ORD-24).
    NotRepaired {
        order: OrderNumber,
        step: Step,
    },
    /// The papers' class belongs to other types of orders (ORD-24).
    ClassDoesNotFit {
        class: PapersClass,
        order_type: OrderType,
        fitting: Vec<PapersClass>,
    },
    UnknownPerson(PersonId),
    /// What must be done before the order can be closed, all of it (ORD-14).
    StillToDo {
        order: OrderNumber,
        gaps: Vec<ClosingGap>,
    },
    /// Only a closed order is opened again (ORD-14).
    NotClosed {
        order: OrderNumber,
        step: Step,
    },
    /// The order that is said to be repeated is about another machine (ORD-14).
    OtherMachine {
        order: OrderNumber,
        of: OrderNumber,
    },
    /// The order that is said to be repeated is no failure repaired before (ORD-14).
    NoEarlierRepair {
        order: OrderNumber,
        of: OrderNumber,
    },
    /// An order opened again, or a repeat judged, without a reason (ORD-14).
    ReasonRequired,
    /// Nothing was staged under this id.
    UnknownImport(ImportId),
    /// Not every piece of the list was staged; the first missing ones.
    PiecesMissing {
        import: ImportId,
        missing: Vec<u32>,
    },
    /// More pieces were staged than the list is said to have; the first of them.
    PiecesLeftOver {
        import: ImportId,
        left_over: Vec<u32>,
    },
    /// The list opens more orders than fit one record.
    TooManyOrders {
        orders: usize,
        at_most: usize,
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
            No::UrgingNoteRequired => "ORD-5.note_required",
            No::UnknownUnrepairedReason { .. } => "ORD-12.reason_unknown",
            No::ConfirmWith { .. } => "ORD-12.confirm_with",
            No::ExpectedInPast { .. } => "ORD-12.expected_in_past",
            No::NotResolved { .. } => "ORD-14.not_resolved",
            No::WordsRequired => "ORD-13.words_required",
            No::NotRepaired { .. } => "ORD-24.not_repaired",
            No::ClassDoesNotFit { .. } => "ORD-24.class_does_not_fit",
            No::UnknownPerson(_) => "ORD-24.person_unknown",
            No::StillToDo { .. } => "ORD-14.still_to_do",
            No::NotClosed { .. } => "ORD-14.not_closed",
            No::OtherMachine { .. } => "ORD-14.other_machine",
            No::NoEarlierRepair { .. } => "ORD-14.no_earlier_repair",
            No::ReasonRequired => "ORD-14.reason_required",
            No::UnknownImport(_) => "import.unknown",
            No::PiecesMissing { .. } => "import.pieces_missing",
            No::PiecesLeftOver { .. } => "import.pieces_left_over",
            No::TooManyOrders { .. } => "import.too_many_orders",
        }
    }

    const fn class(&self) -> Class {
        match self {
            No::UnknownOrder(_) | No::UnknownFollowUp { .. } | No::UnknownImport(_) => Class::Unknown,
            No::OtherStation { .. } => Class::Forbidden,
            No::MachineHasOpenOrder { .. }
            | No::AlreadyEnded { .. }
            | No::NotResolved { .. }
            | No::NotRepaired { .. }
            | No::StillToDo { .. }
            | No::NotClosed { .. }
            | No::PiecesMissing { .. }
            | No::PiecesLeftOver { .. } => Class::Conflict,
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
            | No::FollowUpInPast { .. }
            | No::UrgingNoteRequired
            | No::UnknownUnrepairedReason { .. }
            | No::ConfirmWith { .. }
            | No::ExpectedInPast { .. }
            | No::WordsRequired
            | No::ClassDoesNotFit { .. }
            | No::UnknownPerson(_)
            | No::OtherMachine { .. }
            | No::NoEarlierRepair { .. }
            | No::ReasonRequired
            | No::TooManyOrders { .. } => Class::Refused,
        }
    }

    fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            No::UnknownOrder(order) => vec![("order", json!(order))],
            No::OtherStation { order, station } => vec![("order", json!(order)), ("station", json!(station))],
            No::FaultRequired
            | No::CorrectionReasonRequired
            | No::NothingToCorrect
            | No::TextRequired
            | No::UrgingNoteRequired
            | No::WordsRequired
            | No::ReasonRequired => Vec::new(),
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
            No::AlreadyEnded { order, step }
            | No::NotResolved { order, step }
            | No::NotRepaired { order, step }
            | No::NotClosed { order, step } => vec![("order", json!(order)), ("step", json!(step))],
            No::UnknownCancelReason { reason, known } | No::UnknownUnrepairedReason { reason, known } => {
                let known: Vec<&str> = known.iter().map(|reason| reason.code.as_str()).collect();
                vec![("reason", json!(reason)), ("known", json!(known))]
            }
            No::FollowUpInPast { at, now } | No::ExpectedInPast { at, now } => {
                vec![("at", json!(at)), ("now", json!(now))]
            }
            No::UnknownFollowUp { order, follow_up } => {
                vec![("order", json!(order)), ("follow_up", json!(follow_up))]
            }
            No::ConfirmWith { reason, department } => {
                vec![("reason", json!(reason.code)), ("department", json!(department))]
            }
            No::ClassDoesNotFit {
                class,
                order_type,
                fitting,
            } => vec![
                ("class", json!(class)),
                ("order_type", json!(order_type)),
                ("fitting", json!(fitting)),
            ],
            No::UnknownPerson(person) => vec![("person", json!(person))],
            No::StillToDo { order, gaps } => {
                let gaps: Vec<Value> = gaps.iter().map(ClosingGap::to_json).collect();
                vec![("order", json!(order)), ("still_to_do", json!(gaps))]
            }
            No::OtherMachine { order, of } | No::NoEarlierRepair { order, of } => {
                vec![("order", json!(order)), ("of", json!(of))]
            }
            No::UnknownImport(import) => vec![("import", json!(import))],
            No::PiecesMissing { import, missing } => {
                vec![("import", json!(import)), ("missing", json!(missing))]
            }
            No::PiecesLeftOver { import, left_over } => {
                vec![("import", json!(import)), ("left_over", json!(left_over))]
            }
            No::TooManyOrders { orders, at_most } => {
                vec![("orders", json!(orders)), ("at_most", json!(at_most))]
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
