//! What can be wrong with a text, and how the sender is told (SMS-7, SMS-13).

use types::{OrderNumber, Sentence};

/// One thing that is wrong with a text. Texts quoted in `said` are the sender's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// The text is longer than the policy takes.
    TooLong {
        chars: usize,
        longest: usize,
    },
    /// A number that should be an order's has a wrong check digit or a wrong length.
    WrongOrderNumber {
        said: String,
    },
    /// The text names several orders.
    TwoOrders {
        orders: Vec<OrderNumber>,
    },
    /// The text says nothing that is known.
    UnknownKeyword,
    /// The text holds several reports.
    TwoReports,
    TimeUnreadable {
        said: String,
    },
    /// A time that should be ahead has passed (SMS-3).
    TimeInPast {
        said: String,
    },
    /// A time that should have passed is ahead.
    TimeInFuture {
        said: String,
    },
    PlanTimeMissing,
    ReasonMissing,
    SolutionMissing,
    /// A correction does not say which report it corrects.
    CorrectionReportMissing,
    CorrectionTimeMissing,
    /// Replaced parts are not corrected by text.
    PartsCorrection,
    /// A quantity or serial stands before any part's number, or there is none at all.
    PartNumberMissing,
    /// Too short or too long for a part's number.
    PartNumberUnreadable {
        said: String,
    },
    /// No quantity of parts, or a second one of the same part.
    PartQuantity {
        said: String,
    },
    /// A part has one old and one new serial.
    PartSerialTwice {
        said: String,
    },
}

impl Mistake {
    /// The stable code, which begins with the rule.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "SMS-7.too_long",
            Self::WrongOrderNumber { .. } => "ORD-4.wrong_order_number",
            Self::TwoOrders { .. } => "SMS-5.two_orders",
            Self::UnknownKeyword => "SMS-2.unknown_keyword",
            Self::TwoReports => "SMS-2.two_reports",
            Self::TimeUnreadable { .. } => "SMS-3.time_unreadable",
            Self::TimeInPast { .. } => "SMS-3.time_in_past",
            Self::TimeInFuture { .. } => "SMS-3.time_in_future",
            Self::PlanTimeMissing => "ORD-8.time_missing",
            Self::ReasonMissing => "ORD-11.reason_missing",
            Self::SolutionMissing => "ORD-7.solution_missing",
            Self::CorrectionReportMissing => "SMS-8.report_missing",
            Self::CorrectionTimeMissing => "SMS-8.time_missing",
            Self::PartsCorrection => "SMS-8.parts",
            Self::PartNumberMissing => "ORD-25.part_number_missing",
            Self::PartNumberUnreadable { .. } => "ORD-25.part_number_unreadable",
            Self::PartQuantity { .. } => "ORD-25.part_quantity",
            Self::PartSerialTwice { .. } => "CLM-17.serial_twice",
        }
    }

    /// What the sender is told: what is wrong, and what to type.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::TooLong { chars, longest } => Sentence::new(
                format!("短信太长（{chars}字），请控制在{longest}字以内"),
                format!("the text is too long ({chars} characters), please keep it under {longest}"),
            ),
            Self::WrongOrderNumber { said } => Sentence::new(
                format!("没有工单号{said}，请核对后重发"),
                format!("{said} is no order number, please check it and send again"),
            ),
            Self::TwoOrders { orders } => {
                let orders: Vec<&str> = orders.iter().map(OrderNumber::as_str).collect();
                Sentence::new(
                    format!("一条短信只写一个工单，您写了{}", orders.join("、")),
                    format!("please write one order in a text, not {}", orders.join(", ")),
                )
            }
            Self::UnknownKeyword => Sentence::new(
                "没看懂，请发：出发/到达/修复/未修复 原因/换件 件号 x数量/计划 时间/电话解决 方案，加工单号",
                "not understood, please send DEPART, ARRIVE, DONE, UNFIXED reason, PARTS number x2, PLAN time or \
                 PHONE solution, with the order number",
            ),
            Self::TwoReports => Sentence::new(
                "一条短信只报一件事，请分开发",
                "please send one text for each report",
            ),
            Self::TimeUnreadable { said } => Sentence::new(
                format!("看不懂时间“{said}”，请写成14:30或明天9点"),
                format!("the time {said:?} can't be read, please write 14:30 or tomorrow 9:00"),
            ),
            Self::TimeInPast { said } => Sentence::new(
                format!("时间“{said}”已经过去，是明天或下午吗？请写清楚再发"),
                format!("the time {said:?} has passed: tomorrow, or pm? Please write it out"),
            ),
            Self::TimeInFuture { said } => Sentence::new(
                format!("时间“{said}”还没到，请在事情发生后再报，计划请发：计划 时间"),
                format!(
                    "the time {said:?} is still ahead: please report what has happened, or send PLAN time"
                ),
            ),
            Self::PlanTimeMissing => Sentence::new(
                "计划缺少派工时间，请发：计划 单号 明天9点",
                "the plan has no time, please send PLAN number tomorrow 9:00",
            ),
            Self::ReasonMissing => Sentence::new(
                "未修复缺少原因，请发：未修复 单号 等配件",
                "the reason is missing, please send UNFIXED number waiting for parts",
            ),
            Self::SolutionMissing => Sentence::new(
                "缺少解决详情，请发：电话解决 单号 怎么解决的",
                "the solution is missing, please send PHONE number and how it was solved",
            ),
            Self::CorrectionReportMissing => Sentence::new(
                "更正哪一项？请发：更正 到达 13:20",
                "which report is corrected? Please send CORRECT ARRIVE 13:20",
            ),
            Self::CorrectionTimeMissing => Sentence::new(
                "更正缺少时间，请发：更正 到达 13:20",
                "the correction has no time, please send CORRECT ARRIVE 13:20",
            ),
            Self::PartsCorrection => Sentence::new(
                "换件不能用短信更正，请在系统中更正或致电400座席",
                "replaced parts are not corrected by text, please use the console or call the hotline",
            ),
            Self::PartNumberMissing => Sentence::new(
                "缺少件号，请发：换件 件号 x数量，如：换件 4611-1234 x2，没有换件请发：未换件",
                "the part number is missing, please send PARTS 4611-1234 x2, or NO PARTS if there were none",
            ),
            Self::PartNumberUnreadable { said } => Sentence::new(
                format!("“{said}”不像件号，请核对后重发，如：换件 4611-1234 x2"),
                format!("{said:?} is no part number, please check it and send PARTS 4611-1234 x2"),
            ),
            Self::PartQuantity { said } => Sentence::new(
                format!("数量“{said}”不对，每个件号写一个1到999的数量，如：4611-1234 x2"),
                format!(
                    "the quantity {said:?} can't be, please write one from 1 to 999 for each part: 4611-1234 x2"
                ),
            ),
            Self::PartSerialTwice { said } => Sentence::new(
                format!("序列号“{said}”多了，每个件号只写一个旧号、一个新号，请分开发"),
                format!(
                    "{said:?} is one serial too many, please send one old and one new serial for each part"
                ),
            ),
        }
    }
}
