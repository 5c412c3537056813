//! What is wrong with a message once sender and orders are known; the text's own mistakes are `text::Mistake`.

use chrono_tz::Tz;
use proto::field::{Mistake, ReportKind};
use types::{Instant, OrderNumber, Sentence, Span};

use crate::ReportRejection;

/// One thing that is wrong with a message of the staff, in order of precedence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Objection {
    /// No such order was heard of (SMS-1).
    UnknownOrder { order: OrderNumber },
    /// The sender does not belong to the order (SMS-1).
    NotYours { order: OrderNumber },
    /// Texts to staff can't be stopped by text (SMS-14).
    StaffCannotStop,
    /// No number, and no order of the sender is at that step (SMS-5).
    NoOrderFits { what: Sentence },
    /// A number alone, and no question is open (SMS-5).
    NumberAlone { order: OrderNumber },
    /// A number that is none of those asked about (SMS-5).
    NotACandidate {
        order: OrderNumber,
        candidates: Vec<OrderNumber>,
    },
    /// Only the station manager plans or solves by phone (ORD-7, ORD-8).
    OnlyManager { what: Sentence },
    /// The order is solved, repaired or cancelled (ORD-17).
    Ended { order: OrderNumber },
    /// The engineers of that order are out there already (ORD-8).
    Underway { order: OrderNumber },
    /// Nobody of that name or phone is known (ORD-8).
    UnknownEngineers { said: Vec<String> },
    /// The words mean none of the policy's reasons (ORD-11).
    ReasonUnknown { known: Vec<Sentence> },
    /// The time lies before the order was opened (SMS-3).
    BeforeOrder {
        order: OrderNumber,
        opened_at: Instant,
        zone: Tz,
    },
    /// An ETA of a visit nobody departed for (ORD-9).
    NotOnTheWay { order: OrderNumber },
    /// The visit has an ETA already, and its clock runs (ORD-9).
    EtaGiven { eta: Instant, zone: Tz },
    /// The sender has made no such report (SMS-8).
    NothingToCorrect { of: ReportKind },
    /// The window for corrections is over (SMS-8).
    CorrectionTooLate { window: Span },
    /// Several texts with parts wait for their number, and what they say of a part differs (SMS-5).
    TextsDisagree,
    /// A part is not taken so, or the order takes no report (ORD-25).
    Report(ReportRejection),
}

impl Objection {
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::UnknownOrder { .. } => "SMS-1.unknown_order",
            Self::NotYours { .. } => "SMS-1.not_yours",
            Self::StaffCannotStop => "SMS-14.staff_cannot_stop",
            Self::NoOrderFits { .. } => "SMS-5.no_order_fits",
            Self::NumberAlone { .. } => "SMS-5.number_alone",
            Self::NotACandidate { .. } => "SMS-5.not_a_candidate",
            Self::OnlyManager { .. } => "ORD-8.only_manager",
            Self::Ended { .. } => "ORD-17.already_ended",
            Self::Underway { .. } => "ORD-8.underway",
            Self::UnknownEngineers { .. } => "ORD-8.engineer_unknown",
            Self::ReasonUnknown { .. } => "ORD-11.reason_unknown",
            Self::BeforeOrder { .. } => "SMS-3.before_order",
            Self::NotOnTheWay { .. } => "ORD-9.not_on_the_way",
            Self::EtaGiven { .. } => "ORD-9.eta_given",
            Self::NothingToCorrect { .. } => "SMS-8.nothing_to_correct",
            Self::CorrectionTooLate { .. } => "SMS-8.too_late",
            Self::TextsDisagree => "SMS-5.texts_disagree",
            Self::Report(no) => no.code(),
        }
    }

    /// What the sender is told: what is wrong, and what to type.
    pub(crate) fn sentence(&self) -> Sentence {
        match self {
            Self::UnknownOrder { order } => Sentence::new(
                format!("查不到工单{order}，请核对单号后重发"),
                format!("there is no order {order}, please check it and send again"),
            ),
            Self::NotYours { order } => Sentence::new(
                format!("{order}不是您的工单，请核对单号后重发"),
                format!("{order} is not your order, please check it and send again"),
            ),
            Self::StaffCannotStop => Sentence::new(
                "工作号码不能退订，如需停发请致电400座席",
                "a work phone can't unsubscribe, please call the hotline",
            ),
            Self::NoOrderFits { what } => Sentence::new(
                format!(
                    "没有找到您该报“{}”的工单，请加上单号，如：{} 单号",
                    what.zh, what.zh
                ),
                format!(
                    "no order of yours waits for this, please add its number: {} NUMBER",
                    what.en
                ),
            ),
            Self::NumberAlone { order } => Sentence::new(
                format!("收到单号{order}，要报什么？请发：到达 {order}"),
                format!("what about {order}? Please send ARRIVE {order}"),
            ),
            Self::NotACandidate { order, candidates } => Sentence::new(
                format!(
                    "{order}不在可选工单中，请回复其中一个：{}",
                    listed(candidates, "、")
                ),
                format!(
                    "{order} is none of those asked about, please answer with one of {}",
                    listed(candidates, ", ")
                ),
            ),
            Self::OnlyManager { what } => Sentence::new(
                format!("“{}”由站长上报，请联系站长", what.zh),
                format!("{} is for the station manager to send", what.en),
            ),
            Self::Ended { order } => Sentence::new(
                format!("工单{order}已结束，如有疑问请致电400座席"),
                format!("order {order} has ended, please call the hotline"),
            ),
            Self::Underway { order } => Sentence::new(
                format!("工单{order}的工程师已经出发，不用再计划；改派请致电400座席"),
                format!("the engineers of {order} have departed; to change that please call the hotline"),
            ),
            Self::UnknownEngineers { said } => Sentence::new(
                format!(
                    "不认识“{}”，请写工程师的姓名或手机号，如：计划 单号 明天9点 姓名",
                    said.join("、")
                ),
                format!(
                    "unknown: {}; please write the engineer's name or phone: PLAN NUMBER 9:00 NAME",
                    said.join(", ")
                ),
            ),
            Self::ReasonUnknown { known } => {
                let zh: Vec<&str> = known.iter().map(|reason| reason.zh.as_str()).collect();
                let en: Vec<&str> = known.iter().map(|reason| reason.en.as_str()).collect();
                Sentence::new(
                    format!("未修复原因请写其中之一：{}", zh.join("、")),
                    format!("please give one of these reasons: {}", en.join(", ")),
                )
            }
            Self::BeforeOrder {
                order,
                opened_at,
                zone,
            } => {
                let opened = opened_at.local(*zone).format("%m-%d %H:%M");
                Sentence::new(
                    format!("工单{order}是{opened}才开的，请核对时间后重发"),
                    format!("order {order} was opened at {opened}, please check the time and send again"),
                )
            }
            Self::NotOnTheWay { order } => Sentence::new(
                format!("还没有收到出发报告，请发：出发 {order} 14:30"),
                format!("no departure was reported, please send DEPART {order} 14:30"),
            ),
            Self::EtaGiven { eta, zone } => {
                let eta = eta.local(*zone).format("%m-%d %H:%M");
                Sentence::new(
                    format!("预计到达时间已记为{eta}，如有变化请致电400座席"),
                    format!("the ETA stands at {eta}; if that changed please call the hotline"),
                )
            }
            Self::NothingToCorrect { of } => {
                let title = of.title();
                Sentence::new(
                    format!("没有您发的“{}”报告可以更正，请核对后重发", title.zh),
                    format!(
                        "you have sent no {} to correct, please check and send again",
                        title.en
                    ),
                )
            }
            Self::CorrectionTooLate { window } => {
                let minutes = window.as_seconds() / 60;
                Sentence::new(
                    format!("报告发出已超过{minutes}分钟，不能自行更正，请向400座席申请节点更正"),
                    format!(
                        "the report is older than {minutes} minutes; ask the hotline for a node exception"
                    ),
                )
            }
            Self::TextsDisagree => Sentence::new(
                "几条换件短信里同一件号写得不一样，请合成一条重发，如：换件 单号 4611-1234 x2",
                "your texts tell differently of a part, please send it once more: PARTS number 4611-1234 x2",
            ),
            Self::Report(no) => {
                let (zh, en) = no.words();
                Sentence::new(zh, en)
            }
        }
    }

    pub(crate) fn mistake(&self) -> Mistake {
        Mistake {
            code: self.code().to_owned(),
            sentence: self.sentence(),
        }
    }
}

impl From<Objection> for Vec<Objection> {
    fn from(one: Objection) -> Self {
        vec![one]
    }
}

fn listed(orders: &[OrderNumber], with: &str) -> String {
    orders
        .iter()
        .map(OrderNumber::as_str)
        .collect::<Vec<_>>()
        .join(with)
}
