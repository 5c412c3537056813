//! Every "no" of field, in order of precedence.

mod report;

use proto::field::ReportKind;
use proto::{Class, Rejection};
use serde_json::{Value, json};
use sla::policy::Reason;
use types::{Instant, MessageId, OrderNumber, PersonId, Span};

pub use report::ReportRejection;

/// Why field refuses a command. A message from a phone is never refused: what is wrong with it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldRejection {
    /// A phone or text that only its key opens can't be taken in.
    Sealed,
    UnknownOrder(OrderNumber),
    UnknownMessage(MessageId),
    /// Nobody of the staff acts, so the engineer must be named.
    EngineerRequired,
    UnknownEngineer(PersonId),
    /// The actor is neither the engineer nor may enter for him (SMS-1).
    MayNotEnterFor(PersonId),
    /// The engineer does not belong to the order (SMS-1).
    NotYours {
        order: OrderNumber,
        engineer: PersonId,
    },
    NothingToCorrect {
        order: OrderNumber,
        of: ReportKind,
    },
    /// Only the sender corrects a report (SMS-8).
    NotTheSender {
        order: OrderNumber,
        of: ReportKind,
    },
    /// The window for corrections is over (SMS-8).
    CorrectionTooLate {
        window: Span,
    },
    /// What is reported has not happened yet (SMS-3).
    InFuture {
        at: Instant,
        now: Instant,
    },
    /// It is said to have happened before the order was opened (SMS-3).
    BeforeOrder {
        at: Instant,
        opened_at: Instant,
    },
    /// The ETA lies before the departure (SMS-3).
    EtaInPast {
        eta: Instant,
        at: Instant,
    },
    /// The policy has no such reason (ORD-11).
    UnknownReason {
        reason: String,
        known: Vec<Reason>,
    },
    /// The order was solved, repaired or cancelled by then (ORD-17).
    AlreadyEnded(OrderNumber),
    /// The visit was left repaired or unrepaired already, the other way (ORD-11).
    LeftOtherwise {
        order: OrderNumber,
        visit: u32,
    },
    /// The message does not wait for anybody (SMS-7).
    NothingToSettle {
        message: MessageId,
        outcome: &'static str,
    },
    /// What happened needs its order (SMS-7).
    OrderRequired,
    /// Only a message of the staff is taken as a report (SMS-7).
    SenderNotStaff(MessageId),
    TextRequired,
    /// Own numbers and automatic replies are never answered (SMS-12).
    NeverAnswered(MessageId),
    /// The engineer's report or a document is not taken so (ORD-25).
    Report(ReportRejection),
}

impl From<ReportRejection> for FieldRejection {
    fn from(no: ReportRejection) -> Self {
        Self::Report(no)
    }
}

use FieldRejection as No;

impl FieldRejection {
    /// Stable, and the rule's id before the dot where a rule says no.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            No::Sealed => "message.sealed",
            No::UnknownOrder(_) => "order.unknown",
            No::UnknownMessage(_) => "message.unknown",
            No::EngineerRequired => "ORD-9.engineer_required",
            No::UnknownEngineer(_) => "SMS-4.engineer_unknown",
            No::MayNotEnterFor(_) => "SMS-1.not_for_others",
            No::NotYours { .. } => "SMS-1.not_yours",
            No::NothingToCorrect { .. } => "SMS-8.nothing_to_correct",
            No::NotTheSender { .. } => "SMS-8.not_the_sender",
            No::CorrectionTooLate { .. } => "SMS-8.too_late",
            No::InFuture { .. } => "SMS-3.time_in_future",
            No::BeforeOrder { .. } => "SMS-3.before_order",
            No::EtaInPast { .. } => "SMS-3.time_in_past",
            No::UnknownReason { .. } => "ORD-11.reason_unknown",
            No::AlreadyEnded(_) => "ORD-17.already_ended",
            No::LeftOtherwise { .. } => "ORD-11.left_already",
            No::NothingToSettle { .. } => "SMS-7.nothing_to_settle",
            No::OrderRequired => "SMS-7.order_required",
            No::SenderNotStaff(_) => "SMS-7.sender_not_staff",
            No::TextRequired => "SMS-7.text_required",
            No::NeverAnswered(_) => "SMS-12.never_answered",
            No::Report(no) => no.code(),
        }
    }

    const fn class(&self) -> Class {
        match self {
            No::Sealed => Class::Malformed,
            No::UnknownOrder(_) | No::UnknownMessage(_) => Class::Unknown,
            No::MayNotEnterFor(_) | No::NotYours { .. } | No::NotTheSender { .. } => Class::Forbidden,
            No::AlreadyEnded(_) | No::LeftOtherwise { .. } | No::NothingToSettle { .. } => Class::Conflict,
            No::EngineerRequired
            | No::UnknownEngineer(_)
            | No::NothingToCorrect { .. }
            | No::CorrectionTooLate { .. }
            | No::InFuture { .. }
            | No::BeforeOrder { .. }
            | No::EtaInPast { .. }
            | No::UnknownReason { .. }
            | No::OrderRequired
            | No::SenderNotStaff(_)
            | No::TextRequired
            | No::NeverAnswered(_) => Class::Refused,
            No::Report(no) => no.class(),
        }
    }

    /// What is wrong and what to do, Chinese first.
    fn words(&self) -> (String, String) {
        match self {
            No::Sealed => (
                "号码或内容已加密，无法受理".to_owned(),
                "the phone or the text is sealed and can't be taken in".to_owned(),
            ),
            No::UnknownOrder(order) => (
                format!("没有工单{order}，请核对工单号"),
                format!("there is no order {order}; check the number"),
            ),
            No::UnknownMessage(message) => (
                format!("没有短信{message}，请在收件箱中核对"),
                format!("there is no message {message}; look it up in the inbox"),
            ),
            No::EngineerRequired => (
                "请写明是哪位工程师".to_owned(),
                "say which engineer it is: the engineer is required".to_owned(),
            ),
            No::UnknownEngineer(person) => (
                format!("人员名录里没有{person}，请核对工程师"),
                format!("the directory has no person {person}; check the engineer"),
            ),
            No::MayNotEnterFor(person) => (
                format!("不能替{person}上报，请本人、站长或400座席办理"),
                format!("you may not report for {person}; they, the station manager or the hotline may"),
            ),
            No::NotYours { order, engineer } => (
                format!("工单{order}没有派给{engineer}，请先改派或核对工单号"),
                format!("{engineer} does not belong to order {order}; assign them first or check the number"),
            ),
            No::NothingToCorrect { order, of } => (
                format!("工单{order}没有“{}”报告可更正", of.title().zh),
                format!("order {order} has no {} to correct", of.title().en),
            ),
            No::NotTheSender { order, of } => (
                format!("工单{order}的“{}”不是您报的，只能由本人更正", of.title().zh),
                format!(
                    "the {} of order {order} is not yours; only its sender corrects it",
                    of.title().en
                ),
            ),
            No::CorrectionTooLate { window } => (
                format!("报告已超过{window}，不能更正，请申请节点更正"),
                format!("the report is older than {window}; ask for a node exception"),
            ),
            No::InFuture { at, now } => (
                format!("时间{at}还没到（现在{now}），请在发生后再报"),
                format!("{at} is still ahead (it is {now}); report what has happened"),
            ),
            No::BeforeOrder { at, opened_at } => (
                format!("时间{at}早于开单时间{opened_at}，请核对"),
                format!("{at} is before the order was opened at {opened_at}; check the time"),
            ),
            No::EtaInPast { eta, at } => (
                format!("预计到达时间{eta}早于出发时间{at}，请核对"),
                format!("the ETA {eta} is before the departure at {at}; check the time"),
            ),
            No::UnknownReason { reason, known } => {
                let zh: Vec<&str> = known.iter().map(|reason| reason.name.zh.as_str()).collect();
                let en: Vec<&str> = known.iter().map(|reason| reason.code.as_str()).collect();
                (
                    format!("没有“{reason}”这个未修复原因，可选：{}", zh.join("、")),
                    format!("there is no reason {reason:?}; choose one of {}", en.join(", ")),
                )
            }
            No::AlreadyEnded(order) => (
                format!("工单{order}已结束，不能再报；更早发生的请写明时间"),
                format!("order {order} has ended; for what happened before say when"),
            ),
            No::LeftOtherwise { order, visit } => (
                format!("工单{order}第{visit}次上门已报离开，请核对"),
                format!("visit {visit} of order {order} was left already; check which it was"),
            ),
            No::NothingToSettle { message, outcome } => (
                format!("短信{message}不需要处理（{outcome}）"),
                format!("message {message} does not wait for anybody ({outcome})"),
            ),
            No::OrderRequired => (
                "请写明工单号".to_owned(),
                "say which order it is about: the order is required".to_owned(),
            ),
            No::SenderNotStaff(message) => (
                format!("短信{message}不是员工发来的，请用上报命令并写明工程师"),
                format!("message {message} is not from staff; report with the engineer's name instead"),
            ),
            No::TextRequired => (
                "请写回复内容".to_owned(),
                "write the answer: the text is required".to_owned(),
            ),
            No::NeverAnswered(message) => (
                format!("短信{message}来自本方号码或自动回复，不予回复"),
                format!(
                    "message {message} is an automatic reply or from our own number and is never answered"
                ),
            ),
            No::Report(no) => no.words(),
        }
    }

    fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            No::Sealed | No::EngineerRequired | No::OrderRequired | No::TextRequired => Vec::new(),
            No::UnknownOrder(order) | No::AlreadyEnded(order) => vec![("order", json!(order))],
            No::UnknownMessage(message) | No::SenderNotStaff(message) | No::NeverAnswered(message) => {
                vec![("message", json!(message))]
            }
            No::UnknownEngineer(engineer) | No::MayNotEnterFor(engineer) => {
                vec![("engineer", json!(engineer))]
            }
            No::NotYours { order, engineer } => vec![("order", json!(order)), ("engineer", json!(engineer))],
            No::NothingToCorrect { order, of } | No::NotTheSender { order, of } => {
                vec![("order", json!(order)), ("of", json!(of))]
            }
            No::CorrectionTooLate { window } => vec![("window", json!(window.to_string()))],
            No::InFuture { at, now } => vec![("at", json!(at)), ("now", json!(now))],
            No::BeforeOrder { at, opened_at } => vec![("at", json!(at)), ("opened_at", json!(opened_at))],
            No::EtaInPast { eta, at } => vec![("eta", json!(eta)), ("at", json!(at))],
            No::UnknownReason { reason, known } => {
                let codes: Vec<&str> = known.iter().map(|known| known.code.as_str()).collect();
                vec![("reason", json!(reason)), ("known", json!(codes))]
            }
            No::LeftOtherwise { order, visit } => vec![("order", json!(order)), ("visit", json!(visit))],
            No::NothingToSettle { message, outcome } => {
                vec![("message", json!(message)), ("outcome", json!(outcome))]
            }
            No::Report(no) => no.facts(),
        }
    }
}

impl From<FieldRejection> for Rejection {
    fn from(no: FieldRejection) -> Self {
        let (zh, en) = no.words();
        let rejection = Self::new(no.class(), no.code(), zh, en);
        no.facts()
            .into_iter()
            .fold(rejection, |rejection, (name, value)| rejection.with(name, value))
    }
}
