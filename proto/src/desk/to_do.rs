//! What an operator or a clerk has to do today, and the unrepaired list (ORD-5, ORD-12, ORD-13, ORD-24, ORD-39).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, MachineSerial, OrderNumber, Phone, Sentence};

use super::{NamedCustomer, NamedStation, Reason, UnrepairedConfirmedShown};
use crate::hotline::Department;
use crate::order::Step;

/// A kind of task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToDoKind {
    /// 催办: the first response was warned about and is still open (ORD-5).
    Urge,
    /// 跟进: a follow-up is due (ORD-39).
    FollowUp,
    /// 确认未修复原因: nobody confirmed today why the machine is not repaired (ORD-12).
    ConfirmUnrepaired,
    /// 电话回访: a resolved order was not called back (ORD-13).
    CallBack,
    /// 判定返修: it looks like a repeat repair and nobody has decided (ORD-14).
    JudgeRepeat,
    /// 补报告: the engineer's report has gaps (ORD-25, SLA-10).
    CompleteReport,
    /// 审核资料: the papers are to be reviewed, or something of them is missing (ORD-24).
    ReviewPapers,
    /// 关闭工单: nothing stands between the order and its closing (ORD-14).
    Close,
}

impl ToDoKind {
    pub const ALL: [Self; 8] = [
        Self::Urge,
        Self::FollowUp,
        Self::ConfirmUnrepaired,
        Self::CallBack,
        Self::JudgeRepeat,
        Self::CompleteReport,
        Self::ReviewPapers,
        Self::Close,
    ];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Urge => ("催办服务站", "urge the station"),
            Self::FollowUp => ("跟进", "follow up"),
            Self::ConfirmUnrepaired => ("确认未修复原因", "confirm why it is unrepaired"),
            Self::CallBack => ("电话回访", "call back"),
            Self::JudgeRepeat => ("判定返修", "decide whether it is a repeat repair"),
            Self::CompleteReport => ("补全服务报告", "have the report completed"),
            Self::ReviewPapers => ("审核资料", "review the papers"),
            Self::Close => ("关闭工单", "close the order"),
        };
        Sentence::new(zh, en)
    }
}

/// One task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToDoItem {
    pub kind: ToDoKind,
    pub title: Sentence,
    pub order: OrderNumber,
    /// Since when it waits.
    pub since: Instant,
    /// When it is to be done by, where something says so.
    pub due_at: Option<Instant>,
    pub overdue: bool,
    /// What exactly is wanted: the follow-up's text, the gaps of the report, the missing papers.
    pub about: Sentence,
    pub step: Step,
    pub step_title: Sentence,
    pub machine_down: bool,
    pub machine: Option<MachineSerial>,
    pub customer: Option<NamedCustomer>,
    /// Whom to call: the one who called.
    pub caller: Option<String>,
    pub caller_phone: Option<Phone>,
    pub station: Option<NamedStation>,
}

/// Tasks in the order of [`ToDoKind`], the longest waiting of each kind first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToDo {
    pub items: Vec<ToDoItem>,
    /// How many of each kind there are, whichever kind was asked for.
    pub counts: BTreeMap<ToDoKind, u64>,
    /// How many fit the question, shown or not.
    pub total: u64,
}

/// An order whose machine is not repaired (ORD-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnrepairedOrder {
    pub order: OrderNumber,
    /// When it was opened.
    pub since: Instant,
    pub step: Step,
    pub step_title: Sentence,
    /// None when nobody has said why.
    pub reason: Option<Reason>,
    /// The department the reason lies with, while it has not confirmed it that day.
    pub to_confirm_with: Option<Department>,
    /// Whether somebody confirmed it on the day of the list, in the policy's zone.
    pub confirmed_today: bool,
    /// The last confirmation up to the moment asked about, or up to the list's issue.
    pub confirmed: Option<UnrepairedConfirmedShown>,
    pub machine_down: bool,
    pub machine: Option<MachineSerial>,
    pub model: Option<String>,
    pub customer: Option<NamedCustomer>,
    pub fault: String,
    pub station: Option<NamedStation>,
}

/// A day's list that went out (ORD-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IssuedList {
    pub date: NaiveDate,
    pub due_at: Instant,
    pub issued_at: Instant,
    pub orders: u64,
    /// How many of them had a reason that was confirmed that day.
    pub confirmed: u64,
}

/// The orders that are not repaired, the oldest first, and the lists that went out, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unrepaired {
    /// The list whose rows these are; none when they are as things stand, or when none went out on the day asked for.
    pub issued: Option<IssuedList>,
    pub orders: Vec<UnrepairedOrder>,
    /// How many fit the question, shown or not.
    pub total: u64,
    /// At most the last sixty.
    pub lists: Vec<IssuedList>,
}
