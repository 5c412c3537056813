//! What follows a repair, or its absence: urging, the unrepaired list, call-back, papers, closing, repeat repairs.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use types::{Instant, OrderNumber, PersonId, Personal, Sentence};

use crate::field::ReportGap;
use crate::order::Step;

/// Records that the operator urged the station to call the customer or to answer (ORD-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordUrging {
    pub order: OrderNumber,
    /// What was asked for and what was answered.
    pub note: Personal<String>,
}

/// Records the call-back after an order was resolved (ORD-13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCallBack {
    pub order: OrderNumber,
    /// None: the customer could not be reached, and the call-back stays to do.
    #[serde(default)]
    pub satisfied: Option<bool>,
    /// Why not; required of a customer who is not satisfied.
    #[serde(default)]
    pub words: Option<Personal<String>>,
}

/// Who confirmed why an order is unrepaired (ORD-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// 服务站
    Station,
    /// 索赔
    Claims,
    /// 配件
    Parts,
}

impl Department {
    pub const ALL: [Self; 3] = [Self::Station, Self::Claims, Self::Parts];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Station => ("服务站", "station"),
            Self::Claims => ("索赔", "claims"),
            Self::Parts => ("配件", "parts"),
        };
        Sentence::new(zh, en)
    }

    /// The department that a policy names by its code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        match code {
            "station" => Some(Self::Station),
            "claims" => Some(Self::Claims),
            "parts" => Some(Self::Parts),
            _ => None,
        }
    }
}

/// Records the afternoon's call about an order that is unrepaired, with its reason (ORD-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmUnrepaired {
    pub order: OrderNumber,
    /// A code of the policy's unrepaired reasons.
    pub reason: String,
    #[serde(default)]
    pub confirmed_with: Vec<Department>,
    #[serde(default)]
    pub note: Option<Personal<String>>,
    /// When it is expected to be repaired.
    #[serde(default)]
    pub expected_at: Option<Instant>,
}

/// The three classes of a service's papers (ORD-24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PapersClass {
    /// 常规保养
    Maintenance,
    /// 故障已修复
    FailureRepaired,
    /// 待索赔
    ToBeClaimed,
}

impl PapersClass {
    pub const ALL: [Self; 3] = [Self::Maintenance, Self::FailureRepaired, Self::ToBeClaimed];

    #[must_use]
    pub fn title(self) -> Sentence {
        let (zh, en) = match self {
            Self::Maintenance => ("常规保养", "ordinary maintenance"),
            Self::FailureRepaired => ("故障已修复", "failure repaired"),
            Self::ToBeClaimed => ("待索赔", "to be claimed"),
        };
        Sentence::new(zh, en)
    }
}

/// Records staff checked the papers of a finished service; what is missing was asked for (ORD-24).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPapers {
    pub order: OrderNumber,
    pub class: PapersClass,
    /// What is missing; nothing means the papers are complete.
    #[serde(default)]
    pub missing: Vec<String>,
    /// Who was asked for it by phone.
    #[serde(default)]
    pub asked: Option<PersonId>,
    #[serde(default)]
    pub note: Option<Personal<String>>,
}

/// Closes an order that was resolved on site, reviewed and called back (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseOrder {
    pub order: OrderNumber,
}

/// Opens a closed order again (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenOrder {
    pub order: OrderNumber,
    pub reason: String,
}

/// Decides whether an order is a repeat repair 返修 of an earlier one (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeRepeat {
    pub order: OrderNumber,
    pub verdict: RepeatVerdict,
    pub reason: String,
}

/// What was found about an order that looks like a repeat repair (ORD-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepeatVerdict {
    /// The same fault again: it counts against the first repair.
    Repeat { of: OrderNumber },
    /// Another fault.
    AnotherFault,
    /// The same fault, for an objective reason: it does not count.
    Objective { of: OrderNumber },
}

/// Takes up whether the engineer's report is complete; comes from field's feed only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteReport {
    pub order: OrderNumber,
    pub gaps: Vec<ReportGap>,
}

/// The operator urged the station (ORD-5). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Urged {
    pub order: OrderNumber,
    pub note: Personal<String>,
    pub by: Option<PersonId>,
}

/// The customer was called back, or could not be reached (ORD-13). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalledBack {
    pub order: OrderNumber,
    pub satisfied: Option<bool>,
    pub words: Option<Personal<String>>,
    pub by: Option<PersonId>,
}

/// Why an order is unrepaired today, as the station and the departments said (ORD-12). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnrepairedConfirmed {
    pub order: OrderNumber,
    pub reason: String,
    pub confirmed_with: Vec<Department>,
    pub note: Option<Personal<String>>,
    pub expected_at: Option<Instant>,
    pub by: Option<PersonId>,
}

/// One order of the day's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnrepairedRow {
    pub order: OrderNumber,
    /// When it was opened.
    pub since: Instant,
    pub step: Step,
    /// A code of the policy's unrepaired reasons; none when nobody said why.
    pub reason: Option<String>,
    /// Whether the reason was confirmed on this day.
    pub confirmed_today: bool,
}

/// The day's list of unrepaired orders went out (ORD-12). Readers: notify, desk. Trigger: the policy's time of day.
///
/// After a time asleep only the last day's list goes out. It is empty when every order ended in the meantime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnrepairedListIssued {
    pub date: NaiveDate,
    pub due_at: Instant,
    /// The oldest orders first; no more of them than fit a record.
    pub rows: Vec<UnrepairedRow>,
    /// How many younger orders are unrepaired too.
    pub left_out: u32,
}

/// Whether the engineer's report is complete, copied. Trigger: field's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportNoted {
    pub order: OrderNumber,
    pub gaps: Vec<ReportGap>,
}

/// Records staff looked through the papers (ORD-24). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PapersReviewed {
    pub order: OrderNumber,
    pub class: PapersClass,
    pub missing: Vec<String>,
    pub asked: Option<PersonId>,
    pub note: Option<Personal<String>>,
    pub by: Option<PersonId>,
}

/// The order was closed (ORD-14). Readers: field, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderClosed {
    pub order: OrderNumber,
    pub by: Option<PersonId>,
}

/// A closed order was opened again, for the work that is still to do (ORD-14). Readers: dispatch, field, claims, desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderReopened {
    pub order: OrderNumber,
    pub reason: String,
    pub by: Option<PersonId>,
}

/// The machine had a failure repaired a short while ago: perhaps a repeat repair (ORD-14). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatSuspected {
    pub order: OrderNumber,
    /// The last failure order of the machine that was resolved.
    pub earlier: OrderNumber,
    pub resolved_at: Instant,
    /// Whether the fault was written down in the same words; it then counts until somebody decides otherwise.
    pub same_words: bool,
}

/// Somebody decided whether it is a repeat repair (ORD-14). Readers: desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepeatJudged {
    pub order: OrderNumber,
    pub verdict: RepeatVerdict,
    pub reason: String,
    pub by: Option<PersonId>,
}
